/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-receipt.h"

#include <string.h>

#include "mc-journal.h"
#include "mc-peer.h"

gboolean
mc_receipt_put (McTx *tx, int origin, gint64 seq, gint64 at, GError **error)
{
  sqlite3_stmt *stmt;

  if (at <= 0)
    return TRUE;
  /* What is said a second time was received the first time. */
  stmt = mc_db_prepare (tx->db,
                        "INSERT INTO receipt (origin, seq, at) SELECT ?1, ?2, ?3"
                        " WHERE NOT EXISTS (SELECT 1 FROM receipt WHERE origin = ?1 AND seq >= ?2)",
                        error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int64 (stmt, 2, seq);
  sqlite3_bind_int64 (stmt, 3, at);
  return mc_db_run (tx->db, stmt, error);
}

gboolean
mc_receipt_at (McDb *db, int origin, gint64 seq, gint64 *at, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT at FROM receipt WHERE origin = ? AND seq >= ? ORDER BY seq LIMIT 1", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int64 (stmt, 2, seq);
  return mc_db_int (db, stmt, 0, at, error);
}

gboolean
mc_receipt_forget (McTx *tx, GError **error)
{
  return mc_db_exec (tx->db, "DELETE FROM receipt", error);
}

/* ---- of a dossier ---------------------------------------------------------------------------------------------- */

/* The last work entry of each desk on a dossier, and how many of them are not acknowledged. */
typedef struct
{
  int origin;
  gint64 last;
  gint64 waiting;
} Part;

static GArray *
read_parts (McDb *db, gint64 dossier, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT e.origin, max (e.seq), sum (e.seq > coalesce (a.seq, 0)) FROM entry e"
                                      " LEFT JOIN ack a ON a.origin = e.origin AND a.stream = e.stream"
                                      " WHERE e.dossier = ? AND e.stream = 0 GROUP BY e.origin",
                                      error);
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part));
  gboolean row = TRUE;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, dossier);
  while (row)
    {
      Part part;

      if (!mc_db_step (db, stmt, &row, error))
        return NULL;
      if (!row)
        break;
      part = (Part) { sqlite3_column_int (stmt, 0), sqlite3_column_int64 (stmt, 1), sqlite3_column_int64 (stmt, 2) };
      g_array_append_val (parts, part);
    }
  return g_steal_pointer (&parts);
}

static gboolean
is_of_province (const McPeer *peer, const guint8 id[MC_ORIGIN_SIZE])
{
  return memcmp (id, peer->common, MC_ORIGIN_SIZE) == 0 || memcmp (id, peer->office, MC_ORIGIN_SIZE) == 0;
}

static gboolean
count_lacking (McDb *db, gint64 dossier, gint64 *n, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT count (DISTINCT f.hash) FROM file f LEFT JOIN sent_file s ON s.hash = f.hash"
                                      " WHERE f.dossier = ? AND s.hash IS NULL",
                                      error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, dossier);
  return mc_db_int (db, stmt, 0, n, error);
}

gboolean
mc_receipt_of_dossier (McDb *db, gint64 dossier, McReceipt *receipt, GError **error)
{
  g_auto (McPeer) peer = { 0 };
  g_autoptr (GArray) parts = NULL;

  *receipt = (McReceipt) { 0 };
  if (!mc_peer_load (db, &peer, &receipt->enrolled, error) || (parts = read_parts (db, dossier, error)) == NULL ||
      !count_lacking (db, dossier, &receipt->files, error))
    return FALSE;
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);
      guint8 id[MC_ORIGIN_SIZE];
      gint64 at;

      if (!mc_journal_origin_id (db, part->origin, id, error))
        return FALSE;
      if (is_of_province (&peer, id))
        continue;
      if (!mc_receipt_at (db, part->origin, part->last, &at, error))
        return FALSE;
      receipt->waiting += part->waiting;
      receipt->at = MAX (receipt->at, at);
    }
  return TRUE;
}
