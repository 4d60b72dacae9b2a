/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Desks that come by stick against the real service: real stores, real packages, a real database. */
#include <glib/gstdio.h>
#include <string.h>

#include "client-fixture.h"
#include "mc-bundle-carry.h"
#include "mc-desk-carry.h"
#include "mc-desk-files.h"
#include "mc-desk-sync.h"
#include "mc-error.h"
#include "mc-province-bundle.h"

#define SMALL_PART 4096

static const char online[] = "{\"office\":\"" CLIENT_OFFICE "\",\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"LÒ THỊ MAI\"}}\n";

/* ---- a stick ------------------------------------------------------------------------------------------------------ */

static char *
receive_with_file (Client *self, const char *name)
{
  g_autoptr (McDossier) dossier = fixture_receive (&self->fixture, name), attached = NULL;
  g_autofree char *path = g_build_filename (self->fixture.folder, "don.pdf", NULL);
  g_autoptr (GString) text = g_string_new ("%PDF-1.7\n");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 2000; i++)
    g_string_append_printf (text, "%s %d\n", dossier->code, i * 7919);
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  attached = mc_desk_attach (self->fixture.desk, dossier->code, MC_COMPONENT_RESULT, file, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return g_strdup (dossier->code);
}

/* The parts of what @self writes for @whom. (element-type char*) */
static GPtrArray *
write_stick (Client *self, const char *stick, guint whom, gint64 part_max)
{
  g_auto (McBundleWritten) written = { 0 };
  g_autoptr (GError) error = NULL;

  mc_bundle_export (fixture_store (&self->fixture), self->blobs, stick, whom, part_max, NULL, NULL, NULL, &written, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&written.paths);
}

static char *
receipt_of (const char *part)
{
  return mc_bundle_receipt_path (part);
}

/* `motcua-province bundle import` of one part; its exit code. */
static int
bring (Province *province, const char *part)
{
  int status;
  g_autofree char *out = province_ctl (province, &status, NULL, "bundle", "import", part, "--blobs", province->blobs, "--json", NULL);

  g_test_message ("%s", out);
  return status;
}

static void
bring_home (Client *self, const char *path)
{
  const char *paths[] = { path, NULL };
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;

  items = mc_desk_import_bundles (self->fixture.desk, paths, FALSE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_no_error (((McCarryItem *) g_ptr_array_index (items, 0))->error);
  g_assert_true (((McCarryItem *) g_ptr_array_index (items, 0))->from_province);
}

static void
assert_nothing_waits (Client *self)
{
  g_auto (McSyncStatus) status = { 0 };
  g_autoptr (GError) error = NULL;

  mc_desk_read_sync_status (self->fixture.desk, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status.waiting, ==, 0);
  g_assert_cmpint (status.files, ==, 0);
  g_assert_cmpint (status.quarantine, ==, 0);
}

static gint64
n_dossiers (Client *self)
{
  return fixture_int (self->fixture.folder, "SELECT count(*) FROM dossier");
}

/* Everything the province holds, to see that nothing came. */
static gint64
holdings (Province *province)
{
  return province_sql (province, "SELECT (SELECT count(*) FROM entry) * 1000000 + (SELECT count(*) FROM file) * 1000 +"
                                 " (SELECT count(*) FROM file_part) * 100 + (SELECT count(*) FROM origin)");
}

/* ---- without a link ------------------------------------------------------------------------------------------------ */

static void
test_no_link (Province *province, gconstpointer data)
{
  g_autofree char *stick = fixture_folder_new (), *code = NULL, *receipt = NULL, *shown = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  Client a = { 0 };
  Service service = { 0 };
  int status;

  service_start (&service, province);
  client_init (&a, province, &service, 2);
  code = receive_with_file (&a, "NGUYỄN THỊ HƯƠNG");
  parts = write_stick (&a, stick, MC_CARRY_PROVINCE, 0);
  g_assert_cmpint (parts->len, ==, 1);
  g_assert_cmpint (bring (province, g_ptr_array_index (parts, 0)), ==, 0);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM file"), ==, 1);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM file_lacking"), ==, 0);
  shown = province_ctl (province, &status, NULL, "show", code, NULL);
  g_assert_cmpint (status, ==, 0);

  receipt = receipt_of (g_ptr_array_index (parts, 0));
  bring_home (&a, receipt);
  assert_nothing_waits (&a);
  /* Where the link comes back there is nothing left to send. */
  client_assert_quiet (&a);
  fixture_folder_remove (g_steal_pointer (&stick));
  client_clear (&a);
  service_stop (&service);
}

