/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to the province over HTTP: what it costs, and what a service or a stranger may answer. */
#include "http-line.h"

#include <string.h>

#include "mc-frame.h"

/* ---- tests: the proper way ---- */

/* design/sync.md, budget: an idle http_line_exchange is one request of at most 500 bytes both ways, with its headers. */
static void
test_idle (HttpLine *self, gconstpointer data)
{
  FaultCounts counts;

  http_line_exchange_well (self);
  fault_proxy_reset_counts (self->proxy);
  http_line_exchange_well (self);
  counts = fault_proxy_counts (self->proxy);
  g_test_message ("an idle exchange: %" G_GINT64_FORMAT " bytes up, %" G_GINT64_FORMAT " down, %u headers", counts.up, counts.down,
                  http_fixture_seen (self->service, 1)->n_headers);
  g_test_minimized_result ((double) (counts.up + counts.down), "bytes of an idle exchange");
  g_assert_cmpint (counts.up + counts.down, <=, 500);
  g_assert_cmpuint (counts.connections, ==, 0);
  g_assert_cmpuint (http_fixture_n_seen (self->service), ==, 2);
  g_assert_cmpstr (http_fixture_seen (self->service, 1)->path, ==, "/v1/exchange");
}

static void
test_one_connection (HttpLine *self, gconstpointer data)
{
  for (int i = 0; i < 5; i++)
    http_line_exchange_well (self);
  g_assert_cmpuint (fault_proxy_counts (self->proxy).connections, ==, 1);
  g_assert_cmpuint (http_fixture_seen (self->service, 4)->connection, ==, http_fixture_seen (self->service, 0)->connection);
}

/* Something urgent comes up in the middle of a large file: the http_line_upload ends properly, and the urgent thing follows at once. */
static void
test_early_end (HttpLine *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  http_line_exchange_well (self);
  http_line_upload_well (self, 0, 7, 4000);
  http_line_exchange_well (self);
  http_line_upload_well (self, 7, 20, 4000);
  g_assert_no_error (error);
  http_fixture_settle (self->service);
  http_line_assert_frames (self, 20, 4000);
  for (guint i = 1; i < 4; i++)
    g_assert_cmpuint (http_fixture_seen (self->service, i)->connection, ==, http_fixture_seen (self->service, 0)->connection);
  g_assert_cmpuint (fault_proxy_counts (self->proxy).connections, ==, 1);
}

/* design/sync.md, budget: bytes on the wire <= 1.005 of what is sent. */
static void
test_upload_overhead (HttpLine *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gsize size = 64 * 1024;
  FaultCounts counts;

  http_line_upload_well (self, 0, 10, size);
  counts = fault_proxy_counts (self->proxy);
  g_test_message ("%.5f bytes for a byte", (double) (counts.up + counts.down) / (10.0 * (double) size));
  g_assert_cmpfloat ((double) (counts.up + counts.down), <=, 1.005 * 10.0 * (double) size);
}

static void
test_source_fails (HttpLine *self, gconstpointer data)
{
  HttpFeed feed = { .end = 10, .size = 1000, .fail_at = 4 };
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_transport_frames (self->transport, http_line_feed, NULL, &feed, NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_STORE_CORRUPT);
  http_line_exchange_well (self);
}

/* ---- tests: what the service says ---- */

static void
test_wrong_token (HttpLine *self, gconstpointer data)
{
  mc_http_transport_set_token_func (MC_HTTP_TRANSPORT (self->transport), NULL, NULL, NULL);
  http_line_assert_fails (self->transport, MC_ERROR_AUTH_REQUIRED);
  mc_http_transport_set_token_func (MC_HTTP_TRANSPORT (self->transport), http_line_token, NULL, NULL);
  http_line_exchange_well (self);
}

static char *
no_token (gpointer data, GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_BUSY, "the keyring is closed");
  return NULL;
}

static void
test_no_token (HttpLine *self, gconstpointer data)
{
  mc_http_transport_set_token_func (MC_HTTP_TRANSPORT (self->transport), no_token, NULL, NULL);
  http_line_assert_fails (self->transport, MC_ERROR_BUSY);
  g_assert_cmpuint (http_fixture_n_seen (self->service), ==, 0);
}

