/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to a dossier after it was received, and the note that a paper was made. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-again.h"
#include "mc-correction.h"
#include "mc-desk-private.h"
#include "mc-error.h"
#include "mc-intake-changes.h"
#include "mc-journal.h"
#include "mc-json.h"
#include "mc-projection.h"
#include "mc-text.h"

typedef struct
{
  McDeskRules *rules; /* (owned) */
  char *code;
  char *kind;   /* "act", "print", "render" */
  McAction action;
  char *note;
  char *to;     /* beside what McDesk says, the form of a print */
  char *changes; /* (nullable) of a correction, as mc_correction_write() gives them */
  char *settles; /* (nullable) the entry whose wish is done now, after it stood aside */
  char *body;   /* (nullable) what the entry says, where it is known beforehand: a file */
  McDossier *result; /* (owned) */
} Deed;

static Deed *
deed_new (McDesk *desk, const char *code, const char *kind, McAction action, const char *note, const char *to)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->rules = _mc_desk_rules_ref (desk->rules);
  deed->code = _mc_desk_clean_code (code);
  deed->kind = g_strdup (kind);
  deed->action = action;
  deed->note = mc_text_is_empty (note) ? NULL : mc_text_clean (note);
  deed->to = mc_text_is_empty (to) ? NULL : g_strdup (to);
  return deed;
}

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  _mc_desk_rules_unref (deed->rules);
  g_free (deed->code);
  g_free (deed->kind);
  g_free (deed->note);
  g_free (deed->to);
  g_free (deed->changes);
  g_free (deed->settles);
  g_free (deed->body);
  g_clear_pointer (&deed->result, mc_dossier_free);
  g_free (deed);
}

/* As it was in force on the day of receipt. (nullable) */
static McProcedure *
procedure_of (Deed *deed, const McDossier *dossier)
{
  return _mc_desk_rules_procedure (deed->rules, dossier->intake->procedure_code, mc_day_of_time (dossier->received_at));
}

/* The appointment counted from now: of a dossier that was sent online, when the desk takes it in, and of one that the citizen completed, for
 * its limit starts from zero then (NĐ 61/2018 Đ.19.4). */
static void
add_due_from_now (JsonBuilder *builder, Deed *deed, const McDossier *dossier, gint64 now)
{
  McProcedure *procedure = procedure_of (deed, dossier);
  const McProcedureCase *item = procedure != NULL ? mc_procedure_find_case (procedure, dossier->intake->case_key) : NULL;
  g_autoptr (McAppointment) appointment = NULL;

  if (item == NULL)
    return;
  appointment = mc_appointment_compute (deed->rules->calendar, item->duration[dossier->intake->channel], now);
  mc_json_add_time (builder, "due", appointment->due);
  mc_json_add_text (builder, "due_reason", appointment->reason);
  if (deed->action != MC_ACTION_ACCEPT)
    return;
  mc_json_add_text (builder, "duration", appointment->duration_text);
  mc_json_add_time (builder, "transfer_by", appointment->transfer_by);
  mc_json_add_int (builder, "desk", deed->rules->office->desk);
}

