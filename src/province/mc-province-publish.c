/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-publish.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-catalogue.h"
#include "mc-error.h"
#include "mc-form-guard.h"
#include "mc-form-names.h"
#include "mc-form-template.h"
#include "mc-json.h"

#define ENTRY_SIZE (256 * 1024) /* of procedures in one entry */

typedef struct
{
  const McProvinceKey *key;
  const char *actor;
  const char *kind;
  JsonNode *body;    /* (owned) an object */
  const char *paper; /* (nullable) what tells one template from another */
  guint n;
} Publish;

/* ---- procedures --------------------------------------------------------------------------------------------- */

/* The same version as is published already is none. */
static gboolean
put_procedure (McPg *pg, JsonNode *node, gboolean *is_new, GError **error)
{
  g_autoptr (McProcedure) procedure = mc_catalogue_read_procedure (json_node_get_object (node), error);
  g_autofree char *json = json_to_string (node, FALSE);
  g_auto (McPgArgs) args = { 0 };
  gint64 n;

  if (procedure == NULL)
    return FALSE;
  mc_pg_text (&args, procedure->code);
  mc_pg_int (&args, procedure->valid_from);
  mc_pg_text (&args, json);
  if (!mc_pg_change (pg,
                     "INSERT INTO procedure (code, valid_from, json) VALUES ($1, $2, $3)"
                     " ON CONFLICT (code, valid_from) DO UPDATE SET json = $3 WHERE procedure.json <> $3",
                     &args, &n, error))
    return FALSE;
  *is_new = n > 0;
  return TRUE;
}

static gboolean
append_catalogue (McProvinceTx *tx, const Publish *publish, GString *list, GError **error)
{
  g_autofree char *body = g_strdup_printf ("{\"format\":\"motcua-catalogue-1\",\"procedures\":[%s]}", list->str);

  g_string_truncate (list, 0);
  return mc_province_author_append (tx, publish->key, publish->actor, publish->kind, NULL, NULL, body, NULL, error);
}

static gboolean
write_catalogue (McProvinceTx *tx, Publish *publish, GError **error)
{
  JsonArray *procedures = json_object_get_array_member (json_node_get_object (publish->body), "procedures");
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (procedures); i++)
    {
      JsonNode *node = json_array_get_element (procedures, i);
      g_autofree char *json = json_to_string (node, FALSE);
      gboolean is_new;

      if (!put_procedure (tx->pg, node, &is_new, error))
        return FALSE;
      if (!is_new)
        continue;
      publish->n++;
      if (list->len > 0 && list->len + strlen (json) > ENTRY_SIZE && !append_catalogue (tx, publish, list, error))
        return FALSE;
      g_string_append_printf (list, "%s%s", list->len > 0 ? "," : "", json);
    }
  return list->len == 0 || append_catalogue (tx, publish, list, error);
}

/* ---- anything else ------------------------------------------------------------------------------------------ */

static gboolean
write_whole (McProvinceTx *tx, Publish *publish, GError **error)
{
  g_autofree char *json = json_to_string (publish->body, FALSE);
  g_auto (McPgArgs) args = { 0 };
  gint64 n;

  mc_pg_text (&args, publish->kind);
  mc_pg_text (&args, publish->paper != NULL ? publish->paper : "");
  mc_pg_text (&args, json);
  if (!mc_pg_change (tx->pg,
                     "INSERT INTO published (kind, key, json) VALUES ($1, $2, $3)"
                     " ON CONFLICT (kind, key) DO UPDATE SET json = $3, at = now() WHERE published.json <> $3",
                     &args, &n, error))
    return FALSE;
  publish->n = n > 0;
  return n == 0 || mc_province_author_append (tx, publish->key, publish->actor, publish->kind, NULL, NULL, json, NULL, error);
}

static gboolean
write_publish (McPg *pg, gpointer data, GError **error)
{
  Publish *publish = data;
  McProvinceTx tx;

  publish->n = 0;
  if (!mc_province_tx_for_office (&tx, pg, "", error) || !mc_province_author_ensure (&tx, publish->key, error))
    return FALSE;
  return strcmp (publish->kind, MC_PUBLISHED_CATALOGUE) == 0 ? write_catalogue (&tx, publish, error)
                                                             : write_whole (&tx, publish, error);
}

/* ---- what a file is ----------------------------------------------------------------------------------------- */

static gboolean
not_ours (GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID,
                       _ ("This is nothing that can be published. It may be JSON with a “format” (motcua-catalogue-1, motcua-holidays-1, "
                          "motcua-settings-1, motcua-signers-1), a table of holidays, or the XML of a paper"));
  return FALSE;
}

/* Sound as far as it can be told without laying it out. (transfer full) (nullable) */
static McTemplate *
read_paper (const char *xml, gsize size, GError **error)
{
  g_autoptr (McTemplate) template = mc_template_parse (_ ("to publish"), xml, size, error);

  return template != NULL && mc_form_check_names (template, error) && mc_form_guard (xml, error) ? g_steal_pointer (&template) : NULL;
}

