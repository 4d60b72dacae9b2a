/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-message.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-wire.h"

#define HASH_START 8
#define MAX_RUNS 100000

void
mc_heads_digest (GArray *heads, guint8 digest[MC_DIGEST_SIZE])
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 hash[crypto_generichash_BYTES_MIN];

  for (guint i = 0; i < heads->len; i++)
    {
      const McHead *head = &g_array_index (heads, McHead, i);

      mc_put_bytes (bytes, head->origin, MC_ORIGIN_SIZE);
      mc_put_byte (bytes, (guint8) head->stream);
      mc_put_varint (bytes, head->seq);
      mc_put_bytes (bytes, head->hash, HASH_START);
    }
  crypto_generichash (hash, sizeof hash, bytes->data, bytes->len, NULL, 0);
  memcpy (digest, hash, MC_DIGEST_SIZE);
}

static gboolean
read_all (const McReader *reader, gboolean sound, GError **error)
{
  if (sound && !reader->bad && reader->size == 0)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The answer cannot be read"));
  return FALSE;
}

static void
finish (GByteArray *out, McFrameType type, GByteArray *payload)
{
  mc_frame_append (out, type, payload->data, payload->len);
  g_byte_array_unref (payload);
}

/* What a newer version adds to HELLO and CURSOR stands behind, so those two may have a rest. */

void
mc_put_hello (GByteArray *out, const McHello *hello)
{
  GByteArray *payload = g_byte_array_new ();

  mc_put_varint (payload, hello->version);
  mc_put_bytes (payload, hello->origin, MC_ORIGIN_SIZE);
  mc_put_bytes (payload, hello->digest, MC_DIGEST_SIZE);
  mc_put_varint (payload, hello->cursor);
  mc_put_varint (payload, hello->common);
  mc_put_varint (payload, hello->answer_max);
  mc_put_byte (payload, hello->small_only ? 1 : 0);
  if (hello->n_former > 0)
    mc_put_varint (payload, hello->n_former);
  for (guint i = 0; i < hello->n_former; i++)
    mc_put_bytes (payload, hello->former[i], MC_ORIGIN_SIZE);
  finish (out, MC_FRAME_HELLO, payload);
}

gboolean
mc_read_hello (const McFrame *frame, McHello *hello, GError **error)
{
  McReader reader;
  gint64 n_former;

  mc_reader_init (&reader, frame->payload, frame->size);
  hello->version = mc_reader_varint (&reader);
  mc_reader_copy (&reader, hello->origin, MC_ORIGIN_SIZE);
  mc_reader_copy (&reader, hello->digest, MC_DIGEST_SIZE);
  hello->cursor = mc_reader_varint (&reader);
  hello->common = mc_reader_varint (&reader);
  hello->answer_max = mc_reader_varint (&reader);
  hello->small_only = (mc_reader_byte (&reader) & 1) != 0;
  memset (hello->former, 0, sizeof hello->former);
  n_former = reader.size > 0 ? mc_reader_varint (&reader) : 0;
  hello->n_former = (guint) MIN (n_former, MC_HELLO_FORMER);
  for (guint i = 0; i < hello->n_former; i++)
    mc_reader_copy (&reader, hello->former[i], MC_ORIGIN_SIZE);
  if (!reader.bad)
    reader.size = 0;
  return read_all (&reader, hello->version >= 1, error);
}

void
mc_put_order (GByteArray *out, GArray *runs)
{
  GByteArray *payload;

  if (runs->len == 0)
    return;
  payload = g_byte_array_new ();
  for (guint i = 0; i < runs->len; i++)
    {
      const McRun *run = &g_array_index (runs, McRun, i);

      mc_put_varint (payload, run->first_n);
      mc_put_bytes (payload, run->origin, MC_ORIGIN_SIZE);
      mc_put_varint (payload, run->first_seq);
      mc_put_varint (payload, run->count);
    }
  finish (out, MC_FRAME_ORDER, payload);
}

gboolean
mc_read_order (const McFrame *frame, GArray *runs, GError **error)
{
  const gint64 limit = G_MAXINT64 / 4;
  gboolean sound = TRUE;
  McReader reader;

  mc_reader_init (&reader, frame->payload, frame->size);
  for (guint i = 0; sound && reader.size > 0; i++)
    {
      McRun run;

      run.first_n = mc_reader_varint (&reader);
      mc_reader_copy (&reader, run.origin, MC_ORIGIN_SIZE);
      run.first_seq = mc_reader_varint (&reader);
      run.count = mc_reader_varint (&reader);
      sound = !reader.bad && i < MAX_RUNS && run.first_n >= 1 && run.first_n < limit && run.first_seq >= 1 &&
              run.first_seq < limit && run.count >= 1 && run.count < limit;
      if (sound)
        g_array_append_val (runs, run);
    }
  return read_all (&reader, sound, error);
}

void
mc_put_ack (GByteArray *out, const McAck *ack)
{
  GByteArray *payload = g_byte_array_new ();

  mc_put_bytes (payload, ack->origin, MC_ORIGIN_SIZE);
  mc_put_byte (payload, (guint8) ((guint) ack->stream | (ack->is_signed ? 2u : 0u)));
  mc_put_varint (payload, ack->seq);
  mc_put_bytes (payload, ack->hash_start, HASH_START);
  if (ack->is_signed)
    mc_put_bytes (payload, ack->signature, sizeof ack->signature);
  finish (out, MC_FRAME_ACK, payload);
}

