/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue of procedures: versions by date, a file whole or not at all, and dossiers that keep the words of their day. */
#include "store-fixture.h"

#include <string.h>

#include "mc-catalogue.h"
#include "mc-error.h"
#include "mc-setting.h"
#include "mc-verify.h"

#define FORMAT "\"format\":\"motcua-catalogue-1\""
#define CASES "\"cases\":[{\"key\":\"thuong\",\"name\":\"Thường\",\"time\":{\"direct\":{\"n\":3,\"unit\":\"working-days\"}}}]"

/* A catalogue of one version of one procedure. */
static char *
one_procedure (const char *code, const char *name, const char *from, const char *to)
{
  g_autofree char *end = to != NULL ? g_strdup_printf ("\"%s\"", to) : g_strdup ("null");

  return g_strdup_printf ("{" FORMAT ",\"procedures\":[{\"code\":\"%s\",\"name\":\"%s\",\"from\":\"%s\",\"to\":%s," CASES "}]}", code,
                          name, from, end);
}

static McImportCounts
import (Fixture *self, const char *text)
{
  McImportCounts counts = { 0 };
  g_autoptr (GError) error = NULL;

  mc_desk_import_catalogue (self->desk, text, -1, &counts, &error);
  g_assert_no_error (error);
  return counts;
}

static void
import_one (Fixture *self, const char *code, const char *name, const char *from, const char *to)
{
  g_autofree char *text = one_procedure (code, name, from, to);

  import (self, text);
}

static gint64
n_entries (Fixture *self)
{
  return fixture_int (self->folder, "SELECT count (*) FROM entry");
}

static McDay
day (const char *iso)
{
  McDay value = MC_DAY_NONE;

  g_assert_true (mc_day_from_iso (iso, &value));
  return value;
}

static void
assert_in_force (Fixture *self, const char *on, const char *name)
{
  McProcedure *procedure = mc_desk_procedure (self->desk, "9.999999", day (on));

  g_assert_cmpstr (procedure != NULL ? procedure->name : NULL, ==, name);
}

/* No day with two versions in force. */
static void
assert_no_overlap (Fixture *self)
{
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM procedure a JOIN procedure b ON a.code = b.code AND"
                                              " a.valid_from < b.valid_from AND coalesce (a.valid_to, 99999999) >= b.valid_from"),
                   ==, 0);
}

/* ---- the starter ------------------------------------------------------------------------------------------------ */

static void
test_starter (Fixture *self, gconstpointer data)
{
  static const char *const copied[] = { "2.000815", "2.000942" };
  g_autoptr (GBytes) starter = mc_catalogue_starter ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) parsed = NULL;
  McProcedure *birth = mc_desk_procedure (self->desk, "1.001193", FIXTURE_DAY);

  parsed = mc_catalogue_parse (g_bytes_get_data (starter, NULL), (gssize) g_bytes_get_size (starter), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (parsed->len, ==, 77);
  g_assert_cmpuint (mc_desk_catalogue (self->desk)->len, ==, 77);
  g_assert_cmpstr (birth->short_name, ==, "Khai sinh");
  g_assert_cmpint (mc_procedure_find_case (birth, "dung-han")->fee[MC_CHANNEL_DIRECT], ==, 0);
  g_assert_cmpint (mc_procedure_find_case (birth, "qua-han")->fee[MC_CHANNEL_DIRECT], ==, MC_FEE_BY_COUNCIL);
  /* Copies of 1, 3 and 198 pages: 2.000815 as it is printed; the certified copy of a transaction costs the same. */
  for (guint i = 0; i < G_N_ELEMENTS (copied); i++)
    {
      const McFeeRule *rule = mc_procedure_find_case (mc_desk_procedure (self->desk, copied[i], FIXTURE_DAY), NULL)->fee_rule;

      g_assert_cmpint (mc_fee_rule_amount (rule, 1), ==, 2000);
      g_assert_cmpint (mc_fee_rule_amount (rule, 3), ==, 5000);
      g_assert_cmpint (mc_fee_rule_amount (rule, 198), ==, 200000);
      g_assert_cmpint (mc_fee_rule_amount (rule, 199), ==, 200000);
    }
  g_assert_cmpuint (birth->exemptions->len, ==, 3);
  g_assert_cmpstr (((McProcedureExemption *) g_ptr_array_index (birth->exemptions, 1))->key, ==, "ho-ngheo");
  g_assert_null (mc_desk_procedure (self->desk, "1.001193", day ("2026-06-30")));
  assert_no_overlap (self);
}