/* One desk has a link, the other a stick: the receipt brings what an exchange would, and both have the same in the same order. */
static void
test_mixed (Province *province, gconstpointer data)
{
  g_autofree char *stick = fixture_folder_new (), *receipt = NULL, *out = NULL, *of_a = NULL, *of_b = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (McDossier) seen = NULL;
  g_autoptr (GError) error = NULL;
  Client a = { 0 }, b = { 0 };
  Service service = { 0 };
  McSyncResult result;
  int status;

  service_start (&service, province);
  client_init (&a, province, &service, 2);
  client_init (&b, province, &service, 3);
  for (int i = 0; i < 5; i++)
    {
      g_autofree char *of_stick = receive_with_file (&a, "TRẦN VĂN NAM"), *of_link = receive_with_file (&b, "LÝ A SÚA");
    }
  client_sync (&b, &result);
  out = province_ctl (province, &status, online, "submit", "-", NULL);
  g_assert_cmpint (status, ==, 0);
  parts = write_stick (&a, stick, MC_CARRY_PROVINCE | MC_CARRY_OFFICE, 0);
  g_assert_cmpint (bring (province, g_ptr_array_index (parts, 0)), ==, 0);
  receipt = receipt_of (g_ptr_array_index (parts, 0));
  bring_home (&a, receipt);
  client_sync (&b, &result);
  g_assert_cmpint (n_dossiers (&a), ==, 11);
  g_assert_cmpint (n_dossiers (&b), ==, 11);
  of_a = client_order (&a);
  of_b = client_order (&b);
  g_assert_nonnull (of_a);
  g_assert_cmpstr (of_a, ==, of_b);
  assert_nothing_waits (&a);
  client_assert_quiet (&a);
  fixture_assert_sound (&b.fixture);
  fixture_folder_remove (g_steal_pointer (&stick));
  client_clear (&a);
  client_clear (&b);
  service_stop (&service);
}

/* In parts, backwards, each twice, and when the network has brought half of it already. */
static void
test_again (Province *province, gconstpointer data)
{
  g_autofree char *stick = fixture_folder_new ();
  g_autoptr (GPtrArray) first = NULL, parts = NULL;
  Client a = { 0 };
  Service service = { 0 };
  McSyncResult result;
  gint64 held;

  service_start (&service, province);
  client_init (&a, province, &service, 2);
  for (int i = 0; i < 4; i++)
    {
      g_autofree char *code = receive_with_file (&a, "GIÀNG THỊ MỶ");
    }
  first = write_stick (&a, stick, 0, SMALL_PART);
  g_assert_cmpint (first->len, >, 3);
  client_sync (&a, &result);
  held = holdings (province);
  for (guint i = first->len; i > 0; i--)
    g_assert_cmpint (bring (province, g_ptr_array_index (first, i - 1)), ==, 0);
  g_assert_cmpint (holdings (province), ==, held);

  for (int i = 0; i < 4; i++)
    {
      g_autofree char *code = receive_with_file (&a, "HỜ A CHU");
    }
  parts = write_stick (&a, stick, 0, SMALL_PART);
  g_assert_cmpint (parts->len, >, 3);
  /* Backwards: entries whose beginning is lacking are refused and said again by the receipt, files are kept. Then what was refused fits. */
  for (guint i = parts->len; i > 0; i--)
    g_assert_cmpint (bring (province, g_ptr_array_index (parts, i - 1)), ==, 0);
  for (guint i = 0; i < parts->len; i++)
    g_assert_cmpint (bring (province, g_ptr_array_index (parts, i)), ==, 0);
  held = holdings (province);
  for (guint i = 0; i < parts->len; i++)
    {
      g_autofree char *receipt = receipt_of (g_ptr_array_index (parts, i));

      g_assert_cmpint (bring (province, g_ptr_array_index (parts, i)), ==, 0);
      bring_home (&a, receipt);
    }
  g_assert_cmpint (holdings (province), ==, held);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier"), ==, 8);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM file"), ==, 8);
  assert_nothing_waits (&a);
  fixture_assert_sound (&a.fixture);
  fixture_folder_remove (g_steal_pointer (&stick));
  client_clear (&a);
  service_stop (&service);
}

