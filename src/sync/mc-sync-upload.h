/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-blobs.h"
#include "mc-sync-run.h"

G_BEGIN_DECLS

/* The source of a long upload: BLOB frames of what the province wants, small files before large ones, in pieces that take the link about
 * a second each, so that something urgent never waits for more than that. */
typedef struct _McUpload McUpload;

/* @wants: (element-type McWant); what is not here is passed over. */
McUpload *mc_upload_new (McBlobs *blobs, GArray *wants);
void mc_upload_free (McUpload *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McUpload, mc_upload_free)

/* Asked before each piece: TRUE ends the upload there. */
void mc_upload_set_urgent (McUpload *self, gboolean (*is_urgent) (gpointer data), gpointer data);
/* The time in microseconds, from wherever; g_get_monotonic_time() unless said otherwise. */
void mc_upload_set_clock (McUpload *self, gint64 (*now) (gpointer data), gpointer data);
void mc_upload_set_progress (McUpload *self, McSyncProgressFunc progress, gpointer data);

/* After each piece of a file that was handed out. */
void mc_upload_set_watch (McUpload *self, void (*watch) (const guint8 *hash, gint64 done, gint64 size, gpointer data), gpointer data);

/* A McFrameSource. */
GBytes *mc_upload_next (gpointer self, GError **error);

gint64 mc_upload_total (McUpload *self); /* bytes of files that are to go */
gint64 mc_upload_sent (McUpload *self);  /* bytes of files handed out */
/* Whether this file is one of those that are to go, or went. */
gboolean mc_upload_has (McUpload *self, const guint8 hash[MC_HASH_SIZE]);
/* Whether any byte of a file was handed out. */
gboolean mc_upload_gave (McUpload *self, const guint8 hash[MC_HASH_SIZE]);
/* Files that are here and cannot be read. (transfer none) (element-type McWant) */
GArray *mc_upload_lost (McUpload *self);

G_END_DECLS
