/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-dossier.h"
#include "mc-frame-cache.h"
#include "mc-hub.h"
#include "mc-pg.h"

G_BEGIN_DECLS

/* What the hub stands on: entries, order and projections in PostgreSQL. One McProvinceTx is one database transaction
 * for one office; it is begun and committed by the caller (mc_pg_transaction()). */

#define MC_OFFICE_COMMON 0 /* the "office" of what concerns all */

typedef struct
{
  McPg *pg;
  int office;
  char code[64];                   /* of the office; "" for the common one */
  gint64 desk;                     /* row of the desk that speaks; 0: the province itself */
  int desk_number;
  guint8 province[MC_ORIGIN_SIZE]; /* the province's origins for this office and for all */
  guint8 common[MC_ORIGIN_SIZE];
  gint64 now;
  gboolean locked;
  gint64 next_n;                   /* of the office's stream, while locked */
  guint8 chain[MC_ORIGIN_SIZE];    /* the origin that was last asked for, and its row; 0: none yet */
  gint64 chain_n;
  guint n_appended;                /* work and audit entries that were new */
  struct _McProvinceFresh *fresh;  /* (nullable) (not owned) */
} McProvinceTx;

const McHubStorage *mc_province_storage (void);

/* Of a bearer's token: AUTH_REQUIRED when it is unknown or revoked. */
gboolean mc_province_tx_for_token (McProvinceTx *self, McPg *pg, const char *token, GError **error);
/* Of an office by its code, the province speaking; NOT_FOUND. "" is the common one. */
gboolean mc_province_tx_for_office (McProvinceTx *self, McPg *pg, const char *code, GError **error);

/**
 * mc_province_tx_for_writer:
 * @origin: writes under @public_key, which signed what it brings by stick
 * @previous: (nullable): an origin of the office that vouched for that key
 *
 * Of a desk that was enrolled, by its key. NOT_FOUND when the office or the desk is not known here, AUTH_REQUIRED when the desk may come in no more.
 */
gboolean mc_province_tx_for_writer (McProvinceTx *self, McPg *pg, const char *office, const guint8 origin[MC_ORIGIN_SIZE],
                                    const guint8 public_key[32], const McEntryRef *previous, GError **error);

/* What a transaction keeps of what came, for the cache once it is committed. Begun anew when the transaction is. */
typedef struct _McProvinceFresh
{
  McFrameCache *cache; /* (not owned) */
  GPtrArray *frames;
} McProvinceFresh;
void mc_province_fresh_init (McProvinceFresh *self, McFrameCache *cache);
void mc_province_fresh_clear (McProvinceFresh *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McProvinceFresh, mc_province_fresh_clear)
void mc_province_fresh_begin (McProvinceFresh *self, McProvinceTx *tx);
void mc_province_fresh_committed (McProvinceFresh *self);

/* SHA-256 of a secret, which is all that is stored of it. */
void mc_secret_hash (const char *secret, guint8 hash[MC_HASH_SIZE]);

/* ---- projections (mc-province-project.c) ---- */

/**
 * mc_province_project:
 * @dossiers: (element-type McEntryRef): those whose entries grew
 * @batch: what was just appended from entry @skip on, under the numbers from @first_n on; numbers of the chain that cannot be read
 * go to @unreadable
 *
 * @read_all: entries of the batch may belong to other dossiers than they say
 *
 * Makes the rows of these dossiers anew from their entries in the office's order, as every desk does. What begins in the batch is
 * not read back, unless all is to be.
 */
gboolean mc_province_project (McProvinceTx *tx, GArray *dossiers, const McBatch *batch, guint skip, gint64 first_n,
                              gboolean read_all, GArray *unreadable, GError **error);

/**
 * mc_province_fold:
 * @head: (out): the last exclusive entry
 *
 * One dossier with its events. (transfer full): NULL with NOT_FOUND when there is no such one
 */
McDossier *mc_province_fold (McProvinceTx *tx, const McEntryRef *dossier, McEntryRef *head, GError **error);

/* The dossier a code names in this office; *found FALSE when there is none. */
gboolean mc_province_find (McProvinceTx *tx, const char *code, McEntryRef *dossier, gboolean *found, GError **error);

G_END_DECLS
