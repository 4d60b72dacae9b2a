/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "province-fixture.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

static char *
program (void)
{
  return g_build_filename (g_getenv ("MC_BUILD_ROOT"), "src", "province", "motcua-province", NULL);
}

char *
province_ctl (Province *self, int *status, const char *input, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *path = program ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  const char *argument;
  va_list args;

  g_ptr_array_add (argv, path);
  va_start (args, input);
  while ((argument = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (argv, (gpointer) argument);
  va_end (args);
  g_ptr_array_add (argv, (gpointer) "--database");
  g_ptr_array_add (argv, self->database);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  *status = g_subprocess_get_exit_status (process);
  return out;
}

/* ---- the service ----------------------------------------------------------------------------------------- */

static void
die_with_test (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
start_one (Province *province, const char *log, char **address)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *path = program (), *line = NULL, *threads = g_strdup_printf ("%d", province->threads > 0 ? province->threads : 4);
  g_autoptr (GDataInputStream) out = NULL;
  g_autoptr (GError) error = NULL;
  const char *start, *end;
  GSubprocess *process;

  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  g_subprocess_launcher_set_child_setup (launcher, die_with_test, NULL, NULL);
  process = g_subprocess_launcher_spawn (launcher, &error, path, "serve", "--database", province->database, "--blobs",
                                         province->blobs, "--listen", "127.0.0.1:0", "--threads", threads, NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = g_data_input_stream_read_line_utf8 (out, NULL, NULL, &error);
  g_assert_no_error (error);
  if (line == NULL)
    {
      g_autofree char *said = NULL;

      g_file_get_contents (log, &said, NULL, NULL);
      g_test_message ("the service did not start: %s", said);
    }
  g_assert_nonnull (line);
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
write_site (const char *folder, const char *first, const char *second)
{
  g_autofree char *shipped = g_build_filename (g_getenv ("MC_SOURCE_ROOT"), "data", "province", "nginx-motcua.conf", NULL);
  g_autofree char *path = g_build_filename (folder, "site.conf", NULL), *listen = g_strdup_printf ("  listen unix:%s/nginx;", folder);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (shipped, &text, NULL, &error);
  g_assert_no_error (error);
  text = replace (text, "127\\.0\\.0\\.1:8471", first);
  text = replace (text, "127\\.0\\.0\\.1:8472", second);
  text = replace (text, "^  listen \\[::\\].*$", "");
  text = replace (text, "^  listen 443.*$", listen);
  text = replace (text, "^  ssl_.*$", "");
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_free (text);
}

static GSubprocess *
start_nginx (const char *folder)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *path = g_build_filename (folder, "nginx.conf", NULL), *log = g_build_filename (folder, "nginx.log", NULL);
  g_autofree char *text
      = g_strdup_printf ("daemon off; master_process off; pid %s/nginx.pid; events { }\nhttp { access_log off;"
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
  g_autofree char *second = NULL, *log = g_strconcat (self->log, "-2", NULL), *socket = g_strdup_printf ("%s/nginx", province->folder);

  self->second = start_one (province, log, &second);
  write_site (province->folder, self->address, second);
  g_remove (socket);
  self->nginx = start_nginx (province->folder);
  g_free (self->address);
  self->address = g_strdup_printf ("unix:%s", socket);
  for (int i = 0;; i++)
    {
      g_autoptr (GSocketConnection) connection = service_connect (self);

      if (connection != NULL)
        return;
      g_assert_cmpint (i, <, 1000);
      g_usleep (10000);
    }
}

void
service_start (Service *self, Province *province)
{
  g_autofree char *name = g_uuid_string_random ();

  g_free (self->log);
  g_clear_pointer (&self->address, g_free);
  self->log = g_build_filename (province->folder, name, NULL);
  self->process = start_one (province, self->log, &self->address);
  if (g_getenv ("MC_TEST_NGINX") != NULL)
    put_nginx_before (self, province);
}

GSocketConnection *
service_connect (Service *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address
      = g_str_has_prefix (self->address, "unix:") ? g_unix_socket_address_new (self->address + strlen ("unix:")) : NULL;

  return address != NULL ? g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL)
                         : g_socket_client_connect_to_host (client, self->address, 80, NULL, NULL);
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
service_clear (Service *self)
{
  g_clear_object (&self->process);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->log, g_free);
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
  g_subprocess_send_signal (self->process, SIGKILL);
  g_subprocess_wait (self->process, NULL, NULL);
  service_clear (self);
}

/* ---- HTTP ------------------------------------------------------------------------------------------------ */

void
answer_clear (Answer *self)
{
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->retry_after, g_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->status = 0;
}

/* Every answer of this program, to be held against the description in the end. */
static GString *answers;

#define ANSWERS_MAX (4 * 1024 * 1024)

static void
keep_answer (const char *method, const char *path, const Answer *answer)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  gboolean json = answer->type != NULL && strstr (answer->type, "json") != NULL;

  if (answers == NULL)
    answers = g_string_new (NULL);
  if (answers->len > ANSWERS_MAX)
    return;
  json_builder_begin_object (builder);
  json_builder_add_string_value (json_builder_set_member_name (builder, "method"), method);
  json_builder_add_string_value (json_builder_set_member_name (builder, "path"), path);
  json_builder_add_int_value (json_builder_set_member_name (builder, "status"), answer->status);
  json_builder_add_string_value (json_builder_set_member_name (builder, "type"), answer->type != NULL ? answer->type : "");
  if (json)
    {
      g_autofree char *body = g_strndup (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body));

      json_builder_add_string_value (json_builder_set_member_name (builder, "body"), body);
    }
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  json_generator_set_root (generator, node);
  text = json_generator_to_data (generator, NULL);
  g_string_append_printf (answers, "%s\n", text);
}

void
check_answers (void)
{
  g_autofree char *script = g_build_filename (g_getenv ("MC_SOURCE_ROOT"), "tests", "province", "check-openapi.py", NULL);
  g_autofree char *described = g_build_filename (g_getenv ("MC_SOURCE_ROOT"), "data", "openapi", "motcua-exchange.yaml", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  if (answers == NULL)
    return;
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE, &error, "python3", script, "answers", described, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, answers->str, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_string_free (answers, TRUE);
  answers = NULL;
  g_assert_true (g_subprocess_get_successful (process));
}

static void
add_headers (SoupMessageHeaders *headers, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], ": ", 2);

      if (parts[0] != NULL && parts[1] != NULL)
        soup_message_headers_replace (headers, parts[0], parts[1]);
    }
}

