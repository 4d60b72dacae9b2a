/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the province's shell to the desk: published, signed, shown, and in force at its moment; by network and by stick. */
#include <string.h>

#include "client-fixture.h"
#include "mc-desk-carry.h"
#include "mc-desk-changes.h"

#define CODE FIXTURE_PROCEDURE
#define CATALOGUE(from)                                                                                                          \
  "{\"format\":\"motcua-catalogue-1\",\"procedures\":[{\"code\":\"" CODE "\",\"name\":\"Mới\",\"from\":\"" from "\","            \
  "\"cases\":[{\"key\":\"thuong\",\"name\":\"Thường\",\"time\":{\"direct\":{\"n\":2,\"unit\":\"working-days\"}},"                \
  "\"fee\":{\"direct\":0}}]}]}"
#define OLD "Xác nhận tình trạng hôn nhân"

static void
set_clock (Client *self, const char *text)
{
  gint64 time = 0;

  g_assert_true (mc_time_from_iso (text, &time));
  mc_clock_set (self->fixture.clock, time);
}

/* As a program that is started at that moment has it. */
static void
assert_name_at (Client *self, const char *time, const char *name)
{
  set_clock (self, time);
  fixture_reopen (&self->fixture);
  g_assert_cmpstr (mc_desk_procedure (self->fixture.desk, CODE, mc_desk_today (self->fixture.desk))->short_name, ==, name);
}

/* What `motcua-province publish` says of @text; asserted to be done. (transfer full) */
static char *
publish (Province *province, const char *text, const char *from)
{
  int status;
  char *out = from != NULL ? province_ctl (province, &status, text, "publish", "-", "--json", "--from", from, NULL)
                           : province_ctl (province, &status, text, "publish", "-", "--json", NULL);

  g_assert_cmpint (status, ==, 0);
  return out;
}

static guint
n_changes (Client *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = mc_desk_changes (self->fixture.desk, &error);

  g_assert_no_error (error);
  return changes->len;
}

static void
test_whole_way (Province *province, gconstpointer data)
{
  g_autoptr (McDossier) before = NULL, after = NULL;
  Service service = { 0 };
  Client a = { 0 }, away = { 0 };
  McSyncResult result;

  service_start (&service, province);
  client_init (&a, province, &service, 2);
  client_init (&away, province, &service, 3);
  g_free (publish (province, CATALOGUE ("2026-11-23"), NULL));
  g_free (publish (province, "{\"format\":\"motcua-settings-1\",\"settings\":{\"phone\":\"1022\"}}", "2026-12-01"));
  set_clock (&a, "2026-11-23T09:10:00");
  client_sync (&a, &result);
  g_assert_cmpuint (n_changes (&a), ==, 2);
  before = fixture_receive (&a.fixture, "NGUYỄN VĂN AN");
  g_assert_cmpstr (before->duration_text, ==, "3 ngày làm việc");

  assert_name_at (&a, "2026-11-23T16:59:59", OLD);
  assert_name_at (&a, "2026-11-23T17:00:00", "Mới");
  after = fixture_receive (&a.fixture, "NGUYỄN VĂN BÌNH");
  g_assert_cmpstr (after->duration_text, ==, "2 ngày làm việc");
  g_assert_cmpstr (mc_desk_office (a.fixture.desk)->phone, !=, "1022");
  assert_name_at (&a, "2026-12-01T00:00:00", "Mới");
  g_assert_cmpstr (mc_desk_office (a.fixture.desk)->phone, ==, "1022");

  /* The other desk was away for a week. */
  set_clock (&away, "2026-11-30T10:00:00");
  client_sync (&away, &result);
  assert_name_at (&away, "2026-11-30T16:59:59", OLD);
  assert_name_at (&away, "2026-11-30T17:00:00", "Mới");
  fixture_assert_sound (&a.fixture);
  fixture_assert_sound (&away.fixture);
  client_clear (&a);
  client_clear (&away);
  service_stop (&service);
}

