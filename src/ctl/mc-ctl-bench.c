/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "mc-ctl-bench.h"
#include "mc-error.h"

void
mc_samples_init (McSamples *self)
{
  self->samples = g_array_new (FALSE, FALSE, sizeof (double));
}

void
mc_samples_clear (McSamples *self)
{
  g_clear_pointer (&self->samples, g_array_unref);
}

void
mc_samples_add (McSamples *self, double value)
{
  g_array_append_val (self->samples, value);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *left = a, *right = b;

  return (*left > *right) - (*left < *right);
}

double
mc_samples_percentile (McSamples *self, double percent)
{
  guint n = self->samples->len;

  if (n == 0)
    return 0;
  g_array_sort (self->samples, compare_doubles);
  return g_array_index (self->samples, double, (guint) MIN (n - 1, percent / 100.0 * n));
}

/* p50, p99 and, where there is a baseline, the ratios of both. */
void
mc_bench_print (McBench *bench, const char *name, const char *unit, McSamples *ours, McSamples *baseline,
                const char *baseline_name)
{
  double p50 = mc_samples_percentile (ours, 50), p99 = mc_samples_percentile (ours, 99);
  double base50 = baseline != NULL ? mc_samples_percentile (baseline, 50) : 0;
  double base99 = baseline != NULL ? mc_samples_percentile (baseline, 99) : 0;

  if (bench->ctl->json)
    {
      g_print ("{\"name\":\"%s\",\"value\":%.3f,\"unit\":\"%s\",\"p50\":%.3f,\"p99\":%.3f", name, p50, unit, p50, p99);
      if (baseline != NULL)
        g_print (",\"baseline\":%.3f,\"baseline_p99\":%.3f,\"ratio\":%.3f,\"ratio_p99\":%.3f,\"against\":\"%s\"", base50, base99,
                 base50 > 0 ? p50 / base50 : 0, base99 > 0 ? p99 / base99 : 0, baseline_name);
      g_print ("}\n");
      return;
    }
  g_print ("%-28s p50 %10.3f %s   p99 %10.3f %s", name, p50, unit, p99, unit);
  if (baseline != NULL)
    g_print ("   | %s p50 %.3f p99 %.3f   ratio %.2f / %.2f", baseline_name, base50, base99, base50 > 0 ? p50 / base50 : 0,
             base99 > 0 ? p99 / base99 : 0);
  g_print ("\n");
}

void
mc_bench_print_value (McBench *bench, const char *name, const char *unit, double value, double baseline,
                      const char *baseline_name)
{
  if (bench->ctl->json)
    {
      g_print ("{\"name\":\"%s\",\"value\":%.3f,\"unit\":\"%s\"", name, value, unit);
      if (baseline_name != NULL)
        g_print (",\"baseline\":%.3f,\"ratio\":%.3f,\"against\":\"%s\"", baseline, baseline > 0 ? value / baseline : 0,
                 baseline_name);
      g_print ("}\n");
      return;
    }
  g_print ("%-28s     %10.3f %s", name, value, unit);
  if (baseline_name != NULL)
    g_print ("   | %s %.3f   ratio %.2f", baseline_name, baseline, baseline > 0 ? value / baseline : 0);
  g_print ("\n");
}

McDesk *
mc_bench_open (McBench *bench, const char *folder, McClock *clock, GError **error)
{
  return mc_desk_open (folder, clock != NULL ? clock : bench->ctl->clock, "bench", error);
}

char *
mc_bench_demo (McBench *bench, const char *name, gint64 n, GError **error)
{
  g_autofree char *folder = g_build_filename (bench->scratch, name, NULL);

  return mc_ctl_make_demo (bench->ctl, folder, n, error) ? g_steal_pointer (&folder) : NULL;
}

static const struct
{
  const char *name;
  gboolean (*run) (McBench *bench, GError **error);
} benches[] = {
  { "receive", mc_bench_receive }, { "search", mc_bench_search }, { "list", mc_bench_list },
  { "slip", mc_bench_slip },       { "start", mc_bench_start },   { "memory", mc_bench_memory },
};

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

/* Some benchmarks write: never into the data of an office. */
static gboolean
check_trial (McBench *bench, GError **error)
{
  g_autoptr (McDesk) desk = mc_bench_open (bench, bench->folder, NULL, error);

  if (desk == NULL)
    return FALSE;
  if (mc_desk_office (desk)->trial)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED,
                       _ ("These are the data of a real office; benchmarks write into their store"));
  return FALSE;
}

/* The big store stays for the next run when --store named it. */
static gboolean
prepare (McBench *bench, GError **error)
{
  g_autofree char *file = g_build_filename (bench->ctl->store, "store.db", NULL);

  if ((bench->scratch = g_dir_make_tmp ("motcua-bench-XXXXXX", error)) == NULL)
    return FALSE;
  bench->folder = g_strdup (bench->ctl->store);
  return g_file_test (file, G_FILE_TEST_EXISTS) ? check_trial (bench, error)
                                                : mc_ctl_make_demo (bench->ctl, bench->folder, bench->dossiers, error);
}

McExit
mc_command_bench (McCtl *ctl, int argc, char **argv)
{
  McBench bench = { .ctl = ctl, .dossiers = 1000000 };
  GOptionEntry entries[] = {
    { "dossiers", 0, 0, G_OPTION_ARG_INT64, &bench.dossiers, N_ ("Size of the store to measure on"), "N" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  McExit status = MC_EXIT_DONE;
  gboolean known = FALSE;

  if (!mc_ctl_parse ("[NAME]", entries, &argc, &argv, &status))
    return status;
  mc_count_vfs_register ();
  prepare (&bench, &error);
  for (guint i = 0; i < G_N_ELEMENTS (benches) && error == NULL; i++)
    if (argc < 2 || strcmp (argv[1], benches[i].name) == 0)
      {
        known = TRUE;
        if (!benches[i].run (&bench, &error))
          g_prefix_error (&error, "%s: ", benches[i].name);
      }
  if (bench.scratch != NULL)
    remove_folder (bench.scratch);
  g_free (bench.scratch);
  g_free (bench.folder);
  if (error != NULL)
    return mc_ctl_fail (error);
  return known ? MC_EXIT_DONE : mc_ctl_usage (_ ("There is no benchmark “%s”"), argv[1]);
}
