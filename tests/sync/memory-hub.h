/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-bundle.h"
#include "mc-hub.h"
#include "mc-peer.h"

G_BEGIN_DECLS

/* A province for one office that keeps all in memory. What is appended is there for good when the transaction is committed and gone
 * when it is rolled back, as with a real one. */

typedef struct
{
  gint64 n;             /* 0 for an audit entry */
  McEntry entry;
  gint64 since;         /* by the province's clock */
  gint64 file_size;     /* 0: it names no file */
  guint8 file[MC_HASH_SIZE];
} MemoryEntry;

/* A file, as far as it has come. */
typedef struct
{
  GByteArray *bytes;
  gint64 total;
} MemoryFile;

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
  GHashTable *files;    /* (element-type GBytes MemoryFile) by hash */
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

/* The desk with this token begins with this key. A token that it had before is good for nothing. */
void memory_hub_enrol (MemoryHub *self, int token, const guint8 public_key[32]);
/* What an enrolled store knows of this province. */
void memory_hub_peer (MemoryHub *self, McPeer *peer);

/* One exchange in one transaction. NULL without an error when the service died. (transfer full) */
GByteArray *memory_hub_exchange (MemoryHub *self, int token, gconstpointer request, gsize size, MemoryHubFault fault,
                                 GError **error);

/* The body of a long upload, as far as it came: files are kept piece by piece, entries batch by batch. (transfer full): the answer */
GByteArray *memory_hub_frames (MemoryHub *self, int token, gconstpointer frames, gsize size, GError **error);
/* A file that is here whole. (nullable) (transfer none) */
MemoryFile *memory_hub_file (MemoryHub *self, const guint8 hash[MC_HASH_SIZE]);
/* The province has a file of its own. */
void memory_hub_put_file (MemoryHub *self, gconstpointer bytes, gsize size, guint8 hash[MC_HASH_SIZE]);
/* A bundle's part is taken in; beside it stands the receipt, whose path is given. Errors: not for the province, damaged, of nobody known.
 * (transfer full) */
char *memory_hub_take_bundle (MemoryHub *self, const char *path, GError **error);

/* A backup is put back that has @n numbers of the stream. Nobody is let in any more. */
void memory_hub_set_back (MemoryHub *self, gint64 n);

/* The province writes: for all offices or for this one. Dossier and parent as in mc_journal_append(). */
void memory_hub_write (MemoryHub *self, gboolean common, const char *kind, const McEntryRef *dossier, const McEntryRef *parent,
                       const char *body, McEntryRef *ref);

gboolean memory_hub_knows_token (MemoryHub *self, int token);
MemoryOrigin *memory_hub_origin (MemoryHub *self, const guint8 origin[MC_ORIGIN_SIZE]); /* (nullable) (transfer none) */
/* Asserts that every chain is whole and holds, and that the stream numbers every work entry once, without a gap. */
void memory_hub_assert_sound (MemoryHub *self);

G_END_DECLS
