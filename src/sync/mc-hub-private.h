/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-hub.h"

G_BEGIN_DECLS

#define MC_HUB_MIN_ANSWER 4096
#define MC_HUB_MAX_ANSWER (4 * 1024 * 1024)
#define MC_HUB_MAX_WANTS 128
#define MC_HUB_MAX_RUNS 20000 /* fit into one frame */

/* Entries on their way into an answer: those of one author in one batch, however they stand among others' in the stream. */
typedef struct
{
  const McHub *hub;
  gsize max;          /* bytes of entries before they are packed */
  gsize size;
  gint64 last;        /* last number seen, sent or not */
  gboolean has_all;   /* only what the province wrote is sent */
  gboolean unnumbered;/* a chain, and no stream: no order */
  guint8 own[MC_ORIGIN_SIZE]; /* this author has his entries himself; zeros: nobody */
  GArray *runs;       /* (element-type McRun) */
  GByteArray *kept;   /* ENTRIES as they came, before the batches */
  GPtrArray *batches; /* (element-type McBatch) */
} McHubPage;

McHubPage *_mc_hub_page_new (const McHub *hub, gsize answer_max);
void _mc_hub_page_free (McHubPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McHubPage, _mc_hub_page_free)
/* A McHubEntryFunc. */
gboolean _mc_hub_page_entry (gint64 n, const McEntry *entry, gpointer page, GError **error);
/* Takes batches that are at hand as they came, from number @after on. The last number taken, @after when there was none. */
gint64 _mc_hub_page_take_kept (McHubPage *self, gint64 after);
gboolean _mc_hub_page_is_full (const McHubPage *self);
/* Appends ENTRIES. */
gboolean _mc_hub_page_put (McHubPage *self, GByteArray *answer, GError **error);

G_END_DECLS
