/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "mc-dossier.h"
#include "mc-entry.h"

G_BEGIN_DECLS

/* A dossier is a fold over its entries. This is the one place that knows what an entry does to it; living, rebuilding and
 * showing all pass through it. */

/**
 * mc_fold_entry:
 * @dossier: as it stood; an empty one for the first entry
 * @envelope: the entry's
 * @body: (nullable): its body; NULL after a redaction
 *
 * MC_ERROR_INVALID when the body is not what its kind says. Kinds that this version does not know leave the dossier as it
 * is and show in its history.
 */
gboolean mc_fold_entry (McDossier *dossier, const McEnvelope *envelope, JsonObject *body, GError **error);

/* Whether it begins a dossier: received at the desk, or sent online. */
gboolean mc_fold_is_first (const McEnvelope *envelope);

/* Whether an entry of this kind can conflict with another one (exclusive), from its kind and body. Only such an entry becomes
 * the head of its dossier: what merely adds (a print, a payment) must not make another desk's work out of date. */
gboolean mc_fold_is_exclusive (const McEnvelope *envelope, JsonObject *body);

G_END_DECLS
