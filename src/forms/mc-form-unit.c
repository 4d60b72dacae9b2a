/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-form-private.h"

#include <math.h>

static void
item_clear (gpointer data)
{
  McFormItem *item = data;

  g_clear_object (&item->layout);
  g_clear_pointer (&item->code, mc_qr_free);
}

McFormUnit *
mc_form_unit_new (void)
{
  McFormUnit *self = g_new0 (McFormUnit, 1);

  self->ref_count = 1;
  self->items = g_array_new (FALSE, TRUE, sizeof (McFormItem));
  g_array_set_clear_func (self->items, item_clear);
  return self;
}

McFormUnit *
mc_form_unit_ref (McFormUnit *self)
{
  self->ref_count++;
  return self;
}

void
mc_form_unit_unref (McFormUnit *self)
{
  if (--self->ref_count > 0)
    return;
  g_clear_pointer (&self->head, mc_form_unit_unref);
  g_array_unref (self->items);
  g_free (self);
}

void
mc_form_unit_take_items (McFormUnit *self, McFormUnit *from, double y)
{
  guint first = self->items->len;

  if (from->items->len == 0)
    return;
  g_array_append_vals (self->items, from->items->data, from->items->len);
  g_array_set_clear_func (from->items, NULL); /* they belong to @self now */
  g_array_set_size (from->items, 0);
  g_array_set_clear_func (from->items, item_clear);
  for (guint i = first; i < self->items->len; i++)
    g_array_index (self->items, McFormItem, i).y += y;
}

McFormPage *
mc_form_page_new (double width, double height)
{
  McFormPage *self = g_new0 (McFormPage, 1);

  self->width = width;
  self->height = height;
  self->places = g_array_new (FALSE, TRUE, sizeof (McFormPlace));
  return self;
}

void
mc_form_page_free (McFormPage *self)
{
  for (guint i = 0; i < self->places->len; i++)
    mc_form_unit_unref (g_array_index (self->places, McFormPlace, i).unit);
  g_array_unref (self->places);
  g_free (self);
}

void
mc_form_page_add (McFormPage *self, McFormUnit *unit, double x, double y)
{
  McFormPlace place = { .unit = mc_form_unit_ref (unit), .x = x, .y = y };

  g_array_append_val (self->places, place);
}

/* ---- drawing ---------------------------------------------------------------------------------------------------- */

static void
draw_text (const McFormItem *self, cairo_t *cr)
{
  PangoLayoutIter *lines = pango_layout_get_iter (self->layout);
  double top = 0;

  for (int i = 0; i < self->end_line; i++)
    {
      PangoRectangle extents;
      int y0, y1;

      pango_layout_iter_get_line_yrange (lines, &y0, &y1);
      if (i == self->first_line)
        top = (double) y0 / PANGO_SCALE;
      if (i >= self->first_line)
        {
          pango_layout_iter_get_line_extents (lines, NULL, &extents);
          cairo_move_to (cr, self->x + (double) extents.x / PANGO_SCALE,
                         self->y - top + (double) pango_layout_iter_get_baseline (lines) / PANGO_SCALE);
          pango_cairo_show_layout_line (cr, pango_layout_iter_get_line_readonly (lines));
        }
      pango_layout_iter_next_line (lines);
    }
  pango_layout_iter_free (lines);
}

static void
draw_rule (const McFormItem *self, cairo_t *cr)
{
  const double dashes[] = { 4, 3 };
  const double dots[] = { 0, 2.5 };
  double y = self->y + self->thickness / 2;

  cairo_save (cr);
  cairo_set_line_width (cr, self->thickness);
  if (self->rule == MC_RULE_DASHED)
    cairo_set_dash (cr, dashes, 2, 0);
  if (self->rule == MC_RULE_DOTTED)
    {
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
      cairo_set_dash (cr, dots, 2, 0);
    }
  cairo_move_to (cr, self->x, y);
  cairo_line_to (cr, self->x + self->width, y);
  if (self->rule == MC_RULE_DOUBLE)
    {
      cairo_move_to (cr, self->x, y + 2 * self->thickness);
      cairo_line_to (cr, self->x + self->width, y + 2 * self->thickness);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* One path for all modules: so no light seams show between them when a screen smooths the edges. */
void
mc_form_item_draw (const McFormItem *self, cairo_t *cr)
{
  switch (self->kind)
    {
    case MC_ITEM_TEXT:
      draw_text (self, cr);
      break;
    case MC_ITEM_RULE:
      draw_rule (self, cr);
      break;
    case MC_ITEM_FRAME:
      cairo_set_line_width (cr, self->thickness);
      cairo_rectangle (cr, self->x, self->y, self->width, self->height);
      cairo_stroke (cr);
      break;
    case MC_ITEM_QR:
      mc_qr_draw (self->code, cr, self->x, self->y, self->width);
      break;
    default:
      g_return_if_reached ();
    }
}
