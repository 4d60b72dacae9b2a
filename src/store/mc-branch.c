/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-branch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-again.h"
#include "mc-error.h"
#include "mc-peer.h"
#include "mc-setting.h"
#include "mc-store-private.h"
#include "mc-verify.h"

typedef struct
{
  guint8 origin[MC_ORIGIN_SIZE]; /* of the chain */
  int n;
  McStream stream;
  gint64 from;
  GArray *entries; /* (element-type McEntry) taken out */
  GArray *again;   /* (element-type gint64) their new numbers, as far as they are said again */
} Branch;

static void
clear_entry (gpointer entry)
{
  mc_entry_clear (entry);
}

static void
branch_init (Branch *self, const guint8 origin[MC_ORIGIN_SIZE], int n, McStream stream, gint64 from)
{
  memcpy (self->origin, origin, MC_ORIGIN_SIZE);
  self->n = n;
  self->stream = stream;
  self->from = from;
  self->entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
  g_array_set_clear_func (self->entries, clear_entry);
  self->again = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
branch_clear (Branch *self)
{
  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_pointer (&self->again, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Branch, branch_clear)

/* ---- out of the journal ------------------------------------------------------------------------------------------- */

static gboolean
run_for (McDb *db, sqlite3_stmt *stmt, const Branch *branch, GError **error)
{
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, branch->n);
  sqlite3_bind_int64 (stmt, 2, branch->from);
  if (sqlite3_bind_parameter_count (stmt) == 3)
    sqlite3_bind_int (stmt, 3, branch->stream);
  return mc_db_run (db, stmt, error);
}

/* Numbers of the stream that were put to these entries are those of the province's. It is asked again from there on. */
static gboolean
drop_numbers (McTx *tx, const Branch *branch, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (tx->db,
                                      "SELECT min (first_n + max (?2 - first_seq, 0)) FROM numbered"
                                      " WHERE origin = ?1 AND first_seq + n_entries > ?2",
                                      error);
  g_auto (McPeer) peer = { 0 };
  gboolean enrolled;
  gint64 first;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, branch->n);
  sqlite3_bind_int64 (stmt, 2, branch->from);
  if (!mc_db_int (tx->db, stmt, 0, &first, error) || !mc_peer_load (tx->db, &peer, &enrolled, error))
    return FALSE;
  if (first == 0)
    return TRUE;
  peer.cursor = MIN (peer.cursor, first - 1);
  return (!enrolled || mc_peer_save (tx, &peer, error)) &&
         run_for (tx->db, mc_db_prepare (tx->db, "DELETE FROM numbered WHERE origin = ? AND first_seq >= ?", error), branch, error) &&
         run_for (tx->db,
                  mc_db_prepare (tx->db,
                                 "UPDATE numbered SET n_entries = ?2 - first_seq"
                                 " WHERE origin = ?1 AND first_seq < ?2 AND first_seq + n_entries > ?2",
                                 error),
                  branch, error);
}

/* What other desks did to a dossier that began in this branch waits for a dossier of that name, here as on every other store. */
static gboolean
untie_others (McTx *tx, const Branch *branch, GError **error)
{
  return run_for (tx->db,
                  mc_db_prepare (tx->db,
                                 "UPDATE entry SET dossier = NULL WHERE origin <> ?1 AND dossier IN (SELECT id FROM dossier"
                                 " WHERE origin = ?1 AND seq >= ?2)",
                                 error),
                  branch, error);
}

static gboolean
take_out (McTx *tx, Branch *branch, GError **error)
{
  if (branch->from <= 1 && branch->stream == MC_STREAM_WORK)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("An origin cannot leave its first entry"));
      return FALSE;
    }
  if (!mc_journal_read (tx->db, branch->n, branch->stream, branch->from, G_MAXINT, G_MAXSIZE / 2, branch->entries, error))
    return FALSE;
  if (branch->stream == MC_STREAM_WORK && (!untie_others (tx, branch, error) || !drop_numbers (tx, branch, error)))
    return FALSE;
  return run_for (tx->db, mc_db_prepare (tx->db, "DELETE FROM signature WHERE origin = ? AND seq >= ? AND stream = ?", error), branch,
                  error) &&
         run_for (tx->db, mc_db_prepare (tx->db, "DELETE FROM entry WHERE origin = ? AND seq >= ? AND stream = ?", error), branch, error);
}

/* ---- said again ---------------------------------------------------------------------------------------------------- */

/* The number an entry of the branch has now; 0 for one that is not of it, or comes later. */
static gint64
new_number (const Branch *branch, const guint8 origin[MC_ORIGIN_SIZE], gint64 seq)
{
  gint64 at = seq - branch->from;

  /* References name work entries. */
  if (branch->stream != MC_STREAM_WORK || memcmp (origin, branch->origin, MC_ORIGIN_SIZE) != 0 || at < 0 ||
      at >= (gint64) branch->again->len)
    return 0;
  return g_array_index (branch->again, gint64, (guint) at);
}

