/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>

#include "mc-procedure.h"
#include "mc-text.h"

/* ---- the shipped catalogue, read here by itself: its data are under test, not the store's reader ---- */

static char **
read_texts (JsonObject *object, const char *key)
{
  JsonArray *array = json_object_get_array_member (object, key);
  guint n = json_array_get_length (array);
  char **texts = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    texts[i] = g_strdup (json_array_get_string_element (array, i));
  return texts;
}

static McProcedureCase *
read_case (JsonObject *object)
{
  McProcedureCase *one = mc_procedure_case_new ();
  JsonObject *times = json_object_get_object_member (object, "time");
  JsonObject *fees = json_object_get_object_member (object, "fee");

  one->key = g_strdup (json_object_get_string_member (object, "key"));
  one->name = g_strdup (json_object_get_string_member (object, "name"));
  for (int channel = MC_CHANNEL_DIRECT; channel < MC_N_CHANNELS; channel++)
    {
      const char *key = mc_channel_to_key ((McChannel) channel);
      JsonObject *time = json_object_get_object_member (times, key);

      g_assert_true (mc_duration_unit_from_key (json_object_get_string_member (time, "unit"),
                                                &one->duration[channel].unit));
      one->duration[channel].amount = (int) json_object_get_int_member (time, "n");
      one->fee[channel] = json_object_get_int_member (fees, key);
    }
  return one;
}

static McProcedureComponent *
read_component (JsonObject *object)
{
  McProcedureComponent *component = mc_procedure_component_new ();

  component->key = g_strdup (json_object_get_string_member (object, "key"));
  component->name = g_strdup (json_object_get_string_member (object, "name"));
  component->condition = g_strdup (json_object_get_string_member_with_default (object, "condition", NULL));
  component->required = json_object_get_boolean_member_with_default (object, "required", FALSE);
  component->shown = json_object_get_boolean_member_with_default (object, "shown", FALSE);
  component->originals = (int) json_object_get_int_member_with_default (object, "originals", 0);
  component->certified = (int) json_object_get_int_member_with_default (object, "certified", 0);
  component->copies = (int) json_object_get_int_member_with_default (object, "copies", 0);
  return component;
}

static McProcedure *
read_procedure (JsonObject *object)
{
  McProcedure *procedure = mc_procedure_new ();
  JsonObject *field = json_object_get_object_member (object, "field");
  JsonArray *cases = json_object_get_array_member (object, "cases");
  JsonArray *components = json_object_get_array_member (object, "components");

  procedure->code = g_strdup (json_object_get_string_member (object, "code"));
  procedure->name = g_strdup (json_object_get_string_member (object, "name"));
  procedure->short_name = g_strdup (json_object_get_string_member (object, "short"));
  procedure->abbreviations = read_texts (object, "abbr");
  procedure->results = read_texts (object, "results");
  procedure->field_code = g_strdup (json_object_get_string_member_with_default (field, "code", NULL));
  procedure->field_name = g_strdup (json_object_get_string_member (field, "name"));
  procedure->decision = g_strdup (json_object_get_string_member_with_default (object, "decision", NULL));
  g_assert_true (mc_day_from_iso (json_object_get_string_member (object, "from"), &procedure->valid_from));
  g_assert_true (json_object_get_null_member (object, "to"));
  for (guint i = 0; i < json_array_get_length (cases); i++)
    g_ptr_array_add (procedure->cases, read_case (json_array_get_object_element (cases, i)));
  for (guint i = 0; i < json_array_get_length (components); i++)
    g_ptr_array_add (procedure->components, read_component (json_array_get_object_element (components, i)));
  return procedure;
}

static GPtrArray *
read_catalogue (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *path = g_build_filename (g_getenv ("MC_SOURCE_ROOT"), "data", "catalogue", "starter.json", NULL);
  g_autoptr (GError) error = NULL;
  GPtrArray *catalogue = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_procedure_unref);
  JsonObject *root;
  JsonArray *procedures;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (root, "format"), ==, "motcua-catalogue-1");
  procedures = json_object_get_array_member (root, "procedures");
  for (guint i = 0; i < json_array_get_length (procedures); i++)
    g_ptr_array_add (catalogue, read_procedure (json_array_get_object_element (procedures, i)));
  return catalogue;
}

