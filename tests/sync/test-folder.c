/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The office's folder with the line down (src/sync/README.md, "Folder"), and all three ways at once. */
#include "carry-office.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define SEEDS 200
#define DEEDS 24

typedef struct
{
  CarryOffice office;
  CarryDesk *one, *two;
} Folder;

static void
set_up (Folder *self, gconstpointer data)
{
  carry_office_init (&self->office, 2, TRUE);
  self->one = carry_desk (&self->office, 0);
  self->two = carry_desk (&self->office, 1);
}

static void
tear_down (Folder *self, gconstpointer data)
{
  carry_office_clear (&self->office);
}

static McFolderResult
sync_folder (Folder *self, CarryDesk *desk)
{
  McFolderResult result;

  carry_folder (desk, self->office.shared, &result);
  return result;
}

/* What came by which way in all runs, to see that something did. */
static gint64 by_stick, by_folder, by_network, acked_by_stick;

static char *
own_folder (Folder *self, CarryDesk *desk)
{
  return g_build_filename (self->office.shared, mc_desk_origin (desk->sync.fixture.desk), NULL);
}

static char *
segment (Folder *self, CarryDesk *desk, int number)
{
  g_autofree char *name = g_strdup_printf ("%010d" MC_BUNDLE_SEGMENT_SUFFIX, number);

  return g_build_filename (self->office.shared, mc_desk_origin (desk->sync.fixture.desk), name, NULL);
}

/* Domain: two counters of one room, the line to the province cut since the morning. */
static void
test_line_down (Folder *self, gconstpointer data)
{
  g_autofree char *ours = carry_receive (self->one, "Trần Thị Lan", 2), *theirs = carry_receive (self->two, "Lê Văn Hùng", 1);
  g_autofree char *left = NULL, *right = NULL;
  McFolderResult result;
  int named, here;

  result = sync_folder (self, self->one);
  g_assert_cmpuint (result.segments_written, ==, 1);
  g_assert_cmpuint (result.files_written, ==, 2);
  result = sync_folder (self, self->two);
  g_assert_cmpuint (result.segments_read, ==, 1);
  g_assert_cmpuint (result.files_new, ==, 2);
  g_assert_true (carry_has (self->two, ours));
  result = sync_folder (self, self->one);
  g_assert_true (carry_has (self->one, theirs));
  g_assert_cmpuint (result.damaged + result.refused + result.unknown, ==, 0);
  carry_count_files (self->one, &named, &here);
  g_assert_cmpint (named, ==, 3);
  g_assert_cmpint (here, ==, 3);
  left = carry_entries (self->one);
  right = carry_entries (self->two);
  g_assert_cmpstr (left, ==, right);
  /* It is no province: nothing counts as received by it. */
  g_assert_cmpint (fixture_int (self->one->sync.fixture.folder, "SELECT count (*) FROM sent_file"), ==, 0);
}

/* What is written is never changed, and nothing is written without need. */
static void
test_append_only (Folder *self, gconstpointer data)
{
  g_autofree char *first = NULL, *folder = own_folder (self, self->one), *before = NULL, *after = NULL, *code = NULL;
  McFolderResult result;
  GStatBuf st;

  umask (022);
  g_free (carry_receive (self->one, "Trần Thị Lan", 1));
  sync_folder (self, self->one);
  first = segment (self, self->one, 1);
  /* For other accounts to read: it is sealed. */
  g_assert_cmpint (g_stat (first, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0044, ==, 0044);
  before = fixture_checksum (folder, "0000000001" MC_BUNDLE_SEGMENT_SUFFIX);
  sync_folder (self, self->two);
  result = sync_folder (self, self->one);
  result = sync_folder (self, self->one);
  g_assert_cmpuint (result.segments_written + result.segments_read, ==, 0);
  code = carry_receive (self->one, "Lê Văn Hùng", 0);
  result = sync_folder (self, self->one);
  g_assert_cmpuint (result.segments_written, ==, 1);
  g_assert_cmpuint (result.files_written, ==, 0);
  after = fixture_checksum (folder, "0000000001" MC_BUNDLE_SEGMENT_SUFFIX);
  g_assert_cmpstr (before, ==, after);
  sync_folder (self, self->two);
  g_assert_true (carry_has (self->two, code));
}

static void
put_file (const char *path, const char *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) size, &error);
  g_assert_no_error (error);
}

