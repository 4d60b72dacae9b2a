/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-slip-preview.h"

#include <glib/gi18n-lib.h>

#include "mc-words.h"

#define PAUSE_MS 150
#define MARGIN 10

struct _McSlipPreview
{
  GtkWidget parent_instance;

  McDesk *desk;           /* (owned) */
  McSlipMaker *maker;     /* (owned) */
  const McIntake *intake; /* (unowned) */
  McForm *form;           /* (owned) (nullable) as last laid out */
  guint timeout;          /* a layout is due */
  gboolean laying_out;    /* one is under way */
  gboolean again;         /* something changed meanwhile */
  char *trouble;          /* (nullable) why there is none */
  char *warning;          /* (nullable) of the form that is shown */
};

enum { PROP_0, PROP_WARNING, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (McSlipPreview, mc_slip_preview, GTK_TYPE_WIDGET)

static void mc_slip_preview_schedule (McSlipPreview *self);

static void
mc_slip_preview_tell_warnings (McSlipPreview *self)
{
  g_autofree char *warning = self->trouble == NULL ? mc_words_warnings (mc_form_warnings (self->form)) : NULL;

  if (g_strcmp0 (warning, self->warning) == 0)
    return;
  g_free (self->warning);
  self->warning = g_steal_pointer (&warning);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WARNING]);
}

static void
on_form_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McSlipPreview) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (McForm) form = mc_slip_maker_make_finish (MC_SLIP_MAKER (source), result, &error);

  self->laying_out = FALSE;
  g_clear_pointer (&self->trouble, g_free);
  if (form != NULL)
    g_set_object (&self->form, form);
  else
    self->trouble = g_strdup (error->message);
  mc_slip_preview_tell_warnings (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->again)
    {
      self->again = FALSE;
      mc_slip_preview_schedule (self);
    }
}

static gboolean
on_timeout (gpointer data)
{
  McSlipPreview *self = data;
  const McFormOptions options = {
    .paper = MC_PAPER_A5, .set = MC_FORM_SET_CURRENT, .copies = 2, .printed_at = mc_clock_now (mc_desk_clock (self->desk))
  };

  self->timeout = 0;
  if (self->intake == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  self->laying_out = TRUE;
  mc_slip_maker_make_async (self->maker, mc_desk_preview (self->desk, self->intake), &options, NULL, on_form_made,
                            g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
mc_slip_preview_schedule (McSlipPreview *self)
{
  if (self->laying_out)
    self->again = TRUE;
  else if (self->timeout == 0)
    self->timeout = g_timeout_add (PAUSE_MS, on_timeout, self);
}

/* ---- drawing ---- */

static void
mc_slip_preview_draw_page (McSlipPreview *self, GtkSnapshot *snapshot, int page, double width, double height)
{
  const GdkRGBA paper = { 1, 1, 1, 1 };
  double page_width, page_height, scale;
  graphene_rect_t bounds;
  cairo_t *cr;

  mc_form_page_size (self->form, page, &page_width, &page_height);
  scale = MIN ((width - 2 * MARGIN) / page_width, (height - 2 * MARGIN) / page_height);
  if (scale <= 0)
    return;
  bounds = GRAPHENE_RECT_INIT ((float) ((width - page_width * scale) / 2), MARGIN, (float) (page_width * scale),
                               (float) (page_height * scale));
  gtk_snapshot_append_color (snapshot, &paper, &bounds);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_translate (cr, bounds.origin.x, bounds.origin.y);
  cairo_scale (cr, scale, scale);
  cairo_set_source_rgb (cr, 0, 0, 0);
  mc_form_draw_page (self->form, cr, page);
  cairo_destroy (cr);
}

static void
mc_slip_preview_draw_words (McSlipPreview *self, GtkSnapshot *snapshot, const char *words, int width)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), words);
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));

  pango_layout_set_width (layout, (width - 4 * MARGIN) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD);
  gtk_snapshot_render_layout (snapshot, style, 2 * MARGIN, 2 * MARGIN, layout);
}

static void
mc_slip_preview_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  McSlipPreview *self = MC_SLIP_PREVIEW (widget);
  int width = gtk_widget_get_width (widget);

  if (self->trouble != NULL)
    mc_slip_preview_draw_words (self, snapshot, self->trouble, width);
  else if (self->form != NULL)
    /* Copy 2, for the citizen, is the second half of the pages. */
    mc_slip_preview_draw_page (self, snapshot, mc_form_n_pages (self->form) / 2, width, gtk_widget_get_height (widget));
}

static void
mc_slip_preview_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  *minimum = 0;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 440 : 600;
}

static void
mc_slip_preview_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mc_slip_preview_parent_class)->map (widget);
  mc_slip_preview_schedule (MC_SLIP_PREVIEW (widget));
}

static void
mc_slip_preview_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_WARNING)
    g_value_set_string (value, MC_SLIP_PREVIEW (object)->warning);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
mc_slip_preview_dispose (GObject *object)
{
  McSlipPreview *self = MC_SLIP_PREVIEW (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  self->intake = NULL;
  g_clear_object (&self->form);
  g_clear_object (&self->maker);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->trouble, g_free);
  g_clear_pointer (&self->warning, g_free);
  G_OBJECT_CLASS (mc_slip_preview_parent_class)->dispose (object);
}

static void
mc_slip_preview_class_init (McSlipPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_slip_preview_dispose;
  G_OBJECT_CLASS (klass)->get_property = mc_slip_preview_get_property;
  properties[PROP_WARNING] = g_param_spec_string ("warning", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);

  widget_class->snapshot = mc_slip_preview_snapshot;
  widget_class->measure = mc_slip_preview_measure;
  widget_class->map = mc_slip_preview_map;
  gtk_widget_class_set_css_name (widget_class, "mcpreview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mc_slip_preview_init (McSlipPreview *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Preview of the slip"), -1);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
mc_slip_preview_set_desk (McSlipPreview *self, McDesk *desk, McSlipMaker *maker)
{
  g_return_if_fail (MC_IS_SLIP_PREVIEW (self));
  g_set_object (&self->desk, desk);
  g_set_object (&self->maker, maker);
}

void
mc_slip_preview_follow (McSlipPreview *self, const McIntake *intake)
{
  g_return_if_fail (MC_IS_SLIP_PREVIEW (self));
  self->intake = intake;
  mc_slip_preview_schedule (self);
}

const char *
mc_slip_preview_get_warning (McSlipPreview *self)
{
  g_return_val_if_fail (MC_IS_SLIP_PREVIEW (self), NULL);
  return self->warning;
}
