/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes into a bundle or segment, and how it is written. */
#include "config.h"

#include "mc-carry-private.h"

#include <string.h>

#include "mc-exchange-private.h"

#define BATCH_ROOM 512         /* around the entries of a batch, and for frames that do not pack */
#define ENTRY_ROOM 16
#define PACKED 8               /* entries pack to a fifth or less */
#define FILE_ROOM 256
#define PIECE (512 * 1024)     /* of a file in one frame: whole pieces of the store of files */

void
_mc_carry_plan_init (McCarryPlan *self, gint64 max)
{
  memset (self, 0, sizeof *self);
  self->max = max > 0 ? max : MC_BUNDLE_PART_MAX;
  self->batches = g_array_new (FALSE, FALSE, sizeof (McCarryBatch));
  self->files = g_array_new (FALSE, FALSE, sizeof (McCarryFileRef));
  self->acks = g_byte_array_new ();
}

void
_mc_carry_plan_clear (McCarryPlan *self)
{
  g_clear_pointer (&self->batches, g_array_unref);
  g_clear_pointer (&self->files, g_array_unref);
  g_clear_pointer (&self->acks, g_byte_array_unref);
}

/* ---- chains -------------------------------------------------------------------------------------------------- */

typedef struct
{
  gboolean audit, province;
  GArray *chains;
  GByteArray *acks;
} Read;

static gboolean
add_province_chain (McDb *db, const guint8 id[MC_ORIGIN_SIZE], GArray *chains, GError **error)
{
  McChain chain = { .stream = MC_STREAM_WORK };

  memcpy (chain.id, id, MC_ORIGIN_SIZE);
  if (!mc_journal_find_origin (db, id, &chain.origin, error) ||
      !mc_journal_head (db, chain.origin, chain.stream, &chain.head, chain.hash, error))
    return FALSE;
  if (chain.head > 0)
    g_array_append_val (chains, chain);
  return TRUE;
}

static gboolean
read_chains (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Read *read = data;
  g_auto (McPeer) peer = { 0 };
  gboolean enrolled;

  if ((read->chains = mc_peer_chains (db, error)) == NULL || !mc_peer_load (db, &peer, &enrolled, error))
    return FALSE;
  for (guint i = read->chains->len; i > 0 && !read->audit; i--)
    if (g_array_index (read->chains, McChain, i - 1).stream != MC_STREAM_WORK)
      g_array_remove_index (read->chains, i - 1);
  return !read->province || !enrolled ||
         (add_province_chain (db, peer.common, read->chains, error) && add_province_chain (db, peer.office, read->chains, error));
}

GArray *
_mc_carry_chains (McStore *store, gboolean audit, gboolean province, GError **error)
{
  Read read = { audit, province, NULL, NULL };

  if (mc_store_read (store, read_chains, &read, error))
    return read.chains;
  g_clear_pointer (&read.chains, g_array_unref);
  return NULL;
}

typedef struct
{
  McCarryPlan *plan;
  const McChain *chain;
  McHead last; /* what is planned already */
  gboolean moved;
} Step;

static gint64
room_of (GArray *entries)
{
  gint64 room = BATCH_ROOM;

  for (guint i = 0; i < entries->len; i++)
    {
      const McEntry *entry = &g_array_index (entries, McEntry, i);

      room += ENTRY_ROOM + (gint64) g_bytes_get_size (entry->envelope_bytes) + MC_HASH_SIZE;
      room += entry->body != NULL ? (gint64) g_bytes_get_size (entry->body) : 0;
    }
  return room;
}

static gboolean
read_entries (McDb *db, const McChain *chain, gint64 from, gint64 to, gsize bytes, GArray *entries, GError **error)
{
  g_array_set_size (entries, 0);
  return mc_journal_read (db, chain->origin, chain->stream, from, (guint) MIN (to - from + 1, MC_BATCH_MAX_ENTRIES), bytes, entries,
                          error);
}

/* What others wrote goes up to a signature of theirs: the last one there is room for, or else the next. */
static gboolean
end_at_signature (McTx *tx, const McChain *chain, McCarryBatch *batch, GArray *entries, GError **error)
{
  gint64 last = batch->first_seq + entries->len - 1, at;

  if (!mc_peer_signature (tx->db, chain->origin, chain->stream, batch->first_seq, last, TRUE, &at, batch->signature, error))
    return FALSE;
  if (at == 0 && (!mc_peer_signature (tx->db, chain->origin, chain->stream, batch->first_seq, chain->head, FALSE, &at,
                                      batch->signature, error) ||
                  !read_entries (tx->db, chain, batch->first_seq, MAX (at, batch->first_seq), MC_BATCH_MAX_SIZE / 2, entries, error)))
    return FALSE;
  last = batch->first_seq + entries->len - 1;
  g_array_set_size (entries, at != 0 && last >= at ? (guint) (at - batch->first_seq + 1) : 0);
  return TRUE;
}

