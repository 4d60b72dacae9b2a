/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-line.h"

#include <string.h>

#include "mc-frame.h"
#include "mc-message.h"

/* ---- a service, a bad link before it, and the transport ---- */

char *
http_line_token (gpointer data, GError **error)
{
  return g_strdup (HTTP_FIXTURE_TOKEN);
}

McTransport *
http_line_transport (const char *scheme, guint16 port, GTlsDatabase *database)
{
  g_autofree char *url = g_strdup_printf ("%s://127.0.0.1:%u", scheme, port);
  /* A handshake takes its time on a busy machine, and no test waits for its end. */
  guint stall = g_str_equal (scheme, "https") ? 30 : HTTP_LINE_STALL;
  McHttpTransport *transport = g_object_new (MC_TYPE_HTTP_TRANSPORT, "base-url", url, "tls-database", database, "stall-seconds",
                                             stall, NULL);

  mc_http_transport_set_token_func (transport, http_line_token, NULL, NULL);
  return MC_TRANSPORT (transport);
}

void
http_line_set_up (HttpLine *self, gconstpointer data)
{
  self->service = http_fixture_new (NULL);
  self->proxy = fault_proxy_new (http_fixture_port (self->service));
  self->transport = http_line_transport ("http", fault_proxy_port (self->proxy), NULL);
}

void
http_line_tear_down (HttpLine *self, gconstpointer data)
{
  g_object_unref (self->transport);
  fault_proxy_free (self->proxy);
  http_fixture_free (self->service);
}

/* What an idle http_line_exchange says. */
GBytes *
http_line_hello (void)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  McHello said = { .version = MC_FRAME_VERSION, .cursor = 123456, .common = 7890, .answer_max = 256 * 1024 };

  memset (said.origin, 0x5a, sizeof said.origin);
  memset (said.digest, 0xc3, sizeof said.digest);
  mc_put_hello (frames, &said);
  return g_byte_array_free_to_bytes (g_steal_pointer (&frames));
}

gboolean
http_line_exchange (McTransport *transport, GError **error)
{
  g_autoptr (GBytes) request = http_line_hello ();
  g_autoptr (GBytes) answer = mc_transport_exchange (transport, request, NULL, error);

  return answer != NULL && g_bytes_get_size (answer) > 0;
}

void
http_line_exchange_well (HttpLine *self)
{
  g_autoptr (GError) error = NULL;

  http_line_exchange (self->transport, &error);
  g_assert_no_error (error);
}

/* ---- frames to send ---- */

GBytes *
http_line_frame (guint n, gsize size)
{
  g_autofree guint8 *data = g_malloc (size);
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  McBlobPiece piece = { .total = 1000000, .offset = (gint64) n * 1000, .data = data, .size = size };

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (n * 31 + i * 7);
  mc_put_blob (frames, &piece);
  return g_byte_array_free_to_bytes (g_steal_pointer (&frames));
}

GBytes *
http_line_feed (gpointer data, GError **error)
{
  HttpFeed *self = data;

  if (self->on_frame != NULL)
    self->on_frame (self->next, self->data);
  if (self->fail_at != 0 && self->next == self->fail_at)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT, "the file is damaged");
      return NULL;
    }
  if (self->next == self->end)
    return NULL;
  return http_line_frame (self->next++, self->size);
}

/* Sends frames @from .. @to - 1. */
gboolean
http_line_upload (McTransport *transport, guint from, guint to, gsize size, GError **error)
{
  HttpFeed feed = { .next = from, .end = to, .size = size };
  g_autoptr (GBytes) answer = mc_transport_frames (transport, http_line_feed, NULL, &feed, NULL, error);

  return answer != NULL;
}

void
http_line_upload_well (HttpLine *self, guint from, guint to, gsize size)
{
  g_autoptr (GError) error = NULL;

  http_line_upload (self->transport, from, to, size, &error);
  g_assert_no_error (error);
}

void
http_line_assert_frames (HttpLine *self, guint n, gsize size)
{
  g_autoptr (GPtrArray) frames = http_fixture_frames (self->service);

  g_assert_cmpuint (frames->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) wanted = http_line_frame (i, size);
      gsize payload, whole;
      const guint8 *got = g_bytes_get_data (g_ptr_array_index (frames, i), &payload);
      const guint8 *all = g_bytes_get_data (wanted, &whole);

      /* type and size before it, four bytes of check after it */
      g_assert_cmpmem (got, payload, all + (whole - 4 - payload), payload);
    }
}
