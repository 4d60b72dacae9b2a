/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-form-private.h"

/* Units onto pages. What belongs together moves together: a heading with what follows, the head of a table with its
 * first row, the signatures with the block before them. */

typedef struct
{
  const McNode *page;
  double limit;        /* the lowest place for a unit; G_MAXDOUBLE on paper without end */
  double y;            /* where the next unit goes */
  McFormPage *current; /* (unowned) (nullable) */
  GPtrArray *pages;
} Paginator;

static void
begin_page (Paginator *self)
{
  self->current = mc_form_page_new (self->page->width, self->page->height);
  g_ptr_array_add (self->pages, self->current);
  self->y = self->page->top;
}

static gboolean
page_is_empty (const Paginator *self)
{
  return self->current->places->len == 0;
}

static McFormUnit *
nth_unit (GPtrArray *units, guint i)
{
  return g_ptr_array_index (units, i);
}

/* The height of units [from, to) at the present place, or at the top of a page. */
static double
clump_height (GPtrArray *units, guint from, guint to, gboolean at_top)
{
  double height = 0;

  for (guint i = from; i < to; i++)
    {
      const McFormUnit *unit = nth_unit (units, i);

      if (at_top && i == from && unit->head != NULL)
        height += unit->head->height;
      if (!(at_top && i == from))
        height += unit->space;
      height += unit->height;
    }
  return height;
}

static void
place (Paginator *self, McFormUnit *unit)
{
  if (page_is_empty (self))
    {
      if (unit->items->len == 0)
        return; /* space at the top of a page */
      if (unit->head != NULL)
        {
          mc_form_page_add (self->current, unit->head, self->page->left, self->y);
          self->y += unit->head->height;
        }
    }
  else
    self->y += unit->space;
  mc_form_page_add (self->current, unit, self->page->left, self->y);
  self->y += unit->height;
}

/* Whether unit @i, or what comes after the mere space it is, holds on to the one before. */
static gboolean
keeps_previous (GPtrArray *units, guint i)
{
  while (i + 1 < units->len && nth_unit (units, i)->items->len == 0 && !nth_unit (units, i)->keep_previous)
    i++;
  return nth_unit (units, i)->keep_previous;
}

/* The first unit after @from that need not stand on the same page. */
static guint
clump_end (GPtrArray *units, guint from)
{
  gboolean keep_next = nth_unit (units, from)->keep_next;
  guint end;

  for (end = from + 1; end < units->len && (keep_next || keeps_previous (units, end)); end++)
    {
      const McFormUnit *unit = nth_unit (units, end);

      keep_next = unit->keep_next || (keep_next && unit->items->len == 0);
    }
  return end;
}

static gboolean
fits (const Paginator *self, double height)
{
  return self->y + height <= self->limit + 0.01;
}

/* FALSE when a unit is higher than a page. */
static gboolean
paginate (Paginator *self, GPtrArray *units)
{
  double room = self->limit - self->page->top;

  begin_page (self);
  for (guint i = 0, end; i < units->len; i = end)
    {
      end = clump_end (units, i);
      if (clump_height (units, i, end, TRUE) > room + 0.01)
        end = i + 1; /* it cannot stay together */
      if (clump_height (units, i, end, TRUE) > room + 0.01)
        return FALSE;
      if (!page_is_empty (self) && !fits (self, clump_height (units, i, end, FALSE)))
        begin_page (self);
      for (guint j = i; j < end; j++)
        place (self, nth_unit (units, j));
    }
  return TRUE;
}

/* ---- one copy --------------------------------------------------------------------------------------------------- */

static McFormUnit *
flow_footer (McFormFlow *flow, int page, int n_pages, GError **error)
{
  const McFormValues *values = flow->values;
  g_autoptr (McFormValues) numbers = mc_form_values_new (values);
  const McNode *paper = flow->template->page;
  McFormArea area = { .style = { .size = flow->body, .align = MC_ALIGN_LEFT },
                      .width = paper->width - paper->left - paper->right };
  McFormUnit *unit;

  mc_form_values_take (numbers, "trang", g_strdup_printf ("%d", page));
  mc_form_values_take (numbers, "so_trang", g_strdup_printf ("%d", n_pages));
  flow->values = numbers;
  mc_form_style_inherit (flow, flow->template->footer, &area.style);
  unit = mc_form_flow_unit (flow, flow->template->footer, &area, error);
  flow->values = values;
  return unit;
}

