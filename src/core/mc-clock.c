/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-clock.h"

struct _McClock
{
  GObject parent_instance;

  gboolean fixed;
  gint64 time; /* of a fixed clock, under the lock */
  GMutex lock;
};

G_DEFINE_FINAL_TYPE (McClock, mc_clock, G_TYPE_OBJECT)

static void
mc_clock_finalize (GObject *object)
{
  McClock *self = MC_CLOCK (object);

  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (mc_clock_parent_class)->finalize (object);
}

static void
mc_clock_class_init (McClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_clock_finalize;
}

static void
mc_clock_init (McClock *self)
{
  g_mutex_init (&self->lock);
}

McClock *
mc_clock_new (void)
{
  return g_object_new (MC_TYPE_CLOCK, NULL);
}

McClock *
mc_clock_new_fixed (gint64 time)
{
  McClock *self = mc_clock_new ();

  self->fixed = TRUE;
  self->time = time;
  return self;
}

gint64
mc_clock_now (McClock *self)
{
  gint64 now;

  g_return_val_if_fail (MC_IS_CLOCK (self), 0);

  if (!self->fixed)
    return g_get_real_time () / G_USEC_PER_SEC;

  g_mutex_lock (&self->lock);
  now = self->time;
  g_mutex_unlock (&self->lock);
  return now;
}

gboolean
mc_clock_is_fixed (McClock *self)
{
  g_return_val_if_fail (MC_IS_CLOCK (self), FALSE);
  return self->fixed;
}

void
mc_clock_set (McClock *self, gint64 time)
{
  g_return_if_fail (MC_IS_CLOCK (self));
  g_return_if_fail (self->fixed);

  g_mutex_lock (&self->lock);
  self->time = time;
  g_mutex_unlock (&self->lock);
}