/* Importing what is there already is no event. */
static void
test_unchanged (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) starter = mc_catalogue_starter ();
  g_autofree char *text = g_strndup (g_bytes_get_data (starter, NULL), g_bytes_get_size (starter));
  gint64 before = n_entries (self);
  McImportCounts counts = import (self, text);

  g_assert_cmpuint (counts.added + counts.changed, ==, 0);
  g_assert_cmpuint (counts.unchanged, ==, 77);
  g_assert_cmpint (n_entries (self), ==, before);
}

/* ---- versions ------------------------------------------------------------------------------------------------------ */

static void
test_versions (Fixture *self, gconstpointer data)
{
  g_autofree char *second = one_procedure ("9.999999", "Hai", "2026-09-01", NULL);
  McImportCounts counts;

  import_one (self, "9.999999", "Một", "2026-07-01", NULL);
  counts = import (self, second);
  g_assert_cmpuint (counts.changed, ==, 1);
  assert_in_force (self, "2026-08-31", "Một");
  assert_in_force (self, "2026-09-01", "Hai");
  assert_in_force (self, "2026-06-30", NULL);
  assert_no_overlap (self);

  /* The same version once more, with another word: it takes the place of the first print. */
  import_one (self, "9.999999", "Hai, đính chính", "2026-09-01", NULL);
  assert_in_force (self, "2026-09-01", "Hai, đính chính");
  assert_in_force (self, "2026-08-31", "Một");
  fixture_reopen (self);
  assert_in_force (self, "2026-09-01", "Hai, đính chính");
  fixture_assert_sound (self);
}

/* The same versions in any order of import: each ends before the next begins. */
static void
test_versions_in_any_order (Fixture *self, gconstpointer data)
{
  import_one (self, "9.999999", "Ba", "2026-11-01", NULL);
  import_one (self, "9.999999", "Một", "2026-07-01", NULL);
  import_one (self, "9.999999", "Hai", "2026-09-01", "2026-12-31");
  assert_no_overlap (self);
  assert_in_force (self, "2026-08-31", "Một");
  assert_in_force (self, "2026-10-31", "Hai");
  assert_in_force (self, "2026-12-31", "Ba");

  /* An older version is printed again after a newer one came: it does not open again. */
  import_one (self, "9.999999", "Một, in lại", "2026-07-01", NULL);
  assert_no_overlap (self);
  assert_in_force (self, "2026-08-31", "Một, in lại");
  assert_in_force (self, "2026-09-01", "Hai");
  fixture_assert_sound (self);
}

