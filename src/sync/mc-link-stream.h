/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-link-watch.h"
#include "mc-transport.h"

G_BEGIN_DECLS

/* The body of a request whose bytes are asked for as they are needed: never more than one frame ahead of what the socket takes, no faster
 * than the limit. Used on one thread. */

#define MC_TYPE_LINK_STREAM (mc_link_stream_get_type ())
G_DECLARE_FINAL_TYPE (McLinkStream, mc_link_stream, MC, LINK_STREAM, GInputStream)

/* No more than so many bytes a second over any time: one for both ways of a link. The limit may be changed by another thread. */
typedef struct
{
  gint limit;   /* atomic; bytes a second, 0: none */
  gint64 ready; /* monotonic: when the next byte may go */
} McThrottle;

/* How many of @size bytes may go at once. */
gsize mc_throttle_share (McThrottle *self, gsize size);
/* Waits until those that went before have had their time. FALSE when cancelled. */
gboolean mc_throttle_wait (McThrottle *self, McLinkWatch *watch, GError **error);
/* So many went. */
void mc_throttle_count (McThrottle *self, gsize size);

/* @beside: (nullable). @throttle and @watch must live as long. */
GInputStream *mc_link_stream_new (McFrameSource source, McFrameBeside beside, gpointer data, McThrottle *throttle, McLinkWatch *watch);
/* What the source failed with, if it did. (transfer none) */
const GError *mc_link_stream_error (McLinkStream *self);

G_END_DECLS
