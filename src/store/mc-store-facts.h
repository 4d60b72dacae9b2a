/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-store.h"

G_BEGIN_DECLS

/* How large a store is, for whoever has to help from afar. */
typedef struct
{
  guint8 origin[MC_ORIGIN_SIZE]; /* that writes here */
  gint64 entries;
  gint64 dossiers;
  gint64 files;         /* that entries name, here or not */
  gint64 last_entry_at; /* of this desk, by its clock; 0: none */
  int version;          /* of the tables */
} McStoreFacts;

/* Cheap, also for a store of a million dossiers. A McReadFunc with @data a McStoreFacts. */
gboolean mc_store_facts_read (McDb *db, gpointer data, GCancellable *cancellable, GError **error);

/* Bytes of the database with its log, as they lie on the disk. From any thread. */
gint64 mc_store_size (McStore *self);
/* The version of SQLite that is at work. (transfer none) */
const char *mc_store_sqlite_version (void);

G_END_DECLS
