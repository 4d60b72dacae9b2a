/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-local.h"

#include "mc-db.h"

gboolean
mc_local_get (McDb *db, const char *key, char **value, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT value FROM local WHERE key = ?", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, key);
  return mc_db_text (db, stmt, value, error);
}

gboolean
mc_local_set (McDb *db, const char *key, const char *value, GError **error)
{
  sqlite3_stmt *stmt = value != NULL ? mc_db_prepare (db, "INSERT OR REPLACE INTO local VALUES (?, ?)", error)
                                     : mc_db_prepare (db, "DELETE FROM local WHERE key = ?", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, key);
  if (value != NULL)
    mc_db_bind_text (stmt, 2, value);
  return mc_db_run (db, stmt, error);
}

gboolean
mc_local_count (McDb *db, const char *key, gint64 *count, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT CAST (value AS INTEGER) FROM local WHERE key = ?", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, key);
  return mc_db_int (db, stmt, 0, count, error);
}

gboolean
mc_local_raise (McDb *db, const char *key, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "INSERT INTO local VALUES (?, '1')"
                                      " ON CONFLICT (key) DO UPDATE SET value = CAST (CAST (value AS INTEGER) + 1 AS TEXT)",
                                      error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, key);
  return mc_db_run (db, stmt, error);
}

gboolean
mc_local_set_count (McDb *db, const char *key, gint64 count, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, count);

  return mc_local_set (db, key, text, error);
}

/* ---- outside of a transaction ---- */

typedef struct
{
  const char *key;
  const char *value;
  char *found;
} Local;

static gboolean
load (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Local *local = data;

  return mc_local_get (db, local->key, &local->found, error);
}

static gboolean
save (McTx *tx, gpointer data, GError **error)
{
  Local *local = data;

  return mc_local_set (tx->db, local->key, local->value, error);
}

gboolean
mc_local_load (McStore *store, const char *key, char **value, GError **error)
{
  Local local = { .key = key };
  gboolean ok = mc_store_read (store, load, &local, error);

  *value = local.found;
  return ok;
}

gboolean
mc_local_save (McStore *store, const char *key, const char *value, GError **error)
{
  Local local = { .key = key, .value = value };

  return mc_store_write (store, save, &local, error);
}
