/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The province's database is restored from a backup: what was acknowledged since is not there. */
#include <glib/gstdio.h>
#include <string.h>

#include "province-fixture.h"

#define OFFICE "H15.50.05.13"

static void
assert_health (Service *service, gboolean good)
{
  g_auto (Answer) answer = { 0 };

  http (service, "GET", "/health", NULL, NULL, NULL, 0, NULL, &answer);
  if (good)
    g_assert_cmpuint (answer.status, ==, 200);
  else
    assert_problem (&answer, 503, "set-back");
}

static void
send_entries (Service *service, Desk *desk, gint64 from, Answer *answer)
{
  g_autoptr (GByteArray) request = desk_request (desk, from);

  http (service, "POST", "/v1/exchange", desk->token, MC_FRAME_CONTENT_TYPE, request->data, request->len,
        NULL, answer);
}

static void
write_and_send (Service *service, Desk *desk, guint n)
{
  g_auto (Frames) frames = { 0 };
  gint64 from = desk->entries->len + 1;

  desk_receive (desk, n, (guint) from);
  frames_init (&frames);
  desk_exchange (desk, service, from, &frames);
  g_assert_cmpint (frames_acked (&frames, desk), ==, desk->entries->len);
}

/* All of it, as a desk does that was registered anew. */
static void
assert_heals (Province *province, Service *service, Desk *desk)
{
  g_auto (Frames) frames = { 0 };

  desk->cursor = desk->common = 0;
  desk_enrol_again (desk, province, service);
  frames_init (&frames);
  desk_exchange (desk, service, 1, &frames);
  g_assert_cmpint (frames_acked (&frames, desk), ==, desk->entries->len);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier"), ==, desk->entries->len - 1);
  province_assert_sound (province);
}

static void
assert_repaired_by_revoking (Province *province, Service *service, Desk *desk)
{
  g_autofree char *out = NULL, *line = g_strdup_printf ("%s %d\n", OFFICE, desk->number);
  g_auto (Answer) answer = { 0 };
  int status;

  g_free (province_ctl (province, &status, NULL, "revoke", "--all", NULL));
  g_assert_cmpint (status, ==, 2);
  g_free (province_ctl (province, &status, NULL, "revoke", "--all", "--office", OFFICE, "--blobs",
                        province->blobs, NULL));
  g_assert_cmpint (status, ==, 2);
  g_free (province_ctl (province, &status, NULL, "revoke", "--all", "--blobs", province->folder, NULL));
  g_assert_cmpint (status, ==, 2);
  assert_health (service, FALSE);
  out = province_ctl (province, &status, NULL, "revoke", "--all", "--blobs", province->blobs, NULL);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (out, ==, line);
  /* It goes on by itself. */
  assert_health (service, TRUE);
}

static void
assert_refuses_all (Province *province, Service *service, Desk *desk)
{
  static const char *const paths[] = { "/v1/enrol", "/v1/dossiers", "/v1/status" };
  g_auto (Answer) answer = { 0 };
  gint64 n = province_sql (province, "SELECT count(*) FROM entry");
  int status;

  send_entries (service, desk, 1, &answer);
  assert_problem (&answer, 503, "set-back");
  g_assert_nonnull (answer.retry_after);
  /* With nothing to say, it is not told an order that will not stay. */
  send_entries (service, desk, 0, &answer);
  assert_problem (&answer, 503, "set-back");
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      http_text (service, "POST", paths[i], desk->token, "{}", &answer);
      assert_problem (&answer, 503, "set-back");
    }
  http (service, "GET", "/tra-cuu", NULL, NULL, NULL, 0, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_free (
      province_ctl (province, &status,
                    "{\"office\":\"" OFFICE
                    "\",\"ref\":\"a\",\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"LÒ THỊ MAI\"}}",
                    "submit", "-", NULL));
  g_assert_cmpint (status, ==, 3);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM entry"), ==, n);
}

static void
assert_logged (Service *service, const char *problem)
{
  g_autofree char *log = NULL, *line = g_strdup_printf ("\"problem\":\"%s\"", problem);

  g_assert_true (g_file_get_contents (service->log, &log, NULL, NULL));
  g_assert_nonnull (strstr (log, line));
}

/* A service with one desk, which has sent @n dossiers by the time of the backup. (transfer full) */
static char *
begin_and_back_up (Province *province, Service *service, Desk *desk, guint n)
{
  service_start (service, province);
  desk_enrol (desk, province, service, OFFICE, 1);
  write_and_send (service, desk, n);
  return province_back_up (province);
}

