/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MC_TYPE_CLOCK (mc_clock_get_type ())
G_DECLARE_FINAL_TYPE (McClock, mc_clock, MC, CLOCK, GObject)

/**
 * McClock:
 * Where the time comes from. The real one reads the system; a fixed one stands still until told, for
 * tests, for `motcuactl --at` and for filling demo stores. Thread-safe.
 */
McClock *mc_clock_new (void);
McClock *mc_clock_new_fixed (gint64 time);
gint64 mc_clock_now (McClock *self);      /* seconds since 1970, UTC; the stated time of a fixed clock */
gboolean mc_clock_is_fixed (McClock *self);
void mc_clock_set (McClock *self, gint64 time); /* fixed clocks only */

G_END_DECLS
