/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the province itself does, the public page, and what stands in its logs. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "province-fixture.h"

#define OFFICE "H15.50.05.13"

static const char online[] = "{\"office\":\"" OFFICE "\",\"ref\":\"dvc-1\",\"procedure\":\"1.004873\",\"applicant\":"
                             "{\"name\":\"LÒ THỊ MAI\",\"id\":\"011190000001\",\"birth\":\"1990\",\"phone\":\"0912345678\"},"
                             "\"components\":[]}\n";

static JsonObject *
parse (JsonParser *parser, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (json_parser_load_from_data (parser, text, -1, &error));
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

/* An online dossier comes down to its office, signed by the province and chained; sent twice it is one. */
static void
test_submit (Province *province, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *shown = NULL, *token = NULL;
  g_autoptr (JsonParser) parser = json_parser_new (), again = json_parser_new ();
  g_auto (Frames) frames = { 0 };
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };
  const char *code;
  gboolean found = FALSE;
  int status;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  first = province_ctl (province, &status, online, "submit", "-", "--json", NULL);
  g_assert_cmpint (status, ==, 0);
  code = json_object_get_string_member (parse (parser, first), "code");
  second = province_ctl (province, &status, online, "submit", "-", "--json", NULL);
  g_assert_cmpstr (json_object_get_string_member (parse (again, second), "code"), ==, code);
  token = g_strstrip (province_ctl (province, &status, NULL, "account", "--name", "cong-dvc", NULL));
  http_text (&service, "POST", "/v1/dossiers", token, online, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_nonnull (strstr (answer_text (&answer), code));
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier WHERE state = 1"), ==, 1);

  frames_init (&frames);
  desk_exchange (&desk, &service, 0, &frames);
  for (guint i = 0; i < frames.batches->len; i++)
    {
      McBatch *batch = g_ptr_array_index (frames.batches, i);

      for (guint j = 0; j < batch->entries->len; j++)
        found = found || strcmp (g_array_index (batch->entries, McEntry, j).envelope.kind, "submit") == 0;
      g_assert_true (batch->is_signed);
      g_assert_true (mc_head_verify (desk.province_key, batch->origin, batch->stream, mc_batch_last_seq (batch), mc_batch_head (batch),
                                     batch->signature));
    }
  g_assert_true (found);
  shown = province_ctl (province, &status, NULL, "show", code, NULL);
  g_assert_nonnull (strstr (shown, "\"registered\""));
  service_stop (&service);
}

/* Papers that the citizen sent with an online dossier are files of the dossier, at the office that it is for. */
static void
test_submit_files (Province *province, gconstpointer data)
{
  static const char pdf[] = "%PDF-1.7 tờ khai", jpeg[] = "\xff\xd8\xff ảnh";
  static const char form[] = "{\"office\":\"" OFFICE "\",\"ref\":\"dvc-%d\",\"procedure\":\"1.004873\",\"applicant\":{\"name\":"
                             "\"LÒ THỊ MAI\",\"birth\":\"1990\"},\"components\":[{\"key\":\"to-khai\",\"name\":\"Tờ khai\"}],"
                             "\"files\":[{\"component\":\"%s\",\"%s\":\"%s\",\"type\":\"%s\"}]}";
  g_autofree char *path = g_build_filename (province->folder, "to-khai.pdf", NULL), *line = NULL, *out = NULL, *token = NULL;
  g_autofree char *hex = NULL, *put = NULL, *of_pdf = NULL, *shown = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (Answer) answer = { 0 };
  g_auto (Frames) frames = { 0 };
  g_auto (Desk) desk = { 0 };
  guint8 hash[MC_HASH_SIZE];
  Service service = { 0 };
  guint n_files = 0;
  int status;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  token = g_strstrip (province_ctl (province, &status, NULL, "account", "--name", "cong-dvc", NULL));

  /* From a shell of the service's machine: by path. */
  g_assert_true (g_file_set_contents (path, pdf, strlen (pdf), NULL));
  line = g_strdup_printf (form, 1, "to-khai", "path", path, "application/pdf");
  out = province_ctl (province, &status, line, "submit", "-", "--json", NULL);
  g_assert_cmpint (status, ==, 0);
  mc_hash_bytes (pdf, strlen (pdf), hash);
  of_pdf = mc_hex_encode (hash, sizeof hash);
  shown = province_ctl (province, &status, NULL, "show", json_object_get_string_member (parse (parser, out), "code"), NULL);
  g_assert_nonnull (strstr (shown, of_pdf));
  g_assert_nonnull (strstr (shown, "to-khai.pdf"));

  /* Over HTTP: sent before, and then named. A path of this machine names nothing there. */
  mc_hash_bytes (jpeg, strlen (jpeg), hash);
  hex = mc_hex_encode (hash, sizeof hash);
  g_free (g_steal_pointer (&line));
  line = g_strdup_printf (form, 2, "to-khai", "blob", hex, "image/jpeg");
  http_text (&service, "POST", "/v1/dossiers", token, line, &answer);
  g_assert_nonnull (strstr (answer_text (&answer), "refused"));
  put = g_strdup_printf ("/v1/blobs/%s?office=" OFFICE, hex);
  http (&service, "PUT", put, token, "application/octet-stream", jpeg, strlen (jpeg), NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  http_text (&service, "POST", "/v1/dossiers", token, line, &answer);
  g_assert_nonnull (strstr (answer_text (&answer), "code"));
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *bad = g_strdup_printf (form, 3, i == 0 ? "khong-co" : "to-khai", i == 1 ? "path" : "blob", i == 1 ? path : hex,
                                              i == 2 ? "text/html" : "image/jpeg");

      http_text (&service, "POST", "/v1/dossiers", token, bad, &answer);
      g_assert_nonnull (strstr (answer_text (&answer), "refused"));
    }
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier"), ==, 2);

  frames_init (&frames);
  desk_exchange (&desk, &service, 0, &frames);
  for (guint i = 0; i < frames.batches->len; i++)
    {
      McBatch *batch = g_ptr_array_index (frames.batches, i);

      for (guint j = 0; j < batch->entries->len; j++)
        n_files += strcmp (g_array_index (batch->entries, McEntry, j).envelope.kind, "attach") == 0;
    }
  g_assert_cmpuint (n_files, ==, 2);
  g_free (g_steal_pointer (&put));
  put = g_strconcat ("/v1/blobs/", of_pdf, NULL);
  http (&service, "GET", put, desk.token, NULL, NULL, 0, NULL, &answer);
  g_assert_cmpmem (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body), pdf, strlen (pdf));
  service_stop (&service);
}

