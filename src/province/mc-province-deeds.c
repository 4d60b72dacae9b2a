/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-deeds.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "mc-catalogue.h"
#include "mc-code.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-province-attach.h"
#include "mc-province-offices.h"
#include "mc-text.h"

/* ---- online dossiers ------------------------------------------------------------------------------------- */

typedef struct
{
  const McProvinceKey *key;
  const char *actor;
  const char *office;
  const char *code;   /* (nullable) */
  McIntake *intake;
  McFileStore *files;     /* (nullable) */
  JsonArray *attachments; /* (nullable) */
  char *result;       /* (owned) */
} Submit;

static McProcedure *
starter_procedure (const char *code, McDay day)
{
  g_autoptr (GBytes) bytes = mc_catalogue_starter ();
  g_autoptr (GPtrArray) all
      = bytes != NULL ? mc_catalogue_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL) : NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      McProcedure *procedure = g_ptr_array_index (all, i);

      if (strcmp (procedure->code, code) == 0 && mc_procedure_in_force (procedure, day))
        return mc_procedure_ref (procedure);
    }
  return NULL;
}

/* What is in force on the day: as published, or what every office begins with. NULL without an error: none. */
static gboolean
find_procedure (McPg *pg, const char *code, McDay day, McProcedure **procedure, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *object;

  *procedure = NULL;
  if (code == NULL)
    return TRUE;
  mc_pg_text (&args, code);
  mc_pg_int (&args, day);
  rows = mc_pg_query (pg, "SELECT json FROM procedure WHERE code = $1 AND valid_from <= $2 ORDER BY valid_from DESC LIMIT 1", &args,
                      error);
  if (rows == NULL)
    return FALSE;
  if (mc_pg_n (rows) == 0)
    {
      *procedure = starter_procedure (code, day);
      return TRUE;
    }
  object = mc_json_parse_object (parser, mc_pg_get_text (rows, 0, 0), -1, error);
  if (object == NULL || (*procedure = mc_catalogue_read_procedure (object, error)) == NULL)
    return FALSE;
  if ((*procedure)->abolished)
    g_clear_pointer (procedure, mc_procedure_unref);
  return TRUE;
}

/* *known NULL: not yet */
static gboolean
known_ref (McProvinceTx *tx, const char *ref, char **known, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_int (&args, tx->office);
  mc_pg_text (&args, ref);
  rows = mc_pg_query (tx->pg,
                      "SELECT d.code FROM submission s JOIN dossier d ON d.office = s.office AND d.d_origin = s.d_origin"
                      " AND d.d_seq = s.d_seq WHERE s.office = $1 AND s.ref = $2",
                      &args, error);
  *known = rows != NULL && mc_pg_n (rows) > 0 ? g_strdup (mc_pg_get_text (rows, 0, 0)) : NULL;
  return rows != NULL;
}

/* The next of the province's numbers of that day. */
static char *
give_code (McProvinceTx *tx, McDay day, GError **error)
{
  g_autofree char *day_part = mc_code_format (tx->code, day, 1), *like = NULL;
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;
  int last = 0, number;

  like = g_strndup (day_part, strlen (day_part) - 4);
  mc_pg_int (&args, tx->office);
  mc_pg_text (&args, like);
  rows = mc_pg_query (tx->pg, "SELECT code FROM dossier WHERE office = $1 AND starts_with (code, $2)", &args, error);
  if (rows == NULL)
    return NULL;
  for (int i = 0; i < mc_pg_n (rows); i++)
    {
      McCode code;

      if (mc_code_parse (mc_pg_get_text (rows, i, 0), &code, NULL) && mc_code_desk_of_number (code.number) == MC_PROVINCE_DESK)
        last = MAX (last, code.number);
    }
  number = mc_code_next (MC_PROVINCE_DESK, last);
  if (number > 0)
    return mc_code_format (tx->code, day, number);
  g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ ("The numbers of this desk for the day are used up"));
  return NULL;
}

static char *
new_pin (void)
{
  static const char letters[] = "BCDGHKLMNPQRTVXZ23456789";
  char pin[5] = { 0 };

  for (int i = 0; i < 4; i++)
    pin[i] = letters[randombytes_uniform (sizeof letters - 1)];
  return g_strdup (pin);
}

