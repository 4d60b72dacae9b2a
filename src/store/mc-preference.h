/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-store.h"

G_BEGIN_DECLS

/* What the people at this machine chose for it: local state, which no other desk gets and whose loss costs a click. */

/* *value: (out) (transfer full) (nullable): NULL when nothing was chosen. @name: as it was set */
gboolean mc_preference_get (McDb *db, const char *name, char **value, GError **error);
/* @value: (nullable): NULL for the default again */
gboolean mc_preference_set (McTx *tx, const char *name, const char *value, GError **error);

/* The same for a number; @fallback when nothing was chosen, or what stands there is none. */
gboolean mc_preference_get_int (McDb *db, const char *name, gint64 fallback, gint64 *value, GError **error);
gboolean mc_preference_set_int (McTx *tx, const char *name, gint64 value, GError **error);

G_END_DECLS
