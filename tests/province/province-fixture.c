/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "province-fixture.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

char *
province_ctl (Province *self, int *status, const char *input, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *path = province_program ();
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

/* ---- HTTP ------------------------------------------------------------------------------------------------ */

void
answer_clear (Answer *self)
{
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->retry_after, g_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->status = 0;
}

/* Every answer of this program, to be held against the description in the end. Desks ask on threads of their own. */
static GString *answers;
static GMutex answers_mutex;

#define ANSWERS_MAX (4 * 1024 * 1024)

static void
keep_answer (Service *service, const char *method, const char *path, const char *request, const Answer *answer)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&answers_mutex);
  g_autofree char *text = NULL;
  gboolean json = answer->type != NULL && strstr (answer->type, "json") != NULL;

  if (answers == NULL)
    answers = g_string_new (NULL);
  /* What nginx itself says is not the service's. */
  if (answers->len > ANSWERS_MAX ||
      (service->nginx != NULL && g_strcmp0 (answer->type, "text/html") == 0 && !g_str_has_prefix (path, "/tra-cuu")))
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
  if (request != NULL && g_utf8_validate (request, -1, NULL))
    json_builder_add_string_value (json_builder_set_member_name (builder, "request"), request);
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

/* Health and figures are asked for at the instance itself: nginx does not pass that on. */
static char *
url_of (Service *service, const char *path)
{
  g_autofree char *base = service_url (service);

  if (service->nginx != NULL && (g_str_equal (path, "/health") || g_str_equal (path, "/metrics")))
    return g_strdup_printf ("http://%s%s", service->inside, path);
  return g_strconcat (base, path, NULL);
}

void
http (Service *service, const char *method, const char *path, const char *token, const char *type, gconstpointer body, gsize size,
      const char *header, Answer *answer)
{
  g_autoptr (SoupSession) session = soup_session_new_with_options ("timeout", 60, "tls-database", service->tls, NULL);
  g_autofree char *url = url_of (service, path);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autofree char *bearer = token != NULL ? g_strconcat ("Bearer ", token, NULL) : NULL;
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, size) : NULL;
  g_autofree char *request = NULL;
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
  if (body != NULL && g_strcmp0 (type, "application/json") == 0)
    request = g_strndup (body, size);
  keep_answer (service, method, path, request, answer);
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
