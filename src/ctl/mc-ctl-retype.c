/* SPDX-License-Identifier: GPL-3.0-or-later */
/* retype: what is still to be typed into the province's own system, and the official codes that come back. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-ctl.h"
#include "mc-desk-retype.h"
#include "mc-error.h"

#define USAGE                                                                                                                   \
  "list [--own] [--after CURSOR] [--limit N] | show CODE [--layout KEY] | code CODE OFFICIAL|none | take FILE|-"              \
  " | export FILE.xlsx|FILE.csv [--own] [--layout KEY] | layout list | layout import FILE"

typedef struct
{
  char *layout; /* (nullable) */
  char *after;  /* (nullable) */
  gboolean own;
  int limit;
} Options;

/* ---- lists and fields -------------------------------------------------------------------------------------------- */

static McExit
list (McCtl *ctl, McDesk *desk, const Options *options)
{
  McListFilter filter = { .kind = MC_LIST_RETYPE, .desk = options->own ? mc_desk_office (desk)->desk : 0 };
  g_autofree char *cursor = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = mc_desk_rows (desk, &filter, MC_DAY_NONE, MC_DAY_NONE, options->after, (guint) options->limit, &cursor,
                                             &error);

  if (rows == NULL)
    return mc_ctl_fail (error);
  for (guint i = 0; i < rows->len; i++)
    {
      const McDossier *dossier = g_ptr_array_index (rows, i);

      if (ctl->json)
        {
          g_autoptr (JsonBuilder) builder = json_builder_new ();

          mc_desk_dossier_to_json (builder, dossier);
          mc_ctl_print_json (builder);
        }
      else
        {
          g_autofree char *day = mc_day_to_text (mc_day_of_time (dossier->received_at));

          g_print ("%s\t%s\t%s\t%s\n", dossier->code, dossier->procedure_short, mc_dossier_owner (dossier)->name, day);
        }
    }
  if (cursor != NULL)
    g_printerr ("--after %s\n", cursor);
  return MC_EXIT_DONE;
}

static McExit
show (McCtl *ctl, McDesk *desk, const char *code, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McRetypeLayout) layout = mc_desk_retype_layout (desk, options->layout, &error);
  g_autoptr (McDossier) dossier = layout != NULL ? mc_desk_load (desk, code, &error) : NULL;

  if (dossier == NULL)
    return mc_ctl_fail (error);
  for (guint i = 0; i < layout->fields->len; i++)
    {
      const McRetypeField *field = g_ptr_array_index (layout->fields, i);
      g_autofree char *text = mc_desk_retype_text (desk, field, dossier);

      if (ctl->json)
        {
          g_autoptr (JsonBuilder) builder = json_builder_new ();

          json_builder_begin_object (builder);
          mc_ctl_add_text (builder, "label", field->label);
          mc_ctl_add_text (builder, "text", text);
          json_builder_set_member_name (builder, "required");
          json_builder_add_boolean_value (builder, field->required);
          json_builder_end_object (builder);
          mc_ctl_print_json (builder);
        }
      else
        g_print ("%s\t%s\n", field->label, text);
    }
  return MC_EXIT_DONE;
}

/* ---- codes --------------------------------------------------------------------------------------------------------- */

static McExit
code (McCtl *ctl, McDesk *desk, const char *code_text, const char *official)
{
  g_autofree char *warning = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier
      = mc_desk_set_official_code (desk, code_text, strcmp (official, "none") != 0 ? official : NULL, &warning, &error);

  if (dossier == NULL)
    return mc_ctl_fail (error);
  if (warning != NULL)
    mc_ctl_warn ((const char *const[]) { warning, NULL });
  if (ctl->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      mc_ctl_add_text (builder, "code", dossier->code);
      mc_ctl_add_text (builder, "official_code", dossier->official_code);
      json_builder_end_object (builder);
      mc_ctl_print_json (builder);
    }
  else
    g_print ("%s\t%s\n", dossier->code, dossier->official_code != NULL ? dossier->official_code : "");
  return MC_EXIT_DONE;
}

static McExit
take (McCtl *ctl, McDesk *desk, const char *path)
{
  g_auto (McRetypeTaken) taken = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!mc_ctl_read_file (path, &text, &size, &error) || !mc_desk_retype_take_list (desk, text, size, &taken, &error))
    return mc_ctl_fail (error);
  g_ptr_array_add (taken.remarks, NULL);
  mc_ctl_warn ((const char *const *) taken.remarks->pdata);
  if (ctl->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      mc_ctl_add_int (builder, "taken", taken.n_taken);
      mc_ctl_add_int (builder, "refused", taken.n_refused);
      json_builder_end_object (builder);
      mc_ctl_print_json (builder);
    }
  else
    g_print (_ ("%u codes taken, %u lines refused\n"), taken.n_taken, taken.n_refused);
  return taken.n_refused > 0 ? MC_EXIT_REFUSED : MC_EXIT_DONE;
}

/* ---- spreadsheet --------------------------------------------------------------------------------------------------- */

