/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-bundle-carry.h"

G_BEGIN_DECLS

/* The desks of an office by a folder they share (SMB, NFS, a stick), with no server and the line down. Each desk appends sealed, signed segments
 * to its own sub-folder, named by its origin: <origin>/<number>.motcua-seg, written beside, renamed, never changed. It reads the others'. Needs no locks, no
 * notices and no clock of the file system. How far it has read and written is local state of the store: losing it costs time. */

typedef struct
{
  guint segments_read;
  guint segments_written;
  guint entries_new;
  guint entries_written;
  guint files_new;
  guint files_written;
  guint refused;  /* entries in the quarantine, segments of other offices */
  guint damaged;  /* segments that are half written or damaged: read when they are whole */
  guint unknown;  /* segments of desks not known here yet, or sealed before their writer knew this desk */
  guint waiting;  /* batches whose beginning is not here */
  gint64 bytes_read, bytes_written;
  gboolean catalogue_changed;
} McFolderResult;

/**
 * mc_folder_sync:
 * @folder: of the office
 * @segment_max: bytes, 0: MC_BUNDLE_PART_MAX
 * @progress: (nullable): bytes of what is written
 * @result: (out): also after an error
 *
 * Reads what is new, then writes what is new. BUSY when another process of this machine does so; DEVICE_GONE, READ_ONLY, NO_SPACE: what was done stays
 * done.
 */
gboolean mc_folder_sync (McStore *store, McBlobs *blobs, const char *folder, gint64 segment_max, McSyncProgressFunc progress, gpointer data,
                         GCancellable *cancellable, McFolderResult *result, GError **error);

G_END_DECLS
