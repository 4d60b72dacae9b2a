/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dossier made anew from its entries in the final order. Every store that has the same entries and the same order comes to the
 * same row and the same conflicts, whatever came first. */
#include "config.h"

#include "mc-again.h"
#include "mc-error.h"
#include "mc-importer-private.h"
#include "mc-json.h"
#include "mc-projection.h"

typedef struct
{
  McDb *db;
  McRow row;          /* as it becomes */
  McAgain again;
  gboolean begun;     /* the first entry was folded */
  GArray *conflicts;  /* (element-type gint64) rows of entries that stand aside */
  GPtrArray *settled; /* (element-type char*) refs of entries that somebody settled */
} Refold;

static void
refold_clear (Refold *self)
{
  mc_row_clear (&self->row);
  mc_again_clear (&self->again);
  g_clear_pointer (&self->conflicts, g_array_unref);
  g_clear_pointer (&self->settled, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Refold, refold_clear)

static gboolean
refold_body (Refold *self, const McEntry *entry, JsonObject *body, GError **error)
{
  gboolean first = mc_fold_is_first (&entry->envelope);
  gboolean exclusive = mc_fold_is_exclusive (&entry->envelope, body);
  g_autofree char *settles = NULL;

  if (!mc_again_take (&self->again, &entry->envelope, body) || first != !self->begun)
    return TRUE;
  if (exclusive && !mc_again_is_on_head (&self->again, &entry->envelope, body))
    {
      g_array_append_val (self->conflicts, entry->id);
      return TRUE;
    }
  if (!mc_fold_entry (self->row.dossier, &entry->envelope, body, error) ||
      !mc_json_read_text (body, "settles", &settles, error))
    return FALSE;
  if (settles != NULL)
    g_ptr_array_add (self->settled, g_steal_pointer (&settles));
  if (first || exclusive)
    {
      mc_again_set_head (&self->again, &entry->envelope, entry->hash);
      self->row.head_origin = entry->origin;
      self->row.head_seq = entry->envelope.seq;
    }
  self->begun = TRUE;
  return TRUE;
}

static gboolean
refold_one (const McEntry *entry, gpointer data, GError **error)
{
  Refold *self = data;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) unreadable = NULL;
  JsonObject *body;
  gsize size;
  const char *text;

  if (entry->envelope.stream != MC_STREAM_WORK || entry->body == NULL)
    return TRUE;
  text = g_bytes_get_data (entry->body, &size);
  body = mc_json_parse_object (parser, text, (gssize) size, &unreadable);
  /* What cannot be read stands in the journal and does nothing, as when it came. */
  if (body == NULL || !refold_body (self, entry, body, &unreadable))
    {
      if (unreadable->code == MC_ERROR_INVALID)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&unreadable));
      return FALSE;
    }
  return TRUE;
}

/* An entry that somebody settled stands aside no more. */
static gboolean
drop_conflict (McDb *db, const char *settled, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "DELETE FROM conflict WHERE entry IN (SELECT e.id FROM entry e"
                                      " JOIN origin o ON o.n = e.origin WHERE o.id = ? AND e.stream = 0 AND e.seq = ?)",
                                      error);
  McEntryRef ref;

  if (stmt == NULL)
    return FALSE;
  if (!mc_entry_ref_from_text (settled, &ref))
    return TRUE;
  mc_db_bind_blob (stmt, 1, ref.origin, MC_ORIGIN_SIZE);
  sqlite3_bind_int64 (stmt, 2, ref.seq);
  return mc_db_run (db, stmt, error);
}

