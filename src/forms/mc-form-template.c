/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-form-template.h"

#define RESOURCE_PATH "/org/motcua/forms/"
#define MAX_DEPTH 24

typedef struct
{
  const char *name;
  McNodeKind kind;
  guint32 children;
  const char *required; /* attributes that must be there, separated by spaces */
} Element;

static const Element elements[] = {
  { "form", MC_NODE_FORM,
    MC_BIT (MC_NODE_TITLE) | MC_BIT (MC_NODE_PAGE) | MC_BIT (MC_NODE_FOOTER) | MC_NODE_BLOCKS, NULL },
  { "title", MC_NODE_TITLE, MC_NODE_INLINE, NULL },
  { "page", MC_NODE_PAGE, 0, "width faces min" },
  { "footer", MC_NODE_FOOTER, MC_NODE_BLOCKS, NULL },
  { "text", MC_NODE_TEXT, MC_NODE_INLINE, NULL },
  { "field", MC_NODE_FIELD, MC_NODE_INLINE, "label" },
  { "columns", MC_NODE_COLUMNS, MC_BIT (MC_NODE_CELL), "widths" },
  { "signatures", MC_NODE_SIGNATURES, MC_NODE_BLOCKS, NULL },
  { "table", MC_NODE_TABLE, MC_BIT (MC_NODE_HEAD) | MC_BIT (MC_NODE_BODY), "widths rows" },
  { "repeat", MC_NODE_REPEAT, MC_NODE_BLOCKS, "rows" },
  { "keep", MC_NODE_KEEP, MC_NODE_BLOCKS, NULL },
  { "frame", MC_NODE_FRAME, MC_NODE_BLOCKS, NULL },
  { "rule", MC_NODE_RULE, 0, NULL },
  { "space", MC_NODE_SPACE, 0, "mm" },
  { "qr", MC_NODE_QR, MC_NODE_INLINE, "mm" },
  { "cell", MC_NODE_CELL, MC_NODE_BLOCKS, NULL },
  { "head", MC_NODE_HEAD, MC_BIT (MC_NODE_TR), NULL },
  { "body", MC_NODE_BODY, MC_BIT (MC_NODE_TR), NULL },
  { "tr", MC_NODE_TR, MC_BIT (MC_NODE_TD), NULL },
  { "td", MC_NODE_TD, MC_NODE_BLOCKS | MC_NODE_INLINE, NULL },
  { "b", MC_NODE_B, MC_NODE_INLINE, NULL },
  { "i", MC_NODE_I, MC_NODE_INLINE, NULL },
  { "s", MC_NODE_S, MC_NODE_INLINE, NULL },
  { "br", MC_NODE_BR, 0, NULL },
  { "box", MC_NODE_BOX, 0, "on" },
};

gboolean
mc_node_is_block (McNodeKind kind)
{
  return (MC_NODE_BLOCKS & MC_BIT (kind)) != 0;
}

static void
node_free (gpointer data)
{
  McNode *self = data;

  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_strfreev (self->if_names);
  g_strfreev (self->unless_names);
  g_free (self->text);
  g_free (self->label);
  g_free (self->name);
  g_free (self->form);
  g_free (self->paper);
  g_free (self);
}

static McNode *
node_new (McNodeKind kind, int line)
{
  McNode *self = g_new0 (McNode, 1);

  self->kind = kind;
  self->line = line;
  self->children = g_ptr_array_new_with_free_func (node_free);
  self->space = -1; /* unset */
  self->colspan = 1;
  self->rowspan = 1;
  return self;
}

gboolean
mc_template_fail (const McTemplate *self, int line, char *what, GError **error)
{
  /* TRANSLATORS: a form template, its line, and what is wrong there */
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _("Form template %s, line %d: %s"), self->name, line,
               what);
  g_free (what);
  return FALSE;
}

/* ---- the parser ------------------------------------------------------------------------------------------- */

typedef struct
{
  McTemplate *template;
  GPtrArray *stack; /* (element-type McNode) unowned, innermost last */
} Parser;

static McNode *
parser_top (Parser *self)
{
  return self->stack->len > 0 ? g_ptr_array_index (self->stack, self->stack->len - 1) : NULL;
}

static const Element *
find_element (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    {
      if (g_str_equal (elements[i].name, name))
        return &elements[i];
    }
  return NULL;
}

static const Element *
element_of (McNodeKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    {
      if (elements[i].kind == kind)
        return &elements[i];
    }
  return NULL;
}

