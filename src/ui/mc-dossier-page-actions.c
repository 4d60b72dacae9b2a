/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-dossier-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-words.h"

/* ---- what is done to the dossier ---- */

/* What was sent online is promised from the moment it is taken in (NĐ 61/2018 Đ.18): the day is told before. */
static void
tell_promise (McDossierPage *self)
{
  g_autoptr (McAppointment) appointment = mc_desk_appointment (self->desk, self->dossier->intake);
  g_autofree char *when = appointment != NULL && appointment->due != 0 ? mc_words_clock (appointment->due) : NULL;
  g_autofree char *text = when != NULL ? g_strdup_printf (_("Will be promised for %s"), when) : NULL;

  mc_action_panel_add_hint (self->panel, text != NULL ? text : _("Without a due date"));
}

/* As it was in force on the day of receipt. (nullable) */
static const McProcedure *
procedure_of (McDossierPage *self)
{
  return mc_desk_procedure (self->desk, self->dossier->intake->procedure_code, mc_day_of_time (self->dossier->received_at));
}

static void
begin_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McDossierPage *self = MC_DOSSIER_PAGE (widget);
  McAction action;

  if (self->dossier == NULL || !mc_action_from_key (g_variant_get_string (parameter, NULL), &action))
    return;
  if (action == MC_ACTION_CORRECT)
    {
      gtk_widget_activate_action (widget, "dossier.correct", NULL);
      return;
    }
  gtk_stack_set_visible_child_name (self->right, "panel");
  mc_action_panel_show_form (self->panel, action, self->dossier, procedure_of (self), mc_desk_today (self->desk));
  if (action == MC_ACTION_ACCEPT)
    tell_promise (self);
  gtk_widget_action_set_enabled (widget, "dossier.do", TRUE);
}

/* In the form it was taken down with. */
static void
correct_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McDossierPage *self = MC_DOSSIER_PAGE (widget);

  if (self->dossier != NULL)
    gtk_widget_activate_action (widget, "win.correct-dossier", "s", self->dossier->code);
}

static void
begin_first_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McDossierPage *self = MC_DOSSIER_PAGE (widget);
  McAction action;

  if (self->dossier != NULL && _mc_dossier_page_first_action (self, &action))
    gtk_widget_activate_action (widget, "dossier.begin", "s", mc_action_to_key (action));
}

static void
others_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McDossierPage *self = MC_DOSSIER_PAGE (widget);

  if (self->dossier == NULL)
    return;
  gtk_stack_set_visible_child_name (self->right, "panel");
  mc_action_panel_show_all (self->panel, self->dossier, procedure_of (self));
  gtk_widget_action_set_enabled (widget, "dossier.do", FALSE);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mc_page_step_back (MC_PAGE (widget));
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McDossierPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_act_finish (MC_DESK (source), result, &error);
  g_autofree char *text = NULL;

  self->acting = FALSE;
  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  if (dossier == NULL)
    {
      /* The form stays open with its text. */
      mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
      return;
    }
  /* Translators: the state of a dossier after what was done */
  text = g_strdup_printf (_("Done: %s"), mc_state_to_text (dossier->state));
  mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_DONE, text));
  mc_action_panel_forget (self->panel);
  _mc_dossier_page_close_panel (self);
  _mc_dossier_page_load (self);
}

static void
do_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McDossierPage *self = MC_DOSSIER_PAGE (widget);
  const McOfficeHours *hours = mc_calendar_hours (mc_desk_calendar (self->desk));
  g_autofree char *note = NULL;
  g_autofree char *to = NULL;
  McAction action;

  if (_mc_dossier_page_is_attaching (self))
    {
      mc_attach_panel_start (self->attach);
      return;
    }
  if (self->acting || self->dossier == NULL || !mc_action_panel_is_form (self->panel) ||
      !mc_action_panel_read (self->panel, hours->return_at, &action, &note, &to))
    return;
  self->acting = TRUE;
  mc_desk_act_async (self->desk, self->dossier->code, action, note, to, NULL, on_acted, g_object_ref (self));
}

/* ---- paper, neighbours ---- */

static void
on_printed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McDossierPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *warning = NULL;
  McPrintOutcome outcome = MC_PRINT_CANCELLED;
  gboolean printed = mc_slip_printer_print_finish (MC_SLIP_PRINTER (source), result, &outcome, &warning, &error);

  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  if (!printed)
    {
      g_autofree char *text = g_strdup_printf (_("Not printed: %s"), error->message);
      McNotice *notice = mc_notice_new (MC_NOTICE_ERROR, text);

      mc_notice_add_button (notice, C_("action", "Print again"), "dossier.print", NULL);
      mc_notice_add_button (notice, C_("action", "Choose the printer"), "dossier.choose-printer", NULL);
      mc_page_notify (MC_PAGE (self), notice);
      return;
    }
  if (outcome == MC_PRINT_CANCELLED)
    return;
  if (warning != NULL)
    mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_WARNING, warning));
  else
    mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_DONE, outcome == MC_PRINT_FILE ? _("Written to a file")
                                                                                            : _("Printed")));
  _mc_dossier_page_load (self);
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McDossierPage *self = MC_DOSSIER_PAGE (widget);

  if (self->dossier != NULL)
    mc_slip_printer_print_async (self->printer, self->dossier->code, GTK_WINDOW (gtk_widget_get_root (widget)), on_printed,
                                 g_object_ref (self));
}

static void
choose_printer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mc_printer_ask_again (mc_slip_printer_get_printer (MC_DOSSIER_PAGE (widget)->printer));
  print_action (widget, name, parameter);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _mc_dossier_page_step (MC_DOSSIER_PAGE (widget), g_variant_get_int32 (parameter));
}

static void
show_id_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McDossierPage *self = MC_DOSSIER_PAGE (widget);

  self->show_id = !self->show_id;
  if (self->dossier != NULL)
    _mc_dossier_page_show_person (self);
}

void
_mc_dossier_page_class_install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "dossier.begin", "s", begin_action);
  gtk_widget_class_install_action (klass, "dossier.correct", NULL, correct_action);
  gtk_widget_class_install_action (klass, "dossier.begin-first", NULL, begin_first_action);
  gtk_widget_class_install_action (klass, "dossier.others", NULL, others_action);
  gtk_widget_class_install_action (klass, "dossier.do", NULL, do_action);
  gtk_widget_class_install_action (klass, "dossier.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (klass, "dossier.print", NULL, print_action);
  gtk_widget_class_install_action (klass, "dossier.choose-printer", NULL, choose_printer_action);
  gtk_widget_class_install_action (klass, "dossier.step", "i", step_action);
  gtk_widget_class_install_action (klass, "dossier.show-id", NULL, show_id_action);
}
