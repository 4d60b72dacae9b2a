/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "mc-message.h"

G_BEGIN_DECLS

/* The way to the province, as the exchange sees it: three calls that wait. HTTP in life (mc-http-transport.h), a hub in the same process in
 * tests. Calls happen on the thread of the exchange. */

#define MC_TYPE_TRANSPORT (mc_transport_get_type ())
G_DECLARE_INTERFACE (McTransport, mc_transport, MC, TRANSPORT, GObject)

/* Gives the next bytes to send, NULL at the end (or when something urgent has come up). (transfer full) */
typedef GBytes *(*McFrameSource) (gpointer data, GError **error);
/* Called while frames() goes on and an exchange can go beside it, on another connection: before each piece, and a few times a second while
 * the line takes one. */
typedef void (*McFrameBeside) (gpointer data);
/* Takes the next bytes of a file; FALSE stops. */
typedef gboolean (*McBytesFunc) (gconstpointer bytes, gsize size, gpointer data, GError **error);

struct _McTransportInterface
{
  GTypeInterface parent;

  /* One exchange. Errors: OFFLINE (no link, stalled, cut, service not there), AUTH_REQUIRED (token unknown or revoked),
   * STORE_TOO_NEW (the service is older or newer than we can speak with), REJECTED (a stranger answered: captive portal, wrong
   * certificate), BUSY (come back later), INVALID, CANCELLED. (transfer full) */
  GBytes *(*exchange) (McTransport *self, GBytes *request, GCancellable *cancellable, GError **error);
  /* An upload of frames in one request, stored at the other side as it comes. @beside: (nullable): given for a long one. The answer's
   * frames. (transfer full) */
  GBytes *(*frames) (McTransport *self, McFrameSource source, McFrameBeside beside, gpointer data, GCancellable *cancellable, GError **error);
  /* A file from @offset on. NOT_FOUND when this office may not see it or it is not whole there. */
  gboolean (*fetch) (McTransport *self, const guint8 hash[MC_HASH_SIZE], gint64 offset, McBytesFunc func, gpointer data,
                     GCancellable *cancellable, GError **error);
  /* Seconds the other side asked to wait before the next try, 0: did not. */
  guint (*retry_after) (McTransport *self);
};

GBytes *mc_transport_exchange (McTransport *self, GBytes *request, GCancellable *cancellable, GError **error);
GBytes *mc_transport_frames (McTransport *self, McFrameSource source, McFrameBeside beside, gpointer data, GCancellable *cancellable,
                             GError **error);
gboolean mc_transport_fetch (McTransport *self, const guint8 hash[MC_HASH_SIZE], gint64 offset, McBytesFunc func, gpointer data,
                             GCancellable *cancellable, GError **error);
guint mc_transport_retry_after (McTransport *self);

G_END_DECLS
