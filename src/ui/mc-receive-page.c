/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-receive-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-advice.h"
#include "mc-field.h"
#include "mc-text.h"

/* The due date moves at 15:00 without a key being pressed. */
#define REFRESH_SECONDS 20

G_DEFINE_FINAL_TYPE (McReceivePage, mc_receive_page, MC_TYPE_PAGE)

static const McPageEntry entries[] = {
  { "win.back", NULL, NC_("action", "Back"), "Escape", 0 },
  { "win.guide", NULL, NC_("action", "Guide, ask for papers"), "<Control>b", 0 },
  { "receive.check", NULL, NC_("action", "Let the citizen check"), "F12", 0 },
  { "win.digitise", NULL, NC_("action", "Digitise"), "F7", 0 },
  { "receive.save", NULL, NC_("action", "Save, print later"), "<Control>s", MC_PAGE_ENTRY_END },
  { "receive.save-print", NULL, NC_("action", "Save and print"), "<Control>Return <Control>KP_Enter",
    MC_PAGE_ENTRY_PRIMARY },
  { "receive.section", "1", NC_("action", "To the applicant"), "<Alt>1", MC_PAGE_ENTRY_KEY_ONLY },
  { "receive.section", "2", NC_("action", "To the owner"), "<Alt>2", MC_PAGE_ENTRY_KEY_ONLY },
  { "receive.section", "3", NC_("action", "To the procedure"), "<Alt>3", MC_PAGE_ENTRY_KEY_ONLY },
  { "receive.section", "4", NC_("action", "To the papers"), "<Alt>4", MC_PAGE_ENTRY_KEY_ONLY },
  { "receive.section", "5", NC_("action", "To the result and the fee"), "<Alt>5", MC_PAGE_ENTRY_KEY_ONLY },
  { "receive.preview", NULL, NC_("action", "Show or hide the preview"), "<Alt>0", MC_PAGE_ENTRY_KEY_ONLY },
  { "receive.new", NULL, NC_("action", "Put aside, begin another"), "<Control>n", MC_PAGE_ENTRY_KEY_ONLY },
  { "receive.correct-last", NULL, NC_("action", "Correct the last dossier"), "<Control>z", MC_PAGE_ENTRY_KEY_ONLY },
  { "receive.print-last", NULL, NC_("action", "Print the last slip again"), "<Control>p", MC_PAGE_ENTRY_KEY_ONLY },
};

void
_mc_receive_page_sections (McReceivePage *self, McReceiveSection *sections[MC_RECEIVE_N_SECTIONS])
{
  sections[0] = MC_RECEIVE_SECTION (self->card);
  sections[1] = MC_RECEIVE_SECTION (self->applicant);
  sections[2] = MC_RECEIVE_SECTION (self->owner);
  sections[3] = MC_RECEIVE_SECTION (self->procedure);
  sections[4] = MC_RECEIVE_SECTION (self->components);
  sections[5] = MC_RECEIVE_SECTION (self->result);
}

void
_mc_receive_page_store (McReceivePage *self)
{
  McReceiveSection *sections[MC_RECEIVE_N_SECTIONS];

  _mc_receive_page_sections (self, sections);
  for (guint i = 0; i < MC_RECEIVE_N_SECTIONS; i++)
    mc_receive_section_store (sections[i], self->intake);
}

/* ---- what follows from what is typed ---- */

gboolean
_mc_receive_page_find_hindrance (McReceivePage *self, const char **field, char **message)
{
  McReceiveSection *sections[MC_RECEIVE_N_SECTIONS];
  McDay day = self->wrong != NULL ? mc_day_of_time (self->wrong->received_at) : mc_desk_today (self->desk);
  McProcedure *procedure = self->wrong != NULL ? mc_desk_procedure (self->desk, self->wrong->intake->procedure_code, day)
                                               : mc_procedure_section_get (self->procedure);
  g_autoptr (GError) error = NULL;

  _mc_receive_page_sections (self, sections);
  for (guint i = 0; i < MC_RECEIVE_N_SECTIONS; i++)
    {
      /* That the procedure has lapsed since is no reason to leave a name wrong. */
      if (self->wrong != NULL && sections[i] == MC_RECEIVE_SECTION (self->procedure))
        continue;
      *field = mc_receive_section_check (sections[i], message);
      if (*field != NULL)
        return TRUE;
    }
  if (mc_intake_check (self->intake, procedure, day, field, &error))
    return FALSE;
  *message = g_strdup (error->message);
  return TRUE;
}