/* The stick brings it on Monday, the network again on Tuesday: it is here since Monday. */
static void
test_by_stick (Province *province, gconstpointer data)
{
  g_autofree char *stick = fixture_folder_new (), *bundle = g_build_filename (stick, "cua-tinh.motcua", NULL);
  const char *paths[] = { bundle, NULL };
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  Service service = { 0 };
  Client a = { 0 };
  McSyncResult result;
  int status;

  service_start (&service, province);
  client_init (&a, province, &service, 2);
  mc_dossier_free (fixture_receive (&a.fixture, "NGUYỄN VĂN AN"));
  client_sync (&a, &result);
  g_free (publish (province, CATALOGUE ("2026-11-23"), NULL));
  g_free (province_ctl (province, &status, NULL, "bundle", "export", "--office", CLIENT_OFFICE, "--blobs", province->blobs, bundle, NULL));
  g_assert_cmpint (status, ==, 0);
  set_clock (&a, "2026-11-23T09:10:00");
  items = mc_desk_import_bundles (a.fixture.desk, paths, FALSE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_no_error (((McCarryItem *) g_ptr_array_index (items, 0))->error);
  g_assert_cmpuint (n_changes (&a), ==, 1);
  assert_name_at (&a, "2026-11-23T16:59:59", OLD);
  assert_name_at (&a, "2026-11-23T17:00:00", "Mới");
  set_clock (&a, "2026-11-24T08:00:00");
  client_sync (&a, &result);
  assert_name_at (&a, "2026-11-24T08:00:00", "Mới");
  fixture_assert_sound (&a.fixture);
  fixture_folder_remove (g_steal_pointer (&stick));
  client_clear (&a);
  service_stop (&service);
}

/* A machine set back to last week's backup learns it again, and waits for its evening again. */
static void
test_restored (Province *province, gconstpointer data)
{
  g_autofree char *backup = NULL;
  Service service = { 0 };
  Client a = { 0 };
  McSyncResult result;

  service_start (&service, province);
  client_init (&a, province, &service, 2);
  mc_dossier_free (fixture_receive (&a.fixture, "NGUYỄN VĂN AN"));
  client_sync (&a, &result);
  backup = client_back_up (&a);
  g_free (publish (province, CATALOGUE ("2026-11-23"), NULL));
  client_sync (&a, &result);
  assert_name_at (&a, "2026-11-23T17:00:00", "Mới");
  client_restore (&a, backup);
  set_clock (&a, "2026-11-24T09:00:00");
  client_sync (&a, &result);
  assert_name_at (&a, "2026-11-24T09:00:00", OLD);
  assert_name_at (&a, "2026-11-24T17:00:00", "Mới");
  fixture_folder_remove (g_steal_pointer (&backup));
  client_clear (&a);
  service_stop (&service);
}

/* What each kind of file is told by, that the same again is none, and that a change is one. */
static void
test_kinds (Province *province, gconstpointer data)
{
  static const struct
  {
    const char *text, *said;
  } files[] = {
    { CATALOGUE ("2026-12-01"), "{\"procedures\":1}\n" },
    { "{\"format\":\"motcua-catalogue-1\",\"procedures\":[{\"code\":\"1.004845\",\"from\":\"2026-12-01\",\"abolished\":true}]}",
      "{\"procedures\":1}\n" },
    { "{\"format\":\"motcua-holidays-1\",\"days\":[{\"date\":\"2026-11-24\",\"kind\":\"off\",\"name\":\"x\"}]}", "{\"holidays\":1}\n" },
    { "# days off\n2027-01-01\toff\tdecided\tTết Dương lịch\n", "{\"holidays\":1}\n" },
    { "{\"format\":\"motcua-settings-1\",\"settings\":{\"phone\":\"1022\"}}", "{\"settings\":1}\n" },
    { "{\"format\":\"motcua-signers-1\",\"signers\":[{\"name\":\"LÒ VĂN TÚ\",\"title\":\"Phó Chủ tịch\"}]}", "{\"signers\":1}\n" },
    { "<form form=\"01\" paper=\"a5\" set=\"2025\">\n<page width='148' height='210' faces='11 10' min='9'/>\n<text>{ma_ho_so}</text></form>",
      "{\"template\":1}\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *first = publish (province, files[i].text, NULL), *again = publish (province, files[i].text, NULL);

      g_assert_cmpstr (first, ==, files[i].said);
      g_assert_nonnull (strstr (again, ":0}"));
    }
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM entry WHERE kind <> 'begin' AND office = 0"), ==, G_N_ELEMENTS (files));
}

/* Refused before anything is written, with its reason. */
static void
test_refused (Province *province, gconstpointer data)
{
  static const char *const files[] = {
    "",
    "{}",
    "<html></html>",
    "GIF89a",
    "\xff\xfe",
    "2027-01-01\tTết\n",
    "{\"format\":\"motcua-catalogue-1\",\"procedures\":[]}",
    "{\"format\":\"motcua-catalogue-2\",\"procedures\":[1]}",
    "{\"format\":\"motcua-settings-1\",\"settings\":{\"code\":\"H01.02.03.04\"}}",
    "{\"format\":\"motcua-settings-1\",\"settings\":{\"desk\":3}}",
    "{\"format\":\"motcua-holidays-1\",\"days\":[{\"date\":\"2026-02-30\",\"kind\":\"off\",\"name\":\"x\"}]}",
    "{\"format\":\"motcua-template-1\",\"form\":\"01\",\"paper\":\"a5\",\"xml\":\"<form/>\"}",
    /* Which paper it is; what is no template; a name nobody sets; what belongs to one office. */
    "<form><page width='148' height='210' faces='11' min='9'/><text>x</text></form>",
    "<form form=\"01\" paper=\"a5\"><text>x</text></form>",
    "<form form=\"09\" paper=\"a5\"><page width='148' height='210' faces='11' min='9'/><text>x</text></form>",
    "<form form=\"01\" paper=\"a5\"><page width='148' height='210' faces='11' min='9'/><text>{ma_hs}</text></form>",
    "<form form=\"01\" paper=\"a5\"><page width='148' height='210' faces='11' min='9'/><text if=\"nguoi\">x</text></form>",
    "<form form=\"01\" paper=\"a5\"><page width='148' height='210' faces='11' min='9'/><text>UBND XÃ YÊN BÌNH</text></form>",
    "<form form=\"01\" paper=\"a5\"><page width='148' height='210' faces='11' min='9'/><text>Gọi 0987 654 321</text></form>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      int status;
      g_autofree char *out = province_ctl (province, &status, files[i], "publish", "-", NULL);

      if (status != 1)
        g_error ("status %d: %s", status, files[i]);
    }
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM entry"), ==, 0);
}

int
main (int argc, char **argv)
{
  if (!province_tests_begin (&argc, &argv))
    return 0;
#define published_test(path, func) g_test_add (path, Province, NULL, province_setup, func, province_teardown)
  published_test ("/province/publish/from-the-shell-to-the-evening", test_whole_way);
  published_test ("/province/publish/by-stick-and-again-by-network", test_by_stick);
  published_test ("/province/publish/a-machine-that-was-restored", test_restored);
  published_test ("/province/publish/each-kind-once", test_kinds);
  published_test ("/province/publish/what-is-refused-stores-nothing", test_refused);
  return province_tests_run ();
}
