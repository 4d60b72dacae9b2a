/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-action-panel.h"

#include <glib/gi18n-lib.h>

#include "mc-choice-field.h"
#include "mc-entry-field.h"
#include "mc-focus.h"
#include "mc-receive-section.h"
#include "mc-text.h"

typedef enum { TO_NOTHING, TO_UNIT, TO_DAY, TO_NUMBER } ToKind;

typedef struct
{
  McAction action;
  gboolean needs_note; /* the law wants a reason, or somebody will ask for it */
  ToKind to;
} ActionSpec;

/* Actions of this version, in the order they are shown. */
static const McAction actions[] = {
  MC_ACTION_ACCEPT,           MC_ACTION_FORWARD,          MC_ACTION_ACCEPT_TRANSFER,     MC_ACTION_COMPLETE,
  MC_ACTION_RETURN,           MC_ACTION_REQUEST_SUPPLEMENT,  MC_ACTION_SUPPLEMENT_RECEIVED,
  MC_ACTION_SUPPLEMENT_EXPIRED, MC_ACTION_EXTEND,            MC_ACTION_REQUEST_PAYMENT,
  MC_ACTION_PAID,             MC_ACTION_EXEMPT,              MC_ACTION_REFUND,
  MC_ACTION_RECALL,           MC_ACTION_SEND_BACK,           MC_ACTION_INFORM,
  MC_ACTION_LOST_SLIP,        MC_ACTION_REFUSE,              MC_ACTION_WITHDRAW,
  MC_ACTION_STOP,             MC_ACTION_CORRECT,             MC_ACTION_CHANGE_CASE,
  MC_ACTION_VOID,
};

/* Those that ask for more than a remark. */
static const ActionSpec specs[] = {
  { MC_ACTION_FORWARD, FALSE, TO_UNIT },
  { MC_ACTION_COMPLETE, FALSE, TO_NUMBER },
  { MC_ACTION_EXTEND, TRUE, TO_DAY },
  { MC_ACTION_REQUEST_SUPPLEMENT, TRUE, TO_NOTHING },
  { MC_ACTION_SEND_BACK, TRUE, TO_NOTHING },
  { MC_ACTION_REFUSE, TRUE, TO_NOTHING },
  { MC_ACTION_WITHDRAW, TRUE, TO_NOTHING },
  { MC_ACTION_STOP, TRUE, TO_NOTHING },
  { MC_ACTION_CHANGE_CASE, TRUE, TO_NOTHING },
  { MC_ACTION_VOID, TRUE, TO_NOTHING },
  { MC_ACTION_EXEMPT, TRUE, TO_NOTHING },
  { MC_ACTION_REFUND, TRUE, TO_NOTHING },
};

typedef struct
{
  char *to;   /* (nullable) */
  char *note; /* (nullable) */
} Typed;

struct _McActionPanel
{
  GtkWidget parent_instance;

  GtkWidget *box;
  McAction action;
  McDay today;
  McEntryField *to;   /* (nullable) part of the form that is shown */
  McEntryField *note; /* (nullable) */
  McChoiceField *other_case; /* (nullable) */
  GPtrArray *case_keys; /* (element-type utf8) of other_case */
  Typed typed[MC_N_ACTIONS]; /* what was typed into each form and not done */
};

G_DEFINE_FINAL_TYPE (McActionPanel, mc_action_panel, GTK_TYPE_WIDGET)

static ActionSpec
action_spec (McAction action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (specs); i++)
    if (specs[i].action == action)
      return specs[i];
  return (ActionSpec) { action, FALSE, TO_NOTHING };
}

static void
typed_set (Typed *typed, const char *to, const char *note)
{
  g_free (typed->to);
  g_free (typed->note);
  typed->to = g_strdup (to);
  typed->note = g_strdup (note);
}

static void
mc_action_panel_clear (McActionPanel *self)
{
  GtkWidget *child;

  if (self->note != NULL)
    typed_set (&self->typed[self->action], self->to != NULL ? mc_entry_field_get_text (self->to) : NULL,
               mc_entry_field_get_text (self->note));
  self->to = NULL;
  self->note = NULL;
  self->other_case = NULL;
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
}

static void
mc_action_panel_add_title (McActionPanel *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "section-title");
  gtk_box_append (GTK_BOX (self->box), label);
}

/* ---- every action ---- */

/* One below the other, their words broken: the column must not grow wider than its third of a small screen. */
static GtkWidget *
mc_action_panel_make_button (const char *words)
{
  GtkWidget *button = gtk_button_new_with_label (words);
  GtkLabel *label = GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button)));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  return button;
}

