/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-receive-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-field.h"
#include "mc-text.h"

/* ---- printing ---- */

void
_mc_receive_page_offer_print (McReceivePage *self, McNoticeKind kind, const char *text, const char *code)
{
  McNotice *notice = mc_notice_new (kind, text);
  g_autofree char *again = g_strdup_printf ("Ctrl+P  %s", C_("action", "Print again"));

  mc_notice_add_button (notice, again, "receive.print", g_variant_new_string (code));
  if (kind == MC_NOTICE_ERROR)
    mc_notice_add_button (notice, C_("action", "Choose the printer"), "receive.choose-printer",
                          g_variant_new_string (code));
  mc_notice_add_button (notice, C_("action", "Open"), "win.open-dossier", g_variant_new_string (code));
  mc_page_notify (MC_PAGE (self), notice);
}

typedef struct
{
  McReceivePage *page; /* (owned) */
  char *code;
} PrintCall;

static PrintCall *
print_call_new (McReceivePage *self, const char *code)
{
  PrintCall *call = g_new0 (PrintCall, 1);

  call->page = g_object_ref (self);
  call->code = g_strdup (code);
  return call;
}

static void
on_printed (GObject *source, GAsyncResult *result, gpointer data)
{
  PrintCall *call = data;
  g_autoptr (McReceivePage) self = call->page;
  g_autofree char *code = call->code;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *warning = NULL;
  McPrintOutcome outcome = MC_PRINT_CANCELLED;

  g_free (call);
  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  if (!mc_slip_printer_print_finish (MC_SLIP_PRINTER (source), result, &outcome, &warning, &error))
    {
      text = g_strdup_printf (_("Not printed: %s. Dossier %s is saved"), error->message, code);
      _mc_receive_page_offer_print (self, MC_NOTICE_ERROR, text, code);
    }
  else if (outcome == MC_PRINT_CANCELLED)
    {
      text = g_strdup_printf (_("Not printed. Dossier %s is saved"), code);
      _mc_receive_page_offer_print (self, MC_NOTICE_WARNING, text, code);
    }
  else if (warning != NULL)
    {
      /* Translators: code of a dossier, then what is not on its slip */
      text = g_strdup_printf (_("Printed %s. %s"), code, warning);
      _mc_receive_page_offer_print (self, MC_NOTICE_WARNING, text, code);
    }
}

static GtkWindow *
mc_receive_page_window (McReceivePage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McReceivePage *self = MC_RECEIVE_PAGE (widget);
  const char *code = g_variant_get_string (parameter, NULL);

  mc_page_clear_notice (MC_PAGE (self));
  mc_slip_printer_print_async (self->printer, code, mc_receive_page_window (self), on_printed,
                               print_call_new (self, code));
}

static void
print_last_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McReceivePage *self = MC_RECEIVE_PAGE (widget);

  if (self->last_code != NULL)
    gtk_widget_activate_action (widget, "receive.print", "s", self->last_code);
}

static void
choose_printer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McReceivePage *self = MC_RECEIVE_PAGE (widget);

  mc_printer_ask_again (mc_slip_printer_get_printer (self->printer));
  print_action (widget, name, parameter);
}

/* ---- saving ---- */

/* The few milliseconds of a save the form takes neither mouse nor keys (the page's key controller sees to that); the caret
 * stays where it is. */
void
_mc_receive_page_set_saving (McReceivePage *self, gboolean saving)
{
  self->saving = saving;
  gtk_widget_set_can_target (self->form, !saving);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "receive.save", !saving);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "receive.save-print", !saving);
}

static void
mc_receive_page_tell_failure (McReceivePage *self, const GError *error)
{
  McNotice *notice = mc_notice_new_for_error (error);

  if (g_error_matches (error, MC_ERROR, MC_ERROR_CLOCK))
    mc_notice_add_button (notice, C_("action", "The date is right"), "receive.confirm-date", NULL);
  mc_page_notify (MC_PAGE (self), notice);
}

/* After a restore or a copy no number can be given before the officer has said the last slip. The place to say it opens by
 * itself; who steps back from it finds the way there again. */
static void
mc_receive_page_ask_last_slip (McReceivePage *self, const GError *error)
{
  McNotice *notice = mc_notice_new (MC_NOTICE_WARNING, error->message);

  mc_notice_add_button (notice, C_("action", "Answer"), "win.last-slip", NULL);
  mc_page_notify (MC_PAGE (self), notice);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.last-slip", NULL);
}

