/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-field.h"

/* What is wrong runs over this many characters before it breaks: a sentence must not push the next field off its row. */
#define WORDS_CHARS 36
#define ICON_WIDTH 20 /* before them, with the gap */

typedef struct
{
  char *name; /* (nullable) */
  GtkWidget *label;
  GtkWidget *column; /* control over error */
  GtkWidget *control; /* (nullable) */
  GtkWidget *error_box;
  GtkWidget *error_icon;
  GtkWidget *error_label;
  gboolean is_error; /* what the label says is an error, not a warning */
} McFieldPrivate;

enum { PROP_0, PROP_FIELD, PROP_LABEL, PROP_LABEL_CHARS, PROP_SHOW_LABEL, PROP_ERROR, N_PROPS };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (McField, mc_field, GTK_TYPE_WIDGET)

static void
mc_field_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  McField *self = MC_FIELD (object);
  McFieldPrivate *priv = mc_field_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_FIELD:
      g_value_set_string (value, priv->name);
      break;
    case PROP_LABEL:
      g_value_set_string (value, mc_field_get_label (self));
      break;
    case PROP_LABEL_CHARS:
      g_value_set_int (value, gtk_label_get_width_chars (GTK_LABEL (priv->label)));
      break;
    case PROP_SHOW_LABEL:
      g_value_set_boolean (value, gtk_widget_get_visible (priv->label));
      break;
    case PROP_ERROR:
      g_value_set_string (value, mc_field_get_error (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_field_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  McField *self = MC_FIELD (object);
  McFieldPrivate *priv = mc_field_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_FIELD:
      g_free (priv->name);
      priv->name = g_value_dup_string (value);
      break;
    case PROP_LABEL:
      gtk_label_set_label (GTK_LABEL (priv->label), g_value_get_string (value));
      break;
    case PROP_LABEL_CHARS:
      gtk_label_set_width_chars (GTK_LABEL (priv->label), g_value_get_int (value));
      break;
    case PROP_SHOW_LABEL:
      gtk_widget_set_visible (priv->label, g_value_get_boolean (value));
      break;
    case PROP_ERROR:
      mc_field_set_error (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_field_dispose (GObject *object)
{
  McFieldPrivate *priv = mc_field_get_instance_private (MC_FIELD (object));
  GtkWidget *child;

  priv->control = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_field_parent_class)->dispose (object);
}

static void
mc_field_finalize (GObject *object)
{
  McFieldPrivate *priv = mc_field_get_instance_private (MC_FIELD (object));

  g_free (priv->name);
  G_OBJECT_CLASS (mc_field_parent_class)->finalize (object);
}

static void
mc_field_class_init (McFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mc_field_get_property;
  object_class->set_property = mc_field_set_property;
  object_class->dispose = mc_field_dispose;
  object_class->finalize = mc_field_finalize;

  properties[PROP_FIELD] = g_param_spec_string ("field", NULL, NULL, NULL, flags);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  properties[PROP_LABEL_CHARS] = g_param_spec_int ("label-chars", NULL, NULL, -1, G_MAXINT, -1, flags);
  properties[PROP_SHOW_LABEL] = g_param_spec_boolean ("show-label", NULL, NULL, TRUE, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "mcfield");
}

static void
mc_field_init (McField *self)
{
  McFieldPrivate *priv = mc_field_get_instance_private (self);

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);

  priv->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (priv->label), 1);
  gtk_widget_set_valign (priv->label, GTK_ALIGN_START);
  gtk_widget_add_css_class (priv->label, "field-label");
  gtk_widget_set_parent (priv->label, GTK_WIDGET (self));

  priv->column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_hexpand (priv->column, TRUE);
  gtk_widget_set_parent (priv->column, GTK_WIDGET (self));

  /* Not in a box: the base lines of an icon and of a small text make it higher than either, and GTK complains. */
  priv->error_box = gtk_overlay_new ();
  gtk_widget_add_css_class (priv->error_box, "field-error");
  gtk_widget_set_visible (priv->error_box, FALSE);
  priv->error_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (priv->error_label), 0);
  gtk_label_set_wrap (GTK_LABEL (priv->error_label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (priv->error_label), 4);
  gtk_label_set_max_width_chars (GTK_LABEL (priv->error_label), WORDS_CHARS);
  gtk_widget_set_hexpand (priv->error_label, TRUE);
  priv->error_icon = gtk_image_new ();
  gtk_widget_set_valign (priv->error_icon, GTK_ALIGN_START);
  gtk_widget_set_halign (priv->error_icon, GTK_ALIGN_START);
  gtk_widget_set_margin_start (priv->error_label, ICON_WIDTH);
  gtk_overlay_set_child (GTK_OVERLAY (priv->error_box), priv->error_label);
  gtk_overlay_add_overlay (GTK_OVERLAY (priv->error_box), priv->error_icon);
  gtk_box_append (GTK_BOX (priv->column), priv->error_box);
}

