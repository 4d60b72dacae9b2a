/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the desk takes in what comes, by whatever way. */
#include "config.h"

#include "mc-exchange-private.h"

#include <string.h>

#include "mc-branch.h"
#include "mc-catalogue.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-origin.h"
#include "mc-setting.h"

typedef struct
{
  McTx *tx;
  McFrom from;
  const McAnswer *answer;
  McImporter *importer;
  McTaken *taken;
  McPeer peer;
  gboolean enrolled;
  GHashTable *failed; /* (element-type char*) origins of which something did not fit: their order does not count now */
} Take;

static void
take_clear (Take *self)
{
  mc_peer_clear (&self->peer);
  g_clear_pointer (&self->importer, mc_importer_free);
  g_clear_pointer (&self->failed, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Take, take_clear)

void
mc_taken_init (McTaken *self)
{
  memset (self, 0, sizeof *self);
  self->wants = g_array_new (FALSE, FALSE, sizeof (McWant));
}

void
mc_taken_clear (McTaken *self)
{
  g_clear_pointer (&self->wants, g_array_unref);
}

static gboolean
is_own (const Take *self, const guint8 origin[MC_ORIGIN_SIZE])
{
  return memcmp (origin, self->tx->origin_id, MC_ORIGIN_SIZE) == 0;
}

/* The dossier of an entry, 0 for none or when it is not here. */
static gboolean
dossier_of (McDb *db, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq, gint64 *dossier, GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
  int n;

  g_array_set_clear_func (entries, _mc_exchange_clear_entry);
  if (!mc_journal_find_origin (db, origin, &n, error) || !mc_journal_read (db, n, stream, seq, 1, 0, entries, error))
    return FALSE;
  *dossier = entries->len > 0 && g_array_index (entries, McEntry, 0).envelope.seq == seq
                 ? g_array_index (entries, McEntry, 0).dossier
                 : 0;
  return TRUE;
}

static gboolean
quarantine (Take *self, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq, McRefusedReason reason, GError **error)
{
  g_autofree char *subject = _mc_exchange_subject (origin, stream, seq);
  gint64 dossier;

  self->taken->refused++;
  return dossier_of (self->tx->db, origin, stream, seq, &dossier, error) &&
         mc_quarantine_put (self->tx, subject, (int) reason, dossier, error);
}

/* The province's time, where it said it. */
static gint64
time_of_answer (const Take *self)
{
  return self->answer->has_cursor ? self->answer->cursor.time : self->tx->now;
}

/* The chain as it stands here; origin 0 for nobody known. */
static gboolean
load_chain (McDb *db, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, McChain *chain, GError **error)
{
  memset (chain, 0, sizeof *chain);
  memcpy (chain->id, origin, MC_ORIGIN_SIZE);
  chain->stream = stream;
  return mc_journal_find_origin (db, origin, &chain->origin, error) &&
         mc_journal_head (db, chain->origin, stream, &chain->head, chain->hash, error);
}

/* ---- entries ------------------------------------------------------------------------------------------------------- */

/* The province's branch of a chain is the one that stays. What an origin of this very store wrote beside it is said again; of
 * another's its author does so. */
static gboolean
change_branch (Take *self, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq, GError **error)
{
  gboolean former;

  /* Numbers may have gone with it, and the cursor back behind them. */
  self->taken->more = TRUE;
  mc_peer_clear (&self->peer);
  return _mc_exchange_is_former (self->tx, origin, &former, error) &&
         mc_branch_drop (self->tx, origin, stream, seq, former, error) &&
         mc_peer_load (self->tx->db, &self->peer, &self->enrolled, error);
}

/* Where a batch stops fitting it is left, and others go on. An own number with other bytes means that this store was set back and has
 * written since. */
static gboolean
leave_batch (Take *self, const McBatch *batch, gint64 seq, const GError *reason, GError **error)
{
  gboolean fork = reason->code == MC_ERROR_CONFLICT;

  g_hash_table_add (self->failed, mc_hex_encode (batch->origin, MC_ORIGIN_SIZE));
  if (fork && is_own (self, batch->origin))
    {
      self->taken->fork = TRUE;
      return TRUE;
    }
  return quarantine (self, batch->origin, batch->stream, seq, fork ? MC_REFUSED_FORK : MC_REFUSED_ORIGIN, error);
}

static gboolean
take_entries (Take *self, const McBatch *batch, gboolean *all, GError **error)
{
  gboolean changed = FALSE;

  *all = TRUE;
  for (guint i = 0; i < batch->entries->len && *all; i++)
    {
      McEntry *entry = &g_array_index (batch->entries, McEntry, i);
      g_autoptr (GError) reason = NULL;
      gint64 seq = batch->first_seq + i;
      gboolean is_new;

      if (mc_importer_entry (self->importer, entry, &is_new, &reason))
        {
          self->taken->entries_new += is_new ? 1 : 0;
          continue;
        }
      if (!changed && self->from == MC_FROM_PROVINCE && g_error_matches (reason, MC_ERROR, MC_ERROR_CONFLICT) &&
          !is_own (self, batch->origin) && seq > 1)
        {
          changed = TRUE;
          if (!change_branch (self, batch->origin, batch->stream, seq, error))
            return FALSE;
          i--;
          continue;
        }
      *all = FALSE;
      if (!g_error_matches (reason, MC_ERROR, MC_ERROR_REJECTED) && !g_error_matches (reason, MC_ERROR, MC_ERROR_CONFLICT))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      if (!leave_batch (self, batch, seq, reason, error))
        return FALSE;
    }
  return TRUE;
}

/* The key an origin begins with. */
static gboolean
key_of_begin (const McEntry *entry, guint8 key[MC_PUBLIC_KEY_SIZE])
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *hex = NULL;
  JsonObject *body = NULL;

  if (entry->envelope.seq == 1 && entry->body != NULL)
    body = mc_json_parse_object (parser, g_bytes_get_data (entry->body, NULL), (gssize) g_bytes_get_size (entry->body), NULL);
  return body != NULL && mc_json_read_text (body, "public_key", &hex, NULL) && hex != NULL &&
         mc_hex_decode (hex, key, MC_PUBLIC_KEY_SIZE);
}

