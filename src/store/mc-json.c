/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"

#define MAX_DEPTH 200

static gboolean
wrong_type (const char *key, GError **error)
{
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” has a value of the wrong kind"), key);
  return FALSE;
}

gboolean
mc_json_invalid (GError **error, const char *key)
{
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is missing or cannot be read"), key);
  return FALSE;
}

/* The node of @key, NULL when absent or null. */
static JsonNode *
member (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

gboolean
mc_json_read_text (JsonObject *object, const char *key, char **value, GError **error)
{
  JsonNode *node = member (object, key);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return wrong_type (key, error);
  /* Half a pair of \u escapes, or one that is none, comes out of json-glib as bytes that are no text. */
  if (!g_utf8_validate (json_node_get_string (node), -1, NULL))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” has characters that cannot be read"), key);
      return FALSE;
    }
  g_free (*value);
  *value = json_node_dup_string (node);
  return TRUE;
}

gboolean
mc_json_read_int (JsonObject *object, const char *key, gint64 *value, GError **error)
{
  JsonNode *node = member (object, key);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return wrong_type (key, error);
  *value = json_node_get_int (node);
  return TRUE;
}

gboolean
mc_json_read_bool (JsonObject *object, const char *key, gboolean *value, GError **error)
{
  JsonNode *node = member (object, key);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return wrong_type (key, error);
  *value = json_node_get_boolean (node);
  return TRUE;
}

gboolean
mc_json_read_time (JsonObject *object, const char *key, gint64 *value, GError **error)
{
  g_autofree char *text = NULL;

  if (!mc_json_read_text (object, key, &text, error))
    return FALSE;
  return text == NULL || mc_time_from_iso (text, value) || wrong_type (key, error);
}

gboolean
mc_json_read_day (JsonObject *object, const char *key, McDay *value, GError **error)
{
  g_autofree char *text = NULL;

  if (!mc_json_read_text (object, key, &text, error))
    return FALSE;
  return text == NULL || mc_day_from_iso (text, value) || wrong_type (key, error);
}

gboolean
mc_json_read_count (JsonObject *object, const char *key, int min, int max, int *value, GError **error)
{
  gint64 n = *value;

  if (!mc_json_read_int (object, key, &n, error))
    return FALSE;
  if (member (object, key) != NULL && (n < min || n > max))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is not a sensible number"), key);
      return FALSE;
    }
  *value = (int) n;
  return TRUE;
}

gboolean
mc_json_read_object (JsonObject *object, const char *key, JsonObject **value, GError **error)
{
  JsonNode *node = member (object, key);

  *value = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return wrong_type (key, error);
  *value = json_node_get_object (node);
  return TRUE;
}

gboolean
mc_json_read_array (JsonObject *object, const char *key, JsonArray **value, GError **error)
{
  JsonNode *node = member (object, key);

  *value = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return wrong_type (key, error);
  *value = json_node_get_array (node);
  return TRUE;
}

void
mc_json_add_text (JsonBuilder *builder, const char *key, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, value);
}

void
mc_json_add_int (JsonBuilder *builder, const char *key, gint64 value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, value);
}

void
mc_json_add_bool (JsonBuilder *builder, const char *key, gboolean value)
{
  if (!value)
    return;
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, TRUE);
}

void
mc_json_add_time (JsonBuilder *builder, const char *key, gint64 value)
{
  g_autofree char *text = value != 0 ? mc_time_to_iso (value) : NULL;

  mc_json_add_text (builder, key, text);
}

void
mc_json_add_fields (JsonBuilder *builder, const McJsonField *fields, gsize n_fields, gconstpointer record)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      const char *key = fields[i].key;
      gconstpointer value = G_STRUCT_MEMBER_P (record, fields[i].offset);

      switch (fields[i].kind)
        {
        case MC_JSON_TEXT:
          mc_json_add_text (builder, key, *(char *const *) value);
          break;
        case MC_JSON_BOOL:
          mc_json_add_bool (builder, key, *(const gboolean *) value);
          break;
        case MC_JSON_TIME:
          mc_json_add_time (builder, key, *(const gint64 *) value);
          break;
        case MC_JSON_DAY:
          {
            g_autofree char *day = mc_day_to_iso (*(const McDay *) value);

            mc_json_add_text (builder, key, day);
          }
          break;
        case MC_JSON_COUNT:
        default:
          if (*(const int *) value != 0)
            mc_json_add_int (builder, key, *(const int *) value);
          break;
        }
    }
}

