/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-store.h"

G_BEGIN_DECLS

/* An entry as it stands in this store. */
typedef struct
{
  gint64 id;      /* row */
  int origin;     /* this store's short number */
  McEnvelope envelope;
  GBytes *envelope_bytes; /* as stored */
  GBytes *body;   /* (nullable) NULL after a redaction */
  guint8 body_hash[MC_HASH_SIZE];
  guint8 hash[MC_HASH_SIZE];
  gint64 dossier; /* row, 0: none */
} McEntry;

void mc_entry_clear (McEntry *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McEntry, mc_entry_clear)

/* Bytes of a body: what is larger would not travel (src/sync/mc-batch.h). */
#define MC_ENTRY_BODY_MAX (3 * 1024 * 1024)

/**
 * mc_journal_append:
 * @tx: the transaction
 * @stream: work or audit
 * @kind: what it is
 * @dossier: (nullable): first entry of the dossier concerned; NULL for the first entry itself
 * @parent: (nullable): the dossier's last exclusive entry
 * @dossier_id: the dossier's row, 0 for none
 * @body: JSON, stored as it is
 * @ref: (out) (optional): the new entry's name
 *
 * Appends to this origin's stream: the next number, chained to the last hash.
 */
gboolean mc_journal_append (McTx *tx, McStream stream, const char *kind, const McEntryRef *dossier, const McEntryRef *parent,
                            gint64 dossier_id, const char *body, McEntryRef *ref, GError **error);

/* The head of a stream: seq 0 and a hash of zeros for an empty one. */
gboolean mc_journal_head (McDb *db, int origin, McStream stream, gint64 *seq, guint8 hash[MC_HASH_SIZE], GError **error);
/* The row of the entry that this transaction appended last. */
gint64 mc_journal_last_row (McTx *tx);
/* How far the work of the origin that writes here goes; 0 before its first entry. */
gboolean mc_journal_own_head (McDb *db, gint64 *seq, GError **error);
/* The time of the last entry of a chain, by its author's clock; 0 when there is none. */
gboolean mc_journal_last_time (McDb *db, int origin, McStream stream, gint64 *time, GError **error);

typedef gboolean (*McEntryFunc) (const McEntry *entry, gpointer data, GError **error);

/* Calls @func for each entry after row @after in the order of arrival; of one dossier when @dossier_id is not 0, and then in its
 * final order: the first entry, what has a number in the office's stream by it, the rest as it came; audit entries last. */
gboolean mc_journal_foreach (McDb *db, gint64 after, gint64 dossier_id, McEntryFunc func, gpointer data, GError **error);

/* Appends entries @from .. of a chain to @entries (element-type McEntry), at most @max_entries, until envelopes and bodies have
 * @max_bytes; at least one when there is any. */
gboolean mc_journal_read (McDb *db, int origin, McStream stream, gint64 from, guint max_entries, gsize max_bytes,
                          GArray *entries, GError **error);

/* The short number of an origin, 0 when nothing is known of it. */
gboolean mc_journal_find_origin (McDb *db, const guint8 id[MC_ORIGIN_SIZE], int *n, GError **error);
/* The same, made if it is new. */
gboolean mc_journal_origin (McDb *db, const guint8 id[MC_ORIGIN_SIZE], const guint8 *public_key, int *n, GError **error);
/* The key an origin signs with; *found FALSE when nothing is known of it. */
gboolean mc_journal_key (McDb *db, const guint8 id[MC_ORIGIN_SIZE], guint8 key[32], gboolean *found, GError **error);
gboolean mc_journal_origin_id (McDb *db, int n, guint8 id[MC_ORIGIN_SIZE], GError **error);

/**
 * mc_journal_begin_origin:
 * @reason: "init", "restore", "copy" or "fork"
 * @office: code of the office
 * @desk: number of the desk
 * @old_key: (nullable): secret key of the origin before; it vouches for the new one, so that others who pass the new one's entries
 *   on are believed even if this store is never heard of again
 *
 * Begins a new origin for this store and moves @tx to it. Nothing of the old one is changed: its entries stay, its numbers
 * are not given again.
 */
gboolean mc_journal_begin_origin (McTx *tx, const char *reason, const char *office, int desk, const guint8 public_key[32],
                                  const guint8 *old_key, GError **error);

/**
 * mc_journal_import:
 * @entry: (inout): an entry another desk wrote, with its bytes, body (or body_hash) and hash; gets its envelope and row
 * @is_new: (out): FALSE when it was here already
 *
 * Takes an entry of another desk when it continues that desk's chain. Its effect on the projections is the caller's
 * (mc_projection_apply()). MC_ERROR_REJECTED when the chain does not hold,
 * MC_ERROR_CONFLICT when the same number carries other bytes (a fork).
 */
gboolean mc_journal_import (McTx *tx, McEntry *entry, gboolean *is_new, GError **error);

G_END_DECLS
