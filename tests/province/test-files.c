/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files: resumed at any byte, what their name says or gone, and seen by none but their office. */
#include <glib/gstdio.h>
#include <string.h>

#include "province-fixture.h"

#define OFFICE "H15.50.05.13"
#define OTHER_OFFICE "H15.50.05.14"

static char *
path_of (const guint8 hash[MC_HASH_SIZE])
{
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE);

  return g_strconcat ("/v1/blobs/", hex, NULL);
}

/* Bytes from @from up to @to of a file. */
static void
put_range (Service *service, Desk *desk, const guint8 *hash, GBytes *file, gsize from, gsize to, Answer *answer)
{
  g_autofree char *path = path_of (hash);
  g_autofree char *range = g_strdup_printf ("Content-Range: bytes %" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT, from,
                                            to - 1, g_bytes_get_size (file));
  const guint8 *data = g_bytes_get_data (file, NULL);

  http (service, "PUT", path, desk->token, "application/octet-stream", data + from, to - from, range, answer);
}

static void
put_piece (GByteArray *out, const guint8 *hash, GBytes *file, gsize from, gsize to)
{
  McBlobPiece piece = { .total = (gint64) g_bytes_get_size (file), .offset = (gint64) from, .size = to - from };

  memcpy (piece.hash, hash, MC_HASH_SIZE);
  piece.data = (const guint8 *) g_bytes_get_data (file, NULL) + from;
  mc_put_blob (out, &piece);
}

static void
send_frames (Service *service, Desk *desk, GByteArray *body, Frames *frames)
{
  g_auto (Answer) answer = { 0 };

  http (service, "POST", "/v1/frames", desk->token, MC_FRAME_CONTENT_TYPE, body->data, body->len, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  frames_parse (frames, answer.body);
}

/* An entry of the desk that names the file. */
static void
attach (Desk *desk, Service *service, const guint8 *hash, gsize size, Frames *answer)
{
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE);
  g_autofree char *body = g_strdup_printf ("{\"component\":\"don\",\"blob\":\"%s\",\"bytes\":%" G_GSIZE_FORMAT "}", hex, size);
  guint from = desk->entries->len + 1;

  if (desk->entries->len == 0)
    desk_receive (desk, 1, 1);
  desk_write (desk, "attach", 2, 2, body);
  desk_exchange (desk, service, from, answer);
}

static void
test_any_byte (Province *province, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  for (int round = 0; round < 6; round++)
    {
      gsize size = 1 + (gsize) g_rand_int_range (rand, 0, 700000), at = 0;
      guint8 hash[MC_HASH_SIZE];
      g_autoptr (GBytes) file = random_file (rand, size, hash);
      g_autofree char *path = path_of (hash);
      g_auto (Answer) answer = { 0 };

      while (at < size)
        {
          /* Some bytes again, some new. */
          gsize from = g_rand_boolean (rand) ? at : (gsize) g_rand_int_range (rand, 0, (int) at + 1);
          gsize to = MIN (size, at + 1 + (gsize) g_rand_int_range (rand, 0, 200000));

          http (&service, "GET", path, desk.token, NULL, NULL, 0, NULL, &answer);
          assert_problem (&answer, 404, "not-found");
          if (at + 2 < size)
            {
              put_range (&service, &desk, hash, file, at + 1, size, &answer);
              g_assert_cmpuint (answer.status, ==, 409);
            }
          put_range (&service, &desk, hash, file, from, to, &answer);
          g_assert_cmpuint (answer.status, ==, 200);
          at = to;
        }
      http (&service, "GET", path, desk.token, NULL, NULL, 0, NULL, &answer);
      g_assert_cmpuint (answer.status, ==, 200);
      g_assert_true (g_bytes_equal (answer.body, file));
      http (&service, "GET", path, desk.token, NULL, NULL, 0, "Range: bytes=0-0", &answer);
      g_assert_cmpuint (answer.status, ==, 206);
      g_assert_cmpuint (g_bytes_get_size (answer.body), ==, 1);
    }
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM file_part"), ==, 0);
  service_stop (&service);
}

