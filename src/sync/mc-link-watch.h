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
/* Does not look while something else is waited for. */
void mc_link_watch_pause (McLinkWatch *self, gboolean paused);
/* Waits until little of what was written is still unsent, or the connection has failed. What is to go next is decided after, not a
 * buffer's length before. @meanwhile: (nullable): called at least once and then a few times a second. So many bytes can be written and
 * the kernel takes them all at once; 0 when it was stopped. */
gsize mc_link_watch_wait_room (McLinkWatch *self, void (*meanwhile) (gpointer data), gpointer data, GError **error);

/* BBR, a congestion control that does not take each loss for a full link, where this machine allows it (data/sysctl.d); else the
 * system's, which is cubic. Both ends want it: each for what it sends. */
void mc_link_prefer_bbr (GSocket *socket);
/* That, and little that is unsent in the kernel, so that urgent things do not stand behind bulky ones. */
void mc_link_tune (GSocket *socket);
/* What may be under way at once at this rate, about a second of it, and what may wait unsent, half a second's. */
void mc_link_tune_for_rate (GSocket *socket, gint64 bytes_per_second);

/* A connection that is kept for something small and urgent while another one fills the line: it shows now and then that it is there, so
 * that what stands between does not forget it, and what is lost of it is sent again without the waits that double each time. */
void mc_link_keep_ready (GSocket *socket, gboolean ready);
/* Whether a connection is open and the other end was heard on it within so many seconds; @last_used (monotonic) is what counts where the
 * kernel does not say. */
gboolean mc_link_is_alive (GSocket *socket, guint seconds, gint64 last_used);

G_END_DECLS
