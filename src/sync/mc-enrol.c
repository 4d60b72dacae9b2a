/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-enrol.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "mc-error.h"
#include "mc-http-answer.h"
#include "mc-json.h"

#define TIMEOUT_SECONDS 30
#define ANSWER_MAX (64 * 1024)

static const char *const json_types[] = { "application/json", NULL };

static GBytes *
write_request (const McEnrol *enrol)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *key = mc_hex_encode (enrol->public_key, sizeof enrol->public_key);
  char *text;

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "code", enrol->code);
  mc_json_add_text (builder, "office", enrol->office);
  mc_json_add_int (builder, "desk", enrol->desk);
  mc_json_add_text (builder, "public_key", key);
  json_builder_end_object (builder);
  text = mc_json_builder_text (builder);
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
read_hex (JsonObject *object, const char *key, guint8 *data, gsize size)
{
  g_autofree char *hex = NULL;

  return mc_json_read_text (object, key, &hex, NULL) && mc_hex_decode (hex, data, size);
}

static char *
read_answer (GBytes *body, const McEnrol *enrol, McPeer *peer, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *token = NULL;
  gsize size;
  const char *text = g_bytes_get_data (body, &size);
  JsonObject *object = mc_json_parse_object (parser, text != NULL ? text : "", (gssize) size, NULL);

  memset (peer, 0, sizeof *peer);
  if (object == NULL || !mc_json_read_text (object, "token", &token, NULL) || token == NULL || *token == '\0' ||
      !read_hex (object, "public_key", peer->public_key, sizeof peer->public_key) ||
      !read_hex (object, "common_origin", peer->common, MC_ORIGIN_SIZE) ||
      !read_hex (object, "office_origin", peer->office, MC_ORIGIN_SIZE))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The answer cannot be read"));
      return NULL;
    }
  peer->url = g_strdup (enrol->url);
  return g_steal_pointer (&token);
}

/* At most @max bytes: who answers may be anybody. */
static GBytes *
send_and_read (SoupSession *session, SoupMessage *message, gsize max, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = soup_session_send (session, message, cancellable, error);
  g_autofree guint8 *buffer = g_malloc (max);
  gsize size;

  if (stream == NULL || !g_input_stream_read_all (stream, buffer, max, &size, cancellable, error))
    return NULL;
  return g_bytes_new (buffer, size);
}

char *
mc_enrol (const McEnrol *enrol, GTlsDatabase *tls_database, McPeer *peer, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) request = write_request (enrol);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) failed = NULL;
  g_autofree char *address = g_strconcat (enrol->url, g_str_has_suffix (enrol->url, "/") ? "" : "/", "v1/enrol", NULL);
  char *token = NULL;

  memset (peer, 0, sizeof *peer);
  message = soup_message_new ("POST", address);
  if (message == NULL)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is not an address"), enrol->url);
      return NULL;
    }
  g_main_context_push_thread_default (context);
  session = soup_session_new_with_options ("timeout", TIMEOUT_SECONDS, NULL);
  if (tls_database != NULL)
    soup_session_set_tls_database (session, tls_database);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_request_body_from_bytes (message, "application/json", request);
  answer = send_and_read (session, message, ANSWER_MAX, cancellable, &failed);
  if (answer == NULL && g_error_matches (failed, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    mc_http_set_certificate_error (soup_message_get_tls_peer_certificate_errors (message), 0, g_get_real_time () / G_USEC_PER_SEC,
                                   error);
  else if (answer == NULL)
    mc_http_set_link_error (failed, error);
  else if (mc_http_check (message, json_types, answer, error))
    token = read_answer (answer, enrol, peer, error);
  g_clear_object (&session);
  g_main_context_pop_thread_default (context);
  return token;
}
