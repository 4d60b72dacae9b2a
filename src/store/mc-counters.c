/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-counters.h"

#include "mc-code.h"

#define BLOCK_DAYS (1 << MC_COUNTER_BLOCK_BITS)

gint64
mc_counters_due_key (const McDossier *dossier, gboolean *running)
{
  *running = mc_state_is_running (dossier->state);
  return dossier->due != 0 ? mc_day_of_time (dossier->due) : MC_DUE_KEY_NONE;
}

typedef struct
{
  int list;
  gint64 day;
  gint64 n;
} Share;

#define MAX_SHARES 9

static int
shares_of (const McDossier *dossier, Share shares[MAX_SHARES])
{
  int n = 0;
  gboolean running;
  gint64 due_key = mc_counters_due_key (dossier, &running);
  McDay received = mc_day_of_time (dossier->received_at);

  shares[n++] = (Share) { dossier->state, received, 1 };
  shares[n++] = (Share) { MC_COUNTER_ALL, received, 1 };
  if (running)
    shares[n++] = (Share) { MC_COUNTER_OPEN, due_key, 1 };
  if (dossier->returned_at != 0)
    shares[n++] = (Share) { MC_COUNTER_RETURNED, mc_day_of_time (dossier->returned_at), 1 };
  if (dossier->paid_at != 0 && dossier->fee > 0)
    shares[n++] = (Share) { MC_COUNTER_FEES, mc_day_of_time (dossier->paid_at), dossier->fee };
  if (dossier->to_retype)
    {
      shares[n++] = (Share) { MC_COUNTER_RETYPE, received, 1 };
      shares[n++] = (Share) { MC_COUNTER_RETYPE_DESK + MIN (dossier->desk, MC_CODE_DESKS), received, 1 };
    }
  if (mc_dossier_is_unprinted (dossier))
    shares[n++] = (Share) { MC_COUNTER_UNPRINTED + MIN (dossier->desk, MC_CODE_DESKS), received, 1 };
  return n;
}

static gboolean
same_share (const Share *a, const Share *b)
{
  return a->list == b->list && a->day == b->day && a->n == b->n;
}

static gboolean
add_to (McDb *db, int list, gint64 day, gint64 n, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "INSERT INTO counter (list, day, n) VALUES (?, ?, ?)"
                                      " ON CONFLICT (list, day) DO UPDATE SET n = n + excluded.n",
                                      error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, list);
  sqlite3_bind_int64 (stmt, 2, day);
  sqlite3_bind_int64 (stmt, 3, n);
  return mc_db_run (db, stmt, error);
}

static gboolean
add_share (McDb *db, const Share *share, int sign, GError **error)
{
  return add_to (db, share->list, share->day, sign * share->n, error) &&
         add_to (db, share->list + MC_COUNTER_BLOCKS, share->day >> MC_COUNTER_BLOCK_BITS, sign * share->n, error);
}

gboolean
mc_counters_move (McDb *db, const McDossier *old, const McDossier *new_dossier, GError **error)
{
  Share before[MAX_SHARES], after[MAX_SHARES];
  int n_before = old != NULL ? shares_of (old, before) : 0;
  int n_after = new_dossier != NULL ? shares_of (new_dossier, after) : 0;

  for (int i = 0; i < n_before; i++)
    {
      gboolean stays = FALSE;

      for (int j = 0; j < n_after && !stays; j++)
        if (same_share (&before[i], &after[j]))
          {
            after[j] = after[--n_after];
            stays = TRUE;
          }
      if (!stays && !add_share (db, &before[i], -1, error))
        return FALSE;
    }
  for (int j = 0; j < n_after; j++)
    if (!add_share (db, &after[j], 1, error))
      return FALSE;
  return TRUE;
}

static gboolean
sum_rows (McDb *db, int list, gint64 from, gint64 to, gint64 *sum, GError **error)
{
  sqlite3_stmt *stmt
      = mc_db_prepare (db, "SELECT sum (n) FROM counter WHERE list = ? AND day BETWEEN ? AND ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, list);
  sqlite3_bind_int64 (stmt, 2, from);
  sqlite3_bind_int64 (stmt, 3, to);
  return mc_db_int (db, stmt, 0, sum, error);
}

gboolean
mc_counters_sum (McDb *db, int list, gint64 from, gint64 to, gint64 *sum, GError **error)
{
  g_autoptr (GArray) blocks = NULL;

  if (to - from < BLOCK_DAYS)
    return sum_rows (db, list, from, to, sum, error);
  if ((blocks = mc_counters_blocks (db, list, from, to, FALSE, error)) == NULL)
    return FALSE;
  *sum = 0;
  for (guint i = 0; i < blocks->len; i++)
    *sum += g_array_index (blocks, McBucket, i).n;
  return TRUE;
}

static GArray *
read_buckets (McDb *db, int list, gint64 from, gint64 to, gboolean descending, GError **error)
{
  g_autoptr (GArray) buckets = g_array_new (FALSE, FALSE, sizeof (McBucket));
  sqlite3_stmt *stmt
      = descending
            ? mc_db_prepare (
                db, "SELECT day, n FROM counter WHERE list = ? AND day BETWEEN ? AND ? AND n > 0 ORDER BY day DESC", error)
            : mc_db_prepare (
                db, "SELECT day, n FROM counter WHERE list = ? AND day BETWEEN ? AND ? AND n > 0 ORDER BY day", error);
  gboolean row;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int (stmt, 1, list);
  sqlite3_bind_int64 (stmt, 2, from);
  sqlite3_bind_int64 (stmt, 3, to);
  while (mc_db_step (db, stmt, &row, error))
    {
      McBucket bucket;

      if (!row)
        return g_steal_pointer (&buckets);
      bucket.day = sqlite3_column_int64 (stmt, 0);
      bucket.n = sqlite3_column_int64 (stmt, 1);
      g_array_append_val (buckets, bucket);
    }
  return NULL;
}

/* Days before 1970 are negative: multiplied, for shifting those is undefined. */
static gint64
first_day_of (gint64 block)
{
  return block * BLOCK_DAYS;
}

GArray *
mc_counters_blocks (McDb *db, int list, gint64 from, gint64 to, gboolean descending, GError **error)
{
  g_autoptr (GArray) blocks = read_buckets (db, list + MC_COUNTER_BLOCKS, from >> MC_COUNTER_BLOCK_BITS,
                                            to >> MC_COUNTER_BLOCK_BITS, descending, error);

  if (blocks == NULL)
    return NULL;
  for (guint i = 0; i < blocks->len; i++)
    {
      McBucket *block = &g_array_index (blocks, McBucket, i);
      gint64 first = first_day_of (block->day), last = first + BLOCK_DAYS - 1;

      /* The range begins or ends inside this block: its days are summed one by one. */
      if ((first < from || last > to) && !sum_rows (db, list, MAX (first, from), MIN (last, to), &block->n, error))
        return NULL;
    }
  return g_steal_pointer (&blocks);
}

GArray *
mc_counters_days (McDb *db, int list, gint64 block, gint64 from, gint64 to, gboolean descending, GError **error)
{
  gint64 first = first_day_of (block), last = first + BLOCK_DAYS - 1;

  return read_buckets (db, list, MAX (first, from), MIN (last, to), descending, error);
}
