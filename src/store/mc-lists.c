/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-lists.h"

#include "mc-tokens.h"

static void
row_free (gpointer data)
{
  mc_row_clear (data);
  g_free (data);
}

static GPtrArray *
rows_new (void)
{
  return g_ptr_array_new_with_free_func (row_free);
}

/* Appends what @stmt gives; resets it. */
static gboolean
take_rows (McDb *db, sqlite3_stmt *stmt, GPtrArray *rows, GError **error)
{
  gboolean row;

  while (mc_db_step (db, stmt, &row, error))
    {
      McRow *item;

      if (!row)
        return TRUE;
      item = g_new0 (McRow, 1);
      mc_row_read (stmt, item);
      g_ptr_array_add (rows, item);
    }
  return FALSE;
}

static int
list_of (const McView *view)
{
  switch (view->kind)
    {
    case MC_VIEW_STATE:
      return view->state;
    case MC_VIEW_OPEN:
      return MC_COUNTER_OPEN;
    case MC_VIEW_RETYPE:
      return view->desk != 0 ? MC_COUNTER_RETYPE_DESK + view->desk : MC_COUNTER_RETYPE;
    case MC_VIEW_UNPRINTED:
      return MC_COUNTER_UNPRINTED + view->desk;
    case MC_VIEW_ALL:
    default:
      return MC_COUNTER_ALL;
    }
}

/* Work that is done in the order it came in. */
static gboolean
is_queue (const McView *view)
{
  return view->kind == MC_VIEW_RETYPE || view->kind == MC_VIEW_UNPRINTED;
}

/* Of the others the newest comes first. */
static gboolean
is_ascending (const McView *view)
{
  return view->kind == MC_VIEW_OPEN || is_queue (view);
}

McViewIndex *
mc_view_index_new (McDb *db, const McView *view, GError **error)
{
  g_autoptr (GArray) blocks
      = mc_counters_blocks (db, list_of (view), view->from, view->to, !is_ascending (view), error);
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT max (id) FROM dossier", error);
  McViewIndex *self;
  gint64 last;

  if (blocks == NULL || stmt == NULL || !mc_db_int (db, stmt, 0, &last, error))
    return NULL;
  self = g_new0 (McViewIndex, 1);
  self->view = *view;
  self->last = last;
  self->blocks = g_steal_pointer (&blocks);
  for (guint i = 0; i < self->blocks->len; i++)
    self->n += g_array_index (self->blocks, McBucket, i).n;
  return self;
}

void
mc_view_index_free (McViewIndex *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->blocks);
  g_free (self);
}

static gint64
first_id_of_day (gint64 day)
{
  return mc_time_of_day_minute ((McDay) day, 0) / 60 * (1 << 20);
}

