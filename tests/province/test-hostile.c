/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nobody well-meaning sends: refused with a problem document, nothing stored, and the service goes on. */
#include <json-glib/json-glib.h>
#include <string.h>
#include <zstd.h>

#include "mc-wire.h"
#include "province-fixture.h"

#define OFFICE "H15.50.05.13"

typedef struct
{
  Province province;
  Service service;
  Desk desk;
  gint64 n_entries; /* that were let in on purpose */
} Hostile;

static void
setup (Hostile *self, gconstpointer data)
{
  province_setup (&self->province, NULL);
  service_start (&self->service, &self->province);
  desk_enrol (&self->desk, &self->province, &self->service, OFFICE, 1);
}

/* It still serves, and holds only what it began with. */
static void
teardown (Hostile *self, gconstpointer data)
{
  g_auto (Answer) answer = { 0 };

  http (&self->service, "GET", "/health", NULL, NULL, NULL, 0, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpint (province_sql (&self->province, "SELECT count(*) FROM entry e JOIN origin o ON o.n = e.origin WHERE o.desk IS NOT NULL"),
                   ==, self->n_entries);
  g_assert_cmpint (province_sql (&self->province, "SELECT count(*) FROM file"), ==, 0);
  service_stop (&self->service);
  desk_clear (&self->desk);
  province_teardown (&self->province, NULL);
}

static void
post (Hostile *self, const char *path, gconstpointer body, gsize size, Answer *answer)
{
  http (&self->service, "POST", path, self->desk.token, MC_FRAME_CONTENT_TYPE, body, size, NULL, answer);
}

static void
test_cut (Hostile *self, gconstpointer data)
{
  g_autoptr (GByteArray) request = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  desk_receive (&self->desk, 10, 1);
  request = desk_request (&self->desk, 1);
  for (int i = 0; i < 60; i++)
    {
      g_auto (Answer) answer = { 0 };
      guint size = (guint) g_rand_int_range (rand, 0, (int) request->len);

      post (self, "/v1/exchange", request->data, size, &answer);
      /* HELLO alone is an exchange. */
      if (answer.status != 200)
        assert_problem (&answer, 400, "invalid");
    }
}

static void
test_garbled (Hostile *self, gconstpointer data)
{
  g_autoptr (GByteArray) request = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);

  desk_receive (&self->desk, 10, 1);
  request = desk_request (&self->desk, 1);
  for (int i = 0; i < 60; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (request->data, request->len);
      g_auto (Answer) answer = { 0 };

      copy[g_rand_int_range (rand, 0, (int) request->len)] ^= (guint8) g_rand_int_range (rand, 1, 256);
      post (self, i % 2 == 0 ? "/v1/exchange" : "/v1/frames", copy, request->len, &answer);
      if (answer.status != 200)
        assert_problem (&answer, 400, "invalid");
    }
}

/* 4 GiB of zeros in a few hundred KiB, and one that lies about its size. */
static void
test_zip_bomb (Hostile *self, gconstpointer data)
{
  g_autofree guint8 *zeros = g_malloc0 (64 * 1024 * 1024), *packed = g_malloc (1024 * 1024);
  gsize size = ZSTD_compress (packed, 1024 * 1024, zeros, 64 * 1024 * 1024, 19);
  const gint64 claims[] = { 64 * 1024 * 1024, MC_BATCH_MAX_SIZE, 100, G_MAXINT64 };

  g_assert_false (ZSTD_isError (size));
  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    {
      g_autoptr (GByteArray) payload = g_byte_array_new (), body = desk_request (&self->desk, 0);
      g_auto (Answer) answer = { 0 };
      guint8 previous[MC_HASH_SIZE] = { 0 };

      mc_put_bytes (payload, self->desk.origin, MC_ORIGIN_SIZE);
      mc_put_byte (payload, 0);
      mc_put_varint (payload, 1);
      mc_put_bytes (payload, previous, sizeof previous);
      mc_put_varint (payload, 1);
      mc_put_varint (payload, claims[i]);
      mc_put_bytes (payload, packed, size);
      mc_frame_append (body, MC_FRAME_ENTRIES, payload->data, payload->len);
      post (self, "/v1/exchange", body->data, body->len, &answer);
      assert_problem (&answer, 400, "invalid");
    }
}

