/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-sync-run.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-sync-lock.h"
#include "mc-sync-upload.h"

/* The other side that says "more" and gives nothing is asked so many times, then left for the next run. */
#define MAX_FRUITLESS 3

struct _McSyncRun
{
  McStore *store;         /* (not owned) */
  McBlobs *blobs;         /* (not owned) */
  McTransport *transport; /* (not owned) */
  McSyncProgressFunc progress;
  gpointer progress_data;
  gint small_only; /* (atomic) */
  gint urgent;     /* (atomic) */
};

McSyncRun *
mc_sync_run_new (McStore *store, McBlobs *blobs, McTransport *transport)
{
  McSyncRun *self = g_new0 (McSyncRun, 1);

  self->store = store;
  self->blobs = blobs;
  self->transport = transport;
  return self;
}

void
mc_sync_run_free (McSyncRun *self)
{
  g_free (self);
}

void
mc_sync_run_set_progress (McSyncRun *self, McSyncProgressFunc func, gpointer data)
{
  self->progress = func;
  self->progress_data = data;
}

void
mc_sync_run_set_small_only (McSyncRun *self, gboolean small_only)
{
  g_atomic_int_set (&self->small_only, small_only);
}

void
mc_sync_run_poke (McSyncRun *self)
{
  g_atomic_int_set (&self->urgent, TRUE);
}

/* ---- one exchange ------------------------------------------------------------------------------------------ */

typedef struct
{
  McExchangeLimits limits;
  GByteArray *request; /* (owned) */
  gboolean more;
} Ask;

static gboolean
make_request (McTx *tx, gpointer data, GError **error)
{
  Ask *ask = data;

  return (ask->request = mc_exchange_request (tx, &ask->limits, &ask->more, error)) != NULL;
}

typedef struct
{
  GBytes *answer;
  McTaken taken;
} Take;

static gboolean
take_answer (McTx *tx, gpointer data, GError **error)
{
  Take *take = data;
  gsize size;
  const guint8 *frames = g_bytes_get_data (take->answer, &size);

  return mc_exchange_take (tx, MC_FROM_PROVINCE, frames, size, &take->taken, error);
}

/* Takes an answer in and counts what it brought. */
static gboolean
take_in (McSyncRun *self, GBytes *answer, McTaken *taken, McSyncResult *result, GError **error)
{
  Take take = { answer };
  gboolean ok;

  mc_taken_init (&take.taken);
  ok = mc_store_write (self->store, take_answer, &take, error);
  *taken = take.taken;
  result->bytes_down += (gint64) g_bytes_get_size (answer);
  if (!ok)
    return FALSE;
  result->sent += taken->entries_acked;
  result->received += taken->entries_new;
  result->refused += taken->refused;
  result->catalogue_changed |= taken->catalogue_changed;
  return TRUE;
}

static gboolean
exchange_once (McSyncRun *self, McTaken *taken, gboolean *more, McSyncResult *result, GCancellable *cancellable, GError **error)
{
  Ask ask = { .limits.small_only = g_atomic_int_get (&self->small_only) != 0 };
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) answer = NULL;

  g_atomic_int_set (&self->urgent, FALSE);
  if (!mc_store_write (self->store, make_request, &ask, error))
    return FALSE;
  request = g_byte_array_free_to_bytes (ask.request);
  result->requests++;
  result->bytes_up += (gint64) g_bytes_get_size (request);
  answer = mc_transport_exchange (self->transport, request, cancellable, error);
  if (answer == NULL || !take_in (self, answer, taken, result, error))
    return FALSE;
  *more = ask.more || taken->more;
  return TRUE;
}

/* Until both sides know the same. @wants: what the last answer asked for. */
static gboolean
exchange (McSyncRun *self, GArray *wants, McSyncResult *result, GCancellable *cancellable, GError **error)
{
  guint fruitless = 0;
  gboolean more = TRUE;

  while (more && fruitless < MAX_FRUITLESS)
    {
      g_auto (McTaken) taken = { 0 };

      if (!exchange_once (self, &taken, &more, result, cancellable, error))
        return FALSE;
      if (taken.behind || taken.fork)
        {
          if (result->new_origin)
            {
              g_set_error_literal (error, MC_ERROR, MC_ERROR_CONFLICT, _ ("The province knows these entries otherwise"));
              return FALSE;
            }
          if (!mc_store_begin_origin (self->store, taken.fork ? "fork" : "restore", error))
            return FALSE;
          result->new_origin = more = TRUE;
        }
      fruitless = taken.entries_acked + taken.entries_new > 0 ? 0 : fruitless + 1;
      g_array_set_size (wants, 0);
      g_array_append_vals (wants, taken.wants->data, taken.wants->len);
    }
  return TRUE;
}

/* ---- files --------------------------------------------------------------------------------------------------- */

static gboolean
is_urgent (gpointer data)
{
  McSyncRun *self = data;

  return g_atomic_int_get (&self->urgent) != 0;
}

typedef struct
{
  GPtrArray *lost; /* (element-type char*) subjects */
} Lost;

static gboolean
note_lost (McTx *tx, gpointer data, GError **error)
{
  Lost *lost = data;

  for (guint i = 0; i < lost->lost->len; i++)
    if (!mc_quarantine_put (tx, g_ptr_array_index (lost->lost, i), MC_REFUSED_BLOB_HASH, 0, error))
      return FALSE;
  return TRUE;
}

/* Sends what is wanted and here, until it is all sent or something urgent comes up. *sent: whether anything was. */
static gboolean
upload (McSyncRun *self, GArray *wants, gboolean *sent, McSyncResult *result, GCancellable *cancellable, GError **error)
{
  g_autoptr (McUpload) job = mc_upload_new (self->blobs, wants);
  g_autoptr (GBytes) answer = NULL;
  g_auto (McTaken) taken = { 0 };
  Lost lost;

  *sent = FALSE;
  if (mc_upload_total (job) == 0)
    return TRUE;
  mc_upload_set_urgent (job, is_urgent, self);
  mc_upload_set_progress (job, self->progress, self->progress_data);
  result->requests++;
  answer = mc_transport_frames (self->transport, mc_upload_next, job, cancellable, error);
  result->file_bytes += mc_upload_sent (job);
  result->bytes_up += mc_upload_sent (job);
  *sent = mc_upload_sent (job) > 0;
  lost.lost = mc_upload_lost (job);
  if (lost.lost->len > 0 && !mc_store_write (self->store, note_lost, &lost, answer != NULL ? error : NULL))
    return FALSE;
  return answer != NULL && take_in (self, answer, &taken, result, error);
}

gboolean
mc_sync_run (McSyncRun *self, GCancellable *cancellable, McSyncResult *result, GError **error)
{
  g_autoptr (McSyncLock) lock = mc_sync_lock_take (mc_store_folder (self->store), error);
  g_autoptr (GArray) wants = g_array_new (FALSE, FALSE, sizeof (McWant));
  gboolean sent = TRUE;

  memset (result, 0, sizeof *result);
  if (lock == NULL)
    return FALSE;
  while (sent)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !exchange (self, wants, result, cancellable, error))
        return FALSE;
      sent = FALSE;
      if (wants->len > 0 && g_atomic_int_get (&self->small_only) == 0 &&
          !upload (self, wants, &sent, result, cancellable, error))
        return FALSE;
      /* Ended early for something urgent before a byte went: the exchange comes first, the file after it. */
      sent |= g_atomic_int_get (&self->urgent) != 0;
    }
  return TRUE;
}
