/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-projection.h"

G_BEGIN_DECLS

/* Nhập bù lên hệ thống tỉnh: dossiers that are still to be typed into the province's own system by hand.
 *
 * A dossier waits while all of this holds:
 *  - it has no official code (a dossier sent online has one from the beginning);
 *  - it was received and not voided: one that was refused, withdrawn or returned belongs into that system too;
 *  - its first entry has no number in the office's stream: a province whose service keeps dossiers (src/sync) has it already.
 *
 * The first two follow from its entries, the third from the table "numbered", which is the province's part of the journal: so the
 * list is a projection like the others, kept with each write and made again by a rebuild. */

/* Sets to_retype of a row about to be written. */
gboolean mc_retype_decide (McDb *db, const McRow *row, GError **error);

/* The same for a row that stands in the table, when only the province's numbers have changed. */
gboolean mc_retype_renew (McDb *db, gint64 dossier, GError **error);

/* For all rows at once, with their counters: after a migration, and when the numbers of a province are forgotten. */
gboolean mc_retype_renew_all (McDb *db, GError **error);

typedef enum
{
  MC_RETYPE_AT,     /* this one while it waits, else the next */
  MC_RETYPE_AFTER,
  MC_RETYPE_BEFORE,
} McRetypeStep;

/* The waiting dossier at, after or before row @from in the order of receipt; of one desk, or 0 of all. *id 0: none. */
gboolean mc_retype_step (McDb *db, int desk, gint64 from, McRetypeStep step, gint64 *id, GError **error);

/* Another dossier than @except that has this official code; *id 0 when there is none. @code and @name: (out): its own code and its
 * owner's name. */
gboolean mc_retype_holder (McDb *db, const char *official, gint64 except, gint64 *id, char **code, char **name, GError **error);

/* What the page of this desk remembers, as JSON of its own; local state. *text NULL when there is none. */
gboolean mc_retype_read_place (McDb *db, char **text, GError **error);
gboolean mc_retype_keep_place (McTx *tx, const char *text, GError **error);

G_END_DECLS