/* Whether a batch is signed with the key of its origin, as it is known here or as it begins in this batch. */
static gboolean
signature_holds (Take *self, const McBatch *batch, gboolean *holds, GError **error)
{
  guint8 key[MC_PUBLIC_KEY_SIZE];

  *holds = FALSE;
  if (!batch->is_signed)
    return TRUE;
  if (!mc_journal_key (self->tx->db, batch->origin, key, holds, error))
    return FALSE;
  *holds = (*holds || key_of_begin (&g_array_index (batch->entries, McEntry, 0), key)) &&
           mc_head_verify (key, batch->origin, batch->stream, mc_batch_last_seq (batch), mc_batch_head (batch),
                           batch->signature);
  return TRUE;
}

static gboolean
take_batch (Take *self, const McBatch *batch, GError **error)
{
  gboolean all, holds = TRUE;
  McChain chain;

  if (!load_chain (self->tx->db, batch->origin, batch->stream, &chain, error))
    return FALSE;
  /* What is before it has not come here yet, and will: nothing to keep. */
  if (batch->first_seq > chain.head + 1)
    {
      self->taken->gaps++;
      return TRUE;
    }
  if (self->from != MC_FROM_PROVINCE || batch->is_signed)
    {
      if (!signature_holds (self, batch, &holds, error))
        return FALSE;
      if (!holds)
        {
          g_hash_table_add (self->failed, mc_hex_encode (batch->origin, MC_ORIGIN_SIZE));
          return quarantine (self, batch->origin, batch->stream, batch->first_seq, MC_REFUSED_SIGNATURE, error);
        }
    }
  if (!take_entries (self, batch, &all, error))
    return FALSE;
  if (!all)
    return TRUE;
  if (batch->is_signed && !mc_importer_signature (self->importer, batch->origin, batch->stream, mc_batch_last_seq (batch),
                                                  batch->signature, error))
    return FALSE;
  /* What came from the province need not be sent there. */
  if (self->from != MC_FROM_PROVINCE || memcmp (batch->origin, self->peer.common, MC_ORIGIN_SIZE) == 0 ||
      memcmp (batch->origin, self->peer.office, MC_ORIGIN_SIZE) == 0)
    return TRUE;
  return mc_journal_find_origin (self->tx->db, batch->origin, &chain.origin, error) &&
         mc_peer_put_ack (self->tx, chain.origin, batch->stream, mc_batch_last_seq (batch), time_of_answer (self), NULL, error);
}

