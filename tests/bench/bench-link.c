/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real desk and the real service over a weak link: what share of the line files get, what a reset costs, how soon work goes on
 * after a silence, and how long something urgent waits behind a large file. One line of JSON a figure. Needs root. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench-desk.h"
#include "bench-peer.h"
#include "mc-desk-files.h"
#include "weak-link.h"

#define POLL (20 * 1000)
#define SOON 5 /* seconds: what an officer does is at the province */
#define PATIENCE 6 /* so many times what a run should take, it is called off */

static char *opt_scenario;
static char *opt_cc;
static int opt_rate = 64000;
static int opt_rtt = 300;
static int opt_queue = 12000;
static int opt_seconds = 300;
static int opt_every;
static int opt_seed = 1;
static double opt_loss;
static gboolean opt_peers;
static gboolean opt_plain;

typedef struct
{
  WeakLinkOptions options;
  WeakLink *link;
  Province province;
  Service service;
  BenchDesk desk;
  guint port;
  WeakLinkCounts up, down; /* at the end of the desk's run */
  char *chosen;      /* congestion control that the desk's connection had */
  double bound;      /* payload bytes a second */
} Bench;

/* ---- what is printed --------------------------------------------------------------------------------------- */

static void
print_figure (Bench *bench, const char *name, double value, const char *unit, const char *more, ...) G_GNUC_PRINTF (5, 6);

static void
print_figure (Bench *bench, const char *name, double value, const char *unit, const char *more, ...)
{
  g_autofree char *rest = NULL;
  va_list args;

  va_start (args, more);
  rest = g_strdup_vprintf (more, args);
  va_end (args);
  g_print ("{\"name\":\"link: %s\",\"value\":%.4f,\"unit\":\"%s\",\"loss\":%.2f,\"bits_per_second\":%d,\"rtt_ms\":%d,\"queue_bytes\":%d,"
           "\"seed\":%d,\"load\":%.1f%s%s}\n",
           name, value, unit, opt_loss, opt_rate, opt_rtt, opt_queue, opt_seed, bench_load (), rest[0] != '\0' ? "," : "", rest);
  fflush (stdout);
}

/* ---- the desk's connection --------------------------------------------------------------------------------- */

/* The TCP sockets of this process that lead to the far end: the desk's. Their congestion control is what the desk chose; for a comparison
 * another can be put in its place. */
static void
look_at_sockets (Bench *bench)
{
  for (int fd = 3; fd < 256; fd++)
    {
      struct sockaddr_in peer;
      socklen_t size = sizeof peer;
      char name[16] = "";
      socklen_t name_size = sizeof name;

      if (getpeername (fd, (struct sockaddr *) &peer, &size) != 0 || peer.sin_family != AF_INET || ntohs (peer.sin_port) != bench->port ||
          getsockopt (fd, IPPROTO_TCP, TCP_CONGESTION, name, &name_size) != 0)
        continue;
      if (strcmp (name, opt_cc) != 0 && strcmp (opt_cc, "bbr") != 0)
        setsockopt (fd, IPPROTO_TCP, TCP_CONGESTION, opt_cc, (socklen_t) strlen (opt_cc));
      else
        {
          g_free (bench->chosen);
          bench->chosen = g_strndup (name, sizeof name);
        }
    }
}

static void
turn (Bench *bench)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  look_at_sockets (bench);
  g_usleep (POLL);
}

