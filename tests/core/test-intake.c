/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-error.h"
#include "mc-intake.h"

#define TODAY (mc_day_from_ymd (2026, 11, 23))

static McProcedure *
a_procedure (void)
{
  McProcedure *procedure = mc_procedure_new ();
  McProcedureCase *one = mc_procedure_case_new ();
  McProcedureComponent *component;

  procedure->code = g_strdup ("1.004873");
  procedure->valid_from = mc_day_from_ymd (2026, 7, 1);
  one->key = g_strdup ("thuong");
  g_ptr_array_add (procedure->cases, one);

  component = mc_procedure_component_new ();
  component->key = g_strdup ("to-khai");
  component->name = g_strdup ("Tờ khai");
  component->required = TRUE;
  component->originals = 1;
  g_ptr_array_add (procedure->components, component);

  component = mc_procedure_component_new ();
  component->key = g_strdup ("cu-tru");
  component->name = g_strdup ("Giấy tờ chứng minh nơi cư trú");
  component->shown = TRUE;
  g_ptr_array_add (procedure->components, component);

  component = mc_procedure_component_new ();
  component->key = g_strdup ("ly-hon");
  component->name = g_strdup ("Trích lục ghi chú ly hôn");
  component->condition = g_strdup ("nếu đã ly hôn");
  component->certified = 1;
  g_ptr_array_add (procedure->components, component);
  return procedure;
}

static McIntake *
an_intake (void)
{
  McIntake *intake = mc_intake_new ();

  intake->applicant->name = g_strdup ("GIÀNG THỊ MỶ");
  intake->procedure_code = g_strdup ("1.004873");
  return intake;
}

/* The field at fault, or NULL when all is well. */
static const char *
fault (const McIntake *intake, const McProcedure *procedure, McDay day)
{
  g_autoptr (GError) error = NULL;
  const char *field = "unset";

  if (mc_intake_check (intake, procedure, day, &field, &error))
    {
      g_assert_no_error (error);
      g_assert_null (field);
      return NULL;
    }
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_assert_nonnull (field);
  return field;
}

/* desk.md 3, "Required fields that citizens do not have": a name and a procedure are enough. */
static void
test_name_and_procedure_are_enough (void)
{
  g_autoptr (McProcedure) procedure = a_procedure ();
  g_autoptr (McIntake) intake = an_intake ();

  g_assert_null (fault (intake, procedure, TODAY));
}

/* desk.md, Monday 7:20 to 7:50: the year only, no card, the grandson's phone, a CMND. */
static void
test_what_citizens_really_have (void)
{
  static const McPartialDate births[] = { { 1944, 0, 0 }, { 1944, 5, 0 }, { 1944, 5, 2 }, { 2026, 0, 0 }, { 0, 0, 0 } };
  static const char *const phones[] = { NULL, "", "0987654321", "0987 654 321", "+84 987 654 321", "02153.812.345" };
  g_autoptr (McProcedure) procedure = a_procedure ();

  for (gsize i = 0; i < G_N_ELEMENTS (births); i++)
    {
      g_autoptr (McIntake) intake = an_intake ();

      intake->applicant->birth = births[i];
      g_assert_null (fault (intake, procedure, TODAY));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (phones); i++)
    {
      g_autoptr (McIntake) intake = an_intake ();

      intake->applicant->phone = g_strdup (phones[i]);
      g_assert_null (fault (intake, procedure, TODAY));
    }
}

static void
test_birth (void)
{
  static const McPartialDate births[] = {
    { 2026, 11, 24 }, { 2027, 0, 0 }, { 1944, 2, 30 }, { 1944, 13, 0 }, { 1944, 0, 5 }, { 1500, 0, 0 }, { -1, 0, 0 },
  };
  g_autoptr (McProcedure) procedure = a_procedure ();

  for (gsize i = 0; i < G_N_ELEMENTS (births); i++)
    {
      g_autoptr (McIntake) intake = an_intake ();

      intake->applicant->birth = births[i];
      g_assert_cmpstr (fault (intake, procedure, TODAY), ==, "birth");
    }
}

