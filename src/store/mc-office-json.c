/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-office-json.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "mc-code.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-units.h"

static const char *const weekday_keys[8] = { "", "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static gboolean
read_week (JsonObject *hours, const char *key, McDayHours week[8], GError **error)
{
  JsonObject *object;

  if (!mc_json_read_object (hours, key, &object, error))
    return FALSE;
  for (int day = 1; object != NULL && day <= 7; day++)
    {
      g_autofree char *text = NULL;

      if (!mc_json_read_text (object, weekday_keys[day], &text, error))
        return FALSE;
      if (!mc_day_hours_parse (text != NULL ? text : "", &week[day], error))
        {
          g_prefix_error (error, "hours.%s.%s: ", key, weekday_keys[day]);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_minute (JsonObject *hours, const char *key, int *minute, GError **error)
{
  g_autofree char *text = NULL;
  int hour, min, end = 0;

  if (!mc_json_read_text (hours, key, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (sscanf (text, "%2d:%2d%n", &hour, &min, &end) != 2 || text[end] != '\0' || hour < 0 || hour > 23 || min < 0 || min > 59)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("hours.%s: “%s” is not a time of day"), key, text);
      return FALSE;
    }
  *minute = hour * 60 + min;
  return TRUE;
}

static gboolean
read_hours (JsonObject *object, McOfficeHours *hours, GError **error)
{
  JsonObject *value;

  mc_office_hours_init_default (hours);
  if (!mc_json_read_object (object, "hours", &value, error))
    return FALSE;
  return value == NULL ||
         (read_week (value, "receive", hours->receive, error) && read_week (value, "work", hours->work, error) &&
          read_minute (value, "cut_off", &hours->cut_off, error) && read_minute (value, "return_at", &hours->return_at, error));
}

static gboolean
read_points (JsonObject *object, GPtrArray *points, GError **error)
{
  JsonArray *array;

  if (!mc_json_read_array (object, "points", &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autofree char *key = NULL, *name = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node) || !mc_json_read_text (json_node_get_object (node), "key", &key, error) ||
          !mc_json_read_text (json_node_get_object (node), "name", &name, error) || key == NULL || name == NULL)
        {
          g_clear_error (error);
          g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("points: each needs a key and a name"));
          return FALSE;
        }
      g_ptr_array_add (points, mc_service_point_new (key, name));
    }
  return TRUE;
}

static gboolean
read_desks (JsonObject *object, McOffice *office, GError **error)
{
  JsonArray *array;
  gint64 desk = 1;

  if (!mc_json_read_int (object, "desk", &desk, error) || !mc_json_read_array (object, "desks", &array, error))
    return FALSE;
  office->desk = (int) CLAMP (desk, -1, MC_CODE_DESKS + 1);
  if (array == NULL)
    return TRUE;
  office->desks = g_new0 (int, json_array_get_length (array) + 1);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gint64 number = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;

      if (number < 1 || number > MC_CODE_DESKS)
        {
          g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("desks: numbers are 1 to %d"), MC_CODE_DESKS);
          return FALSE;
        }
      office->desks[i] = (int) number;
    }
  return TRUE;
}

static const McJsonField bank_fields[] = {
  { "number", MC_JSON_TEXT, G_STRUCT_OFFSET (McBankAccount, number) },
  { "name", MC_JSON_TEXT, G_STRUCT_OFFSET (McBankAccount, name) },
  { "account", MC_JSON_TEXT, G_STRUCT_OFFSET (McBankAccount, account) },
  { "holder", MC_JSON_TEXT, G_STRUCT_OFFSET (McBankAccount, holder) },
};

static gboolean
read_bank (JsonObject *object, McOffice *office, GError **error)
{
  JsonObject *bank;

  if (!mc_json_read_object (object, "bank", &bank, error))
    return FALSE;
  if (bank == NULL)
    return TRUE;
  office->bank = mc_bank_account_new ();
  return mc_json_read_fields (bank, bank_fields, G_N_ELEMENTS (bank_fields), office->bank, error);
}

/* "Xã Yên Bình" as it stands inside a sentence: "xã Yên Bình". */
static char *
inside_sentence (const McUnit *unit)
{
  g_autofree char *kind = g_utf8_strdown (unit->kind, -1);

  return g_strdup_printf ("%s %s", kind, unit->name);
}

static void
fill_names (McOffice *office)
{
  const McUnit *commune = office->commune != NULL ? mc_units_commune (office->commune) : NULL;
  g_autofree char *unit = commune != NULL ? inside_sentence (commune) : NULL;

  if (unit == NULL)
    return;
  if (office->authority == NULL)
    office->authority = g_strdup_printf ("UBND %s", unit);
  if (office->place == NULL)
    office->place = g_strdup (commune->name);
  if (office->name == NULL)
    office->name = g_strdup_printf ("Trung tâm Phục vụ hành chính công %s", unit);
}

static const McJsonField office_fields[] = {
  { "code", MC_JSON_TEXT, G_STRUCT_OFFSET (McOffice, code) },
  { "name", MC_JSON_TEXT, G_STRUCT_OFFSET (McOffice, name) },
  { "authority", MC_JSON_TEXT, G_STRUCT_OFFSET (McOffice, authority) },
  { "place", MC_JSON_TEXT, G_STRUCT_OFFSET (McOffice, place) },
  { "province", MC_JSON_TEXT, G_STRUCT_OFFSET (McOffice, province) },
  { "commune", MC_JSON_TEXT, G_STRUCT_OFFSET (McOffice, commune) },
  { "phone", MC_JSON_TEXT, G_STRUCT_OFFSET (McOffice, phone) },
  { "lookup_url", MC_JSON_TEXT, G_STRUCT_OFFSET (McOffice, lookup_url) },
  { "province_url", MC_JSON_TEXT, G_STRUCT_OFFSET (McOffice, province_url) },
  { "local_line", MC_JSON_TEXT, G_STRUCT_OFFSET (McOffice, local_line) },
  { "lunar", MC_JSON_BOOL, G_STRUCT_OFFSET (McOffice, lunar) },
  { "trial", MC_JSON_BOOL, G_STRUCT_OFFSET (McOffice, trial) },
};

McOffice *
mc_office_from_json (const char *text, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (McOffice) office = mc_office_new ();
  JsonObject *object = mc_json_parse_object (parser, text, -1, error);

  if (object == NULL || !mc_json_read_fields (object, office_fields, G_N_ELEMENTS (office_fields), office, error) ||
      !read_desks (object, office, error) || !read_points (object, office->points, error) || !read_hours (object, &office->hours, error) ||
      !read_bank (object, office, error))
    return NULL;
  fill_names (office);
  return mc_office_check (office, error) ? g_steal_pointer (&office) : NULL;
}
