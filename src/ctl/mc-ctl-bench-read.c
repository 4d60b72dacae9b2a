/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Search and lists over a million dossiers. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

#include "mc-ctl-bench.h"
#include "mc-error.h"
#include "mc-text.h"

/* Queries that hurt: common words, single letters, rare endings behind common beginnings, nothing found. */
static const char *const queries[] = {
  "nguyen thi h",     "nguyen van",      "n",          "t",           "nguyen",         "nguyễn thị h", "tran thi m",
  "le van",           "giang a pao",     "h'hen",      "hhen n",      "y bui",          "ly thi may",   "thi hoa",
  "van nam",          "nguyen thi thao l", "0",        "09",          "0987",           "1234",         "015",
  "h15.50.05.13-26",  "0001",            "261120",     "khong co ai ten nay", "nguyen x", "đặng thị ánh", "dang thi anh",
  "pham thi y",       "triệu",
};
#define N_QUERIES G_N_ELEMENTS (queries)
#define REPEATS 20

/* The names of the store in an FTS5 table as one makes it without thinking. */
static sqlite3 *
make_plain (McBench *bench, GError **error)
{
  g_autofree char *path = g_build_filename (bench->scratch, "plain.db", NULL);
  g_autofree char *attach = g_strdup_printf ("ATTACH '%s/store.db' AS big", bench->folder);
  sqlite3 *plain = NULL;

  if (sqlite3_open (path, &plain) != SQLITE_OK || sqlite3_exec (plain, attach, NULL, NULL, NULL) != SQLITE_OK ||
      sqlite3_exec (plain,
                    "PRAGMA synchronous = OFF; CREATE VIRTUAL TABLE plain USING fts5 (text);"
                    "INSERT INTO plain (rowid, text) SELECT id, code || ' ' || applicant || ' ' || coalesce (applicant_id, '')"
                    " || ' ' || coalesce (applicant_phone, '') || ' ' || coalesce (owner, '') FROM big.dossier;",
                    NULL, NULL, NULL) != SQLITE_OK)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_FAILED, "plain: %s", sqlite3_errmsg (plain));
      g_clear_pointer (&plain, sqlite3_close);
    }
  return plain;
}

static double
time_plain (sqlite3_stmt *stmt, const char *text)
{
  g_autofree char *folded = mc_text_fold (text);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  g_autoptr (GString) match = g_string_new (NULL);
  gint64 begin;

  for (guint i = 0; words[i] != NULL; i++)
    g_string_append_printf (match, "\"%s\"%s ", words[i], words[i + 1] == NULL ? "*" : "");
  begin = g_get_monotonic_time ();
  sqlite3_bind_text (stmt, 1, match->str, -1, SQLITE_TRANSIENT);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    ;
  sqlite3_reset (stmt);
  return (double) (g_get_monotonic_time () - begin) / 1000.0;
}

static gboolean
time_ours (McDesk *desk, const char *text, double *ms, GError **error)
{
  McListFilter filter = { .kind = MC_LIST_SEARCH, .text = text };
  g_autofree char *cursor = NULL;
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GPtrArray) found = mc_desk_rows (desk, &filter, MC_DAY_NONE, MC_DAY_NONE, NULL, 50, &cursor, error);

  *ms = (double) (g_get_monotonic_time () - begin) / 1000.0;
  return found != NULL;
}

static gboolean
run_queries (McBench *bench, McDesk *desk, sqlite3_stmt *stmt, McSamples *ours, McSamples *base, GError **error)
{
  McSamples per_query[N_QUERIES];

  for (guint i = 0; i < N_QUERIES; i++)
    mc_samples_init (&per_query[i]);
  /* The first turn warms both. */
  for (int turn = 0; turn <= REPEATS; turn++)
    for (guint i = 0; i < N_QUERIES; i++)
      {
        double ms;

        if (!time_ours (desk, queries[i], &ms, error))
          return FALSE;
        if (turn == 0)
          continue;
        mc_samples_add (ours, ms);
        mc_samples_add (&per_query[i], ms);
        if (turn == 1)
          mc_samples_add (base, time_plain (stmt, queries[i]));
      }
  for (guint i = 0; i < N_QUERIES; i++)
    {
      if (g_getenv ("MOTCUA_BENCH_DETAIL") != NULL)
        mc_bench_print (bench, queries[i], "ms", &per_query[i], NULL, NULL);
      mc_samples_clear (&per_query[i]);
    }
  return TRUE;
}

