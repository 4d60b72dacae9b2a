/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "mc-reader-filter.h"

#define CODE "H15.50.05.13-261119-0031"
#define CARD "015144001234||GIÀNG THỊ MỶ|1944|Nữ|Thôn Nà Lốc, xã Yên Bình|12042021"

/* Types @text with @pace_ms between the characters; returns the time of the last one. */
static gint64
type (McReaderFilter *filter, const char *text, gint64 start_ms, gint64 pace_ms)
{
  gint64 now = start_ms;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (p != text)
        now += pace_ms;
      mc_reader_filter_push (filter, g_utf8_get_char (p), now);
    }
  return now;
}

static char *
type_and_enter (const char *text, gint64 pace_ms)
{
  g_autoptr (McReaderFilter) filter = mc_reader_filter_new ();
  gint64 last = type (filter, text, 1000, pace_ms);

  return mc_reader_filter_finish (filter, last + pace_ms);
}

static void
test_code (void)
{
  g_autofree char *text = type_and_enter (CODE, 5);

  g_assert_cmpstr (text, ==, CODE);
}

/* A card's text has more than a hundred characters and takes longer than 200 ms as a whole: the pace counts. */
static void
test_card (void)
{
  g_autofree char *text = type_and_enter (CARD, 12);

  g_assert_cmpint (g_utf8_strlen (CARD, -1) * 12, >, MC_READER_WINDOW_MS);
  g_assert_cmpstr (text, ==, CARD);
}

/* The fastest typists reach 12 characters a second, 80 ms each. */
static void
test_person (void)
{
  g_autofree char *fast = type_and_enter (CODE, 80);
  g_autofree char *faster = type_and_enter (CODE, 30);

  g_assert_null (fast);
  g_assert_null (faster);
}

static void
test_short (void)
{
  g_autofree char *short_text = type_and_enter ("261119-0031", 5);
  g_autofree char *twelve = type_and_enter ("123456789012", 5);
  g_autofree char *thirteen = type_and_enter ("1234567890123", 5);

  g_assert_null (short_text);
  g_assert_null (twelve);
  g_assert_cmpstr (thirteen, ==, "1234567890123");
}

/* What the officer typed just before the scan is not part of it, and the run's beginning is told: that is the moment to
 * remember what the field held. */
static void
test_after_typing (void)
{
  g_autoptr (McReaderFilter) filter = mc_reader_filter_new ();
  g_autofree char *text = NULL;
  gint64 last;

  g_assert_true (mc_reader_filter_push (filter, 'a', 1000));
  g_assert_true (mc_reader_filter_push (filter, 'b', 1100));
  g_assert_true (mc_reader_filter_push (filter, CODE[0], 1200));
  g_assert_false (mc_reader_filter_push (filter, CODE[1], 1205));
  last = type (filter, CODE + 2, 1210, 5);
  text = mc_reader_filter_finish (filter, last + 5);
  g_assert_cmpstr (text, ==, CODE);
}

/* Enter pressed by hand after a burst of pasted or scanned characters without Enter of its own. */
static void
test_late_enter (void)
{
  g_autoptr (McReaderFilter) filter = mc_reader_filter_new ();
  gint64 last = type (filter, CODE, 1000, 5);

  g_assert_null (mc_reader_filter_finish (filter, last + 400));
}

static void
test_enter_ends_the_run (void)
{
  g_autoptr (McReaderFilter) filter = mc_reader_filter_new ();
  g_autofree char *first = NULL;
  gint64 last = type (filter, CODE, 1000, 5);

  first = mc_reader_filter_finish (filter, last + 5);
  g_assert_nonnull (first);
  g_assert_null (mc_reader_filter_finish (filter, last + 10));
}

static void
test_other_key (void)
{
  g_autoptr (McReaderFilter) filter = mc_reader_filter_new ();
  gint64 last = type (filter, "H15.50.05.13", 1000, 5);

  mc_reader_filter_reset (filter);
  last = type (filter, "-261119-0031", last + 5, 5);
  g_assert_null (mc_reader_filter_finish (filter, last + 5));
}

/* Event times are 32 bits of milliseconds: they start again after 49 days. */
static void
test_clock_wraps (void)
{
  g_autoptr (McReaderFilter) filter = mc_reader_filter_new ();
  g_autofree char *text = NULL;
  gint64 last;

  mc_reader_filter_push (filter, 'x', G_MAXUINT32);
  last = type (filter, CODE, 3, 5);
  text = mc_reader_filter_finish (filter, last + 5);
  g_assert_cmpstr (text, ==, CODE);
}

/* Keys of one batch may carry the same time. */
static void
test_no_time_between (void)
{
  g_autofree char *text = type_and_enter (CODE, 0);

  g_assert_cmpstr (text, ==, CODE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader/a-code-typed-by-a-reader-is-told", test_code);
  g_test_add_func ("/reader/a-long-card-text-is-told-by-its-pace", test_card);
  g_test_add_func ("/reader/a-person-is-never-taken-for-a-reader", test_person);
  g_test_add_func ("/reader/twelve-characters-are-too-few", test_short);
  g_test_add_func ("/reader/what-was-typed-before-is-not-part-of-it", test_after_typing);
  g_test_add_func ("/reader/enter-has-to-come-at-once", test_late_enter);
  g_test_add_func ("/reader/enter-ends-the-run", test_enter_ends_the_run);
  g_test_add_func ("/reader/another-key-begins-anew", test_other_key);
  g_test_add_func ("/reader/the-clock-of-events-may-wrap", test_clock_wraps);
  g_test_add_func ("/reader/keys-may-come-in-one-moment", test_no_time_between);
  return g_test_run ();
}
