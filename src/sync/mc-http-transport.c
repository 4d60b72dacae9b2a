/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-http-private.h"

#include <glib/gi18n-lib.h>
#ifdef G_OS_WIN32
#include <winsock2.h>
#else
#include <netinet/in.h>
#include <netinet/tcp.h>
#endif

#include "mc-error.h"
#include "mc-frame.h"

#define STALL_SECONDS 10
#define ANSWER_MAX (4 * 1024 * 1024)
#define PIECE (64 * 1024)
#define TUNE_EVERY (G_USEC_PER_SEC / 2)

static void mc_http_transport_iface_init (McTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (McHttpTransport, mc_http_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MC_TYPE_TRANSPORT, mc_http_transport_iface_init))

enum { PROP_0, PROP_BASE_URL, PROP_TLS_DATABASE, PROP_STALL_SECONDS, PROP_ALLOW_PLAIN, PROP_BANDWIDTH_LIMIT, N_PROPS };
static GParamSpec *properties[N_PROPS];

static const char *const frames_type[] = { MC_FRAME_CONTENT_TYPE, NULL };
static const char *const blob_types[] = { MC_FRAME_CONTENT_TYPE, "application/octet-stream", NULL };

/* ---- exchange and frames ---- */

/* What the caller's source gives, and what must be looked at between two frames of an upload. */
typedef struct
{
  McHttpCall *call;
  McFrameSource source;
  McFrameBeside beside; /* (nullable) */
  gpointer data;
  gboolean is_long;
  gint64 sent;
  gint64 tuned_at; /* monotonic; 0: nothing was sent yet */
  gint64 tuned_sent;
} Upload;

/* On a new TLS connection the session tickets of the other end lie unread until its answer is read: only that it has closed is a sign
 * there. */
static gboolean
answer_waits (const McHttpCall *call, GSocket *socket)
{
  if (g_socket_condition_check (socket, G_IO_IN) == 0)
    return FALSE;
  return !call->is_new || !g_str_has_prefix (call->transport->base_url, "https:") || g_socket_get_available_bytes (socket) <= 0;
}

/* The small ends of a chunk travel with what follows them, and the head of a small request with its body: one packet where it would be two
 * can be lost once. Nothing waits at the end. */
static void
set_delay (Upload *self, gboolean delay)
{
  GSocket *socket = self->call->lane->socket;

  if (socket == NULL)
    return;
  if (self->is_long)
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, !delay, NULL);
#ifdef TCP_CORK
  else
    g_socket_set_option (socket, IPPROTO_TCP, TCP_CORK, delay, NULL);
#endif
}

/* Lets more be under way on a line that has shown that it carries it. */
static void
tune (Upload *self, GSocket *socket)
{
  gint64 now = g_get_monotonic_time ();

  if (self->tuned_at != 0 && now - self->tuned_at < TUNE_EVERY)
    return;
  if (self->tuned_at != 0)
    mc_link_tune_for_rate (socket, (self->sent - self->tuned_sent) * G_USEC_PER_SEC / (now - self->tuned_at));
  self->tuned_at = now;
  self->tuned_sent = self->sent;
}

static GBytes *
next_of_upload (gpointer data, GError **error)
{
  Upload *self = data;
  GSocket *socket = self->call->lane->socket;
  GBytes *frame = NULL;

  /* Who has answered before the end, a service that does not know the token any more, wants no more of it. */
  if (self->sent == 0 || socket == NULL || !answer_waits (self->call, socket))
    frame = self->source (self->data, error);
  set_delay (self, frame != NULL);
  if (frame == NULL)
    return NULL;
  if (socket != NULL)
    tune (self, socket);
  self->sent += (gint64) g_bytes_get_size (frame);
  return frame;
}

static gboolean
is_alive (const McHttpLane *lane)
{
  return lane->socket != NULL && mc_link_is_alive (lane->socket, MC_HTTP_SILENT, lane->last_used);
}

static void
beside_upload (gpointer data)
{
  Upload *self = data;

  if (is_alive (&self->call->transport->small))
    self->beside (self->data);
}

