/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request: its connection, its errors, its answer. */
#include "config.h"

#include "mc-http-private.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-http-answer.h"

#define PROBLEM_MAX (64 * 1024)
#define PIECE (64 * 1024)
#define KEEP_OPEN 300 /* seconds; a new connection with TLS costs more than an idle exchange */
#define TIME_ERRORS (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)

/* ---- session ---- */

static SoupSession *
session_new (McHttpTransport *self)
{
  SoupSession *session = soup_session_new_with_options ("timeout", 0, "idle-timeout", KEEP_OPEN, NULL);

  /* Both would add headers or requests that nobody needs. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  if (self->tls_database != NULL)
    soup_session_set_tls_database (session, self->tls_database);
  return session;
}

void
_mc_http_disconnect (McHttpTransport *self, McHttpLane *lane)
{
  g_main_context_push_thread_default (self->context);
  if (lane->session != NULL)
    soup_session_abort (lane->session);
  g_main_context_pop_thread_default (self->context);
  g_clear_object (&lane->socket);
}

void
mc_http_transport_disconnect (McHttpTransport *self)
{
  _mc_http_disconnect (self, &self->small);
  _mc_http_disconnect (self, &self->bulk);
}

/* ---- one request ---- */

void
_mc_http_call_clear (McHttpCall *self)
{
  g_clear_object (&self->stream);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_pointer (&self->watch, mc_link_watch_free);
}

static void
network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *connection, gpointer data)
{
  static const char *const protocols[] = { "http/1.1", NULL };
  McHttpCall *self = data;

  mc_link_watch_touch (self->watch);
  self->is_new = TRUE;
  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (connection))
    {
      GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection));

      g_set_object (&self->lane->socket, socket);
      mc_link_tune (socket);
      mc_link_watch_follow (self->watch, socket);
    }
  /* An upload that ends early and is followed on its connection wants HTTP/1.1. */
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
}

static gboolean
note_certificate (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags errors, gpointer data)
{
  McHttpCall *self = data;

  self->certificate_errors = errors;
  return FALSE;
}

/* libsoup would send the body again from where it stands, which is its end. Trying again is ours. */
static void
restarted (SoupMessage *message, gpointer data)
{
  McHttpCall *self = data;

  self->was_restarted = TRUE;
  g_cancellable_cancel (mc_link_watch_cancellable (self->watch));
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return g_strcmp0 (host, "localhost") == 0 || (address != NULL && g_inet_address_get_is_loopback (address));
}

static SoupMessage *
message_new (McHttpTransport *self, const char *method, const char *path, GError **error)
{
  g_autofree char *url = g_strconcat (self->base_url, g_str_has_suffix (self->base_url, "/") ? path + 1 : path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  GUri *uri = message != NULL ? soup_message_get_uri (message) : NULL;

  if (uri == NULL || (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 && !self->allow_plain && !is_loopback (g_uri_get_host (uri))))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The address of the province must begin with https://"));
      return NULL;
    }
  /* Not so called, a POST gets a new connection each time. It is true besides: nothing harms that is said twice. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT);
  return g_steal_pointer (&message);
}

static gboolean
add_token (McHttpTransport *self, SoupMessage *message, GError **error)
{
  g_autofree char *token = NULL;
  g_autofree char *value = NULL;

  if (self->token == NULL)
    return TRUE;
  token = self->token (self->token_data, error);
  if (token == NULL)
    return FALSE;
  value = g_strconcat ("Bearer ", token, NULL);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", value);
  return TRUE;
}

/* Beside an upload there is another way left, its own. */
static guint
patience (const McHttpTransport *self, const McHttpLane *lane)
{
  return self->uploading != NULL && lane == &self->small ? MAX (1, self->stall_seconds / 2) : self->stall_seconds;
}

gboolean
_mc_http_call_init (McHttpCall *self, McHttpTransport *transport, McHttpLane *lane, const char *method, const char *path,
                    GCancellable *caller, GError **error)
{
  self->transport = transport;
  self->lane = lane;
  self->caller = caller;
  self->message = message_new (transport, method, path, error);
  if (self->message == NULL || !add_token (transport, self->message, error))
    return FALSE;
  g_signal_connect (self->message, "network-event", G_CALLBACK (network_event), self);
  g_signal_connect (self->message, "restarted", G_CALLBACK (restarted), self);
  g_signal_connect (self->message, "accept-certificate", G_CALLBACK (note_certificate), self);
  self->was_idle = g_get_monotonic_time () - lane->last_used > MC_HTTP_MAY_BE_GONE;
  self->watch = mc_link_watch_new (patience (transport, lane), caller, lane->socket);
  return TRUE;
}

static gboolean
accept_wrong_time (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags errors, gpointer data)
{
  return (errors & ~TIME_ERRORS) == 0;
}

/* What the province says the time is, when its certificate is right in all but the time: it holds the key of that certificate, so it is
 * no stranger. Asked on a connection of its own, without the token. 0: unknown */
static gint64
ask_time (McHttpTransport *self, GCancellable *caller)
{
  g_autoptr (SoupSession) session = session_new (self);
  g_autoptr (SoupMessage) message = message_new (self, SOUP_METHOD_HEAD, "/v1/", NULL);
  g_autoptr (McLinkWatch) watch = mc_link_watch_new (self->stall_seconds, caller, NULL);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GDateTime) date = NULL;
  const char *text;

  if (message == NULL)
    return 0;
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_wrong_time), NULL);
  stream = soup_session_send (session, message, mc_link_watch_cancellable (watch), NULL);
  text = stream != NULL ? soup_message_headers_get_one (soup_message_get_response_headers (message), "Date") : NULL;
  date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;
  return date != NULL ? g_date_time_to_unix (date) : 0;
}

