/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-batch.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <zstd.h>

#include "mc-error.h"
#include "mc-frame.h"
#include "mc-wire.h"

/* What an entry has, in its first byte. */
enum
{
  HAS_HASH_ONLY = 1,   /* the body was erased by law; its hash stands for it */
  HAS_DOSSIER = 2,
  HAS_PARENT = 4,
  DOSSIER_IS_OWN = 8,  /* an entry of the same chain's author */
  PARENT_IS_OWN = 16,
  HAS_REAL_TIME = 32,
  HAS_REAL_ACTOR = 64,
};

#define USUAL_LEVEL 9
#define MAX_TEXT 1000        /* account, kind: what a person or a programmer named */
#define MAX_TIME (G_GINT64_CONSTANT (1) << 40) /* seconds; no clock is there yet */

static void
clear_entry (gpointer data)
{
  mc_entry_clear (data);
}

void
mc_batch_init (McBatch *self)
{
  memset (self, 0, sizeof *self);
  self->entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
  g_array_set_clear_func (self->entries, clear_entry);
}

void
mc_batch_clear (McBatch *self)
{
  g_clear_pointer (&self->entries, g_array_unref);
}

gint64
mc_batch_last_seq (const McBatch *self)
{
  return self->first_seq + self->entries->len - 1;
}

const guint8 *
mc_batch_head (const McBatch *self)
{
  return self->entries->len > 0 ? g_array_index (self->entries, McEntry, self->entries->len - 1).hash : self->prev_hash;
}

/* ---- writing --------------------------------------------------------------------------------------------- */

static void
put_ref (GByteArray *out, const McEnvelope *envelope, const McEntryRef *ref, gboolean own)
{
  if (ref->seq == 0)
    return;
  if (own)
    mc_put_signed (out, envelope->seq - ref->seq);
  else
    {
      mc_put_bytes (out, ref->origin, MC_ORIGIN_SIZE);
      mc_put_varint (out, ref->seq);
    }
}

static void
put_entry (GByteArray *out, const McEntry *entry, gint64 *time)
{
  const McEnvelope *envelope = &entry->envelope;
  gboolean own_dossier = memcmp (envelope->dossier.origin, envelope->origin, MC_ORIGIN_SIZE) == 0;
  gboolean own_parent = memcmp (envelope->parent.origin, envelope->origin, MC_ORIGIN_SIZE) == 0;
  guint8 flags = 0;

  flags |= entry->body == NULL ? HAS_HASH_ONLY : 0;
  flags |= envelope->dossier.seq != 0 ? HAS_DOSSIER | (own_dossier ? DOSSIER_IS_OWN : 0) : 0;
  flags |= envelope->parent.seq != 0 ? HAS_PARENT | (own_parent ? PARENT_IS_OWN : 0) : 0;
  flags |= envelope->real_time != 0 ? HAS_REAL_TIME : 0;
  flags |= envelope->real_actor != NULL ? HAS_REAL_ACTOR : 0;

  mc_put_byte (out, flags);
  mc_put_signed (out, envelope->time - *time);
  *time = envelope->time;
  mc_put_text (out, envelope->actor);
  mc_put_text (out, envelope->kind);
  put_ref (out, envelope, &envelope->dossier, own_dossier);
  put_ref (out, envelope, &envelope->parent, own_parent);
  if (envelope->real_time != 0)
    mc_put_signed (out, envelope->real_time);
  if (envelope->real_actor != NULL)
    mc_put_text (out, envelope->real_actor);
  if (entry->body == NULL)
    mc_put_bytes (out, entry->body_hash, MC_HASH_SIZE);
  else
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (entry->body, &size);

      mc_put_varint (out, (gint64) size);
      mc_put_bytes (out, data, size);
    }
}

static gboolean
put_packed (GByteArray *out, const GByteArray *raw, int level)
{
  gsize start = out->len, bound = ZSTD_compressBound (raw->len), size;

  g_byte_array_set_size (out, (guint) (start + bound));
  size = ZSTD_compress (out->data + start, bound, raw->data, raw->len, level != 0 ? level : USUAL_LEVEL);
  if (ZSTD_isError (size))
    return FALSE;
  g_byte_array_set_size (out, (guint) (start + size));
  return TRUE;
}

