/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "mc-calendar.h"
#include "mc-error.h"

#define ALL_DAY "07:00-11:30,13:30-17:00"

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
calendar_with (const char *table)
{
  g_autoptr (GError) error = NULL;
  McOfficeHours hours;
  McCalendar *calendar;

  mc_office_hours_init_default (&hours);
  calendar = mc_calendar_new (&hours, table, &error);
  g_assert_no_error (error);
  g_assert_nonnull (calendar);
  return calendar;
}

static McCalendar *
default_calendar (void)
{
  McOfficeHours hours;

  mc_office_hours_init_default (&hours);
  return mc_calendar_new_default (&hours);
}

/* domain.md 1.8: office hours as one vendor ships them; NĐ 61/2018 Đ.18: 15:00. */
static void
test_default_hours (void)
{
  McOfficeHours hours;

  mc_office_hours_init_default (&hours);
  for (int weekday = 1; weekday <= 7; weekday++)
    {
      g_autofree char *receive = mc_day_hours_to_text (&hours.receive[weekday]);
      g_autofree char *work = mc_day_hours_to_text (&hours.work[weekday]);

      g_assert_cmpstr (receive, ==, weekday <= 5 ? ALL_DAY : "");
      g_assert_cmpstr (work, ==, weekday <= 5 ? ALL_DAY : "");
    }
  g_assert_cmpint (hours.cut_off, ==, 15 * 60);
  g_assert_cmpint (hours.return_at, ==, 16 * 60 + 30);
}

