/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-blobs.h"
#include "mc-peer.h"
#include "mc-sync-run.h"
#include "mc-transport.h"
#include "province-fixture.h"
#include "store-fixture.h"

G_BEGIN_DECLS

/* A real desk: its store, its files, and the HTTP client to the real service. */
typedef struct
{
  Fixture fixture;
  char *office;
  int number;          /* of the desk */
  char *token;
  GTlsDatabase *tls;   /* (nullable) */
  guint stall;         /* seconds without a byte after which the link is given up; 0: as the client has it */
  char *url;
  McTransport *transport;
  McBlobs *blobs;
} Client;

#define CLIENT_OFFICE "H15.50.05.13"

/* Makes the store of desk @number and enrols it with the service. */
void client_init (Client *self, Province *province, Service *service, int number);
void client_init_at (Client *self, Province *province, Service *service, const char *office, int number);
/* The same in two steps, the second of which may fail. */
void client_init_alone (Client *self, const char *office, int number);
gboolean client_try_enrol (Client *self, Service *service, const char *code, GError **error);
void client_clear (Client *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Client, client_clear)

/* The store closed and open again, as it is on disk now: for backups, restores and programs that ended. */
void client_close (Client *self);
void client_open (Client *self);

/* The folder as it stands into a new one, which is the backup; and back, as somebody does on a new disk. */
char *client_back_up (Client *self); /* (transfer full): fixture_folder_remove() */
void client_restore (Client *self, const char *backup);

/* From now on by way of this port of this machine: a bad link before the service. */
void client_go_through (Client *self, guint16 port);
/* One synchronisation from beginning to end; what went over, and why it ended. */
gboolean client_try_sync (Client *self, McSyncResult *result, GError **error);
/* It must end well. */
void client_sync (Client *self, McSyncResult *result);
/* Until it says nothing and hears nothing. */
void client_sync_until_quiet (Client *self);
/* One more says nothing and hears nothing, in one request, and the store is sound. */
void client_assert_quiet (Client *self);

/* The office's order as this desk has it: a line for each entry with number, author, his number and hash. */
char *client_order (Client *self);
/* The same as the province has it. (transfer full) */
char *province_order (Province *self, const char *office);

/* A PDF of about so many bytes that nobody else has. (transfer full): its path in @folder */
char *client_write_pdf (const char *folder, const char *name, GRand *rand, gsize size);

G_END_DECLS
