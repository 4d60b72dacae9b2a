/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "mc-appointment.h"

#define NEXT "thời hạn tính từ ngày làm việc tiếp theo"
#define LATE "Nhận sau 15 giờ, " NEXT
#define MOVED "gày cuối là ngày nghỉ, chuyển sang ngày làm việc tiếp theo"
#define EXPECTED(year) " (lịch nghỉ năm " year " là dự kiến)"

static const McDurationUnit S = MC_DURATION_SAME_DAY;
static const McDurationUnit W = MC_DURATION_WORKING_DAYS;
static const McDurationUnit D = MC_DURATION_CALENDAR_DAYS;
static const McDurationUnit H = MC_DURATION_WORKING_HOURS;
static const McDurationUnit U = MC_DURATION_UNSET;

static gint64
at (const char *iso)
{
  gint64 time;

  g_assert_true (mc_time_from_iso (iso, &time));
  return time;
}

static McDay
on (const char *iso)
{
  McDay day;

  g_assert_true (mc_day_from_iso (iso, &day));
  return day;
}

static McCalendar *
default_calendar (void)
{
  McOfficeHours hours;

  mc_office_hours_init_default (&hours);
  return mc_calendar_new_default (&hours);
}

static McAppointment *
compute (McCalendar *calendar, int amount, McDurationUnit unit, const char *received)
{
  McDuration duration = { amount, unit };

  return mc_appointment_compute (calendar, duration, at (received));
}

/* ---- the table ---- */

typedef struct
{
  const char *received;
  int amount;
  const McDurationUnit *unit;
  const char *due; /* NULL: none */
  const char *reason;
  const char *source;
} Row;

#define DESK "desk.md 2.3"
#define D18 "NĐ 61/2018 Đ.18: after 15:00 the next working day"
#define OFF "Bộ luật Lao động Đ.112, domain.md 1.8"
#define END "Bộ luật Dân sự Đ.148.5, domain.md 1.8: no limit ends on a day off"
#define NEXT_DAY "Bộ luật Dân sự Đ.147.2: the first day is not counted"
#define HOURS "domain.md 1.8: office hours 07:00-11:30, 13:30-17:00; 8 hours are a day"
#define SAME "NĐ 23/2015 Đ.7, Luật Hộ tịch: the same day, after 15:00 the next working day"

