/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-ctl.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#include "mc-error.h"
#include "mc-time.h"

gboolean
mc_ctl_parse (const char *arguments, GOptionEntry *entries, int *argc, char ***argv, McExit *status)
{
  g_autofree char *usage = g_strdup_printf ("%s %s", (*argv)[0], arguments);
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autoptr (GError) error = NULL;
  gboolean help = FALSE;
  GOptionEntry help_entry[] = { { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_ ("Show this help"), NULL }, { NULL } };

  /* GOption's own --help ends the process; ours does not. */
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, help_entry, GETTEXT_PACKAGE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      *status = mc_ctl_usage ("%s", error->message);
      return FALSE;
    }
  if (help)
    {
      g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

      g_print ("%s", text);
      *status = MC_EXIT_DONE;
      return FALSE;
    }
  return TRUE;
}

McExit
mc_ctl_usage (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("motcuactl: %s\n", text);
  return MC_EXIT_USAGE;
}

McExit
mc_ctl_exit_code (const GError *error)
{
  if (error->domain != MC_ERROR)
    return MC_EXIT_UNUSABLE;
  switch ((McError) error->code)
    {
    case MC_ERROR_INVALID:
    case MC_ERROR_REJECTED:
    case MC_ERROR_CONFLICT:
    case MC_ERROR_NOT_FOUND:
    case MC_ERROR_CLOCK:
    case MC_ERROR_NEEDS_ANSWER:
    case MC_ERROR_AUTH_REQUIRED:
      return MC_EXIT_REFUSED;
    case MC_ERROR_BUSY:
    case MC_ERROR_OFFLINE:
    case MC_ERROR_TIMED_OUT:
      return MC_EXIT_BUSY;
    default:
      return MC_EXIT_UNUSABLE;
    }
}

McExit
mc_ctl_fail (const GError *error)
{
  g_printerr ("motcuactl: %s\n", error->message);
  return mc_ctl_exit_code (error);
}

void
mc_ctl_warn (const char *const *sentences)
{
  for (guint i = 0; sentences[i] != NULL; i++)
    g_printerr ("motcuactl: %s\n", sentences[i]);
}

const char *
mc_ctl_actor (McCtl *ctl)
{
  return ctl->as != NULL ? ctl->as : g_get_user_name ();
}

McDesk *
mc_ctl_open (McCtl *ctl, McExit *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = mc_desk_open_as (ctl->store, ctl->clock, mc_ctl_actor (ctl),
                                             ctl->as != NULL ? g_get_user_name () : NULL, &error);

  if (desk == NULL)
    {
      McExit code = mc_ctl_fail (error);

      /* No store there is no fault of any line of data. */
      *status = code == MC_EXIT_REFUSED ? MC_EXIT_UNUSABLE : code;
      return NULL;
    }
  if ((ctl->at != NULL || ctl->as != NULL) && !mc_desk_office (desk)->trial)
    {
      *status = mc_ctl_usage (_ ("--at and --as are for trial stores until accounts exist"));
      return NULL;
    }
  return g_steal_pointer (&desk);
}

void
mc_ctl_add_text (JsonBuilder *builder, const char *key, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, value);
}

void
mc_ctl_add_int (JsonBuilder *builder, const char *key, gint64 value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, value);
}

void
mc_ctl_add_time (JsonBuilder *builder, const char *key, gint64 time)
{
  g_autofree char *text = time != 0 ? mc_time_to_iso (time) : NULL;

  mc_ctl_add_text (builder, key, text);
}

void
mc_ctl_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, FALSE);

  g_print ("%s\n", text);
}

static gboolean
read_stdin (char **text, gsize *size, GError **error)
{
  g_autoptr (GString) all = g_string_new (NULL);
  char buffer[65536];
  ssize_t n;

  while ((n = read (STDIN_FILENO, buffer, sizeof buffer)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, MC_ERROR, MC_ERROR_FAILED, _ ("Standard input cannot be read: %s"), g_strerror (errno));
          return FALSE;
        }
      g_string_append_len (all, buffer, n);
    }
  *size = all->len;
  *text = g_string_free (g_steal_pointer (&all), FALSE);
  return TRUE;
}

gboolean
mc_ctl_check_file (const char *path, GError **error)
{
  if (g_access (path, R_OK) == 0)
    return TRUE;
  g_set_error (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("%s cannot be read: %s"), path, g_strerror (errno));
  return FALSE;
}

gboolean
mc_ctl_read_file (const char *path, char **text, gsize *size, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (path == NULL || strcmp (path, "-") == 0)
    return read_stdin (text, size, error);
  if (!mc_ctl_check_file (path, error))
    return FALSE;
  if (g_file_get_contents (path, text, size, &local))
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND, local->message);
  return FALSE;
}

gboolean
mc_ctl_progress (gint64 done, gint64 total, gpointer data)
{
  if (isatty (STDERR_FILENO))
    g_printerr ("\r%s %" G_GINT64_FORMAT " / %" G_GINT64_FORMAT " (%d %%)", (const char *) data, done, total,
                total > 0 ? (int) (done * 100 / total) : 100);
  return TRUE;
}

void
mc_ctl_progress_end (void)
{
  if (isatty (STDERR_FILENO))
    g_printerr ("\r\033[K");
}
