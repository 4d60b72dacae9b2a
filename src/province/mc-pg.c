/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-pg.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"

#define MAX_TRIES 4

struct _McPg
{
  char *uri;
  PGconn *conn;         /* (nullable) */
  GHashTable *prepared; /* address of the SQL -> itself; of this connection */
  gboolean broken;      /* found out to be lost: connect anew before the next transaction */
  gboolean in_transaction;
  McProvinceMark *mark; /* (nullable) (not owned) */
  gboolean notes;       /* there what is given */
  GArray *given;        /* (element-type Given) in the transaction under way */
};

typedef struct
{
  int office;
  gint64 next;
} Given;

McPg *
mc_pg_new (const char *uri)
{
  McPg *self = g_new0 (McPg, 1);

  self->uri = g_strdup (uri);
  self->prepared = g_hash_table_new (g_direct_hash, g_direct_equal);
  self->given = g_array_new (FALSE, FALSE, sizeof (Given));
  return self;
}

static void
disconnect (McPg *self)
{
  g_clear_pointer (&self->conn, PQfinish);
  g_hash_table_remove_all (self->prepared);
  self->broken = FALSE;
}

void
mc_pg_free (McPg *self)
{
  disconnect (self);
  g_hash_table_unref (self->prepared);
  g_array_unref (self->given);
  g_free (self->uri);
  g_free (self);
}

/* ---- errors ---------------------------------------------------------------------------------------------- */

static gboolean
offline (GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_OFFLINE, _ ("The database of the province is not reachable"));
  return FALSE;
}

/* What the server said goes to the debug log alone: its texts carry values of rows. */
static gboolean
translate (McPg *self, const PGresult *result, GError **error)
{
  const char *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;

  g_debug ("%s: %s", state != NULL ? state : "-", PQerrorMessage (self->conn));
  /* 08: connection; 57P01..3: the server is stopped or comes up; 53300: too many connections */
  if (state == NULL || PQstatus (self->conn) != CONNECTION_OK || g_str_has_prefix (state, "08") ||
      g_str_has_prefix (state, "57P") || strcmp (state, "53300") == 0 || strcmp (state, "25P03") == 0)
    {
      self->broken = TRUE;
      return offline (error);
    }
  if (g_str_has_prefix (state, "40") || strcmp (state, "55P03") == 0 || strcmp (state, "57014") == 0)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_BUSY, _ ("The database of the province is busy"));
  else if (strcmp (state, "53100") == 0)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_NO_SPACE, _ ("The disk of the database is full"));
  else if (g_str_has_prefix (state, "XX"))
    g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT, _ ("The database of the province is damaged"));
  else
    g_set_error (error, MC_ERROR, MC_ERROR_FAILED, _ ("The database refused a statement (%s)"), state);
  return FALSE;
}

/* ---- connecting ------------------------------------------------------------------------------------------ */

static void
be_silent (void *data, const char *message)
{
}

/* What an administrator set for the database as a whole must not make an acknowledgement untrue. */
static const char session[] = "SET synchronous_commit = on; SET client_min_messages = warning; SET TimeZone = 'UTC';"
                              " SET statement_timeout = '30s'; SET lock_timeout = '10s';"
                              " SET idle_in_transaction_session_timeout = '60s'";

static gboolean
connect_now (McPg *self, GError **error)
{
  const char *keys[] = { "connect_timeout", "tcp_user_timeout", "keepalives_idle", "dbname", "application_name",
                         "client_encoding", NULL };
  const char *values[] = { "5", "15000", "30", self->uri, "motcua-province", "UTF8", NULL };

  disconnect (self);
  self->conn = PQconnectdbParams (keys, values, 1);
  if (self->conn == NULL || PQstatus (self->conn) != CONNECTION_OK)
    {
      g_debug ("connect: %s", self->conn != NULL ? PQerrorMessage (self->conn) : "-");
      disconnect (self);
      return offline (error);
    }
  PQsetNoticeProcessor (self->conn, be_silent, NULL);
  if (mc_pg_script (self, session, error))
    return TRUE;
  disconnect (self);
  return FALSE;
}

static gboolean
ensure (McPg *self, GError **error)
{
  /* A new connection would know nothing of the transaction. */
  if (self->in_transaction)
    return !self->broken || offline (error);
  if (self->conn != NULL && !self->broken && PQstatus (self->conn) == CONNECTION_OK)
    return TRUE;
  return connect_now (self, error);
}

/* ---- statements ------------------------------------------------------------------------------------------ */

static McPgRows *
check (McPg *self, PGresult *result, GError **error)
{
  ExecStatusType status = PQresultStatus (result);

  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
    return result;
  translate (self, result, error);
  PQclear (result);
  return NULL;
}

static gboolean
prepare (McPg *self, const char *name, const char *sql, const McPgArgs *args, GError **error)
{
  g_autoptr (McPgRows) result = NULL;

  if (g_hash_table_contains (self->prepared, sql))
    return TRUE;
  result = check (self, PQprepare (self->conn, name, sql, args != NULL ? args->n : 0, args != NULL ? args->types : NULL), error);
  if (result == NULL)
    return FALSE;
  g_hash_table_add (self->prepared, (gpointer) sql);
  return TRUE;
}

