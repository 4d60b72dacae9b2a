/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-db.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"

struct _McDb
{
  sqlite3 *handle;
  char *path;
  gint64 wal_frames;      /* after the last commit here */
  GHashTable *statements; /* (element-type pointer sqlite3_stmt) by the address of the literal */
};

static int
error_code_for (int rc, int extended)
{
  switch (rc & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return MC_ERROR_BUSY;
    case SQLITE_FULL:
      return MC_ERROR_NO_SPACE;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return MC_ERROR_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return MC_ERROR_STORE_CORRUPT;
    case SQLITE_INTERRUPT:
      return MC_ERROR_CANCELLED;
    case SQLITE_IOERR:
      return extended == SQLITE_IOERR_CORRUPTFS ? MC_ERROR_STORE_CORRUPT : MC_ERROR_FAILED;
    default:
      return MC_ERROR_FAILED;
    }
}

static const char *
message_for (int code)
{
  switch (code)
    {
    case MC_ERROR_BUSY:
      return _ ("The data are in use by another program. Try again");
    case MC_ERROR_NO_SPACE:
      return _ ("The disk is full, nothing was saved. The content is still on the screen");
    case MC_ERROR_READ_ONLY:
      return _ ("The data folder cannot be written");
    case MC_ERROR_STORE_CORRUPT:
      return _ ("The data are damaged. The file is kept as it is; open Restore");
    case MC_ERROR_CANCELLED:
      return _ ("Cancelled");
    default:
      return _ ("The disk could not be read or written");
    }
}

gboolean
mc_db_fail (McDb *self, int rc, GError **error)
{
  int extended = self->handle != NULL ? sqlite3_extended_errcode (self->handle) : rc;
  int code = error_code_for (rc, extended);

  /* The officer reads the sentence; the part in brackets is for whoever she telephones. */
  g_set_error (error, MC_ERROR, code, "%s (SQLite %d: %s)", message_for (code), extended,
               self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (rc));
  return FALSE;
}

static void
finalize_statement (gpointer stmt)
{
  sqlite3_finalize (stmt);
}

static int
wal_hook (void *data, sqlite3 *handle, const char *name, int frames)
{
  McDb *self = data;

  self->wal_frames = frames;
  return SQLITE_OK;
}

McDb *
mc_db_open (const char *path, McDbMode mode, const char *vfs, GError **error)
{
  g_autoptr (McDb) self = g_new0 (McDb, 1);
  int flags = mode == MC_DB_READ_ONLY ? SQLITE_OPEN_READONLY
                                      : SQLITE_OPEN_READWRITE | (mode == MC_DB_CREATE ? SQLITE_OPEN_CREATE : 0);
  int rc;

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);

  rc = sqlite3_open_v2 (path, &self->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);
  if (rc != SQLITE_OK)
    {
      mc_db_fail (self, rc, error);
      return NULL;
    }
  sqlite3_busy_timeout (self->handle, 5000);

  /* SQLite opens a file that is write-protected for reading and says so only at the first write. */
  if (mode != MC_DB_READ_ONLY && sqlite3_db_readonly (self->handle, "main") == 1)
    {
      g_autofree char *folder = g_path_get_dirname (path);

      mc_db_fail_folder (folder, error);
      return NULL;
    }
  if (!mc_db_exec (self,
                   "PRAGMA synchronous = FULL;"
                   "PRAGMA wal_autocheckpoint = 0;"
                   "PRAGMA foreign_keys = ON;"
                   "PRAGMA trusted_schema = ON;"
                   "PRAGMA cell_size_check = ON;"
                   "PRAGMA cache_size = -16384;"
                   "PRAGMA temp_store = MEMORY;",
                   error))
    return NULL;
  /* After the pragma: wal_autocheckpoint is a hook itself, and setting it takes this one away. */
  sqlite3_wal_hook (self->handle, wal_hook, self);
  return g_steal_pointer (&self);
}

gboolean
mc_db_use_wal (McDb *self, GError **error)
{
  return mc_db_exec (self, "PRAGMA journal_mode = WAL", error);
}

void
mc_db_close (McDb *self)
{
  if (self == NULL)
    return;
  if (self->statements != NULL)
    g_hash_table_unref (self->statements);
  if (self->handle != NULL && sqlite3_close (self->handle) != SQLITE_OK)
    g_critical ("a statement outlived its connection: %s", sqlite3_errmsg (self->handle));
  g_free (self->path);
  g_free (self);
}

