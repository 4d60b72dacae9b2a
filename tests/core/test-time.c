/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-time.h"

#define TODAY (mc_day_from_ymd (2026, 11, 22))

static void
test_against_gdate (void)
{
  g_autoptr (GDate) date = g_date_new_dmy (1, 1, 1900);
  McDay day = mc_day_from_ymd (1900, 1, 1);

  for (; g_date_get_year (date) <= 2100; g_date_add_days (date, 1), day++)
    {
      int y, m, d;

      mc_day_to_ymd (day, &y, &m, &d);
      g_assert_cmpint (y, ==, g_date_get_year (date));
      g_assert_cmpint (m, ==, (int) g_date_get_month (date));
      g_assert_cmpint (d, ==, g_date_get_day (date));
      g_assert_cmpint (mc_day_from_ymd (y, m, d), ==, day);
      g_assert_cmpint (mc_day_weekday (day), ==, (int) g_date_get_weekday (date));
    }
  g_assert_cmpint (mc_day_from_ymd (1970, 1, 1), ==, 0);
}

static void
test_no_such_date (void)
{
  static const int none[][3] = {
    { 2026, 2, 29 }, { 2026, 2, 31 }, { 1900, 2, 29 }, { 2100, 2, 29 }, { 2026, 4, 31 }, { 2026, 13, 1 },
    { 2026, 0, 1 }, { 2026, 1, 0 }, { 2026, 1, 32 }, { 2026, -1, 1 }, { 2026, 1, -1 }, { 0, 1, 1 },
    { -5, 1, 1 }, { 10000, 1, 1 }, { G_MAXINT, 1, 1 }, { G_MININT, 1, 1 }, { 2026, G_MAXINT, G_MAXINT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_cmpint (mc_day_from_ymd (none[i][0], none[i][1], none[i][2]), ==, MC_DAY_NONE);
  g_assert_cmpint (mc_day_from_ymd (2024, 2, 29), !=, MC_DAY_NONE);
  g_assert_cmpint (mc_day_from_ymd (2000, 2, 29), !=, MC_DAY_NONE);
}

/* Every day that can be written comes back as itself, and nothing overflows at the ends of the types. */
static void
test_whole_range (void)
{
  int y, m, d;

  for (McDay day = mc_day_from_ymd (1, 1, 1); day <= mc_day_from_ymd (9999, 12, 31); day++)
    {
      mc_day_to_ymd (day, &y, &m, &d);
      if (mc_day_from_ymd (y, m, d) != day)
        g_error ("%d is read as %d-%d-%d", day, y, m, d);
    }

  mc_day_to_ymd (G_MAXINT32, &y, &m, &d);
  mc_day_to_ymd (G_MININT32 + 1, NULL, NULL, NULL);
  mc_day_to_ymd (MC_DAY_NONE, &y, &m, &d);
  g_assert_cmpint (y + m + d, ==, 0);
  g_assert_cmpint (mc_day_weekday (MC_DAY_NONE), ==, 0);
  g_assert_cmpint (mc_day_weekday (G_MAXINT32), >=, 1);
  g_assert_cmpint (mc_day_weekday (G_MININT32 + 1), <=, 7);
  g_assert_cmpint (mc_day_of_time (G_MAXINT64), ==, MC_DAY_NONE);
  g_assert_cmpint (mc_day_of_time (G_MININT64), ==, MC_DAY_NONE);
  g_assert_cmpint (mc_minute_of_time (G_MAXINT64), <, 1440);
  g_assert_cmpint (mc_minute_of_time (G_MININT64), >=, 0);
}

/* The day begins at 17:00 UTC of the day before, whatever zone the PC believes in. */
static void
test_day_is_viet_nam_s (void)
{
  gint64 last_second = G_GINT64_CONSTANT (1795453199); /* 2026-11-23T16:59:59Z */
  McDay day = mc_day_from_ymd (2026, 11, 23);

  g_assert_cmpint (mc_day_of_time (last_second), ==, day);
  g_assert_cmpint (mc_minute_of_time (last_second), ==, 23 * 60 + 59);
  g_assert_cmpint (mc_day_of_time (last_second + 1), ==, day + 1);
  g_assert_cmpint (mc_minute_of_time (last_second + 1), ==, 0);
  g_assert_cmpint (mc_time_of_day_minute (day + 1, 0), ==, last_second + 1);
  g_assert_cmpint (mc_time_of_day_minute (day, 15 * 60), ==, last_second + 1 - 9 * 3600);

  /* Before 1970 too: dates of birth are compared. */
  g_assert_cmpint (mc_day_of_time (-7 * 3600), ==, 0);
  g_assert_cmpint (mc_day_of_time (-7 * 3600 - 1), ==, -1);
  g_assert_cmpint (mc_minute_of_time (-7 * 3600 - 1), ==, 1439);
}

static void
test_day_iso (void)
{
  static const char *const wrong[] = {
    "", "2026", "2026-11", "2026-11-2", "26-11-23", "2026-11-23 ", " 2026-11-23", "2026/11/23", "2026-02-30",
    "2026-11-23T00:00", "+026-11-23", "2026-1١-23", "abcd-ef-gh",
  };
  McDay day = 17;
  g_autofree char *iso = mc_day_to_iso (mc_day_from_ymd (2026, 11, 3));
  g_autofree char *early = mc_day_to_iso (mc_day_from_ymd (33, 4, 5));
  g_autofree char *none = mc_day_to_iso (MC_DAY_NONE);

  g_assert_cmpstr (iso, ==, "2026-11-03");
  g_assert_cmpstr (early, ==, "0033-04-05");
  g_assert_cmpstr (none, ==, "");
  g_assert_true (mc_day_from_iso (iso, &day));
  g_assert_cmpint (day, ==, mc_day_from_ymd (2026, 11, 3));

  day = 17;
  g_assert_false (mc_day_from_iso (NULL, &day));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (mc_day_from_iso (wrong[i], &day));
  g_assert_cmpint (day, ==, 17);
}

static void
test_time_iso (void)
{
  static const char *const same[] = {
    "2026-11-23T08:41:00+07:00", "2026-11-23T08:41+07:00", "2026-11-23T08:41:00", "2026-11-23 08:41",
    "2026-11-23T01:41:00Z", "2026-11-23 01:41Z", "2026-11-23T01:41:00+00:00", "2026-11-22T20:11:00-0530",
    "2026-11-23T08:41:00+07",
  };
  static const char *const wrong[] = {
    "", "2026-11-23", "2026-11-23T", "2026-11-23T8:41", "2026-11-23T24:00", "2026-11-23T08:60", "2026-11-23T08:41:60",
    "2026-11-23T08:41:00+", "2026-11-23T08:41:00+7", "2026-11-23T08:41:00+07:0", "2026-11-23T08:41:00+07:",
    "2026-11-23T08:41:00+07:60", "2026-11-23T08:41:00+15:00", "2026-11-23T08:41:00z", "2026-11-23T08:41:00Z ",
    "2026-11-23t08:41", "2026-02-30T08:41", "2026-11-23T08:41:", "2026-11-23T08:41:00+07:00x", "2026-11-23_08:41",
  };
  gint64 expected = mc_time_of_day_minute (mc_day_from_ymd (2026, 11, 23), 8 * 60 + 41);
  gint64 time;

  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    {
      time = 0;
      g_assert_true (mc_time_from_iso (same[i], &time));
      g_assert_cmpint (time, ==, expected);
    }
  time = 5;
  g_assert_false (mc_time_from_iso (NULL, &time));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    if (mc_time_from_iso (wrong[i], &time))
      g_error ("\"%s\" was taken for a time", wrong[i]);
  g_assert_cmpint (time, ==, 5);
}

static void
test_time_iso_round_trip (void)
{
  for (gint64 time = -G_GINT64_CONSTANT (3000000000); time < G_GINT64_CONSTANT (5000000000); time += 1234567)
    {
      g_autofree char *iso = mc_time_to_iso (time);
      gint64 back;

      g_assert_true (mc_time_from_iso (iso, &back));
      g_assert_cmpint (back, ==, time);
    }
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *iso = mc_time_to_iso (i == 0 ? G_MAXINT64 : G_MININT64);

      g_assert_cmpstr (iso, ==, "");
    }
}

static void
test_texts (void)
{
  McDay day = mc_day_from_ymd (2026, 11, 3);
  g_autofree char *text = mc_day_to_text (day);
  g_autofree char *none = mc_day_to_text (MC_DAY_NONE);
  g_autofree char *clock = mc_time_to_clock_text (mc_time_of_day_minute (day, 8 * 60 + 5));

  g_assert_cmpstr (text, ==, "03/11/2026");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (clock, ==, "08:05");

  /* domain.md 1.8: 23/11/2026, the example of the slip, is a Monday. */
  g_assert_cmpstr (mc_weekday_name (mc_day_weekday (mc_day_from_ymd (2026, 11, 23))), ==, "Thứ Hai");
  g_assert_cmpstr (mc_weekday_name (mc_day_weekday (mc_day_from_ymd (2026, 11, 26))), ==, "Thứ Năm");
  g_assert_cmpstr (mc_weekday_name (7), ==, "Chủ Nhật");
  g_assert_cmpstr (mc_weekday_name (0), ==, "");
  g_assert_cmpstr (mc_weekday_name (8), ==, "");
}

/* Cards and papers of old people carry only a year, or a month (desk.md 1, 7:20). */
static void
test_partial_date_texts (void)
{
  static const struct { const char *iso, *text; } table[] = {
    { "1944", "1944" }, { "1944-05", "05/1944" }, { "1944-05-02", "02/05/1944" },
  };
  static const char *const wrong[] = {
    "", "194", "1944-", "1944-5", "1944-13", "1944-00", "1944-05-", "1944-05-32", "1944-02-30", "1944-05-00",
    "0000", "1944-05-02T", "1944 ", "19440502",
  };
  McPartialDate date = { 0 };
  g_autofree char *unset_iso = mc_partial_date_to_iso (date);
  g_autofree char *unset_text = mc_partial_date_to_text (date);

  g_assert_false (mc_partial_date_is_set (date));
  g_assert_cmpstr (unset_iso, ==, "");
  g_assert_cmpstr (unset_text, ==, "");

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (mc_partial_date_from_iso (wrong[i], &date));
  g_assert_false (mc_partial_date_from_iso (NULL, &date));
  g_assert_false (mc_partial_date_is_set (date));

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *iso = NULL;
      g_autofree char *text = NULL;

      g_assert_true (mc_partial_date_from_iso (table[i].iso, &date));
      g_assert_true (mc_partial_date_is_set (date));
      iso = mc_partial_date_to_iso (date);
      text = mc_partial_date_to_text (date);
      g_assert_cmpstr (iso, ==, table[i].iso);
      g_assert_cmpstr (text, ==, table[i].text);
    }
}

