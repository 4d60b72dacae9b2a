/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is the province, and who only says so. */
#include "http-line.h"

/* ---- tests: TLS ---- */

#define NO_ERROR (-1)

/* @known FALSE: the authority behind it is one that nobody knows. NO_ERROR or a McError */
static int
exchange_over_tls (const char *certificate, gboolean known, const char *date, guint *n_seen)
{
  g_autofree char *ca = g_test_build_filename (G_TEST_DIST, "sync", "certs", "ca.pem", NULL);
  g_autofree char *name = g_strconcat (certificate, ".pem", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "sync", "certs", name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) shown = g_tls_certificate_new_from_file (path, &error);
  g_autoptr (GTlsDatabase) database = known ? g_tls_file_database_new (ca, &error) : NULL;
  g_autoptr (HttpFixture) service = http_fixture_new (shown);
  g_autoptr (McTransport) transport = http_line_transport ("https", http_fixture_port (service), database);
  gboolean ok;

  g_assert_no_error (error);
  if (date != NULL)
    http_fixture_answer (service, 200, "text/html", "", "Date", date);
  ok = http_line_exchange (transport, &error);
  *n_seen = http_fixture_n_seen (service);
  for (guint i = 0; i < *n_seen; i++)
    {
      g_assert_true (http_fixture_seen (service, i)->is_http_1_1);
      if (!ok)
        g_assert_null (http_fixture_seen (service, i)->token);
    }
  if (ok)
    return NO_ERROR;
  g_assert_true (error->domain == MC_ERROR);
  g_test_message ("%s: %s", certificate, error->message);
  return error->code;
}

static void
test_tls (void)
{
  guint n;

  g_assert_cmpint (exchange_over_tls ("good", TRUE, NULL, &n), ==, NO_ERROR);
  g_assert_cmpuint (n, ==, 1);
}

/* vocabulary.md 3.6: "Không đúng máy chủ của tỉnh. Không gửi gì." */
static void
test_tls_stranger (void)
{
  guint n;

  g_assert_cmpint (exchange_over_tls ("other-name", TRUE, NULL, &n), ==, MC_ERROR_REJECTED);
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpint (exchange_over_tls ("good", FALSE, NULL, &n), ==, MC_ERROR_REJECTED);
  g_assert_cmpuint (n, ==, 0);
}

/* The certificate is the province's, and only the time is wrong: whose clock it is tells the province's own. */
static void
test_tls_clock (void)
{
  guint n;

  g_assert_cmpint (exchange_over_tls ("expired", TRUE, "Sat, 01 Jun 2024 08:00:00 GMT", &n), ==, MC_ERROR_CLOCK);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (exchange_over_tls ("not-yet", TRUE, "Tue, 01 Jun 2100 08:00:00 GMT", &n), ==, MC_ERROR_CLOCK);
  g_assert_cmpint (exchange_over_tls ("expired", TRUE, NULL, &n), ==, MC_ERROR_REJECTED);
}

static void
test_tls_portal (void)
{
  g_autoptr (RawService) service = raw_service_new ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>");
  g_autoptr (McTransport) transport = http_line_transport ("https", raw_service_port (service), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (http_line_exchange (transport, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_OFFLINE);
}

int
main (int argc, char *argv[])
{
  /* This machine's own settings are none of the test's business. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/tls-speaks-http-1-1", test_tls);
  g_test_add_func ("/http/tls-of-a-stranger-gets-nothing", test_tls_stranger);
  g_test_add_func ("/http/tls-and-a-clock-that-is-wrong", test_tls_clock);
  g_test_add_func ("/http/tls-answered-by-a-portal", test_tls_portal);
  return g_test_run ();
}
