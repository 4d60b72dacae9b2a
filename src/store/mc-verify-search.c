/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FTS5's own check passes over an index that was told wrong old text, so the tokens are made again and compared: per
 * dossier, the sum of the hashes of its tokens as indexed against the same of its tokens as they should be. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-projection.h"
#include "mc-tokens.h"
#include "mc-verify-private.h"

static guint64
token_hash (const char *token)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (; *token != '\0'; token++)
    hash = (hash ^ (guchar) *token) * G_GUINT64_CONSTANT (1099511628211);
  return hash;
}

static void
add_hash (GHashTable *sums, gint64 id, guint64 hash)
{
  guint64 *sum = g_hash_table_lookup (sums, &id);

  if (sum == NULL)
    {
      gint64 *key = g_new (gint64, 1);

      *key = id;
      sum = g_new0 (guint64, 1);
      g_hash_table_insert (sums, key, sum);
    }
  *sum += hash;
}

static gboolean
read_index (McDb *db, GHashTable *sums, GError **error)
{
  sqlite3_stmt *stmt;
  gboolean row;

  if (!mc_db_exec (db, "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_terms USING fts5vocab (main, search, instance)", error))
    return FALSE;
  if ((stmt = mc_db_prepare (db, "SELECT term, doc FROM temp.search_terms", error)) == NULL)
    return FALSE;
  while (mc_db_step (db, stmt, &row, error))
    {
      if (!row)
        return TRUE;
      add_hash (sums, sqlite3_column_int64 (stmt, 1), token_hash ((const char *) sqlite3_column_text (stmt, 0)));
    }
  return FALSE;
}

static void
check_row (const McRow *row, GHashTable *sums, McCheck *check)
{
  g_autofree char *text = mc_tokens_of_dossier (row->dossier);
  g_auto (GStrv) tokens = g_strsplit (text, " ", -1);
  guint64 *found = g_hash_table_lookup (sums, &row->dossier->id);
  guint64 sum = 0;

  for (guint i = 0; tokens[i] != NULL; i++)
    sum += token_hash (tokens[i]);
  if (found == NULL || *found != sum)
    _mc_check_fault (check, _ ("%s is not found by all of its words"), row->dossier->code);
  g_hash_table_remove (sums, &row->dossier->id);
}

gboolean
_mc_verify_search (McDb *db, McCheck *check, GError **error)
{
  g_autoptr (GHashTable) sums = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  sqlite3_stmt *stmt;
  gboolean more;

  if (!read_index (db, sums, error))
    return FALSE;
  if ((stmt = mc_db_prepare (db, "SELECT " MC_ROW_COLUMNS " FROM dossier ORDER BY id", error)) == NULL)
    return FALSE;
  while (mc_db_step (db, stmt, &more, error))
    {
      g_auto (McRow) row = { 0 };

      if (!more)
        {
          if (g_hash_table_size (sums) > 0)
            _mc_check_fault (check, _ ("The search index holds %u dossiers that do not exist"), g_hash_table_size (sums));
          return TRUE;
        }
      mc_row_read (stmt, &row);
      check->dossiers++;
      check_row (&row, sums, check);
    }
  return FALSE;
}
