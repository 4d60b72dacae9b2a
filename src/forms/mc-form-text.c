/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-form-private.h"

/* Inline content becomes one string with attributes, and that a PangoLayout. Fallback to other faces is off in each: a
 * paper has one face. A letter it lacks is an error in a template and a □ in a value. */

typedef struct
{
  McFormFlow *flow;
  GString *text;
  PangoAttrList *attributes;
  GString *key; /* all that makes this text differ from another */
  gboolean caps;
  gboolean on_paper; /* FALSE: text for a machine, which has every letter */
  gboolean nobreak;  /* has a part that is not to be broken */
  int dots;          /* for a value to be filled by hand */
} Expansion;

static gboolean
expand_children (Expansion *self, const McNode *parent, const McFormStyle *style, GError **error);

void
mc_form_style_inherit (const McFormFlow *flow, const McNode *node, McFormStyle *style)
{
  if (node->size.points != 0)
    {
      style->size = node->size.relative ? flow->body + node->size.points : node->size.points;
      style->size = MAX (style->size, flow->template->page->min_face);
    }
  if (node->bold != MC_SET_UNSET)
    style->bold = node->bold == MC_SET_YES;
  if (node->italic != MC_SET_UNSET)
    style->italic = node->italic == MC_SET_YES;
  if (node->align != MC_ALIGN_UNSET)
    style->align = node->align;
}

static gboolean
has_value (const McFormFlow *self, const McNode *node, const char *name, gboolean *has, GError **error)
{
  const char *value = "";
  GPtrArray *rows;

  if (self->blank)
    {
      *has = FALSE;
      return TRUE;
    }
  if (!mc_form_values_lookup (self->values, name, &value))
    {
      rows = mc_form_values_rows (self->values, name);
      if (rows == NULL)
        return mc_template_fail (self->template, node->line,
                                 g_strdup_printf (_("There is no value {%s}."), name), error);
      *has = rows->len > 0;
      return TRUE;
    }
  *has = *value != '\0';
  return TRUE;
}

gboolean
mc_form_flow_holds (const McFormFlow *self, const McNode *node, gboolean *holds, GError **error)
{
  gboolean has = FALSE;

  *holds = TRUE;
  for (guint i = 0; node->if_names != NULL && node->if_names[i] != NULL; i++)
    {
      if (!has_value (self, node, node->if_names[i], &has, error))
        return FALSE;
      *holds = *holds && has;
    }
  for (guint i = 0; node->unless_names != NULL && node->unless_names[i] != NULL; i++)
    {
      if (!has_value (self, node, node->unless_names[i], &has, error))
        return FALSE;
      *holds = *holds && !has;
    }
  return TRUE;
}

/* Optional parts come and go; the spaces around them meet and become one. */
static void
append_text (Expansion *self, const char *text)
{
  gsize len = self->text->len;

  if (len == 0 || self->text->str[len - 1] == ' ' || self->text->str[len - 1] == '\n')
    text += strspn (text, " ");
  if (self->caps)
    {
      g_autofree char *capitals = g_utf8_strup (text, -1);

      g_string_append (self->text, capitals);
    }
  else
    g_string_append (self->text, text);
}

static gboolean
append_value (Expansion *self, const McNode *node, GError **error)
{
  const char *value = "";

  if (!self->flow->blank && !mc_form_values_lookup (self->flow->values, node->text, &value))
    return mc_template_fail (self->flow->template, node->line,
                             g_strdup_printf (_("There is no value {%s}."), node->text), error);
  if (self->on_paper)
    {
      /* In capitals first: they may be other letters. */
      g_autofree char *capitals = self->caps ? g_utf8_strup (value, -1) : NULL;
      g_autofree char *printable
          = mc_form_printable (self->flow->engine, capitals != NULL ? capitals : value, self->flow->missing);

      append_text (self, printable);
    }
  else
    append_text (self, value);
  for (int i = 0; *value == '\0' && i < self->dots; i++)
    g_string_append_c (self->text, '.');
  return TRUE;
}

static void
add_attribute (Expansion *self, PangoAttribute *attribute, guint start, int value)
{
  attribute->start_index = start;
  attribute->end_index = (guint) self->text->len;
  g_string_append_printf (self->key, "%d,%u,%u,%d;", (int) attribute->klass->type, start,
                          attribute->end_index, value);
  pango_attr_list_insert (self->attributes, attribute);
}

