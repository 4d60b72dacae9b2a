/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-appointment.h"

G_BEGIN_DECLS

/**
 * McAppointmentBar:
 * HẸN TRẢ: when the result is due and why, for the dossier that is being typed.
 */
#define MC_TYPE_APPOINTMENT_BAR (mc_appointment_bar_get_type ())
G_DECLARE_FINAL_TYPE (McAppointmentBar, mc_appointment_bar, MC, APPOINTMENT_BAR, GtkWidget)

/* @appointment: (nullable): none yet */
void mc_appointment_bar_show (McAppointmentBar *self, const McAppointment *appointment);

G_END_DECLS
