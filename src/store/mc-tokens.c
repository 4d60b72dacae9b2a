/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-tokens.h"

#include <string.h>

#include "mc-official-code.h"
#include "mc-text.h"

/* Names are short; a longer text gives only its first words, which bounds the pairs. */
#define MAX_WORDS 12

/* In bytes. FTS5 cuts what is longer than it can hold, and verify would miss the rest. */
#define MAX_LENGTH 80

static gboolean
has_digit (const char *word)
{
  return strpbrk (word, "0123456789") != NULL;
}

/* A handful of tokens: comparing is cheaper than hashing. */
static void
add_token (GPtrArray *tokens, char *token)
{
  for (guint i = 0; i < tokens->len; i++)
    if (strcmp (g_ptr_array_index (tokens, i), token) == 0)
      {
        g_free (token);
        return;
      }
  g_ptr_array_add (tokens, token);
}

static char *
pair_token (const char *a, const char *b)
{
  return strcmp (a, b) <= 0 ? g_strconcat (a, "_", b, NULL) : g_strconcat (b, "_", a, NULL);
}

/* A word, and the letter another word of the same name begins with. A word that is only begun stands for so many that
 * intersecting them all with a rare word is what a search spends its time on. */
static char *
letter_token (const char *word, const char *begun)
{
  return g_strdup_printf ("%s-%.*s", word, (int) (g_utf8_next_char (begun) - begun), begun);
}

static char *
shorten (char *word)
{
  if (strlen (word) > MAX_LENGTH)
    {
      char *end = word + MAX_LENGTH;

      while ((*end & 0xc0) == 0x80)
        end--;
      *end = '\0';
    }
  return word;
}

static char **
split_words (const char *text)
{
  char **words = g_strsplit (text, " ", MAX_WORDS + 1);

  if (g_strv_length (words) > MAX_WORDS)
    g_clear_pointer (&words[MAX_WORDS], g_free);
  for (guint i = 0; words[i] != NULL; i++)
    shorten (words[i]);
  return words;
}

static void
add_name (GPtrArray *tokens, const char *name)
{
  g_autofree char *folded = mc_text_fold (name);
  g_auto (GStrv) words = NULL;

  if (*folded == '\0')
    return;
  words = split_words (folded);
  for (guint i = 0; words[i] != NULL; i++)
    {
      add_token (tokens, g_strdup (words[i]));
      for (guint j = 0; j < i; j++)
        {
          add_token (tokens, pair_token (words[i], words[j]));
          add_token (tokens, letter_token (words[i], words[j]));
          add_token (tokens, letter_token (words[j], words[i]));
        }
    }
  if (mc_text_has_marks (name))
    {
      g_autofree char *marked = mc_text_lower_marked (name);
      g_auto (GStrv) marked_words = split_words (marked);

      for (guint i = 0; marked_words[i] != NULL; i++)
        if (*marked_words[i] != '\0')
          add_token (tokens, g_strdup (marked_words[i]));
    }
}

static void
add_number (GPtrArray *tokens, const char *number, gboolean last_four)
{
  g_autofree char *folded = number != NULL ? mc_text_fold (number) : NULL;
  gsize length = folded != NULL ? strlen (folded) : 0;

  if (length == 0 || strchr (folded, ' ') != NULL)
    return;
  if (last_four && length > 4)
    add_token (tokens, g_strdup (folded + length - 4));
  add_token (tokens, shorten (g_steal_pointer (&folded)));
}

static void
add_code (GPtrArray *tokens, const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  McOfficialCode code;

  if (mc_official_code_parse (text, &code, NULL))
    {
      const char *day = strchr (lower, '-') + 1;
      const char *number = strrchr (lower, '-') + 1;

      add_token (tokens, g_strdup (day));                                  /* 261123-0214 */
      add_token (tokens, g_strndup (day, (gsize) (number - 1 - day)));     /* 261123 */
      add_token (tokens, g_strdup (number));                               /* 0214 */
      add_token (tokens, g_strndup (lower, (gsize) (day - 1 - lower)));    /* h15.50.05.13 */
      return;
    }
  add_token (tokens, shorten (g_steal_pointer (&lower)));
}

char *
mc_tokens_of_dossier (const McDossier *dossier)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_free);
  const McPerson *people[] = { dossier->intake->applicant, dossier->intake->owner };

  if (dossier->code != NULL)
    add_code (tokens, dossier->code);
  if (dossier->official_code != NULL)
    add_code (tokens, dossier->official_code);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      if (people[i] == NULL)
        continue;
      if (people[i]->name != NULL)
        add_name (tokens, people[i]->name);
      add_number (tokens, people[i]->id_number, FALSE);
      add_number (tokens, people[i]->phone, TRUE);
    }
  g_ptr_array_add (tokens, NULL);
  return g_strjoinv (" ", (char **) tokens->pdata);
}

/* ---- queries ------------------------------------------------------------------------------------------ */