static void
mc_action_panel_add_allowed (McActionPanel *self, McAction action)
{
  GtkWidget *button = mc_action_panel_make_button (mc_action_to_text (action));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "dossier.begin");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", mc_action_to_key (action));
  gtk_box_append (GTK_BOX (self->box), button);
}

/* Grey, and why: nobody has to guess or to ask. */
static void
mc_action_panel_add_forbidden (McActionPanel *self, McAction action, const char *reason)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", mc_action_to_text (action), reason);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "forbidden");
  gtk_box_append (GTK_BOX (self->box), label);
}

/* One without another case has none to change to: nobody misses that in the list. */
static gboolean
is_offered (McAction action, const McProcedure *procedure)
{
  return action != MC_ACTION_CHANGE_CASE || (procedure != NULL && procedure->cases->len > 1);
}

void
mc_action_panel_show_all (McActionPanel *self, const McDossier *dossier, const McProcedure *procedure)
{
  g_return_if_fail (MC_IS_ACTION_PANEL (self));

  mc_action_panel_clear (self);
  mc_action_panel_add_title (self, _("EVERYTHING THAT CAN BE DONE"));
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (is_offered (actions[i], procedure) && mc_status_next (dossier->state, actions[i], dossier->times_extended, NULL, NULL))
      mc_action_panel_add_allowed (self, actions[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GError) error = NULL;

      if (is_offered (actions[i], procedure) && !mc_status_next (dossier->state, actions[i], dossier->times_extended, NULL, &error))
        mc_action_panel_add_forbidden (self, actions[i], error->message);
    }
  gtk_widget_child_focus (self->box, GTK_DIR_TAB_FORWARD);
}

/* ---- one action ---- */

static McEntryField *
mc_action_panel_add_field (McActionPanel *self, const char *label, const char *name, McEntryKind kind)
{
  McEntryField *field = g_object_new (MC_TYPE_ENTRY_FIELD, "label", label, "field", name, "kind", kind, "label-chars", 14,
                                      "max-length", 500, "hexpand", TRUE, NULL);

  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (field));
  return field;
}

static void
mc_action_panel_add_to (McActionPanel *self, ToKind kind)
{
  switch (kind)
    {
    case TO_UNIT:
      self->to = mc_action_panel_add_field (self, _("To"), "to", MC_ENTRY_TEXT);
      break;
    case TO_DAY:
      self->to = mc_action_panel_add_field (self, _("New due date"), "to", MC_ENTRY_DATE);
      break;
    case TO_NUMBER:
      self->to = mc_action_panel_add_field (self, _("Result number"), "to", MC_ENTRY_TEXT);
      break;
    case TO_NOTHING:
    default:
      break;
    }
}

/* The cases that it is not. */
static void
mc_action_panel_add_cases (McActionPanel *self, const McDossier *dossier, const McProcedure *procedure)
{
  const McProcedureCase *now = mc_procedure_find_case (procedure, dossier->intake->case_key);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_ptr_array_set_size (self->case_keys, 0);
  for (guint i = 0; i < procedure->cases->len; i++)
    {
      const McProcedureCase *item = g_ptr_array_index (procedure->cases, i);

      if (item == now)
        continue;
      g_ptr_array_add (names, item->name);
      g_ptr_array_add (self->case_keys, g_strdup (item->key));
    }
  g_ptr_array_add (names, NULL);
  self->other_case = g_object_new (MC_TYPE_CHOICE_FIELD, "label", _("New case"), "field", "other-case", "label-chars", 14, NULL);
  mc_choice_field_set_texts (self->other_case, (const char *const *) names->pdata);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->other_case));
}

static void
mc_action_panel_add_buttons (McActionPanel *self)
{
  g_autofree char *words = g_strdup_printf ("Ctrl+Enter  %s", mc_action_to_text (self->action));
  g_autofree char *cancel_words = g_strdup_printf ("Esc  %s", C_("action", "Cancel"));
  GtkWidget *done = mc_action_panel_make_button (words);
  GtkWidget *cancel = mc_action_panel_make_button (cancel_words);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "dossier.cancel");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (done), "dossier.do");
  gtk_widget_add_css_class (done, "suggested-action");
  gtk_box_append (GTK_BOX (self->box), done);
  gtk_box_append (GTK_BOX (self->box), cancel);
}