static void
test_hours_parse (void)
{
  static const char *const good[][2] = {
    { NULL, "" },
    { "", "" },
    { "  ", "" },
    { ALL_DAY, ALL_DAY },
    { "7:00-11:30, 13:30 - 17:00", ALL_DAY },
    { "07:00-11:30", "07:00-11:30" },
    { "00:00-24:00", "00:00-24:00" },
    { "07:00-09:00,09:00-10:00,13:00-14:00,15:00-16:00", "07:00-09:00,09:00-10:00,13:00-14:00,15:00-16:00" },
  };
  static const char *const bad[] = {
    "7h-11h30", "07:00", "07:00-", "11:30-07:00", "07:00-07:00", "07:00-25:00", "07:60-08:00", "07:00-24:01",
    "07:00-11:30,11:00-17:00", "13:30-17:00,07:00-11:30", "07:00-11:30,", "07:0-11:30", "-1:00-11:30",
    "01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00,09:00-10:00",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      McDayHours day;

      g_assert_true (mc_day_hours_parse (good[i][0], &day, &error));
      g_assert_no_error (error);
      text = mc_day_hours_to_text (&day);
      g_assert_cmpstr (text, ==, good[i][1]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      McDayHours day = { { { 1, 2 } }, 1 };

      g_assert_false (mc_day_hours_parse (bad[i], &day, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      g_assert_cmpint (day.n_spans, ==, 1); /* what was there is not spoiled */
    }
}

/* domain.md 1.8, the whole list: every day from 2026 to 2028 is off exactly when it stands there. */
static void
test_shipped_table (void)
{
  static const char *const off[] = {
    "2026-01-01", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-04-26", "2026-04-27",
    "2026-04-30", "2026-05-01", "2026-09-01", "2026-09-02", "2027-01-01", "2027-02-04", "2027-02-05", "2027-02-06",
    "2027-02-07", "2027-02-08", "2027-02-09", "2027-02-10", "2027-04-16", "2027-04-30", "2027-05-01", "2027-05-03",
    "2027-09-02", "2027-09-03", "2028-01-01", "2028-01-03", "2028-01-24", "2028-01-25", "2028-01-26", "2028-01-27",
    "2028-01-28", "2028-01-29", "2028-04-04", "2028-04-30", "2028-05-01", "2028-05-02", "2028-09-01", "2028-09-02",
    "2028-09-04",
  };
  g_autoptr (McCalendar) calendar = default_calendar ();
  gsize next = 0;

  for (McDay day = on ("2026-01-01"); day <= on ("2028-12-31"); day++)
    {
      g_autofree char *iso = mc_day_to_iso (day);
      gboolean listed = next < G_N_ELEMENTS (off) && g_str_equal (iso, off[next]);

      if (listed)
        next++;
      g_assert_cmpint (mc_calendar_holiday_name (calendar, day) != NULL, ==, listed);
      g_assert_cmpint (mc_calendar_is_working_day (calendar, day), ==, !listed && mc_day_weekday (day) <= 5);
      /* 2026 was decided; later years are computed by rule. */
      g_assert_cmpint (mc_calendar_is_expected (calendar, day), ==, listed && day > on ("2026-12-31"));
    }
  g_assert_cmpint (next, ==, G_N_ELEMENTS (off));
  g_assert_cmpint (mc_calendar_known_until (calendar), ==, on ("2028-12-31"));
  g_assert_cmpstr (mc_calendar_holiday_name (calendar, on ("2026-02-16")), ==, "Tết Nguyên đán");
  g_assert_cmpstr (mc_calendar_holiday_name (calendar, on ("2026-04-27")), ==, "nghỉ bù Giỗ Tổ Hùng Vương");
}

static void
test_next_working_day (void)
{
  g_autoptr (McCalendar) calendar = default_calendar ();

  g_assert_cmpint (mc_calendar_next_working_day (calendar, on ("2026-11-23")), ==, on ("2026-11-24"));
  g_assert_cmpint (mc_calendar_next_working_day (calendar, on ("2026-11-20")), ==, on ("2026-11-23"));
  g_assert_cmpint (mc_calendar_next_working_day (calendar, on ("2026-02-13")), ==, on ("2026-02-23")); /* Tết */
  g_assert_cmpint (mc_calendar_next_working_day (calendar, on ("2026-02-18")), ==, on ("2026-02-23"));
  g_assert_cmpint (mc_calendar_next_working_day (calendar, on ("2026-12-31")), ==, on ("2027-01-04"));
}

/* desk.md, "Sat 8:00": receiving hours and the days that count are two tables. */
static void
test_saturday_receives_and_does_not_count (void)
{
  g_autoptr (McCalendar) calendar = NULL;
  McOfficeHours hours;

  mc_office_hours_init_default (&hours);
  g_assert_true (mc_day_hours_parse ("07:30-11:00", &hours.receive[6], NULL));
  calendar = mc_calendar_new (&hours, NULL, NULL);
  g_assert_true (mc_calendar_is_receiving (calendar, at ("2026-11-21T08:00")));
  g_assert_false (mc_calendar_is_receiving (calendar, at ("2026-11-21T13:00")));
  g_assert_false (mc_calendar_is_working_day (calendar, on ("2026-11-21")));
}

static void
test_receiving (void)
{
  g_autoptr (McCalendar) calendar = default_calendar ();

  g_assert_true (mc_calendar_is_receiving (calendar, at ("2026-11-23T07:00")));
  g_assert_true (mc_calendar_is_receiving (calendar, at ("2026-11-23T11:29:59")));
  g_assert_false (mc_calendar_is_receiving (calendar, at ("2026-11-23T11:30")));
  g_assert_false (mc_calendar_is_receiving (calendar, at ("2026-11-23T12:00")));
  g_assert_true (mc_calendar_is_receiving (calendar, at ("2026-11-23T13:30")));
  g_assert_false (mc_calendar_is_receiving (calendar, at ("2026-11-23T17:00")));
  g_assert_false (mc_calendar_is_receiving (calendar, at ("2026-11-21T09:00")));
  g_assert_false (mc_calendar_is_receiving (calendar, at ("2026-09-02T09:00")));
}

/* domain.md 1.8: hoán đổi. The Saturday has the hours of a usual day in both tables. */
static void
test_exchange (void)
{
  g_autoptr (McCalendar) calendar = calendar_with ("2026-01-02\toff\tdecided\tnghỉ hoán đổi\n"
                                                   "2026-01-10\twork\tdecided\tlàm bù ngày 02/01\n");
  g_autofree char *text = NULL;

  g_assert_false (mc_calendar_is_working_day (calendar, on ("2026-01-02")));
  g_assert_true (mc_calendar_is_working_day (calendar, on ("2026-01-10")));
  g_assert_null (mc_calendar_holiday_name (calendar, on ("2026-01-10")));
  g_assert_true (mc_calendar_is_receiving (calendar, at ("2026-01-10T09:00")));
  g_assert_cmpint (mc_calendar_next_working_day (calendar, on ("2026-01-09")), ==, on ("2026-01-10"));
  text = mc_day_hours_to_text (mc_calendar_work_hours (calendar, on ("2026-01-10")));
  g_assert_cmpstr (text, ==, ALL_DAY);
  g_assert_cmpint (mc_calendar_work_hours (calendar, on ("2026-01-02"))->n_spans, ==, 0);
  g_assert_cmpint (mc_calendar_work_hours (calendar, on ("2026-01-11"))->n_spans, ==, 0);
}

/* A table an administrator edited under Windows, with notes in it. */
static void
test_table_as_edited (void)
{
  g_autoptr (McCalendar) calendar = calendar_with ("# của xã\r\n\r\n2026-11-24\toff\tdecided\tNgày Văn hóa\r\n");
  g_autoptr (McCalendar) none = calendar_with (NULL);
  g_autoptr (McCalendar) empty = calendar_with ("");

  g_assert_cmpstr (mc_calendar_holiday_name (calendar, on ("2026-11-24")), ==, "Ngày Văn hóa");
  g_assert_cmpint (mc_calendar_known_until (calendar), ==, on ("2026-12-31"));
  g_assert_cmpint (mc_calendar_known_until (none), ==, MC_DAY_NONE);
  g_assert_cmpint (mc_calendar_known_until (empty), ==, MC_DAY_NONE);
  g_assert_true (mc_calendar_is_working_day (none, on ("2026-01-01")));
}

static void
test_broken_table_names_the_line (void)
{
  static const char *const broken[] = {
    "2026-02-30\toff\tdecided\tTết",      /* no such day */
    "30/4/2026\toff\tdecided\tTết",       /* not ISO */
    "2026-02-16\tnghỉ\tdecided\tTết",     /* no such kind */
    "2026-02-16\toff\tmaybe\tTết",        /* no such certainty */
    "2026-02-16\toff\tdecided\t ",        /* no name */
    "2026-02-16\toff\tdecided",           /* columns missing */
    "2026-02-16\toff\tdecided\tTết\tx",   /* too many */
    "2026-02-16 off decided Tết",         /* spaces for tabs */
    "2026-01-01\twork\tdecided\tlại nữa", /* a day said twice */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *table = g_strdup_printf ("# bảng\n2026-01-01\toff\tdecided\tTết Dương lịch\n%s\n", broken[i]);
      g_autoptr (GError) error = NULL;
      McOfficeHours hours;

      mc_office_hours_init_default (&hours);
      g_assert_null (mc_calendar_new (&hours, table, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "3"));
    }
}

static void
test_no_working_day_is_refused (void)
{
  g_autoptr (GError) error = NULL;
  McOfficeHours hours = { 0 };

  g_assert_null (mc_calendar_new (&hours, NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
}

/* A table that gives off two years in a row: the answer is wrong, but there is one. */
static void
test_endless_break_ends (void)
{
  g_autoptr (GString) table = g_string_new (NULL);
  g_autoptr (McCalendar) calendar = NULL;

  for (McDay day = on ("2026-01-01"); day <= on ("2027-12-31"); day++)
    {
      g_autofree char *iso = mc_day_to_iso (day);

      g_string_append_printf (table, "%s\toff\tdecided\tnghỉ\n", iso);
    }
  calendar = calendar_with (table->str);
  g_assert_cmpint (mc_calendar_next_working_day (calendar, on ("2026-01-01")), >, on ("2026-01-01"));
}

static void
test_reference_counting (void)
{
  McCalendar *calendar = calendar_with (NULL);

  g_assert_true (mc_calendar_ref (calendar) == calendar);
  mc_calendar_unref (calendar);
  g_assert_cmpint (mc_calendar_hours (calendar)->cut_off, ==, 15 * 60);
  mc_calendar_unref (calendar);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar/default-hours", test_default_hours);
  g_test_add_func ("/calendar/hours-as-text", test_hours_parse);
  g_test_add_func ("/calendar/days-off-of-2026-to-2028", test_shipped_table);
  g_test_add_func ("/calendar/next-working-day-over-week-end-and-tet", test_next_working_day);
  g_test_add_func ("/calendar/saturday-receives-and-does-not-count", test_saturday_receives_and_does_not_count);
  g_test_add_func ("/calendar/receiving-hours-end-on-the-minute", test_receiving);
  g_test_add_func ("/calendar/a-saturday-worked-in-exchange", test_exchange);
  g_test_add_func ("/calendar/a-table-edited-by-hand", test_table_as_edited);
  g_test_add_func ("/calendar/a-broken-table-names-its-line", test_broken_table_names_the_line);
  g_test_add_func ("/calendar/a-week-without-work-is-refused", test_no_working_day_is_refused);
  g_test_add_func ("/calendar/an-endless-break-ends", test_endless_break_ends);
  g_test_add_func ("/calendar/reference-counting", test_reference_counting);
  return g_test_run ();
}
