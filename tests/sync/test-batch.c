/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch of entries (src/sync/README.md, "Frames"): envelopes, numbers and hashes are made anew and are those of the author, to
 * the byte; a lie in what is said of them is refused. */
#include <string.h>
#include <zstd.h>

#include "mc-batch.h"
#include "mc-error.h"
#include "mc-frame.h"
#include "mc-wire.h"
#include "store-fixture.h"

typedef struct
{
  McBatch *batch;
  gint64 from;
  guint max;
} Reading;

static void
clear_entry (gpointer entry)
{
  mc_entry_clear (entry);
}

static gboolean
read_chain (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  g_autoptr (GArray) before = g_array_new (FALSE, TRUE, sizeof (McEntry));

  g_array_set_clear_func (before, clear_entry);
  if (!mc_journal_read (db, 1, MC_STREAM_WORK, reading->from - 1, 1, 0, before, error))
    return FALSE;
  if (reading->from > 1)
    memcpy (reading->batch->prev_hash, g_array_index (before, McEntry, 0).hash, MC_HASH_SIZE);
  return mc_journal_origin_id (db, 1, reading->batch->origin, error) &&
         mc_journal_read (db, 1, MC_STREAM_WORK, reading->from, reading->max, 64 * 1024 * 1024, reading->batch->entries, error);
}

static void
load_batch (Fixture *fixture, McBatch *batch, gint64 from, guint max)
{
  Reading reading = { batch, from, max };
  g_autoptr (GError) error = NULL;

  mc_batch_init (batch);
  batch->first_seq = from;
  mc_store_read (fixture_store (fixture), read_chain, &reading, &error);
  g_assert_no_error (error);
}

static void
fill_demo (Fixture *fixture, gint64 n)
{
  g_autoptr (GError) error = NULL;
  gint64 entries;

  mc_desk_fill_demo (fixture->desk, n, 7, NULL, NULL, &entries, &error);
  g_assert_no_error (error);
}

static void
assert_same_entries (const McBatch *a, const McBatch *b)
{
  g_assert_cmpuint (a->entries->len, ==, b->entries->len);
  for (guint i = 0; i < a->entries->len; i++)
    {
      const McEntry *x = &g_array_index (a->entries, McEntry, i), *y = &g_array_index (b->entries, McEntry, i);

      g_assert_true (g_bytes_equal (x->envelope_bytes, y->envelope_bytes));
      g_assert_true ((x->body == NULL && y->body == NULL) || g_bytes_equal (x->body, y->body));
      g_assert_cmpmem (x->body_hash, MC_HASH_SIZE, y->body_hash, MC_HASH_SIZE);
      g_assert_cmpmem (x->hash, MC_HASH_SIZE, y->hash, MC_HASH_SIZE);
    }
}

static void
assert_round_trip (const McBatch *batch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) payload = mc_batch_encode (batch, 0, &error);
  g_auto (McBatch) back = { 0 };

  g_assert_no_error (error);
  mc_batch_decode (&back, payload->data, payload->len, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (back.origin, MC_ORIGIN_SIZE, batch->origin, MC_ORIGIN_SIZE);
  g_assert_cmpint (back.first_seq, ==, batch->first_seq);
  g_assert_cmpint (mc_batch_last_seq (&back), ==, mc_batch_last_seq (batch));
  assert_same_entries (&back, batch);
}

static void
test_store_entries (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_auto (McBatch) all = { 0 };

  fill_demo (fixture, 60);
  load_batch (fixture, &all, 1, 10000);
  g_assert_cmpuint (all.entries->len, >, 100);
  for (int i = 0; i < 20; i++)
    {
      g_auto (McBatch) part = { 0 };

      load_batch (fixture, &part, g_rand_int_range (rand, 1, (gint32) all.entries->len),
                  (guint) g_rand_int_range (rand, 1, 100));
      assert_round_trip (&part);
    }
}

