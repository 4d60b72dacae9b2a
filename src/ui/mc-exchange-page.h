/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk-worker.h"
#include "mc-page.h"

G_BEGIN_DECLS

/**
 * McExchangePage:
 * Gửi, nhận với tỉnh: where the exchange stands, what waits, what the province would not take, what was changed in two
 * places, and the facts for the telephone. Where the machine is not registered, the form for it.
 *
 * Actions: "exchange.now" (Ctrl+Enter), "exchange.copy" (Alt+C), "exchange.retry('subject')", "exchange.section(1 2 3)".
 */
#define MC_TYPE_EXCHANGE_PAGE (mc_exchange_page_get_type ())
G_DECLARE_FINAL_TYPE (McExchangePage, mc_exchange_page, MC, EXCHANGE_PAGE, McPage)

McExchangePage *mc_exchange_page_new (McDesk *desk, McDeskWorker *worker);

/* The lists have come from the store and are shown; @n_waiting: (out) (optional): lines of what waits. */
gboolean mc_exchange_page_is_read (McExchangePage *self, guint *n_waiting);

G_END_DECLS
