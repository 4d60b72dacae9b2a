/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-appointment-bar.h"

#include <glib/gi18n-lib.h>

#include "mc-text.h"

struct _McAppointmentBar
{
  GtkWidget parent_instance;

  GtkWidget *due;
  GtkWidget *counted;
  GtkWidget *reason;
};

G_DEFINE_FINAL_TYPE (McAppointmentBar, mc_appointment_bar, GTK_TYPE_WIDGET)

static void
mc_appointment_bar_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_appointment_bar_parent_class)->dispose (object);
}

static void
mc_appointment_bar_class_init (McAppointmentBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_appointment_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mcappointment");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_STATUS);
}

static GtkWidget *
mc_appointment_bar_add_label (McAppointmentBar *self, const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css);
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
mc_appointment_bar_init (McAppointmentBar *self)
{
  GtkWidget *title = gtk_label_new (_("DUE"));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 12);
  gtk_widget_add_css_class (title, "section-title");
  gtk_widget_set_parent (title, GTK_WIDGET (self));
  self->due = mc_appointment_bar_add_label (self, "due");
  gtk_label_set_ellipsize (GTK_LABEL (self->due), PANGO_ELLIPSIZE_NONE);
  self->counted = mc_appointment_bar_add_label (self, "counted");
  self->reason = mc_appointment_bar_add_label (self, "reason");
  gtk_widget_set_hexpand (self->reason, TRUE);
  mc_appointment_bar_show (self, NULL);
}

void
mc_appointment_bar_show (McAppointmentBar *self, const McAppointment *appointment)
{
  g_autofree char *due = NULL;
  g_autofree char *counted = NULL;

  g_return_if_fail (MC_IS_APPOINTMENT_BAR (self));

  if (appointment == NULL)
    due = g_strdup (_("once the procedure is chosen"));
  else if (appointment->due == 0)
    due = g_strdup (_("no time set by law"));
  else
    due = mc_due_to_text (appointment->due);

  if (appointment != NULL && !mc_text_is_empty (appointment->counted_text))
    counted = g_strdup_printf ("%s: %s", appointment->duration_text, appointment->counted_text);
  else
    counted = g_strdup (appointment != NULL ? appointment->duration_text : "");

  gtk_label_set_label (GTK_LABEL (self->due), due);
  gtk_label_set_label (GTK_LABEL (self->counted), counted);
  gtk_label_set_label (GTK_LABEL (self->reason),
                       appointment != NULL && appointment->reason != NULL ? appointment->reason : "");
  gtk_widget_set_tooltip_text (self->counted, counted);
  gtk_widget_set_tooltip_text (self->reason, gtk_label_get_label (GTK_LABEL (self->reason)));
  if (appointment != NULL && appointment->due != 0)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "none");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "none");
}