/* ---- order ----------------------------------------------------------------------------------------------------------- */

/* As much of a run as is here; *whole FALSE when there is more in it. */
static gboolean
take_run (Take *self, const McRun *given, gint64 *taken, GError **error)
{
  McRun run = *given;
  McChain chain;

  *taken = 0;
  if (!load_chain (self->tx->db, run.origin, MC_STREAM_WORK, &chain, error))
    return FALSE;
  run.count = MIN (run.count, chain.head - run.first_seq + 1);
  if (run.count <= 0)
    return TRUE;
  if (!mc_importer_run (self->importer, &run, error))
    return FALSE;
  *taken = run.count;
  return TRUE;
}

static int
compare_runs (gconstpointer a, gconstpointer b)
{
  gint64 first_a = ((const McRun *) a)->first_n, first_b = ((const McRun *) b)->first_n;

  return first_a < first_b ? -1 : first_a > first_b;
}

/* The cursor goes as far as numbers are known without a gap, so an answer that was meant for another moment of this store skips nothing.
 * Only what does not fit for good is passed over; it stands in the quarantine. */
static gboolean
take_order (Take *self, GError **error)
{
  g_array_sort (self->answer->runs, compare_runs);
  for (guint i = 0; i < self->answer->runs->len; i++)
    {
      const McRun *run = &g_array_index (self->answer->runs, McRun, i);
      g_autofree char *origin = mc_hex_encode (run->origin, MC_ORIGIN_SIZE);
      gint64 taken = 0;

      if (run->first_n > self->peer.cursor + 1)
        return TRUE;
      if (is_own (self, run->origin) && (self->taken->fork || self->taken->behind))
        return TRUE;
      if (g_hash_table_contains (self->failed, origin))
        taken = run->count;
      else if (!take_run (self, run, &taken, error))
        return FALSE;
      self->peer.cursor = MAX (self->peer.cursor, run->first_n + taken - 1);
      if (taken < run->count)
        return TRUE;
    }
  return TRUE;
}

/* ---- acknowledgements and refusals ------------------------------------------------------------------------------------- */

/* It knows this chain: what kept us from sending it is over. */
static gboolean
release (Take *self, const McAck *ack, GError **error)
{
  g_autoptr (GPtrArray) list = mc_quarantine_list (self->tx->db, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const McQuarantine *item = g_ptr_array_index (list, i);
      McEntryRef ref;

      if (item->reason == MC_REFUSED_CONTENT || item->reason == MC_REFUSED_FORK ||
          !_mc_exchange_subject_of_chain (item->subject, ack->origin, ack->stream))
        continue;
      mc_entry_ref_from_text (item->subject + strlen ("entry "), &ref);
      if (ref.seq <= ack->seq && !mc_quarantine_drop (self->tx, item->subject, error))
        return FALSE;
    }
  return list != NULL;
}

static gboolean
ack_counts (const Take *self, const McAck *ack, const McChain *chain, const guint8 hash[MC_HASH_SIZE])
{
  if (self->from == MC_FROM_PROVINCE)
    return TRUE;
  return self->from == MC_FROM_BUNDLE && ack->is_signed && ack->seq <= chain->head &&
         mc_head_verify (self->peer.public_key, ack->origin, ack->stream, ack->seq, hash, ack->signature);
}