static void
test_status (Province *province, gconstpointer data)
{
  g_autofree char *code = NULL, *result = g_build_filename (province->folder, "ket-qua.pdf", NULL), *out = NULL, *bad = NULL;
  g_autofree char *token = NULL, *text = NULL, *shown = NULL, *hex = NULL, *path = NULL, *again = NULL;
  guint8 hash[MC_HASH_SIZE];
  g_auto (Frames) up = { 0 }, down = { 0 };
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 }, stranger = { 0 };
  Service service = { 0 };
  int status;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  desk_enrol (&stranger, province, &service, "H15.50.05.99", 1);
  desk_receive (&desk, 1, 1);
  desk_write (&desk, "act", 2, 2, "{\"action\":\"forward\",\"state\":\"processing\",\"to\":\"Phòng Tư pháp\"}");
  frames_init (&up);
  desk_exchange (&desk, &service, 1, &up);
  code = desk_code (&desk, 1);

  bad = province_ctl (province, &status, NULL, "status", code, "returned", NULL);
  g_assert_cmpint (status, ==, 1);
  g_file_set_contents (result, "%PDF-1.7 giấy", -1, NULL);
  mc_hash_bytes ("%PDF-1.7 giấy", strlen ("%PDF-1.7 giấy"), hash);
  out = province_ctl (province, &status, NULL, "status", code, "done", "--note", "Đã ký", "--number", "12/XN", "--result", result,
                      "--json", NULL);
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (out, "\"done\""));
  /* Who got no answer says the same again. */
  again = province_ctl (province, &status, NULL, "status", code, "done", "--note", "Đã ký", "--number", "12/XN", "--result", result, NULL);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM entry WHERE kind = 'act'"), ==, 2);

  /* It comes down as an entry on the desk's own dossier, after the last exclusive one; the file is for this office. */
  frames_init (&down);
  desk_exchange (&desk, &service, 0, &down);
  g_assert_cmpuint (down.batches->len, ==, 1);
  {
    McBatch *batch = g_ptr_array_index (down.batches, 0);
    const McEntry *entry = &g_array_index (batch->entries, McEntry, batch->entries->len - 1);

    g_assert_cmpstr (entry->envelope.kind, ==, "act");
    g_assert_cmpint (entry->envelope.dossier.seq, ==, 2);
    g_assert_cmpint (entry->envelope.parent.seq, ==, 3);
    g_assert_cmpmem (entry->envelope.parent.origin, MC_ORIGIN_SIZE, desk.origin, MC_ORIGIN_SIZE);
  }
  g_assert_cmpuint (down.wants->len, ==, 0);
  hex = mc_hex_encode (hash, sizeof hash);
  path = g_strconcat ("/v1/blobs/", hex, NULL);
  http (&service, "GET", path, desk.token, NULL, NULL, 0, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (answer.body), ==, strlen ("%PDF-1.7 giấy"));
  http (&service, "GET", path, stranger.token, NULL, NULL, 0, NULL, &answer);
  assert_problem (&answer, 404, "not-found");

  /* By the API: a note without a new state; a state that cannot be. */
  token = g_strstrip (province_ctl (province, &status, NULL, "account", "--name", "so-tu-phap", NULL));
  text = g_strdup_printf ("{\"code\":\"%s\",\"state\":\"9\",\"note\":\"Mời nhận kết quả\"}", code);
  for (int i = 0; i < 2; i++)
    {
      http_text (&service, "POST", "/v1/status", token, text, &answer);
      g_assert_cmpuint (answer.status, ==, 200);
    }
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM entry WHERE kind = 'act'"), ==, 3);
  g_clear_pointer (&text, g_free);
  text = g_strdup_printf ("{\"code\":\"%s\",\"state\":\"supplement\"}", code);
  http_text (&service, "POST", "/v1/status", token, text, &answer);
  assert_problem (&answer, 409, "rejected");
  shown = province_ctl (province, &status, NULL, "show", code, NULL);
  g_assert_nonnull (strstr (shown, "Mời nhận kết quả"));
  g_assert_nonnull (strstr (shown, "12/XN"));
  service_stop (&service);
}

