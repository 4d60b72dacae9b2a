/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-dossier-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-appointment.h"
#include "mc-text.h"
#include "mc-words.h"

#define MAX_NEXT 4

/* What usually comes next, by state, the likeliest first. */
static const struct
{
  McState state;
  McAction actions[MAX_NEXT + 1];
  int n_actions;
} usual[] = {
  { MC_STATE_REGISTERED, { MC_ACTION_ACCEPT, MC_ACTION_REFUSE }, 2 },
  { MC_STATE_RECEIVED, { MC_ACTION_FORWARD, MC_ACTION_PAID, MC_ACTION_REQUEST_SUPPLEMENT, MC_ACTION_COMPLETE }, 4 },
  { MC_STATE_PROCESSING,
    { MC_ACTION_COMPLETE, MC_ACTION_REQUEST_SUPPLEMENT, MC_ACTION_EXTEND, MC_ACTION_ACCEPT_TRANSFER },
    4 },
  { MC_STATE_SUPPLEMENT, { MC_ACTION_SUPPLEMENT_RECEIVED, MC_ACTION_SUPPLEMENT_EXPIRED, MC_ACTION_WITHDRAW }, 3 },
  { MC_STATE_FINANCIAL, { MC_ACTION_PAID, MC_ACTION_INFORM, MC_ACTION_WITHDRAW }, 3 },
  { MC_STATE_DONE, { MC_ACTION_RETURN, MC_ACTION_INFORM, MC_ACTION_LOST_SLIP }, 3 },
};

static void
clear_box (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static GtkWidget *
add_text (GtkBox *box, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 10);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (box, label);
  return label;
}

/* "Label  value"; nothing for no value. */
static void
add_value (GtkBox *box, const char *label, const char *value)
{
  GtkWidget *row, *name, *text;

  if (mc_text_is_empty (value))
    return;
  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  name = gtk_label_new (label);
  text = gtk_label_new (value);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_width_chars (GTK_LABEL (name), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 12);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_widget_set_valign (name, GTK_ALIGN_START);
  gtk_widget_add_css_class (name, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL, -1);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), text);
  gtk_box_append (box, row);
}

/* ---- the person ---- */

static void
show_one_person (McDossierPage *self, const char *title, const McPerson *person)
{
  g_autofree char *name = mc_words_person_title (person);
  g_autofree char *masked = mc_words_masked_id (person->id_number);
  g_autofree char *hidden = g_strdup_printf ("%s  (Alt+H)", masked);
  g_autofree char *phone = mc_text_is_empty (person->phone) ? NULL : mc_text_phone (person->phone);
  g_autofree char *whose = NULL;

  if (phone != NULL && !mc_text_is_empty (person->phone_of))
    /* Translators: a phone and whose it is */
    whose = g_strdup_printf (_("%s (of %s)"), phone, person->phone_of);

  add_text (self->person, title, "section-title");
  add_text (self->person, name, "person");
  add_value (self->person, _("Sex"), mc_sex_to_vietnamese (person->sex));
  add_value (self->person, mc_words_id_kind (person->id_kind),
             mc_text_is_empty (person->id_number) ? NULL : self->show_id ? person->id_number : hidden);
  add_value (self->person, _("Ethnicity"), person->ethnicity);
  add_value (self->person, _("Residence"), person->address);
  add_value (self->person, _("Phone"), person->no_phone ? _("has none") : whose != NULL ? whose : phone);
  add_value (self->person, _("E-mail"), person->email);
}

static void
show_money_and_result (McDossierPage *self, const McIntake *intake)
{
  g_autofree char *fee = mc_words_fee (self->dossier->fee);
  const char *taken = self->dossier->paid_at != 0 ? _("taken") : _("not taken yet");
  g_autofree char *paid = self->dossier->fee == 0 ? NULL : g_strdup_printf ("%s – %s", fee, taken);
  const char *ways[] = { _("at the desk"), _("by post"), _("online") };

  add_text (self->person, _("RESULT AND FEE"), "section-title");
  add_value (self->person, _("Collected"), ways[intake->result_by]);
  add_value (self->person, _("Send to"), intake->result_address);
  add_value (self->person, _("Result number"), self->dossier->result_number);
  add_value (self->person, _("Fee"), paid);
  add_value (self->person, _("Look-up PIN"), self->dossier->pin);
}

