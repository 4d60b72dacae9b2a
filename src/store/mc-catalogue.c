/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-catalogue.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-journal.h"
#include "mc-json.h"
#include "mc-published.h"
#include "mc-store-private.h"
#include "mc-text.h"

#define FORMAT "motcua-catalogue-1"
#define MAX_PROCEDURES 5000
#define PIECE_SIZE (1024 * 1024) /* bytes of one entry */
#define VERSION_KEY "catalogue-version"
#define MAX_FEE G_GINT64_CONSTANT (1000000000) /* đồng */
#define MAX_FEE_STEPS 20
#define MAX_FEE_UNITS 1000000
#define MAX_EXEMPTIONS 50

static gboolean
read_strv (JsonObject *object, const char *key, char ***value, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (!mc_json_read_array (object, key, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return mc_json_invalid (error, key);
      g_strv_builder_add (builder, json_node_get_string (node));
    }
  g_strfreev (*value);
  *value = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
read_channel (JsonObject *times, JsonObject *fees, McChannel channel, McProcedureCase *item, GError **error)
{
  const char *key = mc_channel_to_key (channel);
  g_autofree char *unit = NULL;
  JsonObject *time = NULL;
  gint64 amount = 0, fee = MC_FEE_BY_COUNCIL;

  if (times != NULL && !mc_json_read_object (times, key, &time, error))
    return FALSE;
  if (time != NULL)
    {
      if (!mc_json_read_int (time, "n", &amount, error) || !mc_json_read_text (time, "unit", &unit, error))
        return FALSE;
      if (unit == NULL || !mc_duration_unit_from_key (unit, &item->duration[channel].unit) || amount < 0 || amount > 3650)
        return mc_json_invalid (error, "time");
      item->duration[channel].amount = (int) amount;
    }
  if (fees != NULL && !mc_json_read_int (fees, key, &fee, error))
    return FALSE;
  if (fee < MC_FEE_BY_COUNCIL || fee > MAX_FEE)
    return mc_json_invalid (error, "fee");
  item->fee[channel] = fee;
  return TRUE;
}

static gboolean
read_fee_step (JsonNode *node, gboolean is_last, McFeeRule *rule, GError **error)
{
  McFeeStep step = { 0, -1 };
  gint64 before = rule->steps->len > 0 ? g_array_index (rule->steps, McFeeStep, rule->steps->len - 1).to : 0;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return mc_json_invalid (error, "fee_rule");
  if (!mc_json_read_int (json_node_get_object (node), "to", &step.to, error) ||
      !mc_json_read_int (json_node_get_object (node), "each", &step.each, error))
    return FALSE;
  /* The steps rise, and the last one is open: no number of pages is without a price. */
  if (step.each < 0 || step.each > MAX_FEE ||
      (is_last ? step.to != 0 : step.to <= before || step.to > MAX_FEE_UNITS))
    return mc_json_invalid (error, "fee_rule");
  g_array_append_val (rule->steps, step);
  return TRUE;
}

static gboolean
read_fee_rule (JsonObject *object, McProcedureCase *item, GError **error)
{
  JsonObject *rule;
  JsonArray *steps;
  guint n;

  if (!mc_json_read_object (object, "fee_rule", &rule, error))
    return FALSE;
  if (rule == NULL)
    return TRUE;
  item->fee_rule = mc_fee_rule_new ();
  if (!mc_json_read_text (rule, "unit", &item->fee_rule->unit, error) ||
      !mc_json_read_int (rule, "max", &item->fee_rule->max, error) ||
      !mc_json_read_array (rule, "steps", &steps, error))
    return FALSE;
  n = steps != NULL ? json_array_get_length (steps) : 0;
  if (mc_text_is_empty (item->fee_rule->unit) || n == 0 || n > MAX_FEE_STEPS || item->fee_rule->max < 0 ||
      item->fee_rule->max > MAX_FEE)
    return mc_json_invalid (error, "fee_rule");
  for (guint i = 0; i < n; i++)
    if (!read_fee_step (json_array_get_element (steps, i), i == n - 1, item->fee_rule, error))
      return FALSE;
  return TRUE;
}

static const McJsonField case_fields[] = {
  { "key", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedureCase, key) },
  { "name", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedureCase, name) },
  { "fee_note", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedureCase, fee_note) },
};