static void
mc_receive_page_tell_hindrance (McReceivePage *self)
{
  const char *field = NULL;
  g_autofree char *message = NULL;

  /* An empty form is not wrong. */
  if (!mc_intake_is_empty (self->intake))
    _mc_receive_page_find_hindrance (self, &field, &message);
  mc_page_set_hindrance (MC_PAGE (self), message);
}

static void
mc_receive_page_tell_appointment (McReceivePage *self)
{
  g_autoptr (McAppointment) appointment = mc_desk_appointment (self->desk, self->intake);
  McProcedure *procedure = mc_procedure_section_get (self->procedure);
  gint64 fee = MC_FEE_BY_COUNCIL;

  mc_appointment_bar_show (self->appointment, appointment);
  if (procedure != NULL)
    {
      const McProcedureCase *branch = mc_procedure_find_case (procedure, self->intake->case_key);

      fee = branch != NULL ? branch->fee[self->intake->channel] : MC_FEE_BY_COUNCIL;
    }
  mc_result_section_set_usual_fee (self->result, fee);
}

static void
mc_receive_page_tell_kept (McReceivePage *self)
{
  gint64 kept_at = mc_draft_keeper_get_kept_at (self->keeper);
  g_autofree char *clock = NULL;
  g_autofree char *text = NULL;

  if (kept_at == 0 || mc_intake_is_empty (self->intake))
    {
      gtk_label_set_label (self->kept, "");
      return;
    }
  clock = mc_time_to_clock_text (kept_at);
  text = g_strdup_printf (_("being typed, kept at %s"), clock);
  gtk_label_set_label (self->kept, text);
}

static void
mc_receive_page_refresh (McReceivePage *self)
{
  mc_receive_page_tell_appointment (self);
  mc_receive_page_tell_hindrance (self);
  mc_receive_page_tell_kept (self);
  mc_slip_preview_follow (self->preview, self->intake);
}

static gboolean
on_idle (gpointer data)
{
  McReceivePage *self = data;

  self->refresh = 0;
  mc_receive_page_refresh (self);
  return G_SOURCE_REMOVE;
}

/* The letter comes onto the screen first; what follows from it is worked out when the frame has been drawn. */
static void
mc_receive_page_refresh_later (McReceivePage *self)
{
  if (self->refresh == 0)
    self->refresh = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_idle, self, NULL);
}

static gboolean
on_timer (gpointer data)
{
  McReceivePage *self = data;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    mc_receive_page_tell_appointment (self);
  return G_SOURCE_CONTINUE;
}

static void
on_section_changed (McReceivePage *self)
{
  _mc_receive_page_store (self);
  mc_owner_section_set_active (self->owner, self->intake->owner != NULL);
  mc_draft_keeper_touch (self->keeper, self->intake, _mc_receive_page_focus_name (self));
  mc_receive_page_refresh_later (self);
}

static void
on_procedure_chosen (McReceivePage *self, McProcedure *procedure)
{
  _mc_receive_page_store (self);
  g_ptr_array_set_size (self->intake->components, 0);
  if (procedure != NULL)
    mc_intake_set_components_from (self->intake, procedure);
  mc_components_section_set_procedure (self->components, procedure);
  mc_receive_section_load (MC_RECEIVE_SECTION (self->components), self->intake);
  if (procedure != NULL)
    mc_receive_section_enter (MC_RECEIVE_SECTION (self->components));
}

/* Nothing that was typed moves: the papers stand as the officer has counted them. */
static void
on_catalogue_changed (McReceivePage *self)
{
  mc_procedure_section_renew (self->procedure);
  mc_components_section_set_procedure (self->components, mc_procedure_section_get (self->procedure));
  _mc_receive_page_store (self);
  mc_receive_page_refresh_later (self);
}

/* ---- cards and people ---- */

