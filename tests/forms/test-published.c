/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates from the province: tried before they are used, and checked before they are sent. */
#include <string.h>

#include "form-samples.h"
#include "mc-error.h"
#include "mc-form-names.h"

#define PAGE "<page width='148' height='210' top='10' right='10' bottom='10' left='15' faces='10' min='9'/>\n"

static McFormEngine *engine;
static McOffice *office;

/* NULL when a paper can be made of it, else what was said. (transfer full) */
static char *
fault_of (const char *xml, const char *paper, int set)
{
  McPaperTemplate template = { (char *) "01", (char *) paper, set, (char *) xml };
  g_autoptr (GError) error = NULL;

  if (mc_form_check_template (engine, &template, &error))
    return NULL;
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  return g_strdup (error->message);
}

static char *
shipped (const char *name)
{
  g_autofree char *path = g_strconcat ("/org/motcua/forms/", name, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* What we ship would pass if a province published it. */
static void
test_shipped (void)
{
  static const char *const papers[][2] = { { "slip-a5.xml", "a5" }, { "slip-a4.xml", "a4" }, { "slip-80mm.xml", "80mm" } };

  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    {
      g_autofree char *xml = shipped (papers[i][0]), *fault = fault_of (xml, papers[i][1], 0);
      g_autoptr (McTemplate) template = mc_template_parse (papers[i][0], xml, strlen (xml), NULL);
      g_autoptr (GError) error = NULL;

      g_assert_cmpstr (fault, ==, NULL);
      mc_form_check_names (template, &error);
      g_assert_no_error (error);
    }
}

static gboolean
is_of_row (const char *name)
{
  static const char *const of_rows[] = { "tt", "ten_giay_to", "chinh", "chung_thuc", "chup", "so_luong_ngan", NULL };

  return g_strv_contains (of_rows, name);
}

/* Every name the province lets pass is one that the slip sets: in a text, in a row, in the footer, as rows. */
static void
test_names (void)
{
  const char *const *names = mc_form_names ();
  g_autoptr (GString) xml = g_string_new ("<form>\n" PAGE "<footer><text>{trang}/{so_trang}</text></footer>\n");
  g_autofree char *fault = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    if (!is_of_row (names[i]) && strcmp (names[i], "trang") != 0 && strcmp (names[i], "so_trang") != 0 &&
        strcmp (names[i], "thanh_phan") != 0)
      g_string_append_printf (xml, "<text>{%s}</text>\n", names[i]);
  g_string_append (xml, "<table rows='thanh_phan' widths='* * * * * *'><body><tr><td>{tt}</td><td>{ten_giay_to}</td><td>{chinh}</td>"
                        "<td>{chung_thuc}</td><td>{chup}</td><td>{so_luong_ngan}</td></tr></body></table></form>");
  fault = fault_of (xml->str, "a5", 0);
  g_assert_cmpstr (fault, ==, NULL);
}

static void
test_misspelt (void)
{
  static const char *const bodies[] = {
    "<text>{ma_hs}</text>",
    "<text if='nguoi'>x</text>",
    "<text unless='nguoi'>x</text>",
    "<text><s if='ma_ho_so'>x</s><s if='nguoi'>y</s></text>",
    "<table rows='giay_to' widths='*'><body><tr><td>x</td></tr></body></table>",
    "<text if='email'>{ma_hs}</text>",
    "<text unless='email'>{ma_hs}</text>",
    "<table rows='thanh_phan' widths='*'><body><tr><td>{ma_hs}</td></tr></body></table>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *xml = g_strconcat ("<form>\n" PAGE, bodies[i], "</form>", NULL), *fault = fault_of (xml, "a5", 0);
      g_autoptr (McTemplate) template = mc_template_parse ("t", xml, strlen (xml), NULL);
      g_autoptr (GError) error = NULL;

      /* Both ways of looking find it: by laying it out, and by its names alone. */
      g_test_message ("%s", bodies[i]);
      g_assert_nonnull (fault);
      g_assert_false (mc_form_check_names (template, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "line 3"));
    }
}

/* One that takes the place of a set leaves the other; the shipped one comes back with an empty list. */
static void
test_replace (void)
{
  g_autofree char *xml = shipped ("slip-a5.xml");
  g_autoptr (GString) changed = g_string_new (xml);
  g_autoptr (GPtrArray) one = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_paper_template_free);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  McPaperTemplate *template = mc_paper_template_new ();
  McFormOptions options = { .paper = MC_PAPER_A5, .set = 2025, .copies = 1, .printed_at = 1795000000 };

  g_string_replace (changed, "GIẤY TIẾP NHẬN HỒ SƠ VÀ", "PHIẾU NHẬN VÀ", 0);
  template->form = g_strdup ("01");
  template->paper = g_strdup ("a5");
  template->set = 2025;
  template->xml = g_strdup (changed->str);
  g_ptr_array_add (one, template);
  for (int round = 0; round < 3; round++)
    for (int set = 2018; set <= 2025; set += 7)
      {
        g_autoptr (McDossier) dossier = sample_dossier ();
        g_autoptr (McForm) form = NULL;
        g_autofree char *text = NULL;
        PopplerDocument *pdf;

        mc_form_engine_use_templates (engine, round == 1 ? one : none);
        options.set = set;
        form = sample_slip (engine, dossier, office, options);
        pdf = sample_pdf (form);
        text = sample_page_text (pdf, 0);
        g_object_unref (pdf);
        g_assert_true ((strstr (text, "PHIẾU NHẬN") != NULL) == (round == 1 && set == 2025));
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms-published/what-we-ship-would-pass", test_shipped);
  g_test_add_func ("/forms-published/names-that-pass-are-set", test_names);
  g_test_add_func ("/forms-published/a-misspelt-name-is-found-both-ways", test_misspelt);
  g_test_add_func ("/forms-published/one-set-changes-over-and-back", test_replace);
  return sample_run (&engine, &office);
}
