/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a durable receipt costs over a store of a million, against the least a durable write can cost: one row in a bare
 * SQLite file with the same settings, turn by turn. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

#include "mc-ctl-bench.h"
#include "mc-error.h"

#define ROUNDS 2000
#define PER_DAY 200 /* well under what one desk may number */
#define FRAME (4096 + 24)

static sqlite3 *
open_bare (McBench *bench, sqlite3_stmt **insert, GError **error)
{
  g_autofree char *path = g_build_filename (bench->folder, "bench-bare.db", NULL);
  sqlite3 *bare = NULL;

  if (sqlite3_open (path, &bare) != SQLITE_OK ||
      sqlite3_exec (bare,
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
                    "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, x TEXT)",
                    NULL, NULL, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2 (bare, "INSERT INTO t (x) VALUES ('một dòng')", -1, insert, NULL) != SQLITE_OK)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_FAILED, "bare: %s", sqlite3_errmsg (bare));
      sqlite3_close (bare);
      return NULL;
    }
  return bare;
}

static void
remove_bare (McBench *bench)
{
  const char *const names[] = { "bench-bare.db", "bench-bare.db-wal", "bench-bare.db-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (bench->folder, names[i], NULL);
      g_unlink (path);
    }
}

static gint64
wal_size (McBench *bench)
{
  g_autofree char *path = g_build_filename (bench->folder, "store.db-wal", NULL);
  GStatBuf st;

  return g_stat (path, &st) == 0 ? st.st_size : 0;
}

static McIntake *
make_intake (McDesk *desk, GRand *random)
{
  GPtrArray *catalogue = mc_desk_catalogue (desk);
  McProcedure *procedure = g_ptr_array_index (catalogue, g_rand_int_range (random, 0, (gint32) catalogue->len));
  McIntake *intake = mc_intake_new ();

  intake->procedure_code = g_strdup (procedure->code);
  mc_person_free (intake->applicant);
  intake->applicant = mc_desk_demo_person (random);
  mc_intake_set_components_from (intake, procedure);
  return intake;
}

typedef struct
{
  McSamples ours, bare, frames, syncs;
} Result;

/* A receipt, then a bare row. A fresh log after each: its growth is the number of frames. */
static gboolean
one_round (McBench *bench, McDesk *desk, sqlite3_stmt *insert, GRand *random, Result *result, GError **error)
{
  g_autoptr (McIntake) intake = make_intake (desk, random);
  g_autoptr (McDossier) dossier = NULL;
  gint64 before = wal_size (bench), syncs = mc_count_vfs_syncs (), begin = g_get_monotonic_time (), grown;

  if ((dossier = mc_desk_receive (desk, intake, error)) == NULL)
    return FALSE;
  mc_samples_add (&result->ours, (double) (g_get_monotonic_time () - begin));
  grown = wal_size (bench) - before;
  /* Where a checkpoint began the log anew the growth says nothing. */
  if (grown > 0)
    mc_samples_add (&result->frames, (double) grown / FRAME);
  mc_samples_add (&result->syncs, (double) (mc_count_vfs_syncs () - syncs));

  begin = g_get_monotonic_time ();
  sqlite3_step (insert);
  if (sqlite3_reset (insert) != SQLITE_OK)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_FAILED, "bare: %s", sqlite3_errmsg (sqlite3_db_handle (insert)));
      return FALSE;
    }
  mc_samples_add (&result->bare, (double) (g_get_monotonic_time () - begin));
  return TRUE;
}

gboolean
mc_bench_receive (McBench *bench, GError **error)
{
  g_autoptr (McClock) clock = mc_clock_new_fixed (mc_clock_now (bench->ctl->clock));
  g_autoptr (McDesk) desk = NULL;
  GRand *random = g_rand_new_with_seed (7);
  Result result = { 0 };
  sqlite3_stmt *insert = NULL;
  sqlite3 *bare;
  gboolean ok;

  remove_bare (bench);
  bare = open_bare (bench, &insert, error);
  ok = bare != NULL && (desk = mc_bench_open (bench, bench->folder, clock, error)) != NULL;
  mc_samples_init (&result.ours);
  mc_samples_init (&result.bare);
  mc_samples_init (&result.frames);
  mc_samples_init (&result.syncs);
  for (int i = 0; ok && i < ROUNDS; i++)
    {
      /* The days go on so that numbers do not run out; a real desk's day is never so long. */
      if (i % PER_DAY == 0)
        mc_clock_set (clock, mc_clock_now (clock) + 86400);
      mc_clock_set (clock, mc_clock_now (clock) + 20);
      ok = one_round (bench, desk, insert, random, &result, error);
    }
  if (ok)
    {
      mc_bench_print (bench, "receive", "us", &result.ours, &result.bare, "bare one-row commit");
      mc_bench_print (bench, "receive: WAL frames", "frames", &result.frames, NULL, NULL);
      mc_bench_print (bench, "receive: syncs", "fsync", &result.syncs, NULL, NULL);
    }
  sqlite3_finalize (insert);
  sqlite3_close (bare);
  remove_bare (bench);
  mc_samples_clear (&result.ours);
  mc_samples_clear (&result.bare);
  mc_samples_clear (&result.frames);
  mc_samples_clear (&result.syncs);
  g_rand_free (random);
  return ok;
}