static void
mc_receive_page_done (McReceivePage *self, McDossier *dossier)
{
  g_autofree char *code = g_strdup (dossier->code);
  g_autofree char *text = g_strdup_printf (_("Saved. Dossier code %s"), code);

  g_free (self->last_code);
  self->last_code = g_strdup (code);
  self->last_at = mc_clock_now (mc_desk_clock (self->desk));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "receive.print-last", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "receive.correct-last", TRUE);
  mc_draft_keeper_drop (self->keeper);
  _mc_receive_page_load (self, mc_intake_new ());
  _mc_receive_page_focus_field (self, "card");
  _mc_receive_page_offer_print (self, MC_NOTICE_DONE, text, code);
  if (self->print_after)
    mc_slip_printer_print_dossier_async (self->printer, dossier, mc_receive_page_window (self), on_printed,
                                         print_call_new (self, code));
  else
    mc_dossier_free (dossier);
}

static void
on_received (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McReceivePage) self = data;
  g_autoptr (GError) error = NULL;
  McDossier *dossier = mc_desk_receive_finish (MC_DESK (source), result, &error);

  if (mc_page_is_gone (MC_PAGE (self)))
    {
      mc_dossier_free (dossier);
      return;
    }
  _mc_receive_page_set_saving (self, FALSE);
  if (dossier != NULL)
    mc_receive_page_done (self, dossier);
  else if (g_error_matches (error, MC_ERROR, MC_ERROR_NEEDS_ANSWER))
    mc_receive_page_ask_last_slip (self, error);
  else
    mc_receive_page_tell_failure (self, error); /* everything that was typed is still there */
}

/* Says what hinders under its field and puts the caret there. */
static gboolean
mc_receive_page_stop_at_hindrance (McReceivePage *self)
{
  const char *field = NULL;
  g_autofree char *message = NULL;

  if (!_mc_receive_page_find_hindrance (self, &field, &message))
    return FALSE;
  mc_page_set_hindrance (MC_PAGE (self), message);
  if (field != NULL)
    {
      McField *widget = mc_field_find (self->form, field);

      if (widget != NULL)
        mc_field_set_error (widget, message);
      _mc_receive_page_focus_field (self, field);
    }
  gtk_widget_error_bell (GTK_WIDGET (self));
  return TRUE;
}

McIntake *
_mc_receive_page_make_intake (McReceivePage *self)
{
  McIntake *intake = mc_intake_copy (self->intake);

  g_free (intake->ref);
  intake->ref = g_strdup (mc_draft_keeper_get_id (self->keeper));
  /* The drop-down stands on the card because most people bring one; without a number none was shown. */
  if (mc_text_is_empty (intake->applicant->id_number))
    intake->applicant->id_kind = MC_ID_KIND_NONE;
  if (intake->owner != NULL && mc_text_is_empty (intake->owner->id_number))
    intake->owner->id_kind = MC_ID_KIND_NONE;
  intake->slip = TRUE;
  intake->checked = self->checked;
  return intake;
}

static void
mc_receive_page_save (McReceivePage *self, gboolean print)
{
  g_autoptr (McIntake) intake = NULL;

  if (self->saving)
    return;
  _mc_receive_page_store (self);
  if (mc_receive_page_stop_at_hindrance (self))
    return;

  mc_page_clear_notice (MC_PAGE (self));
  self->print_after = print;
  if (self->wrong != NULL)
    {
      _mc_receive_page_save_correction (self);
      return;
    }
  intake = _mc_receive_page_make_intake (self);
  _mc_receive_page_set_saving (self, TRUE);
  mc_desk_receive_async (self->desk, intake, NULL, on_received, g_object_ref (self));
}

static void
save_print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mc_receive_page_save (MC_RECEIVE_PAGE (widget), TRUE);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mc_receive_page_save (MC_RECEIVE_PAGE (widget), FALSE);
}

/* ---- the citizen checks ---- */

