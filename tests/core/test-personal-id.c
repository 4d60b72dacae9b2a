/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-error.h"
#include "mc-personal-id.h"

/* domain.md 3.2: the fourth digit is century and sex, the next two the year. */
static void
test_century_and_sex (void)
{
  static const struct { const char *text; int place; McSex sex; int year; } table[] = {
    { "001090123456", 1, MC_SEX_MALE, 1990 },
    { "001190123456", 1, MC_SEX_FEMALE, 1990 },
    { "096044000001", 96, MC_SEX_MALE, 1944 },
    { "014200123456", 14, MC_SEX_MALE, 2000 },
    { "014326123456", 14, MC_SEX_FEMALE, 2026 },
    { "079401123456", 79, MC_SEX_MALE, 2101 },
    { "079599123456", 79, MC_SEX_FEMALE, 2199 },
    { " 001 090 123 456 ", 1, MC_SEX_MALE, 1990 },
    { "001 090\302\240123 456", 1, MC_SEX_MALE, 1990 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      McPersonalId id;

      g_assert_true (mc_personal_id_parse (table[i].text, &id, &error));
      g_assert_no_error (error);
      g_assert_cmpint (id.place, ==, table[i].place);
      g_assert_cmpint (id.sex, ==, table[i].sex);
      g_assert_cmpint (id.birth_year, ==, table[i].year);
    }
}

/* vocabulary.md 3.6: "Số căn cước phải đủ 12 chữ số (đang có 11)". */
static void
test_says_what_is_wrong (void)
{
  static const struct { const char *text, *message; } table[] = {
    { "00109012345", "The citizen number must have 12 digits (it has 11)" },
    { "0010901234567", "The citizen number must have 12 digits (it has 13)" },
    { "", "The citizen number must have 12 digits (it has 0)" },
    { NULL, "The citizen number must have 12 digits (it has 0)" },
    { "00109012345o", "The citizen number must have digits only" },
    { "001-090-123456", "The citizen number must have digits only" },
    { "٠٠١٠٩٠١٢٣٤٥٦", "The citizen number must have digits only" },
    { "001690123456", "The fourth digit of the citizen number must be 0 to 5 (it is 6)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      McPersonalId id;

      g_assert_false (mc_personal_id_parse (table[i].text, &id, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      g_assert_cmpstr (error->message, ==, table[i].message);
      g_assert_false (mc_personal_id_parse (table[i].text, &id, NULL));
    }
}

static void
assert_check (const char *text, McPartialDate birth, McSex sex, gboolean fits)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mc_personal_id_check (text, birth, sex, &error), ==, fits);
  if (fits)
    g_assert_no_error (error);
  else
    g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
}

static void
test_contradictions (void)
{
  McPartialDate unknown = { 0 }, year = { 1990, 0, 0 }, day = { 1990, 5, 2 }, other = { 1991, 0, 0 };
  McPartialDate other_century = { 2090, 0, 0 };

  assert_check ("001090123456", day, MC_SEX_MALE, TRUE);
  assert_check ("001090123456", year, MC_SEX_MALE, TRUE);
  assert_check ("001090123456", unknown, MC_SEX_UNKNOWN, TRUE);
  assert_check ("001090123456", unknown, MC_SEX_MALE, TRUE);
  assert_check ("001090123456", day, MC_SEX_UNKNOWN, TRUE);

  assert_check ("001090123456", unknown, MC_SEX_FEMALE, FALSE);
  assert_check ("001090123456", other, MC_SEX_MALE, FALSE);
  assert_check ("001090123456", other, MC_SEX_UNKNOWN, FALSE);
  assert_check ("001090123456", other_century, MC_SEX_MALE, FALSE);
  assert_check ("00109012345", unknown, MC_SEX_UNKNOWN, FALSE);
}

/* TT 07/2016/TT-BCA: the 63 provinces before 1/7/2025. */
static void
test_places (void)
{
  int n = 0;

  for (int place = -1; place <= 1000; place++)
    if (mc_personal_id_place_name (place) != NULL)
      {
        g_assert_cmpint (place, >=, 1);
        g_assert_cmpint (place, <=, 96);
        n++;
      }
  g_assert_cmpint (n, ==, 63);

  g_assert_cmpstr (mc_personal_id_place_name (1), ==, "Hà Nội");
  g_assert_cmpstr (mc_personal_id_place_name (4), ==, "Cao Bằng");
  g_assert_cmpstr (mc_personal_id_place_name (6), ==, "Bắc Kạn");
  g_assert_cmpstr (mc_personal_id_place_name (14), ==, "Sơn La");
  g_assert_cmpstr (mc_personal_id_place_name (15), ==, "Yên Bái");
  g_assert_cmpstr (mc_personal_id_place_name (46), ==, "Thừa Thiên Huế");
  g_assert_cmpstr (mc_personal_id_place_name (74), ==, "Bình Dương");
  g_assert_cmpstr (mc_personal_id_place_name (77), ==, "Bà Rịa - Vũng Tàu");
  g_assert_cmpstr (mc_personal_id_place_name (95), ==, "Bạc Liêu");
  g_assert_cmpstr (mc_personal_id_place_name (96), ==, "Cà Mau");
  g_assert_null (mc_personal_id_place_name (3));
  g_assert_null (mc_personal_id_place_name (97));
}

static void
test_person_keys (void)
{
  McPerson person = { 0 };
  g_autoptr (McPerson) copy = NULL;

  g_assert_cmpint (mc_sex_from_key ("Nam"), ==, MC_SEX_MALE);
  g_assert_cmpint (mc_sex_from_key ("NỮ"), ==, MC_SEX_FEMALE);
  g_assert_cmpint (mc_sex_from_key ("Nu\xcc\x9b\xcc\x83"), ==, MC_SEX_FEMALE); /* NFD */
  g_assert_cmpint (mc_sex_from_key ("nu"), ==, MC_SEX_FEMALE);
  g_assert_cmpint (mc_sex_from_key (""), ==, MC_SEX_UNKNOWN);
  g_assert_cmpint (mc_sex_from_key (NULL), ==, MC_SEX_UNKNOWN);
  for (int sex = MC_SEX_UNKNOWN; sex <= MC_SEX_FEMALE; sex++)
    {
      g_assert_cmpint (mc_sex_from_key (mc_sex_to_key (sex)), ==, sex);
      g_assert_cmpint (mc_sex_from_key (mc_sex_to_vietnamese (sex)), ==, sex);
    }
  for (int kind = MC_ID_KIND_NONE; kind <= MC_ID_KIND_OTHER; kind++)
    g_assert_cmpint (mc_id_kind_from_key (mc_id_kind_to_key (kind)), ==, kind);
  g_assert_cmpint (mc_id_kind_from_key ("driving-licence"), ==, MC_ID_KIND_NONE);
  g_assert_cmpint (mc_id_kind_from_key (NULL), ==, MC_ID_KIND_NONE);
  g_assert_cmpstr (mc_id_kind_to_key (99), ==, "none");

  person.name = (char *) "H'HEN NIÊ";
  person.phone_of = (char *) "cháu";
  person.no_phone = TRUE;
  copy = mc_person_copy (&person);
  g_assert_true (copy->name != person.name);
  g_assert_cmpstr (copy->name, ==, person.name);
  g_assert_cmpstr (copy->phone_of, ==, person.phone_of);
  g_assert_null (copy->email);
  g_assert_true (copy->no_phone);
  g_assert_null (mc_person_copy (NULL));
  mc_person_free (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/personal-id/fourth-digit-is-century-and-sex", test_century_and_sex);
  g_test_add_func ("/personal-id/says-what-is-wrong", test_says_what_is_wrong);
  g_test_add_func ("/personal-id/unknown-values-contradict-nothing", test_contradictions);
  g_test_add_func ("/personal-id/63-provinces-before-july-2025", test_places);
  g_test_add_func ("/person/keys-and-copies", test_person_keys);
  return g_test_run ();
}
