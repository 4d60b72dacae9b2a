/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-exchange.h"

G_BEGIN_DECLS

/* How the quarantine names an entry. (transfer full) */
char *_mc_exchange_subject (const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq);
gboolean _mc_exchange_subject_of_chain (const char *subject, const guint8 origin[MC_ORIGIN_SIZE], McStream stream);

/* The hash of an entry that is here; zeros for number 0. */
gboolean _mc_exchange_hash_at (McDb *db, const McChain *chain, gint64 seq, guint8 hash[MC_HASH_SIZE], GError **error);

/* Whether an origin wrote in this store before the one that does now. */
gboolean _mc_exchange_is_former (McTx *tx, const guint8 origin[MC_ORIGIN_SIZE], gboolean *former, GError **error);

void _mc_exchange_clear_entry (gpointer entry); /* GDestroyNotify */

/* An answer, bundle part or segment, read whole before anything of it is taken. */
typedef struct
{
  GPtrArray *batches; /* (element-type McBatch) */
  GArray *runs;       /* (element-type McRun) */
  GArray *acks;       /* (element-type McAck) */
  GArray *refused;    /* (element-type McRefused) */
  GArray *wants;      /* (element-type McWant) */
  GByteArray *haves;  /* hashes of files, one after the other */
  gboolean has_cursor;
  McCursor cursor;
} McAnswer;

gboolean mc_answer_read (McAnswer *self, gconstpointer frames, gsize size, GError **error); /* mc_answer_clear() after */
void mc_answer_clear (McAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McAnswer, mc_answer_clear)

G_END_DECLS
