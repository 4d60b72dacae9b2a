/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real desks against the real service: enrolled, synchronised, and both with the same dossiers. */
#include <string.h>

#include "client-fixture.h"
#include "mc-desk-files.h"

#define LARGE (4 * 1024 * 1024)

static void
test_desks (Province *province, gconstpointer data)
{
  static const char online[] = "{\"office\":\"" CLIENT_OFFICE "\",\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"LÒ THỊ MAI\"}}\n";
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

  client_assert_quiet (&a);
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

/* ---- something written while a file goes up ---- */

typedef struct
{
  Province *province;
  Client *desk;
  McSyncRun *run;
  guint pieces;
  gboolean overtook;    /* a dossier was at the province before the large file was */
  gboolean small_first; /* and a small file */
} Meanwhile;

static void
attach (Client *desk, const char *code, const char *path, gsize size)
{
  g_autofree char *content = g_malloc0 (size);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  memcpy (content, "%PDF-1.7", 8);
  g_file_set_contents (path, content, (gssize) size, &error);
  g_assert_no_error (error);
  dossier = mc_desk_attach (desk->fixture.desk, code, MC_COMPONENT_RESULT, file, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* After each piece of the upload. */
static void
write_meanwhile (gint64 done, gint64 total, gpointer data)
{
  Meanwhile *self = data;
  gint64 dossiers = province_sql (self->province, "SELECT count(*) FROM dossier"), files = province_sql (self->province, "SELECT count(*) FROM file");
  g_autofree char *path = g_build_filename (self->province->folder, "nho.pdf", NULL);
  g_autoptr (McDossier) dossier = NULL;

  self->overtook |= dossiers == 2 && files == 0;
  self->small_first |= files == 1 && total > LARGE / 2;
  if (++self->pieces != 1 && self->pieces != 4)
    return;
  dossier = fixture_receive (&self->desk->fixture, "TRẦN VĂN NAM");
  if (self->pieces == 4)
    attach (self->desk, dossier->code, path, 1000);
  mc_sync_run_poke (self->run);
}

/* What has no files goes beside the upload; what has some ends it, for small files go before large ones. */
static void
test_meanwhile (Province *province, gconstpointer data)
{
  g_autofree char *path = g_build_filename (province->folder, "lon.pdf", NULL);
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (McSyncRun) run = NULL;
  g_autoptr (GError) error = NULL;
  Client desk = { 0 };
  Service service = { 0 };
  Meanwhile meanwhile = { province, &desk };
  McSyncResult result;

  service_start (&service, province);
  client_init (&desk, province, &service, 2);
  dossier = fixture_receive (&desk.fixture, "NGUYỄN THỊ HƯƠNG");
  attach (&desk, dossier->code, path, LARGE);
  meanwhile.run = run = mc_sync_run_new (fixture_store (&desk.fixture), desk.blobs, desk.transport);
  mc_sync_run_set_progress (run, write_meanwhile, &meanwhile);
  g_assert_true (mc_sync_run (run, NULL, &result, &error));
  g_assert_no_error (error);
  g_assert_true (meanwhile.overtook);
  g_assert_true (meanwhile.small_first);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier"), ==, 3);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM file"), ==, 2);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM file_lacking"), ==, 0);
  g_assert_cmpint (result.file_bytes, ==, LARGE + 1000);
  /* An exchange and the upload, two exchanges beside it, an exchange and the rest, and a last exchange. */
  g_assert_cmpint (result.requests, ==, 7);
  client_clear (&desk);
  service_stop (&service);
}

int
main (int argc, char **argv)
{
  if (!province_tests_begin (&argc, &argv))
    return 0;
  g_test_add ("/province/client/desks-and-province-come-to-the-same", Province, NULL, province_setup, test_desks, province_teardown);
  g_test_add ("/province/client/files-go-up-and-results-come-down", Province, NULL, province_setup, test_files, province_teardown);
  g_test_add ("/province/client/what-is-written-meanwhile-overtakes-a-file", Province, NULL, province_setup, test_meanwhile, province_teardown);
  return province_tests_run ();
}