gboolean
mc_bench_search (McBench *bench, GError **error)
{
  g_autoptr (McDesk) desk = mc_bench_open (bench, bench->folder, NULL, error);
  sqlite3 *plain = desk != NULL ? make_plain (bench, error) : NULL;
  sqlite3_stmt *stmt = NULL;
  McSamples ours, base;
  gboolean ok;

  if (plain == NULL)
    return FALSE;
  mc_samples_init (&ours);
  mc_samples_init (&base);
  ok = sqlite3_prepare_v2 (plain, "SELECT rowid, text FROM plain WHERE plain MATCH ? ORDER BY rowid DESC LIMIT 50", -1, &stmt,
                           NULL) == SQLITE_OK;
  if (!ok)
    g_set_error (error, MC_ERROR, MC_ERROR_FAILED, "plain: %s", sqlite3_errmsg (plain));
  ok = ok && run_queries (bench, desk, stmt, &ours, &base, error);
  if (ok)
    mc_bench_print (bench, "search", "ms", &ours, &base, "plain FTS5");
  sqlite3_finalize (stmt);
  sqlite3_close (plain);
  mc_samples_clear (&ours);
  mc_samples_clear (&base);
  return ok;
}

/* ---- lists ---------------------------------------------------------------------------------------------------- */

static void
wait_complete (McDossierList *list)
{
  while (!mc_dossier_list_is_complete (list))
    g_main_context_iteration (NULL, TRUE);
}

/* The rows a screen shows from @position on are there. */
static void
wait_rows (McDossierList *list, guint position)
{
  guint n = MIN (20, g_list_model_get_n_items (G_LIST_MODEL (list)) - position);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (McDossierRow) row = g_list_model_get_item (G_LIST_MODEL (list), position + i);

      while (!mc_dossier_row_is_loaded (row))
        g_main_context_iteration (NULL, TRUE);
    }
}

static double
time_open (McDesk *desk, const McListFilter *filter)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (McDossierList) list = mc_desk_list (desk, filter);

  wait_complete (list);
  wait_rows (list, 0);
  return (double) (g_get_monotonic_time () - begin) / 1000.0;
}

static void
time_jumps (McDesk *desk, const McListFilter *filter, GRand *random, McSamples *samples)
{
  g_autoptr (McDossierList) list = mc_desk_list (desk, filter);
  guint n;

  wait_complete (list);
  n = g_list_model_get_n_items (G_LIST_MODEL (list));
  for (int i = 0; i < 200 && n > 20; i++)
    {
      guint position = (guint) g_rand_int_range (random, 0, (gint32) n - 20);
      gint64 begin = g_get_monotonic_time ();

      wait_rows (list, position);
      mc_samples_add (samples, (double) (g_get_monotonic_time () - begin) / 1000.0);
    }
}

static void
print_lists (McBench *bench, McDesk *big, McDesk *small)
{
  static const McState states[] = { MC_STATE_RETURNED, MC_STATE_PROCESSING, MC_STATE_DONE, MC_STATE_SUPPLEMENT };
  McListFilter all = { .kind = MC_LIST_ALL }, open = { .kind = MC_LIST_OPEN };
  McSamples ours, base, jump, filter;
  GRand *random = g_rand_new_with_seed (11);

  mc_samples_init (&ours);
  mc_samples_init (&base);
  mc_samples_init (&jump);
  mc_samples_init (&filter);
  time_open (big, &all);
  time_open (small, &all);
  for (int i = 0; i < 100; i++)
    {
      McListFilter state = { .kind = MC_LIST_STATE, .state = states[i % G_N_ELEMENTS (states)] };

      mc_samples_add (&ours, time_open (big, &all));
      mc_samples_add (&base, time_open (small, &all));
      mc_samples_add (&filter, time_open (big, &state));
    }
  time_jumps (big, &all, random, &jump);
  time_jumps (big, &open, random, &jump);
  mc_bench_print (bench, "list: open", "ms", &ours, &base, "1,000 rows");
  mc_bench_print (bench, "list: jump anywhere", "ms", &jump, NULL, NULL);
  mc_bench_print (bench, "list: change of filter", "ms", &filter, NULL, NULL);
  mc_samples_clear (&ours);
  mc_samples_clear (&base);
  mc_samples_clear (&jump);
  mc_samples_clear (&filter);
  g_rand_free (random);
}

gboolean
mc_bench_list (McBench *bench, GError **error)
{
  g_autofree char *folder = mc_bench_demo (bench, "small", 1000, error);
  g_autoptr (McDesk) big = NULL;
  g_autoptr (McDesk) small = NULL;

  if (folder == NULL || (big = mc_bench_open (bench, bench->folder, NULL, error)) == NULL ||
      (small = mc_bench_open (bench, folder, NULL, error)) == NULL)
    return FALSE;
  print_lists (bench, big, small);
  return TRUE;
}
