/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-form-private.h"

/* From the tree of a template and the values to units: pieces of the paper, one below the other, each with its
 * height. Pages come later (mc-form-pages.c). */

#define BREAKABLE_FROM 4 /* lines; shorter texts stay together */
#define QUIET_ZONE 4     /* light modules around a QR code, as its standard asks */
#define THICKNESS 0.6

static McFormItem *
add_item (McFormUnit *unit, McFormItemKind kind, double x, double y, double width, double height)
{
  McFormItem item = {
    .kind = kind, .x = x, .y = y, .width = width, .height = height, .thickness = THICKNESS
  };

  g_array_append_val (unit->items, item);
  return &g_array_index (unit->items, McFormItem, unit->items->len - 1);
}

double
mc_form_flow_space_above (const McFormFlow *self, const McNode *node)
{
  return node->space >= 0 ? node->space : self->template->page->gap;
}

/* ---- text ------------------------------------------------------------------------------------------------------- */

static McFormUnit *
text_unit (PangoLayout *layout, int first_line, int end_line, double x, double y0, double y1, double width)
{
  McFormUnit *unit = mc_form_unit_new ();
  McFormItem *item = add_item (unit, MC_ITEM_TEXT, x, 0, width, y1 - y0);

  item->layout = g_object_ref (layout);
  item->first_line = first_line;
  item->end_line = end_line;
  unit->height = y1 - y0;
  return unit;
}

/* A long text may go on on the next page, but never with a single line here or there. */
static void
add_lines (PangoLayout *layout, double x, double width, GPtrArray *units)
{
  PangoLayoutIter *lines = pango_layout_get_iter (layout);
  int n = pango_layout_get_line_count (layout);

  for (int i = 0; i < n; i++)
    {
      McFormUnit *unit;
      int y0, y1;

      pango_layout_iter_get_line_yrange (lines, &y0, &y1);
      unit = text_unit (layout, i, i + 1, x, (double) y0 / PANGO_SCALE, (double) y1 / PANGO_SCALE, width);
      unit->keep_next = i == 0 || i == n - 2;
      g_ptr_array_add (units, unit);
      pango_layout_iter_next_line (lines);
    }
  pango_layout_iter_free (lines);
}

/* The dots after a label, from where its text ends to the edge. */
static void
add_leader (McFormUnit *unit, PangoLayout *layout, double x, double width)
{
  PangoRectangle end;
  int baseline = pango_layout_get_baseline (layout);
  McFormItem *item;
  double from;

  pango_layout_index_to_pos (layout, (int) strlen (pango_layout_get_text (layout)), &end);
  from = (double) end.x / PANGO_SCALE + 3;
  item = add_item (unit, MC_ITEM_RULE, x + from, (double) baseline / PANGO_SCALE - 0.8, MAX (width - from, 0),
                   0.8);
  item->thickness = 0.8;
  item->rule = MC_RULE_DOTTED;
}

gboolean
mc_form_flow_paragraph (McFormFlow *self, const McNode *node, const McFormArea *area, gboolean may_break, GPtrArray *units,
                        GError **error)
{
  g_autoptr (PangoLayout) layout = NULL;
  double x = area->x + node->indent, width = area->width - node->indent;
  gboolean only_label;
  guint first = units->len;
  int height;

  if (!mc_form_flow_text (self, node, &area->style, width, &layout, &only_label, error))
    return FALSE;
  if (layout == NULL)
    return TRUE;

  if (may_break && pango_layout_get_line_count (layout) >= BREAKABLE_FROM)
    add_lines (layout, x, width, units);
  else
    {
      pango_layout_get_size (layout, NULL, &height);
      g_ptr_array_add (units, text_unit (layout, 0, pango_layout_get_line_count (layout), x, 0,
                                         (double) height / PANGO_SCALE, width));
    }
  if (only_label)
    add_leader (g_ptr_array_index (units, units->len - 1), layout, x, width);
  ((McFormUnit *) g_ptr_array_index (units, first))->space = mc_form_flow_space_above (self, node);
  return TRUE;
}

/* ---- containers ------------------------------------------------------------------------------------------------- */

static McFormUnit *
merge_units (GPtrArray *units)
{
  McFormUnit *merged = mc_form_unit_new ();

  for (guint i = 0; i < units->len; i++)
    {
      McFormUnit *unit = g_ptr_array_index (units, i);

      if (i > 0)
        merged->height += unit->space;
      mc_form_unit_take_items (merged, unit, merged->height);
      merged->height += unit->height;
    }
  return merged;
}

