/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-id-card.h"

#include "mc-error.h"
#include "mc-personal-id.h"
#include "mc-text.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_ID, FIELD_OLD_ID, FIELD_NAME, FIELD_BIRTH, FIELD_SEX, FIELD_ADDRESS, FIELD_ISSUED, N_FIELDS };

#define MIN_FIELDS 6
#define MIN_BARS 2 /* text with fewer is taken for a search, with more for a card, be it a broken one */
#define YEAR_FIRST 1900
#define BROKEN_UTF8 "\357\277\275" /* U+FFFD */

static gboolean
is_all_digits (const char *text)
{
  return strspn (text, "0123456789") == strlen (text);
}

static gboolean
is_number (const char *text, gsize n_digits)
{
  return strlen (text) == n_digits && is_all_digits (text);
}

/* No name on a card is empty or has digits, and a question mark is what a reader makes of a letter it cannot type: the
 * input method or the reader's keyboard layout was at work. */
static gboolean
is_garbled_name (const char *name)
{
  return *name == '\0' || strpbrk (name, "0123456789?") != NULL;
}

/* The fields of @text, at least N_FIELDS of them, missing ones empty; NULL when there are too few for a card. Some
 * cards leave the field of the old number out (six fields, the name second); it is put back in empty. */
static char **
split_fields (const char *text)
{
  g_autofree char *clean = mc_text_clean (text);
  g_auto (GStrv) parts = g_strsplit (clean, "|", -1);
  guint n_parts = g_strv_length (parts);
  GPtrArray *fields;

  if (n_parts < MIN_FIELDS || strstr (clean, BROKEN_UTF8) != NULL)
    return NULL;

  fields = g_ptr_array_new ();
  for (guint i = 0; i < n_parts; i++)
    g_ptr_array_add (fields, g_strdup (g_strstrip (parts[i])));
  if (n_parts == MIN_FIELDS && is_number (parts[FIELD_NAME], 8) && !g_ascii_isdigit (*parts[FIELD_OLD_ID]))
    g_ptr_array_insert (fields, FIELD_OLD_ID, g_strdup (""));
  while (fields->len < N_FIELDS)
    g_ptr_array_add (fields, g_strdup (""));
  g_ptr_array_add (fields, NULL);
  return (char **) g_ptr_array_free (fields, FALSE);
}

/* A date of birth of eight digits, parts of which may be 0, or of four. Unset when there is no such date, or when it
 * is still to come. */
static McPartialDate
parse_birth (const char *field, McDay today)
{
  McPartialDate birth = { 0 };
  int value = is_number (field, 4) || is_number (field, 8) ? atoi (field) : 0;
  int year = value % 10000, month = value / 10000 % 100, day = value / 1000000;
  int this_year;

  mc_day_to_ymd (today, &this_year, NULL, NULL);
  if (year < YEAR_FIRST || year > this_year || month > 12 || (month == 0 && day != 0))
    return birth;
  if (day != 0)
    {
      McDay born = mc_day_from_ymd (year, month, day);

      if (born == MC_DAY_NONE || born > today)
        return birth;
    }

  birth.year = (gint16) year;
  birth.month = (gint8) month;
  birth.day = (gint8) day;
  return birth;
}

static McDay
parse_issued (const char *field)
{
  int value = is_number (field, 8) ? atoi (field) : 0;

  return mc_day_from_ymd (value % 10000, value / 10000 % 100, value / 1000000);
}

static gboolean
issued_is_plausible (McDay issued, McPartialDate birth, McDay today)
{
  if (issued == MC_DAY_NONE || issued > today)
    return FALSE;
  return !mc_partial_date_is_set (birth) ||
         issued >= mc_day_from_ymd (birth.year, MAX (birth.month, 1), MAX (birth.day, 1));
}

