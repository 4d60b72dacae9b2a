/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "mc-error.h"
#include "mc-importer-private.h"
#include "mc-journal.h"
#include "mc-projection.h"
#include "mc-store-private.h"
#include "mc-verify-private.h"

typedef struct
{
  McDb *db; /* where the projections are made */
  McCheck *check;
  gint64 total;
} Replay;

static gboolean
replay_one (const McEntry *entry, gpointer data, GError **error)
{
  Replay *replay = data;
  McEntry copy = *entry; /* borrowed pointers; only the dossier column may change, and it is set already */
  g_autoptr (GError) refused = NULL;

  if (!_mc_check_progress (replay->check, ++replay->check->entries, replay->total, error))
    return FALSE;
  if (mc_projection_apply (replay->db, &copy, &refused))
    return TRUE;
  /* It did nothing when it came (mc_importer_entry()), and does not keep the others from being rebuilt. */
  if (g_error_matches (refused, MC_ERROR, MC_ERROR_INVALID))
    {
      _mc_check_fault (replay->check, "%" G_GINT64_FORMAT ": %s", entry->id, refused->message);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&refused));
  g_prefix_error (error, "%" G_GINT64_FORMAT ": ", entry->id);
  return FALSE;
}

static gboolean
clear_projections (McDb *db, GError **error)
{
  return mc_db_exec (db,
                     "DELETE FROM dossier; DELETE FROM counter; DELETE FROM code_counter; DELETE FROM ref; DELETE FROM desk;"
                     "DELETE FROM setting; DELETE FROM procedure; DELETE FROM conflict; DELETE FROM waiting; DELETE FROM file;"
                     "DELETE FROM retype_layout;"
                     "DELETE FROM published;"
                     "INSERT INTO search (search) VALUES ('delete-all');",
                     error);
}

gboolean
mc_rebuild (McTx *tx, McCheck *check, GError **error)
{
  Replay replay = { tx->db, check, 0 };

  return _mc_count (tx->db, "SELECT count (*) FROM entry", &replay.total, error) && clear_projections (tx->db, error) &&
         mc_journal_foreach (tx->db, 0, 0, replay_one, &replay, error) && _mc_refold_shared (tx->db, error);
}

/* ---- compare ------------------------------------------------------------------------------------------- */

/* Each pair of literals lives for ever, as the statement cache wants. Zero counters are as good as none. */
static const struct
{
  const char *name;
  const char *sql;
} comparisons[] = {
#define COMPARE(table, columns, where)                                                                                          \
  {                                                                                                                             \
    table, "SELECT count (*) FROM (SELECT * FROM (SELECT " columns " FROM main." table where " EXCEPT SELECT " columns          \
           " FROM lived." table where ") UNION ALL SELECT * FROM (SELECT " columns " FROM lived." table where                   \
           " EXCEPT SELECT " columns " FROM main." table where "))"                                                             \
  }
  COMPARE ("dossier", MC_ROW_COLUMNS ", due_key", ""),
  COMPARE ("counter", "list, day, n", " WHERE n <> 0"),
  COMPARE ("code_counter", "desk, day, last", ""),
  COMPARE ("ref", "ref, dossier", ""),
  COMPARE ("desk", "origin, office, number, begun_at", ""),
  COMPARE ("setting", "key, value", ""),
  COMPARE ("procedure", "code, valid_from, valid_to, json", ""),
  COMPARE ("conflict", "entry, dossier", ""),
  COMPARE ("file", "entry, dossier, hash, size", ""),
  COMPARE ("waiting", "origin, seq, entry", ""),
  COMPARE ("retype_layout", "key, json", ""),
  COMPARE ("published", "entry, part, kind, key, valid_from, published_at, json", ""),
#undef COMPARE
};

static gboolean
compare_all (McDb *db, McCheck *check, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (comparisons); i++)
    {
      gint64 n;

      if (!_mc_count (db, comparisons[i].sql, &n, error))
        return FALSE;
      check->differences += n;
      if (n > 0)
        _mc_check_fault (check, _ ("%s: %lld rows differ from the journal"), comparisons[i].name, (long long) n);
    }
  return TRUE;
}

/* A view over the journal in the temporary database, so that replaying reads the one and writes the other. */
static gboolean
attach_lived (McDb *db, McStore *store, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "ATTACH ? AS lived", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, store->path);
  if (!mc_db_run (db, stmt, error))
    return FALSE;
  return mc_db_exec (db,
                     "PRAGMA foreign_keys = OFF;"
                     "INSERT INTO main.origin SELECT * FROM lived.origin;"
                     "DROP TABLE main.entry; DROP TABLE main.numbered;"
                     "CREATE TEMP VIEW entry AS SELECT * FROM lived.entry;"
                     "CREATE TEMP VIEW numbered AS SELECT * FROM lived.numbered;",
                     error);
}

static gboolean
replay_and_compare (McDb *db, McStore *store, McCheck *check, GError **error)
{
  Replay replay = { db, check, 0 };

  if (!attach_lived (db, store, error) || !mc_db_exec (db, "BEGIN", error))
    return FALSE;
  if (!_mc_count (db, "SELECT count (*) FROM entry", &replay.total, error) ||
      !mc_journal_foreach (db, 0, 0, replay_one, &replay, error) || !_mc_refold_shared (db, error) || !compare_all (db, check, error))
    {
      mc_db_rollback (db);
      return FALSE;
    }
  return mc_db_commit (db, error);
}

gboolean
mc_rebuild_check (McStore *store, McCheck *check, GError **error)
{
  g_autofree char *folder = g_build_filename (store->folder, "rebuild-XXXXXX", NULL);
  g_autofree char *path = NULL;
  McDb *db;
  gboolean ok;

  if (g_mkdtemp (folder) == NULL)
    return mc_db_fail_folder (store->folder, error);
  path = g_build_filename (folder, "check.db", NULL);
  db = mc_db_open (path, MC_DB_CREATE, store->vfs, error);
  ok = db != NULL && mc_db_exec (db, "PRAGMA synchronous = OFF", error) && _mc_store_migrate (store, db, error) &&
       replay_and_compare (db, store, check, error);
  mc_db_close (db);

  for (guint i = 0; i < 3; i++)
    {
      const char *const suffixes[] = { "", "-wal", "-shm" };
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
  g_rmdir (folder);
  return ok;
}