static gboolean
fail_invalid (const char *message, GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
add_extension (JsonBuilder *builder, Deed *deed, const McDossier *dossier, GError **error)
{
  gint64 due = 0;

  if (deed->to == NULL || !mc_time_from_iso (deed->to, &due) || due <= dossier->due)
    return fail_invalid (_ ("The new date must lie after the one promised"), error);
  if (deed->note == NULL)
    return fail_invalid (_ ("The reason of the delay is missing"), error);
  mc_json_add_time (builder, "due", due);
  return TRUE;
}

/* What is said to be other already is no change: of two who correct the same name the second has nothing to do. */
static gboolean
add_correction (JsonBuilder *builder, Deed *deed, const McDossier *dossier, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  McProcedure *procedure = procedure_of (deed, dossier);
  JsonObject *changes = deed->changes != NULL ? mc_json_parse_object (parser, deed->changes, -1, error) : NULL;
  g_autoptr (McIntake) after = NULL;
  g_autofree char *text = NULL, *what = NULL;

  if (deed->changes == NULL)
    return fail_invalid (_ ("Nothing was changed"), error);
  if (changes == NULL || !mc_correction_check (changes, error) ||
      (after = mc_correction_apply (dossier->intake, changes, error)) == NULL ||
      !mc_intake_check (after, procedure, mc_day_of_time (dossier->received_at), NULL, error))
    return FALSE;
  mc_intake_name_components (after, procedure);
  if ((text = mc_correction_write (dossier->intake, after)) == NULL)
    return fail_invalid (_ ("Nothing was changed"), error);
  if (deed->note == NULL)
    return fail_invalid (_ ("The reason of the correction is missing"), error);
  what = mc_intake_changes_text (dossier->intake, after);
  mc_json_add_text (builder, "what", what);
  json_builder_set_member_name (builder, "changes");
  json_builder_add_value (builder, json_from_string (text, NULL));
  return TRUE;
}

/* Another case of the same procedure: its time, counted from the receipt, and its fee while none was taken. */
static gboolean
add_case (JsonBuilder *builder, Deed *deed, const McDossier *dossier, GError **error)
{
  McProcedure *procedure = procedure_of (deed, dossier);
  const McProcedureCase *item = NULL;
  gint64 from = dossier->accepted_at != 0 ? dossier->accepted_at : dossier->received_at;
  g_autoptr (McAppointment) appointment = NULL;

  for (guint i = 0; procedure != NULL && i < procedure->cases->len; i++)
    if (g_strcmp0 (((McProcedureCase *) g_ptr_array_index (procedure->cases, i))->key, deed->to) == 0)
      item = g_ptr_array_index (procedure->cases, i);
  if (item == NULL)
    return fail_invalid (_ ("The procedure has no such case"), error);
  if (g_strcmp0 (mc_procedure_find_case (procedure, dossier->intake->case_key)->key, item->key) == 0)
    return fail_invalid (_ ("This is the case it has already"), error);
  if (deed->note == NULL)
    return fail_invalid (_ ("The reason of the change is missing"), error);
  appointment = mc_appointment_compute (deed->rules->calendar, item->duration[dossier->intake->channel], from);
  mc_json_add_time (builder, "due", appointment->due);
  mc_json_add_text (builder, "due_reason", appointment->reason);
  mc_json_add_text (builder, "duration", appointment->duration_text);
  mc_json_add_time (builder, "transfer_by", appointment->transfer_by);
  if (dossier->paid_at == 0)
    mc_json_add_int (builder, "fee", item->fee[dossier->intake->channel]);
  return TRUE;
}

static gboolean
add_action (JsonBuilder *builder, Deed *deed, const McDossier *dossier, gint64 now, GError **error)
{
  McState next;

  if (!mc_status_next (dossier->state, deed->action, dossier->times_extended, &next, error))
    return FALSE;
  mc_json_add_text (builder, "action", mc_action_to_key (deed->action));
  mc_json_add_text (builder, "state", mc_state_to_key (next));
  mc_json_add_text (builder, "note", deed->note);
  mc_json_add_text (builder, "settles", deed->settles);
  if (deed->action == MC_ACTION_EXTEND)
    return add_extension (builder, deed, dossier, error);
  if (deed->action == MC_ACTION_CORRECT)
    return add_correction (builder, deed, dossier, error);
  if (deed->action == MC_ACTION_CHANGE_CASE && !add_case (builder, deed, dossier, error))
    return FALSE;
  if (deed->action == MC_ACTION_VOID && deed->note == NULL)
    return fail_invalid (_ ("The reason why it is voided is missing"), error);
  if (deed->action == MC_ACTION_ACCEPT || deed->action == MC_ACTION_SUPPLEMENT_RECEIVED)
    add_due_from_now (builder, deed, dossier, now);
  mc_json_add_text (builder, "to", deed->to);
  return TRUE;
}

gboolean
_mc_desk_append (McTx *tx, const char *kind, McRow *row, JsonNode *body, GError **error)
{
  McEntryRef first = { .seq = row->seq }, parent = { .seq = row->head_seq }, ref;
  g_autofree char *text = NULL;
  g_auto (McEnvelope) envelope = { .stream = MC_STREAM_WORK, .time = tx->now };

  if (!mc_journal_origin_id (tx->db, row->origin, first.origin, error) ||
      !mc_journal_origin_id (tx->db, row->head_origin, parent.origin, error) ||
      (text = mc_again_write_body (tx, &first, &parent, body, error)) == NULL ||
      !mc_journal_append (tx, MC_STREAM_WORK, kind, &first, &parent, row->dossier->id, text, &ref, error))
    return FALSE;
  if (!mc_projection_note_files (tx->db, mc_journal_last_row (tx), row->dossier->id, json_node_get_object (body), error))
    return FALSE;
  envelope.actor = g_strdup (tx->actor);
  envelope.kind = g_strdup (kind);
  envelope.seq = ref.seq;
  if (mc_fold_is_exclusive (&envelope, json_node_get_object (body)))
    {
      row->head_origin = tx->origin;
      row->head_seq = ref.seq;
    }
  return mc_fold_entry (row->dossier, &envelope, json_node_get_object (body), error);
}

/* What the entry says of a dossier as it stands. (transfer full) */
static JsonNode *
make_body (McTx *tx, Deed *deed, gint64 id, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (McDossier) whole = NULL;

  if (deed->body != NULL)
    return json_from_string (deed->body, error);
  json_builder_begin_object (builder);
  if (strcmp (deed->kind, "act") == 0)
    {
      if ((whole = mc_projection_fold (tx->db, id, error)) == NULL || !add_action (builder, deed, whole, tx->now, error))
        return NULL;
    }
  else
    mc_json_add_text (builder, "form", deed->to);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static gboolean
write_deed (McTx *tx, gpointer data, GError **error)
{
  Deed *deed = data;
  g_autoptr (JsonNode) body = NULL;
  g_auto (McRow) old = { 0 };
  g_auto (McRow) row = { 0 };
  gboolean found;
  gint64 id;

  if (!_mc_desk_find_code (tx->db, deed->code, &id, error) || !mc_projection_load (tx->db, id, &old, &found, error) ||
      !mc_projection_load (tx->db, id, &row, &found, error))
    return FALSE;

  if ((body = make_body (tx, deed, id, error)) == NULL)
    return FALSE;
  if (!_mc_desk_append (tx, deed->kind, &row, body, error) || !mc_projection_update (tx->db, &old, &row, error) ||
      !mc_projection_settle (tx->db, json_node_get_object (body), error))
    return FALSE;
  deed->result = mc_projection_fold (tx->db, id, error);
  return deed->result != NULL;
}

McDossier *
mc_desk_act (McDesk *self, const char *code, McAction action, const char *note, const char *to, GError **error)
{
  Deed *deed = deed_new (self, code, "act", action, note, to);
  McDossier *result = NULL;

  if (mc_store_write (self->store, write_deed, deed, error))
    result = g_steal_pointer (&deed->result);
  deed_free (deed);
  return result;
}

static void
start_deed (McDesk *self, Deed *deed, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, deed, deed_free);
  mc_store_write_task (self->store, task, write_deed);
}

void
mc_desk_act_async (McDesk *self, const char *code, McAction action, const char *note, const char *to,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (MC_IS_DESK (self));
  start_deed (self, deed_new (self, code, "act", action, note, to), mc_desk_act_async, cancellable, callback, user_data);
}

McDossier *
mc_desk_act_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  Deed *deed = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  _mc_desk_touch (self);
  return g_steal_pointer (&deed->result);
}