/* One command, the parts in an order in which most do not fit at first. */
static void
test_one_command (Province *province, gconstpointer data)
{
  g_autofree char *stick = fixture_folder_new (), *receipts = g_build_filename (province->folder, "bien-nhan", NULL), *out = NULL;
  g_autoptr (GPtrArray) parts = NULL, found = NULL;
  Client a = { 0 };
  Service service = { 0 };
  int status;

  service_start (&service, province);
  client_init (&a, province, &service, 2);
  for (int i = 0; i < 4; i++)
    {
      g_autofree char *code = receive_with_file (&a, "GIÀNG THỊ MỶ");
    }
  parts = write_stick (&a, stick, MC_CARRY_PROVINCE, SMALL_PART);
  g_assert_cmpint (parts->len, >, 3);
  g_assert_cmpint (g_mkdir (receipts, 0700), ==, 0);
  out = province_ctl (province, &status, NULL, "bundle", "import", "--blobs", province->blobs, "--receipts", receipts,
                      g_ptr_array_index (parts, 2), g_ptr_array_index (parts, 1), g_ptr_array_index (parts, 0),
                      g_ptr_array_index (parts, 3), parts->len > 4 ? g_ptr_array_index (parts, 4) : NULL, NULL);
  g_assert_cmpint (status, ==, 0);
  g_test_message ("%u parts: %s", parts->len, out);
  for (guint i = 5; i < parts->len; i++)
    g_assert_cmpint (bring (province, g_ptr_array_index (parts, i)), ==, 0);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier"), ==, 4);
  found = mc_desk_find_bundles (receipts);
  g_assert_cmpint (found->len, ==, MIN (parts->len, 5));
  for (guint i = 0; i < found->len; i++)
    bring_home (&a, g_ptr_array_index (found, i));
  for (guint i = 5; i < parts->len; i++)
    {
      g_autofree char *receipt = receipt_of (g_ptr_array_index (parts, i));

      bring_home (&a, receipt);
    }
  assert_nothing_waits (&a);
  fixture_folder_remove (g_steal_pointer (&stick));
  client_clear (&a);
  service_stop (&service);
}

/* A machine that was restored writes under a new key before it has seen a link again; the old key vouched for it. */
static void
test_restored (Province *province, gconstpointer data)
{
  g_autofree char *stick = fixture_folder_new (), *backup = fixture_folder_new (), *receipt = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (GError) error = NULL;
  Client a = { 0 };
  Service service = { 0 };
  McSyncResult result;

  service_start (&service, province);
  client_init (&a, province, &service, 2);
  mc_dossier_free (fixture_receive (&a.fixture, "LÝ A SÚA"));
  client_sync (&a, &result);
  g_clear_pointer (&a.blobs, mc_blobs_free);
  fixture_close (&a.fixture);
  fixture_folder_remove (g_build_filename (a.fixture.folder, "blobs", NULL));
  fixture_copy_folder (a.fixture.folder, backup);
  fixture_folder_remove (a.fixture.folder);
  a.fixture.folder = g_steal_pointer (&backup);
  fixture_open (&a.fixture);
  a.blobs = mc_blobs_open (a.fixture.folder, &error);
  g_assert_no_error (error);

  parts = write_stick (&a, stick, MC_CARRY_PROVINCE, 0);
  g_assert_cmpint (fixture_int (a.fixture.folder, "SELECT count(*) FROM origin WHERE public_key IS NOT NULL"), >=, 2);
  g_assert_cmpint (bring (province, g_ptr_array_index (parts, 0)), ==, 0);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM origin WHERE desk IS NOT NULL"), ==, 2);
  receipt = receipt_of (g_ptr_array_index (parts, 0));
  bring_home (&a, receipt);
  assert_nothing_waits (&a);
  fixture_folder_remove (g_steal_pointer (&stick));
  client_clear (&a);
  service_stop (&service);
}

/* ---- to a village without any link ----------------------------------------------------------------------------------- */

