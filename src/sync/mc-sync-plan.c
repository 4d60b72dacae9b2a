/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-sync-plan.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define DEBOUNCE (2 * SECOND)
#define EVERY (5 * 60 * SECOND)       /* what others did comes at the latest after so long */
#define FIRST_RETRY (2 * SECOND)
#define WAITING_RETRY (10 * SECOND)   /* while something waits to be sent: a link that is back is used soon, and so is a service that said when */
#define LAST_RETRY (15 * 60 * SECOND)
#define NETWORK_SETTLES SECOND        /* from the news of a network until names are found through it */

void
mc_sync_plan_init (McSyncPlan *self, gint64 now)
{
  *self = (McSyncPlan) { .exchange_at = now, .check_at = G_MAXINT64, .not_before = G_MININT64 };
}

/* Half of a wait is chance. */
static gint64
scatter (gint64 wait, double chance)
{
  return wait / 2 + (gint64) (CLAMP (chance, 0, 1) * (double) (wait / 2));
}

/* Sooner than planned, unless the other side asked otherwise. */
static void
bring_forward (McSyncPlan *self, gint64 at)
{
  self->exchange_at = MIN (self->exchange_at, MAX (at, self->not_before));
}

McSyncWork
mc_sync_plan_work (McSyncPlan *self, gint64 now, gint64 *wake_at)
{
  if (now >= self->exchange_at)
    {
      self->exchange_at = self->check_at = G_MAXINT64;
      self->demanded = FALSE;
      return MC_SYNC_WORK_EXCHANGE;
    }
  if (now >= self->check_at)
    {
      self->check_at = G_MAXINT64;
      return MC_SYNC_WORK_CHECK;
    }
  *wake_at = MIN (self->exchange_at, self->check_at);
  return MC_SYNC_WORK_NONE;
}

void
mc_sync_plan_changed (McSyncPlan *self, gint64 now)
{
  self->check_at = MIN (self->check_at, now + DEBOUNCE);
}

void
mc_sync_plan_checked (McSyncPlan *self, gint64 now, gboolean more, double chance)
{
  if (!more)
    return;
  if (self->failures == 0)
    bring_forward (self, now);
  else if (self->no_answer)
    bring_forward (self, now + scatter (WAITING_RETRY, chance));
}

void
mc_sync_plan_network_changed (McSyncPlan *self, gint64 now)
{
  bring_forward (self, now + NETWORK_SETTLES);
}

void
mc_sync_plan_demand (McSyncPlan *self, gint64 now)
{
  self->exchange_at = now;
  self->demanded = TRUE;
}

gint64
mc_sync_plan_done (McSyncPlan *self, gint64 now, const McSyncOutcome *outcome, double chance)
{
  gint64 wait = EVERY, asked = (gint64) outcome->retry_after * SECOND;

  /* That nobody answered for an hour says nothing of how busy the service is that answers now. */
  self->failures = outcome->ok ? 0 : self->no_answer && !outcome->no_answer ? 1 : self->failures + 1;
  self->no_answer = !outcome->ok && outcome->no_answer;
  if (self->failures > 0)
    {
      gint64 most = (self->no_answer || asked > 0) && outcome->waiting ? WAITING_RETRY : LAST_RETRY;

      wait = MIN ((gint64) FIRST_RETRY << MIN (self->failures - 1, 9), most);
    }
  /* All are asked to come back after the same time, and must not do so in the same second. */
  wait = MAX (scatter (wait, chance), asked > 0 ? asked + (gint64) (CLAMP (chance, 0, 1) * (double) wait) : 0);
  self->not_before = now + asked;
  /* What was told while it ran may have come too late for it. */
  if (self->demanded)
    self->exchange_at = now;
  else
    self->exchange_at = MIN (now + wait, MAX (self->exchange_at, self->not_before));
  return MAX (self->exchange_at - now, 0);
}
