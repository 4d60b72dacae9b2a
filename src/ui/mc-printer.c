/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-printer.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "mc-error.h"

/* How long a printer that was chosen earlier may take to be found. GTK waits for ever while the print service is down. */
#define FIND_SECONDS 8

struct _McPrinter
{
  GObject parent_instance;

  char *settings_file;
  char *print_file;            /* (nullable) */
  GtkPrintSettings *settings;  /* (owned) (nullable) until a printer was chosen */
  gboolean ask;
};

enum { PROP_0, PROP_PRINT_FILE, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (McPrinter, mc_printer, G_TYPE_OBJECT)

static void
mc_printer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PRINT_FILE:
      g_value_set_string (value, MC_PRINTER (object)->print_file);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_printer_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  McPrinter *self = MC_PRINTER (object);

  switch (prop_id)
    {
    case PROP_PRINT_FILE:
      g_free (self->print_file);
      self->print_file = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_printer_finalize (GObject *object)
{
  McPrinter *self = MC_PRINTER (object);

  g_free (self->settings_file);
  g_free (self->print_file);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (mc_printer_parent_class)->finalize (object);
}

static void
mc_printer_class_init (McPrinterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mc_printer_get_property;
  object_class->set_property = mc_printer_set_property;
  object_class->finalize = mc_printer_finalize;
  properties[PROP_PRINT_FILE] =
    g_param_spec_string ("print-file", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mc_printer_init (McPrinter *self)
{
}

McPrinter *
mc_printer_new (const char *settings_file, const char *print_file)
{
  McPrinter *self = g_object_new (MC_TYPE_PRINTER, "print-file", print_file, NULL);

  self->settings_file = g_strdup (settings_file);
  /* No file yet is the normal first time; a broken one is asked for anew just the same. */
  self->settings = gtk_print_settings_new_from_file (settings_file, NULL);
  self->ask = self->settings == NULL;
  return self;
}

const char *
mc_printer_get_name (McPrinter *self)
{
  g_return_val_if_fail (MC_IS_PRINTER (self), NULL);
  return self->settings != NULL ? gtk_print_settings_get_printer (self->settings) : NULL;
}

void
mc_printer_ask_again (McPrinter *self)
{
  g_return_if_fail (MC_IS_PRINTER (self));
  self->ask = TRUE;
}

static void
mc_printer_remember (McPrinter *self, GtkPrintOperation *operation)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (self->settings_file);

  g_set_object (&self->settings, gtk_print_operation_get_print_settings (operation));
  self->ask = FALSE;
  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !gtk_print_settings_to_file (self->settings, self->settings_file, &error))
    g_warning ("the printer cannot be remembered: %s", error != NULL ? error->message : g_strerror (errno));
}

/* ---- one print ---- */

/* Lives as long as its operation. */
typedef struct
{
  GTask *task; /* (owned) (nullable) once it has been answered */
  McForm *form; /* (owned) */
  gboolean asked;  /* the officer saw the printer's window */
  guint timeout;   /* while the printer is being looked for */
} PrintRun;

static void
print_run_free (gpointer data)
{
  PrintRun *run = data;

  g_clear_handle_id (&run->timeout, g_source_remove);
  g_clear_object (&run->task);
  g_clear_object (&run->form);
  g_free (run);
}

static void
print_run_answer (PrintRun *run, McPrintOutcome outcome)
{
  g_autoptr (GTask) task = g_steal_pointer (&run->task);

  g_clear_handle_id (&run->timeout, g_source_remove);
  if (task != NULL)
    g_task_return_int (task, outcome);
}

static void
print_run_fail (PrintRun *run, const char *message)
{
  g_autoptr (GTask) task = g_steal_pointer (&run->task);

  g_clear_handle_id (&run->timeout, g_source_remove);
  if (task != NULL)
    g_task_return_new_error (task, MC_ERROR, MC_ERROR_DEVICE_GONE, "%s", message);
}

static gboolean
on_find_timeout (gpointer data)
{
  PrintRun *run = data;

  run->timeout = 0;
  print_run_fail (run, _("The printing system does not answer"));
  return G_SOURCE_REMOVE;
}

/* The printer was found. When the officer was told already that it was not, nothing may come out of it any more. */
static void
on_begin_print (GtkPrintOperation *operation, GtkPrintContext *context, PrintRun *run)
{
  g_clear_handle_id (&run->timeout, g_source_remove);
  if (run->task == NULL)
    gtk_print_operation_cancel (operation);
}

static void
on_request_page_setup (GtkPrintOperation *operation, GtkPrintContext *context, int page, GtkPageSetup *setup,
                       PrintRun *run)
{
  GtkPaperSize *size;
  double width, height;

  mc_form_page_size (run->form, page, &width, &height);
  size = gtk_paper_size_new_custom ("motcua", _("Form"), width, height, GTK_UNIT_POINTS);
  gtk_page_setup_set_paper_size (setup, size);
  gtk_page_setup_set_top_margin (setup, 0, GTK_UNIT_POINTS);
  gtk_page_setup_set_bottom_margin (setup, 0, GTK_UNIT_POINTS);
  gtk_page_setup_set_left_margin (setup, 0, GTK_UNIT_POINTS);
  gtk_page_setup_set_right_margin (setup, 0, GTK_UNIT_POINTS);
  gtk_paper_size_free (size);
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, PrintRun *run)
{
  mc_form_draw_page (run->form, gtk_print_context_get_cairo_context (context), page);
}

static void
mc_printer_applied (McPrinter *self, GtkPrintOperation *operation, PrintRun *run)
{
  GtkPrintSettings *settings = gtk_print_operation_get_print_settings (operation);

  /* A file is no paper, and nobody wants every slip in the same file: it is asked for each time. */
  if (self->print_file != NULL || gtk_print_settings_get (settings, GTK_PRINT_SETTINGS_OUTPUT_URI) != NULL)
    {
      print_run_answer (run, MC_PRINT_FILE);
      return;
    }
  mc_printer_remember (self, operation);
  print_run_answer (run, MC_PRINT_PAPER);
}

static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, PrintRun *run)
{
  g_autoptr (McPrinter) self = run->task != NULL ? g_object_ref (g_task_get_source_object (run->task)) : NULL;
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return;
  switch (result)
    {
    case GTK_PRINT_OPERATION_RESULT_APPLY:
      mc_printer_applied (self, operation, run);
      break;
    case GTK_PRINT_OPERATION_RESULT_CANCEL:
      /* Nobody was asked, so nobody can have said no: GTK tells that way that the printer is not there any more. */
      if (run->asked)
        print_run_answer (run, MC_PRINT_CANCELLED);
      else
        print_run_fail (run, _("The printer is not there"));
      break;
    case GTK_PRINT_OPERATION_RESULT_ERROR:
    case GTK_PRINT_OPERATION_RESULT_IN_PROGRESS:
    default:
      gtk_print_operation_get_error (operation, &error);
      print_run_fail (run, error != NULL ? error->message : _("The printer did not take the paper"));
    }
}

static GtkPrintOperation *
mc_printer_make_operation (McPrinter *self, PrintRun *run, const char *job_name)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();

