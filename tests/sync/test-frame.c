/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames (src/sync/README.md, "Frames"): what was put in comes out, in pieces of any size; a damaged byte anywhere is refused. */
#include <string.h>

#include "mc-error.h"
#include "mc-message.h"
#include "mc-wire.h"

static void
put_random_frames (GRand *rand, GByteArray *out, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint size = (guint) g_rand_int_range (rand, 0, i % 7 == 6 ? 70000 : 300);
      g_autofree guint8 *payload = g_malloc (size + 1);

      for (guint j = 0; j < size; j++)
        payload[j] = (guint8) g_rand_int (rand);
      mc_frame_append (out, (McFrameType) g_rand_int_range (rand, 1, 256), payload, size);
    }
}

/* The frames of a parser, put together again: the same bytes. */
static gboolean
collect (McFrameParser *parser, GByteArray *again, guint *n, GError **error)
{
  gboolean got = TRUE;
  McFrame frame;

  while (got)
    {
      if (!mc_frame_parser_next (parser, &frame, &got, error))
        return FALSE;
      if (got)
        mc_frame_append (again, frame.type, frame.payload, frame.size);
      *n += got ? 1 : 0;
    }
  return TRUE;
}

static void
test_pieces (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  static const int most[] = { 1, 2, 5, 100, 5000, 1000000 };

  put_random_frames (rand, all, 40);
  for (guint i = 0; i < G_N_ELEMENTS (most); i++)
    {
      g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
      g_autoptr (GByteArray) again = g_byte_array_new ();
      guint n = 0;

      for (gsize at = 0; at < all->len;)
        {
          gsize size = (gsize) g_rand_int_range (rand, 1, most[i] + 1);

          size = MIN (size, all->len - at);
          mc_frame_parser_push (parser, all->data + at, size);
          at += size;
          g_assert_true (collect (parser, again, &n, NULL));
        }
      g_assert_cmpuint (n, ==, 40);
      g_assert_cmpuint (mc_frame_parser_left (parser), ==, 0);
      g_assert_cmpmem (again->data, again->len, all->data, all->len);
    }
}

/* Cut anywhere, whole frames are given and the rest is known to be a rest. */
static void
test_cut (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_autoptr (GByteArray) all = g_byte_array_new ();

  put_random_frames (rand, all, 3);
  for (guint cut = 0; cut < all->len; cut++)
    {
      g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
      g_autoptr (GByteArray) again = g_byte_array_new ();
      guint n = 0;

      mc_frame_parser_push (parser, all->data, cut);
      g_assert_true (collect (parser, again, &n, NULL));
      g_assert_cmpuint (n, <, 3);
      g_assert_cmpuint (again->len + mc_frame_parser_left (parser), ==, cut);
    }
}

static void
test_damage (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GByteArray) all = g_byte_array_new ();

  put_random_frames (rand, all, 4);
  for (guint at = 0; at < all->len; at++)
    for (guint bit = 0; bit < 8; bit++)
      {
        g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
        g_autoptr (GByteArray) again = g_byte_array_new ();
        g_autoptr (GError) error = NULL;
        guint n = 0;

        all->data[at] ^= (guint8) (1u << bit);
        mc_frame_parser_push (parser, all->data, all->len);
        /* Refused, or (a size that grew) never whole: a damaged frame is not given out. */
        if (!collect (parser, again, &n, &error))
          g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
        all->data[at] ^= (guint8) (1u << bit);
        g_assert_cmpuint (n, <, 4);
        g_assert_cmpmem (again->data, again->len, all->data, again->len);
      }
}

