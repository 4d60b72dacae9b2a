/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-exchange.h"
#include "mc-sync-run.h"
#include "memory-link.h"
#include "store-fixture.h"

G_BEGIN_DECLS

/* A desk that is enrolled with a province in memory, over a link on which everything can happen to a request and its answer. */
typedef struct
{
  Fixture fixture;
  int token;
  GPtrArray *late;     /* (element-type GBytes) answers that are still on their way */
  McExchangeLimits limits;
} SyncDesk;

/* What one exchange did. */
typedef struct
{
  gboolean done;       /* the answer was taken */
  guint sent;          /* bytes */
  guint received;
  guint entries_new;
  guint entries_acked;
  guint refused;
  guint wants;         /* files the province asks for */
  gboolean more;       /* either side has more */
  gboolean behind;
  gboolean fork;
  gint64 fork_from;
} SyncResult;

/* Temporary folders in memory where there is such a file system: thousands of stores are made, and no power is cut here. Before
 * g_test_init(). */
void sync_use_memory (void);

/* From now on names and keys follow from @seed, so that a run can be made again. Before anything of libsodium is used, for the first. */
void sync_use_seed (guint32 seed);

void sync_desk_init (SyncDesk *self, MemoryHub *hub, int token, int desk);
void sync_desk_clear (SyncDesk *self);
/* The store as it stands now is the one that has the token: its key is known to the province. */
void sync_desk_enrol (SyncDesk *self, MemoryHub *hub);

/* @rand says where to cut; (nullable) for faults that need none. */
void sync_exchange (SyncDesk *self, MemoryHub *hub, LinkFault fault, GRand *rand, SyncResult *result);
/* One synchronisation as in life, by McSyncRun over @link. It may end with what a link can do, and is asserted to end with nothing else.
 * @dies_at: at which transaction the machine stops, from 1; 0: not. The store is opened again then. FALSE when it did not come to its end. */
gboolean sync_run (SyncDesk *self, MemoryLink *link, guint dies_at, McSyncResult *result);
/* The same of anything else that is done at a desk: what it commits between is counted, and from the @dies_at-th on nothing is. */
void sync_machine_runs (SyncDesk *self, guint dies_at);
/* TRUE when it stopped: the store was opened again then. */
gboolean sync_machine_stopped (SyncDesk *self);
/* How many transactions were committed since it runs, or would have been. */
guint sync_n_commits (void);
/* It does not stop but is killed (SIGKILL). For a process of its own. */
void sync_machine_is_killed (SyncDesk *self, guint dies_at);
/* What the engine does when the province knows more, or otherwise, of this desk's chain: a new origin. */
void sync_heal (SyncDesk *self, const SyncResult *result);
/* An image of the disk is put back: the very files as they were, which cannot show. */
void sync_set_back (SyncDesk *self, const char *backup);
/* Exchanges over a good link until both sides have nothing more to say. */
void sync_until_quiet (SyncDesk *self, MemoryHub *hub);
/* One of the late answers arrives after all. */
void sync_deliver_late (SyncDesk *self, GRand *rand);
/* What this desk would send, as another desk of the office finds it in the shared folder. */
void sync_by_folder (SyncDesk *from, SyncDesk *to);

/* Frames into the store, in one transaction. */
gboolean sync_take (SyncDesk *self, McFrom from, gconstpointer frames, gsize size, McTaken *taken, GError **error);
GByteArray *sync_request (SyncDesk *self, gboolean *more, GError **error);

/* All desks over good links until nothing moves. */
void sync_settle (GPtrArray *desks, MemoryHub *hub);
/* Everybody has everything, in one order, with the same dossiers and conflicts; another exchange says nothing; all stores are sound. */
void sync_assert_equal (GPtrArray *desks, MemoryHub *hub);

G_END_DECLS
