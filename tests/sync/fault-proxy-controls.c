/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests tell the box; fault-proxy.c is the box itself. */
#include "fault-proxy-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

FaultProxy *
fault_proxy_new (guint16 service_port)
{
  FaultProxy *self = g_new0 (FaultProxy, 1);

  self->service_port = service_port;
  self->up = self->down = (FaultPoint) { -1, -1, -1 };
  self->connections = g_ptr_array_new_with_free_func (_fault_proxy_connection_free);
  self->listener = _fault_proxy_listen (&self->port);
  g_assert_cmpint (pipe (self->wake), ==, 0);
  fcntl (self->wake[0], F_SETFL, O_NONBLOCK);
  g_mutex_init (&self->lock);
  self->thread = g_thread_new ("fault-proxy", _fault_proxy_run, self);
  return self;
}

/* Lets go of the lock and has the thread look again. */
static void
wake (FaultProxy *self)
{
  g_mutex_unlock (&self->lock);
  g_assert_cmpint (write (self->wake[1], "x", 1), ==, 1);
}

void
fault_proxy_free (FaultProxy *self)
{
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  wake (self);
  g_thread_join (self->thread);
  g_ptr_array_unref (self->connections);
  close (self->listener);
  close (self->wake[0]);
  close (self->wake[1]);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint16
fault_proxy_port (FaultProxy *self)
{
  return self->port;
}

FaultCounts
fault_proxy_counts (FaultProxy *self)
{
  FaultCounts counts;

  g_mutex_lock (&self->lock);
  counts = self->counts;
  g_mutex_unlock (&self->lock);
  return counts;
}

void
fault_proxy_reset_counts (FaultProxy *self)
{
  g_mutex_lock (&self->lock);
  memset (&self->counts, 0, sizeof self->counts);
  wake (self);
}

void
fault_proxy_cut_after (FaultProxy *self, gint64 up, gint64 down)
{
  g_mutex_lock (&self->lock);
  self->up.cut = up;
  self->down.cut = down;
  wake (self);
}

void
fault_proxy_garble_after (FaultProxy *self, gint64 up, gint64 down)
{
  g_mutex_lock (&self->lock);
  self->up.garble = up;
  self->down.garble = down;
  wake (self);
}

void
fault_proxy_trap_after (FaultProxy *self, gint64 up, gint64 down, void (*func) (gpointer data), gpointer data)
{
  g_mutex_lock (&self->lock);
  self->up.trap = up;
  self->down.trap = down;
  self->trap = func;
  self->trap_data = data;
  wake (self);
}

void
fault_proxy_lead_to (FaultProxy *self, guint16 service_port)
{
  g_mutex_lock (&self->lock);
  self->service_port = service_port;
  wake (self);
}

void
fault_proxy_stall (FaultProxy *self, gboolean stall)
{
  g_mutex_lock (&self->lock);
  self->stall = stall;
  wake (self);
}

void
fault_proxy_swallow_answer (FaultProxy *self)
{
  g_mutex_lock (&self->lock);
  self->swallow = TRUE;
  wake (self);
}

void
fault_proxy_repeat (FaultProxy *self, gboolean repeat)
{
  g_mutex_lock (&self->lock);
  self->repeat = repeat;
  wake (self);
}

void
fault_proxy_link (FaultProxy *self, guint bits_per_second, guint delay_ms)
{
  g_mutex_lock (&self->lock);
  self->bits_per_second = bits_per_second;
  self->delay_ms = delay_ms;
  if (bits_per_second > 0)
    _fault_proxy_receive_little (self->listener);
  wake (self);
}

void
fault_proxy_refuse (FaultProxy *self, gboolean refuse)
{
  g_mutex_lock (&self->lock);
  self->refuse = refuse;
  wake (self);
}

void
fault_proxy_reset_connections (FaultProxy *self)
{
  g_mutex_lock (&self->lock);
  self->reset_all = TRUE;
  wake (self);
}
