/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-calendar.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-text.h"

#define HOLIDAYS_RESOURCE "/org/motcua/calendars/holidays.tsv"

/* Longer than any row of days off; a table that breaks it is wrong, and no loop runs for ever. */
#define LONGEST_BREAK 400

/* ---- hours of a day ---- */

/* "07:00" up to "24:00"; one digit for the hour is enough. */
static gboolean
parse_clock (const char *text, gint16 *minute)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", -1);
  guint64 hours, minutes;

  if (g_strv_length (parts) != 2 || strlen (parts[1]) != 2 ||
      !g_ascii_string_to_unsigned (g_strstrip (parts[0]), 10, 0, 24, &hours, NULL) ||
      !g_ascii_string_to_unsigned (parts[1], 10, 0, 59, &minutes, NULL) || hours * 60 + minutes > 24 * 60)
    return FALSE;
  *minute = (gint16) (hours * 60 + minutes);
  return TRUE;
}

static gboolean
parse_span (const char *text, McSpan *span)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", -1);

  return g_strv_length (ends) == 2 && parse_clock (g_strstrip (ends[0]), &span->from) &&
         parse_clock (g_strstrip (ends[1]), &span->to) && span->from < span->to;
}

gboolean
mc_day_hours_parse (const char *text, McDayHours *day, GError **error)
{
  g_auto (GStrv) spans = NULL;
  McDayHours found = { 0 };

  g_return_val_if_fail (day != NULL, FALSE);

  if (mc_text_is_empty (text))
    {
      *day = found;
      return TRUE;
    }
  spans = g_strsplit (text, ",", -1);
  for (gsize i = 0; spans[i] != NULL; i++)
    {
      if (i >= G_N_ELEMENTS (found.spans) || !parse_span (spans[i], &found.spans[i]) ||
          (i > 0 && found.spans[i].from < found.spans[i - 1].to))
        {
          g_set_error (error, MC_ERROR, MC_ERROR_INVALID,
                       _ ("“%s” are no hours of a day. They are written like 07:00-11:30,13:30-17:00"), text);
          return FALSE;
        }
      found.n_spans++;
    }
  *day = found;
  return TRUE;
}

char *
mc_day_hours_to_text (const McDayHours *day)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (day != NULL, NULL);

  for (int i = 0; i < day->n_spans; i++)
    {
      const McSpan *span = &day->spans[i];

      g_string_append_printf (text, "%s%02d:%02d-%02d:%02d", i > 0 ? "," : "", span->from / 60,
                              span->from % 60, span->to / 60, span->to % 60);
    }
  return g_string_free (text, FALSE);
}

void
mc_office_hours_init_default (McOfficeHours *hours)
{
  const McDayHours day = { { { 7 * 60, 11 * 60 + 30 }, { 13 * 60 + 30, 17 * 60 } }, 2 };

  g_return_if_fail (hours != NULL);

  memset (hours, 0, sizeof *hours);
  for (int weekday = 1; weekday <= 5; weekday++)
    hours->receive[weekday] = hours->work[weekday] = day;
  hours->cut_off = 15 * 60;
  hours->return_at = 16 * 60 + 30;
}

/* ---- the table of days off ---- */

typedef struct
{
  gboolean work; /* a day worked in exchange, else a day off */
  gboolean expected;
  char *name;
} Listed;

struct _McCalendar
{
  gatomicrefcount ref_count;
  McOfficeHours hours;
  GHashTable *listed; /* (element-type int Listed) by McDay */
  McDay known_until;
  int usual_weekday; /* the first working one, whose hours a Saturday in exchange has */
};

static void
listed_free (Listed *self)
{
  g_free (self->name);
  g_free (self);
}

static Listed *
find (McCalendar *self, McDay day)
{
  return g_hash_table_lookup (self->listed, GINT_TO_POINTER (day));
}

/* One line into the table; FALSE when it is no such line. */
static gboolean
add_line (McCalendar *self, char *line)
{
  g_auto (GStrv) columns = g_strsplit (line, "\t", -1);
  Listed *listed;
  McDay day;
  int year, month, mday;

  if (g_strv_length (columns) != 4 || !mc_day_from_iso (columns[0], &day) || find (self, day) != NULL ||
      (strcmp (columns[1], "off") != 0 && strcmp (columns[1], "work") != 0) ||
      (strcmp (columns[2], "decided") != 0 && strcmp (columns[2], "expected") != 0) ||
      mc_text_is_empty (columns[3]))
    return FALSE;
  listed = g_new0 (Listed, 1);
  listed->work = strcmp (columns[1], "work") == 0;
  listed->expected = strcmp (columns[2], "expected") == 0;
  listed->name = mc_text_clean (columns[3]);
  g_hash_table_insert (self->listed, GINT_TO_POINTER (day), listed);

  mc_day_to_ymd (day, &year, &month, &mday);
  self->known_until = MAX (self->known_until, mc_day_from_ymd (year, 12, 31));
  return TRUE;
}

