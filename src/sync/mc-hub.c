/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-hub.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-hub-private.h"
#include "mc-json.h"
#include "mc-origin.h"

typedef struct
{
  const McHub *hub;
  McHello hello;
  GByteArray *answer; /* (not owned) */
} Exchange;

static gboolean
no_exchange (GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The request cannot be read"));
  return FALSE;
}

/* ---- entries that come up ------------------------------------------------------------------------------------- */

static void
refuse (GByteArray *answer, const McBatch *batch, gint64 seq, McRefusedReason reason)
{
  McRefused refused = { .reason = reason, .stream = batch->stream, .seq = seq };

  memcpy (refused.origin, batch->origin, MC_ORIGIN_SIZE);
  mc_put_refused (answer, &refused);
}

static void
acknowledge (const McHub *hub, GByteArray *answer, const McHead *head, gboolean sign)
{
  McAck ack = { .stream = head->stream, .seq = head->seq, .is_signed = sign };

  memcpy (ack.origin, head->origin, MC_ORIGIN_SIZE);
  memcpy (ack.hash_start, head->hash, sizeof ack.hash_start);
  if (sign)
    mc_head_sign (hub->secret_key, head->origin, head->stream, head->seq, head->hash, ack.signature);
  mc_put_ack (answer, &ack);
}

typedef struct
{
  guint8 public_key[MC_PUBLIC_KEY_SIZE];
  gint64 desk;
  McEntryRef previous;
  gboolean is_vouched; /* somebody signed the key, who says to be the origin before */
  guint8 vouched[MC_SIGNATURE_SIZE];
} Begin;

static void
read_vouching (JsonObject *body, Begin *begin)
{
  g_autofree char *previous = NULL, *vouched = NULL;

  begin->is_vouched = mc_json_read_text (body, "previous", &previous, NULL) &&
                      mc_json_read_text (body, "vouched", &vouched, NULL) && previous != NULL && vouched != NULL &&
                      mc_entry_ref_from_text (previous, &begin->previous) &&
                      mc_hex_decode (vouched, begin->vouched, sizeof begin->vouched);
}

/* What an origin says of itself in its first entry; FALSE when it is not of this office. */
static gboolean
read_begin (const McHub *hub, const McBatch *batch, Begin *begin)
{
  const McEntry *entry = &g_array_index (batch->entries, McEntry, 0);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *office = NULL, *key = NULL;
  JsonObject *body;
  gsize size;
  const char *text;

  if (batch->stream != MC_STREAM_WORK || batch->first_seq != 1 || entry->body == NULL ||
      strcmp (entry->envelope.kind, "begin") != 0)
    return FALSE;
  text = g_bytes_get_data (entry->body, &size);
  body = mc_json_parse_object (parser, text, (gssize) size, NULL);
  memset (begin, 0, sizeof *begin);
  if (body != NULL)
    read_vouching (body, begin);
  return body != NULL && mc_json_read_text (body, "office", &office, NULL) &&
         mc_json_read_text (body, "public_key", &key, NULL) && mc_json_read_int (body, "desk", &begin->desk, NULL) &&
         begin->desk >= 0 && begin->desk <= G_MAXINT && g_strcmp0 (office, hub->office) == 0 && key != NULL &&
         mc_hex_decode (key, begin->public_key, MC_PUBLIC_KEY_SIZE);
}

static gboolean
is_speakers (const McHello *hello, const guint8 origin[MC_ORIGIN_SIZE])
{
  gboolean is = memcmp (hello->origin, origin, MC_ORIGIN_SIZE) == 0;

  for (guint i = 0; i < hello->n_former; i++)
    is = is || memcmp (hello->former[i], origin, MC_ORIGIN_SIZE) == 0;
  return is;
}

/* A desk that nobody will hear of again, because its machine died, vouched for this one while it could. */
static gboolean
add_successor (const McHub *hub, const McBatch *batch, const Begin *begin, gboolean *added, GError **error)
{
  McHubChain chain = { 0 };
  gboolean known;

  *added = FALSE;
  if (!begin->is_vouched || hub->storage->add_successor == NULL ||
      hub->storage->is_of_province (hub->tx, begin->previous.origin))
    return TRUE;
  if (!hub->storage->chain (hub->tx, begin->previous.origin, MC_STREAM_WORK, &chain, &known, error))
    return FALSE;
  if (!known || !mc_head_verify (chain.public_key, batch->origin, MC_STREAM_WORK, 0, begin->public_key, begin->vouched))
    return TRUE;
  return hub->storage->add_successor (hub->tx, batch->origin, begin->public_key, (int) begin->desk, begin->previous.origin, added,
                                      error);
}

