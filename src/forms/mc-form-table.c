/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-form-private.h"

#define PAD (0.9 * MC_POINTS_PER_MM)
#define THICKNESS 0.5

typedef struct
{
  McFormUnit *content; /* (owned) */
  int row, column, colspan, rowspan;
} Cell;

typedef struct
{
  McFormFlow *flow;
  const McNode *node;
  const McFormArea *area;
  double pad;
  double widths[MC_TEMPLATE_MAX_COLUMNS];
} Table;

static void
cell_clear (gpointer data)
{
  g_clear_pointer (&((Cell *) data)->content, mc_form_unit_unref);
}

static double
span_width (const Table *self, int column, int colspan)
{
  double width = 0;

  for (int i = column; i < column + colspan; i++)
    width += self->widths[i];
  return width;
}

static double
column_x (const Table *self, int column)
{
  return self->area->x + span_width (self, 0, column);
}

/* A cell holds blocks, or text as if it stood in one. */
static McFormUnit *
flow_cell (Table *self, const McNode *td, const McFormArea *area, GError **error)
{
  g_autoptr (GPtrArray) units = NULL;

  if (td->children->len > 0 && mc_node_is_block (((McNode *) g_ptr_array_index (td->children, 0))->kind))
    return mc_form_flow_unit (self->flow, td, area, error);

  units = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_form_unit_unref);
  if (!mc_form_flow_paragraph (self->flow, td, area, FALSE, units, error))
    return NULL;
  return units->len > 0 ? mc_form_unit_ref (g_ptr_array_index (units, 0)) : mc_form_unit_new ();
}

/* Puts the cells of one <tr> into the columns that cells from above leave free. */
static gboolean
place_row (Table *self, const McNode *tr, int row, const McFormStyle *style, int *taken_until, GArray *cells, GError **error)
{
  int n_columns = self->node->widths.n;
  int column = 0;

  for (guint i = 0; i < tr->children->len; i++)
    {
      const McNode *td = g_ptr_array_index (tr->children, i);
      Cell cell = { .row = row, .colspan = td->colspan, .rowspan = td->rowspan };
      McFormArea inner = { .style = *style };
      gboolean holds;

      while (column < n_columns && taken_until[column] > row)
        column++;
      cell.column = column;
      if (column + td->colspan > n_columns)
        return mc_template_fail (self->flow->template, td->line,
                                 g_strdup (_("There are more cells than columns.")), error);
      for (int c = column; c < column + td->colspan; c++)
        taken_until[c] = row + td->rowspan;
      column += td->colspan;

      if (!mc_form_flow_holds (self->flow, td, &holds, error))
        return FALSE;
      mc_form_style_inherit (self->flow, td, &inner.style);
      inner.x = column_x (self, cell.column) + self->pad;
      inner.width = span_width (self, cell.column, cell.colspan) - 2 * self->pad;
      cell.content = holds ? flow_cell (self, td, &inner, error) : mc_form_unit_new ();
      if (cell.content == NULL)
        return FALSE;
      g_array_append_val (cells, cell);
    }
  return TRUE;
}

static double
rows_height (const double *heights, int row, int rowspan, int n_rows)
{
  double height = 0;

  for (int i = row; i < MIN (row + rowspan, n_rows); i++)
    height += heights[i];
  return height;
}

static double
row_padding (const Table *self)
{
  return self->node->no_border ? 0 : self->pad * 0.4;
}

/* Cells of one row first; what spans several rows pushes the last of them down. */
static void
measure_rows (const Table *self, const McNode *section, GArray *cells, double *heights, int n_rows)
{
  for (int row = 0; row < n_rows; row++)
    heights[row] = ((const McNode *) g_ptr_array_index (section->children, row))->height;
  for (int pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < cells->len; i++)
        {
          const Cell *cell = &g_array_index (cells, Cell, i);
          int last = MIN (cell->row + cell->rowspan, n_rows) - 1;
          double needed = cell->content->height + 2 * row_padding (self);

          if ((pass == 0) == (last == cell->row))
            heights[last] += MAX (0, needed - rows_height (heights, cell->row, cell->rowspan, n_rows));
        }
    }
}

static void
add_border (const Table *self, McFormUnit *unit, const Cell *cell, double y, double height)
{
  McFormItem border = {
    .kind = MC_ITEM_FRAME,
    .x = column_x (self, cell->column),
    .y = y,
    .width = span_width (self, cell->column, cell->colspan),
    .height = height,
    .thickness = self->node->thickness > 0 ? self->node->thickness : THICKNESS,
  };

  if (!self->node->no_border)
    g_array_append_val (unit->items, border);
}