/* A body that the law had erased goes as its hash, and the chain holds. */
static void
test_erased_body (Fixture *fixture, gconstpointer data)
{
  g_auto (McBatch) batch = { 0 };

  fill_demo (fixture, 3);
  load_batch (fixture, &batch, 1, 100);
  for (guint i = 2; i < batch.entries->len; i += 2)
    g_clear_pointer (&g_array_index (batch.entries, McEntry, i).body, g_bytes_unref);
  assert_round_trip (&batch);
}

/* Everything an envelope can hold, and texts that are not of a desk's making. */
static void
test_odd_envelopes (void)
{
  McBatch batch;
  static const guint8 zeros[MC_HASH_SIZE];
  const guint8 *prev = zeros;

  mc_batch_init (&batch);
  memset (batch.origin, 0xa5, MC_ORIGIN_SIZE);
  batch.stream = MC_STREAM_AUDIT;
  batch.first_seq = 1;
  g_array_set_size (batch.entries, 64);
  for (guint i = 0; i < 64; i++)
    {
      McEntry *entry = &g_array_index (batch.entries, McEntry, i);
      McEnvelope *envelope = &entry->envelope;
      g_autofree char *body = g_strnfill (i * 50, 'x');
      char *text;

      memcpy (envelope->origin, batch.origin, MC_ORIGIN_SIZE);
      envelope->stream = batch.stream;
      envelope->seq = 1 + i;
      envelope->time = i % 2 == 0 ? 1795400000 - i * 86400 : i;
      envelope->actor = g_strdup ((i & 1) != 0 ? "chị Lan “một cửa”" : "");
      envelope->kind = g_strdup ((i & 2) != 0 ? "view" : "kind\n\t\"");
      if ((i & 4) != 0)
        envelope->dossier = (McEntryRef) { .origin = { 1, 2, 3 }, .seq = 5 };
      if ((i & 8) != 0)
        {
          memcpy (envelope->parent.origin, batch.origin, MC_ORIGIN_SIZE);
          envelope->parent.seq = (i & 1) != 0 ? 1 + i : 1000000;
        }
      if ((i & 16) != 0)
        envelope->real_time = 1795400001;
      if ((i & 32) != 0)
        envelope->real_actor = g_strdup ("root");
      text = mc_envelope_encode (envelope);
      entry->envelope_bytes = g_bytes_new_take (text, strlen (text));
      entry->body = g_bytes_new (body, strlen (body));
      mc_hash_bytes (body, strlen (body), entry->body_hash);
      mc_entry_hash (prev, text, strlen (text), entry->body_hash, entry->hash);
      prev = entry->hash;
    }
  assert_round_trip (&batch);
  mc_batch_clear (&batch);
}

/* ---- lies ------------------------------------------------------------------------------------------------------------ */

#define AT_FLAGS MC_ORIGIN_SIZE

