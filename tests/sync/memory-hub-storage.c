/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the hub stands on, in memory. */
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"
#include "memory-hub-private.h"

static void
free_entry (gpointer data)
{
  MemoryEntry *entry = data;

  mc_entry_clear (&entry->entry);
  g_free (entry);
}

void
_memory_hub_free_origin (gpointer data)
{
  MemoryOrigin *origin = data;

  for (int stream = 0; stream < 2; stream++)
    {
      g_ptr_array_unref (origin->entries[stream]);
      g_hash_table_unref (origin->signatures[stream]);
    }
  g_free (origin);
}

MemoryOrigin *
_memory_hub_add_origin (MemoryHub *self, const guint8 id[MC_ORIGIN_SIZE], const guint8 public_key[32], int desk, int token)
{
  MemoryOrigin *origin = g_new0 (MemoryOrigin, 1);

  memcpy (origin->id, id, MC_ORIGIN_SIZE);
  memcpy (origin->public_key, public_key, 32);
  origin->desk = desk;
  origin->token = token;
  for (int stream = 0; stream < 2; stream++)
    {
      origin->entries[stream] = g_ptr_array_new_with_free_func (free_entry);
      origin->signatures[stream]
          = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_bytes_unref);
    }
  g_ptr_array_add (self->origins, origin);
  return origin;
}

MemoryOrigin *
memory_hub_origin (MemoryHub *self, const guint8 id[MC_ORIGIN_SIZE])
{
  for (guint i = 0; i < self->origins->len; i++)
    {
      MemoryOrigin *origin = g_ptr_array_index (self->origins, i);

      if (memcmp (origin->id, id, MC_ORIGIN_SIZE) == 0)
        return origin;
    }
  return NULL;
}

MemoryEntry *
_memory_hub_head (MemoryOrigin *origin, McStream stream)
{
  GPtrArray *entries = origin->entries[stream];

  return entries->len > 0 ? g_ptr_array_index (entries, entries->len - 1) : NULL;
}

static gboolean
is_of_province (MemoryHub *self, const guint8 id[MC_ORIGIN_SIZE])
{
  return memcmp (id, self->common, MC_ORIGIN_SIZE) == 0 || memcmp (id, self->of_office, MC_ORIGIN_SIZE) == 0;
}

/* ---- storage ------------------------------------------------------------------------------------------------------- */

static gboolean
storage_lock (gpointer tx, GError **error)
{
  MemoryHub *self = tx;

  self->n_locks += self->locked ? 0 : 1;
  self->locked = TRUE;
  return TRUE;
}

static gboolean
storage_chain (gpointer tx, const guint8 id[MC_ORIGIN_SIZE], McStream stream, McHubChain *chain, gboolean *known, GError **error)
{
  MemoryHub *self = tx;
  MemoryOrigin *origin = memory_hub_origin (self, id);
  MemoryEntry *head;

  g_assert_true (self->locked);
  *known = origin != NULL;
  if (origin == NULL)
    return TRUE;
  memcpy (chain->public_key, origin->public_key, sizeof chain->public_key);
  chain->is_speakers = origin->token == self->speaker;
  head = _memory_hub_head (origin, stream);
  chain->seq = head != NULL ? head->entry.envelope.seq : 0;
  if (head != NULL)
    memcpy (chain->hash, head->entry.hash, MC_HASH_SIZE);
  return TRUE;
}

/* The desk that registered with this key; 0 for none. */
int
_memory_hub_token_of (MemoryHub *self, const guint8 public_key[32])
{
  GHashTableIter iter;
  gpointer token, key;

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, &token, &key))
    if (memcmp (g_bytes_get_data (key, NULL), public_key, 32) == 0)
      return GPOINTER_TO_INT (token);
  return 0;
}

static gboolean
storage_add_origin (gpointer tx, const guint8 id[MC_ORIGIN_SIZE], const guint8 public_key[32], int desk, gboolean is_speaker,
                    gboolean *added, GError **error)
{
  MemoryHub *self = tx;
  int token = _memory_hub_token_of (self, public_key);

  g_assert_true (self->locked);
  g_assert_null (memory_hub_origin (self, id));
  /* A machine that was copied before it first spoke: its copy comes from that origin too. */
  if (token == 0 && is_speaker)
    token = self->speaker;
  *added = token != 0;
  if (*added)
    _memory_hub_add_origin (self, id, public_key, desk, token);
  return TRUE;
}

static gboolean
storage_hash_of (gpointer tx, const guint8 id[MC_ORIGIN_SIZE], McStream stream, gint64 seq, guint8 hash[MC_HASH_SIZE],
                 GError **error)
{
  MemoryOrigin *origin = memory_hub_origin (tx, id);

  g_assert_nonnull (origin);
  g_assert_cmpint (seq, >=, 1);
  g_assert_cmpint (seq, <=, origin->entries[stream]->len);
  memcpy (hash, ((MemoryEntry *) g_ptr_array_index (origin->entries[stream], (guint) seq - 1))->entry.hash, MC_HASH_SIZE);
  return TRUE;
}

