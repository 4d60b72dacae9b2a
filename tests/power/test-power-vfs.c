/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite on the simulated disk: it loses nothing where its manual promises so, and the harness finds the loss where
 * nothing is promised. */
#include "power-vfs.h"

#include <sqlite3.h>

#include <glib/gstdio.h>

#define DATABASES 50
#define CUTS_PER_DATABASE 4

typedef struct
{
  const char *journal_mode;
  const char *synchronous;
} Mode;

typedef struct
{
  int cuts;
  int lost;    /* cuts after which an acknowledged transaction was gone */
  int corrupt; /* cuts after which the database was not what some number of whole transactions make */
} Result;

static int
rounds (void)
{
  const char *soak = g_getenv ("MC_SOAK");

  return MAX (1, soak != NULL ? atoi (soak) : 1);
}

static sqlite3 *
open_database (const char *path, const Mode *mode)
{
  g_autofree char *pragmas = g_strdup_printf ("PRAGMA journal_mode = %s; PRAGMA synchronous = %s;"
                                              "PRAGMA wal_autocheckpoint = 15; PRAGMA cache_size = 10;",
                                              mode->journal_mode, mode->synchronous);
  sqlite3 *db = NULL;

  sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE, POWER_VFS_NAME);
  sqlite3_exec (db, pragmas, NULL, NULL, NULL); /* the power may go at any step */
  return db;
}

static int
query_int (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  int value = -1;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  return value;
}

