/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"
#include "mc-page.h"

G_BEGIN_DECLS

/**
 * McLastSlipPage:
 * Số giấy hẹn sau cùng: the one question after a restore or a copy, before which no number is given. Receive opens it
 * and keeps what is half typed.
 *
 * Actions: "last-slip.answer" (Ctrl+Enter), "last-slip.choose(1 2 3)" (Alt+1 … Alt+3): the number of the slip, none,
 * another desk. A slip that is scanned is the answer typed.
 *
 * Signal "answered" (char *follows): written; a sentence, what follows from it.
 */
#define MC_TYPE_LAST_SLIP_PAGE (mc_last_slip_page_get_type ())
G_DECLARE_FINAL_TYPE (McLastSlipPage, mc_last_slip_page, MC, LAST_SLIP_PAGE, McPage)

McLastSlipPage *mc_last_slip_page_new (McDesk *desk);
/* An answer is being written; meanwhile none other can be given. */
gboolean mc_last_slip_page_is_busy (McLastSlipPage *self);

G_END_DECLS
