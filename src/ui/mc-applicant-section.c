/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-applicant-section.h"

#include "mc-focus.h"
#include "mc-person-form.h"

struct _McApplicantSection
{
  McReceiveSection parent_instance;

  GtkCheckButton *himself;
  GtkCheckButton *proxy;
  McPersonForm *form;
};

G_DEFINE_FINAL_TYPE (McApplicantSection, mc_applicant_section, MC_TYPE_RECEIVE_SECTION)

static void
on_proxy_toggled (McApplicantSection *self)
{
  mc_receive_section_touch (MC_RECEIVE_SECTION (self));
}

static void
mc_applicant_section_load (McReceiveSection *section, const McIntake *intake)
{
  McApplicantSection *self = MC_APPLICANT_SECTION (section);

  gtk_check_button_set_active (intake->owner != NULL ? self->proxy : self->himself, TRUE);
  mc_person_form_load (self->form, intake->applicant);
}

static void
mc_applicant_section_store (McReceiveSection *section, McIntake *intake)
{
  McApplicantSection *self = MC_APPLICANT_SECTION (section);

  mc_person_form_store (self->form, intake->applicant);
  if (!mc_applicant_section_is_proxy (self))
    {
      g_clear_pointer (&intake->owner, mc_person_free);
      g_clear_pointer (&intake->authorisation, mc_authorisation_free);
    }
  else if (intake->owner == NULL)
    intake->owner = mc_person_new ();
}

static const char *
mc_applicant_section_check (McReceiveSection *section, char **message)
{
  return mc_person_form_check (MC_APPLICANT_SECTION (section)->form, message);
}

static void
mc_applicant_section_enter (McReceiveSection *section)
{
  mc_person_form_enter (MC_APPLICANT_SECTION (section)->form);
}

static void
mc_applicant_section_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_APPLICANT_SECTION);
  G_OBJECT_CLASS (mc_applicant_section_parent_class)->dispose (object);
}

static void
mc_applicant_section_class_init (McApplicantSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McReceiveSectionClass *section_class = MC_RECEIVE_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_applicant_section_dispose;
  section_class->load = mc_applicant_section_load;
  section_class->store = mc_applicant_section_store;
  section_class->check = mc_applicant_section_check;
  section_class->enter = mc_applicant_section_enter;

  g_type_ensure (MC_TYPE_PERSON_FORM);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-applicant-section.ui");
  gtk_widget_class_bind_template_child (widget_class, McApplicantSection, himself);
  gtk_widget_class_bind_template_child (widget_class, McApplicantSection, proxy);
  gtk_widget_class_bind_template_child (widget_class, McApplicantSection, form);
  gtk_widget_class_bind_template_callback (widget_class, on_proxy_toggled);
}

static void
mc_applicant_section_init (McApplicantSection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mc_focus_enter_goes_on (GTK_WIDGET (self->himself));
  mc_focus_enter_goes_on (GTK_WIDGET (self->proxy));
  g_signal_connect_object (self->form, "changed", G_CALLBACK (mc_receive_section_touch), self, G_CONNECT_SWAPPED);
}

void
mc_applicant_section_fill (McApplicantSection *self, const McPerson *person)
{
  g_return_if_fail (MC_IS_APPLICANT_SECTION (self));
  mc_person_form_fill (self->form, person);
  mc_receive_section_touch (MC_RECEIVE_SECTION (self));
}

gboolean
mc_applicant_section_is_proxy (McApplicantSection *self)
{
  g_return_val_if_fail (MC_IS_APPLICANT_SECTION (self), FALSE);
  return gtk_check_button_get_active (self->proxy);
}

void
mc_applicant_section_set_proxy (McApplicantSection *self, gboolean proxy)
{
  g_return_if_fail (MC_IS_APPLICANT_SECTION (self));
  gtk_check_button_set_active (proxy ? self->proxy : self->himself, TRUE);
}

void
mc_applicant_section_set_today (McApplicantSection *self, McDay today)
{
  g_return_if_fail (MC_IS_APPLICANT_SECTION (self));
  mc_person_form_set_today (self->form, today);
}
