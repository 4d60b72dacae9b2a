/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "mc-error.h"
#include "mc-vietqr.h"

static void
test_crc (void)
{
  g_assert_cmphex (mc_vietqr_crc ("123456789"), ==, 0x29b1);
  g_assert_cmphex (mc_vietqr_crc (""), ==, 0xffff);
  /* Published with the length 12 before an account of 13 digits: good for its checksum only. */
  g_assert_cmphex (mc_vietqr_crc ("00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304"), ==, 0xf4e5);
}

/* Codes that NAPAS published. */
static void
test_published (void)
{
  static const struct { McVietQr transfer; const char *text; } table[] = {
    { { "970403", "9704031101234567", TRUE, 0, NULL, NULL },
      "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52" },
    { { "970403", "0011012345678", FALSE, 180000, "NPS6869", "thanh toan don hang" },
      "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819thanh toan don "
      "hang63042E2E" },
    { { "970403", "9704031101234567", TRUE, 180000, "NPS6869", "thanh toan don hang" },
      "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC530370454061800005802VN62340107NPS68690819thanh toan don "
      "hang6304A203" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = mc_vietqr_text (&table[i].transfer, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, table[i].text);
    }
}

/* Banks take ASCII and show 25 letters: no letter is cut in half, no mark is left behind. */
static void
test_purpose (void)
{
  static const struct { const char *purpose, *written; } table[] = {
    { "Lệ phí hộ tịch Đặng Thị Ngọc", "0825Le phi ho tich Dang Thi N63" },
    { "H’Hen Niê trích lục", "0818HHen Nie trich luc" },
    { "Ƀap|Ĭ\n\"ŏ\"", "0805BapIo" },
    { "L\303\252\314\243 phi\314\201", "0806Le phi" }, /* marks by themselves */
    { "H15.50.05.13-261123-0214", "0824H15.50.05.13-261123-0214" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      McVietQr transfer = { "970403", "0011012345678", FALSE, 8000, NULL, table[i].purpose };
      g_autofree char *text = mc_vietqr_text (&transfer, NULL);

      g_test_message ("%s", text);
      g_assert_nonnull (text);
      g_assert_true (g_str_is_ascii (text));
      g_assert_nonnull (strstr (text, table[i].written));
    }
}

static void
test_nothing_said (void)
{
  McVietQr transfer = { "970403", "1", FALSE, 0, "", "  " };
  g_autofree char *text = mc_vietqr_text (&transfer, NULL);

  g_assert_cmpstr (text, ==, "00020101021138450010A00000072701150006970403010110208QRIBFTTA53037045802VN6304F438");
}

static void
test_refused (void)
{
  static const McVietQr table[] = {
    { "97040", "1", FALSE, 0, NULL, NULL },     { "97040A", "1", FALSE, 0, NULL, NULL },
    { NULL, "1", FALSE, 0, NULL, NULL },        { "970403", "", FALSE, 0, NULL, NULL },
    { "970403", NULL, FALSE, 0, NULL, NULL },   { "970403", "00110123456780011012", FALSE, 0, NULL, NULL },
    { "970403", "1 2", FALSE, 0, NULL, NULL },  { "970403", "1", FALSE, -1, NULL, NULL },
    { "970403", "1", FALSE, G_GINT64_CONSTANT (10000000000000), NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mc_vietqr_text (&table[i], &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vietqr/checksum", test_crc);
  g_test_add_func ("/vietqr/published-codes", test_published);
  g_test_add_func ("/vietqr/purpose-in-plain-letters", test_purpose);
  g_test_add_func ("/vietqr/nothing-said-is-left-out", test_nothing_said);
  g_test_add_func ("/vietqr/refused", test_refused);
  return g_test_run ();
}
