/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "mc-form-template.h"
#include "mc-form-values.h"
#include "mc-form.h"
#include "mc-qr.h"

G_BEGIN_DECLS

/* How the parts of this folder work together: README.md. */

#define MC_FORM_TICKED GINT_TO_POINTER (2) /* data of the shape attribute of a tick box */
#define MC_FORM_NOT_TICKED GINT_TO_POINTER (1)

typedef enum { MC_ITEM_TEXT, MC_ITEM_RULE, MC_ITEM_FRAME, MC_ITEM_QR } McFormItemKind;

/* Something to draw, at its place in a unit, in points. */
typedef struct
{
  McFormItemKind kind;
  double x, y, width, height;
  PangoLayout *layout;       /* (owned) (nullable) of a text */
  int first_line, end_line;  /* of the layout */
  McQr *code;                /* (owned) (nullable) */
  double thickness;
  McRuleStyle rule;
} McFormItem;

/* A piece of the paper that no page break divides. */
typedef struct _McFormUnit McFormUnit;
struct _McFormUnit
{
  int ref_count;
  double space; /* above it, unless it is the first on its page */
  double height;
  gboolean keep_next, keep_previous;
  McFormUnit *head; /* (owned) (nullable): stands above it when it is the first on its page */
  GArray *items;    /* (element-type McFormItem) */
};

McFormUnit *mc_form_unit_new (void);
McFormUnit *mc_form_unit_ref (McFormUnit *self);
void mc_form_unit_unref (McFormUnit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McFormUnit, mc_form_unit_unref)
void mc_form_unit_take_items (McFormUnit *self, McFormUnit *from, double y); /* moved down by @y; @from is left empty */

/* Where a unit stands on a page. */
typedef struct
{
  McFormUnit *unit; /* (owned) */
  double x, y;
} McFormPlace;

typedef struct
{
  double width, height;
  GArray *places; /* (element-type McFormPlace) */
} McFormPage;

McFormPage *mc_form_page_new (double width, double height);
void mc_form_page_free (McFormPage *self);
void mc_form_page_add (McFormPage *self, McFormUnit *unit, double x, double y);

/* ---- text and blocks (mc-form-text.c, mc-form-flow.c, mc-form-table.c) ----------------------------------------- */

typedef struct
{
  double size;
  gboolean bold;
  gboolean italic;
  McAlign align;
} McFormStyle;

/* Where a block goes: from @x of its unit on, as wide as that. */
typedef struct
{
  McFormStyle style;
  double x, width;
} McFormArea;

/* What a layout in progress knows. */
typedef struct
{
  McFormEngine *engine;
  const McTemplate *template;
  const McFormValues *values;
  double body;       /* the body face in points */
  gboolean blank;    /* in a row to be filled by hand: no value is known */
  int inside;        /* > 0: in a container that no page break divides */
  GHashTable *texts; /* texts laid out already: the second copy is nearly the first again */
  GPtrArray *missing; /* (element-type utf8) letters of values that the face lacks, each once */
} McFormFlow;

void mc_form_style_inherit (const McFormFlow *flow, const McNode *node, McFormStyle *style);
gboolean mc_form_flow_holds (const McFormFlow *self, const McNode *node, gboolean *holds, GError **error);

/* @layout: (out) (nullable): NULL when there is nothing to print; @only_label: (out): a field without a value */
gboolean mc_form_flow_text (McFormFlow *self, const McNode *node, const McFormStyle *style, double width,
                            PangoLayout **layout, gboolean *only_label, GError **error);
/* The text alone, as in a title or a QR code. (transfer full) */
char *mc_form_flow_plain (McFormFlow *self, const McNode *node, GError **error);

