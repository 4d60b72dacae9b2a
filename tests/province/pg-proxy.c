/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libpq sends a statement and reads until the server is ready for the next one: so each connection is a loop of two directions
 * that take turns, on a thread of its own. */
#define _GNU_SOURCE /* struct ucred, accept4 */
#include "pg-proxy.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_NAME ".s.PGSQL.5432"

struct _PgProxy
{
  char *path;
  char *server;
  int listener;
  GThread *thread;
  GMutex mutex; /* of what follows */
  GCond ended;
  guint n_connections;
  guint count;
  guint n;
  PgPoint point;
  gboolean broken;
};

typedef struct
{
  PgProxy *proxy;
  int client;
  int server;
} Connection;

/* ---- sockets --------------------------------------------------------------------------------------------- */

static struct sockaddr_un
address_of (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  g_assert_cmpuint (strlen (path), <, sizeof address.sun_path);
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  return address;
}

static gboolean
read_all (int fd, guint8 *buffer, gsize size)
{
  for (gsize have = 0; have < size;)
    {
      gssize n = recv (fd, buffer + have, size - have, 0);

      if (n <= 0 && !(n < 0 && errno == EINTR))
        return FALSE;
      have += (gsize) MAX (n, 0);
    }
  return TRUE;
}

static gboolean
send_all (int fd, const GByteArray *bytes)
{
  for (guint sent = 0; sent < bytes->len;)
    {
      gssize n = send (fd, bytes->data + sent, bytes->len - sent, MSG_NOSIGNAL);

      if (n < 0 && errno != EINTR)
        return FALSE;
      sent += (guint) MAX (n, 0);
    }
  return TRUE;
}

/* Appends one message; its type is 0 for the first of a connection, which has none. */
static gboolean
read_message (int fd, gboolean is_first, GByteArray *out, char *type)
{
  guint8 head[5] = { 0 };
  guint32 size;
  guint start = out->len;

  if (!read_all (fd, head + is_first, sizeof head - is_first))
    return FALSE;
  *type = (char) head[0];
  memcpy (&size, head + 1, sizeof size);
  size = GUINT32_FROM_BE (size) - (guint32) sizeof size;
  g_byte_array_append (out, head + is_first, (guint) sizeof head - is_first);
  g_byte_array_set_size (out, out->len + size);
  return read_all (fd, out->data + start + sizeof head - is_first, size);
}

/* ---- one connection -------------------------------------------------------------------------------------- */

static PgPoint
count_statement (PgProxy *self)
{
  PgPoint point = PG_NEVER;

  g_mutex_lock (&self->mutex);
  if (++self->count == self->n && !self->broken)
    {
      self->broken = TRUE;
      point = self->point;
    }
  g_mutex_unlock (&self->mutex);
  return point;
}

static void
kill_asker (int client)
{
  struct ucred who;
  socklen_t size = sizeof who;

  g_assert_cmpint (getsockopt (client, SOL_SOCKET, SO_PEERCRED, &who, &size), ==, 0);
  g_assert_cmpint (who.pid, !=, getpid ());
  g_assert_cmpint (kill (who.pid, SIGKILL), ==, 0);
}

/* Until the server is ready for the next statement. */
static gboolean
read_answer (int server, GByteArray *answer)
{
  char type = 0;

  while (type != 'Z')
    if (!read_message (server, FALSE, answer, &type))
      return FALSE;
  return TRUE;
}

/* One statement: the messages up to a simple query or the end of an extended one. */
static gboolean
read_statement (int client, gboolean is_first, GByteArray *statement)
{
  char type;

  do
    if (!read_message (client, is_first, statement, &type))
      return FALSE;
  while (!is_first && type != 'Q' && type != 'S' && type != 'X');
  return type != 'X';
}

static void
pass_on (Connection *self)
{
  for (gboolean is_first = TRUE;; is_first = FALSE)
    {
      g_autoptr (GByteArray) statement = g_byte_array_new (), answer = g_byte_array_new ();
      PgPoint point;

      if (!read_statement (self->client, is_first, statement))
        return;
      point = count_statement (self->proxy);
      if (point == PG_KILL_BEFORE)
        kill_asker (self->client);
      if (point == PG_BEFORE || point == PG_KILL_BEFORE || !send_all (self->server, statement))
        return;
      /* A connection that is refused answers with an error and ends. */
      if (!read_answer (self->server, answer))
        {
          send_all (self->client, answer);
          return;
        }
      if (point == PG_KILL_AFTER)
        kill_asker (self->client);
      if (point == PG_AFTER || point == PG_KILL_AFTER || !send_all (self->client, answer))
        return;
    }
}

static gpointer
serve (gpointer data)
{
  Connection *self = data;
  PgProxy *proxy = self->proxy;

  pass_on (self);
  close (self->client);
  close (self->server);
  g_free (self);
  g_mutex_lock (&proxy->mutex);
  proxy->n_connections--;
  g_cond_signal (&proxy->ended);
  g_mutex_unlock (&proxy->mutex);
  return NULL;
}

/* ---- the whole ------------------------------------------------------------------------------------------- */

static gpointer
listen_on (gpointer data)
{
  PgProxy *self = data;
  struct sockaddr_un there = address_of (self->server);
  int client;

  while ((client = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0)
    {
      Connection *connection = g_new (Connection, 1);

      *connection = (Connection) { self, client, socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) };
      g_assert_cmpint (connect (connection->server, (struct sockaddr *) &there, sizeof there), ==, 0);
      g_mutex_lock (&self->mutex);
      self->n_connections++;
      g_mutex_unlock (&self->mutex);
      g_thread_unref (g_thread_new ("pg-proxy", serve, connection));
    }
  return NULL;
}

PgProxy *
pg_proxy_new (const char *folder, const char *server)
{
  PgProxy *self = g_new0 (PgProxy, 1);
  struct sockaddr_un here;

  self->path = g_build_filename (folder, SOCKET_NAME, NULL);
  self->server = g_build_filename (server, SOCKET_NAME, NULL);
  here = address_of (self->path);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->ended);
  self->listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &here, sizeof here), ==, 0);
  g_assert_cmpint (listen (self->listener, 64), ==, 0);
  self->thread = g_thread_new ("pg-proxy", listen_on, self);
  return self;
}

/* Everybody who was connected has ended by then. */
void
pg_proxy_free (PgProxy *self)
{
  shutdown (self->listener, SHUT_RDWR);
  g_thread_join (self->thread);
  close (self->listener);
  g_mutex_lock (&self->mutex);
  while (self->n_connections > 0)
    g_cond_wait (&self->ended, &self->mutex);
  g_mutex_unlock (&self->mutex);
  unlink (self->path);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->ended);
  g_free (self->path);
  g_free (self->server);
  g_free (self);
}

void
pg_proxy_break_at (PgProxy *self, guint n, PgPoint point)
{
  g_mutex_lock (&self->mutex);
  self->count = 0;
  self->n = n;
  self->point = point;
  self->broken = FALSE;
  g_mutex_unlock (&self->mutex);
}

guint
pg_proxy_count (PgProxy *self)
{
  guint count;

  g_mutex_lock (&self->mutex);
  count = self->count;
  g_mutex_unlock (&self->mutex);
  return count;
}

gboolean
pg_proxy_has_broken (PgProxy *self)
{
  gboolean broken;

  g_mutex_lock (&self->mutex);
  broken = self->broken;
  g_mutex_unlock (&self->mutex);
  return broken;
}
