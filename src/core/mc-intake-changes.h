/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-intake.h"

G_BEGIN_DECLS

/* What a correction changed, as the history of a dossier and its papers tell it: "Họ và tên: TRẦN VĂN THIN → TRẦN VĂN THÌN; Thành phần hồ sơ". In
 * Vietnamese, for it is journalled. Of identity numbers the last three digits. "" when nothing that is told differs. (transfer full) */
char *mc_intake_changes_text (const McIntake *before, const McIntake *after);

G_END_DECLS
