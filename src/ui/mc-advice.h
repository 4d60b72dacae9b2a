/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one place that turns an error into words for the officer. */

const char *mc_advice_title (const GError *error); /* "The store is damaged" */
const char *mc_advice_text (const GError *error);  /* what to do about it; never empty */

/* One line for a strip: the error's own message where it says what is wrong, else the advice; with the support code
 * when somebody will have to be called. (transfer full) */
char *mc_advice_sentence (const GError *error);

G_END_DECLS