static void
add_term (GString *query, const char *term, gboolean prefix)
{
  if (*term == '\0')
    return;
  if (query->len > 0)
    g_string_append_c (query, ' ');
  g_string_append_printf (query, "\"%s\"%s", term, prefix ? "*" : "");
}

/* A code, whole or its tail: "h29.15.07-261123-0214", "261123-0214". Folding would take it apart. */
static gboolean
looks_like_code (const char *text)
{
  gsize dashes = 0;

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '-')
      dashes++;
    else if (!g_ascii_isalnum (*p) && *p != '.')
      return FALSE;
  return dashes > 0 && has_digit (text);
}

/* The agency's part is in every code: as a prefix it would walk them all. It is one token, what follows another. A tail,
 * "261123-0214", has digits alone before its only hyphen. */
static char *
code_query (char *lower)
{
  g_autoptr (GString) query = g_string_new (NULL);
  char *dash = strchr (lower, '-');

  if (strspn (lower, "0123456789") != (gsize) (dash - lower) || strchr (dash + 1, '-') != NULL)
    {
      g_autofree char *office = shorten (g_strndup (lower, (gsize) (dash - lower)));

      add_term (query, office, FALSE);
      lower = dash + 1;
    }
  add_term (query, shorten (lower), TRUE);
  return g_string_free (g_steal_pointer (&query), FALSE);
}

/* The word being typed. Beside a name it is another word of that name; a single letter is said by that alone. */
static void
add_begun (GString *query, const char *name, const char *folded, const char *typed)
{
  gboolean beside = name != NULL && !has_digit (folded);

  if (beside)
    {
      g_autofree char *letter = letter_token (name, folded);

      add_term (query, letter, FALSE);
    }
  if (!beside || *g_utf8_next_char (folded) != '\0' || strcmp (folded, typed) != 0)
    add_term (query, typed, TRUE);
}

static char *
query_for_words (char **folded, char **typed, gboolean open_end)
{
  g_autoptr (GString) query = g_string_new (NULL);
  guint n = g_strv_length (folded), complete = open_end ? n - 1 : n;
  gboolean paired = FALSE;
  int last_name = -1;

  for (guint i = 0; i < complete; i++)
    if (has_digit (folded[i]))
      add_term (query, folded[i], FALSE);
    else
      last_name = (int) i;
  /* The last complete word with each of the others: given names are rarer than family names, and fewer, rarer terms are
   * quicker to intersect than all pairs. */
  for (guint j = 0; last_name > 0 && j < (guint) last_name; j++)
    if (!has_digit (folded[j]) && strcmp (folded[last_name], folded[j]) != 0)
      {
        g_autofree char *pair = pair_token (folded[last_name], folded[j]);
        add_term (query, pair, FALSE);
        paired = TRUE;
      }
  /* A complete word alone, or twice, has no pair to stand for it; nor does a word with its marks. */
  for (guint i = 0; i < complete; i++)
    if (!has_digit (folded[i]) &&
        ((!paired && (int) i == last_name) || (typed != NULL && strcmp (typed[i], folded[i]) != 0)))
      add_term (query, typed != NULL ? typed[i] : folded[i], FALSE);
  if (open_end)
    add_begun (query, last_name >= 0 ? folded[last_name] : NULL, folded[n - 1], typed != NULL ? typed[n - 1] : folded[n - 1]);
  return query->len > 0 ? g_string_free (g_steal_pointer (&query), FALSE) : NULL;
}

/* "0987 654 321": a number as it is printed and spoken, in groups. It may also be parts of a code, "261123 0214". */
static char *
query_for_groups (char **groups, gboolean open_end)
{
  g_autofree char *number = g_strjoinv (NULL, groups), *parts = NULL;

  if (groups[0] == NULL || groups[1] == NULL || strspn (number, "0123456789") != strlen (number))
    return NULL;
  parts = query_for_words (groups, NULL, open_end);
  return g_strdup_printf ("(%s) OR \"%s\"*", parts, shorten (number));
}

char *
mc_tokens_query (const char *text, gboolean marked)
{
  g_autofree char *clean = mc_text_clean (text);
  g_autofree char *folded = mc_text_fold (clean);
  g_auto (GStrv) words = NULL, typed = NULL;
  char *groups;
  gboolean open_end = text != NULL && *text != '\0' && !g_str_has_suffix (text, " ");

  if (looks_like_code (clean))
    {
      g_autofree char *lower = g_ascii_strdown (clean, -1);

      return code_query (lower);
    }
  if (*folded == '\0')
    return NULL;
  words = split_words (folded);
  if ((groups = query_for_groups (words, open_end)) != NULL)
    return groups;
  if (marked)
    {
      g_autofree char *lower = mc_text_lower_marked (clean);

      typed = split_words (lower);
      if (g_strv_length (typed) != g_strv_length (words))
        return NULL;
    }
  return query_for_words (words, typed, open_end);
}