/* A paper says in its first element which one it is, for no name of a file reaches a desk. */
static char *
body_of_paper (const char *text, gsize size, GError **error)
{
  g_autofree char *xml = g_strndup (text, size);
  g_autoptr (McTemplate) template = read_paper (xml, size, error);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  if (template == NULL)
    return NULL;
  if (template->form->form == NULL || template->form->paper == NULL)
    {
      mc_template_fail (template, template->form->line,
                        g_strdup (_ ("<form> must say which paper it is: form=\"01\" paper=\"a5\", and set=\"2025\" when it is of one set only.")),
                        error);
      return NULL;
    }
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "format", "motcua-template-1");
  mc_json_add_text (builder, "form", template->form->form);
  mc_json_add_text (builder, "paper", template->form->paper);
  if (template->form->set != 0)
    mc_json_add_int (builder, "set", template->form->set);
  mc_json_add_text (builder, "xml", xml);
  json_builder_end_object (builder);
  return mc_json_builder_text (builder);
}

/* Its first line that is no comment begins with a day. */
static gboolean
looks_like_holidays (const char *text)
{
  g_autofree char *first = NULL;
  McDay day;

  while (*text == '#' || *text == '\n' || *text == '\r')
    text += strcspn (text, "\n") + (strchr (text, '\n') != NULL);
  first = g_strndup (text, strcspn (text, "\t\n"));
  return mc_day_from_iso (first, &day);
}

/* The JSON that is published. (transfer full) */
static char *
body_of_file (const char *text, gssize size, GError **error)
{
  const char *begin = text;

  if (size < 0)
    size = (gssize) strlen (text);
  if (!g_utf8_validate (text, size, NULL))
    {
      not_ours (error);
      return NULL;
    }
  while (begin < text + size && g_ascii_isspace (*begin))
    begin++;
  if (*begin == '<')
    return body_of_paper (text, (gsize) size, error);
  if (looks_like_holidays (begin))
    return mc_holidays_from_table (begin, error);
  return g_strndup (text, (gsize) size);
}

static void
set_from (JsonArray *array, guint i, JsonNode *node, gpointer day)
{
  json_object_set_string_member (json_node_get_object (node), "from", day);
}

/* In each procedure, or in the body itself. */
static void
put_from (Publish *publish, McDay from)
{
  g_autofree char *day = mc_day_to_iso (from);
  JsonObject *body = json_node_get_object (publish->body);

  if (strcmp (publish->kind, MC_PUBLISHED_CATALOGUE) == 0)
    json_array_foreach_element (json_object_get_array_member (body, "procedures"), set_from, day);
  else
    json_object_set_string_member (body, "from", day);
}

/* What is to be published, sound: mc_published_check() is what every desk reads by. */
static gboolean
read_file (Publish *publish, const char *text, gssize size, McDay from, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new (), again = json_parser_new_immutable ();
  g_autofree char *json = body_of_file (text, size, error), *format = NULL, *written = NULL;
  JsonObject *object = json != NULL ? mc_json_parse_object (parser, json, -1, NULL) : NULL;

  if (json == NULL)
    return FALSE;
  if (object == NULL || !mc_json_read_text (object, "format", &format, NULL) || (publish->kind = mc_published_kind (format)) == NULL)
    return not_ours (error);
  if (from == MC_DAY_NONE && !mc_published_check (publish->kind, object, error))
    return FALSE;
  publish->body = json_parser_steal_root (parser);
  if (from == MC_DAY_NONE)
    return TRUE;
  if (strcmp (publish->kind, MC_PUBLISHED_CATALOGUE) == 0 && !mc_published_check (publish->kind, object, error))
    return FALSE;
  put_from (publish, from);
  /* With that day, and as it will be read. */
  written = json_to_string (publish->body, FALSE);
  object = mc_json_parse_object (again, written, -1, error);
  return object != NULL && mc_published_check (publish->kind, object, error);
}

/* What tells one template from another: "01 a5 2025"; its XML may have come inside of JSON. (transfer full) (nullable) */
static char *
paper_of (const Publish *publish, GError **error)
{
  g_autoptr (McPaperTemplate) paper = mc_paper_template_read (json_node_get_object (publish->body), error);
  g_autoptr (McTemplate) template = paper != NULL ? read_paper (paper->xml, strlen (paper->xml), error) : NULL;

  return template != NULL ? g_strdup_printf ("%s %s %d", paper->form, paper->paper, paper->set) : NULL;
}

gboolean
mc_province_publish (McPg *pg, const McProvinceKey *key, const char *actor, const char *text, gssize size, McDay from,
                     McPublishResult *result, GError **error)
{
  Publish publish = { .key = key, .actor = actor };
  g_autofree char *paper = NULL;
  gboolean good = read_file (&publish, text, size, from, error);

  if (good && strcmp (publish.kind, MC_PUBLISHED_TEMPLATE) == 0)
    good = (publish.paper = paper = paper_of (&publish, error)) != NULL;
  good = good && mc_pg_transaction (pg, write_publish, &publish, error);
  *result = (McPublishResult) { publish.kind, publish.n };
  g_clear_pointer (&publish.body, json_node_unref);
  return good;
}
