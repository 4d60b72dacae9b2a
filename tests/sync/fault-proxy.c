/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault-proxy-private.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK 4096
#define QUEUE_MAX (8 * 1024) /* what waits in the box, each way; a router's queue at a slow line */

/* Bytes on their way through the box. */
typedef struct
{
  gint64 due; /* monotonic */
  gsize size;
  gsize used;
  guint8 data[];
} Packet;

typedef struct
{
  GQueue packets; /* (element-type Packet) */
  gsize queued;
  gint64 free_at; /* when the line has sent what was put on it */
  gboolean ended; /* the sender has closed its side */
  gboolean shut;  /* and the receiver was told */
} Way;

typedef struct
{
  int client;
  int service;
  Way up;
  Way down;
  GByteArray *record; /* what went up, for repeating */
  gboolean asked;     /* the last that went over went up */
  gboolean dead;
} Connection;

/* ---- sockets ---- */

static struct sockaddr_in
loopback (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  return address;
}

void
_fault_proxy_receive_little (int fd)
{
  int small = 4096;

  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
}

static void
prepare (FaultProxy *self, int fd)
{
  int one = 1;

  fcntl (fd, F_SETFL, O_NONBLOCK);
  fcntl (fd, F_SETFD, FD_CLOEXEC);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (self->bits_per_second > 0)
    _fault_proxy_receive_little (fd);
}

int
_fault_proxy_listen (guint16 *port)
{
  int fd = socket (AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = loopback (0);
  socklen_t size = sizeof address;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fd, 64), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &size), ==, 0);
  fcntl (fd, F_SETFL, O_NONBLOCK);
  fcntl (fd, F_SETFD, FD_CLOEXEC);
  *port = ntohs (address.sin_port);
  return fd;
}

