/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exchange in the background: a thread that sleeps until something is to be sent, the network changes, or time has passed. */
#include "config.h"

#include <string.h>

#include "mc-desk-sync-private.h"
#include "mc-entry.h"
#include "mc-error.h"
#include "mc-journal.h"
#include "mc-sync-plan.h"

#define PROGRESS_EVERY (G_USEC_PER_SEC / 4)

struct _McDeskSync
{
  McDesk *desk; /* (not owned) outlives the thread */
  GThread *thread;
  GMainContext *context; /* of the window */
  GNetworkMonitor *monitor;
  gulong network_id;
  gulong metered_id;
  gulong changed_id;
  GCancellable *stop;

  GMutex lock; /* guards all below */
  GCond cond;
  gboolean stopping;
  McSyncPlan plan;
  McSyncRun *run;             /* (nullable) while one is under way */
  McHttpTransport *transport; /* (nullable) */
  McSyncPreferences preferences;
  gboolean preferences_known; /* read, or chosen before that */
  gboolean metered;
  McSyncStatus status;
  gint64 told_at; /* monotonic: progress was told */
  gint64 offered; /* the own work up to here is in a request without an answer; 0: none is */
  GHashTable *files; /* (owned) (element-type char* gint64) how much of which file went in this run */

  gint64 asked_head; /* (thread) how far the own work went when the province was last asked */
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

/* What the store says, with what only this program knows. */
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
  if (!self->preferences_known)
    self->preferences = status.preferences;
  self->preferences_known = TRUE;
  status.preferences = self->preferences;
  status.metered = self->metered;
  if (state == MC_LINK_WORKING)
    {
      status.done = self->status.done;
      status.total = self->status.total;
    }
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

/* ---- item by item ----------------------------------------------------------------------------------------------- */

static void
entries_cb (gint64 own_to, gpointer data)
{
  McDeskSync *self = data;

  g_mutex_lock (&self->lock);
  self->offered = own_to;
  g_mutex_unlock (&self->lock);
  /* Files follow, perhaps for an hour: what was received before them is told now. */
  if (own_to == 0)
    refresh (self, MC_LINK_WORKING, NULL, 0);
  else
    tell (self);
}

static void
file_cb (const guint8 hash[MC_HASH_SIZE], gint64 done, gint64 size, gpointer data)
{
  McDeskSync *self = data;

  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->files, mc_hex_encode (hash, MC_HASH_SIZE), g_memdup2 (&done, sizeof done));
  g_mutex_unlock (&self->lock);
}

static const McSyncWatch item_watch = { entries_cb, file_cb };

McItemState
mc_desk_sync_item_state (McDesk *self, const McOutboxItem *item, int *percent)
{
  McDeskSync *sync = self->sync;
  McItemState state = item->aside ? MC_ITEM_ASIDE : item->carried_at != 0 ? MC_ITEM_CARRIED : MC_ITEM_WAITING;
  const gint64 *done = NULL;

  *percent = 0;
  if (item->received_at != 0)
    return MC_ITEM_RECEIVED;
  if (sync == NULL)
    return state;
  g_mutex_lock (&sync->lock);
  if (item->hash != NULL)
    done = g_hash_table_lookup (sync->files, item->hash);
  if (done != NULL)
    {
      state = *done < item->bytes ? MC_ITEM_SENDING : MC_ITEM_SENT;
      *percent = item->bytes > 0 ? (int) (*done * 100 / item->bytes) : 0;
    }
  else if (item->seq != 0 && item->seq <= sync->offered)
    state = MC_ITEM_SENT;
  g_mutex_unlock (&sync->lock);
  return state;
}

/* ---- the thread ------------------------------------------------------------------------------------------------- */

/* With the lock held. */
static void
apply_preferences (McDeskSync *self)
{
  if (self->run != NULL)
    mc_sync_run_set_small_only (self->run, mc_sync_preferences_hold_files (&self->preferences, self->metered));
  if (self->transport != NULL)
    g_object_set (self->transport, "bandwidth-limit", self->preferences.limit, NULL);
}