static gboolean
read_attributes (Parser *self,
                 McNode *node,
                 const Element *element,
                 const char **names,
                 const char **values,
                 GError **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      /* GMarkup takes what XML forbids. */
      for (guint j = 0; j < i; j++)
        if (g_str_equal (names[j], names[i]))
          return mc_template_fail (self->template, node->line, g_strdup_printf (_("<%s> has “%s” twice."), element->name, names[i]), error);
      switch (mc_node_set_attribute (node, names[i], values[i]))
        {
        case MC_ATTRIBUTE_UNKNOWN:
          return mc_template_fail (self->template, node->line,
                                   g_strdup_printf (_("<%s> has no “%s”."), element->name, names[i]), error);
        case MC_ATTRIBUTE_WRONG:
          return mc_template_fail (self->template, node->line,
                                   g_strdup_printf (_("“%s” is no value for “%s”."), values[i], names[i]),
                                   error);
        case MC_ATTRIBUTE_SET:
        default:
          break;
        }
    }

  g_auto (GStrv) required = g_strsplit (element->required != NULL ? element->required : "", " ", -1);
  for (guint i = 0; required[i] != NULL; i++)
    {
      if (!g_strv_contains (names, required[i]))
        return mc_template_fail (self->template, node->line,
                                 g_strdup_printf (_("<%s> needs “%s”."), element->name, required[i]), error);
    }
  return TRUE;
}

/* GMarkup has stepped on to the character after the tag; when that ends the line, it counts as the next one's. */
static int
current_line (GMarkupParseContext *context)
{
  int line, column;

  g_markup_parse_context_get_position (context, &line, &column);
  return column == 1 && line > 1 ? line - 1 : line;
}