static gboolean
read_field (JsonObject *object, const McJsonField *field, gpointer value, GError **error)
{
  switch (field->kind)
    {
    case MC_JSON_TEXT:
      return mc_json_read_text (object, field->key, value, error);
    case MC_JSON_BOOL:
      return mc_json_read_bool (object, field->key, value, error);
    case MC_JSON_TIME:
      return mc_json_read_time (object, field->key, value, error);
    case MC_JSON_DAY:
      return mc_json_read_day (object, field->key, value, error);
    case MC_JSON_COUNT:
    default:
      return mc_json_read_count (object, field->key, 0, MC_JSON_MOST, value, error);
    }
}

gboolean
mc_json_read_fields (JsonObject *object, const McJsonField *fields, gsize n_fields, gpointer record, GError **error)
{
  for (gsize i = 0; i < n_fields; i++)
    if (!read_field (object, &fields[i], G_STRUCT_MEMBER_P (record, fields[i].offset), error))
      return FALSE;
  return TRUE;
}

char *
mc_json_builder_text (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/* Four hex digits behind the "u" at @p; -1 when they are none. */
static int
read_unit (const char *p, const char *end)
{
  int unit = 0;

  if (end - p < 5)
    return -1;
  for (int i = 1; i <= 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      unit = unit * 16 + digit;
    }
  return unit;
}

/* Length of the escape that begins at the backslash @p; 0 when it is none, or half a pair of surrogates: json-glib would take whatever follows. */
static gsize
escape_length (const char *p, const char *end)
{
  int unit;

  if (end - p < 2 || p[1] == '\0' || strchr ("\"\\/bfnrtu", p[1]) == NULL)
    return 0;
  if (p[1] != 'u')
    return 2;
  unit = read_unit (p + 1, end);
  if (unit < 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return 0;
  if (unit < 0xd800 || unit > 0xdbff)
    return 6;
  if (end - p < 12 || p[6] != '\\' || p[7] != 'u')
    return 0;
  unit = read_unit (p + 7, end);
  return unit >= 0xdc00 && unit <= 0xdfff ? 12 : 0;
}

/* Behind the text that begins at @p, its closing quote; NULL when it is not written as JSON wants it: json-glib might see its end elsewhere. */
static const char *
skip_text (const char *p, const char *end)
{
  for (p++; p < end && *p != '"'; p++)
    if (*p == '\0')
      return NULL;
    else if (*p == '\\')
      {
        gsize length = escape_length (p, end);

        if (length == 0)
          return NULL;
        p += length - 1;
      }
  return p < end ? p : NULL;
}

/* json-glib 1.6 calls itself for every level and would use up the stack. What stands in a text is no level: a key that sticks writes hundreds of
 * brackets into a note. From the first thing on that is no JSON, each that opens is counted and none that closes. */
static gboolean
is_too_deep (const char *text, gssize size)
{
  const char *end = text + (size >= 0 ? (gsize) size : strlen (text));
  gboolean is_json = TRUE;
  int depth = 0;

  for (const char *p = text; p < end; p++)
    if (*p == '{' || *p == '[')
      {
        if (++depth > MAX_DEPTH)
          return TRUE;
      }
    else if (is_json && (*p == '}' || *p == ']') && depth > 0)
      depth--;
    else if (is_json && *p == '"')
      {
        const char *last = skip_text (p, end);

        is_json = last != NULL;
        p = last != NULL ? last : p;
      }
    else if (*p == '\'' || *p == '/' || *p == '#' || *p == '\0') /* json-glib has other texts and comments too */
      is_json = FALSE;
  return FALSE;
}

JsonNode *
mc_json_parse (JsonParser *parser, const char *text, gssize size, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (text == NULL || is_too_deep (text, size))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("A JSON object is expected"));
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, size, &local))
    {
      /* json-glib quotes half a letter where it gave up; a label would not show such a sentence at all. */
      g_autofree char *said = g_utf8_make_valid (local->message, -1);

      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("This is not JSON: %s"), said);
      return NULL;
    }
  if (json_parser_get_root (parser) == NULL)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("A JSON object is expected"));
  return json_parser_get_root (parser);
}

JsonObject *
mc_json_parse_object (JsonParser *parser, const char *text, gssize size, GError **error)
{
  JsonNode *root = mc_json_parse (parser, text, size, error);

  if (root == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (root))
    return json_node_get_object (root);
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("A JSON object is expected"));
  return NULL;
}
