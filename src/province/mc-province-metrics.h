/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Counters of this instance, as Prometheus reads them. Thread-safe. */

typedef struct _McMetrics McMetrics;

McMetrics *mc_metrics_new (void);
void mc_metrics_free (McMetrics *self);

void mc_metrics_request (McMetrics *self, const char *route, guint status, gint64 microseconds, gint64 bytes_in, gint64 bytes_out);
typedef enum { MC_COUNT_ENTRIES, MC_COUNT_FILE_BYTES, MC_COUNT_FILES, MC_COUNT_DATABASE_LOST, MC_N_COUNTS } McCount;
void mc_metrics_add (McMetrics *self, McCount which, gint64 n);

/* @waiting, @running: of this moment. (transfer full): text version 0.0.4 */
char *mc_metrics_text (McMetrics *self, guint waiting, guint running);

G_END_DECLS