/* An end that was published stays, and after it nothing is in force. */
static void
test_ended (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("LÒ THỊ HOA");
  g_autoptr (GError) error = NULL;

  import_one (self, "9.999999", "Một", "2026-07-01", "2026-10-31");
  assert_in_force (self, "2026-10-31", "Một");
  assert_in_force (self, "2026-11-01", NULL);
  g_free (intake->procedure_code);
  intake->procedure_code = g_strdup ("9.999999");
  g_assert_null (mc_desk_receive (self->desk, intake, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
}

/* QĐ of publication: a dossier is handled under what was in force when it came in. */
static void
test_pinned (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("LÒ THỊ HOA");
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (McDossier) later = NULL;
  g_autoptr (GError) error = NULL;

  import_one (self, "9.999999", "Một", "2026-07-01", NULL);
  g_free (intake->procedure_code);
  intake->procedure_code = g_strdup ("9.999999");
  dossier = mc_desk_receive (self->desk, intake, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (dossier->procedure_name, ==, "Một");
  import_one (self, "9.999999", "Hai", "2026-11-01", NULL);
  later = mc_desk_load (self->desk, dossier->code, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (later->procedure_name, ==, "Một");
  g_assert_cmpint (later->due, ==, dossier->due);
  g_clear_pointer (&later, mc_dossier_free);
  later = mc_desk_receive (self->desk, intake, &error);
  g_assert_cmpstr (later->procedure_name, ==, "Hai");
  fixture_assert_sound (self);
}

/* What is said of the fee comes back as it was said, also from the journal. */
static void
test_fee (Fixture *self, gconstpointer data)
{
  const McProcedureExemption *exemption;
  const McFeeStep *steps;
  const McProcedureCase *one;
  McProcedure *procedure;

  import (
      self,
      "{" FORMAT
      ",\"procedures\":[{\"code\":\"9.1\",\"name\":\"Một\",\"from\":\"2026-07-01\",\"cases\":[{\"key\":\"k\","
      "\"name\":\"n\",\"fee_rule\":{\"unit\":\"page\",\"steps\":[{\"to\":2,\"each\":2000},{\"each\":1000}],"
      "\"max\":200000}},"
      "{\"key\":\"plain\",\"name\":\"n\"}],\"exempt\":[{\"key\":\"ngheo\",\"name\":\"Người thuộc hộ "
      "nghèo\"}]}]}");
  fixture_reopen (self);
  procedure = mc_desk_procedure (self->desk, "9.1", FIXTURE_DAY);
  one = mc_procedure_find_case (procedure, "k");
  g_assert_cmpstr (one->fee_rule->unit, ==, "page");
  g_assert_cmpint (one->fee_rule->max, ==, 200000);
  g_assert_cmpuint (one->fee_rule->steps->len, ==, 2);
  steps = &g_array_index (one->fee_rule->steps, McFeeStep, 0);
  g_assert_cmpint (steps[0].to, ==, 2);
  g_assert_cmpint (steps[0].each, ==, 2000);
  g_assert_cmpint (steps[1].to, ==, 0);
  g_assert_cmpint (steps[1].each, ==, 1000);
  g_assert_null (mc_procedure_find_case (procedure, "plain")->fee_rule);
  g_assert_cmpuint (procedure->exemptions->len, ==, 1);
  exemption = g_ptr_array_index (procedure->exemptions, 0);
  g_assert_cmpstr (exemption->key, ==, "ngheo");
  g_assert_cmpstr (exemption->name, ==, "Người thuộc hộ nghèo");
  fixture_assert_sound (self);
}

/* ---- files that are not sound ------------------------------------------------------------------------------------------ */

typedef struct
{
  const char *text;
  const char *named; /* all of it must stand in the message, parted by | */
} Broken;

#define PROCEDURE(rest) "{" FORMAT ",\"procedures\":[{\"code\":\"9.1\",\"name\":\"Một\",\"from\":\"2026-07-01\"," rest "}]}"
#define CASE(rest) PROCEDURE ("\"cases\":[{\"key\":\"k\",\"name\":\"n\"," rest "}]")
#define COMPONENT(rest) PROCEDURE (CASES ",\"components\":[{" rest "}]")

static const Broken broken[] = {
  { "", "JSON" },
  { "{", "JSON" },
  { "[]", "JSON" },
  { "{}", "format" },
  { "{\"format\":\"motcua-catalogue-2\",\"procedures\":[]}", "motcua-catalogue-2" },
  { "{\"format\":1}", "format" },
  { "{" FORMAT "}", "procedures" },
  { "{" FORMAT ",\"procedures\":{}}", "procedures" },
  { "{" FORMAT ",\"procedures\":[]}", "procedures" },
  { "{" FORMAT ",\"procedures\":[1]}", "procedures" },
  { "{" FORMAT ",\"procedures\":[{}]}", "name" },
  { "{" FORMAT ",\"procedures\":[{\"code\":\"9.1\",\"name\":\"  \"}]}", "9.1|name" },
  { "{" FORMAT ",\"procedures\":[{\"code\":\"9.1\",\"name\":\"Một\"," CASES "}]}", "9.1|from" },
  { "{" FORMAT ",\"procedures\":[{\"code\":\"9.1\",\"name\":\"Một\",\"from\":\"1/7/2026\"," CASES "}]}", "9.1|from" },
  { "{" FORMAT ",\"procedures\":[{\"code\":\"9.1\",\"name\":\"Một\",\"from\":\"2026-07-01\",\"to\":\"2026-06-30\"," CASES "}]}",
    "9.1|to" },
  { PROCEDURE ("\"cases\":[]"), "9.1|cases" },
  { PROCEDURE ("\"cases\":[[]]"), "9.1|cases" },
  { PROCEDURE ("\"cases\":[{\"name\":\"n\"}]"), "9.1|cases" },
  { PROCEDURE (CASES ",\"abbr\":[1]"), "9.1|abbr" },
  { PROCEDURE (CASES ",\"field\":\"x\""), "9.1|field" },
  { PROCEDURE (CASES ",\"results\":{}"), "9.1|results" },
  { CASE ("\"time\":{\"direct\":{\"n\":3,\"unit\":\"weeks\"}}"), "9.1|time" },
  { CASE ("\"time\":{\"direct\":{\"n\":-3,\"unit\":\"days\"}}"), "9.1|time" },
  { CASE ("\"time\":{\"direct\":{\"n\":99999,\"unit\":\"days\"}}"), "9.1|time" },
  { CASE ("\"time\":{\"direct\":3}"), "9.1|direct" },
  { CASE ("\"fee\":{\"direct\":-2}"), "9.1|fee" },
  { CASE ("\"fee\":{\"direct\":\"8000\"}"), "9.1|direct" },
  { CASE ("\"fee\":{\"direct\":8000.5}"), "9.1|direct" },
  { CASE ("\"fee_rule\":1"), "9.1|fee_rule" },
  { CASE ("\"fee_rule\":{}"), "9.1|fee_rule" },
  { CASE ("\"fee_rule\":{\"steps\":[{\"each\":1}]}"), "9.1|fee_rule" },
  { CASE ("\"fee_rule\":{\"unit\":\"page\",\"steps\":[]}"), "9.1|fee_rule" },
  { CASE ("\"fee_rule\":{\"unit\":\"page\",\"steps\":[1]}"), "9.1|fee_rule" },
  { CASE ("\"fee_rule\":{\"unit\":\"page\",\"steps\":[{}]}"), "9.1|fee_rule" },
  { CASE ("\"fee_rule\":{\"unit\":\"page\",\"steps\":[{\"each\":-1}]}"), "9.1|fee_rule" },
  { CASE ("\"fee_rule\":{\"unit\":\"page\",\"steps\":[{\"to\":2,\"each\":1}]}"), "9.1|fee_rule" },
  { CASE ("\"fee_rule\":{\"unit\":\"page\",\"steps\":[{\"each\":1},{\"each\":1}]}"), "9.1|fee_rule" },
  { CASE ("\"fee_rule\":{\"unit\":\"page\",\"steps\":[{\"to\":2,\"each\":1},{\"to\":2,\"each\":1},{\"each\":"
          "1}]}"),
    "9.1|fee_rule" },
  { CASE ("\"fee_rule\":{\"unit\":\"page\",\"steps\":[{\"each\":1}],\"max\":-1}"), "9.1|fee_rule" },
  { CASE ("\"fee_rule\":{\"unit\":\"page\",\"steps\":[{\"each\":1}],\"max\":\"1\"}"), "9.1|max" },
  { PROCEDURE (CASES ",\"exempt\":{}"), "9.1|exempt" },
  { PROCEDURE (CASES ",\"exempt\":[\"ngheo\"]"), "9.1|exempt" },
  { PROCEDURE (CASES ",\"exempt\":[{\"key\":\"ngheo\"}]"), "9.1|exempt" },
  { PROCEDURE (CASES ",\"exempt\":[{\"key\":\"a\",\"name\":\"A\"},{\"key\":\"a\",\"name\":\"B\"}]"),
    "9.1|exempt" },
  { COMPONENT ("\"name\":\"Tờ khai\""), "9.1|components" },
  { COMPONENT ("\"key\":\"k\",\"name\":\"Tờ khai\",\"originals\":-1"), "9.1|components" },
  { COMPONENT ("\"key\":\"k\",\"name\":\"Tờ khai\",\"shown\":\"yes\""), "9.1|shown" },
  { PROCEDURE (CASES "},{\"code\":\"9.2\",\"name\":\"Hai\",\"from\":\"2026-07-01\",\"cases\":[]"), "9.2|cases" },
  /* Twice the same version in one file: which is meant? */
  { PROCEDURE (CASES "},{\"code\":\"9.1\",\"name\":\"Hai\",\"from\":\"2026-07-01\"," CASES), "9.1|from" },
};

static void
test_broken (Fixture *self, gconstpointer data)
{
  gint64 before = n_entries (self);

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_auto (GStrv) named = g_strsplit (broken[i].named, "|", -1);
      g_autoptr (GError) error = NULL;
      McImportCounts counts;

      if (mc_desk_import_catalogue (self->desk, broken[i].text, -1, &counts, &error))
        g_error ("taken: %s", broken[i].text);
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      for (guint j = 0; named[j] != NULL; j++)
        if (strstr (error->message, named[j]) == NULL)
          g_error ("%s: “%s” does not name %s", broken[i].text, error->message, named[j]);
    }
  g_assert_cmpint (n_entries (self), ==, before);
  g_assert_cmpuint (mc_desk_catalogue (self->desk)->len, ==, 77);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM procedure"), ==, 77);
}

/* Deeper than any parser's stack, also behind what looks like the end or the beginning of a text. */
static void
test_deep (Fixture *self, gconstpointer data)
{
  static const char *const before[] = { "", "/*\"*/", "//\"\n", "#\"\n", "'\"',", "\"\\u12\",", "\"\\x\",\"", "\"\\\",", "\"\\\\\",", "\"\\ud800\",\",", "\"\\ud800\\u0041\",\"," };
  g_autofree char *open = g_strnfill (1000000, '[');
  g_autoptr (GString) disguised = g_string_new (NULL);

  for (int i = 0; i < 200000; i++)
    g_string_append (disguised, "[\"]\",");
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (before); i++)
    {
      const char *brackets = i % 2 == 0 ? open : disguised->str;
      g_autofree char *text = g_strconcat ("{" FORMAT ",\"procedures\":[", before[i / 2], brackets, NULL);
      McImportCounts counts;
      g_autoptr (GError) error = NULL;

      g_assert_false (mc_desk_import_catalogue (self->desk, text, -1, &counts, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
    }
}

/* What is journalled is read again when the tables are made anew, whatever stood beside what we know. */
static void
test_odd_values (Fixture *self, gconstpointer data)
{
  static const char *const odd[] = { "1e400", "-1e400", "1e-400", "0.1", "123456789012345678901234567890", "\"\\u0000\\u001f\\ud83d\\ude42\"",
                                     "{\"a\":{\"b\":[[[]]]}}", "[null,true,-0,1.5e3]" };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *from = mc_day_to_iso (mc_day_from_ymd (2026, 1, 1) + (McDay) i);
      g_autofree char *text
          = g_strdup_printf ("{" FORMAT ",\"x\":%s,\"procedures\":[{\"code\":\"9.9\",\"y\":%s,\"name\":\"Một\",\"from\":\"%s\"," CASES
                             "}]}",
                             odd[i], odd[i], from);
      McImportCounts counts;
      g_autoptr (GError) error = NULL;

      if (!mc_desk_import_catalogue (self->desk, text, -1, &counts, &error))
        g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      fixture_assert_sound (self);
      fixture_reopen (self);
    }
}

/* ---- what another program changes ---------------------------------------------------------------------------------- */

typedef struct
{
  gint64 catalogue, office;
} Versions;

static gboolean
read_versions (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Versions *versions = data;

  return mc_catalogue_read_version (db, &versions->catalogue, error) && mc_office_read_version (db, &versions->office, error);
}

static Versions
versions_of (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  Versions versions = { 0 };

  mc_store_read (fixture_store (self), read_versions, &versions, &error);
  g_assert_no_error (error);
  return versions;
}

static gboolean
take_desk_5 (McTx *tx, gpointer data, GError **error)
{
  return mc_setting_move_desk (tx, 5, error);
}

static gboolean
write_rebuild (McTx *tx, gpointer data, GError **error)
{
  g_autoptr (McCheck) check = mc_check_new ();

  return mc_rebuild (tx, check, error);
}

/* Two programs on one store: each sees that the other changed what it keeps in memory, and nothing else shows as that. */
static void
test_changed_elsewhere (Fixture *self, gconstpointer data)
{
  Fixture other = { .folder = self->folder, .clock = self->clock };
  Versions before = versions_of (self), after;
  g_autoptr (GError) error = NULL;

  fixture_open (&other);
  mc_dossier_free (fixture_receive (&other, "Nguyễn Thị Hoa"));
  after = versions_of (self);
  g_assert_cmpint (after.catalogue, ==, before.catalogue);
  g_assert_cmpint (after.office, ==, before.office);

  import_one (&other, "9.999999", "Thủ tục A", "2026-07-01", NULL);
  after = versions_of (self);
  g_assert_cmpint (after.catalogue, >, before.catalogue);
  g_assert_cmpint (after.office, ==, before.office);
  /* The same file again changes nothing. */
  import_one (&other, "9.999999", "Thủ tục A", "2026-07-01", NULL);
  g_assert_cmpint (versions_of (self).catalogue, ==, after.catalogue);

  before = after;
  fixture_write (&other, take_desk_5, NULL, &error);
  g_assert_no_error (error);
  after = versions_of (self);
  g_assert_cmpint (after.catalogue, ==, before.catalogue);
  g_assert_cmpint (after.office, >, before.office);

  before = after;
  fixture_write (&other, write_rebuild, NULL, &error);
  g_assert_no_error (error);
  after = versions_of (self);
  g_assert_cmpint (after.catalogue, >, before.catalogue);
  g_assert_cmpint (after.office, >, before.office);
  fixture_close (&other);
  fixture_assert_sound (self);
}

/* A province's catalogue of hundreds of procedures is journalled in entries that travel, and rebuilt from them. */
static void
test_large (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("{" FORMAT ",\"procedures\":[");
  g_autofree char *long_name = g_strnfill (4000, 'x');
  McImportCounts counts;

  for (int i = 0; i < 1500; i++)
    g_string_append_printf (text, "%s{\"code\":\"8.%06d\",\"name\":\"%s\",\"from\":\"2026-01-01\"," CASES "}", i > 0 ? "," : "", i,
                            long_name);
  g_string_append (text, "]}");
  counts = import (self, text->str);
  g_assert_cmpint (counts.added, ==, 1500);
  g_assert_cmpint (fixture_int (self->folder, "SELECT max (length (body)) FROM entry"), <=, 1100000);
  fixture_assert_sound (self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/catalogue/the-starter-is-there-from-the-first-day", test_starter);
  fixture_test ("/catalogue/nothing-new-journals-nothing", test_unchanged);
  fixture_test ("/catalogue/a-new-version-ends-the-older-one", test_versions);
  fixture_test ("/catalogue/versions-come-in-any-order", test_versions_in_any_order);
  fixture_test ("/catalogue/a-published-end-is-kept", test_ended);
  fixture_test ("/catalogue/a-dossier-keeps-the-version-of-its-day", test_pinned);
  fixture_test ("/catalogue/steps-of-a-fee-and-who-pays-none-are-kept", test_fee);
  fixture_test ("/catalogue/a-broken-file-is-refused-whole-and-its-fault-named", test_broken);
  fixture_test ("/catalogue/nesting-without-end-is-refused", test_deep);
  fixture_test ("/catalogue/values-we-do-not-know-do-no-harm", test_odd_values);
  fixture_test ("/catalogue/another-program-sees-that-it-changed", test_changed_elsewhere);
  fixture_test ("/catalogue/a-large-one-is-journalled-in-pieces-that-travel", test_large);
  return g_test_run ();
}
