/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shared folder in the background: a thread that sleeps until something was written here or time has passed. */
#include "config.h"

#include "mc-desk-folder.h"

#include <glib/gstdio.h>
#include <string.h>

#include "mc-desk-private.h"
#include "mc-error.h"
#include "mc-folder.h"
#include "mc-local.h"

#define PATH_KEY "folder.path"
#define SEEN_KEY "folder.seen"
#define DEBOUNCE (5 * G_USEC_PER_SEC)          /* after a change here: the officer may be in the middle of three */
#define EVERY (2 * 60 * G_USEC_PER_SEC)        /* what others did comes at the latest after so long */
#define PATIENCE G_USEC_PER_SEC                /* closing waits so long for a pass that was told to end; one that hangs is left */

struct _McDeskFolder
{
  gatomicrefcount refs; /* the desk and the thread: the thread may outlive both, see run_pass() */
  GMainContext *context; /* of the window */
  GCancellable *stop;
  gulong changed_id;

  GMutex lock; /* guards all below */
  GCond cond;
  McDesk *desk;       /* (not owned) (nullable): NULL once it is closing */
  gboolean in_pass;   /* the thread is at work in the desk */
  gint64 pass_at;     /* monotonic */
  gboolean chosen;    /* the path is not saved yet */
  McFolderStatus status;
};

static McDeskFolder *
ref (McDeskFolder *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
unref (gpointer data)
{
  McDeskFolder *self = data;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_main_context_unref (self->context);
  g_object_unref (self->stop);
  mc_folder_status_clear (&self->status);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
mc_folder_status_clear (McFolderStatus *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->message, g_free);
}

/* ---- what is kept ----------------------------------------------------------------------------------------------- */

gboolean
mc_desk_read_folder (McDesk *self, char **path, GError **error)
{
  return mc_local_load (self->store, PATH_KEY, path, error);
}

static gboolean
save_path (McStore *store, const char *path, GError **error)
{
  g_autofree char *before = NULL;

  if (!mc_local_load (store, PATH_KEY, &before, error))
    return FALSE;
  /* When one folder was seen says nothing of another. */
  return g_strcmp0 (before, path) == 0 || (mc_local_save (store, SEEN_KEY, NULL, error) && mc_local_save (store, PATH_KEY, path, error));
}

gboolean
mc_desk_save_folder (McDesk *self, const char *path, GError **error)
{
  return save_path (self->store, path, error);
}

static void
read_kept (McDesk *desk, McFolderStatus *status)
{
  g_autofree char *seen = NULL;

  /* What cannot be read now is shown as none; the store says so elsewhere. */
  if (!mc_desk_read_folder (desk, &status->path, NULL) || !mc_local_load (desk->store, SEEN_KEY, &seen, NULL))
    return;
  status->last_seen = seen != NULL ? g_ascii_strtoll (seen, NULL, 10) : 0;
  status->state = status->path != NULL ? MC_FOLDER_GOOD : MC_FOLDER_NONE;
}

static void
save_seen (McStore *store, gint64 seen)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, seen);
  g_autoptr (GError) error = NULL;

  if (!mc_local_save (store, SEEN_KEY, text, &error))
    g_debug ("shared folder: %s", error->message);
}

/* ---- telling the window -------------------------------------------------------------------------------------------- */

static gboolean
emit_changed (gpointer data)
{
  McDeskFolder *self = data;

  /* Emitted in the desk's own context, where it is closed, too. */
  if (self->desk != NULL)
    g_signal_emit_by_name (self->desk, "folder-changed");
  return G_SOURCE_REMOVE;
}

