/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-dossier.h"

G_BEGIN_DECLS

/* What the search index knows of a dossier, and how typed text becomes a query. One place, because both must agree, and
 * because FTS5 is told the old tokens when a row changes: other tokens than were put in corrupt it silently. */

/**
 * mc_tokens_of_dossier:
 * Tokens, each once, separated by spaces: folded words of the names, marked words where they differ, every unordered pair of
 * words of one name ("a_b", a <= b), every word with the letter another word of that name begins with ("a-b"), personal
 * numbers, phones and their last 4 digits, the code and its parts.
 */
char *mc_tokens_of_dossier (const McDossier *dossier);

/**
 * mc_tokens_query:
 * @text: as typed
 * @marked: use the marks typed; else everything folded
 *
 * An FTS5 expression: the last complete word paired with each one before it, and with the first letter of the word being
 * typed; that word as a prefix; numbers and codes as they are. Complete is a word with something after it.
 *
 * Returns: (transfer full) (nullable): NULL when @text holds nothing to search for
 */
char *mc_tokens_query (const char *text, gboolean marked);

G_END_DECLS
