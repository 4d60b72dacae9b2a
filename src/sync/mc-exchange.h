/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-batch.h"
#include "mc-message.h"
#include "mc-peer.h"

G_BEGIN_DECLS

/* The desk's side of an exchange, apart from the network: what it says, and how it takes in what comes. The same code takes in
 * frames of a bundle and of the office's folder. */

typedef struct
{
  gsize entries_max;  /* bytes of packed entries in one request; 0: 256 KiB */
  gint64 answer_max;  /* bytes wanted in the answer; 0: 256 KiB */
  gboolean small_only;
  gint64 *own_to;     /* (out) (nullable): the last entry of this desk's own work that went into the request, or was acknowledged before */
} McExchangeLimits;

/**
 * mc_exchange_request:
 * @more: (out): there is more to send than went into it
 *
 * HELLO, and ENTRIES the province has not acknowledged: what this desk writes, signed; what it passes on of others of the office up to their
 * last signature. In a transaction, so that digest and entries are of one moment, and the signature is kept. AUTH_REQUIRED for
 * a store that is not enrolled. (transfer full)
 */
GByteArray *mc_exchange_request (McTx *tx, const McExchangeLimits *limits, gboolean *more, GError **error);

/* HELLO alone, for a bundle: who speaks, and how far the province's stream is known here, so that its receipt can bring the rest. It names no
 * heads: what the province has when the stick arrives, nobody knows yet. */
gboolean mc_exchange_hello (McTx *tx, GByteArray *out, GError **error);

typedef enum
{
  MC_FROM_PROVINCE, /* over TLS, or a bundle that the province signed as a whole: order, acknowledgements and cursor count */
  MC_FROM_BUNDLE,   /* entries must be signed by their author, acknowledgements by the province; order and cursor do not count */
  MC_FROM_FOLDER,   /* entries of other desks of the office, signed; nothing else counts */
} McFrom;

typedef struct
{
  guint entries_new;     /* of others, new here */
  guint entries_acked;   /* of this store, newly durable at the province */
  guint dossiers;        /* rows changed */
  GArray *wants;         /* (element-type McWant) files to send */
  gboolean more;         /* ask again at once */
  gboolean behind;       /* the province knows more of the chain we write than we do: this store was set back: mc_branch_leave() with
                          * fork_from, which is 0 when nothing of its work was refused */
  gboolean fork;         /* it knows numbers of ours with other bytes: mc_branch_leave() */
  gint64 fork_from;      /* the first of them; 0: not said yet, exchange once more */
  gboolean catalogue_changed;
  int desk_moved;        /* another desk had this one's number and began earlier: the number it took; 0: none */
  gint64 province_time;  /* 0: not said */
  guint refused;         /* went into the quarantine */
  guint gaps;            /* batches whose beginning has not come here yet: nothing of them was kept */
} McTaken;

void mc_taken_init (McTaken *self);
void mc_taken_clear (McTaken *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McTaken, mc_taken_clear)

/**
 * mc_exchange_take:
 * @frames: whole frames
 *
 * Takes an answer, a bundle's part or a folder's segment in, in one transaction: entries, their order, acknowledgements and
 * cursor are on disk together or not at all. Taking the same again changes nothing. MC_ERROR_INVALID when it cannot be read: then
 * nothing of it was taken. Entries of one origin that do not fit go to the quarantine and do not stop those of others.
 */
gboolean mc_exchange_take (McTx *tx, McFrom from, gconstpointer frames, gsize size, McTaken *taken, GError **error);

G_END_DECLS
