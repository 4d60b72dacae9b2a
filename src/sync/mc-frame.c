/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-frame.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-wire.h"

#define CHECK_SIZE 4

struct _McFrameParser
{
  GByteArray *buffer;
  gsize used; /* bytes of frames given out already */
};

static void
make_check (const guint8 *data, gsize size, guint8 check[CHECK_SIZE])
{
  guint8 hash[crypto_generichash_BYTES_MIN];

  crypto_generichash (hash, sizeof hash, data, size, NULL, 0);
  memcpy (check, hash, CHECK_SIZE);
}

void
mc_frame_append (GByteArray *out, McFrameType type, gconstpointer payload, gsize size)
{
  gsize start = out->len;
  guint8 check[CHECK_SIZE];

  g_return_if_fail (size <= MC_FRAME_MAX);
  mc_put_byte (out, (guint8) type);
  mc_put_varint (out, (gint64) size);
  mc_put_bytes (out, payload, size);
  make_check (out->data + start, out->len - start, check);
  mc_put_bytes (out, check, sizeof check);
}

McFrameParser *
mc_frame_parser_new (void)
{
  McFrameParser *self = g_new0 (McFrameParser, 1);

  self->buffer = g_byte_array_new ();
  return self;
}

void
mc_frame_parser_free (McFrameParser *self)
{
  g_byte_array_unref (self->buffer);
  g_free (self);
}

void
mc_frame_parser_push (McFrameParser *self, gconstpointer data, gsize size)
{
  if (self->used > 0)
    {
      g_byte_array_remove_range (self->buffer, 0, (guint) self->used);
      self->used = 0;
    }
  g_byte_array_append (self->buffer, data, (guint) size);
}

static gboolean
damaged (GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The data are damaged"));
  return FALSE;
}

/* A size whose last byte has not come yet is not wrong, one of more than three bytes is. */
static gboolean
size_is_whole (const guint8 *data, gsize size, gboolean *whole)
{
  *whole = FALSE;
  for (gsize i = 1; i <= 3; i++)
    {
      if (i >= size)
        return TRUE;
      if ((data[i] & 0x80) == 0)
        return *whole = TRUE;
    }
  return FALSE;
}

gboolean
mc_frame_parser_next (McFrameParser *self, McFrame *frame, gboolean *got, GError **error)
{
  gsize left = self->buffer->len - self->used, whole;
  const guint8 *data;
  guint8 check[CHECK_SIZE];
  McReader reader;
  gboolean known;
  gint64 size;

  *got = FALSE;
  if (left == 0)
    return TRUE;
  data = self->buffer->data + self->used;
  if (!size_is_whole (data, left, &known))
    return damaged (error);
  if (!known)
    return TRUE;
  mc_reader_init (&reader, data + 1, left - 1);
  size = mc_reader_varint (&reader);
  if (size > MC_FRAME_MAX)
    return damaged (error);
  if (reader.size < (gsize) size + CHECK_SIZE)
    return TRUE;

  whole = (gsize) (reader.data - data) + (gsize) size;
  make_check (data, whole, check);
  if (memcmp (check, data + whole, CHECK_SIZE) != 0)
    return damaged (error);
  frame->type = (McFrameType) data[0];
  frame->payload = reader.data;
  frame->size = (gsize) size;
  self->used += whole + CHECK_SIZE;
  return *got = TRUE;
}

gsize
mc_frame_parser_left (McFrameParser *self)
{
  return self->buffer->len - self->used;
}
