/* SPDX-License-Identifier: GPL-3.0-or-later */
/* receive: dossiers by the line. Each line stands for itself: one that is refused is named and the others are done. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "mc-ctl.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-text.h"

#define MAX_LINE (1024 * 1024)

/* A card's text in place of typed details. What the line says beside it (phone, e-mail) stays. */
static gboolean
take_card (JsonObject *object, McIntake *intake, McDay today, GError **error)
{
  JsonNode *node = json_object_get_member (object, "card");
  g_autoptr (McIdCard) card = NULL;
  McPerson *person;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” has a value of the wrong kind"), "card");
      return FALSE;
    }
  if ((card = mc_id_card_parse (json_node_get_string (node), today, error)) == NULL)
    return FALSE;
  person = g_steal_pointer (&card->person);
  person->phone = g_strdup (intake->applicant->phone);
  person->phone_of = g_strdup (intake->applicant->phone_of);
  person->no_phone = intake->applicant->no_phone;
  person->email = g_strdup (intake->applicant->email);
  mc_person_free (intake->applicant);
  intake->applicant = person;
  return TRUE;
}

/* Lines without components take the procedure's. */
static void
complete (McDesk *desk, McIntake *intake)
{
  McDay day = intake->received_at != 0 ? mc_day_of_time (intake->received_at) : mc_desk_today (desk);
  McProcedure *procedure = mc_desk_procedure (desk, intake->procedure_code, day);

  if (procedure != NULL && intake->components->len == 0)
    mc_intake_set_components_from (intake, procedure);
}

static void
print_received (McCtl *ctl, const McIntake *intake, const McDossier *dossier)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *due = dossier->due != 0 ? mc_time_to_iso (dossier->due) : NULL;
  g_autofree char *due_text = mc_due_to_text (dossier->due);

  if (!ctl->json)
    {
      g_print ("%s\t%s\t%s\n", dossier->code, dossier->intake->applicant->name, due_text);
      return;
    }
  json_builder_begin_object (builder);
  if (intake->ref != NULL)
    {
      json_builder_set_member_name (builder, "ref");
      json_builder_add_string_value (builder, intake->ref);
    }
  json_builder_set_member_name (builder, "dossier");
  json_builder_add_string_value (builder, dossier->uid);
  json_builder_set_member_name (builder, "code");
  json_builder_add_string_value (builder, dossier->code);
  json_builder_set_member_name (builder, "due");
  json_builder_add_string_value (builder, due);
  json_builder_set_member_name (builder, "fee");
  if (dossier->fee >= 0)
    json_builder_add_int_value (builder, dossier->fee);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "state");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "number");
  json_builder_add_int_value (builder, dossier->state);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, mc_state_to_key (dossier->state));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static gboolean
receive_line (McCtl *ctl, McDesk *desk, const char *line, gsize size, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (McIntake) intake = NULL;
  g_autoptr (McDossier) dossier = NULL;
  JsonObject *object;

  if (size > MAX_LINE)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The line is too long"));
      return FALSE;
    }
  if ((object = mc_json_parse_object (parser, line, (gssize) size, error)) == NULL ||
      (intake = mc_desk_intake_from_json (object, error)) == NULL ||
      !take_card (object, intake, mc_desk_today (desk), error))
    return FALSE;
  complete (desk, intake);
  if ((dossier = mc_desk_receive (desk, intake, error)) == NULL)
    return FALSE;
  print_received (ctl, intake, dossier);
  /* What was acknowledged on standard output is on disk already. */
  fflush (stdout);
  return TRUE;
}

static McExit
receive_stream (McCtl *ctl, McDesk *desk, GInputStream *stream)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (stream);
  McExit status = MC_EXIT_DONE;

  g_data_input_stream_set_newline_type (lines, G_DATA_STREAM_NEWLINE_TYPE_ANY);
  for (guint n = 1;; n++)
    {
      g_autoptr (GError) error = NULL;
      gsize size = 0;
      g_autofree char *line = g_data_input_stream_read_line (lines, &size, NULL, &error);

      if (line == NULL && error != NULL)
        {
          g_printerr ("motcuactl: %s\n", error->message);
          return MC_EXIT_UNUSABLE;
        }
      if (line == NULL)
        return status;
      if (mc_text_is_empty (line))
        continue;
      if (!receive_line (ctl, desk, line, size, &error))
        {
          McExit code = mc_ctl_exit_code (error);

          g_printerr (_ ("motcuactl: line %u: %s\n"), n, error->message);
          /* A store that cannot be written will not take the next line either. */
          if (code != MC_EXIT_REFUSED)
            return code;
          status = code;
        }
    }
}

McExit
mc_command_receive (McCtl *ctl, int argc, char **argv)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;

  if (!mc_ctl_parse ("[FILE|-]", NULL, &argc, &argv, &status))
    return status;
  if (argc > 2)
    return mc_ctl_usage (_ ("receive takes one file"));
  if (argc == 2 && strcmp (argv[1], "-") != 0)
    {
      g_autoptr (GFile) file = g_file_new_for_path (argv[1]);

      if (mc_ctl_check_file (argv[1], &error))
        stream = G_INPUT_STREAM (g_file_read (file, NULL, &error));
    }
  else
    {
      g_autoptr (GFile) file = g_file_new_for_path ("/dev/stdin");

      stream = G_INPUT_STREAM (g_file_read (file, NULL, &error));
    }
  if (stream == NULL)
    return mc_ctl_usage ("%s", error->message);
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  status = receive_stream (ctl, desk, stream);
  mc_desk_close (desk);
  return status;
}