static void
test_oversized (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  g_autoptr (GError) error = NULL;
  gboolean got;
  McFrame frame;

  mc_put_byte (out, MC_FRAME_BLOB);
  mc_put_varint (out, MC_FRAME_MAX + 1);
  mc_frame_parser_push (parser, out->data, out->len);
  /* Without waiting for a megabyte that may never come. */
  g_assert_false (mc_frame_parser_next (parser, &frame, &got, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
}

/* ---- the small frames ------------------------------------------------------------------------------------------------ */

static void
fill (GRand *rand, guint8 *data, gsize size)
{
  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) g_rand_int (rand);
}

static McFrame
first_frame (McFrameParser *parser, const GByteArray *out)
{
  McFrame frame;
  gboolean got;

  mc_frame_parser_push (parser, out->data, out->len);
  g_assert_true (mc_frame_parser_next (parser, &frame, &got, NULL));
  g_assert_true (got);
  g_assert_cmpuint (mc_frame_parser_left (parser), ==, 0);
  return frame;
}

static void
test_hello (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  McHello hello = { .version = 1, .cursor = 70000, .common = 3, .answer_max = 1 << 20, .small_only = TRUE, .n_former = 2 }, back;
  McFrame frame;

  fill (rand, hello.origin, sizeof hello.origin);
  fill (rand, hello.digest, sizeof hello.digest);
  fill (rand, hello.former[0], 2 * MC_ORIGIN_SIZE);
  mc_put_hello (out, &hello);
  frame = first_frame (parser, out);
  g_assert_true (mc_read_hello (&frame, &back, NULL));
  g_assert_cmpmem (&back, sizeof back, &hello, sizeof hello);

  /* Cut short it is no HELLO, wherever. */
  for (gsize size = 0; size < frame.size; size++)
    {
      McFrame cut = { frame.type, frame.payload, size };

      if (mc_read_hello (&cut, &back, NULL))
        g_assert_cmpuint (back.n_former, ==, 0);
    }
}

static void
test_ack_order_refused (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (int i = 0; i < 50; i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
      McAck ack = { .stream = (McStream) (i & 1), .seq = g_rand_int (rand), .is_signed = (i & 2) != 0 }, back;
      McFrame frame;

      fill (rand, ack.origin, sizeof ack.origin);
      fill (rand, ack.hash_start, sizeof ack.hash_start);
      if (ack.is_signed)
        fill (rand, ack.signature, sizeof ack.signature);
      mc_put_ack (out, &ack);
      frame = first_frame (parser, out);
      g_assert_true (mc_read_ack (&frame, &back, NULL));
      g_assert_true (back.stream == ack.stream && back.seq == ack.seq && back.is_signed == ack.is_signed);
      g_assert_cmpmem (back.signature, 64, ack.signature, 64);
      for (gsize size = 0; size < frame.size; size++)
        {
          McFrame cut = { frame.type, frame.payload, size };

          g_assert_false (mc_read_ack (&cut, &back, NULL));
        }
    }
}

static void
test_runs (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  g_autoptr (GArray) runs = g_array_new (FALSE, TRUE, sizeof (McRun)), back = g_array_new (FALSE, TRUE, sizeof (McRun));
  McFrame frame, cut;

  mc_put_order (out, runs);
  g_assert_cmpuint (out->len, ==, 0);
  for (gint64 i = 1; i < 100; i++)
    {
      McRun run = { .first_n = i * 1000, .first_seq = i * 3, .count = i };

      memset (run.origin, (int) i, sizeof run.origin);
      g_array_append_val (runs, run);
    }
  mc_put_order (out, runs);
  frame = first_frame (parser, out);
  g_assert_true (mc_read_order (&frame, back, NULL));
  g_assert_cmpmem (back->data, back->len * sizeof (McRun), runs->data, runs->len * sizeof (McRun));
  cut = (McFrame) { frame.type, frame.payload, frame.size - 1 };
  g_assert_false (mc_read_order (&cut, back, NULL));
}

/* An exchange of nothing is at most 500 bytes of request and answer with their HTTP heads: the frames themselves stay far below. */
static void
test_idle_is_small (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  McHello hello = { .version = 1, .cursor = 1000000, .common = 1000, .answer_max = 262144 };
  McCursor cursor = { .cursor = 1000000, .common = 1000, .time = 1795400000 };

  mc_put_hello (out, &hello);
  mc_put_cursor (out, &cursor);
  g_test_message ("HELLO and CURSOR: %u bytes", out->len);
  g_assert_cmpuint (out->len, <, 80);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame/comes-out-as-it-went-in-by-pieces-of-any-size", test_pieces);
  g_test_add_func ("/frame/cut-anywhere-only-whole-ones-are-given", test_cut);
  g_test_add_func ("/frame/a-damaged-bit-anywhere-is-refused", test_damage);
  g_test_add_func ("/frame/an-oversized-one-is-refused-at-once", test_oversized);
  g_test_add_func ("/message/hello", test_hello);
  g_test_add_func ("/message/acknowledgement", test_ack_order_refused);
  g_test_add_func ("/message/order", test_runs);
  g_test_add_func ("/message/an-idle-exchange-is-small", test_idle_is_small);
  return g_test_run ();
}
