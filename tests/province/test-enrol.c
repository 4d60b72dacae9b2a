/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is let in. */
#include "province-fixture.h"

#define OFFICE "H15.50.05.13"
#define OTHER_OFFICE "H15.50.05.14"

static void
enrol_with (Service *service, const char *code, const char *office, Answer *answer)
{
  g_autofree char *text = g_strdup_printf ("{\"code\":\"%s\",\"office\":\"%s\",\"desk\":3,\"public_key\":\"%064d\"}", code, office, 7);

  http_text (service, "POST", "/v1/enrol", NULL, text, answer);
}

static void
test_code_once (Province *province, gconstpointer data)
{
  g_autofree char *code = NULL, *wrong = NULL;
  g_auto (Answer) answer = { 0 };
  Service service = { 0 };
  int status;

  service_start (&service, province);
  code = g_strstrip (province_ctl (province, &status, NULL, "enrol", "--office", OFFICE, NULL));
  wrong = g_strdup_printf ("%s2", code);
  enrol_with (&service, wrong, OFFICE, &answer);
  assert_problem (&answer, 401, "token-unknown");
  enrol_with (&service, code, OTHER_OFFICE, &answer);
  assert_problem (&answer, 401, "token-unknown");
  enrol_with (&service, code, OFFICE, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  enrol_with (&service, code, OFFICE, &answer);
  assert_problem (&answer, 401, "token-unknown");
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM desk"), ==, 1);

  /* Nothing of a secret is in the database as it was given. */
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM desk WHERE octet_length (token_hash) <> 32"), ==, 0);
  service_stop (&service);
}

static void
test_revoked (Province *province, gconstpointer data)
{
  g_autoptr (GByteArray) request = NULL;
  g_autofree char *out = NULL, *again = NULL;
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };
  int status;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 2);
  desk_receive (&desk, 1, 101);
  request = desk_request (&desk, 1);
  out = province_ctl (province, &status, NULL, "revoke", "--office", OFFICE, "--desk", "2", NULL);
  g_assert_cmpint (status, ==, 0);
  http (&service, "POST", "/v1/exchange", desk.token, MC_FRAME_CONTENT_TYPE, request->data, request->len, NULL, &answer);
  assert_problem (&answer, 401, "token-revoked");
  http (&service, "POST", "/v1/exchange", "nobody", MC_FRAME_CONTENT_TYPE, request->data, request->len, NULL, &answer);
  assert_problem (&answer, 401, "token-unknown");
  http (&service, "POST", "/v1/exchange", NULL, MC_FRAME_CONTENT_TYPE, request->data, request->len, NULL, &answer);
  assert_problem (&answer, 401, "token-unknown");
  http (&service, "POST", "/v1/frames", desk.token, MC_FRAME_CONTENT_TYPE, request->data, request->len, NULL, &answer);
  assert_problem (&answer, 401, "token-revoked");
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM entry WHERE kind = 'receive'"), ==, 0);
  again = province_ctl (province, &status, NULL, "revoke", "--office", OFFICE, "--desk", "2", NULL);
  g_assert_cmpint (status, ==, 1);
  service_stop (&service);
}

#define ADD(path, func) g_test_add ("/province/enrol/" path, Province, NULL, province_setup, func, province_teardown)

int
main (int argc, char **argv)
{
  if (!province_tests_begin (&argc, &argv))
    return 0;
  ADD ("a-code-lets-one-desk-in-once", test_code_once);
  ADD ("a-revoked-desk-is-let-in-no-more", test_revoked);
  return province_tests_run ();
}
