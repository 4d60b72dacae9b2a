/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "mc-code.h"
#include "mc-error.h"

#define DAY (mc_day_from_ymd (2026, 11, 23))

static void
assert_parses (const char *text, const char *office, McDay day, int number)
{
  g_autoptr (GError) error = NULL;
  McCode code;

  g_assert_true (mc_code_parse (text, &code, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (code.office, ==, office);
  g_assert_cmpint (code.day, ==, day);
  g_assert_cmpint (code.number, ==, number);
}

/* domain.md 1.7: both real codes, the old identifier and the one of QĐ 20/2020. */
static void
test_real_codes (void)
{
  assert_parses ("H15.50.05.13-261008-0975", "H15.50.05.13", mc_day_from_ymd (2026, 10, 8), 975);
  assert_parses ("000.00.53.H48-220921-0099", "000.00.53.H48", mc_day_from_ymd (2022, 9, 21), 99);
}

static void
test_as_people_write_them (void)
{
  assert_parses ("h15.50.05.13-261123-0214", "H15.50.05.13", DAY, 214);
  assert_parses ("  H15.50.05.13-261123-0214\n", "H15.50.05.13", DAY, 214);
  assert_parses ("H15.50.05.13 - 261123 - 0214", "H15.50.05.13", DAY, 214);
  assert_parses ("000.00.53.h48-220921-0099", "000.00.53.H48", mc_day_from_ymd (2022, 9, 21), 99);
}

static void
test_no_codes (void)
{
  static const char *const none[] = {
    NULL,
    "",
    "H15.50.05.13",
    "H15.50.05.13-261123",
    "H15.50.05.13-261123-021",
    "H15.50.05.13-261123-02144", /* ministries' systems have longer numbers: not ours */
    "H15.50.05.13-261123-0000",
    "H15.50.05.13-261123-02a4",
    "H15.50.05.13-261123-+214",
    "H15.50.05.13-261323-0214", /* no month 13 */
    "H15.50.05.13-260230-0214", /* no 30 February */
    "H15.50.05.13-26112-0214",
    "H15.50.05.13-2611233-0214",
    "H15.50.05.13-261123-0214-1",
    "X15.50.05.13-261123-0214",
    "H15.50.5.13-261123-0214",
    "H15..05.13-261123-0214",
    "H15.50.05.-261123-0214",
    "-261123-0214",
    "000.00.53.048-220921-0099",
    "H15.50.05.13.50.05.13.50.05.13.50.05.13.50.05.13.50.05.13.50.05.13-261123-0214",
    "Đ15.50.05.13-261123-0214",
    "\xff\xfe-261123-0214",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_autoptr (GError) error = NULL;
      McCode code;

      g_assert_false (mc_code_parse (none[i], &code, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
    }
}

static void
test_round_trip (void)
{
  static const int numbers[] = { 1, 99, 100, 101, 9999 };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *text = mc_code_format ("H15.50.05.13", DAY, numbers[i]);

      assert_parses (text, "H15.50.05.13", DAY, numbers[i]);
    }
  {
    g_autofree char *text = mc_code_format ("H15.50.05.13", DAY, 214);

    g_assert_cmpstr (text, ==, "H15.50.05.13-261123-0214");
  }
}

/* QĐ 20/2020/QĐ-TTg, and TT 01/2018 art. 19 for the old form. */
static void
test_office_identifiers (void)
{
  static const char *const good[] = { "H15", "H29.15.07", "H15.50.05.13", "000.00.53.H48", "000.00.01.H22" };
  static const char *const bad[] = { NULL, "",         "H", "H1", "h15.50", "H15.", "H15.5", "H15.500", "15.50.05.13",
                                     "H15-50", "00.00.53.H48", "000.00.53.G48", "H15.50 .05" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (mc_code_office_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (mc_code_office_is_valid (bad[i]));
}

/* design/architecture.md: no number comes twice. All desks together give every number of the day once. */
static void
test_each_number_once (void)
{
  int given[MC_CODE_LAST + 1] = { 0 };
  int n_given = 0;

  for (int desk = 1; desk <= MC_CODE_DESKS; desk++)
    {
      int number = 0;

      while ((number = mc_code_next (desk, number)) != 0)
        {
          g_assert_cmpint (number, >=, 1);
          g_assert_cmpint (number, <=, MC_CODE_LAST);
          g_assert_cmpint (mc_code_desk_of_number (number), ==, desk);
          given[number]++;
          n_given++;
        }
    }
  g_assert_cmpint (n_given, ==, MC_CODE_LAST);
  for (int number = 1; number <= MC_CODE_LAST; number++)
    g_assert_cmpint (given[number], ==, 1);
}

static void
test_blocks (void)
{
  g_assert_cmpint (mc_code_next (1, 0), ==, 1);
  g_assert_cmpint (mc_code_next (3, 0), ==, 201);
  g_assert_cmpint (mc_code_next (3, 213), ==, 214);
  g_assert_cmpint (mc_code_next (3, 300), ==, 2201); /* block 2 is full, block 22 opens */
  g_assert_cmpint (mc_code_next (1, 100), ==, 2001);
  g_assert_cmpint (mc_code_next (20, 9998), ==, 9999);
  g_assert_cmpint (mc_code_next (20, 9999), ==, 0);
  g_assert_cmpint (mc_code_next (1, 8100), ==, 0);
}

/* A desk that must take another number during the day, even one it had before, repeats nothing. */
static void
test_moved_desk (void)
{
  static const int desks[] = { 1, 3, 1, 20 };
  int number = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (desks); i++)
    {
      for (int n = 0; n < 70; n++)
        {
          int next = mc_code_next (desks[i], number);

          g_assert_cmpint (next, >, number);
          g_assert_cmpint (mc_code_desk_of_number (next), ==, desks[i]);
          number = next;
        }
    }
}

static McDeskClaim
claim (int desk, gint64 begun_at, guint8 first_byte)
{
  McDeskClaim one = { { first_byte }, desk, begun_at };

  return one;
}

/* Exactly one of the two moves, and both sides say the same. */
static void
test_claims (void)
{
  McDeskClaim first = claim (2, 1000, 9);
  McDeskClaim later = claim (2, 1001, 1);
  McDeskClaim same_second = claim (2, 1000, 10);
  McDeskClaim elsewhere = claim (3, 1, 1);

  g_assert_false (mc_desk_claim_must_move (&first, &later));
  g_assert_true (mc_desk_claim_must_move (&later, &first));
  g_assert_false (mc_desk_claim_must_move (&first, &same_second));
  g_assert_true (mc_desk_claim_must_move (&same_second, &first));
  g_assert_false (mc_desk_claim_must_move (&first, &elsewhere));
  g_assert_false (mc_desk_claim_must_move (&elsewhere, &first));
  g_assert_false (mc_desk_claim_must_move (&first, &first)); /* itself, seen again */
}

static void
test_free_number (void)
{
  static const int listed[] = { 6, 4, 2, 0 };
  static const int wrong[] = { 99, -1, 0 };
  McDeskClaim claims[MC_CODE_DESKS];

  for (int i = 0; i < MC_CODE_DESKS; i++)
    claims[i] = claim (i + 1, i, (guint8) i);

  g_assert_cmpint (mc_desk_claim_free_number (NULL, 0, NULL), ==, 1);
  g_assert_cmpint (mc_desk_claim_free_number (claims, 2, NULL), ==, 3);
  g_assert_cmpint (mc_desk_claim_free_number (claims, 2, listed), ==, 4);
  g_assert_cmpint (mc_desk_claim_free_number (claims, 6, listed), ==, 7); /* the listed ones are taken */
  g_assert_cmpint (mc_desk_claim_free_number (claims, 0, wrong), ==, 1);
  g_assert_cmpint (mc_desk_claim_free_number (claims, MC_CODE_DESKS, listed), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/code/real-codes-of-2022-and-2026", test_real_codes);
  g_test_add_func ("/code/small-letters-and-spaces-are-taken", test_as_people_write_them);
  g_test_add_func ("/code/what-is-no-code-is-refused", test_no_codes);
  g_test_add_func ("/code/a-written-code-reads-the-same", test_round_trip);
  g_test_add_func ("/code/office-identifiers", test_office_identifiers);
  g_test_add_func ("/code/all-desks-give-each-number-of-the-day-once", test_each_number_once);
  g_test_add_func ("/code/a-full-block-opens-the-next-of-the-desk", test_blocks);
  g_test_add_func ("/code/a-moved-desk-repeats-nothing", test_moved_desk);
  g_test_add_func ("/code/of-two-desks-with-one-number-exactly-one-moves", test_claims);
  g_test_add_func ("/code/a-free-desk-number-prefers-those-of-the-office", test_free_number);
  return g_test_run ();
}