static void
test_too_large (Hostile *self, gconstpointer data)
{
  g_autofree guint8 *much = g_malloc0 (9 * 1024 * 1024);
  g_auto (Answer) answer = { 0 };

  post (self, "/v1/exchange", much, 9 * 1024 * 1024, &answer);
  assert_problem (&answer, 413, "too-large");
  http (&self->service, "POST", "/v1/enrol", NULL, "application/json", much, 1024 * 1024, NULL, &answer);
  assert_problem (&answer, 413, "too-large");
  http (&self->service, "POST", "/tra-cuu", NULL, "application/x-www-form-urlencoded", much, 1024 * 1024, NULL, &answer);
  assert_problem (&answer, 413, "too-large");
}

static void
test_deep_json (Hostile *self, gconstpointer data)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_auto (Answer) answer = { 0 };

  for (int i = 0; i < 30000; i++)
    g_string_append (deep, "{\"a\":[");
  http_text (&self->service, "POST", "/v1/exchange", self->desk.token, deep->str, &answer);
  assert_problem (&answer, 400, "invalid");
  g_string_truncate (deep, 60000);
  http_text (&self->service, "POST", "/v1/enrol", NULL, deep->str, &answer);
  assert_problem (&answer, 400, "invalid");
  http_text (&self->service, "POST", "/v1/enrol", NULL, "{\"code\":[],\"office\":3}", &answer);
  assert_problem (&answer, 400, "invalid");
  http_text (&self->service, "POST", "/v1/enrol", NULL, "{\"desk\":99999999999999999999}", &answer);
  assert_problem (&answer, 400, "invalid");
}

static void
test_paths (Hostile *self, gconstpointer data)
{
  static const char *const names[] = {
    "..", "../../etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "", "0", "%00", "....//....//etc/passwd", "parts/1-00",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/v1/blobs/", names[i], NULL);
      g_auto (Answer) answer = { 0 };

      http (&self->service, "GET", path, self->desk.token, NULL, NULL, 0, NULL, &answer);
      g_assert_cmpuint (answer.status, >=, 400);
      g_assert_cmpuint (answer.status, <=, 404);
      /* What is no address at all (a NUL in it) libsoup refuses before us, with nothing but the status; nginx, what leads out. */
      if (self->service.nginx == NULL && (answer.type != NULL || answer.status != 400))
        g_assert_cmpstr (answer.type, ==, "application/problem+json");
      http (&self->service, "PUT", path, self->desk.token, "application/octet-stream", "x", 1, NULL, &answer);
      g_assert_cmpuint (answer.status, >=, 400);
      g_assert_cmpuint (answer.status, <=, 405);
    }
}

static void
test_ranges (Hostile *self, gconstpointer data)
{
  static const char *const ranges[] = {
    "bytes 0-0/0", "bytes 5-4/10", "bytes -1-4/10", "bytes 0-10/10", "bytes 0-0/99999999999999999999", "bytes */10", "pages 0-0/1",
    "bytes 9223372036854775807-9223372036854775807/9223372036854775807", "bytes 0-0/1099511627776",
  };
  g_autofree char *path = g_strnfill (64, 'a'), *full = g_strconcat ("/v1/blobs/", path, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autofree char *header = g_strconcat ("Content-Range: ", ranges[i], NULL);
      g_auto (Answer) answer = { 0 };

      http (&self->service, "PUT", full, self->desk.token, "application/octet-stream", "x", 1, header, &answer);
      g_assert_true (answer.status == 400 || answer.status == 413);
    }
}

