/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-http-transport.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "mc-error.h"
#include "mc-frame.h"
#include "mc-http-answer.h"
#include "mc-link-stream.h"
#include "mc-link-watch.h"

#define STALL_SECONDS 10
#define ANSWER_MAX (4 * 1024 * 1024)
#define PROBLEM_MAX (64 * 1024)
#define PIECE (64 * 1024)
#define KEEP_OPEN 300                    /* seconds; a new connection with TLS costs more than an idle exchange */
#define MAY_BE_GONE (60 * G_USEC_PER_SEC) /* what stood between may have forgotten a connection unused for so long */
#define TUNE_EVERY (G_USEC_PER_SEC / 2)
#define TIME_ERRORS (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)

struct _McHttpTransport
{
  GObject parent;
  char *base_url;
  GTlsDatabase *tls_database; /* (nullable) */
  guint stall_seconds;
  gboolean allow_plain;
  McThrottle throttle;

  McTokenFunc token;
  gpointer token_data;
  GDestroyNotify token_destroy;

  /* The calls' thread has no loop of its own; what libsoup hangs on a context must not run in another thread's. */
  GMainContext *context;
  SoupSession *session;
  GSocket *socket;  /* (nullable) of the connection that is open */
  gint64 last_used; /* monotonic */
  guint retry_after;
};

static void mc_http_transport_iface_init (McTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (McHttpTransport, mc_http_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MC_TYPE_TRANSPORT, mc_http_transport_iface_init))

enum { PROP_0, PROP_BASE_URL, PROP_TLS_DATABASE, PROP_STALL_SECONDS, PROP_ALLOW_PLAIN, PROP_BANDWIDTH_LIMIT, N_PROPS };
static GParamSpec *properties[N_PROPS];

static const char *const frames_type[] = { MC_FRAME_CONTENT_TYPE, NULL };
static const char *const blob_types[] = { MC_FRAME_CONTENT_TYPE, "application/octet-stream", NULL };

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
mc_http_transport_disconnect (McHttpTransport *self)
{
  g_main_context_push_thread_default (self->context);
  if (self->session != NULL)
    soup_session_abort (self->session);
  g_main_context_pop_thread_default (self->context);
  g_clear_object (&self->socket);
}

/* ---- one request ---- */

typedef struct
{
  McHttpTransport *transport;
  GCancellable *caller; /* (nullable) */
  McLinkWatch *watch;
  SoupMessage *message;
  GInputStream *stream; /* (nullable) the body of the answer */
  gboolean is_new;      /* on a connection made for it */
  gboolean was_idle;    /* on one that had long been unused */
  GTlsCertificateFlags certificate_errors;
  gint64 tuned_at;      /* monotonic */
  gint64 tuned_sent;
} Call;

static void
call_clear (Call *self)
{
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
  g_clear_pointer (&self->watch, mc_link_watch_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

static void
network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *connection, gpointer data)
{
  static const char *const protocols[] = { "http/1.1", NULL };
  Call *self = data;

  mc_link_watch_touch (self->watch);
  self->is_new = TRUE;
  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (connection))
    {
      GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection));

      g_set_object (&self->transport->socket, socket);
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
  Call *self = data;

  self->certificate_errors = errors;
  return FALSE;
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
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
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

