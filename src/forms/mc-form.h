/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "mc-dossier.h"
#include "mc-office.h"
#include "mc-paper-template.h"

G_BEGIN_DECLS

/* A paper of the office, laid out from a data template (data/forms) and values, ready to be drawn on any cairo_t: the
 * screen, a printer, a PDF. Immutable after it is made; may be drawn from any thread. */

typedef enum { MC_PAPER_A5, MC_PAPER_A4, MC_PAPER_80MM } McPaper;

const char *mc_paper_to_key (McPaper paper); /* a5 a4 80mm */
gboolean mc_paper_from_key (const char *key, McPaper *paper);

#define MC_TYPE_FORM (mc_form_get_type ())
G_DECLARE_FINAL_TYPE (McForm, mc_form, MC, FORM, GObject)

/* The set in force: its names, without citing the circular (src/forms/README.md). */
#define MC_FORM_SET_CURRENT 2025

typedef struct
{
  McPaper paper;
  int set;          /* 2018 or 2025: the set of forms (TT 01/2018, TT 03/2025) */
  int copies;       /* 1 or 2: liên 1 kept, liên 2 for the citizen (80 mm: one each) */
  int reprint;      /* 0, or "bản in lại lần n" */
  gint64 replaces;  /* 0, or when that was printed which this one takes the place of: "bản thay thế" */
  gint64 printed_at; /* the moment on the paper */
} McFormOptions;

/**
 * McFormEngine:
 * What all forms of a program share and what is slow to get: the face chosen, its Pango context, the parsed
 * templates, texts laid out before. Make one at the start and give it to every form. It may be used from any thread;
 * one form at a time is laid out or drawn.
 */
#define MC_TYPE_FORM_ENGINE (mc_form_engine_get_type ())
G_DECLARE_FINAL_TYPE (McFormEngine, mc_form_engine, MC, FORM_ENGINE, GObject)

/* NULL with MC_ERROR_NOT_FOUND when no face with Vietnamese letters is installed; the message names the package. */
McFormEngine *mc_form_engine_new (GError **error);
const char *mc_form_engine_font_family (McFormEngine *self);

/**
 * mc_form_engine_use_templates:
 * @templates: (element-type McPaperTemplate): what is in use of what the province published, later ones last; kept by reference and taken
 *   for the same while it is the same array
 *
 * Forms are made of these from now on, and of the shipped ones again where there is none. Each is tried first: one that cannot be laid
 * out, or names one office, is not used.
 */
void mc_form_engine_use_templates (McFormEngine *self, GPtrArray *templates);

/* Whether a paper can be made of it: INVALID says why not, with its line. @engine: (nullable) as for mc_form_new_slip() */
gboolean mc_form_check_template (McFormEngine *engine, const McPaperTemplate *template, GError **error);

/* The letters of @text (nullable) that the font lacks, each once, with spaces between. (transfer full) (nullable): all can
 * be printed */
char *mc_form_engine_missing_letters (McFormEngine *self, const char *text);

/* What of the office's own texts cannot stand on its papers as it is written: a sentence each, in the user's language, to
 * be said when an office file is loaded. (transfer full): empty when all can */
char **mc_form_check_office (McFormEngine *engine, const McOffice *office);

/**
 * mc_form_new_slip:
 * @engine: (nullable): the program's engine; NULL makes one for this form alone (some milliseconds more)
 * @dossier: the dossier with its intake, or a half-filled one for the preview (no code yet: dots)
 * @office: the office
 * @options: how
 *
 * Form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả. Nobody goes home without a slip because of a letter: one that the face
 * lacks leaves a □ to write it in by hand, the office's line in a local language is left out whole, and
 * mc_form_warnings() tells.
 *
 * Returns: (transfer full): the laid out form, or NULL with MC_ERROR_INVALID (template broken, a text without end) or
 *   MC_ERROR_NOT_FOUND (no face with Vietnamese letters installed; the message names the package)
 */
McForm *mc_form_new_slip (McFormEngine *engine,
                          const McDossier *dossier,
                          const McOffice *office,
                          const McFormOptions *options,
                          GError **error);

/* What is not on the paper as it was given: a sentence each, in the user's language. (transfer none): NULL-terminated, empty
 * when nothing is missing */
const char *const *mc_form_warnings (McForm *self);
int mc_form_n_pages (McForm *self);
void mc_form_page_size (McForm *self, int page, double *width_pt, double *height_pt);
/* Draws one page at the current origin, one unit a point (1/72 inch). */
void mc_form_draw_page (McForm *self, cairo_t *cr, int page);
gboolean mc_form_write_pdf (McForm *self, GOutputStream *stream, GError **error);
gboolean mc_form_write_pdf_file (McForm *self, const char *path, GError **error); /* whole or not at all */
const char *mc_form_font_family (McForm *self);

G_END_DECLS
