/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sticks and the office's folder: bundle export, bundle import, sync --folder. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-ctl.h"
#include "mc-desk-carry.h"
#include "mc-error.h"
#include "mc-time.h"

static void
show_progress (gint64 done, gint64 total, gpointer data)
{
  mc_ctl_progress (done, total, data);
}

/* ---- export ----------------------------------------------------------------------------------------------------- */

static void
print_export (McCtl *ctl, const McCarryExport *written)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *size = g_format_size ((guint64) written->bytes);

  if (ctl->json)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "paths");
      json_builder_begin_array (builder);
      for (guint i = 0; i < written->paths->len; i++)
        json_builder_add_string_value (builder, g_ptr_array_index (written->paths, i));
      json_builder_end_array (builder);
      mc_ctl_add_int (builder, "sent", written->entries);
      mc_ctl_add_int (builder, "files", written->files);
      mc_ctl_add_int (builder, "bytes_up", written->bytes);
      mc_ctl_add_int (builder, "left", written->left);
      json_builder_end_object (builder);
      mc_ctl_print_json (builder);
      return;
    }
  if (written->paths->len == 0)
    {
      g_print ("%s\n", _ ("Nothing waits to be sent"));
      return;
    }
  for (guint i = 0; i < written->paths->len; i++)
    g_print ("%s\n", (const char *) g_ptr_array_index (written->paths, i));
  g_print (_ ("%lld entries and %lld files, %s\n"), (long long) written->entries, (long long) written->files, size);
}

static gboolean
parse_whom (const char *text, McCarryFor *whom)
{
  *whom = MC_CARRY_FOR_ALL;
  if (text == NULL)
    return TRUE;
  *whom = strcmp (text, "province") == 0 ? MC_CARRY_FOR_PROVINCE : MC_CARRY_FOR_OFFICE;
  return *whom == MC_CARRY_FOR_PROVINCE || strcmp (text, "office") == 0;
}

static McExit
export (McCtl *ctl, const char *path, McCarryFor whom)
{
  g_autoptr (McCarryExport) written = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;

  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  written = mc_desk_export_bundle (desk, path, whom, show_progress, (gpointer) _ ("Writing"), NULL, &error);
  mc_ctl_progress_end ();
  if (written == NULL)
    return mc_ctl_fail (error);
  print_export (ctl, written);
  return written->stopped == NULL ? MC_EXIT_DONE : mc_ctl_fail (written->stopped);
}

/* ---- import ------------------------------------------------------------------------------------------------------ */

static void
print_item_json (const McCarryItem *item)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *created = item->created != 0 ? mc_time_to_iso (item->created) : NULL;

  json_builder_begin_object (builder);
  mc_ctl_add_text (builder, "path", item->path);
  mc_ctl_add_text (builder, "error", item->error != NULL ? item->error->message : NULL);
  mc_ctl_add_int (builder, "part", item->part);
  mc_ctl_add_int (builder, "parts", item->n_parts);
  mc_ctl_add_int (builder, "desk", item->desk);
  mc_ctl_add_text (builder, "created", created);
  json_builder_set_member_name (builder, "province");
  json_builder_add_boolean_value (builder, item->from_province);
  json_builder_set_member_name (builder, "is_receipt");
  json_builder_add_boolean_value (builder, item->is_receipt);
  mc_ctl_add_int (builder, "received", item->entries_new);
  mc_ctl_add_int (builder, "acked", item->entries_acked);
  mc_ctl_add_int (builder, "files", item->files_new);
  mc_ctl_add_int (builder, "refused", item->refused);
  mc_ctl_add_int (builder, "waiting", item->waiting);
  mc_ctl_add_text (builder, "receipt", item->receipt);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static void
print_item (const McCarryItem *item)
{
  if (item->is_receipt && item->from_province)
    g_print (_ ("%s: receipt of the province, %lld entries received there\n"), item->path, (long long) item->entries_acked);
  else if (item->is_receipt)
    g_print (_ ("%s: receipt of desk %lld; the province's is still to come\n"), item->path, (long long) item->desk);
  else
    g_print (_ ("%s: part %lld of %lld, %lld new entries, %lld new files\n"), item->path, (long long) item->part,
             (long long) item->n_parts, (long long) item->entries_new, (long long) item->files_new);
  if (item->waiting > 0)
    g_print ("    %s\n", _ ("Another part must come before some of it; it is kept until then"));
  if (item->receipt != NULL)
    g_print (_ ("    receipt: %s\n"), item->receipt);
}

