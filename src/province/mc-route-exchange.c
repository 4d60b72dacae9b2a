/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enrolment and the exchange proper. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"
#include "mc-province-json.h"
#include "mc-province-offices.h"
#include "mc-province-routes.h"

JsonObject *
mc_route_json (McRequest *request, JsonParser *parser, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (mc_request_body (request), &size);

  return mc_json_parse_object (parser, text != NULL ? text : "", (gssize) size, error);
}

/* ---- enrolment ------------------------------------------------------------------------------------------- */

static gboolean
answer_enrolled (McRequest *request, const McEnrolled *enrolled)
{
  const McService *service = mc_request_service (request);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *key = mc_hex_encode (service->key.public_key, MC_PUBLIC_KEY_SIZE);
  g_autofree char *common = mc_hex_encode (enrolled->common, MC_ORIGIN_SIZE);
  g_autofree char *province = mc_hex_encode (enrolled->province, MC_ORIGIN_SIZE), *text = NULL;

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "token", enrolled->token);
  mc_json_add_text (builder, "office", enrolled->office);
  mc_json_add_text (builder, "office_name", enrolled->office_name);
  mc_json_add_text (builder, "public_key", key);
  mc_json_add_text (builder, "common_origin", common);
  mc_json_add_text (builder, "office_origin", province);
  mc_json_add_int (builder, "time", g_get_real_time () / G_USEC_PER_SEC);
  json_builder_end_object (builder);
  text = mc_json_builder_text (builder);
  mc_request_answer_header (request, "Cache-Control", "no-store");
  mc_request_answer_text (request, 200, "application/json", text);
  return TRUE;
}

gboolean
mc_route_enrol (McRequest *request, McPg *pg, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *code = NULL, *office = NULL, *key = NULL, *name = NULL;
  JsonObject *object = mc_route_json (request, parser, error);
  g_auto (McEnrolled) enrolled = { 0 };
  McEnrolment enrolment = { 0 };

  if (object == NULL || !mc_json_read_text (object, "code", &code, error) ||
      !mc_json_read_text (object, "office", &office, error) || !mc_json_read_text (object, "public_key", &key, error) ||
      !mc_json_read_text (object, "name", &name, error) ||
      !mc_json_read_count (object, "desk", 1, G_MAXINT, &enrolment.desk, error))
    return FALSE;
  if (code == NULL || office == NULL || !mc_hex_decode (key, enrolment.public_key, MC_PUBLIC_KEY_SIZE))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("Code, office, desk and public key are needed"));
      return FALSE;
    }
  enrolment.code = code;
  enrolment.office = office;
  enrolment.name = name;
  return mc_enrolment_use (pg, &mc_request_service (request)->key, &enrolment, &enrolled, error) &&
         answer_enrolled (request, &enrolled);
}

/* ---- exchange -------------------------------------------------------------------------------------------- */

typedef struct
{
  McRequest *request;
  GBytes *frames;     /* of the request */
  GByteArray *answer; /* (owned) */
  guint n_appended;
  McProvinceFresh fresh;
} Exchange;

static gboolean
run_exchange (McPg *pg, gpointer data, GError **error)
{
  Exchange *self = data;
  McService *service = mc_request_service (self->request);
  McProvinceTx tx;
  McHub hub = { mc_province_storage (), &tx, NULL, service->key.secret_key };
  gsize size;
  gconstpointer frames = g_bytes_get_data (self->frames, &size);

  g_clear_pointer (&self->answer, g_byte_array_unref);
  if (!mc_province_tx_for_token (&tx, pg, mc_request_token (self->request), error))
    return FALSE;
  mc_province_fresh_begin (&self->fresh, &tx);
  hub.office = tx.code;
  mc_request_set_desk (self->request, tx.office, tx.desk_number);
  self->answer = mc_hub_exchange (&hub, frames, size, error);
  self->n_appended = tx.n_appended;
  return self->answer != NULL;
}

static gboolean
exchange (McRequest *request, McPg *pg, GBytes *frames, GBytes **answer, GError **error)
{
  Exchange self = { .request = request, .frames = frames };
  gboolean good;

  mc_province_fresh_init (&self.fresh, mc_request_service (request)->recent);
  if ((good = mc_pg_transaction (pg, run_exchange, &self, error)))
    mc_province_fresh_committed (&self.fresh);
  mc_province_fresh_clear (&self.fresh);
  if (!good)
    {
      g_clear_pointer (&self.answer, g_byte_array_unref);
      return FALSE;
    }
  mc_metrics_add (mc_request_service (request)->metrics, MC_COUNT_ENTRIES, self.n_appended);
  *answer = g_byte_array_free_to_bytes (self.answer);
  return TRUE;
}

static gboolean
is_json (McRequest *request)
{
  const char *type = mc_request_header (request, "Content-Type");

  return type != NULL && g_ascii_strncasecmp (type, "application/json", strlen ("application/json")) == 0;
}

gboolean
mc_route_exchange (McRequest *request, McPg *pg, GError **error)
{
  g_autoptr (GBytes) frames = NULL, answer = NULL;
  g_autofree char *text = NULL;
  gsize size;

  if (!is_json (request))
    {
      if (!exchange (request, pg, mc_request_body (request), &answer, error))
        return FALSE;
      mc_request_answer (request, 200, MC_FRAME_CONTENT_TYPE, answer);
      return TRUE;
    }
  text = g_strndup (g_bytes_get_data (mc_request_body (request), &size), g_bytes_get_size (mc_request_body (request)));
  frames = mc_province_json_to_frames (text, error);
  if (frames == NULL || !exchange (request, pg, frames, &answer, error))
    return FALSE;
  g_clear_pointer (&text, g_free);
  if ((text = mc_province_frames_to_json (answer, error)) == NULL)
    return FALSE;
  mc_request_answer_text (request, 200, "application/json", text);
  return TRUE;
}
