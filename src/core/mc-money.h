/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Money is whole đồng in gint64. */

char *mc_money_to_text (gint64 dong);  /* 1.284.000 */
/* "Một triệu hai trăm tám mươi tư nghìn đồng" (capital first letter): "linh" for an empty ten, "mốt", "tư", "lăm". */
char *mc_money_to_words (gint64 dong);

/**
 * mc_money_from_typed:
 * @text: "8000", "8.000", "8 000", "8,000", "8.000 đ", and "8" for the same
 * @dong: (out): the amount, left as it was on FALSE
 *
 * One to three digits alone are thousands ("8" is 8.000, "150" is 150.000), as officers type fees; with the sign of
 * the đồng they are what they say ("500 đ").
 *
 * Returns: FALSE for anything else (letters, signs, decimals, more than 12 digits)
 */
gboolean mc_money_from_typed (const char *text, gint64 *dong);

G_END_DECLS
