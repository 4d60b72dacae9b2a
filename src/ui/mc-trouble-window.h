/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * McTroubleWindow:
 * What is shown instead of the window when the store cannot be opened: what it is, what to do, the support code to read
 * out. With no store yet: how to make one.
 */
#define MC_TYPE_TROUBLE_WINDOW (mc_trouble_window_get_type ())
G_DECLARE_FINAL_TYPE (McTroubleWindow, mc_trouble_window, MC, TROUBLE_WINDOW, AdwApplicationWindow)

McTroubleWindow *mc_trouble_window_new (AdwApplication *application, const char *store, const GError *error);

G_END_DECLS
