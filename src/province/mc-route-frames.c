/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /v1/frames: a long body of frames, each kept as it comes. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-province-routes.h"

typedef struct
{
  McFrameParser *parser;
  GByteArray *answer;    /* ACK, HAVE, REFUSED, in the order things came */
  GHashTable *open;      /* hash -> size of a file that was touched and is not whole */
  guint8 speaker[MC_ORIGIN_SIZE];

  /* Pieces of one file that follow one another are written and synced at once. */
  McPiece piece;
  GByteArray *bytes;     /* of it */
} Frames;

static guint
hash_start (gconstpointer key)
{
  guint value;

  memcpy (&value, key, sizeof value);
  return value;
}

static gboolean
hash_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, MC_HASH_SIZE) == 0;
}

static Frames *
frames_of (McRequest *request)
{
  Frames *self = mc_request_state (request);

  if (self != NULL)
    return self;
  self = g_new0 (Frames, 1);
  self->parser = mc_frame_parser_new ();
  self->answer = g_byte_array_new ();
  self->bytes = g_byte_array_new ();
  self->open = g_hash_table_new_full (hash_start, hash_equal, g_free, g_free);
  mc_request_set_state (request, self);
  return self;
}

void
mc_route_frames_free (gpointer data)
{
  Frames *self = data;

  mc_frame_parser_free (self->parser);
  g_byte_array_unref (self->answer);
  g_byte_array_unref (self->bytes);
  g_hash_table_unref (self->open);
  g_free (self);
}

/* ---- files ----------------------------------------------------------------------------------------------- */

static void
refuse_file (Frames *self, McRefusedReason reason)
{
  McRefused refused = { .reason = reason };

  memcpy (refused.hash, self->piece.hash, MC_HASH_SIZE);
  mc_put_refused (self->answer, &refused);
}

static void
tell_outcome (McRequest *request, Frames *self, McPieceOutcome outcome)
{
  g_hash_table_remove (self->open, self->piece.hash);
  switch (outcome)
    {
    case MC_PIECE_WHOLE:
      mc_put_have (self->answer, self->piece.hash);
      mc_metrics_add (mc_request_service (request)->metrics, MC_COUNT_FILES, 1);
      break;
    case MC_PIECE_WRONG:
      refuse_file (self, MC_REFUSED_BLOB_HASH);
      break;
    case MC_PIECE_TOO_LARGE:
      refuse_file (self, MC_REFUSED_BLOB_SIZE);
      break;
    case MC_PIECE_TAKEN:
    case MC_PIECE_GAP:
    default:
      g_hash_table_insert (self->open, g_memdup2 (self->piece.hash, MC_HASH_SIZE),
                           g_memdup2 (&self->piece.total, sizeof self->piece.total));
      break;
    }
}

/* Writes what was gathered. */
static gboolean
flush_piece (McRequest *request, McPg *pg, Frames *self, GError **error)
{
  McPieceOutcome outcome;
  gint64 durable;

  if (self->bytes->len == 0)
    return TRUE;
  self->piece.data = self->bytes->data;
  self->piece.size = self->bytes->len;
  if (!mc_file_store_put (mc_request_service (request)->files, pg, &self->piece, &outcome, &durable, error))
    return FALSE;
  mc_metrics_add (mc_request_service (request)->metrics, MC_COUNT_FILE_BYTES, self->bytes->len);
  g_byte_array_set_size (self->bytes, 0);
  tell_outcome (request, self, outcome);
  return TRUE;
}

static gboolean
take_piece (McRequest *request, McPg *pg, Frames *self, int office, const McFrame *frame, GError **error)
{
  McBlobPiece piece;

  if (!mc_read_blob (frame, &piece, error))
    return FALSE;
  if (self->bytes->len > 0 &&
      (memcmp (piece.hash, self->piece.hash, MC_HASH_SIZE) != 0 || piece.total != self->piece.total ||
       piece.offset != self->piece.offset + (gint64) self->bytes->len) &&
      !flush_piece (request, pg, self, error))
    return FALSE;
  if (self->bytes->len == 0)
    {
      self->piece.office = office;
      self->piece.total = piece.total;
      self->piece.offset = piece.offset;
      memcpy (self->piece.hash, piece.hash, MC_HASH_SIZE);
    }
  g_byte_array_append (self->bytes, piece.data, (guint) piece.size);
  return TRUE;
}

/* ---- entries --------------------------------------------------------------------------------------------- */

