/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exchange in the background: a thread that sleeps until something is to be sent, the network changes, or time has passed. */
#include "config.h"

#include <string.h>

#include "mc-desk-sync-private.h"
#include "mc-error.h"

#define DEBOUNCE (2 * G_USEC_PER_SEC)          /* after a change here: the officer may be in the middle of three */
#define EVERY (5 * 60 * G_USEC_PER_SEC)        /* what others did comes at the latest after so long */
#define FIRST_RETRY (2 * G_USEC_PER_SEC)
#define WAITING_RETRY (10 * G_USEC_PER_SEC)    /* while something waits to be sent and there was no link: a link that is back is used soon */
#define LAST_RETRY (15 * 60 * G_USEC_PER_SEC)
#define PROGRESS_EVERY (G_USEC_PER_SEC / 4)

struct _McDeskSync
{
  McDesk *desk; /* (not owned) outlives the thread */
  GThread *thread;
  GMainContext *context; /* of the window */
  GNetworkMonitor *monitor;
  gulong network_id;
  gulong changed_id;
  GCancellable *stop;

  GMutex lock; /* guards all below */
  GCond cond;
  gboolean stopping;
  gint64 plan_at;        /* monotonic: when to exchange next */
  gint64 check_at;       /* monotonic: when to see whether something waits; what the exchange itself writes is a change too */
  McSyncRun *run;        /* (nullable) while one is under way */
  McHttpTransport *transport; /* (nullable) */
  gboolean small_only;
  guint limit;
  McSyncStatus status;
  gint64 told_at; /* monotonic: progress was told */
};

/* ---- telling the window -------------------------------------------------------------------------------------- */

static gboolean
emit_changed (gpointer data)
{
  McDesk *desk = data;

  if (desk->store != NULL)
    g_signal_emit_by_name (desk, "sync-changed");
  return G_SOURCE_REMOVE;
}

