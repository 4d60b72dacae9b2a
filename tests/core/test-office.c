/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-code.h"
#include "mc-error.h"
#include "mc-office.h"

/* desk.md 2.2: the centre of Yên Bình, Lào Cai, desk 2. */
static McOffice *
an_office (void)
{
  McOffice *office = mc_office_new ();

  office->code = g_strdup ("H15.50.05.13");
  office->name = g_strdup ("Trung tâm Phục vụ hành chính công xã Yên Bình");
  office->province = g_strdup ("15");
  office->commune = g_strdup ("04714");
  office->desk = 2;
  g_ptr_array_add (office->points, mc_service_point_new ("diem-1", "Điểm 1"));
  g_ptr_array_add (office->points, mc_service_point_new ("na-loc", "Điểm Nà Lốc"));
  return office;
}

/* The message begins with the key, so that who edits the file finds the line. */
static void
assert_fault (const McOffice *office, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *start = g_strconcat (key, ": ", NULL);

  g_assert_false (mc_office_check (office, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, start));
}

static void
test_sound (void)
{
  g_autoptr (McOffice) office = an_office ();
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_office_check (office, &error));
  g_assert_no_error (error);
}

static void
set (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

static void
test_code_and_name (void)
{
  g_autoptr (McOffice) office = an_office ();

  set (&office->code, "H15.50.5.13");
  assert_fault (office, "code");
  set (&office->code, NULL);
  assert_fault (office, "code");
  set (&office->code, "000.00.53.H48");
  g_assert_true (mc_office_check (office, NULL));
  set (&office->name, " ");
  assert_fault (office, "name");
}

static void
test_desks (void)
{
  g_autoptr (McOffice) office = an_office ();

  office->desk = 0; /* as a new office is: nobody has said which desk this is */
  assert_fault (office, "desk");
  office->desk = MC_CODE_DESKS + 1;
  assert_fault (office, "desk");
  office->desk = MC_CODE_DESKS;
  office->desks = g_new0 (int, 3);
  office->desks[0] = 1;
  office->desks[1] = MC_CODE_DESKS;
  g_assert_true (mc_office_check (office, NULL));
  office->desks[1] = -1;
  assert_fault (office, "desks");
}

/* QĐ 19/2025/QĐ-TTg: three communes are called Yên Bình; the code says which, and it lies in its province. */
static void
test_units (void)
{
  g_autoptr (McOffice) office = an_office ();

  set (&office->commune, "02116"); /* Yên Bình in Thái Nguyên */
  assert_fault (office, "commune");
  set (&office->province, "19");
  g_assert_true (mc_office_check (office, NULL));
  set (&office->commune, "99999");
  assert_fault (office, "commune");
  set (&office->province, "74"); /* Bình Dương: no more since 1/7/2025 */
  assert_fault (office, "province");
  set (&office->province, NULL);
  assert_fault (office, "province");
}

static void
test_points (void)
{
  g_autoptr (McOffice) office = an_office ();

  g_assert_cmpstr (mc_office_point_name (office, "na-loc"), ==, "Điểm Nà Lốc");
  g_assert_null (mc_office_point_name (office, "diem-9"));
  g_assert_null (mc_office_point_name (office, NULL));
  g_ptr_array_add (office->points, mc_service_point_new ("diem-1", "Điểm khác"));
  assert_fault (office, "points");
  g_ptr_array_set_size (office->points, 0);
  g_ptr_array_add (office->points, mc_service_point_new ("", "Điểm 1"));
  assert_fault (office, "points");
}

static void
test_hours (void)
{
  g_autoptr (McOffice) office = an_office ();

  office->hours.cut_off = -1;
  assert_fault (office, "hours");
  mc_office_hours_init_default (&office->hours);
  office->hours.return_at = 24 * 60;
  assert_fault (office, "hours");
  mc_office_hours_init_default (&office->hours);
  for (int weekday = 1; weekday <= 7; weekday++)
    office->hours.work[weekday].n_spans = 0;
  assert_fault (office, "hours");
}

static void
test_new (void)
{
  McOffice *office = mc_office_new ();

  g_assert_cmpint (office->hours.cut_off, ==, 15 * 60);
  g_assert_cmpint (office->desk, ==, 0);
  g_assert_true (mc_office_ref (office) == office);
  mc_office_unref (office);
  mc_office_unref (office);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/office/a-sound-office", test_sound);
  g_test_add_func ("/office/code-and-name", test_code_and_name);
  g_test_add_func ("/office/desk-numbers", test_desks);
  g_test_add_func ("/office/the-commune-lies-in-the-province", test_units);
  g_test_add_func ("/office/service-points", test_points);
  g_test_add_func ("/office/hours-can-be-worked", test_hours);
  g_test_add_func ("/office/a-new-one-has-the-usual-hours-and-no-desk", test_new);
  return g_test_run ();
}
