/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "mc-province-storage-private.h"

/* Small batches are better sent together, in one frame with one signature. */
#define WORTH_KEEPING 32 /* entries */

typedef struct
{
  int office;
  McRun run;
  GBytes *payload;
} Fresh;

static void
fresh_free (gpointer data)
{
  Fresh *fresh = data;

  g_bytes_unref (fresh->payload);
  g_free (fresh);
}

void
mc_province_fresh_init (McProvinceFresh *self, McFrameCache *cache)
{
  self->cache = cache;
  self->frames = g_ptr_array_new_with_free_func (fresh_free);
}

void
mc_province_fresh_clear (McProvinceFresh *self)
{
  g_clear_pointer (&self->frames, g_ptr_array_unref);
}

void
mc_province_fresh_begin (McProvinceFresh *self, McProvinceTx *tx)
{
  g_ptr_array_set_size (self->frames, 0);
  tx->fresh = self;
}

void
mc_province_fresh_committed (McProvinceFresh *self)
{
  for (guint i = 0; i < self->frames->len; i++)
    {
      const Fresh *fresh = g_ptr_array_index (self->frames, i);

      mc_frame_cache_put (self->cache, fresh->office, &fresh->run, fresh->payload);
    }
}

void
_mc_province_keep_frame (gpointer data, const McBatch *batch, const McFrame *frame)
{
  McProvinceTx *tx = data;
  Fresh *fresh;

  if (tx->fresh == NULL || batch->entries->len < WORTH_KEEPING)
    return;
  fresh = g_new0 (Fresh, 1);
  fresh->office = tx->office;
  memcpy (fresh->run.origin, batch->origin, MC_ORIGIN_SIZE);
  fresh->run.first_seq = batch->first_seq;
  fresh->run.count = batch->entries->len;
  fresh->run.first_n = tx->next_n - fresh->run.count;
  fresh->payload = g_bytes_new (frame->payload, frame->size);
  g_ptr_array_add (tx->fresh->frames, fresh);
}

/* What came in this very transaction is at hand for itself. */
GBytes *
_mc_province_frame_at (gpointer data, gint64 n, McRun *run)
{
  McProvinceTx *tx = data;

  if (tx->fresh == NULL)
    return NULL;
  for (guint i = 0; i < tx->fresh->frames->len; i++)
    {
      const Fresh *fresh = g_ptr_array_index (tx->fresh->frames, i);

      if (fresh->run.first_n != n)
        continue;
      *run = fresh->run;
      return g_bytes_ref (fresh->payload);
    }
  return mc_frame_cache_get (tx->fresh->cache, tx->office, n, run);
}
