/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes over wire, stick and folder: any bytes either are refused or are frames that say the same when they are written again;
 * entries keep their hashes; an answer is read as a whole or not at all. The first byte says where the stream is cut in two, so that
 * frames are met that are not whole yet; frames whose check is wrong get a right one, or nothing behind it would ever be seen. */
#include "mc-error.h"
#include "mc-exchange-private.h"
#include "mc-wire.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (gboolean holds)
{
  if (!holds)
    __builtin_trap ();
}

static void
check_error (gboolean ok, const GError *error)
{
  check (ok == (error == NULL));
  check (ok || (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) && *error->message != '\0'));
}

static void
check_again (const McFrame *frame, const GByteArray *again)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  McFrame back;
  gboolean got;

  mc_frame_parser_push (parser, again->data, again->len);
  check (mc_frame_parser_next (parser, &back, &got, NULL) && got && back.type == frame->type);
}

static void
check_entries (const McFrame *frame)
{
  g_auto (McBatch) batch = { 0 }, back = { 0 };
  g_autoptr (GByteArray) payload = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = mc_batch_decode (&batch, frame->payload, frame->size, &error);

  check_error (ok, error);
  if (!ok)
    return;
  payload = mc_batch_encode (&batch, 1, NULL);
  check (payload != NULL && mc_batch_decode (&back, payload->data, payload->len, NULL));
  check (back.entries->len == batch.entries->len && back.first_seq == batch.first_seq);
  check (memcmp (mc_batch_head (&back), mc_batch_head (&batch), MC_HASH_SIZE) == 0);
  for (guint i = 0; i < batch.entries->len; i++)
    {
      const McEntry *entry = &g_array_index (batch.entries, McEntry, i);
      gsize size;
      const char *text = g_bytes_get_data (entry->envelope_bytes, &size);
      g_auto (McEnvelope) envelope = { 0 };

      check (mc_envelope_decode (text, size, &envelope, NULL));
      check (envelope.seq == batch.first_seq + i && envelope.time == entry->envelope.time);
    }
}

static gboolean
read_and_write (const McFrame *frame, GByteArray *again, GError **error)
{
  McHello hello;
  McAck ack;
  McWant want;
  McBlobPiece piece;
  McCursor cursor;
  McRefused refused;
  guint8 hash[MC_HASH_SIZE];
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (McRun));

#define READ(name, value) \
  if (!mc_read_##name (frame, &value, error)) \
    return FALSE; \
  mc_put_##name (again, &value); \
  break
  switch (frame->type)
    {
    case MC_FRAME_HELLO:
      READ (hello, hello);
    case MC_FRAME_ACK:
      READ (ack, ack);
    case MC_FRAME_WANT:
      READ (want, want);
    case MC_FRAME_BLOB:
      READ (blob, piece);
    case MC_FRAME_CURSOR:
      READ (cursor, cursor);
    case MC_FRAME_REFUSED:
      READ (refused, refused);
    case MC_FRAME_ORDER:
      if (!mc_read_order (frame, runs, error))
        return FALSE;
      mc_put_order (again, runs);
      break;
    case MC_FRAME_HAVE:
      if (!mc_read_have (frame, hash, error))
        return FALSE;
      mc_put_have (again, hash);
      break;
    case MC_FRAME_ENTRIES:
    case MC_FRAME_HEADER:
    case MC_FRAME_RECEIPT:
    case MC_FRAME_END:
    default:
      break;
    }
#undef READ
  return TRUE;
}

static void
check_frame (const McFrame *frame)
{
  g_autoptr (GByteArray) again = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  gboolean ok = read_and_write (frame, again, &error);

  check_error (ok, error);
  if (frame->type == MC_FRAME_ENTRIES)
    check_entries (frame);
  if (again->len > 0)
    check_again (frame, again);
}

static void
check_stream (const uint8_t *data, size_t size, size_t cut)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  g_autoptr (GError) error = NULL;
  gboolean ok = TRUE, got = TRUE;

  mc_frame_parser_push (parser, data, cut);
  for (int part = 0; part < 2 && ok; part++)
    {
      for (got = TRUE; ok && got;)
        {
          McFrame frame;

          ok = mc_frame_parser_next (parser, &frame, &got, &error);
          if (ok && got)
            check_frame (&frame);
        }
      if (part == 0)
        mc_frame_parser_push (parser, data + cut, size - cut);
    }
  check_error (ok, error);
}

static void
check_answer (const uint8_t *data, size_t size)
{
  McAnswer answer = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean ok = mc_answer_read (&answer, data, size, &error);

  check_error (ok, error);
  if (ok)
    mc_answer_clear (&answer);
  check (answer.batches == NULL && answer.runs == NULL);
}

/* type ‖ size ‖ payload again with a right check, as far as sizes go. */
static GByteArray *
with_checks (const uint8_t *data, size_t size)
{
  GByteArray *out = g_byte_array_new ();
  McReader reader;

  mc_reader_init (&reader, data, size);
  while (reader.size > 0)
    {
      guint8 type = mc_reader_byte (&reader);
      gint64 wanted = mc_reader_varint (&reader);
      const guint8 *payload = wanted <= MC_FRAME_MAX ? mc_reader_bytes (&reader, MIN ((gsize) wanted, reader.size)) : NULL;

      if (payload == NULL)
        break;
      mc_frame_append (out, (McFrameType) type, payload, (gsize) (reader.data - payload));
      mc_reader_bytes (&reader, MIN (4, reader.size));
    }
  return out;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GByteArray) right = NULL;

  if (size == 0 || sodium_init () < 0)
    return 0;
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  right = with_checks (data + 1, size - 1);
  check_stream (data + 1, size - 1, data[0] % size);
  check_answer (data + 1, size - 1);
  check_stream (right->data, right->len, right->len > 0 ? data[0] % right->len : 0);
  check_answer (right->data, right->len);
  return 0;
}
