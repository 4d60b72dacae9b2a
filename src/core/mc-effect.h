/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-time.h"

G_BEGIN_DECLS

/* When something that the province published takes effect at a desk. What is promised to citizens does not change while they stand
 * in the queue: never between 7:00 and 17:00, the hours in which offices receive. */

#define MC_EFFECT_QUIET_FROM (7 * 60) /* minute of the day */
#define MC_EFFECT_QUIET_TO (17 * 60)  /* the first minute in which a change may take effect again */

/* The first moment at or after @arrived (seconds) that lies outside of those hours: @arrived itself, or 17:00 of that day. */
gint64 mc_effect_release (gint64 arrived);

/* When that takes effect which arrived at @arrived and is meant to be in force from the day @from (MC_DAY_NONE: at once): the release, or
 * 0:00 of that day when that is later. */
gint64 mc_effect_time (gint64 arrived, McDay from);

G_END_DECLS
