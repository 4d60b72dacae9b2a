/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Never two synchronisations at once on one store: a lock on a file of its folder, which ends with the process whatever happens to it. */
typedef struct _McSyncLock McSyncLock;

/* MC_ERROR_BUSY when another process, or another run of this one, holds it. */
McSyncLock *mc_sync_lock_take (const char *folder, GError **error);
void mc_sync_lock_free (McSyncLock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSyncLock, mc_sync_lock_free)

G_END_DECLS
