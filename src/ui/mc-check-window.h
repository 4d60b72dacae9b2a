/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-dossier.h"
#include "mc-office.h"

G_BEGIN_DECLS

/**
 * McCheckWindow:
 * What the citizen reads before his slip is printed, in letters as large as the screen holds, black on white: on the second screen when
 * there is one, else over the whole of this one, which the officer turns. Enter says that it is right, Esc (and F12) that something is
 * to be mended; a reader's scan says neither.
 *
 * Signal "answered" (gboolean right): once; the window goes by itself.
 */
#define MC_TYPE_CHECK_WINDOW (mc_check_window_get_type ())
G_DECLARE_FINAL_TYPE (McCheckWindow, mc_check_window, MC, CHECK_WINDOW, GtkWindow)

/* @dossier: as mc_desk_preview() makes it; read at once. Shown by gtk_window_present(). */
McCheckWindow *mc_check_window_new (GtkWindow *parent, const McDossier *dossier, const McOffice *office);

G_END_DECLS
