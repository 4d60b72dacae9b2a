/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "mc-intake.h"

G_BEGIN_DECLS

/* A correction (đính chính) says which members of a receive line are other ones now: each whole, null for one that is no more. Procedure, case,
 * channel, time of receipt and fee are none of them: the appointment and the fee hang on those. */

/* What makes @after of @before, as JSON; NULL when nothing that can be corrected differs. (transfer full) */
char *mc_correction_write (const McIntake *before, const McIntake *after);

/* MC_ERROR_INVALID naming a member that cannot be corrected, or that is not known. */
gboolean mc_correction_check (JsonObject *changes, GError **error);

/* @before with @changes; members that cannot be corrected are passed over. MC_ERROR_INVALID when one has a value of the wrong kind, or nobody would
 * be left who applied. (transfer full) */
McIntake *mc_correction_apply (const McIntake *before, JsonObject *changes, GError **error);

G_END_DECLS
