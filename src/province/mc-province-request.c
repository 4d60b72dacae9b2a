/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request from its headers to its log line. The body comes on the main thread and is worked on by the pool, one
 * piece of work of a request at a time; when it comes faster than it can be stored, the connection is not read for a
 * while. */
#include "config.h"

#include "mc-province-request-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-province-connection.h"
#include "mc-province-guard.h"
#include "mc-province-problem.h"

#define HIGH_WATER (1024 * 1024) /* bytes waiting for the pool: read no more of this connection */
#define BODIES_MAX (512 * 1024 * 1024) /* bytes of bodies that wait to be whole, of all requests */
#define PATIENCE (4 * G_USEC_PER_SEC)
#define SMALL_PIECE 1024 /* bytes of a body that are soon worked on */
/* Bytes read and thrown away after a refusal, so that the answer can be read; then the line is cut. */
#define DISCARD_MAX (64 * 1024 * 1024)

#define REQUEST_KEY "motcua-request"

McRequest *
_mc_request_ref (McRequest *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
_mc_request_unref (gpointer data)
{
  McRequest *self = data;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  self->service->body_bytes -= self->kept;
  if (self->state != NULL && self->route->state_free != NULL)
    self->route->state_free (self->state);
  g_clear_object (&self->message);
  g_byte_array_unref (self->pending);
  g_clear_pointer (&self->piece, g_bytes_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_error (&self->error);
  g_clear_error (&self->refusal);
  g_free (self->content_type);
  g_free (self->token);
  g_free (self->rest);
  g_free (self->caller);
  g_free (self);
}

/* ---- work ------------------------------------------------------------------------------------------------ */

static void go_on (McRequest *self);

/* Nothing more is taken in or promised on a database that was set back. Asked anew each time: it goes on as soon as that is settled. Citizens
 * and those who look after the service are answered. */
static gboolean
is_set_back (McRequest *self, McPg *pg)
{
  g_autofree char *why =
      g_str_has_prefix (self->route->path, "/v1/") ? mc_province_mark_why (self->service->mark) : NULL;

  return why != NULL && !mc_province_guard_all (pg, &self->error);
}

static void
work (McPg *pg, gpointer data)
{
  McRequest *self = data;

  if (is_set_back (self, pg))
    return;
  if (self->finishing)
    self->route->finish (self, pg, &self->error);
  else
    self->route->take (self, pg, self->piece, &self->error);
}

static void
worked (gpointer data)
{
  McRequest *self = data;

  self->working = FALSE;
  if (g_error_matches (self->error, MC_ERROR, MC_ERROR_OFFLINE))
    mc_metrics_add (self->service->metrics, MC_COUNT_DATABASE_LOST, 1);
  if (self->refusal == NULL)
    self->refusal = g_steal_pointer (&self->error);
  g_clear_error (&self->error);
  if (self->refusal != NULL)
    g_byte_array_set_size (self->pending, 0);
  if (self->held && self->pending->len < HIGH_WATER && !self->gone)
    {
      self->held = FALSE;
      soup_server_message_unpause (self->message);
    }
  if (self->finishing)
    _mc_request_send (self);
  else
    go_on (self);
  _mc_request_unref (self);
}

static void
push (McRequest *self)
{
  McLine line = self->piece == NULL || g_bytes_get_size (self->piece) <= SMALL_PIECE ? MC_LINE_SMALL : MC_LINE_LARGE;

  /* A desk gives up after ten seconds without a byte and comes again: who would be served later than that is told at once when to come. What
   * has been begun on is gone on with. */
  if (self->route->take != NULL || !mc_pool_is_slow (self->service->pool, line, PATIENCE))
    {
      self->working = TRUE;
      if (mc_pool_push (self->service->pool, line, work, worked, _mc_request_ref (self)))
        return;
      _mc_request_unref (self);
      self->working = FALSE;
    }
  g_byte_array_set_size (self->pending, 0);
  g_set_error_literal (&self->refusal, MC_ERROR, MC_ERROR_BUSY, _ ("The service is busy"));
}

static void
set_piece (McRequest *self)
{
  g_clear_pointer (&self->piece, g_bytes_unref);
  self->piece = g_byte_array_free_to_bytes (self->pending);
  self->pending = g_byte_array_new ();
}

/* What came is worked on also when the connection broke: what was sent whole need not be sent again. */
static void
go_on (McRequest *self)
{
  if (self->working || self->finishing)
    return;
  if (self->refusal == NULL && self->route->take != NULL && self->pending->len > 0)
    {
      set_piece (self);
      push (self);
      if (self->working)
        return;
    }
  if (!self->ended || self->gone)
    return;
  if (self->refusal == NULL)
    {
      if (self->route->take == NULL)
        set_piece (self);
      self->finishing = TRUE;
      push (self);
    }
  if (self->refusal != NULL)
    _mc_request_send (self);
}

static void
fail (McRequest *self, McError code, const char *message)
{
  if (self->refusal == NULL)
    g_set_error_literal (&self->refusal, MC_ERROR, (gint) code, message);
  g_byte_array_set_size (self->pending, 0);
}

static void
on_got_chunk (SoupServerMessage *message, GBytes *chunk, McRequest *self)
{
  gsize size = g_bytes_get_size (chunk);

  self->bytes_in += (gint64) size;
  if (self->refusal == NULL && self->route->max_body >= 0 && self->bytes_in > self->route->max_body)
    mc_problem_set_too_large (&self->refusal);
  if (self->refusal != NULL)
    {
      self->discarded += (gint64) size;
      if (self->discarded > DISCARD_MAX)
        mc_connection_cut (self->message);
      return;
    }
  g_byte_array_append (self->pending, g_bytes_get_data (chunk, NULL), (guint) size);
  if (self->route->take == NULL)
    {
      self->kept += (gint64) size;
      self->service->body_bytes += (gint64) size;
      if (self->service->body_bytes > BODIES_MAX)
        fail (self, MC_ERROR_BUSY, _ ("The service is busy"));
      return;
    }
  go_on (self);
  if (self->pending->len >= HIGH_WATER && !self->held)
    {
      self->held = TRUE;
      soup_server_message_pause (message);
    }
}

static void
on_wrote_chunk (SoupServerMessage *message, McRequest *self)
{
  _mc_request_sent_piece (self);
}

/* ---- beginning and end ----------------------------------------------------------------------------------- */

static void
write_log (McRequest *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.%fZ");
  gint64 microseconds = g_get_monotonic_time () - self->begun;
  const char *route = self->route != NULL ? self->route->name : "-";

  mc_metrics_request (self->service->metrics, route, self->status, microseconds, self->bytes_in, self->bytes_out);
  g_printerr ("{\"time\":\"%s\",\"request\":\"%s\",\"route\":\"%s\",\"status\":%u,\"ms\":%.1f,\"in\":%" G_GINT64_FORMAT
              ",\"out\":%" G_GINT64_FORMAT ",\"office\":%d,\"desk\":%d%s}\n",
              time, self->id, route, self->answered ? self->status : 0, (double) microseconds / 1000, self->bytes_in,
              self->bytes_out, self->office, self->desk, self->answered ? "" : ",\"cut\":true");
}

static void
on_finished (SoupServerMessage *message, McRequest *self)
{
  if (self->gone)
    return;
  self->gone = TRUE;
  self->service->n_requests--;
  write_log (self);
  g_signal_handlers_disconnect_by_data (message, self);
  _mc_request_ref (self);
  g_object_set_data (G_OBJECT (message), REQUEST_KEY, NULL);
  go_on (self);
  _mc_request_unref (self);
}

static void
on_wrote_body (SoupServerMessage *message, McRequest *self)
{
  McService *service = self->service;

  if (!self->ended || !self->answered || !mc_connection_may_go_on (message))
    return;
  on_finished (message, self);
  mc_connection_go_on (service->soup, message, service->stopping);
}

static char *
read_token (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_one (headers, "Authorization");

  return value != NULL && g_ascii_strncasecmp (value, "Bearer ", 7) == 0 ? g_strstrip (g_strdup (value + 7)) : NULL;
}

/* Behind a proxy on this machine the caller is who the proxy says. */
static char *
read_caller (SoupServerMessage *message)
{
  const char *host = soup_server_message_get_remote_host (message);
  const char *real = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "X-Real-IP");
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  if (real != NULL && strlen (real) < 64 && address != NULL && g_inet_address_get_is_loopback (address))
    return g_strdup (real);
  return g_strdup (host != NULL ? host : "");
}

static void
make_id (char id[17])
{
  guint8 bytes[8];

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2hex (id, 17, bytes, sizeof bytes);
}

static McRequest *
request_new (McService *service, SoupServerMessage *message, const McRoute *route)
{
  McRequest *self = g_new0 (McRequest, 1);
  GUri *uri = soup_server_message_get_uri (message);
  const char *path = g_uri_get_path (uri), *query = g_uri_get_query (uri);

  g_atomic_ref_count_init (&self->refs);
  self->service = service;
  self->route = route;
  self->message = g_object_ref (message);
  self->begun = g_get_monotonic_time ();
  self->pending = g_byte_array_new ();
  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  self->token = read_token (soup_server_message_get_request_headers (message));
  self->caller = read_caller (message);
  self->rest = route != NULL ? g_uri_unescape_string (path + strlen (route->path), NULL) : NULL;
  self->query = query != NULL ? soup_form_decode (query) : NULL;
  make_id (self->id);
  return self;
}

void
mc_request_begin (McService *service, SoupServerMessage *message, const McRoute *route, gboolean wrong_method)
{
  McRequest *self = request_new (service, message, route);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  service->n_requests++;
  g_object_set_data_full (G_OBJECT (message), REQUEST_KEY, self, _mc_request_unref);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_got_chunk), self);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (on_wrote_chunk), self);
  g_signal_connect (message, "wrote-body", G_CALLBACK (on_wrote_body), self);
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), self);
  if (service->stopping)
    fail (self, MC_ERROR_BUSY, _ ("The service is being restarted"));
  else if (wrong_method)
    mc_problem_set_wrong_method (&self->refusal);
  else if (route == NULL || self->rest == NULL)
    fail (self, MC_ERROR_NOT_FOUND, _ ("There is nothing under this address"));
  else if (!route->public && self->token == NULL)
    fail (self, MC_ERROR_AUTH_REQUIRED, _ ("A token is needed"));
  else if (route->max_body >= 0 && soup_message_headers_get_content_length (headers) > route->max_body)
    mc_problem_set_too_large (&self->refusal);
}

void
mc_request_body_ended (SoupServerMessage *message)
{
  McRequest *self = g_object_get_data (G_OBJECT (message), REQUEST_KEY);

  if (self == NULL)
    return;
  self->ended = TRUE;
  soup_server_message_pause (message);
  self->held = FALSE;
  go_on (self);
}
