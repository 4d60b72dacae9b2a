/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-carry-words.h"

G_BEGIN_DECLS

/**
 * McCarryWork:
 * What is done with a stick, one thing at a time, and what came of it. It belongs to the window, not to the page that shows it: the officer works
 * on meanwhile. Nothing begins by itself.
 *
 * Signals: "changed": something else is to be shown; "ended": what was under way is over, mc_carry_work_title() says how.
 */
#define MC_TYPE_CARRY_WORK (mc_carry_work_get_type ())
G_DECLARE_FINAL_TYPE (McCarryWork, mc_carry_work, MC, CARRY_WORK, GObject)

typedef struct
{
  char *text;
  gboolean is_trouble;
} McCarryLine;

McCarryWork *mc_carry_work_new (McDesk *desk);

/* @folder: path of the stick or any folder; @stick: its name for words. FALSE while something else is under way. */
gboolean mc_carry_work_write (McCarryWork *self, const char *folder, const char *stick, McCarryFor whom);
/* All that is there for this desk; what is not is named with the reason. @path: a folder, or one package. */
gboolean mc_carry_work_read (McCarryWork *self, const char *path, const char *stick);
/* Ends what is under way; parts that are whole stay. */
void mc_carry_work_stop (McCarryWork *self);

McCarryDoing mc_carry_work_get_doing (McCarryWork *self);
const char *mc_carry_work_get_folder (McCarryWork *self); /* (nullable) of what is under way */
/* 0 … 1, and the sentence about it; (transfer full). */
double mc_carry_work_get_progress (McCarryWork *self, char **sentence);

/* What came of the last one; NULL before the first. */
const char *mc_carry_work_get_title (McCarryWork *self);
gboolean mc_carry_work_has_trouble (McCarryWork *self);
const GPtrArray *mc_carry_work_get_lines (McCarryWork *self); /* (element-type McCarryLine) */

G_END_DECLS
