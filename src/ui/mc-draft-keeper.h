/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"

G_BEGIN_DECLS

/**
 * McDraftKeeper:
 * Keeps what is being typed on the disk: half a second after the last change, at the latest a second after the first
 * one, so that a power cut takes no more than the last word.
 *
 * Property "kept-at": when it was last kept, 0 before.
 */
#define MC_TYPE_DRAFT_KEEPER (mc_draft_keeper_get_type ())
G_DECLARE_FINAL_TYPE (McDraftKeeper, mc_draft_keeper, MC, DRAFT_KEEPER, GObject)

McDraftKeeper *mc_draft_keeper_new (McDesk *desk);

/* The draft's name; the dossier received from it carries it as its ref, so that the same draft never makes two. */
const char *mc_draft_keeper_get_id (McDraftKeeper *self);
gint64 mc_draft_keeper_get_kept_at (McDraftKeeper *self);

/* Something changed: @intake (copied) with the caret in field @focus (nullable). */
void mc_draft_keeper_touch (McDraftKeeper *self, const McIntake *intake, const char *focus);
/* Keeps at once what waits. */
void mc_draft_keeper_flush (McDraftKeeper *self);
/* The draft has become a dossier, or was thrown away: forgets it and begins another. */
void mc_draft_keeper_drop (McDraftKeeper *self);
/* Leaves the draft where it is and goes on with draft @id; NULL begins a new one. */
void mc_draft_keeper_turn_to (McDraftKeeper *self, const char *id);

G_END_DECLS