static void
test_name (void)
{
  g_autoptr (McProcedure) procedure = a_procedure ();
  g_autoptr (McIntake) intake = mc_intake_new ();

  g_assert_cmpstr (fault (intake, procedure, TODAY), ==, "name");
  intake->applicant->name = g_strdup ("  ");
  g_assert_cmpstr (fault (intake, procedure, TODAY), ==, "name");
}

/* vocabulary 3.6: "Chưa chọn thủ tục", "Thủ tục này hết hiệu lực từ {ngày}". */
static void
test_procedure_in_force (void)
{
  g_autoptr (McProcedure) procedure = a_procedure ();
  g_autoptr (McIntake) intake = an_intake ();
  g_autoptr (McIntake) none = an_intake ();
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&none->procedure_code, g_free);
  g_assert_cmpstr (fault (none, NULL, TODAY), ==, "procedure");
  g_assert_cmpstr (fault (intake, NULL, TODAY), ==, "procedure");

  g_assert_null (fault (intake, procedure, mc_day_from_ymd (2026, 7, 1)));
  g_assert_cmpstr (fault (intake, procedure, mc_day_from_ymd (2026, 6, 30)), ==, "procedure");

  procedure->valid_to = mc_day_from_ymd (2027, 2, 28); /* the civil-status law of 2026, from 1/3/2027 */
  g_assert_null (fault (intake, procedure, mc_day_from_ymd (2027, 2, 28)));
  g_assert_false (mc_intake_check (intake, procedure, mc_day_from_ymd (2027, 3, 1), NULL, &error));
  g_assert_cmpstr (error->message, ==, "This procedure is no longer in force from 01/03/2027");
}

static void
test_case (void)
{
  g_autoptr (McProcedure) procedure = a_procedure ();
  g_autoptr (McIntake) intake = an_intake ();

  intake->case_key = g_strdup ("thuong");
  g_assert_null (fault (intake, procedure, TODAY));
  g_free (intake->case_key);
  intake->case_key = g_strdup ("xac-minh");
  g_assert_cmpstr (fault (intake, procedure, TODAY), ==, "case");
}

static const char *
fault_of_id (McIdKind kind, const char *number)
{
  g_autoptr (McProcedure) procedure = a_procedure ();
  g_autoptr (McIntake) intake = an_intake ();

  intake->applicant->id_kind = kind;
  intake->applicant->id_number = g_strdup (number);
  intake->applicant->birth = (McPartialDate){ 1944, 0, 0 };
  intake->applicant->sex = MC_SEX_FEMALE;
  return fault (intake, procedure, TODAY);
}

/* domain.md 3.2: digit 4 is century and sex, digits 5-6 the year. 015 144 ...: a woman of 1944. */
static void
test_id (void)
{
  g_assert_null (fault_of_id (MC_ID_KIND_PERSONAL, "015144001234"));
  g_assert_null (fault_of_id (MC_ID_KIND_PERSONAL, NULL));
  g_assert_cmpstr (fault_of_id (MC_ID_KIND_PERSONAL, "01514400123"), ==, "id");  /* 11 digits */
  /* Of 1945, and a man: the page warns, but a card that is wrong itself does not send the citizen home. */
  g_assert_null (fault_of_id (MC_ID_KIND_PERSONAL, "015145001234"));
  g_assert_null (fault_of_id (MC_ID_KIND_PERSONAL, "015044001234"));
  /* desk.md, 7:50: accepted, to be verified */
  g_assert_null (fault_of_id (MC_ID_KIND_CMND, "060123456"));
  g_assert_cmpstr (fault_of_id (MC_ID_KIND_CMND, "06012345"), ==, "id");
  g_assert_null (fault_of_id (MC_ID_KIND_PASSPORT, "C1234567"));
  g_assert_null (fault_of_id (MC_ID_KIND_OTHER, "AB-12/34"));
}

static void
test_phone (void)
{
  static const char *const wrong[] = { "098765", "0987654321a", "1234567890123456", "không có" };
  g_autoptr (McProcedure) procedure = a_procedure ();

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (McIntake) intake = an_intake ();

      intake->applicant->phone = g_strdup (wrong[i]);
      g_assert_cmpstr (fault (intake, procedure, TODAY), ==, "phone");
    }
}

