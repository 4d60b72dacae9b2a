/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-office.h"
#include "mc-procedure.h"
#include "mc-published-read.h"

G_BEGIN_DECLS

/* What differs between what was and what comes, a sentence each in the user's language. Each is (transfer full); empty when nothing an officer
 * would notice differs. */

/* @before: (nullable): there was none: what the new one is; @replacement: (nullable): name of what takes the place of an abolished one */
char **mc_change_words_procedure (const McProcedure *before, const McProcedure *after, const char *replacement);
char **mc_change_words_settings (const McOffice *before, const McOffice *after);
/* Two tables as mc_calendar_new() takes them. */
char **mc_change_words_holidays (const char *before, const char *after);
/* Those of @office (code) and of all offices. @before: (nullable) */
char **mc_change_words_signers (GPtrArray *before, GPtrArray *after, const char *office);

G_END_DECLS
