/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections of the service: kept open from one request to the next, and gone when the caller is. */
#include <gio/gio.h>
#include <string.h>

#include "province-fixture.h"

/* Answered by the service alone and behind nginx: a file, without a token. */
#define PATH "/v1/blobs/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ASK "GET " PATH " HTTP/1.1\r\nHost: localhost\r\n\r\n"
#define KEPT 32 /* by nginx to the instances; by the service to the database no more than threads */
#define DEADLINE (20 * G_USEC_PER_SEC)

/* Of the program that callers are connected with. */
static guint
count_descriptors (Service *service)
{
  GSubprocess *front = service->nginx != NULL ? service->nginx : service->process;
  g_autofree char *path = g_strdup_printf ("/proc/%s/fd", g_subprocess_get_identifier (front));
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* What comes until the answer's end, a JSON object, is there, or the other side ends. */
static gboolean
read_answer (GIOStream *connection)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[1];

  while (!g_str_has_suffix (text->str, "}"))
    {
      if (g_input_stream_read (g_io_stream_get_input_stream (connection), buffer, sizeof buffer, NULL, NULL) <= 0)
        return FALSE;
      g_string_append_c (text, buffer[0]);
    }
  /* Or the line is too long at this moment. */
  g_assert_true (g_str_has_prefix (text->str, "HTTP/1.1 401") || g_str_has_prefix (text->str, "HTTP/1.1 503"));
  return TRUE;
}

static gboolean
send_text (GIOStream *connection, const char *text)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (connection), text, strlen (text), NULL, NULL, NULL);
}

static void
assert_descriptors_come_back (Service *service, guint before)
{
  gint64 until = g_get_monotonic_time () + DEADLINE;

  while (count_descriptors (service) > before + KEPT)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_usleep (10000);
    }
}

/* A TLS handshake for each request is what a slow line can least afford. */
static void
test_kept (Province *province, gconstpointer data)
{
  Service service = { 0 };

  service_start (&service, province);
  {
    g_autoptr (GSocketConnection) connection = service_connect (&service);

    for (int i = 0; i < 50; i++)
      {
        g_assert_true (send_text (G_IO_STREAM (connection), ASK));
        g_assert_true (read_answer (G_IO_STREAM (connection)));
      }
    /* Until the caller says that it was the last. */
    g_assert_true (send_text (G_IO_STREAM (connection), "GET " PATH " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    g_assert_true (read_answer (G_IO_STREAM (connection)));
    g_assert_false (read_answer (G_IO_STREAM (connection)));
  }
  service_stop (&service);
}

/* libsoup 3.2 forgets a connection whose caller left between two requests, without closing it. */
static void
test_gone (Province *province, gconstpointer data)
{
  static const char *const last_words[] = { "", "GET /hea", "POST /v1/frames HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc" };
  Service service = { 0 };
  guint before;

  service_start (&service, province);
  before = count_descriptors (&service);
  for (int i = 0; i < 300; i++)
    {
      g_autoptr (GSocketConnection) connection = service_connect (&service);

      for (int k = 0; k < i % 4; k++)
        {
          g_assert_true (send_text (G_IO_STREAM (connection), ASK));
          g_assert_true (read_answer (G_IO_STREAM (connection)));
        }
      send_text (G_IO_STREAM (connection), last_words[i % G_N_ELEMENTS (last_words)]);
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
  assert_descriptors_come_back (&service, before);
  service_stop (&service);
}

/* Many at once, all left open and then all left. */
static void
test_at_once (Province *province, gconstpointer data)
{
  GSocketConnection *connections[300];
  Service service = { 0 };
  guint before;

  service_start (&service, province);
  before = count_descriptors (&service);
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    {
      connections[i] = service_connect (&service);
      g_assert_true (send_text (G_IO_STREAM (connections[i]), ASK));
    }
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    g_assert_true (read_answer (G_IO_STREAM (connections[i])));
  g_assert_cmpuint (count_descriptors (&service), >=, before + G_N_ELEMENTS (connections));
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    g_object_unref (connections[i]);
  assert_descriptors_come_back (&service, before);
  service_stop (&service);
}

/* Requests sent before the answer to the one before: answered in order, or the connection ends and they are sent again; no
 * caller waits for ever. */
static void
test_pipelined (Province *province, gconstpointer data)
{
  Service service = { 0 };
  int n = 0;

  service_start (&service, province);
  {
    g_autoptr (GSocketConnection) connection = service_connect (&service);

    g_socket_set_timeout (g_socket_connection_get_socket (connection), 20);
    g_assert_true (send_text (G_IO_STREAM (connection), ASK ASK ASK));
    while (n < 3 && read_answer (G_IO_STREAM (connection)))
      n++;
  }
  g_assert_cmpint (n, >=, 1);
  service_stop (&service);
}

#define ADD(path, func) g_test_add ("/province/connections/" path, Province, NULL, province_setup, func, province_teardown)

int
main (int argc, char **argv)
{
  if (!province_tests_begin (&argc, &argv))
    return 0;
  ADD ("kept-from-one-request-to-the-next", test_kept);
  ADD ("closed-when-the-caller-has-gone", test_gone);
  ADD ("many-at-once-are-all-closed", test_at_once);
  ADD ("a-caller-that-does-not-wait-is-not-left-waiting", test_pipelined);
  return province_tests_run ();
}