static GBytes *
send_upload (Upload *self, gssize size, GError **error)
{
  McHttpCall *call = self->call;
  g_autoptr (GInputStream) body = mc_link_stream_new (next_of_upload, self->beside != NULL ? beside_upload : NULL, self,
                                                          &call->transport->throttle, call->watch);
  const GError *failed;
  gboolean sent;

  self->is_long = size < 0;
  if (!self->is_long)
    set_delay (self, TRUE);
  soup_message_set_request_body (call->message, MC_FRAME_CONTENT_TYPE, body, size);
  sent = _mc_http_call_send (call, error);
  failed = mc_link_stream_error (MC_LINK_STREAM (body));
  if (failed != NULL)
    {
      /* What the caller's source said comes first; half a body was sent. */
      g_clear_error (error);
      g_propagate_error (error, g_error_copy (failed));
      _mc_http_disconnect (call->transport, call->lane);
      return NULL;
    }
  if (!sent || !_mc_http_call_check (call, frames_type, error))
    return NULL;
  return _mc_http_call_read_all (call, ANSWER_MAX, error);
}

static GBytes *
give_once (gpointer data, GError **error)
{
  GBytes **bytes = data;

  return g_steal_pointer (bytes);
}

/* Of an exchange and a long upload, each has its connection. When that of the exchanges is there no more after an upload, they go on with
 * the upload's, and the next upload makes its own. */
static void
take_living (McHttpTransport *self)
{
  McHttpLane small = self->small;

  if (self->uploading != NULL || is_alive (&small) || !is_alive (&self->bulk))
    return;
  self->small = self->bulk;
  self->bulk = small;
}