static gboolean
is_intact (sqlite3 *db)
{
  sqlite3_stmt *statement = NULL;
  gboolean intact = FALSE;

  if (sqlite3_prepare_v2 (db, "PRAGMA integrity_check", -1, &statement, NULL) == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    intact = g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0;
  sqlite3_finalize (statement);
  return intact;
}

/* Transaction @n adds a row, changes an older one and counts itself, so every state shows how many are in it. */
static gboolean
run_transaction (sqlite3 *db, int n)
{
  g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE;"
                                          "INSERT INTO work VALUES (%d, zeroblob (%d));"
                                          "UPDATE work SET body = zeroblob (length (body) + 1) WHERE id = %d;"
                                          "UPDATE total SET n = %d, bytes = (SELECT sum (length (body)) FROM work);"
                                          "COMMIT;",
                                          n, 40 + n % 7 * 300, n / 2, n);

  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static gboolean
create_tables (sqlite3 *db)
{
  return sqlite3_exec (db,
                       "BEGIN IMMEDIATE;"
                       "CREATE TABLE IF NOT EXISTS work (id INTEGER PRIMARY KEY, body BLOB);"
                       "CREATE INDEX IF NOT EXISTS by_length ON work (length (body), id);"
                       "CREATE TABLE IF NOT EXISTS total (n INTEGER, bytes INTEGER);"
                       "INSERT INTO total SELECT 0, 0 WHERE NOT EXISTS (SELECT * FROM total);"
                       "COMMIT;",
                       NULL, NULL, NULL)
         == SQLITE_OK;
}

/* How many whole transactions are in the database; -1 when it is not what whole transactions make. */
static int
count_transactions (sqlite3 *db)
{
  if (!is_intact (db))
    return -1;
  if (query_int (db, "SELECT count(*) FROM sqlite_schema") == 0)
    return 0;
  if (query_int (db, "SELECT (SELECT n FROM total) = (SELECT count(*) FROM work)"
                     " AND (SELECT bytes FROM total) = (SELECT coalesce(sum(length(body)), 0) FROM work)")
      != 1)
    return -1;
  return query_int (db, "SELECT n FROM total");
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/* One database lives through several cuts, some of them while it recovers from the one before. */
static void
live_and_die (const Mode *mode, guint32 seed, Result *result)
{
  g_autofree char *folder = g_dir_make_tmp ("power-vfs-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "store.db", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  int acknowledged = 0;

  for (int life = 0; life < CUTS_PER_DATABASE; life++)
    {
      gboolean short_life = g_rand_int_range (rand, 0, 3) == 0;
      int done = acknowledged;
      int found;
      sqlite3 *db;

      power_vfs_boot ();
      power_vfs_cut_after ((guint) g_rand_int_range (rand, 1, short_life ? 20 : 1500), g_rand_int (rand));
      db = open_database (path, mode);
      if (create_tables (db))
        while (run_transaction (db, done + 1))
          done++;
      g_assert_true (power_vfs_is_cut ());
      sqlite3_close (db);

      power_vfs_boot ();
      db = open_database (path, mode);
      found = count_transactions (db);
      sqlite3_close (db);
      result->cuts++;
      result->corrupt += found < 0;
      result->lost += found >= 0 && found < done;
      /* The one that the power took may be in it, though nobody was told. */
      g_assert_cmpint (found, <=, done + 1);
      if (found < 0)
        break;
      acknowledged = found;
    }
  remove_folder (folder);
}

static Result
run_many (const Mode *mode)
{
  Result result = { 0 };

  for (int i = 0; i < DATABASES * rounds (); i++)
    live_and_die (mode, (guint32) (1000 + i), &result);
  g_test_message ("journal_mode %s, synchronous %s: %d cuts, %d lost, %d corrupt", mode->journal_mode,
                  mode->synchronous, result.cuts, result.lost, result.corrupt);
  return result;
}

/* https://sqlite.org/pragma.html#pragma_synchronous: WAL with FULL is durable. */
static void
test_wal_full_loses_nothing (void)
{
  Result result = run_many (&(Mode){ "WAL", "FULL" });

  g_assert_cmpint (result.cuts, >=, DATABASES * CUTS_PER_DATABASE);
  g_assert_cmpint (result.lost, ==, 0);
  g_assert_cmpint (result.corrupt, ==, 0);
}

/* WAL with NORMAL "might lose durability" but stays consistent. */
static void
test_wal_normal_loses_but_is_whole (void)
{
  Result result = run_many (&(Mode){ "WAL", "NORMAL" });

  g_assert_cmpint (result.lost, >, 0);
  g_assert_cmpint (result.corrupt, ==, 0);
}

/* DELETE with EXTRA syncs the folder after the journal is deleted; with FULL alone a transaction can come undone. */
static void
test_journal_extra_loses_nothing (void)
{
  Result result = run_many (&(Mode){ "DELETE", "EXTRA" });

  g_assert_cmpint (result.lost, ==, 0);
  g_assert_cmpint (result.corrupt, ==, 0);
}

static void
test_journal_full_loses_but_is_whole (void)
{
  Result result = run_many (&(Mode){ "DELETE", "FULL" });

  g_assert_cmpint (result.lost, >, 0);
  g_assert_cmpint (result.corrupt, ==, 0);
}

/* The proof that the harness can find a fault. */
static void
test_off_is_found_out (void)
{
  Result wal = run_many (&(Mode){ "WAL", "OFF" });
  Result journal = run_many (&(Mode){ "DELETE", "OFF" });

  g_assert_cmpint (wal.lost, >, 0);
  g_assert_cmpint (wal.corrupt, >, 0);
  g_assert_cmpint (journal.corrupt, >, 0);
}

typedef struct
{
  char *folder;
  char *path;
  sqlite3 *db;
} Fixture;

static const Mode wal_full = { "WAL", "FULL" };

static void
set_up (Fixture *self, gconstpointer data)
{
  power_vfs_boot ();
  self->folder = g_dir_make_tmp ("power-vfs-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "store.db", NULL);
  self->db = open_database (self->path, &wal_full);
  g_assert_true (create_tables (self->db));
  for (int n = 1; n <= 20; n++)
    g_assert_true (run_transaction (self->db, n));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  sqlite3_close (self->db);
  remove_folder (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

/* The one that was refused is rolled back, and the same connection goes on when there is room again. */
static void
test_full_disk_refuses_and_recovers (Fixture *self, gconstpointer data)
{
  int n = 20;

  power_vfs_set_quota (200 * 1024);
  while (run_transaction (self->db, n + 1))
    n++;
  g_assert_cmpint (sqlite3_errcode (self->db) & 0xff, ==, SQLITE_FULL);
  if (!sqlite3_get_autocommit (self->db))
    g_assert_cmpint (sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (count_transactions (self->db), ==, n);

  power_vfs_set_quota (-1);
  g_assert_true (run_transaction (self->db, n + 1));
  g_assert_cmpint (count_transactions (self->db), ==, n + 1);
}

static void
test_failing_writes_refuse_and_recover (Fixture *self, gconstpointer data)
{
  for (int after = 0; after < 6; after++)
    {
      int n = count_transactions (self->db);

      power_vfs_fail_writes (after);
      while (run_transaction (self->db, n + 1))
        n++;
      g_assert_cmpint (sqlite3_extended_errcode (self->db), ==, SQLITE_IOERR_WRITE);
      if (!sqlite3_get_autocommit (self->db))
        sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
      power_vfs_fail_writes (-1);
      g_assert_cmpint (count_transactions (self->db), ==, n);
      g_assert_true (run_transaction (self->db, n + 1));
    }
}

/* A reader in the middle of a page of rows gets an error, not a crash, and nothing opens until the power is back. */
static void
test_cut_under_a_reader (Fixture *self, gconstpointer data)
{
  sqlite3_stmt *statement = NULL;
  sqlite3 *reader = open_database (self->path, &wal_full);
  sqlite3 *late = NULL;
  int rc;

  g_assert_cmpint (sqlite3_prepare_v2 (reader, "SELECT body FROM work, total", -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_true (run_transaction (self->db, 21));
  power_vfs_cut (7);

  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    ;
  g_assert_true (rc == SQLITE_DONE || (rc & 0xff) == SQLITE_IOERR);
  g_assert_cmpint (sqlite3_finalize (statement), ==, rc == SQLITE_DONE ? SQLITE_OK : rc);
  g_assert_cmpint (sqlite3_exec (reader, "SELECT * FROM total", NULL, NULL, NULL) & 0xff, ==, SQLITE_IOERR);
  g_assert_false (run_transaction (self->db, 22));
  g_assert_cmpint (sqlite3_open_v2 (self->path, &late, SQLITE_OPEN_READWRITE, POWER_VFS_NAME), ==, SQLITE_CANTOPEN);
  sqlite3_close (late);

  /* A handle from before stays dead after the boot, and does no harm to those who opened since. */
  power_vfs_boot ();
  late = open_database (self->path, &wal_full);
  g_assert_cmpint (count_transactions (late), ==, 21);
  g_assert_false (run_transaction (self->db, 22));
  sqlite3_close (reader);
  g_assert_true (run_transaction (late, 22));
  sqlite3_close (self->db);
  self->db = late;
  g_assert_true (run_transaction (late, 23));
  g_assert_cmpint (count_transactions (late), ==, 23);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  power_vfs_register ();

  g_test_add_func ("/power/wal-full-loses-nothing", test_wal_full_loses_nothing);
  g_test_add_func ("/power/wal-normal-loses-but-is-whole", test_wal_normal_loses_but_is_whole);
  g_test_add_func ("/power/journal-extra-loses-nothing", test_journal_extra_loses_nothing);
  g_test_add_func ("/power/journal-full-loses-but-is-whole", test_journal_full_loses_but_is_whole);
  g_test_add_func ("/power/off-is-found-out", test_off_is_found_out);
  g_test_add ("/power/full-disk-refuses-and-recovers", Fixture, NULL, set_up, test_full_disk_refuses_and_recovers,
              tear_down);
  g_test_add ("/power/failing-writes-refuse-and-recover", Fixture, NULL, set_up,
              test_failing_writes_refuse_and_recover, tear_down);
  g_test_add ("/power/cut-under-a-reader", Fixture, NULL, set_up, test_cut_under_a_reader, tear_down);
  return g_test_run ();
}