static McExit
import (McCtl *ctl, char **paths, gboolean receipts)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status, worst = MC_EXIT_DONE;

  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  items = mc_desk_import_bundles (desk, (const char *const *) paths, receipts, show_progress, (gpointer) _ ("Reading"), NULL, &error);
  mc_ctl_progress_end ();
  if (items == NULL)
    return mc_ctl_fail (error);
  for (guint i = 0; i < items->len; i++)
    {
      const McCarryItem *item = g_ptr_array_index (items, i);

      if (ctl->json)
        print_item_json (item);
      else if (item->error == NULL)
        print_item (item);
      /* Each refused file is named, the others are taken. */
      if (item->error != NULL)
        {
          g_printerr ("%s: ", item->path);
          status = mc_ctl_fail (item->error);
          worst = MAX (worst, status);
        }
    }
  return worst;
}

McExit
mc_command_bundle (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *whom_text = NULL;
  gboolean no_receipt = FALSE;
  GOptionEntry entries[] = {
    { "for", 0, 0, G_OPTION_ARG_STRING, &whom_text, N_ ("Whom it is for; both when not said"), "province|office" },
    { "no-receipt", 0, 0, G_OPTION_ARG_NONE, &no_receipt, N_ ("Write no receipt beside what was taken in"), NULL },
    { NULL },
  };
  McCarryFor whom;
  McExit status;

  if (!mc_ctl_parse ("export FILE|DIR | import FILE...", entries, &argc, &argv, &status))
    return status;
  if (!parse_whom (whom_text, &whom))
    return mc_ctl_usage (_ ("--for: “%s” is neither province nor office"), whom_text);
  if (argc == 3 && strcmp (argv[1], "export") == 0)
    return export (ctl, argv[2], whom);
  if (argc >= 3 && strcmp (argv[1], "import") == 0)
    return import (ctl, argv + 2, !no_receipt);
  return mc_ctl_usage (_ ("bundle needs export with a file or folder, or import with one file or several"));
}

/* ---- folder -------------------------------------------------------------------------------------------------------- */

McExit
mc_ctl_sync_folder (McCtl *ctl, McDesk *desk, const char *folder, gboolean quiet)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GError) error = NULL;
  McCarryFolder sum;
  gboolean ok = mc_desk_sync_folder (desk, folder, show_progress, (gpointer) _ ("Writing"), NULL, &sum, &error);

  mc_ctl_progress_end ();
  if (ctl->json)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      mc_ctl_add_int (builder, "sent", sum.entries_written);
      mc_ctl_add_int (builder, "received", sum.entries_new);
      mc_ctl_add_int (builder, "files_sent", sum.files_written);
      mc_ctl_add_int (builder, "files_received", sum.files_new);
      mc_ctl_add_int (builder, "segments_written", sum.segments_written);
      mc_ctl_add_int (builder, "segments_read", sum.segments_read);
      mc_ctl_add_int (builder, "bytes_up", sum.bytes_written);
      mc_ctl_add_int (builder, "bytes_down", sum.bytes_read);
      mc_ctl_add_int (builder, "refused", sum.refused);
      mc_ctl_add_int (builder, "damaged", sum.damaged);
      mc_ctl_add_int (builder, "unknown", sum.unknown);
      mc_ctl_add_int (builder, "waiting", sum.waiting);
      json_builder_end_object (builder);
      mc_ctl_print_json (builder);
    }
  else if ((ok && !quiet) || sum.segments_read + sum.segments_written > 0)
    {
      g_print (_ ("Folder: wrote %lld entries and %lld files, read %lld entries and %lld files\n"), (long long) sum.entries_written,
               (long long) sum.files_written, (long long) sum.entries_new, (long long) sum.files_new);
      if (sum.damaged > 0)
        g_print (_ ("%lld segments are not whole yet; they are read the next time\n"), (long long) sum.damaged);
    }
  if (!ok && quiet && g_error_matches (error, MC_ERROR, MC_ERROR_DEVICE_GONE))
    return MC_EXIT_DONE;
  return ok ? MC_EXIT_DONE : mc_ctl_fail (error);
}
