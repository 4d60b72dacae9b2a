/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "mc-form-template.h"

/* Attributes: how each is read, and where it goes. */
typedef enum
{
  ATTR_NAMES,
  ATTR_NAME,
  ATTR_LABEL,
  ATTR_MM,
  ATTR_POINTS,
  ATTR_FACE,
  ATTR_FACES,
  ATTR_WIDTHS,
  ATTR_COUNT,
  ATTR_FLAG,
  ATTR_BOLD,
  ATTR_ITALIC,
  ATTR_ALIGN,
  ATTR_RULE,
  ATTR_KEEP,
  ATTR_SET,
} AttrType;

typedef struct
{
  const char *name;
  AttrType type;
  gsize offset;
  guint32 elements;
} Attribute;

#define ANY_BLOCK (MC_NODE_BLOCKS | MC_BIT (MC_NODE_CELL) | MC_BIT (MC_NODE_TD))
#define STYLED                                                                                               \
  (ANY_BLOCK | MC_BIT (MC_NODE_FORM) | MC_BIT (MC_NODE_FOOTER) | MC_BIT (MC_NODE_HEAD) |                     \
   MC_BIT (MC_NODE_BODY) | MC_BIT (MC_NODE_TR) | MC_BIT (MC_NODE_S))
#define CONDITIONAL                                                                                          \
  (ANY_BLOCK | MC_BIT (MC_NODE_TR) | MC_BIT (MC_NODE_B) | MC_BIT (MC_NODE_I) | MC_BIT (MC_NODE_S) |          \
   MC_BIT (MC_NODE_BR))
#define AT(member) G_STRUCT_OFFSET (McNode, member)

static const Attribute attributes[] = {
  { "if", ATTR_NAMES, AT (if_names), CONDITIONAL },
  { "unless", ATTR_NAMES, AT (unless_names), CONDITIONAL },
  { "size", ATTR_FACE, AT (size), STYLED },
  { "weight", ATTR_BOLD, AT (bold), STYLED },
  { "style", ATTR_ITALIC, AT (italic), STYLED & ~MC_BIT (MC_NODE_RULE) },
  { "style", ATTR_RULE, AT (rule), MC_BIT (MC_NODE_RULE) },
  { "align", ATTR_ALIGN, AT (align), STYLED & ~MC_BIT (MC_NODE_S) },
  { "space", ATTR_MM, AT (space), MC_NODE_BLOCKS },
  { "indent", ATTR_MM, AT (indent), MC_BIT (MC_NODE_TEXT) | MC_BIT (MC_NODE_FIELD) },
  { "caps", ATTR_FLAG, AT (caps), MC_BIT (MC_NODE_TEXT) | MC_BIT (MC_NODE_FIELD) | MC_BIT (MC_NODE_TD) },
  { "dots", ATTR_COUNT, AT (dots), MC_BIT (MC_NODE_TEXT) | MC_BIT (MC_NODE_FIELD) | MC_BIT (MC_NODE_TD) },
  { "nobreak", ATTR_FLAG, AT (nobreak), MC_BIT (MC_NODE_S) },
  { "keep", ATTR_KEEP, AT (keep), MC_NODE_BLOCKS },
  { "label", ATTR_LABEL, AT (label), MC_BIT (MC_NODE_FIELD) },
  { "rows", ATTR_NAME, AT (name), MC_BIT (MC_NODE_TABLE) | MC_BIT (MC_NODE_REPEAT) },
  { "on", ATTR_NAME, AT (name), MC_BIT (MC_NODE_BOX) },
  { "widths", ATTR_WIDTHS, AT (widths), MC_BIT (MC_NODE_COLUMNS) | MC_BIT (MC_NODE_TABLE) },
  { "mm", ATTR_MM, AT (width), MC_BIT (MC_NODE_RULE) | MC_BIT (MC_NODE_QR) },
  { "mm", ATTR_MM, AT (height), MC_BIT (MC_NODE_SPACE) },
  { "thickness", ATTR_POINTS, AT (thickness),
    MC_BIT (MC_NODE_RULE) | MC_BIT (MC_NODE_TABLE) | MC_BIT (MC_NODE_FRAME) },
  { "pad", ATTR_MM, AT (pad), MC_BIT (MC_NODE_TABLE) | MC_BIT (MC_NODE_FRAME) },
  { "height", ATTR_MM, AT (height), MC_BIT (MC_NODE_TR) | MC_BIT (MC_NODE_PAGE) },
  { "no-border", ATTR_FLAG, AT (no_border), MC_BIT (MC_NODE_TABLE) },
  { "blank", ATTR_COUNT, AT (blank), MC_BIT (MC_NODE_TABLE) },
  { "blank-when-empty", ATTR_COUNT, AT (blank_empty), MC_BIT (MC_NODE_TABLE) },
  { "colspan", ATTR_COUNT, AT (colspan), MC_BIT (MC_NODE_TD) },
  { "rowspan", ATTR_COUNT, AT (rowspan), MC_BIT (MC_NODE_TD) },
  { "width", ATTR_MM, AT (width), MC_BIT (MC_NODE_PAGE) },
  { "top", ATTR_MM, AT (top), MC_BIT (MC_NODE_PAGE) },
  { "right", ATTR_MM, AT (right), MC_BIT (MC_NODE_PAGE) },
  { "bottom", ATTR_MM, AT (bottom), MC_BIT (MC_NODE_PAGE) },
  { "left", ATTR_MM, AT (left), MC_BIT (MC_NODE_PAGE) },
  { "faces", ATTR_FACES, AT (faces), MC_BIT (MC_NODE_PAGE) },
  { "min", ATTR_POINTS, AT (min_face), MC_BIT (MC_NODE_PAGE) },
  { "gap", ATTR_MM, AT (gap), MC_BIT (MC_NODE_PAGE) },
  { "form", ATTR_LABEL, AT (form), MC_BIT (MC_NODE_FORM) },
  { "paper", ATTR_LABEL, AT (paper), MC_BIT (MC_NODE_FORM) },
  { "set", ATTR_SET, AT (set), MC_BIT (MC_NODE_FORM) },
};