static const Row rows[] = {
  /* working days */
  { "2026-11-23T08:41", 3, &W, "2026-11-26T16:30", NULL, DESK },
  { "2026-11-23T15:00:00", 3, &W, "2026-11-26T16:30", NULL, D18 },
  { "2026-11-23T15:00:59", 3, &W, "2026-11-26T16:30", NULL, D18 },
  { "2026-11-23T15:01", 3, &W, "2026-11-27T16:30", LATE, D18 },
  { "2026-11-23T17:10", 3, &W, "2026-11-27T16:30", LATE, "desk.md, 17:10: after closing" },
  { "2026-11-23T06:30", 3, &W, "2026-11-26T16:30", NULL, "before opening: the day itself" },
  { "2026-11-23T11:40", 3, &W, "2026-11-26T16:30", NULL, "desk.md, 11:28: counts as written" },
  { "2026-11-20T10:00", 1, &W, "2026-11-23T16:30", NULL, NEXT_DAY },
  { "2026-11-20T10:00", 3, &W, "2026-11-25T16:30", NULL, NEXT_DAY },
  { "2026-11-20T15:30", 3, &W, "2026-11-26T16:30", LATE, D18 },
  { "2026-11-21T08:00", 3, &W, "2026-11-26T16:30", "Nhận vào thứ Bảy, " NEXT, "desk.md, Sat 8:00" },
  { "2026-11-21T16:00", 3, &W, "2026-11-26T16:30", "Nhận vào thứ Bảy, " NEXT, "desk.md, Sat 8:00" },
  { "2026-11-22T09:00", 3, &W, "2026-11-26T16:30", "Nhận vào Chủ nhật, " NEXT, "desk.md, Sat 8:00" },
  { "2026-11-20T09:00", 2, &W, "2026-11-24T16:30", NULL, "NĐ 23/2015 Đ.37: transactions within 2 working days" },
  { "2026-11-23T09:00", 5, &W, "2026-11-30T16:30", NULL, NEXT_DAY },
  { "2026-11-23T09:00", 7, &W, "2026-12-02T16:30", NULL, NEXT_DAY },
  { "2026-08-31T10:00", 2, &W, "2026-09-04T16:30", "Nghỉ từ ngày 01/9 đến ngày 02/9", OFF },
  { "2026-08-31T15:30", 1, &W, "2026-09-04T16:30", LATE "; nghỉ từ ngày 01/9 đến ngày 02/9", D18 ", " OFF },
  { "2026-09-02T09:00", 1, &W, "2026-09-04T16:30", "Nhận vào ngày nghỉ lễ, " NEXT "; nghỉ ngày 02/9", OFF },
  { "2026-02-13T10:00", 3, &W, "2026-02-25T16:30", "Nghỉ từ ngày 16/02 đến ngày 20/02", OFF ", Tết 2026" },
  { "2026-02-13T15:20", 1, &W, "2026-02-24T16:30", LATE "; nghỉ từ ngày 16/02 đến ngày 20/02", D18 ", Tết 2026" },
  { "2026-02-18T09:00", 3, &W, "2026-02-26T16:30",
    "Nhận vào ngày nghỉ lễ, " NEXT "; nghỉ từ ngày 18/02 đến ngày 20/02", "desk.md, Tết week: the duty officer" },
  { "2026-02-09T09:00", 10, &W, "2026-03-02T16:30", "Nghỉ từ ngày 16/02 đến ngày 20/02", OFF ", Tết 2026" },
  { "2027-02-03T10:00", 2, &W, "2027-02-12T16:30", "Nghỉ từ ngày 04/02 đến ngày 10/02" EXPECTED ("2027"),
    OFF ", Tết 2027" },
  { "2028-01-21T10:00", 1, &W, "2028-01-31T16:30", "Nghỉ từ ngày 24/01 đến ngày 28/01" EXPECTED ("2028"),
    OFF ", Tết 2028" },
  { "2026-04-29T09:00", 2, &W, "2026-05-05T16:30", "Nghỉ từ ngày 30/4 đến ngày 01/5", OFF },
  { "2026-04-24T09:00", 1, &W, "2026-04-28T16:30", "Nghỉ ngày 27/4", OFF ": the day in lieu of Giỗ Tổ, a Sunday" },
  { "2026-04-20T09:00", 10, &W, "2026-05-07T16:30", "Nghỉ ngày 27/4; nghỉ từ ngày 30/4 đến ngày 01/5", OFF },
  { "2027-04-29T09:00", 1, &W, "2027-05-04T16:30", "Nghỉ từ ngày 30/4 đến ngày 03/5" EXPECTED ("2027"), OFF },
  { "2028-04-28T09:00", 1, &W, "2028-05-03T16:30", "Nghỉ từ ngày 01/5 đến ngày 02/5" EXPECTED ("2028"), OFF },
  { "2028-08-31T09:00", 1, &W, "2028-09-05T16:30", "Nghỉ từ ngày 01/9 đến ngày 04/9" EXPECTED ("2028"), OFF },
  { "2026-12-30T09:00", 3, &W, "2027-01-05T16:30", "Nghỉ ngày 01/01" EXPECTED ("2027"), OFF ", year end" },
  { "2027-12-31T09:00", 1, &W, "2028-01-04T16:30", "Nghỉ ngày 03/01" EXPECTED ("2028"), OFF ", year end" },
  { "2028-12-29T09:00", 2, &W, "2029-01-02T16:30", "Lịch nghỉ năm 2029 là dự kiến", "beyond the table" },
  { "2027-03-10T09:00", 3, &W, "2027-03-15T16:30", NULL, "no expected day is crossed" },
  /* same day */
  { "2026-11-23T08:41", 0, &S, "2026-11-23T16:30", NULL, SAME },
  { "2026-11-23T15:00", 0, &S, "2026-11-23T16:30", NULL, SAME },
  { "2026-11-23T15:30", 0, &S, "2026-11-24T16:30", LATE, SAME },
  { "2026-11-20T16:00", 1, &S, "2026-11-23T16:30", LATE, SAME },
  { "2026-11-21T08:00", 0, &S, "2026-11-23T16:30", "Nhận vào thứ Bảy, " NEXT, SAME },
  { "2026-08-31T16:00", 0, &S, "2026-09-03T16:30", LATE "; nghỉ từ ngày 01/9 đến ngày 02/9", SAME },
  { "2026-02-18T09:00", 0, &S, "2026-02-23T16:30",
    "Nhận vào ngày nghỉ lễ, " NEXT "; nghỉ từ ngày 18/02 đến ngày 20/02", "desk.md, Tết week: a death is registered" },
  { "2026-11-23T09:00", 0, &W, "2026-11-23T16:30", NULL, "a limit of no days is one of the day itself" },
  /* calendar days */
  { "2026-11-23T09:00", 15, &D, "2026-12-08T16:30", NULL, NEXT_DAY },
  { "2026-11-23T15:30", 15, &D, "2026-12-09T16:30", LATE, D18 },
  { "2026-11-23T09:00", 20, &D, "2026-12-14T16:30", "N" MOVED, END },
  { "2026-11-23T09:00", 19, &D, "2026-12-14T16:30", "N" MOVED, END },
  { "2026-11-20T09:00", 30, &D, "2026-12-21T16:30", "N" MOVED, END },
  { "2026-02-02T09:00", 15, &D, "2026-02-23T16:30", "N" MOVED "; nghỉ từ ngày 17/02 đến ngày 20/02", END },
  { "2026-04-06T09:00", 20, &D, "2026-04-28T16:30", "N" MOVED "; nghỉ ngày 27/4", END },
  { "2026-08-24T09:00", 15, &D, "2026-09-08T16:30", NULL, "days off within calendar days count like others" },
  { "2026-09-02T09:00", 15, &D, "2026-09-18T16:30", "Nhận vào ngày nghỉ lễ, " NEXT "; nghỉ ngày 02/9", OFF },
  /* working hours */
  { "2026-11-23T08:00", 4, &H, "2026-11-23T14:00", NULL, HOURS ", across lunch" },
  { "2026-11-23T08:30", 3, &H, "2026-11-23T11:30", NULL, HOURS ", to the end of the morning" },
  { "2026-11-23T08:41", 8, &H, "2026-11-24T08:41", NULL, HOURS },
  { "2026-11-23T11:40", 4, &H, "2026-11-24T07:30", NULL, HOURS ", received at lunch" },
  { "2026-11-23T06:00", 1, &H, "2026-11-23T08:00", NULL, HOURS ", before opening" },
  { "2026-11-23T15:30", 1, &H, "2026-11-23T16:30", NULL, "the 15:00 rule does not shift hours" },
  { "2026-11-20T16:00", 2, &H, "2026-11-23T08:00", NULL, HOURS ", across the week-end" },
  { "2026-11-23T18:00", 1, &H, "2026-11-24T08:00", "Nhận sau giờ làm việc, " NEXT, HOURS ", after closing" },
  { "2026-11-21T09:00", 8, &H, "2026-11-23T17:00", "Nhận vào thứ Bảy, " NEXT, HOURS },
  { "2026-02-13T13:30", 16, &H, "2026-02-24T11:30", "Nghỉ từ ngày 16/02 đến ngày 20/02", HOURS ", across Tết" },
  /* no limit */
  { "2026-11-23T09:00", 0, &U, NULL, NULL, "domain.md 1.8: some cases have no due date" },
  { "2026-11-21T17:00", 3, &U, NULL, NULL, "domain.md 1.8: some cases have no due date" },
};