static gboolean
add_table (McCalendar *self, const char *tsv, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (tsv, "\n", -1);

  for (int i = 0; lines[i] != NULL; i++)
    {
      g_strchomp (lines[i]); /* with the CR of a file that went through Windows */
      if (lines[i][0] == '\0' || lines[i][0] == '#')
        continue;
      if (!add_line (self, lines[i]))
        {
          /* TRANSLATORS: %1$d is the number of a line, %2$s the line itself */
          g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("Line %1$d of the holidays is wrong: “%2$s”"),
                       i + 1, lines[i]);
          return FALSE;
        }
    }
  return TRUE;
}

McCalendar *
mc_calendar_new (const McOfficeHours *hours, const char *holidays_tsv, GError **error)
{
  g_autoptr (McCalendar) self = g_new0 (McCalendar, 1);

  g_return_val_if_fail (hours != NULL, NULL);

  g_atomic_ref_count_init (&self->ref_count);
  self->hours = *hours;
  self->known_until = MC_DAY_NONE;
  self->listed = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) listed_free);
  for (int weekday = 7; weekday >= 1; weekday--)
    {
      if (hours->work[weekday].n_spans > 0)
        self->usual_weekday = weekday;
    }
  if (self->usual_weekday == 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID,
                           _ ("At least one day of the week must be a working day"));
      return NULL;
    }
  if (holidays_tsv != NULL && !add_table (self, holidays_tsv, error))
    return NULL;
  return g_steal_pointer (&self);
}

McCalendar *
mc_calendar_new_default (const McOfficeHours *hours)
{
  g_autoptr (GBytes) table = g_resources_lookup_data (HOLIDAYS_RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GError) error = NULL;
  McCalendar *self;

  g_return_val_if_fail (table != NULL, NULL);

  /* The data of a resource end with a NUL that is not counted. */
  self = mc_calendar_new (hours, g_bytes_get_data (table, NULL), &error);
  if (self == NULL)
    g_critical ("%s", error->message); /* a broken table was built in, or hours went unchecked */
  return self;
}

McCalendar *
mc_calendar_ref (McCalendar *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mc_calendar_unref (McCalendar *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->listed);
  g_free (self);
}

/* ---- questions ---- */

const McOfficeHours *
mc_calendar_hours (McCalendar *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return &self->hours;
}

/* The hours of that very day out of one of the two weekly tables. */
static const McDayHours *
hours_of_day (McCalendar *self, const McDayHours *week, McDay day)
{
  static const McDayHours closed = { 0 };
  const Listed *listed = find (self, day);
  const McDayHours *own = &week[mc_day_weekday (day)];

  if (listed == NULL)
    return own;
  if (!listed->work)
    return &closed;
  return own->n_spans > 0 ? own : &week[self->usual_weekday];
}

const McDayHours *
mc_calendar_work_hours (McCalendar *self, McDay day)
{
  g_return_val_if_fail (self != NULL, NULL);
  return hours_of_day (self, self->hours.work, day);
}

gboolean
mc_calendar_is_working_day (McCalendar *self, McDay day)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return mc_calendar_work_hours (self, day)->n_spans > 0;
}

const char *
mc_calendar_holiday_name (McCalendar *self, McDay day)
{
  const Listed *listed;

  g_return_val_if_fail (self != NULL, NULL);

  listed = find (self, day);
  return listed != NULL && !listed->work ? listed->name : NULL;
}

gboolean
mc_calendar_is_expected (McCalendar *self, McDay day)
{
  const Listed *listed;

  g_return_val_if_fail (self != NULL, FALSE);

  listed = find (self, day);
  return listed != NULL && listed->expected;
}

McDay
mc_calendar_next_working_day (McCalendar *self, McDay day)
{
  McDay next = day + 1;

  g_return_val_if_fail (self != NULL, day);

  while (!mc_calendar_is_working_day (self, next) && next - day < LONGEST_BREAK)
    next++;
  return next;
}

gboolean
mc_calendar_is_receiving (McCalendar *self, gint64 time)
{
  const McDayHours *hours;
  int minute = mc_minute_of_time (time);

  g_return_val_if_fail (self != NULL, FALSE);

  hours = hours_of_day (self, self->hours.receive, mc_day_of_time (time));
  for (int i = 0; i < hours->n_spans; i++)
    {
      if (minute >= hours->spans[i].from && minute < hours->spans[i].to)
        return TRUE;
    }
  return FALSE;
}

McDay
mc_calendar_known_until (McCalendar *self)
{
  g_return_val_if_fail (self != NULL, MC_DAY_NONE);
  return self->known_until;
}
