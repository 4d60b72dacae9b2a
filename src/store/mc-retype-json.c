/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-retype-json.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "mc-error.h"
#include "mc-journal.h"
#include "mc-json.h"
#include "mc-text.h"

#define FORMAT "motcua-retype-1"
#define FOLDER "/org/motcua/province-forms"
#define MAX_KEY 40
#define MAX_WORDS 50

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static gboolean invalid (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
invalid (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, text);
  return FALSE;
}

static gboolean
check_members (JsonObject *object, const char *const *known, GError **error)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *item = members; item != NULL; item = item->next)
    if (!g_strv_contains (known, item->data))
      return invalid (error, _ ("“%s” is not known here"), (const char *) item->data);
  return TRUE;
}

/* One line of sound text, at most MC_RETYPE_MAX_TEXT bytes. */
static gboolean
read_line (JsonObject *object, const char *key, gboolean needed, char **line, GError **error)
{
  g_autofree char *clean = NULL;

  if (!mc_json_read_text (object, key, line, error))
    return FALSE;
  if (*line == NULL)
    return !needed || invalid (error, _ ("“%s” is missing"), key);
  clean = mc_text_clean (*line);
  if (strlen (*line) > MC_RETYPE_MAX_TEXT)
    return invalid (error, _ ("“%s” is longer than %d bytes"), key, MC_RETYPE_MAX_TEXT);
  if (needed && *clean == '\0')
    return invalid (error, _ ("“%s” is missing"), key);
  g_free (*line);
  *line = g_steal_pointer (&clean);
  return TRUE;
}

static gboolean
read_words (JsonObject *object, McRetypeField *field, McRetypeKind kind, GError **error)
{
  JsonObject *words = NULL;
  g_autoptr (GList) members = NULL;

  if (!mc_json_read_object (object, "words", &words, error))
    return FALSE;
  if (words == NULL)
    return TRUE;
  if (kind != MC_RETYPE_WORD || json_object_get_size (words) > MAX_WORDS)
    return invalid (error, _ ("“words” belongs to values such as applicant.sex, channel or state"));
  field->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  members = json_object_get_members (words);
  for (GList *item = members; item != NULL; item = item->next)
    {
      char *word = NULL;

      if (!read_line (words, item->data, FALSE, &word, error))
        return FALSE;
      g_hash_table_insert (field->words, g_strdup (item->data), word != NULL ? word : g_strdup (""));
    }
  return TRUE;
}

static gboolean
read_partial (JsonObject *object, McRetypeField *field, McRetypeKind kind, GError **error)
{
  static const char *const keys[] = { "as-it-is", "first-day", "empty" };
  g_autofree char *key = NULL;

  if (!mc_json_read_text (object, "partial", &key, error))
    return FALSE;
  if (key == NULL)
    return TRUE;
  for (guint i = 0; kind == MC_RETYPE_BIRTH && i < G_N_ELEMENTS (keys); i++)
    if (strcmp (key, keys[i]) == 0)
      {
        field->partial = (McRetypePartial) i;
        return TRUE;
      }
  return invalid (error, _ ("“partial” belongs to a birth and is as-it-is, first-day or empty"));
}

static gboolean
read_value (JsonObject *object, McRetypeField *field, GError **error)
{
  McRetypeKind kind = MC_RETYPE_TEXT;

  if (!read_line (object, "value", FALSE, &field->value, error) || !read_line (object, "constant", FALSE, &field->constant, error) ||
      !read_line (object, "format", FALSE, &field->format, error))
    return FALSE;
  if ((field->value == NULL) == (field->constant == NULL))
    return invalid (error, _ ("either “value” or “constant” is needed"));
  if (field->value != NULL && !mc_retype_value_kind (field->value, &kind))
    return invalid (error, _ ("there is no value “%s”"), field->value);
  if (field->format != NULL && (field->value == NULL || !mc_retype_format_is_valid (kind, field->format)))
    return invalid (error, _ ("“%s” is not a format for it"), field->format);
  return read_words (object, field, kind, error) && read_partial (object, field, kind, error);
}

static gboolean
read_field (JsonObject *object, gboolean column, McRetypeField *field, GError **error)
{
  static const char *const of_field[]
      = { "label", "value", "constant", "format", "words", "partial", "max", "required", "pick", "sure", "note", NULL };
  static const char *const of_column[] = { "header", "value", "constant", "format", "words", "partial", "max", "sure", "note", NULL };
  int max = 0;

  if (!check_members (object, column ? of_column : of_field, error) ||
      !read_line (object, column ? "header" : "label", TRUE, &field->label, error) || !read_value (object, field, error) ||
      !mc_json_read_count (object, "max", 0, 100000, &max, error) || !mc_json_read_bool (object, "required", &field->required, error) ||
      !mc_json_read_bool (object, "pick", &field->pick, error) || !mc_json_read_bool (object, "sure", &field->sure, error))
    return FALSE;
  field->max = (guint) max;
  return read_line (object, "note", FALSE, &field->note, error);
}