/* What libsoup said becomes what an officer can act on, and nothing more is expected of this connection. Always FALSE */
static gboolean
call_failed (McHttpCall *self, const GError *reason, GError **error)
{
  McHttpTransport *transport = self->transport;

  g_clear_object (&self->stream);
  _mc_http_disconnect (transport, self->lane);
  if (g_cancellable_is_cancelled (self->caller))
    g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, _ ("Cancelled"));
  else if (mc_link_watch_stalled (self->watch))
    g_set_error_literal (error, MC_ERROR, MC_ERROR_OFFLINE, _ ("The line has come to a standstill. It will be tried again"));
  else if (self->was_restarted)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_OFFLINE, _ ("No connection with the province. Receiving goes on as usual"));
  else if (self->certificate_errors != 0 || g_error_matches (reason, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    {
      GTlsCertificateFlags flags = self->certificate_errors;
      gint64 time;

      time = flags != 0 && (flags & ~TIME_ERRORS) == 0 ? ask_time (transport, self->caller) : 0;
      mc_http_set_certificate_error (flags, time, g_get_real_time () / G_USEC_PER_SEC, error);
    }
  else
    mc_http_set_link_error (reason, error);
  return FALSE;
}

gboolean
_mc_http_call_send (McHttpCall *self, GError **error)
{
  McHttpTransport *transport = self->transport;
  g_autoptr (GError) local = NULL;

  transport->retry_after = 0;
  if (self->lane->session == NULL)
    self->lane->session = session_new (transport);
  self->stream = soup_session_send (self->lane->session, self->message, mc_link_watch_cancellable (self->watch), &local);
  if (self->stream == NULL)
    return call_failed (self, local, error);
  transport->retry_after = mc_http_retry_after (self->message);
  return TRUE;
}

gssize
_mc_http_call_read (McHttpCall *self, guint8 *buffer, gsize size, GError **error)
{
  McHttpTransport *transport = self->transport;
  g_autoptr (GError) local = NULL;
  gssize n = -1;

  size = mc_throttle_share (&transport->throttle, size);
  if (mc_throttle_wait (&transport->throttle, self->watch, &local))
    n = g_input_stream_read (self->stream, buffer, size, mc_link_watch_cancellable (self->watch), &local);
  if (n < 0)
    {
      call_failed (self, local, error);
      return -1;
    }
  mc_link_watch_touch (self->watch);
  mc_throttle_count (&transport->throttle, (gsize) n);
  return n;
}

void
_mc_http_call_end (McHttpCall *self)
{
  g_input_stream_close (self->stream, NULL, NULL);
  g_clear_object (&self->stream);
  self->lane->last_used = g_get_monotonic_time ();
}

GBytes *
_mc_http_call_read_all (McHttpCall *self, gsize max, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (PIECE);
  gssize n;

  while ((n = _mc_http_call_read (self, buffer, PIECE, error)) > 0)
    {
      if (all->len + (gsize) n > max)
        {
          _mc_http_disconnect (self->transport, self->lane);
          g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The answer is larger than an answer may be"));
          return NULL;
        }
      g_byte_array_append (all, buffer, (guint) n);
    }
  if (n < 0)
    return NULL;
  _mc_http_call_end (self);
  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

gboolean
_mc_http_call_check (McHttpCall *self, const char *const *types, GError **error)
{
  g_autoptr (GBytes) body = NULL;

  if (mc_http_is_good (self->message, types))
    return TRUE;
  body = _mc_http_call_read_all (self, PROBLEM_MAX, NULL);
  if (self->stream != NULL)
    _mc_http_disconnect (self->transport, self->lane);
  return mc_http_check (self->message, types, body, error);
}

gboolean
_mc_http_call_worth_another_try (const McHttpCall *self, const GError *error)
{
  return self->watch != NULL && !self->is_new && g_error_matches (error, MC_ERROR, MC_ERROR_OFFLINE) &&
         !g_cancellable_is_cancelled (self->caller) && (self->was_idle || !mc_link_watch_stalled (self->watch));
}
