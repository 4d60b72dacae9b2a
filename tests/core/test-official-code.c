/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The code that the province's or a ministry's system gave (TT 01/2018/TT-VPCP Đ.19, QĐ 20/2020): taken in every form it has on
 * paper and screen, and nothing else taken for one. */
#include "mc-error.h"
#include "mc-official-code.h"

static void
test_forms (void)
{
  static const struct
  {
    const char *text, *canonical;
    gint64 number;
  } good[] = {
    { "H15.50.05.13-261008-0975", "H15.50.05.13-261008-0975", 975 },
    { "000.00.00.H48-220921-0099", "000.00.00.H48-220921-0099", 99 },
    { "000.00.53.H48-220921-0099", "000.00.53.H48-220921-0099", 99 },
    { "H29-261008-0001", "H29-261008-0001", 1 },
    /* Ministries: their own prefixes, six and seven digits. */
    { "15-261008-000123", "15-261008-000123", 123 },
    { "G15-261008-0001234", "G15-261008-0001234", 1234 },
    { "G01.899.108.000-231206-0001", "G01.899.108.000-231206-0001", 1 },
    { "000.00.18.G18-261008-123456", "000.00.18.G18-261008-123456", 123456 },
    /* As people and pages write them. */
    { " h15.50.05.13 - 261008 - 0975\n", "H15.50.05.13-261008-0975", 975 },
    { "H15.50.05.13\xe2\x80\x93" "261008\xe2\x80\x91" "0975", "H15.50.05.13-261008-0975", 975 },
    { "\xef\xbb\xbfH15.50.05.13-\xc2\xad" "261008-0975\xc2\xa0", "H15.50.05.13-261008-0975", 975 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *found = mc_official_code_find (good[i].text);
      McOfficialCode code;

      g_assert_true (mc_official_code_parse (good[i].text, &code, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (code.text, ==, good[i].canonical);
      g_assert_cmpint (code.number, ==, good[i].number);
      g_assert_true (mc_official_code_is_sound (code.text));
      g_assert_cmpstr (found, ==, good[i].canonical);
    }
}

static void
test_not_codes (void)
{
  static const char *const bad[] = {
    "", "abc", "H15.50.05.13", "H15.50.05.13-261008", "H15.50.05.13-261008-", "H15.50.05.13-261008-975",
    /* A province gives four digits; six are a ministry's. */
    "H15.50.05.13-261008-000975",
    /* No such day; no such order. */
    "H15.50.05.13-261308-0975", "H15.50.05.13-260229-0975", "H15.50.05.13-261008-0000",
    "H15.5.05.13-261008-0975", "X15-261008-0975", "G15.1-261008-000001", "151-261008-000123", "15-261008-12345678",
    "015144001234|012345678|GIÀNG THỊ MỶ|00001944|Nữ|Thôn Nà Lốc|15042021", "H15.50.05.13-261008-0975-1",
    "H15.50.05.13-261008-\xff\xfe",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      McOfficialCode code;

      g_assert_false (mc_official_code_parse (bad[i], &code, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
    }
  g_assert_null (mc_official_code_find (NULL));
  g_assert_null (mc_official_code_find ("015144001234|012345678|GIÀNG THỊ MỶ|00001944|Nữ|Thôn Nà Lốc|15042021"));
}

/* A slip's QR holds an address or several data; the code is in it once, or it is not known which is meant. */
static void
test_in_longer_text (void)
{
  static const char *const one[] = {
    "https://dichvucong.example.vn/tra-cuu?ma=H15.50.05.13-261008-0975&pin=K7Q2",
    "Giấy tiếp nhận|015144001234|H15.50.05.13-261008-0975|H15.50.05.13|1.004873|08/10/2026 08:41",
    "Mã hồ sơ: H15.50.05.13-261008-0975. Xin giữ phiếu này.",
    "H15.50.05.13-261008-0975 H15.50.05.13-261008-0975",
  };

  for (guint i = 0; i < G_N_ELEMENTS (one); i++)
    {
      g_autofree char *found = mc_official_code_find (one[i]);

      g_assert_cmpstr (found, ==, "H15.50.05.13-261008-0975");
    }
  g_assert_null (mc_official_code_find ("H15.50.05.13-261008-0975 H15.50.05.13-261008-0976"));
}

static void
test_sound (void)
{
  g_autofree char *long_text = g_strnfill (MC_OFFICIAL_CODE_SIZE, '1');

  g_assert_true (mc_official_code_is_sound ("Q7-A.NEW-FORM-12345678"));
  g_assert_false (mc_official_code_is_sound (NULL));
  g_assert_false (mc_official_code_is_sound (""));
  g_assert_false (mc_official_code_is_sound ("H15 50"));
  g_assert_false (mc_official_code_is_sound ("h15"));
  g_assert_false (mc_official_code_is_sound ("H15/50"));
  g_assert_false (mc_official_code_is_sound (long_text));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/official-code/every-form-is-taken", test_forms);
  g_test_add_func ("/official-code/nothing-else-is-taken", test_not_codes);
  g_test_add_func ("/official-code/found-in-a-longer-text", test_in_longer_text);
  g_test_add_func ("/official-code/what-the-journal-may-hold", test_sound);
  return g_test_run ();
}
