/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-error.h"
#include "mc-id-card.h"

#include <string.h>

#define TODAY (mc_day_from_ymd (2026, 11, 22))
#define CARD "001090123456|012345678|NGUYỄN VĂN A|02051990|Nam|Tổ 5, Phường Ba Đình, Hà Nội|15042021"
#define GARBLED "Could not read the card. Switch the Vietnamese input method off and scan again, or type it in"

static McIdCard *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  McIdCard *card = mc_id_card_parse (text, TODAY, &error);

  g_assert_no_error (error);
  g_assert_nonnull (card);
  return card;
}

static void
assert_birth (const McIdCard *card, const char *iso)
{
  g_autofree char *birth = mc_partial_date_to_iso (card->person->birth);

  g_assert_cmpstr (birth, ==, iso);
}

/* domain.md 3.1: id|old CMND|name|birth|sex|address|issued. */
static void
test_seven_fields (void)
{
  g_autoptr (McIdCard) card = parse (CARD);

  g_assert_cmpint (card->person->id_kind, ==, MC_ID_KIND_PERSONAL);
  g_assert_cmpstr (card->person->id_number, ==, "001090123456");
  g_assert_cmpstr (card->old_id, ==, "012345678");
  g_assert_cmpstr (card->person->name, ==, "NGUYỄN VĂN A");
  assert_birth (card, "1990-05-02");
  g_assert_cmpint (card->person->sex, ==, MC_SEX_MALE);
  g_assert_cmpstr (card->person->address, ==, "Tổ 5, Phường Ba Đình, Hà Nội");
  g_assert_cmpint (card->issued, ==, mc_day_from_ymd (2021, 4, 15));
  g_assert_cmpint (card->warnings, ==, MC_CARD_WARNING_NONE);
  g_assert_null (card->person->phone);
}

/* Readers end with Enter, some begin with a byte order mark or spaces, some systems hand over NFD. */
static void
test_as_readers_type_it (void)
{
  g_autofree char *decomposed = g_utf8_normalize (CARD, -1, G_NORMALIZE_NFD);
  g_autofree char *entered = g_strconcat (CARD, "\r\n", NULL);
  g_autofree char *surrounded = g_strconcat ("\xef\xbb\xbf \t", CARD, " \r", NULL);
  const char *spaced = " 001090123456 | 012345678 |nguyễn  văn a | 02051990 | nam |"
                       "  Tổ 5, Phường Ba Đình, Hà Nội | 15042021 ";
  const char *const texts[] = { decomposed, entered, surrounded, spaced };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (McIdCard) card = parse (texts[i]);

      g_assert_cmpstr (card->person->id_number, ==, "001090123456");
      g_assert_cmpstr (card->old_id, ==, "012345678");
      g_assert_cmpstr (card->person->name, ==, "NGUYỄN VĂN A");
      g_assert_cmpstr (card->person->address, ==, "Tổ 5, Phường Ba Đình, Hà Nội");
      g_assert_cmpint (card->warnings, ==, MC_CARD_WARNING_NONE);
    }
}

