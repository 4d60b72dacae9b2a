/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-dossier-box.h"

#include "mc-dossier-row-view.h"

/* A glance, not the list: a list view makes some two hundred rows at once, and Home has three of them. */
#define GLANCE 12

struct _McDossierBox
{
  GtkWidget parent_instance;

  GtkWidget *heading;
  GtkWidget *count;
  GtkWidget *stack;
  GtkWidget *scroller;
  GtkWidget *view;
  GtkWidget *empty;
  McDossierList *list; /* (owned) (nullable) */
  gulong changed_handler;
};

enum { PROP_0, PROP_TITLE, PROP_EMPTY, N_PROPS };
enum { OPEN, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McDossierBox, mc_dossier_box, GTK_TYPE_WIDGET)

static void
on_activate (McDossierBox *self, guint position)
{
  g_autoptr (McDossierRow) row = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  const McDossier *dossier = row != NULL ? mc_dossier_row_get_dossier (row) : NULL;

  if (dossier != NULL)
    g_signal_emit (self, signals[OPEN], 0, dossier->code, self->list, position);
}

static void
mc_dossier_box_tell_count (McDossierBox *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_autofree char *text = g_strdup_printf ("%u", n);

  gtk_label_set_label (GTK_LABEL (self->count), text);
  if (n == 0)
    gtk_widget_add_css_class (self->count, "zero");
  else
    gtk_widget_remove_css_class (self->count, "zero");
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n == 0 ? "empty" : "list");
}

static void
mc_dossier_box_drop_list (McDossierBox *self)
{
  if (self->list != NULL)
    g_clear_signal_handler (&self->changed_handler, self->list);
  g_clear_object (&self->list);
}

static void
mc_dossier_box_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  McDossierBox *self = MC_DOSSIER_BOX (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      gtk_label_set_label (GTK_LABEL (self->heading), g_value_get_string (value));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      g_value_get_string (value), -1);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      g_value_get_string (value), -1);
      break;
    case PROP_EMPTY:
      gtk_label_set_label (GTK_LABEL (self->empty), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_dossier_box_dispose (GObject *object)
{
  GtkWidget *child;

  mc_dossier_box_drop_list (MC_DOSSIER_BOX (object));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_dossier_box_parent_class)->dispose (object);
}

static void
mc_dossier_box_class_init (McDossierBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = mc_dossier_box_set_property;
  object_class->dispose = mc_dossier_box_dispose;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_EMPTY] = g_param_spec_string ("empty", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                3, G_TYPE_STRING, G_TYPE_LIST_MODEL, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mcdossierbox");
}

static void
mc_dossier_box_init (McDossierBox *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (head, "section-head");
  self->heading = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->heading, "section-title");
  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "count");
  gtk_box_append (GTK_BOX (head), self->heading);
  gtk_box_append (GTK_BOX (head), self->count);
  gtk_widget_set_parent (head, GTK_WIDGET (self));

  self->view = gtk_list_view_new (NULL, NULL);
  gtk_widget_add_css_class (self->view, "dossiers");
  g_signal_connect_object (self->view, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  gtk_widget_set_vexpand (self->scroller, TRUE);

  self->empty = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->empty), 0);
  gtk_label_set_wrap (GTK_LABEL (self->empty), TRUE);
  gtk_widget_set_valign (self->empty, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->empty, "empty");

  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), self->scroller, "list");
  gtk_stack_add_named (GTK_STACK (self->stack), self->empty, "empty");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
}

void
mc_dossier_box_set_list (McDossierBox *self, McDesk *desk, McDossierList *list)
{
  g_autoptr (GtkListItemFactory) factory = NULL;
  g_autoptr (GtkSingleSelection) selection = NULL;
  g_autoptr (GtkSliceListModel) glance = NULL;

  g_return_if_fail (MC_IS_DOSSIER_BOX (self));

  if (gtk_list_view_get_factory (GTK_LIST_VIEW (self->view)) == NULL)
    {
      factory = mc_dossier_row_view_factory (MC_ROW_SHORT, mc_desk_clock (desk));
      gtk_list_view_set_factory (GTK_LIST_VIEW (self->view), factory);
    }
  mc_dossier_box_drop_list (self);
  self->list = g_object_ref (list);
  self->changed_handler =
    g_signal_connect_swapped (list, "items-changed", G_CALLBACK (mc_dossier_box_tell_count), self);
  selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  glance = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (list)), 0, GLANCE);
  gtk_single_selection_set_model (selection, G_LIST_MODEL (glance));
  gtk_list_view_set_model (GTK_LIST_VIEW (self->view), GTK_SELECTION_MODEL (selection));
  mc_dossier_box_tell_count (self);
}