/* Each text that reaches the database, with what would end a statement. */
static void
test_sql (Hostile *self, gconstpointer data)
{
#define EVIL "'; DROP TABLE entry; --"
  static const char form[] = "ma=%27%3B+DROP+TABLE+dossier%3B+--&pin=%27+OR+";
  g_autofree char *token = NULL, *out = NULL;
  g_auto (Answer) answer = { 0 };
  int status;

  http_text (&self->service, "POST", "/v1/enrol", NULL,
             "{\"code\":\"" EVIL "\",\"office\":\"" EVIL "\",\"desk\":1,\"name\":\"" EVIL "\",\"public_key\":"
             "\"0000000000000000000000000000000000000000000000000000000000000000\"}",
             &answer);
  assert_problem (&answer, 401, "token-unknown");
  http (&self->service, "GET", "/v1/blobs/" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", EVIL, NULL, NULL, 0, NULL,
        &answer);
  assert_problem (&answer, 401, "token-unknown");
  http (&self->service, "POST", "/tra-cuu", NULL, "application/x-www-form-urlencoded", form, strlen (form), NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 404);
  token = g_strstrip (province_ctl (&self->province, &status, NULL, "account", "--name", EVIL, NULL));
  g_assert_cmpint (status, ==, 0);
  http_text (&self->service, "POST", "/v1/status", token, "{\"code\":\"" EVIL "\",\"state\":\"done\",\"note\":\"" EVIL "\"}", &answer);
  assert_problem (&answer, 404, "not-found");
  http_text (&self->service, "POST", "/v1/dossiers", token, "{\"office\":\"" EVIL "\",\"ref\":\"" EVIL "\",\"applicant\":{\"name\":\"a\"}}",
             &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_nonnull (strstr (answer_text (&answer), "refused"));
  out = province_ctl (&self->province, &status, NULL, "show", EVIL, NULL);
  g_assert_cmpint (status, ==, 1);
}

/* A desk's token is no account's, and the other way round. */
static void
test_wrong_kind_of_token (Hostile *self, gconstpointer data)
{
  g_autofree char *token = NULL;
  g_autoptr (GByteArray) request = NULL;
  g_auto (Answer) answer = { 0 };
  int status;

  token = g_strstrip (province_ctl (&self->province, &status, NULL, "account", "--name", "so", NULL));
  http_text (&self->service, "POST", "/v1/status", self->desk.token, "{\"code\":\"x\",\"state\":\"done\"}", &answer);
  assert_problem (&answer, 401, "token-unknown");
  http (&self->service, "PUT", "/v1/blobs/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?office=" OFFICE, self->desk.token,
        "application/octet-stream", "x", 1, NULL, &answer);
  assert_problem (&answer, 401, "token-unknown");
  request = desk_request (&self->desk, 0);
  http (&self->service, "POST", "/v1/exchange", token, MC_FRAME_CONTENT_TYPE, request->data, request->len, NULL, &answer);
  assert_problem (&answer, 401, "token-unknown");
}

/* No desk writes what the province writes, whatever key it brings. */
static void
test_forged_province (Hostile *self, gconstpointer data)
{
  g_auto (Frames) answer = { 0 }, learnt = { 0 };
  McBatch *batch;

  frames_init (&learnt);
  desk_exchange (&self->desk, &self->service, 0, &learnt);
  g_assert_cmpuint (learnt.batches->len, >, 0);
  batch = g_ptr_array_index (learnt.batches, 0);
  memcpy (self->desk.origin, batch->origin, MC_ORIGIN_SIZE);
  desk_receive (&self->desk, 1, 1);
  frames_init (&answer);
  desk_exchange (&self->desk, &self->service, 1, &answer);
  g_assert_cmpuint (answer.refused->len, ==, 1);
  g_assert_cmpint (g_array_index (answer.refused, McRefused, 0).reason, ==, MC_REFUSED_ORIGIN);
}

/* Texts of a dossier with what would end a statement are texts, in the tables and on the public page. */
static void
test_sql_in_entries (Hostile *self, gconstpointer data)
{
  static const char *const evil[] = { "'; DROP TABLE entry; --", "$1", "\\'); DELETE FROM dossier; --", "%s%n%x", "{1,2}", "\\\\x00" };

  for (guint i = 0; i < G_N_ELEMENTS (evil); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"code\":\"%s\",\"procedure\":\"%s\",\"channel\":\"direct\",\"received_at\":"
                                               "\"2026-11-22T08:00:00+07:00\",\"applicant\":{\"name\":\"%s\",\"address\":\"%s\"},"
                                               "\"procedure_name\":\"%s\",\"note\":\"%s\",\"due\":\"2026-11-25T17:00:00+07:00\","
                                               "\"desk\":1,\"pin\":\"BCDG\"}",
                                               evil[i], evil[i], evil[i], evil[i], evil[i], evil[i]);

      desk_write (&self->desk, "receive", 0, 0, body);
    }
  {
    g_auto (Frames) frames = { 0 };

    frames_init (&frames);
    desk_exchange (&self->desk, &self->service, 1, &frames);
    self->n_entries = frames_acked (&frames, &self->desk);
  }
  g_assert_cmpint (self->n_entries, ==, self->desk.entries->len);
  g_assert_cmpint (province_sql (&self->province, "SELECT count(*) FROM dossier WHERE code = $q$'; DROP TABLE entry; --$q$"), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (evil); i++)
    {
      g_autofree char *code = g_uri_escape_string (evil[i], NULL, FALSE), *form = g_strdup_printf ("ma=%s&pin=BCDG", code);
      g_auto (Answer) answer = { 0 };

      http (&self->service, "POST", "/tra-cuu", NULL, "application/x-www-form-urlencoded", form, strlen (form), NULL, &answer);
      g_assert_true (answer.status == 200 || answer.status == 404);
    }
}

