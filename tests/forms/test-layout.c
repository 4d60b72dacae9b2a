/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "form-samples.h"
#include "mc-error.h"
#include "mc-form-private.h"

#define A5 "<page width='148' height='210' top='10' right='10' bottom='10' left='15' faces='11 10' min='9'/>"

static McForm *
lay_out (const char *blocks, McFormValues *values, GError **error)
{
  g_autofree char *xml =
      g_strconcat ("<form>", strstr (blocks, "<page") == NULL ? A5 : "", blocks, "</form>", NULL);
  g_autoptr (GPtrArray) copies = g_ptr_array_new ();
  g_autoptr (McTemplate) template = mc_template_parse ("t.xml", xml, strlen (xml), error);
  g_autoptr (McFormEngine) engine = NULL;

  if (template == NULL)
    return NULL;
  engine = mc_form_engine_new (NULL);
  g_assert_nonnull (engine);
  g_ptr_array_add (copies, values);
  return mc_form_lay_out (engine, template, copies, 1, error);
}

static char *
text_of (const char *blocks, McFormValues *values, int page)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McForm) form = lay_out (blocks, values, &error);
  PopplerDocument *pdf;
  char *text;

  g_assert_no_error (error);
  pdf = sample_pdf (form);
  text = sample_page_text (pdf, page);
  g_object_unref (pdf);
  return g_strchomp (text);
}

static void
assert_text (const char *blocks, McFormValues *values, const char *expected)
{
  g_autofree char *text = text_of (blocks, values, -1);

  g_assert_cmpstr (text, ==, expected);
}

static void
add_rows (McFormValues *values, int n)
{
  mc_form_values_set_rows (values, "rows");
  for (int i = 1; i <= n; i++)
    {
      McFormValues *row = mc_form_values_add_row (values, "rows");

      mc_form_values_take (row, "n", g_strdup_printf ("r%d", i));
    }
}

/* ---- what is printed, and what not ------------------------------------------------------------------------------ */

static void
test_fields (void)
{
  g_autoptr (McFormValues) values = mc_form_values_new (NULL);

  mc_form_values_set (values, "full", "giá trị");
  mc_form_values_set (values, "empty", NULL);
  mc_form_values_set (values, "spaces", " \t ");
  assert_text ("<field label='A'>{full}</field>", values, "A: giá trị");
  /* forms.md: fields with no value print nothing, label too, except those that print dots */
  assert_text ("<field label='A'>{empty}</field><text>end</text>", values, "end");
  assert_text ("<field label='A'>{spaces}</field><text>end</text>", values, "end");
  assert_text ("<field label='A' dots='1'>{empty}</field><text>end</text>", values, "A: end");
  assert_text ("<text dots='5'>a {empty} b</text>", values, "a ..... b");
  assert_text ("<text caps='1'>xã {full}</text>", values, "XÃ GIÁ TRỊ");
}

static void
test_conditions (void)
{
  g_autoptr (McFormValues) values = mc_form_values_new (NULL);

  mc_form_values_set (values, "a", "x");
  mc_form_values_set (values, "b", NULL);
  add_rows (values, 1);
  mc_form_values_set_rows (values, "none");
  assert_text (
      "<text if='a'>1</text><text if='b'>2</text><text unless='b'>3</text><text unless='a'>4</text>"
      "<text if='a b'>5</text><text unless='a b'>6</text><text if='rows'>7</text><text if='none'>8</text>",
      values, "1 3 7");
  assert_text ("<text>one <s if='b'>two </s><s if='a'>three</s></text>", values, "one three");
}

static void
test_unknown_names (void)
{
  static const char *const blocks[] = {
    "\n<text>{mistyped}</text>",
    "\n<text if='mistyped'>x</text>",
    "\n<text unless='mistyped'/>",
    "\n<repeat rows='mistyped'/>",
    "\n<text><box on='mistyped'/></text>",
    "\n<table rows='mistyped' widths='10'><body/></table>",
    "\n<table rows='rows' widths='10'><body><tr><td>{mistyped}</td></tr></body></table>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      g_autoptr (McFormValues) values = mc_form_values_new (NULL);
      g_autoptr (GError) error = NULL;

      add_rows (values, 1);
      g_assert_null (lay_out (blocks[i], values, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "line 2"));
      g_assert_nonnull (strstr (error->message, "mistyped"));
    }
}

