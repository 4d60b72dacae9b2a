/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McPreeditGuard:
 * Knows what an input method still holds back in the focused field of a window (the underlined word), and has it written
 * into the field before a shortcut acts, so that the last word typed is never lost.
 */
#define MC_TYPE_PREEDIT_GUARD (mc_preedit_guard_get_type ())
G_DECLARE_FINAL_TYPE (McPreeditGuard, mc_preedit_guard, MC, PREEDIT_GUARD, GObject)

/* Watches the focus of @window for as long as the guard lives; the window owns the guard. */
McPreeditGuard *mc_preedit_guard_new (GtkWindow *window);

/* Writes the held text into its field. */
void mc_preedit_guard_commit (McPreeditGuard *self);

G_END_DECLS
