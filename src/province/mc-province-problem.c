/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-problem.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "mc-error.h"
#include "mc-json.h"

enum { TOO_LARGE, WRONG_METHOD, TOO_MANY, REVOKED, SET_BACK };

static GQuark
http_quark (void)
{
  return g_quark_from_static_string ("mc-province-http");
}

typedef struct
{
  guint status;
  const char *type;
  guint retry;
} Problem;

static const Problem http_problems[] = {
  [TOO_LARGE] = { 413, "too-large", 0 },
  [WRONG_METHOD] = { 405, "method", 0 },
  [REVOKED] = { 401, "token-revoked", 0 },
  [SET_BACK] = { 503, "set-back", 60 },
};

static Problem
look_up (const GError *error)
{
  if (error->domain == http_quark ())
    return http_problems[error->code];
  if (error->domain != MC_ERROR)
    return (Problem) { 500, "failed", 0 };
  switch ((McError) error->code)
    {
    case MC_ERROR_AUTH_REQUIRED:
      return (Problem) { 401, "token-unknown", 0 };
    case MC_ERROR_REJECTED:
      return (Problem) { 409, "rejected", 0 };
    case MC_ERROR_CONFLICT:
      return (Problem) { 409, "conflict", 0 };
    case MC_ERROR_NOT_FOUND:
      return (Problem) { 404, "not-found", 0 };
    case MC_ERROR_INVALID:
      return (Problem) { 400, "invalid", 0 };
    case MC_ERROR_STORE_TOO_NEW:
      return (Problem) { 400, "version", 0 };
    case MC_ERROR_BUSY:
      return (Problem) { 503, "busy", 5 };
    case MC_ERROR_OFFLINE:
      return (Problem) { 503, "unavailable", 10 };
    case MC_ERROR_NO_SPACE:
      return (Problem) { 507, "no-space", 600 };
    default:
      return (Problem) { 500, "failed", 0 };
    }
}

guint
mc_problem_status (const GError *error)
{
  return look_up (error).status;
}

guint
mc_problem_retry_after (const GError *error)
{
  return look_up (error).retry;
}

char *
mc_problem_text (const GError *error, const char *id)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  Problem problem = look_up (error);
  g_autofree char *type = g_strconcat ("/problems/", problem.type, NULL);
  g_autofree char *instance = g_strconcat ("urn:motcua:request:", id, NULL);

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "type", type);
  mc_json_add_text (builder, "title", problem.type);
  mc_json_add_int (builder, "status", problem.status);
  mc_json_add_text (builder, "detail", error->message);
  mc_json_add_text (builder, "instance", instance);
  json_builder_end_object (builder);
  return mc_json_builder_text (builder);
}

void
mc_problem_set_too_large (GError **error)
{
  g_set_error_literal (error, http_quark (), TOO_LARGE, _ ("The request is too large"));
}

void
mc_problem_set_wrong_method (GError **error)
{
  g_set_error_literal (error, http_quark (), WRONG_METHOD, _ ("This is not done under this address"));
}

void
mc_problem_set_revoked (GError **error)
{
  g_set_error_literal (error, http_quark (), REVOKED, _ ("This desk was let in once, and is no longer"));
}

void
mc_problem_set_set_back (GError **error, const char *why)
{
  g_set_error_literal (error, http_quark (), SET_BACK, why);
}

gboolean
mc_problem_is_set_back (const GError *error)
{
  return g_error_matches (error, http_quark (), SET_BACK);
}
