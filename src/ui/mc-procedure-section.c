/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-procedure-section.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "mc-appointment.h"
#include "mc-choice-field.h"
#include "mc-desk-changes.h"
#include "mc-entry-field.h"
#include "mc-suggest.h"
#include "mc-text.h"

#define MAX_SUGGESTIONS 30

struct _McProcedureSection
{
  McReceiveSection parent_instance;

  McDesk *desk;           /* (owned) */
  McProcedure *procedure; /* (owned) (nullable) the one that is chosen */
  char *lapsed;           /* (nullable) code of one that was chosen and is in force no more */
  char *lapsed_case;      /* (nullable) its case */
  McSuggest *suggest;     /* (owned) */
  GPtrArray *changes;     /* (owned) (nullable) (element-type McChange) what the province changes, soonest first; not read yet */
  gboolean reads_changes; /* since a procedure was chosen: a window that only opens has no use for them */

  McEntryField *search;
  GtkLabel *chosen;
  GtkLabel *change;
  McChoiceField *case_choice;
  McChoiceField *channel;
  McEntryField *sets;
  McEntryField *request;
};

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McProcedureSection, mc_procedure_section, MC_TYPE_RECEIVE_SECTION)

static McChannel
mc_procedure_section_channel (McProcedureSection *self)
{
  return (McChannel) mc_choice_field_get_selected (self->channel) + MC_CHANNEL_DIRECT;
}

static const McProcedureCase *
mc_procedure_section_case (McProcedureSection *self)
{
  guint at = mc_choice_field_get_selected (self->case_choice);

  if (self->procedure == NULL || at >= self->procedure->cases->len)
    return NULL;
  return g_ptr_array_index (self->procedure->cases, at);
}

static char *
mc_procedure_section_duration_text (const McProcedure *procedure, const McProcedureCase *branch, McChannel channel)
{
  if (branch == NULL)
    branch = mc_procedure_find_case (procedure, NULL);
  return mc_duration_to_vietnamese (branch->duration[channel]);
}

/* Beside the field: what was chosen, in full. */
static void
mc_procedure_section_tell_chosen (McProcedureSection *self)
{
  g_autofree char *duration = NULL;
  g_autofree char *text = NULL;

  if (self->procedure == NULL)
    {
      gtk_label_set_label (self->chosen, "");
      return;
    }
  duration = mc_procedure_section_duration_text (self->procedure, mc_procedure_section_case (self),
                                                 mc_procedure_section_channel (self));
  text = g_strdup_printf ("→ %s · %s · %s", self->procedure->name, self->procedure->code, duration);
  gtk_label_set_label (self->chosen, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->chosen), text);
}

/* ---- what the province is about to change ---- */

static void mc_procedure_section_read_changes (McProcedureSection *self);

/* The next thing that is going to change in the procedure that is chosen. (nullable) */
static const McChange *
mc_procedure_section_coming (McProcedureSection *self)
{
  for (guint i = 0; self->procedure != NULL && self->changes != NULL && i < self->changes->len; i++)
    {
      const McChange *change = g_ptr_array_index (self->changes, i);

      if (change->subject == MC_CHANGE_OF_PROCEDURE && !change->in_force && change->fault == NULL &&
          g_strcmp0 (change->code, self->procedure->code) == 0)
        return change;
    }
  return NULL;
}

static char *
mc_procedure_section_change_text (const McChange *change, gint64 now)
{
  g_autofree char *when = mc_change_moment_text (change, now);
  g_autofree char *what = g_strjoinv ("; ", change->lines);

  if (change->kind == MC_CHANGE_ABOLISHED)
    /* Translators: "17:00 today", "01/12/2026"; what else is to be said of it, or nothing */
    return g_strdup_printf (_("This procedure is abolished from %1$s. %2$s"), when, what);
  /* Translators: "17:00 today", "01/12/2026"; "Time: 3 → 2 working days; Fee: none → 8,000 đ" */
  return g_strdup_printf (_("This procedure changes from %1$s: %2$s"), when, what);
}

