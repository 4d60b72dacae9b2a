/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-desk-changes.h"

G_BEGIN_DECLS

/**
 * McChangeRow:
 * One thing that the province changes, as a line of a list shows it: new, changed or abolished; what; from when.
 */
#define MC_TYPE_CHANGE_ROW (mc_change_row_get_type ())
G_DECLARE_FINAL_TYPE (McChangeRow, mc_change_row, MC, CHANGE_ROW, GObject)

/* @change: (transfer full) */
McChangeRow *mc_change_row_new (McChange *change);
const McChange *mc_change_row_get_change (McChangeRow *self);

/* Lines for a GtkListView of such rows. @clock tells what is today. (transfer full) */
GtkListItemFactory *mc_change_row_factory (McClock *clock);

/* "New", "Changed", "Abolished", "Not used", in the user's language. */
const char *mc_change_row_kind (const McChange *change);

G_END_DECLS
