/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-dossier-row-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-appointment.h"
#include "mc-words.h"

typedef enum
{
  COLUMN_CODE,
  COLUMN_OFFICIAL,
  COLUMN_PROCEDURE,
  COLUMN_NAME,
  COLUMN_RECEIVED,
  COLUMN_DUE,
  COLUMN_LEFT,
  COLUMN_STATE,
  N_COLUMNS
} Column;

typedef struct
{
  const char *title;
  int chars[2];      /* width in full and short lines, 0: not there */
  gboolean expand;   /* takes what is left over */
  const char *css;   /* (nullable) */
} ColumnSpec;

static const ColumnSpec specs[N_COLUMNS] = {
  [COLUMN_CODE] = { N_("Code"), { 13, 13 }, FALSE, "code" },
  [COLUMN_OFFICIAL] = { N_("Official"), { 7, 0 }, FALSE, "code" }, /* its number; the whole code is told on hovering and spoken */
  [COLUMN_PROCEDURE] = { N_("Procedure"), { 13, 11 }, TRUE, NULL },
  [COLUMN_NAME] = { N_("Owner of the dossier"), { 13, 15 }, TRUE, "person" },
  [COLUMN_RECEIVED] = { N_("Received"), { 11, 0 }, FALSE, "numeric" },
  [COLUMN_DUE] = { N_("Due"), { 11, 0 }, FALSE, "numeric" },
  [COLUMN_LEFT] = { N_("Time left"), { 15, 15 }, FALSE, NULL },
  [COLUMN_STATE] = { N_("State"), { 20, 0 }, FALSE, "state" },
};

struct _McDossierRowView
{
  GtkWidget parent_instance;

  GtkWidget *labels[N_COLUMNS]; /* NULL for columns that are not there */
  McDossierRow *row; /* (owned) (nullable) */
  gulong loaded_handler;
  McDay today;
};

G_DEFINE_FINAL_TYPE (McDossierRowView, mc_dossier_row_view, GTK_TYPE_WIDGET)

static void
mc_dossier_row_view_set (McDossierRowView *self, Column column, const char *text)
{
  if (self->labels[column] != NULL)
    gtk_label_set_label (GTK_LABEL (self->labels[column]), text != NULL ? text : "");
}

static void
mc_dossier_row_view_clear (McDossierRowView *self)
{
  for (Column column = 0; column < N_COLUMNS; column++)
    mc_dossier_row_view_set (self, column, "");
  mc_dossier_row_view_set (self, COLUMN_CODE, "…");
}

static void
mc_dossier_row_view_set_left (McDossierRowView *self, const McDossier *dossier)
{
  GtkWidget *label = self->labels[COLUMN_LEFT];
  McTimeLeft kind;
  g_autofree char *left = mc_words_time_left (dossier->state, dossier->due, self->today, &kind);

  if (label == NULL)
    return;
  gtk_widget_remove_css_class (label, "overdue");
  gtk_widget_remove_css_class (label, "due-today");
  if (mc_words_time_class (kind) != NULL)
    gtk_widget_add_css_class (label, mc_words_time_class (kind));
  gtk_label_set_label (GTK_LABEL (label), left);
}

static void
mc_dossier_row_view_update (McDossierRowView *self)
{
  const McDossier *dossier = self->row != NULL ? mc_dossier_row_get_dossier (self->row) : NULL;
  g_autofree char *code = NULL;
  const char *official = dossier != NULL ? dossier->official_code : NULL;
  const char *number;
  g_autofree char *received = NULL;
  g_autofree char *due = NULL;
  g_autofree char *spoken = NULL;
  const McPerson *owner;

  if (dossier == NULL)
    {
      mc_dossier_row_view_clear (self);
      return;
    }
  owner = mc_dossier_owner (dossier);
  code = mc_words_short_code (dossier->code);
  received = mc_words_moment (dossier->received_at, self->today);
  due = dossier->due != 0 ? mc_words_moment (dossier->due, self->today) : g_strdup ("–");
  mc_dossier_row_view_set (self, COLUMN_CODE, code);
  number = official != NULL ? strrchr (official, '-') : NULL;
  mc_dossier_row_view_set (self, COLUMN_OFFICIAL, number != NULL ? number + 1 : official);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), official);
  mc_dossier_row_view_set (self, COLUMN_PROCEDURE, dossier->procedure_short);
  mc_dossier_row_view_set (self, COLUMN_NAME, owner != NULL ? owner->name : NULL);
  mc_dossier_row_view_set (self, COLUMN_RECEIVED, received);
  mc_dossier_row_view_set (self, COLUMN_DUE, due);
  mc_dossier_row_view_set (self, COLUMN_STATE, mc_state_to_text (dossier->state));
  mc_dossier_row_view_set_left (self, dossier);
  spoken = g_strdup_printf ("%s%s%s, %s, %s, %s", dossier->code, official != NULL ? ", " : "",
                            official != NULL ? official : "", owner != NULL ? owner->name : "",
                            dossier->procedure_short != NULL ? dossier->procedure_short : "",
                            mc_state_to_text (dossier->state));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  /* The focus falls on the list's own item around this line. */
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
mc_dossier_row_view_unbind (McDossierRowView *self)
{
  if (self->row != NULL)
    g_clear_signal_handler (&self->loaded_handler, self->row);
  g_clear_object (&self->row);
}

