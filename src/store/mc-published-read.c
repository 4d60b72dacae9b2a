/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-published-read.h"

#include <glib/gi18n-lib.h>

#include "mc-catalogue.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-office-json.h"
#include "mc-setting.h"
#include "mc-text.h"

#define MAX_TEMPLATE (256 * 1024)
#define MAX_SIGNERS 10000

/* ---- settings ----------------------------------------------------------------------------------------------- */

/* What a province may set. Which office this is, which desk, its points, the line in a local language and where it exchanges are the
 * office's own. */
static const char *const setting_keys[] = { "phone", "lookup_url", "hours", NULL };
static const char *const hours_keys[] = { "receive", "work", "cut_off", "return_at", NULL };

static JsonObject *
settings_of (JsonObject *body, GError **error)
{
  JsonObject *settings = NULL;

  if (!mc_json_read_object (body, "settings", &settings, error))
    return NULL;
  if (settings == NULL)
    mc_json_invalid (error, "settings");
  return settings;
}

static void
merge (JsonObject *from, JsonObject *into, const char *const *keys)
{
  for (guint i = 0; keys[i] != NULL; i++)
    if (json_object_has_member (from, keys[i]))
      json_object_set_member (into, keys[i], json_node_copy (json_object_get_member (from, keys[i])));
}

/* The hours an office file leaves out stay as they are: those of the office, or the usual ones. */
static gboolean
merge_hours (JsonObject *from, JsonObject *into, GError **error)
{
  JsonObject *hours = NULL, *own = NULL;

  if (!mc_json_read_object (from, "hours", &hours, error) || !mc_json_read_object (into, "hours", &own, error))
    return FALSE;
  if (hours == NULL)
    return TRUE;
  if (own == NULL)
    json_object_set_object_member (into, "hours", own = json_object_new ());
  merge (hours, own, hours_keys);
  return TRUE;
}

char *
mc_settings_apply (const char *office_json, JsonObject *body, GError **error)
{
  static const char *const plain[] = { "phone", "lookup_url", NULL };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *office = mc_json_parse_object (parser, office_json, -1, error);
  JsonObject *settings = office != NULL ? settings_of (body, error) : NULL;
  g_autoptr (McOffice) sound = NULL;
  g_autofree char *text = NULL;

  if (settings == NULL || !merge_hours (settings, office, error))
    return NULL;
  merge (settings, office, plain);
  text = json_to_string (json_parser_get_root (parser), FALSE);
  sound = mc_office_from_json (text, error);
  return sound != NULL ? g_steal_pointer (&text) : NULL;
}

/* As mc_settings_apply(), when it can be. */
static void
apply_piece (char **office_json, const McPublished *piece)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *body = mc_json_parse_object (parser, piece->json, -1, NULL);
  char *text = body != NULL ? mc_settings_apply (*office_json, body, NULL) : NULL;

  if (text == NULL)
    return;
  g_free (*office_json);
  *office_json = text;
}

McOffice *
mc_settings_office (McDb *db, gint64 now, GError **error)
{
  g_autoptr (McOffice) own = mc_setting_own_office (db, error);
  g_autoptr (GPtrArray) pieces = own != NULL ? mc_published_load (db, MC_PUBLISHED_SETTINGS, error) : NULL;
  g_autofree char *json = NULL;
  McOffice *office;

  if (pieces == NULL || !mc_setting_office_text (db, &json, error))
    return NULL;
  for (guint i = 0; json != NULL && i < pieces->len; i++)
    if (mc_published_effect (g_ptr_array_index (pieces, i)) <= now)
      apply_piece (&json, g_ptr_array_index (pieces, i));
  office = json != NULL ? mc_office_from_json (json, NULL) : NULL;
  if (office == NULL)
    return g_steal_pointer (&own);
  office->desk = own->desk;
  return office;
}

static gboolean
knows_all (JsonObject *object, const char *const *keys, GError **error)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *item = members; item != NULL; item = item->next)
    if (!g_strv_contains (keys, item->data))
      {
        g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is no setting that a province can make"), (char *) item->data);
        return FALSE;
      }
  return members != NULL || mc_json_invalid (error, "settings");
}

/* An office like any, to try settings on. */
#define ANY_OFFICE "{\"code\":\"H01.01.01.01\",\"province\":\"01\",\"commune\":\"00004\",\"desk\":1}"

static gboolean
check_settings (JsonObject *body, GError **error)
{
  JsonObject *settings = settings_of (body, error), *hours = NULL;
  g_autofree char *tried = NULL;

  return settings != NULL && knows_all (settings, setting_keys, error) &&
         mc_json_read_object (settings, "hours", &hours, error) && (hours == NULL || knows_all (hours, hours_keys, error)) &&
         (tried = mc_settings_apply (ANY_OFFICE, body, error)) != NULL;
}

/* ---- templates ---------------------------------------------------------------------------------------------- */

static const McJsonField template_fields[] = {
  { "form", MC_JSON_TEXT, G_STRUCT_OFFSET (McPaperTemplate, form) },
  { "paper", MC_JSON_TEXT, G_STRUCT_OFFSET (McPaperTemplate, paper) },
  { "xml", MC_JSON_TEXT, G_STRUCT_OFFSET (McPaperTemplate, xml) },
};