/* Which file an entry names, its own or a result's. */
static void
note_file (MemoryEntry *copy, const McEntry *from)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *text = NULL, *hex = NULL;
  JsonObject *body, *result = NULL;

  if (from->body == NULL)
    return;
  text = g_strndup (g_bytes_get_data (from->body, NULL), g_bytes_get_size (from->body));
  if (strstr (text, "\"blob\"") == NULL || (body = mc_json_parse_object (parser, text, -1, NULL)) == NULL)
    return;
  if (mc_json_read_object (body, "result", &result, NULL) && result != NULL)
    body = result;
  if (!mc_json_read_text (body, "blob", &hex, NULL) || hex == NULL || !mc_hex_decode (hex, copy->file, MC_HASH_SIZE) ||
      !mc_json_read_int (body, "bytes", &copy->file_size, NULL))
    copy->file_size = 0;
}

void
_memory_hub_keep (MemoryHub *self, MemoryOrigin *origin, const McEntry *from)
{
  MemoryEntry *copy = g_new0 (MemoryEntry, 1);
  McEntry *entry = &copy->entry;
  McStream stream = from->envelope.stream;
  gsize size;
  const char *text = g_bytes_get_data (from->envelope_bytes, &size);

  note_file (copy, from);
  copy->since = self->now;
  g_assert_true (mc_envelope_decode (text, size, &entry->envelope, NULL));
  entry->envelope_bytes = g_bytes_ref (from->envelope_bytes);
  entry->body = from->body != NULL ? g_bytes_ref (from->body) : NULL;
  memcpy (entry->body_hash, from->body_hash, MC_HASH_SIZE);
  memcpy (entry->hash, from->hash, MC_HASH_SIZE);
  g_assert_cmpint (entry->envelope.seq, ==, origin->entries[stream]->len + 1);
  g_ptr_array_add (origin->entries[stream], copy);
  if (stream == MC_STREAM_WORK && memcmp (origin->id, self->common, MC_ORIGIN_SIZE) != 0)
    {
      g_ptr_array_add (self->stream, copy);
      copy->n = self->stream->len;
    }
  g_ptr_array_add (self->undo, copy);
}

static gboolean
storage_append (gpointer tx, const McBatch *batch, guint skip, GArray *unreadable, GError **error)
{
  MemoryHub *self = tx;
  MemoryOrigin *origin = memory_hub_origin (self, batch->origin);
  gint64 last = mc_batch_last_seq (batch);

  g_assert_true (self->locked);
  for (guint i = skip; i < batch->entries->len; i++)
    _memory_hub_keep (self, origin, &g_array_index (batch->entries, McEntry, i));
  if (batch->is_signed)
    g_hash_table_insert (origin->signatures[batch->stream], g_memdup2 (&last, sizeof last),
                         g_bytes_new (batch->signature, sizeof batch->signature));
  return TRUE;
}

static int
compare_heads (gconstpointer a, gconstpointer b)
{
  const McHead *x = a, *y = b;
  int order = memcmp (x->origin, y->origin, MC_ORIGIN_SIZE);

  return order != 0 ? order : (int) x->stream - (int) y->stream;
}

static gboolean
storage_heads (gpointer tx, GArray *heads, GError **error)
{
  MemoryHub *self = tx;

  for (guint i = MEMORY_HUB_N_PROVINCE; i < self->origins->len; i++)
    {
      MemoryOrigin *origin = g_ptr_array_index (self->origins, i);

      for (int stream = 0; stream < 2; stream++)
        {
          MemoryEntry *last = _memory_hub_head (origin, (McStream) stream);
          McHead head = { .stream = (McStream) stream };

          if (last == NULL || (stream == MC_STREAM_AUDIT && origin->token != self->speaker))
            continue;
          memcpy (head.origin, origin->id, MC_ORIGIN_SIZE);
          head.seq = last->entry.envelope.seq;
          memcpy (head.hash, last->entry.hash, MC_HASH_SIZE);
          g_array_append_val (heads, head);
        }
    }
  g_array_sort (heads, compare_heads);
  return TRUE;
}

static gboolean
read_list (GPtrArray *list, gint64 after, gsize max_bytes, McHubEntryFunc func, gpointer data, gboolean *more, GError **error)
{
  gsize bytes = 0;
  guint i;

  for (i = (guint) after; i < list->len && bytes < max_bytes; i++)
    {
      MemoryEntry *entry = g_ptr_array_index (list, i);

      if (!func ((gint64) i + 1, &entry->entry, data, error))
        return FALSE;
      bytes += g_bytes_get_size (entry->entry.envelope_bytes);
      bytes += entry->entry.body != NULL ? g_bytes_get_size (entry->entry.body) : 0;
    }
  *more = i < list->len;
  return TRUE;
}

