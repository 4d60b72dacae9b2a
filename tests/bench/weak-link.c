/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weak-link.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PACKET_MAX 2048
#define DEVICE "motcua0"
/* By the route: the namespace's setting takes only what the machine allows everybody. */
#define ROUTE "ip route replace %s dev " DEVICE " src %s congctl %s"

typedef struct
{
  gint64 due; /* nanoseconds, monotonic */
  gsize size;
  guint8 data[];
} Packet;

/* One direction. What goes in is read from one device, what comes out written to the other. */
typedef struct
{
  int from, to;
  GQueue packets; /* (element-type Packet) in the order they are due: the delay is the same for all */
  gint64 free_at; /* when the line has sent what was put on it */
  WeakLinkCounts counts;
} Way;

struct _WeakLink
{
  WeakLinkOptions options;
  int near, far; /* namespaces */
  int wake[2];
  Way up, down;
  GRand *rand;
  GThread *thread;
  GMutex lock; /* guards what follows, and the counts */
  gboolean stalled;
  gboolean ended;
  double loss;
};

/* ---- the line ---------------------------------------------------------------------------------------------- */

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static gint64
bits_ns (const WeakLink *self, gsize bytes)
{
  return (gint64) bytes * 8 * G_GINT64_CONSTANT (1000000000) / self->options.bits_per_second;
}

/* With the lock. */
static void
take_packet (WeakLink *self, Way *way, const guint8 *data, gsize size, gint64 now)
{
  Packet *packet;

  if (MAX (way->free_at - now, 0) + bits_ns (self, size) > bits_ns (self, self->options.queue_bytes))
    {
      way->counts.dropped++;
      return;
    }
  way->free_at = MAX (way->free_at, now) + bits_ns (self, size);
  way->counts.packets++;
  way->counts.bytes += (gint64) size;
  if (self->stalled || g_rand_double (self->rand) < self->loss)
    {
      way->counts.lost++;
      return;
    }
  packet = g_malloc (sizeof *packet + size);
  packet->due = way->free_at + (gint64) self->options.rtt_ms * 500000;
  packet->size = size;
  memcpy (packet->data, data, size);
  g_queue_push_tail (&way->packets, packet);
}

static void
take_in (WeakLink *self, Way *way)
{
  guint8 buffer[PACKET_MAX];
  gssize n;

  while ((n = read (way->from, buffer, sizeof buffer)) > 0)
    {
      gint64 now = now_ns ();

      g_mutex_lock (&self->lock);
      take_packet (self, way, buffer, (gsize) n, now);
      g_mutex_unlock (&self->lock);
    }
}

/* What was under way when the line fell silent is lost too. */
static void
give_out (WeakLink *self, Way *way)
{
  gint64 now = now_ns ();
  Packet *packet;

  while ((packet = g_queue_peek_head (&way->packets)) != NULL && packet->due <= now)
    {
      g_mutex_lock (&self->lock);
      if (self->stalled)
        way->counts.lost++;
      else if (write (way->to, packet->data, packet->size) < 0)
        g_warning ("a packet could not be delivered: %s", g_strerror (errno));
      g_mutex_unlock (&self->lock);
      g_free (g_queue_pop_head (&way->packets));
    }
}

static gint64
next_due (const Way *way)
{
  const Packet *packet = g_queue_peek_head ((GQueue *) &way->packets);

  return packet != NULL ? packet->due : G_MAXINT64;
}

static gpointer
run (gpointer data)
{
  WeakLink *self = data;
  struct sched_param first = { .sched_priority = 10 };
  gboolean ended = FALSE;

  /* It hardly ever runs; when it is due it must not wait for what else this machine does. */
  pthread_setschedparam (pthread_self (), SCHED_FIFO, &first);
  while (!ended)
    {
      struct pollfd fds[] = { { self->up.from, POLLIN, 0 }, { self->down.from, POLLIN, 0 }, { self->wake[0], POLLIN, 0 } };
      gint64 due = MIN (next_due (&self->up), next_due (&self->down)), left = MAX (0, due - now_ns ());
      struct timespec wait = { left / 1000000000, left % 1000000000 };

      ppoll (fds, G_N_ELEMENTS (fds), due == G_MAXINT64 ? NULL : &wait, NULL);
      take_in (self, &self->up);
      take_in (self, &self->down);
      give_out (self, &self->up);
      give_out (self, &self->down);
      g_mutex_lock (&self->lock);
      ended = self->ended;
      g_mutex_unlock (&self->lock);
    }
  return NULL;
}

/* ---- namespaces -------------------------------------------------------------------------------------------- */

static gboolean
failed (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", what, g_strerror (errno));
  return FALSE;
}

static gboolean
run_ip (GError **error, const char *line)
{
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  int status;

  return g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, error) &&
         g_spawn_check_wait_status (status, error);
}

static gboolean
write_setting (const char *name, const char *value, GError **error)
{
  g_autofree char *path = g_strconcat ("/proc/sys/net/ipv4/", name, NULL);
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean ok = fd >= 0 && write (fd, value, strlen (value)) >= 0;

  if (!ok)
    failed (error, path);
  if (fd >= 0)
    close (fd);
  return ok;
}

static int
open_tun (GError **error)
{
  struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };
  int fd = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

  g_strlcpy (request.ifr_name, DEVICE, sizeof request.ifr_name);
  if (fd >= 0 && ioctl (fd, TUNSETIFF, &request) == 0)
    return fd;
  failed (error, "/dev/net/tun");
  if (fd >= 0)
    close (fd);
  return -1;
}

