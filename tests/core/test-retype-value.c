/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs into the fields of another system's form: dates, sexes and places as that form wants them, and nothing invented. */
#include "mc-retype-layout.h"

static McDossier *
new_dossier (void)
{
  McDossier *dossier = mc_dossier_new ();

  if (dossier->intake == NULL)
    dossier->intake = mc_intake_new ();
  dossier->code = g_strdup ("H15.50.05.13-261123-0214");
  dossier->procedure_name = g_strdup ("Đăng ký khai sinh");
  /* 23/11/2026 08:41:07 in Viet Nam. */
  dossier->received_at = mc_time_of_day_minute (mc_day_from_ymd (2026, 11, 23), 8 * 60 + 41) + 7;
  dossier->fee = 1284000;
  g_free (dossier->intake->applicant->name);
  dossier->intake->applicant->name = g_strdup ("Giàng Thị Mỷ");
  return dossier;
}

static char *
text_of (const McDossier *dossier, McRetypeField field)
{
  g_autoptr (McOffice) office = mc_office_new ();
  McRetypeFacts facts = { dossier, NULL, office };

  office->province = g_strdup ("15");
  return mc_retype_text (&field, &facts);
}

#define assert_text(dossier, expected, ...)                                                                                    \
  G_STMT_START                                                                                                                  \
  {                                                                                                                             \
    g_autofree char *text = text_of (dossier, (McRetypeField) { __VA_ARGS__ });                                                \
    g_assert_cmpstr (text, ==, expected);                                                                                       \
  }                                                                                                                             \
  G_STMT_END
#define V (char *)

static void
test_moments (void)
{
  g_autoptr (McDossier) dossier = new_dossier ();

  assert_text (dossier, "23/11/2026 08:41", .value = V "received");
  assert_text (dossier, "20261123084107", .value = V "received", .format = V "yyyyMMddHHmmss");
  assert_text (dossier, "2026-11-23", .value = V "received", .format = V "yyyy-MM-dd");
  /* The law sets no time: there is none. */
  assert_text (dossier, "", .value = V "due");
  dossier->received_at = mc_time_of_day_minute (mc_day_from_ymd (2026, 2, 3), 0);
  assert_text (dossier, "3/2/2026 00:00", .value = V "received", .format = V "d/M/yyyy HH:mm");
}

static void
test_births (void)
{
  g_autoptr (McDossier) dossier = new_dossier ();
  McPerson *person = dossier->intake->applicant;

  assert_text (dossier, "", .value = V "applicant.birth", .format = V "dd/MM/yyyy", .partial = MC_RETYPE_PARTIAL_FIRST);
  person->birth = (McPartialDate) { .year = 1944 };
  assert_text (dossier, "1944", .value = V "applicant.birth", .format = V "dd/MM/yyyy");
  assert_text (dossier, "01/01/1944", .value = V "applicant.birth", .format = V "dd/MM/yyyy", .partial = MC_RETYPE_PARTIAL_FIRST);
  assert_text (dossier, "", .value = V "applicant.birth", .partial = MC_RETYPE_PARTIAL_EMPTY);
  person->birth = (McPartialDate) { .year = 1944, .month = 5 };
  assert_text (dossier, "05/1944", .value = V "applicant.birth");
  person->birth = (McPartialDate) { .year = 1944, .month = 5, .day = 2 };
  assert_text (dossier, "1944-05-02", .value = V "applicant.birth", .format = V "yyyy-MM-dd", .partial = MC_RETYPE_PARTIAL_EMPTY);
}

static void
test_words_and_numbers (void)
{
  g_autoptr (McDossier) dossier = new_dossier ();
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (words, V "female", V "2");
  dossier->intake->applicant->sex = MC_SEX_FEMALE;
  assert_text (dossier, "2", .value = V "applicant.sex", .words = words);
  assert_text (dossier, "Nữ", .value = V "applicant.sex");
  /* A key their form has no word for: ours, for a person to see. */
  dossier->intake->applicant->sex = MC_SEX_MALE;
  assert_text (dossier, "Nam", .value = V "applicant.sex", .words = words);
  assert_text (dossier, "1284000", .value = V "fee");
  assert_text (dossier, "1.284.000", .value = V "fee", .format = V "grouped");
  dossier->fee = 800;
  assert_text (dossier, "800", .value = V "fee", .format = V "grouped");
  dossier->fee = MC_FEE_BY_COUNCIL;
  assert_text (dossier, "", .value = V "fee");
  assert_text (dossier, "2", .constant = V "2");
}

