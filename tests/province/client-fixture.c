/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-fixture.h"

#include <string.h>

#include "mc-enrol.h"
#include "mc-http-transport.h"

static char *
give_token (gpointer data, GError **error)
{
  return g_strdup (data);
}

static gboolean
save_peer (McTx *tx, gpointer data, GError **error)
{
  return mc_peer_save (tx, data, error);
}

/* The key of the origin that writes in this store. */
static void
read_key (Client *self, guint8 key[32])
{
  g_autofree char *hex = fixture_text (self->fixture.folder, "SELECT hex (public_key) FROM origin ORDER BY n DESC LIMIT 1");

  g_assert_true (mc_hex_decode (hex, key, 32));
}

void
client_init (Client *self, Province *province, Service *service, int desk)
{
  g_autofree char *code = NULL, *url = g_strconcat ("http://", service->address, NULL);
  McEnrol enrol = { .url = url, .office = CLIENT_OFFICE, .desk = desk };
  g_auto (McPeer) peer = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  fixture_set_up (&self->fixture, GINT_TO_POINTER (desk));
  code = g_strstrip (province_ctl (province, &status, NULL, "enrol", "--office", CLIENT_OFFICE, NULL));
  enrol.code = code;
  read_key (self, enrol.public_key);
  self->token = mc_enrol (&enrol, NULL, &peer, NULL, &error);
  g_assert_no_error (error);
  fixture_write (&self->fixture, save_peer, &peer, &error);
  g_assert_no_error (error);
  self->transport = MC_TRANSPORT (mc_http_transport_new (url, give_token, self->token, NULL));
  self->blobs = mc_blobs_open (self->fixture.folder, &error);
  g_assert_no_error (error);
}

void
client_clear (Client *self)
{
  g_clear_object (&self->transport);
  g_clear_pointer (&self->blobs, mc_blobs_free);
  g_free (self->token);
  fixture_tear_down (&self->fixture, NULL);
}

void
client_sync (Client *self, McSyncResult *result)
{
  g_autoptr (McSyncRun) run = mc_sync_run_new (fixture_store (&self->fixture), self->blobs, self->transport);
  g_autoptr (GError) error = NULL;

  mc_sync_run (run, NULL, result, &error);
  g_assert_no_error (error);
}
