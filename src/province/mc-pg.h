/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libpq-fe.h>

#include "mc-province-mark.h"

G_BEGIN_DECLS

/* A thin layer over one PostgreSQL connection. Statements have parameters and nothing else: no text from outside
 * ever becomes SQL. Values go and come in PostgreSQL's binary form. Errors are MC_ERROR: OFFLINE (server not there,
 * connection lost), BUSY (serialization, deadlock, lock or statement took too long: again), NO_SPACE, STORE_CORRUPT
 * (an index or a page), FAILED. Not thread-safe: one thread owns a connection. */

typedef struct _McPg McPg;

/* @uri: as libpq takes it. The connection is made at the first use and again after a loss. */
McPg *mc_pg_new (const char *uri);
void mc_pg_free (McPg *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPg, mc_pg_free)

/* ---- parameters ---- */

#define MC_PG_MAX_ARGS 16

typedef struct
{
  int n;
  Oid types[MC_PG_MAX_ARGS];
  char *values[MC_PG_MAX_ARGS]; /* (owned) NULL: null */
  int sizes[MC_PG_MAX_ARGS];
} McPgArgs;

void mc_pg_args_clear (McPgArgs *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McPgArgs, mc_pg_args_clear)

void mc_pg_int (McPgArgs *self, gint64 value);
void mc_pg_bool (McPgArgs *self, gboolean value);
void mc_pg_text (McPgArgs *self, const char *value);  /* (nullable); what is not UTF-8 is made so */
void mc_pg_bytes (McPgArgs *self, gconstpointer data, gsize size); /* NULL: null */

/* Arrays, filled element by element, for unnest(). */
typedef struct _McPgArray McPgArray;
typedef enum { MC_PG_INT, MC_PG_TEXT, MC_PG_BYTES } McPgType;
McPgArray *mc_pg_array_new (McPgType type);
void mc_pg_array_free (McPgArray *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPgArray, mc_pg_array_free)
void mc_pg_array_add_int (McPgArray *self, gint64 value);
void mc_pg_array_add_text (McPgArray *self, const char *value); /* (nullable) */
void mc_pg_array_add_bytes (McPgArray *self, gconstpointer data, gsize size); /* NULL: null */
void mc_pg_array_add_null (McPgArray *self);
guint mc_pg_array_size (const McPgArray *self);
void mc_pg_array (McPgArgs *self, const McPgArray *array);

/* ---- statements ---- */

typedef PGresult McPgRows;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPgRows, PQclear)

/**
 * mc_pg_query:
 * @sql: a literal: it is prepared once for a connection and found again by its address
 * @args: (nullable): its parameters, $1 ...
 *
 * Returns: (transfer full): the rows, none for a statement that gives none
 */
McPgRows *mc_pg_query (McPg *self, const char *sql, const McPgArgs *args, GError **error);
gboolean mc_pg_run (McPg *self, const char *sql, const McPgArgs *args, GError **error);
/* The same, and how many rows it changed. */
gboolean mc_pg_change (McPg *self, const char *sql, const McPgArgs *args, gint64 *n, GError **error);
/* Several statements without parameters: migrations and settings of our own. */
gboolean mc_pg_script (McPg *self, const char *sql, GError **error);

int mc_pg_n (const McPgRows *rows);
gboolean mc_pg_is_null (const McPgRows *rows, int row, int column);
gint64 mc_pg_get_int (const McPgRows *rows, int row, int column); /* any whole number, or a boolean; 0 for null */
const char *mc_pg_get_text (const McPgRows *rows, int row, int column); /* (nullable) */
const guint8 *mc_pg_get_bytes (const McPgRows *rows, int row, int column, gsize *size); /* (nullable) */
/* Exactly @size bytes; FALSE when it is null or another size: @out is zeros then. */
gboolean mc_pg_copy_bytes (const McPgRows *rows, int row, int column, guint8 *out, gsize size);

/* ---- transactions ---- */

typedef gboolean (*McPgFunc) (McPg *pg, gpointer data, GError **error);

/**
 * mc_pg_transaction:
 *
 * Runs @func between BEGIN and COMMIT: durable when this returns TRUE, undone when @func or anything returns FALSE. After a lost
 * connection or a clash with another transaction it begins again, so @func must be able to run more than once and set its
 * results anew. A connection lost during COMMIT itself is begun again too: what is written here is harmless to write twice, but
 * for what mc_pg_transaction_once() is for.
 */
gboolean mc_pg_transaction (McPg *self, McPgFunc func, gpointer data, GError **error);
/* As above; a COMMIT whose outcome is unknown is an error (OFFLINE). */
gboolean mc_pg_transaction_once (McPg *self, McPgFunc func, gpointer data, GError **error);

/* @mark: (nullable) (not owned): what the database is held against; @notes: what transactions of this connection give out is noted there */
void mc_pg_set_mark (McPg *self, McProvinceMark *mark, gboolean notes);
McProvinceMark *mc_pg_mark (McPg *self);
/* In a transaction: numbers of the office below @next are given out with its commit. Noted right after it, before anybody can be told. */
void mc_pg_given (McPg *self, int office, gint64 next);

/* Connects if need be and asks the server. */
gboolean mc_pg_ping (McPg *self, GError **error);

/* Makes or brings forward the tables; several may call it at once. STORE_TOO_NEW when a newer service made them. */
gboolean mc_pg_migrate (McPg *self, GError **error);

G_END_DECLS
