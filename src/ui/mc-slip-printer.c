/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-slip-printer.h"

#include "mc-words.h"

#define FORM "01"

struct _McSlipPrinter
{
  GObject parent_instance;

  McDesk *desk;       /* (owned) */
  McPrinter *printer; /* (owned) */
  McSlipMaker *maker; /* (owned) */
  GHashTable *told;   /* (owned) (element-type utf8) faults of the office's texts that were told already */
};

G_DEFINE_FINAL_TYPE (McSlipPrinter, mc_slip_printer, G_TYPE_OBJECT)

/* One print on its way: load, lay out, print, journal; each step's callback owns the task. */
typedef struct
{
  char *code;
  GtkWindow *parent; /* (weak) */
  McPrintOutcome outcome;
  char *warning; /* (nullable) */
} PrintData;

static void
print_data_free (gpointer data)
{
  PrintData *print = data;

  g_free (print->code);
  g_free (print->warning);
  g_clear_weak_pointer (&print->parent);
  g_free (print);
}

static void
on_noted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  PrintData *print = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  /* The paper is out: to say that it is not would have it printed twice. */
  if (!mc_desk_note_print_finish (MC_DESK (source), result, &error))
    g_warning ("the print of %s is not in the journal: %s", print->code, error->message);
  g_task_return_int (task, print->outcome);
}

static void
on_printed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  McSlipPrinter *self = g_task_get_source_object (task);
  PrintData *print = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!mc_printer_print_finish (MC_PRINTER (source), result, &print->outcome, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (print->outcome == MC_PRINT_CANCELLED)
    g_task_return_int (task, print->outcome);
  else
    mc_desk_note_print_async (self->desk, print->code, FORM, print->outcome == MC_PRINT_PAPER, NULL, on_noted,
                              g_steal_pointer (&task));
}

static char *
mc_slip_printer_make_warning (McSlipPrinter *self, McForm *form)
{
  const char *const *warnings = mc_form_warnings (form);
  g_auto (GStrv) of_office = warnings[0] != NULL ? mc_slip_maker_check_office (self->maker) : NULL;
  g_autoptr (GPtrArray) sentences = g_ptr_array_new ();

  for (gsize i = 0; warnings[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) of_office, warnings[i]) ||
        g_hash_table_add (self->told, g_strdup (warnings[i])))
      g_ptr_array_add (sentences, (gpointer) warnings[i]);
  g_ptr_array_add (sentences, NULL);
  return mc_words_warnings ((const char *const *) sentences->pdata);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  McSlipPrinter *self = g_task_get_source_object (task);
  PrintData *print = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (McForm) form = mc_slip_maker_make_finish (MC_SLIP_MAKER (source), result, &error);

  if (form == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  print->warning = mc_slip_printer_make_warning (self, form);
  mc_printer_print_async (self->printer, print->parent, form, print->code, on_printed, g_steal_pointer (&task));
}

static void
mc_slip_printer_make (McSlipPrinter *self, GTask *task, McDossier *dossier)
{
  McFormOptions options
      = { .paper = MC_PAPER_A5, .set = MC_FORM_SET_CURRENT, .copies = 2, .printed_at = mc_clock_now (mc_desk_clock (self->desk)) };

  mc_dossier_print_marks (dossier, &options.reprint, &options.replaces);
  mc_slip_maker_make_async (self->maker, dossier, &options, NULL, on_made, task);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  McDossier *dossier = mc_desk_load_finish (MC_DESK (source), result, &error);

  if (dossier == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    mc_slip_printer_make (g_task_get_source_object (task), g_object_ref (task), dossier);
}

static void
mc_slip_printer_finalize (GObject *object)
{
  McSlipPrinter *self = MC_SLIP_PRINTER (object);

  g_hash_table_unref (self->told);
  g_clear_object (&self->maker);
  g_clear_object (&self->printer);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_slip_printer_parent_class)->finalize (object);
}

static void
mc_slip_printer_class_init (McSlipPrinterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_slip_printer_finalize;
}

static void
mc_slip_printer_init (McSlipPrinter *self)
{
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

McSlipPrinter *
mc_slip_printer_new (McDesk *desk, McPrinter *printer)
{
  McSlipPrinter *self = g_object_new (MC_TYPE_SLIP_PRINTER, NULL);

  self->desk = g_object_ref (desk);
  self->printer = g_object_ref (printer);
  self->maker = mc_slip_maker_new (desk);
  return self;
}

McSlipMaker *
mc_slip_printer_get_maker (McSlipPrinter *self)
{
  g_return_val_if_fail (MC_IS_SLIP_PRINTER (self), NULL);
  return self->maker;
}

McPrinter *
mc_slip_printer_get_printer (McSlipPrinter *self)
{
  g_return_val_if_fail (MC_IS_SLIP_PRINTER (self), NULL);
  return self->printer;
}

static GTask *
mc_slip_printer_begin (McSlipPrinter *self, const char *code, GtkWindow *parent, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  PrintData *print = g_new0 (PrintData, 1);

  print->code = g_strdup (code);
  g_set_weak_pointer (&print->parent, parent);
  g_task_set_source_tag (task, mc_slip_printer_print_async);
  g_task_set_task_data (task, print, print_data_free);
  return task;
}

void
mc_slip_printer_print_async (McSlipPrinter *self, const char *code, GtkWindow *parent, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (MC_IS_SLIP_PRINTER (self));
  mc_desk_load_async (self->desk, code, NULL, on_loaded, mc_slip_printer_begin (self, code, parent, callback, user_data));
}

void
mc_slip_printer_print_dossier_async (McSlipPrinter *self, McDossier *dossier, GtkWindow *parent,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (MC_IS_SLIP_PRINTER (self));
  mc_slip_printer_make (self, mc_slip_printer_begin (self, dossier->code, parent, callback, user_data), dossier);
}

gboolean
mc_slip_printer_print_finish (McSlipPrinter *self, GAsyncResult *result, McPrintOutcome *outcome, char **warning,
                              GError **error)
{
  PrintData *print = g_task_get_task_data (G_TASK (result));
  gssize value;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  value = g_task_propagate_int (G_TASK (result), error);
  if (value < 0)
    return FALSE;
  *outcome = (McPrintOutcome) value;
  *warning = value != MC_PRINT_CANCELLED ? g_steal_pointer (&print->warning) : NULL;
  return TRUE;
}
