/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One named thread that runs tasks in the order they came: first in, first out. Not the shared pool of
 * g_task_run_in_thread(), because order matters and a connection belongs to one thread. */
typedef struct _McWorker McWorker;

typedef void (*McWorkerFunc) (GTask *task, gpointer source, gpointer data, GCancellable *cancellable);

/* @after: (nullable): called on the thread after each task, when its result is on its way already
 * @idle: (nullable): called on the thread once after @idle_ms without work; TRUE asks to be called again after the next
 *   quiet spell even without new work between
 * @data: for both */
McWorker *mc_worker_new (const char *name, void (*after) (gpointer), gboolean (*idle) (gpointer), gpointer data, guint idle_ms);
/* Runs what is queued, then ends the thread. Nothing may be pushed once this was called. */
void mc_worker_free (McWorker *self);
/* Runs @func on the thread with the task's data (g_task_set_task_data). (transfer none) task: a reference is taken */
void mc_worker_push (McWorker *self, GTask *task, McWorkerFunc func);
gboolean mc_worker_is_current (McWorker *self);

G_END_DECLS