static gboolean
run_once (McDeskSync *self, McSyncOutcome *outcome, GError **error)
{
  g_autoptr (McHttpTransport) transport = _mc_desk_transport (self->desk, NULL, error);
  McBlobs *blobs = transport != NULL ? _mc_desk_blobs (self->desk, error) : NULL;
  g_autoptr (McSyncRun) run = NULL;
  McSyncResult result;

  if (blobs == NULL)
    return FALSE;
  run = mc_sync_run_new (self->desk->store, blobs, MC_TRANSPORT (transport));
  mc_sync_run_set_progress (run, progress_cb, self);
  mc_sync_run_set_watch (run, &item_watch, self);
  g_mutex_lock (&self->lock);
  self->run = run;
  self->transport = transport;
  apply_preferences (self);
  g_mutex_unlock (&self->lock);
  set_state (self, MC_LINK_WORKING);

  outcome->ok = mc_sync_run (run, self->stop, &result, error);
  outcome->retry_after = mc_transport_retry_after (MC_TRANSPORT (transport));
  /* Another program of this machine exchanges: nobody was asked anything. */
  outcome->no_answer = !outcome->ok && result.requests == 0;
  if (result.requests > 0)
    self->asked_head = result.asked_head;
  g_mutex_lock (&self->lock);
  self->run = NULL;
  self->transport = NULL;
  g_hash_table_remove_all (self->files);
  g_mutex_unlock (&self->lock);
  return outcome->ok;
}

/* Sleeps until there is something to do; NONE at the end. */
static McSyncWork
wait_for_work (McDeskSync *self)
{
  McSyncWork work = MC_SYNC_WORK_NONE;
  gint64 wake_at;

  g_mutex_lock (&self->lock);
  while (!self->stopping && (work = mc_sync_plan_work (&self->plan, g_get_monotonic_time (), &wake_at)) == MC_SYNC_WORK_NONE)
    g_cond_wait_until (&self->cond, &self->lock, wake_at);
  if (self->stopping)
    work = MC_SYNC_WORK_NONE;
  g_mutex_unlock (&self->lock);
  return work;
}

static gint64
n_waiting (const McDeskSync *self)
{
  return self->status.waiting + self->status.files;
}

static gboolean
read_own_head (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return mc_journal_own_head (db, data, error);
}

/* The words stay those of the last exchange; whether there is something it could not know of decides when the next one is. */
static void
check (McDeskSync *self, McLinkState state, const GError *failed)
{
  gint64 before, next, head;
  gboolean more;

  g_mutex_lock (&self->lock);
  before = n_waiting (self);
  next = self->status.next_try;
  g_mutex_unlock (&self->lock);
  refresh (self, state, failed, next);
  more = mc_store_read (self->desk->store, read_own_head, &head, NULL) && head != self->asked_head;
  g_mutex_lock (&self->lock);
  mc_sync_plan_checked (&self->plan, g_get_monotonic_time (), more || n_waiting (self) > before, g_random_double ());
  g_mutex_unlock (&self->lock);
}

/* One exchange, and when the next one is. *failed: (out) (nullable) why it did not go well. */
static McLinkState
exchange (McDeskSync *self, GError **failed)
{
  McSyncOutcome outcome = { 0 };
  McLinkState state;
  gint64 wait;

  run_once (self, &outcome, failed);
  state = _mc_desk_link_state (*failed);
  outcome.no_answer |= state == MC_LINK_OFFLINE;
  g_mutex_lock (&self->lock);
  outcome.waiting = n_waiting (self) > 0;
  wait = mc_sync_plan_done (&self->plan, g_get_monotonic_time (), &outcome, g_random_double ());
  g_mutex_unlock (&self->lock);
  refresh (self, state, *failed, mc_clock_now (self->desk->clock) + wait / G_USEC_PER_SEC);
  return state;
}

static gpointer
sync_thread (gpointer data)
{
  McDeskSync *self = data;
  g_autoptr (GError) failed = NULL;
  McLinkState state = MC_LINK_GOOD;
  McSyncWork work;

  refresh (self, state, NULL, 0);
  while ((work = wait_for_work (self)) != MC_SYNC_WORK_NONE)
    {
      if (work == MC_SYNC_WORK_CHECK)
        {
          check (self, state, failed);
          continue;
        }
      g_clear_error (&failed);
      state = exchange (self, &failed);
    }
  return NULL;
}

