/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "mc-entry.h"

G_BEGIN_DECLS

/* System calls on files, with errors as MC_ERROR. */

gboolean mc_disk_fail (const char *path, GError **error); /* errno to *error; FALSE */
gboolean mc_disk_make_folder (const char *path, GError **error);
gboolean mc_disk_sync_folder (const char *path, GError **error);
/* Writes all of it at @offset and syncs. */
gboolean mc_disk_write_at (int fd, const char *path, gconstpointer data, gsize size, gint64 offset, GError **error);
/* SHA-256 of what @fd reads from its beginning, and its size. */
gboolean mc_disk_hash (int fd, const char *path, guint8 hash[MC_HASH_SIZE], gint64 *size, GError **error);
/* Copies @from to the new file @to, synced. */
gboolean mc_disk_copy (const char *from, const char *to, GError **error);
/* Gives @from the second name @to, durably; that it is there already is no error. */
gboolean mc_disk_link (const char *from, const char *to, GError **error);

G_END_DECLS
