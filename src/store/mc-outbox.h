/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-entry.h"
#include "mc-peer.h"
#include "mc-store.h"

G_BEGIN_DECLS

/* What this store has to send and the province has not acknowledged yet. Entries: mc_peer_chains(), mc_peer_unsent(). */

/* How many files that entries written here name, and how many bytes; those that others' entries name are theirs to send. */
gboolean mc_outbox_count_files (McDb *db, gint64 *n, gint64 *bytes, GError **error);

typedef struct
{
  guint8 hash[MC_HASH_SIZE];
  gint64 size;
  gint64 dossier; /* row */
  char *name;     /* (nullable) as it was attached */
  gint64 time;    /* when it was attached; 0 when the entry cannot be read */
  gint64 seq;     /* number of that entry, in this desk's own chain */
  gboolean aside; /* it stands in the quarantine */
} McUnsentFile;
void mc_unsent_file_free (McUnsentFile *self);
/* The same files one by one, oldest first, at most @limit. (element-type McUnsentFile) */
GPtrArray *mc_outbox_list_files (McDb *db, guint limit, GError **error);

/* Those of them whose entries the province has, and which are not in the quarantine: when it wants none of them it must have them, and its word
 * for that was lost. At most @limit. (element-type McFetch) */
GArray *mc_outbox_unanswered_files (McDb *db, guint limit, GError **error);

/* The dossier (row) that a file belongs to, the first that names it; 0: none does. */
gboolean mc_outbox_dossier_of_file (McDb *db, const guint8 hash[MC_HASH_SIZE], gint64 *dossier, GError **error);

/* The province asks for a file that is gone from the disk, or damaged there: it stands in the quarantine from now on, and what stands there for that
 * already stays as it is. Without @any only when an entry written here names it: another desk's file lies with that desk. */
gboolean mc_outbox_put_gone (McTx *tx, const guint8 hash[MC_HASH_SIZE], gboolean any, GError **error);

/* How many items stand in the quarantine, and how many in the conflict lane. */
gboolean mc_outbox_count_open (McDb *db, guint *quarantine, guint *conflicts, GError **error);

G_END_DECLS