/* The <tr>s of a head or of one row of data: one unit. */
static McFormUnit *
flow_section (Table *self, const McNode *section, GError **error)
{
  g_autoptr (McFormUnit) unit = mc_form_unit_new ();
  g_autoptr (GArray) cells = g_array_new (FALSE, TRUE, sizeof (Cell));
  int n_rows = (int) section->children->len;
  g_autofree double *heights = g_new0 (double, n_rows + 1);
  int taken_until[MC_TEMPLATE_MAX_COLUMNS] = { 0 };
  McFormStyle style = self->area->style;

  g_array_set_clear_func (cells, cell_clear);
  if (section->kind == MC_NODE_HEAD)
    {
      style.bold = TRUE;
      style.align = MC_ALIGN_CENTER;
    }
  mc_form_style_inherit (self->flow, section, &style);
  for (int row = 0; row < n_rows; row++)
    {
      const McNode *tr = g_ptr_array_index (section->children, row);
      McFormStyle inner = style;

      mc_form_style_inherit (self->flow, tr, &inner);
      if (!place_row (self, tr, row, &inner, taken_until, cells, error))
        return NULL;
    }

  measure_rows (self, section, cells, heights, n_rows);
  unit->height = rows_height (heights, 0, n_rows, n_rows);
  for (guint i = 0; i < cells->len; i++)
    {
      Cell *cell = &g_array_index (cells, Cell, i);
      double y = rows_height (heights, 0, cell->row, n_rows);
      double height = rows_height (heights, cell->row, cell->rowspan, n_rows);
      double above =
          section->kind == MC_NODE_HEAD ? (height - cell->content->height) / 2 : row_padding (self);

      mc_form_unit_take_items (unit, cell->content, y + above);
      add_border (self, unit, cell, y, height);
    }
  return g_steal_pointer (&unit);
}

static gboolean
add_body (Table *self, const McNode *body, const McFormValues *values, McFormUnit *head, GPtrArray *units, GError **error)
{
  McFormFlow *flow = self->flow;
  const McFormValues *outer = flow->values;
  McFormUnit *unit;

  flow->blank = values == NULL;
  flow->values = values;
  unit = flow_section (self, body, error);
  flow->values = outer;
  flow->blank = FALSE;
  if (unit == NULL)
    return FALSE;
  if (head != NULL)
    unit->head = mc_form_unit_ref (head);
  g_ptr_array_add (units, unit);
  return TRUE;
}

static const McNode *
find_child (const McNode *node, McNodeKind kind)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      const McNode *child = g_ptr_array_index (node->children, i);

      if (child->kind == kind)
        return child;
    }
  return NULL;
}

gboolean
mc_form_flow_table (McFormFlow *self, const McNode *node, const McFormArea *area, GPtrArray *units, GError **error)
{
  Table table = { .flow = self, .node = node, .area = area, .pad = node->pad > 0 ? node->pad : PAD };
  GPtrArray *rows = mc_form_flow_rows (self, node, error);
  const McNode *head_node = find_child (node, MC_NODE_HEAD), *body = find_child (node, MC_NODE_BODY);
  g_autoptr (McFormUnit) head = NULL;
  guint first = units->len;
  int blank;

  if (rows == NULL)
    return FALSE;
  blank = rows->len == 0 && node->blank_empty > 0 ? node->blank_empty : node->blank;
  if (rows->len == 0 && blank == 0)
    return TRUE;
  if (!mc_form_flow_widths (self, node, area->width, table.widths, error))
    return FALSE;
  if (head_node != NULL)
    {
      head = flow_section (&table, head_node, error);
      if (head == NULL)
        return FALSE;
      head->keep_next = TRUE;
      g_ptr_array_add (units, mc_form_unit_ref (head));
    }
  for (guint i = 0; i < rows->len; i++)
    {
      if (!add_body (&table, body, g_ptr_array_index (rows, i), head, units, error))
        return FALSE;
    }
  for (int i = 0; i < blank; i++)
    {
      if (!add_body (&table, body, NULL, head, units, error))
        return FALSE;
    }
  ((McFormUnit *) g_ptr_array_index (units, first))->space = mc_form_flow_space_above (self, node);
  return TRUE;
}
