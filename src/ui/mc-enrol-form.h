/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-desk.h"

G_BEGIN_DECLS

/**
 * McEnrolForm:
 * Đăng ký máy với tỉnh: the province's address and the one-time code. Fields "province-url" and "enrol-code".
 * Ctrl+Enter registers.
 *
 * Signal "enrolled": the province has taken this machine. Signal "failed" (char *sentence): it has not; what was typed stays.
 */
#define MC_TYPE_ENROL_FORM (mc_enrol_form_get_type ())
G_DECLARE_FINAL_TYPE (McEnrolForm, mc_enrol_form, MC, ENROL_FORM, GtkWidget)

void mc_enrol_form_set_desk (McEnrolForm *self, McDesk *desk);
void mc_enrol_form_send (McEnrolForm *self);
void mc_enrol_form_take_focus (McEnrolForm *self);

G_END_DECLS
