/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-journal.h"

G_BEGIN_DECLS

/* A chain that was written on twice: a store was set back without its noticing (an image of the disk), wrote on, and now the province
 * knows its numbers with other bytes. What the province has stays; the entries of the other branch leave the chain, and their
 * author says them again under a new origin. A great store is rebuilt by this, which takes its time; it hardly ever happens. */

/**
 * mc_branch_leave:
 * @from: the first number of this origin's work stream that is known with other bytes; 0 when this store only lacks entries
 *
 * Begins a new origin ("fork"), under which entries from @from on are said again: same body with the old name in "again", same time and
 * account, references to each other moved along. What else parts, as the audit stream may, is found when it is sent and dealt with by
 * mc_branch_drop(). The officer is asked for the last slip, as after a restore.
 */
gboolean mc_branch_leave (McTx *tx, gint64 from, GError **error);

/**
 * mc_branch_drop:
 * @from: the first number of the branch that goes
 * @again: say the entries again under the origin that writes here; for an origin that wrote in this store before. Otherwise their author will
 *
 * Takes the end of a chain out of the journal, so that the province's branch fits. MC_ERROR_INVALID for an origin's first entry.
 */
gboolean mc_branch_drop (McTx *tx, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 from, gboolean again,
                         GError **error);

G_END_DECLS