/* Under what was chosen, in one line: a quiet word to whoever makes a promise today that tomorrow's would be another. */
static void
mc_procedure_section_tell_change (McProcedureSection *self)
{
  const McChange *change = mc_procedure_section_coming (self);
  g_autofree char *text = NULL;

  if (self->procedure != NULL && !self->reads_changes)
    {
      self->reads_changes = TRUE;
      mc_procedure_section_read_changes (self);
    }
  if (change != NULL)
    text = mc_procedure_section_change_text (change, mc_clock_now (mc_desk_clock (self->desk)));
  gtk_widget_set_visible (GTK_WIDGET (self->change), text != NULL);
  gtk_label_set_label (self->change, text != NULL ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->change), text);
  /* A reader says it with the field it follows from. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (mc_field_get_control (MC_FIELD (self->search))), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
}

static void
on_changes (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McProcedureSection) self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *changes = mc_desk_changes_finish (MC_DESK (source), result, &error);

  if (changes == NULL)
    {
      g_debug ("changes: %s", error->message);
      return;
    }
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  self->changes = changes;
  if (self->desk != NULL) /* else it is gone meanwhile */
    mc_procedure_section_tell_change (self);
}

static void
mc_procedure_section_read_changes (McProcedureSection *self)
{
  if (self->desk != NULL && self->reads_changes) /* else it is gone, or nobody asks yet */
    mc_desk_changes_async (self->desk, NULL, on_changes, g_object_ref (self));
}

/* ---- what is chosen ---- */

static void
mc_procedure_section_show_cases (McProcedureSection *self, const char *key)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint selected = 0;

  for (guint i = 0; self->procedure != NULL && i < self->procedure->cases->len; i++)
    {
      const McProcedureCase *branch = g_ptr_array_index (self->procedure->cases, i);

      g_ptr_array_add (names, branch->name);
      if (g_strcmp0 (branch->key, key) == 0)
        selected = i;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->case_choice), names->len > 1);
  g_object_set (self->channel, "label-chars", names->len > 1 ? -1 : 14, NULL);
  g_ptr_array_add (names, NULL);
  mc_choice_field_set_texts (self->case_choice, (const char *const *) names->pdata);
  mc_choice_field_set_selected (self->case_choice, selected);
}

/* What the field says of the procedure that is chosen: the abbreviation, which is what the officer typed most likely. */
static const char *
mc_procedure_section_field_text (McProcedureSection *self)
{
  if (self->procedure == NULL)
    return "";
  if (self->procedure->abbreviations != NULL && self->procedure->abbreviations[0] != NULL)
    return self->procedure->abbreviations[0];
  return self->procedure->short_name;
}

static char *
mc_procedure_section_lapsed_text (McProcedureSection *self)
{
  /* Translators: the code of a procedure */
  return g_strdup_printf (_("Procedure %s is not in force. Choose another one"), self->lapsed);
}

static void
mc_procedure_section_take (McProcedureSection *self, McProcedure *procedure, const char *case_key)
{
  if (procedure != NULL)
    mc_procedure_ref (procedure);
  g_clear_pointer (&self->procedure, mc_procedure_unref);
  g_clear_pointer (&self->lapsed, g_free);
  g_clear_pointer (&self->lapsed_case, g_free);
  self->procedure = procedure;
  mc_field_set_error (MC_FIELD (self->search), NULL);
  mc_field_set_warning (MC_FIELD (self->search), NULL);
  mc_procedure_section_show_cases (self, case_key);
  mc_procedure_section_tell_chosen (self);
  mc_procedure_section_tell_change (self);
}

static void
mc_procedure_section_set (McProcedureSection *self, McProcedure *procedure, const char *case_key)
{
  mc_procedure_section_take (self, procedure, case_key);
  mc_suggest_set_text (self->suggest, mc_procedure_section_field_text (self));
}

/* The procedure called @code as it is in force today. One that is not stays by its code, so that nothing is dropped in
 * silence: it is said under the field, and another has to be chosen. */
static void
mc_procedure_section_take_code (McProcedureSection *self, const char *code, const char *case_key)
{
  McProcedure *procedure = code != NULL ? mc_desk_procedure (self->desk, code, mc_desk_today (self->desk)) : NULL;
  g_autofree char *lapsed = procedure == NULL ? g_strdup (code) : NULL;
  g_autofree char *lapsed_case = g_strdup (case_key);
  g_autofree char *words = NULL;

  mc_procedure_section_take (self, procedure, case_key);
  if (lapsed == NULL)
    {
      const McProcedureCase *branch = mc_procedure_section_case (self);

      if (lapsed_case != NULL && (branch == NULL || g_strcmp0 (branch->key, lapsed_case) != 0))
        mc_field_set_warning (MC_FIELD (self->search), _("The case is not in the catalogue any more. Look at it again"));
      return;
    }
  self->lapsed = g_steal_pointer (&lapsed);
  self->lapsed_case = g_steal_pointer (&lapsed_case);
  words = mc_procedure_section_lapsed_text (self);
  mc_field_set_error (MC_FIELD (self->search), words);
}

