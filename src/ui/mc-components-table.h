/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-intake.h"
#include "mc-procedure.h"

G_BEGIN_DECLS

/**
 * McComponentsTable:
 * The papers of a dossier as a small sheet for the keyboard: ↑↓ line, ←→ column, digits set the count, Space yes or no, X
 * shown and returned at once, R re-used, Enter next line. Tab leaves it. Digits act only while it has the focus.
 *
 * Property "title": stands at the left of the columns' titles. Signal "changed".
 */
#define MC_TYPE_COMPONENTS_TABLE (mc_components_table_get_type ())
G_DECLARE_FINAL_TYPE (McComponentsTable, mc_components_table, MC, COMPONENTS_TABLE, GtkWidget)

/* Shows copies of @components. @procedure: (nullable): tells which papers are asked only under a condition. */
void mc_components_table_set (McComponentsTable *self, GPtrArray *components, const McProcedure *procedure);
/* (transfer none) (element-type McComponent): as they stand now */
GPtrArray *mc_components_table_get (McComponentsTable *self);
/* Adds a paper that the procedure does not name, one original. Emits "changed". */
void mc_components_table_add_other (McComponentsTable *self, const char *name);

G_END_DECLS