static gboolean
check_code (McProvinceTx *tx, const char *code, GError **error)
{
  McEntryRef ref;
  gboolean found;

  if (!mc_province_find (tx, code, &ref, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  g_set_error (error, MC_ERROR, MC_ERROR_CONFLICT, _ ("The dossier %s is here already"), code);
  return FALSE;
}

static gboolean
note_ref (McProvinceTx *tx, const char *ref, const McEntryRef *dossier, GError **error)
{
  g_auto (McPgArgs) args = { 0 };

  mc_pg_int (&args, tx->office);
  mc_pg_text (&args, ref);
  mc_pg_bytes (&args, dossier->origin, MC_ORIGIN_SIZE);
  mc_pg_int (&args, dossier->seq);
  return mc_pg_run (tx->pg, "INSERT INTO submission (office, ref, d_origin, d_seq) VALUES ($1, $2, $3, $4)", &args, error);
}

static gboolean
append_submit (McProvinceTx *tx, Submit *submit, const McProcedure *procedure, GError **error)
{
  g_autoptr (McDossier) dossier = mc_dossier_new ();
  g_autofree char *body = NULL;
  McEntryRef ref;

  mc_intake_free (dossier->intake);
  dossier->intake = mc_intake_copy (submit->intake);
  dossier->code = g_strdup (submit->result);
  dossier->pin = new_pin ();
  dossier->procedure_name = g_strdup (procedure->name);
  dossier->procedure_short = g_strdup (procedure->short_name);
  dossier->field_name = g_strdup (procedure->field_name);
  body = mc_dossier_write_body (dossier);
  return mc_province_author_append (tx, submit->key, submit->actor, "submit", NULL, NULL, body, &ref, error) &&
         mc_province_attach (tx, submit->key, submit->files, submit->actor, submit->intake, &ref, submit->attachments, error) &&
         (submit->intake->ref == NULL || note_ref (tx, submit->intake->ref, &ref, error));
}

static gboolean
write_submit (McPg *pg, gpointer data, GError **error)
{
  Submit *submit = data;
  g_autoptr (McProcedure) procedure = NULL;
  McProvinceTx tx;
  McDay day;

  g_clear_pointer (&submit->result, g_free);
  if (!mc_province_tx_for_office (&tx, pg, submit->office, error) || !mc_province_author_ensure (&tx, submit->key, error) ||
      !mc_province_storage ()->lock (&tx, error))
    return FALSE;
  if (submit->intake->ref != NULL && !known_ref (&tx, submit->intake->ref, &submit->result, error))
    return FALSE;
  if (submit->result != NULL)
    return TRUE;
  if (submit->intake->received_at == 0)
    submit->intake->received_at = tx.now;
  day = mc_day_of_time (submit->intake->received_at);
  if (!find_procedure (pg, submit->intake->procedure_code, day, &procedure, error) ||
      !mc_intake_check (submit->intake, procedure, day, NULL, error))
    return FALSE;
  submit->result = submit->code != NULL ? g_strdup (submit->code) : give_code (&tx, day, error);
  return submit->result != NULL && (submit->code == NULL || check_code (&tx, submit->code, error)) &&
         append_submit (&tx, submit, procedure, error);
}

/* The office of a code, or NULL. */
static char *
office_of_code (const char *text)
{
  McCode code;

  return mc_code_parse (text, &code, NULL) ? g_strdup (code.office) : NULL;
}

char *
mc_province_submit (McPg *pg, const McProvinceKey *key, McFileStore *files, const char *actor, JsonObject *line, GError **error)
{
  g_autoptr (McIntake) intake = mc_intake_read_json (line, error);
  g_autofree char *office = NULL, *code = NULL;
  Submit submit = { key, actor, NULL, NULL, intake, files, NULL, NULL };

  if (intake == NULL || !mc_json_read_array (line, "files", &submit.attachments, error) || !mc_json_read_text (line, "office", &office, error) || !mc_json_read_text (line, "code", &code, error))
    return NULL;
  if (office == NULL && code != NULL)
    office = office_of_code (code);
  if (mc_text_is_empty (office) || (code != NULL && (mc_text_is_empty (code) || strlen (code) > 64)))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The office of an online dossier is missing"));
      return NULL;
    }
  if (!json_object_has_member (line, "channel"))
    intake->channel = MC_CHANNEL_ONLINE;
  if (mc_text_is_empty (intake->ref))
    g_clear_pointer (&intake->ref, g_free);
  submit.office = office;
  submit.code = code;
  if (mc_pg_transaction (pg, write_submit, &submit, error))
    return submit.result;
  g_free (submit.result);
  return NULL;
}

/* ---- what departments decided ---------------------------------------------------------------------------- */

typedef struct
{
  const McProvinceKey *key;
  McFileStore *files;
  const char *actor;
  const McDecision *decision;
  char *code;   /* (owned) in its form */
  char *office; /* (owned) */
  McState state;
} Decide;

/* The action that leads there; several may, and a department's is the first of these. */
static gboolean
find_action (const McDossier *dossier, McState wanted, McAction *action, GError **error)
{
  static const McAction ways[] = { MC_ACTION_FORWARD,         MC_ACTION_COMPLETE, MC_ACTION_REQUEST_SUPPLEMENT,
                                   MC_ACTION_SUPPLEMENT_RECEIVED, MC_ACTION_REQUEST_PAYMENT, MC_ACTION_REFUSE,
                                   MC_ACTION_WITHDRAW,        MC_ACTION_STOP,     MC_ACTION_RETURN };
  McState next;

  *action = MC_ACTION_INFORM;
  if (wanted == dossier->state)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (mc_status_next (dossier->state, ways[i], dossier->times_extended, &next, NULL) && next == wanted)
      {
        *action = ways[i];
        return TRUE;
      }
  g_set_error (error, MC_ERROR, MC_ERROR_REJECTED, _ ("A dossier that is “%s” cannot become “%s”"),
               mc_state_to_key (dossier->state), mc_state_to_key (wanted));
  return FALSE;
}

static gboolean
add_result (McPg *pg, McProvinceTx *tx, const Decide *decide, JsonBuilder *builder, GError **error)
{
  const McDecision *decision = decide->decision;
  g_autofree char *hex = NULL, *name = NULL;
  guint8 hash[MC_HASH_SIZE];
  g_autofree char *type = NULL;
  gboolean whole = TRUE;
  gint64 size;

  if (decision->result_path == NULL && decision->result == NULL)
    return TRUE;
  if (decision->result_path != NULL)
    {
      name = g_path_get_basename (decision->result_path);
      type = g_content_type_guess (name, NULL, 0, NULL);
      if (!mc_file_store_take (decide->files, pg, tx->office, decision->result_path, hash, &size, error))
        return FALSE;
    }
  else
    {
      memcpy (hash, decision->result, MC_HASH_SIZE);
      if (!mc_file_store_state (pg, tx->office, hash, &size, &whole, error))
        return FALSE;
    }
  if (!whole)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("The file of the result is not here"));
      return FALSE;
    }
  hex = mc_hex_encode (hash, MC_HASH_SIZE);
  json_builder_set_member_name (builder, "result");
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "blob", hex);
  mc_json_add_int (builder, "bytes", size);
  mc_json_add_text (builder, "name", name);
  mc_json_add_text (builder, "type", type);
  json_builder_end_object (builder);
  return TRUE;
}

