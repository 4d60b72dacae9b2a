/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-intake.h"
#include "mc-store.h"

G_BEGIN_DECLS

/* Half-filled forms (đang nhập dở). Local state: never journalled, never compared. */

typedef struct
{
  char *id;
  gint64 saved_at;
  McIntake *intake;
  char *focus; /* (nullable) */
} McStoredDraft;

void mc_stored_draft_free (McStoredDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McStoredDraft, mc_stored_draft_free)

gboolean mc_drafts_save (McTx *tx, const char *id, const McIntake *intake, const char *focus, GError **error);
gboolean mc_drafts_drop (McTx *tx, const char *id, GError **error);
/* Newest first. (element-type McStoredDraft). One that cannot be read is passed over and stays where it is. */
GPtrArray *mc_drafts_load (McDb *db, GError **error);

/* People of earlier dossiers that @text names by number, phone or name, newest first; those with the marks typed before the
 * others. (element-type McPerson) */
GPtrArray *mc_people_find (McDb *db, const char *text, guint limit, GError **error);

G_END_DECLS