static void
move_ref (McTx *tx, const Branch *branch, McEntryRef *ref)
{
  gint64 seq = ref->seq != 0 ? new_number (branch, ref->origin, ref->seq) : 0;

  if (seq == 0)
    return;
  memcpy (ref->origin, tx->origin_id, MC_ORIGIN_SIZE);
  ref->seq = seq;
}

/* The body as it was written, with the old name before it, and names of entries that were said again replaced. */
static char *
say_again (McTx *tx, const Branch *branch, const McEntry *entry)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (entry->body, NULL), g_bytes_get_size (entry->body));
  g_autofree char *old = mc_hex_encode (branch->origin, MC_ORIGIN_SIZE), *quoted = g_strdup_printf ("\"%s.", old);
  g_autofree char *now = mc_hex_encode (tx->origin_id, MC_ORIGIN_SIZE), *moved_text = NULL;
  GString *out = g_string_new (NULL);
  const char *rest = text, *found;
  McEntryRef name = { .seq = entry->envelope.seq };

  for (; (found = strstr (rest, quoted)) != NULL;)
    {
      char *end;
      gint64 seq = g_ascii_strtoll (found + strlen (quoted), &end, 10), moved = *end == '"' ? new_number (branch, branch->origin, seq) : 0;

      g_string_append_len (out, rest, found - rest);
      if (moved != 0)
        g_string_append_printf (out, "\"%s.%" G_GINT64_FORMAT, now, moved);
      else
        g_string_append_len (out, found, end - found);
      rest = end;
    }
  g_string_append (out, rest);
  moved_text = g_string_free (out, FALSE);
  memcpy (name.origin, branch->origin, MC_ORIGIN_SIZE);
  return mc_again_body (&name, entry->hash, moved_text);
}

static gboolean
issue_again (McTx *tx, Branch *branch, GError **error)
{
  for (guint i = 0; i < branch->entries->len; i++)
    {
      const McEntry *entry = &g_array_index (branch->entries, McEntry, i);
      McEntryRef dossier = entry->envelope.dossier, parent = entry->envelope.parent, ref = { 0 };
      g_autofree char *body = NULL;
      McTx then = *tx;

      /* A body that the law had erased is not said again; what referred to it refers to the old name. */
      if (entry->body != NULL)
        {
          body = say_again (tx, branch, entry);
          move_ref (tx, branch, &dossier);
          move_ref (tx, branch, &parent);
          then.now = entry->envelope.time;
          then.actor = entry->envelope.actor;
          then.real_now = entry->envelope.real_time != 0 ? entry->envelope.real_time : tx->now;
          then.caller = entry->envelope.real_actor;
          if (!mc_journal_append (&then, branch->stream, entry->envelope.kind, dossier.seq != 0 ? &dossier : NULL,
                                  parent.seq != 0 ? &parent : NULL, entry->dossier, body, &ref, error))
            return FALSE;
        }
      g_array_append_val (branch->again, ref.seq);
    }
  return TRUE;
}

static gboolean
rebuild (McTx *tx, GError **error)
{
  g_autoptr (McCheck) check = mc_check_new ();

  return mc_rebuild (tx, check, error);
}

/* The origin that writes says the branch again. Audit makes no projections. */
static gboolean
finish (McTx *tx, Branch *branch, gboolean again, GError **error)
{
  return (!again || issue_again (tx, branch, error)) && (branch->stream != MC_STREAM_WORK || rebuild (tx, error));
}

gboolean
mc_branch_drop (McTx *tx, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 from, gboolean again, GError **error)
{
  g_auto (Branch) branch = { 0 };
  int n;

  if (!mc_journal_find_origin (tx->db, origin, &n, error))
    return FALSE;
  branch_init (&branch, origin, n, stream, from);
  return take_out (tx, &branch, error) && finish (tx, &branch, again, error);
}

gboolean
mc_branch_leave (McTx *tx, gint64 from, GError **error)
{
  g_autoptr (McOffice) office = mc_setting_office (tx->db, tx->origin, error);
  g_auto (Branch) branch = { 0 };

  if (office == NULL)
    return FALSE;
  branch_init (&branch, tx->origin_id, tx->origin, MC_STREAM_WORK, from);
  if (from != 0 && !take_out (tx, &branch, error))
    return FALSE;
  return _mc_store_begin_origin (tx->store, tx, "fork", office->code, office->desk, error) &&
         (from == 0 || finish (tx, &branch, TRUE, error));
}
