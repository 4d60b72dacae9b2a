/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an exchange costs in bytes and round trips, counted at the socket before TLS, beside what PouchDB and tus need for the same dossiers
 * and scans. Real desk, real service, one relay that serves all of them alike. One line of JSON a figure. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench-desk.h"
#include "bench-peer.h"
#include "fault-proxy.h"

#define PATIENCE 600 /* seconds */
#define DELAY 5 /* ms each way: waiting is waiting, and what goes at once goes at once */

static int opt_dossiers = 100;
static gboolean opt_no_peers;

typedef struct
{
  FaultCounts records, scans, idle;
  gint64 record_bytes; /* of JSON */
  gint64 scan_bytes;
} Costs;

/* ---- ours -------------------------------------------------------------------------------------------------- */

typedef struct
{
  Province province;
  Service service;
  FaultProxy *proxy;
  BenchDesk desk;
} Bench;

static FaultProxy *
relay_to (const char *address)
{
  FaultProxy *proxy = fault_proxy_new ((guint16) atoi (strrchr (address, ':') + 1));

  fault_proxy_link (proxy, 0, DELAY);
  return proxy;
}

static void
run_sync (Bench *bench, FaultCounts *counts)
{
  McSyncSummary summary;

  fault_proxy_reset_counts (bench->proxy);
  bench_desk_sync (&bench->desk, &summary);
  *counts = fault_proxy_counts (bench->proxy);
}

static void
expect (Bench *bench, const char *sql, gint64 n)
{
  gint64 got = province_sql (&bench->province, sql);

  if (got == n)
    return;
  fprintf (stderr, "the province has %" G_GINT64_FORMAT " and not %" G_GINT64_FORMAT " (%s)\n", got, n, sql);
  exit (1);
}

/* A desk like any other: registered, and it has exchanged before. */
static void
begin (Bench *bench, const char *office)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", fault_proxy_port (bench->proxy));
  FaultCounts first;

  bench_desk_open (&bench->desk, office, 2, 1);
  bench_desk_enrol (&bench->desk, &bench->province, office, url);
  run_sync (bench, &first);
}

static void
run_ours (Bench *bench, Costs *costs)
{
  begin (bench, BENCH_OFFICE);
  bench_desk_receive (&bench->desk, (guint) opt_dossiers);
  costs->record_bytes = fixture_int (bench->desk.store.folder, "SELECT sum (length (body)) FROM entry WHERE"
                                                               " json_extract (CAST (body AS TEXT), '$.applicant') IS NOT NULL");
  run_sync (bench, &costs->records);
  run_sync (bench, &costs->idle);
  expect (bench, "SELECT count (*) FROM dossier", opt_dossiers);
  bench_desk_clear (&bench->desk);

  begin (bench, "H15.50.05.14");
  bench_desk_receive (&bench->desk, (guint) opt_dossiers);
  for (int i = 0; i < opt_dossiers; i++)
    bench_desk_attach (&bench->desk, (guint) i, BENCH_FILE);
  costs->scan_bytes = bench->desk.file_bytes;
  run_sync (bench, &costs->scans);
  expect (bench, "SELECT count (*) FROM dossier", 2 * opt_dossiers);
  expect (bench, "SELECT count (*) FROM file", opt_dossiers);
}

/* ---- theirs ------------------------------------------------------------------------------------------------ */

static void
do_counted (BenchPeer *peer, FaultProxy *proxy, const char *what, FaultCounts *counts)
{
  fault_proxy_reset_counts (proxy);
  if (bench_peer_do (peer, what, PATIENCE) < 0)
    {
      fprintf (stderr, "%s did not come to its end\n", peer->kind);
      exit (1);
    }
  *counts = fault_proxy_counts (proxy);
}

/* @scans: (nullable): records alone */
static void
run_peer (Bench *bench, const char *kind, const char *scans, FaultCounts *push, FaultCounts *idle)
{
  g_autofree char *dossiers = g_build_filename (bench->desk.store.folder, "dossiers.jsonl", NULL), *before = NULL;
  g_autoptr (FaultProxy) proxy = NULL;
  BenchPeer peer;

  bench_desk_write_dossiers (&bench->desk, dossiers);
  bench_peer_serve (&peer, kind, 0, "127.0.0.1");
  proxy = relay_to (peer.address);
  before = g_strdup_printf ("127.0.0.1:%u", fault_proxy_port (proxy));
  bench_peer_load (&peer, before, dossiers, scans);
  do_counted (&peer, proxy, "push", push);
  if (idle != NULL)
    do_counted (&peer, proxy, "idle", idle);
  if (bench_peer_count (&peer) != opt_dossiers)
    {
      fprintf (stderr, "%s did not bring all\n", kind);
      exit (1);
    }
  bench_peer_clear (&peer);
}

