/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-form-private.h"

/* Letters that old Vietnamese faces lack; Liberation 1.07 has none of the first four. */
static const gunichar tell_tale_letters[] = { 0x1EA5 /* ấ */, 0x1EB5 /* ẵ */, 0x1EE1 /* ỡ */,
                                              0x1EF1 /* ự */, 0x0180 /* ƀ */, 0x012D /* ĭ */ };
static const char *const families[] = { "Times New Roman", "Liberation Serif" };

struct _McFormEngine
{
  GObject parent_instance;

  GMutex lock; /* held while Pango's objects are in use */
  PangoContext *context;
  const char *family;                /* static */
  PangoFontDescription *faces[2][2]; /* bold, italic */
  PangoCoverage *coverage[4];        /* of the faces, in the same order */
  GHashTable *templates;             /* name to McTemplate; under the lock */
  GPtrArray *published;              /* (nullable) (element-type McPaperTemplate) as given last; under the lock */
  GHashTable *replaced;              /* "01 a5 2025" to McTemplate; under the lock */
};

G_DEFINE_FINAL_TYPE (McFormEngine, mc_form_engine, G_TYPE_OBJECT)

static void
mc_form_engine_finalize (GObject *object)
{
  McFormEngine *self = MC_FORM_ENGINE (object);

  for (int i = 0; i < 4; i++)
    {
      g_clear_pointer (&self->faces[i / 2][i % 2], pango_font_description_free);
      g_clear_object (&self->coverage[i]);
    }
  g_clear_object (&self->context);
  g_clear_pointer (&self->templates, g_hash_table_unref);
  g_clear_pointer (&self->replaced, g_hash_table_unref);
  g_clear_pointer (&self->published, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (mc_form_engine_parent_class)->finalize (object);
}

static void
mc_form_engine_class_init (McFormEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_form_engine_finalize;
}

static void
mc_form_engine_init (McFormEngine *self)
{
  g_mutex_init (&self->lock);
  self->templates =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mc_template_unref);
  self->replaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mc_template_unref);
}

