/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-transfer-reminder.h"

#include <glib/gi18n-lib.h>

#define MINUTES_BEFORE 15

gboolean
mc_transfer_reminder_is_due (gint64 now, McDay told_on, McCalendar *calendar)
{
  McDay today = mc_day_of_time (now);
  int cut_off = mc_calendar_hours (calendar)->cut_off;

  return told_on != today && now >= mc_time_of_day_minute (today, cut_off - MINUTES_BEFORE) &&
         now < mc_time_of_day_minute (today, cut_off);
}

char *
mc_transfer_reminder_text (gint64 n, McCalendar *calendar)
{
  int cut_off = mc_calendar_hours (calendar)->cut_off;

  /* Translators: how many dossiers, and until which hour */
  return g_strdup_printf (ngettext ("%d dossier must be transferred before %02d:%02d",
                                    "%d dossiers must be transferred before %02d:%02d", (gulong) n),
                          (int) n, cut_off / 60, cut_off % 60);
}
