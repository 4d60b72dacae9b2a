/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of frames: writing appends to a GByteArray, reading goes along a piece of memory and remembers that it went
 * wrong, so that a payload is read whole and asked once. Varints are LEB128 of at most 63 bits. */

typedef struct
{
  const guint8 *data; /* (not owned) what is left */
  gsize size;
  gboolean bad;       /* something did not fit; all that is read afterwards is 0 or NULL */
} McReader;

void mc_reader_init (McReader *self, gconstpointer data, gsize size);
guint8 mc_reader_byte (McReader *self);
gint64 mc_reader_varint (McReader *self);                      /* >= 0 */
gint64 mc_reader_signed (McReader *self);                      /* zigzag */
const guint8 *mc_reader_bytes (McReader *self, gsize size);    /* (transfer none): NULL when there are not so many */
void mc_reader_copy (McReader *self, guint8 *out, gsize size); /* zeros when there are not so many */
/* UTF-8 without NUL, at most @max bytes. (transfer full): NULL when it is not */
char *mc_reader_text (McReader *self, gsize max);
/* TRUE when all was read and nothing went wrong. */
gboolean mc_reader_ended (McReader *self);

void mc_put_byte (GByteArray *out, guint8 value);
void mc_put_varint (GByteArray *out, gint64 value); /* @value >= 0 */
void mc_put_signed (GByteArray *out, gint64 value);
void mc_put_bytes (GByteArray *out, gconstpointer data, gsize size);
void mc_put_text (GByteArray *out, const char *text);

G_END_DECLS
