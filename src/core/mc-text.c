/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-text.h"

#include <string.h>

/* Folding runs for every word of every dossier, so the letters Vietnamese is written with are looked up in two
 * tables, made once from the general rule below: up to the combining marks, and Latin Extended Additional. */
#define LATIN_END 0x370
#define EXTENDED_FIRST 0x1e00
#define EXTENDED_LEN 0x100

/* What stands in the tables instead of a letter. */
#define DROP 0     /* nothing: a mark, an apostrophe, something invisible */
#define GAP ' '    /* parts words */
#define SLOW 0xffff /* depends on its neighbours */

typedef struct
{
  guint16 latin[LATIN_END];
  guint16 extended[EXTENDED_LEN];
} Table;

typedef struct
{
  Table fold;
  Table lower;
} Tables;

/* Folded text as it grows: no space at the ends, never two. */
typedef struct
{
  GString *text;
  gboolean gap;
} Builder;

static gboolean
is_space (gunichar c)
{
  return g_unichar_isspace (c) || c == '\v' || c == 0x85;
}

/* Zero width, byte order mark, bidi marks, soft hyphen, control characters, variation selectors. */
static gboolean
is_invisible (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
      return !is_space (c);
    case G_UNICODE_FORMAT:
      return TRUE;
    default:
      return c == 0x034f || (c >= 0xfe00 && c <= 0xfe0f);
    }
}

/* All that keyboards, word processors and input methods put for the apostrophe of "H'Hen", "K’Brêu". */
static gboolean
is_apostrophe (gunichar c)
{
  switch (c)
    {
    case '\'':
    case '`':
    case 0x00b4: /* ´ */
    case 0x02bb: /* ʻ */
    case 0x02bc: /* ʼ */
    case 0x2018: /* ‘ */
    case 0x2019: /* ’ */
    case 0x2032: /* ′ */
      return TRUE;
    default:
      return FALSE;
    }
}

/* Lower case that does not depend on the locale. By way of upper case, so that a text and the same text in capitals
 * give one result. Ð (eth) is what old fonts and converters leave for Đ. */
static gunichar
lower_char (gunichar c)
{
  gunichar lower = g_unichar_tolower (g_unichar_toupper (c));

  return lower == 0x00f0 ? 0x0111 : lower;
}

/* One character without canonical decomposition, or what it is replaced by. */
static gunichar
fold_part (gunichar c)
{
  if (g_unichar_ismark (c) || is_apostrophe (c) || is_invisible (c))
    return DROP;
  if (!g_unichar_isalnum (c))
    return GAP;

  c = lower_char (c);
  if (c == 0x0111) /* đ */
    return 'd';
  if (c == 0x0180) /* ƀ */
    return 'b';
  return c;
}

/* Reads the next character and steps over it; a byte that is no UTF-8 reads as U+FFFD. */
static inline gunichar
next_char (const char **text)
{
  const guchar *p = (const guchar *) *text;
  gunichar c = p[0];

  if (c < 0x80)
    {
      *text += 1;
      return c;
    }
  if (c >= 0xc2 && c <= 0xdf && (p[1] & 0xc0) == 0x80)
    {
      *text += 2;
      return (c & 0x1f) << 6 | (p[1] & 0x3f);
    }
  if (c == 0xe1 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80)
    {
      *text += 3;
      return 0x1000 | (gunichar) (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    }

  c = g_utf8_get_char_validated (*text, -1);
  if (c == (gunichar) -1 || c == (gunichar) -2)
    {
      *text += 1;
      return 0xfffd;
    }
  *text = g_utf8_next_char (*text);
  return c;
}

static inline void
builder_put (Builder *self, gunichar c)
{
  if (c == GAP)
    self->gap = self->text->len > 0;
  else if (c != DROP)
    {
      if (self->gap)
        g_string_append_c (self->text, ' ');
      self->gap = FALSE;
      if (c < 0x80)
        g_string_append_c (self->text, (char) c);
      else
        g_string_append_unichar (self->text, c);
    }
}

/* Marks stay, letters become lower case, the rest as in folding. */
static char *
lower_marked_by_rule (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *decomposed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFD);
  Builder builder = { g_string_sized_new (strlen (decomposed) + 1), FALSE };
  g_autofree char *lower = NULL;

  for (const char *p = decomposed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_apostrophe (c) || is_invisible (c))
        continue;
      builder_put (&builder, g_unichar_ismark (c) ? c : g_unichar_isalnum (c) ? lower_char (c) : GAP);
    }

  lower = g_string_free (builder.text, FALSE);
  return g_utf8_normalize (lower, -1, G_NORMALIZE_NFC);
}