/* What a decision says, but for the action that led to it. (transfer full) (nullable) */
static JsonNode *
said_in (const char *body, gsize size)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object = mc_json_parse_object (parser, body, (gssize) size, NULL);

  if (object == NULL)
    return NULL;
  json_object_remove_member (object, "action");
  return json_parser_steal_root (parser);
}

/* Who got no answer says it again: *said when it is what the province said last of the dossier. */
static gboolean
was_said (McProvinceTx *tx, const McEntryRef *ref, const char *body, gboolean *said, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;
  g_autoptr (JsonNode) now = said_in (body, strlen (body)), before = NULL;
  const guint8 *text;
  gsize size;

  mc_pg_int (&args, tx->office);
  mc_pg_bytes (&args, ref->origin, MC_ORIGIN_SIZE);
  mc_pg_int (&args, ref->seq);
  mc_pg_bytes (&args, tx->province, MC_ORIGIN_SIZE);
  rows = mc_pg_query (tx->pg,
                      "SELECT e.body FROM entry e JOIN origin o ON o.n = e.origin AND o.id = $4 WHERE e.office = $1 AND e.d_origin = $2"
                      " AND e.d_seq = $3 AND e.kind = 'act' ORDER BY e.n DESC LIMIT 1",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  text = mc_pg_n (rows) > 0 ? mc_pg_get_bytes (rows, 0, 0, &size) : NULL;
  before = text != NULL ? said_in ((const char *) text, size) : NULL;
  *said = now != NULL && before != NULL && json_node_equal (now, before);
  return TRUE;
}

static gboolean
append_decision (McPg *pg, McProvinceTx *tx, Decide *decide, const McEntryRef *ref, const McEntryRef *head, McAction action,
                 gboolean is_there, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *body = NULL, *note = NULL;
  gboolean said = FALSE;

  if (!mc_text_is_empty (decide->decision->note))
    note = mc_text_clean (decide->decision->note);
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "action", mc_action_to_key (action));
  mc_json_add_text (builder, "state", mc_state_to_key (decide->state));
  mc_json_add_text (builder, "note", note);
  mc_json_add_text (builder, "to", decide->decision->number);
  if (!add_result (pg, tx, decide, builder, error))
    return FALSE;
  json_builder_end_object (builder);
  body = mc_json_builder_text (builder);
  if (is_there && !was_said (tx, ref, body, &said, error))
    return FALSE;
  return said || mc_province_author_append (tx, decide->key, decide->actor, "act", ref, head, body, NULL, error);
}