gboolean
mc_read_ack (const McFrame *frame, McAck *ack, GError **error)
{
  McReader reader;
  guint8 flags;

  mc_reader_init (&reader, frame->payload, frame->size);
  mc_reader_copy (&reader, ack->origin, MC_ORIGIN_SIZE);
  flags = mc_reader_byte (&reader);
  ack->stream = (flags & 1) != 0 ? MC_STREAM_AUDIT : MC_STREAM_WORK;
  ack->is_signed = (flags & 2) != 0;
  ack->seq = mc_reader_varint (&reader);
  mc_reader_copy (&reader, ack->hash_start, HASH_START);
  memset (ack->signature, 0, sizeof ack->signature);
  if (ack->is_signed)
    mc_reader_copy (&reader, ack->signature, sizeof ack->signature);
  return read_all (&reader, flags <= 3, error);
}

void
mc_put_want (GByteArray *out, const McWant *want)
{
  GByteArray *payload = g_byte_array_new ();

  mc_put_bytes (payload, want->hash, MC_HASH_SIZE);
  mc_put_varint (payload, want->from);
  mc_put_varint (payload, want->to);
  finish (out, MC_FRAME_WANT, payload);
}

gboolean
mc_read_want (const McFrame *frame, McWant *want, GError **error)
{
  McReader reader;

  mc_reader_init (&reader, frame->payload, frame->size);
  mc_reader_copy (&reader, want->hash, MC_HASH_SIZE);
  want->from = mc_reader_varint (&reader);
  want->to = mc_reader_varint (&reader);
  return read_all (&reader, want->from < want->to, error);
}

void
mc_put_blob (GByteArray *out, const McBlobPiece *piece)
{
  GByteArray *payload = g_byte_array_new ();

  mc_put_bytes (payload, piece->hash, MC_HASH_SIZE);
  mc_put_varint (payload, piece->total);
  mc_put_varint (payload, piece->offset);
  mc_put_bytes (payload, piece->data, piece->size);
  finish (out, MC_FRAME_BLOB, payload);
}

gboolean
mc_read_blob (const McFrame *frame, McBlobPiece *piece, GError **error)
{
  McReader reader;

  mc_reader_init (&reader, frame->payload, frame->size);
  mc_reader_copy (&reader, piece->hash, MC_HASH_SIZE);
  piece->total = mc_reader_varint (&reader);
  piece->offset = mc_reader_varint (&reader);
  piece->size = reader.size;
  piece->data = mc_reader_bytes (&reader, reader.size);
  return read_all (&reader, piece->size > 0 && piece->offset < piece->total &&
                                (gint64) piece->size <= piece->total - piece->offset,
                   error);
}

void
mc_put_cursor (GByteArray *out, const McCursor *cursor)
{
  GByteArray *payload = g_byte_array_new ();

  mc_put_varint (payload, cursor->cursor);
  mc_put_varint (payload, cursor->common);
  mc_put_byte (payload, cursor->more ? 1 : 0);
  mc_put_varint (payload, cursor->time);
  finish (out, MC_FRAME_CURSOR, payload);
}

gboolean
mc_read_cursor (const McFrame *frame, McCursor *cursor, GError **error)
{
  McReader reader;

  mc_reader_init (&reader, frame->payload, frame->size);
  cursor->cursor = mc_reader_varint (&reader);
  cursor->common = mc_reader_varint (&reader);
  cursor->more = (mc_reader_byte (&reader) & 1) != 0;
  cursor->time = mc_reader_varint (&reader);
  if (!reader.bad)
    reader.size = 0;
  return read_all (&reader, TRUE, error);
}

void
mc_put_have (GByteArray *out, const guint8 hash[MC_HASH_SIZE])
{
  mc_frame_append (out, MC_FRAME_HAVE, hash, MC_HASH_SIZE);
}

gboolean
mc_read_have (const McFrame *frame, guint8 hash[MC_HASH_SIZE], GError **error)
{
  McReader reader;

  mc_reader_init (&reader, frame->payload, frame->size);
  mc_reader_copy (&reader, hash, MC_HASH_SIZE);
  return read_all (&reader, TRUE, error);
}

void
mc_put_refused (GByteArray *out, const McRefused *refused)
{
  GByteArray *payload = g_byte_array_new ();

  mc_put_byte (payload, (guint8) refused->reason);
  mc_put_bytes (payload, refused->origin, MC_ORIGIN_SIZE);
  mc_put_byte (payload, (guint8) refused->stream);
  mc_put_varint (payload, refused->seq);
  mc_put_bytes (payload, refused->hash, MC_HASH_SIZE);
  finish (out, MC_FRAME_REFUSED, payload);
}

gboolean
mc_read_refused (const McFrame *frame, McRefused *refused, GError **error)
{
  McReader reader;

  mc_reader_init (&reader, frame->payload, frame->size);
  refused->reason = (McRefusedReason) mc_reader_byte (&reader);
  mc_reader_copy (&reader, refused->origin, MC_ORIGIN_SIZE);
  refused->stream = mc_reader_byte (&reader) == 1 ? MC_STREAM_AUDIT : MC_STREAM_WORK;
  refused->seq = mc_reader_varint (&reader);
  mc_reader_copy (&reader, refused->hash, MC_HASH_SIZE);
  return read_all (&reader, TRUE, error);
}
