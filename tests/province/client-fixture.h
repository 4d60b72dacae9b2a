/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-blobs.h"
#include "mc-peer.h"
#include "mc-sync-run.h"
#include "province-fixture.h"
#include "store-fixture.h"

G_BEGIN_DECLS

#define CLIENT_OFFICE "H15.50.05.13"

/* A real desk with its store, enrolled with the real service. */
typedef struct
{
  Fixture fixture;
  char *token;
  McTransport *transport;
  McBlobs *blobs;
} Client;

void client_init (Client *self, Province *province, Service *service, int desk);
void client_clear (Client *self);
/* An exchange over HTTP, asserted to go well. */
void client_sync (Client *self, McSyncResult *result);

G_END_DECLS
