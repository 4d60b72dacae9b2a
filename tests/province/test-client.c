/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real desks against the real service: enrolled, synchronised, and both with the same dossiers. */
#include <sodium.h>
#include <string.h>

#include "mc-desk-files.h"
#include "mc-enrol.h"
#include "mc-http-transport.h"
#include "mc-sync-run.h"
#include "province-fixture.h"
#include "store-fixture.h"

#define OFFICE "H15.50.05.13"

typedef struct
{
  Fixture fixture;
  char *token;
  McTransport *transport;
  McBlobs *blobs;
} Client;

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
client_init (Client *self, Province *province, Service *service, int desk)
{
  g_autofree char *code = NULL, *url = g_strconcat ("http://", service->address, NULL);
  McEnrol enrol = { .url = url, .office = OFFICE, .desk = desk };
  g_auto (McPeer) peer = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  fixture_set_up (&self->fixture, GINT_TO_POINTER (desk));
  code = g_strstrip (province_ctl (province, &status, NULL, "enrol", "--office", OFFICE, NULL));
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

static void
client_clear (Client *self)
{
  g_clear_object (&self->transport);
  g_clear_pointer (&self->blobs, mc_blobs_free);
  g_free (self->token);
  fixture_tear_down (&self->fixture, NULL);
}

static void
client_sync (Client *self, McSyncResult *result)
{
  g_autoptr (McSyncRun) run = mc_sync_run_new (fixture_store (&self->fixture), self->blobs, self->transport);
  g_autoptr (GError) error = NULL;

  mc_sync_run (run, NULL, result, &error);
  g_assert_no_error (error);
}

static void
test_desks (Province *province, gconstpointer data)
{
  static const char online[] = "{\"office\":\"" OFFICE "\",\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"LÒ THỊ MAI\"}}\n";
  g_autofree char *out = NULL, *submitted = NULL;
  g_autoptr (McDossier) first = NULL, seen = NULL;
  g_autoptr (GError) error = NULL;
  Client a = { 0 }, b = { 0 };
  Service service = { 0 };
  McSyncResult result;
  int status;

  service_start (&service, province);
  client_init (&a, province, &service, 2);
  client_init (&b, province, &service, 3);
  first = fixture_receive (&a.fixture, "NGUYỄN THỊ HƯƠNG");
  for (int i = 0; i < 30; i++)
    {
      g_autoptr (McDossier) other = fixture_receive (i % 2 == 0 ? &a.fixture : &b.fixture, "TRẦN VĂN NAM");
    }
  client_sync (&a, &result);
  g_assert_cmpint (result.sent, >=, 16);
  client_sync (&b, &result);
  g_assert_cmpint (result.received, >=, 16);
  client_sync (&a, &result);
  g_assert_cmpint (result.received, >=, 15);
  g_assert_cmpint (fixture_int (a.fixture.folder, "SELECT count(*) FROM dossier"), ==, 31);
  g_assert_cmpint (fixture_int (b.fixture.folder, "SELECT count(*) FROM dossier"), ==, 31);

  /* A department decides, and the desk's own dossier says so; an online one appears. */
  out = province_ctl (province, &status, NULL, "status", first->code, "done", "--note", "Đã ký", NULL);
  g_assert_cmpint (status, ==, 0);
  submitted = province_ctl (province, &status, online, "submit", "-", NULL);
  g_assert_cmpint (status, ==, 0);
  client_sync (&a, &result);
  client_sync (&b, &result);
  seen = mc_desk_load (b.fixture.desk, first->code, &error);
  g_assert_no_error (error);
  g_assert_cmpint (seen->state, ==, MC_STATE_DONE);
  g_assert_cmpint (fixture_int (a.fixture.folder, "SELECT count(*) FROM dossier"), ==, 32);

  /* A second synchronisation says nothing. */
  client_sync (&a, &result);
  g_assert_cmpint (result.sent + result.received, ==, 0);
  g_assert_cmpint (result.requests, ==, 1);
  g_assert_cmpint (result.refused, ==, 0);
  fixture_assert_sound (&a.fixture);
  fixture_assert_sound (&b.fixture);
  client_clear (&a);
  client_clear (&b);
  service_stop (&service);
}

/* A scan goes up after its entry, and a department's result comes down, is what its name says, and can be opened. */
static void
test_files (Province *province, gconstpointer data)
{
  g_autofree char *scan = g_build_filename (province->folder, "don.pdf", NULL), *out = NULL;
  g_autofree char *result_path = g_build_filename (province->folder, "ket-qua.pdf", NULL), *hash = NULL;
  g_autoptr (GString) content = g_string_new ("%PDF-1.7\n");
  g_autoptr (GFile) file = g_file_new_for_path (scan);
  g_autoptr (McDossier) dossier = NULL, attached = NULL, seen = NULL;
  g_autoptr (GError) error = NULL;
  Client a = { 0 };
  Service service = { 0 };
  McSyncResult result;
  guint8 bytes[MC_HASH_SIZE];
  int status;

  for (int i = 0; i < 40000; i++)
    g_string_append_printf (content, "%d ", i * 7919);
  g_file_set_contents (scan, content->str, (gssize) content->len, &error);
  g_assert_no_error (error);
  g_file_set_contents (result_path, "%PDF-1.7 ket qua", -1, &error);
  g_assert_no_error (error);

  service_start (&service, province);
  client_init (&a, province, &service, 2);
  dossier = fixture_receive (&a.fixture, "NGUYỄN THỊ HƯƠNG");
  attached = mc_desk_attach (a.fixture.desk, dossier->code, MC_COMPONENT_RESULT, file, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  client_sync (&a, &result);
  g_assert_cmpint (result.file_bytes, ==, content->len);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM file"), ==, 1);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM file_lacking"), ==, 0);

  out = province_ctl (province, &status, NULL, "status", dossier->code, "done", "--result", result_path, NULL);
  g_assert_cmpint (status, ==, 0);
  client_sync (&a, &result);
  seen = mc_desk_load (a.fixture.desk, dossier->code, &error);
  g_assert_no_error (error);
  g_assert_cmpint (seen->state, ==, MC_STATE_DONE);
  mc_hash_bytes ("%PDF-1.7 ket qua", strlen ("%PDF-1.7 ket qua"), bytes);
  hash = mc_hex_encode (bytes, sizeof bytes);
  g_assert_true (mc_desk_has_file (a.fixture.desk, hash));
  client_clear (&a);
  service_stop (&service);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    return 1;
  if (!postgres_up ())
    {
      g_print ("1..0 # SKIP no PostgreSQL 15 or later is installed\n");
      return 0;
    }
  g_test_add ("/province/client/desks-and-province-come-to-the-same", Province, NULL, province_setup, test_desks, province_teardown);
  g_test_add ("/province/client/files-go-up-and-results-come-down", Province, NULL, province_setup, test_files, province_teardown);
  status = g_test_run ();
  postgres_down ();
  return status;
}
