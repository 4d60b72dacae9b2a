/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-blobs.h"
#include "mc-bundle.h"
#include "mc-store.h"
#include "mc-sync-run.h"

G_BEGIN_DECLS

/* Bundles out of a desk's store and into it. All wait: on a thread of their own, never on a window's main thread. Nothing a desk
 * gives away leaves its store; what counts as received by the province is what the province has signed. */

#define MC_BUNDLE_PART_MAX (256 * 1024 * 1024)

typedef enum
{
  MC_CARRY_PROVINCE = 1, /* what it has not acknowledged, with the audit chain when it is for nobody else */
  MC_CARRY_OFFICE = 2,   /* all work of the office; without MC_CARRY_PROVINCE whole chains and the files of dossiers under way */
} McCarryWhom;

typedef struct
{
  GPtrArray *paths; /* (element-type char*) the parts, in their order; none when there was nothing to write */
  gint64 entries;
  gint64 files;
  gint64 bytes;
  gint64 left;      /* entries of others without a signature yet, which a bundle cannot carry */
  gint64 own_to;    /* this desk's own work goes so far in it, with the files that are here; 0: not all was written, or not for the province */
} McBundleWritten;

void mc_bundle_written_clear (McBundleWritten *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McBundleWritten, mc_bundle_written_clear)

/**
 * mc_bundle_export:
 * @path: a folder, where the parts get names of their own, or a file; several parts then are NAME-1.motcua ... What ends with a slash is a folder that
 *   must be there
 * @whom: McCarryWhom, several; 0: the office, and the province when this desk is registered with it
 * @part_max: 0: MC_BUNDLE_PART_MAX
 * @progress: (nullable): bytes, on the calling thread
 * @written: (out): what is there under its name, also after an error; mc_bundle_written_clear() after
 *
 * NO_SPACE (before anything is written, where the file system tells), DEVICE_GONE, READ_ONLY, CANCELLED; AUTH_REQUIRED when it is for the province
 * and this desk is not registered, REJECTED when nobody else is known it could be sealed for.
 */
gboolean mc_bundle_export (McStore *store, McBlobs *blobs, const char *path, guint whom, gint64 part_max, McSyncProgressFunc progress,
                           gpointer data, GCancellable *cancellable, McBundleWritten *written, GError **error);

/**
 * mc_bundle_peek:
 * @info: (out): mc_bundle_info_clear() after
 * @own: (out): this desk wrote it
 * @from_province: (out): it says that the province wrote it
 *
 * Whose a file says it is, from its beginning alone: nothing is checked but that it is sealed for this desk and of this office. INVALID, REJECTED as
 * mc_bundle_import().
 */
gboolean mc_bundle_peek (McStore *store, const char *path, McBundleInfo *info, gboolean *own, gboolean *from_province, GError **error);

/* What one file brought. */
typedef struct
{
  McBundleInfo info;       /* whose it is */
  gboolean from_province;  /* acknowledgements in it count */
  guint entries_new;
  guint entries_acked;     /* of this store, newly durable at the province */
  guint files_new;
  guint refused;           /* entries that went into the quarantine, files that are not what they should be */
  guint waiting;           /* batches that wait beside the store for what is before them */
  gboolean catalogue_changed;
  gboolean new_origin;     /* this store had been set back and writes under a new origin now */
  gboolean has_receipt;    /* it says that a bundle was taken in */
  McReceipt receipt;
  GByteArray *haves;       /* hashes of the files in it that are here whole */
} McBundleTaken;

void mc_bundle_taken_clear (McBundleTaken *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McBundleTaken, mc_bundle_taken_clear)

/**
 * mc_bundle_import:
 * @progress: (nullable): bytes read, twice as many as the file has: all is checked before anything of it is taken
 *
 * A part of a bundle, a segment or a receipt, in any order, as often as one likes. INVALID when it is damaged, REJECTED when it is not for this desk or
 * from nobody known: then nothing of it was taken. NO_SPACE: what was taken stays, taking it again goes on.
 */
gboolean mc_bundle_import (McStore *store, McBlobs *blobs, const char *path, McSyncProgressFunc progress, gpointer data,
                           GCancellable *cancellable, McBundleTaken *taken, GError **error);

/**
 * mc_bundle_write_receipt:
 * @bundle: the file that was taken in; the receipt is written beside it
 *
 * What this store has now, signed, sealed for the bundle's writer. Only the province's counts as an acknowledgement; of a desk it is
 * for him to see. (transfer full): its path
 */
char *mc_bundle_write_receipt (McStore *store, const char *bundle, const McBundleTaken *taken, GError **error);

G_END_DECLS
