/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Notices a link that has come to a standstill while a call waits on it: no byte that the other side acknowledged or sent for so
 * many seconds. Bytes that only lie in the kernel's buffer do not count where the kernel tells them apart (Linux). A thread
 * of its own looks, and stops the call through its cancellable. */
typedef struct _McLinkWatch McLinkWatch;

/* @cancellable: (nullable): the caller's. @socket: (nullable): the connection that is open already */
McLinkWatch *mc_link_watch_new (guint seconds, GCancellable *cancellable, GSocket *socket);
void mc_link_watch_free (McLinkWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McLinkWatch, mc_link_watch_free)

/* Stopped by the caller's or by a standstill. (transfer none) */
GCancellable *mc_link_watch_cancellable (McLinkWatch *self);
gboolean mc_link_watch_stalled (McLinkWatch *self);
/* Something went on; also before and after waiting on purpose. */
void mc_link_watch_touch (McLinkWatch *self);
/* This connection from now on. */
void mc_link_watch_follow (McLinkWatch *self, GSocket *socket);
/* Waits until little of what was written is still unsent, or the connection has failed. What is to go next is decided after, not a
 * buffer's length before. FALSE when it was stopped. */
gboolean mc_link_watch_wait_room (McLinkWatch *self, GError **error);

/* BBR, a congestion control that does not take each loss for a full link, where this machine allows it (data/sysctl.d); else the
 * system's, which is cubic. Both ends want it: each for what it sends. */
void mc_link_prefer_bbr (GSocket *socket);
/* That, and little that is unsent in the kernel, so that urgent things do not stand behind bulky ones. */
void mc_link_tune (GSocket *socket);
/* What may be under way at once at this rate, about a second of it, and what may wait unsent, half a second's. */
void mc_link_tune_for_rate (GSocket *socket, gint64 bytes_per_second);

G_END_DECLS