McFormUnit *
mc_form_flow_unit (McFormFlow *self, const McNode *parent, const McFormArea *area, GError **error)
{
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_form_unit_unref);
  gboolean ok;

  self->inside++;
  ok = mc_form_flow_blocks (self, parent, area, units, error);
  self->inside--;
  return ok ? merge_units (units) : NULL;
}

gboolean
mc_form_flow_widths (const McFormFlow *self, const McNode *node, double width, double *widths, GError **error)
{
  double rest = width;
  int shares = 0;

  for (int i = 0; i < node->widths.n; i++)
    {
      rest -= node->widths.points[i];
      shares += node->widths.points[i] <= 0;
    }
  if (rest < -0.5 || (shares > 0 && rest / shares < 10))
    return mc_template_fail (self->template, node->line,
                             g_strdup (_("The columns are wider than their place.")), error);
  for (int i = 0; i < node->widths.n; i++)
    widths[i] = node->widths.points[i] > 0 ? node->widths.points[i] : rest / shares;
  return TRUE;
}

GPtrArray *
mc_form_flow_rows (const McFormFlow *self, const McNode *node, GError **error)
{
  GPtrArray *rows = mc_form_values_rows (self->values, node->name);

  if (rows == NULL)
    mc_template_fail (self->template, node->line, g_strdup_printf (_("There are no rows {%s}."), node->name), error);
  return rows;
}

static gboolean
flow_columns (McFormFlow *self, const McNode *node, const McFormArea *area, GPtrArray *units, GError **error)
{
  g_autoptr (McFormUnit) row = mc_form_unit_new ();
  double widths[MC_TEMPLATE_MAX_COLUMNS], x = area->x;

  if (!mc_form_flow_widths (self, node, area->width, widths, error))
    return FALSE;
  for (guint i = 0; i < node->children->len; i++)
    {
      const McNode *cell = g_ptr_array_index (node->children, i);
      g_autoptr (McFormUnit) unit = NULL;
      McFormArea inner = { .style = area->style, .x = x, .width = widths[i] };
      gboolean holds;

      if (!mc_form_flow_holds (self, cell, &holds, error))
        return FALSE;
      if (holds)
        {
          mc_form_style_inherit (self, cell, &inner.style);
          unit = mc_form_flow_unit (self, cell, &inner, error);
          if (unit == NULL)
            return FALSE;
          row->height = MAX (row->height, unit->height);
          mc_form_unit_take_items (row, unit, 0);
        }
      x += widths[i];
    }
  if (row->items->len == 0)
    return TRUE;
  row->space = mc_form_flow_space_above (self, node);
  g_ptr_array_add (units, g_steal_pointer (&row));
  return TRUE;
}

static gboolean
flow_group (McFormFlow *self, const McNode *node, const McFormArea *area, GPtrArray *units, GError **error)
{
  double pad = node->kind == MC_NODE_FRAME ? node->pad : 0;
  McFormArea inner = { .style = area->style, .x = area->x + pad, .width = area->width - 2 * pad };
  g_autoptr (McFormUnit) unit = mc_form_flow_unit (self, node, &inner, error);

  if (unit == NULL)
    return FALSE;
  if (unit->items->len == 0)
    return TRUE;
  if (node->kind == MC_NODE_FRAME)
    {
      McFormItem *frame;

      for (guint i = 0; i < unit->items->len; i++)
        g_array_index (unit->items, McFormItem, i).y += pad;
      unit->height += 2 * pad;
      frame = add_item (unit, MC_ITEM_FRAME, area->x, 0, area->width, unit->height);
      if (node->thickness > 0)
        frame->thickness = node->thickness;
    }
  unit->space = mc_form_flow_space_above (self, node);
  unit->keep_previous = node->kind == MC_NODE_SIGNATURES;
  g_ptr_array_add (units, g_steal_pointer (&unit));
  return TRUE;
}