static void
test_download_resumes (Province *province, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint8 hash[MC_HASH_SIZE];
  gsize size = 900001;
  g_autoptr (GBytes) file = random_file (rand, size, hash);
  g_autofree char *path = path_of (hash);
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  put_range (&service, &desk, hash, file, 0, size, &answer);
  for (int i = 0; i < 10; i++)
    {
      gsize at = (gsize) g_rand_int_range (rand, 0, (int) size);
      g_autofree char *range = g_strdup_printf ("Range: bytes=%" G_GSIZE_FORMAT "-", at);

      http (&service, "GET", path, desk.token, NULL, NULL, 0, range, &answer);
      g_assert_cmpuint (answer.status, ==, 206);
      g_assert_cmpmem (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body),
                       (const guint8 *) g_bytes_get_data (file, NULL) + at, size - at);
    }
  http (&service, "GET", path, desk.token, NULL, NULL, 0, "Range: bytes=900001-", &answer);
  g_assert_cmpuint (answer.status, ==, 416);
  service_stop (&service);
}

static void
test_wrong_content (Province *province, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint8 hash[MC_HASH_SIZE], other_hash[MC_HASH_SIZE];
  g_autoptr (GBytes) file = random_file (rand, 50000, hash), other = random_file (rand, 50000, other_hash);
  g_autofree char *path = path_of (hash);
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_auto (Frames) frames = { 0 };
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  put_range (&service, &desk, hash, file, 0, 20000, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  put_range (&service, &desk, hash, other, 20000, 50000, &answer);
  assert_problem (&answer, 409, "conflict");
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM file_part"), ==, 0);
  http (&service, "GET", path, desk.token, NULL, NULL, 0, NULL, &answer);
  assert_problem (&answer, 404, "not-found");

  /* The same by frames. */
  put_piece (body, hash, other, 0, 50000);
  frames_init (&frames);
  send_frames (&service, &desk, body, &frames);
  g_assert_cmpuint (frames.refused->len, ==, 1);
  g_assert_cmpint (g_array_index (frames.refused, McRefused, 0).reason, ==, MC_REFUSED_BLOB_HASH);

  put_range (&service, &desk, hash, file, 0, 50000, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  http (&service, "GET", path, desk.token, NULL, NULL, 0, NULL, &answer);
  g_assert_true (g_bytes_equal (answer.body, file));
  service_stop (&service);
}

/* Else a hash alone would fetch another office's paper. */
static void
test_other_office (Province *province, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  guint8 hash[MC_HASH_SIZE];
  g_autoptr (GBytes) file = random_file (rand, 3000, hash);
  g_autofree char *path = path_of (hash);
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk_a = { 0 }, desk_b = { 0 }, second_a = { 0 };
  Service service = { 0 };

  service_start (&service, province);
  desk_enrol (&desk_a, province, &service, OFFICE, 1);
  desk_enrol (&second_a, province, &service, OFFICE, 2);
  desk_enrol (&desk_b, province, &service, OTHER_OFFICE, 1);
  put_range (&service, &desk_a, hash, file, 0, 3000, &answer);
  http (&service, "GET", path, second_a.token, NULL, NULL, 0, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  http (&service, "GET", path, desk_b.token, NULL, NULL, 0, NULL, &answer);
  assert_problem (&answer, 404, "not-found");
  /* The last byte alone proves nothing, nor does a wrong guess. */
  put_range (&service, &desk_b, hash, file, 2999, 3000, &answer);
  g_assert_cmpuint (answer.status, ==, 409);
  http (&service, "GET", path, desk_b.token, NULL, NULL, 0, NULL, &answer);
  assert_problem (&answer, 404, "not-found");
  /* All bytes do. */
  put_range (&service, &desk_b, hash, file, 0, 3000, &answer);
  http (&service, "GET", path, desk_b.token, NULL, NULL, 0, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM file"), ==, 1);
  service_stop (&service);
}

/* The entry goes first, the province says what is lacking, and asks only who wrote of it. */
static void
test_wants (Province *province, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  guint8 hash[MC_HASH_SIZE];
  g_autoptr (GBytes) file = random_file (rand, 100000, hash);
  g_autoptr (GByteArray) part = g_byte_array_new (), rest = g_byte_array_new ();
  g_auto (Frames) named = { 0 }, other = { 0 }, late = { 0 }, up = { 0 }, again = { 0 }, whole = { 0 }, end = { 0 };
  g_auto (Desk) desk = { 0 }, second = { 0 };
  Service service = { 0 };
  const McWant *want;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  desk_enrol (&second, province, &service, OFFICE, 2);
  frames_init (&named);
  attach (&desk, &service, hash, 100000, &named);
  g_assert_cmpuint (named.wants->len, ==, 1);
  want = &g_array_index (named.wants, McWant, 0);
  g_assert_cmpmem (want->hash, MC_HASH_SIZE, hash, MC_HASH_SIZE);
  g_assert_cmpint (want->from, ==, 0);
  g_assert_cmpint (want->to, ==, 100000);
  frames_init (&other);
  desk_exchange (&second, &service, 0, &other);
  g_assert_cmpuint (other.wants->len, ==, 0);
  /* What does not come for a week may be with somebody else. */
  province_sql_run (province, "UPDATE file_lacking SET since = now() - interval '8 days'");
  frames_init (&late);
  desk_exchange (&second, &service, 0, &late);
  g_assert_cmpuint (late.wants->len, ==, 1);

  for (gsize at = 0; at < 60000; at += 7000)
    put_piece (part, hash, file, at, MIN (at + 7000, 60000));
  frames_init (&up);
  send_frames (&service, &desk, part, &up);
  g_assert_cmpuint (up.haves->len, ==, 0);
  g_assert_cmpuint (up.wants->len, ==, 1);
  g_assert_cmpint (g_array_index (up.wants, McWant, 0).from, ==, 60000);
  frames_init (&again);
  desk_exchange (&desk, &service, 0, &again);
  g_assert_cmpint (g_array_index (again.wants, McWant, 0).from, ==, 60000);

  put_piece (rest, hash, file, 60000, 100000);
  frames_init (&whole);
  send_frames (&service, &desk, rest, &whole);
  g_assert_cmpuint (whole.haves->len, ==, 1);
  frames_init (&end);
  desk_exchange (&desk, &service, 0, &end);
  g_assert_cmpuint (end.wants->len, ==, 0);
  service_stop (&service);
}

/* The desk is registered again, perhaps because its token was lost: what it had not sent yet is asked of it still. */
static void
test_registered_again (Province *province, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  guint8 hash[MC_HASH_SIZE];
  g_autoptr (GBytes) file = random_file (rand, 100, hash);
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_auto (Frames) named = { 0 }, asked = { 0 }, up = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  frames_init (&named);
  attach (&desk, &service, hash, 100, &named);
  g_assert_cmpuint (named.wants->len, ==, 1);
  desk_enrol_again (&desk, province, &service);
  frames_init (&asked);
  desk_exchange (&desk, &service, 0, &asked);
  g_assert_cmpuint (asked.wants->len, ==, 1);
  put_piece (body, hash, file, 0, 100);
  frames_init (&up);
  send_frames (&service, &desk, body, &up);
  g_assert_cmpuint (up.haves->len, ==, 1);
  service_stop (&service);
}

/* A machine was copied before it ever spoke, and the copy is quicker: it comes from that origin too, and says so. The files of the first
 * machine are asked of the first machine all the same, which registered with that key. */
static void
test_copied_before_it_spoke (Province *province, gconstpointer data)
{
  McHello hello = { .version = MC_FRAME_VERSION, .n_former = 1 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint8 hash[MC_HASH_SIZE];
  g_autoptr (GBytes) file = random_file (rand, 100, hash);
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_auto (Frames) copys = { 0 }, named = { 0 };
  g_auto (Desk) desk = { 0 }, copy = { 0 };
  g_auto (Answer) answer = { 0 };
  Service service = { 0 };

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  desk_enrol (&copy, province, &service, OFFICE, 2);
  desk_receive (&desk, 1, 1);
  memcpy (hello.origin, copy.origin, MC_ORIGIN_SIZE);
  memcpy (hello.former[0], desk.origin, MC_ORIGIN_SIZE);
  mc_put_hello (request, &hello);
  desk_put_entries (&desk, 1, request);
  http (&service, "POST", "/v1/exchange", copy.token, MC_FRAME_CONTENT_TYPE, request->data, request->len, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  frames_init (&copys);
  frames_parse (&copys, answer.body);
  g_assert_cmpint (frames_acked (&copys, &desk), ==, 2);
  frames_init (&named);
  attach (&desk, &service, hash, 100, &named);
  g_assert_cmpuint (named.wants->len, ==, 1);
  service_stop (&service);
}

/* ---- a line that is cut ---------------------------------------------------------------------------------- */

static gint64 await_durable (Province *province, gint64 wanted);

/* Sends the beginning of a request and is gone. What is in a proxy at that moment is lost with the line, so behind
 * one the line holds until the rest is through. The bytes that were kept. */
static gint64
send_and_cut (Province *province, Service *service, const char *head, const guint8 *data, gsize size, gint64 wanted)
{
  g_autoptr (GSocketConnection) connection = service_connect (service);
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_assert_true (g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL));
  g_output_stream_write_all (out, data, size, NULL, NULL, NULL);
  if (g_getenv ("MC_TEST_NGINX") != NULL)
    await_durable (province, wanted);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return await_durable (province, wanted);
}

/* Waits until the service keeps that much of a part; a proxy has a buffer of 16 KiB whose last filling it does not
 * pass on. */
static gint64
await_durable (Province *province, gint64 wanted)
{
  gint64 slack = g_getenv ("MC_TEST_NGINX") != NULL ? 32 * 1024 : 0, durable = 0;

  for (int i = 0; durable < wanted - slack; i++)
    {
      if (i == 1000)
        g_test_message ("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " bytes were kept", durable, wanted);
      g_assert_cmpint (i, <, 1000);
      g_usleep (10000);
      durable = province_sql (province, "SELECT coalesce (max (durable), 0) FROM file_part");
    }
  return durable;
}

static void
test_cut_put (Province *province, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  guint8 hash[MC_HASH_SIZE];
  g_autoptr (GBytes) file = random_file (rand, 300000, hash);
  g_autofree char *path = path_of (hash), *head = NULL;
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };
  gint64 kept;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  head = g_strdup_printf ("PUT %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 300000\r\n\r\n", path, desk.token);
  /* A cut keeps every byte that came. */
  kept = send_and_cut (province, &service, head, g_bytes_get_data (file, NULL), 123457, 123457);
  put_range (&service, &desk, hash, file, (gsize) kept, 300000, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  http (&service, "GET", path, desk.token, NULL, NULL, 0, NULL, &answer);
  g_assert_true (g_bytes_equal (answer.body, file));
  service_stop (&service);
}

static void
test_cut_frames (Province *province, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  guint8 hash[MC_HASH_SIZE];
  g_autoptr (GBytes) file = random_file (rand, 300000, hash);
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autofree char *head = NULL;
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };
  gint64 kept;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  for (gsize at = 0; at < 300000; at += 10000)
    put_piece (body, hash, file, at, at + 10000);
  head = g_strdup_printf ("POST /v1/frames HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n",
                          desk.token, body->len);
  /* 16 whole frames came and a piece of the 17th. */
  kept = send_and_cut (province, &service, head, body->data, body->len * 55 / 100, 160000);
  g_assert_cmpint (kept, <=, 160000);
  g_assert_cmpint (kept % 10000, ==, 0);
  service_stop (&service);
}

static void
test_restored_folder (Province *province, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  guint8 hash[MC_HASH_SIZE];
  g_autoptr (GBytes) file = random_file (rand, 40000, hash);
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE), *name = g_strdup_printf ("1-%s", hex);
  g_autofree char *part = g_build_filename (province->blobs, "parts", name, NULL);
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  put_range (&service, &desk, hash, file, 0, 30000, &answer);
  g_assert_cmpint (g_unlink (part), ==, 0);
  /* The database says 30000, the disk nothing: it must begin anew and not leave a hole. */
  put_range (&service, &desk, hash, file, 30000, 40000, &answer);
  g_assert_cmpuint (answer.status, ==, 409);
  put_range (&service, &desk, hash, file, 0, 40000, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  service_stop (&service);
}

/* What may stand in Range, and what nobody means. */
static void
test_ranges (Province *province, gconstpointer data)
{
  static const struct { const char *range; guint status; gsize from, to; } asked[] = {
    { "bytes=0-0", 206, 0, 1 },       { "bytes=5-", 206, 5, 1000 },          { "bytes=-3", 0, 997, 1000 },
    { "bytes=999-5000", 206, 999, 1000 }, { "bytes=0-99999999999999999999", 0, 0, 1000 }, { "bytes=1000-", 416, 0, 0 },
    { "bytes=99999999999999999999-", 0, 0, 1000 }, { "bytes=10-5", 0, 0, 1000 },   { "bytes=--1", 0, 0, 1000 },
    { "bytes=0-0,2-2", 0, 0, 1000 },  { "pages=1-2", 0, 0, 1000 },           { "bytes=a-b", 0, 0, 1000 }, { "bytes=-0", 0, 0, 1000 },
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  guint8 hash[MC_HASH_SIZE];
  g_autoptr (GBytes) file = random_file (rand, 1000, hash);
  g_autofree char *path = path_of (hash);
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  put_range (&service, &desk, hash, file, 0, 1000, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_autofree char *header = g_strdup_printf ("Range: %s", asked[i].range);

      http (&service, "GET", path, desk.token, NULL, NULL, 0, header, &answer);
      g_test_message ("%s: %u", asked[i].range, answer.status);
      if (asked[i].status != 0)
        g_assert_cmpuint (answer.status, ==, asked[i].status);
      /* Nonsense is no range at all, or none that can be satisfied. */
      g_assert_true (answer.status == 200 || answer.status == 206 || answer.status == 400 || answer.status == 416);
      if (answer.status == 200)
        g_assert_true (g_bytes_equal (answer.body, file));
      if (answer.status == 206)
        g_assert_cmpmem (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body),
                         (const guint8 *) g_bytes_get_data (file, NULL) + asked[i].from, asked[i].to - asked[i].from);
    }
  service_stop (&service);
}

#define ADD(path, func) g_test_add ("/province/files/" path, Province, NULL, province_setup, func, province_teardown)

int
main (int argc, char **argv)
{
  if (!province_tests_begin (&argc, &argv))
    return 0;
  ADD ("ranges-of-a-download", test_ranges);
  ADD ("an-upload-goes-on-at-any-byte", test_any_byte);
  ADD ("a-download-goes-on-at-any-byte", test_download_resumes);
  ADD ("what-is-not-what-its-name-says-is-gone", test_wrong_content);
  ADD ("another-office-does-not-get-a-paper-by-its-hash", test_other_office);
  ADD ("the-province-says-which-bytes-are-lacking", test_wants);
  ADD ("a-desk-that-registers-again-is-asked-for-its-files", test_registered_again);
  ADD ("files-are-asked-of-the-machine-not-of-its-copy", test_copied_before_it_spoke);
  ADD ("a-cut-keeps-every-byte", test_cut_put);
  ADD ("a-cut-keeps-every-whole-frame", test_cut_frames);
  ADD ("a-folder-older-than-the-database-leaves-no-hole", test_restored_folder);
  return province_tests_run ();
}
