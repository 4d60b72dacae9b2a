/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "mc-desk.h"
#include "mc-page.h"
#include "mc-slip-printer.h"

G_BEGIN_DECLS

/**
 * McWindow:
 * The window: header bar, the stack of pages and the way between them, the reader's bursts. Everything else belongs to
 * the pages. Actions "win.*": home receive last-slip exchange usb find list('due-today') open-dossier('code') back shortcuts about fullscreen.
 */
#define MC_TYPE_WINDOW (mc_window_get_type ())
G_DECLARE_FINAL_TYPE (McWindow, mc_window, MC, WINDOW, AdwApplicationWindow)

McWindow *mc_window_new (AdwApplication *application, McDesk *desk, McSlipPrinter *printer);
McPage *mc_window_get_page (McWindow *self); /* (transfer none) the one that is shown */

/* From now on a USB stick that is plugged in, or is there already, is offered. Without it folders are typed. */
void mc_window_watch_sticks (McWindow *self, GVolumeMonitor *monitor);

/* Home is on the screen with its counts. */
gboolean mc_window_is_usable (McWindow *self);

/* A bundle of the exchange was opened: the page of the stick, with the folder it lies in. */
void mc_window_open_bundle (McWindow *self, const char *path);

G_END_DECLS