/* A file server shows a file before it has all of it; later ones are read meanwhile, and what was skipped when it is whole. */
static void
test_half_written (Folder *self, gconstpointer data)
{
  g_autofree char *first = carry_receive (self->one, "Trần Thị Lan", 0), *second = NULL, *path = NULL, *bytes = NULL;
  McFolderResult result;
  gsize size;

  sync_folder (self, self->one);
  path = segment (self, self->one, 1);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  put_file (path, bytes, size / 2);
  second = carry_receive (self->one, "Lê Văn Hùng", 0);
  sync_folder (self, self->one);
  result = sync_folder (self, self->two);
  g_assert_cmpuint (result.damaged, ==, 1);
  g_assert_cmpuint (result.waiting, ==, 1);
  g_assert_false (carry_has (self->two, first) || carry_has (self->two, second));
  bytes[size - 40] ^= 1;
  put_file (path, bytes, size);
  g_assert_cmpuint (sync_folder (self, self->two).damaged, ==, 1);
  bytes[size - 40] ^= 1;
  put_file (path, bytes, size);
  result = sync_folder (self, self->two);
  g_assert_cmpuint (result.damaged, ==, 0);
  g_assert_cmpuint (result.waiting, ==, 0);
  g_assert_true (carry_has (self->two, first) && carry_has (self->two, second));
}

/* Somebody mixes up the folders of two communes. */
static void
test_other_office (Folder *self, gconstpointer data)
{
  CarryOffice others = { 0 };
  g_autofree char *before = NULL, *after = NULL, *code = NULL;
  McFolderResult result;

  carry_office_init (&others, 2, TRUE);
  g_free (carry_receive (carry_desk (&others, 0), "Người Xã Khác", 1));
  carry_folder (carry_desk (&others, 0), self->office.shared, &result);
  g_assert_cmpuint (result.segments_written, ==, 1);
  before = carry_entries (self->two);
  result = sync_folder (self, self->two);
  g_assert_cmpuint (result.segments_read, ==, 0);
  g_assert_cmpuint (result.refused, ==, 1);
  after = carry_entries (self->two);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (fixture_int (self->two->sync.fixture.folder, "SELECT count (*) FROM quarantine WHERE subject LIKE 'segment %'"), ==, 1);
  code = carry_receive (self->one, "Trần Thị Lan", 0);
  sync_folder (self, self->one);
  g_assert_cmpuint (sync_folder (self, self->two).refused, ==, 0);
  g_assert_true (carry_has (self->two, code));
  carry_office_clear (&others);
}

/* Local state: its loss costs time and no data. */
static void
test_state_lost (Folder *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 1), *before = NULL, *after = NULL;
  McFolderResult result;

  sync_folder (self, self->one);
  sync_folder (self, self->two);
  before = carry_entries (self->two);
  fixture_exec (self->one->sync.fixture.folder, "DELETE FROM local WHERE key LIKE 'folder.%'");
  fixture_exec (self->two->sync.fixture.folder, "DELETE FROM local WHERE key LIKE 'folder.%'");
  result = sync_folder (self, self->one);
  g_assert_cmpuint (result.segments_written, ==, 1);
  result = sync_folder (self, self->two);
  g_assert_cmpuint (result.entries_new + result.files_new, ==, 0);
  after = carry_entries (self->two);
  g_assert_cmpstr (before, ==, after);
  /* The folder itself is emptied, or is another stick with the same things lost. */
  {
    g_autofree char *path = own_folder (self, self->one);

    fixture_folder_remove (g_steal_pointer (&path));
  }
  g_assert_cmpuint (sync_folder (self, self->one).entries_written, >, 0);
}

/* Nobody can seal for a desk that is not known; when it is, it gets all. */
static void
test_newcomer (Folder *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 1);
  CarryDesk *three = g_new0 (CarryDesk, 1);
  g_autoptr (GError) error = NULL;
  McFolderResult result;

  sync_folder (self, self->one);
  sync_desk_init (&three->sync, self->office.hub, 3, 3);
  three->blobs = mc_blobs_open (three->sync.fixture.folder, &error);
  g_assert_no_error (error);
  g_ptr_array_add (self->office.desks, three);
  sync_until_quiet (&three->sync, self->office.hub);
  result = sync_folder (self, three);
  g_assert_cmpuint (result.segments_read, ==, 0);
  g_assert_cmpuint (result.unknown, ==, 1);
  sync_until_quiet (&self->two->sync, self->office.hub);
  sync_folder (self, self->two);
  g_assert_cmpuint (sync_folder (self, three).segments_read, ==, 1);
  /* The second desk's segment told the first of the third, as any entry would. */
  sync_folder (self, self->one);
  result = sync_folder (self, self->one);
  sync_folder (self, three);
  g_assert_true (carry_has (three, code));
}

