/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an exchange may cost at the socket (design: 140 bytes a record, 1.005 a byte, 5 round trips, 500 bytes idle): a real desk and the real
 * service, with a relay between them that counts. */
#include <stdlib.h>
#include <string.h>

#include "bench-desk.h"
#include "fault-proxy.h"
#include "mc-error.h"

typedef struct
{
  Province province;
  Service service;
  FaultProxy *proxy;
  BenchDesk desk;
} Costs;

static void
sync_counted (Costs *self, FaultCounts *counts)
{
  McSyncSummary summary;

  fault_proxy_reset_counts (self->proxy);
  bench_desk_sync (&self->desk, &summary);
  *counts = fault_proxy_counts (self->proxy);
  g_test_message ("%" G_GINT64_FORMAT " bytes up, %" G_GINT64_FORMAT " down, %u requests, %u round trips", counts->up, counts->down,
                  counts->requests, counts->turns);
}

static void
set_up (Costs *self, gconstpointer data)
{
  g_autofree char *url = NULL;
  FaultCounts first;

  memset (self, 0, sizeof *self);
  province_setup (&self->province, NULL);
  service_start (&self->service, &self->province);
  self->proxy = fault_proxy_new ((guint16) atoi (strrchr (self->service.address, ':') + 1));
  url = g_strdup_printf ("http://127.0.0.1:%u", fault_proxy_port (self->proxy));
  bench_desk_open (&self->desk, BENCH_OFFICE, 2, 1);
  bench_desk_enrol (&self->desk, &self->province, BENCH_OFFICE, url);
  sync_counted (self, &first);
}

static void
tear_down (Costs *self, gconstpointer data)
{
  bench_desk_clear (&self->desk);
  fault_proxy_free (self->proxy);
  service_stop (&self->service);
  province_teardown (&self->province, NULL);
}

static void
test_records (Costs *self, gconstpointer data)
{
  FaultCounts counts;

  bench_desk_receive (&self->desk, 100);
  sync_counted (self, &counts);
  g_assert_cmpint (counts.up + counts.down, <=, 140 * 100);
  g_assert_cmpuint (counts.turns, <=, 2);
  g_assert_cmpint (province_sql (&self->province, "SELECT count (*) FROM dossier"), ==, 100);

  sync_counted (self, &counts);
  g_assert_cmpint (counts.up + counts.down, <=, 500);
  g_assert_cmpuint (counts.requests, ==, 1);
}

/* Small files of many dossiers go up in one request, whatever their number. */
static void
test_scans (Costs *self, gconstpointer data)
{
  FaultCounts counts;
  const guint n = 100;
  const gsize size = 40 * 1024;

  bench_desk_receive (&self->desk, n);
  for (guint i = 0; i < n; i++)
    bench_desk_attach (&self->desk, i, size);
  sync_counted (self, &counts);
  g_assert_cmpint (province_sql (&self->province, "SELECT count (*) FROM file"), ==, n);
  g_assert_cmpuint (counts.turns, <=, 5);
  /* A long upload has one of its own. */
  g_assert_cmpuint (counts.connections, <=, 2);
  /* Beside the files: two entries for each, and for each file a frame's head. */
  g_assert_cmpint (counts.up + counts.down, <=, (gint64) (n * size) * 1005 / 1000 + 2 * 140 * n);
}

/* A line that breaks again and again under a file: no byte that is durable goes over it twice. */
static void
test_breaks (Costs *self, gconstpointer data)
{
  const gint64 size = 400 * 1024, each = 90 * 1000;
  FaultCounts counts;
  guint breaks = 0;
  gboolean ok = FALSE;

  fault_proxy_link (self->proxy, 800000, 20);
  bench_desk_receive (&self->desk, 1);
  bench_desk_attach (&self->desk, 0, (gsize) size);
  fault_proxy_reset_counts (self->proxy);
  for (int i = 0; !ok && i < 20; i++)
    {
      g_autoptr (GError) error = NULL;
      McSyncSummary summary;

      fault_proxy_cut_after (self->proxy, each, -1);
      ok = mc_desk_sync (self->desk.store.desk, NULL, FALSE, NULL, &summary, &error);
      if (!ok)
        g_assert_error (error, MC_ERROR, MC_ERROR_OFFLINE);
      breaks += !ok;
    }
  fault_proxy_cut_after (self->proxy, -1, -1);
  counts = fault_proxy_counts (self->proxy);
  g_test_message ("%u breaks, %" G_GINT64_FORMAT " bytes up for %" G_GINT64_FORMAT, breaks, counts.up, size);
  g_assert_true (ok);
  g_assert_cmpuint (breaks, >=, 4);
  g_assert_cmpint (province_sql (&self->province, "SELECT count (*) FROM file"), ==, 1);
  /* At each break, the frame that was cut: about a second of a line of 100 KB/s, and twice that when the pace has just changed. */
  g_assert_cmpint (counts.up, <=, size + (gint64) breaks * 64 * 1024);
}

/* The answer to an upload was lost with its connection: the desk gets the province's word with the next exchange, and sends no file again. */
static void
test_lost_word (Costs *self, gconstpointer data)
{
  FaultCounts counts;

  bench_desk_receive (&self->desk, 3);
  for (guint i = 0; i < 3; i++)
    bench_desk_attach (&self->desk, i, 100 * 1024);
  sync_counted (self, &counts);
  g_assert_cmpint (fixture_int (self->desk.store.folder, "SELECT count (*) FROM sent_file"), ==, 3);
  fixture_exec (self->desk.store.folder, "DELETE FROM sent_file");
  sync_counted (self, &counts);
  g_assert_cmpint (fixture_int (self->desk.store.folder, "SELECT count (*) FROM sent_file"), ==, 3);
  g_assert_cmpint (counts.up, <=, 2000);
  sync_counted (self, &counts);
  g_assert_cmpuint (counts.requests, ==, 1);
}

int
main (int argc, char **argv)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  if (!province_tests_begin (&argc, &argv))
    return 0;
  g_test_add ("/costs/a-record-and-an-idle-exchange", Costs, NULL, set_up, test_records, tear_down);
  g_test_add ("/costs/scans-in-few-round-trips", Costs, NULL, set_up, test_scans, tear_down);
  g_test_add ("/costs/a-line-that-breaks-costs-what-was-under-way", Costs, NULL, set_up, test_breaks, tear_down);
  g_test_add ("/costs/a-lost-receipt-of-a-file-is-asked-for", Costs, NULL, set_up, test_lost_word, tear_down);
  return province_tests_run ();
}