static void
mc_dossier_row_view_dispose (GObject *object)
{
  McDossierRowView *self = MC_DOSSIER_ROW_VIEW (object);
  GtkWidget *child;

  mc_dossier_row_view_unbind (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_dossier_row_view_parent_class)->dispose (object);
}

static void
mc_dossier_row_view_class_init (McDossierRowViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_dossier_row_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mcdossierrow");
}

static void
mc_dossier_row_view_init (McDossierRowView *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 10);
}

McDossierRowView *
mc_dossier_row_view_new (McRowColumns columns)
{
  McDossierRowView *self = g_object_new (MC_TYPE_DOSSIER_ROW_VIEW, NULL);

  for (Column column = 0; column < N_COLUMNS; column++)
    {
      GtkWidget *label;

      if (specs[column].chars[columns] == 0)
        continue;
      label = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (label), specs[column].chars[columns]);
      gtk_label_set_max_width_chars (GTK_LABEL (label), specs[column].chars[columns]);
      gtk_widget_set_hexpand (label, specs[column].expand);
      if (specs[column].css != NULL)
        gtk_widget_add_css_class (label, specs[column].css);
      gtk_widget_set_parent (label, GTK_WIDGET (self));
      self->labels[column] = label;
    }
  return self;
}

McDossierRowView *
mc_dossier_row_view_new_header (McRowColumns columns)
{
  McDossierRowView *self = mc_dossier_row_view_new (columns);

  gtk_widget_add_css_class (GTK_WIDGET (self), "header");
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  for (Column column = 0; column < N_COLUMNS; column++)
    mc_dossier_row_view_set (self, column, _(specs[column].title));
  return self;
}

void
mc_dossier_row_view_bind (McDossierRowView *self, McDossierRow *row, McDay today)
{
  g_return_if_fail (MC_IS_DOSSIER_ROW_VIEW (self));

  mc_dossier_row_view_unbind (self);
  self->today = today;
  if (row != NULL)
    {
      self->row = g_object_ref (row);
      self->loaded_handler = g_signal_connect_swapped (row, "notify::loaded", G_CALLBACK (mc_dossier_row_view_update),
                                                       self);
    }
  mc_dossier_row_view_update (self);
}

typedef struct
{
  McRowColumns columns;
  McClock *clock; /* (owned) */
} FactoryData;

static void
factory_data_free (gpointer data, GClosure *closure)
{
  FactoryData *factory = data;

  g_object_unref (factory->clock);
  g_free (factory);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, FactoryData *data)
{
  gtk_list_item_set_child (item, GTK_WIDGET (mc_dossier_row_view_new (data->columns)));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, FactoryData *data)
{
  mc_dossier_row_view_bind (MC_DOSSIER_ROW_VIEW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item),
                            mc_day_of_time (mc_clock_now (data->clock)));
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, FactoryData *data)
{
  mc_dossier_row_view_bind (MC_DOSSIER_ROW_VIEW (gtk_list_item_get_child (item)), NULL, 0);
}

GtkListItemFactory *
mc_dossier_row_view_factory (McRowColumns columns, McClock *clock)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  FactoryData *data = g_new0 (FactoryData, 1);

  data->columns = columns;
  data->clock = g_object_ref (clock);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), data);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), data);
  g_signal_connect_data (factory, "bind", G_CALLBACK (on_bind), data, factory_data_free, 0);
  return factory;
}
