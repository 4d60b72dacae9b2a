/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A province whose service was away: every desk of every commune comes back with what it has gathered. Real desks with their exchange in the
 * background as the window runs it, the real service on a PostgreSQL that syncs to disk. Lines of JSON. */
#include <json-glib/json-glib.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench-desk.h"

static int opt_communes = 168;
static int opt_desks = 5;
static int opt_dossiers = 20;
static int opt_outage = 60;
static int opt_most = 900;

typedef struct
{
  Province province;
  Service service;
  BenchDesk *desks;
  guint n;
  double most_memory; /* MiB of the service */
} Bench;

/* ---- desks ------------------------------------------------------------------------------------------------- */

static char *
office_of (guint i)
{
  guint commune = i / (guint) opt_desks;

  return g_strdup_printf ("H15.50.%02u.%02u", 1 + commune / 99, 1 + commune % 99);
}

/* Each desk several connections to its store, a few files each. */
static void
raise_limit (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

static void
prepare (Bench *bench)
{
  g_autofree char *url = g_strconcat ("http://", bench->service.address, NULL);

  for (guint i = 0; i < bench->n; i++)
    {
      BenchDesk *desk = &bench->desks[i];
      g_autofree char *office = office_of (i);

      bench_desk_open (desk, office, 1 + (int) (i % (guint) opt_desks), i + 1);
      bench_desk_enrol (desk, &bench->province, office, url);
      bench_desk_receive (desk, (guint) opt_dossiers);
    }
}

static guint
count_waiting (Bench *bench)
{
  guint n = 0;

  for (guint i = 0; i < bench->n; i++)
    {
      g_auto (McSyncStatus) status = { 0 };

      mc_desk_sync_status (bench->desks[i].store.desk, &status);
      n += status.waiting > 0 || status.last_receipt == 0;
    }
  return n;
}

static double
memory_of (GSubprocess *process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (process)), *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (line = strstr (text, "VmHWM:")) == NULL)
    return 0;
  return (double) g_ascii_strtoll (line + strlen ("VmHWM:"), NULL, 10) / 1024;
}

/* ---- the service's own word -------------------------------------------------------------------------------- */

typedef struct
{
  GArray *ms;         /* (element-type double) of each exchange that was answered 200 */
  GHashTable *second; /* how many exchanges came in each second */
  guint refused;      /* asked to come back later */
  guint failed;
} Log;

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
percentile (GArray *values, double share)
{
  g_array_sort (values, compare_doubles);
  return values->len == 0 ? 0 : g_array_index (values, double, (guint) (share * (values->len - 1)));
}

static void
read_line (Log *log, const char *line)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;
  char *second;
  double ms;

  if (*line == '\0' || !json_parser_load_from_data (parser, line, -1, NULL) || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return;
  object = json_node_get_object (json_parser_get_root (parser));
  if (g_strcmp0 (json_object_get_string_member_with_default (object, "route", NULL), "POST /v1/exchange") != 0)
    return;
  ms = json_object_get_double_member_with_default (object, "ms", 0);
  switch (json_object_get_int_member_with_default (object, "status", 0))
    {
    case 200:
      g_array_append_val (log->ms, ms);
      break;
    case 503:
      log->refused++;
      break;
    default:
      log->failed++;
    }
  second = g_strndup (json_object_get_string_member_with_default (object, "time", ""), strlen ("2026-11-23T08:41:00"));
  g_hash_table_replace (log->second, second, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (log->second, second)) + 1));
}

static void
read_log (Log *log, const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  log->ms = g_array_new (FALSE, FALSE, sizeof (double));
  log->second = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_file_get_contents (path, &text, NULL, &error);
  bench_check (error, "the service's log");
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    read_line (log, lines[i]);
}

static guint
most_in_a_second (Log *log)
{
  GHashTableIter iter;
  gpointer value;
  guint most = 0;

  g_hash_table_iter_init (&iter, log->second);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    most = MAX (most, GPOINTER_TO_UINT (value));
  return most;
}

/* ---- the whole --------------------------------------------------------------------------------------------- */

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_usleep (50 * 1000);
}

