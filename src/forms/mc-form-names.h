/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-form-template.h"

G_BEGIN_DECLS

/* Whether form 01 sets every name that @template uses; INVALID with the line of the first it does not. For who publishes templates and has no
 * means to lay them out; what lays them out finds the same (README.md). */
gboolean mc_form_check_names (const McTemplate *template, GError **error);

/* The names of form 01. (transfer none) (array zero-terminated) */
const char *const *mc_form_names (void);

G_END_DECLS
