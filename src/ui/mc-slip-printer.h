/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"
#include "mc-printer.h"
#include "mc-slip-maker.h"

G_BEGIN_DECLS

/**
 * McSlipPrinter:
 * Form 01 of a dossier on paper: lays it out, prints it, has it journalled. Shared by the pages of a window.
 */
#define MC_TYPE_SLIP_PRINTER (mc_slip_printer_get_type ())
G_DECLARE_FINAL_TYPE (McSlipPrinter, mc_slip_printer, MC, SLIP_PRINTER, GObject)

McSlipPrinter *mc_slip_printer_new (McDesk *desk, McPrinter *printer);
McSlipMaker *mc_slip_printer_get_maker (McSlipPrinter *self); /* (transfer none) */
McPrinter *mc_slip_printer_get_printer (McSlipPrinter *self); /* (transfer none) */

/* Prints dossier @code as the store has it, marked as a reprint when it was on paper before. */
void mc_slip_printer_print_async (McSlipPrinter *self, const char *code, GtkWindow *parent, GAsyncReadyCallback callback,
                                  gpointer user_data);
/* A dossier at hand: as it was just received. @dossier: (transfer full) */
void mc_slip_printer_print_dossier_async (McSlipPrinter *self, McDossier *dossier, GtkWindow *parent,
                                          GAsyncReadyCallback callback, gpointer user_data);
/* On failure the dossier is as it was; nothing is journalled as printed. @warning: (out) (transfer full): what is not on the
 * paper as it was given, NULL when nothing is missing or nothing was printed. A fault of the office's own texts, which is on
 * every slip, is told with the first one alone. */
gboolean mc_slip_printer_print_finish (McSlipPrinter *self, GAsyncResult *result, McPrintOutcome *outcome, char **warning,
                                       GError **error);

G_END_DECLS
