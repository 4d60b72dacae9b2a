/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* When to exchange next. Knows no clock, no thread and no network: it is told what happened and when (monotonic, microseconds), and says what is
 * to be done and until when to sleep. What the machine says of its network is only ever a reason to try sooner, never one not to try. */

typedef struct
{
  gint64 exchange_at; /* G_MAXINT64 while one is under way */
  gint64 check_at;    /* when to see whether more waits than before; G_MAXINT64: need not */
  gint64 not_before;  /* the other side asked not to be asked sooner */
  guint failures;     /* in a row */
  gboolean no_answer; /* so the last exchange ended */
  gboolean demanded;  /* somebody pressed the key */
} McSyncPlan;

typedef enum
{
  MC_SYNC_WORK_NONE,     /* sleep */
  MC_SYNC_WORK_CHECK,    /* see whether something waits to be sent, then mc_sync_plan_checked() */
  MC_SYNC_WORK_EXCHANGE, /* then mc_sync_plan_done() */
} McSyncWork;

/* How an exchange ended. */
typedef struct
{
  gboolean ok;
  gboolean no_answer;   /* nobody answered, or nobody could be asked: another try costs nobody anything */
  gboolean waiting;     /* something waits to be sent */
  guint retry_after;    /* seconds the other side asked for; 0: did not */
} McSyncOutcome;

/* The first exchange is due at once. */
void mc_sync_plan_init (McSyncPlan *self, gint64 now);

/* What is to be done at @now. NONE: nothing before *wake_at, unless something is told meanwhile. */
McSyncWork mc_sync_plan_work (McSyncPlan *self, gint64 now, gint64 *wake_at);

/* Something was written here; a moment later it is seen what: an officer is often in the middle of three. */
void mc_sync_plan_changed (McSyncPlan *self, gint64 now);
/* @more: more waits than before, so there is no use in waiting for the hour. @chance: 0 to 1. */
void mc_sync_plan_checked (McSyncPlan *self, gint64 now, gboolean more, double chance);
/* The network is another one than before. */
void mc_sync_plan_network_changed (McSyncPlan *self, gint64 now);
/* Now, whatever was planned, and once more when one is under way. */
void mc_sync_plan_demand (McSyncPlan *self, gint64 now);

/**
 * mc_sync_plan_done:
 * @chance: 0 to 1, anew each time: the desks of a province must not come back in one second after it was away
 *
 * Returns: microseconds until the next exchange
 */
gint64 mc_sync_plan_done (McSyncPlan *self, gint64 now, const McSyncOutcome *outcome, double chance);

G_END_DECLS
