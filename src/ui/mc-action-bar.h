/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-page.h"

G_BEGIN_DECLS

/**
 * McActionBar:
 * The foot of a page, 44 px: what can be done here with its key written on it, and one sentence that says what hinders
 * the main thing. Labels of what is not there yet grow shorter before the bar grows wider than the screen.
 */
#define MC_TYPE_ACTION_BAR (mc_action_bar_get_type ())
G_DECLARE_FINAL_TYPE (McActionBar, mc_action_bar, MC, ACTION_BAR, GtkWidget)

McActionBar *mc_action_bar_new (void);
void mc_action_bar_set_entries (McActionBar *self, const McPageEntry *entries, gsize n_entries);
const char *mc_action_bar_get_message (McActionBar *self); /* (nullable) */
void mc_action_bar_set_message (McActionBar *self, const char *message);

G_END_DECLS
