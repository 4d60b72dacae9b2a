/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-journal.h"

G_BEGIN_DECLS

/* Taking in what others wrote, and the province's order, inside one write transaction: journal, projections, and in the
 * end every dossier whose entries may stand in another order than they were folded in. */

/* A piece of the office's stream at the province: numbers @first_n .. @first_n + @count - 1 are the work entries
 * @first_seq .. of @origin. */
typedef struct
{
  gint64 first_n; /* from 1 */
  guint8 origin[MC_ORIGIN_SIZE];
  gint64 first_seq;
  gint64 count;
} McRun;

typedef struct _McImporter McImporter;

/**
 * mc_importer_new:
 * @tx: the transaction under way
 *
 * An origin that is new here must begin with its "begin" entry, which names this store's office and brings its key.
 */
McImporter *mc_importer_new (McTx *tx);
void mc_importer_free (McImporter *self); /* without mc_importer_finish(): the transaction must be rolled back */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McImporter, mc_importer_free)

/* One entry; *is_new FALSE when it was here. REJECTED when it does not continue its chain or its origin is of another office,
 * CONFLICT for a fork. After REJECTED and CONFLICT nothing of this entry is in the store, and others may be taken. */
gboolean mc_importer_entry (McImporter *self, McEntry *entry, gboolean *is_new, GError **error);

/* The author's signature over the head of his chain at @seq, which must be here. REJECTED when it is not his. Kept. */
gboolean mc_importer_signature (McImporter *self, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq,
                                const guint8 signature[64], GError **error);

/* Numbers of the stream for entries that are here. Runs that are known already change nothing; CONFLICT when one number names two
 * entries. */
gboolean mc_importer_run (McImporter *self, const McRun *run, GError **error);

/* Folds again what must be; *dossiers (optional): how many rows changed by what came. */
gboolean mc_importer_finish (McImporter *self, guint *dossiers, GError **error);

/* The number of an entry in the office's stream, 0: none yet. */
gboolean mc_order_of (McDb *db, int origin, gint64 seq, gint64 *n, GError **error);

/**
 * mc_projection_refold:
 *
 * Makes a dossier's row, conflicts and files anew from its entries in the final order: those with a number by it, then the others as they
 * came. Used when more than one origin wrote to it; for one author it gives what is there.
 */
gboolean mc_projection_refold (McDb *db, gint64 dossier, GError **error);

G_END_DECLS