/* From the start of the bucket's day on; the way into the day is short, so OFFSET is. */
static sqlite3_stmt *
prepare_view (McDb *db, const McViewIndex *index, gint64 day, gint64 offset, guint n, GError **error)
{
  const McView *view = &index->view;
  sqlite3_stmt *stmt;

  switch (view->kind)
    {
    case MC_VIEW_STATE:
      stmt = mc_db_prepare (db,
                            "SELECT " MC_ROW_COLUMNS " FROM dossier INDEXED BY dossier_state"
                            " WHERE id < ?1 AND state = ?4 ORDER BY id DESC LIMIT ?3 OFFSET ?2",
                            error);
      break;
    case MC_VIEW_OPEN:
      stmt = mc_db_prepare (db,
                            "SELECT " MC_ROW_COLUMNS " FROM dossier INDEXED BY dossier_due"
                            " WHERE due_key IS NOT NULL AND due_key >= ?1 AND due_key <= ?4 AND id <= ?5"
                            " ORDER BY due_key, id LIMIT ?3 OFFSET ?2",
                            error);
      break;
    case MC_VIEW_RETYPE:
      stmt = view->desk != 0 ? mc_db_prepare (db,
                                              "SELECT " MC_ROW_COLUMNS " FROM dossier INDEXED BY dossier_retype"
                                              " WHERE to_retype = ?4 AND id >= ?1 AND id <= ?5 ORDER BY id LIMIT ?3 OFFSET ?2",
                                              error)
                             : mc_db_prepare (db,
                                              "SELECT " MC_ROW_COLUMNS " FROM dossier INDEXED BY dossier_retype_all"
                                              " WHERE to_retype IS NOT NULL AND id >= ?1 AND id <= ?5"
                                              " ORDER BY id LIMIT ?3 OFFSET ?2",
                                              error);
      break;
    case MC_VIEW_UNPRINTED:
      stmt = mc_db_prepare (db,
                            "SELECT " MC_ROW_COLUMNS " FROM dossier INDEXED BY dossier_unprinted"
                            " WHERE unprinted = ?4 AND id >= ?1 AND id <= ?5 ORDER BY id LIMIT ?3 OFFSET ?2",
                            error);
      break;
    case MC_VIEW_ALL:
    default:
      stmt = mc_db_prepare (
          db, "SELECT " MC_ROW_COLUMNS " FROM dossier WHERE id < ?1 ORDER BY id DESC LIMIT ?3 OFFSET ?2", error);
      break;
    }
  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1,
                      view->kind == MC_VIEW_OPEN ? day
                      : is_queue (view)          ? first_id_of_day (day)
                                                 : MIN (first_id_of_day (day + 1), index->last + 1));
  sqlite3_bind_int64 (stmt, 2, offset);
  sqlite3_bind_int64 (stmt, 3, n);
  if (view->kind == MC_VIEW_STATE)
    sqlite3_bind_int (stmt, 4, view->state);
  else if (view->kind == MC_VIEW_OPEN)
    {
      sqlite3_bind_int64 (stmt, 4, view->to);
      sqlite3_bind_int64 (stmt, 5, index->last);
    }
  else if (is_queue (view))
    {
      if (view->desk != 0)
        sqlite3_bind_int (stmt, 4, view->desk);
      sqlite3_bind_int64 (stmt, 5, index->last);
    }
  return stmt;
}

/* Takes the rows that came after the list was opened out of the counts of their days. There are few. */
static gboolean
leave_out_later (McDb *db, const McViewIndex *index, GArray *days, GError **error)
{
  const McView *view = &index->view;
  gboolean row;
  sqlite3_stmt *stmt
      = view->kind == MC_VIEW_OPEN
            ? mc_db_prepare (db, "SELECT due_key, count (*) FROM dossier WHERE id > ?1 AND due_key IS NOT NULL GROUP BY 1", error)
        : view->kind == MC_VIEW_STATE
            ? mc_db_prepare (db, "SELECT (id >> 20) * 60, count (*) FROM dossier WHERE state = ?2 AND id > ?1 GROUP BY 1", error)
        : view->kind == MC_VIEW_RETYPE
            ? mc_db_prepare (db,
                             "SELECT (id >> 20) * 60, count (*) FROM dossier INDEXED BY dossier_retype_all WHERE id > ?1"
                             " AND to_retype IS NOT NULL AND (?2 = 0 OR to_retype = ?2) GROUP BY 1",
                             error)
        : view->kind == MC_VIEW_UNPRINTED
            ? mc_db_prepare (db,
                             "SELECT (id >> 20) * 60, count (*) FROM dossier INDEXED BY dossier_unprinted"
                             " WHERE unprinted = ?2 AND id > ?1 GROUP BY 1",
                             error)
            : mc_db_prepare (db, "SELECT (id >> 20) * 60, count (*) FROM dossier WHERE id > ?1 GROUP BY 1", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, index->last);
  if (view->kind == MC_VIEW_STATE || is_queue (view))
    sqlite3_bind_int (stmt, 2, view->kind == MC_VIEW_STATE ? (int) view->state : view->desk);
  while (mc_db_step (db, stmt, &row, error))
    {
      gint64 key, n;

      if (!row)
        return TRUE;
      key = sqlite3_column_int64 (stmt, 0);
      n = sqlite3_column_int64 (stmt, 1);
      if (view->kind != MC_VIEW_OPEN)
        key = mc_day_of_time (key);
      for (guint i = 0; i < days->len; i++)
        if (g_array_index (days, McBucket, i).day == key)
          g_array_index (days, McBucket, i).n = MAX (g_array_index (days, McBucket, i).n - n, 0);
    }
  return FALSE;
}

