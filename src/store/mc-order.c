/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The province's order of an office's entries, kept as runs: a batch of a hundred entries gets a hundred numbers in a row. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-importer-private.h"

/* The run of @origin that begins at @seq or last before it; count 0: none. */
static gboolean
run_before (McDb *db, int origin, gint64 seq, McRun *run, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT first_seq, n_entries, first_n FROM numbered WHERE origin = ? AND first_seq <= ?"
                                      " ORDER BY first_seq DESC LIMIT 1",
                                      error);
  gboolean row;

  run->count = 0;
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int64 (stmt, 2, seq);
  if (!mc_db_step (db, stmt, &row, error))
    return FALSE;
  if (row)
    {
      run->first_seq = sqlite3_column_int64 (stmt, 0);
      run->count = sqlite3_column_int64 (stmt, 1);
      run->first_n = sqlite3_column_int64 (stmt, 2);
    }
  sqlite3_reset (stmt);
  return TRUE;
}

gboolean
mc_order_of (McDb *db, int origin, gint64 seq, gint64 *n, GError **error)
{
  McRun run;

  if (!run_before (db, origin, seq, &run, error))
    return FALSE;
  *n = run.count > 0 && seq < run.first_seq + run.count ? run.first_n + (seq - run.first_seq) : 0;
  return TRUE;
}

static gboolean
two_in_one_place (GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_CONFLICT, _ ("The province gave one number twice"));
  return FALSE;
}

/* How many numbers of the stream from @first_n on, at most @count, no entry has; an error when the first is taken. */
static gboolean
free_numbers (McDb *db, gint64 first_n, gint64 count, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (
      db, "SELECT first_n + n_entries FROM numbered WHERE first_n < ? ORDER BY first_n DESC LIMIT 1", error);
  gint64 end;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, first_n + count);
  if (!mc_db_int (db, stmt, 0, &end, error))
    return FALSE;
  return end <= first_n || two_in_one_place (error);
}

static gboolean
next_seq (McDb *db, int origin, gint64 seq, gint64 *next, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT min (first_seq) FROM numbered WHERE origin = ? AND first_seq > ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int64 (stmt, 2, seq);
  return mc_db_int (db, stmt, G_MAXINT64, next, error);
}

static gboolean
add_run (McDb *db, int origin, const McRun *before, const McRun *run, GError **error)
{
  gboolean grows = before->count > 0 && before->first_seq + before->count == run->first_seq &&
                   before->first_n + before->count == run->first_n;
  sqlite3_stmt *stmt
      = grows ? mc_db_prepare (db, "UPDATE numbered SET n_entries = n_entries + ?3 WHERE origin = ?1 AND first_seq = ?2", error)
              : mc_db_prepare (db, "INSERT INTO numbered (origin, first_seq, n_entries, first_n) VALUES (?1, ?2, ?3, ?4)", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int64 (stmt, 2, grows ? before->first_seq : run->first_seq);
  sqlite3_bind_int64 (stmt, 3, run->count);
  if (!grows)
    sqlite3_bind_int64 (stmt, 4, run->first_n);
  return mc_db_run (db, stmt, error);
}

gboolean
_mc_order_put (McDb *db, int origin, const McRun *given, gboolean *is_new, GError **error)
{
  McRun left = *given;

  *is_new = FALSE;
  while (left.count > 0)
    {
      McRun before = { 0 }, piece = left;
      gint64 next, covered;

      if (!run_before (db, origin, left.first_seq, &before, error))
        return FALSE;
      covered = before.count > 0 ? before.first_seq + before.count - left.first_seq : 0;
      if (covered > 0)
        {
          if (before.first_n + (left.first_seq - before.first_seq) != left.first_n)
            return two_in_one_place (error);
          piece.count = MIN (covered, left.count);
        }
      else
        {
          if (!next_seq (db, origin, left.first_seq, &next, error))
            return FALSE;
          piece.count = MIN (left.count, next - left.first_seq);
          if (!free_numbers (db, piece.first_n, piece.count, error) || !add_run (db, origin, &before, &piece, error))
            return FALSE;
          *is_new = TRUE;
        }
      left.first_n += piece.count;
      left.first_seq += piece.count;
      left.count -= piece.count;
    }
  return TRUE;
}
