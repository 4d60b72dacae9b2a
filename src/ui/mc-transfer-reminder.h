/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-calendar.h"

G_BEGIN_DECLS

/* A dossier received before the cut-off (15:00) is transferred the same day (NĐ 61/2018 Đ.18): a quarter of an hour before, once
 * a day, the desk is told what has not gone yet. */

/* Whether to look at @now; @told_on: the day it was told, MC_DAY_NONE for never. */
gboolean mc_transfer_reminder_is_due (gint64 now, McDay told_on, McCalendar *calendar);

/* "3 dossiers must be transferred before 15:00". (transfer full) */
char *mc_transfer_reminder_text (gint64 n, McCalendar *calendar);

G_END_DECLS
