/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-desk-carry.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-desk-carry-private.h"
#include "mc-desk-private.h"
#include "mc-desk-sync-private.h"
#include "mc-error.h"
#include "mc-folder.h"

void
mc_carry_export_free (McCarryExport *self)
{
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_error (&self->stopped);
  g_free (self);
}

void
mc_carry_item_free (McCarryItem *self)
{
  g_free (self->path);
  g_clear_error (&self->error);
  g_free (self->receipt);
  g_free (self);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
mc_desk_find_bundles (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (*name != '.' && g_str_has_suffix (name, MC_BUNDLE_SUFFIX))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_paths);
  return paths;
}

/* ---- waiting ------------------------------------------------------------------------------------------------- */

static guint
whom_of (McCarryFor whom)
{
  return whom == MC_CARRY_FOR_PROVINCE ? (guint) MC_CARRY_PROVINCE : whom == MC_CARRY_FOR_OFFICE ? (guint) MC_CARRY_OFFICE : 0;
}

McCarryExport *
mc_desk_export_bundle (McDesk *self, const char *path, McCarryFor whom, McCarryProgressFunc progress, gpointer data,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (McCarryExport) result = g_new0 (McCarryExport, 1);
  McBlobs *blobs = _mc_desk_blobs (self, error);
  g_auto (McBundleWritten) written = { 0 };

  if (blobs == NULL)
    return NULL;
  mc_bundle_export (self->store, blobs, path, whom_of (whom), 0, progress, data, cancellable, &written, &result->stopped);
  result->paths = g_steal_pointer (&written.paths);
  result->entries = written.entries;
  result->files = written.files;
  result->bytes = written.bytes;
  result->left = written.left;
  _mc_desk_note_carried (self, written.own_to);
  if (result->stopped == NULL || result->paths->len > 0)
    return g_steal_pointer (&result);
  g_propagate_error (error, g_steal_pointer (&result->stopped));
  return NULL;
}

/* A receipt of what was taken from somebody else. A stick that is write-protected gets none, and no fault is made of it. */
static void
write_receipt (McDesk *self, const McBundleTaken *taken, McCarryItem *item)
{
  g_autofree char *own = mc_hex_encode (taken->info.origin, MC_ORIGIN_SIZE);
  g_autoptr (GError) error = NULL;

  if (taken->info.kind != MC_BUNDLE_DATA || strcmp (own, mc_store_origin (self->store)) == 0)
    return;
  item->receipt = mc_bundle_write_receipt (self->store, item->path, taken, &error);
  if (error != NULL)
    g_debug ("no receipt: %s", error->message);
}

static McCarryItem *
import_one (McDesk *self, McBlobs *blobs, const char *path, gboolean receipts, McCarryProgressFunc progress, gpointer data,
            GCancellable *cancellable, GPtrArray *names)
{
  McCarryItem *item = g_new0 (McCarryItem, 1);
  g_auto (McBundleTaken) taken = { 0 };

  item->path = g_strdup (path);
  if (mc_bundle_import (self->store, blobs, path, progress, data, cancellable, &taken, &item->error) && receipts)
    write_receipt (self, &taken, item);
  if (item->error == NULL)
    g_ptr_array_add (names, _mc_desk_package_name (&taken.info));
  item->part = taken.info.part;
  item->n_parts = taken.info.n_parts;
  item->desk = taken.info.desk;
  item->created = taken.info.created;
  item->from_province = taken.from_province;
  item->is_receipt = taken.info.kind == MC_BUNDLE_RECEIPT;
  item->entries_new = taken.entries_new;
  item->entries_acked = taken.entries_acked;
  item->files_new = taken.files_new;
  item->refused = taken.refused;
  item->waiting = taken.waiting;
  return item;
}

/* Of all files together. */
typedef struct
{
  McCarryProgressFunc func;
  gpointer data;
  gint64 before, total;
} Sum;

static void
tell_sum (gint64 done, gint64 total, gpointer data)
{
  Sum *sum = data;

  sum->func (MIN (sum->before + done, sum->total), sum->total, sum->data);
}

static gint64
size_of (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);

  return info != NULL ? 2 * g_file_info_get_size (info) : 0;
}

GPtrArray *
mc_desk_import_bundles (McDesk *self, const char *const *paths, gboolean receipts, McCarryProgressFunc progress, gpointer data,
                        GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  GPtrArray *items;
  McBlobs *blobs = _mc_desk_blobs (self, error);
  Sum sum = { progress, data, 0, 0 };

  if (blobs == NULL)
    return NULL;
  items = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_carry_item_free);
  for (guint i = 0; paths[i] != NULL; i++)
    sum.total += size_of (paths[i]);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_ptr_array_add (items, import_one (self, blobs, paths[i], receipts, progress != NULL ? tell_sum : NULL, &sum, cancellable, names));
      sum.before += size_of (paths[i]);
    }
  /* Without it they are offered once more. */
  if (!_mc_desk_note_packages (self, names, &local))
    g_debug ("packages taken in: %s", local->message);
  return items;
}

gboolean
mc_desk_sync_folder (McDesk *self, const char *folder, McCarryProgressFunc progress, gpointer data, GCancellable *cancellable,
                     McCarryFolder *result, GError **error)
{
  McBlobs *blobs = _mc_desk_blobs (self, error);
  McFolderResult sum;
  gboolean ok;

  memset (result, 0, sizeof *result);
  if (blobs == NULL)
    return FALSE;
  ok = mc_folder_sync (self->store, blobs, folder, 0, progress, data, cancellable, &sum, error);
  result->segments_read = sum.segments_read;
  result->segments_written = sum.segments_written;
  result->entries_new = sum.entries_new;
  result->entries_written = sum.entries_written;
  result->files_new = sum.files_new;
  result->files_written = sum.files_written;
  result->refused = sum.refused;
  result->damaged = sum.damaged;
  result->unknown = sum.unknown;
  result->waiting = sum.waiting;
  result->bytes_read = sum.bytes_read;
  result->bytes_written = sum.bytes_written;
  return ok;
}