GByteArray *
mc_batch_encode (const McBatch *self, int level, GError **error)
{
  g_autoptr (GByteArray) raw = g_byte_array_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gint64 time = 0;

  g_return_val_if_fail (self->entries->len > 0 && self->entries->len <= MC_BATCH_MAX_ENTRIES, NULL);
  for (guint i = 0; i < self->entries->len && raw->len <= MC_BATCH_MAX_SIZE; i++)
    put_entry (raw, &g_array_index (self->entries, McEntry, i), &time);

  mc_put_bytes (out, self->origin, MC_ORIGIN_SIZE);
  mc_put_byte (out, (guint8) ((guint) self->stream | (self->is_signed ? 2u : 0u)));
  mc_put_varint (out, self->first_seq);
  mc_put_bytes (out, self->prev_hash, MC_HASH_SIZE);
  mc_put_varint (out, self->entries->len);
  if (self->is_signed)
    mc_put_bytes (out, self->signature, sizeof self->signature);
  mc_put_varint (out, raw->len);
  if (raw->len > MC_BATCH_MAX_SIZE || !put_packed (out, raw, level) || out->len > MC_FRAME_MAX)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("Too much for one piece"));
      return NULL;
    }
  return g_steal_pointer (&out);
}

/* A part that borrows the entries of @self. */
static gboolean
append_part (const McBatch *self, guint from, guint to, int level, GByteArray *out, GError **error)
{
  McBatch part = *self;
  g_autoptr (GArray) entries = g_array_sized_new (FALSE, FALSE, sizeof (McEntry), to - from);
  g_autoptr (GByteArray) payload = NULL;
  g_autoptr (GError) reason = NULL;

  g_array_append_vals (entries, &g_array_index (self->entries, McEntry, from), to - from);
  part.entries = entries;
  part.first_seq = self->first_seq + from;
  part.is_signed = self->is_signed && to == self->entries->len;
  if (from > 0)
    memcpy (part.prev_hash, g_array_index (self->entries, McEntry, from - 1).hash, MC_HASH_SIZE);
  payload = to - from <= MC_BATCH_MAX_ENTRIES ? mc_batch_encode (&part, level, &reason) : NULL;
  if (payload != NULL)
    {
      mc_frame_append (out, MC_FRAME_ENTRIES, payload->data, payload->len);
      return TRUE;
    }
  if (to - from > 1)
    return append_part (self, from, from + (to - from) / 2, level, out, error) &&
           append_part (self, from + (to - from) / 2, to, level, out, error);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

gboolean
mc_batch_append_frames (const McBatch *self, int level, GByteArray *out, GError **error)
{
  return self->entries->len == 0 || append_part (self, 0, self->entries->len, level, out, error);
}

/* ---- reading --------------------------------------------------------------------------------------------- */

static void
read_ref (McReader *reader, const McEnvelope *envelope, gboolean own, McEntryRef *ref)
{
  if (own)
    {
      memcpy (ref->origin, envelope->origin, MC_ORIGIN_SIZE);
      ref->seq = envelope->seq - mc_reader_signed (reader);
    }
  else
    {
      mc_reader_copy (reader, ref->origin, MC_ORIGIN_SIZE);
      ref->seq = mc_reader_varint (reader);
    }
  reader->bad |= ref->seq <= 0;
}

static void
read_body (McReader *reader, McEntry *entry, gboolean erased)
{
  gint64 size;
  const guint8 *data;

  if (erased)
    {
      mc_reader_copy (reader, entry->body_hash, MC_HASH_SIZE);
      return;
    }
  size = mc_reader_varint (reader);
  data = mc_reader_bytes (reader, (gsize) size);
  if (data == NULL)
    return;
  entry->body = g_bytes_new (data, (gsize) size);
  mc_hash_bytes (data, (gsize) size, entry->body_hash);
}

/* @base is a time that was read, so the sum cannot overflow. */
static gint64
read_time (McReader *reader, gint64 base)
{
  gint64 time = base + mc_reader_signed (reader);

  reader->bad |= time <= -MAX_TIME || time >= MAX_TIME;
  return reader->bad ? 0 : time;
}

static gboolean
read_entry (McReader *reader, McEntry *entry, gint64 *time, const guint8 *prev)
{
  McEnvelope *envelope = &entry->envelope;
  guint8 flags = mc_reader_byte (reader);
  char *text;

  *time = envelope->time = read_time (reader, *time);
  envelope->actor = mc_reader_text (reader, MAX_TEXT);
  envelope->kind = mc_reader_text (reader, MAX_TEXT);
  if ((flags & HAS_DOSSIER) != 0)
    read_ref (reader, envelope, (flags & DOSSIER_IS_OWN) != 0, &envelope->dossier);
  if ((flags & HAS_PARENT) != 0)
    read_ref (reader, envelope, (flags & PARENT_IS_OWN) != 0, &envelope->parent);
  if ((flags & HAS_REAL_TIME) != 0)
    envelope->real_time = read_time (reader, 0);
  if ((flags & HAS_REAL_ACTOR) != 0)
    envelope->real_actor = mc_reader_text (reader, MAX_TEXT);
  read_body (reader, entry, (flags & HAS_HASH_ONLY) != 0);
  if (reader->bad || envelope->actor == NULL || envelope->kind == NULL)
    return FALSE;

  text = mc_envelope_encode (envelope);
  entry->envelope_bytes = g_bytes_new_take (text, strlen (text));
  mc_entry_hash (prev, text, strlen (text), entry->body_hash, entry->hash);
  return TRUE;
}

static gboolean
read_entries (McBatch *self, const guint8 *raw, gsize size, gint64 count)
{
  const guint8 *prev = self->prev_hash;
  McReader reader;
  gint64 time = 0;

  mc_reader_init (&reader, raw, size);
  /* All at once: each entry's hash is read while the next one is made. */
  g_array_set_size (self->entries, (guint) count);
  for (guint i = 0; i < (guint) count; i++)
    {
      McEntry *entry = &g_array_index (self->entries, McEntry, i);

      memcpy (entry->envelope.origin, self->origin, MC_ORIGIN_SIZE);
      entry->envelope.stream = self->stream;
      entry->envelope.seq = self->first_seq + i;
      if (!read_entry (&reader, entry, &time, prev))
        return FALSE;
      prev = entry->hash;
    }
  return mc_reader_ended (&reader);
}

static gboolean
unpack_and_read (McBatch *self, McReader *reader, gint64 raw_size, gint64 count)
{
  g_autofree guint8 *raw = NULL;
  gsize size;

  /* The frame says its own size too; a lie in either is met by the limit of the buffer. */
  raw = g_malloc ((gsize) raw_size + 1);
  size = ZSTD_decompress (raw, (gsize) raw_size + 1, reader->data, reader->size);
  return !ZSTD_isError (size) && size == (gsize) raw_size && read_entries (self, raw, size, count);
}

gboolean
mc_batch_decode (McBatch *self, gconstpointer payload, gsize size, GError **error)
{
  static const guint8 zeros[MC_HASH_SIZE];
  McReader reader;
  gint64 count, raw_size;
  guint8 flags;

  mc_batch_init (self);
  mc_reader_init (&reader, payload, size);
  mc_reader_copy (&reader, self->origin, MC_ORIGIN_SIZE);
  flags = mc_reader_byte (&reader);
  self->stream = (flags & 1) != 0 ? MC_STREAM_AUDIT : MC_STREAM_WORK;
  self->is_signed = (flags & 2) != 0;
  self->first_seq = mc_reader_varint (&reader);
  mc_reader_copy (&reader, self->prev_hash, MC_HASH_SIZE);
  count = mc_reader_varint (&reader);
  if (self->is_signed)
    mc_reader_copy (&reader, self->signature, sizeof self->signature);
  raw_size = mc_reader_varint (&reader);

  if (!reader.bad && flags <= 3 && self->first_seq >= 1 && self->first_seq < G_MAXINT64 / 2 && count >= 1 &&
      count <= MC_BATCH_MAX_ENTRIES && raw_size <= MC_BATCH_MAX_SIZE &&
      (self->first_seq == 1) == (memcmp (self->prev_hash, zeros, MC_HASH_SIZE) == 0) &&
      unpack_and_read (self, &reader, raw_size, count))
    return TRUE;
  mc_batch_clear (self);
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The entries that came cannot be read"));
  return FALSE;
}