static void
test_table (void)
{
  g_autoptr (McCalendar) calendar = default_calendar ();

  g_assert_cmpint (G_N_ELEMENTS (rows), >=, 45);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (McAppointment) found = compute (calendar, row->amount, *row->unit, row->received);
      g_autofree char *due = found->due != 0 ? mc_time_to_iso (found->due) : NULL;
      g_autofree char *expected = row->due != NULL ? g_strconcat (row->due, ":00+07:00", NULL) : NULL;

      g_test_message ("%s + %d (%s)", row->received, row->amount, row->source);
      g_assert_cmpstr (due, ==, expected);
      g_assert_cmpstr (found->reason, ==, row->reason);
    }
}

/* ---- what else the appointment says ---- */

/* The sketch of desk.md 2.3, whole. */
static void
test_sketch (void)
{
  g_autoptr (McCalendar) calendar = default_calendar ();
  g_autoptr (McAppointment) found = compute (calendar, 3, W, "2026-11-23T08:41");
  g_autofree char *text = mc_due_to_text (found->due);

  g_assert_cmpstr (text, ==, "Thứ Năm 26/11/2026, 16:30");
  g_assert_cmpstr (found->duration_text, ==, "3 ngày làm việc");
  g_assert_cmpstr (found->counted_text, ==, "T3 24, T4 25, T5 26");
  g_assert_null (found->reason);
  g_assert_cmpint (found->effective, ==, on ("2026-11-23"));
  g_assert_false (found->after_cut_off);
  g_assert_false (found->outside_hours);
}

