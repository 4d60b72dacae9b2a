/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exchange against the real service: what was acknowledged is there once, in one order, and for its office
 * alone. */
#include <sodium.h>
#include <string.h>

#include "province-fixture.h"

#define OFFICE "H15.50.05.13"
#define OTHER_OFFICE "H15.50.05.14"

static void
assert_stream_whole (Province *province, gint64 n)
{
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM entry JOIN office o ON o.id = office WHERE o.id <> 0"), ==, n);
  province_assert_sound (province);
}

static void
test_twice (Province *province, gconstpointer data)
{
  g_auto (Frames) first = { 0 }, second = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };
  const McAck *ack;
  const McEntry *head;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  desk_receive (&desk, 99, 1);
  g_assert_cmpuint (desk.entries->len, ==, 100);
  frames_init (&first);
  desk_exchange (&desk, &service, 1, &first);
  g_assert_cmpint (frames_acked (&first, &desk), ==, 100);
  g_assert_cmpuint (first.refused->len, ==, 0);

  /* The acknowledgement is one the desk can prove later. */
  ack = &g_array_index (first.acks, McAck, 0);
  head = &g_array_index (desk.entries, McEntry, 99);
  g_assert_true (ack->is_signed);
  g_assert_true (mc_head_verify (desk.province_key, desk.origin, MC_STREAM_WORK, 100, head->hash, ack->signature));

  frames_init (&second);
  desk_exchange (&desk, &service, 1, &second);
  g_assert_cmpint (frames_acked (&second, &desk), ==, 100);
  /* 1 is the province's own "begin"; the desk's hundred follow in a row. */
  assert_stream_whole (province, 101);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM entry e JOIN origin o ON o.n = e.origin WHERE o.desk IS NOT NULL"
                                           " AND e.n <> e.seq + 1"),
                   ==, 0);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier WHERE state = 2"), ==, 99);
  service_stop (&service);
}

/* Test no. 1 of the exchange: the answer is eaten, the desk says it again and some more. */
static void
test_answer_eaten (Province *province, gconstpointer data)
{
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };
  gint64 acked = 0;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  for (guint i = 0; i < 12; i++)
    {
      g_auto (Frames) eaten = { 0 };

      desk_receive (&desk, 1 + i % 4, 1 + i * 4);
      desk.cursor = desk.common = 0;
      frames_init (&eaten);
      /* Whatever it forgot, it may begin anywhere. */
      desk_exchange (&desk, &service, i % 3 == 0 ? 1 : acked + 1, &eaten);
      if (i % 2 == 1)
        acked = frames_acked (&eaten, &desk);
    }
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM entry e JOIN origin o ON o.n = e.origin WHERE o.desk IS NOT NULL"), ==,
                   desk.entries->len);
  assert_stream_whole (province, desk.entries->len + 1);
  service_stop (&service);
}

static void
test_fork_and_gap (Province *province, gconstpointer data)
{
  g_auto (Frames) first = { 0 }, fork = { 0 }, gap = { 0 };
  g_auto (Desk) desk = { 0 }, clone = { 0 };
  Service service = { 0 };

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  desk_enrol (&clone, province, &service, OFFICE, 2);
  desk_receive (&desk, 3, 1);
  frames_init (&first);
  desk_exchange (&desk, &service, 1, &first);

  frames_init (&gap);
  desk_receive (&desk, 3, 10);
  desk_exchange (&desk, &service, 6, &gap);
  g_assert_cmpuint (gap.refused->len, ==, 1);
  g_assert_cmpint (g_array_index (gap.refused, McRefused, 0).reason, ==, MC_REFUSED_GAP);

  /* The same origin from another machine: other bytes under known numbers. */
  memcpy (clone.origin, desk.origin, MC_ORIGIN_SIZE);
  memcpy (clone.public_key, desk.public_key, sizeof desk.public_key);
  memcpy (clone.secret_key, desk.secret_key, sizeof desk.secret_key);
  clone.number = 1;
  desk_receive (&clone, 3, 50);
  frames_init (&fork);
  desk_exchange (&clone, &service, 1, &fork);
  g_assert_cmpuint (fork.refused->len, ==, 1);
  g_assert_cmpint (g_array_index (fork.refused, McRefused, 0).reason, ==, MC_REFUSED_FORK);
  assert_stream_whole (province, 5);
  service_stop (&service);
}