static int
connect_to (guint16 port)
{
  int fd = socket (AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = loopback (port);

  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

/* A reset, not a proper end: what was under way is lost. */
static void
reset (int fd)
{
  struct linger linger = { 1, 0 };

  if (fd < 0)
    return;
  setsockopt (fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (fd);
}

/* ---- connections ---- */

/* The receiver gets all that was let through, the sender a reset. */
static void
cut (Connection *connection, gboolean is_up)
{
  close (is_up ? connection->service : connection->client);
  reset (is_up ? connection->client : connection->service);
  connection->client = connection->service = -1;
  connection->dead = TRUE;
}

static void
kill_connection (Connection *connection)
{
  reset (connection->client);
  reset (connection->service);
  connection->client = connection->service = -1;
  connection->dead = TRUE;
}

void
_fault_proxy_connection_free (gpointer data)
{
  Connection *self = data;

  if (!self->dead)
    kill_connection (self);
  g_queue_clear_full (&self->up.packets, g_free);
  g_queue_clear_full (&self->down.packets, g_free);
  g_byte_array_unref (self->record);
  g_free (self);
}

static void
accept_one (FaultProxy *self)
{
  int client = accept (self->listener, NULL, NULL), service;
  Connection *connection;

  if (client < 0)
    return;
  service = self->refuse ? -1 : connect_to (self->service_port);
  if (service < 0)
    {
      reset (client);
      return;
    }
  prepare (self, client);
  prepare (self, service);
  connection = g_new0 (Connection, 1);
  connection->client = client;
  connection->service = service;
  connection->record = g_byte_array_new ();
  g_ptr_array_add (self->connections, connection);
  self->counts.connections++;
}

/* Sends the same once more, as a box that thinks it was lost; blocking, and with a short patience. */
static void
repeat_record (FaultProxy *self, Connection *connection)
{
  int fd = self->repeat && connection->record->len > 0 ? connect_to (self->service_port) : -1;
  struct timeval patience = { 2, 0 };
  guint8 buffer[CHUNK];

  if (fd < 0)
    return;
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (send (fd, connection->record->data, connection->record->len, MSG_NOSIGNAL) > 0)
    {
      shutdown (fd, SHUT_WR);
      while (recv (fd, buffer, sizeof buffer, 0) > 0)
        ;
    }
  close (fd);
}

static void
put_on_line (FaultProxy *self, Way *way, const guint8 *data, gsize size)
{
  Packet *packet = g_malloc (sizeof *packet + size);
  gint64 now = g_get_monotonic_time ();

  way->free_at = MAX (way->free_at, now);
  if (self->bits_per_second > 0)
    way->free_at += (gint64) size * 8 * G_USEC_PER_SEC / self->bits_per_second;
  packet->due = way->free_at + (gint64) self->delay_ms * 1000;
  packet->size = size;
  packet->used = 0;
  memcpy (packet->data, data, size);
  g_queue_push_tail (&way->packets, packet);
  way->queued += size;
}

static gboolean
has_room (FaultProxy *self, const Way *way)
{
  /* The delay's worth is on the line, not in the queue before it. */
  gsize on_line = (gsize) self->bits_per_second / 8 * self->delay_ms / 1000;

  return self->bits_per_second == 0 && self->delay_ms == 0 ? way->queued < 16 * QUEUE_MAX : way->queued < QUEUE_MAX + on_line;
}

static void
take_in (FaultProxy *self, Connection *connection, gboolean is_up)
{
  Way *way = is_up ? &connection->up : &connection->down;
  guint8 buffer[CHUNK];
  /* Small pieces on a slow line: it does not come in jumps of a second. */
  gsize most = self->bits_per_second > 0 ? CLAMP (self->bits_per_second / 8 / 10, 256, CHUNK) : CHUNK;
  gssize n = recv (is_up ? connection->client : connection->service, buffer, most, 0);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (n < 0)
    {
      kill_connection (connection);
      return;
    }
  if (n == 0)
    {
      way->ended = TRUE;
      return;
    }
  if (!is_up && self->swallow)
    {
      self->swallow = FALSE;
      kill_connection (connection);
      return;
    }
  put_on_line (self, way, buffer, (gsize) n);
}

static gsize
limit (gint64 left, gsize size)
{
  return left >= 0 ? MIN ((gsize) left, size) : size;
}

static void
count_down (gint64 *left, gssize n)
{
  if (*left >= 0)
    *left -= n;
}

/* At the byte where something is to happen. FALSE: nothing more goes out for now. */
static gboolean
happen (FaultProxy *self, Connection *connection, gboolean is_up)
{
  FaultPoint *point = is_up ? &self->up : &self->down;

  if (point->trap == 0)
    {
      point->trap = -1;
      self->stall = TRUE;
      self->trap (self->trap_data);
      return FALSE;
    }
  if (point->cut == 0)
    {
      point->cut = -1;
      cut (connection, is_up);
      return FALSE;
    }
  return TRUE;
}

/* The next bytes of the packet that may go at once. */
static gsize
next_size (FaultPoint *point, Packet *packet)
{
  if (point->garble == 0)
    {
      packet->data[packet->used] ^= 0x5a;
      point->garble = -1;
    }
  return limit (point->cut, limit (point->trap, limit (point->garble, packet->size - packet->used)));
}

static void
count (FaultProxy *self, Connection *connection, gboolean is_up, gint64 n)
{
  *(is_up ? &self->counts.up : &self->counts.down) += n;
  if (is_up && !connection->asked)
    self->counts.requests++;
  if (is_up && !self->asked)
    self->counts.turns++;
  connection->asked = self->asked = is_up;
}

/* What is due goes out. */
static void
give_out (FaultProxy *self, Connection *connection, gboolean is_up)
{
  Way *way = is_up ? &connection->up : &connection->down;
  FaultPoint *point = is_up ? &self->up : &self->down;
  Packet *packet;

  while ((packet = g_queue_peek_head (&way->packets)) != NULL && packet->due <= g_get_monotonic_time ())
    {
      gsize size = next_size (point, packet);
      gssize n = size == 0 ? 0 : send (is_up ? connection->service : connection->client, packet->data + packet->used, size, MSG_NOSIGNAL);

      if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
      if (n < 0)
        {
          kill_connection (connection);
          return;
        }
      if (is_up && self->repeat)
        g_byte_array_append (connection->record, packet->data + packet->used, (guint) n);
      if (n > 0)
        count (self, connection, is_up, n);
      packet->used += (gsize) n;
      way->queued -= (gsize) n;
      count_down (&point->cut, n);
      count_down (&point->trap, n);
      count_down (&point->garble, n);
      if (packet->used == packet->size)
        g_free (g_queue_pop_head (&way->packets));
      if (!happen (self, connection, is_up))
        return;
    }
  if (packet == NULL && way->ended && !way->shut)
    {
      way->shut = TRUE;
      shutdown (is_up ? connection->service : connection->client, SHUT_WR);
    }
}

static void
work_on (FaultProxy *self, Connection *connection, short client_events, short service_events)
{
  if (self->reset_all)
    kill_connection (connection);
  if (connection->dead || self->stall)
    return;
  if ((client_events & (POLLIN | POLLHUP | POLLERR)) != 0)
    take_in (self, connection, TRUE);
  if (!connection->dead && (service_events & (POLLIN | POLLHUP | POLLERR)) != 0)
    take_in (self, connection, FALSE);
  if (!connection->dead)
    give_out (self, connection, TRUE);
  if (!connection->dead && !self->stall)
    give_out (self, connection, FALSE);
  /* Who has closed towards the service waits for nothing more: libsoup 3.2's server never closes from its side (fixed in 3.3). */
  if (!connection->dead && connection->up.shut)
    {
      close (connection->client);
      close (connection->service);
      connection->client = connection->service = -1;
      connection->dead = TRUE;
    }
}

/* ---- thread ---- */

/* What to wait for on one side, with the lock. */
static struct pollfd
wants_of (FaultProxy *self, int fd, const Way *from, const Way *to)
{
  const Packet *packet = g_queue_peek_head ((GQueue *) &to->packets);
  struct pollfd poll_fd = { .fd = fd };

  if (self->stall)
    poll_fd.fd = -1;
  if (!from->ended && has_room (self, from))
    poll_fd.events |= POLLIN;
  if (packet != NULL && packet->due <= g_get_monotonic_time ())
    poll_fd.events |= POLLOUT;
  if (poll_fd.events == 0)
    poll_fd.fd = -1;
  return poll_fd;
}

static void
add_due (const Way *way, gint64 *due)
{
  const Packet *packet = g_queue_peek_head ((GQueue *) &way->packets);

  if (packet != NULL && packet->due > g_get_monotonic_time ())
    *due = MIN (*due, packet->due);
}

static int
time_to_due (FaultProxy *self)
{
  gint64 due = G_MAXINT64;

  for (guint i = 0; i < self->connections->len && !self->stall; i++)
    {
      Connection *connection = g_ptr_array_index (self->connections, i);

      add_due (&connection->up, &due);
      add_due (&connection->down, &due);
    }
  return due == G_MAXINT64 ? -1 : (int) MAX (0, (due - g_get_monotonic_time () + 999) / 1000);
}

/* The repeating waits for the service and holds nobody up: without the lock. */
static void
bury (FaultProxy *self)
{
  for (guint i = self->connections->len; i-- > 0;)
    {
      Connection *connection = g_ptr_array_index (self->connections, i);

      if (!connection->dead)
        continue;
      g_mutex_unlock (&self->lock);
      repeat_record (self, connection);
      g_mutex_lock (&self->lock);
      g_ptr_array_remove_index (self->connections, i);
    }
}

gpointer
_fault_proxy_run (gpointer data)
{
  FaultProxy *self = data;

  g_mutex_lock (&self->lock);
  while (!self->ended)
    {
      guint n = self->connections->len;
      g_autofree struct pollfd *fds = g_new0 (struct pollfd, 2 + 2 * n);
      char drain[16];
      int timeout = time_to_due (self);

      fds[0] = (struct pollfd) { .fd = self->wake[0], .events = POLLIN };
      fds[1] = (struct pollfd) { .fd = self->stall ? -1 : self->listener, .events = POLLIN };
      for (guint i = 0; i < n; i++)
        {
          Connection *connection = g_ptr_array_index (self->connections, i);

          fds[2 + 2 * i] = wants_of (self, connection->client, &connection->up, &connection->down);
          fds[3 + 2 * i] = wants_of (self, connection->service, &connection->down, &connection->up);
        }
      g_mutex_unlock (&self->lock);
      poll (fds, 2 + 2 * n, timeout);
      g_mutex_lock (&self->lock);
      if (fds[0].revents != 0 && read (self->wake[0], drain, sizeof drain) < 0)
        g_assert_cmpint (errno, ==, EAGAIN);
      for (guint i = 0; i < n; i++)
        work_on (self, g_ptr_array_index (self->connections, i), fds[2 + 2 * i].revents, fds[3 + 2 * i].revents);
      self->reset_all = FALSE;
      if (fds[1].revents != 0 && !self->stall)
        accept_one (self);
      bury (self);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}