void
_mc_dossier_page_show_person (McDossierPage *self)
{
  const McIntake *intake = self->dossier->intake;

  clear_box (self->person);
  show_one_person (self, intake->owner != NULL ? _("APPLICANT") : _("APPLICANT AND OWNER"), intake->applicant);
  if (intake->owner != NULL)
    show_one_person (self, _("OWNER"), intake->owner);
  if (intake->authorisation != NULL)
    {
      add_value (self->person, _("Relation"), intake->authorisation->relation);
      add_value (self->person, _("Authorisation"), intake->authorisation->kind);
    }
  show_money_and_result (self, intake);
}

/* ---- the papers ---- */

static void
add_paper_cell (GtkGrid *grid, int column, int row, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_valign (label, GTK_ALIGN_START);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_grid_attach (grid, label, column, row, 1, 1);
}

static void
add_count_cell (GtkGrid *grid, int column, int row, int count)
{
  g_autofree char *text = count > 0 ? g_strdup_printf ("%d", count) : g_strdup ("–");

  add_paper_cell (grid, column, row, text, count > 0 ? "count" : "zero");
}

static void
add_paper (GtkGrid *grid, int row, const McComponent *component)
{
  g_autofree char *text = g_strdup_printf ("%d  %s", row, component->name);
  GtkWidget *name = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_grid_attach (grid, name, 0, row, 1, 1);
  if (component->shown || component->reused)
    {
      GtkWidget *label = gtk_label_new (component->shown ? _("shown, returned") : _("re-used"));

      gtk_widget_set_valign (label, GTK_ALIGN_START);
      gtk_grid_attach (grid, label, 1, row, 3, 1);
      return;
    }
  add_count_cell (grid, 1, row, component->originals);
  add_count_cell (grid, 2, row, component->certified);
  add_count_cell (grid, 3, row, component->copies);
}

static void
show_papers (McDossierPage *self)
{
  const McIntake *intake = self->dossier->intake;
  g_autofree char *title = g_strdup_printf (_("PAPERS (%u)"), intake->components->len);
  g_autofree char *printed = g_strdup_printf (_("form 01, %u times"), self->dossier->n_printed);
  GtkWidget *grid = gtk_grid_new ();

  clear_box (self->papers);
  add_text (self->papers, title, "section-title");
  gtk_grid_set_column_spacing (GTK_GRID (grid), 10);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  if (intake->components->len > 0)
    {
      add_paper_cell (GTK_GRID (grid), 1, 0, _("orig."), "column-title");
      add_paper_cell (GTK_GRID (grid), 2, 0, _("cert."), "column-title");
      add_paper_cell (GTK_GRID (grid), 3, 0, _("copy"), "column-title");
    }
  for (guint i = 0; i < intake->components->len; i++)
    add_paper (GTK_GRID (grid), (int) i + 1, g_ptr_array_index (intake->components, i));
  gtk_box_append (self->papers, grid);

  add_text (self->papers, _("MORE"), "section-title");
  add_value (self->papers, _("Request"), intake->request);
  add_value (self->papers, _("Printed"), self->dossier->n_printed > 0 ? printed : _("not yet"));
  add_value (self->papers, _("Time by law"), self->dossier->duration_text);
  add_value (self->papers, _("Due because"), self->dossier->due_reason);
  add_value (self->papers, _("Note"), intake->note);
}

/* ---- what has happened ---- */

static void
show_history (McDossierPage *self)
{
  const GPtrArray *events = self->dossier->events;
  McDay today = mc_desk_today (self->desk);

  clear_box (self->history);
  add_text (self->history, _("HISTORY"), "section-title");
  /* The newest first: what is asked for on the telephone. */
  for (guint i = events != NULL ? events->len : 0; i > 0; i--)
    {
      const McEvent *event = g_ptr_array_index (events, i - 1);
      g_autofree char *moment = mc_words_moment (event->time, today);
      g_autofree char *what = mc_desk_event_text (event);
      g_autofree char *desk = event->desk > 0 ? g_strdup_printf (_("desk %d"), event->desk) : NULL;
      g_autofree char *line = g_strdup_printf ("%s   %s   %s%s%s", moment, what, event->actor != NULL ? event->actor : "",
                                               desk != NULL ? " · " : "", desk != NULL ? desk : "");

      add_text (self->history, line, "event");
      if (!mc_text_is_empty (event->note))
        add_text (self->history, event->note, "event-note");
    }
}

