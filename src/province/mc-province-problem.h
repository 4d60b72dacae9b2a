/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Errors as problem documents (RFC 9457). The type is a word that callers act on: /problems/WORD with token-unknown,
 * token-revoked, rejected, conflict, invalid, not-found, version, busy, unavailable, no-space, too-large, method,
 * too-many, failed. */

guint mc_problem_status (const GError *error);
guint mc_problem_retry_after (const GError *error); /* seconds, 0: not said */
/* @id: of the request. (transfer full) */
char *mc_problem_text (const GError *error, const char *id);

/* What HTTP knows and MC_ERROR does not. */
void mc_problem_set_too_large (GError **error);
void mc_problem_set_wrong_method (GError **error);
void mc_problem_set_revoked (GError **error);
void mc_problem_set_set_back (GError **error, const char *why);
gboolean mc_problem_is_set_back (const GError *error);

G_END_DECLS
