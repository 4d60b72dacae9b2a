/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-transport.h"

G_DEFINE_INTERFACE (McTransport, mc_transport, G_TYPE_OBJECT)

static void
mc_transport_default_init (McTransportInterface *iface)
{
}

GBytes *
mc_transport_exchange (McTransport *self, GBytes *request, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (MC_IS_TRANSPORT (self), NULL);
  return MC_TRANSPORT_GET_IFACE (self)->exchange (self, request, cancellable, error);
}

GBytes *
mc_transport_frames (McTransport *self, McFrameSource source, McFrameBeside beside, gpointer data, GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (MC_IS_TRANSPORT (self), NULL);
  return MC_TRANSPORT_GET_IFACE (self)->frames (self, source, beside, data, cancellable, error);
}

gboolean
mc_transport_fetch (McTransport *self, const guint8 hash[MC_HASH_SIZE], gint64 offset, McBytesFunc func, gpointer data,
                    GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (MC_IS_TRANSPORT (self), FALSE);
  return MC_TRANSPORT_GET_IFACE (self)->fetch (self, hash, offset, func, data, cancellable, error);
}

guint
mc_transport_retry_after (McTransport *self)
{
  g_return_val_if_fail (MC_IS_TRANSPORT (self), 0);
  return MC_TRANSPORT_GET_IFACE (self)->retry_after (self);
}
