/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store of every version that was ever released is brought to today's form: nothing is lost, and what is made from its journal
 * anew is what the migration made. The stores lie in tests/store/stores, compressed; each has a dossier in several states. */
#include "store-fixture.h"

#include <gio/gio.h>

static void
unpack (const char *folder, const char *name)
{
  g_autofree char *packed = g_test_build_filename (G_TEST_DIST, "store", "stores", name, NULL);
  g_autofree char *path = g_build_filename (folder, "store.db", NULL);
  g_autoptr (GFile) from = g_file_new_for_path (packed), to = g_file_new_for_path (path);
  g_autoptr (GZlibDecompressor) gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) source = g_file_read (from, NULL, &error);
  g_autoptr (GInputStream) plain = NULL;
  g_autoptr (GFileOutputStream) sink = NULL;

  g_assert_no_error (error);
  plain = g_converter_input_stream_new (G_INPUT_STREAM (source), G_CONVERTER (gunzip));
  sink = g_file_create (to, G_FILE_CREATE_PRIVATE, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_splice (G_OUTPUT_STREAM (sink), plain, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer name)
{
  self->folder = fixture_folder_new ();
  self->clock = mc_clock_new_fixed (FIXTURE_NOW + 86400);
  unpack (self->folder, name);
}

static gint64
count_of (Fixture *self, int list)
{
  g_autofree char *sql = g_strdup_printf ("SELECT total (n) FROM counter WHERE list = %d", list);

  return fixture_int (self->folder, sql);
}

static void
test_version_1 (Fixture *self, gconstpointer data)
{
  g_autofree char *kept = NULL;
  gint64 entries;

  g_assert_cmpint (fixture_int (self->folder, "PRAGMA user_version"), ==, 1);
  entries = fixture_int (self->folder, "SELECT count (*) FROM entry");
  fixture_open (self);
  g_assert_cmpint (fixture_int (self->folder, "PRAGMA user_version"), >=, 2);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM entry"), ==, entries);
  fixture_assert_sound (self);
  kept = g_strdup_printf ("%s/before-version-%" G_GINT64_FORMAT ".db", self->folder, fixture_int (self->folder, "PRAGMA user_version"));
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));

  /* Of five dossiers one was voided; the others are still to be typed into the province's system, of desk 2. */
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM dossier WHERE to_retype = 2"), ==, 4);
  g_assert_cmpint (count_of (self, 20), ==, 4);
  g_assert_cmpint (count_of (self, 102), ==, 4);
  g_assert_cmpint (count_of (self, 1020), ==, 4);
}

/* What was sent online has its official code from the beginning. */
static void
test_version_1_online (Fixture *self, gconstpointer data)
{
  fixture_exec (self->folder, "UPDATE entry SET envelope = CAST (replace (CAST (envelope AS TEXT), '\"receive\"', '\"submit\"') AS BLOB)"
                              " WHERE seq = (SELECT min (seq) FROM dossier)");
  fixture_open (self);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM dossier WHERE official_code = code"), ==, 1);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM dossier WHERE to_retype IS NOT NULL"), ==, 3);
}

static const char *
short_name (Fixture *self, const char *code)
{
  McProcedure *procedure = mc_desk_procedure (self->desk, code, mc_desk_today (self->desk));

  return procedure != NULL ? procedure->short_name : NULL;
}

/* A desk of a province that had published three procedures, which version 1 took over at once: they stay in use, on a Monday morning
 * too. One more was the office's own. */
static void
test_version_1_province (Fixture *self, gconstpointer data)
{
  McProcedure *procedure;

  g_assert_cmpint (fixture_int (self->folder, "PRAGMA user_version"), ==, 1);
  fixture_open (self);
  g_assert_cmpint (fixture_int (self->folder, "PRAGMA user_version"), >=, 3);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM dossier"), ==, 8);
  fixture_assert_sound (self);
  for (int i = 0; i < 2; i++)
    {
      g_assert_cmpstr (short_name (self, "1.777001"), ==, "Thủ tục thử");
      g_assert_cmpstr (short_name (self, "1.888001"), ==, "Thủ tục của xã");
      procedure = mc_desk_procedure (self->desk, "1.004873", FIXTURE_DAY);
      g_assert_cmpint (mc_procedure_find_case (procedure, NULL)->duration[MC_CHANNEL_DIRECT].amount, ==, 2);
      procedure = mc_desk_procedure (self->desk, "1.004873", mc_day_from_ymd (2026, 9, 30));
      g_assert_cmpint (procedure->valid_to, ==, mc_day_from_ymd (2026, 9, 30));
      fixture_reopen (self);
    }
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM published"), ==, 3);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM procedure WHERE code = '1.777001'"), ==, 0);
  fixture_assert_sound (self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/migrate/version-1", Fixture, "version-1.db.gz", set_up, test_version_1, fixture_tear_down);
  g_test_add ("/migrate/version-1-with-an-online-dossier", Fixture, "version-1.db.gz", set_up, test_version_1_online,
              fixture_tear_down);
  g_test_add ("/migrate/version-1-of-a-desk-with-a-province", Fixture, "version-1-province.db.gz", set_up, test_version_1_province,
              fixture_tear_down);
  return g_test_run ();
}