static void
tell (McDeskSync *self)
{
  GSource *source = g_idle_source_new ();

  g_source_set_callback (source, emit_changed, g_object_ref (self->desk), g_object_unref);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
copy_status (const McSyncStatus *from, McSyncStatus *to)
{
  *to = *from;
  to->url = g_strdup (from->url);
  to->message = g_strdup (from->message);
  to->support_code = g_strdup (from->support_code);
}

static void
set_state (McDeskSync *self, McLinkState state)
{
  g_mutex_lock (&self->lock);
  self->status.state = state;
  g_mutex_unlock (&self->lock);
  tell (self);
}

/* What the store says, with what only this thread knows. */
static void
refresh (McDeskSync *self, McLinkState state, const GError *failed, gint64 next_try)
{
  McSyncStatus status;

  if (!mc_desk_read_sync_status (self->desk, &status, NULL))
    return;
  if (status.state != MC_LINK_NONE)
    status.state = state;
  if (failed != NULL)
    {
      status.message = g_strdup (failed->message);
      status.support_code = mc_error_support_code (failed);
    }
  g_mutex_lock (&self->lock);
  status.next_try = next_try;
  status.small_only = self->small_only;
  mc_sync_status_clear (&self->status);
  self->status = status;
  g_mutex_unlock (&self->lock);
  tell (self);
}

static void
progress_cb (gint64 done, gint64 total, gpointer data)
{
  McDeskSync *self = data;
  gint64 now = g_get_monotonic_time ();
  gboolean due;

  g_mutex_lock (&self->lock);
  self->status.done = done;
  self->status.total = total;
  due = now - self->told_at >= PROGRESS_EVERY || done == total;
  if (due)
    self->told_at = now;
  g_mutex_unlock (&self->lock);
  if (due)
    tell (self);
}

/* ---- the thread ------------------------------------------------------------------------------------------------- */

static gboolean
run_once (McDeskSync *self, guint *retry_after, GError **error)
{
  g_autoptr (McHttpTransport) transport = _mc_desk_transport (self->desk, NULL, error);
  McBlobs *blobs = transport != NULL ? _mc_desk_blobs (self->desk, error) : NULL;
  g_autoptr (McSyncRun) run = NULL;
  McSyncResult result;
  gboolean ok;

  *retry_after = 0;
  if (blobs == NULL)
    return FALSE;
  run = mc_sync_run_new (self->desk->store, blobs, MC_TRANSPORT (transport));
  mc_sync_run_set_progress (run, progress_cb, self);
  g_mutex_lock (&self->lock);
  mc_sync_run_set_small_only (run, self->small_only);
  g_object_set (transport, "bandwidth-limit", self->limit, NULL);
  self->run = run;
  self->transport = transport;
  g_mutex_unlock (&self->lock);
  set_state (self, MC_LINK_WORKING);

  ok = mc_sync_run (run, self->stop, &result, error);
  *retry_after = mc_transport_retry_after (MC_TRANSPORT (transport));
  g_mutex_lock (&self->lock);
  self->run = NULL;
  self->transport = NULL;
  g_mutex_unlock (&self->lock);
  return ok;
}

/* How long until the next try. Half of it is chance: 840 desks must not come back in the same second. */
static gint64
back_off (guint failures, McLinkState state, gboolean waiting, guint retry_after)
{
  gint64 most = state == MC_LINK_OFFLINE && waiting ? WAITING_RETRY : LAST_RETRY;
  gint64 wait = FIRST_RETRY << MIN (failures - 1, 9);

  wait = MIN (wait, most);
  wait = wait / 2 + g_random_int_range (0, (gint32) (wait / 1000 / 2) + 1) * G_GINT64_CONSTANT (1000);
  return MAX (wait, (gint64) retry_after * G_USEC_PER_SEC);
}

typedef enum { WORK_NONE, WORK_CHECK, WORK_EXCHANGE } Work;

/* Sleeps until there is something to do; NONE at the end. */
static Work
wait_for_work (McDeskSync *self)
{
  Work work = WORK_NONE;

  g_mutex_lock (&self->lock);
  while (!self->stopping && work == WORK_NONE)
    {
      gint64 now = g_get_monotonic_time ();

      if (now >= self->plan_at)
        work = WORK_EXCHANGE;
      else if (now >= self->check_at)
        work = WORK_CHECK;
      else
        g_cond_wait_until (&self->cond, &self->lock, MIN (self->plan_at, self->check_at));
    }
  self->check_at = G_MAXINT64;
  g_mutex_unlock (&self->lock);
  return self->stopping ? WORK_NONE : work;
}

static void
plan (McDeskSync *self, gint64 at)
{
  g_mutex_lock (&self->lock);
  self->plan_at = at;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

/* More waits than before: no use in waiting for the hour, unless the link is known to be gone. */
static gboolean
has_new_work (McDeskSync *self, McLinkState state, const GError *failed)
{
  gint64 before, next;
  gboolean grew;

  g_mutex_lock (&self->lock);
  before = self->status.waiting + self->status.files;
  next = self->status.next_try;
  g_mutex_unlock (&self->lock);
  refresh (self, state, failed, next);
  g_mutex_lock (&self->lock);
  grew = self->status.waiting + self->status.files > before && state == MC_LINK_GOOD;
  g_mutex_unlock (&self->lock);
  return grew;
}

static gpointer
sync_thread (gpointer data)
{
  McDeskSync *self = data;
  g_autoptr (GError) failed = NULL;
  McLinkState state = MC_LINK_GOOD;
  guint failures = 0, retry_after;
  Work work;

  while ((work = wait_for_work (self)) != WORK_NONE)
    {
      gboolean waiting;
      gint64 wait;

      if (work == WORK_CHECK && !has_new_work (self, state, failed))
        continue;
      g_clear_error (&failed);
      failures = run_once (self, &retry_after, &failed) ? 0 : failures + 1;
      state = _mc_desk_link_state (failed);
      g_mutex_lock (&self->lock);
      waiting = self->status.waiting + self->status.files > 0;
      g_mutex_unlock (&self->lock);
      wait = failures == 0 ? EVERY : back_off (failures, state, waiting, retry_after);
      refresh (self, state, failed, mc_clock_now (self->desk->clock) + wait / G_USEC_PER_SEC);
      plan (self, g_get_monotonic_time () + wait);
    }
  return NULL;
}

/* ---- what wakes it ----------------------------------------------------------------------------------------------- */

static void
desk_changed_cb (McDesk *desk, McDeskSync *self)
{
  g_mutex_lock (&self->lock);
  self->check_at = MIN (self->check_at, g_get_monotonic_time () + DEBOUNCE);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, McDeskSync *self)
{
  plan (self, g_get_monotonic_time () + G_USEC_PER_SEC);
}

void
mc_desk_sync_start (McDesk *self)
{
  McDeskSync *sync;

  g_return_if_fail (MC_IS_DESK (self));
  if (self->sync != NULL || self->store == NULL)
    return;
  sync = self->sync = g_new0 (McDeskSync, 1);
  sync->desk = self;
  sync->context = g_main_context_ref_thread_default ();
  sync->stop = g_cancellable_new ();
  g_mutex_init (&sync->lock);
  g_cond_init (&sync->cond);
  mc_desk_read_sync_status (self, &sync->status, NULL);
  sync->monitor = g_object_ref (g_network_monitor_get_default ());
  sync->network_id = g_signal_connect (sync->monitor, "network-changed", G_CALLBACK (network_changed_cb), sync);
  sync->changed_id = g_signal_connect (self, "changed", G_CALLBACK (desk_changed_cb), sync);
  sync->plan_at = g_get_monotonic_time ();
  sync->check_at = G_MAXINT64;
  sync->thread = g_thread_new ("motcua-sync", sync_thread, sync);
}

void
_mc_desk_sync_stop (McDesk *self)
{
  McDeskSync *sync = g_steal_pointer (&self->sync);

  if (sync == NULL)
    return;
  g_signal_handler_disconnect (sync->monitor, sync->network_id);
  g_signal_handler_disconnect (self, sync->changed_id);
  g_cancellable_cancel (sync->stop);
  g_mutex_lock (&sync->lock);
  sync->stopping = TRUE;
  g_cond_signal (&sync->cond);
  g_mutex_unlock (&sync->lock);
  g_thread_join (sync->thread);
  g_object_unref (sync->monitor);
  g_object_unref (sync->stop);
  g_main_context_unref (sync->context);
  mc_sync_status_clear (&sync->status);
  g_mutex_clear (&sync->lock);
  g_cond_clear (&sync->cond);
  g_free (sync);
}

void
mc_desk_sync_now (McDesk *self)
{
  if (self->sync != NULL)
    plan (self->sync, g_get_monotonic_time ());
}

void
mc_desk_sync_set_small_only (McDesk *self, gboolean small_only)
{
  McDeskSync *sync = self->sync;

  if (sync == NULL)
    return;
  g_mutex_lock (&sync->lock);
  sync->small_only = sync->status.small_only = small_only;
  if (sync->run != NULL)
    {
      mc_sync_run_set_small_only (sync->run, small_only);
      mc_sync_run_poke (sync->run);
    }
  g_mutex_unlock (&sync->lock);
  plan (sync, g_get_monotonic_time ());
  tell (sync);
}

void
mc_desk_sync_set_limit (McDesk *self, guint bytes_per_second)
{
  McDeskSync *sync = self->sync;

  if (sync == NULL)
    return;
  g_mutex_lock (&sync->lock);
  sync->limit = bytes_per_second;
  if (sync->transport != NULL)
    g_object_set (sync->transport, "bandwidth-limit", bytes_per_second, NULL);
  g_mutex_unlock (&sync->lock);
}

void
mc_desk_sync_status (McDesk *self, McSyncStatus *status)
{
  McDeskSync *sync = self->sync;

  memset (status, 0, sizeof *status);
  if (sync == NULL)
    return;
  g_mutex_lock (&sync->lock);
  copy_status (&sync->status, status);
  g_mutex_unlock (&sync->lock);
}

/* ---- registering, without waiting ------------------------------------------------------------------------------------ */

typedef struct
{
  char *url;
  char *code;
} Enrol;

static void
enrol_free (gpointer data)
{
  Enrol *enrol = data;

  g_free (enrol->url);
  g_free (enrol->code);
  g_free (enrol);
}

static void
enrol_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  McDesk *desk = source;
  Enrol *enrol = data;
  g_autoptr (GRWLockReaderLocker) busy = g_rw_lock_reader_locker_new (&desk->jobs);
  GError *error = NULL;

  if (desk->store == NULL)
    g_task_return_new_error (task, MC_ERROR, MC_ERROR_CANCELLED, "%s", "");
  else if (mc_desk_enrol (desk, enrol->url, enrol->code, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
mc_desk_enrol_async (McDesk *self, const char *url, const char *code, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Enrol *enrol = g_new0 (Enrol, 1);

  enrol->url = g_strdup (url);
  enrol->code = g_strdup (code);
  g_task_set_source_tag (task, mc_desk_enrol_async);
  g_task_set_task_data (task, enrol, enrol_free);
  g_task_run_in_thread (task, enrol_thread);
}

gboolean
mc_desk_enrol_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  gboolean ok = g_task_propagate_boolean (G_TASK (result), error);

  if (ok)
    mc_desk_sync_now (self);
  return ok;
}