static const McProcedure *
by_code (GPtrArray *catalogue, const char *code)
{
  for (guint i = 0; i < catalogue->len; i++)
    {
      const McProcedure *procedure = g_ptr_array_index (catalogue, i);

      if (g_str_equal (procedure->code, code))
        return procedure;
    }
  g_assert_not_reached ();
}

/* The code of the procedure that @typed finds best; "?" when two are equal first, NULL for none. */
static const char *
best (GPtrArray *catalogue, const char *typed, int *n_found)
{
  g_autofree char *folded = mc_text_fold (typed);
  const char *found = NULL;
  int highest = 0;

  *n_found = 0;
  for (guint i = 0; i < catalogue->len; i++)
    {
      const McProcedure *procedure = g_ptr_array_index (catalogue, i);
      int score = mc_procedure_match (procedure, folded);

      *n_found += score > 0;
      if (score > highest)
        found = procedure->code;
      else if (score == highest && score > 0)
        found = "?";
      highest = MAX (highest, score);
    }
  return found;
}

/* ---- what officers type ---- */

static void
test_match (void)
{
  static const struct
  {
    const char *typed;
    const char *code;
    int n_found; /* 0: does not matter */
  } cases[] = {
    { "ttk", "1.004873", 1 },
    { "TTK", "1.004873", 1 },
    { "ttk ", "1.004873", 1 },
    { "ks", "1.001193", 0 },
    { "kh", "1.000894", 0 },
    { "kt", "1.000656", 0 },
    { "ct", "2.000815", 0 },
    { "sy", "2.000815", 1 },
    { "tl", "2.000635", 0 },
    { "hkd", "1.001612", 1 },
    { "gh", "1.004837", 0 },
    { "khai sinh", "1.001193", 10 }, /* and all that have to do with births */
    { "khai sinh trich luc", "2.000635", 1 },
    { "trích lục", "2.000635", 1 },
    { "Khai Tử", "1.000656", 5 },
    { "kết hôn", "1.000894", 5 },
    { "1.0048", NULL, 5 }, /* 1.004837, 1.004845, 1.004859, 1.004873, 1.004884 alike */
    { "1.00487", "1.004873", 1 },
    { "1.004873", "1.004873", 1 },
    { "1004873", "1.004873", 1 },
    { "004873", "1.004873", 1 },
    { "xac nhan tinh trang", "1.004873", 1 },
    { "xác nhận tình trạng hôn nhân", "1.004873", 1 },
    { "hon nhan", "1.004873", 1 },
    { "hôn nh", "1.004873", 1 },
    { "giám hộ", "1.004837", 0 },
    { "chấm dứt", "1.004845", 2 },
    { "chung thuc ban sao", "2.000815", 0 },
    { "chung thuc giao dich", "2.001035", 0 },
    { "quyen su dung dat", "2.001035", 0 },
    { "ho kinh doanh", "1.001612", 5 },
    { "thuong tru", "1.004222", 0 },
    { "nha o rieng le", NULL, 3 }, /* the permit, its extension, its copy: in words of their long names alike */
    { "giay phep", "1.013225", 0 },
    { "giay phep xay dung", "1.013225", 0 },
    { "chữ ký", "2.000884", 0 },
    { "cải chính", "1.004859", 0 },
    { "cc", "1.004859", 0 },
    { "cmc", "1.001022", 0 },
    { "lưu động", NULL, 3 },
    { "so do", "1.013978", 0 },
    { "con nuôi", "2.001263", 0 },
    { "hộ nghèo", "1.011607", 0 },
    { "tạm trú", "1.004194", 0 },
  };
  g_autoptr (GPtrArray) catalogue = read_catalogue ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int n_found;
      const char *code = best (catalogue, cases[i].typed, &n_found);

      g_test_message ("%s finds %s of %d", cases[i].typed, code, n_found);
      g_assert_cmpstr (code, ==, cases[i].code != NULL ? cases[i].code : "?");
      if (cases[i].n_found > 0)
        g_assert_cmpint (n_found, ==, cases[i].n_found);
    }
}

