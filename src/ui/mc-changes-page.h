/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"
#include "mc-page.h"

G_BEGIN_DECLS

/**
 * McChangesPage:
 * Thay đổi tỉnh gửi về: what the province changes, new, changed or abolished, with what it was and what it will be, and from when it counts
 * here. It is for reading; nothing on it makes a change take effect sooner.
 *
 * Actions: "changes.section(1 2)" (Alt+1, Alt+2): the list, what the chosen one says.
 */
#define MC_TYPE_CHANGES_PAGE (mc_changes_page_get_type ())
G_DECLARE_FINAL_TYPE (McChangesPage, mc_changes_page, MC, CHANGES_PAGE, McPage)

McChangesPage *mc_changes_page_new (McDesk *desk);

/* The list has come and is shown; @n: (out) (optional): its lines. */
gboolean mc_changes_page_is_read (McChangesPage *self, guint *n);
/* What stands beside the list about the line that is chosen. */
const char *mc_changes_page_get_detail (McChangesPage *self);

/* How many wait and since when some count, in the user's language. @changes: (element-type McChange) (transfer full) */
char *mc_changes_page_sentence (GPtrArray *changes, gint64 now);

G_END_DECLS