/* ---- what the officer does ---- */

static void
on_query (McProcedureSection *self, const char *text)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GListStore) suggestions = g_list_store_new (MC_TYPE_SUGGESTION);

  found = mc_desk_find_procedures (self->desk, text, mc_desk_today (self->desk), MAX_SUGGESTIONS);
  for (guint i = 0; i < found->len; i++)
    {
      McProcedure *procedure = g_ptr_array_index (found, i);
      g_autofree char *duration =
        mc_procedure_section_duration_text (procedure, NULL, mc_procedure_section_channel (self));
      g_autofree char *detail =
        g_strdup_printf ("%s · %s · %s · %s", procedure->name, procedure->code, procedure->field_name, duration);
      g_autoptr (McSuggestion) suggestion =
        mc_suggestion_new (procedure->short_name, detail, mc_procedure_ref (procedure), (GDestroyNotify) mc_procedure_unref);

      g_list_store_append (suggestions, suggestion);
    }
  mc_suggest_offer (self->suggest, g_steal_pointer (&suggestions));
}

static void
on_chosen (McProcedureSection *self, McSuggestion *suggestion)
{
  McProcedure *procedure = mc_suggestion_payload (suggestion);

  mc_procedure_section_set (self, procedure, NULL);
  g_signal_emit (self, signals[CHOSEN], 0, procedure);
  mc_receive_section_touch (MC_RECEIVE_SECTION (self));
}

/* Text that chose nothing does not stay: the field always says which procedure the form has. */
static void
on_search_left (McProcedureSection *self)
{
  const char *text = mc_entry_field_get_text (self->search);

  if (self->procedure != NULL && mc_text_is_empty (text))
    {
      mc_procedure_section_set (self, NULL, NULL);
      g_signal_emit (self, signals[CHOSEN], 0, NULL);
      mc_receive_section_touch (MC_RECEIVE_SECTION (self));
    }
  else if (self->procedure != NULL)
    mc_suggest_set_text (self->suggest, mc_procedure_section_field_text (self));
  else if (self->lapsed != NULL)
    {
      g_autofree char *words = mc_procedure_section_lapsed_text (self);

      mc_field_set_error (MC_FIELD (self->search), words);
    }
  else if (!mc_text_is_empty (text))
    mc_field_set_error (MC_FIELD (self->search), _("No procedure is chosen"));
}

static void
on_branch_changed (McProcedureSection *self)
{
  mc_procedure_section_tell_chosen (self);
  mc_receive_section_touch (MC_RECEIVE_SECTION (self));
}

/* ---- life ---- */

static void
mc_procedure_section_load (McReceiveSection *section, const McIntake *intake)
{
  McProcedureSection *self = MC_PROCEDURE_SECTION (section);
  g_autofree char *sets = g_strdup_printf ("%d", MAX (intake->sets, 1));

  mc_choice_field_set_selected (self->channel, intake->channel - MC_CHANNEL_DIRECT);
  mc_procedure_section_take_code (self, intake->procedure_code, intake->case_key);
  mc_suggest_set_text (self->suggest, mc_procedure_section_field_text (self));
  mc_entry_field_set_text (self->sets, sets);
  mc_entry_field_set_text (self->request, intake->request);
  mc_field_set_error (MC_FIELD (self->sets), NULL);
}

static void
mc_procedure_section_store (McReceiveSection *section, McIntake *intake)
{
  McProcedureSection *self = MC_PROCEDURE_SECTION (section);
  const McProcedureCase *branch = mc_procedure_section_case (self);

  g_free (intake->procedure_code);
  intake->procedure_code = g_strdup (self->procedure != NULL ? self->procedure->code : self->lapsed);
  g_free (intake->case_key);
  intake->case_key = g_strdup (branch != NULL ? branch->key : self->lapsed_case);
  intake->channel = mc_procedure_section_channel (self);
  intake->sets = atoi (mc_entry_field_get_text (self->sets));
  g_free (intake->request);
  intake->request = mc_receive_section_value (mc_entry_field_get_text (self->request));
}