/* An image of the disk is put back, and nothing shows that: the desk's own segments bring back what it lost. */
static void
test_set_back (Folder *self, gconstpointer data)
{
  g_autofree char *backup = fixture_folder_new (), *code = NULL, *before = NULL, *after = NULL;
  static const char *const names[] = { "store.db", "store.mark", "origin.key" };

  g_free (carry_receive (self->one, "Lê Văn Hùng", 0));
  sync_folder (self, self->one);
  fixture_close (&self->one->sync.fixture);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    fixture_copy_file (self->one->sync.fixture.folder, backup, names[i]);
  fixture_open (&self->one->sync.fixture);
  code = carry_receive (self->one, "Trần Thị Lan", 0);
  sync_folder (self, self->one);
  before = carry_entries (self->one);
  sync_set_back (&self->one->sync, backup);
  g_assert_false (carry_has (self->one, code));
  sync_folder (self, self->one);
  g_assert_true (carry_has (self->one, code));
  after = carry_entries (self->one);
  g_assert_cmpstr (before, ==, after);
  fixture_folder_remove (g_steal_pointer (&backup));
}

static void
test_gone (Folder *self, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (self->office.shared, "none", NULL);
  g_autoptr (GError) error = NULL;
  McFolderResult result;

  g_assert_false (mc_folder_sync (carry_store (self->one), self->one->blobs, nowhere, 0, NULL, NULL, NULL, &result, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_DEVICE_GONE);
}

/* ---- stick, folder and network at once ----------------------------------------------------------------------------------- */

typedef struct
{
  CarryOffice office;
  GRand *rand;
  GPtrArray *codes;
  GPtrArray *parts; /* (element-type char*) on the stick, for whoever takes them */
  GArray *writers;  /* (element-type guint) of each part */
} Mix;

static int
pick (Mix *self, int n)
{
  return g_rand_int_range (self->rand, 0, n);
}

static CarryDesk *
any_desk (Mix *self)
{
  return carry_desk (&self->office, (guint) pick (self, (int) self->office.desks->len));
}

static void
act (Mix *self, CarryDesk *desk)
{
  const char *code = self->codes->len > 0 ? g_ptr_array_index (self->codes, pick (self, (int) self->codes->len)) : NULL;

  if (code != NULL && carry_has (desk, code))
    fixture_random_act (&desk->sync.fixture, self->rand, code);
}

static void
export (Mix *self)
{
  guint n = (guint) pick (self, (int) self->office.desks->len);
  static const guint whom[] = { 0, 0, MC_CARRY_PROVINCE, MC_CARRY_OFFICE };
  g_auto (McBundleWritten) written = { 0 };

  carry_export (carry_desk (&self->office, n), self->office.stick, whom[pick (self, G_N_ELEMENTS (whom))], pick (self, 2) * 3000,
                &written);
  for (guint i = 0; i < written.paths->len; i++)
    {
      g_ptr_array_add (self->parts, g_strdup (g_ptr_array_index (written.paths, i)));
      g_array_append_val (self->writers, n);
    }
}

/* Some part, into some desk: it is for it, or is refused. */
static void
import (Mix *self, CarryDesk *desk, const char *path)
{
  g_auto (McBundleTaken) taken = { 0 };
  g_autoptr (GError) error = NULL;

  if (!mc_bundle_import (carry_store (desk), desk->blobs, path, NULL, NULL, NULL, &taken, &error))
    g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
  else
    g_assert_cmpuint (taken.refused, ==, 0);
  by_stick += taken.entries_new;
  acked_by_stick += taken.entries_acked;
}

static void
import_at_province (Mix *self, guint part)
{
  const char *path = g_ptr_array_index (self->parts, part);
  CarryDesk *writer = carry_desk (&self->office, g_array_index (self->writers, guint, part));
  g_autoptr (McBundleReader) reader = mc_bundle_reader_open (path, self->office.hub->secret_key, NULL);
  g_autofree char *receipt = NULL;

  if (reader == NULL)
    return;
  receipt = carry_province_import (&self->office, path);
  if (pick (self, 2) == 0)
    import (self, writer, receipt);
}

static void
do_something (Mix *self)
{
  CarryDesk *desk = any_desk (self);
  int odds = pick (self, 100);
  McFolderResult folder;
  SyncResult result;

  if (odds < 25)
    g_ptr_array_add (self->codes, carry_receive (desk, "Trần Thị Lan", pick (self, 4) == 0 ? 1 : 0));
  else if (odds < 40)
    act (self, desk);
  else if (odds < 55)
    {
      carry_folder (desk, self->office.shared, &folder);
      by_folder += folder.entries_new;
    }
  else if (odds < 68)
    export (self);
  else if (odds < 82 && self->parts->len > 0)
    import (self, desk, g_ptr_array_index (self->parts, pick (self, (int) self->parts->len)));
  else if (odds < 88 && self->parts->len > 0)
    import_at_province (self, (guint) pick (self, (int) self->parts->len));
  else if (odds >= 88)
    {
      sync_exchange (&desk->sync, self->office.hub, pick (self, 2) == 0 ? LINK_GOOD : LINK_ANSWER_EATEN, self->rand, &result);
      by_network += result.entries_new;
    }
}

static void
live (guint32 seed)
{
  Mix self = { .rand = g_rand_new_with_seed (seed) };
  McFolderResult folder;

  g_test_message ("MC_SEED=%u", seed);
  sync_use_seed (seed);
  carry_office_init (&self.office, 2 + (int) (seed % 2), TRUE);
  self.codes = g_ptr_array_new_with_free_func (g_free);
  self.parts = g_ptr_array_new_with_free_func (g_free);
  self.writers = g_array_new (FALSE, FALSE, sizeof (guint));
  for (int i = 0; i < DEEDS; i++)
    do_something (&self);
  for (int round = 0; round < 2; round++)
    for (guint i = 0; i < self.office.desks->len; i++)
      carry_folder (carry_desk (&self.office, i), self.office.shared, &folder);
  sync_settle (self.office.desks, self.office.hub);
  sync_assert_equal (self.office.desks, self.office.hub);
  for (guint i = 0; i < self.office.desks->len; i++)
    {
      CarryDesk *desk = carry_desk (&self.office, i);
      int named, here;

      carry_count_files (desk, &named, &here);
      g_assert_cmpint (named, ==, here);
      g_assert_cmpint (fixture_int (desk->sync.fixture.folder, "SELECT count (*) - count (DISTINCT code) FROM dossier"), ==, 0);
      g_assert_cmpint (fixture_int (desk->sync.fixture.folder, "SELECT count (*) FROM dossier"), ==, self.codes->len);
    }
  g_ptr_array_unref (self.codes);
  g_ptr_array_unref (self.parts);
  g_array_unref (self.writers);
  g_rand_free (self.rand);
  carry_office_clear (&self.office);
}

/* Nothing is lost, nothing doubled, all have the same, whatever came by which way and how often. */
static void
test_three_ways (void)
{
  const char *one = g_getenv ("MC_SEED");

  if (one != NULL)
    {
      live ((guint32) g_ascii_strtoull (one, NULL, 10));
      return;
    }
  for (guint32 seed = 1; seed <= SEEDS * (guint32) fixture_soak (); seed++)
    live (seed);
  g_test_message ("entries by stick %" G_GINT64_FORMAT ", by folder %" G_GINT64_FORMAT ", by network %" G_GINT64_FORMAT
                  ", acknowledged by stick %" G_GINT64_FORMAT, by_stick, by_folder, by_network, acked_by_stick);
  g_assert_true (by_stick > 0 && by_folder > 0 && by_network > 0 && acked_by_stick > 0);
}

#define folder_test(path, func) g_test_add (path, Folder, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  sync_use_memory ();
  sync_use_seed (1);
  g_test_init (&argc, &argv, NULL);
  folder_test ("/folder/desks-see-each-other-with-the-line-down", test_line_down);
  folder_test ("/folder/segments-are-never-changed", test_append_only);
  folder_test ("/folder/half-written-is-read-when-it-is-whole", test_half_written);
  folder_test ("/folder/another-office-is-refused", test_other_office);
  folder_test ("/folder/lost-state-costs-time-only", test_state_lost);
  folder_test ("/folder/a-newcomer-gets-all", test_newcomer);
  folder_test ("/folder/a-desk-that-was-set-back-gets-its-own-back", test_set_back);
  folder_test ("/folder/a-folder-that-is-gone-says-so", test_gone);
  g_test_add_func ("/folder/stick-folder-and-network-mixed", test_three_ways);
  return g_test_run ();
}