static gboolean
flow_repeat (McFormFlow *self, const McNode *node, const McFormArea *area, GPtrArray *units, GError **error)
{
  GPtrArray *rows = mc_form_flow_rows (self, node, error);
  const McFormValues *outer = self->values;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      gboolean ok;

      self->values = g_ptr_array_index (rows, i);
      ok = flow_group (self, node, area, units, error);
      self->values = outer;
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

/* ---- rules, space, codes ---------------------------------------------------------------------------------------- */

static double
align_in (const McFormArea *area, double thing)
{
  if (area->style.align == MC_ALIGN_CENTER)
    return area->x + (area->width - thing) / 2;
  return area->style.align == MC_ALIGN_RIGHT ? area->x + area->width - thing : area->x;
}

static void
flow_rule (const McFormFlow *self, const McNode *node, const McFormArea *area, GPtrArray *units)
{
  McFormUnit *unit = mc_form_unit_new ();
  double length = node->width > 0 ? MIN (node->width, area->width) : area->width;
  double thickness = node->thickness > 0 ? node->thickness : THICKNESS;
  McFormItem *item;

  unit->height = node->rule == MC_RULE_DOUBLE ? 3 * thickness : thickness;
  unit->space = mc_form_flow_space_above (self, node);
  item = add_item (unit, MC_ITEM_RULE, align_in (area, length), 0, length, unit->height);
  item->thickness = thickness;
  item->rule = node->rule;
  g_ptr_array_add (units, unit);
}

static void
flow_space (const McNode *node, GPtrArray *units)
{
  McFormUnit *unit = mc_form_unit_new ();

  unit->height = node->height;
  g_ptr_array_add (units, unit);
}

static gboolean
flow_qr (McFormFlow *self, const McNode *node, const McFormArea *area, GPtrArray *units, GError **error)
{
  g_autofree char *text = mc_form_flow_plain (self, node, error);
  McFormUnit *unit;
  McFormItem *item;
  McQr *code;
  double quiet, side;

  if (text == NULL)
    return FALSE;
  if (*text == '\0')
    return TRUE;
  /* A reader types what it reads, through whatever input method is on: nothing but these is safe. */
  if (text[strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-")] != '\0')
    return mc_template_fail (
        self->template, node->line,
        g_strdup_printf (_("“%s” cannot stand in a QR code: only letters, digits, dots, hyphens."), text),
        error);
  code = mc_qr_new (text, TRUE);
  if (code == NULL)
    return mc_template_fail (self->template, node->line,
                             g_strdup_printf (_("“%s” makes no QR code: %s."), text, g_strerror (errno)),
                             error);

  quiet = node->width / mc_qr_size (code) * QUIET_ZONE;
  side = node->width + 2 * quiet;
  unit = mc_form_unit_new ();
  unit->height = side;
  unit->space = mc_form_flow_space_above (self, node);
  item = add_item (unit, MC_ITEM_QR, align_in (area, side) + quiet, quiet, node->width,
                   node->width);
  item->code = code;
  g_ptr_array_add (units, unit);
  if (side > area->width + 0.5)
    return mc_template_fail (self->template, node->line,
                             g_strdup (_("The QR code is wider than its place.")), error);
  return TRUE;
}

/* ---- all of them ------------------------------------------------------------------------------------------------ */

static gboolean
flow_block (McFormFlow *self, const McNode *node, const McFormArea *area, GPtrArray *units, GError **error)
{
  switch (node->kind)
    {
    case MC_NODE_TEXT:
    case MC_NODE_FIELD:
      return mc_form_flow_paragraph (self, node, area, self->inside == 0, units, error);
    case MC_NODE_COLUMNS:
      return flow_columns (self, node, area, units, error);
    case MC_NODE_TABLE:
      return mc_form_flow_table (self, node, area, units, error);
    case MC_NODE_REPEAT:
      return flow_repeat (self, node, area, units, error);
    case MC_NODE_KEEP:
    case MC_NODE_FRAME:
    case MC_NODE_SIGNATURES:
      return flow_group (self, node, area, units, error);
    case MC_NODE_RULE:
      flow_rule (self, node, area, units);
      return TRUE;
    case MC_NODE_SPACE:
      flow_space (node, units);
      return TRUE;
    case MC_NODE_QR:
      return flow_qr (self, node, area, units, error);
    default:
      return TRUE; /* the page and its like are no blocks */
    }
}

gboolean
mc_form_flow_blocks (McFormFlow *self, const McNode *parent, const McFormArea *area, GPtrArray *units, GError **error)
{
  for (guint i = 0; i < parent->children->len; i++)
    {
      const McNode *node = g_ptr_array_index (parent->children, i);
      McFormArea inner = *area;
      guint first = units->len;
      gboolean holds;

      if (!mc_node_is_block (node->kind))
        continue;
      if (!mc_form_flow_holds (self, node, &holds, error))
        return FALSE;
      if (!holds)
        continue;
      mc_form_style_inherit (self, node, &inner.style);
      if (!flow_block (self, node, &inner, units, error))
        return FALSE;
      if (node->keep && units->len > first)
        ((McFormUnit *) g_ptr_array_index (units, units->len - 1))->keep_next = TRUE;
    }
  return TRUE;
}
