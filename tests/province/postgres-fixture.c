/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PostgreSQL 15 of the test's own. As root it runs as another user: it refuses to be root. */
#include "province-fixture.h"

#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static struct
{
  char *folder;
  char *bin;
  uid_t uid;
  gid_t gid;
  GSubprocess *process;
  guint n_databases;
} pg;

static void
become_user (gpointer data)
{
  if (pg.uid != 0 && (setgid (pg.gid) != 0 || setuid (pg.uid) != 0))
    _exit (127);
  /* The server ends with the test, however that ends. */
  prctl (PR_SET_PDEATHSIG, SIGQUIT);
}

static GSubprocess *
spawn (const char *const *argv)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, become_user, NULL, NULL);
  g_subprocess_launcher_set_cwd (launcher, pg.folder);
  g_subprocess_launcher_unsetenv (launcher, "LD_PRELOAD");
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  return process;
}

static char *
find_bin (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/usr/lib/postgresql", 0, NULL);
  g_autofree char *best = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/usr/lib/postgresql", name, "bin", "postgres", NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) && atoi (name) >= 15)
        {
          g_free (best);
          best = g_path_get_dirname (path);
        }
    }
  return g_steal_pointer (&best);
}

static char *
in_bin (const char *name)
{
  return g_build_filename (pg.bin, name, NULL);
}

const char *
postgres_folder (void)
{
  return pg.folder;
}

static char *
postgres_uri (const char *database)
{
  return g_strdup_printf ("postgresql:///%s?host=%s&user=motcua", database, pg.folder);
}

void
postgres_start (void)
{
  g_autofree char *program = in_bin ("postgres"), *data = g_build_filename (pg.folder, "data", NULL);
  g_autofree char *sockets = g_strdup_printf ("unix_socket_directories=%s", pg.folder), *uri = postgres_uri ("postgres");
  gboolean sync = g_getenv ("MC_POSTGRES_FSYNC") != NULL;
  const char *argv[] = { program, "-D", data, "-c", sockets, "-c", "listen_addresses=", "-c", sync ? "fsync=on" : "fsync=off",
                         "-c", "max_connections=60", "-c", sync ? "shared_buffers=128MB" : "shared_buffers=32MB", NULL };

  pg.process = spawn (argv);
  for (int i = 0; PQping (uri) != PQPING_OK; i++)
    {
      g_assert_cmpint (i, <, 3000);
      g_usleep (20000);
    }
}

void
postgres_stop (void)
{
  g_subprocess_send_signal (pg.process, SIGQUIT);
  g_subprocess_wait (pg.process, NULL, NULL);
  g_clear_object (&pg.process);
}

