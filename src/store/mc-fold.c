/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-fold.h"

#include <glib/gi18n-lib.h>

#include "mc-code.h"
#include "mc-correction.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-official-code.h"

/* What the desk decides when it takes an online dossier in, as on a receipt of its own. */
static gboolean
fold_accept (McDossier *dossier, JsonObject *body, GError **error)
{
  gint64 desk = dossier->desk;

  if (!mc_json_read_text (body, "duration", &dossier->duration_text, error) ||
      !mc_json_read_time (body, "transfer_by", &dossier->transfer_by, error) || !mc_json_read_int (body, "desk", &desk, error))
    return FALSE;
  dossier->desk = (int) CLAMP (desk, 0, MC_CODE_DESKS);
  return TRUE;
}

static gboolean
fold_correction (McDossier *dossier, JsonObject *body, GError **error)
{
  JsonObject *changes = NULL;
  McIntake *intake;

  if (!mc_json_read_object (body, "changes", &changes, error))
    return FALSE;
  if (changes == NULL)
    return TRUE;
  if ((intake = mc_correction_apply (dossier->intake, changes, error)) == NULL)
    return FALSE;
  mc_intake_free (dossier->intake);
  dossier->intake = intake;
  return TRUE;
}

/* @key: of the case it is now; the new time stands beside it. */
static gboolean
fold_case (McDossier *dossier, const char *key, JsonObject *body, GError **error)
{
  gint64 fee = dossier->fee;

  if (key == NULL)
    return TRUE;
  if (!mc_json_read_text (body, "duration", &dossier->duration_text, error) ||
      !mc_json_read_time (body, "transfer_by", &dossier->transfer_by, error) || !mc_json_read_int (body, "fee", &fee, error))
    return FALSE;
  dossier->fee = MAX (fee, MC_FEE_BY_COUNCIL);
  g_free (dossier->intake->case_key);
  dossier->intake->case_key = g_strdup (key);
  return TRUE;
}

static gboolean
fold_action (McDossier *dossier, McAction action, gint64 time, JsonObject *body, GError **error)
{
  gint64 due = dossier->due;
  g_autofree char *to = NULL;

  if (!mc_json_read_text (body, "to", &to, error) || !mc_json_read_time (body, "due", &due, error) ||
      !mc_json_read_text (body, "due_reason", &dossier->due_reason, error))
    return FALSE;
  dossier->due = due;

  switch (action)
    {
    case MC_ACTION_ACCEPT:
      dossier->accepted_at = time;
      dossier->due_first = due;
      return fold_accept (dossier, body, error);
    case MC_ACTION_FORWARD:
    case MC_ACTION_ACCEPT_TRANSFER:
      g_free (dossier->holder);
      dossier->holder = g_steal_pointer (&to);
      break;
    case MC_ACTION_RECALL:
    case MC_ACTION_SEND_BACK:
      g_clear_pointer (&dossier->holder, g_free);
      break;
    case MC_ACTION_EXTEND:
      dossier->times_extended++;
      break;
    case MC_ACTION_PAID:
      dossier->paid_at = time;
      break;
    case MC_ACTION_REFUND:
      dossier->paid_at = 0;
      break;
    case MC_ACTION_EXEMPT:
      dossier->fee = 0;
      dossier->paid_at = 0;
      break;
    case MC_ACTION_COMPLETE:
      g_free (dossier->result_number);
      dossier->result_number = g_steal_pointer (&to);
      break;
    case MC_ACTION_RETURN:
      dossier->returned_at = time;
      break;
    case MC_ACTION_CORRECT:
      return fold_correction (dossier, body, error);
    case MC_ACTION_CHANGE_CASE:
      return fold_case (dossier, to, body, error);
    default:
      break;
    }
  return TRUE;
}

/* ---- files -------------------------------------------------------------------------------------------------- */

/* @object: {"blob", "bytes", "component", "name", "type"}. */
static gboolean
fold_file (McDossier *dossier, const McEnvelope *envelope, JsonObject *object, gboolean result, GError **error)
{
  McFile *file;

  if (dossier->files == NULL)
    return TRUE;
  file = mc_file_new ();
  g_ptr_array_add (dossier->files, file);
  file->result = result;
  file->time = envelope->time;
  file->actor = g_strdup (envelope->actor);
  return mc_json_read_text (object, "blob", &file->hash, error) && mc_json_read_int (object, "bytes", &file->size, error) &&
         mc_json_read_text (object, "component", &file->component, error) &&
         mc_json_read_text (object, "name", &file->name, error) && mc_json_read_text (object, "type", &file->type, error);
}

