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
  self->batches = g_ptr_array_new_with_free_func (free_batch);
  return self;
}

void
_mc_hub_page_free (McHubPage *self)
{
  g_array_unref (self->runs);
  g_ptr_array_unref (self->batches);
  g_free (self);
}

gboolean
_mc_hub_page_is_full (const McHubPage *self)
{
  return self->size >= self->max || self->runs->len >= MC_HUB_MAX_RUNS / 2;
}

static void
add_to_runs (McHubPage *self, gint64 n, const McEnvelope *envelope)
{
  McRun *last = self->runs->len > 0 ? &g_array_index (self->runs, McRun, self->runs->len - 1) : NULL;
  McRun run = { .first_n = n, .first_seq = envelope->seq, .count = 1 };

  if (last != NULL && memcmp (last->origin, envelope->origin, MC_ORIGIN_SIZE) == 0 && last->first_n + last->count == n &&
      last->first_seq + last->count == envelope->seq)
    {
      last->count++;
      return;
    }
  memcpy (run.origin, envelope->origin, MC_ORIGIN_SIZE);
  g_array_append_val (self->runs, run);
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
    add_to_runs (self, n, envelope);
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
