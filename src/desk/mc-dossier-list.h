/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "mc-dossier.h"

G_BEGIN_DECLS

/* One row of a list. It exists before its content does: dossier is NULL until the page it lies on has come from the
 * store; "loaded" is notified then, in the main context. */
#define MC_TYPE_DOSSIER_ROW (mc_dossier_row_get_type ())
G_DECLARE_FINAL_TYPE (McDossierRow, mc_dossier_row, MC, DOSSIER_ROW, GObject)

const McDossier *mc_dossier_row_get_dossier (McDossierRow *self); /* (nullable) without events and components */
gboolean mc_dossier_row_is_loaded (McDossierRow *self);           /* property "loaded" */

typedef enum
{
  MC_LIST_ALL,     /* newest first */
  MC_LIST_STATE,   /* one state, newest first */
  MC_LIST_OPEN,    /* every dossier whose time is running, due soonest first; those without a due date last */
  MC_LIST_OVERDUE, /* of these, due before @day, longest over first */
  MC_LIST_DUE_ON,  /* of these, due on @day */
  MC_LIST_RETYPE,  /* to be typed into the province's system, oldest first */
  MC_LIST_UNPRINTED, /* slips that the desk @desk is still to print, oldest first */
  MC_LIST_SEARCH,  /* found by @text, newest first */
} McListKind;

typedef struct
{
  McListKind kind;
  McState state;    /* MC_LIST_STATE */
  McDay day;        /* MC_LIST_OVERDUE (today), MC_LIST_DUE_ON */
  int desk;         /* MC_LIST_RETYPE: number of the desk, 0: the whole office; MC_LIST_UNPRINTED */
  const char *text; /* MC_LIST_SEARCH: as typed; copied */
} McListFilter;

/**
 * McDossierList:
 * A GListModel of McDossierRow over the store. Pages come by key from the store's reading thread as they are looked at; a
 * million rows cost no memory. The length of all lists but searches is known from the counters; a search grows by pages
 * (property "complete" tells when it has ended). The list stands still under the hand: dossiers that arrive later do not
 * move rows, they raise the property "n-new" until somebody makes a new list.
 */
#define MC_TYPE_DOSSIER_LIST (mc_dossier_list_get_type ())
G_DECLARE_FINAL_TYPE (McDossierList, mc_dossier_list, MC, DOSSIER_LIST, GObject)

gboolean mc_dossier_list_is_complete (McDossierList *self);
guint mc_dossier_list_n_new (McDossierList *self);

G_END_DECLS