static gboolean
append_box (Expansion *self, const McNode *node, const McFormStyle *style, GError **error)
{
  int side = (int) (style->size * 0.72 * PANGO_SCALE);
  PangoRectangle ink = { .x = 0, .y = -side, .width = side, .height = side };
  PangoRectangle logical = { .x = 0, .y = -side, .width = side + side / 6, .height = side };
  guint start = (guint) self->text->len;
  gboolean ticked;

  if (!has_value (self->flow, node, node->name, &ticked, error))
    return FALSE;
  g_string_append (self->text, "\357\277\274"); /* U+FFFC, the place of an object */
  add_attribute (self,
                 pango_attr_shape_new_with_data (&ink, &logical, ticked ? MC_FORM_TICKED : MC_FORM_NOT_TICKED,
                                                 NULL, NULL),
                 start, ticked);
  return TRUE;
}

static gboolean
append_span (Expansion *self, const McNode *node, const McFormStyle *style, GError **error)
{
  McFormStyle inner = *style;
  guint start = (guint) self->text->len;

  mc_form_style_inherit (self->flow, node, &inner);
  inner.bold = inner.bold || node->kind == MC_NODE_B;
  inner.italic = inner.italic || node->kind == MC_NODE_I;
  if (!expand_children (self, node, &inner, error))
    return FALSE;
  if (self->text->len == start)
    return TRUE;
  if (inner.bold != style->bold)
    add_attribute (self, pango_attr_weight_new (inner.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL), start,
                   inner.bold);
  if (inner.italic != style->italic)
    add_attribute (self, pango_attr_style_new (inner.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL), start,
                   inner.italic);
  if (inner.size != style->size)
    add_attribute (self, pango_attr_size_new ((int) (inner.size * PANGO_SCALE + 0.5)), start,
                   (int) (inner.size * PANGO_SCALE + 0.5));
  if (node->nobreak)
    {
      add_attribute (self, pango_attr_allow_breaks_new (FALSE), start, 0);
      self->nobreak = TRUE;
    }
  return TRUE;
}

static void
trim_end (GString *text)
{
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
}

