/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-text.h"

#include <string.h>

typedef char *(*TextFunc) (const char *text);

typedef struct { const char *from, *to; } Pair;

static void
assert_table (TextFunc func, const Pair *table, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *result = func (table[i].from);

      g_assert_cmpstr (result, ==, table[i].to);
    }
}

/* desk.md 1, 7:35: the names of the highlands are found as everybody types them. */
static void
test_fold_names (void)
{
  static const Pair table[] = {
    { "H'Hen Niê", "hhen nie" },
    { "H’Hen Niê", "hhen nie" },
    { "HʼHEN NIÊ", "hhen nie" },
    { "h`hen nie", "hhen nie" },
    { "K'Brêu", "kbreu" },
    { "Giàng A Páo", "giang a pao" },
    { "Y Bŭi Ƀya", "y bui bya" },
    { "Y BŬI ɃYA", "y bui bya" },
    { "Čư M'gar", "cu mgar" },
    { "Ñô Ĭ Ŏ", "no i o" },
    { "Đặng Thị Mỹ Lệ", "dang thi my le" },
    { "NGUYỄN THỊ HUỆ", "nguyen thi hue" },
    { "Ðặng", "dang" }, /* eth, from old fonts */
    { "Đa\xcc\xa3\xcc\x86ng", "dang" }, /* NFD, marks in either order */
    { "Đa\xcc\x86\xcc\xa3ng", "dang" },
    { "Ng.Văn-A", "ng van a" },
    { "  Lò   Văn\tÚn \n", "lo van un" },
    { "H15.50.05.13-261123-0214", "h15 50 05 13 261123 0214" },
    { "Số 5/12", "so 5 12" },
    { "\xef\xbb\xbfLò\xe2\x80\x8b Văn", "lo van" }, /* byte order mark, zero width space */
    { "Ky\xcc\x80 S\xe1\xbb\xa9", "ky su" },
    { "---", "" },
    { "", "" },
    { NULL, "" },
    { "L\xc3 V\xff" "an", "l v an" }, /* broken UTF-8 parts words and stops nothing */
    { "\xe1\xba", "" },
  };

  assert_table (mc_text_fold, table, G_N_ELEMENTS (table));
}

static void
test_lower_marked (void)
{
  static const Pair table[] = {
    { "H'Hen Niê", "hhen niê" },
    { "ĐẶNG THỊ ƯƠNG", "đặng thị ương" },
    { "Ðặng", "đặng" },
    { "Y BŬI ɃYA", "y bŭi ƀya" },
    { "ĐA\xcc\xa3\xcc\x86NG", "đặng" },
    { "ĐA\xcc\x86\xcc\xa3NG - u\xcc\x9b", "đặng ư" },
    { "Ng.Văn  A.", "ng văn a" },
    { "a'\xcc\x81", "á" },
    { "", "" },
    { NULL, "" },
    { "L\xff\xc3", "l" },
  };

  assert_table (mc_text_lower_marked, table, G_N_ELEMENTS (table));
}

static void
test_clean (void)
{
  static const Pair table[] = {
    { "  Bản  Nà\tLốc \r\n", "Bản Nà Lốc" },
    { "e\xcc\x82\xcc\x81", "ế" },
    { "\xef\xbb\xbf" "a\xe2\x80\x8b" "b\xe2\x80\x8e\xc2\xad", "ab" },
    { "a\001b\177", "ab" },
    { "a\xc2\xa0\xe2\x80\x83" "b\xe2\x80\xa8", "a b" },
    { "a\x0b" "b", "a b" },
    { "a\xff" "b", "a\xef\xbf\xbd" "b" },
    { "e\xe2\x80\x8d\xcc\x81", "é" }, /* a mark behind something invisible still joins its letter */
    { "", "" },
    { " \n", "" },
    { NULL, "" },
  };

  assert_table (mc_text_clean, table, G_N_ELEMENTS (table));
}

