/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What route functions ask of a request and say to it, and how that is sent: a body, a file piece by piece, a problem document. */
#include "config.h"

#include <string.h>

#include "mc-error.h"
#include "mc-province-connection.h"
#include "mc-province-problem.h"
#include "mc-province-request-private.h"

#define FILE_PIECE (256 * 1024)

/* ---- what route functions ask and say -------------------------------------------------------------------- */

McService *
mc_request_service (McRequest *self)
{
  return self->service;
}

const char *
mc_request_token (McRequest *self)
{
  return self->token != NULL ? self->token : "";
}

GBytes *
mc_request_body (McRequest *self)
{
  return self->piece;
}

const char *
mc_request_path_rest (McRequest *self)
{
  return self->rest;
}

const char *
mc_request_header (McRequest *self, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (self->message), name);
}

char *
mc_request_query (McRequest *self, const char *name)
{
  return self->query != NULL ? g_strdup (g_hash_table_lookup (self->query, name)) : NULL;
}

const char *
mc_request_caller (McRequest *self)
{
  return self->caller;
}

gpointer
mc_request_state (McRequest *self)
{
  return self->state;
}

void
mc_request_set_state (McRequest *self, gpointer state)
{
  self->state = state;
}

void
mc_request_set_desk (McRequest *self, int office, int desk)
{
  self->office = office;
  self->desk = desk;
}

void
mc_request_answer (McRequest *self, guint status, const char *content_type, GBytes *body)
{
  self->status = status;
  g_free (self->content_type);
  self->content_type = g_strdup (content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = g_bytes_ref (body);
}

void
mc_request_answer_text (McRequest *self, guint status, const char *content_type, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  mc_request_answer (self, status, content_type, body);
}

void
mc_request_answer_header (McRequest *self, const char *name, const char *value)
{
  soup_message_headers_replace (self->headers, name, value);
}

void
mc_request_answer_file (McRequest *self, guint status, const guint8 hash[MC_HASH_SIZE], gint64 offset, gint64 length)
{
  self->status = status;
  self->is_file = TRUE;
  memcpy (self->file, hash, MC_HASH_SIZE);
  self->offset = offset;
  self->left = length;
}

/* ---- the answer ------------------------------------------------------------------------------------------ */

static void
copy_header (const char *name, const char *value, gpointer headers)
{
  soup_message_headers_replace (headers, name, value);
}

static void
put_problem (McRequest *self)
{
  g_autofree char *text = mc_problem_text (self->refusal, self->id);
  guint retry = mc_problem_retry_after (self->refusal);

  if (retry > 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%u", retry);

      mc_request_answer_header (self, "Retry-After", seconds);
    }
  if (mc_problem_status (self->refusal) == SOUP_STATUS_UNAUTHORIZED)
    mc_request_answer_header (self, "WWW-Authenticate", "Bearer");
  self->is_file = FALSE;
  mc_request_answer_text (self, mc_problem_status (self->refusal), "application/problem+json", text);
}

static void push_file_piece (McRequest *self);

static void
put_body (McRequest *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);
  gint64 length = self->is_file ? self->left : (gint64) g_bytes_get_size (self->body);

  soup_message_headers_foreach (self->headers, copy_header, headers);
  soup_message_headers_replace (headers, "X-Request-Id", self->id);
  soup_message_headers_replace (headers, "Content-Type",
                                self->content_type != NULL ? self->content_type : "application/octet-stream");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CONTENT_LENGTH);
  soup_message_headers_set_content_length (headers, length);
  self->bytes_out = length;
  if (self->is_file)
    soup_message_body_set_accumulate (body, FALSE);
  else if (length > 0)
    soup_message_body_append_bytes (body, self->body);
}

void
_mc_request_send (McRequest *self)
{
  if (self->answered || self->gone)
    return;
  self->answered = TRUE;
  if (self->refusal != NULL)
    put_problem (self);
  put_body (self);
  if (self->service->stopping)
    soup_message_headers_replace (soup_server_message_get_response_headers (self->message), "Connection", "close");
  soup_server_message_set_status (self->message, self->status, NULL);
  if (self->is_file && self->left > 0)
    push_file_piece (self);
  else
    {
      soup_message_body_complete (soup_server_message_get_response_body (self->message));
      soup_server_message_unpause (self->message);
    }
}

/* ---- sending a file -------------------------------------------------------------------------------------- */

static void
read_file_piece (McPg *pg, gpointer data)
{
  McRequest *self = data;

  g_clear_pointer (&self->piece, g_bytes_unref);
  self->piece = mc_file_store_read (self->service->files, self->file, self->offset, (gsize) MIN (self->left, FILE_PIECE),
                                    &self->error);
}

static void
file_piece_read (gpointer data)
{
  McRequest *self = data;
  gsize size = self->piece != NULL ? g_bytes_get_size (self->piece) : 0;

  /* The length was said already: what cannot be read whole is cut, and the caller comes again for the rest. */
  if (!self->gone && size == 0)
    mc_connection_cut (self->message);
  if (!self->gone && size > 0)
    {
      SoupMessageBody *body = soup_server_message_get_response_body (self->message);

      soup_message_body_append_bytes (body, self->piece);
      self->offset += (gint64) size;
      self->left -= (gint64) size;
      if (self->left == 0)
        soup_message_body_complete (body);
      soup_server_message_unpause (self->message);
    }
  _mc_request_unref (self);
}

static void
push_file_piece (McRequest *self)
{
  if (!mc_pool_push (self->service->pool, MC_LINE_LARGE, read_file_piece, file_piece_read, _mc_request_ref (self)))
    {
      _mc_request_unref (self);
      mc_connection_cut (self->message);
    }
}

void
_mc_request_sent_piece (McRequest *self)
{
  if (self->is_file && self->left > 0 && !self->gone)
    push_file_piece (self);
}
