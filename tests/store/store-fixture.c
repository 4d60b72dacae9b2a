/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <glib/gstdio.h>

#include "mc-desk-private.h"
#include "mc-error.h"

/* ---- the desk ---- */

void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *office = fixture_office (data != NULL ? GPOINTER_TO_INT (data) : 2);
  g_autoptr (GError) error = NULL;

  self->folder = fixture_folder_new ();
  self->clock = mc_clock_new_fixed (FIXTURE_NOW);
  self->desk = mc_desk_create (self->folder, office, self->clock, "lan", &error);
  g_assert_no_error (error);
}

void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  fixture_close (self);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->folder, fixture_folder_remove);
}

void
fixture_open (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->desk = mc_desk_open (self->folder, self->clock, "lan", &error);
  g_assert_no_error (error);
}

void
fixture_close (Fixture *self)
{
  if (self->desk != NULL)
    mc_desk_close (self->desk);
  g_clear_object (&self->desk);
}

void
fixture_reopen (Fixture *self)
{
  fixture_close (self);
  fixture_open (self);
}

McStore *
fixture_store (Fixture *self)
{
  return _mc_desk_store (self->desk);
}

gboolean
fixture_write (Fixture *self, McWriteFunc func, gpointer data, GError **error)
{
  return mc_store_write (fixture_store (self), func, data, error);
}

int
fixture_soak (void)
{
  const char *soak = g_getenv ("MC_SOAK");

  return MAX (1, soak != NULL ? atoi (soak) : 1);
}

/* ---- folders and files ---- */

char *
fixture_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("mc-store-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_tree (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_tree (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

void
fixture_folder_remove (char *folder)
{
  if (folder != NULL)
    remove_tree (folder);
  g_free (folder);
}

void
fixture_copy_file (const char *from_folder, const char *to_folder, const char *name)
{
  g_autofree char *from = g_build_filename (from_folder, name, NULL);
  g_autofree char *to = g_build_filename (to_folder, name, NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  /* A new file in the place of the old one, as cp -r into a fresh folder and backup programs make it. */
  g_file_get_contents (from, &contents, &size, &error);
  g_assert_no_error (error);
  g_file_set_contents (to, contents, (gssize) size, &error);
  g_assert_no_error (error);
}

void
fixture_copy_folder (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (from, name, NULL), *copy = g_build_filename (to, name, NULL);

      if (!g_file_test (inner, G_FILE_TEST_IS_DIR))
        fixture_copy_file (from, to, name);
      else
        {
          g_assert_cmpint (g_mkdir_with_parents (copy, 0700), ==, 0);
          fixture_copy_folder (inner, copy);
        }
    }
}

char *
fixture_checksum (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) contents, size);
}

char *
fixture_office (int desk)
{
  return g_strdup_printf ("{\"code\":\"H15.50.05.13\",\"province\":\"15\",\"commune\":\"04714\",\"desk\":%d,\"desks\":[1,2,3],"
                          "\"points\":[{\"key\":\"diem-1\",\"name\":\"Điểm 1\"}],\"trial\":true}",
                          desk);
}

/* ---- people and dossiers ---- */

McIntake *
fixture_intake (const char *name)
{
  McIntake *intake = mc_intake_new ();

  intake->procedure_code = g_strdup (FIXTURE_PROCEDURE);
  intake->applicant->name = g_strdup (name);
  return intake;
}

static const char *
pick (GRand *rand, const char *const *from, gsize n)
{
  return from[g_rand_int_range (rand, 0, (gint32) n)];
}

/* Names as they are met, and as they come from forms typed elsewhere. */
static char *
random_name (GRand *rand)
{
  static const char *const family[] = { "NGUYỄN", "Giàng", "H'Hen", "K’Brêu", "Ƀap", "lò", "Y", "Đỗ", "ÔNG  BÀ" };
  static const char *const given[] = { "Thị Hương", "A PÁO", "Niê", "văn   đức", "Y", "MỶ", "An", "Thi\xcc\xa3 Ho\xcc\x80" "a" };

  return g_strconcat (pick (rand, family, G_N_ELEMENTS (family)), " ", pick (rand, given, G_N_ELEMENTS (given)), NULL);
}

McIntake *
fixture_random_intake (GRand *rand)
{
  static const char *const procedures[] = { "1.001193", "1.004873", "2.000815", "2.000635", "1.013225", "1.004222" };
  g_autofree char *name = random_name (rand);
  McIntake *intake = fixture_intake (name);
  int odds = g_rand_int_range (rand, 0, 100);

  g_free (intake->procedure_code);
  intake->procedure_code = g_strdup (pick (rand, procedures, G_N_ELEMENTS (procedures)));
  intake->channel = (McChannel) g_rand_int_range (rand, 1, 4);
  intake->fee_paid = odds < 50;
  if (odds % 3 == 0)
    intake->fee = g_rand_int_range (rand, 0, 50) * 1000;
  if (odds % 5 == 0)
    {
      intake->owner = mc_person_new ();
      intake->owner->name = random_name (rand);
    }
  if (odds % 4 == 0)
    intake->applicant->phone = g_strdup_printf ("09%08d", g_rand_int_range (rand, 0, 100000000));
  if (odds % 7 == 0)
    {
      intake->applicant->id_kind = MC_ID_KIND_PASSPORT;
      intake->applicant->id_number = g_strdup_printf ("C %07d", g_rand_int_range (rand, 0, 10000000));
    }
  /* What a window hands over for fields nobody filled. */
  if (odds % 6 == 0)
    {
      intake->ref = g_strdup ("");
      g_free (intake->applicant->id_number);
      intake->applicant->id_number = g_strdup ("");
      intake->applicant->id_kind = MC_ID_KIND_NONE;
      intake->note = g_strdup ("");
    }
  /* A paper register typed in later. */
  if (odds % 9 == 0)
    intake->received_at = FIXTURE_NOW - g_rand_int_range (rand, 0, 20) * 86400 - g_rand_int_range (rand, 0, 20000);
  return intake;
}

