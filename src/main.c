/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-application.h"
#include "mc-locale.h"

/* The one place that makes the real clock, the real desk and the real network. */
static McDesk *
open_desk (const char *store, GError **error)
{
  g_autoptr (McClock) clock = mc_clock_new ();

  return mc_desk_open (store, clock, g_get_user_name (), error);
}

int
main (int argc, char **argv)
{
  g_autoptr (McApplication) application = NULL;

  mc_locale_init ();
  application = mc_application_new (open_desk, g_network_monitor_get_default, g_volume_monitor_get);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
