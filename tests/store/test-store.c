/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, creating, and what a store does when the file or the disk is not as it should be. */
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mc-error.h"
#include "mc-store-private.h"
#include "power-vfs.h"

static McStoreOptions
options_of (Fixture *self)
{
  return (McStoreOptions) { .clock = self->clock, .actor = "lan" };
}

/* Opening must fail with @code and leave the file as it is. */
static void
assert_refused (Fixture *self, McError code)
{
  g_autofree char *before = fixture_checksum (self->folder, "store.db"), *after = NULL;
  g_autoptr (GError) error = NULL;

  self->desk = mc_desk_open (self->folder, self->clock, "lan", &error);
  g_assert_error (error, MC_ERROR, (int) code);
  g_assert_null (self->desk);
  after = fixture_checksum (self->folder, "store.db");
  g_assert_cmpstr (before, ==, after);
}

/* ---- creating and opening ------------------------------------------------------------------------------ */

static void
test_create_and_open (Fixture *self, gconstpointer data)
{
  g_autofree char *key = g_build_filename (self->folder, "origin.key", NULL), *origin = NULL;
  g_autoptr (McDossier) dossier = fixture_receive (self, "NGUYỄN THỊ HƯƠNG");
  g_autoptr (McDossier) again = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf st;

  g_assert_cmpstr (dossier->code, ==, "H15.50.05.13-261123-0101");
  g_assert_cmpint (mc_desk_office (self->desk)->desk, ==, 2);
  g_assert_cmpint (g_stat (key, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  origin = g_strdup (mc_desk_origin (self->desk));

  fixture_reopen (self);
  again = mc_desk_load (self->desk, dossier->code, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->uid, ==, dossier->uid);
  g_assert_cmpstr (mc_desk_origin (self->desk), ==, origin);
  fixture_assert_sound (self);
}

static void
test_create_over_a_store (Fixture *self, gconstpointer data)
{
  g_autofree char *office = fixture_office (3), *before = NULL, *after = NULL;
  McStoreOptions options = options_of (self);
  g_autoptr (GError) error = NULL;

  fixture_close (self);
  before = fixture_checksum (self->folder, "store.db");
  g_assert_null (mc_store_create (self->folder, office, &options, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
  after = fixture_checksum (self->folder, "store.db");
  g_assert_cmpstr (before, ==, after);
  fixture_open (self);
  g_assert_cmpint (mc_desk_office (self->desk)->desk, ==, 2);
}

static void
test_create_for_no_office (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->folder, "new", NULL);
  McStoreOptions options = options_of (self);
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_store_create (folder, "{\"code\":\"H15\",\"desks\":[{}]}", &options, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_open_nothing (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->folder, "none", NULL);
  McStoreOptions options = options_of (self);
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_store_open (folder, &options, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* `init` was cut short by a power cut: what it left is no store, and trying again makes one. */
static void
test_create_after_half_a_creation (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->folder, "new", NULL), *key = g_build_filename (folder, "origin.key", NULL);
  g_autofree char *database = g_build_filename (folder, "store.db", NULL), *office = fixture_office (3);
  McStoreOptions options = options_of (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (McStore) store = NULL;

  /* A folder of that name stands in the way of the key, so the first entry is not written. */
  g_assert_cmpint (g_mkdir_with_parents (key, 0700), ==, 0);
  g_assert_null (mc_store_create (folder, office, &options, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_true (g_file_test (database, G_FILE_TEST_EXISTS));
  g_assert_null (mc_store_open (folder, &options, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (g_rmdir (key), ==, 0);

  store = mc_store_create (folder, office, &options, &error);
  g_assert_no_error (error);
  g_clear_object (&store);
  store = mc_store_open (folder, &options, &error);
  g_assert_no_error (error);
}

static void
test_create_in_an_empty_file (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = fixture_folder_new (), *database = g_build_filename (folder, "store.db", NULL);
  g_autofree char *office = fixture_office (3);
  McStoreOptions options = options_of (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (McStore) store = NULL;

  g_assert_true (g_file_set_contents (database, "", 0, NULL));
  g_assert_null (mc_store_open (folder, &options, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NOT_FOUND);
  g_clear_error (&error);
  store = mc_store_create (folder, office, &options, &error);
  g_assert_no_error (error);
  g_clear_object (&store);
  fixture_folder_remove (g_steal_pointer (&folder));
}

/* ---- files that are not as they should be ---------------------------------------------------------------- */

static void
test_newer_store (Fixture *self, gconstpointer data)
{
  fixture_close (self);
  fixture_exec (self->folder, "PRAGMA user_version = 1000; PRAGMA journal_mode = DELETE; DROP TABLE conflict;");
  assert_refused (self, MC_ERROR_STORE_TOO_NEW);
}

static void
test_garbage (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "store.db", NULL), *garbage = g_strnfill (9000, 'x');

  fixture_close (self);
  g_assert_true (g_file_set_contents (path, garbage, -1, NULL));
  assert_refused (self, MC_ERROR_STORE_CORRUPT);
  g_assert_true (g_file_set_contents (path, "x", -1, NULL));
  assert_refused (self, MC_ERROR_STORE_CORRUPT);
}

/* A file system that was not synced can leave a file of no bytes. That is not "no data yet": numbers were given. */
static void
test_emptied (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "store.db", NULL), *office = fixture_office (2);
  g_autoptr (McDossier) dossier = fixture_receive (self, "NGUYỄN VĂN AN");
  McStoreOptions options = options_of (self);
  g_autoptr (GError) error = NULL;

  fixture_close (self);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_refused (self, MC_ERROR_STORE_CORRUPT);
  g_assert_null (mc_store_create (self->folder, office, &options, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_STORE_CORRUPT);
}

/* Some other program's database of that name is nothing to migrate. */
static void
test_foreign_database (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "store.db", NULL);
  sqlite3 *db = NULL;

  fixture_close (self);
  g_unlink (path);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "CREATE TABLE songs (title)", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  assert_refused (self, MC_ERROR_STORE_CORRUPT);
}

/* What was acknowledged, as it is read: code and the whole of the dossier. */
static GPtrArray *
receive_some (Fixture *self, guint n)
{
  GPtrArray *codes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("GIÀNG THỊ MỶ %u", i);
      g_autoptr (McDossier) dossier = fixture_receive (self, name);

      g_ptr_array_add (codes, g_strdup (dossier->code));
    }
  return codes;
}

/* Every dossier reads as it was received. FALSE when one cannot be read, with the reason. */
static gboolean
read_all (Fixture *self, GPtrArray *codes, GError **error)
{
  for (guint i = 0; i < codes->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("GIÀNG THỊ MỶ %u", i);
      g_autoptr (McDossier) dossier = mc_desk_load (self->desk, g_ptr_array_index (codes, i), error);

      if (dossier == NULL)
        return FALSE;
      g_assert_cmpstr (dossier->intake->applicant->name, ==, name);
      g_assert_cmpstr (dossier->code, ==, g_ptr_array_index (codes, i));
    }
  return TRUE;
}

/* A clear refusal when opening, a clear error or a fault when checking; or the damage touched nothing that counts, and
 * then every dossier is there. The file itself stays, whatever it holds. Returns whether it was noticed. */
static gboolean
assert_clear (Fixture *self, GPtrArray *codes)
{
  g_auto (McDeskReport) report = { 0 };
  g_auto (McDeskReport) rebuild = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean noticed;

  self->desk = mc_desk_open (self->folder, self->clock, "lan", &error);
  noticed = self->desk == NULL || !mc_desk_verify (self->desk, NULL, NULL, &report, &error) || report.faults[0] != NULL ||
            !mc_desk_rebuild (self->desk, TRUE, NULL, NULL, &rebuild, &error) || rebuild.faults[0] != NULL;
  if (error != NULL)
    {
      g_assert_true (error->domain == MC_ERROR);
      g_assert_cmpstr (error->message, !=, "");
    }
  if (!noticed)
    {
      read_all (self, codes, &error);
      if (!g_error_matches (error, MC_ERROR, MC_ERROR_NOT_FOUND))
        g_assert_no_error (error);
    }
  fixture_close (self);
  return noticed;
}

static void
test_truncated (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) codes = receive_some (self, 30);
  g_autofree char *path = g_build_filename (self->folder, "store.db", NULL), *whole = NULL;
  gsize size;

  fixture_close (self);
  g_assert_true (g_file_get_contents (path, &whole, &size, NULL));
  for (gsize lost = 1; lost < size; lost = lost < 4096 ? lost + 1365 : lost * 2)
    {
      g_assert_true (g_file_set_contents (path, whole, (gssize) (size - lost), NULL));
      /* Less than a page may have been an unused part of it. */
      g_assert_true (assert_clear (self, codes) || lost < 4096);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

/* Half of one page is what it was, or nothing: each page of the file in turn. */
static void
test_torn_pages (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) codes = receive_some (self, 30);
  g_autofree char *path = g_build_filename (self->folder, "store.db", NULL), *whole = NULL;
  guint noticed = 0, n = 0;
  gsize size;

  fixture_close (self);
  g_assert_true (g_file_get_contents (path, &whole, &size, NULL));
  for (gsize page = 0; page < size; page += 4096)
    {
      g_autofree char *torn = g_memdup2 (whole, size);

      memset (torn + page + (n % 2 == 0 ? 2048 : 0), n % 3 == 0 ? 0xa5 : 0, 2048);
      g_assert_true (g_file_set_contents (path, torn, (gssize) size, NULL));
      noticed += assert_clear (self, codes) ? 1 : 0;
      n++;
    }
  /* The rest are unused parts of pages. */
  g_test_message ("%u of %u torn pages noticed", noticed, n);
  g_assert_cmpint (noticed * 2, >, n);
}

/* ---- who may not write ------------------------------------------------------------------------------------ */

/* Opens in a child that is nobody special; root may write everywhere. Exit status: the error's code. */
static int
open_as_nobody (Fixture *self)
{
  McStoreOptions options = options_of (self);
  int status;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      g_autoptr (GError) error = NULL;

      if (geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
        _exit (99);
      mc_store_open (self->folder, &options, &error);
      _exit (error != NULL && error->domain == MC_ERROR ? error->code : 98);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
test_read_only_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "store.db", NULL);
  int status, without_folder;

  fixture_close (self);
  g_assert_cmpint (g_chmod (path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (self->folder, 0555), ==, 0);
  status = open_as_nobody (self);
  g_assert_cmpint (g_chmod (self->folder, 0), ==, 0);
  without_folder = open_as_nobody (self);
  g_assert_cmpint (g_chmod (self->folder, 0700), ==, 0);
  g_assert_cmpint (status, ==, MC_ERROR_READ_ONLY);
  g_assert_cmpint (without_folder, ==, MC_ERROR_READ_ONLY);
}

/* ---- the disk -------------------------------------------------------------------------------------------- */

/* McDesk knows nothing of VFSs: the simulated disk becomes everybody's. */
static void
set_up_on_power (Fixture *self, gconstpointer data)
{
  power_vfs_register ();
  sqlite3_vfs_register (sqlite3_vfs_find (POWER_VFS_NAME), TRUE);
  fixture_set_up (self, data);
}

static void
tear_down_on_power (Fixture *self, gconstpointer data)
{
  power_vfs_boot ();
  fixture_tear_down (self, data);
  sqlite3_vfs_register (sqlite3_vfs_find ("unix"), TRUE);
}

static gint64
bytes_on_disk (Fixture *self)
{
  static const char *const names[] = { "store.db", "store.db-wal" };
  gint64 total = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);
      GStatBuf st;

      if (g_stat (path, &st) == 0)
        total += st.st_size;
    }
  return total;
}

/* Receives until the disk is full, and a few times more. */
static void
fill_up (Fixture *self, GPtrArray *codes)
{
  int refused = 0;

  while (refused < 3)
    {
      g_autofree char *name = g_strdup_printf ("GIÀNG THỊ MỶ %u", codes->len);
      g_autoptr (McIntake) intake = fixture_intake (name);
      g_autoptr (GError) error = NULL;
      g_autoptr (McDossier) dossier = mc_desk_receive (self->desk, intake, &error);

      if (dossier != NULL)
        g_ptr_array_add (codes, g_strdup (dossier->code));
      else
        {
          g_assert_error (error, MC_ERROR, MC_ERROR_NO_SPACE);
          refused++;
        }
    }
}

static void
test_full_disk (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) codes = receive_some (self, 3);
  g_autoptr (GError) error = NULL;

  /* The disk gets a little room again and again, each time another little. */
  for (gint64 room = 0; room < 100000; room = room * 2 + 5000)
    {
      g_auto (McDeskReport) report = { 0 };
      guint before = codes->len;

      power_vfs_set_quota (bytes_on_disk (self) + room);
      fill_up (self, codes);
      if (room > 90000)
        g_assert_cmpint (codes->len, >, before);
      power_vfs_set_quota (-1);
      g_assert_true (read_all (self, codes, &error));
      g_assert_true (mc_desk_verify (self->desk, NULL, NULL, &report, &error));
      g_assert_cmpstr (report.faults[0], ==, NULL);
    }
  fixture_reopen (self);
  fixture_assert_sound (self);
  g_assert_true (read_all (self, codes, &error));
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM dossier"), ==, codes->len);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (DISTINCT code) FROM dossier"), ==, codes->len);
}

static void
test_failing_writes (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) codes = receive_some (self, 3);
  g_autoptr (GError) error = NULL;

  for (int n = 0; n < 80; n++)
    {
      g_autofree char *name = g_strdup_printf ("GIÀNG THỊ MỶ %u", codes->len);
      g_autoptr (McIntake) intake = fixture_intake (name);
      g_autoptr (GError) failed = NULL;
      g_autoptr (McDossier) dossier = NULL;

      power_vfs_fail_writes (n);
      dossier = mc_desk_receive (self->desk, intake, &failed);
      power_vfs_fail_writes (-1);
      if (dossier != NULL)
        g_ptr_array_add (codes, g_strdup (dossier->code));
      else
        g_assert_error (failed, MC_ERROR, MC_ERROR_FAILED);
    }
  g_assert_cmpint (codes->len, >, 3);
  g_assert_true (read_all (self, codes, &error));
  fixture_assert_sound (self);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM dossier"), ==, codes->len);
}

/* ---- housekeeping ---------------------------------------------------------------------------------------- */

/* Every receipt leaves a segment of the search index, and every search looks into each: neither a long queue without a pause
 * nor a program that ends at once leaves them lying. */
static void
test_segments (Fixture *self, gconstpointer data)
{
  static const char segments[] = "SELECT count (DISTINCT id >> 37) FROM search_data WHERE id > 10";

  for (int i = 0; i < 800; i++)
    {
      /* More than one desk may number in a day. */
      mc_clock_set (self->clock, FIXTURE_NOW + i / 400 * 86400);
      mc_dossier_free (fixture_receive (self, "Giàng A Páo"));
    }
  g_assert_cmpint (fixture_int (self->folder, segments), <, 600);
  fixture_reopen (self);
  for (int i = 0; i < 10; i++)
    {
      mc_dossier_free (fixture_receive (self, "Giàng A Páo"));
      fixture_reopen (self);
    }
  g_assert_cmpint (fixture_int (self->folder, segments), <, 12);
  fixture_assert_sound (self);
}

/* ---- migrations -------------------------------------------------------------------------------------------- */

/* A migration is whole or not at all, the version with it. */
static void
test_half_a_migration (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = fixture_folder_new (), *path = g_build_filename (folder, "store.db", NULL);
  g_autofree char *tables = NULL;
  g_autoptr (GError) error = NULL;
  McDb *db = mc_db_open (path, MC_DB_CREATE, NULL, &error);

  g_assert_no_error (error);
  /* One of the last tables of version 1: all before it are made when it fails. */
  g_assert_true (mc_db_exec (db, "CREATE TABLE draft (x)", &error));
  g_assert_false (_mc_store_migrate (fixture_store (self), db, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_FAILED);
  g_assert_false (mc_db_in_transaction (db));
  mc_db_close (db);
  tables = fixture_text (folder, "SELECT group_concat (name) FROM sqlite_master");
  g_assert_cmpstr (tables, ==, "draft");
  g_assert_cmpint (fixture_int (folder, "PRAGMA user_version"), ==, 0);
  fixture_folder_remove (g_steal_pointer (&folder));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/what-was-received-is-there-after-opening-again", test_create_and_open);
  fixture_test ("/store/no-store-is-made-over-a-store", test_create_over_a_store);
  fixture_test ("/store/no-store-is-made-for-an-unsound-office", test_create_for_no_office);
  fixture_test ("/store/opening-nothing-makes-nothing", test_open_nothing);
  fixture_test ("/store/creation-cut-short-can-be-begun-again", test_create_after_half_a_creation);
  fixture_test ("/store/an-empty-file-is-no-store-yet", test_create_in_an_empty_file);
  fixture_test ("/store/a-newer-store-is-refused-and-left-alone", test_newer_store);
  fixture_test ("/store/garbage-is-refused-and-left-alone", test_garbage);
  fixture_test ("/store/a-store-emptied-by-the-disk-is-damaged-not-new", test_emptied);
  fixture_test ("/store/another-program's-database-is-refused-and-left-alone", test_foreign_database);
  fixture_test ("/store/a-truncated-file-is-noticed-and-kept", test_truncated);
  fixture_test ("/store/a-torn-page-is-noticed-or-harmless", test_torn_pages);
  fixture_test ("/store/a-folder-that-cannot-be-written-is-said-to-be-so", test_read_only_folder);
  g_test_add ("/store/a-full-disk-loses-nothing-acknowledged", Fixture, NULL, set_up_on_power, test_full_disk, tear_down_on_power);
  g_test_add ("/store/a-failing-disk-loses-nothing-acknowledged", Fixture, NULL, set_up_on_power, test_failing_writes,
              tear_down_on_power);
  fixture_test ("/store/the-search-index-is-merged-without-a-pause", test_segments);
  fixture_test ("/store/half-a-migration-is-none", test_half_a_migration);
  return g_test_run ();
}
