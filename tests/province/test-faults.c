/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The service and its database are killed while desks send: what was acknowledged is there, and no number comes
 * twice. */
#include <signal.h>
#include <string.h>

#include "fault-proxy.h"
#include "province-fixture.h"

#define OFFICE "H15.50.05.13"

/* A desk that sends on a thread of its own, and remembers what it was told. */
typedef struct
{
  Desk desk;
  Service places[2];   /* it takes one after the other; address and trust alone */
  guint n_places;
  GMutex mutex;        /* of what follows */
  GCond told;
  gboolean stop;
  gint64 acked;
  guint n_answers, n_busy, n_lost;
  GThread *thread;
} Sender;

static void
note (Sender *self, guint *count, gint64 acked)
{
  g_mutex_lock (&self->mutex);
  (*count)++;
  self->acked = MAX (self->acked, acked);
  g_cond_signal (&self->told);
  g_mutex_unlock (&self->mutex);
}

static void
send_once (Sender *self, Service *service)
{
  g_autoptr (GByteArray) request = desk_request (&self->desk, self->acked + 1);
  g_auto (Answer) answer = { 0 };
  g_auto (Frames) frames = { 0 };

  http (service, "POST", "/v1/exchange", self->desk.token, MC_FRAME_CONTENT_TYPE, request->data, request->len, NULL, &answer);
  /* 502: nginx has nobody behind it at this moment. */
  if (answer.status == 0 || answer.status == 502)
    {
      note (self, &self->n_lost, 0);
      return;
    }
  if (answer.status == 503)
    {
      g_assert_nonnull (answer.retry_after);
      note (self, &self->n_busy, 0);
      return;
    }
  g_assert_cmpuint (answer.status, ==, 200);
  frames_init (&frames);
  frames_parse (&frames, answer.body);
  g_assert_cmpuint (frames.refused->len, ==, 0);
  note (self, &self->n_answers, frames_acked (&frames, &self->desk));
}

static gboolean
goes_on (Sender *self)
{
  gboolean stop;

  g_mutex_lock (&self->mutex);
  stop = self->stop;
  g_mutex_unlock (&self->mutex);
  return !stop;
}

static gpointer
send_until_stopped (gpointer data)
{
  Sender *self = data;
  guint number = 1;

  for (guint i = 0; goes_on (self); i++)
    {
      if (self->acked >= (gint64) self->desk.entries->len)
        {
          desk_receive (&self->desk, 5, number);
          number += 5;
        }
      send_once (self, &self->places[i % self->n_places]);
    }
  return NULL;
}

/* Enrolled at the service itself; from then on by way of @port, 0: the service's own. */
static void
sender_add_place (Sender *self, Service *service, guint16 port)
{
  Service *place = &self->places[self->n_places++];

  place->address = port != 0 ? g_strdup_printf ("127.0.0.1:%u", port) : g_strdup (service->address);
  place->tls = service->tls != NULL ? g_object_ref (service->tls) : NULL;
}

static void
sender_start (Sender *self, Province *province, Service *services, guint n_services, int number, guint16 port)
{
  memset (self, 0, sizeof *self);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->told);
  desk_enrol (&self->desk, province, &services[0], OFFICE, number);
  for (guint i = 0; i < n_services; i++)
    sender_add_place (self, &services[i], port);
  self->thread = g_thread_new ("desk", send_until_stopped, self);
}

/* Until *@count, one of the sender's, has grown by @n. */
static void
sender_wait (Sender *self, const guint *count, guint n)
{
  g_mutex_lock (&self->mutex);
  for (guint until = *count + n; *count < until;)
    g_cond_wait (&self->told, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static void
sender_end (Sender *self)
{
  g_mutex_lock (&self->mutex);
  self->stop = TRUE;
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
}

static void
sender_clear (Sender *self)
{
  for (guint i = 0; i < self->n_places; i++)
    {
      g_free (self->places[i].address);
      g_clear_object (&self->places[i].tls);
    }
  desk_clear (&self->desk);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->told);
}

/* Every acknowledged entry is there with its hash, and the office's numbers are 1, 2, 3 ... */
static void
assert_kept (Province *province, Sender *sender)
{
  g_autofree char *hex = mc_hex_encode (sender->desk.origin, MC_ORIGIN_SIZE);
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM entry e JOIN origin o ON o.n = e.origin WHERE o.id = '\\x%s' AND seq <= %"
                                          G_GINT64_FORMAT, hex, sender->acked);
  g_autofree char *hash = sender->acked > 0
                              ? mc_hex_encode (g_array_index (sender->desk.entries, McEntry, sender->acked - 1).hash, MC_HASH_SIZE)
                              : g_strdup ("");
  g_autofree char *head = g_strdup_printf ("SELECT count(*) FROM entry e JOIN origin o ON o.n = e.origin WHERE o.id = '\\x%s' AND seq = %"
                                           G_GINT64_FORMAT " AND hash = '\\x%s'", hex, sender->acked, hash);

  g_assert_cmpint (province_sql (province, sql), ==, sender->acked);
  if (sender->acked > 0)
    g_assert_cmpint (province_sql (province, head), ==, 1);
  province_assert_sound (province);
}