/* A new namespace that the caller stands in then. Addresses of the loopback range are let out over the device: lo keeps one alone. */
static gboolean
make_end (const WeakLinkOptions *options, const char *own, const char *peer, int *ns, int *tun, GError **error)
{
  g_autofree char *address = g_strdup_printf ("ip addr add %s peer %s dev " DEVICE, own, peer);
  g_autofree char *up = g_strdup_printf ("ip link set " DEVICE " mtu %d up", WEAK_LINK_MTU);
  g_autofree char *route = g_strdup_printf (ROUTE, peer, own, options->cc);

  if (unshare (CLONE_NEWNET) != 0)
    return failed (error, "a network namespace of its own (this needs root)");
  if ((*ns = open ("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) < 0)
    return failed (error, "/proc/thread-self/ns/net");
  return write_setting ("conf/all/route_localnet", "1", error) && write_setting ("conf/default/route_localnet", "1", error) &&
         write_setting ("tcp_no_metrics_save", "1", error) && run_ip (error, "ip addr add 127.0.0.1/32 dev lo") &&
         run_ip (error, "ip link set lo up") && (*tun = open_tun (error)) >= 0 && run_ip (error, address) && run_ip (error, up) &&
         run_ip (error, route);
}

WeakLink *
weak_link_new (const WeakLinkOptions *options, GError **error)
{
  WeakLink *self = g_new0 (WeakLink, 1);
  int near = -1, far = -1;

  self->options = *options;
  self->loss = options->loss;
  self->near = self->far = -1;
  if (!make_end (options, WEAK_LINK_FAR, WEAK_LINK_NEAR, &self->far, &far, error) ||
      !make_end (options, WEAK_LINK_NEAR, WEAK_LINK_FAR, &self->near, &near, error) || pipe2 (self->wake, O_CLOEXEC | O_NONBLOCK) != 0)
    {
      g_free (self);
      return NULL;
    }
  self->up = (Way) { .from = near, .to = far, .packets = G_QUEUE_INIT };
  self->down = (Way) { .from = far, .to = near, .packets = G_QUEUE_INIT };
  self->rand = g_rand_new_with_seed (options->seed);
  g_mutex_init (&self->lock);
  self->thread = g_thread_new ("weak-link", run, self);
  return self;
}

void
weak_link_free (WeakLink *self)
{
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_mutex_unlock (&self->lock);
  if (write (self->wake[1], "x", 1) < 0)
    g_warning ("the line cannot be woken: %s", g_strerror (errno));
  g_thread_join (self->thread);
  g_queue_clear_full (&self->up.packets, g_free);
  g_queue_clear_full (&self->down.packets, g_free);
  for (int i = 0; i < 2; i++)
    close (self->wake[i]);
  close (self->up.from);
  close (self->down.from);
  close (self->near);
  close (self->far);
  g_rand_free (self->rand);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* ---- from outside ------------------------------------------------------------------------------------------ */

int
weak_link_far (WeakLink *self)
{
  return self->far;
}

void
weak_link_set_loss (WeakLink *self, double loss)
{
  g_mutex_lock (&self->lock);
  self->loss = loss;
  g_mutex_unlock (&self->lock);
}

void
weak_link_set_stalled (WeakLink *self, gboolean stalled)
{
  g_mutex_lock (&self->lock);
  self->stalled = stalled;
  g_mutex_unlock (&self->lock);
}

gboolean
weak_link_set_cc (WeakLink *self, const char *cc, GError **error)
{
  g_autofree char *route = g_strdup_printf (ROUTE, WEAK_LINK_FAR, WEAK_LINK_NEAR, cc);

  return run_ip (error, route);
}

static void
enter (gpointer data)
{
  const WeakLink *self = data;

  if (setns (self->far, CLONE_NEWNET) != 0)
    _exit (127);
}

/* What ss says at the far end of the connections from @port. (transfer full) (nullable) */
static char *
run_ss (WeakLink *self, const char *flags, guint port)
{
  g_autofree char *filter = g_strdup_printf ("( sport = :%u )", port);
  char *argv[] = { (char *) "ss", (char *) flags, (char *) "state", (char *) "established", filter, NULL };
  char *out = NULL;

  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, enter, self, &out, NULL, NULL, NULL);
  return out;
}

/* The kernel's own way to end somebody else's connection; ss prints those it ended. */
guint
weak_link_reset (WeakLink *self, guint port)
{
  g_autofree char *out = run_ss (self, "-HKtn", port);
  guint n = 0;

  for (const char *c = out; c != NULL && *c != '\0'; c++)
    n += *c == '\n';
  return n;
}

char *
weak_link_far_cc (WeakLink *self, guint port)
{
  static const char *const names[] = { "bbr", "cubic", "reno" };
  g_autofree char *out = run_ss (self, "-Htnio", port);

  for (guint i = 0; out != NULL && i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *word = g_strdup_printf (" %s ", names[i]);

      if (strstr (out, word) != NULL)
        return g_strdup (names[i]);
    }
  return g_strdup ("");
}

void
weak_link_counts (WeakLink *self, WeakLinkCounts *up, WeakLinkCounts *down)
{
  g_mutex_lock (&self->lock);
  *up = self->up.counts;
  *down = self->down.counts;
  g_mutex_unlock (&self->lock);
}

double
weak_link_bound (const WeakLinkOptions *options)
{
  return options->bits_per_second / 8.0 * WEAK_LINK_PAYLOAD / WEAK_LINK_MTU * (1 - options->loss);
}