static void
test_problems (HttpLine *self, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *problem; /* NULL: a page of HTML */
    McError code;
  } cases[] = {
    { 401, NULL, MC_ERROR_AUTH_REQUIRED },
    { 401, "https://motcua.org/problems/token-revoked", MC_ERROR_AUTH_REQUIRED },
    { 403, "about:blank", MC_ERROR_REJECTED },
    { 403, "https://motcua.org/problems/token-revoked", MC_ERROR_AUTH_REQUIRED },
    { 404, "not-found", MC_ERROR_NOT_FOUND },
    { 409, "/problems/conflict", MC_ERROR_CONFLICT },
    { 410, "about:blank", MC_ERROR_NOT_FOUND },
    { 413, NULL, MC_ERROR_INVALID },
    { 415, "about:blank", MC_ERROR_STORE_TOO_NEW },
    { 422, "about:blank", MC_ERROR_INVALID },
    { 422, "https://motcua.org/problems/version", MC_ERROR_STORE_TOO_NEW },
    { 426, "about:blank", MC_ERROR_STORE_TOO_NEW },
    { 429, "about:blank", MC_ERROR_BUSY },
    { 500, NULL, MC_ERROR_OFFLINE },
    { 501, "about:blank", MC_ERROR_STORE_TOO_NEW },
    { 502, NULL, MC_ERROR_OFFLINE },
    { 503, "about:blank", MC_ERROR_BUSY },
    { 504, NULL, MC_ERROR_OFFLINE },
    /* Not the province: who speaks so has no problem documents. */
    { 403, NULL, MC_ERROR_REJECTED },
    { 404, NULL, MC_ERROR_REJECTED },
    { 409, NULL, MC_ERROR_REJECTED },
    { 407, NULL, MC_ERROR_REJECTED },
    { 511, NULL, MC_ERROR_REJECTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"type\":\"%s\",\"title\":\"Nguyen\"}", cases[i].problem);

      g_test_message ("%u %s", cases[i].status, cases[i].problem != NULL ? cases[i].problem : "");
      http_fixture_answer (self->service, cases[i].status,
                           cases[i].problem != NULL ? "application/problem+json" : "text/html",
                           cases[i].problem != NULL ? json : "<html>", NULL, NULL);
      http_line_assert_fails (self->transport, (gint) cases[i].code);
      g_assert_cmpuint (mc_transport_retry_after (self->transport), ==, 0);
    }
  /* All of it on the connection that was there. */
  http_fixture_answer (self->service, 0, NULL, NULL, NULL, NULL);
  http_line_exchange_well (self);
}

static void
test_retry_after (HttpLine *self, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) later = g_date_time_add_seconds (now, 90);
  g_autofree char *date = g_date_time_format (later, "%a, %d %b %Y %H:%M:%S GMT");

  http_fixture_answer (self->service, 503, "text/html", "", "Retry-After", "120");
  http_line_assert_fails (self->transport, MC_ERROR_BUSY);
  g_assert_cmpuint (mc_transport_retry_after (self->transport), ==, 120);
  http_fixture_answer (self->service, 429, "text/html", "", "Retry-After", date);
  http_line_assert_fails (self->transport, MC_ERROR_BUSY);
  g_assert_cmpuint (mc_transport_retry_after (self->transport), >=, 60);
  g_assert_cmpuint (mc_transport_retry_after (self->transport), <=, 90);
  http_fixture_answer (self->service, 503, "text/html", "", "Retry-After", "99999999999999999999");
  http_line_assert_fails (self->transport, MC_ERROR_BUSY);
  g_assert_cmpuint (mc_transport_retry_after (self->transport), ==, 24 * 60 * 60);
  http_fixture_answer (self->service, 0, NULL, NULL, NULL, NULL);
  http_line_exchange_well (self);
  g_assert_cmpuint (mc_transport_retry_after (self->transport), ==, 0);
}

