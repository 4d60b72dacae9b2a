/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-strip.h"

#include <glib/gi18n-lib.h>

#define SECONDS_SHOWN 3

struct _McStrip
{
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkWidget *box;
  GtkWidget *icon;
  GtkWidget *label;
  GtkWidget *buttons;
  guint timeout;
};

G_DEFINE_FINAL_TYPE (McStrip, mc_strip, GTK_TYPE_WIDGET)

static const char *const kind_classes[] = { "done", "warning", "error", "news" };
static const char *const kind_icons[] = { "emblem-ok-symbolic", "dialog-warning-symbolic", "dialog-error-symbolic",
                                         "dialog-information-symbolic" };

static void
mc_strip_stop_timer (McStrip *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
}

static void
mc_strip_dispose (GObject *object)
{
  McStrip *self = MC_STRIP (object);

  mc_strip_stop_timer (self);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (mc_strip_parent_class)->dispose (object);
}

static void
mc_strip_class_init (McStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_strip_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mcstrip");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
mc_strip_init (McStrip *self)
{
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer), GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_transition_duration (GTK_REVEALER (self->revealer), 120);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  gtk_widget_add_css_class (self->box, "strip");
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), self->box);

  self->icon = gtk_image_new ();
  gtk_box_append (GTK_BOX (self->box), self->icon);
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (self->label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->label);
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (self->box), self->buttons);

  gtk_widget_add_css_class (close, "flat");
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  gtk_widget_set_focusable (close, FALSE);
  gtk_widget_set_tooltip_text (close, C_("action", "Close"));
  g_signal_connect_swapped (close, "clicked", G_CALLBACK (mc_strip_clear), self);
  gtk_box_append (GTK_BOX (self->box), close);

  /* Hidden it must not take the clicks meant for what lies under it. */
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

McStrip *
mc_strip_new (void)
{
  return g_object_new (MC_TYPE_STRIP, NULL);
}

void
mc_strip_clear (McStrip *self)
{
  g_return_if_fail (MC_IS_STRIP (self));
  mc_strip_stop_timer (self);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static gboolean
on_timeout (gpointer data)
{
  McStrip *self = data;

  self->timeout = 0;
  mc_strip_clear (self);
  return G_SOURCE_REMOVE;
}

static void
mc_strip_fill_buttons (McStrip *self, McNotice *notice)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->buttons)) != NULL)
    gtk_box_remove (GTK_BOX (self->buttons), child);
  for (guint i = 0; i < notice->buttons->len; i++)
    {
      const McNoticeButton *spec = g_ptr_array_index (notice->buttons, i);
      GtkWidget *button = gtk_button_new_with_label (spec->label);

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), spec->action);
      gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), spec->target);
      gtk_widget_set_focus_on_click (button, FALSE);
      gtk_box_append (GTK_BOX (self->buttons), button);
    }
}

void
mc_strip_show (McStrip *self, McNotice *notice)
{
  g_autoptr (McNotice) owned = notice;

  g_return_if_fail (MC_IS_STRIP (self));
  g_return_if_fail (notice != NULL);

  mc_strip_stop_timer (self);
  for (gsize i = 0; i < G_N_ELEMENTS (kind_classes); i++)
    gtk_widget_remove_css_class (self->box, kind_classes[i]);
  gtk_widget_add_css_class (self->box, kind_classes[notice->kind]);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), kind_icons[notice->kind]);
  gtk_label_set_label (GTK_LABEL (self->label), notice->text);
  mc_strip_fill_buttons (self, notice);

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
  if (notice->kind == MC_NOTICE_DONE)
    self->timeout = g_timeout_add_seconds (SECONDS_SHOWN, on_timeout, self);
}

const char *
mc_strip_get_text (McStrip *self)
{
  g_return_val_if_fail (MC_IS_STRIP (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_label (GTK_LABEL (self->label)) : NULL;
}