/* *known FALSE when these entries are of nobody the office knows. */
static gboolean
find_or_add_chain (const McHub *hub, const McHello *hello, const McBatch *batch, McHubChain *chain, gboolean *known,
                   GError **error)
{
  Begin begin;

  memset (chain, 0, sizeof *chain);
  *known = FALSE;
  if (hub->storage->is_of_province (hub->tx, batch->origin))
    return TRUE;
  if (!hub->storage->chain (hub->tx, batch->origin, batch->stream, chain, known, error))
    return FALSE;
  if (*known || !read_begin (hub, batch, &begin))
    return TRUE;
  if (!hub->storage->add_origin (hub->tx, batch->origin, begin.public_key, (int) begin.desk,
                                 is_speakers (hello, batch->origin), known, error) ||
      (!*known && !add_successor (hub, batch, &begin, known, error)))
    return FALSE;
  return !*known || hub->storage->chain (hub->tx, batch->origin, batch->stream, chain, known, error);
}

/* Entries of another desk are believed when their author signed them; what the desk itself says, its token vouches for. */
static gboolean
signature_holds (const McBatch *batch, const McHubChain *chain)
{
  if (!batch->is_signed)
    return chain->is_speakers;
  return mc_head_verify (chain->public_key, batch->origin, batch->stream, mc_batch_last_seq (batch), mc_batch_head (batch),
                         batch->signature);
}

/* Whether number @seq, which both have, is the same entry in the batch (0: its previous hash) and here. */
static gboolean
is_same (const McHub *hub, const McBatch *batch, const McHubChain *chain, gint64 seq, gboolean *same, GError **error)
{
  const guint8 *theirs = seq < batch->first_seq
                             ? batch->prev_hash
                             : g_array_index (batch->entries, McEntry, (guint) (seq - batch->first_seq)).hash;
  guint8 hash[MC_HASH_SIZE];

  if (seq == chain->seq)
    memcpy (hash, chain->hash, MC_HASH_SIZE);
  else if (!hub->storage->hash_of (hub->tx, batch->origin, batch->stream, seq, hash, error))
    return FALSE;
  *same = memcmp (hash, theirs, MC_HASH_SIZE) == 0;
  return TRUE;
}

/* The first number of the batch that is known with other bytes, 0 when there is none. Hashes are chained: up to one that is the same
 * all are, and after one that is not none is. */
static gboolean
find_fork (const McHub *hub, const McBatch *batch, const McHubChain *chain, gint64 *fork, GError **error)
{
  gint64 low = MAX (batch->first_seq - 1, 1), high = MIN (mc_batch_last_seq (batch), chain->seq);
  gboolean same;

  *fork = 0;
  if (high < low)
    return TRUE;
  if (!is_same (hub, batch, chain, high, &same, error))
    return FALSE;
  if (same)
    return TRUE;
  while (low < high)
    {
      gint64 middle = low + (high - low) / 2;

      if (!is_same (hub, batch, chain, middle, &same, error))
        return FALSE;
      if (same)
        low = middle + 1;
      else
        high = middle;
    }
  *fork = low;
  return TRUE;
}

/* Keeps what is new of a batch that fits. */
static gboolean
append_new (const McHub *hub, const McBatch *batch, const McFrame *frame, const McHubChain *chain, GByteArray *answer,
            GError **error)
{
  g_autoptr (GArray) unreadable = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 skip = chain->seq + 1 - batch->first_seq;

  if (skip >= (gint64) batch->entries->len)
    return TRUE;
  if (!hub->storage->append (hub->tx, batch, (guint) skip, unreadable, error))
    return FALSE;
  if (skip == 0 && batch->stream == MC_STREAM_WORK && batch->is_signed && hub->storage->keep_frame != NULL)
    hub->storage->keep_frame (hub->tx, batch, frame);
  for (guint i = 0; i < unreadable->len; i++)
    refuse (answer, batch, g_array_index (unreadable, gint64, i), MC_REFUSED_CONTENT);
  return TRUE;
}

