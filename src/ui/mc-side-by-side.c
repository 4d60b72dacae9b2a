/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-side-by-side.h"

struct _McSideBySide
{
  GtkWidget parent_instance;

  GtkWidget *main; /* (nullable) */
  GtkWidget *side; /* (nullable) */
  int side_width;
  int side_min_width;
  gboolean show_side;
};

enum { PROP_0, PROP_MAIN, PROP_SIDE, PROP_SIDE_WIDTH, PROP_SIDE_MIN_WIDTH, PROP_SHOW_SIDE, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (McSideBySide, mc_side_by_side, GTK_TYPE_WIDGET)

static void
mc_side_by_side_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  McSideBySide *self = MC_SIDE_BY_SIDE (widget);

  *minimum = *natural = 0;
  if (self->main != NULL)
    gtk_widget_measure (self->main, orientation, -1, minimum, natural, NULL, NULL);
  if (self->side == NULL || !self->show_side)
    return;
  gtk_widget_measure (self->side, orientation, -1, NULL, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural += self->side_width;
}

static void
mc_side_by_side_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  McSideBySide *self = MC_SIDE_BY_SIDE (widget);
  int main_min = 0;
  int side_width;
  gboolean fits;

  if (self->main != NULL)
    gtk_widget_measure (self->main, GTK_ORIENTATION_HORIZONTAL, -1, &main_min, NULL, NULL, NULL);
  side_width = MIN (self->side_width, width - main_min);
  fits = self->side != NULL && self->show_side && side_width >= self->side_min_width;
  if (!fits)
    side_width = 0;
  if (self->side != NULL)
    gtk_widget_set_child_visible (self->side, fits);
  if (self->main != NULL)
    gtk_widget_allocate (self->main, width - side_width, height, -1, NULL);
  if (fits)
    gtk_widget_allocate (self->side, side_width, height, -1,
                         gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) (width - side_width), 0)));
}

static void
mc_side_by_side_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  McSideBySide *self = MC_SIDE_BY_SIDE (object);

  switch (prop_id)
    {
    case PROP_MAIN:
      g_value_set_object (value, self->main);
      break;
    case PROP_SIDE:
      g_value_set_object (value, self->side);
      break;
    case PROP_SIDE_WIDTH:
      g_value_set_int (value, self->side_width);
      break;
    case PROP_SIDE_MIN_WIDTH:
      g_value_set_int (value, self->side_min_width);
      break;
    case PROP_SHOW_SIDE:
      g_value_set_boolean (value, self->show_side);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_side_by_side_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  McSideBySide *self = MC_SIDE_BY_SIDE (object);
  GtkWidget **slot = NULL;

  switch (prop_id)
    {
    case PROP_MAIN:
      slot = &self->main;
      break;
    case PROP_SIDE:
      slot = &self->side;
      break;
    case PROP_SIDE_WIDTH:
      self->side_width = g_value_get_int (value);
      break;
    case PROP_SIDE_MIN_WIDTH:
      self->side_min_width = g_value_get_int (value);
      break;
    case PROP_SHOW_SIDE:
      mc_side_by_side_set_show_side (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
  if (slot != NULL)
    {
      g_clear_pointer (slot, gtk_widget_unparent);
      *slot = g_value_get_object (value);
      if (*slot != NULL)
        gtk_widget_set_parent (*slot, GTK_WIDGET (self));
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
mc_side_by_side_dispose (GObject *object)
{
  McSideBySide *self = MC_SIDE_BY_SIDE (object);

  g_clear_pointer (&self->main, gtk_widget_unparent);
  g_clear_pointer (&self->side, gtk_widget_unparent);
  G_OBJECT_CLASS (mc_side_by_side_parent_class)->dispose (object);
}

static void
mc_side_by_side_class_init (McSideBySideClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mc_side_by_side_get_property;
  object_class->set_property = mc_side_by_side_set_property;
  object_class->dispose = mc_side_by_side_dispose;
  widget_class->measure = mc_side_by_side_measure;
  widget_class->size_allocate = mc_side_by_side_size_allocate;

  properties[PROP_MAIN] = g_param_spec_object ("main", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_SIDE] = g_param_spec_object ("side", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_SIDE_WIDTH] = g_param_spec_int ("side-width", NULL, NULL, 0, G_MAXINT, 486, flags);
  properties[PROP_SIDE_MIN_WIDTH] = g_param_spec_int ("side-min-width", NULL, NULL, 0, G_MAXINT, 300, flags);
  properties[PROP_SHOW_SIDE] = g_param_spec_boolean ("show-side", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mc_side_by_side_init (McSideBySide *self)
{
  self->side_width = 486;
  self->side_min_width = 300;
  self->show_side = TRUE;
}

gboolean
mc_side_by_side_get_show_side (McSideBySide *self)
{
  g_return_val_if_fail (MC_IS_SIDE_BY_SIDE (self), FALSE);
  return self->show_side;
}

void
mc_side_by_side_set_show_side (McSideBySide *self, gboolean show_side)
{
  g_return_if_fail (MC_IS_SIDE_BY_SIDE (self));
  if (self->show_side == show_side)
    return;
  self->show_side = show_side;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_SIDE]);
}
