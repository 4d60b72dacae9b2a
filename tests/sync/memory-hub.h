/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-hub.h"
#include "mc-peer.h"

G_BEGIN_DECLS

/* A province for one office that keeps all in memory. What is appended is there for good when the transaction is committed and gone
 * when it is rolled back, as with a real one. */

typedef struct
{
  gint64 n;             /* 0 for an audit entry */
  McEntry entry;
} MemoryEntry;

typedef struct
{
  guint8 id[MC_ORIGIN_SIZE];
  guint8 public_key[32];
  int desk;
  int token;            /* who brought it */
  GPtrArray *entries[2];/* (element-type MemoryEntry) by stream */
  GHashTable *signatures[2]; /* number to GBytes */
} MemoryOrigin;

typedef struct
{
  char *office;
  gint64 now;
  guint8 public_key[32];
  guint8 secret_key[64];
  guint8 common[MC_ORIGIN_SIZE];
  guint8 of_office[MC_ORIGIN_SIZE];
  GPtrArray *origins;   /* (element-type MemoryOrigin) in the order they were added; the first two are the province's */
  GPtrArray *stream;    /* (element-type MemoryEntry, not owned) number n is at n - 1 */
  GArray *wants;        /* (element-type McWant) asked for at each exchange */
  GHashTable *keys;     /* (element-type int) token to the key it was enrolled with (GBytes) */

  int speaker;          /* token of the exchange under way */
  gboolean locked;
  guint n_locks;        /* how often somebody took the lock */
  GPtrArray *undo;      /* (element-type MemoryEntry, not owned) appended in this transaction */
  guint undo_origins;
} MemoryHub;

/* When the service dies in an exchange. */
typedef enum
{
  MEMORY_HUB_LIVES,
  MEMORY_HUB_DIES_BEFORE_COMMIT,
  MEMORY_HUB_DIES_AFTER_COMMIT,
} MemoryHubFault;

MemoryHub *memory_hub_new (const char *office, gint64 now);
void memory_hub_free (MemoryHub *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MemoryHub, memory_hub_free)

/* The desk with this token begins with this key. */
void memory_hub_enrol (MemoryHub *self, int token, const guint8 public_key[32]);
/* What an enrolled store knows of this province. */
void memory_hub_peer (MemoryHub *self, McPeer *peer);

/* One exchange in one transaction. NULL without an error when the service died. (transfer full) */
GByteArray *memory_hub_exchange (MemoryHub *self, int token, gconstpointer request, gsize size, MemoryHubFault fault,
                                 GError **error);

/* The province writes: for all offices or for this one. Dossier and parent as in mc_journal_append(). */
void memory_hub_write (MemoryHub *self, gboolean common, const char *kind, const McEntryRef *dossier, const McEntryRef *parent,
                       const char *body, McEntryRef *ref);

MemoryOrigin *memory_hub_origin (MemoryHub *self, const guint8 origin[MC_ORIGIN_SIZE]); /* (nullable) (transfer none) */
/* Asserts that every chain is whole and holds, and that the stream numbers every work entry once, without a gap. */
void memory_hub_assert_sound (MemoryHub *self);

G_END_DECLS