static void
assert_refused (const GByteArray *payload)
{
  McBatch batch = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (mc_batch_decode (&batch, payload->data, payload->len, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_assert_null (batch.entries);
}

/* origin ‖ flags ‖ first number ‖ previous hash ‖ count ‖ size unpacked ‖ zstd, with what is said of the batch changed. */
static GByteArray *
lie (const McBatch *batch, gint64 first, gint64 more, gint64 bytes, gsize cut)
{
  g_autoptr (GByteArray) payload = mc_batch_encode (batch, 0, NULL);
  GByteArray *out = g_byte_array_new ();
  McReader reader;
  gint64 count, size;

  mc_reader_init (&reader, payload->data + AT_FLAGS + 1, payload->len - AT_FLAGS - 1);
  mc_reader_varint (&reader);
  mc_reader_bytes (&reader, MC_HASH_SIZE);
  count = mc_reader_varint (&reader);
  size = mc_reader_varint (&reader);
  mc_put_bytes (out, payload->data, AT_FLAGS + 1);
  mc_put_varint (out, first);
  mc_put_bytes (out, batch->prev_hash, MC_HASH_SIZE);
  mc_put_varint (out, count + more);
  mc_put_varint (out, size + bytes);
  mc_put_bytes (out, reader.data, reader.size - cut);
  return out;
}

static void
test_lies (Fixture *fixture, gconstpointer data)
{
  static const gint64 wrong[][3] = { { 5, 1, 0 }, { 5, -1, 0 }, { 5, 0, 1 }, { 5, 0, -1 }, { 0, 0, 0 }, { 1, 0, 0 },
                                     { 5, 100000, 0 }, { 5, 0, 1 << 28 }, { 5, 0, G_GINT64_CONSTANT (1) << 60 } };
  g_auto (McBatch) batch = { 0 };
  g_autoptr (GByteArray) cut = NULL, flags = NULL;

  fill_demo (fixture, 20);
  load_batch (fixture, &batch, 5, 30);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GByteArray) payload = lie (&batch, wrong[i][0], wrong[i][1], wrong[i][2], 0);

      assert_refused (payload);
    }
  cut = lie (&batch, 5, 0, 0, 1);
  assert_refused (cut);
  flags = lie (&batch, 5, 0, 0, 0);
  flags->data[AT_FLAGS] = 4;
  assert_refused (flags);
}

/* Another previous hash or another first number gives other hashes: what was taken in is what its author chained, or it does not fit. */
static void
test_hash_follows (Fixture *fixture, gconstpointer data)
{
  g_auto (McBatch) batch = { 0 }, moved = { 0 }, grafted = { 0 };
  g_autoptr (GByteArray) other_first = NULL, other_prev = NULL;

  fill_demo (fixture, 20);
  load_batch (fixture, &batch, 5, 30);
  other_first = lie (&batch, 6, 0, 0, 0);
  g_assert_true (mc_batch_decode (&moved, other_first->data, other_first->len, NULL));
  g_assert_cmpint (memcmp (mc_batch_head (&moved), mc_batch_head (&batch), MC_HASH_SIZE), !=, 0);
  other_prev = mc_batch_encode (&batch, 0, NULL);
  other_prev->data[AT_FLAGS + 2] ^= 1;
  g_assert_true (mc_batch_decode (&grafted, other_prev->data, other_prev->len, NULL));
  g_assert_cmpint (memcmp (mc_batch_head (&grafted), mc_batch_head (&batch), MC_HASH_SIZE), !=, 0);
}

static void
test_random_damage (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  g_auto (McBatch) batch = { 0 };
  g_autoptr (GByteArray) payload = NULL;

  fill_demo (fixture, 10);
  load_batch (fixture, &batch, 1, 40);
  payload = mc_batch_encode (&batch, 0, NULL);
  for (int i = 0; i < 3000; i++)
    {
      guint at = (guint) g_rand_int_range (rand, 0, (gint32) payload->len);
      guint8 change = (guint8) g_rand_int_range (rand, 1, 256);
      g_auto (McBatch) back = { 0 };

      payload->data[at] ^= change;
      /* Some bits of zstd say nothing. */
      if (mc_batch_decode (&back, payload->data, payload->len, NULL) &&
          memcmp (mc_batch_head (&back), mc_batch_head (&batch), MC_HASH_SIZE) == 0)
        assert_same_entries (&back, &batch);
      payload->data[at] ^= change;
    }
}

/* A small payload that unpacks to gigabytes is met by the limit. */
static void
test_bomb (void)
{
  gsize size = 64 * 1024 * 1024;
  g_autofree guint8 *zeros = g_malloc0 (size), *packed = g_malloc (ZSTD_compressBound (size));
  gsize packed_size = ZSTD_compress (packed, ZSTD_compressBound (size), zeros, size, 19);

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GByteArray) payload = g_byte_array_new ();

      mc_put_bytes (payload, zeros, MC_ORIGIN_SIZE + 1);
      mc_put_varint (payload, 1);
      mc_put_bytes (payload, zeros, MC_HASH_SIZE);
      mc_put_varint (payload, 1);
      mc_put_varint (payload, i == 0 ? MC_BATCH_MAX_SIZE : (gint64) size);
      mc_put_bytes (payload, packed, packed_size);
      assert_refused (payload);
    }
}

