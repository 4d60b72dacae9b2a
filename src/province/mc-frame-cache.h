/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-message.h"

G_BEGIN_DECLS

/* The last large batches that desks sent, as they came: the office's other desks ask for them within minutes, and get them without
 * anybody reading, unpacking and packing them again. What was committed has its number and its bytes for ever, so nothing in
 * here can be wrong; what is not here is read from the tables. Thread-safe. */
typedef struct _McFrameCache McFrameCache;

/* The oldest go when there are more than @max_bytes. */
McFrameCache *mc_frame_cache_new (gsize max_bytes);
void mc_frame_cache_free (McFrameCache *self);

/* @run: of the office's stream, which the entries of @payload (of ENTRIES) are. Only after the commit. */
void mc_frame_cache_put (McFrameCache *self, int office, const McRun *run, GBytes *payload);
/* The batch whose first entry has number @n of the office's stream. (transfer full) (nullable) */
GBytes *mc_frame_cache_get (McFrameCache *self, int office, gint64 n, McRun *run);

G_END_DECLS
