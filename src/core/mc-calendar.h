/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-time.h"

G_BEGIN_DECLS

/* The office calendar. Two tables are kept apart on purpose: the hours in which the desk *receives*
 * (Saturday morning in many offices), and the days and hours that *count* towards a deadline. */

typedef struct { gint16 from, to; } McSpan; /* minutes of the day, from < to */

typedef struct
{
  McSpan spans[4];
  int n_spans;
} McDayHours;

typedef struct
{
  McDayHours receive[8]; /* index by weekday 1..7 */
  McDayHours work[8];
  int cut_off;    /* minute after which a receipt counts as the next working day's: 15:00 (NĐ 61/2018 Đ.18) */
  int return_at;  /* minute of the day results are ready by, printed on the slip: 16:30 */
} McOfficeHours;

/* Monday to Friday 07:00-11:30 and 13:30-17:00 in both tables, cut-off 15:00, return 16:30. */
void mc_office_hours_init_default (McOfficeHours *hours);

/* "07:00-11:30,13:30-17:00" (or "" for a closed day) into @day, at most four spans in order; MC_ERROR_INVALID. */
gboolean mc_day_hours_parse (const char *text, McDayHours *day, GError **error);
char *mc_day_hours_to_text (const McDayHours *day);

typedef struct _McCalendar McCalendar;

/**
 * mc_calendar_new:
 * @hours: copied
 * @holidays_tsv: (nullable): lines "date<TAB>kind<TAB>certainty<TAB>name" with kind `off` (a day off,
 *   Bộ luật Lao động Đ.112 and the Prime Minister's decision for Tết and 2/9) or `work` (a Saturday worked
 *   in exchange), certainty `decided` or `expected`; lines starting with # are comments
 *
 * Returns: (transfer full): the calendar (immutable, reference counted), or NULL with MC_ERROR_INVALID
 *   naming the line, or when no day of the week is a working day
 */
McCalendar *mc_calendar_new (const McOfficeHours *hours, const char *holidays_tsv, GError **error);

/* With the holidays 2026-2028 shipped in the resource /org/motcua/calendars/holidays.tsv. @hours must have a
 * working day (mc_office_check() sees to it). */
McCalendar *mc_calendar_new_default (const McOfficeHours *hours);

McCalendar *mc_calendar_ref (McCalendar *self);
void mc_calendar_unref (McCalendar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McCalendar, mc_calendar_unref)

const McOfficeHours *mc_calendar_hours (McCalendar *self);
gboolean mc_calendar_is_working_day (McCalendar *self, McDay day);
const char *mc_calendar_holiday_name (McCalendar *self, McDay day); /* NULL when it is none */
McDay mc_calendar_next_working_day (McCalendar *self, McDay day);   /* the first one after @day */
gboolean mc_calendar_is_receiving (McCalendar *self, gint64 time);  /* within receiving hours, no holiday */
gboolean mc_calendar_is_expected (McCalendar *self, McDay day);     /* listed, but not decided yet */
/* The working hours of that very day: none on a day off, a full day's on a Saturday worked in exchange. Never NULL. */
const McDayHours *mc_calendar_work_hours (McCalendar *self, McDay day);
/* 31 December of the last year the holiday table lists; beyond it only week-ends are known. MC_DAY_NONE without a
 * table. */
McDay mc_calendar_known_until (McCalendar *self);

G_END_DECLS
