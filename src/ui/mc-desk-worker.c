/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-desk-worker.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"

struct _McDeskWorker
{
  McDesk *desk; /* (owned) */
  GThreadPool *pool; /* (nullable) (main thread) after close; one thread: what is asked for later is never answered earlier */
  int closing; /* (atomic) */
};

typedef struct
{
  McDeskWorker *worker; /* (not owned) outlives its jobs */
  McDeskWork work;
  gpointer data;
  GDestroyNotify free_data;
  GDestroyNotify free_result;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->free_data != NULL)
    job->free_data (job->data);
  g_free (job);
}

static void
run_job (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer result;

  if (g_atomic_int_get (&job->worker->closing))
    {
      g_task_return_new_error (task, MC_ERROR, MC_ERROR_CANCELLED, "%s", _("The program is closing"));
      return;
    }
  result = job->work (job->worker->desk, job->data, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, job->free_result);
}

McDeskWorker *
mc_desk_worker_new (McDesk *desk)
{
  McDeskWorker *self = g_atomic_rc_box_new0 (McDeskWorker);

  self->desk = g_object_ref (desk);
  self->pool = g_thread_pool_new (run_job, self, 1, FALSE, NULL);
  return self;
}

McDeskWorker *
mc_desk_worker_ref (McDeskWorker *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
mc_desk_worker_close (McDeskWorker *self)
{
  g_atomic_int_set (&self->closing, TRUE);
  if (self->pool != NULL)
    g_thread_pool_free (g_steal_pointer (&self->pool), FALSE, TRUE);
}

static void
worker_clear (gpointer data)
{
  McDeskWorker *self = data;

  mc_desk_worker_close (self);
  g_object_unref (self->desk);
}

void
mc_desk_worker_unref (McDeskWorker *self)
{
  g_atomic_rc_box_release_full (self, worker_clear);
}

void
mc_desk_worker_run (McDeskWorker *self, gpointer source, McDeskWork work, gpointer data, GDestroyNotify free_data,
                    GDestroyNotify free_result, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (source, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->worker = self;
  job->work = work;
  job->data = data;
  job->free_data = free_data;
  job->free_result = free_result;
  g_task_set_source_tag (task, mc_desk_worker_run);
  g_task_set_task_data (task, job, job_free);
  if (self->pool != NULL)
    g_thread_pool_push (self->pool, task, NULL);
  else
    run_job (task, NULL);
}
