/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An exchange beside a long upload, on a connection of its own. */
#include "http-line.h"

typedef struct
{
  HttpLine *line;
  McTransport *transport;
  GCancellable *cancellable; /* (nullable) */
  HttpFeed feed;
  guint begins_at;       /* pieces that are given before the exchange */
  gboolean line_is_full; /* it waits until the line takes no more */
  guint given;           /* pieces */
  guint waited;          /* times it was asked since the last one */
  guint asked;           /* times in all */
  guint exchanges;
  gboolean went_well;
} Beside;

static GBytes *
give (gpointer data, GError **error)
{
  Beside *self = data;

  self->given++;
  self->waited = 0;
  return http_line_feed (&self->feed, error);
}

static void
exchange_beside (gpointer data)
{
  Beside *self = data;
  g_autoptr (GBytes) request = http_line_hello ();
  g_autoptr (GBytes) answer = NULL;

  self->asked++;
  /* Asked a third time for the same piece, it is because the last one has not gone. */
  if (self->exchanges > 0 || self->given < self->begins_at || (self->line_is_full && ++self->waited < 3))
    return;
  self->exchanges++;
  answer = mc_transport_exchange (self->transport, request, self->cancellable, NULL);
  self->went_well = answer != NULL;
  http_fixture_hold_uploads (self->line->service, FALSE);
}

static gboolean
upload (Beside *self, GError **error)
{
  g_autoptr (GBytes) answer = mc_transport_frames (self->transport, give, exchange_beside, self, self->cancellable, error);

  return answer != NULL;
}

static void
test_beside (HttpLine *self, gconstpointer data)
{
  Beside beside = { .line = self, .transport = self->transport, .feed = { .end = 20, .size = 4000 }, .begins_at = 7 };
  g_autoptr (GError) error = NULL;
  FaultCounts counts;

  http_line_exchange_well (self);
  upload (&beside, &error);
  g_assert_no_error (error);
  g_assert_true (beside.went_well);
  http_fixture_settle (self->service);
  http_line_assert_frames (self, 20, 4000);
  /* The exchange went where the one before it did; the next upload goes where the last did. */
  http_line_exchange_well (self);
  beside.feed.next = 0;
  upload (&beside, &error);
  g_assert_no_error (error);
  counts = fault_proxy_counts (self->proxy);
  g_assert_cmpuint (counts.connections, ==, 2);
  g_assert_cmpuint (counts.requests, ==, 5);
  g_assert_cmpuint (http_fixture_seen (self->service, 1)->connection, ==, http_fixture_seen (self->service, 0)->connection);
}

/* Nothing of the upload moves any more: what is urgent does not wait for that. */
static void
test_stuck (HttpLine *self, gconstpointer data)
{
  g_autoptr (McTransport) transport = http_line_transport ("http", http_fixture_port (self->service), NULL);
  Beside beside = { .line = self, .transport = transport, .feed = { .end = 1000, .size = 64 * 1024 }, .line_is_full = TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_true (http_line_exchange (transport, NULL));
  http_fixture_hold_uploads (self->service, TRUE);
  upload (&beside, &error);
  g_assert_no_error (error);
  g_assert_true (beside.went_well);
  http_fixture_settle (self->service);
  http_line_assert_frames (self, 1000, 64 * 1024);
}

/* That somebody could go beside it does not keep a silent upload alive: it is begun anew, and the line may be good again. */
static void
test_silent (HttpLine *self, gconstpointer data)
{
  g_autoptr (McTransport) transport = http_line_transport ("http", http_fixture_port (self->service), NULL);
  Beside beside = { .line = self, .transport = transport, .feed = { .end = 1000, .size = 64 * 1024 }, .begins_at = G_MAXUINT };
  g_autoptr (GError) error = NULL;

  g_assert_true (http_line_exchange (transport, NULL));
  http_fixture_hold_uploads (self->service, TRUE);
  g_assert_false (upload (&beside, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_OFFLINE);
  g_assert_cmpuint (beside.asked, >, beside.given);
  g_assert_cmpuint (beside.exchanges, ==, 0);
  http_fixture_hold_uploads (self->service, FALSE);
}

/* Without the other connection nobody is asked, and what is urgent follows on the upload's. */
static void
test_no_other (HttpLine *self, gconstpointer data)
{
  Beside beside = { .line = self, .transport = self->transport, .feed = { .end = 20, .size = 4000 } };
  g_autoptr (GError) error = NULL;

  upload (&beside, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (beside.asked, ==, 0);
  http_line_exchange_well (self);
  g_assert_cmpuint (fault_proxy_counts (self->proxy).connections, ==, 1);
  /* From here on there are two. */
  beside.feed.next = 0;
  upload (&beside, &error);
  g_assert_no_error (error);
  g_assert_true (beside.went_well);
  g_assert_cmpuint (fault_proxy_counts (self->proxy).connections, ==, 2);
}

/* The province does not answer: the exchange is left, the upload is not. */
static void
test_fails (HttpLine *self, gconstpointer data)
{
  Beside beside = { .line = self, .transport = self->transport, .feed = { .end = 20, .size = 4000 }, .begins_at = 3 };
  g_autoptr (GError) error = NULL;

  http_line_exchange_well (self);
  http_fixture_answer (self->service, 503, NULL, NULL, NULL, NULL);
  g_assert_false (upload (&beside, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_BUSY);
  g_assert_cmpuint (beside.exchanges, ==, 1);
  g_assert_false (beside.went_well);
  http_fixture_answer (self->service, 0, NULL, NULL, NULL, NULL);
  http_line_exchange_well (self);
}

static void
cancel_at (guint n, gpointer data)
{
  Beside *self = data;

  if (n == 5)
    {
      http_fixture_be_silent (self->line->service, TRUE);
      self->begins_at = 6;
    }
}

static gpointer
cancel_when_seen (gpointer data)
{
  Beside *self = data;

  http_fixture_seen (self->line->service, 1);
  g_cancellable_cancel (self->cancellable);
  return NULL;
}

/* Both end, whichever waits. */
static void
test_cancel (HttpLine *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Beside beside = { .line = self,
                    .transport = self->transport,
                    .cancellable = cancellable,
                    .feed = { .end = 20, .size = 4000, .on_frame = cancel_at, .data = &beside },
                    .begins_at = G_MAXUINT };
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_when_seen, &beside);

  http_line_exchange_well (self);
  g_assert_false (upload (&beside, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_CANCELLED);
  g_assert_cmpuint (beside.exchanges, ==, 1);
  g_assert_false (beside.went_well);
  g_thread_join (thread);
  http_fixture_be_silent (self->service, FALSE);
  http_line_exchange_well (self);
}

int
main (int argc, char *argv[])
{
  /* This machine's own settings are none of the test's business. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  http_line_test ("/beside/an-exchange-goes-beside-a-long-upload", test_beside);
  http_line_test ("/beside/an-upload-that-is-stuck-holds-up-nothing", test_stuck);
  http_line_test ("/beside/an-upload-that-is-silent-is-given-up", test_silent);
  http_line_test ("/beside/without-another-connection-it-follows-the-upload", test_no_other);
  http_line_test ("/beside/a-province-that-is-busy-is-left-twice", test_fails);
  http_line_test ("/beside/both-are-cancelled", test_cancel);
  return g_test_run ();
}
