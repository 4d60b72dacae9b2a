/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-fold.h"
#include "mc-province-storage.h"

G_BEGIN_DECLS

/* Row of an origin of the office; 0 when there is none such. */
gboolean _mc_province_origin (McProvinceTx *tx, const guint8 origin[MC_ORIGIN_SIZE], gint64 *n, GError **error);
/* The vtable's append. */
gboolean _mc_province_append (gpointer tx, const McBatch *batch, guint skip, GArray *unreadable, GError **error);
/* The vtable's keep_frame and frame_at. */
void _mc_province_keep_frame (gpointer tx, const McBatch *batch, const McFrame *frame);
GBytes *_mc_province_frame_at (gpointer tx, gint64 n, McRun *run);
/* The dossier an entry belongs to: named by it, or itself when it begins one. FALSE: none. */
gboolean _mc_province_dossier_of (const McEnvelope *envelope, McEntryRef *dossier);

/* Puts entries of the batch, and those that waited for them, to the dossiers they mean where names have changed; appends these to
 * @dossiers (element-type McEntryRef). *followed FALSE: there is nothing of the kind in this office. */
gboolean _mc_province_follow_again (McProvinceTx *tx, const McBatch *batch, guint skip, GArray *dossiers, gboolean *followed,
                                    GError **error);

/* A file that an entry names: {"blob": <64 hex digits>, "bytes": n} anywhere in its body. */
typedef struct
{
  guint8 hash[MC_HASH_SIZE];
  gint64 size;
  guint at; /* which entry of the batch */
} McNamedFile;
/* Appends those of a body to @files (element-type McNamedFile). */
void _mc_province_named_files (GBytes *body, guint at, GArray *files);

G_END_DECLS