static gboolean
storage_read_stream (gpointer tx, gint64 after, gsize max_bytes, McHubEntryFunc func, gpointer data, gboolean *more,
                     GError **error)
{
  return read_list (((MemoryHub *) tx)->stream, after, max_bytes, func, data, more, error);
}

static gboolean
storage_read_common (gpointer tx, gint64 after, gsize max_bytes, McHubEntryFunc func, gpointer data, gboolean *more,
                     GError **error)
{
  MemoryHub *self = tx;

  return read_list (memory_hub_origin (self, self->common)->entries[MC_STREAM_WORK], after, max_bytes, func, data, more, error);
}

static gboolean
storage_signature_at (gpointer tx, const guint8 id[MC_ORIGIN_SIZE], McStream stream, gint64 seq, guint8 signature[64],
                      gboolean *found, GError **error)
{
  MemoryOrigin *origin = memory_hub_origin (tx, id);
  GBytes *bytes = g_hash_table_lookup (origin->signatures[stream], &seq);

  *found = bytes != NULL;
  if (bytes != NULL)
    memcpy (signature, g_bytes_get_data (bytes, NULL), 64);
  return TRUE;
}

MemoryFile *
_memory_hub_file_of (MemoryHub *self, const guint8 hash[MC_HASH_SIZE])
{
  g_autoptr (GBytes) key = g_bytes_new (hash, MC_HASH_SIZE);

  return g_hash_table_lookup (self->files, key);
}

/* What a desk attached whose token is good no more, or what does not come for a week, is asked of all. */
static gboolean
is_asked (MemoryHub *self, const MemoryEntry *entry)
{
  int token = memory_hub_origin (self, entry->entry.envelope.origin)->token;

  return token == self->speaker || !memory_hub_knows_token (self, token) || self->now - entry->since > 7 * 86400;
}

static gboolean
storage_wants (gpointer tx, guint max, GArray *wants, GError **error)
{
  MemoryHub *self = tx;

  for (guint i = 0; i < self->stream->len && wants->len < max; i++)
    {
      const MemoryEntry *entry = g_ptr_array_index (self->stream, i);
      const MemoryFile *file = entry->file_size > 0 ? _memory_hub_file_of (self, entry->file) : NULL;
      McWant want = { .from = file != NULL ? file->bytes->len : 0, .to = entry->file_size };

      if (want.from >= want.to || !is_asked (self, entry))
        continue;
      memcpy (want.hash, entry->file, MC_HASH_SIZE);
      g_array_append_val (wants, want);
    }
  return TRUE;
}

static gboolean
storage_is_of_province (gpointer tx, const guint8 id[MC_ORIGIN_SIZE])
{
  return is_of_province (tx, id);
}

static gint64
storage_now (gpointer tx)
{
  return ((MemoryHub *) tx)->now;
}

static gboolean
storage_read_order (gpointer tx, gint64 after, gint64 max, GArray *runs, gboolean *more, GError **error)
{
  MemoryHub *self = tx;
  gint64 n;

  for (n = after + 1; n <= (gint64) self->stream->len && n <= after + max; n++)
    {
      const McEnvelope *envelope = &((MemoryEntry *) g_ptr_array_index (self->stream, (guint) n - 1))->entry.envelope;
      McRun *last = runs->len > 0 ? &g_array_index (runs, McRun, runs->len - 1) : NULL;
      McRun run = { .first_n = n, .first_seq = envelope->seq, .count = 1 };

      memcpy (run.origin, envelope->origin, MC_ORIGIN_SIZE);
      if (last != NULL && memcmp (last->origin, run.origin, MC_ORIGIN_SIZE) == 0)
        last->count++;
      else
        g_array_append_val (runs, run);
    }
  *more = n <= (gint64) self->stream->len;
  return TRUE;
}

static gboolean
storage_add_successor (gpointer tx, const guint8 id[MC_ORIGIN_SIZE], const guint8 public_key[32], int desk,
                       const guint8 previous[MC_ORIGIN_SIZE], gboolean *added, GError **error)
{
  MemoryHub *self = tx;

  g_assert_null (memory_hub_origin (self, id));
  _memory_hub_add_origin (self, id, public_key, desk, memory_hub_origin (self, previous)->token);
  *added = TRUE;
  return TRUE;
}

static const McHubStorage storage = {
  .lock = storage_lock,
  .chain = storage_chain,
  .add_origin = storage_add_origin,
  .hash_of = storage_hash_of,
  .append = storage_append,
  .heads = storage_heads,
  .read_stream = storage_read_stream,
  .read_common = storage_read_common,
  .signature_at = storage_signature_at,
  .wants = storage_wants,
  .is_of_province = storage_is_of_province,
  .now = storage_now,
  .read_order = storage_read_order,
  .add_successor = storage_add_successor,
};

const McHubStorage *
_memory_hub_storage (void)
{
  return &storage;
}
