/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-store-facts.h"

#include <glib/gstdio.h>

#include "mc-counters.h"
#include "mc-journal.h"
#include "mc-store-private.h"

static gboolean
read_int (McDb *db, sqlite3_stmt *stmt, gint64 *value, GError **error)
{
  return stmt != NULL && mc_db_int (db, stmt, 0, value, error);
}

gboolean
mc_store_facts_read (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  McStoreFacts *facts = data;
  gint64 origin, version;

  /* No entry is ever deleted, so the last one's row counts them. */
  if (!mc_local_count (db, "origin", &origin, error) ||
      !read_int (db, mc_db_prepare (db, "SELECT max (id) FROM entry", error), &facts->entries, error) ||
      !read_int (db, mc_db_prepare (db, "SELECT count (DISTINCT hash) FROM file", error), &facts->files, error) ||
      !read_int (db, mc_db_prepare (db, "PRAGMA user_version", error), &version, error) ||
      !mc_counters_sum (db, MC_COUNTER_ALL, G_MININT32, G_MAXINT32, &facts->dossiers, error) ||
      !mc_journal_origin_id (db, (int) origin, facts->origin, error) ||
      !mc_journal_last_time (db, (int) origin, MC_STREAM_WORK, &facts->last_entry_at, error))
    return FALSE;
  facts->version = (int) version;
  return TRUE;
}

gint64
mc_store_size (McStore *self)
{
  static const char *const ends[] = { "", "-wal", "-shm" };
  gint64 size = 0;

  g_return_val_if_fail (MC_IS_STORE (self), 0);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (self->path, ends[i], NULL);
      GStatBuf info;

      if (g_stat (path, &info) == 0)
        size += info.st_size;
    }
  return size;
}

const char *
mc_store_sqlite_version (void)
{
  return sqlite3_libversion ();
}