typedef struct
{
  McRequest *request;
  Frames *frames;
  const McFrame *frame;
  GByteArray *answer;
  guint n_appended;
  McProvinceFresh fresh;
} Entries;

static gboolean
run_entries (McPg *pg, gpointer data, GError **error)
{
  Entries *self = data;
  McProvinceTx tx;
  McHub hub = { mc_province_storage (), &tx, NULL, mc_request_service (self->request)->key.secret_key };

  g_byte_array_set_size (self->answer, 0);
  if (!mc_province_tx_for_token (&tx, pg, mc_request_token (self->request), error))
    return FALSE;
  mc_province_fresh_begin (&self->fresh, &tx);
  hub.office = tx.code;
  if (!mc_hub_take_entries (&hub, self->frame, self->frames->speaker, self->answer, error))
    return FALSE;
  self->n_appended = tx.n_appended;
  return TRUE;
}

static gboolean
take_entries (McRequest *request, McPg *pg, Frames *self, const McFrame *frame, GError **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  Entries entries = { request, self, frame, answer, 0, { 0 } };
  gboolean good;

  mc_province_fresh_init (&entries.fresh, mc_request_service (request)->recent);
  if ((good = flush_piece (request, pg, self, error) && mc_pg_transaction (pg, run_entries, &entries, error)))
    mc_province_fresh_committed (&entries.fresh);
  mc_province_fresh_clear (&entries.fresh);
  if (!good)
    return FALSE;
  mc_metrics_add (mc_request_service (request)->metrics, MC_COUNT_ENTRIES, entries.n_appended);
  g_byte_array_append (self->answer, answer->data, answer->len);
  return TRUE;
}

/* ---- the body -------------------------------------------------------------------------------------------- */

static gboolean
take_frame (McRequest *request, McPg *pg, Frames *self, int office, const McFrame *frame, GError **error)
{
  McHello hello;

  switch (frame->type)
    {
    case MC_FRAME_BLOB:
      return take_piece (request, pg, self, office, frame, error);
    case MC_FRAME_ENTRIES:
      return take_entries (request, pg, self, frame, error);
    case MC_FRAME_HELLO:
      if (!mc_read_hello (frame, &hello, error))
        return FALSE;
      memcpy (self->speaker, hello.origin, MC_ORIGIN_SIZE);
      return TRUE;
    default:
      return TRUE;
    }
}

gboolean
mc_route_frames_take (McRequest *request, McPg *pg, GBytes *bytes, GError **error)
{
  Frames *self = frames_of (request);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean got = TRUE;
  McProvinceTx tx;
  McFrame frame;

  /* Outside of a transaction: a desk that was revoked is stopped at the next piece. */
  if (!mc_province_tx_for_token (&tx, pg, mc_request_token (request), error))
    return FALSE;
  mc_request_set_desk (request, tx.office, tx.desk_number);
  mc_frame_parser_push (self->parser, data, size);
  while (got)
    {
      if (!mc_frame_parser_next (self->parser, &frame, &got, error))
        {
          /* What was whole before the damage stays. */
          flush_piece (request, pg, self, NULL);
          return FALSE;
        }
      if (got && !take_frame (request, pg, self, tx.office, &frame, error))
        return FALSE;
    }
  return flush_piece (request, pg, self, error);
}

gboolean
mc_route_frames (McRequest *request, McPg *pg, GError **error)
{
  Frames *self = frames_of (request);
  g_autoptr (GBytes) answer = NULL;
  GHashTableIter iter;
  gpointer hash, total;
  McProvinceTx tx;

  if (!mc_province_tx_for_token (&tx, pg, mc_request_token (request), error))
    return FALSE;
  if (mc_frame_parser_left (self->parser) > 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The last frame is cut"));
      return FALSE;
    }
  /* Files that are not whole: how far they are. */
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &hash, &total))
    {
      McWant want = { .to = *(gint64 *) total };
      gboolean whole;

      if (!mc_file_store_state (pg, tx.office, hash, &want.from, &whole, error))
        return FALSE;
      memcpy (want.hash, hash, MC_HASH_SIZE);
      if (whole)
        mc_put_have (self->answer, want.hash);
      else if (want.from < want.to)
        mc_put_want (self->answer, &want);
    }
  answer = g_bytes_new (self->answer->data, self->answer->len);
  mc_request_answer (request, 200, MC_FRAME_CONTENT_TYPE, answer);
  return TRUE;
}
