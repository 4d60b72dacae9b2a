/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-counters.h"
#include "mc-projection.h"

G_BEGIN_DECLS

/* Lists of any length by position, without counting rows: the counters say how many rows each day has, so that a position
 * is a day and a short way into it. */

typedef enum
{
  MC_VIEW_ALL,   /* newest received first */
  MC_VIEW_STATE, /* the same, one state */
  MC_VIEW_OPEN,  /* due soonest first, those without a due date last */
  MC_VIEW_RETYPE, /* to be typed into the province's system, oldest received first */
  MC_VIEW_UNPRINTED, /* slips that a desk is still to print, oldest received first */
} McViewKind;

typedef struct
{
  McViewKind kind;
  McState state;     /* MC_VIEW_STATE */
  gint64 from, to;   /* days of receipt (ALL, STATE, RETYPE, UNPRINTED) or due keys (OPEN), both included */
  int desk;          /* MC_VIEW_RETYPE: received at this one; 0: of the whole office. MC_VIEW_UNPRINTED: this one */
} McView;

/**
 * McViewIndex:
 * A view as it stood when it was opened: its length, and the way from a position to a key.
 */
typedef struct
{
  McView view;
  GArray *blocks; /* (element-type McBucket) of days, in the order of the list */
  gint64 n;       /* rows */
  gint64 last;    /* the newest row there was: those received later are passed over, so that no row moves */
} McViewIndex;

McViewIndex *mc_view_index_new (McDb *db, const McView *view, GError **error);
void mc_view_index_free (McViewIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McViewIndex, mc_view_index_free)

/* The rows at positions @first .. @first + @n - 1; fewer at the end. (transfer full) (element-type McRow) */
GPtrArray *mc_view_rows (McDb *db, const McViewIndex *index, gint64 first, guint n, GError **error);

/* How many rows of a view of dossiers to be typed in stand before @id. Days before it come from the counters. */
gboolean mc_view_rank (McDb *db, const McView *view, gint64 id, gint64 *rank, GError **error);

/* Rows after a row, for the shell's cursor: @after 0 begins. (element-type McRow) */
GPtrArray *mc_view_rows_after (McDb *db, const McView *view, gint64 after, guint n, GError **error);

/**
 * mc_search_ids:
 * @text: as typed
 * @before: only ids less than this; 0 to begin
 * @limit: at most so many
 * @ids: (inout) (element-type gint64): appended, newest first; those in it already are not found again
 *
 * Dossiers that @text names: with its marks first, then filled up without them.
 */
gboolean mc_search_ids (McDb *db, const char *text, gboolean marked, gint64 before, guint limit, GArray *ids, GError **error);

/* The rows of these ids in this order. (element-type McRow) */
GPtrArray *mc_rows_of_ids (McDb *db, const gint64 *ids, guint n, GError **error);

G_END_DECLS