static void
test_two_offices (Province *province, gconstpointer data)
{
  g_auto (Frames) a = { 0 }, b = { 0 }, foreign = { 0 };
  g_auto (Desk) desk_a = { 0 }, desk_b = { 0 }, thief = { 0 };
  Service service = { 0 };

  service_start (&service, province);
  desk_enrol (&desk_a, province, &service, OFFICE, 1);
  desk_enrol (&desk_b, province, &service, OTHER_OFFICE, 1);
  desk_receive (&desk_a, 20, 1);
  desk_receive (&desk_b, 10, 1);
  frames_init (&a);
  frames_init (&b);
  desk_exchange (&desk_a, &service, 1, &a);
  desk_exchange (&desk_b, &service, 1, &b);
  g_assert_cmpint (a.cursor.cursor, ==, 22);
  g_assert_cmpint (b.cursor.cursor, ==, 12);
  for (guint i = 0; i < b.batches->len; i++)
    g_assert_cmpint (memcmp (((McBatch *) g_ptr_array_index (b.batches, i))->origin, desk_a.origin, MC_ORIGIN_SIZE), !=, 0);
  assert_stream_whole (province, 34);

  /* A desk of the other office brings this office's chain. */
  desk_enrol (&thief, province, &service, OTHER_OFFICE, 2);
  memcpy (thief.origin, desk_a.origin, MC_ORIGIN_SIZE);
  desk_receive (&thief, 1, 1);
  frames_init (&foreign);
  desk_exchange (&thief, &service, 1, &foreign);
  g_assert_cmpuint (foreign.refused->len, ==, 1);
  g_assert_cmpint (g_array_index (foreign.refused, McRefused, 0).reason, ==, MC_REFUSED_ORIGIN);
  assert_stream_whole (province, 34);
  desk_clear (&thief);
  service_stop (&service);
}

/* Desks of one office see one another, in one order. */
static void
test_two_desks (Province *province, gconstpointer data)
{
  g_auto (Frames) a = { 0 }, b = { 0 }, idle = { 0 };
  g_auto (Desk) desk_a = { 0 }, desk_b = { 0 };
  Service service = { 0 };
  guint seen = 0;

  service_start (&service, province);
  desk_enrol (&desk_a, province, &service, OFFICE, 1);
  desk_enrol (&desk_b, province, &service, OFFICE, 2);
  desk_receive (&desk_a, 600, 1);
  frames_init (&a);
  desk_exchange (&desk_a, &service, 1, &a);
  desk_receive (&desk_b, 1, 101);
  do
    {
      g_auto (Frames) page = { 0 };

      frames_init (&page);
      desk_exchange (&desk_b, &service, seen == 0 ? 1 : 0, &page);
      for (guint i = 0; i < page.batches->len; i++)
        {
          McBatch *batch = g_ptr_array_index (page.batches, i);

          if (memcmp (batch->origin, desk_a.origin, MC_ORIGIN_SIZE) != 0)
            continue;
          seen += batch->entries->len;
          if (mc_batch_last_seq (batch) == 601)
            {
              g_assert_cmpmem (mc_batch_head (batch), MC_HASH_SIZE, g_array_index (desk_a.entries, McEntry, 600).hash, MC_HASH_SIZE);
              g_assert_true (batch->is_signed);
            }
        }
      b.cursor = page.cursor;
    }
  while (b.cursor.more);
  g_assert_cmpuint (seen, ==, 601);
  g_assert_cmpint (b.cursor.cursor, ==, 604);
  frames_init (&idle);
  desk_exchange (&desk_b, &service, 0, &idle);
  g_assert_cmpuint (idle.batches->len, ==, 0);
  service_stop (&service);
}

