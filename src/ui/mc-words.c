/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-appointment.h"
#include "mc-money.h"
#include "mc-text.h"

/* How every office shortens its own name (QĐ 468, "Trung tâm Phục vụ hành chính công"). */
static const char *const long_names[] = { "Trung tâm Phục vụ hành chính công", "Trung tâm phục vụ hành chính công" };

char *
mc_words_office (const McOffice *office)
{
  for (gsize i = 0; i < G_N_ELEMENTS (long_names); i++)
    if (office->name != NULL && g_str_has_prefix (office->name, long_names[i]))
      return g_strconcat ("TTPVHCC", office->name + strlen (long_names[i]), NULL);
  return g_strdup (office->name != NULL ? office->name : "");
}

char *
mc_words_clock (gint64 now)
{
  g_autofree char *day = mc_day_to_text (mc_day_of_time (now));
  g_autofree char *time = mc_time_to_clock_text (now);

  return g_strdup_printf ("%s %s  %s", mc_weekday_name (mc_day_weekday (mc_day_of_time (now))), day, time);
}

char *
mc_words_moment (gint64 time, McDay today)
{
  g_autofree char *clock = mc_time_to_clock_text (time);
  int year, month, day, this_year, unused;

  mc_day_to_ymd (mc_day_of_time (time), &year, &month, &day);
  mc_day_to_ymd (today, &this_year, &unused, &unused);
  if (year != this_year)
    return g_strdup_printf ("%02d/%02d/%d %s", day, month, year, clock);
  return g_strdup_printf ("%02d/%02d %s", day, month, clock);
}

char *
mc_words_short_code (const char *code)
{
  const char *dash = code != NULL ? strchr (code, '-') : NULL;

  return dash != NULL ? g_strconcat ("…", dash, NULL) : g_strdup (code != NULL ? code : "");
}

char *
mc_words_person_title (const McPerson *person)
{
  g_autofree char *birth = mc_partial_date_to_text (person->birth);

  return birth != NULL && birth[0] != '\0' ? g_strdup_printf ("%s   %s", person->name, birth) : g_strdup (person->name);
}

char *
mc_words_person_detail (const McPerson *person)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (!mc_text_is_empty (person->id_number))
    g_ptr_array_add (parts, g_strdup_printf ("%s %s", mc_words_id_kind (person->id_kind), person->id_number));
  if (!mc_text_is_empty (person->phone))
    g_ptr_array_add (parts, mc_text_phone (person->phone));
  if (!mc_text_is_empty (person->address))
    g_ptr_array_add (parts, g_strdup (person->address));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

char *
mc_words_masked_id (const char *number)
{
  gsize n = number != NULL ? strlen (number) : 0;

  if (n < 8)
    return g_strdup (number != NULL ? number : "");
  return g_strdup_printf ("%.4s•••••%s", number, number + n - 3);
}

const char *
mc_words_id_kind (McIdKind kind)
{
  switch (kind)
    {
    case MC_ID_KIND_PERSONAL:
      return _("ID card");
    case MC_ID_KIND_CMND:
      return _("Old ID (9 digits)");
    case MC_ID_KIND_PASSPORT:
      return _("Passport");
    case MC_ID_KIND_OTHER:
      return _("Other paper");
    case MC_ID_KIND_NONE:
    default:
      return _("None / not shown");
    }
}

char *
mc_words_time_left (McState state, gint64 due, McDay today, McTimeLeft *kind)
{
  McTimeLeft unused;
  int days;

  if (kind == NULL)
    kind = &unused;
  *kind = MC_TIME_NONE;
  if (!mc_state_is_open (state))
    return g_strdup ("");
  if (!mc_state_is_running (state))
    return g_strdup (_("time does not run"));
  if (due == 0)
    return g_strdup (_("no due date"));

  days = mc_due_days_left (due, today);
  if (days == 0)
    {
      g_autofree char *clock = mc_time_to_clock_text (due);

      *kind = MC_TIME_TODAY;
      /* Translators: due today at this time */
      return g_strdup_printf (_("today, %s"), clock);
    }
  *kind = days < 0 ? MC_TIME_OVER : MC_TIME_PLAIN;
  if (days < 0)
    return g_strdup_printf (ngettext ("%d day over", "%d days over", (gulong) -days), -days);
  return g_strdup_printf (ngettext ("%d day left", "%d days left", (gulong) days), days);
}

const char *
mc_words_time_class (McTimeLeft kind)
{
  switch (kind)
    {
    case MC_TIME_TODAY:
      return "due-today";
    case MC_TIME_OVER:
      return "overdue";
    case MC_TIME_PLAIN:
    case MC_TIME_NONE:
    default:
      return NULL;
    }
}

char *
mc_words_fee (gint64 fee)
{
  g_autofree char *money = NULL;

  if (fee == MC_FEE_BY_COUNCIL)
    return g_strdup (_("not entered"));
  money = mc_money_to_text (fee);
  return g_strdup_printf ("%s đ", money);
}

char *
mc_words_warnings (const char *const *sentences)
{
  return sentences != NULL && sentences[0] != NULL ? g_strjoinv (" ", (char **) sentences) : NULL;
}
