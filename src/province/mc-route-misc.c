/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authenticated API for online dossiers and decisions; health and metrics. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"
#include "mc-province-deeds.h"
#include "mc-province-guard.h"
#include "mc-province-offices.h"
#include "mc-province-problem.h"
#include "mc-province-routes.h"

/* ---- online dossiers, decisions -------------------------------------------------------------------------- */

/* One line: done, or refused with its reason and the others done. */
static gboolean
submit_line (McRequest *request, McPg *pg, const char *actor, const char *line, GString *answer, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (GError) local = NULL;
  g_autofree char *code = NULL, *ref = NULL, *text = NULL;
  JsonObject *object = mc_json_parse_object (parser, line, -1, &local);

  if (object != NULL)
    code = mc_province_submit (pg, &mc_request_service (request)->key, NULL, actor, object, &local);
  if (code == NULL && (g_error_matches (local, MC_ERROR, MC_ERROR_OFFLINE) || g_error_matches (local, MC_ERROR, MC_ERROR_BUSY) ||
                       mc_problem_is_set_back (local)))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (object != NULL)
    mc_json_read_text (object, "ref", &ref, NULL);
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "ref", ref);
  mc_json_add_text (builder, "code", code);
  mc_json_add_text (builder, "refused", local != NULL ? local->message : NULL);
  json_builder_end_object (builder);
  text = mc_json_builder_text (builder);
  g_string_append_printf (answer, "%s\n", text);
  return TRUE;
}

gboolean
mc_route_submit (McRequest *request, McPg *pg, GError **error)
{
  g_autofree char *actor = mc_account_of_token (pg, mc_request_token (request), error), *text = NULL;
  g_autoptr (GString) answer = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;
  gsize size;
  const char *data = g_bytes_get_data (mc_request_body (request), &size);

  if (actor == NULL)
    return FALSE;
  text = g_strndup (data != NULL ? data : "", size);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0' && !submit_line (request, pg, actor, lines[i], answer, error))
      return FALSE;
  if (answer->len == 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("A JSON object is expected"));
      return FALSE;
    }
  mc_request_answer_text (request, 200, "application/jsonl", answer->str);
  return TRUE;
}

gboolean
mc_route_decide (McRequest *request, McPg *pg, GError **error)
{
  McService *service = mc_request_service (request);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *actor = mc_account_of_token (pg, mc_request_token (request), error);
  g_autofree char *code = NULL, *state = NULL, *note = NULL, *number = NULL, *result = NULL, *text = NULL;
  JsonObject *object = actor != NULL ? mc_route_json (request, parser, error) : NULL;
  guint8 hash[MC_HASH_SIZE];
  McDecision decision;
  McState now;

  if (object == NULL || !mc_json_read_text (object, "code", &code, error) || !mc_json_read_text (object, "state", &state, error) ||
      !mc_json_read_text (object, "note", &note, error) || !mc_json_read_text (object, "number", &number, error) ||
      !mc_json_read_text (object, "result", &result, error))
    return FALSE;
  if (code == NULL || state == NULL || (result != NULL && !mc_hex_decode (result, hash, MC_HASH_SIZE)))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("Code and state are needed; a result is named by its SHA-256"));
      return FALSE;
    }
  decision = (McDecision) { code, state, note, number, NULL, result != NULL ? hash : NULL };
  if (!mc_province_decide (pg, &service->key, service->files, actor, &decision, &now, error))
    return FALSE;
  text = g_strdup_printf ("{\"state\":{\"number\":%d,\"name\":\"%s\"}}", (int) now, mc_state_to_key (now));
  mc_request_answer_text (request, 200, "application/json", text);
  return TRUE;
}

/* ---- for those who look after the service ---------------------------------------------------------------- */

gboolean
mc_route_health (McRequest *request, McPg *pg, GError **error)
{
  if (!mc_province_guard_all (pg, error))
    return FALSE;
  mc_request_answer_text (request, 200, "application/json", "{\"status\":\"ok\"}");
  return TRUE;
}

gboolean
mc_route_metrics (McRequest *request, McPg *pg, GError **error)
{
  McService *service = mc_request_service (request);
  g_autofree char *text = mc_metrics_text (service->metrics, mc_pool_waiting (service->pool), service->n_requests);

  mc_request_answer_text (request, 200, "text/plain; version=0.0.4; charset=utf-8", text);
  return TRUE;
}