static gboolean
fold_result (McDossier *dossier, const McEnvelope *envelope, JsonObject *body, GError **error)
{
  JsonObject *result = NULL;

  return mc_json_read_object (body, "result", &result, error) &&
         (result == NULL || fold_file (dossier, envelope, result, TRUE, error));
}

static gboolean
fold_act (McDossier *dossier, const McEnvelope *envelope, JsonObject *body, GError **error)
{
  g_autofree char *key = NULL, *state_key = NULL;
  McAction action;
  McState state;

  if (!mc_json_read_text (body, "action", &key, error) || !mc_json_read_text (body, "state", &state_key, error))
    return FALSE;
  /* An action of a newer version: shown in the history, no more. */
  if (key == NULL || !mc_action_from_key (key, &action))
    return TRUE;
  if (!fold_action (dossier, action, envelope->time, body, error) || !fold_result (dossier, envelope, body, error))
    return FALSE;
  if (mc_action_is_exclusive (action) && state_key != NULL && mc_state_from_key (state_key, &state))
    dossier->state = state;
  return TRUE;
}

/* Of several the last in the order stands; one without a code takes it back. */
static gboolean
fold_official_code (McDossier *dossier, JsonObject *body, GError **error)
{
  g_autofree char *code = NULL;

  if (!mc_json_read_text (body, "official", &code, error))
    return FALSE;
  if (code != NULL && !mc_official_code_is_sound (code))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” has a value of the wrong kind"), "official");
      return FALSE;
    }
  g_free (dossier->official_code);
  dossier->official_code = g_steal_pointer (&code);
  return TRUE;
}

static gboolean
add_event (McDossier *dossier, const McEnvelope *envelope, JsonObject *body, GError **error)
{
  McEvent *event;

  if (dossier->events == NULL)
    return TRUE;
  event = mc_event_new ();
  g_ptr_array_add (dossier->events, event);
  event->time = envelope->time;
  event->actor = g_strdup (envelope->actor);
  event->kind = g_strdup (envelope->kind);
  event->state = dossier->state;
  event->desk = dossier->desk;
  return body == NULL || (mc_json_read_text (body, "action", &event->action, error) && mc_json_read_text (body, "what", &event->what, error) &&
                          mc_json_read_text (body, "form", &event->action, error) &&
                          mc_json_read_text (body, "official", &event->note, error) &&
                          mc_json_read_text (body, "note", &event->note, error));
}

gboolean
mc_fold_entry (McDossier *dossier, const McEnvelope *envelope, JsonObject *body, GError **error)
{
  if (body != NULL && mc_fold_is_first (envelope))
    {
      McEntryRef self = { .seq = envelope->seq };

      memcpy (self.origin, envelope->origin, MC_ORIGIN_SIZE);
      g_free (dossier->uid);
      dossier->uid = mc_entry_ref_to_text (&self);
      g_free (dossier->received_by);
      dossier->received_by = g_strdup (envelope->actor);
      if (!mc_dossier_read_body (dossier, body, error))
        return FALSE;
      /* Somebody else may have written it: what no list could show is no dossier. */
      if (dossier->code == NULL || dossier->intake->procedure_code == NULL)
        {
          g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("A journal entry cannot be read"));
          return FALSE;
        }
      if (strcmp (envelope->kind, "submit") == 0)
        {
          dossier->state = MC_STATE_REGISTERED;
          /* It came out of the province's system. */
          g_free (dossier->official_code);
          dossier->official_code = g_strdup (dossier->code);
        }
    }
  else if (body != NULL && strcmp (envelope->kind, "official-code") == 0)
    {
      if (!fold_official_code (dossier, body, error))
        return FALSE;
    }
  else if (body != NULL && strcmp (envelope->kind, "act") == 0)
    {
      if (!fold_act (dossier, envelope, body, error))
        return FALSE;
    }
  else if (body != NULL && strcmp (envelope->kind, "attach") == 0)
    {
      g_autofree char *component = NULL;

      if (!mc_json_read_text (body, "component", &component, error) ||
          !fold_file (dossier, envelope, body, g_strcmp0 (component, MC_COMPONENT_RESULT) == 0, error))
        return FALSE;
    }
  else if (strcmp (envelope->kind, "print") == 0)
    dossier->n_printed++;
  return add_event (dossier, envelope, body, error);
}

gboolean
mc_fold_is_first (const McEnvelope *envelope)
{
  return strcmp (envelope->kind, "receive") == 0 || strcmp (envelope->kind, "submit") == 0;
}

gboolean
mc_fold_is_exclusive (const McEnvelope *envelope, JsonObject *body)
{
  g_autofree char *key = NULL;
  McAction action;

  return body != NULL && strcmp (envelope->kind, "act") == 0 && mc_json_read_text (body, "action", &key, NULL) &&
         mc_action_from_key (key, &action) && mc_action_is_exclusive (action);
}
