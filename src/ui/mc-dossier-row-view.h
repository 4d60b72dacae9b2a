/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-clock.h"
#include "mc-dossier-list.h"

G_BEGIN_DECLS

typedef enum
{
  MC_ROW_FULL,  /* the list: code, procedure, name, received, due, time left, state */
  MC_ROW_SHORT, /* Home: code, procedure, name, time left */
} McRowColumns;

/**
 * McDossierRowView:
 * One line of a list of dossiers. Follows a McDossierRow: a thin line of dots until its content has come. Columns have
 * the same width in every line because their widths are counted in characters.
 */
#define MC_TYPE_DOSSIER_ROW_VIEW (mc_dossier_row_view_get_type ())
G_DECLARE_FINAL_TYPE (McDossierRowView, mc_dossier_row_view, MC, DOSSIER_ROW_VIEW, GtkWidget)

McDossierRowView *mc_dossier_row_view_new (McRowColumns columns);
/* A line with the columns' names. */
McDossierRowView *mc_dossier_row_view_new_header (McRowColumns columns);
/* @row: (nullable) */
void mc_dossier_row_view_bind (McDossierRowView *self, McDossierRow *row, McDay today);

/* A factory of such lines; @clock tells what day it is when a line is bound. (transfer full) */
GtkListItemFactory *mc_dossier_row_view_factory (McRowColumns columns, McClock *clock);

G_END_DECLS
