/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest libadwaita program there is, measured as motcua is. */
#include "config.h"

#include <adwaita.h>

#include "mc-bench.h"

static void
on_activate (GApplication *application, gint64 *started_at)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (application));

  gtk_window_set_default_size (GTK_WINDOW (window), 1366, 768);
  mc_bench_watch_start (GTK_WINDOW (window), *started_at, NULL);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gint64 started_at = mc_bench_start_time ();
  g_autoptr (AdwApplication) application = adw_application_new (MC_APPLICATION_ID ".Empty", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (on_activate), &started_at);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
