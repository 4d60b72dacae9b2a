/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"
#include "mc-page.h"
#include "mc-slip-printer.h"

G_BEGIN_DECLS

/**
 * McReceivePage:
 * Tiếp nhận hồ sơ. Owns the McIntake; its sections edit it; what was typed is kept as a draft all the time. A dossier that
 * could not be saved leaves the form as it is.
 *
 * Actions: "receive.save-print" (Ctrl+Enter), "receive.save" (Ctrl+S), "receive.section(i)" (Alt+1 … Alt+5),
 * "receive.preview" (Alt+0), "receive.new" (Ctrl+N: puts this one aside), "receive.print('code')",
 * "receive.choose-printer('code')", "receive.card-of('owner' | 'proxy' | 'applicant')", "receive.confirm-date".
 */
#define MC_TYPE_RECEIVE_PAGE (mc_receive_page_get_type ())
G_DECLARE_FINAL_TYPE (McReceivePage, mc_receive_page, MC, RECEIVE_PAGE, McPage)

McReceivePage *mc_receive_page_new (McDesk *desk, McSlipPrinter *printer);

/* Goes on with @draft; what is in the form now stays a draft of its own. @tell: says that it was restored. */
void mc_receive_page_restore (McReceivePage *self, const McDraft *draft, gboolean tell);

/* Đính chính: the form shows what was taken down of that dossier and puts right what is changed; what is in the form now stays a draft. */
void mc_receive_page_correct (McReceivePage *self, const char *code);

/* Keeps what was typed last at once: the window is closing. */
void mc_receive_page_keep (McReceivePage *self);

G_END_DECLS
