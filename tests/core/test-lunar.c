/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-lunar.h"

static McDay
day_of (const char *iso)
{
  McDay day;

  g_assert_true (mc_day_from_iso (iso, &day));
  return day;
}

static void
assert_lunar (const char *iso, int year, int month, int day, gboolean leap)
{
  McLunarDate date;

  g_assert_true (mc_lunar_from_day (day_of (iso), &date));
  g_test_message ("%s: %d-%d-%d%s", iso, date.year, date.month, date.day, date.leap ? " leap" : "");
  g_assert_cmpint (date.year, ==, year);
  g_assert_cmpint (date.month, ==, month);
  g_assert_cmpint (date.day, ==, day);
  g_assert_cmpint (date.leap, ==, leap);
}

/* The first day of Tết as it was and will be kept; 1968, 1985, 2007 and 2030 on another day than in China. */
static void
test_new_year (void)
{
  static const char *const days[] = {
    "1968-01-29", "1985-01-21", "2000-02-05", "2001-01-24", "2002-02-12", "2003-02-01", "2004-01-22", "2005-02-09", "2006-01-29",
    "2007-02-17", "2008-02-07", "2009-01-26", "2010-02-14", "2011-02-03", "2012-01-23", "2013-02-10", "2014-01-31", "2015-02-19",
    "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10",
    "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    assert_lunar (days[i], (int) g_ascii_strtoll (days[i], NULL, 10), 1, 1, FALSE);
}

/* Giỗ Tổ Hùng Vương is the tenth of the third month. */
static void
test_hung_kings (void)
{
  static const char *const days[] = { "2023-04-29", "2024-04-18", "2025-04-07", "2026-04-26", "2027-04-16" };

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    assert_lunar (days[i], 2023 + (int) i, 3, 10, FALSE);
}

static void
test_leap_months (void)
{
  assert_lunar ("2020-05-23", 2020, 4, 1, TRUE);
  assert_lunar ("2023-03-22", 2023, 2, 1, TRUE);
  assert_lunar ("2025-07-24", 2025, 6, 30, FALSE);
  assert_lunar ("2025-07-25", 2025, 6, 1, TRUE);
  assert_lunar ("2025-08-23", 2025, 7, 1, FALSE);
  assert_lunar ("2033-12-22", 2033, 11, 1, TRUE);
}

/* The end of a lunar year lies in the next one of the sun. */
static void
test_ends_of_years (void)
{
  assert_lunar ("2025-12-31", 2025, 11, 12, FALSE);
  assert_lunar ("2026-01-01", 2025, 11, 13, FALSE);
  assert_lunar ("2026-02-16", 2025, 12, 29, FALSE);
  assert_lunar ("2026-11-26", 2026, 10, 18, FALSE);
}

/* Each day is the next of its month, or the first of another; a month has 29 or 30 days, a year 12 or 13 months that go up. */
static void
test_every_day (void)
{
  McLunarDate before, date;

  g_assert_true (mc_lunar_from_day (day_of ("1900-01-01"), &before));
  for (McDay day = day_of ("1900-01-02"); day <= day_of ("2199-12-31"); day++)
    {
      g_assert_true (mc_lunar_from_day (day, &date));
      if (date.day != 1)
        {
          g_assert_cmpint (date.day, ==, before.day + 1);
          g_assert_true (date.month == before.month && date.leap == before.leap && date.year == before.year);
        }
      else
        {
          g_assert_true (before.day == 29 || before.day == 30);
          if (date.leap)
            g_assert_true (date.month == before.month && !before.leap && date.year == before.year);
          else
            g_assert_cmpint (date.year * 12 + date.month, ==, before.year * 12 + before.month + 1);
        }
      before = date;
    }
}

static void
test_text (void)
{
  g_autofree char *plain = mc_lunar_to_text (day_of ("2026-11-26")), *leap = mc_lunar_to_text (day_of ("2025-07-26"));
  g_autofree char *early = mc_lunar_to_text (day_of ("1899-12-31")), *late = mc_lunar_to_text (day_of ("2200-01-01"));
  g_autofree char *none = mc_lunar_to_text (MC_DAY_NONE);

  g_assert_cmpstr (plain, ==, "18/10");
  g_assert_cmpstr (leap, ==, "02/06 nhuận");
  g_assert_cmpstr (early, ==, "");
  g_assert_cmpstr (late, ==, "");
  g_assert_cmpstr (none, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lunar/new-year", test_new_year);
  g_test_add_func ("/lunar/hung-kings", test_hung_kings);
  g_test_add_func ("/lunar/leap-months", test_leap_months);
  g_test_add_func ("/lunar/ends-of-years", test_ends_of_years);
  g_test_add_func ("/lunar/every-day-follows-the-one-before", test_every_day);
  g_test_add_func ("/lunar/text", test_text);
  return g_test_run ();
}