static int
count_newlines (const char *text)
{
  int n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

static void
start_element (GMarkupParseContext *context,
               const char *name,
               const char **names,
               const char **values,
               gpointer data,
               GError **error)
{
  Parser *self = data;
  const Element *element = find_element (name);
  McNode *parent = parser_top (self);
  int line = current_line (context);
  McNode *node;

  if (element == NULL || (parent == NULL) != (element->kind == MC_NODE_FORM) ||
      (parent != NULL && (element_of (parent->kind)->children & MC_BIT (element->kind)) == 0) ||
      self->stack->len >= MAX_DEPTH)
    {
      mc_template_fail (self->template, line, g_strdup_printf (_("<%s> cannot stand here."), name), error);
      return;
    }

  node = node_new (element->kind, line);
  if (parent == NULL)
    self->template->form = node;
  else
    g_ptr_array_add (parent->children, node);
  g_ptr_array_add (self->stack, node);
  read_attributes (self, node, element, names, values, error);
}

static guint
count_children (const McNode *node, guint32 kinds)
{
  guint n = 0;

  for (guint i = 0; i < node->children->len; i++)
    n += (MC_BIT (((const McNode *) g_ptr_array_index (node->children, i))->kind) & kinds) != 0;
  return n;
}

/* What can only be judged when the element is complete. */
static gboolean
check_element (Parser *self, const McNode *node, GError **error)
{
  if (node->kind == MC_NODE_COLUMNS && node->children->len != (guint) node->widths.n)
    return mc_template_fail (self->template, node->line,
                             g_strdup (_("There are not as many cells as widths.")), error);
  if (node->kind == MC_NODE_TABLE &&
      (count_children (node, MC_BIT (MC_NODE_BODY)) != 1 || count_children (node, MC_BIT (MC_NODE_HEAD)) > 1))
    return mc_template_fail (self->template, node->line,
                             g_strdup (_("A table has one <body> and at most one <head>.")), error);
  if (node->kind == MC_NODE_TD && count_children (node, MC_NODE_BLOCKS) > 0 &&
      count_children (node, MC_NODE_INLINE) > 0)
    return mc_template_fail (self->template, node->line,
                             g_strdup (_("A <td> holds blocks or text, not both.")), error);
  if (node->kind == MC_NODE_PAGE && (node->left + node->right >= node->width ||
                                     (node->height > 0 && node->top + node->bottom >= node->height) ||
                                     node->faces.points[node->faces.n - 1] < node->min_face))
    return mc_template_fail (self->template, node->line, g_strdup (_("The page has no room.")), error);
  return TRUE;
}

static void
end_element (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Parser *self = data;
  McNode *node = parser_top (self);

  g_ptr_array_set_size (self->stack, (int) self->stack->len - 1);
  check_element (self, node, error);
}

static void
add_leaf (McNode *parent, McNodeKind kind, int line, char *text)
{
  McNode *leaf = node_new (kind, line);

  leaf->text = text;
  g_ptr_array_add (parent->children, leaf);
}

/* White space of the file is one space; {name} is a value. @last_line: where the text ends */
static gboolean
add_text (Parser *self, McNode *parent, const char *text, int last_line, GError **error)
{
  g_autoptr (GString) literal = g_string_new (NULL);

  int line = last_line - count_newlines (text);

  for (const char *p = text; *p != '\0'; p++)
    {
      line += *p == '\n';
      if (*p == '{')
        {
          const char *end = strchr (p, '}');
          g_autofree char *name = end != NULL ? g_strndup (p + 1, (gsize) (end - p - 1)) : NULL;

          if (name == NULL || !mc_template_is_name (name))
            return mc_template_fail (self->template, line, g_strdup (_("A brace does not enclose a name.")),
                                     error);
          if (literal->len > 0)
            add_leaf (parent, MC_NODE_LITERAL, line, g_strdup (literal->str));
          g_string_truncate (literal, 0);
          add_leaf (parent, MC_NODE_VALUE, line, g_steal_pointer (&name));
          p = end;
        }
      else if (*p == '}')
        return mc_template_fail (self->template, line, g_strdup (_("A brace does not enclose a name.")),
                                 error);
      else if (!g_ascii_isspace (*p))
        g_string_append_c (literal, *p);
      else if (literal->len == 0 || literal->str[literal->len - 1] != ' ')
        g_string_append_c (literal, ' ');
    }
  if (literal->len > 0)
    add_leaf (parent, MC_NODE_LITERAL, line, g_strdup (literal->str));
  return TRUE;
}

static void
read_text (GMarkupParseContext *context, const char *text, gsize size, gpointer data, GError **error)
{
  Parser *self = data;
  McNode *parent = parser_top (self);
  g_autofree char *copy = g_strndup (text, size);
  gboolean blank = copy[strspn (copy, " \t\r\n")] == '\0';
  int line;

  g_markup_parse_context_get_position (context, &line, NULL); /* of the end */
  if (parent != NULL && (element_of (parent->kind)->children & MC_BIT (MC_NODE_LITERAL)) != 0)
    {
      /* A <td> may hold blocks, and then the space between them is only the file's. */
      gboolean between_blocks = parent->kind == MC_NODE_TD && count_children (parent, MC_NODE_INLINE) == 0;

      if (!blank || !between_blocks)
        add_text (self, parent, copy, line, error);
    }
  else if (!blank)
    mc_template_fail (self->template, line - count_newlines (copy + strspn (copy, " \t\r\n")),
                      g_strdup (_("Text cannot stand here.")), error);
}

/* Finds the page, the title and the footer, which stand once. */
static gboolean
check_form (McTemplate *self, GError **error)
{
  /* "<?>" and a comment alone are whole documents to GMarkup. */
  if (self->form == NULL)
    return mc_template_fail (self, 1, g_strdup (_("The form has no <page>.")), error);
  for (guint i = 0; i < self->form->children->len; i++)
    {
      const McNode *node = g_ptr_array_index (self->form->children, i);
      const McNode **place = node->kind == MC_NODE_PAGE     ? &self->page
                             : node->kind == MC_NODE_TITLE  ? &self->title
                             : node->kind == MC_NODE_FOOTER ? &self->footer
                                                            : NULL;

      if (place != NULL && *place != NULL)
        return mc_template_fail (self, node->line, g_strdup (_("This stands here a second time.")), error);
      if (place != NULL)
        *place = node;
    }
  if (self->page == NULL)
    return mc_template_fail (self, self->form->line, g_strdup (_("The form has no <page>.")), error);
  return TRUE;
}

McTemplate *
mc_template_parse (const char *name, const char *data, gsize size, GError **error)
{
  static const GMarkupParser callbacks = { start_element, end_element, read_text, NULL, NULL };
  g_autoptr (McTemplate) self = g_new0 (McTemplate, 1);
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) cause = NULL;
  Parser parser = { .template = self, .stack = stack };

  g_return_val_if_fail (name != NULL && data != NULL, NULL);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  context = g_markup_parse_context_new (&callbacks, G_MARKUP_TREAT_CDATA_AS_TEXT, &parser, NULL);
  if (!g_markup_parse_context_parse (context, data, (gssize) size, &cause) ||
      !g_markup_parse_context_end_parse (context, &cause))
    {
      int line = 0;

      if (cause->domain == MC_ERROR)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return NULL;
        }
      g_markup_parse_context_get_position (context, &line, NULL);
      /* It quotes the file, broken bytes and all. */
      mc_template_fail (self, line, g_utf8_make_valid (cause->message, -1), error);
      return NULL;
    }
  return check_form (self, error) ? g_steal_pointer (&self) : NULL;
}

McTemplate *
mc_template_load (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (RESOURCE_PATH, name, ".xml", NULL);
  g_autofree char *file = g_strconcat (name, ".xml", NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  const char *data;
  gsize size;

  if (bytes == NULL)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_NOT_FOUND, _("There is no form template “%s”."), name);
      return NULL;
    }
  data = g_bytes_get_data (bytes, &size);
  return mc_template_parse (file, data, size, error);
}

McTemplate *
mc_template_ref (McTemplate *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mc_template_unref (McTemplate *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->form, node_free);
  g_free (self->name);
  g_free (self);
}
