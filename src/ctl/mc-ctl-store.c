/* SPDX-License-Identifier: GPL-3.0-or-later */
/* init, demo, verify, rebuild, last-slip. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-ctl.h"
#include "mc-form.h"
#include "mc-json.h"

/* Sets "trial" in the office file's text. */
static char *
with_trial (const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object = mc_json_parse_object (parser, json, -1, error);

  if (object == NULL)
    return NULL;
  json_object_set_boolean_member (object, "trial", TRUE);
  return json_to_string (json_parser_get_root (parser), FALSE);
}

static void
print_store (McCtl *ctl, McDesk *desk)
{
  McOffice *office = mc_desk_office (desk);

  if (ctl->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "store");
      json_builder_add_string_value (builder, ctl->store);
      json_builder_set_member_name (builder, "office");
      json_builder_add_string_value (builder, office->code);
      json_builder_set_member_name (builder, "desk");
      json_builder_add_int_value (builder, office->desk);
      json_builder_set_member_name (builder, "origin");
      json_builder_add_string_value (builder, mc_desk_origin (desk));
      json_builder_end_object (builder);
      mc_ctl_print_json (builder);
    }
  else
    g_print (_ ("%s, desk %d, in %s\n"), office->name, office->desk, ctl->store);
}

/* Said once, now, and not at the counter with every slip. */
static void
warn_of_office (const McOffice *office)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McFormEngine) engine = mc_form_engine_new (&error);
  g_auto (GStrv) sentences = NULL;

  if (engine == NULL)
    {
      g_printerr ("motcuactl: %s\n", error->message);
      return;
    }
  sentences = mc_form_check_office (engine, office);
  mc_ctl_warn ((const char *const *) sentences);
}

