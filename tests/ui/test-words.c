/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-words.h"

#define TODAY (mc_day_from_ymd (2026, 11, 23))
#define DUE_AT(day) (mc_time_of_day_minute (day, 16 * 60 + 30))

static void
assert_left (McState state, gint64 due, const char *expected, McTimeLeft expected_kind)
{
  McTimeLeft kind;
  g_autofree char *text = mc_words_time_left (state, due, TODAY, &kind);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpint (kind, ==, expected_kind);
}

/* domain.md 1.6: lateness compares dates only; it is never told by colour alone. */
static void
test_time_left (void)
{
  assert_left (MC_STATE_PROCESSING, DUE_AT (TODAY + 3), "3 days left", MC_TIME_PLAIN);
  assert_left (MC_STATE_PROCESSING, DUE_AT (TODAY + 1), "1 day left", MC_TIME_PLAIN);
  assert_left (MC_STATE_RECEIVED, DUE_AT (TODAY), "today, 16:30", MC_TIME_TODAY);
  assert_left (MC_STATE_RECEIVED, DUE_AT (TODAY - 2), "2 days over", MC_TIME_OVER);
  assert_left (MC_STATE_PROCESSING, 0, "no due date", MC_TIME_NONE);
}

/* While the citizen is asked for something the office's time does not run, however late the first date was. */
static void
test_time_stands_still (void)
{
  assert_left (MC_STATE_SUPPLEMENT, DUE_AT (TODAY - 20), "time does not run", MC_TIME_NONE);
  assert_left (MC_STATE_FINANCIAL, DUE_AT (TODAY - 20), "time does not run", MC_TIME_NONE);
}

static void
test_time_is_over (void)
{
  assert_left (MC_STATE_RETURNED, DUE_AT (TODAY - 20), "", MC_TIME_NONE);
  assert_left (MC_STATE_DONE, DUE_AT (TODAY - 20), "", MC_TIME_NONE);
}

static void
test_office (void)
{
  g_autoptr (McOffice) office = mc_office_new ();
  g_autofree char *short_name = NULL;
  g_autofree char *other = NULL;

  g_free (office->name);
  office->name = g_strdup ("Trung tâm Phục vụ hành chính công xã Yên Bình");
  short_name = mc_words_office (office);
  g_assert_cmpstr (short_name, ==, "TTPVHCC xã Yên Bình");

  g_free (office->name);
  office->name = g_strdup ("Bộ phận Một cửa xã Nà Lốc");
  other = mc_words_office (office);
  g_assert_cmpstr (other, ==, "Bộ phận Một cửa xã Nà Lốc");
}

/* An identity number is not read over a shoulder. */
static void
test_masked (void)
{
  g_autofree char *masked = mc_words_masked_id ("015144001234");
  g_autofree char *none = mc_words_masked_id (NULL);

  g_assert_cmpstr (masked, ==, "0151•••••234");
  g_assert_cmpstr (none, ==, "");
}

/* Birth may be a year alone; one person in five has no phone (domain.md). */
static void
test_person (void)
{
  g_autoptr (McPerson) person = mc_person_new ();
  g_autofree char *title = NULL;
  g_autofree char *detail = NULL;

  person->name = g_strdup ("Y BŬI ƀYA");
  person->birth.year = 1944;
  title = mc_words_person_title (person);
  detail = mc_words_person_detail (person);
  g_assert_cmpstr (title, ==, "Y BŬI ƀYA   1944");
  g_assert_cmpstr (detail, ==, "");
}

static void
test_moment (void)
{
  g_autofree char *this_year = mc_words_moment (mc_time_of_day_minute (TODAY, 521), TODAY);
  g_autofree char *last_year = mc_words_moment (mc_time_of_day_minute (mc_day_from_ymd (2025, 12, 31), 521), TODAY);

  g_assert_cmpstr (this_year, ==, "23/11 08:41");
  g_assert_cmpstr (last_year, ==, "31/12/2025 08:41");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/time-left-is-told-in-days", test_time_left);
  g_test_add_func ("/words/time-stands-still-while-the-citizen-is-asked", test_time_stands_still);
  g_test_add_func ("/words/nothing-is-late-once-it-is-done", test_time_is_over);
  g_test_add_func ("/words/an-office-is-shortened-as-offices-do", test_office);
  g_test_add_func ("/words/an-identity-number-is-masked", test_masked);
  g_test_add_func ("/words/a-person-may-have-a-year-only", test_person);
  g_test_add_func ("/words/a-moment-names-the-year-when-it-is-another", test_moment);
  return g_test_run ();
}
