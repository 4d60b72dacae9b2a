/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-exchange-private.h"

static void
free_batch (gpointer data)
{
  mc_batch_clear (data);
  g_free (data);
}

static void
answer_init (McAnswer *self)
{
  self->batches = g_ptr_array_new_with_free_func (free_batch);
  self->runs = g_array_new (FALSE, FALSE, sizeof (McRun));
  self->acks = g_array_new (FALSE, FALSE, sizeof (McAck));
  self->refused = g_array_new (FALSE, FALSE, sizeof (McRefused));
  self->wants = g_array_new (FALSE, FALSE, sizeof (McWant));
  self->haves = g_byte_array_new ();
  self->has_cursor = FALSE;
}

void
mc_answer_clear (McAnswer *self)
{
  g_clear_pointer (&self->batches, g_ptr_array_unref);
  g_clear_pointer (&self->runs, g_array_unref);
  g_clear_pointer (&self->acks, g_array_unref);
  g_clear_pointer (&self->refused, g_array_unref);
  g_clear_pointer (&self->wants, g_array_unref);
  g_clear_pointer (&self->haves, g_byte_array_unref);
}

static gboolean
read_batch (McAnswer *self, const McFrame *frame, GError **error)
{
  McBatch *batch = g_new0 (McBatch, 1);

  if (!mc_batch_decode (batch, frame->payload, frame->size, error))
    {
      g_free (batch);
      return FALSE;
    }
  g_ptr_array_add (self->batches, batch);
  return TRUE;
}

static gboolean
read_frame (McAnswer *self, const McFrame *frame, GError **error)
{
  McAck ack;
  McRefused refused;
  McWant want;
  guint8 have[MC_HASH_SIZE];

  switch (frame->type)
    {
    case MC_FRAME_ENTRIES:
      return read_batch (self, frame, error);
    case MC_FRAME_ORDER:
      return mc_read_order (frame, self->runs, error);
    case MC_FRAME_ACK:
      if (!mc_read_ack (frame, &ack, error))
        return FALSE;
      g_array_append_val (self->acks, ack);
      return TRUE;
    case MC_FRAME_REFUSED:
      if (!mc_read_refused (frame, &refused, error))
        return FALSE;
      g_array_append_val (self->refused, refused);
      return TRUE;
    case MC_FRAME_WANT:
      if (!mc_read_want (frame, &want, error))
        return FALSE;
      g_array_append_val (self->wants, want);
      return TRUE;
    case MC_FRAME_HAVE:
      if (!mc_read_have (frame, have, error))
        return FALSE;
      g_byte_array_append (self->haves, have, MC_HASH_SIZE);
      return TRUE;
    case MC_FRAME_CURSOR:
      self->has_cursor = TRUE;
      return mc_read_cursor (frame, &self->cursor, error);
    /* Files are taken by those who keep them, a bundle's frame by the bundle, what is not known by nobody. */
    case MC_FRAME_HELLO:
    case MC_FRAME_BLOB:
    case MC_FRAME_HEADER:
    case MC_FRAME_RECEIPT:
    case MC_FRAME_END:
    default:
      return TRUE;
    }
}

static gboolean
read_frames (McAnswer *self, McFrameParser *parser, GError **error)
{
  gboolean got = TRUE;
  McFrame frame;

  while (got)
    {
      if (!mc_frame_parser_next (parser, &frame, &got, error) || (got && !read_frame (self, &frame, error)))
        return FALSE;
    }
  if (mc_frame_parser_left (parser) == 0)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The answer is cut short"));
  return FALSE;
}

gboolean
mc_answer_read (McAnswer *self, gconstpointer frames, gsize size, GError **error)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();

  answer_init (self);
  mc_frame_parser_push (parser, frames, size);
  if (read_frames (self, parser, error))
    return TRUE;
  mc_answer_clear (self);
  return FALSE;
}