static double
seconds_since (gint64 begun)
{
  return (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
}

static gboolean
is_all_in (BenchDesk *desk)
{
  g_auto (McSyncStatus) status = { 0 };

  mc_desk_sync_status (desk->store.desk, &status);
  return status.last_contact > 0 && status.state == MC_LINK_GOOD && status.waiting == 0 && status.files == 0;
}

/* Payload that is durable at the province. */
static gint64
durable (Bench *bench)
{
  return province_sql (&bench->province, "SELECT (SELECT coalesce (sum (durable), 0) FROM file_part) +"
                                         " (SELECT coalesce (sum (size), 0) FROM file)");
}

static void
give_up (const char *what)
{
  fprintf (stderr, "%s did not come to its end\n", what);
  exit (1);
}

/* ---- a whole run ------------------------------------------------------------------------------------------- */

static void
begin (Bench *bench)
{
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  /* What the desk does not choose itself it does not get: the system's would be the other one. */
  bench->options = (WeakLinkOptions) { (guint) opt_rate, (guint) opt_rtt, 0, (guint) opt_queue, (guint32) opt_seed, "cubic" };
  bench->link = weak_link_new (&bench->options, &error);
  bench_check (error, "The line cannot be made");
  if (!postgres_up ())
    give_up ("PostgreSQL 15 is not installed, so the province");
  province_setup (&bench->province, NULL);
  bench->province.netns = weak_link_far (bench->link);
  bench->province.listen = WEAK_LINK_FAR ":0";
  service_start (&bench->service, &bench->province);
  bench->port = (guint) atoi (strrchr (bench->service.address, ':') + 1);
  bench_desk_open (&bench->desk, BENCH_OFFICE, 2, (guint32) opt_seed);
  url = g_strconcat ("http://", bench->service.address, NULL);
  bench_desk_enrol (&bench->desk, &bench->province, BENCH_OFFICE, url);
  bench->options.loss = opt_loss;
  bench->bound = weak_link_bound (&bench->options);
  weak_link_set_loss (bench->link, opt_loss);
}

static void
end (Bench *bench)
{
  bench_desk_clear (&bench->desk);
  service_stop (&bench->service);
  province_teardown (&bench->province, NULL);
  postgres_down ();
  weak_link_free (bench->link);
  g_free (bench->chosen);
}

/* Dossiers with a scan each, as many as the line carries in the time. */
static void
fill (Bench *bench)
{
  guint n = (guint) MAX (1, opt_seconds * bench->bound / BENCH_FILE + 0.5);

  bench_desk_receive (&bench->desk, n);
  for (guint i = 0; i < n; i++)
    bench_desk_attach (&bench->desk, i, BENCH_FILE);
}

/* Seconds from the beginning of the exchange until the desk has the province's word for everything. */
static double
run_desk (Bench *bench)
{
  gint64 begun = g_get_monotonic_time (), cut = begun;
  double most = PATIENCE * ((double) bench->desk.file_bytes / bench->bound + 60);

  mc_desk_sync_start (bench->desk.store.desk, g_network_monitor_get_default ());
  while (!is_all_in (&bench->desk))
    {
      turn (bench);
      if (opt_every > 0 && seconds_since (cut) >= opt_every)
        {
          cut = g_get_monotonic_time ();
          if (weak_link_reset (bench->link, bench->port) == 0)
            fprintf (stderr, "no connection was there to be reset\n");
        }
      if (seconds_since (begun) > most)
        give_up ("the exchange");
    }
  weak_link_counts (bench->link, &bench->up, &bench->down);
  return seconds_since (begun);
}

static double
share_of (Bench *bench, double seconds)
{
  return (double) bench->desk.file_bytes / seconds / bench->bound;
}

static void
print_share (Bench *bench, double seconds)
{
  WeakLinkCounts *up = &bench->up, *down = &bench->down;

  print_figure (bench, "share of the line", share_of (bench, seconds), "of the bound",
                "\"cc\":\"%s\",\"seconds\":%.1f,\"bound_seconds\":%.1f,\"payload\":%" G_GINT64_FORMAT ",\"ip_bytes_up\":%" G_GINT64_FORMAT
                ",\"ip_bytes_down\":%" G_GINT64_FORMAT ",\"queue_drops\":%" G_GINT64_FORMAT,
                bench->chosen != NULL ? bench->chosen : "", seconds, (double) bench->desk.file_bytes / bench->bound, bench->desk.file_bytes,
                up->bytes, down->bytes, up->dropped);
}

/* ---- peers ------------------------------------------------------------------------------------------------- */

/* A program that writes the same number of bytes into a connection: TCP and nothing else. */
typedef struct
{
  int ns;
  int listener;
  gint64 bytes;
  gssize got; /* atomic */
  int connection;
} Plain;

static gpointer
plain_reader (gpointer data)
{
  Plain *self = data;
  guint8 buffer[65536];
  gssize n;

  self->connection = accept (self->listener, NULL, NULL);
  while (self->got < self->bytes && (n = read (self->connection, buffer, sizeof buffer)) > 0)
    g_atomic_pointer_add (&self->got, n);
  close (self->connection);
  return NULL;
}

static gpointer
plain_listen (gpointer data)
{
  Plain *self = data;
  struct sockaddr_in address = { .sin_family = AF_INET };

  if (setns (self->ns, CLONE_NEWNET) != 0 || (self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0 ||
      bind (self->listener, (struct sockaddr *) &address, sizeof address) != 0 || listen (self->listener, 1) != 0)
    self->listener = -1;
  return NULL;
}

/* Payload bytes a second. One connection may go on for an hour without a byte where every fifth packet is lost: at @most seconds
 * what has arrived counts. */
static double
run_plain (Bench *bench, double most)
{
  Plain plain = { weak_link_far (bench->link), -1, bench->desk.file_bytes, 0, -1 };
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  g_autofree guint8 *data = g_malloc0 (65536);
  gint64 begun, left = plain.bytes;
  GThread *reader;
  double seconds;
  int fd;

  g_thread_join (g_thread_new ("plain-listen", plain_listen, &plain));
  if (plain.listener < 0 || getsockname (plain.listener, (struct sockaddr *) &address, &size) != 0)
    give_up ("plain TCP");
  address.sin_addr.s_addr = g_htonl (0x7f090002);
  reader = g_thread_new ("plain-reader", plain_reader, &plain);
  begun = g_get_monotonic_time ();
  fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt (fd, IPPROTO_TCP, TCP_CONGESTION, opt_cc, (socklen_t) strlen (opt_cc));
  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    give_up ("plain TCP");
  while ((seconds = seconds_since (begun)) < most && (gint64) g_atomic_pointer_get (&plain.got) < plain.bytes)
    {
      gssize n = left > 0 ? send (fd, data, (gsize) MIN (left, 65536), MSG_DONTWAIT) : 0;

      left -= MAX (n, 0);
      if (n <= 0)
        g_usleep (POLL);
    }
  shutdown (plain.listener, SHUT_RDWR);
  shutdown (plain.connection, SHUT_RDWR);
  g_thread_join (reader);
  close (fd);
  close (plain.listener);
  return (double) plain.got / seconds;
}

/* Its share; 0 when it did not come to its end. */
static double
run_peer (Bench *bench, const char *kind)
{
  g_autofree char *dossiers = g_build_filename (bench->desk.store.folder, "dossiers.jsonl", NULL);
  g_autofree char *scans = bench_desk_scans (&bench->desk);
  g_autoptr (GError) error = NULL;
  BenchPeer peer;
  double seconds;

  weak_link_set_cc (bench->link, opt_cc, &error);
  bench_check (error, opt_cc);
  bench_desk_write_dossiers (&bench->desk, dossiers);
  bench_peer_serve (&peer, kind, weak_link_far (bench->link), WEAK_LINK_FAR);
  bench_peer_load (&peer, NULL, dossiers, scans);
  seconds = bench_peer_do (&peer, "push", (guint) (PATIENCE * ((double) bench->desk.file_bytes / bench->bound + 60)));
  if (seconds > 0 && bench_peer_count (&peer) != (gint64) bench->desk.codes->len)
    give_up (kind);
  bench_peer_clear (&peer);
  return seconds > 0 ? share_of (bench, seconds) : 0;
}

static void
print_beside (Bench *bench, const char *name, double ours, double theirs)
{
  g_autofree char *full = g_strdup_printf ("share of the line, beside %s", name);

  print_figure (bench, full, ours, "of the bound", "\"cc\":\"%s\",\"baseline\":%.4f,\"ratio\":%.4f,\"against\":\"%s\"", opt_cc, theirs,
                theirs > 0 ? ours / theirs : 0, name);
}

/* ---- scenarios --------------------------------------------------------------------------------------------- */

static void
run_share (Bench *bench)
{
  double seconds, share;

  fill (bench);
  seconds = run_desk (bench);
  share = share_of (bench, seconds);
  print_share (bench, seconds);
  if (opt_plain)
    print_beside (bench, "plain TCP", share, run_plain (bench, 3 * seconds) / bench->bound);
  if (!opt_peers)
    return;
  print_beside (bench, "PouchDB 9", share, run_peer (bench, "pouchdb"));
  print_beside (bench, "tus 1.0", share, run_peer (bench, "tus"));
}

/* One file, with resets; what it takes without is another run with the same seed. */
static void
run_reset (Bench *bench)
{
  gsize bytes = (gsize) (opt_seconds * bench->bound);
  double seconds;

  bench_desk_receive (&bench->desk, 1);
  bench_desk_attach (&bench->desk, 0, bytes);
  seconds = run_desk (bench);
  print_figure (bench, "one large file", seconds, "s", "\"cc\":\"%s\",\"reset_every_s\":%d,\"payload\":%" G_GSIZE_FORMAT
                ",\"share\":%.4f,\"bound_seconds\":%.1f",
                bench->chosen != NULL ? bench->chosen : "", opt_every, bytes, (double) bytes / seconds / bench->bound,
                (double) bytes / bench->bound);
}

/* A result that comes down. */
static void
run_down (Bench *bench)
{
  g_autofree char *path = g_build_filename (bench->province.folder, "ket-qua.pdf", NULL), *out = NULL, *cc = g_strdup ("");
  g_autofree char *hash = NULL;
  gsize bytes = (gsize) (opt_seconds * bench->bound);
  BenchDesk *desk = &bench->desk;
  McSyncSummary summary;
  gint64 begun;
  int status;

  bench_desk_receive (desk, 1);
  bench_desk_sync (desk, &summary);
  hash = bench_write_file (path, "%PDF-1.7", bytes);
  out = province_ctl (&bench->province, &status, NULL, "status", g_ptr_array_index (desk->codes, 0), "done", "--result", path, NULL);
  begun = g_get_monotonic_time ();
  mc_desk_sync_start (desk->store.desk, g_network_monitor_get_default ());
  while (!mc_desk_has_file (desk->store.desk, hash))
    {
      for (int i = 0; i < 10; i++)
        turn (bench);
      if (cc[0] == '\0')
        {
          g_free (cc);
          cc = weak_link_far_cc (bench->link, bench->port);
        }
      if (seconds_since (begun) > PATIENCE * (opt_seconds + 60))
        give_up ("the result");
    }
  print_figure (bench, "share of the line, coming down", (double) bytes / seconds_since (begun) / bench->bound, "of the bound",
                "\"cc\":\"%s\",\"seconds\":%.1f,\"payload\":%" G_GSIZE_FORMAT, cc, seconds_since (begun), bytes);
}

static gint64
wait_for_more (Bench *bench, gint64 before, double most)
{
  gint64 begun = g_get_monotonic_time (), got;

  while ((got = durable (bench)) <= before)
    {
      turn (bench);
      if (seconds_since (begun) > most)
        give_up ("the file");
    }
  return got;
}

/* Silences of different lengths, each in the middle of a file. */
static void
run_stall (Bench *bench)
{
  static const int silences[] = { 4, 9, 15, 30, 60, 120, 300 };

  bench_desk_receive (&bench->desk, 1);
  bench_desk_attach (&bench->desk, 0, 20 * 1024 * 1024);
  mc_desk_sync_start (bench->desk.store.desk, g_network_monitor_get_default ());
  wait_for_more (bench, 0, 120);
  for (guint i = 0; i < G_N_ELEMENTS (silences) && silences[i] <= opt_seconds; i++)
    {
      gint64 begun = g_get_monotonic_time (), before;

      wait_for_more (bench, durable (bench), 120);
      while (seconds_since (begun) < 20 + g_rand_double_range (bench->desk.rand, 0, 3))
        turn (bench);
      weak_link_set_stalled (bench->link, TRUE);
      begun = g_get_monotonic_time ();
      while (seconds_since (begun) < silences[i])
        turn (bench);
      before = durable (bench);
      weak_link_set_stalled (bench->link, FALSE);
      begun = g_get_monotonic_time ();
      wait_for_more (bench, before, 600);
      print_figure (bench, "work goes on after a silence", seconds_since (begun), "s", "\"cc\":\"%s\",\"silence_s\":%d",
                    bench->chosen != NULL ? bench->chosen : "", silences[i]);
    }
}

static int
compare_waits (gconstpointer a, gconstpointer b)
{
  const double *left = a, *right = b;

  return *left < *right ? -1 : *left > *right;
}

static void
print_waits (Bench *bench, GArray *waits)
{
  guint in_time = 0;

  g_array_sort (waits, compare_waits);
  for (guint i = 0; i < waits->len; i++)
    in_time += g_array_index (waits, double, i) <= SOON;
  print_figure (bench, "status changes behind a file that arrive soon enough", (double) in_time / waits->len, "of all",
                "\"cc\":\"%s\",\"within_s\":%d,\"in_time\":%u,\"trials\":%u,\"p50_s\":%.2f,\"worst_s\":%.2f", bench->chosen != NULL ? bench->chosen : "",
                SOON, in_time, waits->len, g_array_index (waits, double, waits->len / 2), g_array_index (waits, double, waits->len - 1));
}

/* What an officer does while the file goes up, until the province has it. */
static void
run_urgent (Bench *bench)
{
  g_autoptr (GArray) waits = g_array_new (FALSE, FALSE, sizeof (double));
  guint n = (guint) MAX (1, opt_seconds / 20);

  bench_desk_receive (&bench->desk, n + 1);
  bench_desk_attach (&bench->desk, n, 20 * 1024 * 1024);
  mc_desk_sync_start (bench->desk.store.desk, g_network_monitor_get_default ());
  wait_for_more (bench, 0, 300);
  for (guint i = 0; i < n; i++)
    {
      gint64 begun = g_get_monotonic_time (), entries = province_sql (&bench->province, "SELECT count (*) FROM entry WHERE stream = 0");
      double pause = g_rand_double_range (bench->desk.rand, 12, 20);
      g_autoptr (McDossier) dossier = NULL;
      g_autoptr (GError) error = NULL;
      double took;

      while (seconds_since (begun) < pause)
        turn (bench);
      begun = g_get_monotonic_time ();
      dossier = mc_desk_act (bench->desk.store.desk, g_ptr_array_index (bench->desk.codes, i), MC_ACTION_FORWARD, NULL, "anh Tú", &error);
      bench_check (error, "forwarding");
      while (province_sql (&bench->province, "SELECT count (*) FROM entry WHERE stream = 0") == entries)
        {
          turn (bench);
          if (seconds_since (begun) > 300)
            give_up ("the status change");
        }
      took = seconds_since (begun);
      g_array_append_val (waits, took);
    }
  for (guint i = 0; i < waits->len; i++)
    print_figure (bench, "a status change behind a file", g_array_index (waits, double, i), "s", "\"cc\":\"%s\"",
                  bench->chosen != NULL ? bench->chosen : "");
  print_waits (bench, waits);
}

static const struct
{
  const char *name;
  void (*run) (Bench *bench);
} scenarios[] = { { "share", run_share }, { "down", run_down }, { "reset", run_reset }, { "stall", run_stall }, { "urgent", run_urgent } };

static gboolean
parse (int *argc, char ***argv)
{
  GOptionEntry entries[] = {
    { "scenario", 0, 0, G_OPTION_ARG_STRING, &opt_scenario, "share, down, reset, stall or urgent", "NAME" },
    { "rate", 0, 0, G_OPTION_ARG_INT, &opt_rate, "Of the line, each way", "BIT/S" },
    { "rtt", 0, 0, G_OPTION_ARG_INT, &opt_rtt, "There and back", "MS" },
    { "loss", 0, 0, G_OPTION_ARG_DOUBLE, &opt_loss, "Of the packets, each way: 0.1", "SHARE" },
    { "queue", 0, 0, G_OPTION_ARG_INT, &opt_queue, "Before the line", "BYTES" },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &opt_seconds, "How long the bound takes", "S" },
    { "every", 0, 0, G_OPTION_ARG_INT, &opt_every, "A reset after so long each time", "S" },
    { "cc", 0, 0, G_OPTION_ARG_STRING, &opt_cc, "Congestion control: bbr, which the desk chooses itself, or cubic", "NAME" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &opt_seed, "Of the losses", "N" },
    { "plain", 0, 0, G_OPTION_ARG_NONE, &opt_plain, "A bare TCP connection over the same line", NULL },
    { "peers", 0, 0, G_OPTION_ARG_NONE, &opt_peers, "PouchDB and tus over the same line", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    fprintf (stderr, "%s\n", error->message);
  return error == NULL && opt_rate > 0 && opt_rtt >= 0 && opt_queue >= WEAK_LINK_MTU && opt_loss >= 0 && opt_loss < 1 && opt_seconds > 0;
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };

  if (!parse (&argc, &argv) || sodium_init () < 0)
    return 2;
  if (opt_cc == NULL)
    opt_cc = g_strdup ("bbr");
  for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++)
    if (g_strcmp0 (opt_scenario != NULL ? opt_scenario : "share", scenarios[i].name) == 0)
      {
        begin (&bench);
        scenarios[i].run (&bench);
        end (&bench);
        return 0;
      }
  fprintf (stderr, "There is no scenario “%s”\n", opt_scenario);
  return 2;
}