McDossier *
fixture_receive (Fixture *self, const char *name)
{
  g_autoptr (McIntake) intake = fixture_intake (name);
  g_autoptr (GError) error = NULL;
  McDossier *dossier = mc_desk_receive (self->desk, intake, &error);

  g_assert_no_error (error);
  return dossier;
}

/* By what is at random already: seeds that found something keep their meaning. */
static const char *
changes_by (const char *text)
{
  static const char *const changes[] = {
    "{\"applicant\":{\"name\":\"LÒ VĂN THÌN\",\"birth\":\"1944\"}}", "{\"owner\":{\"name\":\"Y BŬI ƀYA\",\"phone\":\"0987654321\"}}",
    "{\"owner\":null,\"authorisation\":null}",                         "{\"note\":\"gọi trước\",\"sets\":2,\"sign\":\"fingerprint\"}",
    "{\"components\":[{\"key\":\"to-khai\",\"originals\":2}]}",        "{\"applicant\":null}",
    "{\"procedure\":\"1.000894\"}",
  };

  return changes[g_str_hash (text) % G_N_ELEMENTS (changes)];
}

gboolean
fixture_random_act (Fixture *self, GRand *rand, const char *code)
{
  McAction action = (McAction) g_rand_int_range (rand, 0, MC_N_ACTIONS);
  g_autofree char *later = mc_time_to_iso (mc_clock_now (self->clock) + g_rand_int_range (rand, 1, 40) * 86400);
  const char *note = g_rand_boolean (rand) ? "lý do" : NULL;
  const char *to = action == MC_ACTION_EXTEND ? later : g_rand_boolean (rand) ? "anh Tú" : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;

  dossier = action == MC_ACTION_CORRECT ? mc_desk_correct (self->desk, code, changes_by (later), note, &error)
                                        : mc_desk_act (self->desk, code, action, note, to, &error);
  if (dossier == NULL)
    g_assert_true (g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED)
                   || g_error_matches (error, MC_ERROR, MC_ERROR_INVALID));
  return dossier != NULL;
}

/* ---- other processes ---- */

GSubprocess *
fixture_receiver_new (const char *folder, GSubprocessFlags flags)
{
  g_autofree char *program = g_build_filename (g_getenv ("MC_BUILD_ROOT"), "src", "ctl", "motcuactl", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | flags, &error, program, "--store",
                              folder, "--json", "--at", "2026-11-23T08:41", "receive", "-", NULL);
  g_assert_no_error (error);
  return process;
}

char *
fixture_receiver_line (const char *ref)
{
  return g_strdup_printf ("{\"ref\":\"%s\",\"procedure\":\"" FIXTURE_PROCEDURE "\",\"applicant\":{\"name\":\"VỪ A DÍNH\"}}\n", ref);
}

gboolean
fixture_receiver_answer (const char *answer, char **ref, char **code)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;

  if (!json_parser_load_from_data (parser, answer, -1, NULL) || json_parser_get_root (parser) == NULL)
    return FALSE;
  object = json_node_get_object (json_parser_get_root (parser));
  *ref = g_strdup (json_object_get_string_member (object, "ref"));
  *code = g_strdup (json_object_get_string_member (object, "code"));
  return TRUE;
}

/* ---- looking past the program ---- */

static sqlite3 *
open_database (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "store.db", NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  return db;
}

void
fixture_exec (const char *folder, const char *sql)
{
  sqlite3 *db = open_database (folder);
  char *message = NULL;

  sqlite3_exec (db, "PRAGMA ignore_check_constraints = ON", NULL, NULL, NULL);
  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

char *
fixture_text (const char *folder, const char *sql)
{
  sqlite3 *db = open_database (folder);
  sqlite3_stmt *stmt = NULL;
  char *text = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  if (sqlite3_step (stmt) == SQLITE_ROW)
    text = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return text;
}

gint64
fixture_int (const char *folder, const char *sql)
{
  g_autofree char *text = fixture_text (folder, sql);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* ---- soundness ---- */

char *
fixture_verify (Fixture *self)
{
  g_auto (McDeskReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  mc_desk_verify (self->desk, NULL, NULL, &report, &error);
  g_assert_no_error (error);
  return g_strjoinv ("\n", report.faults);
}

char *
fixture_rebuild_check (Fixture *self)
{
  g_auto (McDeskReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  mc_desk_rebuild (self->desk, TRUE, NULL, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report.differences == 0, ==, report.faults[0] == NULL);
  return g_strjoinv ("\n", report.faults);
}

void
fixture_assert_sound (Fixture *self)
{
  g_autofree char *faults = fixture_verify (self);
  g_autofree char *differences = fixture_rebuild_check (self);

  g_assert_cmpstr (faults, ==, "");
  g_assert_cmpstr (differences, ==, "");
}
