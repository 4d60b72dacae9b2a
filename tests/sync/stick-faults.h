/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A stick that misbehaves at a chosen moment. The linker leads the file calls of the program under test through here (--wrap); those
 * on other folders go on untouched. */

typedef enum
{
  STICK_SOUND,
  STICK_PULLED,  /* from that call on nothing of it is there any more, and what is open gives EIO */
  STICK_FULL,    /* from that call on nothing more can be written; half of the last write still was */
  STICK_LATE,    /* the same, told only when the file is synced, as by network folders */
  STICK_FLAKY,   /* that one call fails with EIO, those after it go well */
  STICK_FAT,     /* always: no forbidden letters in names, folders cannot be synced, files end at @step bytes */
} StickFault;

/* From now on. @step: the call, from 1, at which it begins; 0: never, they are only counted. */
void stick_faults_begin (const char *folder, StickFault fault, gint64 step);
/* How many calls there were. */
gint64 stick_faults_end (void);
/* Whether the step was reached. */
gboolean stick_faults_happened (void);

G_END_DECLS
