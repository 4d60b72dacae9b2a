/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to the province over a line with every fault that lines have. */
#include "http-line.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* ---- tests: the line ---- */

#define CUT_FRAMES 12
#define CUT_SIZE 2500

static void
test_cut_everywhere (HttpLine *self, gconstpointer data)
{
  guint cuts = 0;
  gboolean ended = FALSE;

  for (gint64 at = 997; !ended; at += 997)
    {
      g_autoptr (HttpFixture) service = http_fixture_new (NULL);
      g_autoptr (FaultProxy) proxy = fault_proxy_new (http_fixture_port (service));
      g_autoptr (McTransport) transport = http_line_transport ("http", fault_proxy_port (proxy), NULL);
      HttpLine line = { service, proxy, transport };
      g_autoptr (GError) error = NULL;
      guint n;

      fault_proxy_cut_after (proxy, at, -1);
      ended = http_line_upload (transport, 0, CUT_FRAMES, CUT_SIZE, &error);
      fault_proxy_cut_after (proxy, -1, -1);
      if (!ended)
        {
          g_assert_error (error, MC_ERROR, MC_ERROR_OFFLINE);
          g_clear_error (&error);
          cuts++;
          /* What came whole stays, and the rest is sent from there. */
          http_line_exchange_well (&line);
          n = http_fixture_settle (service);
          g_assert_cmpint ((gint64) n * CUT_SIZE, <=, at);
          g_assert_cmpint ((gint64) (n + 2) * (CUT_SIZE + 60) + 1000, >=, at);
          http_line_assert_frames (&line, n, CUT_SIZE);
          http_line_upload_well (&line, n, CUT_FRAMES, CUT_SIZE);
        }
      http_fixture_settle (service);
      http_line_assert_frames (&line, CUT_FRAMES, CUT_SIZE);
    }
  g_test_message ("cut at %u places", cuts);
  g_assert_cmpuint (cuts, >=, 25);
}

/* Test no. 1 of design/sync.md: the service has it, we do not know. */
static void
test_eaten_answer (HttpLine *self, gconstpointer data)
{
  http_line_exchange_well (self);
  fault_proxy_swallow_answer (self->proxy);
  /* On a connection that was open, one more try is the transport's own: the service sees it twice, which is harmless. */
  http_line_exchange_well (self);
  g_assert_cmpuint (http_fixture_n_seen (self->service), ==, 3);
  mc_http_transport_disconnect (MC_HTTP_TRANSPORT (self->transport));
  fault_proxy_swallow_answer (self->proxy);
  http_line_assert_fails (self->transport, MC_ERROR_OFFLINE);
  http_line_exchange_well (self);
  g_assert_cmpuint (http_fixture_n_seen (self->service), ==, 5);
}

static void
test_answer_cut (HttpLine *self, gconstpointer data)
{
  http_line_exchange_well (self);
  for (gint64 at = 1; at < 130; at += 13)
    {
      mc_http_transport_disconnect (MC_HTTP_TRANSPORT (self->transport));
      fault_proxy_cut_after (self->proxy, -1, at);
      http_line_assert_fails (self->transport, MC_ERROR_OFFLINE);
      http_line_exchange_well (self);
    }
}

static void
test_repeated (HttpLine *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fault_proxy_repeat (self->proxy, TRUE);
  http_line_upload_well (self, 0, 3, 500);
  mc_http_transport_disconnect (MC_HTTP_TRANSPORT (self->transport));
  http_line_exchange_well (self);
  /* The proxy sends the http_line_upload again when its connection has ended. */
  http_fixture_seen (self->service, 2);
}

static void
test_no_link (HttpLine *self, gconstpointer data)
{
  fault_proxy_refuse (self->proxy, TRUE);
  http_line_assert_fails (self->transport, MC_ERROR_OFFLINE);
  fault_proxy_refuse (self->proxy, FALSE);
  http_line_exchange_well (self);
}