/* "chung thuc" means any of those that begin with it, and they are offered before what is only of that field. */
static void
test_ambiguous (void)
{
  g_autoptr (GPtrArray) catalogue = read_catalogue ();
  static const char *const named[] = { "2.000815", "2.000884", "2.001035" };
  int of_the_field = mc_procedure_match (by_code (catalogue, "2.000908"), "chung thuc");

  g_assert_cmpint (of_the_field, >, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (named); i++)
    g_assert_cmpint (mc_procedure_match (by_code (catalogue, named[i]), "chung thuc"), >, of_the_field);
}

static void
test_no_match (void)
{
  static const char *const none[] = { NULL, "", " ", "xyz", "khai sinh giam ho", "9.99", "hon nhan 2", "inh", "oc" };
  g_autoptr (GPtrArray) catalogue = read_catalogue ();

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    {
      for (guint n = 0; n < catalogue->len; n++)
        g_assert_cmpint (mc_procedure_match (g_ptr_array_index (catalogue, n), none[i]), ==, 0);
    }
}

/* The levels of mc_procedure_match(), highest first. */
static void
test_order_of_scores (void)
{
  static const char *const falling[] = { "xnhn", "xac nhan tinh trang hon nhan", "xnh", "1 0048", "xac nhan",
                                         "hon nhan", "giay xac nhan", "ho tich hon nhan" };
  g_autoptr (GPtrArray) catalogue = read_catalogue ();
  const McProcedure *procedure = by_code (catalogue, "1.004873");

  for (gsize i = 1; i < G_N_ELEMENTS (falling); i++)
    g_assert_cmpint (mc_procedure_match (procedure, falling[i - 1]), >, mc_procedure_match (procedure, falling[i]));
  g_assert_cmpint (mc_procedure_match (procedure, falling[G_N_ELEMENTS (falling) - 1]), >, 0);
}

/* A procedure that an import left half filled is not found, and does no harm. */
static void
test_bare_procedure (void)
{
  g_autoptr (McProcedure) procedure = mc_procedure_new ();

  g_assert_cmpint (mc_procedure_match (procedure, "ks"), ==, 0);
  g_assert_cmpint (mc_procedure_match (procedure, "1"), ==, 0);
  g_assert_null (mc_procedure_find_case (procedure, NULL));
}

/* ---- the data ---- */

static void
assert_time (GPtrArray *catalogue, const char *code, const char *case_key, McChannel channel, int amount,
             McDurationUnit unit)
{
  const McProcedureCase *one = mc_procedure_find_case (by_code (catalogue, code), case_key);

  g_assert_nonnull (one);
  g_assert_cmpint (one->duration[channel].unit, ==, unit);
  if (unit != MC_DURATION_UNSET && unit != MC_DURATION_SAME_DAY)
    g_assert_cmpint (one->duration[channel].amount, ==, amount);
}

/* domain.md section 4. */
static void
test_times (void)
{
  g_autoptr (GPtrArray) catalogue = read_catalogue ();

  for (int channel = MC_CHANNEL_DIRECT; channel < MC_N_CHANNELS; channel++)
    {
      McChannel c = (McChannel) channel;

      assert_time (catalogue, "1.001193", NULL, c, 0, MC_DURATION_SAME_DAY);
      assert_time (catalogue, "1.000894", NULL, c, 0, MC_DURATION_SAME_DAY);
      assert_time (catalogue, "1.000894", "xac-minh", c, 5, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "1.000656", NULL, c, 0, MC_DURATION_SAME_DAY);
      assert_time (catalogue, "1.004873", NULL, c, 3, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "1.004837", NULL, c, 3, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "1.004845", NULL, c, 2, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "2.000815", NULL, c, 0, MC_DURATION_SAME_DAY);
      assert_time (catalogue, "2.000635", NULL, c, 0, MC_DURATION_UNSET);
      assert_time (catalogue, "2.001035", NULL, c, 2, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "1.001612", NULL, c, 3, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "1.004222", NULL, c, 7, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "1.001022", NULL, c, 3, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "1.001022", "xac-minh", c, 8, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "1.003583", NULL, c, 5, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "1.004859", NULL, c, 3, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "1.004859", "xac-minh", c, 6, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "1.001766", NULL, c, 0, MC_DURATION_SAME_DAY);
      assert_time (catalogue, "1.001695", NULL, c, 10, MC_DURATION_CALENDAR_DAYS);
      assert_time (catalogue, "2.000908", NULL, c, 1, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "2.000424", NULL, c, 7, MC_DURATION_WORKING_DAYS);
      assert_time (catalogue, "1.011607", NULL, c, 15, MC_DURATION_CALENDAR_DAYS);
      assert_time (catalogue, "1.002693", "bao-ton", c, 20, MC_DURATION_WORKING_DAYS);
      /* Printed without a unit, or not at all: nothing is promised. */
      assert_time (catalogue, "2.000720", NULL, c, 0, MC_DURATION_UNSET);
      assert_time (catalogue, "2.002165", NULL, c, 0, MC_DURATION_UNSET);
      assert_time (catalogue, "1.001776", NULL, c, 0, MC_DURATION_UNSET);
    }
  assert_time (catalogue, "1.013225", NULL, MC_CHANNEL_DIRECT, 15, MC_DURATION_CALENDAR_DAYS);
  assert_time (catalogue, "1.013225", NULL, MC_CHANNEL_ONLINE, 20, MC_DURATION_CALENDAR_DAYS);
  assert_time (catalogue, "1.013978", NULL, MC_CHANNEL_DIRECT, 27, MC_DURATION_WORKING_DAYS);
  assert_time (catalogue, "1.013978", NULL, MC_CHANNEL_ONLINE, 17, MC_DURATION_WORKING_DAYS);
  assert_time (catalogue, "1.012812", NULL, MC_CHANNEL_POST, 30, MC_DURATION_CALENDAR_DAYS);
}

