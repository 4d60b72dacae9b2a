/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mc_form_guard:
 * @xml: a template
 *
 * A template is printed by every office: names of one province or commune, web addresses and telephone numbers in its text belong to the
 * office's own file. (Two provinces printed the name of a third on their refusals for months, because it was typed into the form.)
 *
 * Returns: FALSE with MC_ERROR_INVALID naming what stands there
 */
gboolean mc_form_guard (const char *xml, GError **error);

G_END_DECLS
