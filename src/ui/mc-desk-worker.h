/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"

G_BEGIN_DECLS

/**
 * McDeskWorker:
 * Runs what waits for the store or its files on one thread, in order, and answers in the main context. Closing it waits for
 * what runs: a desk that is closed afterwards has nobody at work in it. What is asked for later is answered with CANCELLED.
 */
typedef struct _McDeskWorker McDeskWorker;

McDeskWorker *mc_desk_worker_new (McDesk *desk);
McDeskWorker *mc_desk_worker_ref (McDeskWorker *self);
void mc_desk_worker_unref (McDeskWorker *self);
void mc_desk_worker_close (McDeskWorker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McDeskWorker, mc_desk_worker_unref)

/* On the worker's thread; returns what the task propagates (with its own free function), or NULL with @error. */
typedef gpointer (*McDeskWork) (McDesk *desk, gpointer data, GError **error);

/**
 * mc_desk_worker_run:
 * @source: for the callback; kept alive until then
 * @data: (transfer full): for @work, freed by @free_data
 * @free_result: frees what @work returned when nobody takes it
 *
 * The callback takes the result with g_task_propagate_pointer().
 */
void mc_desk_worker_run (McDeskWorker *self, gpointer source, McDeskWork work, gpointer data, GDestroyNotify free_data,
                         GDestroyNotify free_result, GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
