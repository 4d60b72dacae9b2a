/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-desk.h"

G_BEGIN_DECLS

/**
 * McAttachPanel:
 * Đính kèm tệp: which paper of the dossier the chosen files are, and how far they are taken in. In place of the dossier page's
 * right column.
 *
 * Signal "ended" (GError *error, nullable): all are taken in, or one was not; those before it are.
 */
#define MC_TYPE_ATTACH_PANEL (mc_attach_panel_get_type ())
G_DECLARE_FINAL_TYPE (McAttachPanel, mc_attach_panel, MC, ATTACH_PANEL, GtkWidget)

/* @files: (element-type GFile) (transfer none) */
void mc_attach_panel_show (McAttachPanel *self, McDesk *desk, const McDossier *dossier, GListModel *files);
void mc_attach_panel_start (McAttachPanel *self);
/* Stops what is under way; nothing half of a file stays. */
void mc_attach_panel_stop (McAttachPanel *self);
void mc_attach_panel_take_focus (McAttachPanel *self);

G_END_DECLS