/* The router was switched off and on while nothing was being sent. */
static void
test_stale_connection (HttpLine *self, gconstpointer data)
{
  for (int i = 0; i < 3; i++)
    {
      http_line_exchange_well (self);
      fault_proxy_reset_connections (self->proxy);
    }
  http_line_exchange_well (self);
}

typedef struct
{
  HttpLine *line;
  guint at;
} StallAt;

static void
stall_at (guint n, gpointer data)
{
  StallAt *self = data;

  if (n == self->at)
    fault_proxy_stall (self->line->proxy, TRUE);
}

/* design/sync.md, rules: a stalled link is noticed and left. */
static void
test_stall (HttpLine *self, gconstpointer data)
{
  StallAt stall = { self, 5 };
  HttpFeed feed = { .end = 4000, .size = 4000, .on_frame = stall_at, .data = &stall };
  g_autoptr (GError) error = NULL;
  gint64 start;
  guint n;

  http_line_exchange_well (self);
  start = g_get_monotonic_time ();
  g_assert_null (mc_transport_frames (self->transport, http_line_feed, NULL, &feed, NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_OFFLINE);
  g_clear_error (&error);
  g_assert_cmpfloat ((double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC, >=, HTTP_LINE_STALL);
  g_assert_cmpfloat ((double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC, <, HTTP_LINE_STALL + 5);
  /* A new connection is made, though nothing said that the old one is gone. */
  http_line_assert_fails (self->transport, MC_ERROR_OFFLINE);
  fault_proxy_stall (self->proxy, FALSE);
  http_line_exchange_well (self);
  n = http_fixture_settle (self->service);
  http_line_upload_well (self, n, n + 3, 4000);
  http_fixture_settle (self->service);
  http_line_assert_frames (self, n + 3, 4000);
}

static void
test_silent_service (HttpLine *self, gconstpointer data)
{
  http_fixture_be_silent (self->service, TRUE);
  http_line_assert_fails (self->transport, MC_ERROR_OFFLINE);
  http_fixture_be_silent (self->service, FALSE);
  http_line_exchange_well (self);
}

static gpointer
cancel_when_seen (gpointer data)
{
  gpointer *both = data;

  http_fixture_seen (both[0], 0);
  g_cancellable_cancel (both[1]);
  return NULL;
}

static void
test_cancel (HttpLine *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gpointer both[] = { self->service, cancellable };
  g_autoptr (GBytes) request = http_line_hello ();
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  GThread *thread;

  http_fixture_be_silent (self->service, TRUE);
  thread = g_thread_new ("cancel", cancel_when_seen, both);
  g_assert_null (mc_transport_exchange (self->transport, request, cancellable, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, HTTP_LINE_STALL * G_USEC_PER_SEC);
  g_thread_join (thread);
  http_fixture_be_silent (self->service, FALSE);
  http_line_exchange_well (self);
}

/* ---- tests: a slow line ---- */

/* The congestion control of this process's connections to a port of this machine. (transfer full) (nullable): there is none */
static char *
congestion_control (guint16 port)
{
  for (int fd = 3; fd < 1024; fd++)
    {
      struct sockaddr_in peer;
      socklen_t size = sizeof peer;
      char name[16] = "";
      socklen_t name_size = sizeof name;

      if (getpeername (fd, (struct sockaddr *) &peer, &size) == 0 && peer.sin_family == AF_INET && ntohs (peer.sin_port) == port &&
          getsockopt (fd, IPPROTO_TCP, TCP_CONGESTION, name, &name_size) == 0)
        return g_strndup (name, sizeof name);
    }
  return NULL;
}

/* BBR where the machine lets every program choose it, and what the machine has where not: never none. */
static void
test_congestion_control (HttpLine *self, gconstpointer data)
{
  g_autofree char *allowed = NULL, *usual = NULL, *got = NULL;
  g_auto (GStrv) names = NULL;

  if (!g_file_get_contents ("/proc/sys/net/ipv4/tcp_allowed_congestion_control", &allowed, NULL, NULL) ||
      !g_file_get_contents ("/proc/sys/net/ipv4/tcp_congestion_control", &usual, NULL, NULL))
    {
      g_test_skip ("this kernel does not say which congestion controls it has");
      return;
    }
  names = g_strsplit (g_strstrip (allowed), " ", -1);
  http_line_exchange_well (self);
  got = congestion_control (fault_proxy_port (self->proxy));
  if (g_strv_contains ((const char *const *) names, "bbr"))
    g_assert_cmpstr (got, ==, "bbr");
  else if (g_strcmp0 (got, "bbr") != 0) /* root may choose all the same */
    g_assert_cmpstr (got, ==, g_strstrip (usual));
}

#define BULKY_FRAMES 6
#define BULKY_SIZE (64 * 1024)

typedef struct
{
  FaultProxy *proxy;
  guint given;
  gint64 waiting; /* bytes that were given and had not come out at the other end when the urgent thing came up */
} Bulky;

static GBytes *
give_bulky (gpointer data, GError **error)
{
  Bulky *self = data;

  if (self->given == BULKY_FRAMES)
    {
      self->waiting = (gint64) self->given * BULKY_SIZE - fault_proxy_counts (self->proxy).up;
      return NULL;
    }
  return http_line_frame (self->given++, BULKY_SIZE);
}

/* design/sync.md, rules: a status change made during a 20 MB upload is at the province within 5 s. On a slow line that is a matter of what
 * stands before it: the upload is asked for its next piece when the last one is all but gone, and ends there and then. */
static void
test_urgent (HttpLine *self, gconstpointer data)
{
  Bulky bulky = { self->proxy, 0, 0 };
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  FaultCounts counts;

  fault_proxy_link (self->proxy, 512000, 150);
  http_line_exchange_well (self);
  fault_proxy_reset_counts (self->proxy);
  answer = mc_transport_frames (self->transport, give_bulky, NULL, &bulky, NULL, &error);
  g_assert_no_error (error);
  http_line_exchange_well (self);
  counts = fault_proxy_counts (self->proxy);
  g_test_message ("%" G_GINT64_FORMAT " bytes stood before what was urgent", bulky.waiting);
  /* The router's queue and the line itself hold 22 KB; a quarter of a second's worth was still with us. */
  g_assert_cmpint (bulky.waiting, <=, 48 * 1024);
  g_assert_cmpuint (counts.connections, ==, 0);
  g_assert_cmpuint (counts.requests, ==, 2);
}

static void
test_bandwidth_limit (HttpLine *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  double seconds;

  g_object_set (self->transport, "bandwidth-limit", 20000, NULL);
  http_line_upload_well (self, 0, 10, 4000);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  g_assert_cmpfloat (seconds, >=, 1.6); /* 40 kB less the first share */
  g_assert_cmpfloat (seconds, <=, 6);
  http_fixture_settle (self->service);
  http_line_assert_frames (self, 10, 4000);
}

int
main (int argc, char *argv[])
{
  /* This machine's own settings are none of the test's business. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  http_line_test ("/http/an-upload-cut-at-any-byte-keeps-its-whole-frames", test_cut_everywhere);
  http_line_test ("/http/an-eaten-answer-does-no-harm", test_eaten_answer);
  http_line_test ("/http/an-answer-cut-anywhere-is-no-answer", test_answer_cut);
  http_line_test ("/http/a-line-that-repeats", test_repeated);
  http_line_test ("/http/no-link-is-offline", test_no_link);
  http_line_test ("/http/a-connection-that-died-unused-is-replaced", test_stale_connection);
  http_line_test ("/http/a-stalled-line-is-left-and-work-goes-on-after", test_stall);
  http_line_test ("/http/a-service-that-never-answers-is-left", test_silent_service);
  http_line_test ("/http/a-call-can-be-cancelled", test_cancel);
  http_line_test ("/http/a-connection-runs-bbr-where-it-may", test_congestion_control);
  http_line_test ("/http/something-urgent-overtakes-a-large-file-on-a-slow-line", test_urgent);
  http_line_test ("/http/the-bandwidth-limit-holds", test_bandwidth_limit);
  return g_test_run ();
}
