/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-count-cell.h"

struct _McCountCell
{
  GtkWidget parent_instance;

  GtkWidget *label;
  gboolean is_tick;
  int value;
};

G_DEFINE_FINAL_TYPE (McCountCell, mc_count_cell, GTK_TYPE_WIDGET)

static void
mc_count_cell_dispose (GObject *object)
{
  g_clear_pointer (&MC_COUNT_CELL (object)->label, gtk_widget_unparent);
  G_OBJECT_CLASS (mc_count_cell_parent_class)->dispose (object);
}

static void
mc_count_cell_class_init (McCountCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_count_cell_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "mccell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

static void
mc_count_cell_init (McCountCell *self)
{
  self->label = gtk_label_new ("–");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

static void
mc_count_cell_show (McCountCell *self)
{
  g_autofree char *number = g_strdup_printf ("%d", self->value);

  gtk_label_set_label (GTK_LABEL (self->label), self->value == 0 ? "–" : self->is_tick ? "✓" : number);
  if (self->value > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "filled");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "filled");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, number, -1);
}

McCountCell *
mc_count_cell_new (const char *name, gboolean is_tick)
{
  McCountCell *self = g_object_new (MC_TYPE_COUNT_CELL, NULL);

  self->is_tick = is_tick;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  mc_count_cell_show (self);
  return self;
}

int
mc_count_cell_get_value (McCountCell *self)
{
  g_return_val_if_fail (MC_IS_COUNT_CELL (self), 0);
  return self->value;
}

void
mc_count_cell_set_value (McCountCell *self, int value)
{
  g_return_if_fail (MC_IS_COUNT_CELL (self));
  if (self->value == value)
    return;
  self->value = value;
  mc_count_cell_show (self);
}

gboolean
mc_count_cell_is_tick (McCountCell *self)
{
  g_return_val_if_fail (MC_IS_COUNT_CELL (self), FALSE);
  return self->is_tick;
}
