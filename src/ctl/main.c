/* SPDX-License-Identifier: GPL-3.0-or-later */
/* motcuactl: the desk from a shell. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>

#include "mc-ctl.h"

static const McCommand commands[] = {
  { "init", "--office FILE.json [--trial]", N_ ("Make a new store for an office"), mc_command_init },
  { "demo", "[--dossiers N] [--seed S]", N_ ("Fill a store with plausible dossiers"), mc_command_demo },
  { "catalogue", "import FILE [--dry-run] [--from DATE] | list [TEXT] | show CODE [--on DATE] | pending", N_ ("Procedures"), mc_command_catalogue },
  { "due", "CODE --received TIME [--channel C] [--case C]", N_ ("The appointment the rules give"), mc_command_due },
  { "card", "TEXT", N_ ("Read the text of an identity card"), mc_command_card },
  { "receive", "[FILE|-]", N_ ("Receive dossiers, one JSON object a line"), mc_command_receive },
  { "show", "CODE", N_ ("One dossier"), mc_command_show },
  { "list", "[--state S] [--overdue] [--due DATE] [--from D] [--to D] [--after CURSOR] [--limit N]", N_ ("Lists of dossiers"),
    mc_command_list },
  { "search", "TEXT [--after CURSOR] [--limit N]", N_ ("Find dossiers"), mc_command_search },
  { "act", "CODE ACTION [--note TEXT] [--to UNIT]", N_ ("Do something to a dossier"), mc_command_act },
  { "print", "CODE --form 01 [--paper a5|a4|80mm] --output FILE.pdf", N_ ("The slip as a PDF file"), mc_command_print },
  { "attach", "CODE --component KEY FILE...", N_ ("Put files to a dossier"), mc_command_attach },
  { "blobs", "CODE", N_ ("The files of a dossier"), mc_command_blobs },
  { "bundle", "export FILE|DIR [--for province|office] | import FILE...", N_ ("Data packages on a USB stick"), mc_command_bundle },
  { "enrol", "URL", N_ ("Register this desk with the province; the code on standard input"), mc_command_enrol },
  { "sync", "[--once] [--province URL] [--small-only] | --folder DIR [--remember]", N_ ("Exchange with the province"), mc_command_sync },
  { "retype", "list | show CODE | code CODE OFFICIAL|none | take FILE | export FILE | layout list | layout import FILE",
    N_ ("What is to be typed into the province's own system, and the official codes"), mc_command_retype },
  { "outbox", "", N_ ("What waits to be sent"), mc_command_outbox },
  { "conflicts", "list | settle ENTRY --take|--leave", N_ ("What two desks did to one dossier at once"), mc_command_conflicts },
  { "quarantine", "list | retry SUBJECT", N_ ("What was not taken, and why"), mc_command_quarantine },
  { "diagnose", "", N_ ("Versions, sizes, clock, disk and exchange, for whoever helps from afar"), mc_command_diagnose },
  { "verify", "", N_ ("Check journal, search and file"), mc_command_verify },
  { "rebuild", "[--check]", N_ ("Make the tables anew from the journal"), mc_command_rebuild },
  { "last-slip", "CODE|none [--new-desk N]", N_ ("Answer after a restore: the last slip printed"), mc_command_last_slip },
  { "bench", "[NAME]", N_ ("Measure"), mc_command_bench },
};

static void
print_help (void)
{
  g_print (_ ("Usage: motcuactl [--store DIR] [--json] [--at TIME] [--as ACCOUNT] COMMAND ...\n\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %s %s\n      %s\n", commands[i].name, commands[i].arguments, _ (commands[i].summary));
}

static const McCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];
  return NULL;
}

/* The help of one command is its own affair: it knows its options. */
static McExit
help_command (McCtl *ctl, const char *name)
{
  char *argv[] = { (char *) name, (char *) "--help", NULL };
  const McCommand *command = find_command (name);

  if (command == NULL)
    return mc_ctl_usage (_ ("“%s” is not a command; see motcuactl --help"), name);
  return command->run (ctl, 2, argv);
}

static McExit
run (McCtl *ctl, int argc, char **argv)
{
  const McCommand *command;
  gint64 at;

  if (argc < 2)
    {
      print_help ();
      return MC_EXIT_USAGE;
    }
  if (ctl->at != NULL && !mc_time_from_iso (ctl->at, &at))
    return mc_ctl_usage (_ ("--at: “%s” is not a time such as 2026-11-23T08:41"), ctl->at);
  ctl->clock = ctl->at != NULL ? mc_clock_new_fixed (at) : mc_clock_new ();
  if (ctl->store == NULL)
    ctl->store = g_build_filename (g_get_user_data_dir (), "motcua", NULL);
  if ((command = find_command (argv[1])) == NULL)
    return mc_ctl_usage (_ ("“%s” is not a command; see motcuactl --help"), argv[1]);
  return command->run (ctl, argc - 1, argv + 1);
}

int
main (int argc, char **argv)
{
  McCtl ctl = { 0 };
  gboolean help = FALSE, version = FALSE;
  GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &ctl.store, N_ ("Folder of the store"), "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &ctl.json, N_ ("JSON Lines on standard output"), NULL },
    { "at", 0, 0, G_OPTION_ARG_STRING, &ctl.at, N_ ("Stands for the clock"), "TIME" },
    { "as", 0, 0, G_OPTION_ARG_STRING, &ctl.as, N_ ("Stands for the account"), "ACCOUNT" },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_ ("Show this help"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Show the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  McExit status;

  /* A timer or a script has no locale: what is said and taken is UTF-8 there too, or names would come out as question marks. */
  if (setlocale (LC_ALL, "") == NULL || strcmp (nl_langinfo (CODESET), "UTF-8") != 0)
    setlocale (LC_CTYPE, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("MOTCUA_LOCALEDIR") != NULL ? g_getenv ("MOTCUA_LOCALEDIR") : MC_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  /* Options may stand before and after the command; what a command does not know it refuses itself. */
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return mc_ctl_usage ("%s", error->message);
  if (version)
    {
      g_print ("motcuactl %s\n", MC_VERSION);
      return MC_EXIT_DONE;
    }
  if (help && argc < 2)
    {
      print_help ();
      return MC_EXIT_DONE;
    }
  status = help ? help_command (&ctl, argv[1]) : run (&ctl, argc, argv);
  g_clear_object (&ctl.clock);
  g_free (ctl.store);
  g_free (ctl.at);
  g_free (ctl.as);
  return status;
}
