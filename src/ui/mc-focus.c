/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-focus.h"

#include "mc-entry-field.h"

static void
mc_focus_set_caret (GtkWidget *scope)
{
  McField *field = mc_field_of (gtk_root_get_focus (gtk_widget_get_root (scope)));
  GtkEditable *editable;

  if (!MC_IS_ENTRY_FIELD (field))
    return;
  editable = GTK_EDITABLE (mc_entry_field_get_entry (MC_ENTRY_FIELD (field)));
  if (mc_entry_field_is_numeric (MC_ENTRY_FIELD (field)))
    gtk_editable_select_region (editable, 0, -1);
  else
    gtk_editable_set_position (editable, -1);
}

gboolean
mc_focus_step (GtkWidget *from, GtkDirectionType direction)
{
  GtkWidget *scope = from;

  while (scope != NULL && !gtk_widget_has_css_class (scope, MC_FOCUS_SCOPE))
    scope = gtk_widget_get_parent (scope);
  if (scope == NULL || !gtk_widget_child_focus (scope, direction))
    return FALSE;
  mc_focus_set_caret (scope);
  return TRUE;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  GtkWidget *control = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (control));

  gboolean is_enter = keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter;
  gboolean is_tab = keyval == GDK_KEY_Tab || keyval == GDK_KEY_ISO_Left_Tab || keyval == GDK_KEY_KP_Tab;
  gboolean moved;

  if (!is_enter && !is_tab)
    return GDK_EVENT_PROPAGATE;
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  /* In the list of an open drop-down Enter takes the line. */
  if (focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL)
    return GDK_EVENT_PROPAGATE;
  moved = mc_focus_step (control, (state & GDK_SHIFT_MASK) != 0 ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
  /* At the end of the form Tab goes on to what stands beside it, Enter stays. */
  return is_enter || moved;
}

void
mc_focus_enter_goes_on (GtkWidget *control)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), NULL);
  gtk_widget_add_controller (control, key);
}