static void
test_killed (Province *province, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (FaultProxy) link = NULL;
  Service service = { 0 };
  Sender sender;

  service_start (&service, province);
  link = fault_proxy_new (service_port (&service));
  sender_start (&sender, province, &service, 1, 1, fault_proxy_port (link));
  for (int i = 0; i < 12; i++)
    {
      /* Somewhere within the next requests. */
      sender_wait (&sender, &sender.n_answers, 1);
      g_usleep ((gulong) g_rand_int_range (rand, 0, 50000));
      service_kill (&service);
      service_start (&service, province);
      fault_proxy_lead_to (link, service_port (&service));
    }
  sender_wait (&sender, &sender.n_answers, 1);
  sender_end (&sender);
  assert_kept (province, &sender);
  service_stop (&service);
  sender_clear (&sender);
}

/* A file goes up while the service is killed: it goes on from what was kept, and is whole in the end. */
static void
test_killed_upload (Province *province, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  guint8 hash[MC_HASH_SIZE];
  const gsize size = 3 * 1024 * 1024;
  g_autoptr (GBytes) file = random_file (rand, size, hash);
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE), *path = g_strconcat ("/v1/blobs/", hex, NULL);
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };
  gint64 kept = 0;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  for (int i = 0; i < 8; i++)
    {
      g_autoptr (GSocketConnection) connection = service_connect (&service);
      g_autofree char *head = g_strdup_printf ("PUT %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Range: bytes %"
                                               G_GINT64_FORMAT "-%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT
                                               "\r\nTransfer-Encoding: chunked\r\n\r\n%" G_GSIZE_MODIFIER "x\r\n",
                                               path, desk.token, kept, size - 1, size, size - (gsize) kept);
      GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
      gint64 now;

      g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
      g_output_stream_write_all (out, (const guint8 *) g_bytes_get_data (file, NULL) + kept,
                                 MIN (400000, size - (gsize) kept - 1), NULL, NULL, NULL);
      g_usleep ((gulong) g_rand_int_range (rand, 0, 60000));
      /* On a busy machine nothing may have been kept by then: the last kill waits for something. */
      while (i == 7 && province_sql (province, "SELECT coalesce (max (durable), 0) FROM file_part") == 0)
        g_usleep (50000);
      service_kill (&service);
      service_start (&service, province);
      now = province_sql (province, "SELECT coalesce (max (durable), 0) FROM file_part");
      g_assert_cmpint (now, >=, kept);
      kept = now;
    }
  g_assert_cmpint (kept, >, 0);
  {
    g_autofree char *range = g_strdup_printf ("Content-Range: bytes %" G_GINT64_FORMAT "-%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT, kept,
                                              size - 1, size);

    http (&service, "PUT", path, desk.token, "application/octet-stream", (const guint8 *) g_bytes_get_data (file, NULL) + kept,
          size - (gsize) kept, range, &answer);
  }
  g_assert_cmpuint (answer.status, ==, 200);
  http (&service, "GET", path, desk.token, NULL, NULL, 0, NULL, &answer);
  g_assert_true (g_bytes_equal (answer.body, file));
  service_stop (&service);
}

static void
test_two_instances (Province *province, gconstpointer data)
{
  Service services[2] = { { 0 }, { 0 } };
  Sender senders[4];
  int status;
  g_autofree char *migrated = NULL;

  service_start (&services[0], province);
  service_start (&services[1], province);
  for (int i = 0; i < 4; i++)
    sender_start (&senders[i], province, services, 2, i + 1, 0);
  for (int i = 0; i < 4; i++)
    sender_wait (&senders[i], &senders[i].n_answers, 8);
  for (int i = 0; i < 4; i++)
    sender_end (&senders[i]);
  for (int i = 0; i < 4; i++)
    {
      g_assert_cmpuint (senders[i].n_lost + senders[i].n_busy, ==, 0);
      assert_kept (province, &senders[i]);
      sender_clear (&senders[i]);
    }
  migrated = province_ctl (province, &status, NULL, "stats", "--json", NULL);
  g_assert_cmpint (status, ==, 0);
  service_stop (&services[0]);
  service_stop (&services[1]);
}

