/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a reader, an input method or a hand types into a field: card text, names, dates, amounts, numbers. */
#include "mc-id-card.h"
#include "mc-money.h"
#include "mc-personal-id.h"
#include "mc-text.h"

#include <stdint.h>
#include <string.h>

#define TODAY (mc_day_from_ymd (2026, 11, 22))

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef char *(*TextFunc) (const char *text);

static void
check (gboolean holds)
{
  if (!holds)
    __builtin_trap ();
}

/* Every text that is stored is valid UTF-8, and doing it twice changes nothing. */
static void
check_stable (TextFunc func, const char *text)
{
  g_autofree char *once = func (text);
  g_autofree char *twice = func (once);

  check (g_utf8_validate (once, -1, NULL));
  check (g_str_equal (once, twice));
}

static void
check_texts (const char *text)
{
  g_autofree char *clean = mc_text_clean (text);
  g_autofree char *name = mc_text_name (text);
  g_autofree char *marked = mc_text_lower_marked (text);
  g_autofree char *folded = mc_text_fold (text);
  g_autofree char *folded_clean = mc_text_fold (clean);
  g_autofree char *folded_name = mc_text_fold (name);
  g_autofree char *folded_marked = mc_text_fold (marked);
  g_autofree char *digits = mc_text_digits (text);

  check_stable (mc_text_clean, text);
  check_stable (mc_text_name, text);
  check_stable (mc_text_lower_marked, text);
  check_stable (mc_text_fold, text);
  check_stable (mc_text_phone, text);

  check (g_str_equal (folded, folded_clean));
  check (g_str_equal (folded, folded_name));
  check (g_str_equal (folded, folded_marked));
  check (mc_text_is_empty (text) == (*clean == '\0'));
  check (!mc_text_has_marks (folded));
  check (strspn (digits, "0123456789") == strlen (digits));
  check (*folded != ' ' && strstr (folded, "  ") == NULL && !g_str_has_suffix (folded, " "));
}

static void
check_dates (const char *text)
{
  McPartialDate date, back;
  McDay day;
  gint64 time;

  if (mc_partial_date_from_typed (text, TODAY, &date))
    {
      g_autofree char *iso = mc_partial_date_to_iso (date);
      g_autofree char *shown = mc_partial_date_to_text (date);

      check (mc_partial_date_is_set (date));
      check (mc_partial_date_from_iso (iso, &back) && memcmp (&date, &back, sizeof date) == 0);
      check (mc_partial_date_from_typed (shown, TODAY, &back) && memcmp (&date, &back, sizeof date) == 0);
    }
  if (mc_partial_date_from_iso (text, &date))
    {
      g_autofree char *iso = mc_partial_date_to_iso (date);

      check (g_str_equal (iso, text));
    }
  if (mc_day_from_iso (text, &day))
    {
      g_autofree char *iso = mc_day_to_iso (day);

      check (g_str_equal (iso, text));
    }
  if (mc_time_from_iso (text, &time))
    {
      g_autofree char *iso = mc_time_to_iso (time);
      gint64 again;

      check (*iso == '\0' || (mc_time_from_iso (iso, &again) && again == time));
    }
}

static void
check_money (const char *text)
{
  gint64 dong, back;

  if (mc_money_from_typed (text, &dong))
    {
      g_autofree char *shown = mc_money_to_text (dong);
      g_autofree char *with_sign = g_strconcat (shown, " đ", NULL);
      g_autofree char *words = mc_money_to_words (dong);

      check (dong >= 0);
      check (mc_money_from_typed (with_sign, &back) && back == dong);
      check (g_utf8_validate (words, -1, NULL) && g_str_has_suffix (words, " đồng"));
    }
}

static void
check_card (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McIdCard) card = mc_id_card_parse (text, TODAY, &error);
  g_autoptr (McPerson) copy = NULL;
  g_auto (GStrv) warnings = NULL;

  check ((card == NULL) == (error != NULL));
  if (card == NULL)
    return;

  check (mc_id_card_looks_like (text));
  check (g_utf8_validate (card->person->name, -1, NULL) && *card->person->name != '\0');
  check (card->person->address == NULL || g_utf8_validate (card->person->address, -1, NULL));
  check (strlen (card->person->id_number) == (card->person->id_kind == MC_ID_KIND_PERSONAL ? 12 : 9));
  copy = mc_person_copy (card->person);
  warnings = mc_id_card_warning_texts (card->warnings);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  McPersonalId id;

  check_texts (text);
  check_dates (text);
  check_money (text);
  check_card (text);
  if (mc_personal_id_parse (text, &id, NULL))
    check (id.place >= 0 && id.place <= 999 && id.birth_year >= 1900 && id.birth_year <= 2199);
  return 0;
}
