/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-pg.h"

G_BEGIN_DECLS

/* Whether the database still knows what was acknowledged, by the mark of its connection (mc_pg_set_mark()); without one every
 * database is right. When it does not: mc_problem_is_set_back(). */

/* One office, whose row is locked and has @next; what the transaction gives from there on is to be told to mc_pg_given(). */
gboolean mc_province_guard_office (McPg *pg, int office, const char *code, gint64 next, GError **error);
/* All offices. When all is right the mark takes what was committed past it, and is synced. */
gboolean mc_province_guard_all (McPg *pg, GError **error);
/* The database is to count as it is now. */
gboolean mc_province_guard_renew (McPg *pg, McProvinceMark *mark, GError **error);

G_END_DECLS