static const char *
mc_procedure_section_check (McReceiveSection *section, char **message)
{
  McProcedureSection *self = MC_PROCEDURE_SECTION (section);

  if (self->lapsed == NULL)
    return NULL;
  *message = mc_procedure_section_lapsed_text (self);
  return mc_field_get_name (MC_FIELD (self->search));
}

static void
mc_procedure_section_dispose (GObject *object)
{
  McProcedureSection *self = MC_PROCEDURE_SECTION (object);

  g_clear_object (&self->suggest);
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_PROCEDURE_SECTION);
  g_clear_pointer (&self->procedure, mc_procedure_unref);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  G_OBJECT_CLASS (mc_procedure_section_parent_class)->dispose (object);
}

static void
mc_procedure_section_finalize (GObject *object)
{
  McProcedureSection *self = MC_PROCEDURE_SECTION (object);

  g_free (self->lapsed);
  g_free (self->lapsed_case);
  G_OBJECT_CLASS (mc_procedure_section_parent_class)->finalize (object);
}

static void
mc_procedure_section_class_init (McProcedureSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McReceiveSectionClass *section_class = MC_RECEIVE_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_procedure_section_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_procedure_section_finalize;
  section_class->load = mc_procedure_section_load;
  section_class->store = mc_procedure_section_store;
  section_class->check = mc_procedure_section_check;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  g_type_ensure (MC_TYPE_ENTRY_FIELD);
  g_type_ensure (MC_TYPE_CHOICE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-procedure-section.ui");
  gtk_widget_class_bind_template_child (widget_class, McProcedureSection, search);
  gtk_widget_class_bind_template_child (widget_class, McProcedureSection, chosen);
  gtk_widget_class_bind_template_child (widget_class, McProcedureSection, change);
  gtk_widget_class_bind_template_child (widget_class, McProcedureSection, case_choice);
  gtk_widget_class_bind_template_child (widget_class, McProcedureSection, channel);
  gtk_widget_class_bind_template_child (widget_class, McProcedureSection, sets);
  gtk_widget_class_bind_template_child (widget_class, McProcedureSection, request);
}

static void
mc_procedure_section_init (McProcedureSection *self)
{
  const char *channels[] = { C_("channel", "Direct"), C_("channel", "Online"), C_("channel", "Post"), NULL };

  gtk_widget_init_template (GTK_WIDGET (self));
  mc_choice_field_set_texts (self->channel, channels);

  self->suggest = mc_suggest_new (mc_entry_field_get_entry (self->search), TRUE);
  g_signal_connect_object (self->suggest, "query", G_CALLBACK (on_query), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->suggest, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "left", G_CALLBACK (on_search_left), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->case_choice, "changed", G_CALLBACK (on_branch_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->channel, "changed", G_CALLBACK (on_branch_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sets, "changed", G_CALLBACK (mc_receive_section_touch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->request, "changed", G_CALLBACK (mc_receive_section_touch), self, G_CONNECT_SWAPPED);
}

void
mc_procedure_section_set_fixed (McProcedureSection *self, gboolean fixed)
{
  g_return_if_fail (MC_IS_PROCEDURE_SECTION (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->search), !fixed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->case_choice), !fixed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->channel), !fixed);
}

void
mc_procedure_section_set_desk (McProcedureSection *self, McDesk *desk)
{
  g_return_if_fail (MC_IS_PROCEDURE_SECTION (self));
  if (!g_set_object (&self->desk, desk))
    return;
  g_signal_connect_object (desk, "published-changed", G_CALLBACK (mc_procedure_section_read_changes), self, G_CONNECT_SWAPPED);
}

void
mc_procedure_section_renew (McProcedureSection *self)
{
  const McProcedureCase *branch;
  g_autofree char *code = NULL;
  g_autofree char *case_key = NULL;

  g_return_if_fail (MC_IS_PROCEDURE_SECTION (self));
  /* What is offered at the moment is of the catalogue before. */
  mc_suggest_close (self->suggest);
  branch = mc_procedure_section_case (self);
  code = g_strdup (self->procedure != NULL ? self->procedure->code : self->lapsed);
  case_key = g_strdup (branch != NULL ? branch->key : self->lapsed_case);
  mc_procedure_section_take_code (self, code, case_key);
}

McProcedure *
mc_procedure_section_get (McProcedureSection *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE_SECTION (self), NULL);
  return self->procedure;
}
