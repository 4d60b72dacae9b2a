/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "memory-hub.h"

#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-origin.h"

#define N_PROVINCE 2 /* the first two origins */

static void
free_entry (gpointer data)
{
  MemoryEntry *entry = data;

  mc_entry_clear (&entry->entry);
  g_free (entry);
}

static void
free_origin (gpointer data)
{
  MemoryOrigin *origin = data;

  for (int stream = 0; stream < 2; stream++)
    {
      g_ptr_array_unref (origin->entries[stream]);
      g_hash_table_unref (origin->signatures[stream]);
    }
  g_free (origin);
}

static MemoryOrigin *
add_origin (MemoryHub *self, const guint8 id[MC_ORIGIN_SIZE], const guint8 public_key[32], int desk, int token)
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

static MemoryEntry *
head_of (MemoryOrigin *origin, McStream stream)
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
  head = head_of (origin, stream);
  chain->seq = head != NULL ? head->entry.envelope.seq : 0;
  if (head != NULL)
    memcpy (chain->hash, head->entry.hash, MC_HASH_SIZE);
  return TRUE;
}

static gboolean
storage_add_origin (gpointer tx, const guint8 id[MC_ORIGIN_SIZE], const guint8 public_key[32], int desk, gboolean is_speaker,
                    gboolean *added, GError **error)
{
  MemoryHub *self = tx;
  int token = is_speaker ? self->speaker : 0;
  GHashTableIter iter;
  gpointer key, value;

  g_assert_true (self->locked);
  g_assert_null (memory_hub_origin (self, id));
  g_hash_table_iter_init (&iter, self->keys);
  while (token == 0 && g_hash_table_iter_next (&iter, &key, &value))
    if (memcmp (g_bytes_get_data (value, NULL), public_key, 32) == 0)
      token = GPOINTER_TO_INT (key);
  *added = token != 0;
  if (*added)
    add_origin (self, id, public_key, desk, token);
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

static void
keep (MemoryHub *self, MemoryOrigin *origin, const McEntry *from)
{
  MemoryEntry *copy = g_new0 (MemoryEntry, 1);
  McEntry *entry = &copy->entry;
  McStream stream = from->envelope.stream;
  gsize size;
  const char *text = g_bytes_get_data (from->envelope_bytes, &size);

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
    keep (self, origin, &g_array_index (batch->entries, McEntry, i));
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

  for (guint i = N_PROVINCE; i < self->origins->len; i++)
    {
      MemoryOrigin *origin = g_ptr_array_index (self->origins, i);

      for (int stream = 0; stream < 2; stream++)
        {
          MemoryEntry *last = head_of (origin, (McStream) stream);
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

static gboolean
storage_wants (gpointer tx, guint max, GArray *wants, GError **error)
{
  MemoryHub *self = tx;

  g_array_append_vals (wants, self->wants->data, MIN (max, self->wants->len));
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
  add_origin (self, id, public_key, desk, memory_hub_origin (self, previous)->token);
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

/* ---- transactions ---------------------------------------------------------------------------------------------------- */

static void
begin (MemoryHub *self, int token)
{
  self->speaker = token;
  self->locked = FALSE;
  g_ptr_array_set_size (self->undo, 0);
  self->undo_origins = self->origins->len;
}

static void
roll_back (MemoryHub *self)
{
  for (guint i = self->undo->len; i > 0; i--)
    {
      MemoryEntry *entry = g_ptr_array_index (self->undo, i - 1);
      MemoryOrigin *origin = memory_hub_origin (self, entry->entry.envelope.origin);
      GPtrArray *entries = origin->entries[entry->entry.envelope.stream];

      g_hash_table_remove (origin->signatures[entry->entry.envelope.stream], &entry->entry.envelope.seq);
      if (entry->n != 0)
        g_ptr_array_set_size (self->stream, (gint) self->stream->len - 1);
      g_ptr_array_set_size (entries, (gint) entries->len - 1);
    }
  g_ptr_array_set_size (self->undo, 0);
  g_ptr_array_set_size (self->origins, (gint) self->undo_origins);
}

GByteArray *
memory_hub_exchange (MemoryHub *self, int token, gconstpointer request, gsize size, MemoryHubFault fault, GError **error)
{
  McHub hub = { &storage, self, self->office, self->secret_key };
  g_autoptr (GByteArray) answer = NULL;

  begin (self, token);
  answer = mc_hub_exchange (&hub, request, size, error);
  if (answer == NULL || fault == MEMORY_HUB_DIES_BEFORE_COMMIT)
    {
      roll_back (self);
      return NULL;
    }
  return fault == MEMORY_HUB_LIVES ? g_steal_pointer (&answer) : NULL;
}

/* ---- the province itself --------------------------------------------------------------------------------------------- */

void
memory_hub_write (MemoryHub *self, gboolean common, const char *kind, const McEntryRef *dossier, const McEntryRef *parent,
                  const char *body, McEntryRef *ref)
{
  static const guint8 zeros[MC_HASH_SIZE];
  MemoryOrigin *origin = memory_hub_origin (self, common ? self->common : self->of_office);
  MemoryEntry *head = head_of (origin, MC_STREAM_WORK);
  McEnvelope envelope = { .time = self->now, .actor = (char *) "so-nv", .kind = (char *) kind };
  g_auto (McEntry) entry = { 0 };
  guint8 signature[64];
  char *text;

  memcpy (envelope.origin, origin->id, MC_ORIGIN_SIZE);
  envelope.seq = head != NULL ? head->entry.envelope.seq + 1 : 1;
  if (dossier != NULL)
    envelope.dossier = *dossier;
  if (parent != NULL)
    envelope.parent = *parent;
  text = mc_envelope_encode (&envelope);
  entry.envelope.stream = MC_STREAM_WORK;
  entry.envelope_bytes = g_bytes_new_take (text, strlen (text));
  entry.body = g_bytes_new (body, strlen (body));
  mc_hash_bytes (body, strlen (body), entry.body_hash);
  mc_entry_hash (head != NULL ? head->entry.hash : zeros, text, strlen (text), entry.body_hash, entry.hash);
  keep (self, origin, &entry);
  mc_head_sign (self->secret_key, origin->id, MC_STREAM_WORK, envelope.seq, entry.hash, signature);
  g_hash_table_insert (origin->signatures[MC_STREAM_WORK], g_memdup2 (&envelope.seq, sizeof envelope.seq),
                       g_bytes_new (signature, sizeof signature));
  if (ref != NULL)
    {
      memcpy (ref->origin, origin->id, MC_ORIGIN_SIZE);
      ref->seq = envelope.seq;
    }
}

static void
begin_province (MemoryHub *self, gboolean common)
{
  g_autofree char *key = mc_hex_encode (self->public_key, sizeof self->public_key);
  g_autofree char *body = g_strdup_printf ("{\"reason\":\"province\",\"office\":\"%s\",\"public_key\":\"%s\"}",
                                           common ? "" : self->office, key);

  memory_hub_write (self, common, "begin", NULL, NULL, body, NULL);
}

MemoryHub *
memory_hub_new (const char *office, gint64 now)
{
  MemoryHub *self = g_new0 (MemoryHub, 1);

  g_assert_cmpint (sodium_init (), >=, 0);
  self->office = g_strdup (office);
  self->now = now;
  self->origins = g_ptr_array_new_with_free_func (free_origin);
  self->stream = g_ptr_array_new ();
  self->undo = g_ptr_array_new ();
  self->wants = g_array_new (FALSE, FALSE, sizeof (McWant));
  self->keys = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_bytes_unref);
  crypto_sign_ed25519_keypair (self->public_key, self->secret_key);
  randombytes_buf (self->common, MC_ORIGIN_SIZE);
  randombytes_buf (self->of_office, MC_ORIGIN_SIZE);
  add_origin (self, self->common, self->public_key, 0, 0);
  add_origin (self, self->of_office, self->public_key, 0, 0);
  begin_province (self, TRUE);
  begin_province (self, FALSE);
  return self;
}

void
memory_hub_free (MemoryHub *self)
{
  g_ptr_array_unref (self->stream);
  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->origins);
  g_array_unref (self->wants);
  g_hash_table_unref (self->keys);
  g_free (self->office);
  g_free (self);
}

void
memory_hub_enrol (MemoryHub *self, int token, const guint8 public_key[32])
{
  g_assert_cmpint (token, >, 0);
  g_hash_table_insert (self->keys, GINT_TO_POINTER (token), g_bytes_new (public_key, 32));
}

void
memory_hub_peer (MemoryHub *self, McPeer *peer)
{
  memset (peer, 0, sizeof *peer);
  peer->url = g_strdup ("memory:");
  memcpy (peer->public_key, self->public_key, sizeof peer->public_key);
  memcpy (peer->common, self->common, MC_ORIGIN_SIZE);
  memcpy (peer->office, self->of_office, MC_ORIGIN_SIZE);
}

/* ---- soundness --------------------------------------------------------------------------------------------------------- */

static guint
assert_chain (GPtrArray *entries)
{
  guint8 prev[MC_HASH_SIZE] = { 0 };

  for (guint i = 0; i < entries->len; i++)
    {
      const McEntry *entry = &((MemoryEntry *) g_ptr_array_index (entries, i))->entry;
      guint8 hash[MC_HASH_SIZE];
      gsize size;
      const char *text = g_bytes_get_data (entry->envelope_bytes, &size);

      g_assert_cmpint (entry->envelope.seq, ==, i + 1);
      mc_entry_hash (prev, text, size, entry->body_hash, hash);
      g_assert_cmpmem (hash, MC_HASH_SIZE, entry->hash, MC_HASH_SIZE);
      memcpy (prev, hash, MC_HASH_SIZE);
    }
  return entries->len;
}

void
memory_hub_assert_sound (MemoryHub *self)
{
  guint work = 0;

  for (guint i = 0; i < self->origins->len; i++)
    {
      MemoryOrigin *origin = g_ptr_array_index (self->origins, i);
      guint n = assert_chain (origin->entries[MC_STREAM_WORK]);

      work += memcmp (origin->id, self->common, MC_ORIGIN_SIZE) == 0 ? 0 : n;
      assert_chain (origin->entries[MC_STREAM_AUDIT]);
    }
  g_assert_cmpuint (work, ==, self->stream->len);
  for (guint i = 0; i < self->stream->len; i++)
    g_assert_cmpint (((MemoryEntry *) g_ptr_array_index (self->stream, i))->n, ==, i + 1);
}