static gboolean
plan_batch (McTx *tx, gpointer data, GError **error)
{
  Step *step = data;
  const McChain *chain = step->chain;
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
  McCarryBatch batch = { .origin = chain->origin, .stream = chain->stream, .first_seq = step->last.seq + 1 };
  const McEntry *last;

  step->moved = FALSE;
  g_array_set_clear_func (entries, _mc_exchange_clear_entry);
  memcpy (batch.id, chain->id, MC_ORIGIN_SIZE);
  memcpy (batch.prev_hash, step->last.hash, MC_HASH_SIZE);
  if (!read_entries (tx->db, chain, batch.first_seq, chain->head, (gsize) MIN (MC_CARRY_RAW_MAX, step->plan->max), entries, error))
    return FALSE;
  if (entries->len == 0)
    return TRUE;
  last = &g_array_index (entries, McEntry, entries->len - 1);
  if (memcmp (chain->id, tx->origin_id, MC_ORIGIN_SIZE) == 0)
    {
      if (!mc_store_sign_head (tx, chain->stream, last->envelope.seq, last->hash, batch.signature, error))
        return FALSE;
    }
  else if (!end_at_signature (tx, chain, &batch, entries, error))
    return FALSE;
  if (entries->len == 0)
    return TRUE;
  batch.count = entries->len;
  batch.room = room_of (entries);
  last = &g_array_index (entries, McEntry, entries->len - 1);
  step->last.seq = batch.first_seq + batch.count - 1;
  memcpy (step->last.hash, last->hash, MC_HASH_SIZE);
  g_array_append_val (step->plan->batches, batch);
  step->plan->entries += batch.count;
  step->moved = TRUE;
  return TRUE;
}

typedef struct
{
  const McChain *chain;
  McHead *head;
} Hash;

static gboolean
read_hash (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Hash *hash = data;

  return _mc_exchange_hash_at (db, hash->chain, hash->head->seq, hash->head->hash, error);
}

/* A batch in a transaction: a long chain does not keep an officer from saving. */
gboolean
_mc_carry_plan_chain (McCarryPlan *self, McStore *store, const McChain *chain, gint64 after, GError **error)
{
  Step step = { self, chain, { .seq = after }, TRUE };
  Hash hash = { chain, &step.last };

  if (after >= chain->head)
    return TRUE;
  if (!mc_store_read (store, read_hash, &hash, error))
    return FALSE;
  while (step.last.seq < chain->head && step.moved)
    if (!mc_store_write (store, plan_batch, &step, error))
      return FALSE;
  self->unsigned_entries += chain->head - step.last.seq;
  return TRUE;
}

/* What the province has said it has, in its own words. */
static gboolean
read_acks (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Read *read = data;
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT o.id, a.stream, a.seq, e.hash, a.signature FROM ack a JOIN origin o ON o.n = a.origin"
                                      " JOIN entry e ON e.origin = a.origin AND e.stream = a.stream AND e.seq = a.seq"
                                      " WHERE a.stream = 0 AND a.signature IS NOT NULL ORDER BY o.id",
                                      error);
  gboolean row = stmt != NULL;

  while (row)
    {
      McAck ack = { .stream = MC_STREAM_WORK, .is_signed = TRUE };
      guint8 hash[MC_HASH_SIZE];

      if (!mc_db_step (db, stmt, &row, error))
        return FALSE;
      if (!row || !mc_db_column_bytes (stmt, 0, ack.origin, MC_ORIGIN_SIZE) || !mc_db_column_bytes (stmt, 3, hash, MC_HASH_SIZE) ||
          !mc_db_column_bytes (stmt, 4, ack.signature, sizeof ack.signature))
        continue;
      ack.seq = sqlite3_column_int64 (stmt, 2);
      memcpy (ack.hash_start, hash, sizeof ack.hash_start);
      mc_put_ack (read->acks, &ack);
    }
  return stmt != NULL;
}

gboolean
_mc_carry_plan_acks (McCarryPlan *self, McStore *store, GError **error)
{
  Read read = { .acks = self->acks };

  return mc_store_read (store, read_acks, &read, error);
}

/* ---- parts ---------------------------------------------------------------------------------------------------- */

static gint64
file_room (gint64 size)
{
  return size + FILE_ROOM + size / PIECE * FILE_ROOM;
}

gint64
_mc_carry_plan_bytes (const McCarryPlan *self)
{
  gint64 bytes = self->acks->len;

  for (guint i = 0; i < self->batches->len; i++)
    bytes += g_array_index (self->batches, McCarryBatch, i).room;
  for (guint i = 0; i < self->files->len; i++)
    bytes += file_room (g_array_index (self->files, McCarryFileRef, i).size);
  return bytes;
}