/* The folded form of one character of the tables' ranges: there each has at most one letter below its marks. */
static guint16
fold_entry (gunichar c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n = g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts));

  for (gsize i = 0; i < n; i++)
    {
      gunichar folded = fold_part (parts[i]);

      if (folded != DROP)
        return (guint16) folded;
    }
  return DROP;
}

static guint16
lower_entry (gunichar c, guint16 folded)
{
  char utf8[7] = { 0 };
  g_autofree char *lower = NULL;

  if (g_unichar_ismark (c))
    return SLOW;
  if (folded == DROP || folded == GAP)
    return folded;

  g_unichar_to_utf8 (c, utf8);
  lower = lower_marked_by_rule (utf8);
  if (g_utf8_strlen (lower, -1) != 1)
    return SLOW;
  return (guint16) g_utf8_get_char (lower);
}

static const Tables *
get_tables (void)
{
  static Tables *tables;

  if (g_once_init_enter (&tables))
    {
      Tables *made = g_new0 (Tables, 1);

      for (gunichar c = 1; c < LATIN_END; c++)
        {
          made->fold.latin[c] = fold_entry (c);
          made->lower.latin[c] = lower_entry (c, made->fold.latin[c]);
        }
      for (gunichar i = 0; i < EXTENDED_LEN; i++)
        {
          made->fold.extended[i] = fold_entry (EXTENDED_FIRST + i);
          made->lower.extended[i] = lower_entry (EXTENDED_FIRST + i, made->fold.extended[i]);
        }
      g_once_init_leave (&tables, made);
    }
  return tables;
}

static inline gunichar
table_look_up (const Table *table, gunichar c)
{
  if (c < LATIN_END)
    return table->latin[c];
  if (c >= EXTENDED_FIRST && c < EXTENDED_FIRST + EXTENDED_LEN)
    return table->extended[c - EXTENDED_FIRST];
  return SLOW;
}

char *
mc_text_clean (const char *text)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) clean = NULL;
  gboolean gap = FALSE;

  if (text == NULL)
    return g_strdup ("");

  valid = g_utf8_make_valid (text, -1);
  clean = g_string_sized_new (strlen (valid) + 1);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_space (c))
        gap = clean->len > 0;
      else if (!is_invisible (c))
        {
          if (gap)
            g_string_append_c (clean, ' ');
          gap = FALSE;
          g_string_append_unichar (clean, c);
        }
    }
  return g_utf8_normalize (clean->str, -1, G_NORMALIZE_NFC);
}

char *
mc_text_fold (const char *text)
{
  const Table *table = &get_tables ()->fold;
  Builder builder;

  if (text == NULL)
    return g_strdup ("");

  builder.text = g_string_sized_new (strlen (text) + 1);
  builder.gap = FALSE;
  while (*text != '\0')
    {
      gunichar c = next_char (&text);
      gunichar folded = table_look_up (table, c);
      gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
      gsize n;

      if (folded != SLOW)
        {
          builder_put (&builder, folded);
          continue;
        }
      n = g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts));
      for (gsize i = 0; i < n; i++)
        builder_put (&builder, fold_part (parts[i]));
    }
  return g_string_free (builder.text, FALSE);
}