static void
test_fees (void)
{
  static const struct
  {
    const char *code;
    McChannel channel;
    gint64 fee;
  } fees[] = {
    { "2.000635", MC_CHANNEL_DIRECT, 8000 },   { "2.001035", MC_CHANNEL_POST, 50000 },
    { "1.004222", MC_CHANNEL_DIRECT, 20000 },  { "1.004222", MC_CHANNEL_ONLINE, 10000 },
    { "1.001193", MC_CHANNEL_DIRECT, 0 },      { "1.004873", MC_CHANNEL_DIRECT, MC_FEE_BY_COUNCIL },
    { "2.000884", MC_CHANNEL_DIRECT, 10000 },  { "2.000913", MC_CHANNEL_DIRECT, 30000 },
    { "2.000927", MC_CHANNEL_DIRECT, 25000 },  { "2.000942", MC_CHANNEL_DIRECT, 2000 },
    { "2.001019", MC_CHANNEL_DIRECT, 50000 },  { "2.001263", MC_CHANNEL_DIRECT, 400000 },
    { "1.010038", MC_CHANNEL_ONLINE, 5000 },   { "1.004194", MC_CHANNEL_ONLINE, 7000 },
    { "2.002516", MC_CHANNEL_DIRECT, 8000 },   { "1.013978", MC_CHANNEL_DIRECT, MC_FEE_BY_COUNCIL },
    { "1.001612", MC_CHANNEL_DIRECT, MC_FEE_BY_COUNCIL },
  };
  g_autoptr (GPtrArray) catalogue = read_catalogue ();

  for (gsize i = 0; i < G_N_ELEMENTS (fees); i++)
    g_assert_cmpint (mc_procedure_find_case (by_code (catalogue, fees[i].code), NULL)->fee[fees[i].channel], ==, fees[i].fee);
}

/* Unique, folded, and safe to type with Telex and VNI: a vowel, dd or w would come out as another letter, and so
 * would a digit (desk.md 2.1 rule 4). y after a consonant stays y. */
static void
test_abbreviations (void)
{
  g_autoptr (GPtrArray) catalogue = read_catalogue ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (catalogue->len, ==, 77);
  for (guint i = 0; i < catalogue->len; i++)
    {
      const McProcedure *procedure = g_ptr_array_index (catalogue, i);

      g_assert_cmpuint (g_strv_length (procedure->abbreviations), >, 0);
      for (gsize n = 0; procedure->abbreviations[n] != NULL; n++)
        {
          const char *abbreviation = procedure->abbreviations[n];
          g_autofree char *folded = mc_text_fold (abbreviation);

          g_assert_cmpstr (folded, ==, abbreviation);
          g_assert_true (g_hash_table_add (seen, (gpointer) abbreviation));
          g_assert_null (strpbrk (abbreviation, "aeiouw0123456789"));
          g_assert_null (strstr (abbreviation, "dd"));
        }
    }
}