static void
test_old_people_s_births (void)
{
  static const struct { const char *field, *iso; } table[] = {
    { "1944", "1944" }, { "00001944", "1944" }, { "00051944", "1944-05" }, { "02051944", "1944-05-02" },
    { "", "" }, { "31021944", "" }, { "02131944", "" }, { "02001944", "" }, { "00000000", "" }, { "02051844", "" },
    { "02052044", "" }, { "23112026", "" }, { "44", "" }, { "0205194", "" }, { "0205194400000000000000", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = g_strconcat ("014144000123||GIÀNG THỊ MỶ|", table[i].field, "|Nữ|Bản Nà Lốc|15042021",
                                           NULL);
      g_autoptr (McIdCard) card = parse (text);

      assert_birth (card, table[i].iso);
      g_assert_cmpint (card->warnings, ==, *table[i].iso == '\0' ? MC_CARD_WARNING_NO_BIRTH : MC_CARD_WARNING_NONE);
      g_assert_null (card->old_id);
    }
}

static void
test_six_fields (void)
{
  g_autoptr (McIdCard) no_issue = parse ("001090123456|012345678|NGUYỄN VĂN A|02051990|Nam|Hà Nội");
  g_autoptr (McIdCard) no_old_id = parse ("001090123456|NGUYỄN VĂN A|02051990|Nam|Hà Nội|15042021");

  g_assert_cmpstr (no_issue->person->address, ==, "Hà Nội");
  g_assert_cmpint (no_issue->issued, ==, MC_DAY_NONE);
  g_assert_cmpint (no_issue->warnings, ==, MC_CARD_WARNING_ISSUED_DATE);

  g_assert_null (no_old_id->old_id);
  g_assert_cmpstr (no_old_id->person->name, ==, "NGUYỄN VĂN A");
  assert_birth (no_old_id, "1990-05-02");
  g_assert_cmpstr (no_old_id->person->address, ==, "Hà Nội");
  g_assert_cmpint (no_old_id->issued, ==, mc_day_from_ymd (2021, 4, 15));
  g_assert_cmpint (no_old_id->warnings, ==, MC_CARD_WARNING_NONE);
}

/* Cards of the law of 2023 may append fields. */
static void
test_more_fields (void)
{
  g_autoptr (McIdCard) filled = parse (CARD "||NGUYỄN VĂN B|TRẦN THỊ C");
  g_autoptr (McIdCard) empty = parse (CARD "||||");

  g_assert_cmpstr (filled->person->name, ==, "NGUYỄN VĂN A");
  g_assert_cmpint (filled->issued, ==, mc_day_from_ymd (2021, 4, 15));
  g_assert_cmpint (filled->warnings, ==, MC_CARD_WARNING_EXTRA_FIELDS);
  g_assert_cmpint (empty->warnings, ==, MC_CARD_WARNING_NONE);
}

static void
test_cmnd (void)
{
  g_autoptr (McIdCard) card = parse ("012345678||K'BRÊU|02051960|Nam|Lâm Đồng|15042011");

  g_assert_cmpint (card->person->id_kind, ==, MC_ID_KIND_CMND);
  g_assert_cmpstr (card->person->id_number, ==, "012345678");
  g_assert_cmpstr (card->person->name, ==, "K'BRÊU");
  g_assert_cmpint (card->warnings, ==, MC_CARD_WARNING_NONE);
}

static void
test_warnings (void)
{
  static const struct { const char *text; McCardWarnings warnings; } table[] = {
    { "001090123456||NGUYEN VAN A|02051991|Nam|Hà Nội|15042021", MC_CARD_WARNING_ID_MISMATCH },
    { "001090123456||NGUYEN VAN A|02051990|Nữ|Hà Nội|15042021", MC_CARD_WARNING_ID_MISMATCH },
    { "001990123456||NGUYEN VAN A|02051990|Nam|Hà Nội|15042021", MC_CARD_WARNING_ID_MISMATCH }, /* no such century */
    { "001090123456||NGUYEN VAN A|02051990||Hà Nội|15042021", MC_CARD_WARNING_NONE },
    { "001090123456||NGUYEN VAN A|02051990|Nam||15042021", MC_CARD_WARNING_NO_ADDRESS },
    { "001090123456||NGUYEN VAN A|02051990|Nam|Hà Nội|", MC_CARD_WARNING_ISSUED_DATE },
    { "001090123456||NGUYEN VAN A|02051990|Nam|Hà Nội|31042021", MC_CARD_WARNING_ISSUED_DATE },
    { "001090123456||NGUYEN VAN A|02051990|Nam|Hà Nội|không rõ", MC_CARD_WARNING_ISSUED_DATE },
    { "001090123456||NGUYEN VAN A|02051990|Nam|Hà Nội|23112026", MC_CARD_WARNING_ISSUED_DATE }, /* tomorrow */
    { "001090123456||NGUYEN VAN A|02051990|Nam|Hà Nội|22112026", MC_CARD_WARNING_NONE },
    { "001090123456||NGUYEN VAN A|02051990|Nam|Hà Nội|01051990", MC_CARD_WARNING_ISSUED_DATE }, /* before birth */
    { "001090123456||NGUYEN VAN A|1990|Nam|Hà Nội|01011990", MC_CARD_WARNING_NONE },
    { "001090123456||NGUYEN VAN A|1990|Nam|Hà Nội|31121989", MC_CARD_WARNING_ISSUED_DATE },
    { "001090123456||NGUYEN VAN A||Nam||", MC_CARD_WARNING_NO_BIRTH | MC_CARD_WARNING_NO_ADDRESS |
                                             MC_CARD_WARNING_ISSUED_DATE },
  };
  g_auto (GStrv) none = mc_id_card_warning_texts (MC_CARD_WARNING_NONE);
  g_auto (GStrv) all = mc_id_card_warning_texts ((McCardWarnings) ~0u);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (McIdCard) card = parse (table[i].text);

      g_assert_cmpint (card->warnings, ==, table[i].warnings);
    }
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_cmpuint (g_strv_length (all), ==, 5);
  g_assert_cmpstr (all[0], ==,
                   "The citizen number does not fit the year of birth or the sex – look at the card again");
}

