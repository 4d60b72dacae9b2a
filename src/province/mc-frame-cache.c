/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-frame-cache.h"

typedef struct
{
  gint64 key;
  McRun run;
  GBytes *payload;
} Kept;

struct _McFrameCache
{
  gsize max_bytes;
  GMutex mutex;         /* of what follows */
  GHashTable *by_start; /* (element-type gint64 Kept), of the keys in the Kept */
  GQueue order;         /* (element-type Kept), the oldest first */
  gsize bytes;
};

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_bytes_unref (kept->payload);
  g_free (kept);
}

McFrameCache *
mc_frame_cache_new (gsize max_bytes)
{
  McFrameCache *self = g_new0 (McFrameCache, 1);

  self->max_bytes = max_bytes;
  self->by_start = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_mutex_init (&self->mutex);
  return self;
}

void
mc_frame_cache_free (McFrameCache *self)
{
  g_hash_table_unref (self->by_start);
  g_queue_clear_full (&self->order, kept_free);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* No office has 2^40 entries, and no province 2^23 offices. */
static gint64
key_of (int office, gint64 n)
{
  return (gint64) office << 40 | n;
}

static void
drop_oldest (McFrameCache *self)
{
  Kept *kept = g_queue_pop_head (&self->order);

  self->bytes -= g_bytes_get_size (kept->payload);
  g_hash_table_remove (self->by_start, &kept->key);
  kept_free (kept);
}

void
mc_frame_cache_put (McFrameCache *self, int office, const McRun *run, GBytes *payload)
{
  gsize size = g_bytes_get_size (payload);
  gint64 key = key_of (office, run->first_n);

  g_mutex_lock (&self->mutex);
  if (size <= self->max_bytes && !g_hash_table_contains (self->by_start, &key))
    {
      Kept *kept = g_new (Kept, 1);

      *kept = (Kept) { key, *run, g_bytes_ref (payload) };
      g_hash_table_insert (self->by_start, &kept->key, kept);
      g_queue_push_tail (&self->order, kept);
      self->bytes += size;
      while (self->bytes > self->max_bytes)
        drop_oldest (self);
    }
  g_mutex_unlock (&self->mutex);
}

GBytes *
mc_frame_cache_get (McFrameCache *self, int office, gint64 n, McRun *run)
{
  gint64 key = key_of (office, n);
  GBytes *payload = NULL;
  const Kept *kept;

  g_mutex_lock (&self->mutex);
  if ((kept = g_hash_table_lookup (self->by_start, &key)) != NULL)
    {
      *run = kept->run;
      payload = g_bytes_ref (kept->payload);
    }
  g_mutex_unlock (&self->mutex);
  return payload;
}