/* Capitals for every letter Vietnamese and the highland languages are written with, never split nor title-cased. */
static void
test_name (void)
{
  static const Pair table[] = {
    { "àáảãạ ăằắẳẵặ âầấẩẫậ đ", "ÀÁẢÃẠ ĂẰẮẲẴẶ ÂẦẤẨẪẬ Đ" },
    { "èéẻẽẹ êềếểễệ ìíỉĩị", "ÈÉẺẼẸ ÊỀẾỂỄỆ ÌÍỈĨỊ" },
    { "òóỏõọ ôồốổỗộ ơờớởỡợ", "ÒÓỎÕỌ ÔỒỐỔỖỘ ƠỜỚỞỠỢ" },
    { "ùúủũụ ưừứửữự ỳýỷỹỵ", "ÙÚỦŨỤ ƯỪỨỬỮỰ ỲÝỶỸỴ" },
    { "čñĭŏŭƀ", "ČÑĬŎŬɃ" },
    { "h’hen niê", "H'HEN NIÊ" },
    { "hʼhen niê", "H'HEN NIÊ" },
    { "y bŭi ƀya", "Y BŬI ɃYA" },
    { "  giàng  a\tpáo ", "GIÀNG A PÁO" },
    { "ðặng", "ĐẶNG" },
    { "u\xcc\x9b\xcc\xa3", "Ự" },
    { "", "" },
    { NULL, "" },
  };

  assert_table (mc_text_name, table, G_N_ELEMENTS (table));
}

/* The plain rule, over GLib's whole-string normalisation, that the tables must agree with. */
static char *
fold_by_rule (const char *text)
{
  g_autofree char *decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_NFD);
  GString *folded = g_string_new (NULL);
  gboolean gap = FALSE;

  for (const char *p = decomposed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_unichar_tolower (g_unichar_toupper (g_utf8_get_char (p)));

      if (g_unichar_ismark (g_utf8_get_char (p)) || g_unichar_type (c) == G_UNICODE_CONTROL ||
          g_unichar_type (c) == G_UNICODE_FORMAT || c == '\'' || c == '`' || c == 0xb4 || c == 0x2bb ||
          c == 0x2bc)
        continue;
      if (!g_unichar_isalnum (c))
        {
          gap = TRUE;
          continue;
        }
      if (gap && folded->len > 0)
        g_string_append_c (folded, ' ');
      gap = FALSE;
      g_string_append_unichar (folded, c == 0x111 || c == 0xf0 ? 'd' : c == 0x180 ? 'b' : c);
    }
  return g_string_free (folded, FALSE);
}

static void
assert_table_agrees (gunichar first, gunichar last)
{
  for (gunichar c = first; c <= last; c++)
    {
      char letter[7] = { 0 };
      g_autofree char *text = NULL, *folded = NULL, *by_rule = NULL, *with_mark = NULL, *fast = NULL, *slow = NULL;
      g_autofree char *expected = NULL;

      g_unichar_to_utf8 (c, letter);
      text = g_strconcat ("x", letter, "x", NULL);
      folded = mc_text_fold (text);
      by_rule = fold_by_rule (text);
      g_assert_cmpstr (folded, ==, by_rule);

      /* A combining mark at the end sends the whole text along the slow way. */
      with_mark = g_strconcat (text, " a\xcc\xa3", NULL);
      fast = mc_text_lower_marked (text);
      slow = mc_text_lower_marked (with_mark);
      expected = g_strconcat (fast, " ạ", NULL);
      g_assert_cmpstr (slow, ==, expected);
    }
}

static void
test_tables_agree_with_rule (void)
{
  assert_table_agrees (0x00a0, 0x036f);
  assert_table_agrees (0x1e00, 0x1eff);
}

static void
assert_stable (TextFunc func, const char *text)
{
  g_autofree char *once = func (text);
  g_autofree char *twice = func (once);

  g_assert_true (g_utf8_validate (once, -1, NULL));
  g_assert_cmpstr (once, ==, twice);
}

/* Whatever Unicode holds: doing it twice changes nothing, a name is found by what was typed, and the way a text is
 * composed does not matter. */
