/* SPDX-License-Identifier: GPL-3.0-or-later */
/* McDossier to and from JSON: the body of a "receive" entry, and what motcuactl prints. */
#include "config.h"

#include "mc-json.h"

/* What was decided on receipt, beside the intake itself. */
static const McJsonField decided[] = {
  { "procedure_name", MC_JSON_TEXT, G_STRUCT_OFFSET (McDossier, procedure_name) },
  { "procedure_short", MC_JSON_TEXT, G_STRUCT_OFFSET (McDossier, procedure_short) },
  { "field", MC_JSON_TEXT, G_STRUCT_OFFSET (McDossier, field_name) },
  { "duration", MC_JSON_TEXT, G_STRUCT_OFFSET (McDossier, duration_text) },
  { "due", MC_JSON_TIME, G_STRUCT_OFFSET (McDossier, due) },
  { "due_reason", MC_JSON_TEXT, G_STRUCT_OFFSET (McDossier, due_reason) },
  { "transfer_by", MC_JSON_TIME, G_STRUCT_OFFSET (McDossier, transfer_by) },
  { "desk", MC_JSON_COUNT, G_STRUCT_OFFSET (McDossier, desk) },
  { "pin", MC_JSON_TEXT, G_STRUCT_OFFSET (McDossier, pin) },
};

char *
mc_dossier_write_body (const McDossier *dossier)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "code", dossier->code);
  mc_intake_write_json (builder, dossier->intake);
  mc_json_add_fields (builder, decided, G_N_ELEMENTS (decided), dossier);
  json_builder_end_object (builder);
  return mc_json_builder_text (builder);
}

gboolean
mc_dossier_read_body (McDossier *dossier, JsonObject *body, GError **error)
{
  McIntake *intake = mc_intake_read_json (body, error);

  if (intake == NULL)
    return FALSE;
  mc_intake_free (dossier->intake);
  dossier->intake = intake;
  if (!mc_json_read_text (body, "code", &dossier->code, error) ||
      !mc_json_read_fields (body, decided, G_N_ELEMENTS (decided), dossier, error))
    return FALSE;
  dossier->received_at = intake->received_at;
  dossier->due_first = dossier->due;
  dossier->fee = intake->fee;
  dossier->paid_at = intake->fee_paid ? intake->received_at : 0;
  dossier->state = MC_STATE_RECEIVED;
  return TRUE;
}

static void
write_events (JsonBuilder *builder, GPtrArray *events)
{
  json_builder_set_member_name (builder, "events");
  json_builder_begin_array (builder);
  for (guint i = 0; i < events->len; i++)
    {
      const McEvent *event = g_ptr_array_index (events, i);

      json_builder_begin_object (builder);
      mc_json_add_time (builder, "time", event->time);
      mc_json_add_text (builder, "actor", event->actor);
      mc_json_add_text (builder, "kind", event->kind);
      mc_json_add_text (builder, "action", event->action);
      mc_json_add_text (builder, "state", mc_state_to_key (event->state));
      mc_json_add_text (builder, "what", event->what);
      mc_json_add_text (builder, "note", event->note);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
write_files (JsonBuilder *builder, GPtrArray *files)
{
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint i = 0; i < files->len; i++)
    {
      const McFile *file = g_ptr_array_index (files, i);

      json_builder_begin_object (builder);
      mc_json_add_text (builder, "blob", file->hash);
      mc_json_add_int (builder, "bytes", file->size);
      mc_json_add_text (builder, "component", file->component);
      mc_json_add_text (builder, "name", file->name);
      mc_json_add_text (builder, "type", file->type);
      mc_json_add_bool (builder, "result", file->result);
      mc_json_add_time (builder, "time", file->time);
      mc_json_add_text (builder, "actor", file->actor);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

void
mc_dossier_write_json (JsonBuilder *builder, const McDossier *dossier)
{
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "dossier", dossier->uid);
  mc_json_add_text (builder, "code", dossier->code);
  mc_json_add_text (builder, "official_code", dossier->official_code);
  json_builder_set_member_name (builder, "state");
  json_builder_begin_object (builder);
  mc_json_add_int (builder, "number", dossier->state);
  mc_json_add_text (builder, "name", mc_state_to_key (dossier->state));
  json_builder_end_object (builder);
  mc_intake_write_json (builder, dossier->intake);
  mc_json_add_fields (builder, decided, G_N_ELEMENTS (decided), dossier);
  if (dossier->due_first != dossier->due)
    mc_json_add_time (builder, "due_first", dossier->due_first);
  if (dossier->times_extended > 0)
    mc_json_add_int (builder, "times_extended", dossier->times_extended);
  mc_json_add_text (builder, "received_by", dossier->received_by);
  mc_json_add_text (builder, "holder", dossier->holder);
  mc_json_add_time (builder, "paid_at", dossier->paid_at);
  mc_json_add_text (builder, "result_number", dossier->result_number);
  mc_json_add_time (builder, "returned_at", dossier->returned_at);
  mc_json_add_int (builder, "printed", dossier->n_printed);
  mc_json_add_time (builder, "accepted_at", dossier->accepted_at);
  if (dossier->files != NULL && dossier->files->len > 0)
    write_files (builder, dossier->files);
  if (dossier->events != NULL)
    write_events (builder, dossier->events);
  json_builder_end_object (builder);
}