static void
assert_counted (McCalendar *calendar, int amount, McDurationUnit unit, const char *received, const char *expected)
{
  g_autoptr (McAppointment) found = compute (calendar, amount, unit, received);

  g_assert_cmpstr (found->counted_text, ==, expected);
}

static void
test_counted_text (void)
{
  g_autoptr (McCalendar) calendar = default_calendar ();

  assert_counted (calendar, 3, W, "2026-11-27T09:00", "T2 30, T3 01/12, T4 02");
  assert_counted (calendar, 3, D, "2026-11-20T09:00", "T7 21, CN 22, T2 23");
  assert_counted (calendar, 7, W, "2026-11-23T09:00", "T3 24, T4 25, T5 26, T6 27, T2 30, T3 01/12, T4 02");
  assert_counted (calendar, 10, W, "2026-02-09T09:00", "từ T3 10/02 đến T2 02/3");
  assert_counted (calendar, 0, S, "2026-11-23T09:00", "T2 23");
  assert_counted (calendar, 2, H, "2026-11-20T16:00", "T6 20, T2 23");
  assert_counted (calendar, 0, U, "2026-11-23T09:00", "");
}

/* The days explain themselves: which counted, which did not and why. */
static void
test_days (void)
{
  static const McDayRole roles[] = { MC_DAY_HOLIDAY, MC_DAY_HOLIDAY, MC_DAY_COUNTED, MC_DAY_COUNTED, MC_DAY_WEEKEND,
                                     MC_DAY_WEEKEND, MC_DAY_COUNTED };
  g_autoptr (McCalendar) calendar = default_calendar ();
  g_autoptr (McAppointment) found = compute (calendar, 3, W, "2026-08-31T09:00");

  g_assert_cmpuint (found->days->len, ==, G_N_ELEMENTS (roles));
  for (guint i = 0; i < found->days->len; i++)
    {
      const McAppointmentDay *day = &g_array_index (found->days, McAppointmentDay, i);

      g_assert_cmpint (day->day, ==, on ("2026-09-01") + (int) i);
      g_assert_cmpint (day->role, ==, roles[i]);
      g_assert_cmpstr (day->holiday, ==, roles[i] == MC_DAY_HOLIDAY ? "Quốc khánh" : NULL);
    }
}

