/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-wire.h"

#include <string.h>

void
mc_reader_init (McReader *self, gconstpointer data, gsize size)
{
  self->data = data;
  self->size = size;
  self->bad = FALSE;
}

static void
go_bad (McReader *self)
{
  self->bad = TRUE;
  self->size = 0;
}

const guint8 *
mc_reader_bytes (McReader *self, gsize size)
{
  const guint8 *data = self->data;

  if (self->bad || size > self->size)
    {
      go_bad (self);
      return NULL;
    }
  self->data += size;
  self->size -= size;
  return data;
}

void
mc_reader_copy (McReader *self, guint8 *out, gsize size)
{
  const guint8 *data = mc_reader_bytes (self, size);

  if (data != NULL)
    memcpy (out, data, size);
  else
    memset (out, 0, size);
}

guint8
mc_reader_byte (McReader *self)
{
  const guint8 *data = mc_reader_bytes (self, 1);

  return data != NULL ? *data : 0;
}

gint64
mc_reader_varint (McReader *self)
{
  guint64 value = 0;

  for (guint shift = 0; shift < 63; shift += 7)
    {
      guint8 byte = mc_reader_byte (self);

      value |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        return self->bad ? 0 : (gint64) value;
    }
  go_bad (self);
  return 0;
}

gint64
mc_reader_signed (McReader *self)
{
  guint64 value = (guint64) mc_reader_varint (self);

  return (value & 1) != 0 ? -(gint64) (value >> 1) - 1 : (gint64) (value >> 1);
}

char *
mc_reader_text (McReader *self, gsize max)
{
  gint64 size = mc_reader_varint (self);
  const guint8 *data = (gsize) size <= max ? mc_reader_bytes (self, (gsize) size) : NULL;

  if (data == NULL || memchr (data, '\0', (gsize) size) != NULL || !g_utf8_validate_len ((const char *) data, (gsize) size, NULL))
    {
      go_bad (self);
      return NULL;
    }
  return g_strndup ((const char *) data, (gsize) size);
}

gboolean
mc_reader_ended (McReader *self)
{
  return !self->bad && self->size == 0;
}

void
mc_put_byte (GByteArray *out, guint8 value)
{
  g_byte_array_append (out, &value, 1);
}

void
mc_put_varint (GByteArray *out, gint64 value)
{
  guint64 rest = (guint64) value;

  g_return_if_fail (value >= 0);
  for (; rest >= 0x80; rest >>= 7)
    mc_put_byte (out, (guint8) (rest | 0x80));
  mc_put_byte (out, (guint8) rest);
}

void
mc_put_signed (GByteArray *out, gint64 value)
{
  /* The sum of times of two sane clocks; what does not fit into 62 bits is no time. */
  g_return_if_fail (value > -(G_GINT64_CONSTANT (1) << 61) && value < (G_GINT64_CONSTANT (1) << 61));
  mc_put_varint (out, value >= 0 ? value * 2 : -(value + 1) * 2 + 1);
}

void
mc_put_bytes (GByteArray *out, gconstpointer data, gsize size)
{
  g_byte_array_append (out, data, (guint) size);
}

void
mc_put_text (GByteArray *out, const char *text)
{
  gsize size = strlen (text);

  mc_put_varint (out, (gint64) size);
  mc_put_bytes (out, text, size);
}
