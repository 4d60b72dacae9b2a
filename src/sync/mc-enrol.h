/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-peer.h"

G_BEGIN_DECLS

typedef struct
{
  const char *url;     /* of the service, "https://..." */
  const char *code;    /* the one-time code from the province */
  const char *office;  /* code of the office */
  int desk;
  guint8 public_key[32]; /* of the origin that writes here */
} McEnrol;

/**
 * mc_enrol:
 * @tls_database: (nullable): in place of the system's, for tests
 * @peer: (out): the province; mc_peer_clear() after
 *
 * Registers this desk with the province. The code is spent by the first success. Waits; on any thread but a window's. AUTH_REQUIRED for
 * a code that is not valid; else as McHttpTransport says.
 *
 * Returns: (transfer full): the token, for McCredentials
 */
char *mc_enrol (const McEnrol *enrol, GTlsDatabase *tls_database, McPeer *peer, GCancellable *cancellable, GError **error);

G_END_DECLS
