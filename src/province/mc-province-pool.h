/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-pg.h"

G_BEGIN_DECLS

/* Threads with a database connection each. Work is done there; that it is done is told in the main context. There are two lines:
 * one thread is always free of large work, and small work goes first, so that a desk with nothing to say does not wait behind a
 * hundred that come back after an outage. */

typedef struct _McPool McPool;

typedef void (*McPoolFunc) (McPg *pg, gpointer data);
typedef void (*McPoolDone) (gpointer data);

typedef enum { MC_LINE_SMALL, MC_LINE_LARGE, MC_N_LINES } McLine;

/* @mark: (nullable) (not owned): of all connections
 * @max_waiting: how much may stand in each line before more is refused */
McPool *mc_pool_new (const char *uri, McProvinceMark *mark, guint n_threads, guint max_waiting);
/* Does what stands in line, then ends the threads. What was told to nobody yet is told. */
void mc_pool_free (McPool *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPool, mc_pool_free)

/* FALSE when the line is full: nothing happens then. */
gboolean mc_pool_push (McPool *self, McLine line, McPoolFunc func, McPoolDone done, gpointer data);

/* Who stands first in that line has waited for longer than @patience (microseconds). */
gboolean mc_pool_is_slow (McPool *self, McLine line, gint64 patience);

guint mc_pool_waiting (McPool *self);
guint mc_pool_threads (McPool *self);

G_END_DECLS