static void
test_people (void)
{
  g_autoptr (McDossier) dossier = new_dossier ();

  /* He came himself: owner and sender are one, and nobody acts for him. */
  assert_text (dossier, "Giàng Thị Mỷ", .value = V "owner.name");
  assert_text (dossier, "", .value = V "proxy.name");
  assert_text (dossier, "GIÀNG THỊ MỶ", .value = V "owner.name", .format = V "upper");
  dossier->intake->owner = mc_person_new ();
  g_free (dossier->intake->owner->name);
  dossier->intake->owner->name = g_strdup ("LÒ VĂN AN");
  assert_text (dossier, "LÒ VĂN AN", .value = V "owner.name");
  assert_text (dossier, "Giàng Thị Mỷ", .value = V "proxy.name");
  /* What was asked, or the procedure's name where nothing beyond it was; cut to what their field takes. */
  assert_text (dossier, "Đăng ký khai sinh", .value = V "request");
  assert_text (dossier, "Đăng ký", .value = V "request", .max = 7);
  dossier->intake->request = g_strdup ("Khai sinh\tcho\ncháu");
  assert_text (dossier, "Khai sinh cho cháu", .value = V "request");
}

/* The card's one line becomes their three fields where its parts are units of today; else it stays whole. */
static void
test_addresses (void)
{
  static const struct
  {
    const char *address, *street, *commune, *province;
  } cases[] = {
    { "Thôn Nà Lốc, Xã Yên Bình, Tỉnh Lào Cai", "Thôn Nà Lốc", "Xã Yên Bình", "Tỉnh Lào Cai" },
    { "Số 5, tổ 2, yên bình, lào cai", "Số 5, tổ 2", "Xã Yên Bình", "Tỉnh Lào Cai" },
    /* Said at the own commune's desk. */
    { "Thôn Nà Lốc, Xã Yên Bình", "Thôn Nà Lốc", "Xã Yên Bình", "Tỉnh Lào Cai" },
    { "Xã Yên Bình, Tỉnh Lào Cai", "", "Xã Yên Bình", "Tỉnh Lào Cai" },
    /* A card from before 2025 with a district: the province is known, the rest stays as it is. */
    { "Thôn 3, Xã Cũ, Huyện Bắc Hà, Lào Cai", "Thôn 3, Xã Cũ, Huyện Bắc Hà, Lào Cai", "", "Tỉnh Lào Cai" },
    { "Thôn 3, Xã Cũ, Huyện Cũ, Yên Bái", "Thôn 3, Xã Cũ, Huyện Cũ, Yên Bái", "", "" },
    { "Thôn 3", "Thôn 3", "", "" },
    { "", "", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (McDossier) dossier = new_dossier ();

      dossier->intake->applicant->address = g_strdup (cases[i].address);
      assert_text (dossier, cases[i].street, .value = V "applicant.street");
      assert_text (dossier, cases[i].commune, .value = V "applicant.commune");
      assert_text (dossier, cases[i].province, .value = V "applicant.province");
      assert_text (dossier, cases[i].address, .value = V "applicant.address");
    }
}

static void
test_formats (void)
{
  McRetypeKind kind;

  g_assert_true (mc_retype_value_kind ("owner.birth", &kind));
  g_assert_cmpint (kind, ==, MC_RETYPE_BIRTH);
  g_assert_false (mc_retype_value_kind ("owner.nmae", &kind));
  g_assert_false (mc_retype_value_kind ("owner.", &kind));
  g_assert_true (mc_retype_format_is_valid (MC_RETYPE_MOMENT, "HH:mm dd/MM/yyyy"));
  g_assert_false (mc_retype_format_is_valid (MC_RETYPE_MOMENT, "YYYY"));
  g_assert_false (mc_retype_format_is_valid (MC_RETYPE_MOMENT, "//"));
  g_assert_false (mc_retype_format_is_valid (MC_RETYPE_TEXT, "dd"));
  g_assert_false (mc_retype_format_is_valid (MC_RETYPE_WORD, "upper"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retype-value/moments-as-the-form-wants-them", test_moments);
  g_test_add_func ("/retype-value/a-birth-of-which-only-the-year-is-known", test_births);
  g_test_add_func ("/retype-value/words-and-numbers", test_words_and_numbers);
  g_test_add_func ("/retype-value/who-is-who", test_people);
  g_test_add_func ("/retype-value/an-address-in-parts", test_addresses);
  g_test_add_func ("/retype-value/what-is-no-format", test_formats);
  return g_test_run ();
}
