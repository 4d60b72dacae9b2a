/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show, list, search, act, print. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-ctl.h"
#include "mc-error.h"
#include "mc-form.h"

static void
print_dossier (McCtl *ctl, const McDossier *dossier)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *due = mc_due_to_text (dossier->due);

  if (ctl->json)
    {
      mc_desk_dossier_to_json (builder, dossier);
      mc_ctl_print_json (builder);
      return;
    }
  g_print ("%s\t%s\t%s\t%s\t%s\t%s\n", dossier->code,
           dossier->procedure_short != NULL ? dossier->procedure_short : dossier->intake->procedure_code,
           mc_dossier_owner (dossier)->name, mc_state_to_text (dossier->state), due,
           dossier->official_code != NULL ? dossier->official_code : "");
}

static void
print_history (const McDossier *dossier, McDay today)
{
  g_autofree char *answer = mc_dossier_answer (dossier, today);

  g_print ("%s\n", answer);
  for (guint i = 0; i < dossier->events->len; i++)
    {
      const McEvent *event = g_ptr_array_index (dossier->events, i);
      g_autofree char *day = mc_day_to_text (mc_day_of_time (event->time));
      g_autofree char *clock = mc_time_to_clock_text (event->time);
      g_autofree char *what = mc_desk_event_text (event);

      g_print ("%s %s\t%s\t%s\t%s\n", day, clock, what, event->actor, event->note != NULL ? event->note : "");
    }
}

McExit
mc_command_show (McCtl *ctl, int argc, char **argv)
{
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McExit status;

  if (!mc_ctl_parse ("CODE", NULL, &argc, &argv, &status))
    return status;
  if (argc != 2)
    return mc_ctl_usage (_ ("show needs the code of a dossier"));
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  if ((dossier = mc_desk_load (desk, argv[1], &error)) == NULL)
    return mc_ctl_fail (error);
  print_dossier (ctl, dossier);
  if (!ctl->json)
    print_history (dossier, mc_desk_today (desk));
  return MC_EXIT_DONE;
}

static McExit
print_rows (McCtl *ctl, McDesk *desk, const McListFilter *filter, McDay from, McDay to, const char *after, int limit)
{
  g_autoptr (GPtrArray) dossiers = NULL;
  g_autofree char *cursor = NULL;
  g_autoptr (GError) error = NULL;

  if (limit < 1 || limit > 100000)
    return mc_ctl_usage (_ ("--limit: 1 to 100000"));
  dossiers = mc_desk_rows (desk, filter, from, to, after, (guint) limit, &cursor, &error);
  if (dossiers == NULL)
    return mc_ctl_fail (error);
  for (guint i = 0; i < dossiers->len; i++)
    print_dossier (ctl, g_ptr_array_index (dossiers, i));
  if (cursor != NULL && ctl->json)
    g_print ("{\"after\":\"%s\"}\n", cursor);
  else if (cursor != NULL)
    g_printerr (_ ("More: --after %s\n"), cursor);
  return MC_EXIT_DONE;
}

static gboolean
read_day (const char *option, const char *text, McDay *day, McExit *status)
{
  if (text == NULL || mc_day_from_iso (text, day))
    return TRUE;
  *status = mc_ctl_usage (_ ("%s: “%s” is not a date such as 2026-11-23"), option, text);
  return FALSE;
}

static McExit
unknown_state (const char *text)
{
  g_autoptr (GString) keys = g_string_new (NULL);

  for (int state = 0; state < MC_N_STATES; state++)
    g_string_append_printf (keys, "%s%d %s", state > 0 ? ", " : "", state, mc_state_to_key ((McState) state));
  return mc_ctl_usage (_ ("--state: “%s” is not a state. There are: %s"), text, keys->str);
}

