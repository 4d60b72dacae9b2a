/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-local.h"
#include "mc-origin.h"
#include "mc-store.h"
#include "mc-worker.h"

G_BEGIN_DECLS

struct _McStore
{
  GObject parent_instance;

  char *folder;   /* (owned) */
  char *path;     /* (owned) of the database */
  char *actor;    /* (owned) */
  char *caller;   /* (owned) (nullable) */
  char *vfs;      /* (owned) (nullable) */
  char *machine;  /* (owned) */
  McClock *clock; /* (owned) */
  GRWLock use;      /* who waits for an answer reads; closing writes, for a moment: nobody is left at a thread that goes */
  McWorker *writer; /* (owned) (nullable) after close */
  McWorker *reader; /* (owned) (nullable) */
  McDb *write_db; /* (owned) (writer thread) */
  McDb *read_db;  /* (owned) (reader thread) */

  /* (writer thread) who writes, and how it is tied to this place */
  int origin;
  guint8 origin_id[MC_ORIGIN_SIZE];
  char *origin_text; /* (owned) (nullable) what mc_store_origin() gave last */
  char *must_begin; /* (owned) (nullable) why a new origin begins before the next write */
  gint64 data_version;
  McMark mark;
  int mark_fd;
  gboolean dirty; /* something was written since the heads were signed */
  guint unmerged; /* writes since the search index was merged last */
};

/* What lies here: a store this program can use, or (@empty) nothing yet. STORE_TOO_NEW, STORE_CORRUPT. Changes nothing. */
gboolean _mc_store_look (McStore *self, McDb *db, gboolean *empty, GError **error);
/* Migrates @db to the newest version this program knows; STORE_TOO_NEW for a newer one. */
gboolean _mc_store_migrate (McStore *self, McDb *db, GError **error);
/* Reads who writes here and whether a copy, a restore or a lost key makes a new origin begin before the next write. */
gboolean _mc_store_load_origin (McStore *self, McDb *db, GError **error);
/* Begins the new origin that is due, inside @tx. */
gboolean _mc_store_begin_origin (McStore *self, McTx *tx, const char *reason, const char *office, int desk, GError **error);

/* Signs the head of a chain of the origin that writes, and keeps the signature. */
gboolean _mc_store_sign_head_with (McTx *tx, const guint8 secret_key[MC_SECRET_KEY_SIZE], McStream stream, gint64 seq,
                                   const guint8 hash[MC_HASH_SIZE], guint8 signature[MC_SIGNATURE_SIZE], GError **error);

/* The counter behind mc_office_read_version(): raised by whoever writes the office or the number of a desk. */
#define MC_LOCAL_OFFICE_VERSION "office-version"

G_END_DECLS
