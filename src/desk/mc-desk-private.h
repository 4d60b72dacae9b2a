/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-blobs.h"
#include "mc-desk-rules.h"
#include "mc-desk.h"
#include "mc-peer.h"
#include "mc-projection.h"
#include "mc-store.h"

G_BEGIN_DECLS

typedef struct _McDeskSync McDeskSync;
typedef struct _McDeskFolder McDeskFolder;

struct _McDesk
{
  GObject parent_instance;

  McStore *store;       /* (owned) (nullable) after close */
  McDeskRules *rules;   /* (owned) (main thread) replaced as a whole; a thread that decides has a reference to its own */
  McBlobs *blobs;       /* (owned) (nullable) opened when first needed; guarded by blobs_lock */
  GMutex blobs_lock;
  GRWLock jobs;         /* read-held by a thread that works with store and files of its own accord; closing waits for it */
  McDeskSync *sync;     /* (owned) (nullable) the exchange in the background */
  McDeskFolder *folder; /* (nullable) the shared folder in the background */
  McClock *clock;       /* (owned) */
  char *actor;          /* (owned) */
  gint64 data_version;  /* (main thread) as last polled */
  guint poll_id;
  guint changed_id;
  gboolean polling;
};

McStore *_mc_desk_store (McDesk *self);
/* A code as it stands in the store, from one in any case and with spaces anywhere. (transfer full) */
char *_mc_desk_clean_code (const char *text);
/* The row of a clean code; NOT_FOUND in the officer's words when there is none. */
gboolean _mc_desk_find_code (McDb *db, const char *code, gint64 *id, GError **error);
/* The names lists show of a procedure, without a copy in every row. */
void _mc_desk_name_row (McDesk *self, McDossier *dossier);
/* Says "changed" soon, once for many calls. Main thread. */
void _mc_desk_touch (McDesk *self);
/* Asks at once whether something was written, instead of within a second; does not wait. Main thread. */
void _mc_desk_poll (McDesk *self);
/* After an own write that may have changed the office or the catalogue: what it wrote is known when this returns. Waits. */
gboolean _mc_desk_refresh_rules (McDesk *self, GError **error);
/* What @settles (an entry's name) wanted and could not, done now. Waits; from any thread. */
McDossier *_mc_desk_act_again (McDesk *self, const McConflict *wish, McAction action, const char *settles, GError **error);
/* The store of files; from any thread. (transfer none) */
McBlobs *_mc_desk_blobs (McDesk *self, GError **error);
/* An entry of a dossier whose body is known beforehand. (transfer full) body. Waits; from any thread. */
McDossier *_mc_desk_add (McDesk *self, const char *code, const char *kind, char *body, GError **error);
/* An entry of a dossier that is there: into the journal as text, and folded into @row as the node it was. The table is the caller's. */
gboolean _mc_desk_append (McTx *tx, const char *kind, McRow *row, JsonNode *body, GError **error);
/* Ends the passes over the shared folder. The one under way is waited for, unless it hangs; harmless when there are none. */
void _mc_desk_folder_stop (McDesk *self);
/* All that a receipt decides from an intake: names, appointment, fee. No code. @procedure (nullable) is of @rules. */
McDossier *_mc_desk_decide (McDesk *self, const McDeskRules *rules, const McIntake *intake, McProcedure *procedure,
                            gint64 received_at);

G_END_DECLS
