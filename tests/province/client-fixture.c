/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-fixture.h"

#include <string.h>

#include "mc-enrol.h"
#include "mc-http-transport.h"

/* ---- enrolment ------------------------------------------------------------------------------------------- */

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

static void
make_store (Client *self)
{
  g_autofree char *usual = fixture_office (self->number);
  g_auto (GStrv) parts = g_strsplit (usual, CLIENT_OFFICE, 2);
  g_autofree char *office = g_strjoinv (self->office, parts);
  g_autoptr (GError) error = NULL;

  self->fixture.folder = fixture_folder_new ();
  self->fixture.clock = mc_clock_new_fixed (FIXTURE_NOW);
  self->fixture.desk = mc_desk_create (self->fixture.folder, office, self->fixture.clock, "lan", &error);
  g_assert_no_error (error);
}

static void
connect_to (Client *self)
{
  guint stall = self->stall > 0 ? self->stall : 30;

  g_clear_object (&self->transport);
  self->transport = g_object_new (MC_TYPE_HTTP_TRANSPORT, "base-url", self->url, "tls-database", self->tls, "stall-seconds", stall, NULL);
  mc_http_transport_set_token_func (MC_HTTP_TRANSPORT (self->transport), give_token, self->token, NULL);
}

void
client_init_alone (Client *self, const char *office, int number)
{
  g_autoptr (GError) error = NULL;

  memset (self, 0, sizeof *self);
  self->office = g_strdup (office);
  self->number = number;
  make_store (self);
  self->blobs = mc_blobs_open (self->fixture.folder, &error);
  g_assert_no_error (error);
}

gboolean
client_try_enrol (Client *self, Service *service, const char *code, GError **error)
{
  g_autofree char *url = service_url (service);
  McEnrol enrol = { .url = url, .code = code, .office = self->office, .desk = self->number };
  g_auto (McPeer) peer = { 0 };

  g_set_object (&self->tls, service->tls);
  read_key (self, enrol.public_key);
  g_free (self->token);
  self->token = mc_enrol (&enrol, self->tls, &peer, NULL, error);
  if (self->token == NULL || !fixture_write (&self->fixture, save_peer, &peer, error))
    return FALSE;
  client_go_through (self, service_port (service));
  return TRUE;
}

void
client_init_at (Client *self, Province *province, Service *service, const char *office, int number)
{
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  client_init_alone (self, office, number);
  code = g_strstrip (province_ctl (province, &status, NULL, "enrol", "--office", office, NULL));
  g_assert_cmpint (status, ==, 0);
  client_try_enrol (self, service, code, &error);
  g_assert_no_error (error);
}

void
client_init (Client *self, Province *province, Service *service, int number)
{
  client_init_at (self, province, service, CLIENT_OFFICE, number);
}

void
client_close (Client *self)
{
  g_clear_pointer (&self->blobs, mc_blobs_free);
  fixture_close (&self->fixture);
}

void
client_open (Client *self)
{
  g_autoptr (GError) error = NULL;

  fixture_open (&self->fixture);
  self->blobs = mc_blobs_open (self->fixture.folder, &error);
  g_assert_no_error (error);
}

void
client_clear (Client *self)
{
  if (self->fixture.folder == NULL)
    return;
  g_clear_object (&self->transport);
  g_clear_pointer (&self->blobs, mc_blobs_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->office, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_object (&self->tls);
  fixture_tear_down (&self->fixture, NULL);
}

/* ---- backups --------------------------------------------------------------------------------------------- */

static void
copy_tree (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  g_mkdir_with_parents (to, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *a = g_build_filename (from, name, NULL), *b = g_build_filename (to, name, NULL);

      if (g_file_test (a, G_FILE_TEST_IS_DIR))
        copy_tree (a, b);
      else
        fixture_copy_file (from, to, name);
    }
}

char *
client_back_up (Client *self)
{
  char *backup = fixture_folder_new ();

  client_close (self);
  copy_tree (self->fixture.folder, backup);
  client_open (self);
  return backup;
}

void
client_restore (Client *self, const char *backup)
{
  client_close (self);
  fixture_folder_remove (g_strdup (self->fixture.folder));
  copy_tree (backup, self->fixture.folder);
  client_open (self);
}

/* ---- synchronising --------------------------------------------------------------------------------------- */

void
client_go_through (Client *self, guint16 port)
{
  g_free (self->url);
  self->url = g_strdup_printf ("%s://127.0.0.1:%u", self->tls != NULL ? "https" : "http", port);
  connect_to (self);
}

gboolean
client_try_sync (Client *self, McSyncResult *result, GError **error)
{
  g_autoptr (McSyncRun) run = mc_sync_run_new (fixture_store (&self->fixture), self->blobs, self->transport);

  return mc_sync_run (run, NULL, result, error);
}

void
client_sync (Client *self, McSyncResult *result)
{
  g_autoptr (GError) error = NULL;

  client_try_sync (self, result, &error);
  g_assert_no_error (error);
}

void
client_sync_until_quiet (Client *self)
{
  McSyncResult result = { .sent = 1 };

  for (int i = 0; result.sent + result.received + result.file_bytes > 0 || result.new_origin; i++)
    {
      g_assert_cmpint (i, <, 50);
      client_sync (self, &result);
    }
}

void
client_assert_quiet (Client *self)
{
  McSyncResult result;

  client_sync (self, &result);
  g_assert_cmpint (result.sent + result.received + result.refused + result.file_bytes, ==, 0);
  g_assert_cmpint (result.requests, ==, 1);
  fixture_assert_sound (&self->fixture);
}

/* ---- what both sides have -------------------------------------------------------------------------------- */

char *
client_order (Client *self)
{
  return fixture_text (self->fixture.folder,
                       "WITH line (n, text) AS (SELECT r.first_n + e.seq - r.first_seq,"
                       "  (r.first_n + e.seq - r.first_seq) || ' ' || lower (hex (o.id)) || ' ' || e.seq || ' ' ||"
                       "  lower (hex (e.hash))"
                       " FROM numbered r JOIN origin o ON o.n = r.origin JOIN entry e ON e.origin = r.origin AND e.stream = 0"
                       "  AND e.seq >= r.first_seq AND e.seq < r.first_seq + r.n_entries)"
                       " SELECT group_concat (text, char (10)) FROM (SELECT text FROM line ORDER BY n)");
}

char *
province_order (Province *self, const char *office)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT string_agg (e.n || ' ' || encode (o.id, 'hex') || ' ' || e.seq || ' ' || encode (e.hash, 'hex'), chr (10) ORDER BY e.n)"
      " FROM entry e JOIN origin o ON o.n = e.origin JOIN office f ON f.id = e.office WHERE f.code = '%s' AND e.n IS NOT NULL", office);

  return province_text (self, sql);
}

/* ---- files ----------------------------------------------------------------------------------------------- */

char *
client_write_pdf (const char *folder, const char *name, GRand *rand, gsize size)
{
  char *path = g_build_filename (folder, name, NULL);
  guint8 hash[MC_HASH_SIZE];
  g_autoptr (GBytes) noise = random_file (rand, size, hash);
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_append (content, (const guint8 *) "%PDF-1.7\n", 9);
  g_byte_array_append (content, g_bytes_get_data (noise, NULL), (guint) size);
  g_file_set_contents (path, (const char *) content->data, (gssize) content->len, &error);
  g_assert_no_error (error);
  return path;
}