/* An entry whose body is not what its kind says is kept, numbered and said; what stands around it is not held up. */
static void
test_unreadable (Province *province, gconstpointer data)
{
  g_auto (Frames) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  g_autofree char *shown = NULL, *code = NULL;
  Service service = { 0 };
  int status;
  gint64 first, act;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  desk_receive (&desk, 1, 1);
  first = desk.entries->len;
  desk_write (&desk, "receive", 0, 0, "{\"code\":5}");
  desk_write (&desk, "receive", 0, 0, "no JSON");
  desk_write (&desk, "receive", 0, 0, "{\"code\":\"a\\u0000b \xff\xfe\",\"applicant\":{\"name\":\"x\"}}");
  act = desk_write (&desk, "act", first, first, "{\"action\":\"forward\",\"state\":\"processing\",\"to\":\"UBND\"}");
  /* Its parent is no longer current: it stands in the conflict lane and does nothing. */
  desk_write (&desk, "act", first, first, "{\"action\":\"withdraw\",\"state\":\"withdrawn\"}");
  desk_write (&desk, "a-kind-of-2030", first, act, "{\"x\":[1,2,3]}");
  frames_init (&answer);
  desk_exchange (&desk, &service, 1, &answer);
  g_assert_cmpint (frames_acked (&answer, &desk), ==, desk.entries->len);
  g_assert_cmpuint (answer.refused->len, >=, 2);
  for (guint i = 0; i < answer.refused->len; i++)
    g_assert_cmpint (g_array_index (answer.refused, McRefused, i).reason, ==, MC_REFUSED_CONTENT);
  assert_stream_whole (province, desk.entries->len + 1);
  code = desk_code (&desk, 1);
  shown = province_ctl (province, &status, NULL, "show", code, "--json", NULL);
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (shown, "{\"number\":4,\"name\":\"processing\"}"));
  service_stop (&service);
}

/* A desk that began a new origin after a restore goes on under the same token, with another key. */
static void
test_new_origin (Province *province, gconstpointer data)
{
  g_auto (Frames) first = { 0 }, second = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  desk_receive (&desk, 2, 1);
  frames_init (&first);
  desk_exchange (&desk, &service, 1, &first);
  g_array_set_size (desk.entries, 0);
  randombytes_buf (desk.origin, sizeof desk.origin);
  crypto_sign_keypair (desk.public_key, desk.secret_key);
  desk_receive (&desk, 2, 3);
  frames_init (&second);
  desk_exchange (&desk, &service, 1, &second);
  g_assert_cmpint (frames_acked (&second, &desk), ==, 3);
  g_assert_cmpint (province_sql (province, "SELECT count(DISTINCT n) FROM origin WHERE desk IS NOT NULL"), ==, 2);
  assert_stream_whole (province, 7);
  service_stop (&service);
}

/* What waited through an outage of days comes in full batches; then a desk that knows nothing takes all of it. */
static void
test_full_batches (Province *province, gconstpointer data)
{
  g_auto (Desk) desk = { 0 }, fresh = { 0 };
  Service service = { 0 };
  gint64 acked = 0, begun;
  guint seen = 0;
  gboolean more = TRUE;

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 1);
  desk_enrol (&fresh, province, &service, OFFICE, 2);
  for (int i = 0; i < 4; i++)
    {
      g_auto (Frames) frames = { 0 };

      desk_receive (&desk, i == 0 ? MC_BATCH_MAX_ENTRIES - 1 : MC_BATCH_MAX_ENTRIES, 1 + (guint) i * MC_BATCH_MAX_ENTRIES);
      frames_init (&frames);
      begun = g_get_monotonic_time ();
      desk_exchange (&desk, &service, acked + 1, &frames);
      g_test_message ("%d dossiers in %.0f ms", MC_BATCH_MAX_ENTRIES, (double) (g_get_monotonic_time () - begun) / 1000);
      acked = frames_acked (&frames, &desk);
      g_assert_cmpint (acked, ==, desk.entries->len);
    }
  assert_stream_whole (province, acked + 1);
  while (more)
    {
      g_auto (Frames) page = { 0 };

      frames_init (&page);
      desk_exchange (&fresh, &service, 0, &page);
      for (guint i = 0; i < page.batches->len; i++)
        seen += ((McBatch *) g_ptr_array_index (page.batches, i))->entries->len;
      more = page.cursor.more;
    }
  /* The two origins of the province begin with an entry each. */
  g_assert_cmpuint (seen, ==, desk.entries->len + 2);
  service_stop (&service);
}

