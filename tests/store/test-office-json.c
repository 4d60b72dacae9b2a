/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "mc-error.h"
#include "mc-office-json.h"

#define OFFICE "\"code\":\"H15.50.05.13\",\"province\":\"15\",\"commune\":\"04714\",\"desk\":2"

static void
test_least (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McOffice) office = mc_office_from_json ("{" OFFICE "}", &error);

  g_assert_no_error (error);
  g_assert_cmpint (office->desk, ==, 2);
  g_assert_true (g_str_has_prefix (office->name, "Trung tâm Phục vụ hành chính công "));
  g_assert_null (office->bank);
  g_assert_false (office->lunar);
}

static void
test_account (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McOffice) office = mc_office_from_json (
      "{" OFFICE ",\"lunar\":true,\"bank\":{\"number\":\"970405\",\"name\":\"Agribank\",\"account\":\"0011012345678\",\"holder\":\"UBND xã\"}}",
      &error);

  g_assert_no_error (error);
  g_assert_true (office->lunar);
  g_assert_cmpstr (office->bank->number, ==, "970405");
  g_assert_cmpstr (office->bank->name, ==, "Agribank");
  g_assert_cmpstr (office->bank->account, ==, "0011012345678");
  g_assert_cmpstr (office->bank->holder, ==, "UBND xã");
}

/* Whoever edits the file finds the line: the key stands in front. */
static void
test_refused (void)
{
  static const struct { const char *text, *key; } table[] = {
    { "{" OFFICE ",\"bank\":{\"number\":\"97040\",\"account\":\"1\"}}", "bank: " },
    { "{" OFFICE ",\"bank\":{\"number\":\"970405\"}}", "bank: " },
    { "{" OFFICE ",\"bank\":{\"number\":\"970405\",\"account\":\"1 2\"}}", "bank: " },
    { "{" OFFICE ",\"bank\":{}}", "bank: " },
    { "{" OFFICE ",\"bank\":\"970405\"}", "“bank”" },
    { "{" OFFICE ",\"points\":[{\"key\":\"a\"}]}", "points: " },
    { "{" OFFICE ",\"desks\":[0]}", "desks: " },
    { "{\"code\":\"15 13\",\"province\":\"15\",\"commune\":\"04714\",\"desk\":2}", "code: " },
    { "{\"code\":\"H15.50.05.13\",\"province\":\"01\",\"commune\":\"04714\",\"desk\":2}", "commune: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mc_office_from_json (table[i].text, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, table[i].key));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/office-json/least", test_least);
  g_test_add_func ("/office-json/account-and-lunar-dates", test_account);
  g_test_add_func ("/office-json/refused-with-its-key", test_refused);
  return g_test_run ();
}
