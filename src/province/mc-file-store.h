/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-entry.h"
#include "mc-pg.h"

G_BEGIN_DECLS

/* The province's files: <folder>/<2 hex>/<64 hex> when whole, <folder>/parts/<office>-<64 hex> on their way. What is
 * durable, and who may see what, stands in the database; a lock there keeps two instances from one part.
 * Thread-safe: no state but the folder. */

typedef struct _McFileStore McFileStore;

/* @max_size: of one file, bytes. The folder is made when missing. */
McFileStore *mc_file_store_open (const char *folder, gint64 max_size, GError **error);
void mc_file_store_free (McFileStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McFileStore, mc_file_store_free)

const char *mc_file_store_folder (McFileStore *self);

typedef enum
{
  MC_PIECE_TAKEN,    /* durable up to *durable; what lies before it was passed over */
  MC_PIECE_WHOLE,    /* the file is whole and this office may see it */
  MC_PIECE_GAP,      /* nothing taken: bytes from *durable on are lacking before it */
  MC_PIECE_WRONG,    /* all came and it is not what its name says: gone, again from 0 */
  MC_PIECE_TOO_LARGE,
} McPieceOutcome;

typedef struct
{
  int office;
  guint8 hash[MC_HASH_SIZE];
  gint64 total;
  gint64 offset;
  gconstpointer data; /* (not owned) */
  gsize size;
} McPiece;

/**
 * mc_file_store_put:
 * @durable: (out): bytes of the file from its beginning that are on disk
 *
 * Takes bytes of a file, in a transaction of its own. When it returns TRUE they are synced. NO_SPACE, READ_ONLY, and as the
 * database gives them.
 */
gboolean mc_file_store_put (McFileStore *self, McPg *pg, const McPiece *piece, McPieceOutcome *outcome, gint64 *durable,
                            GError **error);

/* Durable bytes of a file for this office; all of them when it may see it whole. */
gboolean mc_file_store_state (McPg *pg, int office, const guint8 hash[MC_HASH_SIZE], gint64 *durable, gboolean *whole,
                              GError **error);

/* Bytes of a whole file that the caller may show. Fewer than @size at the end. NOT_FOUND when the folder lacks it. */
GBytes *mc_file_store_read (McFileStore *self, const guint8 hash[MC_HASH_SIZE], gint64 offset, gsize size, GError **error);

/* Takes a file of the province's own, a result, in and shows it to @office. Inside the transaction under way. */
gboolean mc_file_store_take (McFileStore *self, McPg *pg, int office, const char *path, guint8 hash[MC_HASH_SIZE],
                             gint64 *size, GError **error);

/* Removes parts whose last byte came more than @days ago; the offices send them again. */
gboolean mc_file_store_tidy (McFileStore *self, McPg *pg, int days, GError **error);

G_END_DECLS
