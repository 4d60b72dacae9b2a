/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-retype.h"

#include "mc-code.h"
#include "mc-counters.h"
#include "mc-importer.h"
#include "mc-store-private.h"

#define PLACE "retype-place"

gboolean
mc_retype_decide (McDb *db, const McRow *row, GError **error)
{
  McDossier *dossier = row->dossier;
  gint64 number;

  dossier->to_retype = FALSE;
  if (dossier->official_code != NULL || dossier->state == MC_STATE_VOID || dossier->state == MC_STATE_REGISTERED)
    return TRUE;
  if (!mc_order_of (db, row->origin, row->seq, &number, error))
    return FALSE;
  dossier->to_retype = number == 0;
  return TRUE;
}

gboolean
mc_retype_renew (McDb *db, gint64 dossier, GError **error)
{
  g_auto (McRow) old = { 0 };
  g_auto (McRow) row = { 0 };
  gboolean found;

  if (!mc_projection_load (db, dossier, &old, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (!mc_projection_load (db, dossier, &row, &found, error) || !mc_retype_decide (db, &row, error))
    return FALSE;
  return row.dossier->to_retype == old.dossier->to_retype || mc_projection_update (db, &old, &row, error);
}

/* What mc_retype_decide() says, for a whole table. */
static gboolean
renew_rows (McDb *db, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (
      db,
      "UPDATE dossier SET to_retype = CASE WHEN official_code IS NULL AND state NOT IN (?1, ?2) AND coalesce ("
      " (SELECT n.first_seq + n.n_entries FROM numbered n WHERE n.origin = dossier.origin AND n.first_seq <= dossier.seq"
      "  ORDER BY n.first_seq DESC LIMIT 1), 0) <= dossier.seq THEN min (desk, ?3) END",
      error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, MC_STATE_VOID);
  sqlite3_bind_int (stmt, 2, MC_STATE_REGISTERED);
  sqlite3_bind_int (stmt, 3, MC_CODE_DESKS);
  return mc_db_run (db, stmt, error);
}

/* Days are those of Viet Nam: seven hours before UTC. Nothing was received before 1970. */
static gboolean
count_rows (McDb *db, sqlite3_stmt *stmt, int list, int bits, GError **error)
{
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, list);
  sqlite3_bind_int (stmt, 2, bits);
  return mc_db_run (db, stmt, error);
}

static gboolean
count_days (McDb *db, int blocks, int bits, GError **error)
{
#define DAY "((received_at + 25200) / 86400) >> ?2"
#define FROM_WAITING " FROM dossier INDEXED BY dossier_retype_all WHERE to_retype IS NOT NULL GROUP BY 1, 2"
  return count_rows (db, mc_db_prepare (db, "INSERT INTO counter (list, day, n) SELECT ?1, " DAY ", count (*)" FROM_WAITING, error),
                     blocks + MC_COUNTER_RETYPE, bits, error) &&
         count_rows (db,
                     mc_db_prepare (db, "INSERT INTO counter (list, day, n) SELECT ?1 + to_retype, " DAY ", count (*)" FROM_WAITING, error),
                     blocks + MC_COUNTER_RETYPE_DESK, bits, error);
#undef FROM_WAITING
#undef DAY
}

gboolean
mc_retype_renew_all (McDb *db, GError **error)
{
  sqlite3_stmt *stmt;

  if (!renew_rows (db, error))
    return FALSE;
  stmt = mc_db_prepare (db,
                        "DELETE FROM counter WHERE list % ?1 = ?2 OR list % ?1 BETWEEN ?3 AND ?3 + 99",
                        error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, MC_COUNTER_BLOCKS);
  sqlite3_bind_int (stmt, 2, MC_COUNTER_RETYPE);
  sqlite3_bind_int (stmt, 3, MC_COUNTER_RETYPE_DESK);
  return mc_db_run (db, stmt, error) && count_days (db, 0, 0, error) &&
         count_days (db, MC_COUNTER_BLOCKS, MC_COUNTER_BLOCK_BITS, error);
}

gboolean
mc_retype_step (McDb *db, int desk, gint64 from, McRetypeStep step, gint64 *id, GError **error)
{
  sqlite3_stmt *stmt;

#define WAITING(what, index, where) "SELECT " what " (id) FROM dossier INDEXED BY " index " WHERE " where
  if (step == MC_RETYPE_BEFORE)
    stmt = desk != 0 ? mc_db_prepare (db, WAITING ("max", "dossier_retype", "to_retype = ?2 AND id < ?1"), error)
                     : mc_db_prepare (db, WAITING ("max", "dossier_retype_all", "to_retype IS NOT NULL AND id < ?1"), error);
  else
    stmt = desk != 0 ? mc_db_prepare (db, WAITING ("min", "dossier_retype", "to_retype = ?2 AND id >= ?1"), error)
                     : mc_db_prepare (db, WAITING ("min", "dossier_retype_all", "to_retype IS NOT NULL AND id >= ?1"), error);
#undef WAITING
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, step == MC_RETYPE_AFTER ? from + 1 : from);
  if (desk != 0)
    sqlite3_bind_int (stmt, 2, desk);
  return mc_db_int (db, stmt, 0, id, error);
}

gboolean
mc_retype_holder (McDb *db, const char *official, gint64 except, gint64 *id, char **code, char **name, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (
      db, "SELECT id, code, coalesce (owner, applicant) FROM dossier WHERE official_code = ? AND id <> ? ORDER BY id LIMIT 1", error);
  gboolean row;

  *id = 0;
  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, official);
  sqlite3_bind_int64 (stmt, 2, except);
  if (!mc_db_step (db, stmt, &row, error))
    return FALSE;
  if (row)
    {
      *id = sqlite3_column_int64 (stmt, 0);
      *code = mc_db_column_text (stmt, 1);
      *name = mc_db_column_text (stmt, 2);
    }
  sqlite3_reset (stmt);
  return TRUE;
}

gboolean
mc_retype_read_place (McDb *db, char **text, GError **error)
{
  return mc_local_get (db, PLACE, text, error);
}

gboolean
mc_retype_keep_place (McTx *tx, const char *text, GError **error)
{
  return mc_local_set (tx->db, PLACE, text, error);
}