/* ---- what is printed --------------------------------------------------------------------------------------- */

static double
bytes_of (const FaultCounts *counts)
{
  return (double) (counts->up + counts->down);
}

static void
print_figure (const char *name, double value, const char *unit, double most, const char *against, double theirs)
{
  g_print ("{\"name\":\"exchange: %s\",\"value\":%.4f,\"unit\":\"%s\",\"most\":%g", name, value, unit, most);
  if (against != NULL)
    g_print (",\"baseline\":%.4f,\"ratio\":%.4f,\"against\":\"%s\"", theirs, value / theirs, against);
  g_print ("}\n");
  fflush (stdout);
}

static void
print_costs (const Costs *ours, const Costs *pouch, const Costs *tus)
{
  double payload = (double) (ours->record_bytes + ours->scan_bytes), n = opt_dossiers;
  const char *couch = pouch != NULL ? "PouchDB 9" : NULL, *other = tus != NULL ? "tus 1.0" : NULL;

  print_figure ("JSON of a record", (double) ours->record_bytes / n, "bytes", 885, NULL, 0);
  print_figure ("bytes for a record", bytes_of (&ours->records) / n, "bytes", 140, couch, couch ? bytes_of (&pouch->records) / n : 0);
  print_figure ("bytes on the wire for one of payload", bytes_of (&ours->scans) / payload, "bytes", 1.005, couch,
                couch ? bytes_of (&pouch->scans) / payload : 0);
  if (other != NULL)
    /* tus carries the scans alone; so nothing but them counts as payload here, and what else we send as expense. */
    print_figure ("bytes on the wire for one of a scan", bytes_of (&ours->scans) / (double) ours->scan_bytes, "bytes", 1.005, other,
                  bytes_of (&tus->scans) / (double) ours->scan_bytes);
  print_figure ("waiting round trips", ours->scans.turns, "round trips", 5, couch, couch ? pouch->scans.turns : 0);
  if (other != NULL)
    print_figure ("waiting round trips", ours->scans.turns, "round trips", 5, other, tus->scans.turns);
  print_figure ("connections", ours->scans.connections, "connections", 2, couch, couch ? pouch->scans.connections : 0);
  print_figure ("idle bytes", bytes_of (&ours->idle), "bytes", 500, couch, couch ? bytes_of (&pouch->idle) : 0);
  print_figure ("idle requests", ours->idle.requests, "requests", 1, couch, couch ? pouch->idle.requests : 0);
}

static gboolean
parse (int *argc, char ***argv)
{
  GOptionEntry entries[] = {
    { "dossiers", 0, 0, G_OPTION_ARG_INT, &opt_dossiers, "In a batch", "N" },
    { "no-peers", 0, 0, G_OPTION_ARG_NONE, &opt_no_peers, "Without PouchDB and tus", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    fprintf (stderr, "%s\n", error->message);
  return error == NULL && opt_dossiers > 0;
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  Costs ours = { 0 }, pouch = { 0 }, tus = { 0 };
  gboolean peers;

  if (!parse (&argc, &argv) || sodium_init () < 0)
    return 2;
  peers = !opt_no_peers;
  if ((peers && !bench_peer_is_there ()) || !postgres_up ())
    {
      fprintf (stderr, "node with the packages of tests/bench/package.json, or PostgreSQL 15, is not installed\n");
      return 1;
    }
  province_setup (&bench.province, NULL);
  service_start (&bench.service, &bench.province);
  bench.proxy = relay_to (bench.service.address);
  run_ours (&bench, &ours);
  if (peers)
    {
      g_autofree char *scans = bench_desk_scans (&bench.desk);

      run_peer (&bench, "pouchdb", NULL, &pouch.records, &pouch.idle);
      run_peer (&bench, "pouchdb", scans, &pouch.scans, NULL);
      run_peer (&bench, "tus", scans, &tus.scans, NULL);
    }
  print_costs (&ours, peers ? &pouch : NULL, peers ? &tus : NULL);
  bench_desk_clear (&bench.desk);
  fault_proxy_free (bench.proxy);
  service_stop (&bench.service);
  province_teardown (&bench.province, NULL);
  postgres_down ();
  return 0;
}