/* ---- title and next steps ---- */

static void
show_title (McDossierPage *self)
{
  const McDossier *dossier = self->dossier;
  McDay today = mc_desk_today (self->desk);
  McTimeLeft kind;
  g_autofree char *left = mc_words_time_left (dossier->state, dossier->due, today, &kind);
  g_autofree char *due = dossier->due != 0 ? mc_due_to_text (dossier->due) : NULL;
  g_autofree char *text = due != NULL && left[0] != '\0'
                            /* Translators: time left, then the due date */
                            ? g_strdup_printf (_("%s – due %s"), left, due)
                            : g_strdup (left);
  g_autofree char *answer = mc_dossier_answer (dossier, today);

  if (dossier->official_code != NULL && g_strcmp0 (dossier->official_code, dossier->code) != 0)
    {
      /* Translators: the code given at the desk, then the one of the province's system */
      g_autofree char *codes = g_strdup_printf (_("%s · official %s"), dossier->code, dossier->official_code);

      gtk_label_set_label (self->code_label, codes);
    }
  else
    gtk_label_set_label (self->code_label, dossier->code);
  gtk_label_set_label (self->procedure, dossier->procedure_short);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->procedure), dossier->procedure_name);
  gtk_label_set_label (self->state, mc_state_to_text (dossier->state));
  for (int i = 0; i < MC_N_STATES; i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->state), mc_state_to_key ((McState) i));
  gtk_widget_add_css_class (GTK_WIDGET (self->state), mc_state_to_key (dossier->state));
  gtk_label_set_label (self->due, text);
  gtk_widget_remove_css_class (GTK_WIDGET (self->due), "overdue");
  gtk_widget_remove_css_class (GTK_WIDGET (self->due), "due-today");
  if (mc_words_time_class (kind) != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->due), mc_words_time_class (kind));
  gtk_label_set_label (self->answer, answer);
}

static gboolean
is_wanted (const McDossier *dossier, McAction action)
{
  if (action == MC_ACTION_PAID && (dossier->paid_at != 0 || dossier->fee == 0))
    return FALSE;
  return mc_status_next (dossier->state, action, dossier->times_extended, NULL, NULL);
}

gboolean
_mc_dossier_page_first_action (McDossierPage *self, McAction *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    for (int k = 0; usual[i].state == self->dossier->state && k < usual[i].n_actions; k++)
      if (is_wanted (self->dossier, usual[i].actions[k]))
        {
          *action = usual[i].actions[k];
          return TRUE;
        }
  return FALSE;
}

static void
add_next_button (McDossierPage *self, McAction action)
{
  gboolean first = gtk_widget_get_first_child (GTK_WIDGET (self->next)) == NULL;
  const char *words = mc_action_to_text (action);
  g_autofree char *text = first ? g_strdup_printf ("Enter  %s", words) : g_strdup (words);
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 8);
  if (first)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "dossier.begin");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", mc_action_to_key (action));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_box_append (self->next, button);
}

static void
show_next (McDossierPage *self)
{
  clear_box (self->next);
  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    for (int k = 0; usual[i].state == self->dossier->state && k < usual[i].n_actions; k++)
      if (is_wanted (self->dossier, usual[i].actions[k]))
        add_next_button (self, usual[i].actions[k]);
  if (gtk_widget_get_first_child (GTK_WIDGET (self->next)) == NULL)
    {
      GtkWidget *label = gtk_label_new (_("nothing more to do"));

      gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (self->next, label);
    }
}

void
_mc_dossier_page_show (McDossierPage *self)
{
  gboolean in_page = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  show_title (self);
  _mc_dossier_page_show_person (self);
  show_papers (self);
  _mc_dossier_page_show_files (self);
  show_history (self);
  _mc_dossier_page_look_for_receipt (self);
  show_next (self);
  gtk_stack_set_visible_child_name (self->stack, "dossier");
  /* A form that is being filled in stays open over news of its dossier. */
  if (_mc_dossier_page_is_filling (self))
    return;
  if (!_mc_dossier_page_close_panel (self) || in_page)
    mc_page_take_focus (MC_PAGE (self));
}