static gboolean
not_found (const char *code, GError **error)
{
  g_set_error (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("There is no dossier %s here"), code);
  return FALSE;
}

/* A dossier whose code the portal gave may be of any office. */
static gboolean
find_anywhere (McPg *pg, const char *code, McProvinceTx *tx, McEntryRef *ref, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;
  g_autofree char *office = office_of_code (code), *form = NULL;
  gboolean found = FALSE;
  McCode parts;

  if (office != NULL && mc_code_parse (code, &parts, NULL))
    form = mc_code_format (parts.office, parts.day, parts.number);
  mc_pg_text (&args, form != NULL ? form : code);
  mc_pg_text (&args, office);
  rows = mc_pg_query (pg,
                      "SELECT o.code FROM dossier d JOIN office o ON o.id = d.office WHERE d.code = $1"
                      " ORDER BY o.code IS NOT DISTINCT FROM $2 DESC, o.id LIMIT 1",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  if (mc_pg_n (rows) > 0 && (!mc_province_tx_for_office (tx, pg, mc_pg_get_text (rows, 0, 0), error) ||
                             !mc_province_find (tx, form != NULL ? form : code, ref, &found, error)))
    return FALSE;
  return found || not_found (code, error);
}

static gboolean
write_decision (McPg *pg, gpointer data, GError **error)
{
  Decide *decide = data;
  g_autoptr (McDossier) dossier = NULL;
  McEntryRef ref, head;
  McProvinceTx tx;
  McAction action;

  if (!find_anywhere (pg, decide->decision->code, &tx, &ref, error) || !mc_province_author_ensure (&tx, decide->key, error) ||
      !mc_province_storage ()->lock (&tx, error))
    return FALSE;
  dossier = mc_province_fold (&tx, &ref, &head, error);
  return dossier != NULL && find_action (dossier, decide->state, &action, error) &&
         append_decision (pg, &tx, decide, &ref, &head, action, dossier->state == decide->state, error);
}

gboolean
mc_province_decide (McPg *pg, const McProvinceKey *key, McFileStore *files, const char *actor, const McDecision *decision,
                    McState *state, GError **error)
{
  Decide decide = { .key = key, .files = files, .actor = actor, .decision = decision };

  if (!mc_state_from_key (decision->state, &decide.state))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is no state of a dossier"), decision->state);
      return FALSE;
    }
  if (!mc_pg_transaction (pg, write_decision, &decide, error))
    return FALSE;
  *state = decide.state;
  return TRUE;
}

typedef struct
{
  const char *code;
  McDossier *dossier; /* (owned) */
} Show;

static gboolean
read_dossier (McPg *pg, gpointer data, GError **error)
{
  Show *show = data;
  McEntryRef ref, head;
  McProvinceTx tx;

  g_clear_pointer (&show->dossier, mc_dossier_free);
  return find_anywhere (pg, show->code, &tx, &ref, error) &&
         (show->dossier = mc_province_fold (&tx, &ref, &head, error)) != NULL;
}

McDossier *
mc_province_show (McPg *pg, const char *code, GError **error)
{
  Show show = { code, NULL };

  if (mc_pg_transaction (pg, read_dossier, &show, error))
    return show.dossier;
  g_clear_pointer (&show.dossier, mc_dossier_free);
  return NULL;
}