/* desk.md 2.1 rule 7. */
static void
test_typed_dates (void)
{
  static const struct { const char *typed, *iso; } table[] = {
    { "26/11", "2026-11-26" },
    { "2611", "2026-11-26" },
    { "261126", "2026-11-26" },
    { "26/11/2026", "2026-11-26" },
    { "1944", "1944" },
    { "5/1944", "1944-05" },
    { "05/1944", "1944-05" },
    { "1/2/1944", "1944-02-01" },
    { "26.11", "2026-11-26" },    /* the keypad's comma and point */
    { "26,11,2026", "2026-11-26" },
    { "26-11-26", "2026-11-26" },
    { "26 11 2026", "2026-11-26" },
    { " 26 / 11 ", "2026-11-26" },
    { "26112026", "2026-11-26" },
    { "02051944", "1944-05-02" },
    { "290224", "2024-02-29" },
    { "010127", "1927-01-01" },   /* 27 is after 2026 */
    { "311299", "1999-12-31" },
    { "010100", "2000-01-01" },
    { "5/6/44", "1944-06-05" },
    { "1900", "1900" },
    { "2012", "2012" },           /* a year, not 20 December */
    { "2026", "2026" },
    { "1812", "2026-12-18" },     /* before 1900: a day */
    { "0101", "2026-01-01" },
    { "3112", "2026-12-31" },
    { "1/1", "2026-01-01" },
    { "1/1/2199", "2199-01-01" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      McPartialDate date = { 0 };
      g_autofree char *iso = NULL;

      if (!mc_partial_date_from_typed (table[i].typed, TODAY, &date))
        g_error ("\"%s\" was refused", table[i].typed);
      iso = mc_partial_date_to_iso (date);
      g_assert_cmpstr (iso, ==, table[i].iso);
    }
}

static void
test_typed_nonsense (void)
{
  static const char *const wrong[] = {
    "", " ", "0000", "31/2", "1/13", "44", "4", "611", "29/2", "2902", "2027", "9999", "1899", "0", "290223", "310426",
    "26/11/6", "26/11/196", "26/11/20266", "5/194", "0/1944", "13/1944", "00/00/1944", "5/1899", "1/1/2200",
    "26/11/", "/11", "26//11", "26/11/2026/1", "26/11 x", "hôm nay", "1944/05", "2026-11-26", "26111", "2611202",
    "999999999", "+26/11", "-1", "26:11", "٢٦/١١", "0/5", "5/0", "26 11 20 26",
  };
  McPartialDate date = { 1, 2, 3 };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    if (mc_partial_date_from_typed (wrong[i], TODAY, &date))
      g_error ("\"%s\" was taken for a date", wrong[i]);
  g_assert_false (mc_partial_date_from_typed (NULL, TODAY, &date));
  g_assert_cmpint (date.year, ==, 1);
}

/* What the field shows after it was typed reads as the same date again, or a second visit would change it. */
static void
test_shown_date_reads_the_same (void)
{
  for (McDay day = mc_day_from_ymd (1900, 1, 1); day <= mc_day_from_ymd (2050, 12, 31); day += 3)
    {
      McPartialDate date, back;
      g_autofree char *iso = mc_day_to_iso (day);

      g_assert_true (mc_partial_date_from_iso (iso, &date));
      for (int part = 0; part < 3; part++)
        {
          g_autofree char *text = NULL;

          if (part > 0)
            date.day = 0;
          if (part > 1)
            date.month = 0;
          if (part > 1 && date.year > 2026)
            continue;
          text = mc_partial_date_to_text (date);
          g_assert_true (mc_partial_date_from_typed (text, TODAY, &back));
          g_assert_true (back.year == date.year && back.month == date.month && back.day == date.day);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/days-agree-with-gdate-1900-to-2100", test_against_gdate);
  g_test_add_func ("/time/no-31-february", test_no_such_date);
  g_test_add_func ("/time/every-day-of-years-1-to-9999-comes-back", test_whole_range);
  g_test_add_func ("/time/a-day-is-viet-nam-s", test_day_is_viet_nam_s);
  g_test_add_func ("/time/day-iso", test_day_iso);
  g_test_add_func ("/time/time-iso-with-z-offset-or-none", test_time_iso);
  g_test_add_func ("/time/time-iso-round-trip", test_time_iso_round_trip);
  g_test_add_func ("/time/texts-for-screens", test_texts);
  g_test_add_func ("/time/partial-dates-of-old-people", test_partial_date_texts);
  g_test_add_func ("/time/typed-dates-all-work", test_typed_dates);
  g_test_add_func ("/time/typed-nonsense-is-refused", test_typed_nonsense);
  g_test_add_func ("/time/a-shown-date-reads-the-same", test_shown_date_reads_the_same);
  return g_test_run ();
}
