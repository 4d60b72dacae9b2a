/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window from outside: time to the first usable frame, memory once it stands, against an empty AdwApplicationWindow
 * started in turn. Needs a display. */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "mc-ctl-bench.h"
#include "mc-error.h"

#define STARTS 15

/* Beside this program, as installed and as built. */
static char *
find_program (const char *name, const char *built_in)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (self != NULL ? self : "");
  g_autofree char *beside = g_build_filename (folder, name, NULL);
  g_autofree char *built = g_build_filename (folder, "..", built_in, name, NULL);

  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return g_file_test (built, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer (&built) : NULL;
}

static gboolean
start_one (const char *program, const char *store, double *ms, double *rss, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *t0 = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *output = NULL;
  JsonObject *object;

  g_subprocess_launcher_setenv (launcher, "MOTCUA_BENCH_START", "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "MOTCUA_BENCH_T0", t0, TRUE);
  process = store != NULL ? g_subprocess_launcher_spawn (launcher, error, program, "--store", store, NULL)
                          : g_subprocess_launcher_spawn (launcher, error, program, NULL);
  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, error))
    return FALSE;
  if (output == NULL || !json_parser_load_from_data (parser, output, -1, NULL) || json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_FAILED, _ ("%s gave no figures; a display is needed"), program);
      return FALSE;
    }
  object = json_node_get_object (json_parser_get_root (parser));
  *ms = json_object_get_double_member_with_default (object, "first_usable_ms", 0);
  *rss = (double) json_object_get_int_member_with_default (object, "rss_kb", 0);
  return TRUE;
}

typedef struct
{
  char *motcua, *empty;
  char *big, *none, *middle; /* stores; middle NULL: not measured */
  McSamples big_ms, none_ms, middle_ms, empty_ms, big_rss, none_rss, empty_rss;
} Window;

static void
window_clear (Window *window)
{
  McSamples *all[] = { &window->big_ms, &window->none_ms, &window->middle_ms, &window->empty_ms,
                       &window->big_rss, &window->none_rss, &window->empty_rss };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    mc_samples_clear (all[i]);
  g_free (window->motcua);
  g_free (window->empty);
  g_free (window->none);
  g_free (window->middle);
}

static gboolean
measure (McBench *bench, Window *window, gint64 middle, GError **error)
{
  McSamples *all[] = { &window->big_ms, &window->none_ms, &window->middle_ms, &window->empty_ms,
                       &window->big_rss, &window->none_rss, &window->empty_rss };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    mc_samples_init (all[i]);
  window->motcua = find_program ("motcua", "ui");
  window->empty = find_program ("motcua-bench-empty", "ui");
  window->big = bench->folder;
  if (window->motcua == NULL || window->empty == NULL)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("The window was not built"));
      return FALSE;
    }
  if ((window->none = mc_bench_demo (bench, "none", 0, error)) == NULL ||
      (middle > 0 && (window->middle = mc_bench_demo (bench, "middle", middle, error)) == NULL))
    return FALSE;
  for (int i = 0; i <= STARTS; i++)
    {
      const struct { const char *program, *store; McSamples *ms, *rss; } turns[] = {
        { window->motcua, window->big, &window->big_ms, &window->big_rss },
        { window->motcua, window->none, &window->none_ms, &window->none_rss },
        { window->motcua, window->middle, &window->middle_ms, NULL },
        { window->empty, NULL, &window->empty_ms, &window->empty_rss },
      };

      for (guint t = 0; t < G_N_ELEMENTS (turns); t++)
        {
          double ms, rss;

          if (t == 2 && window->middle == NULL)
            continue;
          if (!start_one (turns[t].program, turns[t].store, &ms, &rss, error))
            return FALSE;
          /* The first turn warms the caches of all. */
          if (i == 0)
            continue;
          mc_samples_add (turns[t].ms, ms);
          if (turns[t].rss != NULL)
            mc_samples_add (turns[t].rss, rss / 1024);
        }
    }
  return TRUE;
}

gboolean
mc_bench_start (McBench *bench, GError **error)
{
  Window window = { 0 };
  gboolean ok = measure (bench, &window, 200000, error);

  if (ok)
    {
      mc_bench_print (bench, "start: empty store", "ms", &window.none_ms, &window.empty_ms, "empty AdwApplicationWindow");
      mc_bench_print (bench, "start: 200,000 dossiers", "ms", &window.middle_ms, &window.none_ms, "empty store");
      mc_bench_print (bench, "start: big store", "ms", &window.big_ms, &window.none_ms, "empty store");
    }
  window_clear (&window);
  return ok;
}

gboolean
mc_bench_memory (McBench *bench, GError **error)
{
  Window window = { 0 };
  gboolean ok = measure (bench, &window, 0, error);

  if (ok)
    {
      mc_bench_print (bench, "memory: big store", "MiB", &window.big_rss, &window.none_rss, "empty store");
      mc_bench_print (bench, "memory: empty store", "MiB", &window.none_rss, &window.empty_rss, "empty AdwApplicationWindow");
    }
  window_clear (&window);
  return ok;
}
