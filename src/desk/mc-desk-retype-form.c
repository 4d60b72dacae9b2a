/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which form a province's system has, what belongs into its fields, and where this desk is in typing. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-desk-private.h"
#include "mc-desk-retype.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-retype-json.h"
#include "mc-retype.h"

/* ---- layouts -------------------------------------------------------------------------------------------------- */

static gboolean
read_layouts (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray **layouts = data;

  return (*layouts = mc_retype_layouts (db, error)) != NULL;
}

GPtrArray *
mc_desk_retype_layouts (McDesk *self, GError **error)
{
  GPtrArray *layouts = NULL;

  return mc_store_read (self->store, read_layouts, &layouts, error) ? layouts : NULL;
}

/* The one to begin with: the office's own says how its province has it. */
static McRetypeLayout *
usual (GPtrArray *layouts)
{
  for (guint i = 0; i < layouts->len; i++)
    if (!((McRetypeLayout *) g_ptr_array_index (layouts, i))->shipped)
      return g_ptr_array_index (layouts, i);
  return layouts->len > 0 ? g_ptr_array_index (layouts, 0) : NULL;
}

static McRetypeLayout *
find_layout (GPtrArray *layouts, const char *key)
{
  for (guint i = 0; key != NULL && i < layouts->len; i++)
    if (strcmp (((McRetypeLayout *) g_ptr_array_index (layouts, i))->key, key) == 0)
      return g_ptr_array_index (layouts, i);
  return NULL;
}

McRetypeLayout *
mc_desk_retype_layout (McDesk *self, const char *key, GError **error)
{
  g_autoptr (GPtrArray) layouts = mc_desk_retype_layouts (self, error);
  g_auto (McRetypePlace) place = { 0 };
  McRetypeLayout *layout;

  if (layouts == NULL || (key == NULL && !mc_desk_retype_place (self, &place, error)))
    return NULL;
  layout = find_layout (layouts, key != NULL ? key : place.layout);
  if (layout == NULL && key == NULL)
    layout = usual (layouts);
  if (layout != NULL)
    return mc_retype_layout_ref (layout);
  g_set_error (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("There is no form “%s” here"), key != NULL ? key : "");
  return NULL;
}

typedef struct
{
  const char *text;
  gssize size;
  char **key;
} Import;

static gboolean
write_import (McTx *tx, gpointer data, GError **error)
{
  Import *import = data;

  return mc_retype_import_layout (tx, import->text, import->size, import->key, error);
}

gboolean
mc_desk_retype_import_layout (McDesk *self, const char *text, gssize size, char **key, GError **error)
{
  Import import = { text, size, key };

  *key = NULL;
  return mc_store_write (self->store, write_import, &import, error);
}

/* ---- texts ---------------------------------------------------------------------------------------------------- */

static McRetypeFacts
facts_of (McDesk *self, const McDossier *dossier)
{
  return (McRetypeFacts) { .dossier = dossier,
                           .procedure = mc_desk_procedure (self, dossier->intake->procedure_code, mc_day_of_time (dossier->received_at)),
                           .office = mc_desk_office (self) };
}

char *
mc_desk_retype_text (McDesk *self, const McRetypeField *field, const McDossier *dossier)
{
  McRetypeFacts facts = facts_of (self, dossier);

  return mc_retype_text (field, &facts);
}

char *
mc_desk_retype_whole (McDesk *self, const McRetypeLayout *layout, const McDossier *dossier)
{
  McRetypeFacts facts = facts_of (self, dossier);

  return mc_retype_whole (layout, &facts);
}

/* ---- place ---------------------------------------------------------------------------------------------------- */

static const McJsonField place_fields[] = {
  { "layout", MC_JSON_TEXT, G_STRUCT_OFFSET (McRetypePlace, layout) },
  { "code", MC_JSON_TEXT, G_STRUCT_OFFSET (McRetypePlace, code) },
  { "field", MC_JSON_COUNT, G_STRUCT_OFFSET (McRetypePlace, field) },
  { "office", MC_JSON_BOOL, G_STRUCT_OFFSET (McRetypePlace, office) },
  { "chain", MC_JSON_BOOL, G_STRUCT_OFFSET (McRetypePlace, chain) },
  { "strip", MC_JSON_BOOL, G_STRUCT_OFFSET (McRetypePlace, strip) },
};

void
mc_retype_place_clear (McRetypePlace *self)
{
  g_clear_pointer (&self->layout, g_free);
  g_clear_pointer (&self->code, g_free);
}

static gboolean
read_place (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return mc_retype_read_place (db, data, error);
}

gboolean
mc_desk_retype_place (McDesk *self, McRetypePlace *place, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *text = NULL;
  JsonObject *object;

  *place = (McRetypePlace) { NULL };
  if (!mc_store_read (self->store, read_place, &text, error))
    return FALSE;
  object = text != NULL ? mc_json_parse_object (parser, text, -1, NULL) : NULL;
  /* What cannot be read is as good as lost: she begins with the first dossier. */
  if (object != NULL && !mc_json_read_fields (object, place_fields, G_N_ELEMENTS (place_fields), place, NULL))
    {
      mc_retype_place_clear (place);
      *place = (McRetypePlace) { NULL };
    }
  return TRUE;
}

static gboolean
write_place (McTx *tx, gpointer data, GError **error)
{
  return mc_retype_keep_place (tx, data, error);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("the place in typing in again was not kept: %s", error->message);
}

void
mc_desk_retype_keep_place (McDesk *self, const McRetypePlace *place)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (GTask) task = g_task_new (self, NULL, kept_cb, NULL);

  g_return_if_fail (MC_IS_DESK (self));

  json_builder_begin_object (builder);
  mc_json_add_fields (builder, place_fields, G_N_ELEMENTS (place_fields), place);
  json_builder_end_object (builder);
  g_task_set_task_data (task, mc_json_builder_text (builder), g_free);
  mc_store_write_task (self->store, task, write_place);
}
