/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-outbox.h"

#include "mc-db.h"

#define OWN_ENTRY "e.origin = (SELECT CAST (value AS INTEGER) FROM local WHERE key = 'origin')"
#define ASIDE "EXISTS (SELECT 1 FROM quarantine q WHERE q.subject = 'blob ' || lower (hex (f.hash)))"
/* CROSS JOIN keeps SQLite from walking the whole journal first. */
#define UNSENT_FILES                                                                                                                  \
  " FROM file f CROSS JOIN entry e ON e.id = f.entry LEFT JOIN sent_file s ON s.hash = f.hash WHERE s.hash IS NULL"                   \
  " AND " OWN_ENTRY

gboolean
mc_outbox_count_files (McDb *db, gint64 *n, gint64 *bytes, GError **error)
{
  sqlite3_stmt *stmt
      = mc_db_prepare (db, "SELECT count (*), coalesce (sum (size), 0) FROM (SELECT DISTINCT f.hash, f.size" UNSENT_FILES ")", error);
  gboolean row;

  *n = *bytes = 0;
  if (stmt == NULL || !mc_db_step (db, stmt, &row, error))
    return FALSE;
  *n = sqlite3_column_int64 (stmt, 0);
  *bytes = sqlite3_column_int64 (stmt, 1);
  sqlite3_reset (stmt);
  return TRUE;
}

void
mc_unsent_file_free (McUnsentFile *self)
{
  g_free (self->name);
  g_free (self);
}

static McUnsentFile *
read_file (sqlite3_stmt *stmt)
{
  McUnsentFile *file = g_new0 (McUnsentFile, 1);
  g_auto (McEnvelope) envelope = { 0 };

  mc_db_column_bytes (stmt, 0, file->hash, MC_HASH_SIZE);
  file->size = sqlite3_column_int64 (stmt, 1);
  file->dossier = sqlite3_column_int64 (stmt, 2);
  file->name = mc_db_column_text (stmt, 3);
  file->seq = sqlite3_column_int64 (stmt, 5);
  file->aside = sqlite3_column_int (stmt, 6) != 0;
  if (mc_envelope_decode (sqlite3_column_blob (stmt, 4), (gsize) sqlite3_column_bytes (stmt, 4), &envelope, NULL))
    file->time = envelope.time;
  return file;
}

GPtrArray *
mc_outbox_list_files (McDb *db, guint limit, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT f.hash, f.size, f.dossier, CASE WHEN json_valid (CAST (e.body AS TEXT))"
                                      " THEN json_extract (CAST (e.body AS TEXT), '$.name') END, e.envelope, e.seq, " ASIDE UNSENT_FILES
                                      " ORDER BY f.entry LIMIT ?",
                                      error);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_unsent_file_free);
  gboolean row = TRUE;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, limit);
  while (row)
    {
      if (!mc_db_step (db, stmt, &row, error))
        return NULL;
      if (row)
        g_ptr_array_add (files, read_file (stmt));
    }
  return g_steal_pointer (&files);
}

GArray *
mc_outbox_unanswered_files (McDb *db, guint limit, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT DISTINCT f.hash, f.size" UNSENT_FILES
                                      " AND e.seq <= coalesce ((SELECT a.seq FROM ack a WHERE a.origin = e.origin AND a.stream = e.stream), 0)"
                                      " AND NOT " ASIDE
                                      " LIMIT ?",
                                      error);

  return mc_peer_read_files (db, stmt, limit, error);
}

gboolean
mc_outbox_dossier_of_file (McDb *db, const guint8 hash[MC_HASH_SIZE], gint64 *dossier, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT dossier FROM file WHERE hash = ? ORDER BY entry LIMIT 1", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, hash, MC_HASH_SIZE);
  return mc_db_int (db, stmt, 0, dossier, error);
}

gboolean
mc_outbox_put_gone (McTx *tx, const guint8 hash[MC_HASH_SIZE], gboolean any, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (tx->db,
                                      "INSERT INTO quarantine (subject, reason, since, tries, dossier)"
                                      " SELECT 'blob ' || lower (hex (f.hash)), ?, ?, 1, f.dossier FROM file f JOIN entry e ON e.id = f.entry"
                                      " WHERE f.hash = ? AND (? OR " OWN_ENTRY ") ORDER BY f.entry LIMIT 1"
                                      " ON CONFLICT (subject) DO UPDATE SET reason = excluded.reason, since = excluded.since"
                                      " WHERE reason <> excluded.reason",
                                      error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, MC_QUARANTINE_GONE);
  sqlite3_bind_int64 (stmt, 2, tx->now);
  mc_db_bind_blob (stmt, 3, hash, MC_HASH_SIZE);
  sqlite3_bind_int (stmt, 4, any);
  return mc_db_run (tx->db, stmt, error);
}

static gboolean
count (McDb *db, sqlite3_stmt *stmt, guint *n, GError **error)
{
  gint64 value;

  if (stmt == NULL || !mc_db_int (db, stmt, 0, &value, error))
    return FALSE;
  *n = (guint) value;
  return TRUE;
}

gboolean
mc_outbox_count_open (McDb *db, guint *quarantine, guint *conflicts, GError **error)
{
  return count (db, mc_db_prepare (db, "SELECT count (*) FROM quarantine", error), quarantine, error) &&
         count (db, mc_db_prepare (db, "SELECT count (*) FROM conflict", error), conflicts, error);
}