static gboolean
read_number (const char *text, double max, double *number)
{
  char *end = NULL;

  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*number) && *number >= 0 && *number <= max;
}

gboolean
mc_template_is_name (const char *text)
{
  return *text != '\0' && text[strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static gboolean
read_names (const char *text, char ***names)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  if (words[0] == NULL)
    return FALSE;
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (!mc_template_is_name (words[i]))
        return FALSE;
    }
  *names = g_steal_pointer (&words);
  return TRUE;
}

static gboolean
read_widths (const char *text, double scale, gboolean shares, McWidths *widths)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (widths->n = 0; words[widths->n] != NULL; widths->n++)
    {
      const char *word = words[widths->n];
      double number = 0;

      if (widths->n == MC_TEMPLATE_MAX_COLUMNS)
        return FALSE;
      if (!(shares && g_str_equal (word, "*")) && (!read_number (word, 1000, &number) || number <= 0))
        return FALSE;
      widths->points[widths->n] = number * scale;
    }
  return widths->n > 0;
}

static gboolean
read_face (const char *text, McFaceSize *size)
{
  double number;

  size->relative = *text == '+' || *text == '-';
  if (!read_number (size->relative ? text + 1 : text, 100, &number) || number <= 0)
    return FALSE;
  size->points = *text == '-' ? -number : number;
  return TRUE;
}

static gboolean
read_choice (const char *text, const char *const *choices, int *choice)
{
  for (int i = 0; choices[i] != NULL; i++)
    {
      if (g_str_equal (text, choices[i]))
        {
          *choice = i;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
read_count (const char *text, int *count)
{
  double number;

  if (!read_number (text, 200, &number) || number != floor (number) || number < 1)
    return FALSE;
  *count = (int) number;
  return TRUE;
}

static gboolean
read_attribute (McNode *node, const Attribute *attribute, const char *text)
{
  static const char *const flags[] = { "0", "1", NULL };
  static const char *const weights[] = { "", "normal", "bold", NULL };
  static const char *const styles[] = { "", "normal", "italic", NULL };
  static const char *const aligns[] = { "", "left", "center", "right", "justify", NULL };
  static const char *const rules[] = { "solid", "double", "dashed", "dotted", NULL };
  static const char *const keeps[] = { "", "next", NULL };
  gpointer place = G_STRUCT_MEMBER_P (node, attribute->offset);
  double number;

  switch (attribute->type)
    {
    case ATTR_NAMES:
      return read_names (text, place);
    case ATTR_NAME:
    case ATTR_LABEL:
      *(char **) place = g_strdup (text);
      return attribute->type == ATTR_NAME ? mc_template_is_name (text) : *text != '\0';
    case ATTR_MM:
    case ATTR_POINTS:
      if (!read_number (text, 2000, &number))
        return FALSE;
      *(double *) place = attribute->type == ATTR_MM ? number * MC_POINTS_PER_MM : number;
      return TRUE;
    case ATTR_FACE:
      return read_face (text, place);
    case ATTR_FACES:
      return read_widths (text, 1, FALSE, place);
    case ATTR_WIDTHS:
      return read_widths (text, MC_POINTS_PER_MM, TRUE, place);
    case ATTR_COUNT:
      return read_count (text, place);
    case ATTR_FLAG:
      return read_choice (text, flags, place);
    case ATTR_BOLD:
      return *text != '\0' && read_choice (text, weights, place);
    case ATTR_ITALIC:
      return *text != '\0' && read_choice (text, styles, place);
    case ATTR_ALIGN:
      return *text != '\0' && read_choice (text, aligns, place);
    case ATTR_RULE:
      return read_choice (text, rules, place);
    case ATTR_SET:
      return (*(int *) place = strcmp (text, "2018") == 0 ? 2018 : strcmp (text, "2025") == 0 ? 2025 : 0) != 0;
    case ATTR_KEEP:
      return *text != '\0' && read_choice (text, keeps, place);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static const Attribute *
find_attribute (const char *name, McNodeKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      if (g_str_equal (attributes[i].name, name) && (attributes[i].elements & MC_BIT (kind)) != 0)
        return &attributes[i];
    }
  return NULL;
}

McAttributeResult
mc_node_set_attribute (McNode *node, const char *name, const char *value)
{
  const Attribute *attribute = find_attribute (name, node->kind);

  if (attribute == NULL)
    return MC_ATTRIBUTE_UNKNOWN;
  return read_attribute (node, attribute, value) ? MC_ATTRIBUTE_SET : MC_ATTRIBUTE_WRONG;
}
