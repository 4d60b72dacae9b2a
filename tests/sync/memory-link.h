/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-transport.h"
#include "memory-hub.h"

G_BEGIN_DECLS

/* The link of an exchange: everything can happen to a request, its answer, a long upload and a file that comes down. */
typedef enum
{
  LINK_GOOD,
  LINK_REQUEST_LOST,
  LINK_REQUEST_GARBLED,
  LINK_ANSWER_EATEN,
  LINK_ANSWER_CUT,
  LINK_ANSWER_GARBLED,
  LINK_ANSWER_TWICE,
  LINK_ANSWER_LATE,       /* it comes when somebody delivers it */
  LINK_HUB_DIES_BEFORE_COMMIT,
  LINK_HUB_DIES_AFTER_COMMIT,
  LINK_DESK_DIES_ASKING,  /* the transaction that makes the request is undone */
  LINK_DESK_DIES_TAKING,  /* the one that takes the answer is undone */
  LINK_DESK_CLOSES,       /* the answer came, and the program ended before it was taken */
  LINK_N_FAULTS,
} LinkFault;

/* How many of them are the link's and the province's alone. */
#define LINK_N_LINK_FAULTS LINK_DESK_DIES_ASKING

/* Flips a bit. */
void link_garble (GByteArray *bytes, GRand *rand);

/* A way to a province in memory for McSyncRun. Its clock stands but for what the bytes that pass take. */
#define MEMORY_TYPE_LINK (memory_link_get_type ())
G_DECLARE_FINAL_TYPE (MemoryLink, memory_link, MEMORY, LINK, GObject)

/* @late: (element-type GBytes) (nullable): answers that come later are put there. */
MemoryLink *memory_link_new (MemoryHub *hub, int token, GRand *rand, GPtrArray *late);
/* So many of a thousand calls meet a fault of any kind. */
void memory_link_set_odds (MemoryLink *self, int odds);
/* The @call-th call from now, from 0, meets this one. */
void memory_link_set_fault (MemoryLink *self, guint call, LinkFault fault);
guint memory_link_n_calls (MemoryLink *self);
guint memory_link_n_faults (MemoryLink *self);
/* Microseconds; for mc_sync_run_set_clock(). */
gint64 memory_link_now (gpointer self);

G_END_DECLS
