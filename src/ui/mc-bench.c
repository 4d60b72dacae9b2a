/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-bench.h"

#include <stdio.h>
#include <unistd.h>

gint64
mc_bench_start_time (void)
{
  const char *text = g_getenv ("MOTCUA_BENCH_T0");

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : g_get_monotonic_time ();
}

/* Resident memory in KiB, from the kernel; 0 where there is no /proc. */
static long
mc_bench_rss_kb (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) || sscanf (text, "%*d %ld", &pages) != 1)
    return 0;
  return pages * (sysconf (_SC_PAGESIZE) / 1024);
}

typedef struct
{
  GtkWindow *window; /* (unowned) lives longer than its frame clock's handlers */
  gint64 started_at;
  McBenchUsableFunc is_usable; /* (nullable) */
  gulong handler;
} BenchData;

static void
on_after_paint (GdkFrameClock *clock, BenchData *data)
{
  if (data->is_usable != NULL && !data->is_usable (data->window))
    return;
  g_print ("{\"first_usable_ms\":%.1f,\"rss_kb\":%ld}\n",
           (double) (g_get_monotonic_time () - data->started_at) / 1000.0, mc_bench_rss_kb ());
  g_signal_handler_disconnect (clock, data->handler);
  g_idle_add_once ((GSourceOnceFunc) gtk_window_close, data->window);
}

static void
on_realize (GtkWidget *widget, BenchData *data)
{
  data->handler = g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (on_after_paint), data);
}

static void
bench_data_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

void
mc_bench_watch_start (GtkWindow *window, gint64 started_at, McBenchUsableFunc is_usable)
{
  BenchData *data;

  if (g_strcmp0 (g_getenv ("MOTCUA_BENCH_START"), "1") != 0)
    return;
  data = g_new0 (BenchData, 1);
  data->window = window;
  data->started_at = started_at;
  data->is_usable = is_usable;
  g_signal_connect_data (window, "realize", G_CALLBACK (on_realize), data, bench_data_free, 0);
}