void
mc_action_panel_show_form (McActionPanel *self, McAction action, const McDossier *dossier, const McProcedure *procedure, McDay today)
{
  ActionSpec spec = action_spec (action);
  g_autofree char *title = NULL;

  g_return_if_fail (MC_IS_ACTION_PANEL (self));

  mc_action_panel_clear (self);
  self->action = action;
  self->today = today;
  title = g_utf8_strup (mc_action_to_text (action), -1);
  mc_action_panel_add_title (self, title);
  mc_action_panel_add_to (self, spec.to);
  if (action == MC_ACTION_CHANGE_CASE && is_offered (action, procedure))
    mc_action_panel_add_cases (self, dossier, procedure);
  self->note = mc_action_panel_add_field (self, spec.needs_note ? _("Reason") : _("Note"), "note", MC_ENTRY_TEXT);
  if (self->to != NULL)
    mc_entry_field_set_text (self->to, self->typed[action].to);
  mc_entry_field_set_text (self->note, self->typed[action].note);
  mc_action_panel_add_buttons (self);
  mc_action_panel_take_focus (self);
}

void
mc_action_panel_add_hint (McActionPanel *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  g_return_if_fail (MC_IS_ACTION_PANEL (self));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "person");
  gtk_box_insert_child_after (GTK_BOX (self->box), label, gtk_widget_get_first_child (self->box));
}

void
mc_action_panel_take_focus (McActionPanel *self)
{
  g_return_if_fail (MC_IS_ACTION_PANEL (self));
  if (self->note != NULL)
    mc_field_focus (self->other_case != NULL ? MC_FIELD (self->other_case) : self->to != NULL ? MC_FIELD (self->to) : MC_FIELD (self->note));
}

void
mc_action_panel_forget (McActionPanel *self)
{
  g_return_if_fail (MC_IS_ACTION_PANEL (self));
  mc_action_panel_clear (self);
  for (gsize i = 0; i < G_N_ELEMENTS (self->typed); i++)
    typed_set (&self->typed[i], NULL, NULL);
}

gboolean
mc_action_panel_is_form (McActionPanel *self)
{
  g_return_val_if_fail (MC_IS_ACTION_PANEL (self), FALSE);
  return self->note != NULL;
}

static gboolean
mc_action_panel_fail (McEntryField *field, const char *message)
{
  mc_field_set_error (MC_FIELD (field), message);
  mc_field_focus (MC_FIELD (field));
  return FALSE;
}

/* A new due date, as ISO 8601 with the hour results are ready by. */
static char *
mc_action_panel_read_day (McActionPanel *self, const char *text, int return_at)
{
  McPartialDate date;
  McDay day;

  if (!mc_partial_date_from_typed (text, self->today, &date) || date.day == 0)
    return NULL;
  day = mc_day_from_ymd (date.year, date.month, date.day);
  if (day == MC_DAY_NONE || day < self->today)
    return NULL;
  return mc_time_to_iso (mc_time_of_day_minute (day, return_at));
}

gboolean
mc_action_panel_read (McActionPanel *self, int return_at, McAction *action, char **note, char **to)
{
  ActionSpec spec = action_spec (self->action);
  const char *to_text;

  g_return_val_if_fail (MC_IS_ACTION_PANEL (self), FALSE);
  g_return_val_if_fail (self->note != NULL, FALSE);

  *action = self->action;
  *note = NULL;
  *to = NULL;
  to_text = self->to != NULL ? mc_entry_field_get_text (self->to) : NULL;
  if (spec.to == TO_DAY)
    {
      *to = mc_action_panel_read_day (self, to_text, return_at);
      if (*to == NULL)
        return mc_action_panel_fail (self->to, _("No day that is still to come"));
    }
  else if (self->other_case != NULL)
    *to = g_strdup (g_ptr_array_index (self->case_keys, mc_choice_field_get_selected (self->other_case)));
  else if (to_text != NULL)
    *to = mc_receive_section_value (to_text);

  *note = mc_receive_section_value (mc_entry_field_get_text (self->note));
  if (spec.needs_note && *note == NULL)
    {
      g_clear_pointer (to, g_free);
      return mc_action_panel_fail (self->note, _("The reason is missing"));
    }
  return TRUE;
}

/* ---- life ---- */

static void
mc_action_panel_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_action_panel_parent_class)->dispose (object);
}

static void
mc_action_panel_finalize (GObject *object)
{
  McActionPanel *self = MC_ACTION_PANEL (object);

  for (gsize i = 0; i < G_N_ELEMENTS (self->typed); i++)
    typed_set (&self->typed[i], NULL, NULL);
  g_ptr_array_unref (self->case_keys);
  G_OBJECT_CLASS (mc_action_panel_parent_class)->finalize (object);
}

static void
mc_action_panel_class_init (McActionPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_action_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_action_panel_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mcactionpanel");
}

static void
mc_action_panel_init (McActionPanel *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->case_keys = g_ptr_array_new_with_free_func (g_free);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->box, MC_FOCUS_SCOPE);
  /* The room around is inside what scrolls: the marks on capitals are higher than their line and would be cut. */
  gtk_widget_add_css_class (self->box, "column");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What can be done"), -1);
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}
