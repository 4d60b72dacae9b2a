/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-correction.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-json.h"
#include "mc-text.h"

static const char *const members[] = { "applicant", "owner",  "authorisation", "components", "sets",        "request",
                                       "result",    "sign",   "note",          "point",      "queue_number" };

static JsonNode *
intake_node (const McIntake *intake)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mc_intake_write_json (builder, intake);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static gboolean
is_same (JsonNode *a, JsonNode *b)
{
  return a == NULL || b == NULL ? a == b : json_node_equal (a, b);
}

char *
mc_correction_write (const McIntake *before, const McIntake *after)
{
  g_autoptr (JsonNode) old = intake_node (before), new = intake_node (after), root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) changes = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *is = json_object_get_member (json_node_get_object (new), members[i]);

      if (!is_same (json_object_get_member (json_node_get_object (old), members[i]), is))
        json_object_set_member (changes, members[i], is != NULL ? json_node_copy (is) : json_node_new (JSON_NODE_NULL));
    }
  json_node_set_object (root, changes);
  return json_object_get_size (changes) > 0 ? json_to_string (root, FALSE) : NULL;
}

gboolean
mc_correction_check (JsonObject *changes, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (changes);

  for (GList *name = names; name != NULL; name = name->next)
    {
      gboolean known = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
        known = known || g_str_equal (name->data, members[i]);
      if (!known)
        {
          g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” cannot be corrected"), (const char *) name->data);
          return FALSE;
        }
    }
  return TRUE;
}

McIntake *
mc_correction_apply (const McIntake *before, JsonObject *changes, GError **error)
{
  g_autoptr (JsonNode) node = intake_node (before);
  g_autoptr (McIntake) after = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *is = json_object_get_member (changes, members[i]);

      if (is != NULL && JSON_NODE_HOLDS_NULL (is))
        json_object_remove_member (json_node_get_object (node), members[i]);
      else if (is != NULL)
        json_object_set_member (json_node_get_object (node), members[i], json_node_copy (is));
    }
  after = mc_intake_read_json (json_node_get_object (node), error);
  if (after == NULL)
    return NULL;
  if (mc_text_is_empty (after->applicant->name))
    {
      mc_json_invalid (error, "applicant");
      return NULL;
    }
  return g_steal_pointer (&after);
}