/* NĐ 61/2018 Đ.18.2, 18.3: to the competent body the same working day, after 15:00 at the start of the next. */
static void
test_transfer (void)
{
  static const char *const cases[][2] = {
    { "2026-11-23T08:41", "2026-11-23T17:00" }, { "2026-11-23T15:00", "2026-11-23T17:00" },
    { "2026-11-23T15:01", "2026-11-24T07:00" }, { "2026-11-20T15:01", "2026-11-23T07:00" },
    { "2026-11-21T08:00", "2026-11-23T07:00" }, { "2026-02-18T08:00", "2026-02-23T07:00" },
    { "2026-11-23T06:00", "2026-11-23T17:00" },
  };
  g_autoptr (McCalendar) calendar = default_calendar ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (McAppointment) days = compute (calendar, 3, W, cases[i][0]);
      g_autoptr (McAppointment) hours = compute (calendar, 4, H, cases[i][0]);
      g_autoptr (McAppointment) none = compute (calendar, 0, U, cases[i][0]);

      g_assert_cmpint (days->transfer_by, ==, at (cases[i][1]));
      g_assert_cmpint (hours->transfer_by, ==, at (cases[i][1]));
      g_assert_cmpint (none->transfer_by, ==, at (cases[i][1]));
    }
}

/* desk.md, 11:28: a receipt outside the hours is a note, not a stop. */
static void
test_flags (void)
{
  g_autoptr (McCalendar) calendar = default_calendar ();
  g_autoptr (McAppointment) lunch = compute (calendar, 3, W, "2026-11-23T11:40");
  g_autoptr (McAppointment) late = compute (calendar, 3, W, "2026-11-23T15:01");
  g_autoptr (McAppointment) gate = compute (calendar, 3, W, "2026-11-23T17:10");
  g_autoptr (McAppointment) saturday = compute (calendar, 3, W, "2026-11-21T16:00");

  g_assert_true (lunch->outside_hours && !lunch->after_cut_off);
  g_assert_true (!late->outside_hours && late->after_cut_off);
  g_assert_true (gate->outside_hours && gate->after_cut_off);
  g_assert_true (saturday->outside_hours && !saturday->after_cut_off);
  g_assert_cmpint (saturday->effective, ==, on ("2026-11-23"));
}

/* ---- other calendars and settings ---- */

/* domain.md 1.8: hoán đổi. 2/1/2026 was off for 10/1. */
static void
test_exchange (void)
{
  const char *table = "2026-01-01\toff\tdecided\tTết Dương lịch\n"
                      "2026-01-02\toff\tdecided\tnghỉ hoán đổi\n"
                      "2026-01-10\twork\tdecided\tlàm bù\n";
  g_autoptr (McCalendar) calendar = NULL;
  g_autoptr (McAppointment) over = NULL;
  g_autoptr (McAppointment) saturday = NULL;
  g_autoptr (McAppointment) new_year = NULL;
  McOfficeHours hours;

  mc_office_hours_init_default (&hours);
  calendar = mc_calendar_new (&hours, table, NULL);

  over = compute (calendar, 3, W, "2026-01-07T09:00");
  g_assert_cmpint (over->due, ==, at ("2026-01-10T16:30"));
  g_assert_cmpstr (over->counted_text, ==, "T5 08, T6 09, T7 10");
  g_assert_cmpstr (over->reason, ==, "Làm bù ngày 10/01");

  saturday = compute (calendar, 0, S, "2026-01-10T09:00");
  g_assert_cmpint (saturday->due, ==, at ("2026-01-10T16:30"));
  g_assert_false (saturday->outside_hours);

  new_year = compute (calendar, 2, W, "2025-12-31T09:00");
  g_assert_cmpint (new_year->due, ==, at ("2026-01-06T16:30"));
  g_assert_cmpstr (new_year->reason, ==, "Nghỉ từ ngày 01/01 đến ngày 02/01");
}

