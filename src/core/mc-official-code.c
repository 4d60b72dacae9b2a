/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-official-code.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-code.h"
#include "mc-error.h"

#define NUMBER_MIN 4
#define NUMBER_MAX 7

/* Capitals without white space, hyphens for the dashes of web pages. (transfer full) */
static char *
normalise (const char *text)
{
  GString *out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_type (c) == G_UNICODE_DASH_PUNCTUATION)
        g_string_append_c (out, '-');
      /* Soft hyphens, zero-width spaces, byte order marks: nobody sees them, pages have them. */
      else if (!g_unichar_isspace (c) && g_unichar_type (c) != G_UNICODE_FORMAT)
        g_string_append_unichar (out, c < 0x80 ? (gunichar) g_ascii_toupper ((char) c) : c);
    }
  return g_string_free (out, FALSE);
}

static gsize
n_digits (const char *text)
{
  return strspn (text, "0123456789");
}

/* Groups of two or three digits, each behind a dot, to the end. */
static gboolean
are_groups (const char *text)
{
  while (*text == '.')
    {
      gsize n = n_digits (++text);

      if (n < 2 || n > 3)
        return FALSE;
      text += n;
    }
  return *text == '\0';
}

/* G and two digits: a ministry or what counts as one. */
static gboolean
is_ministry_level_one (const char *text)
{
  return text[0] == 'G' && g_ascii_isdigit (text[1]) && g_ascii_isdigit (text[2]);
}

static gboolean
is_ministry (const char *agency)
{
  gsize length = strlen (agency);

  if (length == 2)
    return n_digits (agency) == 2;
  if (is_ministry_level_one (agency))
    return are_groups (agency + 3);
  /* The form of TT 01/2018: 000.00.15.G15. */
  return length == strlen ("000.00.15.G15") && n_digits (agency) == 3 && agency[3] == '.' && n_digits (agency + 4) == 2 &&
         agency[6] == '.' && n_digits (agency + 7) == 2 && agency[9] == '.' && is_ministry_level_one (agency + 10);
}

static McDay
parse_date (const char *six)
{
  if (strlen (six) != 6 || n_digits (six) != 6)
    return MC_DAY_NONE;
  return mc_day_from_ymd (2000 + (six[0] - '0') * 10 + (six[1] - '0'), (six[2] - '0') * 10 + (six[3] - '0'),
                          (six[4] - '0') * 10 + (six[5] - '0'));
}

static gboolean
parse_normal (const char *upper, McOfficialCode *code)
{
  g_auto (GStrv) parts = g_strsplit (upper, "-", 4);
  gsize digits;

  if (strlen (upper) >= MC_OFFICIAL_CODE_SIZE || g_strv_length (parts) != 3)
    return FALSE;
  digits = n_digits (parts[2]);
  if (parts[2][digits] != '\0' || (code->day = parse_date (parts[1])) == MC_DAY_NONE)
    return FALSE;
  if (!(mc_code_office_is_valid (parts[0]) && digits == NUMBER_MIN) &&
      !(is_ministry (parts[0]) && digits >= NUMBER_MIN && digits <= NUMBER_MAX))
    return FALSE;
  code->number = g_ascii_strtoll (parts[2], NULL, 10);
  g_strlcpy (code->text, upper, sizeof code->text);
  return code->number > 0;
}

gboolean
mc_official_code_parse (const char *text, McOfficialCode *code, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1), *upper = normalise (valid);

  g_return_val_if_fail (code != NULL, FALSE);

  if (parse_normal (upper, code))
    return TRUE;
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID,
               /* TRANSLATORS: %s is what was typed, pasted or scanned */
               _ ("“%s” is not an official code. A code looks like H15.50.05.13-261008-0975 or 000.00.00.H48-220921-0099"),
               valid);
  return FALSE;
}

char *
mc_official_code_find (const char *text)
{
  g_autofree char *upper = NULL, *valid = NULL, *found = NULL;
  g_auto (GStrv) words = NULL;
  McOfficialCode code;

  if (text == NULL)
    return NULL;
  upper = normalise (text);
  if (parse_normal (upper, &code))
    return g_strdup (code.text);

  /* Word by word: white space parts them here. */
  valid = g_utf8_make_valid (text, -1);
  words = g_strsplit_set (valid, " \t\r\n|;,?&=/\\\"'()[]{}<>:#", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = normalise (words[i]);
      gsize length = strlen (word);

      /* The full stop of a sentence. */
      if (length > 0 && word[length - 1] == '.')
        word[length - 1] = '\0';
      if (!parse_normal (word, &code))
        continue;
      if (found != NULL && strcmp (found, code.text) != 0)
        return NULL;
      g_free (found);
      found = g_strdup (code.text);
    }
  return g_steal_pointer (&found);
}

gboolean
mc_official_code_is_sound (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return length > 0 && length < MC_OFFICIAL_CODE_SIZE && strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") == length;
}
