/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"

G_BEGIN_DECLS

/* Sticks and the office's shared folder: what the desk gives away is still here afterwards, and counts as received by the province only when the
 * province's receipt has come back. */

typedef enum
{
  MC_CARRY_FOR_ALL,      /* the office, and the province when this desk is registered with it */
  MC_CARRY_FOR_PROVINCE,
  MC_CARRY_FOR_OFFICE,   /* all work of the office, for a desk that has heard of nobody for long */
} McCarryFor;

/* @done and @total are bytes; NULL-able everywhere. Waiting forms call it on their thread, the others in the main context. */
typedef void (*McCarryProgressFunc) (gint64 done, gint64 total, gpointer data);

/* What was written, also by an export that failed in the middle: each part is complete in itself. */
typedef struct
{
  GPtrArray *paths; /* (element-type char*) none when nothing waits */
  gint64 entries;
  gint64 files;
  gint64 bytes;
  gint64 left;      /* entries of other desks that a bundle cannot carry yet */
  GError *stopped;  /* (nullable) what ended it before its end; the parts above are whole all the same */
} McCarryExport;
void mc_carry_export_free (McCarryExport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McCarryExport, mc_carry_export_free)

/* What one file brought. */
typedef struct
{
  char *path;
  GError *error;          /* (nullable) why nothing of it was taken, or not all */
  gint64 part, n_parts;   /* 0 when it could not be read */
  gint64 desk;            /* who wrote it; 0: the province */
  gint64 created;
  gboolean from_province; /* what it acknowledges is received by the province */
  gboolean is_receipt;
  gint64 entries_new;
  gint64 entries_acked;   /* of this desk, newly received by the province */
  gint64 files_new;
  gint64 refused;         /* entries in the quarantine, damaged files */
  gint64 waiting;         /* batches for which another part must come first; they are kept */
  char *receipt;          /* (nullable) the receipt that was written beside it */
} McCarryItem;
void mc_carry_item_free (McCarryItem *self);

typedef struct
{
  gint64 segments_read, segments_written;
  gint64 entries_new, entries_written;
  gint64 files_new, files_written;
  gint64 refused, damaged, unknown, waiting;
  gint64 bytes_read, bytes_written;
} McCarryFolder;

/* Bundles and receipts that lie in a folder, as on a stick that has just appeared. (element-type char*) paths, by name */
GPtrArray *mc_desk_find_bundles (const char *folder);

/* ---- waiting: for the shell, timers, tests ---- */

/* @path: a folder, or a file; with a slash at its end a folder that must be there. (transfer full): NULL when nothing was written under its name and it failed. After a failure in the middle what is whole is
 * returned, with the reason in "stopped". NO_SPACE, DEVICE_GONE, READ_ONLY, CANCELLED, AUTH_REQUIRED. */
McCarryExport *mc_desk_export_bundle (McDesk *self, const char *path, McCarryFor whom, McCarryProgressFunc progress, gpointer data,
                                      GCancellable *cancellable, GError **error);

/* Each file for itself: what is wrong with one stands in its item and stops no other. @receipts: write one beside each bundle of
 * somebody else, where the stick lets one. (transfer full): (element-type McCarryItem); NULL only when nothing could be begun at all. */
GPtrArray *mc_desk_import_bundles (McDesk *self, const char *const *paths, gboolean receipts, McCarryProgressFunc progress, gpointer data,
                                   GCancellable *cancellable, GError **error);

/* Reads what others wrote, writes what is new here, once. *result also says what was done before an error. */
gboolean mc_desk_sync_folder (McDesk *self, const char *folder, McCarryProgressFunc progress, gpointer data, GCancellable *cancellable,
                              McCarryFolder *result, GError **error);

/* ---- without waiting: for the window. Results as above. ---- */

void mc_desk_export_bundle_async (McDesk *self, const char *path, McCarryFor whom, McCarryProgressFunc progress, gpointer data,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* After a failure in the middle, cancelling too: what is whole, with the reason in "stopped". */
McCarryExport *mc_desk_export_bundle_finish (McDesk *self, GAsyncResult *result, GError **error);

void mc_desk_import_bundles_async (McDesk *self, const char *const *paths, gboolean receipts, McCarryProgressFunc progress, gpointer data,
                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mc_desk_import_bundles_finish (McDesk *self, GAsyncResult *result, GError **error);

void mc_desk_sync_folder_async (McDesk *self, const char *folder, McCarryProgressFunc progress, gpointer data, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_desk_sync_folder_finish (McDesk *self, GAsyncResult *result, McCarryFolder *sum, GError **error);

G_END_DECLS
