/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-entry.h"
#include "mc-store.h"

G_BEGIN_DECLS

/* What the province has received, and when. Only its own word counts: an acknowledgement, or that it gave the entry itself. */

/* The province has this desk's or another's work up to @seq, since @at by its clock (0: not said). */
gboolean mc_receipt_put (McTx *tx, int origin, gint64 seq, gint64 at, GError **error);
/* When it received entry @seq; 0: it has not, or when is not known. */
gboolean mc_receipt_at (McDb *db, int origin, gint64 seq, gint64 *at, GError **error);

/* How a dossier stands with the province. */
typedef struct
{
  gboolean enrolled;
  gint64 waiting;  /* entries it does not have */
  gint64 files;    /* files of the dossier it does not have */
  gint64 at;       /* when it received the last entry; 0: not, or not known */
} McReceipt;

/* @dossier: row */
gboolean mc_receipt_of_dossier (McDb *db, gint64 dossier, McReceipt *receipt, GError **error);

/* Forgets all: another province knows nothing of it. */
gboolean mc_receipt_forget (McTx *tx, GError **error);

G_END_DECLS
