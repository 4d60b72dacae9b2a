/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "mc-clock.h"
#include "mc-db.h"
#include "mc-entry.h"
#include "mc-office.h"

G_BEGIN_DECLS

/* The store: one folder with the database (store.db), the mark and the key of the origin. One thread owns the writing
 * connection, another a read-only one; both take their work first in, first out. Several processes may hold one store. */

#define MC_TYPE_STORE (mc_store_get_type ())
G_DECLARE_FINAL_TYPE (McStore, mc_store, MC, STORE, GObject)

typedef struct
{
  McClock *clock;      /* (not nullable) */
  const char *actor;   /* account that acts, for the journal */
  const char *caller;  /* (nullable) who really calls, when @actor was only stated */
  const char *vfs;     /* (nullable) SQLite VFS, for tests */
  const char *machine; /* (nullable) name of the machine, for tests; NULL: mc_machine_name() */
} McStoreOptions;

/**
 * McTx:
 * A write transaction under way, handed to a McWriteFunc. Valid only inside it.
 */
typedef struct
{
  McStore *store;
  McDb *db;
  gint64 now;         /* by the store's clock */
  const char *actor;
  gint64 real_now;    /* 0, or the machine's clock while @now is a stated time */
  const char *caller; /* (nullable) as in the options */
  int origin;         /* this store's short number of the origin that writes */
  guint8 origin_id[MC_ORIGIN_SIZE];
} McTx;

typedef gboolean (*McWriteFunc) (McTx *tx, gpointer data, GError **error);
typedef gboolean (*McReadFunc) (McDb *db, gpointer data, GCancellable *cancellable, GError **error);

/**
 * mc_store_create:
 * @folder: made if missing; MC_ERROR_REJECTED when it already holds a store
 * @office_json: the office file as given; kept in the journal
 *
 * The office and the starter catalogue are there with the first entry, or there is no store.
 */
McStore *mc_store_create (const char *folder, const char *office_json, const McStoreOptions *options, GError **error);
McStore *mc_store_open (const char *folder, const McStoreOptions *options, GError **error);

/* Runs what is queued, signs the heads that grew, checkpoints, ends the threads. */
void mc_store_close (McStore *self);

/* Runs @func in one transaction (BEGIN IMMEDIATE ... COMMIT, synchronous FULL): durable when this returns TRUE, undone when
 * @func returns FALSE. The plain form waits and must not be called on the main thread of a window. */
gboolean mc_store_write (McStore *self, McWriteFunc func, gpointer data, GError **error);
gboolean mc_store_read (McStore *self, McReadFunc func, gpointer data, GError **error);

/* The same on the store's threads: @func gets the task's data; the task returns a boolean. (transfer none) */
void mc_store_write_task (McStore *self, GTask *task, McWriteFunc func);
void mc_store_read_task (McStore *self, GTask *task, McReadFunc func);

/* The office as the store knows it, with this desk's number. (transfer full) */
McOffice *mc_store_office (McStore *self, GError **error);
/* A number that grows with everything that may make mc_store_office() say something else, whichever process does it: another
 * office file, a desk that has another number, a new origin, a rebuild. For a McReadFunc; one row by its key. Means nothing
 * outside of this store. */
gboolean mc_office_read_version (McDb *db, gint64 *version, GError **error);
const char *mc_store_folder (McStore *self); /* (transfer none) */
/* The origin that writes here, 32 hex digits; as of the last write or the opening. (transfer none) */
const char *mc_store_origin (McStore *self);

/* A number that differs when anyone has written to the store since (PRAGMA data_version and own writes). Cheap; read lane. */
gboolean mc_store_data_version (McDb *db, gint64 *version, GError **error);

/* After a restore or a copy: the day of the last receipt that is known here, since which others may have been given by the
 * lost branch; MC_DAY_NONE when nothing is open. See mc_setting_answer_last_slip(). */
gboolean mc_store_pending_question (McDb *db, McDay *since, GError **error);

/* Signs an entry of the origin that writes as the head of its stream, and keeps the signature. */
gboolean mc_store_sign_head (McTx *tx, McStream stream, gint64 seq, const guint8 hash[MC_HASH_SIZE], guint8 signature[64],
                             GError **error);
/* Signs the heads of the own streams that grew since they were signed last. */
gboolean mc_store_sign_heads (McStore *self, GError **error);

/* Merges the search index until nothing is left to merge: after bulk writing, outside a transaction's hurry. */
gboolean mc_store_settle (McStore *self, GError **error);

G_END_DECLS
