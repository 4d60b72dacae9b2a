/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-money.h"

#include <string.h>

static void
test_words (void)
{
  static const struct { gint64 dong; const char *words; } table[] = {
    { 0, "Không đồng" },
    { 1, "Một đồng" },
    { 5, "Năm đồng" },
    { 10, "Mười đồng" },
    { 11, "Mười một đồng" },
    { 14, "Mười bốn đồng" },
    { 15, "Mười lăm đồng" },
    { 20, "Hai mươi đồng" },
    { 21, "Hai mươi mốt đồng" },
    { 24, "Hai mươi tư đồng" },
    { 25, "Hai mươi lăm đồng" },
    { 55, "Năm mươi lăm đồng" },
    { 100, "Một trăm đồng" },
    { 101, "Một trăm linh một đồng" },
    { 104, "Một trăm linh bốn đồng" },
    { 105, "Một trăm linh năm đồng" },
    { 110, "Một trăm mười đồng" },
    { 115, "Một trăm mười lăm đồng" },
    { 121, "Một trăm hai mươi mốt đồng" },
    { 999, "Chín trăm chín mươi chín đồng" },
    { 1000, "Một nghìn đồng" },
    { 1001, "Một nghìn không trăm linh một đồng" },
    { 1005, "Một nghìn không trăm linh năm đồng" },
    { 1010, "Một nghìn không trăm mười đồng" },
    { 1055, "Một nghìn không trăm năm mươi lăm đồng" },
    { 2000, "Hai nghìn đồng" },
    { 8000, "Tám nghìn đồng" },
    { 15000, "Mười lăm nghìn đồng" },
    { 21000, "Hai mươi mốt nghìn đồng" },
    { 24500, "Hai mươi tư nghìn năm trăm đồng" },
    { 100000, "Một trăm nghìn đồng" },
    { 105000, "Một trăm linh năm nghìn đồng" },
    { 200000, "Hai trăm nghìn đồng" },
    { 1000000, "Một triệu đồng" },
    { 1000005, "Một triệu không trăm linh năm đồng" },
    { 1005000, "Một triệu không trăm linh năm nghìn đồng" },
    { 1050000, "Một triệu không trăm năm mươi nghìn đồng" },
    { 1284000, "Một triệu hai trăm tám mươi tư nghìn đồng" },
    { 10204015, "Mười triệu hai trăm linh bốn nghìn không trăm mười lăm đồng" },
    { 1000000000, "Một tỷ đồng" },
    { 1000000001, "Một tỷ không trăm linh một đồng" },
    { 1000500000, "Một tỷ năm trăm nghìn đồng" },
    { G_GINT64_CONSTANT (21015024105), "Hai mươi mốt tỷ không trăm mười lăm triệu không trăm hai mươi tư nghìn "
                                       "một trăm linh năm đồng" },
    { G_GINT64_CONSTANT (1000000000000), "Một nghìn tỷ đồng" },
    { G_GINT64_CONSTANT (1005000000000), "Một nghìn không trăm linh năm tỷ đồng" },
    { G_GINT64_CONSTANT (1000000000000000000), "Một tỷ tỷ đồng" },
    { -21000, "Âm hai mươi mốt nghìn đồng" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *words = mc_money_to_words (table[i].dong);

      g_assert_cmpstr (words, ==, table[i].words);
    }
}

/* A receipt's words must tell one amount from another: no two amounts may be read alike. */
static void
test_words_are_unique (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = 0;

  for (gint64 dong = 0; dong < 30000; dong++)
    {
      n++;
      g_assert_true (g_hash_table_add (seen, mc_money_to_words (dong)));
    }
  for (gint64 dong = 30000; dong < G_GINT64_CONSTANT (4000000000000); dong += dong / 700 + 1)
    {
      n++;
      g_assert_true (g_hash_table_add (seen, mc_money_to_words (dong)));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, n);
}

static void
test_ends_of_the_type (void)
{
  g_autofree char *least = mc_money_to_text (G_MININT64);
  g_autofree char *most = mc_money_to_text (G_MAXINT64);
  g_autofree char *least_words = mc_money_to_words (G_MININT64);
  g_autofree char *most_words = mc_money_to_words (G_MAXINT64);

  g_assert_cmpstr (least, ==, "-9.223.372.036.854.775.808");
  g_assert_cmpstr (most, ==, "9.223.372.036.854.775.807");
  g_assert_true (g_str_has_prefix (least_words, "Âm chín tỷ hai trăm hai mươi ba triệu ba trăm bảy mươi hai nghìn"));
  g_assert_true (g_str_has_prefix (most_words, "Chín tỷ hai trăm"));
}

/* vocabulary.md: 1.284.000 đồng. */
static void
test_text (void)
{
  static const struct { gint64 dong; const char *text; } table[] = {
    { 0, "0" }, { 7, "7" }, { 500, "500" }, { 1000, "1.000" }, { 8000, "8.000" }, { 15000, "15.000" },
    { 200000, "200.000" }, { 1284000, "1.284.000" }, { 1000000000, "1.000.000.000" }, { -1284000, "-1.284.000" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = mc_money_to_text (table[i].dong);

      g_assert_cmpstr (text, ==, table[i].text);
    }
}

static void
test_typed (void)
{
  static const struct { const char *typed; gint64 dong; } table[] = {
    { "8000", 8000 }, { "8.000", 8000 }, { "8 000", 8000 }, { "8,000", 8000 }, { "8.000 đ", 8000 },
    { "8.000đ", 8000 }, { "8000 Đ", 8000 }, { " 8.000 ", 8000 }, { "8\302\240000", 8000 },
    { "1.284.000", 1284000 }, { "1284000", 1284000 }, { "12.000.000", 12000000 },
    { "0", 0 }, { "000", 0 }, { "999999999999", G_GINT64_CONSTANT (999999999999) },
    { "8", 8000 }, { "150", 150000 }, { "500 đ", 500 }, { "0500", 500 }, /* desk.md 2.1 rule 7: 8 is 8.000 */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      gint64 dong = -1;

      if (!mc_money_from_typed (table[i].typed, &dong))
        g_error ("\"%s\" was refused", table[i].typed);
      g_assert_cmpint (dong, ==, table[i].dong);
    }
}

static void
test_typed_nonsense (void)
{
  static const char *const wrong[] = {
    "", " ", "đ", "-8000", "+8000", "8.50", "8.5", "8000.5", "8.0000", "80.00", "1.284,000", "1.284.00", "1284.000",
    ".000", "8.", "8.000.", "8..000", "8 . 000", "8k", "tám nghìn", "8000 đ đ", "1000000000000", "1.000.000.000.000",
    "8e3", "0x10", "٨٠٠٠", "8000 đồng chẵn", "8'000",
  };
  gint64 dong = -1;

  g_assert_false (mc_money_from_typed (NULL, &dong));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    if (mc_money_from_typed (wrong[i], &dong))
      g_error ("\"%s\" was taken for an amount", wrong[i]);
  g_assert_cmpint (dong, ==, -1);
}

/* What the field shows reads as the same amount again. */
static void
test_shown_amount_reads_the_same (void)
{
  for (gint64 dong = 0; dong < G_GINT64_CONSTANT (999999999999); dong += dong / 50 + 1000)
    {
      g_autofree char *text = mc_money_to_text (dong);
      gint64 back;

      g_assert_true (mc_money_from_typed (text, &back));
      g_assert_cmpint (back, ==, dong);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/money/words-as-receipts-have-them", test_words);
  g_test_add_func ("/money/no-two-amounts-read-alike", test_words_are_unique);
  g_test_add_func ("/money/ends-of-the-type", test_ends_of_the_type);
  g_test_add_func ("/money/text-with-dots", test_text);
  g_test_add_func ("/money/typed-amounts", test_typed);
  g_test_add_func ("/money/typed-nonsense-is-refused", test_typed_nonsense);
  g_test_add_func ("/money/a-shown-amount-reads-the-same", test_shown_amount_reads_the_same);
  return g_test_run ();
}