static gboolean
read_case (JsonNode *node, McProcedure *procedure, GError **error)
{
  McProcedureCase *item = mc_procedure_case_new ();
  JsonObject *object, *times, *fees;

  g_ptr_array_add (procedure->cases, item);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return mc_json_invalid (error, "cases");
  object = json_node_get_object (node);
  if (!mc_json_read_fields (object, case_fields, G_N_ELEMENTS (case_fields), item, error) ||
      !mc_json_read_object (object, "time", &times, error) ||
      !mc_json_read_object (object, "fee", &fees, error) || !read_fee_rule (object, item, error))
    return FALSE;
  for (McChannel channel = MC_CHANNEL_DIRECT; channel <= MC_CHANNEL_POST; channel++)
    if (!read_channel (times, fees, channel, item, error))
      return FALSE;
  return mc_text_is_empty (item->key) || mc_text_is_empty (item->name) ? mc_json_invalid (error, "cases") : TRUE;
}

static const McJsonField component_fields[] = {
  { "key", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedureComponent, key) },
  { "name", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedureComponent, name) },
  { "condition", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedureComponent, condition) },
  { "required", MC_JSON_BOOL, G_STRUCT_OFFSET (McProcedureComponent, required) },
  { "shown", MC_JSON_BOOL, G_STRUCT_OFFSET (McProcedureComponent, shown) },
};

static gboolean
read_component (JsonNode *node, McProcedure *procedure, GError **error)
{
  McProcedureComponent *item = mc_procedure_component_new ();
  gint64 originals = 0, certified = 0, copies = 0;
  JsonObject *object;

  g_ptr_array_add (procedure->components, item);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return mc_json_invalid (error, "components");
  object = json_node_get_object (node);
  if (!mc_json_read_fields (object, component_fields, G_N_ELEMENTS (component_fields), item, error) ||
      !mc_json_read_int (object, "originals", &originals, error) ||
      !mc_json_read_int (object, "certified", &certified, error) || !mc_json_read_int (object, "copies", &copies, error))
    return FALSE;
  if (mc_text_is_empty (item->key) || mc_text_is_empty (item->name) || MIN (originals, MIN (certified, copies)) < 0 ||
      MAX (originals, MAX (certified, copies)) > 999)
    return mc_json_invalid (error, "components");
  item->originals = (int) originals;
  item->certified = (int) certified;
  item->copies = (int) copies;
  return TRUE;
}

static const McJsonField exemption_fields[] = {
  { "key", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedureExemption, key) },
  { "name", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedureExemption, name) },
};

static gboolean
read_exemption (JsonNode *node, McProcedure *procedure, GError **error)
{
  McProcedureExemption *item = mc_procedure_exemption_new ();

  g_ptr_array_add (procedure->exemptions, item);
  if (!JSON_NODE_HOLDS_OBJECT (node) || procedure->exemptions->len > MAX_EXEMPTIONS)
    return mc_json_invalid (error, "exempt");
  if (!mc_json_read_fields (json_node_get_object (node), exemption_fields, G_N_ELEMENTS (exemption_fields),
                            item, error))
    return FALSE;
  /* A dossier will name the key: one key means one thing. */
  for (guint i = 0; i + 1 < procedure->exemptions->len; i++)
    if (g_strcmp0 (item->key, ((McProcedureExemption *) g_ptr_array_index (procedure->exemptions, i))->key) ==
        0)
      return mc_json_invalid (error, "exempt");
  return mc_text_is_empty (item->key) || mc_text_is_empty (item->name) ? mc_json_invalid (error, "exempt")
                                                                       : TRUE;
}

static gboolean
read_list (JsonObject *object, const char *key, McProcedure *procedure,
           gboolean (*read) (JsonNode *, McProcedure *, GError **), GError **error)
{
  JsonArray *array;

  if (!mc_json_read_array (object, key, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!read (json_array_get_element (array, i), procedure, error))
      return FALSE;
  return TRUE;
}

static const McJsonField procedure_fields[] = {
  { "code", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedure, code) },
  { "name", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedure, name) },
  { "short", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedure, short_name) },
  { "decision", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedure, decision) },
  { "from", MC_JSON_DAY, G_STRUCT_OFFSET (McProcedure, valid_from) },
  { "to", MC_JSON_DAY, G_STRUCT_OFFSET (McProcedure, valid_to) },
  { "abolished", MC_JSON_BOOL, G_STRUCT_OFFSET (McProcedure, abolished) },
  { "replaced_by", MC_JSON_TEXT, G_STRUCT_OFFSET (McProcedure, replaced_by) },
};