static GBytes *
try_exchange (McHttpTransport *self, GBytes *request, GCancellable *cancellable, GError **error)
{
  for (int tries = 0;; tries++)
    {
      g_auto (McHttpCall) call = { 0 };
      g_autoptr (GBytes) once = g_bytes_ref (request);
      g_autoptr (GError) local = NULL;
      Upload upload = { .call = &call, .source = give_once, .data = &once };
      GBytes *answer = NULL;

      if (_mc_http_call_init (&call, self, &self->small, SOUP_METHOD_POST, "/v1/exchange", cancellable, &local))
        answer = send_upload (&upload, (gssize) g_bytes_get_size (request), &local);
      if (answer != NULL)
        return answer;
      if (tries == 0 && _mc_http_call_worth_another_try (&call, local))
        continue;
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
}

static GBytes *
do_exchange (McHttpTransport *self, GBytes *request, GCancellable *cancellable, GError **error)
{
  GBytes *answer;

  take_living (self);
  /* An upload rests while an exchange goes beside it, and is not silent then. */
  if (self->uploading != NULL)
    mc_link_watch_pause (self->uploading, TRUE);
  answer = try_exchange (self, request, cancellable, error);
  if (self->uploading != NULL)
    mc_link_watch_pause (self->uploading, FALSE);
  return answer;
}

static void
keep_ready (McHttpLane *lane, gboolean ready)
{
  if (lane->socket != NULL)
    mc_link_keep_ready (lane->socket, ready);
}

static GBytes *
do_frames (McHttpTransport *self, McFrameSource source, McFrameBeside beside, gpointer data, GCancellable *cancellable, GError **error)
{
  g_auto (McHttpCall) call = { 0 };
  Upload upload = { .call = &call, .source = source, .beside = beside, .data = data };
  McHttpLane *lane = beside != NULL ? &self->bulk : &self->small;
  GBytes *answer;

  /* What the source gave is gone when the connection was: an old one is not trusted with it. */
  if (g_get_monotonic_time () - lane->last_used > MC_HTTP_MAY_BE_GONE)
    _mc_http_disconnect (self, lane);
  if (!_mc_http_call_init (&call, self, lane, SOUP_METHOD_POST, "/v1/frames", cancellable, error))
    return NULL;
  if (beside == NULL)
    return send_upload (&upload, -1, error);
  self->uploading = call.watch;
  keep_ready (&self->small, TRUE);
  answer = send_upload (&upload, -1, error);
  keep_ready (&self->small, FALSE);
  self->uploading = NULL;
  /* Of a line that fell silent both have learnt to wait long before they send again; a new one asks after a second. */
  if (answer == NULL && mc_link_watch_stalled (call.watch))
    mc_http_transport_disconnect (self);
  return answer;
}

/* ---- fetching a file ---- */

/* The answer may begin elsewhere than asked for: at the beginning, when a range means nothing to who stands between. */
static gboolean
find_start (McHttpCall *call, gint64 offset, gint64 *to_skip, GError **error)
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
pass_body (McHttpCall *call, gint64 to_skip, McBytesFunc func, gpointer data, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (PIECE);
  g_autoptr (GError) local = NULL;
  gint64 since = g_get_monotonic_time ();
  gsize held = 0;
  gssize n;

  do
    {
      n = _mc_http_call_read (call, buffer + held, PIECE - held, &local);
      held += (gsize) MAX (n, 0);
      if (n > 0 && held < PIECE && g_get_monotonic_time () - since < G_USEC_PER_SEC)
        continue;
      if (held > 0 && !hand_on (buffer, held, &to_skip, func, data, error))
        {
          _mc_http_disconnect (call->transport, call->lane);
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
  _mc_http_call_end (call);
  return TRUE;
}

static char *
blob_path (const guint8 hash[MC_HASH_SIZE])
{
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE);

  return g_strconcat ("/v1/blobs/", hex, NULL);
}

static gboolean
do_fetch (McHttpTransport *self, const guint8 hash[MC_HASH_SIZE], gint64 offset, McBytesFunc func, gpointer data,
          GCancellable *cancellable, GError **error)
{
  g_autofree char *path = blob_path (hash);

  for (int tries = 0;; tries++)
    {
      g_auto (McHttpCall) call = { 0 };
      g_autoptr (GError) local = NULL;
      gint64 to_skip;
      gboolean ready;

      ready = _mc_http_call_init (&call, self, &self->small, SOUP_METHOD_GET, path, cancellable, &local);
      if (ready && offset > 0)
        soup_message_headers_set_range (soup_message_get_request_headers (call.message), offset, -1);
      ready = ready && _mc_http_call_send (&call, &local);
      if (!ready && tries == 0 && _mc_http_call_worth_another_try (&call, local))
        continue;
      if (!ready || !_mc_http_call_check (&call, blob_types, &local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (find_start (&call, offset, &to_skip, error))
        return pass_body (&call, to_skip, func, data, error);
      _mc_http_disconnect (self, call.lane);
      return FALSE;
    }
}

/* ---- interface ---- */

/* Each call, to its last clearing up, runs with the transport's own context: libsoup insists on it. */

static GBytes *
mc_http_transport_exchange (McTransport *transport, GBytes *request, GCancellable *cancellable, GError **error)
{
  McHttpTransport *self = MC_HTTP_TRANSPORT (transport);
  GBytes *answer;

  g_main_context_push_thread_default (self->context);
  answer = do_exchange (self, request, cancellable, error);
  g_main_context_pop_thread_default (self->context);
  return answer;
}

static GBytes *
mc_http_transport_frames (McTransport *transport, McFrameSource source, McFrameBeside beside, gpointer data, GCancellable *cancellable,
                          GError **error)
{
  McHttpTransport *self = MC_HTTP_TRANSPORT (transport);
  GBytes *answer;

  g_main_context_push_thread_default (self->context);
  answer = do_frames (self, source, beside, data, cancellable, error);
  g_main_context_pop_thread_default (self->context);
  return answer;
}

static gboolean
mc_http_transport_fetch (McTransport *transport, const guint8 hash[MC_HASH_SIZE], gint64 offset, McBytesFunc func, gpointer data,
                         GCancellable *cancellable, GError **error)
{
  McHttpTransport *self = MC_HTTP_TRANSPORT (transport);
  gboolean ok;

  g_main_context_push_thread_default (self->context);
  ok = do_fetch (self, hash, offset, func, data, cancellable, error);
  g_main_context_pop_thread_default (self->context);
  return ok;
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
  g_clear_object (&self->small.session);
  g_clear_object (&self->bulk.session);
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
