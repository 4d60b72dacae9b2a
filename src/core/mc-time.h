/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Time in the program is seconds since 1970 in UTC (gint64); a day is the number of days since
 * 1970-01-01 on the calendar of Viet Nam (McDay). Viet Nam keeps UTC+7 without summer time, so the
 * offset is a constant and no time zone database of an old PC can bend a due date. */

typedef gint32 McDay;

#define MC_DAY_NONE G_MININT32
#define MC_UTC_OFFSET (7 * 3600)

McDay mc_day_from_ymd (int year, int month, int day); /* years 1 to 9999; MC_DAY_NONE when there is no such date */
void mc_day_to_ymd (McDay day, int *year, int *month, int *mday); /* each may be NULL; all 0 for MC_DAY_NONE */
int mc_day_weekday (McDay day); /* 1 Monday ... 7 Sunday; 0 for MC_DAY_NONE */
McDay mc_day_of_time (gint64 time); /* MC_DAY_NONE outside of the years 1 to 9999 */
int mc_minute_of_time (gint64 time); /* minute of the day, 0..1439, in Viet Nam */
gint64 mc_time_of_day_minute (McDay day, int minute);

/* ISO 8601. Days as 2026-11-23; times as 2026-11-23T08:41:00+07:00. The parser takes "Z", an offset,
 * or none (then Viet Nam's), seconds optional, 'T' or a space. NULL-safe: FALSE for NULL. On FALSE the result is
 * left as it was. MC_DAY_NONE and times outside of the years 1 to 9999 become "". */
char *mc_day_to_iso (McDay day);
gboolean mc_day_from_iso (const char *text, McDay *day);
char *mc_time_to_iso (gint64 time);
gboolean mc_time_from_iso (const char *text, gint64 *time);

/* As screens show them: 23/11/2026, 08:41, "Thứ Hai". */
char *mc_day_to_text (McDay day);
char *mc_time_to_clock_text (gint64 time);
const char *mc_weekday_name (int weekday); /* "" for anything but 1 to 7 */

/**
 * McPartialDate:
 * A date of birth as papers really carry it: a day, a month, or only a year (then month and/or day
 * are 0). All zero means unknown.
 */
typedef struct
{
  gint16 year;
  gint8 month;
  gint8 day;
} McPartialDate;

gboolean mc_partial_date_is_set (McPartialDate date);
gboolean mc_partial_date_from_iso (const char *text, McPartialDate *date); /* 1944, 1944-05, 1944-05-02 */
char *mc_partial_date_to_iso (McPartialDate date); /* "" when unknown */
char *mc_partial_date_to_text (McPartialDate date); /* 1944, 05/1944, 02/05/1944 */

/**
 * mc_partial_date_from_typed:
 * @text: what an officer typed: "26/11", "2611", "261126", "26/11/2026", "1944", "5/1944"
 * @today: fills a missing year, and the century of a two-digit year
 * @date: (out): the date
 *
 * Four digits alone are a year when they lie between 1900 and the year of @today, else day and month. Groups may be
 * parted by / - . , or spaces; eight digits are a day like six. A two-digit year is the last one that is not after
 * the year of @today. Years in full lie between 1900 and 2199. One to three digits alone say nothing and are refused.
 *
 * Returns: FALSE when the text is no date (and no partial one)
 */
gboolean mc_partial_date_from_typed (const char *text, McDay today, McPartialDate *date);

G_END_DECLS
