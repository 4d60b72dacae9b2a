/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET and PUT /v1/blobs/{sha256}. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"
#include "mc-province-offices.h"
#include "mc-province-problem.h"
#include "mc-province-routes.h"

#define PIECE (256 * 1024) /* bytes gathered before they are written and synced */

gboolean
mc_route_read_hash (McRequest *request, guint8 hash[MC_HASH_SIZE], GError **error)
{
  if (mc_hex_decode (mc_request_path_rest (request), hash, MC_HASH_SIZE))
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("A file is named by 64 hexadecimal digits"));
  return FALSE;
}

static gboolean
invalid (const char *header, GError **error)
{
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” cannot be read"), header);
  return FALSE;
}

/* Decimal digits up to @end, which is passed over. */
static gboolean
read_number (const char **text, char end, gint64 *value)
{
  char *after;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  *value = g_ascii_strtoll (*text, &after, 10);
  if (*after != end || *value > G_MAXINT64 / 4)
    return FALSE;
  *text = after + (end != '\0');
  return TRUE;
}

/* ---- down ------------------------------------------------------------------------------------------------ */

/* "bytes=100-" or "bytes=100-199": what anything that goes on with a file asks. */
static gboolean
read_range (McRequest *request, gint64 size, gint64 *offset, gint64 *length, gboolean *partial, GError **error)
{
  const char *text = mc_request_header (request, "Range");
  gint64 last = size - 1;

  *offset = 0;
  *length = size;
  *partial = text != NULL && g_str_has_prefix (text, "bytes=") && strchr (text, ',') == NULL && text[6] != '-';
  if (!*partial)
    return TRUE;
  text += 6;
  if (!read_number (&text, '-', offset) || (*text != '\0' && !read_number (&text, '\0', &last)))
    return invalid ("Range", error);
  *length = MIN (last, size - 1) - *offset + 1;
  return TRUE;
}

static void
answer_range (McRequest *request, gint64 size, gint64 offset, gint64 length)
{
  g_autofree char *range = length > 0 ? g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, offset,
                                                         offset + length - 1, size)
                                      : g_strdup_printf ("bytes */%" G_GINT64_FORMAT, size);

  mc_request_answer_header (request, "Content-Range", range);
}

gboolean
mc_route_blob_get (McRequest *request, McPg *pg, GError **error)
{
  guint8 hash[MC_HASH_SIZE];
  gint64 size, offset, length;
  gboolean whole, partial;
  McProvinceTx tx;

  if (!mc_route_read_hash (request, hash, error) || !mc_province_tx_for_token (&tx, pg, mc_request_token (request), error))
    return FALSE;
  mc_request_set_desk (request, tx.office, tx.desk_number);
  if (!mc_file_store_state (pg, tx.office, hash, &size, &whole, error))
    return FALSE;
  if (!whole)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("This file is not here, or not whole"));
      return FALSE;
    }
  if (!read_range (request, size, &offset, &length, &partial, error))
    return FALSE;
  mc_request_answer_header (request, "Accept-Ranges", "bytes");
  if (partial)
    answer_range (request, size, offset, length);
  if (length <= 0)
    mc_request_answer_text (request, 416, "text/plain", "");
  else
    mc_request_answer_file (request, partial ? 206 : 200, hash, offset, length);
  return TRUE;
}

/* ---- up -------------------------------------------------------------------------------------------------- */

typedef struct
{
  McPiece piece;
  gint64 end;            /* offset behind what the request carries; -1: not said */
  GByteArray *bytes;     /* gathered, from piece.offset on */
  McPieceOutcome outcome;
  gint64 durable;
} Upload;

void
mc_route_blob_free (gpointer data)
{
  Upload *self = data;

  g_byte_array_unref (self->bytes);
  g_free (self);
}

/* A desk sends for its own office, an account for the one it names. */
static gboolean
find_office (McRequest *request, McPg *pg, int *office, GError **error)
{
  g_autofree char *code = mc_request_query (request, "office"), *account = NULL;
  McProvinceTx tx;

  if (code == NULL)
    {
      if (!mc_province_tx_for_token (&tx, pg, mc_request_token (request), error))
        return FALSE;
      mc_request_set_desk (request, tx.office, tx.desk_number);
    }
  else if (*code == '\0' || (account = mc_account_of_token (pg, mc_request_token (request), error)) == NULL ||
           !mc_province_tx_for_office (&tx, pg, code, error))
    return *code == '\0' ? invalid ("office", error) : FALSE;
  *office = tx.office;
  return TRUE;
}