/* desk.md, 8:15: the daughter comes for her mother. */
static void
test_owner (void)
{
  g_autoptr (McProcedure) procedure = a_procedure ();
  g_autoptr (McIntake) intake = an_intake ();

  intake->owner = mc_person_new ();
  g_assert_cmpstr (fault (intake, procedure, TODAY), ==, "owner-name");
  intake->owner->name = g_strdup ("LÝ THỊ MẨY");
  g_assert_null (fault (intake, procedure, TODAY));
  intake->owner->birth.year = 2030;
  g_assert_cmpstr (fault (intake, procedure, TODAY), ==, "owner-birth");
  intake->owner->id_kind = MC_ID_KIND_PERSONAL;
  intake->owner->id_number = g_strdup ("1");
  g_assert_cmpstr (fault (intake, procedure, TODAY), ==, "owner-id");
}

static void
test_counts (void)
{
  g_autoptr (McProcedure) procedure = a_procedure ();
  g_autoptr (McIntake) intake = an_intake ();
  McComponent *component = mc_component_new ("to-khai", "Tờ khai");

  g_ptr_array_add (intake->components, component);
  intake->sets = 0;
  g_assert_cmpstr (fault (intake, procedure, TODAY), ==, "sets");
  intake->sets = 2;
  component->copies = -1;
  g_assert_cmpstr (fault (intake, procedure, TODAY), ==, "components");
  component->copies = 0;
  intake->fee = -2;
  g_assert_cmpstr (fault (intake, procedure, TODAY), ==, "fee");
  intake->fee = 0;
  g_assert_null (fault (intake, procedure, TODAY));
}

/* desk.md 2.3: the papers stand there at once, conditional ones untouched. */
static void
test_components_of_the_procedure (void)
{
  g_autoptr (McProcedure) procedure = a_procedure ();
  g_autoptr (McIntake) intake = an_intake ();
  const McComponent *component;

  g_ptr_array_add (intake->components, mc_component_new ("other-1", "của thủ tục chọn nhầm"));
  mc_intake_set_components_from (intake, procedure);
  g_assert_cmpuint (intake->components->len, ==, 3);

  component = g_ptr_array_index (intake->components, 0);
  g_assert_cmpstr (component->key, ==, "to-khai");
  g_assert_cmpint (component->originals, ==, 1);
  component = g_ptr_array_index (intake->components, 1);
  g_assert_true (component->shown && mc_component_is_present (component));
  component = g_ptr_array_index (intake->components, 2);
  g_assert_cmpstr (component->name, ==, "Trích lục ghi chú ly hôn");
  g_assert_cmpint (component->certified, ==, 0);
  g_assert_false (mc_component_is_present (component));
}

static McIntake *
full_intake (void)
{
  McIntake *intake = an_intake ();
  McComponent *component = mc_component_new ("other-1", "Giấy khác");

  component->copies = 2;
  component->reused = TRUE;
  g_ptr_array_add (intake->components, component);
  intake->ref = g_strdup ("r-1");
  intake->case_key = g_strdup ("thuong");
  intake->channel = MC_CHANNEL_POST;
  intake->received_at = 1;
  intake->owner = mc_person_new ();
  intake->owner->name = g_strdup ("LÝ THỊ MẨY");
  intake->authorisation = mc_authorisation_new ();
  intake->authorisation->kind = g_strdup ("giấy ủy quyền có chứng thực");
  intake->authorisation->number = g_strdup ("12");
  intake->authorisation->relation = g_strdup ("con");
  intake->sets = 2;
  intake->fee = 8000;
  intake->fee_paid = TRUE;
  intake->request = g_strdup ("để kết hôn");
  intake->competent_unit = g_strdup ("UBND tỉnh");
  intake->point = g_strdup ("diem-1");
  intake->result_by = MC_RESULT_BY_POST;
  intake->result_address = g_strdup ("Thôn Nà Lốc");
  intake->fingerprint = TRUE;
  intake->queue_number = g_strdup ("14");
  intake->note = g_strdup ("ghi chú");
  return intake;
}

