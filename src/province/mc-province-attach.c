/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that come with an online dossier. */
#include "config.h"

#include "mc-province-attach.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-json.h"
#include "mc-text.h"

#define MAX_FILES 64 /* of one dossier */

typedef struct
{
  char *component, *path, *blob, *name, *type; /* (owned) */
} Named;

static void
named_clear (Named *self)
{
  g_free (self->component);
  g_free (self->path);
  g_free (self->blob);
  g_free (self->name);
  g_free (self->type);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Named, named_clear)

static gboolean
fail (GError **error, McError code, const char *message)
{
  g_set_error_literal (error, MC_ERROR, (gint) code, message);
  return FALSE;
}

/* What the desks take from a scanner or a folder. */
static gboolean
is_kept (const char *type)
{
  static const char *const types[] = { "application/pdf", "image/jpeg", "image/png", "image/tiff", NULL };

  return type != NULL && g_strv_contains (types, type);
}

static gboolean
is_paper (const McIntake *intake, const char *key)
{
  for (guint i = 0; i < intake->components->len; i++)
    if (g_strcmp0 (((const McComponent *) g_ptr_array_index (intake->components, i))->key, key) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_named (JsonNode *node, const McIntake *intake, Named *named, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object == NULL)
    return fail (error, MC_ERROR_INVALID, _ ("A JSON object is expected"));
  if (!mc_json_read_text (object, "component", &named->component, error) || !mc_json_read_text (object, "path", &named->path, error) ||
      !mc_json_read_text (object, "blob", &named->blob, error) || !mc_json_read_text (object, "name", &named->name, error) ||
      !mc_json_read_text (object, "type", &named->type, error))
    return FALSE;
  if (!is_paper (intake, named->component))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("The dossier has no paper “%s”"),
                   named->component != NULL ? named->component : "");
      return FALSE;
    }
  if (named->name == NULL && named->path != NULL)
    named->name = g_path_get_basename (named->path);
  if (named->type == NULL && named->name != NULL)
    named->type = g_content_type_guess (named->name, NULL, 0, NULL);
  return is_kept (named->type) || fail (error, MC_ERROR_INVALID, _ ("Only PDF, JPEG, PNG and TIFF files can be attached"));
}

static gboolean
find_file (McProvinceTx *tx, McFileStore *files, const Named *named, guint8 hash[MC_HASH_SIZE], gint64 *size, GError **error)
{
  gboolean whole;

  if (named->path != NULL && files != NULL)
    return mc_file_store_take (files, tx->pg, tx->office, named->path, hash, size, error);
  if (named->blob == NULL || !mc_hex_decode (named->blob, hash, MC_HASH_SIZE))
    return fail (error, MC_ERROR_INVALID, _ ("A file is named by its SHA-256"));
  return mc_file_store_state (tx->pg, tx->office, hash, size, &whole, error) &&
         (whole || fail (error, MC_ERROR_NOT_FOUND, _ ("A file of the dossier is not here: send it first")));
}

static gboolean
attach_one (McProvinceTx *tx, const McProvinceKey *key, McFileStore *files, const char *actor, const McIntake *intake,
            const McEntryRef *dossier, JsonNode *node, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *hex = NULL, *clean = NULL, *body = NULL;
  g_auto (Named) named = { 0 };
  guint8 hash[MC_HASH_SIZE];
  gint64 size;

  if (!read_named (node, intake, &named, error) || !find_file (tx, files, &named, hash, &size, error))
    return FALSE;
  hex = mc_hex_encode (hash, MC_HASH_SIZE);
  clean = named.name != NULL ? mc_text_clean (named.name) : NULL;
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "component", named.component);
  mc_json_add_text (builder, "blob", hex);
  mc_json_add_int (builder, "bytes", size);
  mc_json_add_text (builder, "name", clean);
  mc_json_add_text (builder, "type", named.type);
  json_builder_end_object (builder);
  body = mc_json_builder_text (builder);
  return mc_province_author_append (tx, key, actor, "attach", dossier, dossier, body, NULL, error);
}

gboolean
mc_province_attach (McProvinceTx *tx, const McProvinceKey *key, McFileStore *files, const char *actor, const McIntake *intake,
                    const McEntryRef *dossier, JsonArray *list, GError **error)
{
  guint n = list != NULL ? json_array_get_length (list) : 0;

  if (n > MAX_FILES)
    return fail (error, MC_ERROR_INVALID, _ ("Too many files for one dossier"));
  for (guint i = 0; i < n; i++)
    if (!attach_one (tx, key, files, actor, intake, dossier, json_array_get_element (list, i), error))
      return FALSE;
  return TRUE;
}