/* "bytes 100-199/1000"; without it the body is the whole file. */
static gboolean
read_place (McRequest *request, Upload *self, GError **error)
{
  const char *text = mc_request_header (request, "Content-Range"), *length = mc_request_header (request, "Content-Length");
  gint64 last;

  self->end = -1;
  if (text == NULL)
    {
      if (length == NULL || !read_number (&length, '\0', &self->piece.total))
        return invalid ("Content-Length", error);
      self->end = self->piece.total;
    }
  else
    {
      if (!g_str_has_prefix (text, "bytes "))
        return invalid ("Content-Range", error);
      text += strlen ("bytes ");
      if (!read_number (&text, '-', &self->piece.offset) || !read_number (&text, '/', &last) ||
          !read_number (&text, '\0', &self->piece.total))
        return invalid ("Content-Range", error);
      self->end = last + 1;
    }
  return (self->piece.offset < self->end && self->end <= self->piece.total) || invalid ("Content-Range", error);
}

static Upload *
upload_of (McRequest *request, McPg *pg, GError **error)
{
  Upload *self = mc_request_state (request);

  if (self != NULL)
    return self;
  self = g_new0 (Upload, 1);
  self->bytes = g_byte_array_new ();
  self->outcome = MC_PIECE_GAP;
  if (mc_route_read_hash (request, self->piece.hash, error) && find_office (request, pg, &self->piece.office, error) &&
      read_place (request, self, error) &&
      mc_file_store_state (pg, self->piece.office, self->piece.hash, &self->durable, &(gboolean) { FALSE }, error))
    {
      mc_request_set_state (request, self);
      return self;
    }
  mc_route_blob_free (self);
  return NULL;
}

static gboolean
flush (McRequest *request, McPg *pg, Upload *self, GError **error)
{
  if (self->bytes->len == 0)
    return TRUE;
  self->piece.data = self->bytes->data;
  self->piece.size = self->bytes->len;
  if (!mc_file_store_put (mc_request_service (request)->files, pg, &self->piece, &self->outcome, &self->durable, error))
    return FALSE;
  mc_metrics_add (mc_request_service (request)->metrics, MC_COUNT_FILE_BYTES, self->bytes->len);
  self->piece.offset += self->bytes->len;
  g_byte_array_set_size (self->bytes, 0);
  if (self->outcome == MC_PIECE_TOO_LARGE)
    {
      mc_problem_set_too_large (error);
      return FALSE;
    }
  if (self->outcome != MC_PIECE_WRONG)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_CONFLICT, _ ("The content is not what its name says. Send it again from the start"));
  return FALSE;
}

gboolean
mc_route_blob_take (McRequest *request, McPg *pg, GBytes *bytes, GError **error)
{
  Upload *self = upload_of (request, pg, error);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (self == NULL)
    return FALSE;
  if (self->piece.offset + (gint64) self->bytes->len + (gint64) size > self->end)
    return invalid ("Content-Length", error);
  /* All that is there is written each time: a cut keeps every byte. */
  while (size > 0)
    {
      gsize now = MIN (size, PIECE);

      g_byte_array_append (self->bytes, data, (guint) now);
      data += now;
      size -= now;
      if (!flush (request, pg, self, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
mc_route_blob_put (McRequest *request, McPg *pg, GError **error)
{
  Upload *self = upload_of (request, pg, error);
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *text = NULL;
  gboolean whole;

  if (self == NULL || !mc_file_store_state (pg, self->piece.office, self->piece.hash, &self->durable, &whole, error))
    return FALSE;
  builder = json_builder_new_immutable ();
  json_builder_begin_object (builder);
  mc_json_add_int (builder, "durable", self->durable);
  mc_json_add_bool (builder, "whole", whole);
  json_builder_end_object (builder);
  text = mc_json_builder_text (builder);
  /* Bytes before these are lacking: the answer says from where to go on. */
  mc_request_answer_text (request, whole || self->outcome == MC_PIECE_TAKEN ? 200 : 409, "application/json", text);
  return TRUE;
}
