/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-form-private.h"
#include "mc-text.h"

/* Letters that the face of the papers lacks: an emoji in a name from an online form, a line in Khmer. A paper has one face,
 * so they are not taken from another; the reader sees that something is missing, and the officer is told what. */

#define SUBSTITUTE 0x25A1 /* □: empty, to be written in by hand */
#define MOST_NAMED 10

/* Selectors and joiners say how their neighbours look; without these they say nothing. */
static gboolean
is_invisible (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_FORMAT || (c >= 0xFE00 && c <= 0xFE0F);
}

static void
add_once (GPtrArray *letters, const char *from, const char *to)
{
  g_autofree char *letter = g_strndup (from, (gsize) (to - from));

  if (!g_ptr_array_find_with_equal_func (letters, letter, g_str_equal, NULL))
    g_ptr_array_add (letters, g_steal_pointer (&letter));
}

char *
mc_form_printable (McFormEngine *engine, const char *text, GPtrArray *missing)
{
  g_autoptr (GString) printable = g_string_new (NULL);
  gunichar substitute = mc_form_engine_has_letter (engine, SUBSTITUTE) ? SUBSTITUTE : '?';

  for (const char *p = text, *next; *p != '\0'; p = next)
    {
      gunichar c = g_utf8_get_char (p);

      next = g_utf8_next_char (p);
      if (mc_form_engine_has_letter (engine, c))
        {
          g_string_append_len (printable, p, next - p);
          continue;
        }
      if (is_invisible (c))
        continue;
      /* A letter and its marks are one gap, however many of them are missing. */
      while (g_unichar_ismark (g_utf8_get_char (next)))
        next = g_utf8_next_char (next);
      g_string_append_unichar (printable, substitute);
      if (missing != NULL)
        add_once (missing, p, next);
    }
  return g_string_free (g_steal_pointer (&printable), FALSE);
}

char *
mc_form_letters_text (GPtrArray *letters)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < letters->len && i < MOST_NAMED; i++)
    g_string_append_printf (text, "%s“%s”", i > 0 ? ", " : "", (const char *) g_ptr_array_index (letters, i));
  if (letters->len > MOST_NAMED)
    g_string_append (text, "…");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
mc_form_engine_missing_letters (McFormEngine *self, const char *text)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *clean = mc_text_clean (text);
  g_autofree char *printable = NULL;

  g_return_val_if_fail (MC_IS_FORM_ENGINE (self), NULL);

  mc_form_engine_lock (self);
  printable = mc_form_printable (self, clean, missing);
  mc_form_engine_unlock (self);
  return missing->len > 0 ? mc_form_letters_text (missing) : NULL;
}

char *
mc_form_local_line_fault (McFormEngine *engine, const McOffice *office)
{
  g_autofree char *letters = mc_form_engine_missing_letters (engine, office->local_line);

  if (letters == NULL)
    return NULL;
  return g_strdup_printf (_("The office's line in a local language is left out of the papers: the font %s does not have %s."),
                          mc_form_engine_font_family (engine), letters);
}

char **
mc_form_check_office (McFormEngine *engine, const McOffice *office)
{
  g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();
  g_autoptr (GString) texts = g_string_new (NULL);
  g_autofree char *local = NULL, *letters = NULL;

  g_return_val_if_fail (MC_IS_FORM_ENGINE (engine) && office != NULL, NULL);

  local = mc_form_local_line_fault (engine, office);
  if (local != NULL)
    g_strv_builder_add (sentences, local);
  g_string_append_printf (texts, "%s %s %s %s %s", office->name != NULL ? office->name : "",
                          office->authority != NULL ? office->authority : "", office->place != NULL ? office->place : "",
                          office->phone != NULL ? office->phone : "", office->lookup_url != NULL ? office->lookup_url : "");
  for (guint i = 0; office->points != NULL && i < office->points->len; i++)
    g_string_append_printf (texts, " %s", ((McServicePoint *) g_ptr_array_index (office->points, i))->name);
  letters = mc_form_engine_missing_letters (engine, texts->str);
  if (letters != NULL)
    {
      g_autofree char *sentence = g_strdup_printf (_("The office's name, place and points have □ on the papers where they"
                                                     " have %s: the font %s does not have it."),
                                                   letters, mc_form_engine_font_family (engine));
      g_strv_builder_add (sentences, sentence);
    }
  return g_strv_builder_end (sentences);
}
