/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-calendar.h"
#include "mc-procedure.h"

G_BEGIN_DECLS

typedef enum
{
  MC_DAY_COUNTED,
  MC_DAY_WEEKEND,
  MC_DAY_HOLIDAY,
} McDayRole;

typedef struct
{
  McDay day;
  McDayRole role;
  char *holiday; /* (nullable) its name */
} McAppointmentDay;

/**
 * McAppointment:
 * When the result is due, and why. All texts are Vietnamese: they are printed on a legal paper and
 * journalled, whatever language the window speaks.
 */
typedef struct
{
  gint64 due;         /* 0: the procedure has no time limit set */
  McDay effective;    /* the day the receipt counts as: itself, or the next working day */
  gint64 transfer_by; /* to the competent body: the same day, or the start of the next working day (NĐ 61/2018 Đ.18) */
  gboolean after_cut_off; /* received on a working day after 15:00 (15:00 itself, to the end of the minute, is not) */
  gboolean outside_hours; /* received while the desk is closed: a note, never a stop */
  GArray *days;       /* (element-type McAppointmentDay) from the first day that could count (the day after effective;
                       * effective itself for same-day and hours) to due; as many counted as the limit has days */
  char *duration_text; /* "3 ngày làm việc" */
  char *counted_text; /* "T3 24, T4 25, T5 26"; more than 7 by their ends, "từ T3 24/11 đến T2 14/12"; "" for none */
  char *reason;       /* (nullable) "Nhận sau 15 giờ, thời hạn tính từ ngày làm việc tiếp theo; nghỉ ngày 02/9" */
} McAppointment;

/**
 * mc_appointment_compute:
 * @calendar: the office's
 * @duration: the time by law
 * @received_at: when the dossier was received
 *
 * The appointment by the rules of domain.md 1.8: the receipt counts as the day itself, or as the next working day
 * after the cut-off, after the day's work has ended, or on a day that does not count; working days and calendar
 * days are counted from the day after that; a calendar-day limit that ends on a day off moves to the next working
 * day (Bộ luật Dân sự Đ.148.5); same-day means the effective day; hours run through working hours from the moment
 * of receipt, whatever the cut-off. Days are due at the hour of return, or at the end of that day's work when it
 * ends earlier.
 *
 * Returns: (transfer full): the appointment
 */
McAppointment *mc_appointment_compute (McCalendar *calendar, McDuration duration, gint64 received_at);
void mc_appointment_free (McAppointment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McAppointment, mc_appointment_free)

char *mc_duration_to_vietnamese (McDuration duration); /* "3 ngày làm việc", "Trong ngày", "Không quy định" */

/* "Thứ Năm 26/11/2026, 16:30" for screens; "" when @due is 0. */
char *mc_due_to_text (gint64 due);

/* Lateness compares dates only (domain.md 1.6). Positive: days left; 0: today; negative: days over. G_MAXINT when
 * @due is 0: what has no due date is never late. */
int mc_due_days_left (gint64 due, McDay today);

G_END_DECLS