static gboolean
take_ack (Take *self, const McAck *ack, GError **error)
{
  gint64 before, at = time_of_answer (self);
  guint8 hash[MC_HASH_SIZE];
  McChain chain;

  if (!load_chain (self->tx->db, ack->origin, ack->stream, &chain, error) ||
      !_mc_exchange_hash_at (self->tx->db, &chain, MIN (ack->seq, chain.head), hash, error))
    return FALSE;
  if (chain.origin == 0 || ack->seq == 0 || !ack_counts (self, ack, &chain, hash))
    return TRUE;
  if (ack->seq > chain.head && is_own (self, ack->origin))
    {
      self->taken->behind = TRUE;
      return TRUE;
    }
  if (ack->seq <= chain.head && memcmp (hash, ack->hash_start, sizeof ack->hash_start) != 0)
    {
      self->taken->fork |= is_own (self, ack->origin);
      return TRUE;
    }
  if (!mc_peer_acked (self->tx->db, chain.origin, ack->stream, &before, error) ||
      !mc_peer_put_ack (self->tx, chain.origin, ack->stream, MIN (ack->seq, chain.head), at,
                        ack->is_signed && ack->seq <= chain.head ? ack->signature : NULL, error))
    return FALSE;
  if (ack->seq > before && is_own (self, ack->origin))
    {
      self->taken->entries_acked += (guint) (ack->seq - before);
      self->peer.last_receipt = at;
    }
  return release (self, ack, error);
}

/* Whether an entry of a former origin was written in this store: before the present one began. What came back since by another way is the
 * province's branch, whatever it once refused in its place. */
static gboolean
was_written_here (Take *self, const McChain *chain, gint64 seq, gboolean *written, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (self->tx->db,
                                      "SELECT e.id < b.id FROM entry e, entry b WHERE e.origin = ?1 AND e.stream = ?2 AND e.seq = ?3"
                                      " AND b.origin = ?4 AND b.stream = 0 AND b.seq = 1",
                                      error);
  gint64 value;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, chain->origin);
  sqlite3_bind_int (stmt, 2, chain->stream);
  sqlite3_bind_int64 (stmt, 3, seq);
  sqlite3_bind_int (stmt, 4, self->tx->origin);
  if (!mc_db_int (self->tx->db, stmt, 0, &value, error))
    return FALSE;
  *written = value != 0;
  return TRUE;
}

/* What this origin wrote is moved by mc_branch_leave(); what one wrote that was here before is said again at once, if it is still there and
 * the refusal is not one of the past. *done FALSE: of another desk, whose matter it is. */
static gboolean
take_fork (Take *self, const McRefused *refused, gboolean *done, GError **error)
{
  McChain chain;
  gint64 acked;
  gboolean written;

  if (is_own (self, refused->origin))
    {
      *done = self->taken->fork = TRUE;
      if (refused->stream == MC_STREAM_WORK)
        self->taken->fork_from = refused->seq;
      else
        self->taken->behind = TRUE;
      return TRUE;
    }
  if (!_mc_exchange_is_former (self->tx, refused->origin, done, error) ||
      !load_chain (self->tx->db, refused->origin, refused->stream, &chain, error) ||
      !mc_peer_acked (self->tx->db, chain.origin, refused->stream, &acked, error))
    return FALSE;
  if (!*done || acked >= refused->seq || chain.head < refused->seq)
    return TRUE;
  if (!was_written_here (self, &chain, refused->seq, &written, error))
    return FALSE;
  return !written || change_branch (self, refused->origin, refused->stream, refused->seq, error);
}

static gboolean
take_refused (Take *self, const McRefused *refused, GError **error)
{
  static const guint8 nobody[MC_ORIGIN_SIZE];
  g_autofree char *hex = NULL, *subject = NULL;
  gboolean done = FALSE;

  if (self->from != MC_FROM_PROVINCE)
    return TRUE;
  if (memcmp (refused->origin, nobody, MC_ORIGIN_SIZE) != 0)
    {
      if (refused->reason == MC_REFUSED_FORK && !take_fork (self, refused, &done, error))
        return FALSE;
      return done || quarantine (self, refused->origin, refused->stream, refused->seq, refused->reason, error);
    }
  hex = mc_hex_encode (refused->hash, MC_HASH_SIZE);
  subject = g_strconcat ("blob ", hex, NULL);
  self->taken->refused++;
  return mc_quarantine_put (self->tx, subject, (int) refused->reason, 0, error);
}

/* ---- files --------------------------------------------------------------------------------------------------------------- */

