/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * McSticks:
 * The USB sticks that are plugged in and mounted, as the session's volume monitor knows them: where the desktop mounts them. Without a monitor
 * there are none, and paths are typed.
 *
 * Signals: "changed": there are others now; "appeared" (char *path): one was plugged in.
 */
#define MC_TYPE_STICKS (mc_sticks_get_type ())
G_DECLARE_FINAL_TYPE (McSticks, mc_sticks, MC, STICKS, GObject)

McSticks *mc_sticks_new (void);
/* From now on, once. Those that are there already appear too. */
void mc_sticks_watch (McSticks *self, GVolumeMonitor *monitor);

guint mc_sticks_get_n (McSticks *self);
const char *mc_sticks_get_path (McSticks *self, guint i); /* of the mounted folder */
const char *mc_sticks_get_name (McSticks *self, guint i); /* "KINGSTON" */
/* FALSE when @path is no stick's. */
gboolean mc_sticks_find (McSticks *self, const char *path, guint *i);

/* Writes what the system still holds, unmounts and, where it can be, ejects. TRUE: it may be pulled out. BUSY when another program uses it. */
void mc_sticks_remove_async (McSticks *self, const char *path, GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_sticks_remove_finish (McSticks *self, GAsyncResult *result, GError **error);

G_END_DECLS