/* The bucket that holds position *rest, and how far into it. */
static const McBucket *
find_bucket (const GArray *buckets, gint64 *rest)
{
  for (guint i = 0; i < buckets->len; i++)
    {
      const McBucket *bucket = &g_array_index (buckets, McBucket, i);

      if (*rest < bucket->n)
        return bucket;
      *rest -= bucket->n;
    }
  return NULL;
}

GPtrArray *
mc_view_rows (McDb *db, const McViewIndex *index, gint64 first, guint n, GError **error)
{
  const McView *view = &index->view;
  g_autoptr (GPtrArray) rows = rows_new ();
  g_autoptr (GArray) days = NULL;
  gint64 rest = first;
  const McBucket *block = first >= 0 ? find_bucket (index->blocks, &rest) : NULL, *day;
  sqlite3_stmt *stmt;

  if (block == NULL)
    return g_steal_pointer (&rows);
  days = mc_counters_days (db, list_of (view), block->day, view->from, view->to, !is_ascending (view), error);
  if (days == NULL || !leave_out_later (db, index, days, error))
    return NULL;
  /* Rows may have left the block since the index was read. */
  if ((day = find_bucket (days, &rest)) == NULL)
    return g_steal_pointer (&rows);
  stmt = prepare_view (db, index, day->day, rest, (guint) MIN ((gint64) n, index->n - first), error);
  return stmt != NULL && take_rows (db, stmt, rows, error) ? g_steal_pointer (&rows) : NULL;
}

GPtrArray *
mc_view_rows_after (McDb *db, const McView *view, gint64 after, guint n, GError **error)
{
  g_autoptr (GPtrArray) rows = rows_new ();
  sqlite3_stmt *stmt;

  if (view->kind == MC_VIEW_OPEN)
    stmt = mc_db_prepare (db,
                          "SELECT " MC_ROW_COLUMNS " FROM dossier INDEXED BY dossier_due WHERE due_key IS NOT NULL"
                          " AND due_key BETWEEN ?4 AND ?5"
                          " AND (due_key, id) > (coalesce ((SELECT due_key FROM dossier WHERE id = ?1), -1), ?1)"
                          " ORDER BY due_key, id LIMIT ?2",
                          error);
  else if (view->kind == MC_VIEW_STATE)
    stmt = mc_db_prepare (db,
                          "SELECT " MC_ROW_COLUMNS " FROM dossier INDEXED BY dossier_state WHERE state = ?3"
                          " AND id < ?1 AND id >= ?4 AND id < ?5 ORDER BY id DESC LIMIT ?2",
                          error);
  else if (view->kind == MC_VIEW_RETYPE)
    stmt = view->desk != 0 ? mc_db_prepare (db,
                                            "SELECT " MC_ROW_COLUMNS " FROM dossier INDEXED BY dossier_retype"
                                            " WHERE to_retype = ?3 AND id > ?1 AND id >= ?4 AND id < ?5 ORDER BY id LIMIT ?2",
                                            error)
                           : mc_db_prepare (db,
                                            "SELECT " MC_ROW_COLUMNS " FROM dossier INDEXED BY dossier_retype_all"
                                            " WHERE to_retype IS NOT NULL AND id > ?1 AND id >= ?4 AND id < ?5"
                                            " ORDER BY id LIMIT ?2",
                                            error);
  else if (view->kind == MC_VIEW_UNPRINTED)
    stmt = mc_db_prepare (db,
                          "SELECT " MC_ROW_COLUMNS " FROM dossier INDEXED BY dossier_unprinted"
                          " WHERE unprinted = ?3 AND id > ?1 AND id >= ?4 AND id < ?5 ORDER BY id LIMIT ?2",
                          error);
  else
    stmt = mc_db_prepare (db,
                          "SELECT " MC_ROW_COLUMNS " FROM dossier WHERE id < ?1 AND id >= ?4 AND id < ?5"
                          " ORDER BY id DESC LIMIT ?2",
                          error);
  if (stmt == NULL)
    return NULL;
  if (view->kind == MC_VIEW_OPEN)
    {
      sqlite3_bind_int64 (stmt, 1, after);
      sqlite3_bind_int64 (stmt, 4, view->from);
      sqlite3_bind_int64 (stmt, 5, view->to);
    }
  else
    {
      sqlite3_bind_int64 (stmt, 1, after != 0 || is_ascending (view) ? after : G_MAXINT64);
      sqlite3_bind_int64 (stmt, 4, first_id_of_day (view->from));
      sqlite3_bind_int64 (stmt, 5, first_id_of_day (view->to + 1));
      if (view->kind == MC_VIEW_STATE)
        sqlite3_bind_int (stmt, 3, view->state);
      else if (is_queue (view) && view->desk != 0)
        sqlite3_bind_int (stmt, 3, view->desk);
    }
  sqlite3_bind_int64 (stmt, 2, n);
  return take_rows (db, stmt, rows, error) ? g_steal_pointer (&rows) : NULL;
}