static gpointer
start_one (gpointer data)
{
  gpointer *both = data;

  service_start (both[0], both[1]);
  return NULL;
}

/* Instances that start together on an empty database make its tables once. */
static void
test_start_together (Province *province, gconstpointer data)
{
  Service services[4] = { { 0 }, { 0 }, { 0 }, { 0 } };
  gpointer args[4][2];
  GThread *threads[4];

  for (int i = 0; i < 4; i++)
    {
      args[i][0] = &services[i];
      args[i][1] = province;
    }
  /* The program dies with the thread that began it: all but the last are begun before the others are joined. */
  for (int i = 1; i < 4; i++)
    threads[i] = g_thread_new ("start", start_one, args[i]);
  start_one (args[0]);
  for (int i = 1; i < 4; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (province_sql (province, "SELECT count(*) - max(version) FROM schema_version"), ==, 0);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM service"), ==, 1);
  service_stop (&services[0]);
  for (int i = 1; i < 4; i++)
    service_kill (&services[i]);
}

static void
test_newer_tables (Province *province, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL;
  int status;

  first = province_ctl (province, &status, NULL, "stats", NULL);
  g_assert_cmpint (status, ==, 0);
  province_sql_run (province, "INSERT INTO schema_version (version) VALUES (99)");
  second = province_ctl (province, &status, NULL, "stats", NULL);
  g_assert_cmpint (status, ==, 3);
}

static void
test_database_restarted (Province *province, gconstpointer data)
{
  g_auto (Answer) answer = { 0 };
  Service service = { 0 };
  Sender senders[3];
  guint busy = 0;

  service_start (&service, province);
  for (int i = 0; i < 3; i++)
    sender_start (&senders[i], province, &service, 1, i + 1, 0);
  for (int i = 0; i < 3; i++)
    {
      sender_wait (&senders[i], &senders[i].n_answers, 3);
      postgres_stop ();
      sender_wait (&senders[i], &senders[i].n_busy, 1);
      http (&service, "GET", "/health", NULL, NULL, NULL, 0, NULL, &answer);
      assert_problem (&answer, 503, "unavailable");
      g_assert_nonnull (answer.retry_after);
      postgres_start ();
    }
  for (int i = 0; i < 3; i++)
    sender_wait (&senders[i], &senders[i].n_answers, 1);
  for (int i = 0; i < 3; i++)
    sender_end (&senders[i]);
  http (&service, "GET", "/health", NULL, NULL, NULL, 0, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  for (int i = 0; i < 3; i++)
    {
      g_auto (Frames) frames = { 0 };

      /* The connection to the service was never lost, and work goes on. */
      g_assert_cmpuint (senders[i].n_lost, ==, 0);
      busy += senders[i].n_busy;
      frames_init (&frames);
      desk_exchange (&senders[i].desk, &service, senders[i].acked + 1, &frames);
      senders[i].acked = MAX (senders[i].acked, frames_acked (&frames, &senders[i].desk));
      g_assert_cmpint (senders[i].acked, ==, senders[i].desk.entries->len);
      assert_kept (province, &senders[i]);
      sender_clear (&senders[i]);
    }
  g_assert_cmpuint (busy, >, 0);
  service_stop (&service);
}

static void
test_term_finishes (Province *province, gconstpointer data)
{
  Service service = { 0 };
  Sender sender;

  service_start (&service, province);
  sender_start (&sender, province, &service, 1, 1, 0);
  sender_wait (&sender, &sender.n_answers, 2);
  g_subprocess_send_signal (service.process, SIGTERM);
  g_subprocess_wait (service.process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (service.process));
  g_assert_cmpint (g_subprocess_get_exit_status (service.process), ==, 0);
  g_clear_object (&service.process);
  sender_end (&sender);
  g_test_message ("%u answers, %u without one", sender.n_answers, sender.n_lost);
  assert_kept (province, &sender);
  sender_clear (&sender);
  service_stop (&service);
}

#define ADD(path, func) g_test_add ("/province/faults/" path, Province, NULL, province_setup, func, province_teardown)

int
main (int argc, char **argv)
{
  if (!province_tests_begin (&argc, &argv))
    return 0;
  ADD ("killed-at-any-moment-nothing-acknowledged-is-missing", test_killed);
  ADD ("killed-in-an-upload-it-goes-on", test_killed_upload);
  ADD ("two-instances-serve-one-database", test_two_instances);
  ADD ("instances-that-start-together-migrate-once", test_start_together);
  ADD ("newer-tables-are-refused", test_newer_tables);
  ADD ("the-database-restarts-under-load", test_database_restarted);
  ADD ("asked-to-end-it-finishes-what-runs", test_term_finishes);
  return province_tests_run ();
}