/* The log-in page of a network answers in the province's place. */
static void
test_portal (HttpLine *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  http_fixture_answer (self->service, 200, "text/html", "<html>Wi-Fi</html>", NULL, NULL);
  http_line_assert_fails (self->transport, MC_ERROR_REJECTED);
  g_assert_false (http_line_upload (self->transport, 0, 3, 500, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
  http_fixture_answer (self->service, 200, NULL, NULL, NULL, NULL);
  http_line_assert_fails (self->transport, MC_ERROR_REJECTED);
  http_fixture_answer (self->service, 302, "text/html", "", "Location", "http://127.0.0.2/login");
  http_line_assert_fails (self->transport, MC_ERROR_REJECTED);
  http_fixture_answer (self->service, 307, "text/html", "", "Location", "/v1/exchange");
  http_line_assert_fails (self->transport, MC_ERROR_REJECTED);
  http_fixture_answer (self->service, 0, NULL, NULL, NULL, NULL);
  http_line_exchange_well (self);
}

static void
test_garbage (void)
{
  static const char *const answers[] = { "SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
                                         "HTTP/1.1 999999 x\r\n\r\n", "" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (RawService) service = raw_service_new (answers[i]);
      g_autoptr (McTransport) transport = http_line_transport ("http", raw_service_port (service), NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (http_line_exchange (transport, &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == MC_ERROR);
      g_assert_true (error->code == MC_ERROR_OFFLINE || error->code == MC_ERROR_REJECTED);
    }
}

static void
test_too_large (HttpLine *self, gconstpointer data)
{
  g_autofree char *body = g_strnfill (4 * 1024 * 1024 + 1, 'x');

  http_fixture_answer (self->service, 200, MC_FRAME_CONTENT_TYPE, body, NULL, NULL);
  http_line_assert_fails (self->transport, MC_ERROR_INVALID);
  body[4 * 1024 * 1024] = '\0';
  http_fixture_answer (self->service, 200, MC_FRAME_CONTENT_TYPE, body, NULL, NULL);
  http_line_exchange_well (self);
}

/* The token was revoked while a large file goes up: the rest of it need not go. */
static void
test_early_answer (void)
{
  g_autoptr (RawService) service = raw_service_new ("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
  g_autoptr (McTransport) transport = http_line_transport ("http", raw_service_port (service), NULL);
  g_autoptr (GError) error = NULL;

  g_object_set (transport, "bandwidth-limit", 400 * 1000, NULL);
  g_assert_false (http_line_upload (transport, 0, 10000, 10000, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_AUTH_REQUIRED);
  g_assert_cmpint (raw_service_read (service), <, 2 * 1000 * 1000);
}

/* ---- tests: files coming down ---- */

typedef struct
{
  GByteArray *got;
  guint pieces;
  gsize stop_at;
} Sink;

static gboolean
take_bytes (gconstpointer bytes, gsize size, gpointer data, GError **error)
{
  Sink *self = data;

  g_byte_array_append (self->got, bytes, (guint) size);
  self->pieces++;
  if (self->stop_at == 0 || self->got->len < self->stop_at)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_NO_SPACE, "full");
  return FALSE;
}

static GBytes *
blob_new (gsize size)
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 2654435761u >> 13);
  return g_bytes_new_take (data, size);
}

static void
test_fetch (HttpLine *self, gconstpointer data)
{
  static const guint8 hash[MC_HASH_SIZE] = { 0xab };
  g_autoptr (GBytes) blob = blob_new (300000);
  g_autoptr (GByteArray) got = g_byte_array_new ();
  Sink sink = { .got = got };
  g_autoptr (GError) error = NULL;

  http_fixture_set_blob (self->service, blob);
  g_assert_true (mc_transport_fetch (self->transport, hash, 0, take_bytes, &sink, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (got->data, got->len, g_bytes_get_data (blob, NULL), g_bytes_get_size (blob));
  g_assert_cmpuint (sink.pieces, <=, 20);
  g_assert_true (g_str_has_prefix (http_fixture_seen (self->service, 0)->path, "/v1/blobs/ab00"));
  g_assert_null (http_fixture_seen (self->service, 0)->range);

  g_byte_array_set_size (got, 0);
  g_assert_true (mc_transport_fetch (self->transport, hash, 123457, take_bytes, &sink, NULL, &error));
  g_assert_cmpmem (got->data, got->len, (const guint8 *) g_bytes_get_data (blob, NULL) + 123457, 300000 - 123457);
  g_assert_cmpstr (http_fixture_seen (self->service, 1)->range, ==, "bytes=123457-");
  http_line_exchange_well (self);
  g_assert_cmpuint (fault_proxy_counts (self->proxy).connections, ==, 1);
}

/* Every byte that came is handed on before the break is told, and the rest is asked for. */
static void
test_fetch_cut (HttpLine *self, gconstpointer data)
{
  static const guint8 hash[MC_HASH_SIZE] = { 0xab };
  g_autoptr (GBytes) blob = blob_new (200000);
  g_autoptr (GByteArray) got = g_byte_array_new ();
  Sink sink = { .got = got };
  guint cuts = 0;

  http_fixture_set_blob (self->service, blob);
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      gsize before = got->len;

      fault_proxy_cut_after (self->proxy, -1, 29989);
      if (mc_transport_fetch (self->transport, hash, (gint64) got->len, take_bytes, &sink, NULL, &error))
        break;
      g_assert_error (error, MC_ERROR, MC_ERROR_OFFLINE);
      g_assert_cmpuint (got->len - before, >, 29989 - 400); /* all but the headers */
      cuts++;
    }
  g_assert_cmpuint (cuts, ==, 6);
  g_assert_cmpmem (got->data, got->len, g_bytes_get_data (blob, NULL), g_bytes_get_size (blob));
}

static void
test_fetch_refused (HttpLine *self, gconstpointer data)
{
  static const guint8 hash[MC_HASH_SIZE] = { 0xab };
  g_autoptr (GByteArray) got = g_byte_array_new ();
  Sink sink = { .got = got };
  g_autoptr (GError) error = NULL;

  http_fixture_answer (self->service, 404, "application/problem+json", "{\"type\":\"not-found\"}", NULL, NULL);
  g_assert_false (mc_transport_fetch (self->transport, hash, 0, take_bytes, &sink, NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NOT_FOUND);
  g_clear_error (&error);
  http_fixture_answer (self->service, 200, "text/html", "<html>", NULL, NULL);
  g_assert_false (mc_transport_fetch (self->transport, hash, 0, take_bytes, &sink, NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
  g_clear_error (&error);
  g_assert_cmpuint (got->len, ==, 0);
}

static void
test_fetch_no_range (void)
{
  static const guint8 hash[MC_HASH_SIZE] = { 1 };
  static const struct
  {
    const char *answer;
    gboolean good;
  } cases[] = {
    { "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 10\r\n\r\n0123456789", TRUE },
    { "HTTP/1.1 206 Partial\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes 2-9/10\r\nContent-Length: "
      "8\r\n\r\n23456789",
      TRUE },
    { "HTTP/1.1 206 Partial\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes 6-9/10\r\nContent-Length: 4\r\n\r\n6789",
      FALSE },
    { "HTTP/1.1 206 Partial\r\nContent-Type: application/octet-stream\r\nContent-Length: 4\r\n\r\n6789", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RawService) service = raw_service_new (cases[i].answer);
      g_autoptr (McTransport) transport = http_line_transport ("http", raw_service_port (service), NULL);
      g_autoptr (GByteArray) got = g_byte_array_new ();
      Sink sink = { .got = got };
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (mc_transport_fetch (transport, hash, 4, take_bytes, &sink, NULL, &error), ==, cases[i].good);
      if (cases[i].good)
        g_assert_cmpmem (got->data, got->len, "456789", 6);
      else
        g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
    }
}

static void
test_fetch_stopped (HttpLine *self, gconstpointer data)
{
  static const guint8 hash[MC_HASH_SIZE] = { 0xab };
  g_autoptr (GBytes) blob = blob_new (300000);
  g_autoptr (GByteArray) got = g_byte_array_new ();
  Sink sink = { .got = got, .stop_at = 1 };
  g_autoptr (GError) error = NULL;

  http_fixture_set_blob (self->service, blob);
  g_assert_false (mc_transport_fetch (self->transport, hash, 0, take_bytes, &sink, NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NO_SPACE);
  http_line_exchange_well (self);
}

static void
test_plain_refused (void)
{
  static const char *const urls[] = { "http://dichvucong.example.vn", "http://10.0.0.1:8080", "ftp://127.0.0.1x/", "", "tinh.vn" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (McHttpTransport) transport = mc_http_transport_new (urls[i], http_line_token, NULL, NULL);

      http_line_assert_fails (MC_TRANSPORT (transport), MC_ERROR_INVALID);
    }
}

int
main (int argc, char *argv[])
{
  /* This machine's own settings are none of the test's business. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  http_line_test ("/http/an-idle-exchange-costs-at-most-500-bytes", test_idle);
  http_line_test ("/http/requests-follow-on-one-connection", test_one_connection);
  http_line_test ("/http/an-upload-that-ends-early-leaves-its-connection-to-the-next", test_early_end);
  http_line_test ("/http/an-upload-costs-at-most-half-a-percent", test_upload_overhead);
  http_line_test ("/http/what-the-source-fails-with-comes-back", test_source_fails);
  http_line_test ("/http/a-wrong-token-must-be-renewed", test_wrong_token);
  http_line_test ("/http/without-a-token-nothing-is-sent", test_no_token);
  http_line_test ("/http/what-the-service-refuses-has-a-meaning", test_problems);
  http_line_test ("/http/the-service-says-when-to-come-again", test_retry_after);
  http_line_test ("/http/a-captive-portal-is-a-stranger", test_portal);
  http_line_test ("/http/an-answer-too-large-is-refused", test_too_large);
  g_test_add_func ("/http/garbage-is-no-answer", test_garbage);
  g_test_add_func ("/http/an-early-answer-ends-the-upload", test_early_answer);
  http_line_test ("/http/a-file-comes-down-from-any-offset", test_fetch);
  http_line_test ("/http/a-file-goes-on-after-each-cut", test_fetch_cut);
  http_line_test ("/http/a-file-that-may-not-be-seen", test_fetch_refused);
  http_line_test ("/http/who-takes-a-file-may-stop-it", test_fetch_stopped);
  g_test_add_func ("/http/a-range-that-was-not-understood", test_fetch_no_range);
  g_test_add_func ("/http/the-token-never-goes-out-in-plain-text", test_plain_refused);
  return g_test_run ();
}