gboolean
mc_view_rank (McDb *db, const McView *view, gint64 id, gint64 *rank, GError **error)
{
  McDay day = mc_day_of_time ((id >> 20) * 60);
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT count (*) FROM dossier INDEXED BY dossier_retype_all WHERE to_retype IS NOT NULL"
                                      " AND id >= ?1 AND id < ?2 AND (?3 = 0 OR to_retype = ?3)",
                                      error);
  gint64 before, same_day;

  g_return_val_if_fail (view->kind == MC_VIEW_RETYPE, FALSE);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, first_id_of_day (day));
  sqlite3_bind_int64 (stmt, 2, id);
  sqlite3_bind_int (stmt, 3, view->desk);
  if (!mc_db_int (db, stmt, 0, &same_day, error) ||
      !mc_counters_sum (db, list_of (view), view->from, day - 1, &before, error))
    return FALSE;
  *rank = before + same_day;
  return TRUE;
}

static gboolean
contains (const GArray *ids, gint64 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return TRUE;
  return FALSE;
}

gboolean
mc_search_ids (McDb *db, const char *text, gboolean marked, gint64 before, guint limit, GArray *ids, GError **error)
{
  g_autofree char *query = mc_tokens_query (text, marked);
  sqlite3_stmt *stmt;
  gboolean row;
  guint found = 0;

  if (query == NULL)
    return TRUE;
  stmt = mc_db_prepare (db, "SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?", error);
  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, query);
  sqlite3_bind_int64 (stmt, 2, before != 0 ? before : G_MAXINT64);
  sqlite3_bind_int64 (stmt, 3, limit + ids->len);
  while (mc_db_step (db, stmt, &row, error))
    {
      gint64 id;

      if (!row)
        return TRUE;
      id = sqlite3_column_int64 (stmt, 0);
      if (!contains (ids, id))
        {
          g_array_append_val (ids, id);
          if (++found == limit)
            {
              sqlite3_reset (stmt);
              return TRUE;
            }
        }
    }
  return FALSE;
}

GPtrArray *
mc_rows_of_ids (McDb *db, const gint64 *ids, guint n, GError **error)
{
  g_autoptr (GPtrArray) rows = rows_new ();

  for (guint i = 0; i < n; i++)
    {
      sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT " MC_ROW_COLUMNS " FROM dossier WHERE id = ?", error);

      if (stmt == NULL)
        return NULL;
      sqlite3_bind_int64 (stmt, 1, ids[i]);
      if (!take_rows (db, stmt, rows, error))
        return NULL;
    }
  return g_steal_pointer (&rows);
}