static gboolean
read_fields (JsonObject *object, const char *key, gboolean column, GPtrArray *fields, GError **error)
{
  JsonArray *array = NULL;

  if (!mc_json_read_array (object, key, &array, error))
    return FALSE;
  if (array != NULL && json_array_get_length (array) > MC_RETYPE_MAX_FIELDS)
    return invalid (error, _ ("“%s” has more than %d lines"), key, MC_RETYPE_MAX_FIELDS);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      McRetypeField *field = mc_retype_field_new ();

      g_ptr_array_add (fields, field);
      if (!(JSON_NODE_HOLDS_OBJECT (node) ? read_field (json_node_get_object (node), column, field, error)
                                          : invalid (error, _ ("A JSON object is expected"))))
        {
          /* TRANSLATORS: a list in a file, and which line of it */
          g_prefix_error (error, _ ("%s, line %u: "), key, i + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_key (const char *key, GError **error)
{
  gsize length = strlen (key);

  return (length <= MAX_KEY && strspn (key, "abcdefghijklmnopqrstuvwxyz0123456789-") == length) ||
         invalid (error, _ ("“key” is made of a-z, 0-9 and hyphens, at most %d"), MAX_KEY);
}

static gboolean
read_layout (JsonObject *object, McRetypeLayout *layout, GError **error)
{
  static const char *const known[] = { "format", "key", "name", "system", "note", "fields", "columns", NULL };
  g_autofree char *format = NULL;

  if (!mc_json_read_text (object, "format", &format, error))
    return FALSE;
  if (g_strcmp0 (format, FORMAT) != 0)
    return invalid (error, _ ("This is no layout of a province's form: “format” is not %s"), FORMAT);
  if (!check_members (object, known, error) || !read_line (object, "key", TRUE, &layout->key, error) || !check_key (layout->key, error) ||
      !read_line (object, "name", TRUE, &layout->name, error) || !read_line (object, "system", FALSE, &layout->system, error) ||
      !read_line (object, "note", FALSE, &layout->note, error) || !read_fields (object, "fields", FALSE, layout->fields, error) ||
      !read_fields (object, "columns", TRUE, layout->columns, error))
    return FALSE;
  return layout->fields->len > 0 || invalid (error, _ ("“%s” is missing"), "fields");
}

McRetypeLayout *
mc_retype_layout_from_json (const char *text, gssize size, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (McRetypeLayout) layout = mc_retype_layout_new ();
  JsonObject *object;

  if ((size < 0 ? strlen (text) : (gsize) size) > MC_RETYPE_MAX_BYTES)
    {
      invalid (error, _ ("This is no layout of a province's form: “format” is not %s"), FORMAT);
      return NULL;
    }
  object = mc_json_parse_object (parser, text, size, error);
  return object != NULL && read_layout (object, layout, error) ? g_steal_pointer (&layout) : NULL;
}

/* ---- those that ship, and the office's --------------------------------------------------------------------------- */

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(McRetypeLayout *const *) a)->key, (*(McRetypeLayout *const *) b)->key);
}

static gboolean
add_shipped (GPtrArray *layouts, GError **error)
{
  g_auto (GStrv) names = g_resources_enumerate_children (FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (FOLDER, "/", names[i], NULL);
      g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
      McRetypeLayout *layout
          = bytes != NULL ? mc_retype_layout_from_json (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), error) : NULL;

      if (layout == NULL)
        return FALSE;
      layout->shipped = TRUE;
      g_ptr_array_add (layouts, layout);
    }
  return names != NULL;
}

static void
replace (GPtrArray *layouts, McRetypeLayout *layout)
{
  for (guint i = 0; i < layouts->len; i++)
    if (strcmp (((McRetypeLayout *) g_ptr_array_index (layouts, i))->key, layout->key) == 0)
      {
        g_ptr_array_remove_index (layouts, i);
        break;
      }
  g_ptr_array_add (layouts, layout);
}

GPtrArray *
mc_retype_layouts (McDb *db, GError **error)
{
  g_autoptr (GPtrArray) layouts = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_retype_layout_unref);
  sqlite3_stmt *stmt;
  gboolean row = TRUE;

  if (!add_shipped (layouts, error) || (stmt = mc_db_prepare (db, "SELECT json FROM retype_layout ORDER BY key", error)) == NULL)
    return NULL;
  while (row)
    {
      g_autofree char *text = NULL;
      McRetypeLayout *layout;

      if (!mc_db_step (db, stmt, &row, error))
        return NULL;
      text = row ? mc_db_column_text (stmt, 0) : NULL;
      /* One of a newer version: not to be used here, and no reason to be without the others. */
      if (text != NULL && (layout = mc_retype_layout_from_json (text, -1, NULL)) != NULL)
        replace (layouts, layout);
    }
  g_ptr_array_sort (layouts, compare_keys);
  return g_steal_pointer (&layouts);
}

static gboolean
put_layout (McDb *db, const char *key, const char *text, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "INSERT OR REPLACE INTO retype_layout VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, key);
  mc_db_bind_text (stmt, 2, text);
  return mc_db_run (db, stmt, error);
}

gboolean
mc_retype_apply_layout (McDb *db, const char *text, gssize size, GError **error)
{
  g_autoptr (McRetypeLayout) layout = mc_retype_layout_from_json (text, size, error);
  g_autofree char *copy = NULL;

  if (layout == NULL)
    return FALSE;
  copy = size < 0 ? g_strdup (text) : g_strndup (text, (gsize) size);
  return put_layout (db, layout->key, copy, error);
}

gboolean
mc_retype_import_layout (McTx *tx, const char *text, gssize size, char **key, GError **error)
{
  g_autoptr (McRetypeLayout) layout = mc_retype_layout_from_json (text, size, error);
  g_autofree char *copy = NULL, *known = NULL;
  sqlite3_stmt *stmt;

  if (layout == NULL || (stmt = mc_db_prepare (tx->db, "SELECT json FROM retype_layout WHERE key = ?", error)) == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, layout->key);
  if (!mc_db_text (tx->db, stmt, &known, error))
    return FALSE;
  *key = g_strdup (layout->key);
  copy = size < 0 ? g_strdup (text) : g_strndup (text, (gsize) size);
  return g_strcmp0 (known, copy) == 0 || (mc_journal_append (tx, MC_STREAM_WORK, "retype-layout", NULL, NULL, 0, copy, NULL, error) &&
                                          put_layout (tx->db, layout->key, copy, error));
}
