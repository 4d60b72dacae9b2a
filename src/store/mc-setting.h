/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-office.h"
#include "mc-store.h"

G_BEGIN_DECLS

/* What the office decided and the journal keeps: the office file, and which number a desk has. */

/* The office, with the desk number of @origin (0: as the file says). (transfer full) */
McOffice *mc_setting_office (McDb *db, int origin, GError **error);
/* The number of the desk that is @origin, 0 when it is not known. */
gboolean mc_setting_desk_number (McDb *db, int origin, gint64 *number, GError **error);
gboolean mc_setting_put_office (McTx *tx, const char *json, GError **error);
gboolean mc_setting_apply_office (McDb *db, int origin, const char *json, GError **error);

/**
 * mc_setting_answer_last_slip:
 * @day: of the last slip this desk printed before the restore, MC_DAY_NONE when none was printed in the days in doubt
 * @number: its number
 * @new_desk: another desk number when this is a second machine; 0 to keep it
 *
 * The officer's answer after a restore or a copy: numbering goes on behind that slip; days in doubt before it give no
 * numbers any more. Journalled.
 */
gboolean mc_setting_answer_last_slip (McTx *tx, McDay day, int number, int new_desk, GError **error);

G_END_DECLS
