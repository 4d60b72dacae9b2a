/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-journal.h"

G_BEGIN_DECLS

/* The payload of an ENTRIES frame: entries of one chain, one after the other. Number and hash of each are not sent: both
 * sides make them anew, so what was taken in is what its author chained, or it is refused. */

#define MC_BATCH_MAX_ENTRIES 1024
#define MC_BATCH_MAX_SIZE (4 * 1024 * 1024) /* bytes unpacked */

typedef struct
{
  guint8 origin[MC_ORIGIN_SIZE];
  McStream stream;
  gint64 first_seq;
  guint8 prev_hash[MC_HASH_SIZE]; /* of the entry before the first; zeros for number 1 */
  GArray *entries;                /* (element-type McEntry) row numbers are 0 */
  gboolean is_signed;
  guint8 signature[64];           /* over the last entry's head, by its author */
} McBatch;

void mc_batch_init (McBatch *self);
void mc_batch_clear (McBatch *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McBatch, mc_batch_clear)

/**
 * mc_batch_encode:
 * @level: zstd's; 0 for the usual one
 *
 * The payload of an ENTRIES frame. The entries' envelopes, bodies and body hashes are read; the first one's
 * number is @self->first_seq. (transfer full): NULL with MC_ERROR_INVALID when it would be too great for a frame: take fewer
 */
GByteArray *mc_batch_encode (const McBatch *self, int level, GError **error);

/**
 * mc_batch_decode:
 *
 * Reads a payload and makes envelopes, body hashes and hashes of all entries, chained from prev_hash. That the chain goes on where
 * ours ends, and that the signature is right, is the caller's. MC_ERROR_INVALID.
 */
gboolean mc_batch_decode (McBatch *self, gconstpointer payload, gsize size, GError **error); /* mc_batch_clear() after */

/* Appends the batch as ENTRIES frames: one, or more when it is too great for one; the entries' hashes are read too. The signature stands
 * with the last. */
gboolean mc_batch_append_frames (const McBatch *self, int level, GByteArray *out, GError **error);

/* The number and the hash of the last entry. */
gint64 mc_batch_last_seq (const McBatch *self);
const guint8 *mc_batch_head (const McBatch *self);

G_END_DECLS
