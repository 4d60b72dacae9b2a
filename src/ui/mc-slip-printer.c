/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-slip-printer.h"

#define FORM "01"

struct _McSlipPrinter
{
  GObject parent_instance;

  McDesk *desk;       /* (owned) */
  McPrinter *printer; /* (owned) */
  McSlipMaker *maker; /* (owned) */
};

G_DEFINE_FINAL_TYPE (McSlipPrinter, mc_slip_printer, G_TYPE_OBJECT)

/* One print on its way: load, lay out, print, journal; each step's callback owns the task. */
typedef struct
{
  char *code;
  GtkWindow *parent; /* (weak) */
  McPrintOutcome outcome;
} PrintData;

static void
print_data_free (gpointer data)
{
  PrintData *print = data;

  g_free (print->code);
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

static void
on_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  McSlipPrinter *self = g_task_get_source_object (task);
  PrintData *print = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (McForm) form = mc_slip_maker_make_finish (MC_SLIP_MAKER (source), result, &error);

  if (form == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    mc_printer_print_async (self->printer, print->parent, form, print->code, on_printed, g_steal_pointer (&task));
}

static void
mc_slip_printer_make (McSlipPrinter *self, GTask *task, McDossier *dossier)
{
  const McFormOptions options = { .paper = MC_PAPER_A5,
                                  .set = MC_FORM_SET_CURRENT,
                                  .copies = 2,
                                  .reprint = (int) dossier->n_printed,
                                  .printed_at = mc_clock_now (mc_desk_clock (self->desk)) };

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
mc_slip_printer_print_finish (McSlipPrinter *self, GAsyncResult *result, McPrintOutcome *outcome, GError **error)
{
  gssize value;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  value = g_task_propagate_int (G_TASK (result), error);
  if (value < 0)
    return FALSE;
  *outcome = (McPrintOutcome) value;
  return TRUE;
}
