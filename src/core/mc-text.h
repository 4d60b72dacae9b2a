/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mc_text_clean:
 * @text: (nullable): text from outside
 *
 * NFC, control characters and invisible ones (zero width, BOM, bidi marks) out, runs of white space to
 * one space, ends trimmed. Text that is not UTF-8 has its broken bytes replaced by U+FFFD.
 *
 * Returns: (transfer full): never NULL
 */
char *mc_text_clean (const char *text);

/**
 * mc_text_fold:
 * @text: (nullable): any text, NFC or NFD
 *
 * The text as it is compared and searched: lower case, every mark off (NFD, combining marks dropped),
 * đ to d, ƀ to b (č, ñ, ĭ, ŏ, ŭ follow from NFD), apostrophes (' ’ ‘ ʼ ʻ ` ´ ′) and invisible characters dropped
 * without a gap, every other character that is neither letter nor digit to one space; none at the ends.
 * "H'Hen Niê" is "hhen nie". Ð (eth), which old fonts show for Đ, is d too. Folding twice changes nothing, and a name
 * folds like its mc_text_name().
 *
 * Returns: (transfer full): folded text, ASCII for Vietnamese input
 */
char *mc_text_fold (const char *text);

/**
 * mc_text_lower_marked:
 * As mc_text_fold() but marks stay, also those of đ and ƀ (NFC, lower case): for searches typed with marks.
 */
char *mc_text_lower_marked (const char *text);

/**
 * mc_text_name:
 * A person's name as it is shown and stored: mc_text_clean() and capitals (locale-free, NFC). Never
 * split, never title-cased. ’, ʼ and their like become the plain apostrophe, Ð (eth) becomes Đ.
 */
char *mc_text_name (const char *text);

gboolean mc_text_has_marks (const char *text); /* carries any Vietnamese mark, đ or ƀ */
gboolean mc_text_is_empty (const char *text);  /* NULL, "", or only white space and invisible characters */

/* Keeps only the digits of @text: "0987 654-321" to "0987654321". (transfer full) */
char *mc_text_digits (const char *text);

/* A phone as people read it: 0987 654 321, 024 3825 1234, 0206 3852 123; +84 and 84 become 0. Text that is no
 * Vietnamese number comes back cleaned. (transfer full) */
char *mc_text_phone (const char *digits);

G_END_DECLS