/* An office that works on Saturday mornings too: results cannot be ready at 16:30 when it closes at 11:30. */
static void
test_working_saturday_morning (void)
{
  g_autoptr (McCalendar) calendar = NULL;
  g_autoptr (McAppointment) morning = NULL;
  g_autoptr (McAppointment) afternoon = NULL;
  g_autoptr (McAppointment) due = NULL;
  McOfficeHours hours;

  mc_office_hours_init_default (&hours);
  g_assert_true (mc_day_hours_parse ("07:00-11:30", &hours.work[6], NULL));
  hours.receive[6] = hours.work[6];
  calendar = mc_calendar_new_default (&hours);

  due = compute (calendar, 1, W, "2026-11-20T09:00");
  g_assert_cmpint (due->due, ==, at ("2026-11-21T11:30"));
  morning = compute (calendar, 0, S, "2026-11-21T09:00");
  g_assert_cmpint (morning->due, ==, at ("2026-11-21T11:30"));
  g_assert_cmpint (morning->transfer_by, ==, at ("2026-11-21T11:30"));
  /* Before 15:00, but the day's work is over. */
  afternoon = compute (calendar, 0, S, "2026-11-21T13:00");
  g_assert_cmpint (afternoon->due, ==, at ("2026-11-23T16:30"));
  g_assert_cmpint (afternoon->transfer_by, ==, at ("2026-11-23T07:00"));
  g_assert_cmpstr (afternoon->reason, ==, "Nhận sau giờ làm việc, " NEXT);
}

/* Settings under which a same-day case comes in after the hour of return: nothing is due before it was received. */
static void
test_return_before_cut_off (void)
{
  g_autoptr (McCalendar) calendar = NULL;
  g_autoptr (McAppointment) before = NULL;
  g_autoptr (McAppointment) after = NULL;
  g_autoptr (McAppointment) next = NULL;
  McOfficeHours hours;

  mc_office_hours_init_default (&hours);
  hours.return_at = 11 * 60;
  hours.cut_off = 15 * 60 + 30;
  calendar = mc_calendar_new_default (&hours);

  before = compute (calendar, 0, S, "2026-11-23T10:59");
  g_assert_cmpint (before->due, ==, at ("2026-11-23T11:00"));
  after = compute (calendar, 0, S, "2026-11-23T11:00");
  g_assert_cmpint (after->due, ==, at ("2026-11-23T17:00"));
  next = compute (calendar, 0, S, "2026-11-23T15:31");
  g_assert_cmpint (next->due, ==, at ("2026-11-24T11:00"));
  g_assert_cmpstr (next->reason, ==, "Nhận sau 15 giờ 30, " NEXT);
}

/* A fault in a catalogue must not hang the desk or overflow. */
static void
test_absurd_limits (void)
{
  g_autoptr (McCalendar) calendar = default_calendar ();
  static const int amounts[] = { G_MININT, -1, 100000, G_MAXINT };

  for (gsize i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      for (int unit = MC_DURATION_UNSET; unit <= MC_DURATION_WORKING_HOURS; unit++)
        {
          g_autoptr (McAppointment) found = compute (calendar, amounts[i], (McDurationUnit) unit, "2026-11-23T09:00");

          g_assert_true (found->due == 0 || found->due > at ("2026-11-23T09:00"));
        }
    }
}

/* ---- properties ---- */

static int
count_counted (const McAppointment *found)
{
  int n = 0;

  for (guint i = 0; i < found->days->len; i++)
    n += g_array_index (found->days, McAppointmentDay, i).role == MC_DAY_COUNTED;
  return n;
}

static void
check_properties (McCalendar *calendar, McDuration duration, gint64 received, gint64 *last_due)
{
  g_autoptr (McAppointment) found = mc_appointment_compute (calendar, duration, received);
  McDay due_day = mc_day_of_time (found->due);

  g_assert_cmpint (found->due, >, received);
  g_assert_true (mc_calendar_is_working_day (calendar, due_day));
  g_assert_true (mc_calendar_is_working_day (calendar, found->effective));
  g_assert_cmpint (found->effective, >=, mc_day_of_time (received));
  g_assert_cmpint (found->transfer_by, >, received);
  /* Who comes later is never served earlier. */
  g_assert_cmpint (found->due, >=, *last_due);
  *last_due = found->due;
  if (duration.unit != MC_DURATION_WORKING_HOURS)
    g_assert_cmpint (count_counted (found), ==, MAX (duration.amount, 1));
  g_assert_cmpint (g_array_index (found->days, McAppointmentDay, found->days->len - 1).day, ==, due_day);
  for (guint i = 1; i < found->days->len; i++)
    g_assert_cmpint (g_array_index (found->days, McAppointmentDay, i).day, ==,
                     g_array_index (found->days, McAppointmentDay, i - 1).day + 1);
}