  gtk_print_operation_set_job_name (operation, job_name);
  gtk_print_operation_set_n_pages (operation, mc_form_n_pages (run->form));
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_allow_async (operation, TRUE);
  if (self->settings != NULL)
    gtk_print_operation_set_print_settings (operation, self->settings);
  if (self->print_file != NULL)
    gtk_print_operation_set_export_filename (operation, self->print_file);
  g_signal_connect (operation, "begin-print", G_CALLBACK (on_begin_print), run);
  g_signal_connect (operation, "request-page-setup", G_CALLBACK (on_request_page_setup), run);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), run);
  g_signal_connect (operation, "done", G_CALLBACK (on_done), run);
  g_object_set_data_full (G_OBJECT (operation), "run", run, print_run_free);
  return operation;
}

void
mc_printer_print_async (McPrinter *self, GtkWindow *parent, McForm *form, const char *job_name,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GtkPrintOperation) operation = NULL;
  GtkPrintOperationAction action;
  PrintRun *run;

  g_return_if_fail (MC_IS_PRINTER (self));
  g_return_if_fail (MC_IS_FORM (form));

  if (self->print_file != NULL)
    action = GTK_PRINT_OPERATION_ACTION_EXPORT;
  else
    action = self->ask ? GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG : GTK_PRINT_OPERATION_ACTION_PRINT;

  run = g_new0 (PrintRun, 1);
  run->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (run->task, mc_printer_print_async);
  run->form = g_object_ref (form);
  run->asked = action == GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG;
  if (action == GTK_PRINT_OPERATION_ACTION_PRINT)
    run->timeout = g_timeout_add_seconds (FIND_SECONDS, on_find_timeout, run);

  /* Errors come again in "done". */
  operation = mc_printer_make_operation (self, run, job_name);
  gtk_print_operation_run (operation, action, parent, NULL);
}

gboolean
mc_printer_print_finish (McPrinter *self, GAsyncResult *result, McPrintOutcome *outcome, GError **error)
{
  gssize value;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  value = g_task_propagate_int (G_TASK (result), error);
  if (value < 0)
    return FALSE;
  *outcome = (McPrintOutcome) value;
  return TRUE;
}
