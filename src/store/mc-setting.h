/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-office.h"
#include "mc-store.h"

G_BEGIN_DECLS

/* What the office decided and the journal keeps: the office file, and which number a desk has. */

/* The office, with the desk number of @origin (0, or one that has none: as the file says). When the table is lost or damaged,
 * as the journal says it, slowly, so that a store can be opened and made anew. (transfer full) MC_ERROR_STORE_CORRUPT when
 * neither knows it. */
McOffice *mc_setting_office (McDb *db, int origin, GError **error);
/* The same as seen by the desk that writes here: mc_store_office() for the reading thread, which must not wait for itself. */
McOffice *mc_setting_own_office (McDb *db, GError **error);
/* The office file as it stands in the table; *json NULL when it is lost. (transfer full) */
gboolean mc_setting_office_text (McDb *db, char **json, GError **error);
/* The number of the desk that is @origin, 1 to MC_CODE_DESKS. MC_ERROR_STORE_CORRUPT when the table does not say one: a slip
 * with a guessed number must not be given. */
gboolean mc_setting_desk_number (McDb *db, int origin, gint64 *number, GError **error);
/* The office file, checked already: into the journal and the table. */
gboolean mc_setting_put_office (McTx *tx, const char *json, GError **error);
/* The table alone, from an entry that is in the journal. */
gboolean mc_setting_apply_office (McDb *db, const char *json, GError **error);

/**
 * mc_setting_answer_last_slip:
 * @day: of the last slip this desk printed before the restore, MC_DAY_NONE when none was printed in the days in doubt
 * @number: its number
 * @new_desk: another desk number when this is a second machine; 0 to keep it
 *
 * The officer's answer after a restore or a copy: numbering goes on behind that slip. The days before it give no numbers any
 * more, however long ago they are: what was typed in for them from paper meanwhile is not known either. Journalled.
 */
gboolean mc_setting_answer_last_slip (McTx *tx, McDay day, int number, int new_desk, GError **error);

/**
 * mc_setting_desk_to_take:
 * @origin: who asks
 * @number: (out): 0 when this desk keeps its number; else the free one it has to take, because another desk that is known here
 *   has the same number and began earlier (mc_desk_claim_must_move())
 *
 * MC_ERROR_REJECTED when it has to move and no number is free.
 */
gboolean mc_setting_desk_to_take (McDb *db, int origin, int *number, GError **error);
/* This desk has another number from now on. Journalled. MC_ERROR_INVALID when there is no such number or another desk has it. */
gboolean mc_setting_move_desk (McTx *tx, int number, GError **error);

G_END_DECLS