/* Says of a batch that fitted that it is durable to its end, though more may be, and otherwise how far the chain goes. */
static void
acknowledge_batch (const McHub *hub, const McBatch *batch, const McHubChain *chain, gboolean fitted, GByteArray *answer)
{
  McHead head = { .stream = batch->stream, .seq = fitted ? mc_batch_last_seq (batch) : chain->seq };

  memcpy (head.origin, batch->origin, MC_ORIGIN_SIZE);
  memcpy (head.hash, fitted ? mc_batch_head (batch) : chain->hash, MC_HASH_SIZE);
  acknowledge (hub, answer, &head, TRUE);
}

static gboolean
take_batch (const McHub *hub, const McHello *hello, const McBatch *batch, const McFrame *frame, GByteArray *answer, GError **error)
{
  McHubChain chain;
  gboolean known, fits;
  gint64 fork;

  if (!hub->storage->lock (hub->tx, error) || !find_or_add_chain (hub, hello, batch, &chain, &known, error))
    return FALSE;
  if (!known)
    {
      refuse (answer, batch, batch->first_seq, MC_REFUSED_ORIGIN);
      return TRUE;
    }
  if (!signature_holds (batch, &chain))
    {
      refuse (answer, batch, batch->first_seq, MC_REFUSED_SIGNATURE);
      return TRUE;
    }
  if (!find_fork (hub, batch, &chain, &fork, error))
    return FALSE;
  fits = batch->first_seq <= chain.seq + 1 && fork == 0;
  if (!fits)
    refuse (answer, batch, fork != 0 ? fork : batch->first_seq, fork != 0 ? MC_REFUSED_FORK : MC_REFUSED_GAP);
  else if (!append_new (hub, batch, frame, &chain, answer, error))
    return FALSE;
  acknowledge_batch (hub, batch, &chain, fits, answer);
  return TRUE;
}

gboolean
mc_hub_take_entries (const McHub *hub, const McFrame *frame, const guint8 speaker[MC_ORIGIN_SIZE], GByteArray *answer,
                     GError **error)
{
  McHello hello = { .version = MC_FRAME_VERSION };
  g_auto (McBatch) batch = { 0 };

  memcpy (hello.origin, speaker, MC_ORIGIN_SIZE);
  return mc_batch_decode (&batch, frame->payload, frame->size, error) && take_batch (hub, &hello, &batch, frame, answer, error);
}

/* ---- what goes down --------------------------------------------------------------------------------------------- */

/* Whether the desk has all that is here. Audit goes one way only and is in no digest. */
static void
compare_heads (const Exchange *self, GArray *heads, gboolean *same)
{
  g_autoptr (GArray) mine = g_array_new (FALSE, FALSE, sizeof (McHead));
  guint8 digest[MC_DIGEST_SIZE];

  for (guint i = 0; i < heads->len; i++)
    {
      const McHead *head = &g_array_index (heads, McHead, i);

      if (head->seq > 0 && head->stream == MC_STREAM_WORK)
        g_array_append_vals (mine, head, 1);
    }
  mc_heads_digest (mine, digest);
  *same = memcmp (digest, self->hello.digest, MC_DIGEST_SIZE) == 0;
}

static gboolean
put_order_alone (Exchange *self, McCursor *cursor, gboolean *done, GError **error)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (McRun));
  gboolean more = FALSE;
  const McHub *hub = self->hub;

  *done = FALSE;
  if (hub->storage->read_order == NULL)
    return TRUE;
  if (!hub->storage->read_order (hub->tx, self->hello.cursor, MC_HUB_MAX_RUNS, runs, &more, error))
    return FALSE;
  /* What the province wrote is in no digest of heads, so it may be lacking. */
  for (guint i = 0; i < runs->len; i++)
    if (hub->storage->is_of_province (hub->tx, g_array_index (runs, McRun, i).origin))
      return TRUE;
  mc_put_order (self->answer, runs);
  if (runs->len > 0)
    {
      const McRun *last = &g_array_index (runs, McRun, runs->len - 1);

      cursor->cursor = last->first_n + last->count - 1;
    }
  cursor->more |= more;
  *done = TRUE;
  return TRUE;
}