/* NUL and what is no UTF-8, wherever a text is expected. */
static void
test_broken_texts (Hostile *self, gconstpointer data)
{
  static const char *const bodies[] = {
    "{\"code\":\"H15.50.05.13\\u0000\",\"office\":\"" OFFICE "\",\"desk\":1,\"public_key\":\"00\"}",
    "{\"code\":\"\xff\xfe\",\"office\":\"" OFFICE "\"}",
    "{\"code\":\"x\",\"office\":\"\xc3\x28\",\"name\":\"\xed\xa0\x80\",\"desk\":1}",
    "\xef\xbb\xbf\xff{}",
  };
  static const char *const forms[] = { "ma=%00&pin=%00%00%00%00", "ma=%FF%FE&pin=%C3%28ab", "ma=\xff&pin=\xff", "&&&=%", "ma=%ZZ&pin=%" };
  static const char *const dossiers[] = { "{\"code\":\"\\u0000\",\"pin\":\"\xff\xff\"}", "\xff", "{\"code\":\"a\\u0000b\",\"applicant\":{\"name\":\"\xc3\"}}" };
  g_autofree char *token = NULL;
  g_auto (Answer) answer = { 0 };
  g_auto (Frames) frames = { 0 };
  int status;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      http_text (&self->service, "POST", "/v1/enrol", NULL, bodies[i], &answer);
      g_assert_true (answer.status == 400 || answer.status == 401);
      g_assert_cmpstr (answer.type, ==, "application/problem+json");
      /* The first is JSON, and an exchange that says nothing. */
      http_text (&self->service, "POST", "/v1/exchange", self->desk.token, bodies[i], &answer);
      if (i > 0)
        assert_problem (&answer, 400, "invalid");
    }
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      http (&self->service, "POST", "/tra-cuu", NULL, "application/x-www-form-urlencoded", forms[i], strlen (forms[i]), NULL, &answer);
      g_assert_cmpuint (answer.status, ==, 404);
      g_assert_true (g_utf8_validate (g_bytes_get_data (answer.body, NULL), (gssize) g_bytes_get_size (answer.body), NULL));
    }
  token = g_strstrip (province_ctl (&self->province, &status, NULL, "account", "--name", "so", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (dossiers); i++)
    {
      http_text (&self->service, "POST", "/v1/dossiers", token, dossiers[i], &answer);
      g_assert_true (answer.status == 400 || strstr (answer_text (&answer), "refused") != NULL);
      http_text (&self->service, "POST", "/v1/status", token, dossiers[i], &answer);
      g_assert_true (answer.status == 400 || answer.status == 404);
    }
  /* One bad entry stops no chain: it is kept as it is and said. */
  for (guint i = 0; i < G_N_ELEMENTS (dossiers); i++)
    desk_write (&self->desk, "receive", 0, 0, dossiers[i]);
  desk_receive (&self->desk, 1, 1);
  frames_init (&frames);
  desk_exchange (&self->desk, &self->service, 1, &frames);
  self->n_entries = frames_acked (&frames, &self->desk);
  g_assert_cmpint (self->n_entries, ==, self->desk.entries->len);
  g_assert_cmpuint (frames.refused->len, >, 0);
}