static void
test_publish (Province *province, gconstpointer data)
{
  static const char catalogue[]
      = "{\"format\":\"motcua-catalogue-1\",\"procedures\":[{\"code\":\"9.000001\",\"name\":\"Thử\",\"from\":\"2026-01-01\","
        "\"field\":{\"code\":\"G15-HT\",\"name\":\"Hộ tịch\"},\"cases\":[{\"key\":\"a\",\"name\":\"Thông thường\"}]}]}";
  g_autofree char *first = NULL, *second = NULL, *third = NULL, *bad = NULL, *table = NULL;
  g_auto (Frames) frames = { 0 }, idle = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };
  const McEntry *entry;
  McBatch *batch;
  int status;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  bad = province_ctl (province, &status, "{\"format\":\"x\"}", "publish", "-", NULL);
  g_assert_cmpint (status, ==, 1);
  table = province_ctl (province, &status, "2027-01-01\tTết Dương lịch\n", "publish", "-", NULL);
  g_assert_cmpint (status, ==, 1);
  first = province_ctl (province, &status, catalogue, "publish", "-", "--json", NULL);
  g_assert_cmpstr (first, ==, "{\"procedures\":1}\n");
  second = province_ctl (province, &status, catalogue, "publish", "-", "--json", NULL);
  g_assert_cmpstr (second, ==, "{\"procedures\":0}\n");
  third = province_ctl (province, &status, catalogue, "publish", "-", "--from", "2027-01-01", "--json", NULL);
  g_assert_cmpstr (third, ==, "{\"procedures\":1}\n");

  frames_init (&frames);
  desk_exchange (&desk, &service, 0, &frames);
  g_assert_cmpint (frames.cursor.common, ==, 3);
  batch = g_ptr_array_index (frames.batches, frames.batches->len - 1);
  entry = &g_array_index (batch->entries, McEntry, batch->entries->len - 1);
  g_assert_cmpstr (entry->envelope.kind, ==, "catalogue");
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (entry->body, NULL), (gssize) g_bytes_get_size (entry->body), "2027-01-01"));
  frames_init (&idle);
  desk_exchange (&desk, &service, 0, &idle);
  g_assert_cmpuint (idle.batches->len, ==, 0);
  service_stop (&service);
}