/* ---- without waiting -------------------------------------------------------------------------------------------- */

typedef struct
{
  McDesk *desk; /* (not owned) the task's source */
  char **paths;
  McCarryFor whom;
  gboolean receipts;
  McCarryProgressFunc progress;
  gpointer data;
  int told; /* hundredths; on the job's thread */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_strfreev (job->paths);
  g_free (job);
}

typedef struct
{
  GTask *task;
  gint64 done, total;
} Tell;

static gboolean
tell_progress (gpointer data)
{
  Tell *tell = data;
  Job *job = g_task_get_task_data (tell->task);

  if (!g_task_get_completed (tell->task))
    job->progress (tell->done, tell->total, job->data);
  g_object_unref (tell->task);
  g_free (tell);
  return G_SOURCE_REMOVE;
}

/* A hundredth at a time: the window has other things to do. */
static void
progress_cb (gint64 done, gint64 total, gpointer data)
{
  GTask *task = data;
  Job *job = g_task_get_task_data (task);
  int hundredth = total > 0 ? (int) (done * 100 / total) : 0;
  Tell *tell;

  if (hundredth == job->told)
    return;
  job->told = hundredth;
  tell = g_new0 (Tell, 1);
  tell->task = g_object_ref (task);
  tell->done = done;
  tell->total = total;
  g_main_context_invoke (g_task_get_context (task), tell_progress, tell);
}

static GTask *
job_new (McDesk *self, const char *const *paths, McCarryProgressFunc progress, gpointer data, GCancellable *cancellable,
         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->desk = self;
  job->paths = g_strdupv ((char **) paths);
  job->progress = progress;
  job->data = data;
  job->told = -1;
  g_task_set_task_data (task, job, job_free);
  g_task_set_return_on_cancel (task, FALSE);
  /* What was whole before it was cancelled is told. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

static McCarryProgressFunc
progress_of (const Job *job)
{
  return job->progress != NULL ? progress_cb : NULL;
}

/* Closing the desk waits for what holds this; whoever comes after is told. */
static gboolean
is_closed (const Job *job, GError **error)
{
  if (job->desk->store != NULL)
    return FALSE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, _ ("The program is closing"));
  return TRUE;
}

static void
export_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GRWLockReaderLocker) busy = g_rw_lock_reader_locker_new (&job->desk->jobs);
  g_autoptr (McCarryExport) result = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_closed (job, &error))
    result = mc_desk_export_bundle (job->desk, job->paths[0], job->whom, progress_of (job), task, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&result), (GDestroyNotify) mc_carry_export_free);
}

void
mc_desk_export_bundle_async (McDesk *self, const char *path, McCarryFor whom, McCarryProgressFunc progress, gpointer data,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  const char *paths[] = { path, NULL };
  g_autoptr (GTask) task = job_new (self, paths, progress, data, cancellable, callback, user_data);

  ((Job *) g_task_get_task_data (task))->whom = whom;
  g_task_run_in_thread (task, export_thread);
}

McCarryExport *
mc_desk_export_bundle_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
import_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GRWLockReaderLocker) busy = g_rw_lock_reader_locker_new (&job->desk->jobs);
  g_autoptr (GError) error = NULL;
  GPtrArray *items = NULL;

  if (!is_closed (job, &error))
    items = mc_desk_import_bundles (job->desk, (const char *const *) job->paths, job->receipts, progress_of (job), task, cancellable,
                                    &error);
  if (items != NULL)
    g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
mc_desk_import_bundles_async (McDesk *self, const char *const *paths, gboolean receipts, McCarryProgressFunc progress, gpointer data,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = job_new (self, paths, progress, data, cancellable, callback, user_data);

  ((Job *) g_task_get_task_data (task))->receipts = receipts;
  g_task_run_in_thread (task, import_thread);
}

GPtrArray *
mc_desk_import_bundles_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  GPtrArray *items = g_task_propagate_pointer (G_TASK (result), error);

  _mc_desk_touch (self);
  return items;
}

static void
folder_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GRWLockReaderLocker) busy = g_rw_lock_reader_locker_new (&job->desk->jobs);
  g_autofree McCarryFolder *sum = g_new0 (McCarryFolder, 1);
  g_autoptr (GError) error = NULL;

  if (!is_closed (job, &error) && mc_desk_sync_folder (job->desk, job->paths[0], progress_of (job), task, cancellable, sum, &error))
    g_task_return_pointer (task, g_steal_pointer (&sum), g_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
mc_desk_sync_folder_async (McDesk *self, const char *folder, McCarryProgressFunc progress, gpointer data, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  const char *paths[] = { folder, NULL };
  g_autoptr (GTask) task = job_new (self, paths, progress, data, cancellable, callback, user_data);

  g_task_run_in_thread (task, folder_thread);
}

gboolean
mc_desk_sync_folder_finish (McDesk *self, GAsyncResult *result, McCarryFolder *sum, GError **error)
{
  g_autofree McCarryFolder *found = g_task_propagate_pointer (G_TASK (result), error);

  memset (sum, 0, sizeof *sum);
  /* What was read before it failed shows too. */
  _mc_desk_touch (self);
  if (found == NULL)
    return FALSE;
  *sum = *found;
  return TRUE;
}