sqlite3 *
mc_db_handle (McDb *self)
{
  return self->handle;
}

gboolean
mc_db_exec (McDb *self, const char *sql, GError **error)
{
  int rc = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  return rc == SQLITE_OK ? TRUE : mc_db_fail (self, rc, error);
}

sqlite3_stmt *
mc_db_prepare (McDb *self, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = g_hash_table_lookup (self->statements, sql);

  if (stmt != NULL)
    {
      sqlite3_reset (stmt);
      sqlite3_clear_bindings (stmt);
      return stmt;
    }

  int rc = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
  if (rc != SQLITE_OK)
    {
      mc_db_fail (self, rc, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer) sql, stmt);
  return stmt;
}

gboolean
mc_db_step (McDb *self, sqlite3_stmt *stmt, gboolean *row, GError **error)
{
  int rc = sqlite3_step (stmt);

  *row = rc == SQLITE_ROW;
  if (rc == SQLITE_ROW)
    return TRUE;
  if (rc != SQLITE_DONE)
    mc_db_fail (self, rc, error);
  sqlite3_reset (stmt);
  return rc == SQLITE_DONE;
}

gboolean
mc_db_run (McDb *self, sqlite3_stmt *stmt, GError **error)
{
  gboolean row;

  if (!mc_db_step (self, stmt, &row, error))
    return FALSE;
  if (row)
    sqlite3_reset (stmt);
  return TRUE;
}

gboolean
mc_db_int (McDb *self, sqlite3_stmt *stmt, gint64 fallback, gint64 *value, GError **error)
{
  gboolean row;

  if (!mc_db_step (self, stmt, &row, error))
    return FALSE;
  *value = row && sqlite3_column_type (stmt, 0) != SQLITE_NULL ? sqlite3_column_int64 (stmt, 0) : fallback;
  sqlite3_reset (stmt);
  return TRUE;
}

gboolean
mc_db_text (McDb *self, sqlite3_stmt *stmt, char **value, GError **error)
{
  gboolean row;

  if (!mc_db_step (self, stmt, &row, error))
    return FALSE;
  *value = row ? mc_db_column_text (stmt, 0) : NULL;
  sqlite3_reset (stmt);
  return TRUE;
}

gboolean
mc_db_begin (McDb *self, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (self, "BEGIN IMMEDIATE", error);

  return stmt != NULL && mc_db_run (self, stmt, error);
}

gboolean
mc_db_commit (McDb *self, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (self, "COMMIT", error);

  if (stmt != NULL && mc_db_run (self, stmt, error))
    return TRUE;
  mc_db_rollback (self);
  return FALSE;
}

void
mc_db_rollback (McDb *self)
{
  /* After some errors SQLite has rolled back by itself. */
  if (mc_db_in_transaction (self))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

gboolean
mc_db_in_transaction (McDb *self)
{
  return !sqlite3_get_autocommit (self->handle);
}

void
mc_db_bind_text (sqlite3_stmt *stmt, int index, const char *text)
{
  if (text == NULL)
    sqlite3_bind_null (stmt, index);
  else
    sqlite3_bind_text (stmt, index, text, -1, SQLITE_TRANSIENT);
}

void
mc_db_bind_blob (sqlite3_stmt *stmt, int index, gconstpointer data, gsize size)
{
  sqlite3_bind_blob64 (stmt, index, data, size, SQLITE_TRANSIENT);
}

char *
mc_db_column_text (sqlite3_stmt *stmt, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (stmt, column));
}

gboolean
mc_db_column_bytes (sqlite3_stmt *stmt, int column, guint8 *bytes, gsize size)
{
  const void *blob = sqlite3_column_blob (stmt, column);
  gboolean whole = blob != NULL && (gsize) sqlite3_column_bytes (stmt, column) == size;

  if (whole)
    memcpy (bytes, blob, size);
  else
    memset (bytes, 0, size);
  return whole;
}

gint64
mc_db_wal_size (McDb *self)
{
  return self->wal_frames * (4096 + 24);
}

gboolean
mc_db_fail_folder (const char *folder, GError **error)
{
  g_set_error (error, MC_ERROR, MC_ERROR_READ_ONLY, _ ("The folder %s cannot be written"), folder);
  return FALSE;
}
