/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to exchange next, on a clock of the test's own. */
#include "mc-sync-plan.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)

static const McSyncOutcome good = { .ok = TRUE }, busy = { .retry_after = 120 };
static const McSyncOutcome away = { .no_answer = TRUE }, away_waiting = { .no_answer = TRUE, .waiting = TRUE };

/* Sleeps until there is something to do, as the thread does. */
static McSyncWork
sleep_until_work (McSyncPlan *plan, gint64 *now)
{
  McSyncWork work;
  gint64 wake_at = 0;

  while ((work = mc_sync_plan_work (plan, *now, &wake_at)) == MC_SYNC_WORK_NONE)
    {
      g_assert_cmpint (wake_at, >, *now);
      g_assert_cmpint (wake_at, <, G_MAXINT64);
      *now = wake_at;
    }
  return work;
}

static void
assert_exchange_at (McSyncPlan *plan, gint64 now, gint64 at)
{
  g_assert_cmpint (sleep_until_work (plan, &now), ==, MC_SYNC_WORK_EXCHANGE);
  g_assert_cmpint (now, ==, at);
}

static void
begin (McSyncPlan *plan, gint64 now)
{
  mc_sync_plan_init (plan, now);
  assert_exchange_at (plan, now, now);
}

/* Each wait is twice the one before, half of it chance, until a quarter of an hour; while something waits to be sent, ten seconds. */
static void
test_back_off (void)
{
  static const int most[] = { 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900 };

  for (int luck = 0; luck <= 2; luck++)
    {
      gint64 now = 7 * MINUTE, waiting_now = now;
      McSyncPlan plan, waiting;

      begin (&plan, now);
      begin (&waiting, now);
      for (gsize i = 0; i < G_N_ELEMENTS (most); i++)
        {
          gint64 wait = mc_sync_plan_done (&plan, now, &away, luck / 2.0);
          gint64 soon = mc_sync_plan_done (&waiting, waiting_now, &away_waiting, luck / 2.0);

          g_assert_cmpint (wait, ==, most[i] * SECOND / 2 + luck * most[i] * SECOND / 4);
          g_assert_cmpint (soon, <=, 10 * SECOND);
          g_assert_cmpint (sleep_until_work (&plan, &now), ==, MC_SYNC_WORK_EXCHANGE);
          g_assert_cmpint (sleep_until_work (&waiting, &waiting_now), ==, MC_SYNC_WORK_EXCHANGE);
        }
      /* One that goes well ends it. */
      g_assert_cmpint (mc_sync_plan_done (&plan, now, &good, 1), ==, 5 * MINUTE);
    }
}

/* 840 desks whose province was away do not stand before its door in one second. */
static void
test_scatter (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (18);
  guint seconds[901] = { 0 };

  for (int desk = 0; desk < 840; desk++)
    {
      gint64 now = 0, wait = 0;
      McSyncPlan plan;

      begin (&plan, now);
      for (int i = 0; i < 10; i++)
        {
          wait = mc_sync_plan_done (&plan, now, &away, g_rand_double (rand));
          g_assert_cmpint (sleep_until_work (&plan, &now), ==, MC_SYNC_WORK_EXCHANGE);
        }
      seconds[wait / SECOND]++;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (seconds); i++)
    g_assert_cmpuint (seconds[i], <=, 12);
}

/* "Come again in two minutes" holds against whatever happens meanwhile, but for the officer's own key. */
static void
test_retry_after (void)
{
  gint64 now = 3 * MINUTE, wake_at;
  McSyncPlan plan;

  begin (&plan, now);
  g_assert_cmpint (mc_sync_plan_done (&plan, now, &busy, 0), ==, 120 * SECOND);
  mc_sync_plan_network_changed (&plan, now + SECOND);
  mc_sync_plan_checked (&plan, now + SECOND, TRUE, 0);
  g_assert_cmpint (mc_sync_plan_work (&plan, now + 119 * SECOND, &wake_at), ==, MC_SYNC_WORK_NONE);
  assert_exchange_at (&plan, now + 119 * SECOND, now + 120 * SECOND);

  now += 120 * SECOND;
  mc_sync_plan_done (&plan, now, &busy, 0);
  mc_sync_plan_demand (&plan, now + SECOND);
  assert_exchange_at (&plan, now + SECOND, now + SECOND);

  /* Others were told the same: not all in one second, and each time the door is closed again further apart. */
  for (int luck = 0; luck <= 1; luck++)
    {
      gint64 at = now;

      begin (&plan, at);
      for (int i = 1; i <= 5; i++)
        {
          g_assert_cmpint (mc_sync_plan_done (&plan, at, &busy, luck), ==, 120 * SECOND + luck * (SECOND << i));
          g_assert_cmpint (sleep_until_work (&plan, &at), ==, MC_SYNC_WORK_EXCHANGE);
        }
    }

  begin (&plan, now);
  /* It may say so after an exchange that went well, too. */
  mc_sync_plan_done (&plan, now, &(McSyncOutcome) { .ok = TRUE, .retry_after = 3600 }, 0);
  assert_exchange_at (&plan, now, now + 3600 * SECOND);
}