/* What the province says it has whole. A bundle's receipt says so too, when the province signed it as a whole. */
static gboolean
take_haves (Take *self, GError **error)
{
  const GByteArray *haves = self->answer->haves;

  for (guint i = 0; self->from == MC_FROM_PROVINCE && i < haves->len; i += MC_HASH_SIZE)
    {
      g_autofree char *hex = mc_hex_encode (haves->data + i, MC_HASH_SIZE);
      g_autofree char *subject = g_strconcat ("blob ", hex, NULL);

      if (!mc_peer_put_have (self->tx, haves->data + i, self->tx->now, error) || !mc_quarantine_drop (self->tx, subject, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- all of it ---------------------------------------------------------------------------------------------------------- */

static gboolean
take_all (Take *self, GError **error)
{
  const McAnswer *answer = self->answer;

  for (guint i = 0; i < answer->batches->len; i++)
    if (!take_batch (self, g_ptr_array_index (answer->batches, i), error))
      return FALSE;
  for (guint i = 0; i < answer->refused->len; i++)
    if (!take_refused (self, &g_array_index (answer->refused, McRefused, i), error))
      return FALSE;
  if (!take_haves (self, error))
    return FALSE;
  for (guint i = 0; i < answer->acks->len; i++)
    if (!take_ack (self, &g_array_index (answer->acks, McAck, i), error))
      return FALSE;
  /* The order last: own numbers that mean other entries must not be given to ours. */
  if (self->from == MC_FROM_PROVINCE && !take_order (self, error))
    return FALSE;
  return mc_importer_finish (self->importer, &self->taken->dossiers, error);
}

static gboolean
note_contact (Take *self, GError **error)
{
  const McCursor *cursor = &self->answer->cursor;

  if (self->from == MC_FROM_PROVINCE && self->answer->has_cursor)
    {
      self->taken->more |= cursor->more;
      self->taken->province_time = cursor->time;
      self->peer.last_contact = self->tx->now;
      self->peer.clock_ahead = self->tx->now - cursor->time;
    }
  return !self->enrolled || mc_peer_save (self->tx, &self->peer, error);
}

/* Two desks that were given one number find it when they first hear of each other, and the one that began later takes a free one. With none
 * left each goes on as it is: their slips can be told apart by the origin, and the administrator is to widen the list. */
static gboolean
part_from_twin (Take *self, GError **error)
{
  g_autoptr (GError) full = NULL;
  McDay since;
  int number;

  /* After a restore the officer is to name the last slip first, and names it by the number the desk had. */
  if (self->taken->entries_new == 0)
    return TRUE;
  if (!mc_store_pending_question (self->tx->db, &since, error))
    return FALSE;
  if (since != MC_DAY_NONE)
    return TRUE;
  if (mc_setting_desk_to_take (self->tx->db, self->tx->origin, &number, &full))
    {
      self->taken->desk_moved = number;
      /* That it moved is an entry, which is to be sent. */
      self->taken->more |= number != 0;
      return number == 0 || mc_setting_move_desk (self->tx, number, error);
    }
  if (g_error_matches (full, MC_ERROR, MC_ERROR_REJECTED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&full));
  return FALSE;
}

gboolean
mc_exchange_take (McTx *tx, McFrom from, gconstpointer frames, gsize size, McTaken *taken, GError **error)
{
  g_auto (McAnswer) answer = { 0 };
  g_auto (Take) self = { tx, from, &answer, .taken = taken };
  gint64 before, after;

  if (!mc_answer_read (&answer, frames, size, error))
    return FALSE;
  self.importer = mc_importer_new (tx);
  self.failed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!mc_peer_load (tx->db, &self.peer, &self.enrolled, error) || !mc_catalogue_read_version (tx->db, &before, error) ||
      !take_all (&self, error) || !part_from_twin (&self, error) || !note_contact (&self, error) || !mc_catalogue_read_version (tx->db, &after, error))
    return FALSE;
  taken->catalogue_changed = before != after;
  if (from == MC_FROM_PROVINCE)
    g_array_append_vals (taken->wants, answer.wants->data, answer.wants->len);
  return TRUE;
}