/* The blocks of @parent, appended to @units (element-type McFormUnit). */
gboolean mc_form_flow_blocks (McFormFlow *self, const McNode *parent, const McFormArea *area, GPtrArray *units, GError **error);
/* All of @parent as one unit. */
McFormUnit *mc_form_flow_unit (McFormFlow *self, const McNode *parent, const McFormArea *area, GError **error);
/* Text as one unit, or as a unit for each line when @may_break; nothing when it is empty. */
gboolean mc_form_flow_paragraph (McFormFlow *self, const McNode *node, const McFormArea *area, gboolean may_break,
                                 GPtrArray *units, GError **error);
gboolean mc_form_flow_table (McFormFlow *self, const McNode *node, const McFormArea *area, GPtrArray *units, GError **error);
double mc_form_flow_space_above (const McFormFlow *self, const McNode *node);
/* The rows a table or a repeat names; NULL with an error for a name nobody set. (transfer none) */
GPtrArray *mc_form_flow_rows (const McFormFlow *self, const McNode *node, GError **error);
/* The columns' widths in points, shares worked out. */
gboolean mc_form_flow_widths (const McFormFlow *self, const McNode *node, double width, double *widths, GError **error);

/* ---- letters (mc-form-letters.c) -------------------------------------------------------------------------------- */

/* @text with a □ for each letter that the face lacks; those go to @missing (nullable) unless they are there. Under the
 * engine's lock. (transfer full) */
char *mc_form_printable (McFormEngine *engine, const char *text, GPtrArray *missing);
/* "“漢”, “😀”": for sentences; many end in "…". (transfer full) */
char *mc_form_letters_text (GPtrArray *letters);
/* Why the office's line in a local language cannot be printed, NULL when it can. (transfer full) (nullable) */
char *mc_form_local_line_fault (McFormEngine *engine, const McOffice *office);

/* ---- pages (mc-form-pages.c) ------------------------------------------------------------------------------------ */

/**
 * mc_form_lay_out:
 * @engine: the engine
 * @template: the template
 * @copies: (element-type McFormValues): one for each copy
 * @created_at: the moment on the paper, and the only one in the PDF
 *
 * Returns: (transfer full): the form, or NULL with MC_ERROR_INVALID
 */
McForm *mc_form_lay_out (McFormEngine *engine, const McTemplate *template, GPtrArray *copies, gint64 created_at,
                         GError **error);

/* The slip of @template. As mc_form_new_slip(). */
McForm *mc_form_slip_from (McFormEngine *engine, McTemplate *template, const McDossier *dossier, const McOffice *office,
                           const McFormOptions *options, GError **error);
/* Parsed and laid out in all its ways, or NULL with MC_ERROR_INVALID and why it cannot be used. (transfer full) */
McTemplate *mc_form_template_try (McFormEngine *engine, const McPaperTemplate *paper_template, GError **error);

McForm *mc_form_new (McFormEngine *engine, GPtrArray *pages, char *title, gint64 created_at);
void mc_form_take_warning (McForm *self, char *sentence); /* only while the form is being made */

/* ---- the engine ------------------------------------------------------------------------------------------------- */

/* With faces from @font_map, to be tried with systems that lack them. */
McFormEngine *mc_form_engine_new_for_font_map (PangoFontMap *font_map, GError **error);
McTemplate *mc_form_engine_load_template (McFormEngine *self, const char *name, GError **error);
/* What the province put in the place of the shipped template of that paper and set, or that one. (transfer full) */
McTemplate *mc_form_engine_slip_template (McFormEngine *self, const McFormOptions *options, GError **error);

/* Pango's objects are not safe to share: whoever touches the context or a layout made of it holds the lock. */
void mc_form_engine_lock (McFormEngine *self);
void mc_form_engine_unlock (McFormEngine *self);
/* Whether all four faces can show it, whole or put together from letter and marks. */
gboolean mc_form_engine_has_letter (McFormEngine *self, gunichar letter);
PangoContext *mc_form_engine_context (McFormEngine *self);
PangoFontDescription *mc_form_engine_describe (McFormEngine *self, const McFormStyle *style);

/* Draws a text, rule, frame or code with its unit at the origin. */
void mc_form_item_draw (const McFormItem *self, cairo_t *cr);

G_END_DECLS