static void
test_all_of_unicode (void)
{
  for (gunichar c = 1; c <= 0x2ffff; c++)
    {
      char letter[7] = { 0 };
      g_autofree char *text = NULL, *decomposed = NULL, *name = NULL, *folded = NULL, *folded_name = NULL;
      g_autofree char *folded_decomposed = NULL, *marked = NULL, *folded_marked = NULL;

      if (!g_unichar_validate (c) || !g_unichar_isdefined (c))
        continue;
      g_unichar_to_utf8 (c, letter);
      text = g_strconcat ("x", letter, "y", NULL);
      assert_stable (mc_text_fold, text);
      assert_stable (mc_text_lower_marked, text);
      assert_stable (mc_text_name, text);
      assert_stable (mc_text_clean, text);

      decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_NFD);
      name = mc_text_name (text);
      marked = mc_text_lower_marked (text);
      folded = mc_text_fold (text);
      folded_name = mc_text_fold (name);
      folded_marked = mc_text_fold (marked);
      folded_decomposed = mc_text_fold (decomposed);
      g_assert_cmpstr (folded, ==, folded_name);
      g_assert_cmpstr (folded, ==, folded_marked);
      g_assert_cmpstr (folded, ==, folded_decomposed);
    }
}

static void
test_has_marks (void)
{
  static const char *const marked[] = { "Niê", "đ", "Đ", "ƀ", "Ɓ\xcc\x81", "e\xcc\x82", "Nguyễn", "Ð", "xin chaò" };
  static const char *const plain[] = { "", "Nguyen Van A", "H'Hen", "123", "H’Hen", "\xff", "ß" };

  for (gsize i = 0; i < G_N_ELEMENTS (marked); i++)
    g_assert_true (mc_text_has_marks (marked[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    g_assert_false (mc_text_has_marks (plain[i]));
  g_assert_false (mc_text_has_marks (NULL));
}

static void
test_is_empty (void)
{
  g_assert_true (mc_text_is_empty (NULL));
  g_assert_true (mc_text_is_empty (""));
  g_assert_true (mc_text_is_empty (" \t\r\n\xc2\xa0\xe2\x80\x8b\xef\xbb\xbf"));
  g_assert_false (mc_text_is_empty (" a "));
  g_assert_false (mc_text_is_empty ("-"));
  g_assert_false (mc_text_is_empty ("\xff"));
}

static void
test_phones (void)
{
  static const Pair digits[] = {
    { "0987 654-321", "0987654321" }, { "+84 (98) 7654.321", "84987654321" }, { "không có", "" }, { NULL, "" },
  };
  static const Pair phones[] = {
    { "0987654321", "0987 654 321" },
    { "0987 654 321", "0987 654 321" },
    { "0987.654.321", "0987 654 321" },
    { "+84987654321", "0987 654 321" },
    { "+84 98 765 43 21", "0987 654 321" },
    { "84987654321", "0987 654 321" },
    { "+84 (0)987 654 321", "0987 654 321" },
    { "02438251234", "024 3825 1234" },
    { "02838251234", "028 3825 1234" },
    { "02063852123", "0206 3852 123" }, /* Cao Bằng */
    { "+842063852123", "0206 3852 123" },
    { "0187654321", "0187654321" },   /* no such prefix */
    { "098765432", "098765432" },
    { "09876543210", "09876543210" },
    { "1900 1234", "1900 1234" },
    { "+85620123456", "+85620123456" }, /* Laos, across the border */
    { "113", "113" },
    { "hỏi  trưởng thôn", "hỏi trưởng thôn" },
    { "0987654321 (con trai)", "0987654321 (con trai)" },
    { "", "" },
    { NULL, "" },
  };

  assert_table (mc_text_digits, digits, G_N_ELEMENTS (digits));
  assert_table (mc_text_phone, phones, G_N_ELEMENTS (phones));
  for (gsize i = 0; i < G_N_ELEMENTS (phones); i++)
    assert_stable (mc_text_phone, phones[i].to);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/highland-names-are-found-as-typed", test_fold_names);
  g_test_add_func ("/text/lower-marked-keeps-marks", test_lower_marked);
  g_test_add_func ("/text/clean-leaves-nothing-invisible", test_clean);
  g_test_add_func ("/text/names-in-capitals", test_name);
  g_test_add_func ("/text/tables-agree-with-the-rule", test_tables_agree_with_rule);
  g_test_add_func ("/text/all-of-unicode-is-stable", test_all_of_unicode);
  g_test_add_func ("/text/has-marks", test_has_marks);
  g_test_add_func ("/text/is-empty", test_is_empty);
  g_test_add_func ("/text/phones-as-people-read-them", test_phones);
  return g_test_run ();
}