static gboolean
call_init (Call *self, McHttpTransport *transport, const char *method, const char *path, GCancellable *caller, GError **error)
{
  self->transport = transport;
  self->caller = caller;
  self->message = message_new (transport, method, path, error);
  if (self->message == NULL || !add_token (transport, self->message, error))
    return FALSE;
  g_signal_connect (self->message, "network-event", G_CALLBACK (network_event), self);
  g_signal_connect (self->message, "accept-certificate", G_CALLBACK (note_certificate), self);
  self->was_idle = g_get_monotonic_time () - transport->last_used > MAY_BE_GONE;
  self->watch = mc_link_watch_new (transport->stall_seconds, caller, transport->socket);
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
call_failed (Call *self, const GError *reason, GError **error)
{
  McHttpTransport *transport = self->transport;

  g_clear_object (&self->stream);
  mc_http_transport_disconnect (transport);
  if (g_cancellable_is_cancelled (self->caller))
    g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, _ ("Cancelled"));
  else if (mc_link_watch_stalled (self->watch))
    g_set_error_literal (error, MC_ERROR, MC_ERROR_OFFLINE, _ ("The line has come to a standstill. It will be tried again"));
  else if (self->certificate_errors != 0 || g_error_matches (reason, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    {
      GTlsCertificateFlags flags = self->certificate_errors;
      gint64 time;

      g_main_context_push_thread_default (transport->context);
      time = flags != 0 && (flags & ~TIME_ERRORS) == 0 ? ask_time (transport, self->caller) : 0;
      g_main_context_pop_thread_default (transport->context);
      mc_http_set_certificate_error (flags, time, g_get_real_time () / G_USEC_PER_SEC, error);
    }
  else
    mc_http_set_link_error (reason, error);
  return FALSE;
}

static gboolean
call_send (Call *self, GError **error)
{
  McHttpTransport *transport = self->transport;
  g_autoptr (GError) local = NULL;

  transport->retry_after = 0;
  g_main_context_push_thread_default (transport->context);
  if (transport->session == NULL)
    transport->session = session_new (transport);
  self->stream = soup_session_send (transport->session, self->message, mc_link_watch_cancellable (self->watch), &local);
  g_main_context_pop_thread_default (transport->context);
  if (self->stream == NULL)
    return call_failed (self, local, error);
  transport->retry_after = mc_http_retry_after (self->message);
  return TRUE;
}

static gssize
call_read (Call *self, guint8 *buffer, gsize size, GError **error)
{
  McHttpTransport *transport = self->transport;
  g_autoptr (GError) local = NULL;
  gssize n = -1;

  size = mc_throttle_share (&transport->throttle, size);
  g_main_context_push_thread_default (transport->context);
  if (mc_throttle_wait (&transport->throttle, self->watch, &local))
    n = g_input_stream_read (self->stream, buffer, size, mc_link_watch_cancellable (self->watch), &local);
  g_main_context_pop_thread_default (transport->context);
  if (n < 0)
    {
      call_failed (self, local, error);
      return -1;
    }
  mc_link_watch_touch (self->watch);
  mc_throttle_count (&transport->throttle, (gsize) n);
  return n;
}

/* All of the answer was read: the connection is free for the next request. */
static void
call_end (Call *self)
{
  g_main_context_push_thread_default (self->transport->context);
  g_input_stream_close (self->stream, NULL, NULL);
  g_main_context_pop_thread_default (self->transport->context);
  g_clear_object (&self->stream);
  self->transport->last_used = g_get_monotonic_time ();
}

/* (transfer full): NULL with an error, also when there is more than @max */
static GBytes *
call_read_all (Call *self, gsize max, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (PIECE);
  gssize n;

  while ((n = call_read (self, buffer, PIECE, error)) > 0)
    {
      if (all->len + (gsize) n > max)
        {
          mc_http_transport_disconnect (self->transport);
          g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The answer is larger than an answer may be"));
          return NULL;
        }
      g_byte_array_append (all, buffer, (guint) n);
    }
  if (n < 0)
    return NULL;
  call_end (self);
  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

/* TRUE when the answer can be gone on with; else what it says. */
static gboolean
call_check (Call *self, const char *const *types, GError **error)
{
  g_autoptr (GBytes) body = NULL;

  if (mc_http_is_good (self->message, types))
    return TRUE;
  body = call_read_all (self, PROBLEM_MAX, NULL);
  if (self->stream != NULL)
    mc_http_transport_disconnect (self->transport);
  return mc_http_check (self->message, types, body, error);
}

/* A connection that was open before may have been closed at the other end in the moment of its use, or forgotten by what stands
 * between: then one more try is ours, and harmless. */
static gboolean
worth_another_try (const Call *self, const GError *error)
{
  return self->watch != NULL && !self->is_new && g_error_matches (error, MC_ERROR, MC_ERROR_OFFLINE) &&
         !g_cancellable_is_cancelled (self->caller) && (self->was_idle || !mc_link_watch_stalled (self->watch));
}

/* ---- exchange and frames ---- */

static gboolean
answer_waits (gpointer data)
{
  Call *self = data;
  GSocket *socket = self->transport->socket;

  return socket != NULL && g_socket_condition_check (socket, G_IO_IN) != 0;
}

/* Between two frames: looks for an early answer, and lets more be under way on a line that has shown that it carries it. */
static gboolean
between_frames (gpointer data)
{
  Call *self = data;
  GInputStream *body = g_object_get_data (G_OBJECT (self->message), "mc-body");
  gint64 now = g_get_monotonic_time (), sent = mc_link_stream_sent (MC_LINK_STREAM (body));

  if (self->tuned_at == 0)
    self->tuned_at = now;
  if (now - self->tuned_at >= TUNE_EVERY && self->transport->socket != NULL)
    {
      mc_link_tune_for_rate (self->transport->socket, (sent - self->tuned_sent) * G_USEC_PER_SEC / (now - self->tuned_at));
      self->tuned_at = now;
      self->tuned_sent = sent;
    }
  return answer_waits (self);
}

static GBytes *
send_frames (Call *call, McFrameSource source, gpointer data, gssize size, GError **error)
{
  McLinkStreamSetup setup = { source, data, between_frames, call, &call->transport->throttle, call->watch };
  g_autoptr (GInputStream) body = mc_link_stream_new (&setup);
  const GError *failed;
  gboolean sent;

  g_object_set_data (G_OBJECT (call->message), "mc-body", body);
  soup_message_set_request_body (call->message, MC_FRAME_CONTENT_TYPE, body, size);
  sent = call_send (call, error);
  failed = mc_link_stream_error (MC_LINK_STREAM (body));
  if (failed != NULL)
    {
      /* What the caller's source said comes first; half a body was sent. */
      g_clear_error (error);
      g_propagate_error (error, g_error_copy (failed));
      mc_http_transport_disconnect (call->transport);
      return NULL;
    }
  if (!sent || !call_check (call, frames_type, error))
    return NULL;
  return call_read_all (call, ANSWER_MAX, error);
}

static GBytes *
give_once (gpointer data, GError **error)
{
  GBytes **bytes = data;

  return g_steal_pointer (bytes);
}

static GBytes *
mc_http_transport_exchange (McTransport *transport, GBytes *request, GCancellable *cancellable, GError **error)
{
  McHttpTransport *self = MC_HTTP_TRANSPORT (transport);

  for (int tries = 0;; tries++)
    {
      g_auto (Call) call = { 0 };
      g_autoptr (GBytes) once = g_bytes_ref (request);
      g_autoptr (GError) local = NULL;
      GBytes *answer = NULL;

      if (call_init (&call, self, SOUP_METHOD_POST, "/v1/exchange", cancellable, &local))
        answer = send_frames (&call, give_once, &once, (gssize) g_bytes_get_size (request), &local);
      if (answer != NULL)
        return answer;
      if (tries == 0 && worth_another_try (&call, local))
        continue;
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
}

static GBytes *
mc_http_transport_frames (McTransport *transport, McFrameSource source, gpointer data, GCancellable *cancellable, GError **error)
{
  McHttpTransport *self = MC_HTTP_TRANSPORT (transport);
  g_auto (Call) call = { 0 };

  /* What the source gave is gone when the connection was: an old one is not trusted with it. */
  if (g_get_monotonic_time () - self->last_used > MAY_BE_GONE)
    mc_http_transport_disconnect (self);
  if (!call_init (&call, self, SOUP_METHOD_POST, "/v1/frames", cancellable, error))
    return NULL;
  return send_frames (&call, source, data, -1, error);
}

/* ---- fetching a file ---- */

/* The answer may begin elsewhere than asked for: at the beginning, when a range means nothing to who stands between. */
static gboolean
find_start (Call *call, gint64 offset, gint64 *to_skip, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (call->message);
  goffset start, end, total;

  *to_skip = 0;
  if (soup_message_get_status (call->message) == SOUP_STATUS_OK)
    *to_skip = offset;
  else if (!soup_message_headers_get_content_range (headers, &start, &end, &total) || start > offset)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The province answered something else than was asked for"));
      return FALSE;
    }
  else
    *to_skip = offset - start;
  return TRUE;
}

static gboolean
hand_on (const guint8 *data, gsize size, gint64 *to_skip, McBytesFunc func, gpointer func_data, GError **error)
{
  gsize skipped = (gsize) MIN (*to_skip, (gint64) size);

  *to_skip -= (gint64) skipped;
  if (skipped == size || func (data + skipped, size - skipped, func_data, error))
    return TRUE;
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, _ ("Cancelled"));
  return FALSE;
}

/* Gathers what comes within a second, so that a fast line does not give a thousand small pieces, and hands on what there is when the
 * line breaks. */
static gboolean
pass_body (Call *call, gint64 to_skip, McBytesFunc func, gpointer data, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (PIECE);
  g_autoptr (GError) local = NULL;
  gint64 since = g_get_monotonic_time ();
  gsize held = 0;
  gssize n;

  do
    {
      n = call_read (call, buffer + held, PIECE - held, &local);
      held += (gsize) MAX (n, 0);
      if (n > 0 && held < PIECE && g_get_monotonic_time () - since < G_USEC_PER_SEC)
        continue;
      if (held > 0 && !hand_on (buffer, held, &to_skip, func, data, error))
        {
          mc_http_transport_disconnect (call->transport);
          return FALSE;
        }
      held = 0;
      since = g_get_monotonic_time ();
    }
  while (n > 0);
  if (n < 0)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  call_end (call);
  return TRUE;
}

static char *
blob_path (const guint8 hash[MC_HASH_SIZE])
{
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE);

  return g_strconcat ("/v1/blobs/", hex, NULL);
}

static gboolean
mc_http_transport_fetch (McTransport *transport, const guint8 hash[MC_HASH_SIZE], gint64 offset, McBytesFunc func, gpointer data,
                         GCancellable *cancellable, GError **error)
{
  McHttpTransport *self = MC_HTTP_TRANSPORT (transport);
  g_autofree char *path = blob_path (hash);

  for (int tries = 0;; tries++)
    {
      g_auto (Call) call = { 0 };
      g_autoptr (GError) local = NULL;
      gint64 to_skip;
      gboolean ready;

      ready = call_init (&call, self, SOUP_METHOD_GET, path, cancellable, &local);
      if (ready && offset > 0)
        soup_message_headers_set_range (soup_message_get_request_headers (call.message), offset, -1);
      ready = ready && call_send (&call, &local);
      if (!ready && tries == 0 && worth_another_try (&call, local))
        continue;
      if (!ready || !call_check (&call, blob_types, &local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (find_start (&call, offset, &to_skip, error))
        return pass_body (&call, to_skip, func, data, error);
      mc_http_transport_disconnect (self);
      return FALSE;
    }
}

static guint
mc_http_transport_retry_after (McTransport *transport)
{
  return MC_HTTP_TRANSPORT (transport)->retry_after;
}

/* ---- object ---- */

static void
mc_http_transport_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  McHttpTransport *self = MC_HTTP_TRANSPORT (object);

  switch (id)
    {
    case PROP_BASE_URL:
      self->base_url = g_strdup (g_value_get_string (value) != NULL ? g_value_get_string (value) : "");
      break;
    case PROP_TLS_DATABASE:
      self->tls_database = g_value_dup_object (value);
      break;
    case PROP_STALL_SECONDS:
      self->stall_seconds = g_value_get_uint (value);
      break;
    case PROP_ALLOW_PLAIN:
      self->allow_plain = g_value_get_boolean (value);
      break;
    case PROP_BANDWIDTH_LIMIT:
      g_atomic_int_set (&self->throttle.limit, (gint) g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mc_http_transport_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  McHttpTransport *self = MC_HTTP_TRANSPORT (object);

  switch (id)
    {
    case PROP_BASE_URL:
      g_value_set_string (value, self->base_url);
      break;
    case PROP_TLS_DATABASE:
      g_value_set_object (value, self->tls_database);
      break;
    case PROP_STALL_SECONDS:
      g_value_set_uint (value, self->stall_seconds);
      break;
    case PROP_ALLOW_PLAIN:
      g_value_set_boolean (value, self->allow_plain);
      break;
    case PROP_BANDWIDTH_LIMIT:
      g_value_set_uint (value, (guint) g_atomic_int_get (&self->throttle.limit));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mc_http_transport_finalize (GObject *object)
{
  McHttpTransport *self = MC_HTTP_TRANSPORT (object);

  mc_http_transport_disconnect (self);
  g_clear_object (&self->session);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->tls_database);
  g_free (self->base_url);
  if (self->token_destroy != NULL)
    self->token_destroy (self->token_data);
  G_OBJECT_CLASS (mc_http_transport_parent_class)->finalize (object);
}

static void
mc_http_transport_iface_init (McTransportInterface *iface)
{
  iface->exchange = mc_http_transport_exchange;
  iface->frames = mc_http_transport_frames;
  iface->fetch = mc_http_transport_fetch;
  iface->retry_after = mc_http_transport_retry_after;
}

static void
mc_http_transport_class_init (McHttpTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = mc_http_transport_set_property;
  object_class->get_property = mc_http_transport_get_property;
  object_class->finalize = mc_http_transport_finalize;
  properties[PROP_BASE_URL] = g_param_spec_string ("base-url", NULL, NULL, NULL, once);
  properties[PROP_TLS_DATABASE] = g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE, once);
  properties[PROP_STALL_SECONDS] = g_param_spec_uint ("stall-seconds", NULL, NULL, 1, 3600, STALL_SECONDS, once);
  properties[PROP_ALLOW_PLAIN] = g_param_spec_boolean ("allow-plain", NULL, NULL, FALSE, once);
  properties[PROP_BANDWIDTH_LIMIT] = g_param_spec_uint ("bandwidth-limit", NULL, NULL, 0, G_MAXINT, 0,
                                                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mc_http_transport_init (McHttpTransport *self)
{
  self->context = g_main_context_new ();
}

void
mc_http_transport_set_token_func (McHttpTransport *self, McTokenFunc token, gpointer token_data, GDestroyNotify destroy)
{
  if (self->token_destroy != NULL)
    self->token_destroy (self->token_data);
  self->token = token;
  self->token_data = token_data;
  self->token_destroy = destroy;
}

McHttpTransport *
mc_http_transport_new (const char *base_url, McTokenFunc token, gpointer token_data, GDestroyNotify destroy)
{
  McHttpTransport *self = g_object_new (MC_TYPE_HTTP_TRANSPORT, "base-url", base_url, NULL);

  mc_http_transport_set_token_func (self, token, token_data, destroy);
  return self;
}
