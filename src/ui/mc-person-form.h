/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-person.h"

G_BEGIN_DECLS

/**
 * McPersonForm:
 * The fields of one person. Field names are those of mc_intake_check(): name, id, birth, phone, ... or, with the
 * property "prefix" set to "owner-", owner-name, owner-id, ...; "with-phone" shows the line for the telephone.
 *
 * Signal "changed".
 */
#define MC_TYPE_PERSON_FORM (mc_person_form_get_type ())
G_DECLARE_FINAL_TYPE (McPersonForm, mc_person_form, MC, PERSON_FORM, GtkWidget)

/* Dates are judged by @today. */
void mc_person_form_set_today (McPersonForm *self, McDay today);
void mc_person_form_load (McPersonForm *self, const McPerson *person);
void mc_person_form_store (McPersonForm *self, McPerson *person);
/* Fills in what @person tells; a field that @person leaves open keeps its text. Does not emit "changed". */
void mc_person_form_fill (McPersonForm *self, const McPerson *person);
/* As the section's check. */
const char *mc_person_form_check (McPersonForm *self, char **message);
void mc_person_form_enter (McPersonForm *self);

G_END_DECLS
