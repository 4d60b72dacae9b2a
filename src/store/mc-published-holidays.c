/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days off: the shipped table, and what the province says of years and days. */
#include "config.h"

#include "mc-published-read.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"
#include "mc-text.h"

#define HOLIDAYS_RESOURCE "/org/motcua/calendars/holidays.tsv"
#define MAX_DAYS 2000

static const char *const kinds[] = { "off", "work", "normal" };

static void
holiday_free (gpointer data)
{
  McHoliday *self = data;

  g_free (self->name);
  g_free (self);
}

static McHolidays *
holidays_new (void)
{
  McHolidays *self = g_new0 (McHolidays, 1);

  self->days = g_ptr_array_new_with_free_func (holiday_free);
  self->years = g_array_new (FALSE, FALSE, sizeof (int));
  return self;
}

void
mc_holidays_free (McHolidays *self)
{
  g_ptr_array_unref (self->days);
  g_array_unref (self->years);
  g_free (self);
}

static gboolean
kind_from_key (const char *key, McHolidayKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i], key) == 0)
      {
        *kind = (McHolidayKind) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_day (JsonObject *object, McHoliday *day, GError **error)
{
  g_autofree char *kind = NULL, *name = NULL;

  day->day = MC_DAY_NONE;
  if (!mc_json_read_day (object, "date", &day->day, error) || !mc_json_read_text (object, "kind", &kind, error) ||
      !mc_json_read_bool (object, "expected", &day->expected, error) || !mc_json_read_text (object, "name", &name, error))
    return FALSE;
  /* A tab or the end of a line would be another column of the table. */
  day->name = mc_text_clean (name != NULL ? name : "");
  if (day->day == MC_DAY_NONE)
    return mc_json_invalid (error, "date");
  if (!kind_from_key (kind, &day->kind))
    return mc_json_invalid (error, "kind");
  return *day->name != '\0' || day->kind == MC_HOLIDAY_NORMAL || mc_json_invalid (error, "name");
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  return (*(McHoliday *const *) a)->day - (*(McHoliday *const *) b)->day;
}

static gboolean
read_days (JsonArray *array, GPtrArray *days, GError **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      McHoliday *day = g_new0 (McHoliday, 1);

      g_ptr_array_add (days, day);
      if (!JSON_NODE_HOLDS_OBJECT (node))
        return mc_json_invalid (error, "days");
      if (!read_day (json_node_get_object (node), day, error))
        return FALSE;
    }
  g_ptr_array_sort (days, compare_days);
  for (guint i = 1; i < days->len; i++)
    if (((McHoliday *) g_ptr_array_index (days, i))->day == ((McHoliday *) g_ptr_array_index (days, i - 1))->day)
      return mc_json_invalid (error, "date");
  return TRUE;
}

static gboolean
read_years (JsonArray *array, GArray *years, GError **error)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gint64 year = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
      int value = (int) CLAMP (year, 0, 9999);

      if (year < 2000 || year > 2200)
        return mc_json_invalid (error, "years");
      g_array_append_val (years, value);
    }
  return TRUE;
}

McHolidays *
mc_holidays_read (JsonObject *body, GError **error)
{
  g_autoptr (McHolidays) self = holidays_new ();
  JsonArray *days = NULL, *years = NULL;

  if (!mc_json_read_array (body, "days", &days, error) || !mc_json_read_array (body, "years", &years, error))
    return NULL;
  if (days == NULL || json_array_get_length (days) == 0 || json_array_get_length (days) > MAX_DAYS ||
      (years != NULL && json_array_get_length (years) > 100))
    {
      mc_json_invalid (error, "days");
      return NULL;
    }
  return read_days (days, self->days, error) && read_years (years, self->years, error) ? g_steal_pointer (&self) : NULL;
}

/* ---- tables ------------------------------------------------------------------------------------------------- */

static int
year_of (McDay day)
{
  int year;

  mc_day_to_ymd (day, &year, NULL, NULL);
  return year;
}

static gboolean
has_year (const GArray *years, int year)
{
  for (guint i = 0; i < years->len; i++)
    if (g_array_index (years, int, i) == year)
      return TRUE;
  return FALSE;
}

