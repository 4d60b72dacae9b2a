/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-desk.h"

G_BEGIN_DECLS

/**
 * McDossierBox:
 * A short list of dossiers on Home: a heading with the number, the lines, and a sentence when there are none. ↑↓ choose,
 * Enter opens. Properties: "title", "empty" (the sentence).
 *
 * Signal "open" (code, list, position).
 */
#define MC_TYPE_DOSSIER_BOX (mc_dossier_box_get_type ())
G_DECLARE_FINAL_TYPE (McDossierBox, mc_dossier_box, MC, DOSSIER_BOX, GtkWidget)

/* Shows @list of @desk. */
void mc_dossier_box_set_list (McDossierBox *self, McDesk *desk, McDossierList *list);

G_END_DECLS