static void
test_impossible (void)
{
  static const char *const blocks[] = {
    "<columns widths='100 100'><cell/><cell/></columns>", /* wider than the paper */
    "<table rows='rows' widths='10 10'><body><tr><td/><td colspan='2'/></tr></body></table>",
    "<qr mm='200'>ABC</qr>",
    "<qr mm='20'>a code with spaces</qr>",
    "<space mm='500'/><keep><text>a</text><space mm='400'/><text>b</text></keep>",
    "<text>\xf0\x9f\x98\x80</text>", /* a face */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      g_autoptr (McFormValues) values = mc_form_values_new (NULL);
      g_autoptr (GError) error = NULL;

      add_rows (values, 1);
      g_assert_null (lay_out (blocks[i], values, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
    }
}

/* ---- pages ------------------------------------------------------------------------------------------------------ */

#define TABLE                                                                                                \
  "<text keep='next'>caption</text><space mm='1'/><table rows='rows' widths='20 "                            \
  "*'><head><tr><td>HEAD</td><td/></tr></head>"                                                              \
  "<body><tr height='8'><td>{n}</td><td/></tr></body></table>"
#define FOOTER "<footer><text>page {trang} of {so_trang}</text></footer>"

static void
test_table_pages (void)
{
  g_autoptr (McFormValues) values = mc_form_values_new (NULL);
  g_autofree char *first = NULL, *second = NULL, *third = NULL;

  add_rows (values, 50);
  first = text_of (TABLE FOOTER, values, 0);
  second = text_of (TABLE FOOTER, values, 1);
  third = text_of (TABLE FOOTER, values, 2);
  g_assert_true (g_str_has_prefix (first, "caption HEAD r1 "));
  g_assert_true (g_str_has_suffix (first, "page 1 of 3"));
  g_assert_true (g_str_has_prefix (second, "HEAD r2"));
  g_assert_true (g_str_has_prefix (third, "HEAD r"));
  g_assert_nonnull (strstr (third, "r50 page 3 of 3"));
}

/* Wherever the end of the page falls: a caption or a head stands with its first row, the signatures with a block. */
static void
test_nothing_alone (void)
{
  for (int mm = 120; mm < 184; mm += 2)
    {
      g_autoptr (McFormValues) values = mc_form_values_new (NULL);
      g_autofree char *blocks =
          g_strdup_printf ("<text>first</text><space mm='%d'/>" TABLE
                           "<text>last</text><space mm='2'/><signatures><text>SIGN</text><space mm='15'/>"
                           "<text>name</text></signatures>",
                           mm);
      g_autoptr (GError) error = NULL;
      g_autoptr (McForm) form = NULL;
      PopplerDocument *pdf;
      int n;

      add_rows (values, 2);
      form = lay_out (blocks, values, &error);
      g_assert_no_error (error);
      pdf = sample_pdf (form);
      n = mc_form_n_pages (form);
      for (int page = 0; page < n; page++)
        {
          g_autofree char *text = g_strchomp (sample_page_text (pdf, page));

          g_assert_false (g_str_has_suffix (text, "caption"));
          g_assert_false (g_str_has_suffix (text, "HEAD"));
          g_assert_false (g_str_has_suffix (text, "SIGN"));
          g_assert_false (g_str_has_prefix (text, "SIGN"));
          g_assert_false (g_str_has_prefix (text, "name"));
        }
      g_object_unref (pdf);
    }
}

/* A text longer than a page goes on; no single line is left behind or sent ahead. */
static void
test_long_text (void)
{
  g_autoptr (McFormValues) values = mc_form_values_new (NULL);
  g_autoptr (GString) words = g_string_new (NULL);

  for (int i = 0; i < 1200; i++)
    g_string_append_printf (words, "từ%d ", i);
  mc_form_values_set (values, "words", words->str);
  for (int mm = 0; mm < 40; mm += 3)
    {
      g_autofree char *blocks =
          g_strdup_printf ("<text>first</text><space mm='%d'/><text>{words}</text>", mm);
      g_autoptr (GError) error = NULL;
      g_autoptr (McForm) form = lay_out (blocks, values, &error);
      g_autofree char *all = NULL;
      PopplerDocument *pdf;

      g_assert_no_error (error);
      pdf = sample_pdf (form);
      all = sample_page_text (pdf, -1);
      g_assert_cmpint (mc_form_n_pages (form), >=, 2);
      for (int i = 0; i < 1200; i++)
        {
          g_autofree char *word = g_strdup_printf ("từ%d ", i);

          g_assert_nonnull (strstr (all, word));
        }
      for (int page = 0; page < mc_form_n_pages (form); page++)
        {
          g_autofree char *text = sample_page_text (pdf, page);

          g_assert_cmpuint (strlen (text), >, 100);
        }
      g_object_unref (pdf);
    }
}

/* forms.md: 11 pt, 10 pt when that saves paper, never smaller. */
static void
test_face_saves_paper (void)
{
  static const struct
  {
    int rows, pages;
  } cases[] = { { 10, 1 }, { 38, 1 }, { 43, 1 }, { 60, 2 }, { 120, 3 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (McFormValues) lines = mc_form_values_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (McForm) form = NULL;

      add_rows (lines, cases[i].rows);
      form = lay_out ("<repeat rows='rows' space='0'><text>{n}</text></repeat>", lines, &error);
      g_assert_no_error (error);
      g_assert_cmpint (mc_form_n_pages (form), ==, cases[i].pages);
    }
}

static void
test_roll (void)
{
  g_autoptr (McFormValues) few = mc_form_values_new (NULL);
  g_autoptr (McFormValues) values = mc_form_values_new (NULL);
  g_autoptr (McForm) shorter = NULL, longer = NULL;
  const char *blocks = "<page width='80' top='3' right='4' bottom='3' left='4' faces='10' min='9'/>"
                       "<repeat rows='rows'><text>{n}</text></repeat>";
  double width, height, longer_height;

  add_rows (few, 2);
  add_rows (values, 200);
  shorter = lay_out (blocks, few, NULL);
  longer = lay_out (blocks, values, NULL);
  g_assert_cmpint (mc_form_n_pages (longer), ==, 1);
  mc_form_page_size (shorter, 0, &width, &height);
  mc_form_page_size (longer, 0, &width, &longer_height);
  g_assert_cmpfloat_with_epsilon (width, 80 * MC_POINTS_PER_MM, 0.01);
  g_assert_cmpfloat (height, <, 60);
  g_assert_cmpfloat (longer_height, >, 2000);
}

/* ---- the rest of the vocabulary --------------------------------------------------------------------------------- */

/* Form 06: two blank blocks to fill by hand; form 07: a table with a head of two rows; forms 04, 05: frames, boxes. */
static void
test_vocabulary (void)
{
  g_autoptr (McFormValues) values = mc_form_values_new (NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) blocks = NULL;

  add_rows (values, 2);
  mc_form_values_set (values, "yes", "1");
  mc_form_values_set (values, "no", NULL);
  text = text_of (
      "<table rows='rows' widths='30 40 *' blank='2'><head><tr><td rowspan='2'>A</td><td "
      "colspan='2'>B</td></tr>"
      "<tr><td>C</td><td>D</td></tr></head>"
      "<body><tr><td>Giao: {n}</td><td><text>giờ</text><columns widths='* *'><cell><text>x</text></cell>"
      "<cell><text>y</text></cell></columns></td><td if='no'>never</td></tr></body></table>"
      "<frame pad='2'><text>framed</text></frame>"
      "<text>tick <box on='yes'/> this <box on='no'/> that</text>"
      "<rule style='double'/><rule mm='20' align='right' style='dashed'/><qr mm='20'>{no}</qr>"
      "<text align='justify'><b>bold</b> <i>italic</i><br/><s size='14' nobreak='1'>big</s></text>",
      values, 0);
  g_assert_nonnull (strstr (text, "Giao: r1"));
  g_assert_nonnull (strstr (text, "framed tick this"));
  g_assert_nonnull (strstr (text, "bold italic"));
  g_assert_nonnull (strstr (text, "big"));
  g_assert_null (strstr (text, "never"));
  blocks = g_strsplit (text, "Giao:", -1);
  g_assert_cmpuint (g_strv_length (blocks), ==, 5); /* two rows, two blank ones */
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/field-without-value-prints-nothing", test_fields);
  g_test_add_func ("/layout/conditions", test_conditions);
  g_test_add_func ("/layout/misspelt-name-is-an-error-with-its-line", test_unknown_names);
  g_test_add_func ("/layout/what-cannot-be-printed-is-an-error", test_impossible);
  g_test_add_func ("/layout/table-head-repeats-on-every-page", test_table_pages);
  g_test_add_func ("/layout/captions-heads-and-signatures-never-stand-alone", test_nothing_alone);
  g_test_add_func ("/layout/long-text-goes-on-over-the-page", test_long_text);
  g_test_add_func ("/layout/smaller-face-only-to-save-paper", test_face_saves_paper);
  g_test_add_func ("/layout/roll-is-as-long-as-its-text", test_roll);
  g_test_add_func ("/layout/vocabulary-of-the-other-forms", test_vocabulary);
  return g_test_run ();
}