/* The day of a line of a table; MC_DAY_NONE for a comment. */
static McDay
day_of_line (const char *line)
{
  g_autofree char *date = g_strndup (line, strcspn (line, "\t"));
  McDay day = MC_DAY_NONE;

  return mc_day_from_iso (date, &day) ? day : MC_DAY_NONE;
}

static void
add_line (JsonBuilder *builder, char **columns, McDay day, GArray *years)
{
  int year = year_of (day);

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "date", columns[0]);
  mc_json_add_text (builder, "kind", columns[1]);
  mc_json_add_bool (builder, "expected", strcmp (columns[2], "expected") == 0);
  mc_json_add_text (builder, "name", columns[3]);
  json_builder_end_object (builder);
  if (!has_year (years, year))
    g_array_append_val (years, year);
}

char *
mc_holidays_from_table (const char *tsv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (GArray) years = g_array_new (FALSE, FALSE, sizeof (int));
  g_auto (GStrv) lines = g_strsplit (tsv, "\n", -1);
  g_autoptr (McCalendar) sound = NULL;
  McOfficeHours hours;

  mc_office_hours_init_default (&hours);
  if ((sound = mc_calendar_new (&hours, tsv, error)) == NULL)
    return NULL;
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "format", "motcua-holidays-1");
  json_builder_set_member_name (builder, "days");
  json_builder_begin_array (builder);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (g_strchomp (lines[i]), "\t", -1);
      McDay day = day_of_line (lines[i]);

      if (day != MC_DAY_NONE)
        add_line (builder, columns, day, years);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "years");
  json_builder_begin_array (builder);
  for (guint i = 0; i < years->len; i++)
    json_builder_add_int_value (builder, g_array_index (years, int, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return mc_json_builder_text (builder);
}

char *
mc_holidays_shipped (void)
{
  g_autoptr (GBytes) table = g_resources_lookup_data (HOLIDAYS_RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return table != NULL ? g_strndup (g_bytes_get_data (table, NULL), g_bytes_get_size (table)) : g_strdup ("");
}

static gboolean
says_something_of (const McHolidays *holidays, McDay day)
{
  for (guint i = 0; i < holidays->days->len; i++)
    if (((McHoliday *) g_ptr_array_index (holidays->days, i))->day == day)
      return TRUE;
  return has_year (holidays->years, year_of (day));
}

char *
mc_holidays_apply (const char *table, const McHolidays *holidays)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      McDay day = day_of_line (lines[i]);

      if (day != MC_DAY_NONE && !says_something_of (holidays, day))
        g_string_append_printf (text, "%s\n", lines[i]);
    }
  for (guint i = 0; i < holidays->days->len; i++)
    {
      const McHoliday *day = g_ptr_array_index (holidays->days, i);
      g_autofree char *date = mc_day_to_iso (day->day);

      if (day->kind != MC_HOLIDAY_NORMAL)
        g_string_append_printf (text, "%s\t%s\t%s\t%s\n", date, kinds[day->kind], day->expected ? "expected" : "decided", day->name);
    }
  return g_string_free (text, FALSE);
}

char *
mc_holidays_table (McDb *db, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) pieces = mc_published_load (db, MC_PUBLISHED_HOLIDAYS, error);
  g_autofree char *table = mc_holidays_shipped ();

  for (guint i = 0; pieces != NULL && i < pieces->len; i++)
    {
      const McPublished *piece = g_ptr_array_index (pieces, i);
      g_autoptr (JsonParser) parser = json_parser_new_immutable ();
      JsonObject *body = mc_published_effect (piece) <= now ? mc_json_parse_object (parser, piece->json, -1, NULL) : NULL;
      g_autoptr (McHolidays) holidays = body != NULL ? mc_holidays_read (body, NULL) : NULL;
      g_autofree char *merged = holidays != NULL ? mc_holidays_apply (table, holidays) : NULL;

      if (merged == NULL)
        continue;
      g_free (table);
      table = g_steal_pointer (&merged);
    }
  return pieces != NULL ? g_steal_pointer (&table) : NULL;
}