static PangoFontDescription *
describe_face (const char *family, gboolean bold, gboolean italic)
{
  PangoFontDescription *face = pango_font_description_new ();

  pango_font_description_set_family_static (face, family);
  pango_font_description_set_weight (face, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style (face, italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_font_description_set_size (face, 10 * PANGO_SCALE);
  return face;
}

/* Fontconfig answers every name with some face; only the family itself will do, and only with its letters: those
 * (transfer full), or NULL. */
static PangoCoverage *
load_coverage (PangoContext *context, const PangoFontDescription *face)
{
  g_autoptr (PangoFont) font = pango_context_load_font (context, face);
  g_autoptr (PangoCoverage) coverage = NULL;
  PangoFontDescription *found;
  gboolean same;

  if (font == NULL)
    return NULL;
  found = pango_font_describe (font);
  same = g_ascii_strcasecmp (pango_font_description_get_family (found),
                             pango_font_description_get_family (face)) == 0;
  pango_font_description_free (found);
  if (!same)
    return NULL;

  coverage = pango_font_get_coverage (font, pango_context_get_language (context));
  for (gsize i = 0; i < G_N_ELEMENTS (tell_tale_letters); i++)
    {
      if (pango_coverage_get (coverage, (int) tell_tale_letters[i]) != PANGO_COVERAGE_EXACT)
        return NULL;
    }
  return g_steal_pointer (&coverage);
}

static gboolean
choose_family (McFormEngine *self, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      gboolean usable = TRUE;

      for (int face = 0; face < 4; face++)
        {
          PangoFontDescription **place = &self->faces[face / 2][face % 2];

          g_clear_pointer (place, pango_font_description_free);
          g_clear_object (&self->coverage[face]);
          *place = describe_face (families[i], face / 2, face % 2);
          self->coverage[face] = load_coverage (self->context, *place);
          usable = usable && self->coverage[face] != NULL;
        }
      if (usable)
        {
          self->family = families[i];
          return TRUE;
        }
    }
  g_set_error_literal (
      error, MC_ERROR, MC_ERROR_NOT_FOUND,
      _("No font with the Vietnamese letters is installed. Install the package fonts-liberation2 "
        "(fonts-liberation from Debian 13 on)."));
  return FALSE;
}

/* A tick box, drawn because the face has none. */
static void
draw_box (cairo_t *cr, PangoAttrShape *shape, gboolean do_path, gpointer data)
{
  double side = (double) shape->ink_rect.width / PANGO_SCALE;
  double x, y;

  cairo_get_current_point (cr, &x, &y);
  x += (double) shape->ink_rect.x / PANGO_SCALE;
  y += (double) shape->ink_rect.y / PANGO_SCALE;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_set_line_width (cr, side / 14);
  cairo_rectangle (cr, x, y, side, side);
  if (shape->data == MC_FORM_TICKED)
    {
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + side, y + side);
      cairo_move_to (cr, x + side, y);
      cairo_line_to (cr, x, y + side);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

McFormEngine *
mc_form_engine_new_for_font_map (PangoFontMap *font_map, GError **error)
{
  g_autoptr (McFormEngine) self = g_object_new (MC_TYPE_FORM_ENGINE, NULL);
  cairo_font_options_t *options = cairo_font_options_create ();

  /* A unit is a point, and letters stand where the face says: a screen's grid would make lines break otherwise
   * on screen than on paper. */
  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (font_map), 72);
  self->context = pango_font_map_create_context (font_map);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (self->context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (self->context, FALSE);
  pango_context_set_language (self->context, pango_language_from_string ("vi"));
  pango_context_set_base_dir (self->context, PANGO_DIRECTION_LTR);
  pango_cairo_context_set_shape_renderer (self->context, draw_box, NULL, NULL);
  return choose_family (self, error) ? g_steal_pointer (&self) : NULL;
}

McFormEngine *
mc_form_engine_new (GError **error)
{
  g_autoptr (PangoFontMap) font_map = pango_cairo_font_map_new ();

  return mc_form_engine_new_for_font_map (font_map, error);
}

const char *
mc_form_engine_font_family (McFormEngine *self)
{
  g_return_val_if_fail (MC_IS_FORM_ENGINE (self), NULL);
  return self->family;
}

McTemplate *
mc_form_engine_load_template (McFormEngine *self, const char *name, GError **error)
{
  McTemplate *template;

  mc_form_engine_lock (self);
  template = g_hash_table_lookup (self->templates, name);
  if (template == NULL)
    {
      template = mc_template_load (name, error);
      if (template != NULL)
        g_hash_table_insert (self->templates, g_strdup (name), template);
    }
  if (template != NULL)
    mc_template_ref (template);
  mc_form_engine_unlock (self);
  return template;
}

static char *
replaced_key (const char *form, const char *paper, int set)
{
  return g_strdup_printf ("%s %s %d", form, paper, set);
}

/* Trying takes the engine's lock itself: the result is put in place afterwards. */
static GHashTable *
try_all (McFormEngine *self, GPtrArray *templates)
{
  GHashTable *good = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mc_template_unref);

  for (guint i = 0; i < templates->len; i++)
    {
      const McPaperTemplate *given = g_ptr_array_index (templates, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (McTemplate) template = mc_form_template_try (self, given, &error);

      if (template == NULL)
        g_warning ("a published paper is not used: %s", error->message);
      for (int set = 2018; template != NULL && set <= 2025; set += 7)
        if (given->set == 0 || given->set == set)
          g_hash_table_insert (good, replaced_key (given->form, given->paper, set), mc_template_ref (template));
    }
  return good;
}

void
mc_form_engine_use_templates (McFormEngine *self, GPtrArray *templates)
{
  g_autoptr (GHashTable) good = NULL;
  gboolean same;

  g_return_if_fail (MC_IS_FORM_ENGINE (self) && templates != NULL);

  mc_form_engine_lock (self);
  same = self->published == templates;
  mc_form_engine_unlock (self);
  if (same)
    return;
  good = try_all (self, templates);
  mc_form_engine_lock (self);
  g_clear_pointer (&self->published, g_ptr_array_unref);
  self->published = g_ptr_array_ref (templates);
  g_hash_table_unref (self->replaced);
  self->replaced = g_steal_pointer (&good);
  mc_form_engine_unlock (self);
}

McTemplate *
mc_form_engine_slip_template (McFormEngine *self, const McFormOptions *options, GError **error)
{
  const char *paper = mc_paper_to_key (options->paper);
  g_autofree char *key = replaced_key ("01", paper, options->set == 2018 ? 2018 : 2025);
  g_autofree char *name = g_strconcat ("slip-", paper, NULL);
  McTemplate *template;

  mc_form_engine_lock (self);
  template = g_hash_table_lookup (self->replaced, key);
  if (template != NULL)
    mc_template_ref (template);
  mc_form_engine_unlock (self);
  return template != NULL ? template : mc_form_engine_load_template (self, name, error);
}

void
mc_form_engine_lock (McFormEngine *self)
{
  g_mutex_lock (&self->lock);
}

void
mc_form_engine_unlock (McFormEngine *self)
{
  g_mutex_unlock (&self->lock);
}

gboolean
mc_form_engine_has_letter (McFormEngine *self, gunichar letter)
{
  gunichar base, mark;
  gboolean whole = TRUE;

  for (int face = 0; face < 4 && whole; face++)
    whole = pango_coverage_get (self->coverage[face], (int) letter) == PANGO_COVERAGE_EXACT;
  if (whole || !g_unichar_decompose (letter, &base, &mark) || mark == 0)
    return whole;
  return mc_form_engine_has_letter (self, base) && mc_form_engine_has_letter (self, mark);
}

PangoContext *
mc_form_engine_context (McFormEngine *self)
{
  return self->context;
}

PangoFontDescription *
mc_form_engine_describe (McFormEngine *self, const McFormStyle *style)
{
  PangoFontDescription *face = pango_font_description_copy_static (self->faces[style->bold][style->italic]);

  pango_font_description_set_size (face, (int) (style->size * PANGO_SCALE + 0.5));
  return face;
}
