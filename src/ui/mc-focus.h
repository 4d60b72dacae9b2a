/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Enter goes to the next field, Shift+Enter to the one before, in every field of a form: the hand stays on the keypad. Tab
 * does the same. A number that stands there already is selected, to be typed anew; in a text the caret goes to the end. */

/* The style class of the widget that Enter does not leave: at its last field Enter stays there. */
#define MC_FOCUS_SCOPE "focus-scope"

/* Makes Enter (and Tab) in @control go on instead of toggling or opening it. */
void mc_focus_enter_goes_on (GtkWidget *control);

/* Moves the focus within the scope around @from. FALSE at its end. */
gboolean mc_focus_step (GtkWidget *from, GtkDirectionType direction);

G_END_DECLS
