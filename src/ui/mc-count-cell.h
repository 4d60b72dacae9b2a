/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McCountCell:
 * One cell of the components table: a count, or a tick. It takes the focus; what keys do to it is the table's.
 */
#define MC_TYPE_COUNT_CELL (mc_count_cell_get_type ())
G_DECLARE_FINAL_TYPE (McCountCell, mc_count_cell, MC, COUNT_CELL, GtkWidget)

/* @name: for screen readers, "Tờ khai, bản chính"; @is_tick: shows a tick instead of the number. */
McCountCell *mc_count_cell_new (const char *name, gboolean is_tick);
int mc_count_cell_get_value (McCountCell *self);
void mc_count_cell_set_value (McCountCell *self, int value);
gboolean mc_count_cell_is_tick (McCountCell *self);

G_END_DECLS
