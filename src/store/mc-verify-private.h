/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-verify.h"

G_BEGIN_DECLS

void _mc_check_fault (McCheck *check, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean _mc_check_progress (McCheck *check, gint64 done, gint64 total, GError **error);
gboolean _mc_count (McDb *db, const char *sql, gint64 *n, GError **error);

/* Compares every dossier's tokens with what the index holds. */
gboolean _mc_verify_search (McDb *db, McCheck *check, GError **error);

G_END_DECLS