static void
mc_receive_page_go_on_after_person (McReceivePage *self)
{
  if (mc_procedure_section_get (self->procedure) == NULL)
    _mc_receive_page_focus_field (self, "procedure");
  else
    mc_receive_section_enter (MC_RECEIVE_SECTION (self->components));
}

static gboolean
mc_receive_page_is_same_person (const McPerson *a, const McPerson *b)
{
  g_autofree char *a_name = mc_text_fold (a->name);
  g_autofree char *b_name = mc_text_fold (b->name);

  if (!mc_text_is_empty (a->id_number) && !mc_text_is_empty (b->id_number))
    return g_str_equal (a->id_number, b->id_number);
  return g_str_equal (a_name, b_name);
}

void
_mc_receive_page_take_person (McReceivePage *self, const McPerson *person)
{
  const McPerson *applicant = self->intake->applicant;
  g_autofree char *text = NULL;

  _mc_receive_page_store (self);
  /* A number or a phone alone names nobody yet: it goes into the form that is open. */
  if (mc_text_is_empty (applicant->name) || mc_text_is_empty (person->name) ||
      mc_receive_page_is_same_person (applicant, person))
    {
      gboolean whole = !mc_text_is_empty (person->name) && !mc_text_is_empty (person->id_number);

      mc_applicant_section_fill (self->applicant, person);
      if (whole)
        mc_receive_page_go_on_after_person (self);
      else
        _mc_receive_page_focus_field (self, mc_text_is_empty (person->name) ? "name" : "birth");
      return;
    }
  g_clear_pointer (&self->asked_about, mc_person_free);
  self->asked_about = mc_person_copy (person);
  text = g_strdup_printf (_("%s is"), person->name);
  gtk_label_set_label (self->question_label, text);
  gtk_widget_set_visible (self->question, TRUE);
  gtk_widget_grab_focus (self->question_first);
}

static void
on_person (McReceivePage *self, const McPerson *person)
{
  _mc_receive_page_take_person (self, person);
}

static gboolean
mc_receive_page_take_card (McPage *page, const char *text)
{
  McReceivePage *self = MC_RECEIVE_PAGE (page);
  g_autoptr (GError) error = NULL;
  g_autoptr (McIdCard) card = mc_id_card_parse (text, mc_desk_today (self->desk), &error);

  mc_card_section_clear (self->card);
  if (card == NULL)
    {
      mc_field_set_error (mc_field_find (GTK_WIDGET (self->card), "card"), error->message);
      return TRUE;
    }
  _mc_receive_page_take_person (self, card->person);
  if (card->warnings != MC_CARD_WARNING_NONE)
    {
      g_auto (GStrv) texts = mc_id_card_warning_texts (card->warnings);
      g_autofree char *joined = g_strjoinv (" ", texts);

      mc_page_notify (page, mc_notice_new (MC_NOTICE_WARNING, joined));
    }
  return TRUE;
}

static void
on_scanned (McReceivePage *self, const char *text)
{
  mc_receive_page_take_card (MC_PAGE (self), text);
}

static gboolean
on_question_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
                 McReceivePage *self)
{
  static const char *const answers[] = { "owner", "proxy", "applicant" };
  gunichar c = gdk_keyval_to_unicode (keyval);

  if (c < '1' || c > '3' || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), "receive.card-of", "s", answers[c - '1']);
  return GDK_EVENT_STOP;
}

/* ---- the form as a whole ---- */

/* What the paper would lack is seen before it is printed. */
static void
on_preview_warning (McReceivePage *self)
{
  const char *warning = mc_slip_preview_get_warning (self->preview);

  gtk_label_set_label (self->preview_warning, warning != NULL ? warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->preview_warning), warning != NULL);
}

/* While a dossier is being saved its form stands still. */
static gboolean
on_form_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McReceivePage *self)
{
  return self->saving;
}

const char *
_mc_receive_page_focus_name (McReceivePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  McField *field = mc_field_of (focus);

  if (field != NULL)
    return mc_field_get_name (field);
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->components)))
    return "components";
  return NULL;
}

void
_mc_receive_page_focus_field (McReceivePage *self, const char *name)
{
  McField *field = name != NULL ? mc_field_find (self->form, name) : NULL;

  if (field != NULL)
    mc_field_focus (field);
  else if (g_strcmp0 (name, "components") == 0)
    mc_receive_section_enter (MC_RECEIVE_SECTION (self->components));
  else
    mc_receive_section_enter (MC_RECEIVE_SECTION (self->card));
}

