/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dossier made anew from its entries in the final order. Every store that has the same entries and the same order comes to the
 * same row and the same conflicts, whatever came first. */
#include "config.h"

#include "mc-error.h"
#include "mc-importer-private.h"
#include "mc-json.h"
#include "mc-projection.h"

typedef struct
{
  McDb *db;
  McRow row;          /* as it becomes */
  McEntryRef head;
  gboolean begun;     /* the first entry was folded */
  GArray *conflicts;  /* (element-type gint64) rows of entries that stand aside */
  GPtrArray *settled; /* (element-type char*) refs of entries that somebody settled */
} Refold;

static void
refold_clear (Refold *self)
{
  mc_row_clear (&self->row);
  g_clear_pointer (&self->conflicts, g_array_unref);
  g_clear_pointer (&self->settled, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Refold, refold_clear)

static void
entry_ref (const McEntry *entry, McEntryRef *ref)
{
  memcpy (ref->origin, entry->envelope.origin, MC_ORIGIN_SIZE);
  ref->seq = entry->envelope.seq;
}

static gboolean
refold_body (Refold *self, const McEntry *entry, JsonObject *body, GError **error)
{
  gboolean first = mc_fold_is_first (&entry->envelope);
  gboolean exclusive = mc_fold_is_exclusive (&entry->envelope, body);
  g_autofree char *settles = NULL;

  if (first != !self->begun)
    return TRUE;
  if (exclusive && !mc_entry_ref_equal (&self->head, &entry->envelope.parent))
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
      entry_ref (entry, &self->head);
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
  if (!mc_journal_foreach (db, 0, dossier, refold_one, &refold, error))
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
