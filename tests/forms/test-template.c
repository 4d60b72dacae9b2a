/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "mc-error.h"
#include "mc-form-guard.h"
#include "mc-form-template.h"

#define HEAD "<form>\n<page width='148' height='210' faces='11 10' min='9'/>\n"
#define TAIL "\n</form>"

/* ---- broken templates: an error with the line, never a crash ---------------------------------------------------- */

static const struct
{
  const char *xml;
  int line;
} broken[] = {
  { "", 1 },
  { "words", 1 },
  { "<?>", 1 },
  { "<!-- nothing else -->", 1 },
  { "<page width='1' faces='9' min='9'/>", 1 },
  { "<form></form>", 1 },
  { "<form>\n<text>no page</text>\n</form>", 1 },
  { HEAD "<text>not closed</form>", 3 },
  { HEAD "<paragraph>unknown element</paragraph>" TAIL, 3 },
  { HEAD "\n\n<text colour='red'>unknown attribute</text>" TAIL, 5 },
  { HEAD "<text size='big'>wrong value</text>" TAIL, 3 },
  { HEAD "<text size='-'>wrong value</text>" TAIL, 3 },
  { HEAD "<text align='middle'/>" TAIL, 3 },
  { HEAD "<text align='left' align='right'>twice</text>" TAIL, 3 },
  { HEAD "<text if='Tên'/>" TAIL, 3 },
  { HEAD "<text if=''/>" TAIL, 3 },
  { HEAD "<text space='1e999'/>" TAIL, 3 },
  { HEAD "<text space='-4'/>" TAIL, 3 },
  { HEAD "<text space='nan'/>" TAIL, 3 },
  { HEAD "<text>{name</text>" TAIL, 3 },
  { HEAD "<text>name}</text>" TAIL, 3 },
  { HEAD "<text>{}</text>" TAIL, 3 },
  { HEAD "<text>{Two words}</text>" TAIL, 3 },
  { HEAD "loose words" TAIL, 3 },
  { HEAD "<text>\n\nbefore {two words} after\n\n</text>" TAIL, 5 },
  { HEAD "<field>no label</field>" TAIL, 3 },
  { HEAD "<qr>no size</qr>" TAIL, 3 },
  { HEAD "<columns widths='10 *'><cell/></columns>" TAIL, 3 },
  { HEAD "<columns widths='10 x'><cell/><cell/></columns>" TAIL, 3 },
  { HEAD "<columns widths='1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1'/>" TAIL, 3 },
  { HEAD "<table rows='r' widths='10'/>" TAIL, 3 },
  { HEAD "<table rows='r' widths='10'><body/><body/></table>" TAIL, 3 },
  { HEAD "<table rows='r' widths='10'><body><td/></body></table>" TAIL, 3 },
  { HEAD "<table rows='r' widths='10'><body><tr><td>words<text/></td></tr></body></table>" TAIL, 3 },
  { HEAD "<table rows='r' widths='10'><body><tr><td colspan='0'/></tr></body></table>" TAIL, 3 },
  { HEAD "<page width='148' faces='11' min='9'/>" TAIL, 3 },
  { "<form><page width='148' height='210' left='100' right='60' faces='11' min='9'/></form>", 1 },
  { "<form><page width='148' height='210' faces='11 8' min='9'/></form>", 1 },
  { HEAD "<text>\xff\xfe</text>" TAIL, 3 },
  { HEAD "<text>&unknown;</text>" TAIL, 3 },
};

static void
test_broken (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (McTemplate) template =
          mc_template_parse ("t.xml", broken[i].xml, strlen (broken[i].xml), &error);
      g_autofree char *place = g_strdup_printf ("t.xml, line %d:", broken[i].line);
      g_autofree char *shown = g_utf8_make_valid (broken[i].xml, -1);

      g_test_message ("%s", shown);
      g_assert_null (template);
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, place));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_deep_nesting (void)
{
  g_autoptr (GString) xml = g_string_new (HEAD);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 100000; i++)
    g_string_append (xml, "<keep>");
  g_assert_null (mc_template_parse ("t.xml", xml->str, xml->len, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
}

/* A file cut off or overwritten anywhere is refused or understood, and nothing else happens. */
static void
test_damaged_files (void)
{
  g_autoptr (GBytes) bytes =
      g_resources_lookup_data ("/org/motcua/forms/slip-a5.xml", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  /* Without the end of its last line it is whole. */
  for (gsize cut = 0; cut < size - 1; cut += 7)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (McTemplate) template = mc_template_parse ("t.xml", data, cut, &error);

      g_assert_null (template);
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
    }
  for (gsize hit = 0; hit < size; hit += 11)
    {
      g_autofree char *copy = g_memdup2 (data, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (McTemplate) template = NULL;

      copy[hit] = "<>{}'\"\0\xff"[hit % 8];
      template = mc_template_parse ("t.xml", copy, size, &error);
      g_assert_true ((template != NULL) != (error != NULL));
      if (error != NULL)
        g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
    }
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_template_load ("no-such-form", &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NOT_FOUND);
}

/* ---- forms.md, "Template test": a vendor's templates had an agency typed in, and other provinces printed it ------ */

/* (transfer full) (nullable): what @xml says that belongs to one office alone. */
static char *
find_fault (const char *xml)
{
  g_autoptr (GError) error = NULL;

  if (mc_form_guard (xml, &error))
    return NULL;
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  return g_strdup (error->message);
}

static void
test_guard_finds_planted_faults (void)
{
  static const char *const planted[] = {
    "<text>Trung tâm Phục vụ hành chính công tỉnh Thanh Hóa</text>",
    "<text>UBND XÃ YÊN BÌNH</text>",
    "<text>Xem https://example.org/</text>",
    "<text>dichvucong.laocai.gov.vn</text>",
    "<text>Gọi 0987 654 321</text>",
    "<text>Gọi 0216.385.1234</text>",
    "<field label='x' size='9'/><field size=\"9\" label=\"UBND xã Yên Bình\">{name}</field>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (planted); i++)
    {
      g_autofree char *fault = find_fault (planted[i]);

      g_test_message ("%s", planted[i]);
      g_assert_nonnull (fault);
    }
  g_assert_null (
      find_fault ("<text>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</text><text>Độc lập - Tự do - Hạnh phúc</text>"));
}

static void
test_guard (void)
{
  g_auto (GStrv) names =
      g_resources_enumerate_children ("/org/motcua/forms/", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert_cmpuint (g_strv_length (names), >=, 3);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/org/motcua/forms/", names[i], NULL);
      g_autoptr (GBytes) xml = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      g_autofree char *fault = find_fault (g_bytes_get_data (xml, NULL));
      g_autofree char *name = g_strndup (names[i], strlen (names[i]) - strlen (".xml"));
      g_autoptr (GError) error = NULL;
      g_autoptr (McTemplate) template = mc_template_load (name, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (fault, ==, NULL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/template/broken-one-is-refused-with-its-line", test_broken);
  g_test_add_func ("/template/deep-nesting-is-refused", test_deep_nesting);
  g_test_add_func ("/template/damaged-file-never-crashes", test_damaged_files);
  g_test_add_func ("/template/unknown-form-is-not-found", test_missing);
  g_test_add_func ("/template/guard-finds-planted-names", test_guard_finds_planted_faults);
  g_test_add_func ("/template/shipped-ones-name-no-place-phone-or-address", test_guard);
  return g_test_run ();
}