McExit
mc_command_list (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *state = NULL, *due = NULL, *from_text = NULL, *to_text = NULL, *after = NULL;
  gboolean overdue = FALSE;
  int limit = 50;
  GOptionEntry entries[] = {
    { "state", 0, 0, G_OPTION_ARG_STRING, &state, N_ ("One state, by name or number"), "STATE" },
    { "overdue", 0, 0, G_OPTION_ARG_NONE, &overdue, N_ ("Open and past the promised day"), NULL },
    { "due", 0, 0, G_OPTION_ARG_STRING, &due, N_ ("Open and due that day"), "DATE" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &from_text, N_ ("Received on that day or later"), "DATE" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to_text, N_ ("Received on that day or before"), "DATE" },
    { "after", 0, 0, G_OPTION_ARG_STRING, &after, N_ ("Go on after a page"), "CURSOR" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many"), "N" },
    { NULL },
  };
  McListFilter filter = { .kind = MC_LIST_ALL };
  McDay from = MC_DAY_NONE, to = MC_DAY_NONE;
  g_autoptr (McDesk) desk = NULL;
  McExit status;

  if (!mc_ctl_parse ("", entries, &argc, &argv, &status))
    return status;
  if (overdue + (due != NULL) + (state != NULL) > 1)
    return mc_ctl_usage (_ ("--overdue, --due and --state are three lists; give one of them"));
  if ((overdue || due != NULL) && (from_text != NULL || to_text != NULL))
    return mc_ctl_usage (_ ("--from and --to are days of receipt; they do not go with --overdue and --due"));
  if (state != NULL && !mc_state_from_key (state, &filter.state))
    return unknown_state (state);
  if (!read_day ("--due", due, &filter.day, &status) || !read_day ("--from", from_text, &from, &status) ||
      !read_day ("--to", to_text, &to, &status))
    return status;
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  if (overdue)
    {
      filter.kind = MC_LIST_OVERDUE;
      filter.day = mc_desk_today (desk);
    }
  else if (due != NULL)
    filter.kind = MC_LIST_DUE_ON;
  else if (state != NULL)
    filter.kind = MC_LIST_STATE;
  return print_rows (ctl, desk, &filter, from, to, after, limit);
}

McExit
mc_command_search (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *after = NULL, *text = NULL;
  int limit = 50;
  GOptionEntry entries[] = {
    { "after", 0, 0, G_OPTION_ARG_STRING, &after, N_ ("Go on after a page"), "CURSOR" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many"), "N" },
    { NULL },
  };
  McListFilter filter = { .kind = MC_LIST_SEARCH };
  g_autoptr (McDesk) desk = NULL;
  McExit status;

  if (!mc_ctl_parse ("TEXT", entries, &argc, &argv, &status))
    return status;
  if (argc < 2)
    return mc_ctl_usage (_ ("search needs something to look for"));
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  filter.text = text = g_strjoinv (" ", argv + 1);
  return print_rows (ctl, desk, &filter, MC_DAY_NONE, MC_DAY_NONE, after, limit);
}

static McExit
unknown_action (const char *text)
{
  g_autoptr (GString) keys = g_string_new (NULL);

  for (int action = 0; action < MC_N_ACTIONS; action++)
    g_string_append_printf (keys, "%s%s", action > 0 ? ", " : "", mc_action_to_key ((McAction) action));
  return mc_ctl_usage (_ ("“%s” is not an action. There are: %s"), text, keys->str);
}

/* What a correction changes, out of a file or standard input. */
static McDossier *
correct (McDesk *desk, const char *code, const char *file, const char *note, GError **error)
{
  g_autofree char *changes = NULL;
  gsize size;

  if (file != NULL && !mc_ctl_read_file (file, &changes, &size, error))
    return NULL;
  return mc_desk_correct (desk, code, changes, note, error);
}

McExit
mc_command_act (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *note = NULL, *to = NULL, *changes = NULL;
  GOptionEntry entries[] = {
    { "note", 0, 0, G_OPTION_ARG_STRING, &note, N_ ("The reason, or a remark"), "TEXT" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("To whom; the new time of an extension; the result's number; the new case"), "UNIT" },
    { "changes", 0, 0, G_OPTION_ARG_FILENAME, &changes, N_ ("Of correct: JSON of what is other now, as in a receive line"), "FILE|-" },
    { NULL },
  };
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = NULL;
  McAction action;
  McExit status;

  if (!mc_ctl_parse ("CODE ACTION", entries, &argc, &argv, &status))
    return status;
  if (argc != 3)
    return mc_ctl_usage (_ ("act needs a code and an action such as forward, complete or return"));
  if (!mc_action_from_key (argv[2], &action))
    return unknown_action (argv[2]);
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  dossier = action == MC_ACTION_CORRECT ? correct (desk, argv[1], changes, note, &error) : mc_desk_act (desk, argv[1], action, note, to, &error);
  if (dossier == NULL)
    return mc_ctl_fail (error);
  print_dossier (ctl, dossier);
  return MC_EXIT_DONE;
}

static McExit
print_form (McCtl *ctl, McDesk *desk, const char *code, McFormOptions *options, const char *output)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_load (desk, code, &error);
  int reprint; /* a file is none */
  g_autoptr (McFormEngine) engine = dossier != NULL ? mc_form_engine_new (&error) : NULL;
  g_autoptr (McForm) form = NULL;

  if (dossier != NULL)
    mc_dossier_print_marks (dossier, &reprint, &options->replaces);
  if (engine != NULL)
    mc_form_engine_use_templates (engine, mc_desk_paper_templates (desk));
  if (engine == NULL || (form = mc_form_new_slip (engine, dossier, mc_desk_office (desk), options, &error)) == NULL ||
      !mc_form_write_pdf_file (form, output, &error) || !mc_desk_note_print (desk, code, "01", FALSE, &error))
    return mc_ctl_fail (error);
  mc_ctl_warn (mc_form_warnings (form));
  if (ctl->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "file");
      json_builder_add_string_value (builder, output);
      json_builder_set_member_name (builder, "pages");
      json_builder_add_int_value (builder, mc_form_n_pages (form));
      json_builder_end_object (builder);
      mc_ctl_print_json (builder);
    }
  else
    g_print (_ ("%s: %d pages\n"), output, mc_form_n_pages (form));
  return MC_EXIT_DONE;
}