static gboolean
read_procedure (JsonObject *object, McProcedure *procedure, GError **error)
{
  JsonObject *field;

  if (!mc_json_read_fields (object, procedure_fields, G_N_ELEMENTS (procedure_fields), procedure, error) ||
      !read_strv (object, "abbr", &procedure->abbreviations, error) ||
      !read_strv (object, "results", &procedure->results, error) ||
      !mc_json_read_object (object, "field", &field, error) ||
      !read_list (object, "cases", procedure, read_case, error) ||
      !read_list (object, "components", procedure, read_component, error) ||
      !read_list (object, "exempt", procedure, read_exemption, error))
    return FALSE;
  if (field != NULL && (!mc_json_read_text (field, "code", &procedure->field_code, error) ||
                        !mc_json_read_text (field, "name", &procedure->field_name, error)))
    return FALSE;
  if (procedure->abolished && procedure->name == NULL)
    procedure->name = g_strdup (procedure->code);
  if (mc_text_is_empty (procedure->code) || mc_text_is_empty (procedure->name))
    return mc_json_invalid (error, "name");
  if (procedure->valid_from == MC_DAY_NONE)
    return mc_json_invalid (error, "from");
  if (procedure->valid_to != MC_DAY_NONE && procedure->valid_to < procedure->valid_from)
    return mc_json_invalid (error, "to");
  if (procedure->cases->len == 0 && !procedure->abolished)
    return mc_json_invalid (error, "cases");
  if (procedure->short_name == NULL)
    procedure->short_name = g_strdup (procedure->name);
  return TRUE;
}

McProcedure *
mc_catalogue_read_procedure (JsonObject *object, GError **error)
{
  g_autoptr (McProcedure) procedure = mc_procedure_new ();

  if (read_procedure (object, procedure, error))
    return g_steal_pointer (&procedure);
  g_prefix_error (error, "%s: ", procedure->code != NULL ? procedure->code : "?");
  return NULL;
}

/* The array of procedures in a file or in a journal body. */
static JsonArray *
procedures_of (JsonObject *object, GError **error)
{
  g_autofree char *format = NULL;
  JsonArray *array;

  if (!mc_json_read_text (object, "format", &format, error))
    return NULL;
  if (g_strcmp0 (format, FORMAT) != 0)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("This is not a catalogue file (format “%s”)"),
                   format != NULL ? format : "");
      return NULL;
    }
  if (!mc_json_read_array (object, "procedures", &array, error))
    return NULL;
  if (array == NULL || json_array_get_length (array) == 0 || json_array_get_length (array) > MAX_PROCEDURES)
    {
      mc_json_invalid (error, "procedures");
      return NULL;
    }
  return array;
}

/* One version, of one day, stands once in a file. */
static gboolean
is_new (GHashTable *versions, const McProcedure *procedure, GError **error)
{
  if (g_hash_table_add (versions, g_strdup_printf ("%d %s", procedure->valid_from, procedure->code)))
    return TRUE;
  mc_json_invalid (error, "from");
  g_prefix_error (error, "%s: ", procedure->code);
  return FALSE;
}

GPtrArray *
mc_catalogue_read (JsonObject *object, GError **error)
{
  g_autoptr (GPtrArray) procedures = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_procedure_unref);
  g_autoptr (GHashTable) versions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *array = procedures_of (object, error);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      McProcedure *procedure;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          mc_json_invalid (error, "procedures");
          return NULL;
        }
      if ((procedure = mc_catalogue_read_procedure (json_node_get_object (node), error)) == NULL)
        return NULL;
      g_ptr_array_add (procedures, procedure);
      if (!is_new (versions, procedure, error))
        return NULL;
    }
  return array != NULL ? g_steal_pointer (&procedures) : NULL;
}

/* The file's object, owned by @parser, and the text of it that the journal keeps. A number too great for a double is written as
 * a word that no parser takes: what cannot be read again must not be journalled. */
