/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-locale.h"

#include <langinfo.h>
#include <libintl.h>
#include <locale.h>

#include <gtk/gtk.h>

/* gettext answers in the source language while the locale is "C" or not UTF-8, whatever LANGUAGE says. C.UTF-8 is the last
 * resort: it serves up to glibc 2.38, later ones need one of the real locales, which Debian's desktop installs. */
static const char *const fallbacks[] = { "vi_VN.UTF-8", "vi_VN.utf8", "en_US.UTF-8", "C.UTF-8" };

static gboolean
mc_locale_serves (void)
{
  const char *messages = setlocale (LC_MESSAGES, NULL);

  return g_str_equal (nl_langinfo (CODESET), "UTF-8") && !g_str_equal (messages, "C") && !g_str_equal (messages, "POSIX") &&
         !g_str_has_prefix (messages, "C.");
}

static const char *
mc_locale_catalogue_dir (void)
{
  const char *dir = g_getenv ("MOTCUA_LOCALEDIR");
  g_autofree char *program = NULL;

  if (dir != NULL && dir[0] != '\0')
    return dir;
  program = g_file_read_link ("/proc/self/exe", NULL);
  if (program != NULL && g_str_has_prefix (program, MC_BUILDDIR "/"))
    return MC_BUILDDIR "/po";
  return MC_LOCALEDIR;
}

void
mc_locale_init (void)
{
  const char *language = g_getenv ("MOTCUA_LANGUAGE");

  if (setlocale (LC_ALL, "") == NULL || !mc_locale_serves ())
    for (gsize i = 0; i < G_N_ELEMENTS (fallbacks); i++)
      if (setlocale (LC_CTYPE, fallbacks[i]) != NULL && setlocale (LC_MESSAGES, fallbacks[i]) != NULL)
        break;
  setlocale (LC_NUMERIC, "C");
  gtk_disable_setlocale ();

  g_setenv ("LANGUAGE", language != NULL && language[0] != '\0' ? language : "vi", TRUE);
  bindtextdomain (GETTEXT_PACKAGE, mc_locale_catalogue_dir ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
