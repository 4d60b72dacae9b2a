/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-hub-private.h"

#include <string.h>

/* JSON of dossiers packs to a fifth or less; a third keeps the answer within what was asked for. */
#define PACKED 3

static void
free_batch (gpointer data)
{
  mc_batch_clear (data);
  g_free (data);
}

McHubPage *
_mc_hub_page_new (const McHub *hub, gsize answer_max)
{
  McHubPage *self = g_new0 (McHubPage, 1);

  self->hub = hub;
  self->max = answer_max * PACKED;
  self->runs = g_array_new (FALSE, FALSE, sizeof (McRun));
  self->kept = g_byte_array_new ();
  self->batches = g_ptr_array_new_with_free_func (free_batch);
  return self;
}

void
_mc_hub_page_free (McHubPage *self)
{
  g_array_unref (self->runs);
  g_byte_array_unref (self->kept);
  g_ptr_array_unref (self->batches);
  g_free (self);
}

gboolean
_mc_hub_page_is_full (const McHubPage *self)
{
  return self->size >= self->max || self->runs->len >= MC_HUB_MAX_RUNS / 2;
}

static void
add_to_runs (McHubPage *self, const McRun *run)
{
  McRun *last = self->runs->len > 0 ? &g_array_index (self->runs, McRun, self->runs->len - 1) : NULL;

  if (last != NULL && memcmp (last->origin, run->origin, MC_ORIGIN_SIZE) == 0 && last->first_n + last->count == run->first_n &&
      last->first_seq + last->count == run->first_seq)
    last->count += run->count;
  else
    g_array_append_vals (self->runs, run, 1);
}

static void
add_number (McHubPage *self, gint64 n, const McEnvelope *envelope)
{
  McRun run = { .first_n = n, .first_seq = envelope->seq, .count = 1 };

  memcpy (run.origin, envelope->origin, MC_ORIGIN_SIZE);
  add_to_runs (self, &run);
}

gint64
_mc_hub_page_take_kept (McHubPage *self, gint64 after)
{
  const McHubStorage *storage = self->hub->storage;

  while (storage->frame_at != NULL && !_mc_hub_page_is_full (self))
    {
      McRun run;
      g_autoptr (GBytes) payload = storage->frame_at (self->hub->tx, after + 1, &run);
      gsize size;
      gconstpointer data;

      if (payload == NULL)
        break;
      add_to_runs (self, &run);
      data = g_bytes_get_data (payload, &size);
      if (memcmp (run.origin, self->own, MC_ORIGIN_SIZE) != 0)
        {
          mc_frame_append (self->kept, MC_FRAME_ENTRIES, data, size);
          self->size += size * PACKED;
        }
      self->last = after = run.first_n + run.count - 1;
    }
  return after;
}

/* The batch that this entry goes on, or a new one. */
static McBatch *
batch_for (McHubPage *self, const McEnvelope *envelope, GError **error)
{
  McBatch *batch;

  for (guint i = self->batches->len; i > 0; i--)
    {
      batch = g_ptr_array_index (self->batches, i - 1);
      if (memcmp (batch->origin, envelope->origin, MC_ORIGIN_SIZE) == 0 && batch->stream == envelope->stream &&
          mc_batch_last_seq (batch) + 1 == envelope->seq && batch->entries->len < MC_BATCH_MAX_ENTRIES)
        return batch;
    }
  batch = g_new0 (McBatch, 1);
  mc_batch_init (batch);
  g_ptr_array_add (self->batches, batch);
  memcpy (batch->origin, envelope->origin, MC_ORIGIN_SIZE);
  batch->stream = envelope->stream;
  batch->first_seq = envelope->seq;
  if (envelope->seq > 1 && !self->hub->storage->hash_of (self->hub->tx, envelope->origin, envelope->stream, envelope->seq - 1,
                                                         batch->prev_hash, error))
    return NULL;
  return batch;
}

static void
add_copy (McBatch *batch, const McEntry *entry)
{
  McEntry copy = *entry;

  copy.envelope.actor = g_strdup (entry->envelope.actor);
  copy.envelope.kind = g_strdup (entry->envelope.kind);
  copy.envelope.real_actor = g_strdup (entry->envelope.real_actor);
  copy.envelope_bytes = entry->envelope_bytes != NULL ? g_bytes_ref (entry->envelope_bytes) : NULL;
  copy.body = entry->body != NULL ? g_bytes_ref (entry->body) : NULL;
  g_array_append_val (batch->entries, copy);
}

gboolean
_mc_hub_page_entry (gint64 n, const McEntry *entry, gpointer data, GError **error)
{
  McHubPage *self = data;
  const McEnvelope *envelope = &entry->envelope;
  McBatch *batch;

  self->last = n;
  if (!self->unnumbered)
    add_number (self, n, envelope);
  if (memcmp (envelope->origin, self->own, MC_ORIGIN_SIZE) == 0 ||
      (self->has_all && !self->hub->storage->is_of_province (self->hub->tx, envelope->origin)))
    return TRUE;
  batch = batch_for (self, envelope, error);
  if (batch == NULL)
    return FALSE;
  add_copy (batch, entry);
  self->size += (entry->body != NULL ? g_bytes_get_size (entry->body) : MC_HASH_SIZE) + 32;
  return TRUE;
}

gboolean
_mc_hub_page_put (McHubPage *self, GByteArray *answer, GError **error)
{
  g_byte_array_append (answer, self->kept->data, self->kept->len);
  for (guint i = 0; i < self->batches->len; i++)
    {
      McBatch *batch = g_ptr_array_index (self->batches, i);

      if (!self->hub->storage->signature_at (self->hub->tx, batch->origin, batch->stream, mc_batch_last_seq (batch),
                                             batch->signature, &batch->is_signed, error) ||
          !mc_batch_append_frames (batch, 0, answer, error))
        return FALSE;
    }
  return TRUE;
}
