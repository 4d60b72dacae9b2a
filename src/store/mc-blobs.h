/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-entry.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Files of dossiers (scans, results), named by the SHA-256 of their content, in the folder "blobs" of the store. At rest each is
 * encrypted in pieces of MC_BLOB_PIECE bytes (XChaCha20-Poly1305, the piece's number and the file's random nonce), so any
 * range can be read without the rest. A file is there whole or not at all: written beside, synced, renamed. No
 * database is involved; which dossier a file belongs to is said by the journal. Thread-safe: no state but folder and key. */

#define MC_BLOB_PIECE (64 * 1024)
#define MC_BLOB_KEY_SIZE 32

typedef struct _McBlobs McBlobs;

/* @folder: the store's; "blobs" and its key file "blobs.key" (readable by its user alone) are made when missing. STORE_CORRUPT when
 * files are there and their key is not: a new one would hide that. */
McBlobs *mc_blobs_open (const char *folder, GError **error);
void mc_blobs_free (McBlobs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McBlobs, mc_blobs_free)

/* Takes a whole stream in. The same content twice is kept once. NO_SPACE, READ_ONLY; INVALID past @max_size (0: no limit).
 * @progress (nullable): bytes so far, on the calling thread. */
gboolean mc_blobs_take (McBlobs *self, GInputStream *stream, gint64 max_size, GFileProgressCallback progress,
                        gpointer progress_data, GCancellable *cancellable, guint8 hash[MC_HASH_SIZE], gint64 *size,
                        GError **error);

/* Size of a file that is here whole, -1 when it is not. */
gint64 mc_blobs_size (McBlobs *self, const guint8 hash[MC_HASH_SIZE]);

/* Up to @size bytes from @offset. STORE_CORRUPT when the file was altered, NOT_FOUND. */
gboolean mc_blobs_read (McBlobs *self, const guint8 hash[MC_HASH_SIZE], gint64 offset, guint8 *buffer, gsize size,
                        gsize *n_read, GError **error);
/* The whole as a stream that can be sought. */
GInputStream *mc_blobs_stream (McBlobs *self, const guint8 hash[MC_HASH_SIZE], GError **error);

/* A file that comes down in pieces, over hours and across kill -9. Pieces are taken in order. */
gint64 mc_blobs_part_size (McBlobs *self, const guint8 hash[MC_HASH_SIZE]); /* durable bytes so far, 0 when none */
gboolean mc_blobs_part_append (McBlobs *self, const guint8 hash[MC_HASH_SIZE], gint64 offset, gconstpointer data, gsize size,
                               GError **error);
/* All is here: checks the content against the name and makes it a file. INVALID when it is something else: the part is gone then. */
gboolean mc_blobs_part_finish (McBlobs *self, const guint8 hash[MC_HASH_SIZE], GError **error);

/* Reads every file and compares it with its name; @func for each that is damaged. */
typedef void (*McBlobFaultFunc) (const guint8 hash[MC_HASH_SIZE], const char *fault, gpointer data);
gboolean mc_blobs_verify (McBlobs *self, McBlobFaultFunc func, gpointer data, gint64 *n_files, gint64 *bytes,
                          GCancellable *cancellable, GError **error);
/* Removes what was left behind by programs that were killed: temporary files older than a day, never parts. */
void mc_blobs_tidy (McBlobs *self);

G_END_DECLS
