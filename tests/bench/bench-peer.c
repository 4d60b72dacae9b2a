/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-peer.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "bench-desk.h"

static void
prepare_child (gpointer ns)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
  if (GPOINTER_TO_INT (ns) > 0 && setns (GPOINTER_TO_INT (ns), CLONE_NEWNET) != 0)
    _exit (127);
}

static char *
in_folder (const char *name)
{
  return g_build_filename (g_getenv ("MC_SOURCE_ROOT"), "tests", "bench", name, NULL);
}

gboolean
bench_peer_is_there (void)
{
  g_autofree char *node = g_find_program_in_path ("node"), *modules = in_folder ("node_modules");

  return node != NULL && g_file_test (modules, G_FILE_TEST_IS_DIR);
}

/* (transfer full) (nullable): NULL when it has ended */
static char *
read_line (GDataInputStream *from)
{
  return g_data_input_stream_read_line (from, NULL, NULL, NULL);
}

static void
check_line (BenchPeer *self, const char *line)
{
  if (line == NULL)
    bench_check (g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "it ended without a word"), self->kind);
}

static GSubprocess *
spawn (BenchPeer *self, int ns, const char *const *args)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *path = in_folder ("peer.mjs");
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (argv, (gpointer) "node");
  g_ptr_array_add (argv, path);
  g_ptr_array_add (argv, self->kind);
  for (guint i = 0; args[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) args[i]);
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_child_setup (launcher, prepare_child, GINT_TO_POINTER (ns), NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  bench_check (error, self->kind);
  return process;
}

void
bench_peer_serve (BenchPeer *self, const char *kind, int ns, const char *host)
{
  const char *args[] = { "serve", host, NULL };
  g_autoptr (GDataInputStream) out = NULL;

  memset (self, 0, sizeof *self);
  self->kind = g_strdup (kind);
  self->server = spawn (self, ns, args);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->server));
  self->address = read_line (out);
  check_line (self, self->address);
}

void
bench_peer_load (BenchPeer *self, const char *address, const char *dossiers, const char *scans)
{
  const char *args[] = { "client", address != NULL ? address : self->address, self->address, dossiers, scans, NULL };
  g_autofree char *ready = NULL;

  self->client = spawn (self, 0, args);
  self->said = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->client));
  ready = read_line (self->said);
  check_line (self, ready);
}

/* (transfer full) (nullable) */
static char *
ask (BenchPeer *self, const char *what)
{
  g_autofree char *line = g_strconcat (what, "\n", NULL);

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->client), line, strlen (line), NULL, NULL, NULL);
  return read_line (self->said);
}

/* Ends a client that takes too long: then it has no more to say. */
typedef struct
{
  GSubprocess *client;
  guint most;
  gboolean answered; /* guarded by the lock */
  GMutex lock;
  GCond cond;
} Patience;

static gpointer
be_patient (gpointer data)
{
  Patience *self = data;
  gint64 until = g_get_monotonic_time () + (gint64) self->most * G_USEC_PER_SEC;

  g_mutex_lock (&self->lock);
  while (!self->answered && g_cond_wait_until (&self->cond, &self->lock, until))
    ;
  if (!self->answered)
    g_subprocess_force_exit (self->client);
  g_mutex_unlock (&self->lock);
  return NULL;
}

double
bench_peer_do (BenchPeer *self, const char *what, guint most)
{
  Patience patience = { .client = self->client, .most = most };
  g_autofree char *answer = NULL;
  GThread *thread;

  g_mutex_init (&patience.lock);
  g_cond_init (&patience.cond);
  thread = g_thread_new ("patience", be_patient, &patience);
  answer = ask (self, what);
  g_mutex_lock (&patience.lock);
  patience.answered = TRUE;
  g_cond_signal (&patience.cond);
  g_mutex_unlock (&patience.lock);
  g_thread_join (thread);
  g_cond_clear (&patience.cond);
  g_mutex_clear (&patience.lock);
  return answer != NULL ? g_ascii_strtod (answer, NULL) : -1;
}

gint64
bench_peer_count (BenchPeer *self)
{
  g_autofree char *answer = ask (self, "check");

  return answer != NULL ? g_ascii_strtoll (answer, NULL, 10) : -1;
}

static void
end_program (GSubprocess **process)
{
  if (*process == NULL)
    return;
  g_subprocess_send_signal (*process, SIGTERM);
  g_subprocess_wait (*process, NULL, NULL);
  g_clear_object (process);
}

void
bench_peer_clear (BenchPeer *self)
{
  end_program (&self->client);
  end_program (&self->server);
  g_clear_object (&self->said);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->kind, g_free);
}
