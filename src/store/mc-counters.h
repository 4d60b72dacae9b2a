/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-db.h"
#include "mc-dossier.h"

G_BEGIN_DECLS

/* The numbers in counter.list. 0..10 are the states, by day of receipt. */
enum
{
  MC_COUNTER_ALL = 16,      /* by day of receipt */
  MC_COUNTER_OPEN = 17,     /* time running, by due key */
  MC_COUNTER_RETURNED = 18, /* by day of return */
  MC_COUNTER_FEES = 19,     /* đồng, by day of payment */
  MC_COUNTER_RETYPE = 20,   /* to be typed into the province's system, by day of receipt */
  MC_COUNTER_RETYPE_DESK = 100, /* + number of the desk: the same, of one desk */
  MC_COUNTER_UNPRINTED = 200, /* + number of the desk: slips it is still to print, by day of receipt */
  MC_COUNTER_BLOCKS = 1000, /* + list: the same by blocks of days, so that ten years are a hundred rows */
};
#define MC_COUNTER_BLOCK_BITS 5 /* a block is 32 days */

/* The due key of dossiers without a time limit: after every day. */
#define MC_DUE_KEY_NONE 2147483647

/* The place of a dossier in the work list, which it has while its time is running: its due day, or MC_DUE_KEY_NONE. */
gint64 mc_counters_due_key (const McDossier *dossier, gboolean *running);

/* Moves the counters from what @old contributed to what @new does; either may be NULL. */
gboolean mc_counters_move (McDb *db, const McDossier *old, const McDossier *new_dossier, GError **error);

/* Sum of a list over the days from..to, both included. */
gboolean mc_counters_sum (McDb *db, int list, gint64 from, gint64 to, gint64 *sum, GError **error);

/* One bucket of a list. */
typedef struct
{
  gint64 day;
  gint64 n;
} McBucket;

/* The blocks of a list that have something in them between two days; McBucket.day is the number of the block, n what lies
 * between the days. (element-type McBucket) */
GArray *mc_counters_blocks (McDb *db, int list, gint64 from, gint64 to, gboolean descending, GError **error);
/* The days of one block. (element-type McBucket) */
GArray *mc_counters_days (McDb *db, int list, gint64 block, gint64 from, gint64 to, gboolean descending, GError **error);

G_END_DECLS
