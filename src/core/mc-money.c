/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-money.h"

#include "mc-text.h"

#include <string.h>

#define MAX_DIGITS 12
#define THOUSAND 1000
#define BILLION G_GUINT64_CONSTANT (1000000000)

/* The amount without its sign; right for G_MININT64 too. */
static guint64
magnitude (gint64 dong)
{
  return dong < 0 ? -(guint64) dong : (guint64) dong;
}

char *
mc_money_to_text (gint64 dong)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, magnitude (dong));
  gsize length = strlen (digits);
  GString *text = g_string_new (dong < 0 ? "-" : "");

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (text, '.');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

static void
append_word (GString *words, const char *word)
{
  if (words->len > 0)
    g_string_append_c (words, ' ');
  g_string_append (words, word);
}

/* A group of three digits. @inner: something was read before it, so the hundreds are named even when there
 * are none ("không trăm linh năm"). */
static void
append_group (GString *words, guint group, gboolean inner)
{
  static const char *const digit[] = {
    "không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín",
  };
  guint hundreds = group / 100, tens = group / 10 % 10, units = group % 10;

  if (hundreds > 0 || inner)
    {
      append_word (words, digit[hundreds]);
      append_word (words, "trăm");
      if (tens == 0 && units > 0)
        append_word (words, "linh");
    }

  if (tens == 1)
    append_word (words, "mười");
  else if (tens > 1)
    {
      append_word (words, digit[tens]);
      append_word (words, "mươi");
    }

  if (units == 1 && tens > 1)
    append_word (words, "mốt");
  else if (units == 4 && tens > 1)
    append_word (words, "tư");
  else if (units == 5 && tens > 0)
    append_word (words, "lăm");
  else if (units > 0)
    append_word (words, digit[units]);
}

/* Above a thousand million the number of "tỷ" is itself read as a number: "một nghìn hai trăm tỷ". */
static void
append_number (GString *words, guint64 number, gboolean inner)
{
  static const struct { guint64 unit; const char *name; } groups[] = {
    { 1000000, "triệu" }, { 1000, "nghìn" }, { 1, NULL },
  };

  if (number >= BILLION)
    {
      append_number (words, number / BILLION, inner);
      append_word (words, "tỷ");
      inner = TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      guint group = (guint) (number % BILLION / groups[i].unit % THOUSAND);

      if (group == 0)
        continue;
      append_group (words, group, inner);
      if (groups[i].name != NULL)
        append_word (words, groups[i].name);
      inner = TRUE;
    }
}

char *
mc_money_to_words (gint64 dong)
{
  GString *words = g_string_new (dong < 0 ? "âm" : NULL);
  gunichar first;

  if (dong == 0)
    append_word (words, "không");
  append_number (words, magnitude (dong), FALSE);
  append_word (words, "đồng");

  first = g_utf8_get_char (words->str);
  g_string_erase (words, 0, g_utf8_next_char (words->str) - words->str);
  g_string_insert_unichar (words, 0, g_unichar_toupper (first));
  return g_string_free (words, FALSE);
}

/* Takes the sign of the đồng, and the space before it, off the end of @text. */
static gboolean
cut_currency (char *text)
{
  static const char *const signs[] = { "đ", "Đ", "₫" };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_suffix (text, signs[i]))
      {
        text[strlen (text) - strlen (signs[i])] = '\0';
        g_strchomp (text);
        return TRUE;
      }
  return FALSE;
}

gboolean
mc_money_from_typed (const char *text, gint64 *dong)
{
  g_autofree char *typed = mc_text_clean (text);
  gboolean with_currency = cut_currency (typed);
  char separator = '\0';
  int n_digits = 0, in_group = 0;
  gint64 amount = 0;

  g_return_val_if_fail (dong != NULL, FALSE);

  for (const char *p = typed; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p))
        {
          if (++n_digits > MAX_DIGITS || (separator != '\0' && in_group == 3))
            return FALSE;
          in_group++;
          amount = amount * 10 + (*p - '0');
        }
      else if (*p == '.' || *p == ',' || *p == ' ')
        {
          /* Thousands only: one kind of separator, groups of three after it, so that "8.50" is no amount. */
          if (separator == '\0' ? in_group < 1 || in_group > 3 : *p != separator || in_group != 3)
            return FALSE;
          separator = *p;
          in_group = 0;
        }
      else
        return FALSE;
    }
  if (n_digits == 0 || (separator != '\0' && in_group != 3))
    return FALSE;

  /* No fee is below a thousand đồng: officers leave the three zeros out (8 is 8.000). */
  if (n_digits <= 3 && !with_currency)
    amount *= THOUSAND;
  *dong = amount;
  return TRUE;
}
