/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-credentials.h"
#include "mc-desk-private.h"
#include "mc-desk-sync.h"
#include "mc-http-transport.h"
#include "mc-sync-run.h"

G_BEGIN_DECLS

McCredentials *_mc_desk_credentials (McDesk *self); /* (transfer full) */
/* The way to the province this store is registered with; AUTH_REQUIRED when it is not. @url: (nullable): another address of it. (transfer full) */
McHttpTransport *_mc_desk_transport (McDesk *self, const char *url, GError **error);
McLinkState _mc_desk_link_state (const GError *error);
/* A McWriteFunc; @data: McSyncPreferences */
gboolean _mc_desk_write_sync_preferences (McTx *tx, gpointer data, GError **error);

/* The code of a dossier's row. (transfer full) (nullable): none, or it cannot be read */
char *_mc_desk_code_of (McDb *db, gint64 dossier);

/* A package for the province has this desk's own work up to @own_to; 0: it has not. Waits. */
void _mc_desk_note_carried (McDesk *self, gint64 own_to);

/* Ends the background exchange and waits for it; harmless when there is none. */
void _mc_desk_sync_stop (McDesk *self);

G_END_DECLS