char *
mc_text_lower_marked (const char *text)
{
  const Table *table = &get_tables ()->lower;
  g_autoptr (GString) lower = NULL;
  Builder builder;

  if (text == NULL)
    return g_strdup ("");

  lower = g_string_sized_new (strlen (text) + 1);
  builder = (Builder) { lower, FALSE };
  for (const char *p = text; *p != '\0';)
    {
      gunichar c = table_look_up (table, next_char (&p));

      if (c == SLOW)
        return lower_marked_by_rule (text);
      builder_put (&builder, c);
    }
  return g_string_free (g_steal_pointer (&lower), FALSE);
}

char *
mc_text_name (const char *text)
{
  g_autofree char *clean = mc_text_clean (text);
  g_autofree char *decomposed = g_utf8_normalize (clean, -1, G_NORMALIZE_NFD);
  g_autoptr (GString) name = g_string_sized_new (strlen (decomposed) + 1);

  for (const char *p = decomposed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* A mark stays what it is: the Greek iota below would become a letter. */
      if (!g_unichar_ismark (c))
        c = is_apostrophe (c) ? '\'' : g_unichar_toupper (c);
      g_string_append_unichar (name, c == 0x00d0 ? 0x0110 : c);
    }
  return g_utf8_normalize (name->str, -1, G_NORMALIZE_NFC);
}

gboolean
mc_text_has_marks (const char *text)
{
  if (text == NULL)
    return FALSE;

  while (*text != '\0')
    {
      gunichar c = next_char (&text);
      gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
      gsize n;

      if (c < 0x80)
        continue;
      if (lower_char (c) == 0x0111 || lower_char (c) == 0x0180)
        return TRUE;
      n = g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts));
      for (gsize i = 0; i < n; i++)
        if (g_unichar_ismark (parts[i]))
          return TRUE;
    }
  return FALSE;
}

gboolean
mc_text_is_empty (const char *text)
{
  if (text == NULL)
    return TRUE;

  while (*text != '\0')
    {
      gunichar c = next_char (&text);

      if (!is_space (c) && !is_invisible (c))
        return FALSE;
    }
  return TRUE;
}

char *
mc_text_digits (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (const char *p = text; p != NULL && *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);
  return g_string_free (digits, FALSE);
}

/* The digits of @clean as dialled inside the country ("+84 987..." is 0987...), or NULL when it holds anything
 * that does not belong in a telephone number. */
static char *
national_number (const char *clean)
{
  g_autofree char *digits = mc_text_digits (clean);
  gboolean international = *clean == '+';
  gsize length = strlen (digits);

  if (strspn (clean + (international ? 1 : 0), "0123456789 .-()") != strlen (clean) - (international ? 1 : 0))
    return NULL;
  if (g_str_has_prefix (digits, "84") && (international || length == 11 || length == 12))
    return g_strconcat ("0", digits + (digits[2] == '0' ? 3 : 2), NULL);
  return international ? NULL : g_steal_pointer (&digits);
}

char *
mc_text_phone (const char *digits)
{
  g_autofree char *clean = mc_text_clean (digits);
  g_autofree char *number = national_number (clean);
  gsize length = number != NULL ? strlen (number) : 0;

  /* Mobile numbers since 2018 (TT 22/2014/TT-BTTTT): 03, 05, 07, 08, 09 and eight digits. */
  if (length == 10 && number[0] == '0' && strchr ("35789", number[1]) != NULL)
    return g_strdup_printf ("%.4s %.3s %s", number, number + 4, number + 7);

  /* Land lines since 2017: 024 and 028 with eight digits, the other provinces 02xx with seven. */
  if (length == 11 && g_str_has_prefix (number, "02"))
    {
      int area = number[2] == '4' || number[2] == '8' ? 3 : 4;

      return g_strdup_printf ("%.*s %.4s %s", area, number, number + area, number + area + 4);
    }
  return g_steal_pointer (&clean);
}
