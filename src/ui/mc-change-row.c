/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-change-row.h"

#include <glib/gi18n-lib.h>

enum { CELL_KIND, CELL_TITLE, CELL_WHEN, N_CELLS };

/* In characters, equal in every line. */
static const int widths[N_CELLS] = { 14, 12, 22 };

struct _McChangeRow
{
  GObject parent_instance;

  McChange *change; /* (owned) */
};

G_DEFINE_FINAL_TYPE (McChangeRow, mc_change_row, G_TYPE_OBJECT)

static void
mc_change_row_finalize (GObject *object)
{
  mc_change_free (MC_CHANGE_ROW (object)->change);
  G_OBJECT_CLASS (mc_change_row_parent_class)->finalize (object);
}

static void
mc_change_row_class_init (McChangeRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_change_row_finalize;
}

static void
mc_change_row_init (McChangeRow *self)
{
}

McChangeRow *
mc_change_row_new (McChange *change)
{
  McChangeRow *self = g_object_new (MC_TYPE_CHANGE_ROW, NULL);

  self->change = change;
  return self;
}

const McChange *
mc_change_row_get_change (McChangeRow *self)
{
  g_return_val_if_fail (MC_IS_CHANGE_ROW (self), NULL);
  return self->change;
}

const char *
mc_change_row_kind (const McChange *change)
{
  if (change->fault != NULL)
    return _("Not used");
  switch (change->kind)
    {
    case MC_CHANGE_NEW:
      return C_("change", "New");
    case MC_CHANGE_ABOLISHED:
      return C_("change", "Abolished");
    case MC_CHANGE_CHANGED:
    default:
      return C_("change", "Changed");
    }
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  /* A plain box may bear no name in newer GTK. */
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, "spacing", 10, NULL);

  for (int i = 0; i < N_CELLS; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_width_chars (GTK_LABEL (label), widths[i]);
      if (i != CELL_TITLE)
        gtk_label_set_max_width_chars (GTK_LABEL (label), widths[i]);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (label, i == CELL_TITLE);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_item_set_child (list_item, box);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  McClock *clock = data;
  const McChange *change = MC_CHANGE_ROW (gtk_list_item_get_item (list_item))->change;
  GtkWidget *box = gtk_list_item_get_child (list_item), *cell = gtk_widget_get_first_child (box);
  g_autofree char *when = mc_change_when_text (change, mc_clock_now (clock));
  const char *texts[N_CELLS] = { mc_change_row_kind (change), change->title, change->fault != NULL ? "" : when };
  g_autofree char *name = g_strdup_printf ("%s, %s, %s", texts[CELL_KIND], change->title, texts[CELL_WHEN]);

  for (int i = 0; i < N_CELLS; i++, cell = gtk_widget_get_next_sibling (cell))
    {
      gtk_label_set_label (GTK_LABEL (cell), texts[i]);
      set_class (cell, "overdue", i == CELL_KIND && change->fault != NULL);
      set_class (cell, "due-today", i == CELL_KIND && change->fault == NULL && change->kind == MC_CHANGE_ABOLISHED);
    }
  /* What is in force already is there to be looked up, no more. */
  set_class (box, "dim-label", change->in_force);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
clock_unref (gpointer clock, GClosure *closure)
{
  g_object_unref (clock);
}

GtkListItemFactory *
mc_change_row_factory (McClock *clock)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect_data (factory, "bind", G_CALLBACK (on_bind), g_object_ref (clock), clock_unref, 0);
  return factory;
}