static const McEntry *
find_entry (Frames *frames, const guint8 *origin, gint64 seq)
{
  for (guint i = 0; i < frames->batches->len; i++)
    {
      McBatch *batch = g_ptr_array_index (frames->batches, i);

      if (memcmp (batch->origin, origin, MC_ORIGIN_SIZE) == 0 && seq >= batch->first_seq && seq <= mc_batch_last_seq (batch))
        return &g_array_index (batch->entries, McEntry, (guint) (seq - batch->first_seq));
    }
  return NULL;
}

/* What a desk that knows the stream up to number @after is told: a line for each number. */
static char *
told_after (Desk *reader, Service *service, gint64 after)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean more = TRUE;

  reader->cursor = after;
  while (more)
    {
      g_auto (Frames) page = { 0 };

      frames_init (&page);
      desk_exchange (reader, service, 0, &page);
      for (guint i = 0; i < page.order->len; i++)
        {
          const McRun *run = &g_array_index (page.order, McRun, i);

          for (gint64 k = 0; k < run->count; k++)
            {
              const McEntry *entry = find_entry (&page, run->origin, run->first_seq + k);
              g_autofree char *hash = entry != NULL ? mc_hex_encode (entry->hash, MC_HASH_SIZE) : g_strdup ("-");

              g_string_append_printf (text, "%" G_GINT64_FORMAT " %s\n", run->first_n + k, hash);
            }
        }
      more = page.cursor.more;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Large batches go on to the other desks as they came, small ones are put together, and whichever instance is asked says the same. */
static void
test_as_it_came (Province *province, gconstpointer data)
{
  static const struct { int desk; guint n; } sent[] = { { 0, 100 }, { 1, 50 }, { 0, 40 }, { 1, 3 }, { 0, 2 }, { 1, 200 }, { 0, 64 } };
  static const gint64 from[] = { 0, 30, 103, 160, 300 };
  g_auto (Desk) reader = { 0 };
  Desk desks[2] = { { 0 }, { 0 } };
  char *told[G_N_ELEMENTS (from)];
  Service service = { 0 };
  guint number = 1;

  service_start (&service, province);
  desk_enrol (&desks[0], province, &service, OFFICE, 1);
  desk_enrol (&desks[1], province, &service, OFFICE, 2);
  desk_enrol (&reader, province, &service, OFFICE, 3);
  for (guint i = 0; i < G_N_ELEMENTS (sent); i++)
    {
      Desk *desk = &desks[sent[i].desk];
      gint64 next = desk->entries->len + 1;
      g_auto (Frames) frames = { 0 };

      desk_receive (desk, sent[i].n, number);
      number += sent[i].n;
      frames_init (&frames);
      desk_exchange (desk, &service, next, &frames);
    }
  for (guint i = 0; i < G_N_ELEMENTS (from); i++)
    told[i] = told_after (&reader, &service, from[i]);
  service_stop (&service);
  /* This one has nothing at hand. */
  service_start (&service, province);
  for (guint i = 0; i < G_N_ELEMENTS (from); i++)
    {
      g_autofree char *now = told_after (&reader, &service, from[i]);

      g_assert_cmpstr (now, ==, told[i]);
      g_assert_null (strstr (now, "-"));
      g_assert_true (g_str_has_suffix (told[0], now));
    }
  for (guint i = 0; i < G_N_ELEMENTS (from); i++)
    g_free (told[i]);
  service_stop (&service);
  for (int i = 0; i < 2; i++)
    desk_clear (&desks[i]);
}

/* The JSON twin decides as the frames do. */
static void
test_json_twin (Province *province, gconstpointer data)
{
  g_autofree char *origin = NULL, *key = NULL, *text = NULL;
  g_auto (Answer) answer = { 0 };
  g_auto (Desk) desk = { 0 };
  Service service = { 0 };

  service_start (&service, province);
  desk_enrol (&desk, province, &service, OFFICE, 4);
  origin = mc_hex_encode (desk.origin, MC_ORIGIN_SIZE);
  key = mc_hex_encode (desk.public_key, MC_PUBLIC_KEY_SIZE);
  text = g_strdup_printf ("{\"version\":1,\"origin\":\"%s\",\"cursor\":0,\"batches\":[{\"origin\":\"%s\",\"stream\":\"work\",\"first\":1,"
                          "\"entries\":[{\"time\":1795000000,\"actor\":\"may\",\"kind\":\"begin\",\"body\":"
                          "\"{\\\"office\\\":\\\"" OFFICE "\\\",\\\"desk\\\":4,\\\"public_key\\\":\\\"%s\\\"}\"},"
                          "{\"time\":1795000001,\"actor\":\"may\",\"kind\":\"receive\",\"body\":"
                          "\"{\\\"code\\\":\\\"" OFFICE "-261122-0301\\\",\\\"procedure\\\":\\\"1.004873\\\",\\\"applicant\\\":{\\\"name\\\":\\\"A\\\"}}\"}]}]}",
                          origin, origin, key);
  for (int i = 0; i < 2; i++)
    {
      http_text (&service, "POST", "/v1/exchange", desk.token, text, &answer);
      g_assert_cmpuint (answer.status, ==, 200);
      g_assert_nonnull (strstr (answer_text (&answer), "\"number\":2"));
      g_assert_nonnull (strstr (answer_text (&answer), "\"refused\":[]"));
    }
  assert_stream_whole (province, 3);
  http_text (&service, "POST", "/v1/exchange", desk.token, "{\"version\":9}", &answer);
  assert_problem (&answer, 400, "version");
  http_text (&service, "POST", "/v1/exchange", desk.token, "{\"version\":1,\"batches\":[{}]}", &answer);
  assert_problem (&answer, 400, "invalid");
  service_stop (&service);
}

/* A desk works on a dossier that it had by the office's folder, and its line is up first: the work comes to the province before the
 * dossier does, and is not lost when that comes. */
static void
test_work_before_dossier (Province *province, gconstpointer data)
{
  static const char forward[] = "{\"action\":\"forward\",\"state\":\"processing\",\"to\":\"Phòng Tư pháp\"}";
  g_auto (Desk) first = { 0 }, second = { 0 };
  g_auto (Frames) early = { 0 }, late = { 0 };
  Service service = { 0 };
  McEntryRef dossier;

  service_start (&service, province);
  desk_enrol (&first, province, &service, OFFICE, 1);
  desk_enrol (&second, province, &service, OFFICE, 2);
  desk_receive (&first, 3, 1);
  dossier = desk_ref (&first, 3);
  desk_write_on (&second, "act", &dossier, &dossier, forward);
  frames_init (&early);
  desk_exchange (&second, &service, 1, &early);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier"), ==, 0);
  frames_init (&late);
  desk_exchange (&first, &service, 1, &late);
  g_assert_cmpint (frames_acked (&late, &first), ==, 4);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier WHERE state = 2"), ==, 2);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier WHERE state = 4 AND d_seq = 3"), ==, 1);
  service_stop (&service);
}

