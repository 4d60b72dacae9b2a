/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real service as a process: alone, with TLS of its own, or two of it behind nginx with the shipped configuration. */
#include "province-fixture.h"

#include <glib/gstdio.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

char *
province_program (void)
{
  return g_build_filename (g_getenv ("MC_BUILD_ROOT"), "src", "province", "motcua-province", NULL);
}

static char *
certificate (const char *name)
{
  return g_build_filename (g_getenv ("MC_SOURCE_ROOT"), "tests", "sync", "certs", name, NULL);
}

static void
die_with_test (gpointer data)
{
  const Province *province = data;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (province != NULL && province->netns > 0 && setns (province->netns, CLONE_NEWNET) != 0)
    _exit (127);
}

/* ---- one instance ---------------------------------------------------------------------------------------- */

static GSubprocess *
start_one (Province *province, const char *log, gboolean tls, char **address)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *path = province_program (), *line = NULL, *good = certificate ("good.pem");
  g_autofree char *threads = g_strdup_printf ("%d", province->threads > 0 ? province->threads : 4);
  g_autoptr (GDataInputStream) out = NULL;
  g_autoptr (GError) error = NULL;
  const char *listen = province->listen != NULL ? province->listen : "127.0.0.1:0";
  const char *argv[] = { path, "serve", "--database", province->database, "--blobs", province->blobs, "--listen", listen, "--threads", threads,
                         tls ? "--tls-cert" : NULL, good, "--tls-key", good, NULL };
  const char *start, *end;
  GSubprocess *process;

  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  /* GLib would say so in the log. */
  g_subprocess_launcher_unsetenv (launcher, "G_RESOURCE_OVERLAYS");
  g_subprocess_launcher_set_child_setup (launcher, die_with_test, province, NULL);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = g_data_input_stream_read_line_utf8 (out, NULL, NULL, &error);
  g_assert_no_error (error);
  *address = NULL;
  /* It may have been killed on purpose before it was ready. */
  if (line == NULL)
    return process;
  start = strstr (line, ":\"") + 2;
  end = strrchr (line, '"');
  *address = g_strndup (start, (gsize) (end - start));
  return process;
}

/* ---- nginx ----------------------------------------------------------------------------------------------- */

static char *
replace (char *text, const char *pattern, const char *with)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, &error);
  char *result;

  g_assert_no_error (error);
  g_assert_true (g_regex_match (regex, text, 0, NULL));
  result = g_regex_replace_literal (regex, text, -1, 0, with, 0, &error);
  g_assert_no_error (error);
  g_free (text);
  return result;
}

/* The shipped file, with the places of this machine put for those of the example. */
static void
write_site (const char *folder, const char *address, const char *first, const char *second)
{
  g_autofree char *shipped = g_build_filename (g_getenv ("MC_SOURCE_ROOT"), "data", "province", "nginx-motcua.conf", NULL);
  g_autofree char *path = g_build_filename (folder, "site.conf", NULL), *listen = g_strdup_printf ("listen %s ssl reuseport;", address);
  g_autofree char *good = certificate ("good.pem"), *shown = g_strdup_printf ("ssl_certificate %s;", good);
  g_autofree char *key = g_strdup_printf ("ssl_certificate_key %s;", good);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (shipped, &text, NULL, &error);
  g_assert_no_error (error);
  text = replace (text, "127\\.0\\.0\\.1:8471", first);
  text = replace (text, "127\\.0\\.0\\.1:8472", second);
  text = replace (text, "^  listen \\[::\\].*$", "");
  text = replace (text, "listen 443 ssl;", listen);
  text = replace (text, "ssl_certificate .*;", shown);
  text = replace (text, "ssl_certificate_key .*;", key);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_free (text);
}

/* Holds a port for nginx, which may bind it a second time, so that nobody else gets it. */
static int
hold_port (char **address)
{
  struct sockaddr_in place = { .sin_family = AF_INET };
  socklen_t size = sizeof place;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

  place.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one), ==, 0);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &place, sizeof place), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &place, &size), ==, 0);
  *address = g_strdup_printf ("127.0.0.1:%u", ntohs (place.sin_port));
  return fd;
}

