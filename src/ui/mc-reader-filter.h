/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A code reader types like a keyboard, only faster than anybody. The filter looks at the keys as they come and tells a
 * reader's text from a person's: more than 12 characters at the pace of 12 in 200 ms, ended by Enter. Pure logic: times
 * are the events' own, in milliseconds. */

#define MC_READER_MIN_CHARS 13
#define MC_READER_WINDOW_MS 200 /* for 12 characters */
#define MC_READER_GAP_MS 45     /* a pause longer than this begins anew: a reader does not think */

typedef struct _McReaderFilter McReaderFilter;

McReaderFilter *mc_reader_filter_new (void);
void mc_reader_filter_free (McReaderFilter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McReaderFilter, mc_reader_filter_free)

/* A character was typed. TRUE when it begins a new run: who may have to take the run back remembers now what the focused
 * field held before it. */
gboolean mc_reader_filter_push (McReaderFilter *self, gunichar c, gint64 time_ms);

/* Enter was typed. Returns: (transfer full) (nullable): the text of the run when a reader typed it. The run ends. */
char *mc_reader_filter_finish (McReaderFilter *self, gint64 time_ms);

/* Any other key: no reader sends it in the middle. */
void mc_reader_filter_reset (McReaderFilter *self);

G_END_DECLS