static gboolean
put_conflicts (Refold *self, gint64 dossier, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (self->db, "DELETE FROM conflict WHERE dossier = ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, dossier);
  if (!mc_db_run (self->db, stmt, error))
    return FALSE;
  for (guint i = 0; i < self->conflicts->len; i++)
    {
      stmt = mc_db_prepare (self->db, "INSERT OR IGNORE INTO conflict VALUES (?, ?)", error);
      if (stmt == NULL)
        return FALSE;
      sqlite3_bind_int64 (stmt, 1, g_array_index (self->conflicts, gint64, i));
      sqlite3_bind_int64 (stmt, 2, dossier);
      if (!mc_db_run (self->db, stmt, error))
        return FALSE;
    }
  for (guint i = 0; i < self->settled->len; i++)
    if (!drop_conflict (self->db, g_ptr_array_index (self->settled, i), error))
      return FALSE;
  return TRUE;
}
gboolean
mc_projection_settle (McDb *db, JsonObject *body, GError **error)
{
  g_autofree char *settles = NULL;

  return mc_json_read_text (body, "settles", &settles, error) && (settles == NULL || drop_conflict (db, settles, error));
}

/* The first entry that names the dossier: the one that stands first in the order where it was said again more than once. */
static gboolean
name_by_order (McDb *db, gint64 dossier, McRow *row, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (
      db,
      "SELECT origin, seq FROM entry e WHERE dossier = ?1 AND stream = 0 AND CAST (envelope AS TEXT) ->> '$.d' IS NULL"
      " ORDER BY coalesce ((SELECT iif (e.seq < r.first_seq + r.n_entries, r.first_n + e.seq - r.first_seq, NULL) FROM numbered r"
      "  WHERE r.origin = e.origin AND r.first_seq <= e.seq ORDER BY r.first_seq DESC LIMIT 1), 9223372036854775807), id LIMIT 1",
      error);
  gboolean found;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, dossier);
  if (!mc_db_step (db, stmt, &found, error))
    return FALSE;
  if (found)
    {
      row->origin = sqlite3_column_int (stmt, 0);
      row->seq = sqlite3_column_int64 (stmt, 1);
    }
  sqlite3_reset (stmt);
  stmt = mc_db_prepare (db, "UPDATE dossier SET origin = ?2, seq = ?3 WHERE id = ?1 AND (origin, seq) <> (?2, ?3)", error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, dossier);
  sqlite3_bind_int (stmt, 2, row->origin);
  sqlite3_bind_int64 (stmt, 3, row->seq);
  return mc_db_run (db, stmt, error);
}

gboolean
mc_projection_refold (McDb *db, gint64 dossier, GError **error)
{
  g_auto (McRow) old = { 0 };
  g_auto (Refold) refold = { db, .row = { .dossier = mc_dossier_new () } };
  gboolean found;

  refold.conflicts = g_array_new (FALSE, FALSE, sizeof (gint64));
  refold.settled = g_ptr_array_new_with_free_func (g_free);
  if (!mc_projection_load (db, dossier, &old, &found, error))
    return FALSE;
  /* Its first entry is not here yet. */
  if (!found)
    return TRUE;
  refold.row.origin = old.origin;
  refold.row.seq = old.seq;
  if (!name_by_order (db, dossier, &refold.row, error) || !mc_journal_foreach (db, 0, dossier, refold_one, &refold, error))
    return FALSE;
  if (!refold.begun)
    return TRUE;
  refold.row.dossier->id = dossier;
  return put_conflicts (&refold, dossier, error) && mc_projection_update (db, &old, &refold.row, error);
}

gboolean
_mc_dossier_is_shared (McDb *db, gint64 dossier, gboolean *shared, GError **error)
{
  sqlite3_stmt *stmt
      = mc_db_prepare (db, "SELECT min (origin) <> max (origin) FROM entry WHERE dossier = ? AND stream = 0", error);
  gint64 value;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, dossier);
  if (!mc_db_int (db, stmt, 0, &value, error))
    return FALSE;
  *shared = value != 0;
  return TRUE;
}

gboolean
_mc_refold_shared (McDb *db, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT count (*) FROM origin", error);
  gboolean row = TRUE;
  gint64 origins;

  if (stmt == NULL || !mc_db_int (db, stmt, 0, &origins, error))
    return FALSE;
  if (origins < 2)
    return TRUE;
  stmt = mc_db_prepare (db,
                        "SELECT dossier FROM entry WHERE dossier IS NOT NULL AND stream = 0"
                        " GROUP BY dossier HAVING min (origin) <> max (origin)",
                        error);
  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      gint64 id;

      if (!mc_db_step (db, stmt, &row, error))
        return FALSE;
      id = row ? sqlite3_column_int64 (stmt, 0) : 0;
      if (row)
        g_array_append_val (ids, id);
    }
  for (guint i = 0; i < ids->len; i++)
    if (!mc_projection_refold (db, g_array_index (ids, gint64, i), error))
      return FALSE;
  return TRUE;
}
