/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For measuring the start. The moment the program was started, in microseconds of g_get_monotonic_time(): as
 * MOTCUA_BENCH_T0 tells, taken by who started it, else now. */
gint64 mc_bench_start_time (void);

typedef gboolean (*McBenchUsableFunc) (GtkWindow *window);

/* With MOTCUA_BENCH_START=1: after the first frame in which @is_usable (nullable: any) holds, prints
 * {"first_usable_ms":…,"rss_kb":…} and closes the window. Call it before the window is presented. */
void mc_bench_watch_start (GtkWindow *window, gint64 started_at, McBenchUsableFunc is_usable);

G_END_DECLS