static double
seconds_since (gint64 begun)
{
  return (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
}

static void
print_figure (const char *name, double value, const char *unit)
{
  g_print ("{\"name\":\"outage: %s\",\"value\":%.1f,\"unit\":\"%s\"}\n", name, value, unit);
}

/* Away, and back under the same address. */
static void
be_away (Bench *bench)
{
  g_autofree char *address = g_strdup (bench->service.address);
  gint64 begun;

  service_stop (&bench->service);
  for (guint i = 0; i < bench->n; i++)
    mc_desk_sync_start (bench->desks[i].store.desk, g_network_monitor_get_default ());
  for (begun = g_get_monotonic_time (); seconds_since (begun) < opt_outage;)
    turn ();
  bench->province.listen = address;
  service_start (&bench->service, &bench->province);
}

static void
run (Bench *bench)
{
  gint64 begun, all = (gint64) bench->n * opt_dossiers;
  double in = 0, half = 0, known = 0;
  Log log = { 0 };

  be_away (bench);
  begun = g_get_monotonic_time ();
  while (known == 0 && seconds_since (begun) < opt_most)
    {
      gint64 got = in == 0 ? province_sql (&bench->province, "SELECT count (*) FROM dossier") : all;

      if (half == 0 && got >= all / 2)
        half = seconds_since (begun);
      if (in == 0 && got >= all)
        in = seconds_since (begun);
      if (in != 0 && count_waiting (bench) == 0)
        known = seconds_since (begun);
      turn ();
    }
  read_log (&log, bench->service.log);
  print_figure ("desks", bench->n, "desks");
  print_figure ("dossiers that waited", (double) all, "dossiers");
  print_figure ("half of them in after", half, "s");
  print_figure ("all of them in after", in, "s");
  print_figure ("every desk knows it after", known, "s");
  print_figure ("desks that still wait", count_waiting (bench), "desks");
  print_figure ("exchange, p50", percentile (log.ms, 0.5), "ms");
  print_figure ("exchange, p99", percentile (log.ms, 0.99), "ms");
  print_figure ("exchanges answered", log.ms->len, "exchanges");
  print_figure ("asked to come back later", log.refused, "exchanges");
  print_figure ("failed otherwise", log.failed, "exchanges");
  print_figure ("exchanges in the fullest second", most_in_a_second (&log), "exchanges");
  print_figure ("most memory of the service", memory_of (bench->service.process), "MiB");
  print_figure ("load of the machine", bench_load (), "");
  g_array_unref (log.ms);
  g_hash_table_unref (log.second);
}

static gboolean
parse (int *argc, char ***argv)
{
  GOptionEntry entries[] = {
    { "communes", 0, 0, G_OPTION_ARG_INT, &opt_communes, "Offices", "N" },
    { "desks", 0, 0, G_OPTION_ARG_INT, &opt_desks, "Of each, at most 5", "N" },
    { "dossiers", 0, 0, G_OPTION_ARG_INT, &opt_dossiers, "That wait at each desk", "N" },
    { "outage", 0, 0, G_OPTION_ARG_INT, &opt_outage, "How long the desks have knocked in vain", "S" },
    { "most", 0, 0, G_OPTION_ARG_INT, &opt_most, "When it is given up", "S" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    fprintf (stderr, "%s\n", error->message);
  return error == NULL && opt_communes > 0 && opt_desks > 0 && opt_desks <= 5 && opt_dossiers > 0 && opt_outage >= 0;
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };

  if (!parse (&argc, &argv) || sodium_init () < 0)
    return 2;
  raise_limit ();
  g_setenv ("MC_POSTGRES_FSYNC", "1", TRUE);
  if (!postgres_up ())
    {
      fprintf (stderr, "PostgreSQL 15 is not installed\n");
      return 1;
    }
  province_setup (&bench.province, NULL);
  service_start (&bench.service, &bench.province);
  bench.n = (guint) (opt_communes * opt_desks);
  bench.desks = g_new0 (BenchDesk, bench.n);
  prepare (&bench);
  run (&bench);
  for (guint i = 0; i < bench.n; i++)
    bench_desk_clear (&bench.desks[i]);
  g_free (bench.desks);
  service_stop (&bench.service);
  province_teardown (&bench.province, NULL);
  postgres_down ();
  return 0;
}