/* Short names of papers, not the portal's paragraphs; one key each; what is set at once is complete. */
static void
test_components (void)
{
  g_autoptr (GPtrArray) catalogue = read_catalogue ();

  for (guint i = 0; i < catalogue->len; i++)
    {
      const McProcedure *procedure = g_ptr_array_index (catalogue, i);
      g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

      g_assert_cmpuint (procedure->components->len, >=, 1);
      g_assert_true (mc_procedure_in_force (procedure, mc_day_from_ymd (2026, 11, 22)));
      for (guint n = 0; n < procedure->components->len; n++)
        {
          const McProcedureComponent *component = g_ptr_array_index (procedure->components, n);

          g_assert_true (g_hash_table_add (keys, component->key));
          g_assert_cmpuint (strspn (component->key, "abcdefghijklmnopqrstuvwxyz0123456789-"), ==, strlen (component->key));
          g_assert_cmpint (g_utf8_strlen (component->name, -1), <=, 70);
          g_assert_true (component->shown || component->originals + component->certified + component->copies > 0);
          g_assert_false (component->required && component->condition != NULL);
        }
    }
}

/* ---- fees by the page ---- */

static McFeeRule *
make_rule (gint64 max, const McFeeStep *steps, guint n)
{
  McFeeRule *rule = mc_fee_rule_new ();

  rule->unit = g_strdup ("page");
  rule->max = max;
  g_array_append_vals (rule->steps, steps, n);
  return rule;
}

/* 2.000815: "2.000 đồng/trang; từ trang thứ 3 trở lên thu 1.000 đồng/trang, tối đa thu không quá 200.000 đồng/bản". */
static void
test_fee_of_pages (void)
{
  static const McFeeStep steps[] = { { 2, 2000 }, { 0, 1000 } };
  static const gint64 amounts[][2] = {
    { G_MININT64, 0 }, { -1, 0 },
    { 0, 0 },          { 1, 2000 },
    { 2, 4000 },       { 3, 5000 },
    { 99, 101000 },    { 100, 102000 },
    { 197, 199000 },   { 198, 200000 },
    { 199, 200000 }, /* 198 reach the limit exactly */
    { 1000, 200000 },  { G_MAXINT64, 200000 },
  };
  g_autoptr (McFeeRule) rule = make_rule (200000, steps, 2);

  for (gsize i = 0; i < G_N_ELEMENTS (amounts); i++)
    g_assert_cmpint (mc_fee_rule_amount (rule, amounts[i][0]), ==, amounts[i][1]);
  rule->max = 0;
  g_assert_cmpint (mc_fee_rule_amount (rule, 199), ==, 201000);
}

/* No sum wraps round: the greatest number stands for all that are greater. */
static void
test_fee_overflow (void)
{
  static const McFeeStep plain[] = { { 0, 8000 } }, free_first[] = { { 5, 0 }, { 0, G_MAXINT64 } };
  g_autoptr (McFeeRule) rule = make_rule (0, plain, 1);
  g_autoptr (McFeeRule) great = make_rule (0, free_first, 2);

  g_assert_cmpint (mc_fee_rule_amount (rule, G_MAXINT64 / 8000), ==, G_MAXINT64 / 8000 * 8000);
  g_assert_cmpint (mc_fee_rule_amount (rule, G_MAXINT64 / 8000 + 1), ==, G_MAXINT64);
  g_assert_cmpint (mc_fee_rule_amount (rule, G_MAXINT64), ==, G_MAXINT64);
  g_assert_cmpint (mc_fee_rule_amount (great, 5), ==, 0);
  g_assert_cmpint (mc_fee_rule_amount (great, 6), ==, G_MAXINT64);
  g_assert_cmpint (mc_fee_rule_amount (great, 7), ==, G_MAXINT64);
  great->max = 7;
  g_assert_cmpint (mc_fee_rule_amount (great, 6), ==, 7);
}

/* ---- versions and keys ---- */

