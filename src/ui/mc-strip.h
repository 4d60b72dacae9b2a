/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-notice.h"

G_BEGIN_DECLS

/**
 * McStrip:
 * The strip of news over the foot of a page. Good news goes after three seconds, the rest stays until it is answered or
 * something newer comes. It takes no focus by itself.
 */
#define MC_TYPE_STRIP (mc_strip_get_type ())
G_DECLARE_FINAL_TYPE (McStrip, mc_strip, MC, STRIP, GtkWidget)

McStrip *mc_strip_new (void);
void mc_strip_show (McStrip *self, McNotice *notice); /* (transfer full) */
void mc_strip_clear (McStrip *self);
/* What it shows now. (transfer none) (nullable): it is hidden */
const char *mc_strip_get_text (McStrip *self);

G_END_DECLS
