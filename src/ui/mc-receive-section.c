/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-receive-section.h"

#include "mc-field.h"
#include "mc-text.h"

typedef struct
{
  gboolean loading;
} McReceiveSectionPrivate;

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (McReceiveSection, mc_receive_section, GTK_TYPE_WIDGET)

static McField *
first_field (GtkWidget *root)
{
  McField *found = MC_IS_FIELD (root) && gtk_widget_get_visible (root) ? MC_FIELD (root) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = first_field (child);
  return found;
}

static void
mc_receive_section_real_enter (McReceiveSection *self)
{
  McField *field = first_field (GTK_WIDGET (self));

  if (field != NULL)
    mc_field_focus (field);
}

static void
mc_receive_section_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_receive_section_parent_class)->dispose (object);
}

static void
mc_receive_section_class_init (McReceiveSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_receive_section_dispose;
  klass->enter = mc_receive_section_real_enter;
  signals[CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mcsection");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mc_receive_section_init (McReceiveSection *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 4);
}

void
mc_receive_section_load (McReceiveSection *self, const McIntake *intake)
{
  McReceiveSectionPrivate *priv = mc_receive_section_get_instance_private (self);

  g_return_if_fail (MC_IS_RECEIVE_SECTION (self));
  priv->loading = TRUE;
  MC_RECEIVE_SECTION_GET_CLASS (self)->load (self, intake);
  priv->loading = FALSE;
}

void
mc_receive_section_store (McReceiveSection *self, McIntake *intake)
{
  g_return_if_fail (MC_IS_RECEIVE_SECTION (self));
  MC_RECEIVE_SECTION_GET_CLASS (self)->store (self, intake);
}

const char *
mc_receive_section_check (McReceiveSection *self, char **message)
{
  g_return_val_if_fail (MC_IS_RECEIVE_SECTION (self), NULL);
  if (MC_RECEIVE_SECTION_GET_CLASS (self)->check == NULL)
    return NULL;
  return MC_RECEIVE_SECTION_GET_CLASS (self)->check (self, message);
}

void
mc_receive_section_enter (McReceiveSection *self)
{
  g_return_if_fail (MC_IS_RECEIVE_SECTION (self));
  MC_RECEIVE_SECTION_GET_CLASS (self)->enter (self);
}

void
mc_receive_section_touch (McReceiveSection *self)
{
  McReceiveSectionPrivate *priv = mc_receive_section_get_instance_private (self);

  g_return_if_fail (MC_IS_RECEIVE_SECTION (self));
  if (!priv->loading)
    g_signal_emit (self, signals[CHANGED], 0);
}

char *
mc_receive_section_value (const char *text)
{
  return mc_text_is_empty (text) ? NULL : mc_text_clean (text);
}
