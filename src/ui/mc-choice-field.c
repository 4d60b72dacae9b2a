/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-choice-field.h"

#include "mc-focus.h"
#include "mc-text.h"

struct _McChoiceField
{
  McField parent_instance;

  GtkWidget *drop_down;
  gboolean silent;
};

G_DEFINE_FINAL_TYPE (McChoiceField, mc_choice_field, MC_TYPE_FIELD)

/* The focus falls on the button inside, which has no name of its own. */
static void
mc_choice_field_name_button (McChoiceField *self)
{
  GtkWidget *button = gtk_widget_get_first_child (self->drop_down);
  GtkStringObject *selected = gtk_drop_down_get_selected_item (GTK_DROP_DOWN (self->drop_down));

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  mc_field_get_label (MC_FIELD (self)), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  selected != NULL ? gtk_string_object_get_string (selected) : "", -1);
}

static void
on_selected (McChoiceField *self)
{
  mc_choice_field_name_button (self);
  if (self->silent)
    return;
  mc_field_set_error (MC_FIELD (self), NULL);
  mc_field_emit_changed (MC_FIELD (self));
}

/* The next text after the selected one whose first letter, folded, is @letter. */
static gboolean
mc_choice_field_step_to_letter (McChoiceField *self, const char *letter)
{
  GListModel *model = gtk_drop_down_get_model (GTK_DROP_DOWN (self->drop_down));
  guint n = model != NULL ? g_list_model_get_n_items (model) : 0;
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->drop_down));

  for (guint i = 1; i <= n; i++)
    {
      guint at = (selected + i) % n;
      g_autofree char *folded = mc_text_fold (gtk_string_list_get_string (GTK_STRING_LIST (model), at));

      if (g_str_has_prefix (folded, letter))
        {
          gtk_drop_down_set_selected (GTK_DROP_DOWN (self->drop_down), at);
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McChoiceField *self)
{
  gunichar c = gdk_keyval_to_unicode (keyval);
  char text[7] = { 0 };
  g_autofree char *folded = NULL;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || !g_unichar_isalnum (c))
    return GDK_EVENT_PROPAGATE;
  g_unichar_to_utf8 (c, text);
  folded = mc_text_fold (text);
  return folded[0] != '\0' && mc_choice_field_step_to_letter (self, folded);
}

static void
mc_choice_field_class_init (McChoiceFieldClass *klass)
{
}

static void
mc_choice_field_init (McChoiceField *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  self->drop_down = gtk_drop_down_new (NULL, NULL);
  mc_field_set_control (MC_FIELD (self), self->drop_down);
  g_signal_connect_object (self->drop_down, "notify::selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (self->drop_down, key);
  mc_focus_enter_goes_on (self->drop_down);
  g_signal_connect (self, "notify::label", G_CALLBACK (mc_choice_field_name_button), NULL);
}

void
mc_choice_field_set_texts (McChoiceField *self, const char *const *texts)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (texts);

  g_return_if_fail (MC_IS_CHOICE_FIELD (self));
  self->silent = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->drop_down), G_LIST_MODEL (list));
  self->silent = FALSE;
}

guint
mc_choice_field_get_selected (McChoiceField *self)
{
  g_return_val_if_fail (MC_IS_CHOICE_FIELD (self), 0);
  return gtk_drop_down_get_selected (GTK_DROP_DOWN (self->drop_down));
}

void
mc_choice_field_set_selected (McChoiceField *self, guint selected)
{
  g_return_if_fail (MC_IS_CHOICE_FIELD (self));
  self->silent = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->drop_down), selected);
  self->silent = FALSE;
}
