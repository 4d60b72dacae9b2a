/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-worker.h"

typedef struct
{
  GTask *task; /* (owned) (nullable): NULL ends the thread */
  McWorkerFunc func;
} Job;

struct _McWorker
{
  GThread *thread;
  GAsyncQueue *queue; /* (element-type Job) */
  void (*after) (gpointer);
  gboolean (*idle) (gpointer);
  gpointer data;
  guint64 idle_us;
};

static gpointer
worker_main (gpointer data)
{
  McWorker *self = data;
  gboolean dirty = FALSE;

  while (TRUE)
    {
      Job *job = dirty ? g_async_queue_timeout_pop (self->queue, self->idle_us) : g_async_queue_pop (self->queue);

      if (job == NULL)
        {
          dirty = self->idle (self->data);
          continue;
        }
      if (job->task == NULL)
        {
          g_free (job);
          return NULL;
        }
      if (!g_task_return_error_if_cancelled (job->task))
        job->func (job->task, g_task_get_source_object (job->task), g_task_get_task_data (job->task),
                   g_task_get_cancellable (job->task));
      g_object_unref (job->task);
      g_free (job);
      if (self->after != NULL)
        self->after (self->data);
      dirty = self->idle != NULL;
    }
}

McWorker *
mc_worker_new (const char *name, void (*after) (gpointer), gboolean (*idle) (gpointer), gpointer data, guint idle_ms)
{
  McWorker *self = g_new0 (McWorker, 1);

  self->queue = g_async_queue_new ();
  self->after = after;
  self->idle = idle;
  self->data = data;
  self->idle_us = (guint64) idle_ms * 1000;
  self->thread = g_thread_new (name, worker_main, self);
  return self;
}

void
mc_worker_free (McWorker *self)
{
  if (self == NULL)
    return;
  g_async_queue_push (self->queue, g_new0 (Job, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->queue);
  g_free (self);
}

void
mc_worker_push (McWorker *self, GTask *task, McWorkerFunc func)
{
  Job *job = g_new0 (Job, 1);

  job->task = g_object_ref (task);
  job->func = func;
  g_async_queue_push (self->queue, job);
}

gboolean
mc_worker_is_current (McWorker *self)
{
  return g_thread_self () == self->thread;
}
