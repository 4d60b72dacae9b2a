/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-batch.h"
#include "mc-message.h"

G_BEGIN_DECLS

/* The province's side of an exchange, apart from where it keeps things: the service has PostgreSQL and a folder of files below it, the
 * tests a table in memory. All calls of one exchange happen inside one transaction of the storage, for one office. */

typedef struct
{
  guint8 public_key[32];
  gint64 seq;                /* head, 0: empty */
  guint8 hash[MC_HASH_SIZE]; /* of the head */
  gboolean is_speakers;      /* the desk that speaks brought this origin; entries of others' must be signed by their author */
} McHubChain;

/* @entry: body NULL after a redaction. Return FALSE with *error to stop. */
typedef gboolean (*McHubEntryFunc) (gint64 n, const McEntry *entry, gpointer data, GError **error);

typedef struct
{
  /* Takes the office's lock; heads and counters read afterwards stay true until the end. Called before anything is appended, and
   * not at all by an idle exchange. May be called again in the same transaction. */
  gboolean (*lock) (gpointer tx, GError **error);

  /* The chain of an origin of this office, with its key. *known FALSE when no such origin belongs to the office. */
  gboolean (*chain) (gpointer tx, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, McHubChain *chain, gboolean *known,
                     GError **error);
  /* Whether an origin with this key may be added: it is of the desk that speaks, or the key of another enrolled desk of the office. */
  gboolean (*add_origin) (gpointer tx, const guint8 origin[MC_ORIGIN_SIZE], const guint8 public_key[32], int desk,
                          gboolean is_speaker, gboolean *added, GError **error);
  /* The hash of an entry that is below the head. */
  gboolean (*hash_of) (gpointer tx, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq,
                       guint8 hash[MC_HASH_SIZE], GError **error);
  /* Entries @skip .. of a batch that continue the chain: kept, work entries numbered, dossiers projected, files noted. What cannot be
   * read as what it says it is is kept and numbered all the same, and appended to @unreadable (element-type gint64, numbers of the chain). */
  gboolean (*append) (gpointer tx, const McBatch *batch, guint skip, GArray *unreadable, GError **error);

  /* Appends all heads the speaker should know, sorted by origin and stream: work of every origin of the office but the province's, audit
   * of the speaker's own. (element-type McHead) */
  gboolean (*heads) (gpointer tx, GArray *heads, GError **error);

  /* The office's stream after number @after, until @func has had about @max_bytes; *more when there is a rest. */
  gboolean (*read_stream) (gpointer tx, gint64 after, gsize max_bytes, McHubEntryFunc func, gpointer data, gboolean *more,
                           GError **error);
  gboolean (*read_common) (gpointer tx, gint64 after, gsize max_bytes, McHubEntryFunc func, gpointer data, gboolean *more,
                           GError **error);
  /* The author's signature at exactly this head, if one is kept. */
  gboolean (*signature_at) (gpointer tx, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq,
                            guint8 signature[64], gboolean *found, GError **error);

  /* Appends what is lacking of files that entries of the speaker's origins name, oldest first, at most @max. (element-type McWant) */
  gboolean (*wants) (gpointer tx, guint max, GArray *wants, GError **error);

  gboolean (*is_of_province) (gpointer tx, const guint8 origin[MC_ORIGIN_SIZE]);
  gint64 (*now) (gpointer tx);

  /* (nullable) The order alone: runs after number @after, about @max entries, appended. A desk that has all entries is answered from
   * it, without reading their bodies. (element-type McRun) */
  gboolean (*read_order) (gpointer tx, gint64 after, gint64 max, GArray *runs, gboolean *more, GError **error);
  /* (nullable) Adds an origin for whose key @previous, a known origin of the office, has vouched: it is of the same desk. Asked when
   * add_origin() did not, which is when another desk passes on what a store wrote that was lost before it spoke for itself. */
  gboolean (*add_successor) (gpointer tx, const guint8 origin[MC_ORIGIN_SIZE], const guint8 public_key[32], int desk,
                             const guint8 previous[MC_ORIGIN_SIZE], gboolean *added, GError **error);
  /* (nullable) @frame is a signed batch of work, just appended from its first entry on: it may be kept as it is for frame_at(). */
  void (*keep_frame) (gpointer tx, const McBatch *batch, const McFrame *frame);
  /* (nullable) The payload of ENTRIES whose first entry has number @n of the office's stream, when it is at hand. (transfer full)
   * (nullable) */
  GBytes *(*frame_at) (gpointer tx, gint64 n, McRun *run);
} McHubStorage;

typedef struct
{
  const McHubStorage *storage;
  gpointer tx;
  const char *office;              /* code of the office of the token */
  const guint8 *secret_key;        /* 64 bytes: the province's, countersigns heads */
} McHub;

/**
 * mc_hub_exchange:
 * @request: HELLO, then ENTRIES
 *
 * One exchange. What is refused is answered as REFUSED and does not stop the rest. The answer may be sent only after the transaction was
 * committed. MC_ERROR_INVALID for what is no exchange at all, MC_ERROR_STORE_TOO_NEW for a version that this service does not speak;
 * others as the storage gives them: roll back.
 *
 * Returns: (transfer full): the frames of the answer
 */
GByteArray *mc_hub_exchange (const McHub *hub, gconstpointer request, gsize size, GError **error);

/* ENTRIES alone, for /v1/frames: appends ACK or REFUSED to @answer. @speaker: the origin that writes in the store that sends;
 * whose the token is, the storage knows */
gboolean mc_hub_take_entries (const McHub *hub, const McFrame *frame, const guint8 speaker[MC_ORIGIN_SIZE], GByteArray *answer,
                              GError **error);

G_END_DECLS
