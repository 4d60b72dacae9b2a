/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-fixture.h"

#include <libsoup/soup.h>
#include <string.h>

#include "mc-frame.h"
#include "mc-message.h"

struct _HttpFixture
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GTlsCertificate *certificate;
  SoupServer *server;
  guint16 port;

  GMutex lock; /* guards what follows */
  GCond changed;
  gboolean ready;
  gboolean silent;
  gboolean holding;
  GPtrArray *held;   /* (element-type SoupServerMessage) uploads that are not read on */
  guint status;
  char *content_type;
  char *body;
  char *header;
  char *value;
  GBytes *blob;
  GPtrArray *seen;   /* (element-type HttpSeen) */
  GPtrArray *frames; /* (element-type GBytes) */
  guint receiving;   /* uploads under way */
};

static void
seen_free (gpointer data)
{
  HttpSeen *self = data;

  g_free (self->path);
  g_free (self->token);
  g_free (self->range);
  g_free (self);
}

/* ---- requests, on the service's thread ---- */

static void
count_header (const char *name, const char *value, gpointer data)
{
  (*(guint *) data)++;
}

static void
note (HttpFixture *self, SoupServerMessage *message, const char *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  GSocketAddress *address = soup_server_message_get_remote_address (message);
  HttpSeen *seen = g_new0 (HttpSeen, 1);

  seen->path = g_strdup (path);
  seen->token = g_strdup (soup_message_headers_get_one (headers, "Authorization"));
  seen->range = g_strdup (soup_message_headers_get_one (headers, "Range"));
  seen->connection = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  seen->is_http_1_1 = soup_server_message_get_http_version (message) == SOUP_HTTP_1_1;
  soup_message_headers_foreach (headers, count_header, &seen->n_headers);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->seen, seen);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
answer_frames (SoupServerMessage *message)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  McCursor cursor = { .cursor = 1234, .common = 56, .time = 1795000000 };

  mc_put_cursor (frames, &cursor);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, MC_FRAME_CONTENT_TYPE, SOUP_MEMORY_COPY, (const char *) frames->data, frames->len);
}

static void
answer (HttpFixture *self, SoupServerMessage *message, const char *path)
{
  const char *token = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");

  g_mutex_lock (&self->lock);
  if (self->silent)
    soup_server_message_pause (message);
  else if (self->status != 0)
    {
      soup_server_message_set_status (message, self->status, NULL);
      if (self->header != NULL)
        soup_message_headers_replace (soup_server_message_get_response_headers (message), self->header, self->value);
      if (self->content_type != NULL)
        soup_server_message_set_response (message, self->content_type, SOUP_MEMORY_COPY, self->body, strlen (self->body));
    }
  else if (g_strcmp0 (token, "Bearer " HTTP_FIXTURE_TOKEN) != 0)
    {
      static const char problem[] = "{\"type\":\"https://motcua.org/problems/token-unknown\",\"status\":401,\"title\":\"x\"}";

      soup_server_message_set_status (message, SOUP_STATUS_UNAUTHORIZED, NULL);
      soup_server_message_set_response (message, "application/problem+json", SOUP_MEMORY_STATIC, problem, strlen (problem));
    }
  else if (g_str_has_prefix (path, "/v1/blobs/") && self->blob != NULL)
    {
      soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
      soup_server_message_set_response (message, "application/octet-stream", SOUP_MEMORY_COPY,
                                        g_bytes_get_data (self->blob, NULL), g_bytes_get_size (self->blob));
    }
  else
    answer_frames (message);
  g_mutex_unlock (&self->lock);
}

static void
handle (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  HttpFixture *self = data;

  note (self, message, path);
  answer (self, message, path);
}

/* With the lock. A message is held on the thread of the service, and let go there. */
static void
hold (HttpFixture *self, SoupServerMessage *message)
{
  if (!self->holding || g_ptr_array_find (self->held, message, NULL))
    return;
  soup_server_message_pause (message);
  g_ptr_array_add (self->held, g_object_ref (message));
}