const char *
mc_field_get_name (McField *self)
{
  McFieldPrivate *priv = mc_field_get_instance_private (self);

  g_return_val_if_fail (MC_IS_FIELD (self), NULL);
  return priv->name;
}

const char *
mc_field_get_label (McField *self)
{
  McFieldPrivate *priv = mc_field_get_instance_private (self);

  g_return_val_if_fail (MC_IS_FIELD (self), NULL);
  return gtk_label_get_label (GTK_LABEL (priv->label));
}

const char *
mc_field_get_error (McField *self)
{
  McFieldPrivate *priv = mc_field_get_instance_private (self);

  g_return_val_if_fail (MC_IS_FIELD (self), NULL);
  return priv->is_error ? gtk_label_get_label (GTK_LABEL (priv->error_label)) : NULL;
}

static void
mc_field_show_words (McField *self, const char *words, gboolean is_error)
{
  McFieldPrivate *priv = mc_field_get_instance_private (self);

  priv->is_error = is_error && words != NULL;
  gtk_label_set_label (GTK_LABEL (priv->error_label), words != NULL ? words : "");
  gtk_widget_set_visible (priv->error_box, words != NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (priv->error_icon),
                                is_error ? "dialog-error-symbolic" : "dialog-warning-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self), "warning");
  if (words != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), is_error ? "error" : "warning");
  if (priv->control == NULL)
    return;
  /* A short field stays short over a long sentence. */
  gtk_widget_set_halign (priv->control, words != NULL && !gtk_widget_get_hexpand (GTK_WIDGET (self)) ? GTK_ALIGN_START
                                                                                                      : GTK_ALIGN_FILL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (priv->control), GTK_ACCESSIBLE_STATE_INVALID,
                               priv->is_error ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words : "", -1);
}

void
mc_field_set_error (McField *self, const char *error)
{
  g_return_if_fail (MC_IS_FIELD (self));
  if (g_strcmp0 (mc_field_get_error (self), error) == 0)
    return;
  mc_field_show_words (self, error, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

void
mc_field_set_warning (McField *self, const char *warning)
{
  g_return_if_fail (MC_IS_FIELD (self));
  if (mc_field_get_error (self) == NULL)
    mc_field_show_words (self, warning, FALSE);
}

void
mc_field_set_control (McField *self, GtkWidget *control)
{
  McFieldPrivate *priv = mc_field_get_instance_private (self);

  g_return_if_fail (MC_IS_FIELD (self));
  g_return_if_fail (priv->control == NULL);

  priv->control = control;
  gtk_widget_set_hexpand (control, TRUE);
  gtk_box_prepend (GTK_BOX (priv->column), control);
  /* The name for screen readers, by this relation alone, which holds for a hidden label too: a name set beside it would
   * be read twice. */
  gtk_label_set_mnemonic_widget (GTK_LABEL (priv->label), control);
}

GtkWidget *
mc_field_get_control (McField *self)
{
  McFieldPrivate *priv = mc_field_get_instance_private (self);

  g_return_val_if_fail (MC_IS_FIELD (self), NULL);
  return priv->control;
}

/* With all of it selected, as GTK does, the next letter would wipe out what is there. */
gboolean
mc_field_focus (McField *self)
{
  McFieldPrivate *priv = mc_field_get_instance_private (self);

  g_return_val_if_fail (MC_IS_FIELD (self), FALSE);
  if (!GTK_IS_ENTRY (priv->control))
    return priv->control != NULL && gtk_widget_grab_focus (priv->control);
  if (!gtk_entry_grab_focus_without_selecting (GTK_ENTRY (priv->control)))
    return FALSE;
  gtk_editable_set_position (GTK_EDITABLE (priv->control), -1);
  return TRUE;
}

void
mc_field_emit_changed (McField *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

McField *
mc_field_find (GtkWidget *root, const char *name)
{
  if (MC_IS_FIELD (root) && g_strcmp0 (mc_field_get_name (MC_FIELD (root)), name) == 0)
    return MC_FIELD (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      McField *found = mc_field_find (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

McField *
mc_field_of (GtkWidget *widget)
{
  GtkWidget *found = widget != NULL ? gtk_widget_get_ancestor (widget, MC_TYPE_FIELD) : NULL;

  return found != NULL ? MC_FIELD (found) : NULL;
}
