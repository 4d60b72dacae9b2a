/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files, and the exchange with the province: attach, blobs, enrol, sync, outbox, conflicts, quarantine, diagnose. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "mc-ctl.h"
#include "mc-desk-files.h"
#include "mc-desk-folder.h"
#include "mc-desk-sync.h"
#include "mc-diagnosis.h"
#include "mc-error.h"
#include "mc-time.h"

#define MAX_ITEMS 1000

/* ---- files --------------------------------------------------------------------------------------------------- */

static void
print_file (McCtl *ctl, const char *code, const McFile *file, gboolean here)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!ctl->json)
    {
      g_autofree char *size = g_format_size ((guint64) file->size);

      g_print ("%s  %-20s %10s  %s%s\n", code, file->component != NULL ? file->component : "", size,
               file->name != NULL ? file->name : "", here ? "" : _ ("  (not on this machine)"));
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  mc_ctl_add_text (builder, "code", code);
  mc_ctl_add_text (builder, "blob", file->hash);
  mc_ctl_add_int (builder, "bytes", file->size);
  mc_ctl_add_text (builder, "component", file->component);
  mc_ctl_add_text (builder, "name", file->name);
  mc_ctl_add_text (builder, "type", file->type);
  json_builder_set_member_name (builder, "here");
  json_builder_add_boolean_value (builder, here);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

McExit
mc_command_attach (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *component = NULL;
  GOptionEntry entries[] = {
    { "component", 0, 0, G_OPTION_ARG_STRING, &component, N_ ("Which paper of the dossier it is; result for the result"), "KEY" },
    { NULL },
  };
  g_autoptr (McDesk) desk = NULL;
  McExit status, worst = MC_EXIT_DONE;

  if (!mc_ctl_parse ("CODE FILE...", entries, &argc, &argv, &status))
    return status;
  if (argc < 3 || component == NULL)
    return mc_ctl_usage (_ ("attach needs a code, --component KEY and one file or several"));
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  for (int i = 2; i < argc; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (argv[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (McDossier) dossier = mc_desk_attach (desk, argv[1], component, file, NULL, NULL, NULL, &error);

      /* Each refused file is named, the others are taken. */
      if (dossier == NULL)
        {
          g_printerr ("%s: ", argv[i]);
          status = mc_ctl_fail (error);
          worst = MAX (worst, status);
        }
      else
        print_file (ctl, dossier->code, g_ptr_array_index (dossier->files, dossier->files->len - 1), TRUE);
    }
  return worst;
}

McExit
mc_command_blobs (McCtl *ctl, int argc, char **argv)
{
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;

  if (!mc_ctl_parse ("CODE", NULL, &argc, &argv, &status))
    return status;
  if (argc != 2)
    return mc_ctl_usage (_ ("blobs needs the code of a dossier"));
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  if ((dossier = mc_desk_load (desk, argv[1], &error)) == NULL)
    return mc_ctl_fail (error);
  for (guint i = 0; i < dossier->files->len; i++)
    {
      const McFile *file = g_ptr_array_index (dossier->files, i);

      print_file (ctl, dossier->code, file, file->hash != NULL && mc_desk_has_file (desk, file->hash));
    }
  return MC_EXIT_DONE;
}

/* ---- exchange ------------------------------------------------------------------------------------------------- */

McExit
mc_command_enrol (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;
  gsize size;

  if (!mc_ctl_parse ("URL", NULL, &argc, &argv, &status))
    return status;
  if (argc != 2)
    return mc_ctl_usage (_ ("enrol needs the address of the province; the code comes on standard input"));
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  /* A secret is no argument: those are for all to see. */
  if (!mc_ctl_read_file (NULL, &code, &size, &error) || !mc_desk_enrol (desk, argv[1], code, &error))
    return mc_ctl_fail (error);
  if (!ctl->json)
    g_print (_ ("This desk is registered with %s\n"), argv[1]);
  return MC_EXIT_DONE;
}

static void
print_summary (McCtl *ctl, const McSyncSummary *summary, gint64 now)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!ctl->json)
    {
      g_print (_ ("Sent %lld, received %lld, still waiting %lld\n"), (long long) summary->sent, (long long) summary->received,
               (long long) summary->waiting);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  mc_ctl_add_int (builder, "sent", summary->sent);
  mc_ctl_add_int (builder, "received", summary->received);
  mc_ctl_add_int (builder, "acked", summary->sent);
  mc_ctl_add_int (builder, "refused", summary->refused);
  mc_ctl_add_int (builder, "waiting", summary->waiting);
  mc_ctl_add_int (builder, "blobs_bytes", summary->file_bytes);
  mc_ctl_add_int (builder, "requests", summary->requests);
  mc_ctl_add_int (builder, "bytes_up", summary->bytes_up);
  mc_ctl_add_int (builder, "bytes_down", summary->bytes_down);
  mc_ctl_add_int (builder, "oldest_unsent_s", summary->oldest_unsent != 0 ? now - summary->oldest_unsent : 0);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

/* For a timer: what is as it should be is not worth a line in the journal. */
static gboolean
is_worth_telling (McCtl *ctl, gboolean once, const McSyncSummary *summary)
{
  return ctl->json || !once || summary->sent + summary->received + summary->refused + summary->file_bytes > 0;
}

/* The desk may not be registered at all: then a timer has nothing to do, which is no failure. */
static gboolean
is_enrolled (McDesk *desk)
{
  g_auto (McSyncStatus) status = { 0 };

  return !mc_desk_read_sync_status (desk, &status, NULL) || status.state != MC_LINK_NONE;
}

/* The office's folder, where one is chosen: first, as the way to the province may take an hour. That it is away is no failure of a timer's run. */
static McExit
sync_chosen_folder (McCtl *ctl, McDesk *desk)
{
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;

  if (!mc_desk_read_folder (desk, &folder, &error))
    return mc_ctl_fail (error);
  return folder != NULL ? mc_ctl_sync_folder (ctl, desk, folder, TRUE) : MC_EXIT_DONE;
}

static McExit
sync_province (McCtl *ctl, McDesk *desk, const char *url, gboolean once, gboolean small_only)
{
  McSyncPreferences preferences;
  g_autoptr (GError) error = NULL;
  McSyncSummary summary = { 0 };
  gboolean ok, metered = g_network_monitor_get_network_metered (g_network_monitor_get_default ());

  if (once && !is_enrolled (desk))
    {
      if (is_worth_telling (ctl, once, &summary))
        print_summary (ctl, &summary, mc_clock_now (ctl->clock));
      return MC_EXIT_DONE;
    }
  if (!mc_desk_read_sync_preferences (desk, &preferences, &error))
    return mc_ctl_fail (error);
  ok = mc_desk_sync (desk, url, small_only || mc_sync_preferences_hold_files (&preferences, metered), NULL, &summary, &error);
  if ((ok || summary.requests > 0) && is_worth_telling (ctl, once, &summary))
    print_summary (ctl, &summary, mc_clock_now (ctl->clock));
  return ok ? MC_EXIT_DONE : mc_ctl_fail (error);
}

McExit
mc_command_sync (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *province = NULL, *folder = NULL;
  gboolean once = FALSE, small_only = FALSE, remember = FALSE;
  GOptionEntry entries[] = {
    { "once", 0, 0, G_OPTION_ARG_NONE, &once, N_ ("For a timer: silent when there was nothing to do, or no province"), NULL },
    { "province", 0, 0, G_OPTION_ARG_STRING, &province, N_ ("Another address of the province"), "URL" },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_ ("The folder the office shares, instead of the province"), "DIR" },
    { "remember", 0, 0, G_OPTION_ARG_NONE, &remember, N_ ("Keep that folder: window and timer meet it from now on"), NULL },
    { "small-only", 0, 0, G_OPTION_ARG_NONE, &small_only, N_ ("Dossiers, but no files"), NULL },
    { NULL },
  };
  g_autofree char *whole = NULL;
  g_autoptr (McDesk) desk = NULL;
  g_autoptr (GError) error = NULL;
  McExit status, folder_status;

  if (!mc_ctl_parse ("", entries, &argc, &argv, &status))
    return status;
  if (argc != 1 || (remember && folder == NULL))
    return mc_ctl_usage (_ ("sync takes no arguments, and --remember goes with --folder"));
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  whole = folder != NULL ? g_canonicalize_filename (folder, NULL) : NULL;
  if (remember && !mc_desk_save_folder (desk, whole, &error))
    return mc_ctl_fail (error);
  if (folder != NULL)
    return mc_ctl_sync_folder (ctl, desk, whole, FALSE);
  folder_status = once ? sync_chosen_folder (ctl, desk) : MC_EXIT_DONE;
  status = sync_province (ctl, desk, province, once, small_only);
  return status != MC_EXIT_DONE ? status : folder_status;
}

McExit
mc_command_outbox (McCtl *ctl, int argc, char **argv)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;

  if (!mc_ctl_parse ("", NULL, &argc, &argv, &status))
    return status;
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  if ((items = mc_desk_outbox (desk, MAX_ITEMS, &error)) == NULL)
    return mc_ctl_fail (error);
  for (guint i = 0; i < items->len; i++)
    {
      const McOutboxItem *item = g_ptr_array_index (items, i);
      g_autofree char *time = mc_time_to_iso (item->time);

      if (ctl->json)
        {
          g_autoptr (JsonBuilder) builder = json_builder_new ();

          json_builder_begin_object (builder);
          mc_ctl_add_text (builder, "code", item->code);
          mc_ctl_add_text (builder, "what", item->what);
          mc_ctl_add_text (builder, "time", time);
          mc_ctl_add_int (builder, "bytes", item->bytes);
          if (item->carried_at != 0)
            mc_ctl_add_time (builder, "carried", item->carried_at);
          json_builder_end_object (builder);
          mc_ctl_print_json (builder);
        }
      else
        g_print ("%s  %-28s %s\n", time, item->code != NULL ? item->code : "–", item->what);
    }
  return MC_EXIT_DONE;
}

/* ---- what two desks did at once --------------------------------------------------------------------------------- */

static void
print_conflict (McCtl *ctl, const McConflictItem *item)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!ctl->json)
    {
      g_print ("%s  %s\n", item->entry, item->code);
      g_print (_ ("    stands: %s, %s\n"), item->stands_text != NULL ? item->stands_text : "–",
               item->stands_actor != NULL ? item->stands_actor : "–");
      g_print (_ ("    aside:  %s, %s\n"), item->aside_text != NULL ? item->aside_text : "–", item->aside_actor);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  mc_ctl_add_text (builder, "entry", item->entry);
  mc_ctl_add_text (builder, "code", item->code);
  mc_ctl_add_text (builder, "aside", item->aside_text);
  mc_ctl_add_text (builder, "aside_actor", item->aside_actor);
  mc_ctl_add_text (builder, "aside_note", item->aside_note);
  mc_ctl_add_time (builder, "aside_time", item->aside_time);
  mc_ctl_add_text (builder, "stands", item->stands_text);
  mc_ctl_add_text (builder, "stands_actor", item->stands_actor);
  mc_ctl_add_time (builder, "stands_time", item->stands_time);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

McExit
mc_command_conflicts (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *note = NULL;
  gboolean take = FALSE, leave = FALSE;
  GOptionEntry entries[] = {
    { "take", 0, 0, G_OPTION_ARG_NONE, &take, N_ ("Do what stands aside now"), NULL },
    { "leave", 0, 0, G_OPTION_ARG_NONE, &leave, N_ ("Set it aside for good"), NULL },
    { "note", 0, 0, G_OPTION_ARG_STRING, &note, N_ ("The reason, or a remark"), "TEXT" },
    { NULL },
  };
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  gboolean settle;
  McExit status;

  if (!mc_ctl_parse ("list | settle ENTRY --take|--leave", entries, &argc, &argv, &status))
    return status;
  settle = argc == 3 && strcmp (argv[1], "settle") == 0 && take != leave;
  if (!settle && !(argc == 2 && strcmp (argv[1], "list") == 0))
    return mc_ctl_usage (_ ("conflicts needs list, or settle ENTRY with --take or --leave"));
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  if (settle)
    return mc_desk_settle (desk, argv[2], take, note, &error) ? MC_EXIT_DONE : mc_ctl_fail (error);
  if ((items = mc_desk_conflicts (desk, &error)) == NULL)
    return mc_ctl_fail (error);
  for (guint i = 0; i < items->len; i++)
    print_conflict (ctl, g_ptr_array_index (items, i));
  return MC_EXIT_DONE;
}

McExit
mc_command_quarantine (McCtl *ctl, int argc, char **argv)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  gboolean retry;
  McExit status;

  if (!mc_ctl_parse ("list | retry SUBJECT", NULL, &argc, &argv, &status))
    return status;
  retry = argc == 3 && strcmp (argv[1], "retry") == 0;
  if (!retry && !(argc == 2 && strcmp (argv[1], "list") == 0))
    return mc_ctl_usage (_ ("quarantine needs list, or retry SUBJECT"));
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  if (retry)
    return mc_desk_quarantine_retry (desk, argv[2], &error) ? MC_EXIT_DONE : mc_ctl_fail (error);
  if ((items = mc_desk_quarantine (desk, &error)) == NULL)
    return mc_ctl_fail (error);
  for (guint i = 0; i < items->len; i++)
    {
      const McQuarantineItem *item = g_ptr_array_index (items, i);

      if (ctl->json)
        {
          g_autoptr (JsonBuilder) builder = json_builder_new ();

          json_builder_begin_object (builder);
          mc_ctl_add_text (builder, "subject", item->subject);
          mc_ctl_add_text (builder, "reason", item->reason);
          mc_ctl_add_text (builder, "code", item->code);
          mc_ctl_add_time (builder, "since", item->since);
          mc_ctl_add_int (builder, "tries", item->tries);
          json_builder_end_object (builder);
          mc_ctl_print_json (builder);
        }
      else
        g_print ("%s\n    %s\n", item->subject, item->reason);
    }
  return MC_EXIT_DONE;
}

/* ---- for whoever helps from afar ---------------------------------------------------------------------------------- */

McExit
mc_command_diagnose (McCtl *ctl, int argc, char **argv)
{
  g_autoptr (GPtrArray) facts = NULL;
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;

  if (!mc_ctl_parse ("", NULL, &argc, &argv, &status))
    return status;
  if (argc != 1)
    return mc_ctl_usage (_ ("diagnose takes no arguments"));
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  facts = mc_desk_diagnose (desk, mc_desk_office (desk), NULL);
  if (!ctl->json)
    {
      g_autofree char *text = mc_diagnosis_text (facts);

      g_print ("%s\n", text);
      return MC_EXIT_DONE;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  for (guint i = 0; i < facts->len; i++)
    {
      const McFact *fact = g_ptr_array_index (facts, i);

      if (fact->is_time)
        mc_ctl_add_time (builder, fact->key, fact->number);
      else if (fact->is_number)
        mc_ctl_add_int (builder, fact->key, fact->number);
      else
        mc_ctl_add_text (builder, fact->key, fact->brief != NULL ? fact->brief : fact->value);
    }
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
  return MC_EXIT_DONE;
}