static gboolean
expand_children (Expansion *self, const McNode *parent, const McFormStyle *style, GError **error)
{
  for (guint i = 0; i < parent->children->len; i++)
    {
      const McNode *node = g_ptr_array_index (parent->children, i);
      gboolean ok = TRUE, holds = TRUE;

      if (!mc_form_flow_holds (self->flow, node, &holds, error))
        return FALSE;
      if (!holds)
        continue;
      if (node->kind == MC_NODE_LITERAL)
        append_text (self, node->text);
      else if (node->kind == MC_NODE_VALUE)
        ok = append_value (self, node, error);
      else if (node->kind == MC_NODE_BOX)
        ok = append_box (self, node, style, error);
      else if (node->kind == MC_NODE_BR)
        {
          trim_end (self->text);
          g_string_append_c (self->text, '\n');
        }
      else
        ok = append_span (self, node, style, error);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

char *
mc_form_flow_plain (McFormFlow *self, const McNode *node, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) key = g_string_new (NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  Expansion expansion = { .flow = self, .text = text, .key = key, .attributes = attributes };
  McFormStyle style = { .size = self->body };

  if (!expand_children (&expansion, node, &style, error))
    return NULL;
  trim_end (text);
  return g_strdup (text->str);
}

/* ---- layouts --------------------------------------------------------------------------------------------------- */

/* Names the letter, so that whoever wrote the template can look for it. */
static gboolean
fail_for_letter (McFormFlow *self, const char *text, const McFormStyle *style, GError **error)
{
  PangoContext *context = mc_form_engine_context (self->engine);
  PangoFontDescription *face = mc_form_engine_describe (self->engine, style);
  g_autoptr (PangoFont) font = pango_context_load_font (context, face);
  g_autoptr (PangoCoverage) coverage = pango_font_get_coverage (font, pango_context_get_language (context));
  char letter[7] = "";

  pango_font_description_free (face);
  for (const char *p = text; *p != '\0' && *letter == '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c != '\n' && c != 0xFFFC && pango_coverage_get (coverage, (int) c) != PANGO_COVERAGE_EXACT)
        letter[g_unichar_to_utf8 (c, letter)] = '\0';
    }
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID,
               _("The letter “%s” cannot be printed: the font %s does not have it."), letter,
               mc_form_engine_font_family (self->engine));
  return FALSE;
}

static PangoLayout *
layout_new (McFormFlow *self, const Expansion *expansion, const McFormStyle *style, double width)
{
  PangoLayout *layout = pango_layout_new (mc_form_engine_context (self->engine));
  PangoFontDescription *face = mc_form_engine_describe (self->engine, style);
  PangoAttribute *fallback = pango_attr_fallback_new (FALSE);

  fallback->start_index = PANGO_ATTR_INDEX_FROM_TEXT_BEGINNING;
  fallback->end_index = PANGO_ATTR_INDEX_TO_TEXT_END;
  pango_attr_list_insert (expansion->attributes, fallback);
  pango_layout_set_font_description (layout, face);
  pango_font_description_free (face);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_alignment (layout, style->align == MC_ALIGN_CENTER  ? PANGO_ALIGN_CENTER
                                      : style->align == MC_ALIGN_RIGHT ? PANGO_ALIGN_RIGHT
                                                                       : PANGO_ALIGN_LEFT);
  pango_layout_set_justify (layout, style->align == MC_ALIGN_JUSTIFY);
  pango_layout_set_attributes (layout, expansion->attributes);
  pango_layout_set_text (layout, expansion->text->str, (int) expansion->text->len);
  return layout;
}

static gboolean
is_nobreak (PangoAttribute *attribute, gpointer data)
{
  return attribute->klass->type == PANGO_ATTR_ALLOW_BREAKS;
}

/* What would run over the edge is broken all the same. */
static void
break_if_too_wide (PangoLayout *layout, double width)
{
  g_autoptr (PangoAttrList) attributes = NULL;
  PangoAttrList *kept;
  int needed;

  pango_layout_get_size (layout, &needed, NULL);
  if (needed <= (int) (width * PANGO_SCALE))
    return;
  attributes = pango_attr_list_copy (pango_layout_get_attributes (layout));
  kept = pango_attr_list_filter (attributes, is_nobreak, NULL);
  g_clear_pointer (&kept, pango_attr_list_unref);
  pango_layout_set_attributes (layout, attributes);
}

/* (transfer full): laid out now or before */
static PangoLayout *
get_layout (McFormFlow *self, Expansion *expansion, const McFormStyle *style, double width, GError **error)
{
  PangoLayout *layout;

  g_string_append_printf (expansion->key, "%d,%d,%d,%d,%d|", (int) (style->size * PANGO_SCALE + 0.5),
                          style->bold, style->italic, (int) style->align, (int) (width * PANGO_SCALE));
  g_string_append_len (expansion->key, expansion->text->str, (gssize) expansion->text->len);
  layout = g_hash_table_lookup (self->texts, expansion->key->str);
  if (layout != NULL)
    return g_object_ref (layout);

  layout = layout_new (self, expansion, style, width);
  if (expansion->nobreak)
    break_if_too_wide (layout, width);
  if (pango_layout_get_unknown_glyphs_count (layout) > 0)
    {
      fail_for_letter (self, expansion->text->str, style, error);
      g_object_unref (layout);
      return NULL;
    }
  g_hash_table_insert (self->texts, g_strdup (expansion->key->str), g_object_ref (layout));
  return layout;
}

gboolean
mc_form_flow_text (McFormFlow *self,
                   const McNode *node,
                   const McFormStyle *style,
                   double width,
                   PangoLayout **layout,
                   gboolean *only_label,
                   GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) key = g_string_new (NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  Expansion expansion = {
    .flow = self,
    .text = text,
    .key = key,
    .attributes = attributes,
    .caps = node->caps,
    .on_paper = TRUE,
    .dots = node->kind == MC_NODE_FIELD ? 0 : node->dots,
  };
  gsize label_end;

  *layout = NULL;
  *only_label = FALSE;
  if (node->label != NULL)
    {
      g_string_append (text, node->label);
      g_string_append (text, ": ");
    }
  label_end = text->len;
  if (!expand_children (&expansion, node, style, error))
    return FALSE;
  if (text->len == label_end)
    {
      *only_label = node->label != NULL && (node->dots > 0 || self->blank);
      if (!*only_label)
        return TRUE;
    }
  trim_end (text);
  *layout = get_layout (self, &expansion, style, width, error);
  return *layout != NULL;
}