static JsonObject *
parse_file (JsonParser *parser, const char *text, gssize size, char **body, GError **error)
{
  g_autoptr (JsonParser) again = json_parser_new_immutable ();
  JsonObject *object = mc_json_parse_object (parser, text, size, error);

  if (object == NULL)
    return NULL;
  *body = json_to_string (json_parser_get_root (parser), FALSE);
  return mc_json_parse_object (again, *body, -1, error) != NULL ? object : NULL;
}

GPtrArray *
mc_catalogue_parse (const char *text, gssize size, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *body = NULL;
  JsonObject *object = parse_file (parser, text, size, &body, error);

  return object != NULL ? mc_catalogue_read (object, error) : NULL;
}

static gboolean
put_procedure (McDb *db, const McProcedure *procedure, const char *json, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "INSERT OR REPLACE INTO procedure VALUES (?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, procedure->code);
  sqlite3_bind_int (stmt, 2, procedure->valid_from);
  if (procedure->valid_to != MC_DAY_NONE)
    sqlite3_bind_int (stmt, 3, procedure->valid_to);
  mc_db_bind_text (stmt, 4, json);
  if (!mc_db_run (db, stmt, error))
    return FALSE;

  /* Each version ends before the next begins, in whatever order they came: those before this one, and this one itself when a
   * later one is here already. */
  stmt = mc_db_prepare (db,
                        "UPDATE procedure SET valid_to = next - 1"
                        " FROM (SELECT valid_from AS this, lead (valid_from) OVER (ORDER BY valid_from) AS next"
                        " FROM procedure WHERE code = ?1)"
                        " WHERE code = ?1 AND valid_from = this AND this <= ?2 AND (valid_to IS NULL OR valid_to >= next)",
                        error);
  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, procedure->code);
  sqlite3_bind_int (stmt, 2, procedure->valid_from);
  return mc_db_run (db, stmt, error);
}

gboolean
mc_catalogue_apply (McDb *db, JsonObject *body, GError **error)
{
  g_autoptr (GPtrArray) procedures = mc_catalogue_read (body, error);
  JsonArray *array;

  if (procedures == NULL)
    return FALSE;
  array = json_object_get_array_member (body, "procedures");
  for (guint i = 0; i < procedures->len; i++)
    {
      g_autofree char *json = json_to_string (json_array_get_element (array, i), FALSE);

      if (!put_procedure (db, g_ptr_array_index (procedures, i), json, error))
        return FALSE;
    }
  return mc_local_raise (db, VERSION_KEY, error);
}

static gboolean
compare (McDb *db, const McProcedure *procedure, JsonNode *node, McCatalogueResult *result, GError **error)
{
  g_autofree char *json = json_to_string (node, FALSE), *stored = NULL;
  sqlite3_stmt *stmt = mc_db_prepare (
      db, "SELECT json FROM procedure WHERE code = ? ORDER BY valid_from = ? DESC, valid_from DESC LIMIT 1", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, procedure->code);
  sqlite3_bind_int (stmt, 2, procedure->valid_from);
  if (!mc_db_text (db, stmt, &stored, error))
    return FALSE;
  if (stored == NULL)
    result->added++;
  else if (strcmp (stored, json) == 0)
    result->unchanged++;
  else
    result->changed++;
  return TRUE;
}

static gboolean
append_piece (McTx *tx, const char *procedures, GError **error)
{
  g_autofree char *body = g_strdup_printf ("{\"format\":\"" FORMAT "\",\"procedures\":[%s]}", procedures);

  return mc_journal_append (tx, MC_STREAM_WORK, "catalogue", NULL, NULL, 0, body, NULL, error);
}

/* Entry after entry, each of a size that travels. */
static gboolean
append_in_pieces (McTx *tx, JsonArray *procedures, GError **error)
{
  g_autoptr (GString) piece = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (procedures); i++)
    {
      g_autofree char *text = json_to_string (json_array_get_element (procedures, i), FALSE);

      if (piece->len > 0 && piece->len + strlen (text) > PIECE_SIZE)
        {
          if (!append_piece (tx, piece->str, error))
            return FALSE;
          g_string_truncate (piece, 0);
        }
      g_string_append_printf (piece, "%s%s", piece->len > 0 ? "," : "", text);
    }
  return append_piece (tx, piece->str, error);
}