static void
test_properties (void)
{
  static const McDuration durations[] = {
    { 0, MC_DURATION_SAME_DAY },      { 1, MC_DURATION_WORKING_DAYS }, { 3, MC_DURATION_WORKING_DAYS },
    { 15, MC_DURATION_CALENDAR_DAYS }, { 4, MC_DURATION_WORKING_HOURS },
  };
  g_autoptr (McCalendar) calendar = default_calendar ();

  for (gsize i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      gint64 last_due = 0;

      for (gint64 time = at ("2025-12-25T00:00"); time < at ("2028-12-01T00:00"); time += 149 * 60 + 7)
        check_properties (calendar, durations[i], time, &last_due);
    }
}

/* ---- texts ---- */

static void
test_durations (void)
{
  static const struct
  {
    McDuration duration;
    const char *text;
  } cases[] = {
    { { 3, MC_DURATION_WORKING_DAYS }, "3 ngày làm việc" }, { { 20, MC_DURATION_CALENDAR_DAYS }, "20 ngày" },
    { { 4, MC_DURATION_WORKING_HOURS }, "4 giờ làm việc" }, { { 0, MC_DURATION_SAME_DAY }, "Trong ngày" },
    { { 1, MC_DURATION_SAME_DAY }, "Trong ngày" },          { { 0, MC_DURATION_UNSET }, "Không quy định" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = mc_duration_to_vietnamese (cases[i].duration);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* domain.md 1.6: lateness compares dates only; what has no due date is on time. */
static void
test_days_left (void)
{
  g_autofree char *none = mc_due_to_text (0);

  g_assert_cmpint (mc_due_days_left (at ("2026-11-26T16:30"), on ("2026-11-23")), ==, 3);
  g_assert_cmpint (mc_due_days_left (at ("2026-11-26T07:00"), on ("2026-11-26")), ==, 0);
  g_assert_cmpint (mc_due_days_left (at ("2026-11-26T16:30"), on ("2026-11-28")), ==, -2);
  g_assert_cmpint (mc_due_days_left (0, on ("2026-11-28")), ==, G_MAXINT);
  g_assert_cmpstr (none, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/appointment/due-times-by-the-law", test_table);
  g_test_add_func ("/appointment/three-working-days-as-on-the-receive-page", test_sketch);
  g_test_add_func ("/appointment/counted-days-as-text", test_counted_text);
  g_test_add_func ("/appointment/each-day-says-why-it-counts-or-not", test_days);
  g_test_add_func ("/appointment/transfer-the-same-day-or-at-the-start-of-the-next", test_transfer);
  g_test_add_func ("/appointment/outside-hours-is-a-note-not-a-stop", test_flags);
  g_test_add_func ("/appointment/a-saturday-worked-in-exchange-counts", test_exchange);
  g_test_add_func ("/appointment/a-saturday-morning-ends-at-noon", test_working_saturday_morning);
  g_test_add_func ("/appointment/nothing-is-due-before-it-was-received", test_return_before_cut_off);
  g_test_add_func ("/appointment/an-absurd-limit-does-no-harm", test_absurd_limits);
  g_test_add_func ("/appointment/later-receipts-are-never-due-earlier", test_properties);
  g_test_add_func ("/appointment/durations-in-words", test_durations);
  g_test_add_func ("/appointment/lateness-compares-dates-only", test_days_left);
  return g_test_run ();
}
