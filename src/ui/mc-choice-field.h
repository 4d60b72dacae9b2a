/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-field.h"

G_BEGIN_DECLS

/**
 * McChoiceField:
 * A McField with a drop-down of a few texts. Space opens it, a letter goes to the next text that starts with it, Enter
 * goes on to the next field.
 */
#define MC_TYPE_CHOICE_FIELD (mc_choice_field_get_type ())
G_DECLARE_FINAL_TYPE (McChoiceField, mc_choice_field, MC, CHOICE_FIELD, McField)

/* @texts: already in the user's language, NULL-terminated. Selects the first without emitting "changed". */
void mc_choice_field_set_texts (McChoiceField *self, const char *const *texts);
guint mc_choice_field_get_selected (McChoiceField *self);
/* Without emitting "changed". */
void mc_choice_field_set_selected (McChoiceField *self, guint selected);

G_END_DECLS