/* ---- what wakes it ----------------------------------------------------------------------------------------------- */

static void
tell_plan (McDeskSync *self, void (*what) (McSyncPlan *plan, gint64 now))
{
  g_mutex_lock (&self->lock);
  what (&self->plan, g_get_monotonic_time ());
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

static void
desk_changed_cb (McDesk *desk, McDeskSync *self)
{
  tell_plan (self, mc_sync_plan_changed);
}

/* Whatever it says of the network: only a try shows whether there is a way. */
static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, McDeskSync *self)
{
  tell_plan (self, mc_sync_plan_network_changed);
}

static void
metered_cb (GNetworkMonitor *monitor, GParamSpec *pspec, McDeskSync *self)
{
  gboolean metered = g_network_monitor_get_network_metered (monitor);

  g_mutex_lock (&self->lock);
  self->metered = self->status.metered = metered;
  apply_preferences (self);
  if (self->run != NULL && metered)
    mc_sync_run_poke (self->run);
  g_mutex_unlock (&self->lock);
  tell_plan (self, mc_sync_plan_network_changed);
  tell (self);
}

void
mc_desk_sync_start (McDesk *self, GNetworkMonitor *monitor)
{
  McDeskSync *sync;

  g_return_if_fail (MC_IS_DESK (self) && G_IS_NETWORK_MONITOR (monitor));
  if (self->sync != NULL || self->store == NULL)
    return;
  sync = self->sync = g_new0 (McDeskSync, 1);
  sync->desk = self;
  sync->context = g_main_context_ref_thread_default ();
  sync->stop = g_cancellable_new ();
  g_mutex_init (&sync->lock);
  g_cond_init (&sync->cond);
  sync->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  mc_sync_plan_init (&sync->plan, g_get_monotonic_time ());
  sync->monitor = g_object_ref (monitor);
  sync->metered = g_network_monitor_get_network_metered (monitor);
  sync->metered_id = g_signal_connect (monitor, "notify::network-metered", G_CALLBACK (metered_cb), sync);
  sync->network_id = g_signal_connect (sync->monitor, "network-changed", G_CALLBACK (network_changed_cb), sync);
  sync->changed_id = g_signal_connect (self, "changed", G_CALLBACK (desk_changed_cb), sync);
  sync->thread = g_thread_new ("motcua-sync", sync_thread, sync);
}

void
_mc_desk_sync_stop (McDesk *self)
{
  McDeskSync *sync = g_steal_pointer (&self->sync);

  if (sync == NULL)
    return;
  g_signal_handler_disconnect (sync->monitor, sync->network_id);
  g_signal_handler_disconnect (sync->monitor, sync->metered_id);
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
  g_hash_table_unref (sync->files);
  g_mutex_clear (&sync->lock);
  g_cond_clear (&sync->cond);
  g_free (sync);
}

void
mc_desk_sync_now (McDesk *self)
{
  if (self->sync != NULL)
    tell_plan (self->sync, mc_sync_plan_demand);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  /* It holds until the program ends all the same. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("what was chosen for the exchange is not kept: %s", error->message);
}

void
mc_desk_sync_prefer (McDesk *self, const McSyncPreferences *preferences)
{
  McDeskSync *sync = self->sync;
  g_autoptr (GTask) task = NULL;

  if (sync == NULL)
    return;
  g_mutex_lock (&sync->lock);
  sync->preferences = sync->status.preferences = *preferences;
  sync->preferences_known = TRUE;
  apply_preferences (sync);
  if (sync->run != NULL && mc_sync_preferences_hold_files (preferences, sync->metered))
    mc_sync_run_poke (sync->run);
  g_mutex_unlock (&sync->lock);
  task = g_task_new (self, NULL, kept_cb, NULL);
  g_task_set_task_data (task, g_memdup2 (preferences, sizeof *preferences), g_free);
  mc_store_write_task (self->store, task, _mc_desk_write_sync_preferences);
  tell_plan (sync, mc_sync_plan_demand);
  tell (sync);
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