static McCardWarnings
judge (const McIdCard *card, McDay today)
{
  const McPerson *person = card->person;
  McCardWarnings warnings = MC_CARD_WARNING_NONE;

  if (person->id_kind == MC_ID_KIND_PERSONAL &&
      !mc_personal_id_check (person->id_number, person->birth, person->sex, NULL))
    warnings |= MC_CARD_WARNING_ID_MISMATCH;
  if (!mc_partial_date_is_set (person->birth))
    warnings |= MC_CARD_WARNING_NO_BIRTH;
  if (person->address == NULL)
    warnings |= MC_CARD_WARNING_NO_ADDRESS;
  if (!issued_is_plausible (card->issued, person->birth, today))
    warnings |= MC_CARD_WARNING_ISSUED_DATE;
  return warnings;
}

McIdCard *
mc_id_card_parse (const char *text, McDay today, GError **error)
{
  g_auto (GStrv) fields = NULL;
  g_autoptr (McIdCard) card = NULL;
  gboolean personal;

  g_return_val_if_fail (today != MC_DAY_NONE, NULL);

  fields = split_fields (text);
  personal = fields != NULL && is_number (fields[FIELD_ID], 12);
  if (fields == NULL || (!personal && !is_number (fields[FIELD_ID], 9)) || is_garbled_name (fields[FIELD_NAME]) ||
      !is_all_digits (fields[FIELD_BIRTH]))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID,
                           _("Could not read the card. Switch the Vietnamese input method off and scan again, "
                             "or type it in"));
      return NULL;
    }

  card = g_new0 (McIdCard, 1);
  card->person = mc_person_new ();
  card->person->id_kind = personal ? MC_ID_KIND_PERSONAL : MC_ID_KIND_CMND;
  card->person->id_number = g_strdup (fields[FIELD_ID]);
  card->person->name = mc_text_name (fields[FIELD_NAME]);
  card->person->birth = parse_birth (fields[FIELD_BIRTH], today);
  card->person->sex = mc_sex_from_key (fields[FIELD_SEX]);
  if (*fields[FIELD_ADDRESS] != '\0')
    card->person->address = g_strdup (fields[FIELD_ADDRESS]);
  if (is_number (fields[FIELD_OLD_ID], 9) || is_number (fields[FIELD_OLD_ID], 12))
    card->old_id = g_strdup (fields[FIELD_OLD_ID]);
  card->issued = parse_issued (fields[FIELD_ISSUED]);

  card->warnings = judge (card, today);
  for (guint i = N_FIELDS; fields[i] != NULL; i++)
    if (*fields[i] != '\0')
      card->warnings |= MC_CARD_WARNING_EXTRA_FIELDS;
  return g_steal_pointer (&card);
}

gboolean
mc_id_card_looks_like (const char *text)
{
  int n_bars = 0;

  for (const char *p = text; p != NULL && *p != '\0'; p++)
    if (*p == '|')
      n_bars++;
  return n_bars >= MIN_BARS;
}

char **
mc_id_card_warning_texts (McCardWarnings warnings)
{
  static const struct { McCardWarnings warning; const char *text; } table[] = {
    { MC_CARD_WARNING_ID_MISMATCH,
      N_("The citizen number does not fit the year of birth or the sex – look at the card again") },
    { MC_CARD_WARNING_NO_BIRTH, N_("No date of birth could be read from the card") },
    { MC_CARD_WARNING_NO_ADDRESS, N_("No address could be read from the card") },
    { MC_CARD_WARNING_ISSUED_DATE, N_("The date of issue on the card is missing or cannot be right") },
    { MC_CARD_WARNING_EXTRA_FIELDS, N_("The card says more than this program reads; the rest was left out") },
  };
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (warnings & table[i].warning)
      g_strv_builder_add (texts, _(table[i].text));
  return g_strv_builder_end (texts);
}

void
mc_id_card_free (McIdCard *self)
{
  if (self == NULL)
    return;

  mc_person_free (self->person);
  g_free (self->old_id);
  g_free (self);
}
