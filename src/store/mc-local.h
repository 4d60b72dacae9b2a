/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-store.h"

G_BEGIN_DECLS

/* Local state by its key: what the people at this machine chose for it, cursors, and what the store remembers of itself. It is in no journal, goes to nobody
 * and is compared with nothing; its loss costs time and no data. */

/* *value: (out) (transfer full) (nullable): NULL when there is none. */
gboolean mc_local_get (McDb *db, const char *key, char **value, GError **error);
/* In the transaction under way, as all that changes something. @value: (nullable): NULL removes it. */
gboolean mc_local_set (McDb *db, const char *key, const char *value, GError **error);
/* The same for a number, 0 when there is none. */
gboolean mc_local_count (McDb *db, const char *key, gint64 *count, GError **error);
gboolean mc_local_set_count (McDb *db, const char *key, gint64 count, GError **error);
/* One more. */
gboolean mc_local_raise (McDb *db, const char *key, GError **error);

/* Each as a transaction of its own, waiting for it. */
gboolean mc_local_load (McStore *store, const char *key, char **value, GError **error);
gboolean mc_local_save (McStore *store, const char *key, const char *value, GError **error);

G_END_DECLS
