/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-action-bar.h"

#include <glib/gi18n-lib.h>

#include "mc-key-label.h"
#include "mc-later.h"

#define MESSAGE_CHARS 26

struct _McActionBar
{
  GtkWidget parent_instance;

  GtkWidget *start;
  GtkWidget *message;
  GtkWidget *message_label;
  GtkWidget *end;
};

G_DEFINE_FINAL_TYPE (McActionBar, mc_action_bar, GTK_TYPE_WIDGET)

static void
mc_action_bar_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_action_bar_parent_class)->dispose (object);
}

static void
mc_action_bar_class_init (McActionBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_action_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mcactionbar");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_TOOLBAR);
}

static void
mc_action_bar_init (McActionBar *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 8);

  self->start = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_set_parent (self->start, GTK_WIDGET (self));

  self->message = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->message, "hindrance");
  gtk_widget_set_hexpand (self->message, TRUE);
  gtk_widget_set_halign (self->message, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (self->message), icon);
  self->message_label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->message_label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (self->message), self->message_label);
  gtk_widget_set_parent (self->message, GTK_WIDGET (self));
  gtk_widget_set_opacity (self->message, 0);

  self->end = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_set_parent (self->end, GTK_WIDGET (self));
}

McActionBar *
mc_action_bar_new (void)
{
  return g_object_new (MC_TYPE_ACTION_BAR, NULL);
}

static GtkWidget *
mc_action_bar_make_button (const McPageEntry *entry)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (g_dpgettext2 (GETTEXT_PACKAGE, "action", entry->label));

  if (entry->keys != NULL)
    {
      g_autofree char *text = mc_key_label_first (entry->keys);
      GtkWidget *key = gtk_label_new (text);

      gtk_widget_add_css_class (key, "key");
      gtk_box_append (GTK_BOX (box), key);
    }
  /* What can be done is never cut; what only keeps its place gives way. */
  if (mc_later_reason (entry->action) != NULL)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (label), 3);
    }
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);

  if (entry->flags & MC_PAGE_ENTRY_PRIMARY)
    gtk_widget_add_css_class (button, "suggested-action");
  else
    gtk_widget_add_css_class (button, "flat");
  /* The caret stays in its field: a button of the bar acts on what is being typed. */
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (mc_later_reason (entry->action) != NULL)
    gtk_widget_set_tooltip_text (button, mc_later_reason (entry->action));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  g_dpgettext2 (GETTEXT_PACKAGE, "action", entry->label), -1);
  if (entry->target != NULL)
    gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), g_variant_new_parsed (entry->target));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), entry->action);
  return button;
}

void
mc_action_bar_set_entries (McActionBar *self, const McPageEntry *entries, gsize n_entries)
{
  g_return_if_fail (MC_IS_ACTION_BAR (self));

  for (gsize i = 0; i < n_entries; i++)
    {
      gboolean at_end = (entries[i].flags & (MC_PAGE_ENTRY_END | MC_PAGE_ENTRY_PRIMARY)) != 0;

      if (entries[i].flags & MC_PAGE_ENTRY_KEY_ONLY)
        continue;
      gtk_box_append (GTK_BOX (at_end ? self->end : self->start), mc_action_bar_make_button (&entries[i]));
    }
}

const char *
mc_action_bar_get_message (McActionBar *self)
{
  const char *text;

  g_return_val_if_fail (MC_IS_ACTION_BAR (self), NULL);
  text = gtk_label_get_label (GTK_LABEL (self->message_label));
  return text[0] != '\0' ? text : NULL;
}

void
mc_action_bar_set_message (McActionBar *self, const char *message)
{
  g_return_if_fail (MC_IS_ACTION_BAR (self));
  gtk_label_set_label (GTK_LABEL (self->message_label), message != NULL ? message : "");
  /* What hinders is read before what else could be done. */
  gtk_label_set_width_chars (GTK_LABEL (self->message_label),
                             message != NULL ? (int) MIN (g_utf8_strlen (message, -1), MESSAGE_CHARS) : -1);
  gtk_widget_set_tooltip_text (self->message, message);
  gtk_widget_set_opacity (self->message, message != NULL ? 1 : 0);
}