/* A page of the office's stream. With @has_all the desk lacks only what the province wrote, and else not what itself did. */
static gboolean
put_stream (Exchange *self, gboolean has_all, gsize max, McCursor *cursor, GError **error)
{
  g_autoptr (McHubPage) page = _mc_hub_page_new (self->hub, max);
  gint64 after = self->hello.cursor;
  gboolean more = TRUE;

  page->has_all = has_all;
  memcpy (page->own, self->hello.origin, MC_ORIGIN_SIZE);
  if (!has_all)
    after = _mc_hub_page_take_kept (page, after);
  /* Own entries take no room, so one reading may give little. */
  for (int i = 0; i < 16 && more && !_mc_hub_page_is_full (page); i++)
    {
      if (!self->hub->storage->read_stream (self->hub->tx, after, max, _mc_hub_page_entry, page, &more, error))
        return FALSE;
      after = MAX (after, page->last);
    }
  mc_put_order (self->answer, page->runs);
  cursor->cursor = MAX (cursor->cursor, page->last);
  cursor->more |= more;
  return _mc_hub_page_put (page, self->answer, error);
}

static gboolean
put_common (Exchange *self, gsize max, McCursor *cursor, GError **error)
{
  g_autoptr (McHubPage) page = _mc_hub_page_new (self->hub, max);
  gboolean more = FALSE;

  page->unnumbered = TRUE;
  if (!self->hub->storage->read_common (self->hub->tx, self->hello.common, max, _mc_hub_page_entry, page, &more, error))
    return FALSE;
  cursor->common = MAX (cursor->common, page->last);
  cursor->more |= more;
  return _mc_hub_page_put (page, self->answer, error);
}

static gboolean
put_wants (Exchange *self, GError **error)
{
  g_autoptr (GArray) wants = g_array_new (FALSE, FALSE, sizeof (McWant));

  if (self->hello.small_only)
    return TRUE;
  if (!self->hub->storage->wants (self->hub->tx, MC_HUB_MAX_WANTS, wants, error))
    return FALSE;
  for (guint i = 0; i < wants->len; i++)
    mc_put_want (self->answer, &g_array_index (wants, McWant, i));
  return TRUE;
}

static gboolean
answer_rest (Exchange *self, GError **error)
{
  const McHub *hub = self->hub;
  g_autoptr (GArray) heads = g_array_new (FALSE, FALSE, sizeof (McHead));
  McCursor cursor = { .cursor = self->hello.cursor, .common = self->hello.common, .time = hub->storage->now (hub->tx) };
  gsize max = (gsize) CLAMP (self->hello.answer_max, MC_HUB_MIN_ANSWER, MC_HUB_MAX_ANSWER);
  gboolean same, done = FALSE;

  if (!hub->storage->heads (hub->tx, heads, error))
    return FALSE;
  compare_heads (self, heads, &same);
  for (guint i = 0; i < heads->len && !same; i++)
    acknowledge (hub, self->answer, &g_array_index (heads, McHead, i), FALSE);
  if (same && !put_order_alone (self, &cursor, &done, error))
    return FALSE;
  if ((!done && !put_stream (self, same, max, &cursor, error)) || !put_common (self, max, &cursor, error) ||
      !put_wants (self, error))
    return FALSE;
  mc_put_cursor (self->answer, &cursor);
  return TRUE;
}

/* ---- the exchange ----------------------------------------------------------------------------------------------- */

static gboolean
take_hello (Exchange *self, McFrameParser *parser, GError **error)
{
  McFrame frame;
  gboolean got;

  if (!mc_frame_parser_next (parser, &frame, &got, error))
    return FALSE;
  if (!got || frame.type != MC_FRAME_HELLO || !mc_read_hello (&frame, &self->hello, NULL))
    return no_exchange (error);
  if (self->hello.version == MC_FRAME_VERSION)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_TOO_NEW,
                       _ ("The other side speaks another version. The program must be updated"));
  return FALSE;
}

static gboolean
take_rest (Exchange *self, McFrameParser *parser, GError **error)
{
  McFrame frame;
  gboolean got = TRUE;

  while (got)
    {
      g_auto (McBatch) batch = { 0 };

      if (!mc_frame_parser_next (parser, &frame, &got, error))
        return FALSE;
      if (got && frame.type == MC_FRAME_ENTRIES &&
          (!mc_batch_decode (&batch, frame.payload, frame.size, error) ||
           !take_batch (self->hub, &self->hello, &batch, &frame, self->answer, error)))
        return FALSE;
    }
  return mc_frame_parser_left (parser) == 0 || no_exchange (error);
}

GByteArray *
mc_hub_exchange (const McHub *hub, gconstpointer request, gsize size, GError **error)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  Exchange self = { .hub = hub, .answer = answer };

  mc_frame_parser_push (parser, request, size);
  if (!take_hello (&self, parser, error) || !take_rest (&self, parser, error) || !answer_rest (&self, error))
    return NULL;
  return g_steal_pointer (&answer);
}
