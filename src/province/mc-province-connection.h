/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A connection from request to request. libsoup 3.2 keeps one open after an answer only for listeners of its own, and one that it
 * keeps and whose caller goes away it forgets without closing it. So each connection is taken away from it after an answer, and
 * given to it again as a new one. All on the main thread. */

/* Gives a new connection to libsoup. @stream: what HTTP is spoken on: @connection itself, or TLS over it */
void mc_connection_accept (SoupServer *soup, GSocketConnection *connection, GIOStream *stream, GSocketAddress *local,
                           GSocketAddress *remote);

/* Whether both sides want another request after this one, whose answer is about to be sent whole. */
gboolean mc_connection_may_go_on (SoupServerMessage *message);
/* In "wrote-body" and at nothing else: nothing of @message happens afterwards. @end: close it instead */
void mc_connection_go_on (SoupServer *soup, SoupServerMessage *message, gboolean end);

/* At once, whatever goes on. */
void mc_connection_cut (SoupServerMessage *message);

G_END_DECLS