static McPgRows *
query_once (McPg *self, const char *sql, const McPgArgs *args, GError **error)
{
  static const int binary[MC_PG_MAX_ARGS] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  char name[32];

  g_snprintf (name, sizeof name, "s%" G_GUINTPTR_FORMAT, (guintptr) sql);
  if (!ensure (self, error) || !prepare (self, name, sql, args, error))
    return NULL;
  return check (self,
                PQexecPrepared (self->conn, name, args != NULL ? args->n : 0,
                                args != NULL ? (const char *const *) args->values : NULL, args != NULL ? args->sizes : NULL,
                                binary, 1),
                error);
}

McPgRows *
mc_pg_query (McPg *self, const char *sql, const McPgArgs *args, GError **error)
{
  g_autoptr (GError) local = NULL;
  McPgRows *rows = query_once (self, sql, args, &local);

  /* What is asked outside of a transaction only reads: a connection that died while it was idle is no fault. */
  if (rows == NULL && self->broken && !self->in_transaction)
    return query_once (self, sql, args, error);
  if (rows == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return rows;
}

gboolean
mc_pg_run (McPg *self, const char *sql, const McPgArgs *args, GError **error)
{
  g_autoptr (McPgRows) rows = mc_pg_query (self, sql, args, error);

  return rows != NULL;
}

gboolean
mc_pg_change (McPg *self, const char *sql, const McPgArgs *args, gint64 *n, GError **error)
{
  g_autoptr (McPgRows) rows = mc_pg_query (self, sql, args, error);

  *n = rows != NULL ? g_ascii_strtoll (PQcmdTuples (rows), NULL, 10) : 0;
  return rows != NULL;
}

gboolean
mc_pg_script (McPg *self, const char *sql, GError **error)
{
  g_autoptr (McPgRows) rows = check (self, PQexec (self->conn, sql), error);

  return rows != NULL;
}

/* ---- transactions ---------------------------------------------------------------------------------------- */

void
mc_pg_set_mark (McPg *self, McProvinceMark *mark, gboolean notes)
{
  self->mark = mark;
  self->notes = notes;
}

McProvinceMark *
mc_pg_mark (McPg *self)
{
  return self->mark;
}

void
mc_pg_given (McPg *self, int office, gint64 next)
{
  Given given = { office, next }, *last = NULL;

  if (!self->notes || !self->in_transaction)
    return;
  if (self->given->len > 0)
    last = &g_array_index (self->given, Given, self->given->len - 1);
  /* A request has several batches; noting costs a lock between processes. */
  if (last != NULL && last->office == office)
    last->next = next;
  else
    g_array_append_val (self->given, given);
}

static gboolean
commit (McPg *self, GError **error)
{
  if (!mc_pg_script (self, "COMMIT", error))
    return FALSE;
  for (guint i = 0; i < self->given->len; i++)
    mc_province_mark_raise (self->mark, g_array_index (self->given, Given, i).office,
                            g_array_index (self->given, Given, i).next);
  return TRUE;
}

static gboolean
run_once (McPg *self, McPgFunc func, gpointer data, gboolean *committing, GError **error)
{
  g_autoptr (GError) local = NULL;

  *committing = FALSE;
  if (!ensure (self, error) || !mc_pg_script (self, "BEGIN ISOLATION LEVEL READ COMMITTED", error))
    return FALSE;
  self->in_transaction = TRUE;
  g_array_set_size (self->given, 0);
  *committing = func (self, data, error);
  self->in_transaction = FALSE;
  if (*committing)
    {
      /* A transaction that a statement broke says ROLLBACK to a COMMIT, and no error. */
      if (PQtransactionStatus (self->conn) != PQTRANS_INTRANS)
        {
          self->broken = TRUE;
          return offline (error);
        }
      return commit (self, error);
    }
  if (!self->broken && !mc_pg_script (self, "ROLLBACK", &local))
    self->broken = TRUE;
  return FALSE;
}

static gboolean
transaction (McPg *self, McPgFunc func, gpointer data, gboolean may_repeat_commit, GError **error)
{
  for (int try = 1;; try++)
    {
      g_autoptr (GError) local = NULL;
      gboolean committing, lost, clash;

      if (run_once (self, func, data, &committing, &local))
        return TRUE;
      lost = g_error_matches (local, MC_ERROR, MC_ERROR_OFFLINE) && self->broken && try == 1;
      clash = g_error_matches (local, MC_ERROR, MC_ERROR_BUSY) && try < MAX_TRIES;
      if (!(lost && (!committing || may_repeat_commit)) && !clash)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
}

gboolean
mc_pg_transaction (McPg *self, McPgFunc func, gpointer data, GError **error)
{
  return transaction (self, func, data, TRUE, error);
}

gboolean
mc_pg_transaction_once (McPg *self, McPgFunc func, gpointer data, GError **error)
{
  return transaction (self, func, data, FALSE, error);
}

gboolean
mc_pg_ping (McPg *self, GError **error)
{
  return mc_pg_run (self, "SELECT 1", NULL, error);
}
