/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-application.h"

#include <glib/gi18n-lib.h>

#include "mc-bench.h"
#include "mc-desk-folder.h"
#include "mc-desk-sync.h"
#include "mc-trouble-window.h"
#include "mc-window.h"

#define MONITOR_SECONDS 1

struct _McApplication
{
  AdwApplication parent_instance;

  McDeskOpenFunc open_desk;
  McNetworkFunc network;
  McMonitorFunc get_monitor;
  gint64 started_at;
  char *store;
  McDesk *desk; /* (owned) (nullable) while a window is open on it */
};

G_DEFINE_FINAL_TYPE (McApplication, mc_application, ADW_TYPE_APPLICATION)

/* Keys that mean the same on every page. Each F key has a Ctrl+digit twin for laptops whose top row is media keys. */
static const struct
{
  const char *action;
  const char *keys[4];
} accels[] = {
  { "win.shortcuts", { "F1", "<Control>1" } },
  { "win.receive", { "F2", "<Control>2" } },
  { "win.find", { "F3", "<Control>3" } },
  { "win.certify", { "F4", "<Control>4" } },
  { "win.return", { "F5", "<Control>5" } },
  { "win.forward", { "F6", "<Control>6" } },
  { "win.digitise", { "F7", "<Control>7" } },
  { "win.fees", { "F8", "<Control>8" } },
  { "win.guide", { "<Control>b" } },
  { "win.lock", { "<Control>l" } },
  { "win.close-day", { "<Control>k" } },
  { "win.exchange", { "<Alt>g" } },
  { "win.diagnosis", { "<Alt>k" } },
  { "win.usb", { "<Alt>u" } },
  { "win.province-news", { "<Alt>v" } },
  { "win.retype", { "<Alt>b" } },
  { "win.list('unprinted')", { "<Alt>i" } },
  { "win.home", { "<Alt>Home" } },
  { "win.fullscreen", { "F11" } },
  { "window.close", { "<Control>q" } },
};

static void
mc_application_close_desk (McApplication *self)
{
  if (self->desk == NULL)
    return;
  mc_desk_close (self->desk);
  g_clear_object (&self->desk);
}

static McWindow *
mc_application_make_window (McApplication *self)
{
  g_autofree char *settings = g_build_filename (g_get_user_config_dir (), "motcua", "printer.ini", NULL);
  g_autoptr (McPrinter) printer = mc_printer_new (settings, g_getenv ("MOTCUA_PRINT_FILE"));
  g_autoptr (McSlipPrinter) slips = mc_slip_printer_new (self->desk, printer);
  McWindow *window = mc_window_new (ADW_APPLICATION (self), self->desk, slips);

  mc_bench_watch_start (GTK_WINDOW (window), self->started_at, (McBenchUsableFunc) mc_window_is_usable);
  return window;
}

/* Asking for the monitor talks to the session's services: not before the window stands and can be typed into. */
static gboolean
on_monitor_due (gpointer data)
{
  McApplication *self = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (GVolumeMonitor) monitor = MC_IS_WINDOW (window) ? self->get_monitor () : NULL;

  if (monitor != NULL)
    mc_window_watch_sticks (MC_WINDOW (window), monitor);
  return G_SOURCE_REMOVE;
}

static void
mc_application_show (McApplication *self)
{
  g_autoptr (GError) error = NULL;
  GtkWidget *window;

  if (self->desk == NULL)
    self->desk = self->open_desk (self->store, &error);
  if (self->desk != NULL)
    window = GTK_WIDGET (mc_application_make_window (self));
  else
    window = GTK_WIDGET (mc_trouble_window_new (ADW_APPLICATION (self), self->store, error));
  gtk_window_present (GTK_WINDOW (window));
  if (self->desk == NULL)
    return;
  mc_desk_sync_start (self->desk, self->network ());
  mc_desk_folder_start (self->desk);
  g_timeout_add_seconds_full (G_PRIORITY_LOW, MONITOR_SECONDS, on_monitor_due, g_object_ref (self), g_object_unref);
}

static void
on_retry (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  McApplication *self = data;
  GtkWindow *old = gtk_application_get_active_window (GTK_APPLICATION (self));

  mc_application_show (self);
  if (old != NULL)
    gtk_window_destroy (old);
}

static void
mc_application_activate (GApplication *application)
{
  McApplication *self = MC_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (window);
  else
    mc_application_show (self);
}

/* A bundle was opened in the session's file manager. */
static void
mc_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autofree char *path = n_files > 0 ? g_file_get_path (files[0]) : NULL;

  g_application_activate (application);
  for (GList *window = gtk_application_get_windows (GTK_APPLICATION (application)); path != NULL && window != NULL; window = window->next)
    if (MC_IS_WINDOW (window->data))
      {
        mc_window_open_bundle (window->data, path);
        break;
      }
}

static void
mc_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = { { .name = "retry", .activate = on_retry } };

  G_APPLICATION_CLASS (mc_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accels[i].action, accels[i].keys);
}

static void
mc_application_shutdown (GApplication *application)
{
  mc_application_close_desk (MC_APPLICATION (application));
  G_APPLICATION_CLASS (mc_application_parent_class)->shutdown (application);
}

static int
mc_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  McApplication *self = MC_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("motcua %s\n", MC_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "store", "^ay", &self->store))
    /* A window on another store is another program, not a second window of the running one. */
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  else
    self->store = g_build_filename (g_get_user_data_dir (), "motcua", NULL);
  return -1;
}

static void
mc_application_finalize (GObject *object)
{
  McApplication *self = MC_APPLICATION (object);

  g_clear_object (&self->desk);
  g_free (self->store);
  G_OBJECT_CLASS (mc_application_parent_class)->finalize (object);
}

static void
mc_application_class_init (McApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_application_finalize;
  application_class->activate = mc_application_activate;
  application_class->open = mc_application_open;
  application_class->startup = mc_application_startup;
  application_class->shutdown = mc_application_shutdown;
  application_class->handle_local_options = mc_application_handle_local_options;
}

static void
mc_application_init (McApplication *self)
{
  static const GOptionEntry options[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Folder of the data"), N_("DIR") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version"), NULL },
    { NULL }
  };

  self->started_at = mc_bench_start_time ();
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

McApplication *
mc_application_new (McDeskOpenFunc open_desk, McNetworkFunc network, McMonitorFunc get_monitor)
{
  McApplication *self;

  g_return_val_if_fail (open_desk != NULL && network != NULL, NULL);
  self = g_object_new (MC_TYPE_APPLICATION, "application-id", MC_APPLICATION_ID, "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/motcua/ui", NULL);
  self->open_desk = open_desk;
  self->network = network;
  self->get_monitor = get_monitor;
  return self;
}