void
http (Service *service, const char *method, const char *path, const char *token, const char *type, gconstpointer body, gsize size,
      const char *header, Answer *answer)
{
  gboolean unix_socket = g_str_has_prefix (service->address, "unix:");
  g_autoptr (GSocketAddress) place = unix_socket ? g_unix_socket_address_new (service->address + strlen ("unix:")) : NULL;
  g_autoptr (SoupSession) session = soup_session_new_with_options ("timeout", 60, "remote-connectable", place, NULL);
  g_autofree char *url = g_strdup_printf ("http://%s%s", unix_socket ? "localhost" : service->address, path);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autofree char *bearer = token != NULL ? g_strconcat ("Bearer ", token, NULL) : NULL;
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, size) : NULL;
  g_autoptr (GError) error = NULL;

  answer_clear (answer);
  g_assert_nonnull (message);
  if (bearer != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  if (bytes != NULL)
    soup_message_set_request_body_from_bytes (message, type, bytes);
  if (header != NULL)
    add_headers (soup_message_get_request_headers (message), header);
  answer->body = soup_session_send_and_read (session, message, NULL, &error);
  if (error != NULL)
    return;
  answer->status = soup_message_get_status (message);
  answer->type
      = g_strdup (soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL));
  answer->retry_after = g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After"));
  keep_answer (method, path, answer);
}

void
http_text (Service *service, const char *method, const char *path, const char *token, const char *text, Answer *answer)
{
  http (service, method, path, token, "application/json", text, text != NULL ? strlen (text) : 0, NULL, answer);
}

const char *
answer_text (Answer *self)
{
  GBytes *old = self->body;
  gsize size;
  const char *data = g_bytes_get_data (old, &size);
  char *text = g_malloc0 (size + 1);

  if (size > 0)
    memcpy (text, data, size);
  self->body = g_bytes_new_take (text, size + 1);
  g_bytes_unref (old);
  return text;
}

void
assert_problem (Answer *self, guint status, const char *type)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *uri = g_strconcat ("/problems/", type, NULL);
  JsonObject *object;

  g_assert_cmpuint (self->status, ==, status);
  g_assert_cmpstr (self->type, ==, "application/problem+json");
  g_assert_true (json_parser_load_from_data (parser, g_bytes_get_data (self->body, NULL), (gssize) g_bytes_get_size (self->body),
                                             NULL));
  object = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (object, "type"), ==, uri);
  g_assert_cmpint (json_object_get_int_member (object, "status"), ==, status);
}