static Deed *
deed_new_correction (McDesk *desk, const char *code, const char *changes, const char *note)
{
  Deed *deed = deed_new (desk, code, "act", MC_ACTION_CORRECT, note, NULL);

  deed->changes = g_strdup (changes);
  return deed;
}

McDossier *
mc_desk_correct (McDesk *self, const char *code, const char *changes, const char *note, GError **error)
{
  Deed *deed = deed_new_correction (self, code, changes, note);
  McDossier *result = NULL;

  if (mc_store_write (self->store, write_deed, deed, error))
    result = g_steal_pointer (&deed->result);
  deed_free (deed);
  return result;
}

void
mc_desk_correct_async (McDesk *self, const char *code, const char *changes, const char *note, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (MC_IS_DESK (self));
  start_deed (self, deed_new_correction (self, code, changes, note), mc_desk_correct_async, cancellable, callback, user_data);
}

McDossier *
mc_desk_correct_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  return mc_desk_act_finish (self, result, error);
}

char *
mc_desk_changes_between (const McIntake *before, const McIntake *after)
{
  return mc_correction_write (before, after);
}

McDossier *
_mc_desk_act_again (McDesk *self, const McConflict *wish, McAction action, const char *settles, GError **error)
{
  Deed *deed = deed_new (self, wish->code, "act", action, wish->note, wish->to);
  McDossier *result = NULL;

  deed->changes = g_strdup (wish->changes);
  deed->settles = g_strdup (settles);
  if (mc_store_write (self->store, write_deed, deed, error))
    result = g_steal_pointer (&deed->result);
  deed_free (deed);
  return result;
}

McDossier *
_mc_desk_add (McDesk *self, const char *code, const char *kind, char *body, GError **error)
{
  Deed *deed = deed_new (self, code, kind, MC_ACTION_INFORM, NULL, NULL);
  McDossier *result = NULL;

  deed->body = body;
  if (mc_store_write (self->store, write_deed, deed, error))
    result = g_steal_pointer (&deed->result);
  deed_free (deed);
  return result;
}

/* Nothing is done to the dossier: the action is never read, and the form goes where an action has whom it goes to. */
static Deed *
deed_new_print (McDesk *desk, const char *code, const char *form, gboolean printed)
{
  return deed_new (desk, code, printed ? "print" : "render", MC_ACTION_FORWARD, NULL, form);
}

gboolean
mc_desk_note_print (McDesk *self, const char *code, const char *form, gboolean printed, GError **error)
{
  Deed *deed = deed_new_print (self, code, form, printed);
  gboolean ok = mc_store_write (self->store, write_deed, deed, error);

  deed_free (deed);
  return ok;
}

void
mc_desk_note_print_async (McDesk *self, const char *code, const char *form, gboolean printed, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (MC_IS_DESK (self));
  start_deed (self, deed_new_print (self, code, form, printed), mc_desk_note_print_async, cancellable, callback, user_data);
}

gboolean
mc_desk_note_print_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  _mc_desk_touch (self);
  return TRUE;
}
