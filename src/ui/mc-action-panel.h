/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-dossier.h"

G_BEGIN_DECLS

/**
 * McActionPanel:
 * What can be done to a dossier, in the place of its history: either every action, the forbidden ones grey with the reason
 * beside them, or the small form of one action. No window opens for it.
 *
 * The buttons call the page's actions "dossier.begin('key')", "dossier.do" and "dossier.cancel".
 */
#define MC_TYPE_ACTION_PANEL (mc_action_panel_get_type ())
G_DECLARE_FINAL_TYPE (McActionPanel, mc_action_panel, MC, ACTION_PANEL, GtkWidget)

/* @procedure: (nullable): of the dossier; whether there are other cases follows from it */
void mc_action_panel_show_all (McActionPanel *self, const McDossier *dossier, const McProcedure *procedure);
void mc_action_panel_show_form (McActionPanel *self, McAction action, const McDossier *dossier, const McProcedure *procedure, McDay today);
/* A line under the title of the form that is shown: what follows from the action. */
void mc_action_panel_add_hint (McActionPanel *self, const char *text);
gboolean mc_action_panel_is_form (McActionPanel *self);
void mc_action_panel_take_focus (McActionPanel *self);
/* What was typed into a form stays and is there again when the form is; this forgets it, for another dossier or when it
 * is done. */
void mc_action_panel_forget (McActionPanel *self);

/* The form's content as mc_desk_act() takes it. FALSE when something is missing: it is said under its field, which gets
 * the caret. @return_at: minute of the day a new due date falls on. */
gboolean mc_action_panel_read (McActionPanel *self, int return_at, McAction *action, char **note, char **to);

G_END_DECLS
