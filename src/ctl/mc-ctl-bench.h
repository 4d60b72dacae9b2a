/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-ctl.h"

G_BEGIN_DECLS

/* The project's benchmarks. Each measures its baseline in the same run, turn by turn where it can: machines are noisy, ratios
 * are less so. */

typedef struct
{
  McCtl *ctl;
  gint64 dossiers; /* size of the big store */
  char *folder;    /* (owned) of the big store */
  char *scratch;   /* (owned) temporary folder for baselines, removed at the end */
} McBench;

/* Times of one thing, in microseconds. */
typedef struct
{
  GArray *samples; /* (element-type double) */
} McSamples;

void mc_samples_init (McSamples *self);
void mc_samples_clear (McSamples *self);
void mc_samples_add (McSamples *self, double value);
double mc_samples_percentile (McSamples *self, double percent);

/* Prints one figure: ours beside its baseline (NULL: none). @name_of_value: "us" and the like. */
void mc_bench_print (McBench *bench, const char *name, const char *unit, McSamples *ours, McSamples *baseline,
                     const char *baseline_name);
void mc_bench_print_value (McBench *bench, const char *name, const char *unit, double value, double baseline,
                           const char *baseline_name);

McDesk *mc_bench_open (McBench *bench, const char *folder, McClock *clock, GError **error);
/* A demo store of @n dossiers in a folder of the scratch folder. */
char *mc_bench_demo (McBench *bench, const char *name, gint64 n, GError **error);

gboolean mc_bench_receive (McBench *bench, GError **error);
gboolean mc_bench_search (McBench *bench, GError **error);
gboolean mc_bench_list (McBench *bench, GError **error);
gboolean mc_bench_slip (McBench *bench, GError **error);
gboolean mc_bench_start (McBench *bench, GError **error);
gboolean mc_bench_memory (McBench *bench, GError **error);

/* An SQLite VFS around the default one that counts syncs; becomes the default. */
void mc_count_vfs_register (void);
gint64 mc_count_vfs_syncs (void);

G_END_DECLS