static void
test_in_force (void)
{
  g_autoptr (McProcedure) procedure = mc_procedure_new ();

  g_assert_true (mc_procedure_in_force (procedure, mc_day_from_ymd (1990, 1, 1))); /* nothing known: always */
  procedure->valid_from = mc_day_from_ymd (2026, 7, 1);
  procedure->valid_to = mc_day_from_ymd (2027, 2, 28);
  g_assert_false (mc_procedure_in_force (procedure, mc_day_from_ymd (2026, 6, 30)));
  g_assert_true (mc_procedure_in_force (procedure, mc_day_from_ymd (2026, 7, 1)));
  g_assert_true (mc_procedure_in_force (procedure, mc_day_from_ymd (2027, 2, 28)));
  g_assert_false (mc_procedure_in_force (procedure, mc_day_from_ymd (2027, 3, 1)));
}

static void
test_cases (void)
{
  g_autoptr (GPtrArray) catalogue = read_catalogue ();
  const McProcedure *marriage = by_code (catalogue, "1.000894");

  g_assert_cmpstr (mc_procedure_find_case (marriage, NULL)->key, ==, "thuong");
  g_assert_cmpstr (mc_procedure_find_case (marriage, "xac-minh")->key, ==, "xac-minh");
  g_assert_null (mc_procedure_find_case (marriage, "khac"));
}

/* domain.md 2.2: KenhThucHien 1 direct, 2 online, 3 post. */
static void
test_keys (void)
{
  static const char *const channels[] = { NULL, "direct", "online", "post" };
  static const char *const vietnamese[] = { NULL, "Trực tiếp", "Trực tuyến", "Bưu chính" };
  static const char *const units[] = { "unset", "same-day", "working-days", "days", "working-hours" };
  McChannel channel;
  McDurationUnit unit;

  for (int i = 1; i <= 3; i++)
    {
      g_assert_cmpstr (mc_channel_to_key ((McChannel) i), ==, channels[i]);
      g_assert_cmpstr (mc_channel_to_vietnamese ((McChannel) i), ==, vietnamese[i]);
      g_assert_true (mc_channel_from_key (channels[i], &channel));
      g_assert_cmpint (channel, ==, i);
    }
  for (int i = 0; i < (int) G_N_ELEMENTS (units); i++)
    {
      g_assert_cmpstr (mc_duration_unit_to_key ((McDurationUnit) i), ==, units[i]);
      g_assert_true (mc_duration_unit_from_key (units[i], &unit));
      g_assert_cmpint (unit, ==, i);
    }
  g_assert_false (mc_channel_from_key ("fax", &channel));
  g_assert_false (mc_channel_from_key (NULL, &channel));
  g_assert_false (mc_duration_unit_from_key ("weeks", &unit));
  g_assert_false (mc_duration_unit_from_key (NULL, &unit));
}

static void
test_reference_counting (void)
{
  McProcedure *procedure = mc_procedure_new ();

  g_assert_true (mc_procedure_ref (procedure) == procedure);
  mc_procedure_unref (procedure);
  g_assert_cmpuint (procedure->cases->len, ==, 0);
  mc_procedure_unref (procedure);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/procedure/found-by-what-officers-type", test_match);
  g_test_add_func ("/procedure/two-that-are-meant-alike-are-both-found", test_ambiguous);
  g_test_add_func ("/procedure/nothing-is-found-by-chance", test_no_match);
  g_test_add_func ("/procedure/the-nearer-the-name-the-higher", test_order_of_scores);
  g_test_add_func ("/procedure/a-bare-one-does-no-harm", test_bare_procedure);
  g_test_add_func ("/procedure/times-of-the-starter-catalogue", test_times);
  g_test_add_func ("/procedure/fees-of-the-starter-catalogue", test_fees);
  g_test_add_func ("/procedure/abbreviations-survive-telex-and-vni", test_abbreviations);
  g_test_add_func ("/procedure/papers-have-short-names", test_components);
  g_test_add_func ("/procedure/the-fee-grows-with-the-pages-up-to-its-limit", test_fee_of_pages);
  g_test_add_func ("/procedure/a-fee-never-wraps-round", test_fee_overflow);
  g_test_add_func ("/procedure/in-force-from-day-to-day", test_in_force);
  g_test_add_func ("/procedure/cases", test_cases);
  g_test_add_func ("/procedure/keys", test_keys);
  g_test_add_func ("/procedure/reference-counting", test_reference_counting);
  return g_test_run ();
}
