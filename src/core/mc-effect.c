/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-effect.h"

gint64
mc_effect_release (gint64 arrived)
{
  int minute = mc_minute_of_time (arrived);

  if (minute < MC_EFFECT_QUIET_FROM || minute >= MC_EFFECT_QUIET_TO)
    return arrived;
  return mc_time_of_day_minute (mc_day_of_time (arrived), MC_EFFECT_QUIET_TO);
}

gint64
mc_effect_time (gint64 arrived, McDay from)
{
  gint64 release = mc_effect_release (arrived);

  return from == MC_DAY_NONE ? release : MAX (release, mc_time_of_day_minute (from, 0));
}