static void
tell (McDeskFolder *self)
{
  GSource *source = g_idle_source_new ();

  g_source_set_callback (source, emit_changed, ref (self), unref);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static McFolderLink
state_of (const GError *error)
{
  if (error == NULL)
    return MC_FOLDER_GOOD;
  if (g_error_matches (error, MC_ERROR, MC_ERROR_DEVICE_GONE) || g_error_matches (error, MC_ERROR, MC_ERROR_NOT_FOUND))
    return MC_FOLDER_AWAY;
  return g_error_matches (error, MC_ERROR, MC_ERROR_BUSY) ? MC_FOLDER_BUSY : MC_FOLDER_FAILED;
}

/* ---- one pass ---------------------------------------------------------------------------------------------------- */

/* Whether it is there at all, asked with nothing of the desk in hand: an NFS server that is off keeps its caller for hours, and the window must
 * close all the same. */
static gboolean
probe (const char *path)
{
  GStatBuf st;

  return g_stat (path, &st) == 0;
}

typedef struct
{
  McFolderLink state;
  char *message;
  gint64 seen;  /* 0: not */
  gboolean moved;
} Pass;

/* What a pass works with: all its own, for it may hang in a call of the file system until the process ends, long after the desk is closed. It holds nobody
 * then: a store that was closed refuses it, and its lock keeps every other pass away. Nothing is half written by its end: files and segments are
 * written beside their place and renamed, entries come in transactions. */
typedef struct
{
  McStore *store; /* (owned) (nullable): the desk is closing */
  McClock *clock; /* (owned) */
  char *path;     /* (owned) (nullable): there is none */
} Means;

static void
means_clear (Means *self)
{
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->path, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Means, means_clear)

static void
run_pass (const Means *means, GCancellable *stop, Pass *pass)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McBlobs) blobs = mc_blobs_open (mc_store_folder (means->store), &error);
  McFolderResult sum = { 0 };

  if (blobs != NULL)
    mc_folder_sync (means->store, blobs, means->path, 0, NULL, NULL, stop, &sum, &error);
  pass->state = state_of (error);
  pass->message = error != NULL ? g_strdup (error->message) : NULL;
  pass->seen = error == NULL ? mc_clock_now (means->clock) : 0;
  pass->moved = sum.segments_read + sum.segments_written > 0;
}

static void
begin_pass (McDeskFolder *self, Means *means)
{
  g_mutex_lock (&self->lock);
  if (self->desk != NULL)
    {
      self->in_pass = TRUE;
      means->store = g_object_ref (self->desk->store);
      means->clock = g_object_ref (self->desk->clock);
      means->path = g_strdup (self->status.path);
      if (means->path != NULL)
        self->status.state = MC_FOLDER_WORKING;
    }
  g_mutex_unlock (&self->lock);
}

static void
end_pass (McDeskFolder *self, const char *path, Pass *pass)
{
  g_mutex_lock (&self->lock);
  self->in_pass = FALSE;
  /* Unless another one was chosen meanwhile. */
  if (path != NULL && g_strcmp0 (path, self->status.path) == 0)
    {
      g_free (self->status.message);
      self->status.message = g_steal_pointer (&pass->message);
      self->status.state = pass->state;
      if (pass->seen != 0)
        self->status.last_seen = pass->seen;
    }
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  g_free (pass->message);
}

static void
save_choice (McDeskFolder *self, const Means *means)
{
  g_autoptr (GError) error = NULL;
  gboolean chosen;

  g_mutex_lock (&self->lock);
  chosen = self->chosen;
  self->chosen = FALSE;
  g_mutex_unlock (&self->lock);
  if (chosen && !save_path (means->store, means->path, &error))
    g_warning ("shared folder: %s", error->message);
}

static void
meet (McDeskFolder *self, gboolean is_there, McFolderLink *before)
{
  Pass pass = { .state = MC_FOLDER_AWAY };
  g_auto (Means) means = { NULL };

  begin_pass (self, &means);
  if (means.store == NULL)
    return;
  save_choice (self, &means);
  if (means.path != NULL && is_there)
    {
      tell (self);
      run_pass (&means, self->stop, &pass);
    }
  /* Kept when it says something that would be missed: each pass would wake all who look whether the store has changed. */
  if (pass.seen != 0 && (pass.moved || *before != MC_FOLDER_GOOD))
    save_seen (means.store, pass.seen);
  *before = means.path != NULL ? pass.state : MC_FOLDER_NONE;
  end_pass (self, means.path, &pass);
  tell (self);
}