static McExit
export (McCtl *ctl, McDesk *desk, const char *path, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McRetypeLayout) layout = mc_desk_retype_layout (desk, options->layout, &error);
  gboolean ok;
  gint64 n = 0;

  if (layout == NULL)
    return mc_ctl_fail (error);
  ok = mc_desk_retype_export (desk, layout, options->own, path, mc_ctl_progress, (gpointer) _ ("Writing the list"), &n, &error);
  mc_ctl_progress_end ();
  if (!ok)
    return mc_ctl_fail (error);
  if (ctl->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      mc_ctl_add_text (builder, "file", path);
      mc_ctl_add_int (builder, "rows", n);
      json_builder_end_object (builder);
      mc_ctl_print_json (builder);
    }
  else
    g_print (_ ("%lld dossiers in %s\n"), (long long) n, path);
  return MC_EXIT_DONE;
}

/* ---- layouts --------------------------------------------------------------------------------------------------------- */

static McExit
list_layouts (McCtl *ctl, McDesk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) layouts = mc_desk_retype_layouts (desk, &error);
  g_autoptr (McRetypeLayout) chosen = layouts != NULL ? mc_desk_retype_layout (desk, NULL, &error) : NULL;

  if (chosen == NULL)
    return mc_ctl_fail (error);
  for (guint i = 0; i < layouts->len; i++)
    {
      const McRetypeLayout *layout = g_ptr_array_index (layouts, i);
      gboolean used = strcmp (layout->key, chosen->key) == 0;

      if (ctl->json)
        {
          g_autoptr (JsonBuilder) builder = json_builder_new ();

          json_builder_begin_object (builder);
          mc_ctl_add_text (builder, "key", layout->key);
          mc_ctl_add_text (builder, "name", layout->name);
          mc_ctl_add_int (builder, "fields", layout->fields->len);
          mc_ctl_add_int (builder, "columns", layout->columns->len);
          json_builder_set_member_name (builder, "shipped");
          json_builder_add_boolean_value (builder, layout->shipped);
          json_builder_set_member_name (builder, "used");
          json_builder_add_boolean_value (builder, used);
          json_builder_end_object (builder);
          mc_ctl_print_json (builder);
        }
      else
        g_print ("%s %s\t%s\n", used ? "*" : " ", layout->key, layout->name);
    }
  return MC_EXIT_DONE;
}

static McExit
import_layout (McCtl *ctl, McDesk *desk, const char *path)
{
  g_autofree char *text = NULL, *key = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!mc_ctl_read_file (path, &text, &size, &error) || !mc_desk_retype_import_layout (desk, text, (gssize) size, &key, &error))
    return mc_ctl_fail (error);
  if (ctl->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      mc_ctl_add_text (builder, "key", key);
      json_builder_end_object (builder);
      mc_ctl_print_json (builder);
    }
  else
    g_print ("%s\n", key);
  return MC_EXIT_DONE;
}

/* ---- the command ------------------------------------------------------------------------------------------------------- */

static gboolean
is (int argc, char **argv, int n, const char *name)
{
  return argc == n + 1 && strcmp (argv[1], name) == 0;
}

static McExit
run (McCtl *ctl, McDesk *desk, int argc, char **argv, const Options *options)
{
  if (is (argc, argv, 1, "list"))
    return list (ctl, desk, options);
  if (is (argc, argv, 2, "show"))
    return show (ctl, desk, argv[2], options);
  if (is (argc, argv, 3, "code"))
    return code (ctl, desk, argv[2], argv[3]);
  if (is (argc, argv, 2, "take"))
    return take (ctl, desk, argv[2]);
  if (is (argc, argv, 2, "export"))
    return export (ctl, desk, argv[2], options);
  if (is (argc, argv, 2, "layout"))
    return list_layouts (ctl, desk);
  return import_layout (ctl, desk, argv[3]);
}

static gboolean
is_usage (int argc, char **argv)
{
  return is (argc, argv, 1, "list") || is (argc, argv, 2, "show") || is (argc, argv, 3, "code") || is (argc, argv, 2, "take") ||
         is (argc, argv, 2, "export") || (is (argc, argv, 2, "layout") && strcmp (argv[2], "list") == 0) ||
         (is (argc, argv, 3, "layout") && strcmp (argv[2], "import") == 0);
}

McExit
mc_command_retype (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *layout = NULL, *after = NULL;
  Options options = { .limit = 50 };
  GOptionEntry entries[] = {
    { "own", 0, 0, G_OPTION_ARG_NONE, &options.own, N_ ("Only what this desk received"), NULL },
    { "layout", 0, 0, G_OPTION_ARG_STRING, &layout, N_ ("The form of which system"), "KEY" },
    { "after", 0, 0, G_OPTION_ARG_STRING, &after, N_ ("Go on after a page"), "CURSOR" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, N_ ("At most so many"), "N" },
    { NULL },
  };
  g_autoptr (McDesk) desk = NULL;
  McExit status;

  if (!mc_ctl_parse (USAGE, entries, &argc, &argv, &status))
    return status;
  if (!is_usage (argc, argv) || options.limit < 1)
    return mc_ctl_usage (_ ("retype needs one of: %s"), USAGE);
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  options.layout = layout;
  options.after = after;
  return run (ctl, desk, argc, argv, &options);
}
