/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-code.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"

/* ---- agency identifiers ---- */

static gboolean
is_digits (const char *text, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
    }
  return TRUE;
}

/* H and two digits: a province or what counts as one. */
static gboolean
is_level_one (const char *text)
{
  return text[0] == 'H' && is_digits (text + 1, 2);
}

/* The form of TT 01/2018, still on papers received before QĐ 20/2020 was carried out: 000.00.53.H48. */
static gboolean
is_old_office (const char *text, gsize length)
{
  return length == strlen ("000.00.53.H48") && is_digits (text, 3) && text[3] == '.' &&
         is_digits (text + 4, 2) && text[6] == '.' && is_digits (text + 7, 2) && text[9] == '.' &&
         is_level_one (text + 10);
}

gboolean
mc_code_office_is_valid (const char *text)
{
  gsize length;

  if (text == NULL)
    return FALSE;
  length = strlen (text);
  if (length >= G_SIZEOF_MEMBER (McCode, office))
    return FALSE;
  if (is_old_office (text, length))
    return TRUE;
  if (length < 3 || length % 3 != 0 || !is_level_one (text))
    return FALSE;
  for (gsize i = 3; i < length; i += 3)
    {
      if (text[i] != '.' || !is_digits (text + i + 1, 2))
        return FALSE;
    }
  return TRUE;
}

/* ---- codes ---- */

/* Capitals without any white space: people write codes in groups and in small letters. */
static char *
normalise (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isspace (*p))
        g_string_append_c (out, g_ascii_toupper (*p));
    }
  return g_string_free (out, FALSE);
}

static McDay
parse_date (const char *six)
{
  if (!is_digits (six, 6))
    return MC_DAY_NONE;
  return mc_day_from_ymd (2000 + (six[0] - '0') * 10 + (six[1] - '0'), (six[2] - '0') * 10 + (six[3] - '0'),
                          (six[4] - '0') * 10 + (six[5] - '0'));
}

gboolean
mc_code_parse (const char *text, McCode *code, GError **error)
{
  g_autofree char *upper = normalise (text != NULL ? text : "");
  g_auto (GStrv) parts = g_strsplit (upper, "-", 4);
  McDay day;
  int number;

  g_return_val_if_fail (code != NULL, FALSE);

  if (g_strv_length (parts) == 3 && mc_code_office_is_valid (parts[0]) && strlen (parts[1]) == 6 &&
      strlen (parts[2]) == 4 && is_digits (parts[2], 4))
    {
      day = parse_date (parts[1]);
      number = (int) g_ascii_strtoll (parts[2], NULL, 10);
      if (day != MC_DAY_NONE && number >= 1)
        {
          g_strlcpy (code->office, parts[0], sizeof code->office);
          code->day = day;
          code->number = number;
          return TRUE;
        }
    }
  /* TRANSLATORS: %s is what was typed or scanned */
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID,
               _ ("“%s” is not a dossier code. A code looks like H15.50.05.13-261123-0214"),
               text != NULL ? text : "");
  return FALSE;
}

char *
mc_code_format (const char *office, McDay day, int number)
{
  int year, month, mday;

  g_return_val_if_fail (mc_code_office_is_valid (office), NULL);
  g_return_val_if_fail (day != MC_DAY_NONE, NULL);
  g_return_val_if_fail (number >= 1 && number <= MC_CODE_LAST, NULL);

  mc_day_to_ymd (day, &year, &month, &mday);
  return g_strdup_printf ("%s-%02d%02d%02d-%04d", office, year % 100, month, mday, number);
}

/* ---- numbers of a desk ---- */

int
mc_code_desk_of_number (int number)
{
  g_return_val_if_fail (number >= 1 && number <= MC_CODE_LAST, 0);

  return (number - 1) / MC_CODE_BLOCK % MC_CODE_DESKS + 1;
}

int
mc_code_next (int desk, int last)
{
  int number = last + 1;

  g_return_val_if_fail (desk >= 1 && desk <= MC_CODE_DESKS, 0);
  g_return_val_if_fail (last >= 0 && last <= MC_CODE_LAST, 0);

  /* Only upwards, whoever owns @last: a desk that was moved to another number during the day, and even one that
   * moved back, never comes past a number it has given already. */
  while (number <= MC_CODE_LAST && mc_code_desk_of_number (number) != desk)
    number = (number - 1) / MC_CODE_BLOCK * MC_CODE_BLOCK + MC_CODE_BLOCK + 1;
  return number <= MC_CODE_LAST ? number : 0;
}

/* ---- claims ---- */

gboolean
mc_desk_claim_must_move (const McDeskClaim *mine, const McDeskClaim *other)
{
  int order;

  g_return_val_if_fail (mine != NULL && other != NULL, FALSE);

  order = memcmp (mine->origin, other->origin, sizeof mine->origin);
  if (mine->desk != other->desk || order == 0)
    return FALSE;
  if (mine->begun_at != other->begun_at)
    return mine->begun_at > other->begun_at;
  return order > 0;
}

static gboolean
is_claimed (const McDeskClaim *claims, gsize n_claims, int desk)
{
  for (gsize i = 0; i < n_claims; i++)
    {
      if (claims[i].desk == desk)
        return TRUE;
    }
  return FALSE;
}

int
mc_desk_claim_free_number (const McDeskClaim *claims, gsize n_claims, const int *listed)
{
  int best = 0;

  g_return_val_if_fail (claims != NULL || n_claims == 0, 0);

  for (gsize i = 0; listed != NULL && listed[i] != 0; i++)
    {
      if (listed[i] >= 1 && listed[i] <= MC_CODE_DESKS && (best == 0 || listed[i] < best) &&
          !is_claimed (claims, n_claims, listed[i]))
        best = listed[i];
    }
  for (int desk = 1; best == 0 && desk <= MC_CODE_DESKS; desk++)
    {
      if (!is_claimed (claims, n_claims, desk))
        best = desk;
    }
  return best;
}