/* A copy outlives what it was copied from, and shares nothing with it. */
static void
test_copy (void)
{
  McIntake *intake = full_intake ();
  g_autoptr (McIntake) copy = mc_intake_copy (intake);
  g_autoptr (McIntake) again = NULL;
  const McComponent *component;

  intake->applicant->name[0] = '?';
  mc_intake_free (intake);
  again = mc_intake_copy (copy);
  g_assert_cmpstr (again->applicant->name, ==, "GIÀNG THỊ MỶ");
  g_assert_cmpstr (again->owner->name, ==, "LÝ THỊ MẨY");
  g_assert_cmpstr (again->authorisation->relation, ==, "con");
  g_assert_cmpstr (again->authorisation->number, ==, "12");
  g_assert_cmpint (again->authorisation->day, ==, MC_DAY_NONE);
  g_assert_cmpint (again->channel, ==, MC_CHANNEL_POST);
  g_assert_cmpint (again->fee, ==, 8000);
  g_assert_true (again->fee_paid && again->fingerprint);
  g_assert_cmpstr (again->queue_number, ==, "14");
  g_assert_cmpstr (again->result_address, ==, "Thôn Nà Lốc");
  component = g_ptr_array_index (again->components, 0);
  g_assert_cmpstr (component->name, ==, "Giấy khác");
  g_assert_cmpint (component->copies, ==, 2);
  g_assert_true (component->reused);
}

static void
test_empty (void)
{
  g_autoptr (McProcedure) procedure = a_procedure ();
  g_autoptr (McIntake) empty = mc_intake_new ();
  g_autoptr (McIntake) full = full_intake ();
  g_autoptr (McIntake) chosen = mc_intake_new ();
  g_autoptr (McIntake) phone = mc_intake_new ();
  g_autoptr (McIntake) second = mc_intake_new ();

  g_assert_true (mc_intake_is_empty (empty));
  empty->owner = mc_person_new ();
  empty->authorisation = mc_authorisation_new ();
  empty->applicant->name = g_strdup (" ");
  empty->point = g_strdup ("diem-1"); /* what every page of that point begins with */
  empty->sets = 2;
  g_assert_true (mc_intake_is_empty (empty));

  g_assert_false (mc_intake_is_empty (full));
  mc_intake_set_components_from (chosen, procedure);
  g_assert_false (mc_intake_is_empty (chosen));
  phone->applicant->phone = g_strdup ("09");
  g_assert_false (mc_intake_is_empty (phone));
  second->owner = mc_person_new ();
  second->owner->birth.year = 1944;
  g_assert_false (mc_intake_is_empty (second));
}

static void
test_result_by_keys (void)
{
  static const char *const keys[] = { "desk", "post", "online" };
  McResultBy by;

  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpstr (mc_result_by_to_key (i), ==, keys[i]);
      g_assert_true (mc_result_by_from_key (keys[i], &by));
      g_assert_cmpint (by, ==, i);
    }
  g_assert_false (mc_result_by_from_key ("pigeon", &by));
  g_assert_false (mc_result_by_from_key (NULL, &by));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intake/a-name-and-a-procedure-are-enough", test_name_and_procedure_are_enough);
  g_test_add_func ("/intake/what-citizens-really-have-is-taken", test_what_citizens_really_have);
  g_test_add_func ("/intake/a-birth-that-cannot-be", test_birth);
  g_test_add_func ("/intake/the-name-is-required", test_name);
  g_test_add_func ("/intake/the-procedure-is-in-force-on-the-day", test_procedure_in_force);
  g_test_add_func ("/intake/the-case-belongs-to-the-procedure", test_case);
  g_test_add_func ("/intake/numbers-of-identity-papers", test_id);
  g_test_add_func ("/intake/a-phone-number-is-whole", test_phone);
  g_test_add_func ("/intake/an-owner-has-a-name", test_owner);
  g_test_add_func ("/intake/nothing-is-counted-below-zero", test_counts);
  g_test_add_func ("/intake/the-papers-of-the-procedure", test_components_of_the_procedure);
  g_test_add_func ("/intake/a-copy-shares-nothing", test_copy);
  g_test_add_func ("/intake/empty-is-not-worth-a-draft", test_empty);
  g_test_add_func ("/intake/where-the-result-goes", test_result_by_keys);
  return g_test_run ();
}