/* A desk's numbers were written twice. Work on the entries that left its chain says which bytes it means: it touches no other dossier of that number,
 * and follows to the dossier under its new name, which is there once, however often it was said again. */
static void
test_work_follows (Province *province, gconstpointer data)
{
  static const char receipt[] = "\"code\":\"" OFFICE "-261122-0077\",\"procedure\":\"1.004873\",\"channel\":\"direct\",\"received_at\":"
                                "\"2026-11-22T08:00:00+07:00\",\"applicant\":{\"name\":\"NGUYỄN THỊ HƯƠNG\"},\"due\":"
                                "\"2026-11-25T17:00:00+07:00\",\"desk\":1}";
  g_auto (Desk) first = { 0 }, second = { 0 }, third = { 0 }, fourth = { 0 };
  g_auto (Frames) a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 }, e = { 0 };
  g_autofree char *forward = NULL, *again = NULL, *name = NULL;
  Service service = { 0 };
  McEntryRef lost, said;

  service_start (&service, province);
  desk_enrol (&first, province, &service, OFFICE, 1);
  desk_enrol (&second, province, &service, OFFICE, 2);
  desk_enrol (&third, province, &service, OFFICE, 3);
  desk_enrol (&fourth, province, &service, OFFICE, 4);
  desk_receive (&first, 2, 1);
  frames_init (&a);
  desk_exchange (&first, &service, 1, &a);

  lost = desk_ref (&first, 2);
  name = mc_entry_ref_to_text (&lost);
  forward = g_strdup ("{\"first_hash\":\"0011223344556677\",\"action\":\"forward\",\"state\":\"processing\",\"to\":\"x\"}");
  desk_write_on (&second, "act", &lost, &lost, forward);
  frames_init (&b);
  desk_exchange (&second, &service, 1, &b);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier WHERE state = 2"), ==, 2);

  again = g_strdup_printf ("{\"again\":\"%s\",\"names\":\"%s/0011223344556677\",%s", name, name, receipt);
  desk_write (&third, "receive", 0, 0, again);
  frames_init (&c);
  desk_exchange (&third, &service, 1, &c);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier"), ==, 3);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier WHERE state = 4 AND code = '" OFFICE "-261122-0077'"), ==, 1);

  desk_write (&fourth, "receive", 0, 0, again);
  frames_init (&d);
  desk_exchange (&fourth, &service, 1, &d);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier"), ==, 3);
  said = desk_ref (&fourth, 2);
  desk_write_on (&second, "act", &said, &said, "{\"action\":\"paid\",\"state\":\"processing\"}");
  frames_init (&e);
  desk_exchange (&second, &service, 3, &e);
  g_assert_cmpint (frames_acked (&e, &second), ==, 3);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM dossier"), ==, 3);
  g_assert_cmpint (province_sql (province, "SELECT count(*) FROM entry WHERE d_seq = 2 AND d_origin = (SELECT id FROM origin WHERE n ="
                                           " (SELECT origin FROM entry WHERE kind = 'receive' AND position ('again'::bytea in body) > 0 ORDER BY n LIMIT 1))"),
                   ==, 4);
  service_stop (&service);
}

#define ADD(path, func) g_test_add ("/province/exchange/" path, Province, NULL, province_setup, func, province_teardown)

int
main (int argc, char **argv)
{
  if (!province_tests_begin (&argc, &argv))
    return 0;
  ADD ("a-hundred-entries-sent-twice-are-there-once-in-a-row", test_twice);
  ADD ("an-eaten-answer-doubles-nothing", test_answer_eaten);
  ADD ("a-fork-and-a-gap-are-said-so", test_fork_and_gap);
  ADD ("two-offices-are-strangers", test_two_offices);
  ADD ("desks-of-one-office-see-one-order", test_two_desks);
  ADD ("work-on-a-dossier-may-come-before-it", test_work_before_dossier);
  ADD ("work-follows-what-was-said-again", test_work_follows);
  ADD ("what-cannot-be-read-holds-nothing-up", test_unreadable);
  ADD ("a-new-origin-goes-on-under-the-same-token", test_new_origin);
  ADD ("full-batches-after-an-outage", test_full_batches);
  ADD ("large-batches-go-on-as-they-came", test_as_it_came);
  ADD ("json-says-the-same", test_json_twin);
  return province_tests_run ();
}
