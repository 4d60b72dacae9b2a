/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"
#include "mc-page.h"

G_BEGIN_DECLS

/**
 * McHomePage:
 * Trang chủ: what to do (left), what is due (middle), the day's figures and what asks for attention (right). Digits 1-9
 * open the lists at the left, a letter begins a search with it.
 */
#define MC_TYPE_HOME_PAGE (mc_home_page_get_type ())
G_DECLARE_FINAL_TYPE (McHomePage, mc_home_page, MC, HOME_PAGE, McPage)

McHomePage *mc_home_page_new (McDesk *desk);
gboolean mc_home_page_has_counts (McHomePage *self); /* the first counts have come */

G_END_DECLS