void
_mc_receive_page_load (McReceivePage *self, McIntake *intake)
{
  McReceiveSection *sections[MC_RECEIVE_N_SECTIONS];
  McDay today = mc_desk_today (self->desk);

  mc_slip_preview_follow (self->preview, NULL);
  g_clear_pointer (&self->intake, mc_intake_free);
  self->intake = intake;
  mc_applicant_section_set_today (self->applicant, today);
  mc_owner_section_set_today (self->owner, today);
  mc_components_section_set_procedure (
    self->components,
    intake->procedure_code != NULL ? mc_desk_procedure (self->desk, intake->procedure_code, today) : NULL);
  _mc_receive_page_sections (self, sections);
  for (guint i = 0; i < MC_RECEIVE_N_SECTIONS; i++)
    mc_receive_section_load (sections[i], intake);
  gtk_widget_set_visible (self->question, FALSE);
  mc_receive_page_refresh (self);
}

void
mc_receive_page_restore (McReceivePage *self, const McDraft *draft, gboolean tell)
{
  g_return_if_fail (MC_IS_RECEIVE_PAGE (self));
  g_return_if_fail (draft != NULL);

  if (_mc_receive_page_restore_correction (self, draft))
    return;
  _mc_receive_page_leave_correction (self);
  mc_draft_keeper_turn_to (self->keeper, draft->id);
  _mc_receive_page_load (self, mc_intake_copy (draft->intake));
  _mc_receive_page_focus_field (self, draft->focus);
  if (tell)
    {
      g_autofree char *clock = mc_time_to_clock_text (draft->saved_at);
      g_autofree char *text = g_strdup_printf (_("Restored what was being typed at %s"), clock);

      mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_DONE, text));
    }
}

void
mc_receive_page_keep (McReceivePage *self)
{
  g_return_if_fail (MC_IS_RECEIVE_PAGE (self));
  mc_draft_keeper_flush (self->keeper);
}

/* ---- the page ---- */

static void
mc_receive_page_reload (McPage *page)
{
  McReceivePage *self = MC_RECEIVE_PAGE (page);
  McDay today = mc_desk_today (self->desk);

  mc_applicant_section_set_today (self->applicant, today);
  mc_owner_section_set_today (self->owner, today);
  mc_receive_page_refresh (self);
}

/* A stack finds the caret again only where no control of the page between went grey under it. */
static void
on_focus_moved (McReceivePage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (focus != NULL && gtk_widget_is_ancestor (focus, self->form))
    g_set_weak_pointer (&self->last_focus, focus);
}

static void
mc_receive_page_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mc_receive_page_parent_class)->root (widget);
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget", G_CALLBACK (on_focus_moved), widget,
                           G_CONNECT_SWAPPED);
}

static void
mc_receive_page_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), on_focus_moved, widget);
  GTK_WIDGET_CLASS (mc_receive_page_parent_class)->unroot (widget);
}

/* Back to the field that was left, else to the card. */
static void
mc_receive_page_take_focus (McPage *page)
{
  McReceivePage *self = MC_RECEIVE_PAGE (page);
  McField *field = mc_field_of (self->last_focus);

  if (self->last_focus == NULL || mc_intake_is_empty (self->intake) ||
      !(field != NULL ? mc_field_focus (field) : gtk_widget_grab_focus (self->last_focus)))
    mc_receive_section_enter (MC_RECEIVE_SECTION (self->card));
}

static gboolean
mc_receive_page_step_back (McPage *page)
{
  McReceivePage *self = MC_RECEIVE_PAGE (page);

  if (!gtk_widget_get_visible (self->question))
    {
      _mc_receive_page_leave_correction (self);
      return FALSE;
    }
  gtk_widget_set_visible (self->question, FALSE);
  mc_receive_section_enter (MC_RECEIVE_SECTION (self->card));
  return TRUE;
}

