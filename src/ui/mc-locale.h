/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Chooses the language of the window before GTK starts: Vietnamese, unless MOTCUA_LANGUAGE names another ("en"). The
 * catalogue comes from MOTCUA_LOCALEDIR when set, else from where it was installed, else from the build folder. */
void mc_locale_init (void);

G_END_DECLS
