/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-preedit-guard.h"

struct _McPreeditGuard
{
  GObject parent_instance;

  GtkWindow *window; /* (unowned) */
  GtkText *text;     /* (nullable) (weak) the focused text */
  gulong preedit_handler;
  char *preedit; /* (nullable) what is held back in it */
};

G_DEFINE_FINAL_TYPE (McPreeditGuard, mc_preedit_guard, G_TYPE_OBJECT)

static void
on_preedit_changed (GtkText *text, const char *preedit, McPreeditGuard *self)
{
  g_free (self->preedit);
  self->preedit = preedit != NULL && preedit[0] != '\0' ? g_strdup (preedit) : NULL;
}

static void
mc_preedit_guard_forget (McPreeditGuard *self)
{
  if (self->text != NULL)
    g_clear_signal_handler (&self->preedit_handler, self->text);
  self->preedit_handler = 0;
  g_clear_weak_pointer (&self->text);
  g_clear_pointer (&self->preedit, g_free);
}

static void
on_focus_changed (McPreeditGuard *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  if (focus == (GtkWidget *) self->text)
    return;
  mc_preedit_guard_forget (self);
  if (!GTK_IS_TEXT (focus))
    return;
  g_set_weak_pointer (&self->text, GTK_TEXT (focus));
  self->preedit_handler = g_signal_connect (focus, "preedit-changed", G_CALLBACK (on_preedit_changed), self);
}

static gboolean
mc_preedit_guard_is_command (guint keyval, GdkModifierType state)
{
  if (keyval >= GDK_KEY_F1 && keyval <= GDK_KEY_F12)
    return TRUE;
  switch (keyval)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      return TRUE;
    case GDK_KEY_Control_L:
    case GDK_KEY_Control_R:
    case GDK_KEY_Alt_L:
    case GDK_KEY_Alt_R:
    case GDK_KEY_Shift_L:
    case GDK_KEY_Shift_R:
    case GDK_KEY_ISO_Level3_Shift:
      return FALSE;
    default:
      return (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0;
    }
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McPreeditGuard *self)
{
  if (mc_preedit_guard_is_command (keyval, state))
    mc_preedit_guard_commit (self);
  return GDK_EVENT_PROPAGATE;
}

static void
mc_preedit_guard_dispose (GObject *object)
{
  mc_preedit_guard_forget (MC_PREEDIT_GUARD (object));
  G_OBJECT_CLASS (mc_preedit_guard_parent_class)->dispose (object);
}

static void
mc_preedit_guard_class_init (McPreeditGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_preedit_guard_dispose;
}

static void
mc_preedit_guard_init (McPreeditGuard *self)
{
}

McPreeditGuard *
mc_preedit_guard_new (GtkWindow *window)
{
  McPreeditGuard *self = g_object_new (MC_TYPE_PREEDIT_GUARD, NULL);
  GtkEventController *key = gtk_event_controller_key_new ();

  self->window = window;
  g_signal_connect_object (window, "notify::focus-widget", G_CALLBACK (on_focus_changed), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (window), key);
  return self;
}

void
mc_preedit_guard_commit (McPreeditGuard *self)
{
  g_autofree char *held = NULL;
  g_autofree char *before = NULL;
  GtkWidget *entry;
  GtkEditable *editable;

  g_return_if_fail (MC_IS_PREEDIT_GUARD (self));
  if (self->text == NULL || self->preedit == NULL)
    return;

  held = g_strdup (self->preedit);
  editable = GTK_EDITABLE (self->text);
  before = g_strdup (gtk_editable_get_text (editable));
  entry = gtk_widget_get_ancestor (GTK_WIDGET (self->text), GTK_TYPE_ENTRY);
  if (entry == NULL)
    return;
  gtk_entry_reset_im_context (GTK_ENTRY (entry));

  /* Most input methods write the word into the field when they are reset. Some throw it away: then it is written here. One
   * that still holds it (a compositor's, which saw the key before we did) will write it itself. */
  if (self->preedit == NULL && g_str_equal (gtk_editable_get_text (editable), before))
    {
      int position = gtk_editable_get_position (editable);

      gtk_editable_insert_text (editable, held, -1, &position);
      gtk_editable_set_position (editable, position);
    }
}