/* After a night without the service, the first "busy" of the morning is the first: 840 desks come back, and some find the door full. */
static void
test_busy_after_outage (void)
{
  static const McSyncOutcome full = { .retry_after = 5, .waiting = TRUE };
  McSyncPlan plan;
  gint64 now = 0;

  begin (&plan, now);
  for (int i = 0; i < 1000; i++)
    {
      mc_sync_plan_done (&plan, now, &away_waiting, 0.5);
      g_assert_cmpint (sleep_until_work (&plan, &now), ==, MC_SYNC_WORK_EXCHANGE);
    }
  g_assert_cmpint (mc_sync_plan_done (&plan, now, &full, 1), ==, 7 * SECOND);
  g_assert_cmpint (sleep_until_work (&plan, &now), ==, MC_SYNC_WORK_EXCHANGE);
  g_assert_cmpint (mc_sync_plan_done (&plan, now, &full, 1), ==, 9 * SECOND);
  /* Who has something to send and is told when does not drift away for a quarter of an hour. */
  for (int i = 0; i < 20; i++)
    {
      g_assert_cmpint (sleep_until_work (&plan, &now), ==, MC_SYNC_WORK_EXCHANGE);
      g_assert_cmpint (mc_sync_plan_done (&plan, now, &full, 1), <=, 15 * SECOND);
    }
}

/* Three changes in a second are looked at once, two seconds after the first, and sent when there is something to send. */
static void
test_debounce (void)
{
  gint64 now = 0, wake_at;
  McSyncPlan plan;

  begin (&plan, now);
  mc_sync_plan_done (&plan, now, &good, 0.5);
  for (int i = 0; i < 3; i++)
    mc_sync_plan_changed (&plan, 10 * SECOND + i * SECOND / 3);
  now = 10 * SECOND + SECOND;
  g_assert_cmpint (sleep_until_work (&plan, &now), ==, MC_SYNC_WORK_CHECK);
  g_assert_cmpint (now, ==, 12 * SECOND);
  /* What the exchange itself wrote is a change too. */
  mc_sync_plan_checked (&plan, now, FALSE, 0);
  g_assert_cmpint (mc_sync_plan_work (&plan, now, &wake_at), ==, MC_SYNC_WORK_NONE);
  g_assert_cmpint (wake_at, >, 2 * MINUTE);
  mc_sync_plan_changed (&plan, 20 * SECOND);
  now = 20 * SECOND;
  g_assert_cmpint (sleep_until_work (&plan, &now), ==, MC_SYNC_WORK_CHECK);
  mc_sync_plan_checked (&plan, now, TRUE, 0);
  assert_exchange_at (&plan, now, 22 * SECOND);
}

/* With the line away for hours the next try is a quarter of an hour off; what is received then does not wait for it. */
static void
test_work_after_long_silence (void)
{
  gint64 now = 0;
  McSyncPlan plan;

  begin (&plan, now);
  for (int i = 0; i < 12; i++)
    {
      mc_sync_plan_done (&plan, now, &away, 1);
      sleep_until_work (&plan, &now);
    }
  g_assert_cmpint (mc_sync_plan_done (&plan, now, &away, 1), ==, 15 * MINUTE);
  mc_sync_plan_checked (&plan, now, TRUE, 1);
  assert_exchange_at (&plan, now, now + 10 * SECOND);
}

/* A network that comes wakes it a second later, also from the longest wait; one that is said to be gone does not keep it from trying. */
static void
test_network (void)
{
  gint64 now = 0;
  McSyncPlan plan;

  begin (&plan, now);
  for (int i = 0; i < 12; i++)
    {
      mc_sync_plan_done (&plan, now, &away, 1);
      sleep_until_work (&plan, &now);
    }
  mc_sync_plan_done (&plan, now, &away, 1);
  mc_sync_plan_network_changed (&plan, now + MINUTE);
  assert_exchange_at (&plan, now + MINUTE, now + MINUTE + SECOND);
}

/* What is told while an exchange runs is not forgotten at its end. */
static void
test_told_meanwhile (void)
{
  gint64 now = MINUTE;
  McSyncPlan plan;

  begin (&plan, now);
  mc_sync_plan_demand (&plan, now + SECOND);
  g_assert_cmpint (mc_sync_plan_done (&plan, now + 2 * SECOND, &away, 1), ==, 0);
  assert_exchange_at (&plan, now + 2 * SECOND, now + 2 * SECOND);
  mc_sync_plan_network_changed (&plan, now + 3 * SECOND);
  g_assert_cmpint (mc_sync_plan_done (&plan, now + 3 * SECOND, &good, 1), ==, SECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/back-off", test_back_off);
  g_test_add_func ("/plan/desks-do-not-come-back-together", test_scatter);
  g_test_add_func ("/plan/the-service-says-when-to-come-again", test_retry_after);
  g_test_add_func ("/plan/busy-after-an-outage", test_busy_after_outage);
  g_test_add_func ("/plan/changes-are-gathered", test_debounce);
  g_test_add_func ("/plan/what-is-received-after-a-long-silence-goes-soon", test_work_after_long_silence);
  g_test_add_func ("/plan/a-network-that-comes-wakes-it", test_network);
  g_test_add_func ("/plan/what-is-told-meanwhile-is-not-forgotten", test_told_meanwhile);
  return g_test_run ();
}