static gboolean
let_go (gpointer data)
{
  HttpFixture *self = data;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->held->len; i++)
    soup_server_message_unpause (g_ptr_array_index (self->held, i));
  g_ptr_array_set_size (self->held, 0);
  g_mutex_unlock (&self->lock);
  return G_SOURCE_REMOVE;
}

static void
got_chunk (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  HttpFixture *self = data;
  McFrameParser *parser = g_object_get_data (G_OBJECT (message), "parser");
  McFrame frame;
  gboolean got;

  mc_frame_parser_push (parser, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
  g_mutex_lock (&self->lock);
  while (mc_frame_parser_next (parser, &frame, &got, NULL) && got)
    g_ptr_array_add (self->frames, g_bytes_new (frame.payload, frame.size));
  hold (self, message);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
upload_ended (gpointer data)
{
  HttpFixture *self = data;

  g_mutex_lock (&self->lock);
  self->receiving--;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* Frames are taken as they come, and stay when the rest never does. */
static void
handle_early (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  HttpFixture *self = data;

  g_mutex_lock (&self->lock);
  self->receiving++;
  g_mutex_unlock (&self->lock);
  g_object_set_data_full (G_OBJECT (message), "parser", mc_frame_parser_new (), (GDestroyNotify) mc_frame_parser_free);
  g_object_set_data_full (G_OBJECT (message), "ended", self, upload_ended);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk), self);
}

/* ---- thread ---- */

static guint16
listen_anywhere (SoupServer *server, gboolean tls)
{
  SoupServerListenOptions options = SOUP_SERVER_LISTEN_IPV4_ONLY | (tls ? SOUP_SERVER_LISTEN_HTTPS : 0);
  g_autoptr (GError) error = NULL;
  GSList *uris;
  guint16 port;

  soup_server_listen_local (server, 0, options, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  port = (guint16) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return port;
}

static gpointer
run (gpointer data)
{
  HttpFixture *self = data;

  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new ("tls-certificate", self->certificate, NULL);
  soup_server_add_handler (self->server, NULL, handle, self, NULL);
  soup_server_add_handler (self->server, "/v1/frames", handle, self, NULL);
  soup_server_add_early_handler (self->server, "/v1/frames", handle_early, self, NULL);
  g_mutex_lock (&self->lock);
  self->port = listen_anywhere (self->server, self->certificate != NULL);
  self->ready = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_main_loop_run (self->loop);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

HttpFixture *
http_fixture_new (GTlsCertificate *certificate)
{
  HttpFixture *self = g_new0 (HttpFixture, 1);

  g_set_object (&self->certificate, certificate);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->seen = g_ptr_array_new_with_free_func (seen_free);
  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("service", run, self);
  g_mutex_lock (&self->lock);
  while (!self->ready)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  return self;
}

static void
call_there (HttpFixture *self, GSourceFunc func, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, self->context);
}

void
http_fixture_hold_uploads (HttpFixture *self, gboolean holding)
{
  g_mutex_lock (&self->lock);
  self->holding = holding;
  g_mutex_unlock (&self->lock);
  if (!holding)
    call_there (self, let_go, self);
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
http_fixture_free (HttpFixture *self)
{
  call_there (self, quit, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_clear_object (&self->certificate);
  g_ptr_array_unref (self->seen);
  g_ptr_array_unref (self->frames);
  g_ptr_array_unref (self->held);
  g_clear_pointer (&self->blob, g_bytes_unref);
  g_free (self->content_type);
  g_free (self->body);
  g_free (self->header);
  g_free (self->value);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint16
http_fixture_port (HttpFixture *self)
{
  return self->port;
}

void
http_fixture_answer (HttpFixture *self, guint status, const char *content_type, const char *body, const char *header,
                     const char *value)
{
  g_mutex_lock (&self->lock);
  self->status = status;
  g_free (self->content_type);
  self->content_type = g_strdup (content_type);
  g_free (self->body);
  self->body = g_strdup (body);
  g_free (self->header);
  self->header = g_strdup (header);
  g_free (self->value);
  self->value = g_strdup (value);
  g_mutex_unlock (&self->lock);
}

void
http_fixture_be_silent (HttpFixture *self, gboolean silent)
{
  g_mutex_lock (&self->lock);
  self->silent = silent;
  g_mutex_unlock (&self->lock);
}

void
http_fixture_set_blob (HttpFixture *self, GBytes *blob)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->blob, g_bytes_unref);
  self->blob = g_bytes_ref (blob);
  g_mutex_unlock (&self->lock);
}

const HttpSeen *
http_fixture_seen (HttpFixture *self, guint n)
{
  const HttpSeen *seen;

  g_mutex_lock (&self->lock);
  while (self->seen->len <= n)
    g_cond_wait (&self->changed, &self->lock);
  seen = g_ptr_array_index (self->seen, n);
  g_mutex_unlock (&self->lock);
  return seen;
}

guint
http_fixture_n_seen (HttpFixture *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->seen->len;
  g_mutex_unlock (&self->lock);
  return n;
}

GPtrArray *
http_fixture_frames (HttpFixture *self)
{
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->frames->len; i++)
    g_ptr_array_add (frames, g_bytes_ref (g_ptr_array_index (self->frames, i)));
  g_mutex_unlock (&self->lock);
  return frames;
}

guint
http_fixture_settle (HttpFixture *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  while (self->receiving > 0)
    g_cond_wait (&self->changed, &self->lock);
  n = self->frames->len;
  g_mutex_unlock (&self->lock);
  return n;
}

/* ---- a service that is none ---- */

struct _RawService
{
  GThread *thread;
  GSocketListener *listener;
  GCancellable *cancellable;
  char *answer;
  guint16 port;
  gint64 n_read; /* atomic by lock */
  GMutex lock;
};

static void
serve (RawService *self, GSocketConnection *connection)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GString) head = g_string_new (NULL);
  gboolean answered = FALSE;
  char buffer[1024];
  gssize n;

  while ((n = g_input_stream_read (in, buffer, sizeof buffer, self->cancellable, NULL)) > 0)
    {
      g_mutex_lock (&self->lock);
      self->n_read += n;
      g_mutex_unlock (&self->lock);
      if (answered)
        continue;
      g_string_append_len (head, buffer, n);
      /* A TLS greeting is answered too, and with the same. */
      answered = strstr (head->str, "\r\n\r\n") != NULL || head->str[0] == 0x16;
      if (answered)
        g_output_stream_write_all (out, self->answer, strlen (self->answer), NULL, self->cancellable, NULL);
    }
}

static gpointer
run_raw (gpointer data)
{
  RawService *self = data;
  g_autoptr (GSocketConnection) connection = NULL;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL)) != NULL)
    {
      serve (self, connection);
      g_clear_object (&connection);
    }
  return NULL;
}

RawService *
raw_service_new (const char *answer_text)
{
  RawService *self = g_new0 (RawService, 1);
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  self->answer = g_strdup (answer_text);
  self->cancellable = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  self->port = g_socket_listener_add_any_inet_port (self->listener, NULL, &error);
  g_assert_no_error (error);
  self->thread = g_thread_new ("raw-service", run_raw, self);
  return self;
}

void
raw_service_free (RawService *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_mutex_clear (&self->lock);
  g_free (self->answer);
  g_free (self);
}

guint16
raw_service_port (RawService *self)
{
  return self->port;
}

gint64
raw_service_read (RawService *self)
{
  gint64 n;

  g_mutex_lock (&self->lock);
  n = self->n_read;
  g_mutex_unlock (&self->lock);
  return n;
}
