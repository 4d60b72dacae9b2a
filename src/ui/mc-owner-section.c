/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-owner-section.h"

#include <glib/gi18n-lib.h>

#include "mc-entry-field.h"
#include "mc-person-form.h"
#include "mc-text.h"

struct _McOwnerSection
{
  McReceiveSection parent_instance;

  McDay today;

  GtkWidget *same;
  GtkWidget *fields;
  McPersonForm *form;
  McEntryField *relation;
  McEntryField *paper;
  McEntryField *number;
  McEntryField *day;
};

G_DEFINE_FINAL_TYPE (McOwnerSection, mc_owner_section, MC_TYPE_RECEIVE_SECTION)

/* The day of the authorisation paper; TRUE when the field is empty or holds a whole date. */
static gboolean
mc_owner_section_read_day (McOwnerSection *self, McDay *day)
{
  const char *text = mc_entry_field_get_text (self->day);
  McPartialDate date;

  *day = MC_DAY_NONE;
  if (mc_text_is_empty (text))
    return TRUE;
  if (!mc_partial_date_from_typed (text, self->today, &date) || date.day == 0)
    return FALSE;
  *day = mc_day_from_ymd (date.year, date.month, date.day);
  return *day != MC_DAY_NONE;
}

static void
on_day_left (McOwnerSection *self)
{
  McDay day;

  if (!mc_owner_section_read_day (self, &day))
    mc_field_set_error (MC_FIELD (self->day), _("Not a date"));
  else if (day != MC_DAY_NONE)
    {
      g_autofree char *shown = mc_day_to_text (day);

      mc_entry_field_set_text (self->day, shown);
    }
}

static void
mc_owner_section_load (McReceiveSection *section, const McIntake *intake)
{
  McOwnerSection *self = MC_OWNER_SECTION (section);
  g_autoptr (McPerson) nobody = mc_person_new ();
  const McAuthorisation *paper = intake->authorisation;
  g_autofree char *day = paper != NULL && paper->day != MC_DAY_NONE ? mc_day_to_text (paper->day) : NULL;

  mc_person_form_load (self->form, intake->owner != NULL ? intake->owner : nobody);
  mc_entry_field_set_text (self->relation, paper != NULL ? paper->relation : NULL);
  mc_entry_field_set_text (self->paper, paper != NULL ? paper->kind : NULL);
  mc_entry_field_set_text (self->number, paper != NULL ? paper->number : NULL);
  mc_entry_field_set_text (self->day, day);
  mc_field_set_error (MC_FIELD (self->day), NULL);
  mc_owner_section_set_active (self, intake->owner != NULL);
}

static void
mc_owner_section_store (McReceiveSection *section, McIntake *intake)
{
  McOwnerSection *self = MC_OWNER_SECTION (section);
  McAuthorisation *paper;

  if (intake->owner == NULL)
    return;
  mc_person_form_store (self->form, intake->owner);

  g_clear_pointer (&intake->authorisation, mc_authorisation_free);
  paper = intake->authorisation = mc_authorisation_new ();
  paper->relation = mc_receive_section_value (mc_entry_field_get_text (self->relation));
  paper->kind = mc_receive_section_value (mc_entry_field_get_text (self->paper));
  paper->number = mc_receive_section_value (mc_entry_field_get_text (self->number));
  mc_owner_section_read_day (self, &paper->day);
}

static const char *
mc_owner_section_check (McReceiveSection *section, char **message)
{
  McOwnerSection *self = MC_OWNER_SECTION (section);
  const char *field;
  McDay day;

  if (!gtk_widget_get_visible (self->fields))
    return NULL;
  field = mc_person_form_check (self->form, message);
  if (field != NULL || mc_owner_section_read_day (self, &day))
    return field;
  *message = g_strdup (_("The date of the authorisation paper is not a date"));
  return mc_field_get_name (MC_FIELD (self->day));
}

static void
mc_owner_section_enter (McReceiveSection *section)
{
  mc_person_form_enter (MC_OWNER_SECTION (section)->form);
}

static void
mc_owner_section_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_OWNER_SECTION);
  G_OBJECT_CLASS (mc_owner_section_parent_class)->dispose (object);
}

static void
mc_owner_section_class_init (McOwnerSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McReceiveSectionClass *section_class = MC_RECEIVE_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_owner_section_dispose;
  section_class->load = mc_owner_section_load;
  section_class->store = mc_owner_section_store;
  section_class->check = mc_owner_section_check;
  section_class->enter = mc_owner_section_enter;

  g_type_ensure (MC_TYPE_PERSON_FORM);
  g_type_ensure (MC_TYPE_ENTRY_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-owner-section.ui");
  gtk_widget_class_bind_template_child (widget_class, McOwnerSection, same);
  gtk_widget_class_bind_template_child (widget_class, McOwnerSection, fields);
  gtk_widget_class_bind_template_child (widget_class, McOwnerSection, form);
  gtk_widget_class_bind_template_child (widget_class, McOwnerSection, relation);
  gtk_widget_class_bind_template_child (widget_class, McOwnerSection, paper);
  gtk_widget_class_bind_template_child (widget_class, McOwnerSection, number);
  gtk_widget_class_bind_template_child (widget_class, McOwnerSection, day);
}

static void
mc_owner_section_init (McOwnerSection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  const gpointer fields[] = { self->form, self->relation, self->paper, self->number, self->day };
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_signal_connect_object (fields[i], "changed", G_CALLBACK (mc_receive_section_touch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->day, "left", G_CALLBACK (on_day_left), self, G_CONNECT_SWAPPED);
}

void
mc_owner_section_set_active (McOwnerSection *self, gboolean active)
{
  g_return_if_fail (MC_IS_OWNER_SECTION (self));
  gtk_widget_set_visible (self->fields, active);
  gtk_widget_set_visible (self->same, !active);
}

void
mc_owner_section_fill (McOwnerSection *self, const McPerson *person)
{
  g_return_if_fail (MC_IS_OWNER_SECTION (self));
  mc_person_form_fill (self->form, person);
  mc_receive_section_touch (MC_RECEIVE_SECTION (self));
}

void
mc_owner_section_set_today (McOwnerSection *self, McDay today)
{
  g_return_if_fail (MC_IS_OWNER_SECTION (self));
  self->today = today;
  mc_person_form_set_today (self->form, today);
}