/* ---- size ------------------------------------------------------------------------------------------------------------ */

/* More than fits into one frame goes into several, and all of it arrives. */
static void
test_split (Fixture *fixture, gconstpointer data)
{
  g_auto (McBatch) batch = { 0 };
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  g_autoptr (GError) error = NULL;
  gboolean got = TRUE;
  gint64 next = 1;
  guint n = 0;

  fill_demo (fixture, 1200);
  load_batch (fixture, &batch, 1, 100000);
  g_assert_cmpuint (batch.entries->len, >, 2 * MC_BATCH_MAX_ENTRIES);
  g_assert_true (mc_batch_append_frames (&batch, 1, frames, &error));
  g_assert_no_error (error);
  mc_frame_parser_push (parser, frames->data, frames->len);
  while (got)
    {
      g_auto (McBatch) part = { 0 };
      McFrame frame;

      g_assert_true (mc_frame_parser_next (parser, &frame, &got, NULL));
      if (!got)
        break;
      g_assert_true (mc_batch_decode (&part, frame.payload, frame.size, NULL));
      g_assert_cmpint (part.first_seq, ==, next);
      next = mc_batch_last_seq (&part) + 1;
      n++;
      if (next > mc_batch_last_seq (&batch))
        g_assert_cmpmem (mc_batch_head (&part), MC_HASH_SIZE, mc_batch_head (&batch), MC_HASH_SIZE);
    }
  g_assert_cmpint (next, ==, mc_batch_last_seq (&batch) + 1);
  g_assert_cmpuint (n, >=, 3);
}

static gboolean
is_receipt (const McEntry *entry)
{
  return strcmp (entry->envelope.kind, "receive") == 0;
}

static void
test_bytes_per_record (Fixture *fixture, gconstpointer data)
{
  g_auto (McBatch) all = { 0 };
  McBatch hundred;
  g_autoptr (GByteArray) payload = NULL;
  guint8 prev[MC_HASH_SIZE] = { 0 };
  gsize raw = 0;

  fill_demo (fixture, 100);
  load_batch (fixture, &all, 1, 10000);
  hundred = all;
  hundred.entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
  for (guint i = 0; i < all.entries->len; i++)
    {
      McEntry *entry = &g_array_index (all.entries, McEntry, i);

      if (!is_receipt (entry) || hundred.entries->len == 100)
        continue;
      raw += g_bytes_get_size (entry->body);
      g_array_append_vals (hundred.entries, entry, 1);
    }
  g_assert_cmpuint (hundred.entries->len, ==, 100);
  memcpy (hundred.prev_hash, prev, MC_HASH_SIZE);
  payload = mc_batch_encode (&hundred, 0, NULL);
  g_test_message ("100 receipts of %" G_GSIZE_FORMAT " bytes on average: %.1f bytes each in a batch (at most 140 wanted)", raw / 100,
                  payload->len / 100.0);
  g_array_unref (hundred.entries);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/batch/entries-come-out-as-the-store-has-them", test_store_entries);
  fixture_test ("/batch/an-erased-body-goes-as-its-hash", test_erased_body);
  g_test_add_func ("/batch/odd-envelopes", test_odd_envelopes);
  fixture_test ("/batch/lies-about-number-count-and-size-are-refused", test_lies);
  fixture_test ("/batch/another-previous-hash-gives-another-head", test_hash_follows);
  fixture_test ("/batch/random-damage-never-passes-for-the-same", test_random_damage);
  g_test_add_func ("/batch/a-bomb-is-met-by-the-limit", test_bomb);
  fixture_test ("/batch/what-is-too-great-for-a-frame-goes-in-several", test_split);
  fixture_test ("/batch/bytes-per-record", test_bytes_per_record);
  return g_test_run ();
}
