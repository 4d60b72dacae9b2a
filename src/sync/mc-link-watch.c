/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-link-watch.h"

#ifdef __linux__
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#define MEANWHILE_EVERY (G_USEC_PER_SEC / 5)
#define READY_EVERY 20 /* seconds */
#define UNSENT_MIN (8 * 1024)
#define UNSENT_MAX (128 * 1024)
#define UNDER_WAY_MIN (16 * 1024)
#define UNDER_WAY_MAX (1024 * 1024)

struct _McLinkWatch
{
  gint64 limit; /* microseconds */
  GCancellable *caller;
  gulong caller_id;
  GCancellable *cancellable;
  GThread *thread;
  GMutex lock; /* guards what follows */
  GCond changed;
  GSocket *socket;
  guint64 seen;
  gint64 last; /* monotonic, when something went on */
  gboolean paused;
  gboolean stalled;
  gboolean ended;
};

#ifdef __linux__
/* Bytes that really went over, both ways. */
static guint64
bytes_over (GSocket *socket)
{
  struct tcp_info info = { 0 };
  socklen_t size = sizeof info;

  if (socket == NULL || getsockopt (g_socket_get_fd (socket), IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
    return 0;
  return info.tcpi_bytes_acked + info.tcpi_bytes_received;
}
#else
static guint64
bytes_over (GSocket *socket)
{
  return 0;
}
#endif

/* With the lock. */
static void
look (McLinkWatch *self)
{
  guint64 seen = bytes_over (self->socket);
  gint64 now = g_get_monotonic_time ();

  if (seen != self->seen || self->paused)
    self->last = now;
  self->seen = seen;
  self->stalled = now - self->last >= self->limit;
}

static gpointer
watch (gpointer data)
{
  McLinkWatch *self = data;
  gint64 tick = CLAMP (self->limit / 8, 20 * 1000, G_USEC_PER_SEC);
  gboolean stalled;

  g_mutex_lock (&self->lock);
  while (!self->ended && !self->stalled)
    {
      g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + tick);
      look (self);
    }
  stalled = self->stalled && !self->ended;
  g_mutex_unlock (&self->lock);
  if (stalled)
    g_cancellable_cancel (self->cancellable);
  return NULL;
}

static void
pass_on (GCancellable *caller, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

McLinkWatch *
mc_link_watch_new (guint seconds, GCancellable *cancellable, GSocket *socket)
{
  McLinkWatch *self = g_new0 (McLinkWatch, 1);

  self->limit = (gint64) MAX (1, seconds) * G_USEC_PER_SEC;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->cancellable = g_cancellable_new ();
  g_set_object (&self->socket, socket);
  self->seen = bytes_over (socket);
  self->last = g_get_monotonic_time ();
  if (cancellable != NULL)
    {
      self->caller = g_object_ref (cancellable);
      self->caller_id = g_cancellable_connect (cancellable, G_CALLBACK (pass_on), g_object_ref (self->cancellable), g_object_unref);
    }
  self->thread = g_thread_new ("mc-link-watch", watch, self);
  return self;
}

void
mc_link_watch_free (McLinkWatch *self)
{
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  if (self->caller != NULL)
    g_cancellable_disconnect (self->caller, self->caller_id);
  g_clear_object (&self->caller);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->socket);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

GCancellable *
mc_link_watch_cancellable (McLinkWatch *self)
{
  return self->cancellable;
}

gboolean
mc_link_watch_stalled (McLinkWatch *self)
{
  gboolean stalled;

  g_mutex_lock (&self->lock);
  stalled = self->stalled;
  g_mutex_unlock (&self->lock);
  return stalled;
}

void
mc_link_watch_touch (McLinkWatch *self)
{
  g_mutex_lock (&self->lock);
  self->last = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
}

void
mc_link_watch_follow (McLinkWatch *self, GSocket *socket)
{
  g_mutex_lock (&self->lock);
  g_set_object (&self->socket, socket);
  self->seen = bytes_over (socket);
  self->last = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
}

void
mc_link_watch_pause (McLinkWatch *self, gboolean paused)
{
  g_mutex_lock (&self->lock);
  self->paused = paused;
  self->last = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
}

static gsize
room (GSocket *socket)
{
#ifdef __linux__
  gint unsent;

  /* There is room when less than half of it is unsent. */
  if (socket != NULL && g_socket_get_option (socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, NULL) && unsent > 0)
    return MAX (1, (gsize) unsent / 2);
#endif
  return G_MAXSSIZE;
}

gsize
mc_link_watch_wait_room (McLinkWatch *self, void (*meanwhile) (gpointer data), gpointer data, GError **error)
{
  g_autoptr (GSocket) socket = NULL;

  g_mutex_lock (&self->lock);
  g_set_object (&socket, self->socket);
  g_mutex_unlock (&self->lock);
  for (;;)
    {
      g_autoptr (GError) local = NULL;

      if (meanwhile != NULL)
        meanwhile (data);
      /* With TCP_NOTSENT_LOWAT a socket can be written to when less than half of that is unsent; without, when it has room. */
      if (socket == NULL ||
          g_socket_condition_timed_wait (socket, G_IO_OUT, meanwhile != NULL ? MEANWHILE_EVERY : -1, self->cancellable, &local))
        return room (socket);
      if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        return g_cancellable_set_error_if_cancelled (self->cancellable, error) ? 0 : G_MAXSSIZE;
    }
}

/* ---- tuning ---- */

void
mc_link_prefer_bbr (GSocket *socket)
{
#ifdef __linux__
  static const char bbr[] = "bbr";

  /* An unprivileged program may choose only what net.ipv4.tcp_allowed_congestion_control names; else the system's stays. */
  if (setsockopt (g_socket_get_fd (socket), IPPROTO_TCP, TCP_CONGESTION, bbr, sizeof bbr - 1) != 0)
    g_debug ("bbr is not allowed here");
#endif
}

void
mc_link_tune (GSocket *socket)
{
  mc_link_prefer_bbr (socket);
  mc_link_tune_for_rate (socket, 0);
}

void
mc_link_tune_for_rate (GSocket *socket, gint64 bytes_per_second)
{
#ifdef __linux__
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, (gint) CLAMP (bytes_per_second / 2, UNSENT_MIN, UNSENT_MAX), NULL);
  /* The kernel doubles it for its own needs. */
  g_socket_set_option (socket, SOL_SOCKET, SO_SNDBUF, (gint) CLAMP (bytes_per_second, UNDER_WAY_MIN, UNDER_WAY_MAX), NULL);
#endif
}

void
mc_link_keep_ready (GSocket *socket, gboolean ready)
{
#ifdef __linux__
  static const char reno[] = "reno";

  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, READY_EVERY, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPINTVL, READY_EVERY / 2, NULL);
  g_socket_set_keepalive (socket, ready);
  /* The kernel counts no connection with BBR among the thin ones. */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS, ready, NULL);
  if (!ready)
    mc_link_prefer_bbr (socket);
  else if (setsockopt (g_socket_get_fd (socket), IPPROTO_TCP, TCP_CONGESTION, reno, sizeof reno - 1) != 0)
    g_debug ("reno is not allowed here");
#endif
}

gboolean
mc_link_is_alive (GSocket *socket, guint seconds, gint64 last_used)
{
  gint64 silence = (g_get_monotonic_time () - last_used) / 1000;
#ifdef __linux__
  struct tcp_info info = { 0 };
  socklen_t size = sizeof info;

  if (getsockopt (g_socket_get_fd (socket), IPPROTO_TCP, TCP_INFO, &info, &size) == 0)
    silence = MIN (info.tcpi_last_ack_recv, info.tcpi_last_data_recv);
#endif
  /* What can be read of a connection on which nothing is asked is its end. */
  return g_socket_condition_check (socket, G_IO_IN) == 0 && silence < seconds * 1000;
}
