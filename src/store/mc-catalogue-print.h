/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-store.h"

G_BEGIN_DECLS

/* The catalogue as others have it: what the national system answers to LayThuTuc (JSON, one procedure or an array of them), and the portal's
 * list as a table (TSV). Both say less than ours: no day from which they hold, no abbreviations, and papers in whole paragraphs. */

/**
 * mc_catalogue_from_print:
 * @from: the first day in force of what is new
 * @refused: (element-type utf8): "1.002544: why", a sentence for each procedure that cannot be taken; the others are
 * @codes: (element-type utf8): a set; every code that the print has is added, also of what says nothing new
 * @text: a file; one that is of neither form comes back as it is
 *
 * Of a procedure that the office has, what the print says takes the place of what was: name, decision, field, results, and times and fees
 * where there is one case only (a print mixes several); short name, abbreviations, papers, cases and exemptions stay. One that says nothing
 * new is left out.
 *
 * Returns: (transfer full): a file in our format, "" when nothing is new; NULL with INVALID when it is no text.
 */
char *mc_catalogue_from_print (McDb *db, const char *text, gsize size, McDay from, GPtrArray *refused, GHashTable *codes,
                               GError **error);

G_END_DECLS
