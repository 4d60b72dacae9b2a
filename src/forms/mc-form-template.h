/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The tree of a template file (README.md tells the format). Lengths are in points here; the file has millimetres for
 * places and points for faces. A template is immutable once parsed. */

#define MC_POINTS_PER_MM (72.0 / 25.4)
#define MC_TEMPLATE_MAX_COLUMNS 16

typedef enum
{
  MC_NODE_FORM,
  MC_NODE_TITLE,
  MC_NODE_PAGE,
  MC_NODE_FOOTER,
  /* blocks */
  MC_NODE_TEXT,
  MC_NODE_FIELD,
  MC_NODE_COLUMNS,
  MC_NODE_SIGNATURES,
  MC_NODE_TABLE,
  MC_NODE_REPEAT,
  MC_NODE_KEEP,
  MC_NODE_FRAME,
  MC_NODE_RULE,
  MC_NODE_SPACE,
  MC_NODE_QR,
  /* parts of blocks */
  MC_NODE_CELL,
  MC_NODE_HEAD,
  MC_NODE_BODY,
  MC_NODE_TR,
  MC_NODE_TD,
  /* inside a text */
  MC_NODE_B,
  MC_NODE_I,
  MC_NODE_S,
  MC_NODE_BR,
  MC_NODE_BOX,
  MC_NODE_LITERAL, /* @text */
  MC_NODE_VALUE,   /* {@text} */
} McNodeKind;

/* Sets of kinds. */
#define MC_BIT(kind) (1u << (kind))
#define MC_NODE_BLOCKS                                                                                       \
  (MC_BIT (MC_NODE_TEXT) | MC_BIT (MC_NODE_FIELD) | MC_BIT (MC_NODE_COLUMNS) | MC_BIT (MC_NODE_SIGNATURES) | \
   MC_BIT (MC_NODE_TABLE) | MC_BIT (MC_NODE_REPEAT) | MC_BIT (MC_NODE_KEEP) | MC_BIT (MC_NODE_FRAME) |       \
   MC_BIT (MC_NODE_RULE) | MC_BIT (MC_NODE_SPACE) | MC_BIT (MC_NODE_QR))
#define MC_NODE_INLINE                                                                                       \
  (MC_BIT (MC_NODE_B) | MC_BIT (MC_NODE_I) | MC_BIT (MC_NODE_S) | MC_BIT (MC_NODE_BR) |                      \
   MC_BIT (MC_NODE_BOX) | MC_BIT (MC_NODE_LITERAL) | MC_BIT (MC_NODE_VALUE))

typedef enum { MC_ALIGN_UNSET, MC_ALIGN_LEFT, MC_ALIGN_CENTER, MC_ALIGN_RIGHT, MC_ALIGN_JUSTIFY } McAlign;
typedef enum { MC_RULE_SOLID, MC_RULE_DOUBLE, MC_RULE_DASHED, MC_RULE_DOTTED } McRuleStyle;
typedef enum { MC_SET_UNSET, MC_SET_NO, MC_SET_YES } McSetting; /* of a style that is inherited */

typedef struct
{
  double points;     /* 0 and not relative: unset, inherited */
  gboolean relative; /* to the body face */
} McFaceSize;

typedef struct
{
  int n;
  double points[MC_TEMPLATE_MAX_COLUMNS]; /* 0: a share of the rest ("*") */
} McWidths;

typedef struct _McNode McNode;
struct _McNode
{
  McNodeKind kind;
  int line;            /* in the file, for messages */
  GPtrArray *children; /* (element-type McNode) */
  char *text;          /* (nullable) of a literal or a value */

  /* conditions: all of the first have a value, none of the second */
  char **if_names;     /* (nullable) */
  char **unless_names; /* (nullable) */

  /* style, inherited by the children */
  McFaceSize size;
  McSetting bold;
  McSetting italic;
  McAlign align;

  char *label; /* (nullable) of a field */
  char *name;  /* (nullable) of the rows of a table or a repeat, of the value that ticks a box */
  double space;  /* above */
  double indent;
  gboolean caps;
  int dots;
  gboolean nobreak; /* a span that stays on one line */
  gboolean keep; /* with the block that follows */
  McWidths widths;
  double width; /* of a rule (0: all there is), a QR code, a page */
  double height;
  double thickness;
  McRuleStyle rule;
  double pad;
  gboolean no_border;
  int blank;       /* rows to fill by hand, after the others */
  int blank_empty; /* rows to fill by hand when there is no other */
  int colspan, rowspan;

  /* of the page */
  double top, right, bottom, left;
  McWidths faces; /* body sizes to try, the largest first */
  double min_face;
  double gap; /* between blocks that say nothing about it */

  /* of a form that is published: which one it is */
  char *form, *paper; /* (nullable) "01"; "a5" */
  int set;            /* of forms; 0: both */
};

typedef struct
{
  gatomicrefcount ref_count;
  char *name; /* for messages */
  McNode *form;
  /* (unowned) children of @form */
  const McNode *page;
  const McNode *title;  /* (nullable) */
  const McNode *footer; /* (nullable) */
} McTemplate;

/**
 * mc_template_parse:
 * @name: how messages call it
 * @data: the XML
 * @size: its length in bytes
 *
 * Returns: (transfer full): the template, or NULL with MC_ERROR_INVALID naming file and line
 */
McTemplate *mc_template_parse (const char *name, const char *data, gsize size, GError **error);

/* From the resource /org/motcua/forms/@name.xml; MC_ERROR_NOT_FOUND when there is none. */
McTemplate *mc_template_load (const char *name, GError **error);

McTemplate *mc_template_ref (McTemplate *self);
void mc_template_unref (McTemplate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McTemplate, mc_template_unref)

/* MC_ERROR_INVALID with "<template>, line <n>: <what>". @what is consumed. Always FALSE. */
gboolean mc_template_fail (const McTemplate *self, int line, char *what, GError **error);

/* ---- inside the parser -------------------------------------------------------------------------------------- */

gboolean mc_node_is_block (McNodeKind kind);

typedef enum { MC_ATTRIBUTE_SET, MC_ATTRIBUTE_UNKNOWN, MC_ATTRIBUTE_WRONG } McAttributeResult;

/* Reads one attribute of an element of the file into its place in @node. */
McAttributeResult mc_node_set_attribute (McNode *node, const char *name, const char *value);
gboolean mc_template_is_name (const char *text); /* of a value: small letters, digits, underscores */

G_END_DECLS