static GSubprocess *
start_nginx (const char *folder)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *path = g_build_filename (folder, "nginx.conf", NULL), *log = g_build_filename (folder, "nginx.log", NULL);
  g_autofree char *text
      = g_strdup_printf ("daemon off; master_process off; pid %s/nginx.pid; events { worker_connections 1024; }\n"
                         "http { access_log off;"
                         " client_body_temp_path %s/t1; proxy_temp_path %s/t2; fastcgi_temp_path %s/t3; uwsgi_temp_path %s/t4;"
                         " scgi_temp_path %s/t5; include %s/site.conf; }\n",
                         folder, folder, folder, folder, folder, folder, folder);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_subprocess_launcher_set_child_setup (launcher, die_with_test, NULL, NULL);
  process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("MC_TEST_NGINX"), "-p", folder, "-c", path, "-e", log, NULL);
  g_assert_no_error (error);
  return process;
}

static void
put_nginx_before (Service *self, Province *province)
{
  g_autofree char *second = NULL, *log = g_strconcat (self->log, "-2", NULL), *folder = g_strconcat (self->log, "-nginx", NULL);
  int held;

  self->second = start_one (province, log, FALSE, &second);
  held = hold_port (&self->address);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_site (folder, self->address, self->inside, second);
  self->nginx = start_nginx (folder);
  for (int i = 0;; i++)
    {
      g_autoptr (GSocketConnection) connection = service_connect (self);

      if (connection != NULL)
        break;
      g_assert_cmpint (i, <, 1000);
      g_usleep (10000);
    }
  close (held);
}

/* ---- the whole ------------------------------------------------------------------------------------------- */

gboolean
service_try_start (Service *self, Province *province)
{
  g_autofree char *name = g_uuid_string_random ();
  gboolean nginx = g_getenv ("MC_TEST_NGINX") != NULL, tls = !nginx && g_getenv ("MC_TEST_TLS") != NULL;

  memset (self, 0, sizeof *self);
  self->log = g_build_filename (province->folder, name, NULL);
  self->process = start_one (province, self->log, tls, &self->inside);
  if (self->inside == NULL)
    return FALSE;
  if (nginx || tls)
    {
      g_autofree char *ca = certificate ("ca.pem");
      g_autoptr (GError) error = NULL;

      self->tls = g_tls_file_database_new (ca, &error);
      g_assert_no_error (error);
    }
  if (nginx)
    put_nginx_before (self, province);
  else
    self->address = g_strdup (self->inside);
  return TRUE;
}

void
service_start (Service *self, Province *province)
{
  g_autofree char *said = NULL;
  gboolean started = service_try_start (self, province);

  if (!started && g_file_get_contents (self->log, &said, NULL, NULL))
    g_test_message ("the service did not start: %s", said);
  g_assert_true (started);
}

char *
service_url (Service *self)
{
  return g_strconcat (self->tls != NULL ? "https://" : "http://", self->address, NULL);
}

guint16
service_port (Service *self)
{
  return (guint16) g_ascii_strtoull (strrchr (self->address, ':') + 1, NULL, 10);
}

static void
trust (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *where, GIOStream *connection, gpointer data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_tls_connection_set_database (G_TLS_CONNECTION (connection), data);
}

GSocketConnection *
service_connect (Service *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_tls (client, self->tls != NULL);
  g_signal_connect (client, "event", G_CALLBACK (trust), self->tls);
  return g_socket_client_connect_to_host (client, self->address, 80, NULL, NULL);
}

static void
end_program (GSubprocess **process)
{
  if (*process == NULL)
    return;
  g_subprocess_send_signal (*process, SIGTERM);
  g_subprocess_wait (*process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (*process));
  g_assert_cmpint (g_subprocess_get_exit_status (*process), ==, 0);
  g_clear_object (process);
}

static void
kill_program (GSubprocess **process)
{
  if (*process == NULL)
    return;
  g_subprocess_send_signal (*process, SIGKILL);
  g_subprocess_wait (*process, NULL, NULL);
  g_clear_object (process);
}

static void
service_clear (Service *self)
{
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->inside, g_free);
  g_clear_pointer (&self->log, g_free);
  g_clear_object (&self->tls);
}

void
service_stop (Service *self)
{
  end_program (&self->nginx);
  end_program (&self->second);
  end_program (&self->process);
  service_clear (self);
}

void
service_kill (Service *self)
{
  kill_program (&self->nginx);
  kill_program (&self->second);
  kill_program (&self->process);
  service_clear (self);
}