/* domain.md 3.1, keyboard-wedge hazards; vocabulary.md 3.6, "card text garbled". */
static void
test_garbled (void)
{
  static const char *const texts[] = {
    NULL,
    "",
    "|||||",
    "||||||",
    "001090123456",
    "001090123456|012345678|NGUYEN VAN A|02051990|Nam", /* five fields */
    "00109012345|012345678|NGUYEN VAN A|02051990|Nam|Hà Nội|15042021", /* a digit eaten */
    "0010901234567||NGUYEN VAN A|02051990|Nam|Hà Nội|15042021",
    "0010901234ớ6|012345678|NGUYEN VAN A|02051990|Nam|Hà Nội|15042021", /* VNI made a letter of digits */
    "oo1o9o123456|012345678|NGUYEN VAN A|02051990|Nam|Hà Nội|15042021",
    "|012345678|NGUYEN VAN A|02051990|Nam|Hà Nội|15042021",
    "001090123456|012345678||02051990|Nam|Hà Nội|15042021", /* no name */
    "001090123456|012345678|NGUYE64N VA8N A|02051990|Nam|Hà Nội|15042021", /* VNI keys typed raw */
    "001090123456|012345678|NGUY?N V?N A|02051990|Nam|Hà Nội|15042021",
    "001090123456|012345678|NGUYEN VAN A|0205ă990|Nam|Hà Nội|15042021",
    "001090123456|012345678|NGUY\xc5N V\xc2N A|02051990|Nam|H\xe0 N\xf4i|15042021", /* not UTF-8 */
    "DN4010123456789|4e677579e1bb856e|02/05/1990|1|5068c6b0e1bb9d6e67|01 - 001|01/01/2026|-", /* health insurance */
    "H15.50.05.13-261123-0214",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (McIdCard) card = mc_id_card_parse (texts[i], TODAY, &error);

      if (card != NULL)
        g_error ("\"%s\" was taken for a card", texts[i]);
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      g_assert_cmpstr (error->message, ==, GARBLED);
      g_assert_null (mc_id_card_parse (texts[i], TODAY, NULL));
    }
  mc_id_card_free (NULL);
}

static void
test_looks_like (void)
{
  g_assert_true (mc_id_card_looks_like (CARD));
  g_assert_true (mc_id_card_looks_like ("oo1o9o|NGUYE64N|0205")); /* broken, but a card: say so instead of searching */
  g_assert_false (mc_id_card_looks_like ("Nguyễn Văn A"));
  g_assert_false (mc_id_card_looks_like ("a|b"));
  g_assert_false (mc_id_card_looks_like (""));
  g_assert_false (mc_id_card_looks_like (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id-card/seven-fields", test_seven_fields);
  g_test_add_func ("/id-card/as-readers-type-it", test_as_readers_type_it);
  g_test_add_func ("/id-card/births-of-old-people", test_old_people_s_births);
  g_test_add_func ("/id-card/six-fields", test_six_fields);
  g_test_add_func ("/id-card/cards-of-2024-carry-more", test_more_fields);
  g_test_add_func ("/id-card/nine-digits-are-a-cmnd", test_cmnd);
  g_test_add_func ("/id-card/warnings-do-not-stop", test_warnings);
  g_test_add_func ("/id-card/garbled-text-says-what-to-do", test_garbled);
  g_test_add_func ("/id-card/looks-like-a-card", test_looks_like);
  return g_test_run ();
}
