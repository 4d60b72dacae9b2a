/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slip of the chosen line: printed from the list, or told to have come out of the printer before the power went. */
#include "config.h"

#include "mc-list-page-private.h"

#include <glib/gi18n-lib.h>

/* (nullable) */
static char *
chosen_code (McListPage *self)
{
  McDossierRow *row = self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
  const McDossier *dossier = row != NULL ? mc_dossier_row_get_dossier (row) : NULL;

  return dossier != NULL ? g_strdup (dossier->code) : NULL;
}

static void
tell (McListPage *self, McNoticeKind kind, const char *text)
{
  mc_page_notify (MC_PAGE (self), mc_notice_new (kind, text));
  _mc_list_page_renew_here (self);
}

static void
on_printed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McListPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *warning = NULL, *text = NULL;
  McPrintOutcome outcome = MC_PRINT_CANCELLED;
  gboolean ok = mc_slip_printer_print_finish (MC_SLIP_PRINTER (source), result, &outcome, &warning, &error);

  self->printing = FALSE;
  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  if (!ok)
    {
      text = g_strdup_printf (_("Not printed: %s"), error->message);
      tell (self, MC_NOTICE_ERROR, text);
    }
  else if (outcome != MC_PRINT_CANCELLED)
    tell (self, warning != NULL ? MC_NOTICE_WARNING : MC_NOTICE_DONE,
          warning != NULL ? warning : outcome == MC_PRINT_FILE ? _("Written to a file") : _("Printed"));
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McListPage *self = MC_LIST_PAGE (widget);
  g_autofree char *code = chosen_code (self);

  if (code == NULL || self->printing)
    return;
  self->printing = TRUE;
  mc_slip_printer_print_async (self->printer, code, GTK_WINDOW (gtk_widget_get_root (widget)), on_printed, g_object_ref (self));
}

static void
on_noted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McListPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = mc_desk_note_print_finish (MC_DESK (source), result, &error);

  self->printing = FALSE;
  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  if (ok)
    tell (self, MC_NOTICE_DONE, _("Noted: it is on paper"));
  else
    mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
}

static void
printed_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McListPage *self = MC_LIST_PAGE (widget);
  g_autofree char *code = chosen_code (self);

  if (code == NULL || self->printing || !_mc_list_page_shows_unprinted (self))
    return;
  self->printing = TRUE;
  mc_desk_note_print_async (self->desk, code, "01", TRUE, NULL, on_noted, g_object_ref (self));
}

void
_mc_list_page_class_install_print_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "dossiers.print", NULL, print_action);
  gtk_widget_class_install_action (klass, "dossiers.printed", NULL, printed_action);
}
