/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-pool.h"

#define SMALL_IN_A_ROW 16 /* then one of the large, however many small ones come */

struct _McPool
{
  char *uri;
  McProvinceMark *mark;
  GMainContext *context;
  GThread **threads;
  guint n_threads;
  guint max_waiting;

  GMutex mutex; /* of what follows */
  GCond changed;
  GQueue lines[MC_N_LINES]; /* Job */
  guint n_large;            /* running */
  guint in_a_row;
  gboolean ending;
};

typedef struct
{
  McLine line;
  McPoolFunc func;
  McPoolDone done;
  gpointer data;
  gint64 since; /* monotonic */
} Job;

static gboolean
tell (gpointer data)
{
  Job *job = data;

  job->done (job->data);
  return G_SOURCE_REMOVE;
}

/* Not g_main_context_invoke(): it would tell right here while nobody runs the context. */
static void
tell_later (McPool *self, Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell, job, g_free);
  g_source_attach (source, self->context);
}

/* Under the mutex. (nullable) */
static Job *
pick (McPool *self)
{
  gboolean may_large = self->n_large + 1 < self->n_threads || self->n_threads == 1;
  Job *job = NULL;

  if (self->in_a_row < SMALL_IN_A_ROW || !may_large || g_queue_is_empty (&self->lines[MC_LINE_LARGE]))
    job = g_queue_pop_head (&self->lines[MC_LINE_SMALL]);
  if (job == NULL && may_large)
    job = g_queue_pop_head (&self->lines[MC_LINE_LARGE]);
  if (job == NULL)
    return NULL;
  self->in_a_row = job->line == MC_LINE_SMALL ? self->in_a_row + 1 : 0;
  self->n_large += job->line == MC_LINE_LARGE;
  return job;
}

/* NULL: the thread ends. */
static Job *
next (McPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Job *job;

  while ((job = pick (self)) == NULL)
    {
      if (self->ending && g_queue_is_empty (&self->lines[MC_LINE_LARGE]))
        return NULL;
      g_cond_wait (&self->changed, &self->mutex);
    }
  return job;
}

static void
ended (McPool *self, McLine line)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (line != MC_LINE_LARGE)
    return;
  self->n_large--;
  g_cond_broadcast (&self->changed);
}

static gpointer
work (gpointer data)
{
  McPool *self = data;
  g_autoptr (McPg) pg = mc_pg_new (self->uri);
  Job *job;

  mc_pg_set_mark (pg, self->mark, self->mark != NULL);
  while ((job = next (self)) != NULL)
    {
      McLine line = job->line;

      job->func (pg, job->data);
      tell_later (self, job);
      ended (self, line);
    }
  return NULL;
}

McPool *
mc_pool_new (const char *uri, McProvinceMark *mark, guint n_threads, guint max_waiting)
{
  McPool *self = g_new0 (McPool, 1);

  self->uri = g_strdup (uri);
  self->mark = mark;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->context = g_main_context_ref_thread_default ();
  self->max_waiting = max_waiting;
  self->n_threads = n_threads;
  self->threads = g_new0 (GThread *, n_threads);
  for (guint i = 0; i < n_threads; i++)
    self->threads[i] = g_thread_new ("pg", work, self);
  return self;
}

void
mc_pool_free (McPool *self)
{
  g_mutex_lock (&self->mutex);
  self->ending = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  for (guint i = 0; i < self->n_threads; i++)
    g_thread_join (self->threads[i]);
  while (g_main_context_pending (self->context))
    g_main_context_iteration (self->context, FALSE);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_main_context_unref (self->context);
  g_free (self->threads);
  g_free (self->uri);
  g_free (self);
}

gboolean
mc_pool_push (McPool *self, McLine line, McPoolFunc func, McPoolDone done, gpointer data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Job *job;

  if (g_queue_get_length (&self->lines[line]) >= self->max_waiting)
    return FALSE;
  job = g_new0 (Job, 1);
  *job = (Job) { line, func, done, data, g_get_monotonic_time () };
  g_queue_push_tail (&self->lines[line], job);
  /* All: the one that wakes might be the one that takes nothing large. */
  g_cond_broadcast (&self->changed);
  return TRUE;
}

gboolean
mc_pool_is_slow (McPool *self, McLine line, gint64 patience)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  const Job *first = g_queue_peek_head (&self->lines[line]);

  return first != NULL && g_get_monotonic_time () - first->since > patience;
}

guint
mc_pool_waiting (McPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_queue_get_length (&self->lines[MC_LINE_SMALL]) + g_queue_get_length (&self->lines[MC_LINE_LARGE]);
}

guint
mc_pool_threads (McPool *self)
{
  return self->n_threads;
}