gint64
_mc_carry_plan_room (const McCarryPlan *self)
{
  gint64 bytes = 0;

  for (guint i = 0; i < self->batches->len; i++)
    bytes += g_array_index (self->batches, McCarryBatch, i).room;
  return _mc_carry_plan_bytes (self) - bytes + bytes / PACKED;
}

/* Room for @more in the part under way, or a new one that begins here. */
static McCarryPart *
part_for (GArray *parts, gint64 more, gint64 max, gint64 *used, guint batch, guint file)
{
  McCarryPart part = { .first_batch = batch, .first_file = file };

  if (parts->len == 0 || (*used > 0 && *used + more > max))
    {
      g_array_append_val (parts, part);
      *used = 0;
    }
  *used += more;
  return &g_array_index (parts, McCarryPart, parts->len - 1);
}

GArray *
_mc_carry_plan_parts (const McCarryPlan *self)
{
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (McCarryPart));
  gint64 used = 0;

  for (guint i = 0; i < self->batches->len; i++)
    part_for (parts, g_array_index (self->batches, McCarryBatch, i).room, self->max, &used, i, 0)->n_batches++;
  for (guint i = 0; i < self->files->len; i++)
    {
      gint64 room = file_room (g_array_index (self->files, McCarryFileRef, i).size);

      part_for (parts, room, self->max, &used, self->batches->len, i)->n_files++;
    }
  return parts;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  const McCarryBatch *batch;
  GByteArray *frames;
} Encode;

static gboolean
encode_batch (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Encode *encode = data;
  const McCarryBatch *from = encode->batch;
  g_auto (McBatch) batch = { 0 };

  mc_batch_init (&batch);
  memcpy (batch.origin, from->id, MC_ORIGIN_SIZE);
  memcpy (batch.prev_hash, from->prev_hash, MC_HASH_SIZE);
  memcpy (batch.signature, from->signature, sizeof batch.signature);
  batch.stream = from->stream;
  batch.first_seq = from->first_seq;
  batch.is_signed = TRUE;
  if (!mc_journal_read (db, from->origin, from->stream, from->first_seq, from->count, G_MAXSIZE, batch.entries, error))
    return FALSE;
  /* Taken out of the chain meanwhile: it goes with the next one. */
  return batch.entries->len != from->count || mc_batch_append_frames (&batch, 0, encode->frames, error);
}

static gboolean
tell (McCarryProgress *progress, gint64 bytes, GCancellable *cancellable, GError **error)
{
  progress->done += bytes;
  if (progress->func != NULL)
    progress->func (MIN (progress->done, progress->total), progress->total, progress->data);
  return !_mc_carry_is_cancelled (cancellable, error);
}

/* A file that cannot be read is left out; verify tells of it. */
static gboolean
write_file (const McCarryFileRef *file, McBlobs *blobs, McBundleWriter *writer, McCarryProgress *progress, GCancellable *cancellable,
            GError **error)
{
  g_autofree guint8 *buffer = g_malloc (PIECE);
  McBlobPiece piece = { .total = file->size, .data = buffer };

  memcpy (piece.hash, file->hash, MC_HASH_SIZE);
  while (piece.offset < file->size)
    {
      g_autoptr (GByteArray) frame = g_byte_array_new ();

      if (!mc_blobs_read (blobs, file->hash, piece.offset, buffer, (gsize) MIN (PIECE, file->size - piece.offset), &piece.size, NULL) ||
          piece.size == 0)
        return tell (progress, file_room (file->size - piece.offset), cancellable, error);
      mc_put_blob (frame, &piece);
      piece.offset += (gint64) piece.size;
      if (!mc_bundle_writer_put (writer, frame, error) || !tell (progress, (gint64) piece.size, cancellable, error))
        return FALSE;
    }
  return tell (progress, file_room (file->size) - file->size, cancellable, error);
}

gboolean
_mc_carry_write_part (const McCarryPlan *plan, const McCarryPart *part, McStore *store, McBlobs *blobs, McBundleWriter *writer,
                      McCarryProgress *progress, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < part->n_batches; i++)
    {
      g_autoptr (GByteArray) frames = g_byte_array_new ();
      Encode encode = { &g_array_index (plan->batches, McCarryBatch, part->first_batch + i), frames };

      if (!mc_store_read (store, encode_batch, &encode, error) || !mc_bundle_writer_put (writer, frames, error) ||
          !tell (progress, encode.batch->room, cancellable, error))
        return FALSE;
    }
  /* Behind the entries they speak of. */
  if (!mc_bundle_writer_put (writer, plan->acks, error))
    return FALSE;
  for (guint i = 0; i < part->n_files; i++)
    if (!write_file (&g_array_index (plan->files, McCarryFileRef, part->first_file + i), blobs, writer, progress, cancellable, error))
      return FALSE;
  return tell (progress, 0, cancellable, error);
}