/* Stopped or killed: one lost number is enough. */
static void
restored_meanwhile (Province *province, void (*end) (Service *service))
{
  g_autofree char *backup = NULL;
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };

  backup = begin_and_back_up (province, &service, &desk, 3);
  write_and_send (&service, &desk, 1);
  end (&service);
  province_restore (province, backup);
  service_start (&service, province);
  assert_logged (&service, "set-back");
  assert_health (&service, FALSE);
  assert_refuses_all (province, &service, &desk);
  assert_repaired_by_revoking (province, &service, &desk);
  send_entries (&service, &desk, 1, &answer);
  assert_problem (&answer, 401, "token-revoked");
  assert_heals (province, &service, &desk);
  service_stop (&service);

  /* And from here on it is guarded again. */
  province_restore (province, backup);
  service_start (&service, province);
  assert_health (&service, FALSE);
  service_stop (&service);
}

static void
test_stopped (Province *province, gconstpointer data)
{
  restored_meanwhile (province, service_stop);
}

static void
test_killed (Province *province, gconstpointer data)
{
  restored_meanwhile (province, service_kill);
}

/* Another server takes over that had not got the last commits: no number is given a second time before somebody looks. */
static void
test_while_it_runs (Province *province, gconstpointer data)
{
  g_autofree char *backup = NULL;
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };

  backup = begin_and_back_up (province, &service, &desk, 2);
  write_and_send (&service, &desk, 2);
  province_restore (province, backup);
  desk_receive (&desk, 1, 50);
  send_entries (&service, &desk, 4, &answer);
  assert_problem (&answer, 503, "set-back");
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier"), ==, 2);
  assert_health (&service, FALSE);
  assert_repaired_by_revoking (province, &service, &desk);
  assert_heals (province, &service, &desk);
  service_stop (&service);
}

/* What the shell did goes into the mark too, by the service. */
static void
test_shell (Province *province, gconstpointer data)
{
  g_autofree char *backup = NULL;
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };
  int status;

  backup = begin_and_back_up (province, &service, &desk, 1);
  g_free (
      province_ctl (province, &status,
                    "{\"office\":\"" OFFICE
                    "\",\"ref\":\"a\",\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"LÒ THỊ MAI\"}}",
                    "submit", "-", NULL));
  g_assert_cmpint (status, ==, 0);
  assert_health (&service, TRUE);
  service_kill (&service);
  province_restore (province, backup);
  service_start (&service, province);
  assert_health (&service, FALSE);
  service_stop (&service);
}

/* A folder from a backup, and none at all: the database is newer than the mark, or cannot be told to be old. */
static void
test_folder (Province *province, gconstpointer data)
{
  g_autofree char *mark = g_build_filename (province->blobs, "mark", NULL), *old = NULL;
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };
  gsize size;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  write_and_send (&service, &desk, 1);
  service_stop (&service);
  g_assert_true (g_file_get_contents (mark, &old, &size, NULL));
  service_start (&service, province);
  write_and_send (&service, &desk, 1);
  service_stop (&service);

  g_assert_true (g_file_set_contents (mark, old, (gssize) size, NULL));
  service_start (&service, province);
  assert_health (&service, TRUE);
  write_and_send (&service, &desk, 1);
  service_stop (&service);

  g_assert_cmpint (g_unlink (mark), ==, 0);
  service_start (&service, province);
  assert_logged (&service, "mark-missing");
  assert_health (&service, TRUE);
  write_and_send (&service, &desk, 1);
  service_stop (&service);
}

/* A new database in the place of the old one: not even the offices are there. */
static void
test_another_database (Province *province, gconstpointer data)
{
  g_autofree char *mark = g_build_filename (province->blobs, "mark", NULL),
                  *backup = province_back_up (province);
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };
  int status;

  service_start (&service, province);
  service_stop (&service);
  service_start (&service, province);
  assert_health (&service, TRUE);
  service_stop (&service);
  province_restore (province, backup);
  service_start (&service, province);
  assert_health (&service, FALSE);
  g_free (province_ctl (province, &status, NULL, "revoke", "--all", "--blobs", province->blobs, NULL));
  g_assert_cmpint (status, ==, 0);
  assert_health (&service, TRUE);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  write_and_send (&service, &desk, 1);
  service_stop (&service);

  g_assert_true (g_file_set_contents (mark, "MCM", 3, NULL));
  service_start (&service, province);
  assert_health (&service, FALSE);
  service_stop (&service);
}

#define ADD(path, func)                                                                                      \
  g_test_add ("/province/set-back/" path, Province, NULL, province_setup, func, province_teardown)

int
main (int argc, char **argv)
{
  if (!province_tests_begin (&argc, &argv))
    return 0;
  ADD ("found-after-a-stop", test_stopped);
  ADD ("found-after-a-kill", test_killed);
  ADD ("found-while-the-service-runs", test_while_it_runs);
  ADD ("what-the-shell-gave-out-counts", test_shell);
  ADD ("an-older-folder-or-none-is-none", test_folder);
  ADD ("another-database-is-none-of-ours", test_another_database);
  return province_tests_run ();
}
