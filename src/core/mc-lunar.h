/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-time.h"

G_BEGIN_DECLS

/* The lunar calendar of Viet Nam (âm lịch): months begin on the day of the new moon and the month of the winter solstice is the eleventh, both
 * reckoned at 105° east (UTC+7). China reckons the same at 120°, so about one Tết in twenty falls on another day there. */

typedef struct
{
  int year;     /* the one whose Tết came before */
  int month;    /* 1 to 12 */
  int day;      /* 1 to 30 */
  gboolean leap; /* tháng nhuận: the second month of that number */
} McLunarDate;

/* FALSE outside of the years 1900 to 2199; @date is then left as it was. */
gboolean mc_lunar_from_day (McDay day, McLunarDate *date);

/* "18/10", "02/06 nhuận": without the year, as it stands on slips beside a whole date. "" outside of those years. (transfer full) */
char *mc_lunar_to_text (McDay day);

G_END_DECLS