/* All that is answered to bytes which no library would send. (transfer full) */
static char *
answer_to (Service *service, const char *bytes, gsize size)
{
  g_autoptr (GSocketConnection) connection = service_connect (service);
  g_autoptr (GString) text = g_string_new (NULL);
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  char buffer[4096];
  gssize n;

  /* What waits for a body that never comes says nothing. */
  g_socket_set_timeout (g_socket_connection_get_socket (connection), 2);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, size, NULL, NULL, NULL);
  while (strstr (text->str, "\r\n\r\n") == NULL && (n = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (text, buffer, n);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Two readings of where a request ends: what one takes for a body is no second request. */
static void
test_smuggling (Hostile *self, gconstpointer data)
{
#define HIDDEN "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
  static const char *const heads[] = {
    "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN,
    "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 60\r\n\r\n0\r\n\r\n" HIDDEN,
    "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 60\r\n\r\n" HIDDEN,
    "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n" HIDDEN,
    "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n" HIDDEN,
    "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" HIDDEN,
    "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" HIDDEN,
    "GET /v1/blobs/a HTTP/1.1\r\nHost: x\r\nX: a\r\n GET /metrics HTTP/1.1\r\n\r\n",
    "GET http://other/metrics HTTP/9.9\r\nHost: x\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autofree char *answer = answer_to (&self->service, heads[i], strlen (heads[i]));

      g_assert_null (strstr (answer, "motcua_requests_total"));
      g_assert_null (strstr (answer, "HTTP/1.1 200"));
    }
  {
    static const char nul[] = "GET /tra-cuu HTTP/1.1\r\nHost: x\r\nX-Real-IP: 1\0002\r\n\r\n";
    g_autofree char *answer = answer_to (&self->service, nul, sizeof nul - 1), *much = g_strnfill (300000, 'a');
    g_autofree char *huge = g_strdup_printf ("GET /tra-cuu HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n", much);
    g_autofree char *of_huge = answer_to (&self->service, huge, strlen (huge));

    g_test_message ("a NUL in a header: %.20s", answer);
    g_assert_null (strstr (answer, "motcua_requests_total"));
    g_assert_null (strstr (of_huge, "HTTP/1.1 200"));
  }
}

/* Hundreds who begin a request and never end it hold nobody up. */
static void
test_slow_callers (Hostile *self, gconstpointer data)
{
  static const char *const beginnings[] = { "", "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nX-a: b", "POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{",
                                            "PUT /v1/blobs/00 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab" };
  g_autoptr (GPtrArray) slow = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < 300; i++)
    {
      GSocketConnection *connection = service_connect (&self->service);
      const char *text = beginnings[i % G_N_ELEMENTS (beginnings)];

      g_assert_nonnull (connection);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text, strlen (text), NULL, NULL, NULL);
      g_ptr_array_add (slow, connection);
    }
  for (int i = 0; i < 5; i++)
    {
      g_auto (Frames) frames = { 0 };

      frames_init (&frames);
      desk_exchange (&self->desk, &self->service, 0, &frames);
    }
}

static void
test_nonsense (Hostile *self, gconstpointer data)
{
  g_auto (Answer) answer = { 0 };

  http (&self->service, "DELETE", "/v1/exchange", self->desk.token, NULL, NULL, 0, NULL, &answer);
  assert_problem (&answer, 405, "method");
  http (&self->service, "GET", "/", NULL, NULL, NULL, 0, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 404);
  http (&self->service, "GET", "/v1/../metrics", NULL, NULL, NULL, 0, NULL, &answer);
  g_assert_cmpuint (answer.status, >=, 200);
  post (self, "/v1/exchange", "", 0, &answer);
  assert_problem (&answer, 400, "invalid");
}

#define ADD(path, func) g_test_add ("/province/hostile/" path, Hostile, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  if (!province_tests_begin (&argc, &argv))
    return 0;
  ADD ("a-body-that-is-cut", test_cut);
  ADD ("a-body-with-one-byte-changed", test_garbled);
  ADD ("a-zip-bomb", test_zip_bomb);
  ADD ("a-body-that-is-too-large", test_too_large);
  ADD ("json-nested-deeper-than-the-stack", test_deep_json);
  ADD ("tricks-with-paths", test_paths);
  ADD ("ranges-that-are-none", test_ranges);
  ADD ("sql-in-every-text", test_sql);
  ADD ("sql-in-the-texts-of-a-dossier", test_sql_in_entries);
  ADD ("nul-and-broken-utf-8", test_broken_texts);
  ADD ("two-requests-in-one", test_smuggling);
  ADD ("callers-that-never-end", test_slow_callers);
  ADD ("a-token-of-the-wrong-kind", test_wrong_kind_of_token);
  ADD ("entries-in-the-name-of-the-province", test_forged_province);
  ADD ("nonsense", test_nonsense);
  return province_tests_run ();
}