static gboolean
add_footers (McFormFlow *flow, GPtrArray *pages, GError **error)
{
  const McNode *paper = flow->template->page;

  for (guint i = 0; flow->template->footer != NULL && i < pages->len; i++)
    {
      g_autoptr (McFormUnit) footer = flow_footer (flow, (int) i + 1, (int) pages->len, error);

      if (footer == NULL)
        return FALSE;
      mc_form_page_add (g_ptr_array_index (pages, i), footer, paper->left,
                        paper->height - paper->bottom - footer->height);
    }
  return TRUE;
}

/* One copy with the body face @body. */
static GPtrArray *
lay_out_copy (McFormFlow *flow, double body, GError **error)
{
  const McNode *paper = flow->template->page;
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_form_page_free);
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_form_unit_unref);
  Paginator paginator = { .page = paper, .pages = pages, .limit = G_MAXDOUBLE };
  McFormArea area = { .style = { .size = body, .align = MC_ALIGN_LEFT },
                      .width = paper->width - paper->left - paper->right };

  flow->body = body;
  mc_form_style_inherit (flow, flow->template->form, &area.style);
  if (!mc_form_flow_blocks (flow, flow->template->form, &area, units, error))
    return NULL;
  if (paper->height > 0)
    {
      paginator.limit = paper->height - paper->bottom;
      if (flow->template->footer != NULL)
        {
          g_autoptr (McFormUnit) footer = flow_footer (flow, 99, 99, error);

          if (footer == NULL)
            return NULL;
          paginator.limit -= footer->height + 1.5 * MC_POINTS_PER_MM;
        }
    }
  if (!paginate (&paginator, units))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID,
                   _("A text is too long: it does not fit on one page of the form %s."),
                   flow->template->name);
      return NULL;
    }
  if (paper->height <= 0)
    paginator.current->height = paginator.y + paper->bottom;
  else if (!add_footers (flow, pages, error))
    return NULL;
  return g_steal_pointer (&pages);
}

/* The largest face with which the copy needs one page; when none does, the largest of those that need the fewest. */
static GPtrArray *
choose_face (McFormFlow *flow, double *body, GError **error)
{
  const McWidths *faces = &flow->template->page->faces;
  g_autoptr (GPtrArray) best = NULL;

  for (int i = 0; i < faces->n; i++)
    {
      g_autoptr (GPtrArray) pages = lay_out_copy (flow, faces->points[i], error);

      if (pages == NULL)
        return NULL;
      if (best == NULL || pages->len < best->len)
        {
          g_clear_pointer (&best, g_ptr_array_unref);
          best = g_steal_pointer (&pages);
          *body = faces->points[i];
        }
      if (best->len == 1)
        break;
    }
  return g_steal_pointer (&best);
}

/* Under the engine's lock. */
static GPtrArray *
lay_out_copies (McFormFlow *flow, GPtrArray *copies, char **title, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_form_page_free);
  double body = 0;

  for (guint i = 0; i < copies->len; i++)
    {
      g_autoptr (GPtrArray) pages = NULL;

      flow->values = g_ptr_array_index (copies, i);
      pages = body > 0 ? lay_out_copy (flow, body, error) : choose_face (flow, &body, error);
      if (pages == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (all, g_steal_pointer (&pages));
    }
  if (flow->template->title != NULL)
    {
      *title = mc_form_flow_plain (flow, flow->template->title, error);
      if (*title == NULL)
        return NULL;
    }
  return g_steal_pointer (&all);
}

static void
warn_of_letters (McForm *form, McFormEngine *engine, GPtrArray *missing)
{
  g_autofree char *letters = missing->len > 0 ? mc_form_letters_text (missing) : NULL;

  if (letters != NULL)
    mc_form_take_warning (form, g_strdup_printf (_("The font %s does not have %s. The paper has □ there, to be written in by hand."),
                                                 mc_form_engine_font_family (engine), letters));
}

McForm *
mc_form_lay_out (
    McFormEngine *engine, const McTemplate *template, GPtrArray *copies, gint64 created_at, GError **error)
{
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  McFormFlow flow = { .engine = engine, .template = template, .texts = texts, .missing = missing };
  g_autofree char *title = NULL;
  GPtrArray *pages;
  McForm *form;

  g_return_val_if_fail (copies->len > 0, NULL);

  mc_form_engine_lock (engine);
  pages = lay_out_copies (&flow, copies, &title, error);
  g_hash_table_remove_all (texts);
  mc_form_engine_unlock (engine);
  if (pages == NULL)
    return NULL;
  form = mc_form_new (engine, pages, g_steal_pointer (&title), created_at);
  warn_of_letters (form, engine, missing);
  return form;
}