static void
test_export (Province *province, gconstpointer data)
{
  g_autofree char *stick = fixture_folder_new (), *code = NULL, *out = NULL, *decided = NULL, *bundle = NULL, *receipt = NULL;
  g_autofree char *result_path = g_build_filename (province->folder, "ket-qua.pdf", NULL), *hash = NULL;
  g_autoptr (GPtrArray) parts = NULL, found = NULL, again = NULL;
  g_autoptr (McDossier) seen = NULL;
  g_autoptr (GError) error = NULL;
  guint8 bytes[MC_HASH_SIZE];
  gint64 held;
  Client a = { 0 }, b = { 0 };
  Service service = { 0 };
  McSyncResult result;
  int status;

  service_start (&service, province);
  client_init (&a, province, &service, 2);
  client_init (&b, province, &service, 3);
  code = receive_with_file (&a, "NGUYỄN THỊ HƯƠNG");
  mc_dossier_free (fixture_receive (&b.fixture, "LÝ A SÚA"));
  client_sync (&b, &result);
  parts = write_stick (&a, stick, MC_CARRY_PROVINCE, 0);
  g_assert_cmpint (bring (province, g_ptr_array_index (parts, 0)), ==, 0);
  receipt = receipt_of (g_ptr_array_index (parts, 0));
  g_unlink (receipt);
  g_assert_true (g_file_set_contents (result_path, "%PDF-1.7 ket qua", -1, NULL));
  decided = province_ctl (province, &status, NULL, "status", code, "done", "--result", result_path, "--blobs", province->blobs, NULL);
  g_assert_cmpint (status, ==, 0);
  out = province_ctl (province, &status, online, "submit", "-", NULL);
  g_assert_cmpint (status, ==, 0);

  g_unlink (g_ptr_array_index (parts, 0));
  bundle = g_build_filename (stick, "cua-tinh.motcua", NULL);
  g_free (province_ctl (province, &status, NULL, "bundle", "export", "--office", CLIENT_OFFICE, "--blobs", province->blobs, bundle, NULL));
  g_assert_cmpint (status, ==, 0);
  bring_home (&a, bundle);
  bring_home (&a, bundle);
  seen = mc_desk_load (a.fixture.desk, code, &error);
  g_assert_no_error (error);
  g_assert_cmpint (seen->state, ==, MC_STATE_DONE);
  g_assert_cmpint (n_dossiers (&a), ==, 3);
  mc_hash_bytes ("%PDF-1.7 ket qua", strlen ("%PDF-1.7 ket qua"), bytes);
  hash = mc_hex_encode (bytes, sizeof bytes);
  g_assert_true (mc_desk_has_file (a.fixture.desk, hash));
  assert_nothing_waits (&a);
  /* But for the note that the officer looked at the dossier. */
  held = province_sql (province, "SELECT count(*) FROM entry WHERE stream = 0");
  client_sync (&a, &result);
  g_assert_cmpint (result.received + result.file_bytes, ==, 0);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM entry WHERE stream = 0"), ==, held);
  fixture_assert_sound (&a.fixture);

  g_free (province_ctl (province, &status, NULL, "bundle", "export", "--office", "H99.99", bundle, NULL));
  g_assert_cmpint (status, !=, 0);
  fixture_folder_remove (g_steal_pointer (&stick));
  client_clear (&a);
  client_clear (&b);
  service_stop (&service);
}

/* ---- refused ------------------------------------------------------------------------------------------------------- */

static void
assert_refused (Province *province, const char *path)
{
  gint64 before = holdings (province);
  g_autofree char *receipt = receipt_of (path);

  g_assert_cmpint (bring (province, path), ==, 1);
  g_assert_cmpint (holdings (province), ==, before);
  g_assert_false (g_file_test (receipt, G_FILE_TEST_EXISTS));
}

/* @path with the byte at @at (from the end when negative) changed, or cut there. */
static char *
spoil (const char *path, gssize at, gboolean cut)
{
  g_autofree char *text = NULL;
  char *spoilt = g_strdup_printf ("%s-%d-%d" MC_BUNDLE_SUFFIX, path, (int) at, cut);
  gsize size, where;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  where = at < 0 ? size - (gsize) -at : (gsize) at;
  text[where] ^= 1;
  g_assert_true (g_file_set_contents (spoilt, text, cut ? (gssize) where : (gssize) size, NULL));
  return spoilt;
}

