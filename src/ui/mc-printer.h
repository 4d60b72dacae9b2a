/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-form.h"

G_BEGIN_DECLS

/* What became of a print. */
typedef enum
{
  MC_PRINT_CANCELLED, /* the officer closed the printer's window */
  MC_PRINT_PAPER,     /* handed to a printer */
  MC_PRINT_FILE,      /* written to a file */
} McPrintOutcome;

/**
 * McPrinter:
 * Prints forms. The first time the printer is asked for; afterwards it prints at once on the same one. Property
 * "print-file": (nullable) writes a PDF there instead, for tests and for desks without a printer.
 */
#define MC_TYPE_PRINTER (mc_printer_get_type ())
G_DECLARE_FINAL_TYPE (McPrinter, mc_printer, MC, PRINTER, GObject)

/* @settings_file: where the chosen printer is remembered. */
McPrinter *mc_printer_new (const char *settings_file, const char *print_file);

/* The printer that is remembered. (transfer none) (nullable): none is */
const char *mc_printer_get_name (McPrinter *self);
/* Asks for the printer again at the next print. */
void mc_printer_ask_again (McPrinter *self);

void mc_printer_print_async (McPrinter *self, GtkWindow *parent, McForm *form, const char *job_name,
                             GAsyncReadyCallback callback, gpointer user_data);
/* FALSE with MC_ERROR_DEVICE_GONE (the printer did not take it) or what the printing system says. */
gboolean mc_printer_print_finish (McPrinter *self, GAsyncResult *result, McPrintOutcome *outcome, GError **error);

G_END_DECLS