McExit
mc_command_print (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *form = NULL, *paper = NULL, *output = NULL;
  int set = MC_FORM_SET_CURRENT;
  GOptionEntry entries[] = {
    { "form", 0, 0, G_OPTION_ARG_STRING, &form, N_ ("Which paper: 01"), "FORM" },
    { "set", 0, 0, G_OPTION_ARG_INT, &set, N_ ("Set of forms: 2018 or 2025"), "YEAR" },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &paper, N_ ("a5, a4 or 80mm"), "PAPER" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("The file to write"), "FILE.pdf" },
    { NULL },
  };
  McFormOptions options = { .paper = MC_PAPER_A5, .copies = 2 };
  g_autoptr (McDesk) desk = NULL;
  McExit status;

  if (!mc_ctl_parse ("CODE", entries, &argc, &argv, &status))
    return status;
  if (argc != 2 || output == NULL)
    return mc_ctl_usage (_ ("print needs a code and --output FILE.pdf"));
  if (form != NULL && strcmp (form, "01") != 0)
    return mc_ctl_usage (_ ("--form: only 01 exists so far"));
  if (set != 2018 && set != 2025)
    return mc_ctl_usage (_ ("--set: 2018 or 2025"));
  if (paper != NULL && !mc_paper_from_key (paper, &options.paper))
    return mc_ctl_usage (_ ("--paper: a5, a4 or 80mm"));
  if ((desk = mc_ctl_open (ctl, &status)) == NULL)
    return status;
  options.set = set;
  options.printed_at = mc_clock_now (ctl->clock);
  return print_form (ctl, desk, argv[1], &options, output);
}
