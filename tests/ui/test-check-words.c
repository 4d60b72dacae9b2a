/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a citizen is asked to check: everything that goes wrong, nothing that others may not see. */
#include "mc-check-words.h"

#include <string.h>

#define DAY (mc_day_from_ymd (2026, 11, 26))

static void
add_paper (McDossier *dossier, const char *name, int originals, int copies, gboolean shown)
{
  McComponent *component = mc_component_new (name, name);

  component->originals = originals;
  component->copies = copies;
  component->shown = shown;
  g_ptr_array_add (dossier->intake->components, component);
}

static McDossier *
dossier_new (void)
{
  McDossier *dossier = mc_dossier_new ();

  if (dossier->intake == NULL)
    dossier->intake = mc_intake_new ();
  dossier->intake->applicant->name = g_strdup ("GIÀNG THỊ MỶ");
  dossier->intake->applicant->birth.year = 1944;
  dossier->intake->applicant->id_kind = MC_ID_KIND_PERSONAL;
  dossier->intake->applicant->id_number = g_strdup ("015144001234");
  dossier->procedure_name = g_strdup ("Thủ tục cấp Giấy xác nhận tình trạng hôn nhân");
  dossier->procedure_short = g_strdup ("Xác nhận tình trạng hôn nhân");
  dossier->due = mc_time_of_day_minute (DAY, 16 * 60 + 30);
  dossier->fee = 8000;
  return dossier;
}

static const McCheckLine *
line_of (GPtrArray *lines, const char *label)
{
  for (guint i = 0; i < lines->len; i++)
    if (g_str_equal (((McCheckLine *) g_ptr_array_index (lines, i))->label, label))
      return g_ptr_array_index (lines, i);
  return NULL;
}

static void
assert_line (GPtrArray *lines, const char *label, const char *value)
{
  const McCheckLine *line = line_of (lines, label);

  g_assert_nonnull (line);
  g_assert_cmpstr (line->value, ==, value);
}

/* desk.md 2.4, line by line. */
static void
test_lines (void)
{
  g_autoptr (McDossier) dossier = dossier_new ();
  McOffice office = { .lunar = TRUE };
  g_autoptr (GPtrArray) lines = NULL;

  add_paper (dossier, "Tờ khai", 1, 0, FALSE);
  add_paper (dossier, "Trích lục ly hôn", 0, 2, FALSE);
  add_paper (dossier, "Giấy cư trú", 0, 0, TRUE);
  add_paper (dossier, "Giấy ủy quyền", 0, 0, FALSE);
  lines = mc_check_words (dossier, &office);
  assert_line (lines, "Full name", "GIÀNG THỊ MỶ");
  assert_line (lines, "Born", "1944");
  assert_line (lines, "Asks for", "Xác nhận tình trạng hôn nhân");
  assert_line (lines, "Papers handed in", "1 Tờ khai · 2 Trích lục ly hôn");
  assert_line (lines, "Shown and given back", "Giấy cư trú");
  assert_line (lines, "Come back on", "THỨ NĂM 26/11/2026 at 16:30 (18/10 by the lunar calendar)");
  assert_line (lines, "Fee", "8.000 đồng");
  g_assert_null (line_of (lines, "On behalf of"));
  g_assert_null (line_of (lines, "Kept here already"));
}

/* The queue looks on: of a number no more than three digits, and short ones not at all. */
static void
test_number_is_hidden (void)
{
  static const char *const numbers[] = { "015144001234", "151234567", "C1234567", "234", "1", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (McDossier) dossier = dossier_new ();
      McOffice office = { 0 };
      g_autoptr (GPtrArray) lines = NULL;
      const McCheckLine *line;

      g_free (dossier->intake->applicant->id_number);
      dossier->intake->applicant->id_number = g_strdup (numbers[i]);
      lines = mc_check_words (dossier, &office);
      line = line_of (lines, "Identity paper");
      g_assert_true ((line != NULL) == (strlen (numbers[i]) > 3));
      for (guint j = 0; j < lines->len; j++)
        {
          const char *value = ((McCheckLine *) g_ptr_array_index (lines, j))->value;

          if (strlen (numbers[i]) > 3)
            g_assert_null (strstr (value, numbers[i] + strlen (numbers[i]) - 4));
        }
    }
}

/* What nobody said is not asked about: no fee entered, no limit by law, no name of the day without a day. */
static void
test_nothing_said (void)
{
  g_autoptr (McDossier) dossier = dossier_new ();
  McOffice office = { .lunar = TRUE };
  g_autoptr (GPtrArray) lines = NULL;

  dossier->due = 0;
  dossier->fee = MC_FEE_BY_COUNCIL;
  dossier->intake->owner = mc_person_new ();
  dossier->intake->owner->name = g_strdup ("LÝ VĂN TÈO");
  lines = mc_check_words (dossier, &office);
  assert_line (lines, "On behalf of", "LÝ VĂN TÈO");
  g_assert_null (line_of (lines, "Come back on"));
  g_assert_null (line_of (lines, "Fee"));
  g_assert_null (line_of (lines, "Papers handed in"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check-words/what-the-page-of-the-desk-shows", test_lines);
  g_test_add_func ("/check-words/of-a-number-three-digits", test_number_is_hidden);
  g_test_add_func ("/check-words/what-nobody-said-has-no-line", test_nothing_said);
  return g_test_run ();
}
