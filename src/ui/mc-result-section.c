/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-result-section.h"

#include <glib/gi18n-lib.h>

#include "mc-choice-field.h"
#include "mc-entry-field.h"
#include "mc-focus.h"
#include "mc-money.h"
#include "mc-text.h"

struct _McResultSection
{
  McReceiveSection parent_instance;

  McChoiceField *result_by;
  McEntryField *address;
  McEntryField *fee;
  GtkCheckButton *paid;
  GtkCheckButton *fingerprint;
  McEntryField *note;
};

G_DEFINE_FINAL_TYPE (McResultSection, mc_result_section, MC_TYPE_RECEIVE_SECTION)

static void
mc_result_section_show_address (McResultSection *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->address),
                          mc_choice_field_get_selected (self->result_by) == MC_RESULT_BY_POST);
}

static void
on_result_by_changed (McResultSection *self)
{
  mc_result_section_show_address (self);
  mc_receive_section_touch (MC_RECEIVE_SECTION (self));
}

static void
mc_result_section_load (McReceiveSection *section, const McIntake *intake)
{
  McResultSection *self = MC_RESULT_SECTION (section);
  g_autofree char *fee = intake->fee != MC_FEE_BY_COUNCIL ? mc_money_to_text (intake->fee) : NULL;

  mc_choice_field_set_selected (self->result_by, intake->result_by);
  mc_entry_field_set_text (self->address, intake->result_address);
  mc_entry_field_set_text (self->fee, fee);
  mc_field_set_error (MC_FIELD (self->fee), NULL);
  gtk_check_button_set_active (self->paid, intake->fee_paid);
  gtk_check_button_set_active (self->fingerprint, intake->fingerprint);
  mc_entry_field_set_text (self->note, intake->note);
  mc_result_section_show_address (self);
}

static void
mc_result_section_store (McReceiveSection *section, McIntake *intake)
{
  McResultSection *self = MC_RESULT_SECTION (section);
  gint64 dong;

  intake->result_by = (McResultBy) mc_choice_field_get_selected (self->result_by);
  g_free (intake->result_address);
  intake->result_address = intake->result_by == MC_RESULT_BY_POST
                             ? mc_receive_section_value (mc_entry_field_get_text (self->address))
                             : NULL;
  intake->fee = mc_entry_field_get_money (self->fee, &dong) ? dong : MC_FEE_BY_COUNCIL;
  intake->fee_paid = gtk_check_button_get_active (self->paid);
  intake->fingerprint = gtk_check_button_get_active (self->fingerprint);
  g_free (intake->note);
  intake->note = mc_receive_section_value (mc_entry_field_get_text (self->note));
}

static const char *
mc_result_section_check (McReceiveSection *section, char **message)
{
  McResultSection *self = MC_RESULT_SECTION (section);
  const char *text = mc_entry_field_get_text (self->fee);
  gint64 dong;

  if (mc_text_is_empty (text) || mc_entry_field_get_money (self->fee, &dong))
    return NULL;
  *message = g_strdup (_("The fee is not an amount of money"));
  return "fee";
}

static void
mc_result_section_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_RESULT_SECTION);
  G_OBJECT_CLASS (mc_result_section_parent_class)->dispose (object);
}

static void
mc_result_section_class_init (McResultSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McReceiveSectionClass *section_class = MC_RECEIVE_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_result_section_dispose;
  section_class->load = mc_result_section_load;
  section_class->store = mc_result_section_store;
  section_class->check = mc_result_section_check;

  g_type_ensure (MC_TYPE_ENTRY_FIELD);
  g_type_ensure (MC_TYPE_CHOICE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-result-section.ui");
  gtk_widget_class_bind_template_child (widget_class, McResultSection, result_by);
  gtk_widget_class_bind_template_child (widget_class, McResultSection, address);
  gtk_widget_class_bind_template_child (widget_class, McResultSection, fee);
  gtk_widget_class_bind_template_child (widget_class, McResultSection, paid);
  gtk_widget_class_bind_template_child (widget_class, McResultSection, fingerprint);
  gtk_widget_class_bind_template_child (widget_class, McResultSection, note);
}

static void
mc_result_section_init (McResultSection *self)
{
  /* In the order of McResultBy. */
  const char *ways[] = { _("at the desk"), _("by post"), _("online"), NULL };

  gtk_widget_init_template (GTK_WIDGET (self));
  mc_choice_field_set_texts (self->result_by, ways);
  mc_focus_enter_goes_on (GTK_WIDGET (self->paid));
  mc_focus_enter_goes_on (GTK_WIDGET (self->fingerprint));

  g_signal_connect_object (self->result_by, "changed", G_CALLBACK (on_result_by_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->paid, "toggled", G_CALLBACK (mc_receive_section_touch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->fingerprint, "toggled", G_CALLBACK (mc_receive_section_touch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->address, "changed", G_CALLBACK (mc_receive_section_touch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->fee, "changed", G_CALLBACK (mc_receive_section_touch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->note, "changed", G_CALLBACK (mc_receive_section_touch), self, G_CONNECT_SWAPPED);
}

void
mc_result_section_set_fixed (McResultSection *self, gboolean fixed)
{
  g_return_if_fail (MC_IS_RESULT_SECTION (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->fee), !fixed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->paid), !fixed);
}

void
mc_result_section_set_usual_fee (McResultSection *self, gint64 fee)
{
  g_autofree char *text = NULL;

  g_return_if_fail (MC_IS_RESULT_SECTION (self));
  if (fee != MC_FEE_BY_COUNCIL)
    text = mc_money_to_text (fee);
  g_object_set (self->fee, "placeholder", text != NULL ? text : "", NULL);
}
