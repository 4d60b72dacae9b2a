/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McSideBySide:
 * A main widget and one at its side. The side takes what room there is, up to "side-width"; where less than
 * "side-min-width" would be left beside the main widget it goes away, so that no page grows wider than the screen.
 * Properties: "main", "side", "side-width", "side-min-width", "show-side".
 */
#define MC_TYPE_SIDE_BY_SIDE (mc_side_by_side_get_type ())
G_DECLARE_FINAL_TYPE (McSideBySide, mc_side_by_side, MC, SIDE_BY_SIDE, GtkWidget)

gboolean mc_side_by_side_get_show_side (McSideBySide *self);
void mc_side_by_side_set_show_side (McSideBySide *self, gboolean show_side);

G_END_DECLS