McExit
mc_command_init (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *file = NULL, *text = NULL, *json = NULL;
  gboolean trial = FALSE;
  GOptionEntry entries[] = {
    { "office", 0, 0, G_OPTION_ARG_FILENAME, &file, N_ ("The office file"), "FILE.json" },
    { "trial", 0, 0, G_OPTION_ARG_NONE, &trial, N_ ("For trying out: --at and --as are free"), NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;
  gsize size;

  if (!mc_ctl_parse ("", entries, &argc, &argv, &status))
    return status;
  if (file == NULL)
    return mc_ctl_usage (_ ("init needs --office FILE.json"));
  if (!mc_ctl_read_file (file, &text, &size, &error))
    return mc_ctl_fail (error);
  json = trial ? with_trial (text, &error) : g_strdup (text);
  if (json == NULL || (desk = mc_desk_create (ctl->store, json, ctl->clock, mc_ctl_actor (ctl), &error)) == NULL)
    return mc_ctl_fail (error);
  print_store (ctl, desk);
  warn_of_office (mc_desk_office (desk));
  mc_desk_close (desk);
  return MC_EXIT_DONE;
}

/* An office of invented desk and telephone; the commune exists, its office here does not. */
static const char demo_office[]
    = "{\"code\":\"H15.50.05.13\",\"province\":\"15\",\"commune\":\"04714\",\"desk\":2,\"desks\":[1,2,3],"
      "\"points\":[{\"key\":\"diem-1\",\"name\":\"Điểm 1\"},{\"key\":\"diem-2\",\"name\":\"Điểm Nà Lốc\"}],"
      "\"phone\":\"0200 000 000\",\"trial\":true}";

static McDesk *
open_or_create_demo (McCtl *ctl, McExit *status)
{
  g_autofree char *file = g_build_filename (ctl->store, "store.db", NULL);
  g_autoptr (GError) error = NULL;
  McDesk *desk;

  if (g_file_test (file, G_FILE_TEST_EXISTS))
    {
      desk = mc_ctl_open (ctl, status);
      if (desk != NULL && !mc_desk_office (desk)->trial)
        {
          *status = mc_ctl_usage (_ ("These are the data of a real office; demo dossiers do not belong there"));
          g_clear_object (&desk);
        }
      return desk;
    }
  desk = mc_desk_create (ctl->store, demo_office, ctl->clock, mc_ctl_actor (ctl), &error);
  if (desk == NULL)
    *status = mc_ctl_fail (error);
  return desk;
}

gboolean
mc_ctl_make_demo (McCtl *ctl, const char *folder, gint64 n, GError **error)
{
  g_autoptr (McDesk) desk = mc_desk_create (folder, demo_office, ctl->clock, mc_ctl_actor (ctl), error);
  gint64 entries;
  gboolean ok = desk != NULL && mc_desk_fill_demo (desk, n, 1, mc_ctl_progress, (gpointer) _ ("Dossiers"), &entries, error);

  mc_ctl_progress_end ();
  return ok;
}

McExit
mc_command_demo (McCtl *ctl, int argc, char **argv)
{
  gint64 n = 200, entries = 0, seed = 1, begin;
  gboolean ok;
  GOptionEntry options[] = {
    { "dossiers", 0, 0, G_OPTION_ARG_INT64, &n, N_ ("How many"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("The same seed gives the same people"), "S" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;
  double seconds;

  if (!mc_ctl_parse ("", options, &argc, &argv, &status))
    return status;
  if (n < 0 || n > 4000000)
    return mc_ctl_usage (_ ("--dossiers: 0 to 4000000"));
  if ((desk = open_or_create_demo (ctl, &status)) == NULL)
    return status;
  begin = g_get_monotonic_time ();
  ok = mc_desk_fill_demo (desk, n, (guint32) seed, mc_ctl_progress, (gpointer) _ ("Dossiers"), &entries, &error);
  mc_ctl_progress_end ();
  if (!ok)
    return mc_ctl_fail (error);
  mc_desk_close (desk);
  seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  if (ctl->json)
    g_print ("{\"dossiers\":%" G_GINT64_FORMAT ",\"entries\":%" G_GINT64_FORMAT ",\"seconds\":%.1f}\n", n, entries, seconds);
  else
    g_print (_ ("%lld dossiers, %lld entries in %.1f s\n"), (long long) n, (long long) entries, seconds);
  return MC_EXIT_DONE;
}

static void
print_report (McCtl *ctl, const McDeskReport *report, gboolean rebuild)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!ctl->json)
    {
      for (guint i = 0; report->faults[i] != NULL; i++)
        g_printerr ("%s\n", report->faults[i]);
      if (rebuild)
        g_print (_ ("%lld entries, %lld differences\n"), (long long) report->entries, (long long) report->differences);
      else
        g_print (_ ("%lld entries, %u faults\n"), (long long) report->entries, g_strv_length (report->faults));
      return;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "entries");
  json_builder_add_int_value (builder, report->entries);
  json_builder_set_member_name (builder, rebuild ? "differences" : "blobs");
  json_builder_add_int_value (builder, rebuild ? report->differences : report->files);
  json_builder_set_member_name (builder, "faults");
  json_builder_begin_array (builder);
  for (guint i = 0; report->faults[i] != NULL; i++)
    json_builder_add_string_value (builder, report->faults[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

McExit
mc_command_verify (McCtl *ctl, int argc, char **argv)
{
  g_auto (McDeskReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;
  gboolean ok;

  if (!mc_ctl_parse ("", NULL, &argc, &argv, &status) || (desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  ok = mc_desk_verify (desk, mc_ctl_progress, (gpointer) _ ("Entries"), &report, &error);
  mc_ctl_progress_end ();
  if (!ok)
    return mc_ctl_fail (error);
  print_report (ctl, &report, FALSE);
  return *report.faults == NULL ? MC_EXIT_DONE : MC_EXIT_UNUSABLE;
}

McExit
mc_command_rebuild (McCtl *ctl, int argc, char **argv)
{
  gboolean check = FALSE;
  GOptionEntry entries[] = {
    { "check", 0, 0, G_OPTION_ARG_NONE, &check, N_ ("Compare, change nothing"), NULL },
    { NULL },
  };
  g_auto (McDeskReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;
  gboolean ok;

  if (!mc_ctl_parse ("", entries, &argc, &argv, &status) || (desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  ok = mc_desk_rebuild (desk, check, mc_ctl_progress, (gpointer) _ ("Entries"), &report, &error);
  mc_ctl_progress_end ();
  if (!ok)
    return mc_ctl_fail (error);
  print_report (ctl, &report, TRUE);
  return report.differences == 0 ? MC_EXIT_DONE : MC_EXIT_UNUSABLE;
}

McExit
mc_command_last_slip (McCtl *ctl, int argc, char **argv)
{
  int new_desk = 0;
  GOptionEntry entries[] = {
    { "new-desk", 0, 0, G_OPTION_ARG_INT, &new_desk, N_ ("This is a second machine: its desk number"), "N" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;

  if (!mc_ctl_parse ("CODE|none", entries, &argc, &argv, &status))
    return status;
  if (argc != 2)
    return mc_ctl_usage (_ ("last-slip needs a code, or “none”"));
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  if (!mc_desk_answer_last_slip (desk, strcmp (argv[1], "none") == 0 ? NULL : argv[1], new_desk, &error))
    return mc_ctl_fail (error);
  return MC_EXIT_DONE;
}
