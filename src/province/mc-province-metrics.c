/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-metrics.h"

#include <string.h>

static const double bounds[] = { 0.005, 0.02, 0.1, 0.5, 2, 10, 60 }; /* seconds */

typedef struct
{
  gint64 by_class[6]; /* of status codes */
  gint64 by_time[G_N_ELEMENTS (bounds)];
  gint64 count;
  gint64 microseconds;
  gint64 bytes_in;
  gint64 bytes_out;
} Route;

struct _McMetrics
{
  GMutex mutex;
  GHashTable *routes; /* name -> Route */
  gint64 counts[MC_N_COUNTS];
};

McMetrics *
mc_metrics_new (void)
{
  McMetrics *self = g_new0 (McMetrics, 1);

  g_mutex_init (&self->mutex);
  self->routes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return self;
}

void
mc_metrics_free (McMetrics *self)
{
  g_mutex_clear (&self->mutex);
  g_hash_table_unref (self->routes);
  g_free (self);
}

void
mc_metrics_request (McMetrics *self, const char *route, guint status, gint64 microseconds, gint64 bytes_in, gint64 bytes_out)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Route *entry = g_hash_table_lookup (self->routes, route);

  if (entry == NULL)
    {
      entry = g_new0 (Route, 1);
      g_hash_table_insert (self->routes, (gpointer) route, entry);
    }
  entry->by_class[MIN (status / 100, 5)]++;
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
    entry->by_time[i] += (double) microseconds / G_USEC_PER_SEC <= bounds[i];
  entry->count++;
  entry->microseconds += microseconds;
  entry->bytes_in += bytes_in;
  entry->bytes_out += bytes_out;
}

void
mc_metrics_add (McMetrics *self, McCount which, gint64 n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->counts[which] += n;
}

static void
add_route (GString *text, const char *name, const Route *route)
{
  for (int i = 1; i < 6; i++)
    if (route->by_class[i] > 0)
      g_string_append_printf (text, "motcua_requests_total{route=\"%s\",status=\"%dxx\"} %" G_GINT64_FORMAT "\n", name, i,
                              route->by_class[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
    g_string_append_printf (text, "motcua_request_seconds_bucket{route=\"%s\",le=\"%g\"} %" G_GINT64_FORMAT "\n", name, bounds[i],
                            route->by_time[i]);
  g_string_append_printf (text,
                          "motcua_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} %" G_GINT64_FORMAT "\n"
                          "motcua_request_seconds_sum{route=\"%s\"} %.6f\n"
                          "motcua_request_seconds_count{route=\"%s\"} %" G_GINT64_FORMAT "\n"
                          "motcua_request_bytes_total{route=\"%s\"} %" G_GINT64_FORMAT "\n"
                          "motcua_response_bytes_total{route=\"%s\"} %" G_GINT64_FORMAT "\n",
                          name, route->count, name, (double) route->microseconds / G_USEC_PER_SEC, name, route->count, name,
                          route->bytes_in, name, route->bytes_out);
}

char *
mc_metrics_text (McMetrics *self, guint waiting, guint running)
{
  static const char *const names[MC_N_COUNTS] = {
    [MC_COUNT_ENTRIES] = "motcua_entries_stored_total",
    [MC_COUNT_FILE_BYTES] = "motcua_file_bytes_stored_total",
    [MC_COUNT_FILES] = "motcua_files_completed_total",
    [MC_COUNT_DATABASE_LOST] = "motcua_database_failures_total",
  };
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GString *text = g_string_new ("# TYPE motcua_requests_total counter\n# TYPE motcua_request_seconds histogram\n");
  GHashTableIter iter;
  gpointer name, route;

  g_hash_table_iter_init (&iter, self->routes);
  while (g_hash_table_iter_next (&iter, &name, &route))
    add_route (text, name, route);
  for (int i = 0; i < MC_N_COUNTS; i++)
    g_string_append_printf (text, "# TYPE %s counter\n%s %" G_GINT64_FORMAT "\n", names[i], names[i], self->counts[i]);
  g_string_append_printf (text, "# TYPE motcua_work_waiting gauge\nmotcua_work_waiting %u\n", waiting);
  g_string_append_printf (text, "# TYPE motcua_requests_running gauge\nmotcua_requests_running %u\n", running);
  return g_string_free (text, FALSE);
}