/* Sleeps until a pass is due; FALSE at the end. *path: (out) (transfer full) (nullable) */
static gboolean
wait_for_pass (McDeskFolder *self, char **path)
{
  gboolean go_on;

  g_mutex_lock (&self->lock);
  while (self->desk != NULL && g_get_monotonic_time () < self->pass_at)
    g_cond_wait_until (&self->cond, &self->lock, self->pass_at);
  self->pass_at = g_get_monotonic_time () + EVERY;
  *path = g_strdup (self->status.path);
  go_on = self->desk != NULL;
  g_mutex_unlock (&self->lock);
  return go_on;
}

static gpointer
folder_thread (gpointer data)
{
  McDeskFolder *self = data;
  McFolderLink before = MC_FOLDER_NONE;
  g_autofree char *path = NULL;

  while (wait_for_pass (self, &path))
    {
      meet (self, path != NULL && probe (path), &before);
      g_clear_pointer (&path, g_free);
    }
  unref (self);
  return NULL;
}

/* ---- what wakes it ------------------------------------------------------------------------------------------------ */

static void
plan (McDeskFolder *self, gint64 at)
{
  g_mutex_lock (&self->lock);
  self->pass_at = MIN (self->pass_at, at);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

/* A pass that brings something is a change too; the one it causes finds nothing, and changes nothing. */
static void
on_desk_changed (McDesk *desk, McDeskFolder *self)
{
  plan (self, g_get_monotonic_time () + DEBOUNCE);
}

void
mc_desk_folder_start (McDesk *self)
{
  McDeskFolder *folder;

  g_return_if_fail (MC_IS_DESK (self));
  if (self->folder != NULL || self->store == NULL)
    return;
  folder = self->folder = g_new0 (McDeskFolder, 1);
  g_atomic_ref_count_init (&folder->refs);
  folder->desk = self;
  folder->context = g_main_context_ref_thread_default ();
  folder->stop = g_cancellable_new ();
  g_mutex_init (&folder->lock);
  g_cond_init (&folder->cond);
  read_kept (self, &folder->status);
  folder->changed_id = g_signal_connect (self, "changed", G_CALLBACK (on_desk_changed), folder);
  folder->pass_at = g_get_monotonic_time ();
  g_thread_unref (g_thread_new ("motcua-folder", folder_thread, ref (folder)));
}

void
_mc_desk_folder_stop (McDesk *self)
{
  McDeskFolder *folder = g_steal_pointer (&self->folder);
  gint64 until = g_get_monotonic_time () + PATIENCE;
  gboolean waiting = TRUE;

  if (folder == NULL)
    return;
  g_signal_handler_disconnect (self, folder->changed_id);
  g_cancellable_cancel (folder->stop);
  g_mutex_lock (&folder->lock);
  folder->desk = NULL;
  g_cond_broadcast (&folder->cond);
  while (folder->in_pass && waiting)
    waiting = g_cond_wait_until (&folder->cond, &folder->lock, until);
  g_mutex_unlock (&folder->lock);
  unref (folder);
}

void
mc_desk_folder_choose (McDesk *self, const char *path)
{
  McDeskFolder *folder = self->folder;

  if (folder == NULL)
    return;
  g_mutex_lock (&folder->lock);
  if (g_strcmp0 (folder->status.path, path) != 0)
    {
      mc_folder_status_clear (&folder->status);
      folder->status.path = g_strdup (path);
      folder->status.state = path != NULL ? MC_FOLDER_WORKING : MC_FOLDER_NONE;
      folder->status.last_seen = 0;
      folder->chosen = TRUE;
    }
  g_mutex_unlock (&folder->lock);
  plan (folder, g_get_monotonic_time ());
  tell (folder);
}

void
mc_desk_folder_status (McDesk *self, McFolderStatus *status)
{
  McDeskFolder *folder = self->folder;

  memset (status, 0, sizeof *status);
  if (folder == NULL)
    return;
  g_mutex_lock (&folder->lock);
  *status = folder->status;
  status->path = g_strdup (folder->status.path);
  status->message = g_strdup (folder->status.message);
  g_mutex_unlock (&folder->lock);
}
