/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-form-guard.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"

/* Hoá and Hòa: both spellings are about; they become one. */
static char *
one_spelling (const char *text)
{
  static const char *const pairs[][2] = {
    { "oà", "òa" }, { "oá", "óa" }, { "oả", "ỏa" }, { "oã", "õa" }, { "oạ", "ọa" },
    { "uỳ", "ùy" }, { "uý", "úy" }, { "uỷ", "ủy" }, { "uỹ", "ũy" }, { "uỵ", "ụy" },
    { "OÀ", "ÒA" }, { "OÁ", "ÓA" }, { "OẢ", "ỎA" }, { "OÃ", "ÕA" }, { "OẠ", "ỌA" },
    { "UỲ", "ÙY" }, { "UÝ", "ÚY" }, { "UỶ", "ỦY" }, { "UỸ", "ŨY" }, { "UỴ", "ỤY" },
  };
  g_autoptr (GString) spelled = g_string_new (text);

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_string_replace (spelled, pairs[i][0], pairs[i][1], 0);
  return g_string_free (g_steal_pointer (&spelled), FALSE);
}

static gboolean
is_word (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

static gboolean
has_words (const char *text, const char *words)
{
  for (const char *p = strstr (text, words); p != NULL; p = strstr (p + 1, words))
    {
      const char *end = p + strlen (words);
      gboolean begins = p == text || !is_word (g_utf8_get_char (g_utf8_prev_char (p)));

      if (begins && !is_word (g_utf8_get_char (end)))
        return TRUE;
    }
  return FALSE;
}

/* As written and in capitals: in small letters a place's name is an ordinary word. */
static gboolean
has_name (const char *text, const char *name)
{
  g_autofree char *capitals = g_utf8_strup (name, -1);

  return has_words (text, name) || has_words (text, capitals);
}

static const char *
skip_to_word (const char *text, gboolean word)
{
  while (*text != '\0' && is_word (g_utf8_get_char (text)) != word)
    text = g_utf8_next_char (text);
  return text;
}

/* The words of @text in small letters. (transfer full) (element-type utf8) */
static GHashTable *
words_of (const char *text)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const char *begin = skip_to_word (text, TRUE); *begin != '\0';)
    {
      const char *end = skip_to_word (begin, FALSE);

      g_hash_table_add (words, g_utf8_strdown (begin, end - begin));
      begin = skip_to_word (end, TRUE);
    }
  return words;
}

/* Its first word is there at all: of 3,400 names few are worth a closer look. */
static gboolean
may_have (GHashTable *words, const char *name)
{
  const char *end = skip_to_word (name, FALSE);
  g_autofree char *first = g_utf8_strdown (name, end - name);

  return g_hash_table_contains (words, first);
}

/* (transfer full) (nullable): the first name of the table that stands in @text. */
static char *
find_place (const char *text, GHashTable *words, const char *resource)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *table = bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : g_strdup ("");
  g_autofree char *units = one_spelling (table);
  g_auto (GStrv) lines = g_strsplit (units, "\n", -1);

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);

      if (g_strv_length (fields) < 4)
        continue;
      if (!may_have (words, fields[1]))
        continue;
      if (has_name (text, fields[2])) /* "Xã Yên Bình" */
        return g_strdup (fields[2]);
      if (strchr (fields[1], ' ') != NULL && has_name (text, fields[1]))
        return g_strdup (fields[1]);
    }
  return NULL;
}

/* What would be printed: the texts and the labels. */
static char *
printed_text (const char *xml)
{
  g_autoptr (GRegex) motto = g_regex_new ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|<!--.*?-->|<\\?.*?\\?>", G_REGEX_DOTALL, 0, NULL);
  g_autoptr (GRegex) label = g_regex_new ("<[^>]*label=\"([^\"]*)\"[^>]*>", 0, 0, NULL);
  g_autoptr (GRegex) tag = g_regex_new ("<[^>]*>", 0, 0, NULL);
  g_autofree char *spelled = one_spelling (xml);
  g_autofree char *without_motto = g_regex_replace_literal (motto, spelled, -1, 0, " ", 0, NULL);
  g_autofree char *with_labels = without_motto != NULL ? g_regex_replace (label, without_motto, -1, 0, " \\1 ", 0, NULL) : NULL;

  return with_labels != NULL ? g_regex_replace_literal (tag, with_labels, -1, 0, " ", 0, NULL) : g_strdup (spelled);
}

/* (transfer full) (nullable) */
static char *
find_match (const char *pattern, const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, text, 0, &match) ? g_match_info_fetch (match, 0) : NULL;
}

gboolean
mc_form_guard (const char *xml, GError **error)
{
  g_autofree char *text = printed_text (xml), *found = NULL;
  g_autoptr (GHashTable) words = NULL;

  if (text == NULL)
    text = g_strdup (xml);
  words = words_of (text);
  found = find_place (text, words, "/org/motcua/units/provinces.tsv");
  if (found == NULL)
    found = find_place (text, words, "/org/motcua/units/communes.tsv");
  if (found == NULL)
    found = find_match ("https?:|www\\.|[\\w.-]*\\.(vn|com|org|net|gov)\\b|@", text);
  if (found == NULL)
    found = find_match ("\\d([ .-]?\\d){7,}", text);
  if (found == NULL)
    return TRUE;
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” stands in the paper: every office prints it, so what belongs to one of them must be a value"),
               found);
  return FALSE;
}
