/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-importer.h"

G_BEGIN_DECLS

/* What this store knows of the province: local state, whose loss costs time and no data. */

/* How far a chain goes here, and how far the province has it durably. */
typedef struct
{
  int origin;                 /* this store's short number */
  guint8 id[MC_ORIGIN_SIZE];
  McStream stream;
  gboolean is_own;            /* an origin that began in this very store */
  gint64 head;
  guint8 hash[MC_HASH_SIZE];  /* of the head */
  gint64 acked;               /* 0: nothing */
} McChain;

/* The chains of this office that the province is to have, sorted by id and stream: work of every desk, audit of own
 * origins; none of the province's own. (element-type McChain) */
GArray *mc_peer_chains (McDb *db, GError **error);

/* Work entries the province has not acknowledged, and the time of the oldest (0: none). */
gboolean mc_peer_unsent (McDb *db, gint64 *n, gint64 *oldest, GError **error);

/* The author's first or @last signature over an entry from @from to @to of a chain; *seq 0 when there is none. */
gboolean mc_peer_signature (McDb *db, int origin, McStream stream, gint64 from, gint64 to, gboolean last, gint64 *seq,
                            guint8 signature[64], GError **error);

/* How far the province has a chain, 0: nothing. */
gboolean mc_peer_acked (McDb *db, int origin, McStream stream, gint64 *seq, GError **error);
/* The province has this chain up to @seq, since @at by its clock. Never goes back. @signature: (nullable): its own over the head */
gboolean mc_peer_put_ack (McTx *tx, int origin, McStream stream, gint64 seq, gint64 at, const guint8 *signature, GError **error);

/* The province has this file whole and durably. */
gboolean mc_peer_put_have (McTx *tx, const guint8 hash[MC_HASH_SIZE], gint64 at, GError **error);
gboolean mc_peer_has_file (McDb *db, const guint8 hash[MC_HASH_SIZE], gboolean *has, GError **error);

/* A file that is to come down; where it comes from it need not go. */
typedef struct
{
  guint8 hash[MC_HASH_SIZE];
  gint64 size; /* as the entry says */
} McFetch;

gboolean mc_peer_want_file (McTx *tx, const guint8 hash[MC_HASH_SIZE], gint64 size, GError **error);
/* It is here now, or cannot be had. */
gboolean mc_peer_drop_file (McTx *tx, const guint8 hash[MC_HASH_SIZE], GError **error);
/* The files that @stmt (nullable: it failed with @error) names: hash, size; its one parameter is @max. (transfer full) (element-type McFetch) */
GArray *mc_peer_read_files (McDb *db, sqlite3_stmt *stmt, guint max, GError **error);
/* Small ones first, at most @max. (element-type McFetch) */
GArray *mc_peer_wanted_files (McDb *db, guint max, GError **error);

/* The province this store is enrolled with. */
typedef struct
{
  char *url;
  guint8 public_key[32];
  guint8 common[MC_ORIGIN_SIZE]; /* origin of what concerns all offices */
  guint8 office[MC_ORIGIN_SIZE]; /* origin of what concerns this office */
  gint64 cursor;                 /* of the office's stream */
  gint64 last_receipt;           /* province's time of the last acknowledgement, 0: never */
  gint64 last_contact;           /* own clock */
  gint64 clock_ahead;            /* own clock minus the province's at last contact, seconds */
} McPeer;

void mc_peer_clear (McPeer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McPeer, mc_peer_clear)

gboolean mc_peer_load (McDb *db, McPeer *peer, gboolean *enrolled, GError **error); /* mc_peer_clear() after */
gboolean mc_peer_save (McTx *tx, const McPeer *peer, GError **error);
/* What the province acknowledged and numbered may be there no more: it is offered and asked for again. Harmless when all is there, and then it
 * costs a request. */
gboolean mc_peer_doubt (McTx *tx, GError **error);
/* What another province acknowledged and numbered counts no more: everything is to be sent to the one this store is registered with now. */
gboolean mc_peer_forget (McTx *tx, GError **error);

/* ---- quarantine: what one side would not take; the rest goes on ---- */

typedef struct
{
  gint64 id;
  char *subject;  /* "entry <ref>" or "blob <hash>" */
  int reason;     /* McRefusedReason */
  gint64 since;
  gint64 tries;
  gint64 dossier; /* row, 0: unknown */
} McQuarantine;
void mc_quarantine_free (McQuarantine *self);

/* A reason that neither side says in a frame (McRefusedReason of src/sync): the file is not on this machine any more, or is damaged there. */
#define MC_QUARANTINE_GONE 100

gboolean mc_quarantine_put (McTx *tx, const char *subject, int reason, gint64 dossier, GError **error); /* counts tries */
gboolean mc_quarantine_drop (McTx *tx, const char *subject, GError **error);
GPtrArray *mc_quarantine_list (McDb *db, GError **error); /* (element-type McQuarantine) oldest first */

/* ---- conflict lane ---- */

typedef struct
{
  McEntryRef entry;    /* the one that stands aside */
  gint64 dossier;
  char *code;
  char *actor;
  gint64 time;
  char *action;        /* key of what it wanted */
  char *note;          /* (nullable) */
  char *to;            /* (nullable) whom it went to, the new time of an extension, the result's number */
  char *changes;       /* (nullable) of a correction, JSON (mc-correction.h) */
  McEntryRef instead;  /* the exclusive entry that was there first */
  char *instead_actor;
  char *instead_action;
  gint64 instead_time;
} McConflict;
void mc_conflict_free (McConflict *self);
GPtrArray *mc_conflict_list (McDb *db, GError **error); /* (element-type McConflict) oldest first */

G_END_DECLS
