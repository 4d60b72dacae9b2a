/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-blobs.h"
#include "mc-store.h"

G_BEGIN_DECLS

/* Called now and then with work done and the whole, in the same unit; FALSE cancels. */
typedef gboolean (*McProgressFunc) (gint64 done, gint64 total, gpointer data);

typedef struct
{
  McProgressFunc progress; /* (nullable) */
  gpointer progress_data;
  gint64 entries;
  gint64 dossiers;
  gint64 differences; /* rebuild */
  GPtrArray *faults;  /* (element-type char*) sentences, the first 100; a last one says when there are more */
} McCheck;

McCheck *mc_check_new (void);
void mc_check_free (McCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McCheck, mc_check_free)

/**
 * mc_verify:
 * @db: a connection, reading
 *
 * Every chain from its first entry, every signed head, what the columns copy, SQLite's own checks, foreign keys, and every
 * dossier's search tokens (FTS5's own check passes over tokens removed with wrong text). Faults go into the check.
 *
 * Returns: FALSE only when it could not be carried out
 */
gboolean mc_verify (McDb *db, McCheck *check, GError **error);

/* All projections anew from the journal, in one transaction. */
gboolean mc_rebuild (McTx *tx, McCheck *check, GError **error);

/**
 * mc_rebuild_check:
 * @store: the store
 *
 * Builds the projections in a temporary file from the journal and compares: what was rebuilt must equal what was lived.
 * Changes nothing.
 */
gboolean mc_rebuild_check (McStore *store, McCheck *check, GError **error);

/* Reads every attached file that lies in @blobs and compares it with its name; what is wrong goes to the faults of @check. */
gboolean mc_verify_files (McCheck *check, McBlobs *blobs, gint64 *n_files, GError **error);

G_END_DECLS
