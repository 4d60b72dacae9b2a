/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-desk-sync.h"

G_BEGIN_DECLS

/* One line of what waits or was received, as the model of the list holds it. */
#define MC_TYPE_OUTBOX_ROW (mc_outbox_row_get_type ())
G_DECLARE_FINAL_TYPE (McOutboxRow, mc_outbox_row, MC, OUTBOX_ROW, GObject)

McOutboxRow *mc_outbox_row_new (McOutboxItem *item); /* @item: (transfer full) */
const McOutboxItem *mc_outbox_row_get_item (McOutboxRow *self);

/* Asks the desk where the item is at this moment; its line follows. */
void mc_outbox_row_look (McOutboxRow *self, McDesk *desk);

/* Moment, dossier, what, size, state. (transfer full) */
GtkListItemFactory *mc_outbox_row_factory (McClock *clock);

G_END_DECLS
