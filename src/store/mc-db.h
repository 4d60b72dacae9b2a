/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* A thin layer over one SQLite connection: errors become MC_ERROR, statements are prepared once and kept. Not thread-safe:
 * one thread owns a connection. Only src/store knows this header. */

typedef struct _McDb McDb;

typedef enum
{
  MC_DB_READ_WRITE,
  MC_DB_READ_ONLY,
  MC_DB_CREATE,
} McDbMode;

/**
 * mc_db_open:
 * @path: the database file
 * @vfs: (nullable): name of an SQLite VFS, for tests
 *
 * Opens with what architecture.md fixes: synchronous FULL, no automatic checkpoints, foreign keys on, 5 s busy timeout. The
 * file is not touched. MC_ERROR_READ_ONLY when it is to be written and cannot be.
 */
McDb *mc_db_open (const char *path, McDbMode mode, const char *vfs, GError **error);
/* Turns the write-ahead log on; the file keeps that. */
gboolean mc_db_use_wal (McDb *self, GError **error);
void mc_db_close (McDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McDb, mc_db_close)

sqlite3 *mc_db_handle (McDb *self);

/* One or several statements without parameters or results. */
gboolean mc_db_exec (McDb *self, const char *sql, GError **error);

/**
 * mc_db_prepare:
 * @sql: a string that lives for ever (a literal): its address is the key of the cache
 *
 * The statement, reset and with no bindings. It belongs to @self. Do not nest two uses of one literal.
 *
 * Returns: (transfer none): NULL on error
 */
sqlite3_stmt *mc_db_prepare (McDb *self, const char *sql, GError **error);

/* One step: TRUE and *row = TRUE for a row, *row = FALSE at the end (the statement is reset then). */
gboolean mc_db_step (McDb *self, sqlite3_stmt *stmt, gboolean *row, GError **error);
/* Runs a statement that returns no rows. */
gboolean mc_db_run (McDb *self, sqlite3_stmt *stmt, GError **error);
/* The first column of the first row, or @fallback when there is none (or it is NULL). */
gboolean mc_db_int (McDb *self, sqlite3_stmt *stmt, gint64 fallback, gint64 *value, GError **error);
/* The same for text; NULL in *value when there is no row. (transfer full) */
gboolean mc_db_text (McDb *self, sqlite3_stmt *stmt, char **value, GError **error);

gboolean mc_db_begin (McDb *self, GError **error);        /* BEGIN IMMEDIATE */
gboolean mc_db_commit (McDb *self, GError **error);       /* rolls back when it fails */
void mc_db_rollback (McDb *self);                         /* never fails; harmless outside a transaction */
gboolean mc_db_in_transaction (McDb *self);

void mc_db_bind_text (sqlite3_stmt *stmt, int index, const char *text);              /* NULL binds NULL */
void mc_db_bind_blob (sqlite3_stmt *stmt, int index, gconstpointer data, gsize size);
char *mc_db_column_text (sqlite3_stmt *stmt, int column);                            /* (transfer full) (nullable) */
/* A blob that must have @size bytes; zeros and FALSE when it has not, which a damaged file may bring about. */
gboolean mc_db_column_bytes (sqlite3_stmt *stmt, int column, guint8 *bytes, gsize size);

/* Takes the error of @self into *error, in terms of MC_ERROR. Returns FALSE. */
gboolean mc_db_fail (McDb *self, int rc, GError **error);

/* READ_ONLY for a folder that cannot be written. Returns FALSE. */
gboolean mc_db_fail_folder (const char *folder, GError **error);

/* Bytes in the write-ahead log after the last commit of this connection. The file may be longer: it is written again from
 * its start after a checkpoint. */
gint64 mc_db_wal_size (McDb *self);

G_END_DECLS
