/* SPDX-License-Identifier: GPL-3.0-or-later */
/* catalogue, due, card. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-ctl.h"
#include "mc-desk-catalogue.h"
#include "mc-json.h"

static void
print_difference (McCtl *ctl, const McDifference *difference)
{
  g_autofree char *lines = g_strjoinv ("; ", difference->lines);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!ctl->json)
    {
      g_print ("%s\t%s\t%s\t%s\n", mc_difference_kind_to_key (difference->kind), difference->code, difference->name, lines);
      return;
    }
  json_builder_begin_object (builder);
  mc_ctl_add_text (builder, "change", mc_difference_kind_to_key (difference->kind));
  mc_ctl_add_text (builder, "code", difference->code);
  mc_ctl_add_text (builder, "name", difference->name);
  json_builder_set_member_name (builder, "lines");
  json_builder_begin_array (builder);
  for (guint i = 0; difference->lines[i] != NULL; i++)
    json_builder_add_string_value (builder, difference->lines[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static McExit
import_catalogue (McCtl *ctl, McDesk *desk, const char *path, McDay from, gboolean dry_run)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McCataloguePlan) plan = NULL;
  McImportCounts counts = { 0 };
  gsize size;

  if (!mc_ctl_read_file (path, &text, &size, &error) || (plan = mc_desk_plan_catalogue (desk, text, size, from, &error)) == NULL)
    return mc_ctl_fail (error);
  for (guint i = 0; i < plan->refused->len; i++)
    g_printerr (_ ("motcuactl: not taken: %s\n"), (const char *) g_ptr_array_index (plan->refused, i));
  for (guint i = 0; dry_run && i < plan->differences->len; i++)
    print_difference (ctl, g_ptr_array_index (plan->differences, i));
  if (!dry_run)
    {
      if (*plan->text != '\0' && !mc_desk_import_catalogue (desk, plan->text, -1, &counts, &error))
        return mc_ctl_fail (error);
      if (ctl->json)
        g_print ("{\"added\":%u,\"changed\":%u,\"unchanged\":%u}\n", counts.added, counts.changed, counts.unchanged);
      else
        g_print (_ ("%u new, %u changed, %u unchanged\n"), counts.added, counts.changed, counts.unchanged);
    }
  return plan->refused->len > 0 ? MC_EXIT_REFUSED : MC_EXIT_DONE;
}

static void
print_procedure_line (McCtl *ctl, const McProcedure *procedure)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *from = mc_day_to_iso (procedure->valid_from);
  g_autofree char *to = procedure->valid_to != MC_DAY_NONE ? mc_day_to_iso (procedure->valid_to) : NULL;
  g_autofree char *time = mc_duration_to_vietnamese (mc_procedure_find_case (procedure, NULL)->duration[MC_CHANNEL_DIRECT]);

  if (!ctl->json)
    {
      g_print ("%s\t%s\t%s\n", procedure->code, procedure->short_name, time);
      return;
    }
  json_builder_begin_object (builder);
  mc_ctl_add_text (builder, "code", procedure->code);
  mc_ctl_add_text (builder, "name", procedure->name);
  mc_ctl_add_text (builder, "short", procedure->short_name);
  mc_ctl_add_text (builder, "field", procedure->field_name);
  mc_ctl_add_text (builder, "from", from);
  mc_ctl_add_text (builder, "to", to);
  mc_ctl_add_text (builder, "time", time);
  json_builder_set_member_name (builder, "components");
  json_builder_begin_array (builder);
  for (guint i = 0; i < procedure->components->len; i++)
    {
      const McProcedureComponent *component = g_ptr_array_index (procedure->components, i);

      json_builder_begin_object (builder);
      mc_ctl_add_text (builder, "key", component->key);
      mc_ctl_add_text (builder, "name", component->name);
      mc_ctl_add_text (builder, "condition", component->condition);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static McExit
show_procedure (McCtl *ctl, McDesk *desk, const char *code, const char *on)
{
  McDay day = mc_desk_today (desk);
  McProcedure *procedure;

  if (on != NULL && !mc_day_from_iso (on, &day))
    return mc_ctl_usage (_ ("--on: “%s” is not a date such as 2026-11-23"), on);
  procedure = mc_desk_procedure (desk, code, day);
  if (procedure == NULL)
    {
      g_printerr (_ ("motcuactl: procedure %s is not in force on that day\n"), code);
      return MC_EXIT_REFUSED;
    }
  print_procedure_line (ctl, procedure);
  return MC_EXIT_DONE;
}

McExit
mc_command_catalogue (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *on = NULL, *from = NULL;
  gboolean dry_run = FALSE;
  McDay day = MC_DAY_NONE;
  GOptionEntry entries[] = {
    { "on", 0, 0, G_OPTION_ARG_STRING, &on, N_ ("In force on that day"), "DATE" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &from, N_ ("From when a print of the portal holds, else today"), "DATE" },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Only tell what an import would change"), NULL },
    { NULL },
  };
  g_autoptr (McDesk) desk = NULL;
  g_autoptr (GPtrArray) found = NULL;
  McExit status;
  const char *verb;
  gboolean is_list;

  if (!mc_ctl_parse ("import FILE | list [TEXT] | show CODE | pending", entries, &argc, &argv, &status))
    return status;
  verb = argc > 1 ? argv[1] : "list";
  is_list = strcmp (verb, "list") == 0;
  if (argc == 2 && strcmp (verb, "pending") == 0)
    return (desk = mc_ctl_open (ctl, &status)) != NULL ? mc_ctl_print_changes (ctl, desk) : status;
  if (is_list ? argc > 3 : argc != 3 || (strcmp (verb, "import") != 0 && strcmp (verb, "show") != 0))
    return mc_ctl_usage (_ ("catalogue import FILE, catalogue list [TEXT], catalogue show CODE, or catalogue pending"));
  if (from != NULL && !mc_day_from_iso (from, &day))
    return mc_ctl_usage (_ ("--from: “%s” is not a date such as 2026-11-23"), from);
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  if (!is_list)
    return strcmp (verb, "import") == 0 ? import_catalogue (ctl, desk, argv[2], day != MC_DAY_NONE ? day : mc_desk_today (desk), dry_run)
                                        : show_procedure (ctl, desk, argv[2], on);
  found = mc_desk_find_procedures (desk, argc == 3 ? argv[2] : "", mc_desk_today (desk), G_MAXUINT);
  for (guint i = 0; i < found->len; i++)
    print_procedure_line (ctl, g_ptr_array_index (found, i));
  return MC_EXIT_DONE;
}

static void
print_appointment (McCtl *ctl, const McAppointment *appointment)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *due = mc_due_to_text (appointment->due);

  if (!ctl->json)
    {
      if (appointment->due != 0)
        g_print ("%s\n%s: %s\n", due, appointment->duration_text, appointment->counted_text);
      else
        g_print ("%s\n", _ ("No day is promised: the rules set no time"));
      if (appointment->reason != NULL)
        g_print ("%s\n", appointment->reason);
      return;
    }
  json_builder_begin_object (builder);
  mc_json_add_time (builder, "due", appointment->due);
  json_builder_set_member_name (builder, "counted");
  json_builder_begin_array (builder);
  for (guint i = 0; i < appointment->days->len; i++)
    {
      const McAppointmentDay *day = &g_array_index (appointment->days, McAppointmentDay, i);
      g_autofree char *text = mc_day_to_iso (day->day);

      if (day->role == MC_DAY_COUNTED)
        json_builder_add_string_value (builder, text);
    }
  json_builder_end_array (builder);
  mc_json_add_time (builder, "transfer_by", appointment->transfer_by);
  mc_ctl_add_text (builder, "reason", appointment->reason);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

McExit
mc_command_due (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *received = NULL, *channel = NULL, *case_key = NULL;
  GOptionEntry entries[] = {
    { "received", 0, 0, G_OPTION_ARG_STRING, &received, N_ ("When it is received"), "TIME" },
    { "channel", 0, 0, G_OPTION_ARG_STRING, &channel, N_ ("direct, online or post"), "CHANNEL" },
    { "case", 0, 0, G_OPTION_ARG_STRING, &case_key, N_ ("The case of the procedure"), "CASE" },
    { NULL },
  };
  g_autoptr (McIntake) intake = mc_intake_new ();
  g_autoptr (McAppointment) appointment = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;

  if (!mc_ctl_parse ("CODE", entries, &argc, &argv, &status))
    return status;
  if (argc != 2)
    return mc_ctl_usage (_ ("due needs the code of a procedure"));
  if (received != NULL && !mc_time_from_iso (received, &intake->received_at))
    return mc_ctl_usage (_ ("--received: “%s” is not a time such as 2026-11-23T08:41"), received);
  if (channel != NULL && !mc_channel_from_key (channel, &intake->channel))
    return mc_ctl_usage (_ ("--channel: direct, online or post"));
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  intake->procedure_code = g_strdup (argv[1]);
  intake->case_key = g_strdup (case_key);
  if ((appointment = mc_desk_appointment (desk, intake)) == NULL)
    {
      g_printerr (_ ("motcuactl: procedure %s has no such case, or is not in force on that day\n"), argv[1]);
      return MC_EXIT_REFUSED;
    }
  print_appointment (ctl, appointment);
  return MC_EXIT_DONE;
}

McExit
mc_command_card (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *text = NULL, *birth = NULL, *birth_text = NULL, *issued = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (McIdCard) card = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) warnings = NULL;
  McExit status;
  gsize size;

  if (!mc_ctl_parse ("TEXT|-", NULL, &argc, &argv, &status))
    return status;
  if (argc > 2)
    return mc_ctl_usage (_ ("card needs one text; put it in quotes"));
  if (argc == 2 && strcmp (argv[1], "-") != 0)
    text = g_strdup (argv[1]);
  else if (!mc_ctl_read_file ("-", &text, &size, &error))
    return mc_ctl_fail (error);
  card = mc_id_card_parse (text, mc_day_of_time (mc_clock_now (ctl->clock)), &error);
  if (card == NULL)
    return mc_ctl_fail (error);

  birth = mc_partial_date_to_iso (card->person->birth);
  birth_text = mc_partial_date_to_text (card->person->birth);
  issued = card->issued != MC_DAY_NONE ? mc_day_to_iso (card->issued) : NULL;
  warnings = mc_id_card_warning_texts (card->warnings);
  if (!ctl->json)
    {
      g_print ("%s\n%s\n%s\n", card->person->name, card->person->id_number, birth_text);
      mc_ctl_warn ((const char *const *) warnings);
      return MC_EXIT_DONE;
    }
  json_builder_begin_object (builder);
  mc_ctl_add_text (builder, "id", card->person->id_number);
  mc_ctl_add_text (builder, "name", card->person->name);
  mc_ctl_add_text (builder, "birth", birth);
  mc_ctl_add_text (builder, "sex", mc_sex_to_key (card->person->sex));
  mc_ctl_add_text (builder, "address", card->person->address);
  mc_ctl_add_text (builder, "issued", issued);
  json_builder_set_member_name (builder, "warnings");
  json_builder_begin_array (builder);
  for (guint i = 0; warnings[i] != NULL; i++)
    json_builder_add_string_value (builder, warnings[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
  return MC_EXIT_DONE;
}
