/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Never between 7:00 and 17:00: what is promised does not change while people stand in the queue. */
#include "mc-effect.h"

static gint64
at (const char *text)
{
  gint64 time = 0;

  g_assert_true (mc_time_from_iso (text, &time));
  return time;
}

static void
assert_effect (const char *arrived, const char *from, const char *effect)
{
  McDay day = MC_DAY_NONE;
  g_autofree char *got = NULL;

  g_assert_true (from == NULL || mc_day_from_iso (from, &day));
  got = mc_time_to_iso (mc_effect_time (at (arrived), day));
  g_assert_cmpstr (got, ==, effect);
}

static void
test_office_hours (void)
{
  assert_effect ("2026-11-23T09:10", NULL, "2026-11-23T17:00:00+07:00");
  assert_effect ("2026-11-23T07:00", NULL, "2026-11-23T17:00:00+07:00");
  assert_effect ("2026-11-23T16:59:59", NULL, "2026-11-23T17:00:00+07:00");
  assert_effect ("2026-11-23T06:59:59", NULL, "2026-11-23T06:59:59+07:00");
  assert_effect ("2026-11-23T17:00", NULL, "2026-11-23T17:00:00+07:00");
  assert_effect ("2026-11-23T18:20", NULL, "2026-11-23T18:20:00+07:00");
  /* Offices receive on Saturdays too. */
  assert_effect ("2026-11-28T09:10", NULL, "2026-11-28T17:00:00+07:00");
}

static void
test_days (void)
{
  assert_effect ("2026-11-23T09:10", "2026-12-01", "2026-12-01T00:00:00+07:00");
  assert_effect ("2026-11-23T09:10", "2026-11-24", "2026-11-24T00:00:00+07:00");
  /* Today, or long since: as soon as it may. */
  assert_effect ("2026-11-23T09:10", "2026-11-23", "2026-11-23T17:00:00+07:00");
  assert_effect ("2026-11-23T06:30", "2026-11-23", "2026-11-23T06:30:00+07:00");
  assert_effect ("2026-11-23T18:20", "2026-10-01", "2026-11-23T18:20:00+07:00");
  assert_effect ("2026-11-23T09:10", "2026-10-01", "2026-11-23T17:00:00+07:00");
}

/* Whatever arrives whenever, nothing takes effect in those hours, before it is here, or before its day. */
static void
test_always (void)
{
  for (int i = 0; i < 20000; i++)
    {
      gint64 arrived = at ("2026-11-23T00:00") + g_test_rand_int_range (0, 30 * 86400);
      McDay from = mc_day_of_time (arrived) + g_test_rand_int_range (-20, 20);
      gint64 effect = mc_effect_time (arrived, from);
      int minute = mc_minute_of_time (effect);

      g_assert_true (minute < 7 * 60 || minute >= 17 * 60);
      g_assert_cmpint (effect, >=, arrived);
      g_assert_cmpint (mc_day_of_time (effect), >=, from);
      g_assert_cmpint (effect, <=, MAX (arrived + 10 * 3600, mc_time_of_day_minute (from, 0)));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/effect/never-while-the-office-receives", test_office_hours);
  g_test_add_func ("/effect/not-before-its-day", test_days);
  g_test_add_func ("/effect/whatever-comes-whenever", test_always);
  return g_test_run ();
}
