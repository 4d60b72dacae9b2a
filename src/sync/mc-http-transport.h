/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-transport.h"

G_BEGIN_DECLS

#define MC_TYPE_HTTP_TRANSPORT (mc_http_transport_get_type ())
G_DECLARE_FINAL_TYPE (McHttpTransport, mc_http_transport, MC, HTTP_TRANSPORT, GObject)

/* The token of this desk. Called on the thread of the exchange, for each request. (transfer full): NULL with an error */
typedef char *(*McTokenFunc) (gpointer data, GError **error);

/**
 * McHttpTransport:
 *
 * The province's service over HTTP/1.1 and TLS. Two connections, kept open between requests, the second for long uploads: an exchange may be made
 * from within one (McFrameBeside). The calls wait and all belong to one thread, which need not run a main loop. Properties:
 *
 * * "base-url" (construct): as the enrolment gave it, "https://..."
 * * "tls-database" (construct, nullable): in place of the system's, for tests
 * * "stall-seconds" (construct): a link without a byte either way for so long is given up; 10
 * * "allow-plain" (construct): http:// to other machines too; the token is then readable on the way, so only for tests and benches
 * * "bandwidth-limit": bytes a second, 0 for none; may be set from any thread and holds at once
 *
 * What goes beyond the errors of McTransport: CLOCK when the certificate is the province's and only this machine's date makes it
 * invalid; NOT_FOUND, CONFLICT and INVALID as the service says them; FAILED for what nobody foresaw; NO_SPACE and such as
 * the caller's functions give them.
 */
McHttpTransport *mc_http_transport_new (const char *base_url, McTokenFunc token, gpointer token_data, GDestroyNotify destroy);
/* With other properties: the function comes after g_object_new(). */
void mc_http_transport_set_token_func (McHttpTransport *self, McTokenFunc token, gpointer token_data, GDestroyNotify destroy);

/* Drops the connections: the next call makes a new one, as after a change of the network. Only on the thread of the calls. */
void mc_http_transport_disconnect (McHttpTransport *self);

G_END_DECLS
