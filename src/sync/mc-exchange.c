/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk says. How it takes in what comes stands in mc-exchange-take.c. */
#include "config.h"

#include "mc-exchange-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"

#define USUAL_ENTRIES (256 * 1024)
#define USUAL_ANSWER (256 * 1024)
/* What goes into one batch before it is packed: JSON of dossiers packs to a fifth or less. */
#define PACKED 4
#define MOST_RAW (1024 * 1024)
#define MOST_TRIES 8
#define MOST_FORMER 100 /* a chain that names itself must not hang */

typedef struct
{
  McTx *tx;
  GArray *chains;      /* (element-type McChain) */
  GArray *known;       /* (element-type McHead) what the province has once this request is taken, one for each chain */
  GPtrArray *quarantine;
  GByteArray *entries; /* ENTRIES frames */
  gsize room;          /* packed bytes that may still go into them */
  gboolean more;
} Request;

static void
request_clear (Request *self)
{
  g_clear_pointer (&self->chains, g_array_unref);
  g_clear_pointer (&self->known, g_array_unref);
  g_clear_pointer (&self->quarantine, g_ptr_array_unref);
  g_clear_pointer (&self->entries, g_byte_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

void
_mc_exchange_clear_entry (gpointer entry)
{
  mc_entry_clear (entry);
}

char *
_mc_exchange_subject (const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq)
{
  McEntryRef ref = { .seq = seq };
  g_autofree char *text = NULL;

  memcpy (ref.origin, origin, MC_ORIGIN_SIZE);
  text = mc_entry_ref_to_text (&ref);
  return g_strconcat (stream == MC_STREAM_WORK ? "entry " : "audit ", text, NULL);
}

gboolean
_mc_exchange_subject_of_chain (const char *subject, const guint8 origin[MC_ORIGIN_SIZE], McStream stream)
{
  McEntryRef ref;

  return g_str_has_prefix (subject, stream == MC_STREAM_WORK ? "entry " : "audit ") &&
         mc_entry_ref_from_text (subject + strlen ("entry "), &ref) && memcmp (ref.origin, origin, MC_ORIGIN_SIZE) == 0;
}

/* ---- which entries --------------------------------------------------------------------------------------------- */

/* The province would not have this chain: nothing of it is sent until it says that it knows it, or after an hour, two, four ... ten days.
 * What this desk writes now is offered at every exchange. */
static gboolean
is_held_back (const Request *self, const McChain *chain)
{
  for (guint i = 0; i < self->quarantine->len && !chain->is_own; i++)
    {
      const McQuarantine *item = g_ptr_array_index (self->quarantine, i);

      if (item->reason != MC_REFUSED_CONTENT && item->reason != MC_REFUSED_GAP &&
          self->tx->now - item->since < (G_GINT64_CONSTANT (3600) << MIN (item->tries - 1, MOST_TRIES)) &&
          _mc_exchange_subject_of_chain (item->subject, chain->id, chain->stream))
        return TRUE;
    }
  return FALSE;
}

gboolean
_mc_exchange_hash_at (McDb *db, const McChain *chain, gint64 seq, guint8 hash[MC_HASH_SIZE], GError **error)
{
  g_autoptr (GArray) entries = NULL;

  memset (hash, 0, MC_HASH_SIZE);
  if (seq == 0)
    return TRUE;
  if (seq == chain->head)
    {
      memcpy (hash, chain->hash, MC_HASH_SIZE);
      return TRUE;
    }
  entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
  g_array_set_clear_func (entries, _mc_exchange_clear_entry);
  if (!mc_journal_read (db, chain->origin, chain->stream, seq, 1, 0, entries, error))
    return FALSE;
  if (entries->len == 1)
    memcpy (hash, g_array_index (entries, McEntry, 0).hash, MC_HASH_SIZE);
  return TRUE;
}

static gboolean
read_entries (Request *self, const McChain *chain, gint64 to, gsize raw, McBatch *batch, GError **error)
{
  gint64 most = MIN (to - batch->first_seq + 1, MC_BATCH_MAX_ENTRIES);

  g_array_set_size (batch->entries, 0);
  return mc_journal_read (self->tx->db, chain->origin, chain->stream, batch->first_seq, (guint) most, raw, batch->entries, error);
}

/* Of others the author's own signature goes along: the batch ends at the last one that it has room for, or else at the next one.
 * Nothing is left in it when there is none, or too far behind. */
static gboolean
end_at_signature (Request *self, const McChain *chain, McBatch *batch, GError **error)
{
  gint64 at;

  if (!mc_peer_signature (self->tx->db, chain->origin, chain->stream, batch->first_seq, mc_batch_last_seq (batch), TRUE, &at,
                          batch->signature, error))
    return FALSE;
  if (at == 0 && (!mc_peer_signature (self->tx->db, chain->origin, chain->stream, batch->first_seq, chain->head, FALSE, &at,
                                      batch->signature, error) ||
                  !read_entries (self, chain, MAX (at, batch->first_seq), MC_BATCH_MAX_SIZE / 2, batch, error)))
    return FALSE;
  batch->is_signed = at != 0 && mc_batch_last_seq (batch) >= at;
  g_array_set_size (batch->entries, batch->is_signed ? (guint) (at - batch->first_seq + 1) : 0);
  return TRUE;
}

/* What an origin wrote that was this store's before may be without a signature when its key is gone. */
static gboolean
fill_batch (Request *self, const McChain *chain, gboolean is_former, McBatch *batch, GError **error)
{
  gsize raw = MIN (self->room * PACKED, MOST_RAW);

  if (!read_entries (self, chain, chain->head, raw, batch, error))
    return FALSE;
  if (chain->is_own)
    {
      batch->is_signed = TRUE;
      return mc_store_sign_head (self->tx, chain->stream, mc_batch_last_seq (batch), mc_batch_head (batch), batch->signature,
                                 error);
    }
  if (!end_at_signature (self, chain, batch, error))
    return FALSE;
  return batch->entries->len > 0 || !is_former || read_entries (self, chain, chain->head, raw, batch, error);
}

/* One batch of a chain after *@last, which moves on if there is something to send. */
static gboolean
put_batch (Request *self, const McChain *chain, gboolean is_former, McHead *last, GError **error)
{
  g_auto (McBatch) batch = { 0 };
  gsize before = self->entries->len;

  mc_batch_init (&batch);
  memcpy (batch.origin, chain->id, MC_ORIGIN_SIZE);
  memcpy (batch.prev_hash, last->hash, MC_HASH_SIZE);
  batch.stream = chain->stream;
  batch.first_seq = last->seq + 1;
  if (!fill_batch (self, chain, is_former, &batch, error))
    return FALSE;
  if (batch.entries->len == 0)
    return TRUE;
  if (!mc_batch_append_frames (&batch, 0, self->entries, error))
    return FALSE;
  last->seq = mc_batch_last_seq (&batch);
  memcpy (last->hash, mc_batch_head (&batch), MC_HASH_SIZE);
  self->room -= MIN (self->room, self->entries->len - before);
  return TRUE;
}

static gboolean
put_chain (Request *self, const McChain *chain, gboolean is_former, McHead *last, GError **error)
{
  gboolean moves = TRUE;

  if (chain->head <= chain->acked || is_held_back (self, chain))
    return TRUE;
  while (last->seq < chain->head && self->room > 0 && moves)
    {
      gint64 before = last->seq;

      if (!put_batch (self, chain, is_former, last, error))
        return FALSE;
      moves = last->seq > before;
    }
  self->more |= last->seq < chain->head && moves;
  return TRUE;
}

/* ---- whose they are ---------------------------------------------------------------------------------------------- */

typedef struct
{
  guint8 id[MC_ORIGIN_SIZE];
} OriginId;

/* Which origin wrote in the store of @id before it did: its first entry says so. *found FALSE for none. */
static gboolean
predecessor (McDb *db, const guint8 id[MC_ORIGIN_SIZE], McEntryRef *previous, gboolean *found, GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *text = NULL;
  JsonObject *body;
  GBytes *bytes;
  int n;

  *found = FALSE;
  g_array_set_clear_func (entries, _mc_exchange_clear_entry);
  if (!mc_journal_find_origin (db, id, &n, error) ||
      !mc_journal_read (db, n, MC_STREAM_WORK, 1, 1, 0, entries, error))
    return FALSE;
  bytes = entries->len == 1 ? g_array_index (entries, McEntry, 0).body : NULL;
  if (bytes == NULL)
    return TRUE;
  body = mc_json_parse_object (parser, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL);
  *found = body != NULL && mc_json_read_text (body, "previous", &text, NULL) && text != NULL &&
           mc_entry_ref_from_text (text, previous);
  return TRUE;
}

/* The origins that wrote in this store before, last one first. */
static gboolean
list_former (McTx *tx, GArray *former, GError **error)
{
  McEntryRef previous;
  gboolean found = TRUE;

  memcpy (previous.origin, tx->origin_id, MC_ORIGIN_SIZE);
  while (found && former->len < MOST_FORMER)
    {
      if (!predecessor (tx->db, previous.origin, &previous, &found, error))
        return FALSE;
      if (found)
        g_array_append_vals (former, previous.origin, 1);
    }
  return TRUE;
}

static gboolean
is_among (GArray *former, const guint8 id[MC_ORIGIN_SIZE])
{
  for (guint i = 0; i < former->len; i++)
    if (memcmp (&g_array_index (former, OriginId, i), id, MC_ORIGIN_SIZE) == 0)
      return TRUE;
  return FALSE;
}

gboolean
_mc_exchange_is_former (McTx *tx, const guint8 origin[MC_ORIGIN_SIZE], gboolean *is_former, GError **error)
{
  g_autoptr (GArray) former = g_array_new (FALSE, FALSE, sizeof (OriginId));

  if (!list_former (tx, former, error))
    return FALSE;
  *is_former = is_among (former, origin);
  return TRUE;
}

static void
name_former (McHello *hello, GArray *chains, GArray *former)
{
  for (guint i = 0; i < chains->len && hello->n_former < MC_HELLO_FORMER; i++)
    {
      const McChain *chain = &g_array_index (chains, McChain, i);

      if (chain->stream == MC_STREAM_WORK && chain->acked == 0 && !chain->is_own && is_among (former, chain->id))
        memcpy (hello->former[hello->n_former++], chain->id, MC_ORIGIN_SIZE);
    }
}

/* Work before audit, what this desk writes before what it passes on. */
static guint
urgency (const McChain *chain)
{
  return (chain->stream == MC_STREAM_AUDIT ? 2u : 0u) + (chain->is_own ? 0u : 1u);
}

static gboolean
put_chains (Request *self, GArray *former, GError **error)
{
  for (guint pass = 0; pass < 4; pass++)
    for (guint i = 0; i < self->chains->len; i++)
      {
        const McChain *chain = &g_array_index (self->chains, McChain, i);

        if (urgency (chain) == pass &&
            !put_chain (self, chain, is_among (former, chain->id), &g_array_index (self->known, McHead, i), error))
          return FALSE;
      }
  return TRUE;
}

/* ---- the request --------------------------------------------------------------------------------------------------- */

static gboolean
load_known (Request *self, GError **error)
{
  for (guint i = 0; i < self->chains->len; i++)
    {
      const McChain *chain = &g_array_index (self->chains, McChain, i);
      McHead head = { .stream = chain->stream, .seq = MIN (chain->acked, chain->head) };

      memcpy (head.origin, chain->id, MC_ORIGIN_SIZE);
      if (!_mc_exchange_hash_at (self->tx->db, chain, head.seq, head.hash, error))
        return FALSE;
      g_array_append_val (self->known, head);
    }
  return TRUE;
}

/* The digest of what the province has of everybody's work when it has taken this in. */
static void
digest_known (const Request *self, guint8 digest[MC_DIGEST_SIZE])
{
  g_autoptr (GArray) heads = g_array_new (FALSE, FALSE, sizeof (McHead));

  for (guint i = 0; i < self->known->len; i++)
    {
      const McHead *head = &g_array_index (self->known, McHead, i);

      if (head->seq > 0 && head->stream == MC_STREAM_WORK)
        g_array_append_vals (heads, head, 1);
    }
  mc_heads_digest (heads, digest);
}

static gboolean
request_init (Request *self, McTx *tx, const McExchangeLimits *limits, GError **error)
{
  self->tx = tx;
  self->room = limits->entries_max != 0 ? limits->entries_max : USUAL_ENTRIES;
  self->known = g_array_new (FALSE, FALSE, sizeof (McHead));
  self->entries = g_byte_array_new ();
  return (self->chains = mc_peer_chains (tx->db, error)) != NULL &&
         (self->quarantine = mc_quarantine_list (tx->db, error)) != NULL && load_known (self, error);
}

static gboolean
common_head (McDb *db, const guint8 id[MC_ORIGIN_SIZE], gint64 *seq, GError **error)
{
  guint8 hash[MC_HASH_SIZE];
  int n;

  return mc_journal_find_origin (db, id, &n, error) && mc_journal_head (db, n, MC_STREAM_WORK, seq, hash, error);
}

GByteArray *
mc_exchange_request (McTx *tx, const McExchangeLimits *limits, gboolean *more, GError **error)
{
  McHello hello = { .version = MC_FRAME_VERSION, .small_only = limits->small_only };
  g_autoptr (GArray) former = g_array_new (FALSE, FALSE, sizeof (OriginId));
  g_auto (Request) self = { 0 };
  g_auto (McPeer) peer = { 0 };
  GByteArray *out;
  gboolean enrolled;

  if (!mc_peer_load (tx->db, &peer, &enrolled, error))
    return NULL;
  if (!enrolled)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_AUTH_REQUIRED, _ ("This desk is not registered with the province yet"));
      return NULL;
    }
  if (!request_init (&self, tx, limits, error) || !list_former (tx, former, error) ||
      !put_chains (&self, former, error) || !common_head (tx->db, peer.common, &hello.common, error))
    return NULL;

  for (guint i = 0; limits->own_to != NULL && i < self.chains->len; i++)
    if (g_array_index (self.chains, McChain, i).is_own && g_array_index (self.chains, McChain, i).stream == MC_STREAM_WORK)
      *limits->own_to = g_array_index (self.known, McHead, i).seq;
  memcpy (hello.origin, tx->origin_id, MC_ORIGIN_SIZE);
  digest_known (&self, hello.digest);
  hello.cursor = peer.cursor;
  hello.answer_max = limits->answer_max != 0 ? limits->answer_max : USUAL_ANSWER;
  name_former (&hello, self.chains, former);
  *more = self.more;
  out = g_byte_array_new ();
  mc_put_hello (out, &hello);
  g_byte_array_append (out, self.entries->data, self.entries->len);
  return out;
}

gboolean
mc_exchange_hello (McTx *tx, GByteArray *out, GError **error)
{
  McHello hello = { .version = MC_FRAME_VERSION };
  g_autoptr (GArray) former = g_array_new (FALSE, FALSE, sizeof (OriginId)), chains = NULL;
  g_auto (McPeer) peer = { 0 };
  gboolean enrolled;

  if (!mc_peer_load (tx->db, &peer, &enrolled, error) || (chains = mc_peer_chains (tx->db, error)) == NULL ||
      !list_former (tx, former, error) || !common_head (tx->db, peer.common, &hello.common, error))
    return FALSE;
  memcpy (hello.origin, tx->origin_id, MC_ORIGIN_SIZE);
  hello.cursor = peer.cursor;
  name_former (&hello, chains, former);
  mc_put_hello (out, &hello);
  return TRUE;
}
