/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include <string.h>

#include "mc-error.h"
#include "mc-form-private.h"

/* desk.md [M]: fonts-liberation 1.07 is "Liberation Serif" too, and has no Vietnamese letters. Fontconfig can take
 * letters away from the face that is installed here, so that it looks like the old one. */

static PangoFontMap *
font_map_with (const char *rules)
{
  g_autofree char *xml =
      g_strconcat ("<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
                   "<dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>",
                   rules, "</fontconfig>", NULL);
  PangoFontMap *map = pango_cairo_font_map_new ();
  FcConfig *config = FcConfigCreate ();

  g_assert_true (FcConfigParseAndLoadFromMemory (config, (const FcChar8 *) xml, FcTrue));
  g_assert_true (FcConfigBuildFonts (config));
  g_assert_true (PANGO_IS_FC_FONT_MAP (map));
  pango_fc_font_map_set_config (PANGO_FC_FONT_MAP (map), config);
  FcConfigDestroy (config);
  return map;
}

static void
assert_not_found (const char *rules)
{
  g_autoptr (PangoFontMap) map = font_map_with (rules);
  g_autoptr (GError) error = NULL;
  g_autoptr (McFormEngine) engine = mc_form_engine_new_for_font_map (map, &error);

  g_assert_null (engine);
  g_assert_error (error, MC_ERROR, MC_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "fonts-liberation2"));
}

static void
test_installed (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McFormEngine) engine = mc_form_engine_new (&error);
  const char *family;

  g_assert_no_error (error);
  family = mc_form_engine_font_family (engine);
  g_assert_true (g_str_equal (family, "Times New Roman") || g_str_equal (family, "Liberation Serif"));
}

#define WITHOUT(letters)                                                                                     \
  "<match target=\"scan\"><test name=\"family\"><string>Liberation Serif</string></test>"                    \
  "<edit name=\"charset\" mode=\"assign\"><minus><name>charset</name><charset>" letters                      \
  "</charset></minus></edit></match>"

/* A face is robbed of letters through fontconfig. Later versions of Pango read the letters from the file itself and cannot
 * be deceived so. */
static gboolean
cannot_rob (void)
{
  if (pango_version_check (1, 52, 0) != NULL)
    return FALSE;
  g_test_skip ("this Pango reads faces and their letters from the files, past fontconfig's rules");
  return TRUE;
}

static void
test_old_face (void)
{
  if (cannot_rob ())
    return;
  assert_not_found (WITHOUT ("<range><int>0x1ea0</int><int>0x1ef9</int></range>"));
}

/* One missing letter of the Central Highlands is enough. */
static void
test_single_letter (void)
{
  if (cannot_rob ())
    return;
  assert_not_found (WITHOUT ("<int>0x0180</int>"));
}

static void
test_nothing_installed (void)
{
  if (cannot_rob ())
    return;
  assert_not_found ("<selectfont><rejectfont><glob>*</glob></rejectfont></selectfont>");
}

/* An alias answers for "Times New Roman" with another face; that one is not it. */
static void
test_alias_is_not_the_face (void)
{
  g_autoptr (PangoFontMap) map =
      font_map_with ("<alias binding=\"same\"><family>Times New Roman</family>"
                     "<accept><family>Liberation Serif</family></accept></alias>"
                     "<selectfont><rejectfont><pattern><patelt name=\"family\">"
                     "<string>Times New Roman</string></patelt></pattern></rejectfont></selectfont>");
  g_autoptr (GError) error = NULL;
  g_autoptr (McFormEngine) engine = mc_form_engine_new_for_font_map (map, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mc_form_engine_font_family (engine), ==, "Liberation Serif");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/face/installed-one-is-one-of-the-two", test_installed);
  g_test_add_func ("/face/liberation-without-vietnamese-letters-is-refused", test_old_face);
  g_test_add_func ("/face/without-one-letter-is-refused", test_single_letter);
  g_test_add_func ("/face/none-installed-names-the-package", test_nothing_installed);
  g_test_add_func ("/face/alias-is-not-taken-for-the-face", test_alias_is_not_the_face);
  return g_test_run ();
}