McPaperTemplate *
mc_paper_template_read (JsonObject *body, GError **error)
{
  static const char *const papers[] = { "a5", "a4", "80mm", NULL };
  g_autoptr (McPaperTemplate) self = mc_paper_template_new ();
  gint64 set = 0;
  gboolean sound = TRUE;

  if (!mc_json_read_fields (body, template_fields, G_N_ELEMENTS (template_fields), self, error) ||
      !mc_json_read_int (body, "set", &set, error))
    return NULL;
  self->set = (int) set;
  if (g_strcmp0 (self->form, "01") != 0)
    sound = mc_json_invalid (error, "form");
  else if (self->paper == NULL || !g_strv_contains (papers, self->paper))
    sound = mc_json_invalid (error, "paper");
  else if (set != 0 && set != 2018 && set != 2025)
    sound = mc_json_invalid (error, "set");
  else if (mc_text_is_empty (self->xml) || strlen (self->xml) > MAX_TEMPLATE)
    sound = mc_json_invalid (error, "xml");
  return sound ? g_steal_pointer (&self) : NULL;
}

GPtrArray *
mc_paper_templates_load (McDb *db, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) pieces = mc_published_load (db, MC_PUBLISHED_TEMPLATE, error);
  g_autoptr (GPtrArray) templates = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_paper_template_free);

  for (guint i = 0; pieces != NULL && i < pieces->len; i++)
    {
      const McPublished *piece = g_ptr_array_index (pieces, i);
      g_autoptr (JsonParser) parser = json_parser_new_immutable ();
      JsonObject *body = mc_published_effect (piece) <= now ? mc_json_parse_object (parser, piece->json, -1, NULL) : NULL;
      McPaperTemplate *template = body != NULL ? mc_paper_template_read (body, NULL) : NULL;

      if (template != NULL)
        g_ptr_array_add (templates, template);
    }
  return pieces != NULL ? g_steal_pointer (&templates) : NULL;
}

/* ---- signers ------------------------------------------------------------------------------------------------ */

void
mc_signer_free (McSigner *self)
{
  g_free (self->office);
  g_free (self->name);
  g_free (self->title);
  g_free (self->mode);
  g_free (self);
}

static const McJsonField signer_fields[] = {
  { "office", MC_JSON_TEXT, G_STRUCT_OFFSET (McSigner, office) }, { "name", MC_JSON_TEXT, G_STRUCT_OFFSET (McSigner, name) },
  { "title", MC_JSON_TEXT, G_STRUCT_OFFSET (McSigner, title) },   { "mode", MC_JSON_TEXT, G_STRUCT_OFFSET (McSigner, mode) },
  { "from", MC_JSON_DAY, G_STRUCT_OFFSET (McSigner, from) },      { "to", MC_JSON_DAY, G_STRUCT_OFFSET (McSigner, to) },
};

static gboolean
read_signer (JsonNode *node, GPtrArray *signers, GError **error)
{
  McSigner *signer = g_new0 (McSigner, 1);

  g_ptr_array_add (signers, signer);
  signer->from = signer->to = MC_DAY_NONE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return mc_json_invalid (error, "signers");
  if (!mc_json_read_fields (json_node_get_object (node), signer_fields, G_N_ELEMENTS (signer_fields), signer, error))
    return FALSE;
  if (mc_text_is_empty (signer->name))
    return mc_json_invalid (error, "name");
  if (mc_text_is_empty (signer->title))
    return mc_json_invalid (error, "title");
  return signer->to == MC_DAY_NONE || signer->to >= signer->from || mc_json_invalid (error, "to");
}

GPtrArray *
mc_signers_read (JsonObject *body, GError **error)
{
  g_autoptr (GPtrArray) signers = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_signer_free);
  JsonArray *array = NULL;

  if (!mc_json_read_array (body, "signers", &array, error))
    return NULL;
  if (array == NULL || json_array_get_length (array) == 0 || json_array_get_length (array) > MAX_SIGNERS)
    {
      mc_json_invalid (error, "signers");
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_signer (json_array_get_element (array, i), signers, error))
      return NULL;
  return g_steal_pointer (&signers);
}

/* ---- all of them -------------------------------------------------------------------------------------------- */

static gboolean
check_catalogue (JsonObject *body, GError **error)
{
  g_autoptr (GPtrArray) procedures = mc_catalogue_read (body, error);

  return procedures != NULL;
}

static gboolean
check_holidays (JsonObject *body, GError **error)
{
  g_autoptr (McHolidays) holidays = mc_holidays_read (body, error);

  return holidays != NULL;
}

static gboolean
check_template (JsonObject *body, GError **error)
{
  g_autoptr (McPaperTemplate) template = mc_paper_template_read (body, error);

  return template != NULL;
}

static gboolean
check_signers (JsonObject *body, GError **error)
{
  g_autoptr (GPtrArray) signers = mc_signers_read (body, error);

  return signers != NULL;
}

static const struct
{
  const char *format, *kind;
  gboolean (*check) (JsonObject *, GError **);
} formats[] = {
  { "motcua-catalogue-1", MC_PUBLISHED_CATALOGUE, check_catalogue }, { "motcua-holidays-1", MC_PUBLISHED_HOLIDAYS, check_holidays },
  { "motcua-settings-1", MC_PUBLISHED_SETTINGS, check_settings },    { "motcua-template-1", MC_PUBLISHED_TEMPLATE, check_template },
  { "motcua-signers-1", MC_PUBLISHED_SIGNERS, check_signers },
};

const char *
mc_published_kind (const char *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_strcmp0 (formats[i].format, format) == 0)
      return formats[i].kind;
  return NULL;
}

gboolean
mc_published_check (const char *kind, JsonObject *body, GError **error)
{
  g_autofree char *format = NULL;
  McDay from = MC_DAY_NONE;

  if (!mc_json_read_text (body, "format", &format, error) || !mc_json_read_day (body, "from", &from, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (strcmp (formats[i].kind, kind) == 0)
      return g_strcmp0 (formats[i].format, format) == 0 ? formats[i].check (body, error) : mc_json_invalid (error, "format");
  return mc_json_invalid (error, "format");
}