gboolean
mc_catalogue_import (McTx *tx, const char *text, gssize size, McCatalogueResult *result, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *body = NULL;
  JsonObject *object = parse_file (parser, text, size, &body, error);
  g_autoptr (GPtrArray) procedures = object != NULL ? mc_catalogue_read (object, error) : NULL;

  if (procedures == NULL)
    return FALSE;
  *result = (McCatalogueResult) { 0 };
  for (guint i = 0; i < procedures->len; i++)
    if (!compare (tx->db, g_ptr_array_index (procedures, i),
                  json_array_get_element (json_object_get_array_member (object, "procedures"), i), result, error))
      return FALSE;
  if (result->added + result->changed == 0)
    return TRUE;
  return (strlen (body) <= PIECE_SIZE
              ? mc_journal_append (tx, MC_STREAM_WORK, "catalogue", NULL, NULL, 0, body, NULL, error)
              : append_in_pieces (tx, json_object_get_array_member (object, "procedures"), error)) &&
         mc_catalogue_apply (tx->db, object, error);
}

/* ---- what is known at a moment ------------------------------------------------------------------------------ */

static McProcedure *
parse_procedure (const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *object = mc_json_parse_object (parser, json, -1, error);

  return object != NULL ? mc_catalogue_read_procedure (object, error) : NULL;
}

/* The office's own: the starter and what it imported. */
static gboolean
add_own (McDb *db, GPtrArray *versions, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT json FROM procedure ORDER BY code, valid_from", error);
  gboolean row = stmt != NULL;

  while (row)
    {
      McProcedure *procedure;

      if (!mc_db_step (db, stmt, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      if ((procedure = parse_procedure ((const char *) sqlite3_column_text (stmt, 0), error)) == NULL)
        {
          sqlite3_reset (stmt);
          return FALSE;
        }
      g_ptr_array_add (versions, procedure);
    }
  return FALSE;
}

/* What a newer province wrote in a way this program cannot read is left out; the list of changes tells. */
static gboolean
add_published (McDb *db, gint64 now, GPtrArray *versions, GError **error)
{
  g_autoptr (GPtrArray) pieces = mc_published_load (db, MC_PUBLISHED_CATALOGUE, error);

  for (guint i = 0; pieces != NULL && i < pieces->len; i++)
    {
      const McPublished *piece = g_ptr_array_index (pieces, i);
      McProcedure *procedure = mc_published_release (piece) <= now ? parse_procedure (piece->json, NULL) : NULL;

      if (procedure != NULL)
        g_ptr_array_add (versions, procedure);
    }
  return pieces != NULL;
}

static int
compare_versions (gconstpointer a, gconstpointer b)
{
  const McProcedure *left = *(McProcedure *const *) a, *right = *(McProcedure *const *) b;
  int order = strcmp (left->code, right->code);

  return order != 0 ? order : left->valid_from - right->valid_from;
}

GPtrArray *
mc_catalogue_merge (GPtrArray *versions)
{
  GPtrArray *merged = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_procedure_unref);

  /* Stable: of one day's versions the last stays. */
  g_ptr_array_sort (versions, compare_versions);
  for (guint i = 0; i < versions->len; i++)
    {
      McProcedure *this = g_ptr_array_index (versions, i);
      McProcedure *next = i + 1 < versions->len ? g_ptr_array_index (versions, i + 1) : NULL;

      if (next != NULL && strcmp (this->code, next->code) != 0)
        next = NULL;
      if (this->abolished || (next != NULL && next->valid_from == this->valid_from))
        continue;
      if (next != NULL && (this->valid_to == MC_DAY_NONE || this->valid_to >= next->valid_from))
        this->valid_to = next->valid_from - 1;
      g_ptr_array_add (merged, mc_procedure_ref (this));
    }
  return merged;
}

GPtrArray *
mc_catalogue_load_own (McDb *db, GError **error)
{
  g_autoptr (GPtrArray) versions = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_procedure_unref);

  return add_own (db, versions, error) ? g_steal_pointer (&versions) : NULL;
}

GPtrArray *
mc_catalogue_load (McDb *db, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) versions = mc_catalogue_load_own (db, error);

  return versions != NULL && add_published (db, now, versions, error) ? mc_catalogue_merge (versions) : NULL;
}

gboolean
mc_catalogue_read_version (McDb *db, gint64 *version, GError **error)
{
  return mc_local_count (db, VERSION_KEY, version, error);
}

GBytes *
mc_catalogue_starter (void)
{
  return g_resources_lookup_data ("/org/motcua/catalogue/starter.json", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}
