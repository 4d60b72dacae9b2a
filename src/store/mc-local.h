/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-store.h"

G_BEGIN_DECLS

/* Local state by its name: preferences and cursors of this machine. It is in no journal, goes to nobody and is compared with nothing; its loss costs
 * time and no data. */

/* *text: (out) (transfer full) (nullable): NULL when there is none. */
gboolean mc_local_load (McStore *store, const char *key, char **text, GError **error);
/* @text: (nullable): NULL removes it. Waits for the disk. */
gboolean mc_local_save (McStore *store, const char *key, const char *text, GError **error);

G_END_DECLS
