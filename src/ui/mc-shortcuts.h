/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-page.h"

G_BEGIN_DECLS

/* The window that lists the keys: those of every page, and those of @page. (transfer full) */
GtkWindow *mc_shortcuts_new (McPage *page);

G_END_DECLS
