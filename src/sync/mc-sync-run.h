/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-blobs.h"
#include "mc-exchange.h"
#include "mc-transport.h"

G_BEGIN_DECLS

/* One synchronisation from beginning to end, on the calling thread: exchanges until both sides know the same, then files, urgent before
 * bulky. For the background service, the shell, timers and tests alike. */

typedef struct _McSyncRun McSyncRun;

typedef struct
{
  gint64 sent;        /* entries newly durable at the province */
  gint64 received;    /* entries of others, new here */
  gint64 file_bytes;  /* of files, up and down */
  gint64 requests;
  gint64 bytes_up;    /* bodies of requests and answers; what HTTP and TLS add is not counted */
  gint64 bytes_down;
  gint64 refused;     /* went into the quarantine */
  gint64 asked_head;  /* mc_journal_own_head() when the last request was made: what is behind it was written meanwhile */
  gboolean catalogue_changed;
  gboolean new_origin; /* this store had been set back and writes under a new origin now */
} McSyncResult;

/* How far an upload is; on the thread of the run. */
typedef void (*McSyncProgressFunc) (gint64 done, gint64 total, gpointer data);

/* @store, @blobs and @transport must outlive it. */
McSyncRun *mc_sync_run_new (McStore *store, McBlobs *blobs, McTransport *transport);
void mc_sync_run_free (McSyncRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSyncRun, mc_sync_run_free)

/* The time in microseconds by which links are measured: for runs that must come out the same every time. */
void mc_sync_run_set_clock (McSyncRun *self, gint64 (*now) (gpointer data), gpointer data);
void mc_sync_run_set_progress (McSyncRun *self, McSyncProgressFunc func, gpointer data);
/* What is on its way, item by item; on the thread of the run. */
typedef struct
{
  /* The own work up to this entry is in a request that has not been answered yet; 0: none is. */
  void (*entries) (gint64 own_to, gpointer data);
  /* So much of a file went; all of it, when it only waits for the answer. */
  void (*file) (const guint8 hash[MC_HASH_SIZE], gint64 done, gint64 size, gpointer data);
} McSyncWatch;

/* @watch: must outlive the run */
void mc_sync_run_set_watch (McSyncRun *self, const McSyncWatch *watch, gpointer data);
/* Entries and acknowledgements, no files: a metered or very slow link. From any thread. */
void mc_sync_run_set_small_only (McSyncRun *self, gboolean small_only);
/* Something urgent has been written: it goes beside a bulky upload under way, or the upload ends early and goes on behind it. From any
 * thread. */
void mc_sync_run_poke (McSyncRun *self);

/**
 * mc_sync_run:
 * @result: (out): what was done, also when it ended with an error
 *
 * MC_ERROR_BUSY when another process synchronises this store at this moment; AUTH_REQUIRED when it is not enrolled, or not any more; else as the
 * transport says. What was done before an error stays done.
 */
gboolean mc_sync_run (McSyncRun *self, GCancellable *cancellable, McSyncResult *result, GError **error);

G_END_DECLS