/* ---- the public page ------------------------------------------------------------------------------------- */

static void
ask (Service *service, const char *code, const char *pin, const char *from, Answer *answer)
{
  g_autofree char *form = g_strdup_printf ("ma=%s&pin=%s", code, pin), *header = g_strdup_printf ("X-Real-IP: %s", from);

  http (service, "POST", "/tra-cuu", NULL, "application/x-www-form-urlencoded", form, strlen (form), header, answer);
}

static void
test_page (Province *province, gconstpointer data)
{
  g_auto (Frames) up = { 0 };
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  g_autofree char *code = NULL, *other = NULL;
  Service service = { 0 };
  const char *page;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  desk_receive (&desk, 2, 1);
  frames_init (&up);
  desk_exchange (&desk, &service, 1, &up);
  code = desk_code (&desk, 1);
  other = desk_code (&desk, 2);
  http (&service, "GET", "/tra-cuu", NULL, NULL, NULL, 0, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpstr (answer.type, ==, "text/html");

  ask (&service, code, "bcdg", "203.0.113.1", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  page = answer_text (&answer);
  g_assert_nonnull (strstr (page, "Đã tiếp nhận"));
  g_assert_nonnull (strstr (page, "25/11/2026"));
  /* No name, no number of a paper, no phone. */
  g_assert_null (strstr (page, "HƯƠNG"));
  g_assert_null (strstr (page, "001190"));
  g_assert_null (strstr (page, "0987"));

  /* A wrong PIN and a code that is nobody's look the same, and guessing ends soon. */
  ask (&service, "H15.50.05.13-261122-9999", "ZZZZ", "203.0.113.1", &answer);
  g_assert_cmpuint (answer.status, ==, 404);
  for (int i = 0; i < 10; i++)
    {
      ask (&service, code, "ZZZZ", "203.0.113.1", &answer);
      g_assert_cmpuint (answer.status, ==, 404);
    }
  ask (&service, code, "BCDG", "203.0.113.2", &answer);
  g_assert_cmpuint (answer.status, ==, 429);
  g_assert_cmpstr (answer.type, ==, "text/html");
  g_assert_nonnull (answer.retry_after);
  /* Others are not hit by that. */
  ask (&service, other, "BCDG", "203.0.113.2", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  /* What is written into the form comes back as text and nothing else. */
  ask (&service, "%3Cscript%3Ealert(1)%3C/script%3E", "AAAA", "203.0.113.3", &answer);
  g_assert_null (strstr (answer_text (&answer), "<script"));
  service_stop (&service);
}

/* Guesses are counted for all instances together, and who asks is whom the connection comes from: only a proxy on the same machine may
 * say otherwise, by the one header that it always sets. */
static void
test_guesses (Province *province, gconstpointer data)
{
  g_auto (Frames) up = { 0 };
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  g_autofree char *code = NULL;
  Service services[2] = { { 0 }, { 0 } };
  guint limited = 0;

  service_start (&services[0], province);
  service_start (&services[1], province);
  desk_enrol (&desk, province, &services[0], OFFICE, 1);
  desk_receive (&desk, 1, 1);
  frames_init (&up);
  desk_exchange (&desk, &services[0], 1, &up);
  code = desk_code (&desk, 1);
  for (int i = 0; i < 10; i++)
    {
      ask (&services[i % 2], code, "ZZZZ", "203.0.113.1", &answer);
      g_assert_cmpuint (answer.status, ==, 404);
    }
  for (int i = 0; i < 2; i++)
    {
      ask (&services[i], code, "BCDG", "203.0.113.2", &answer);
      g_assert_cmpuint (answer.status, ==, 429);
    }
  for (int i = 0; i < 61 && limited == 0; i++)
    {
      g_autofree char *header = g_strdup_printf ("X-Forwarded-For: 203.0.113.%d", i), *form = g_strdup_printf ("ma=H15.50.05.13-261122-%04d&pin=ZZZZ", 100 + i);

      http (&services[i % 2], "POST", "/tra-cuu", NULL, "application/x-www-form-urlencoded", form, strlen (form), header, &answer);
      limited += answer.status == 429;
    }
  g_assert_cmpuint (limited, ==, 1);
  g_assert_cmpstr (answer.type, ==, "text/html");
  service_stop (&services[0]);
  service_stop (&services[1]);
}

/* Figures that a log has anyway and in which anything may stand by chance. (transfer full) */
static char *
without_figures (const char *log)
{
  g_autoptr (GRegex) figures = g_regex_new ("\"(time|request)\":\"[^\"]*\"|\"(ms|in|out)\":[0-9.]+", 0, 0, NULL);

  return g_regex_replace_literal (figures, log, -1, 0, "", 0, NULL);
}

static void
test_logs (Province *province, gconstpointer data)
{
  static const char *const secrets[] = { "HƯƠNG", "MAI", "0011", "0987", "261122", "BCDG", "canbo", "203.0.113" };
  g_autofree char *log = NULL, *said = NULL, *code = NULL, *out = NULL, *path = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (Frames) up = { 0 };
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };
  gboolean is_alone;
  int status;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  desk_receive (&desk, 3, 1);
  desk_write (&desk, "receive", 0, 0, "{\"code\":5,\"applicant\":{\"name\":\"LÒ THỊ MAI\"}}");
  frames_init (&up);
  desk_exchange (&desk, &service, 1, &up);
  out = province_ctl (province, &status, online, "submit", "-", NULL);
  code = desk_code (&desk, 1);
  ask (&service, code, "BCDG", "203.0.113.9", &answer);
  path = g_strconcat ("/tra-cuu?ma=", code, NULL);
  http (&service, "GET", path, NULL, NULL, NULL, 0, NULL, &answer);
  g_assert_nonnull (strstr (answer_text (&answer), code));
  http (&service, "GET", "/metrics", NULL, NULL, NULL, 0, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  /* Of two instances, the other one may have done it. */
  if (service.nginx == NULL)
    {
      g_assert_nonnull (strstr (answer_text (&answer), "motcua_entries_stored_total 5\n"));
      g_assert_nonnull (strstr (answer_text (&answer), "motcua_requests_total{route=\"POST /v1/exchange\",status=\"2xx\"} 1\n"));
    }

  g_assert_true (g_file_get_contents (service.log, &log, NULL, NULL));
  is_alone = service.nginx == NULL;
  service_stop (&service);
  said = without_figures (log);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strstr (said, secrets[i]));
  g_assert_null (strstr (log, desk.token));
  lines = g_strsplit (g_strstrip (log), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >=, is_alone ? 4 : 1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();

      g_assert_true (json_object_has_member (parse (parser, lines[i]), "request"));
    }
}

#define ADD(path, func) g_test_add ("/province/deeds/" path, Province, NULL, province_setup, func, province_teardown)

int
main (int argc, char **argv)
{

  if (!province_tests_begin (&argc, &argv))
    return 0;
  ADD ("an-online-dossier-comes-down-once", test_submit);
  ADD ("papers-of-an-online-dossier-come-with-it", test_submit_files);
  ADD ("a-decision-and-its-result-come-down", test_status);
  ADD ("a-catalogue-comes-down-to-all", test_publish);
  ADD ("the-public-page-names-nobody-and-cannot-be-guessed", test_page);
  ADD ("guesses-are-counted-for-all-instances", test_guesses);
  ADD ("logs-and-metrics-name-nobody", test_logs);
  return province_tests_run ();
}
