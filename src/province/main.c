/* SPDX-License-Identifier: GPL-3.0-or-later */
/* motcua-province: the provincial service, and what is done to it from a shell. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>

#include "mc-province-ctl.h"

static const McProvinceCommand commands[] = {
  { "serve", "--blobs DIR --listen ADDR:PORT [--tls-cert F --tls-key F]", N_ ("Run the service"), mc_command_serve },
  { "enrol", "--office CODE [--name N]", N_ ("A one-time code for a desk"), mc_command_enrol },
  { "revoke", "--office CODE --desk N | --all --blobs DIR",
    N_ ("Let a desk in no more; all of them after the database was restored from a backup"),
    mc_command_revoke },
  { "account", "--name N", N_ ("A token for entering online dossiers and decisions"), mc_command_account },
  { "publish", "FILE [--from DATE]", N_ ("Procedures, holidays, settings, signers or a paper for all offices"), mc_command_publish },
  { "submit", "[FILE|-]", N_ ("Online dossiers, one JSON object a line"), mc_command_submit },
  { "status", "CODE STATE [--note T] [--number N] [--result FILE]", N_ ("What a department decided"), mc_command_status },
  { "bundle", "import FILE... [--receipts DIR] | export --office CODE FILE", N_ ("Data packages of desks that come by USB stick"),
    mc_command_bundle },
  { "show", "CODE", N_ ("One dossier"), mc_command_show },
  { "stats", "", N_ ("What the province holds"), mc_command_stats },
};

static void
print_help (void)
{
  g_print (_ ("Usage: motcua-province COMMAND --database URI ...\n\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %s %s\n      %s\n", commands[i].name, commands[i].arguments, _ (commands[i].summary));
}

static McExit
run (McProvinceCtl *ctl, int argc, char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, argv[1]) == 0)
      return commands[i].run (ctl, argc - 1, argv + 1);
  return mc_province_usage (_ ("“%s” is not a command; see motcua-province --help"), argv[1]);
}

static void
clear (McProvinceCtl *ctl)
{
  g_free (ctl->database);
  g_free (ctl->blobs);
  g_free (ctl->listen);
  g_free (ctl->tls_cert);
  g_free (ctl->tls_key);
  g_free (ctl->office);
  g_free (ctl->name);
  g_free (ctl->from);
  g_free (ctl->note);
  g_free (ctl->result);
  g_free (ctl->number);
  g_free (ctl->receipts);
  g_clear_pointer (&ctl->mark, mc_province_mark_free);
}

static McExit
parse_and_run (McProvinceCtl *ctl, int argc, char **argv)
{
  gboolean help = FALSE, version = FALSE;
  GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &ctl->database, N_ ("The database, as PostgreSQL names it"), "URI" },
    { "blobs", 0, 0, G_OPTION_ARG_FILENAME, &ctl->blobs, N_ ("Folder of the files"), "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &ctl->json, N_ ("JSON Lines on standard output"), NULL },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &ctl->listen, N_ ("Where to listen; port 0 takes a free one"), "ADDR:PORT" },
    { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &ctl->tls_cert, N_ ("Certificate (PEM)"), "FILE" },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &ctl->tls_key, N_ ("Its key (PEM)"), "FILE" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &ctl->threads, N_ ("Connections to the database"), "N" },
    { "office", 0, 0, G_OPTION_ARG_STRING, &ctl->office, N_ ("Code of the office"), "CODE" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &ctl->name, N_ ("Name of the desk or account"), "N" },
    { "desk", 0, 0, G_OPTION_ARG_INT, &ctl->desk, N_ ("Number of the desk"), "N" },
    { "all", 0, 0, G_OPTION_ARG_NONE, &ctl->all, N_ ("All desks of all offices"), NULL },
    { "from", 0, 0, G_OPTION_ARG_STRING, &ctl->from, N_ ("First day in force"), "DATE" },
    { "note", 0, 0, G_OPTION_ARG_STRING, &ctl->note, N_ ("Note that goes with it"), "TEXT" },
    { "number", 0, 0, G_OPTION_ARG_STRING, &ctl->number, N_ ("Number of the result"), "N" },
    { "result", 0, 0, G_OPTION_ARG_FILENAME, &ctl->result, N_ ("File of the result"), "FILE" },
    { "receipts", 0, 0, G_OPTION_ARG_FILENAME, &ctl->receipts, N_ ("Folder for the receipts"), "DIR" },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_ ("Show this help"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Show the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  /* GOption's own --help ends the process; ours does not. */
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return mc_province_usage ("%s", error->message);
  if (version)
    {
      g_print ("motcua-province %s\n", MC_VERSION);
      return MC_EXIT_DONE;
    }
  if (help || argc < 2)
    {
      print_help ();
      return help ? MC_EXIT_DONE : MC_EXIT_USAGE;
    }
  return run (ctl, argc, argv);
}

int
main (int argc, char **argv)
{
  McProvinceCtl ctl = { 0 };
  McExit status;

  /* A timer or a script has no locale: what is said and taken is UTF-8 there too, or names would come out as question marks. */
  if (setlocale (LC_ALL, "") == NULL || strcmp (nl_langinfo (CODESET), "UTF-8") != 0)
    setlocale (LC_CTYPE, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("MOTCUA_LOCALEDIR") != NULL ? g_getenv ("MOTCUA_LOCALEDIR") : MC_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  signal (SIGPIPE, SIG_IGN);
  if (sodium_init () < 0)
    return MC_EXIT_UNUSABLE;
  status = parse_and_run (&ctl, argc, argv);
  clear (&ctl);
  return status;
}