gboolean
postgres_up (void)
{
  g_autoptr (GSubprocess) init = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *program = NULL, *data = NULL;
  const struct passwd *user = getpwnam ("nobody");

  if ((pg.bin = find_bin ()) == NULL)
    return FALSE;
  pg.folder = g_dir_make_tmp ("motcua-pg-XXXXXX", &error);
  g_assert_no_error (error);
  if (geteuid () == 0 && user != NULL)
    {
      pg.uid = user->pw_uid;
      pg.gid = user->pw_gid;
      g_assert_cmpint (chown (pg.folder, pg.uid, pg.gid), ==, 0);
    }
  program = in_bin ("initdb");
  data = g_build_filename (pg.folder, "data", NULL);
  init = spawn ((const char *[]) { program, "-D", data, "-A", "trust", "-U", "motcua", "-E", "UTF8", "--locale=C", "--no-sync",
                                   "--no-instructions", NULL });
  g_subprocess_wait_check (init, NULL, &error);
  g_assert_no_error (error);
  postgres_start ();
  return TRUE;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
postgres_down (void)
{
  if (pg.bin == NULL)
    return;
  postgres_stop ();
  remove_tree (pg.folder);
  check_answers ();
  g_clear_pointer (&pg.folder, g_free);
  g_clear_pointer (&pg.bin, g_free);
}

gboolean
province_tests_begin (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  if (postgres_up ())
    return TRUE;
  g_print ("1..0 # SKIP no PostgreSQL 15 or later is installed\n");
  return FALSE;
}

int
province_tests_run (void)
{
  int status = g_test_run ();

  postgres_down ();
  return status;
}

/* ---- databases ------------------------------------------------------------------------------------------- */

static char *
run_sql (const char *uri, const char *sql)
{
  PGconn *conn = PQconnectdb (uri);
  PGresult *result = PQexec (conn, sql);
  ExecStatusType status = PQresultStatus (result);
  char *value = NULL;

  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
    g_test_message ("%s: %s", sql, PQerrorMessage (conn));
  g_assert_true (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK);
  if (status == PGRES_TUPLES_OK && PQntuples (result) > 0 && !PQgetisnull (result, 0, 0))
    value = g_strdup (PQgetvalue (result, 0, 0));
  PQclear (result);
  PQfinish (conn);
  return value;
}

gint64
province_sql (Province *self, const char *sql)
{
  g_autofree char *text = run_sql (self->database, sql);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

char *
province_text (Province *self, const char *sql)
{
  return run_sql (self->database, sql);
}

void
province_sql_run (Province *self, const char *sql)
{
  g_free (run_sql (self->database, sql));
}

void
province_assert_sound (Province *self)
{
  static const char *const none[] = {
    "SELECT count(*) FROM (SELECT office, count(*) c, min(n) a, max(n) z, count(DISTINCT n) d FROM entry WHERE n IS NOT NULL"
    " GROUP BY office) s JOIN office o ON o.id = s.office WHERE a <> 1 OR z <> c OR d <> c OR next_n <> z + 1",
    "SELECT count(*) FROM origin o WHERE work_seq <> (SELECT count(*) FROM entry e WHERE e.office = o.office AND e.origin = o.n"
    " AND e.stream = 0) OR audit_seq <> (SELECT count(*) FROM entry e WHERE e.office = o.office AND e.origin = o.n AND e.stream = 1)",
    "SELECT count(*) FROM origin o JOIN entry e ON e.office = o.office AND e.origin = o.n AND e.stream = 0 AND e.seq = o.work_seq"
    " WHERE e.hash <> o.work_hash",
    "SELECT count(*) FROM file_lacking l JOIN file f ON f.hash = l.hash WHERE NOT EXISTS"
    " (SELECT FROM file_sight s WHERE s.office = l.office AND s.hash = l.hash)",
    "SELECT count(*) FROM file_part WHERE durable > size",
  };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      if (province_sql (self, none[i]) != 0)
        g_test_message ("%s", none[i]);
      g_assert_cmpint (province_sql (self, none[i]), ==, 0);
    }
}

/* postgresql:///test_3?host=... */
static char *
database_name (Province *self)
{
  const char *start = self->database + strlen ("postgresql:///");

  return g_strndup (start, (gsize) (strchr (start, '?') - start));
}

static void
set_up_from (Province *self, const char *template)
{
  g_autofree char *name = g_strdup_printf ("test_%u", ++pg.n_databases), *admin = postgres_uri ("postgres");
  g_autofree char *sql = g_strdup_printf ("CREATE DATABASE %s TEMPLATE %s", name, template);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("motcua-province-XXXXXX", &error);
  g_assert_no_error (error);
  self->blobs = g_build_filename (self->folder, "blobs", NULL);
  self->database = postgres_uri (name);
  g_free (run_sql (admin, sql));
}

void
province_setup (Province *self, gconstpointer data)
{
  set_up_from (self, "template0");
}

void
province_setup_like (Province *self, Province *other)
{
  g_autofree char *name = database_name (other);

  set_up_from (self, name);
}

static void
run_program (const char *name, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *program = in_bin (name);
  g_autoptr (GSubprocess) process = NULL;
  const char *argument;
  va_list args;

  g_ptr_array_add (argv, program);
  va_start (args, name);
  while ((argument = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (argv, (gpointer) argument);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  process = spawn ((const char *const *) argv->pdata);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_successful (process));
}

char *
province_back_up (Province *self)
{
  static guint n_backups;
  char *backup = g_strdup_printf ("%s/backup-%u.sql", pg.folder, ++n_backups);

  run_program ("pg_dump", "--file", backup, self->database, NULL);
  return backup;
}

void
province_restore (Province *self, const char *backup)
{
  g_autofree char *name = database_name (self), *admin = postgres_uri ("postgres");
  g_autofree char *drop = g_strdup_printf ("DROP DATABASE %s WITH (FORCE)", name);
  g_autofree char *create = g_strdup_printf ("CREATE DATABASE %s TEMPLATE template0", name);

  g_free (run_sql (admin, drop));
  g_free (run_sql (admin, create));
  run_program ("psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--single-transaction", "--file",
               backup, self->database, NULL);
}

void
province_teardown (Province *self, gconstpointer data)
{
  g_autofree char *name = database_name (self), *admin = postgres_uri ("postgres");
  g_autofree char *sql = g_strdup_printf ("DROP DATABASE %s WITH (FORCE)", name);

  g_free (run_sql (admin, sql));
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->blobs);
  g_free (self->database);
}
