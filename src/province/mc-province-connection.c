/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-connection.h"

/* What hangs on the remote address of a connection, which goes with each of its requests. The address keeps the stream, and the
 * stream keeps the connection. */
#define CONNECTION_KEY "motcua-connection"
#define STREAM_KEY "motcua-stream"

void
mc_connection_accept (SoupServer *soup, GSocketConnection *connection, GIOStream *stream, GSocketAddress *local,
                      GSocketAddress *remote)
{
  g_object_set_data (G_OBJECT (remote), CONNECTION_KEY, connection);
  g_object_set_data_full (G_OBJECT (remote), STREAM_KEY, g_object_ref (stream), g_object_unref);
  soup_server_accept_iostream (soup, stream, local, remote, NULL);
}

static gboolean
says_close (SoupMessageHeaders *headers)
{
  return soup_message_headers_header_contains (headers, "Connection", "close");
}

gboolean
mc_connection_may_go_on (SoupServerMessage *message)
{
  return soup_server_message_get_http_version (message) == SOUP_HTTP_1_1 &&
         !says_close (soup_server_message_get_request_headers (message)) &&
         !says_close (soup_server_message_get_response_headers (message));
}

/* What a caller sent behind his request lies in libsoup's buffer, and is lost with it. */
static gboolean
has_pipelined (GIOStream *wrapped, GIOStream *stream)
{
  GPollableInputStream *upper = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (wrapped));
  GPollableInputStream *lower = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));

  return g_pollable_input_stream_is_readable (upper) && !g_pollable_input_stream_is_readable (lower);
}

void
mc_connection_go_on (SoupServer *soup, SoupServerMessage *message, gboolean end)
{
  g_autoptr (GSocketAddress) local = g_object_ref (soup_server_message_get_local_address (message));
  g_autoptr (GSocketAddress) remote = g_object_ref (soup_server_message_get_remote_address (message));
  g_autoptr (GIOStream) stream = g_object_ref (g_object_get_data (G_OBJECT (remote), STREAM_KEY));
  g_autoptr (GIOStream) wrapped = soup_server_message_steal_connection (message);

  if (wrapped == NULL)
    return;
  if (end || has_pipelined (wrapped, stream))
    g_io_stream_close (stream, NULL, NULL);
  else
    soup_server_accept_iostream (soup, stream, local, remote, NULL);
}

void
mc_connection_cut (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  GSocketConnection *connection = remote != NULL ? g_object_get_data (G_OBJECT (remote), CONNECTION_KEY) : NULL;

  if (connection != NULL)
    g_socket_shutdown (g_socket_connection_get_socket (connection), TRUE, TRUE, NULL);
}