static void
on_checked (McCheckWindow *window, gboolean right, McReceivePage *self)
{
  self->checking = NULL;
  if (mc_page_is_gone (MC_PAGE (self)) || !right)
    return;
  self->checked = TRUE;
  mc_receive_page_save (self, TRUE);
  self->checked = FALSE;
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McReceivePage *self = MC_RECEIVE_PAGE (widget);
  g_autoptr (McIntake) intake = NULL;
  g_autoptr (McDossier) dossier = NULL;

  if (self->saving || self->checking != NULL)
    return;
  _mc_receive_page_store (self);
  if (mc_receive_page_stop_at_hindrance (self))
    return;
  intake = _mc_receive_page_make_intake (self);
  dossier = mc_desk_preview (self->desk, intake);
  self->checking = mc_check_window_new (mc_receive_page_window (self), dossier, mc_desk_office (self->desk));
  g_signal_connect_object (self->checking, "answered", G_CALLBACK (on_checked), self, 0);
  gtk_window_present (GTK_WINDOW (self->checking));
}

static void
confirm_date_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McReceivePage *self = MC_RECEIVE_PAGE (widget);
  g_autoptr (GError) error = NULL;

  if (mc_desk_confirm_date (self->desk, mc_desk_today (self->desk), &error))
    mc_receive_page_save (self, self->print_after);
  else
    mc_receive_page_tell_failure (self, error);
}

/* ---- moving about ---- */

static void
section_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McReceivePage *self = MC_RECEIVE_PAGE (widget);
  McReceiveSection *sections[MC_RECEIVE_N_SECTIONS];
  gint32 number = g_variant_get_int32 (parameter);

  if (number < 1 || number >= MC_RECEIVE_N_SECTIONS)
    return;
  if (number == 2)
    mc_applicant_section_set_proxy (self->applicant, TRUE);
  _mc_receive_page_sections (self, sections);
  mc_receive_section_enter (sections[number]);
}

static void
preview_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McReceivePage *self = MC_RECEIVE_PAGE (widget);

  mc_side_by_side_set_show_side (self->split, !mc_side_by_side_get_show_side (self->split));
}

static void
new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McReceivePage *self = MC_RECEIVE_PAGE (widget);

  if (self->saving)
    return;
  mc_draft_keeper_flush (self->keeper);
  _mc_receive_page_end_correction (self);
  _mc_receive_page_focus_field (self, "card");
}

static void
correct_last_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _mc_receive_page_correct_last (MC_RECEIVE_PAGE (widget));
}

/* The answer to whose card was scanned second. */
static void
card_of_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McReceivePage *self = MC_RECEIVE_PAGE (widget);
  const char *answer = g_variant_get_string (parameter, NULL);
  g_autoptr (McPerson) person = g_steal_pointer (&self->asked_about);
  g_autoptr (McPerson) first = mc_person_copy (self->intake->applicant);

  gtk_widget_set_visible (self->question, FALSE);
  if (person == NULL)
    return;
  if (g_str_equal (answer, "owner"))
    {
      mc_applicant_section_set_proxy (self->applicant, TRUE);
      mc_owner_section_fill (self->owner, person);
      _mc_receive_page_focus_field (self, "relation");
      return;
    }
  if (g_str_equal (answer, "proxy"))
    {
      mc_applicant_section_set_proxy (self->applicant, TRUE);
      mc_owner_section_fill (self->owner, first);
    }
  g_clear_pointer (&self->intake->applicant, mc_person_free);
  self->intake->applicant = mc_person_copy (person);
  mc_receive_section_load (MC_RECEIVE_SECTION (self->applicant), self->intake);
  mc_applicant_section_fill (self->applicant, person);
  _mc_receive_page_focus_field (self, g_str_equal (answer, "proxy") ? "relation" : "procedure");
}

void
_mc_receive_page_class_install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "receive.save-print", NULL, save_print_action);
  gtk_widget_class_install_action (klass, "receive.save", NULL, save_action);
  gtk_widget_class_install_action (klass, "receive.check", NULL, check_action);
  gtk_widget_class_install_action (klass, "receive.print", "s", print_action);
  gtk_widget_class_install_action (klass, "receive.print-last", NULL, print_last_action);
  gtk_widget_class_install_action (klass, "receive.choose-printer", "s", choose_printer_action);
  gtk_widget_class_install_action (klass, "receive.confirm-date", NULL, confirm_date_action);
  gtk_widget_class_install_action (klass, "receive.section", "i", section_action);
  gtk_widget_class_install_action (klass, "receive.preview", NULL, preview_action);
  gtk_widget_class_install_action (klass, "receive.new", NULL, new_action);
  gtk_widget_class_install_action (klass, "receive.correct-last", NULL, correct_last_action);
  gtk_widget_class_install_action (klass, "receive.card-of", "s", card_of_action);
}
