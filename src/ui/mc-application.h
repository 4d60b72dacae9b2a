/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "mc-desk.h"

G_BEGIN_DECLS

/* Opens the desk on the store in folder @store. main.c has the real one. */
typedef McDesk *(*McDeskOpenFunc) (const char *store, GError **error);
/* What the machine knows of its network; asked for when the window stands, as it may talk to other programs first. (transfer none) */
typedef GNetworkMonitor *(*McNetworkFunc) (void);

/* The session's volume monitor: (transfer full). main.c has the real one. */
typedef GVolumeMonitor *(*McMonitorFunc) (void);

/**
 * McApplication:
 * The program: options, language of the window, one window on one desk.
 *
 * Options: `--store DIR` (default: motcua in the user data folder).
 */
#define MC_TYPE_APPLICATION (mc_application_get_type ())
G_DECLARE_FINAL_TYPE (McApplication, mc_application, MC, APPLICATION, AdwApplication)

McApplication *mc_application_new (McDeskOpenFunc open_desk, McNetworkFunc network, McMonitorFunc get_monitor);

G_END_DECLS