static void
test_refused (Province *province, gconstpointer data)
{
  static const gssize places[] = { 3, 40, 200, 1000, -2000, -40, -1 };
  g_autofree char *stick = fixture_folder_new (), *code = NULL, *text = g_build_filename (stick, "thu.motcua", NULL), *out = NULL;
  g_autofree char *receipt = NULL, *after = NULL, *number = NULL;
  g_autoptr (GPtrArray) parts = NULL, office = NULL, revoked = NULL;
  Client a = { 0 }, b = { 0 };
  Service service = { 0 };
  McSyncResult result;
  int status;

  service_start (&service, province);
  client_init (&a, province, &service, 2);
  client_init (&b, province, &service, 3);
  client_sync (&a, &result);
  client_sync (&b, &result);
  client_sync (&a, &result);
  code = receive_with_file (&a, "NGUYỄN THỊ HƯƠNG");
  parts = write_stick (&a, stick, MC_CARRY_PROVINCE, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *changed = spoil (g_ptr_array_index (parts, 0), places[i], FALSE);
      g_autofree char *cut = spoil (g_ptr_array_index (parts, 0), places[i], TRUE);

      assert_refused (province, changed);
      assert_refused (province, cut);
    }
  g_assert_true (g_file_set_contents (text, "Kính gửi", -1, NULL));
  assert_refused (province, text);
  /* Sealed for the office alone. */
  office = write_stick (&a, stick, MC_CARRY_OFFICE, 0);
  assert_refused (province, g_ptr_array_index (office, 0));

  g_assert_cmpint (bring (province, g_ptr_array_index (parts, 0)), ==, 0);
  receipt = receipt_of (g_ptr_array_index (parts, 0));
  g_assert_cmpint (bring (province, receipt), ==, 1);

  /* A desk that may come in no more comes in by no way. */
  mc_dossier_free (fixture_receive (&b.fixture, "LÝ A SÚA"));
  revoked = write_stick (&b, stick, MC_CARRY_PROVINCE, 0);
  out = province_ctl (province, &status, NULL, "revoke", "--office", CLIENT_OFFICE, "--desk", "3", NULL);
  g_assert_cmpint (status, ==, 0);
  assert_refused (province, g_ptr_array_index (revoked, 0));
  g_free (g_steal_pointer (&stick));
  client_clear (&a);
  client_clear (&b);
  service_stop (&service);
}

/* A package of a desk whose province is another one, and which this one never heard of. */
static void
test_stranger (Province *province, gconstpointer data)
{
  g_autofree char *stick = fixture_folder_new ();
  g_autoptr (GPtrArray) parts = NULL;
  Client a = { 0 };
  Province other = { 0 };
  Service service = { 0 }, here = { 0 };

  province_setup (&other, NULL);
  service_start (&service, &other);
  service_start (&here, province);
  client_init (&a, &other, &service, 2);
  mc_dossier_free (fixture_receive (&a.fixture, "LÝ A SÚA"));
  parts = write_stick (&a, stick, MC_CARRY_PROVINCE, 0);
  assert_refused (province, g_ptr_array_index (parts, 0));
  fixture_folder_remove (g_steal_pointer (&stick));
  client_clear (&a);
  service_stop (&here);
  service_stop (&service);
  province_teardown (&other, NULL);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*func) (Province *province, gconstpointer data);
  } tests[] = {
    { "/province/bundle/a-desk-without-a-link", test_no_link },
    { "/province/bundle/one-by-stick-one-by-network", test_mixed },
    { "/province/bundle/twice-backwards-and-after-the-network", test_again },
    { "/province/bundle/parts-in-any-order-in-one-command", test_one_command },
    { "/province/bundle/a-machine-that-was-restored", test_restored },
    { "/province/bundle/to-a-village-without-a-link", test_export },
    { "/province/bundle/what-is-refused-stores-nothing", test_refused },
    { "/province/bundle/another-provinces", test_stranger },
  };
  if (!province_tests_begin (&argc, &argv))
    return 0;
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Province, NULL, province_setup, tests[i].func, province_teardown);
  return province_tests_run ();
}
