/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-batch.h"

G_BEGIN_DECLS

/* The first entry of a store that was restored: its old key signs the new one, so that whoever knows the old origin can believe the new. */
typedef struct
{
  guint8 public_key[32];  /* the new origin's */
  McEntryRef previous;    /* names the old origin */
  guint8 signature[64];   /* of the old key over the new */
} McVouch;

/* FALSE when @batch is not the beginning of a work chain, or nobody vouched for it. */
gboolean mc_vouch_read (const McBatch *batch, McVouch *vouch);
/* @origin: the new one; @old_key: the key of vouch->previous, from a place that is believed. */
gboolean mc_vouch_holds (const McVouch *vouch, const guint8 origin[MC_ORIGIN_SIZE], const guint8 old_key[32]);

G_END_DECLS