static void
mc_receive_page_dispose (GObject *object)
{
  McReceivePage *self = MC_RECEIVE_PAGE (object);

  g_clear_handle_id (&self->refresh, g_source_remove);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_weak_pointer (&self->last_focus);
  if (self->preview != NULL)
    mc_slip_preview_follow (self->preview, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_RECEIVE_PAGE);
  g_clear_object (&self->keeper);
  g_clear_object (&self->printer);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->wrong, mc_dossier_free);
  g_clear_pointer (&self->intake, mc_intake_free);
  g_clear_pointer (&self->asked_about, mc_person_free);
  g_clear_pointer (&self->last_code, g_free);
  G_OBJECT_CLASS (mc_receive_page_parent_class)->dispose (object);
}

static void
mc_receive_page_class_init (McReceivePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McPageClass *page_class = MC_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_receive_page_dispose;
  widget_class->root = mc_receive_page_root;
  widget_class->unroot = mc_receive_page_unroot;
  page_class->reload = mc_receive_page_reload;
  page_class->take_focus = mc_receive_page_take_focus;
  page_class->help = "tiep-nhan";
  page_class->take_card = mc_receive_page_take_card;
  page_class->step_back = mc_receive_page_step_back;
  page_class->entries = entries;
  page_class->n_entries = G_N_ELEMENTS (entries);

  g_type_ensure (MC_TYPE_ENTRY_FIELD);
  g_type_ensure (MC_TYPE_SIDE_BY_SIDE);
  g_type_ensure (MC_TYPE_CARD_SECTION);
  g_type_ensure (MC_TYPE_APPLICANT_SECTION);
  g_type_ensure (MC_TYPE_OWNER_SECTION);
  g_type_ensure (MC_TYPE_PROCEDURE_SECTION);
  g_type_ensure (MC_TYPE_COMPONENTS_SECTION);
  g_type_ensure (MC_TYPE_RESULT_SECTION);
  g_type_ensure (MC_TYPE_SLIP_PREVIEW);
  g_type_ensure (MC_TYPE_APPOINTMENT_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-receive-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, split);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, title);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, reason);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, form);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, kept);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, card);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, question);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, question_label);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, question_first);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, applicant);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, owner);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, procedure);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, components);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, result);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, preview);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, preview_warning);
  gtk_widget_class_bind_template_child (widget_class, McReceivePage, appointment);
  _mc_receive_page_class_install_actions (widget_class);
}

static void
mc_receive_page_init (McReceivePage *self)
{
  McReceiveSection *sections[MC_RECEIVE_N_SECTIONS];
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *form_key = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "receive.print-last", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "receive.correct-last", FALSE);
  _mc_receive_page_sections (self, sections);
  for (guint i = 0; i < MC_RECEIVE_N_SECTIONS; i++)
    g_signal_connect_object (sections[i], "changed", G_CALLBACK (on_section_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->procedure, "chosen", G_CALLBACK (on_procedure_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card, "person", G_CALLBACK (on_person), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card, "scanned", G_CALLBACK (on_scanned), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->preview, "notify::warning", G_CALLBACK (on_preview_warning), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_question_key), self, 0);
  gtk_widget_add_controller (self->question, key);
  gtk_event_controller_set_propagation_phase (form_key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (form_key, "key-pressed", G_CALLBACK (on_form_key), self, 0);
  gtk_widget_add_controller (self->form, form_key);
  self->timer = g_timeout_add_seconds (REFRESH_SECONDS, on_timer, self);
}

McReceivePage *
mc_receive_page_new (McDesk *desk, McSlipPrinter *printer)
{
  McReceivePage *self = g_object_new (MC_TYPE_RECEIVE_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->printer = g_object_ref (printer);
  self->keeper = mc_draft_keeper_new (desk);
  g_signal_connect_object (self->keeper, "notify::kept-at", G_CALLBACK (mc_receive_page_tell_kept), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "catalogue-changed", G_CALLBACK (on_catalogue_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "office-changed", G_CALLBACK (mc_receive_page_refresh_later), self, G_CONNECT_SWAPPED);
  mc_card_section_set_desk (self->card, desk);
  mc_procedure_section_set_desk (self->procedure, desk);
  mc_slip_preview_set_desk (self->preview, desk, mc_slip_printer_get_maker (printer));
  _mc_receive_page_load (self, mc_intake_new ());
  return self;
}
