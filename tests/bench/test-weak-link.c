/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real desk and the real service over a weak line of packets, as short as it can be: make bench-link measures the same. Needs root and TUN. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "bench-desk.h"
#include "weak-link.h"

#define FILE_BYTES (400 * 1024)

typedef struct
{
  Province province;
  Service service;
  BenchDesk desk;
} Line;

static WeakLink *line;

static void
set_up (Line *self, gconstpointer data)
{
  g_autofree char *url = NULL;

  memset (self, 0, sizeof *self);
  weak_link_set_loss (line, 0);
  province_setup (&self->province, NULL);
  self->province.netns = weak_link_far (line);
  self->province.listen = WEAK_LINK_FAR ":0";
  service_start (&self->service, &self->province);
  url = g_strconcat ("http://", self->service.address, NULL);
  bench_desk_open (&self->desk, BENCH_OFFICE, 2, 1);
  bench_desk_enrol (&self->desk, &self->province, BENCH_OFFICE, url);
  bench_desk_receive (&self->desk, 1);
  bench_desk_attach (&self->desk, 0, FILE_BYTES);
}

static void
tear_down (Line *self, gconstpointer data)
{
  bench_desk_clear (&self->desk);
  service_stop (&self->service);
  province_teardown (&self->province, NULL);
}

static gint64
durable (Line *self)
{
  return province_sql (&self->province, "SELECT (SELECT coalesce (sum (durable), 0) FROM file_part) +"
                                        " (SELECT coalesce (sum (size), 0) FROM file)");
}

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_usleep (10 * 1000);
}

static void
wait_durable (Line *self, gint64 bytes)
{
  while (durable (self) < bytes)
    turn ();
}

/* What an officer does while a file goes up does not wait for the file. */
static void
test_urgent (Line *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;
  gint64 entries, before;

  mc_desk_sync_start (self->desk.store.desk, g_network_monitor_get_default ());
  wait_durable (self, FILE_BYTES / 5);
  entries = province_sql (&self->province, "SELECT count (*) FROM entry WHERE stream = 0");
  before = durable (self);
  dossier = mc_desk_act (self->desk.store.desk, g_ptr_array_index (self->desk.codes, 0), MC_ACTION_FORWARD, NULL, "anh Tú", &error);
  g_assert_no_error (error);
  while (province_sql (&self->province, "SELECT count (*) FROM entry WHERE stream = 0") == entries)
    turn ();
  g_test_message ("%" G_GINT64_FORMAT " bytes of the file went before it", durable (self) - before);
  g_assert_cmpint (durable (self), <, FILE_BYTES);
  wait_durable (self, FILE_BYTES);
}

/* A connection that is reset, a line that is silent for longer than patience lasts, and every tenth packet lost: the file goes on from
 * where it was. */
static void
test_faults (Line *self, gconstpointer data)
{
  guint port = (guint) atoi (strrchr (self->service.address, ':') + 1);
  WeakLinkCounts begun, up, down;
  gint64 silent_at;

  weak_link_set_loss (line, 0.1);
  weak_link_counts (line, &begun, &down);
  mc_desk_sync_start (self->desk.store.desk, g_network_monitor_get_default ());
  wait_durable (self, FILE_BYTES / 5);
  g_assert_cmpuint (weak_link_reset (line, port), >=, 1);
  wait_durable (self, FILE_BYTES * 2 / 5);
  weak_link_set_stalled (line, TRUE);
  for (silent_at = g_get_monotonic_time (); g_get_monotonic_time () - silent_at < 12 * G_USEC_PER_SEC;)
    turn ();
  weak_link_set_stalled (line, FALSE);
  wait_durable (self, FILE_BYTES);
  weak_link_counts (line, &up, &down);
  g_test_message ("%" G_GINT64_FORMAT " bytes of packets up for %d", up.bytes - begun.bytes, FILE_BYTES);
  /* Headers, every tenth packet again, and what was under way at two breaks: less than if it had begun anew once. */
  g_assert_cmpint (up.bytes - begun.bytes, <, FILE_BYTES * 8 / 5);
}

int
main (int argc, char **argv)
{
  WeakLinkOptions options = { .bits_per_second = 400000, .rtt_ms = 100, .queue_bytes = 12000, .seed = 1, .cc = "reno" };
  g_autoptr (GError) error = NULL;
  int status;

  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    return 1;
  line = weak_link_new (&options, &error);
  if (line == NULL || !postgres_up ())
    {
      g_print ("1..0 # SKIP %s\n", error != NULL ? error->message : "no PostgreSQL 15 or later is installed");
      return 0;
    }
  g_test_add ("/weak-link/what-is-urgent-overtakes-a-file", Line, NULL, set_up, test_urgent, tear_down);
  g_test_add ("/weak-link/a-file-goes-on-after-every-fault", Line, NULL, set_up, test_faults, tear_down);
  status = g_test_run ();
  postgres_down ();
  g_clear_pointer (&line, weak_link_free);
  return status;
}
