/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-frame.h"
#include "mc-importer.h"

G_BEGIN_DECLS

/* The small frames: each has a writer that appends a whole frame and a reader of its payload. Readers return FALSE with
 * MC_ERROR_INVALID and leave nothing to free. */

#define MC_DIGEST_SIZE 8
#define MC_HELLO_FORMER 4 /* those beyond come with the next exchange */

/* One chain and how far it goes. */
typedef struct
{
  guint8 origin[MC_ORIGIN_SIZE];
  McStream stream;
  gint64 seq;
  guint8 hash[MC_HASH_SIZE];
} McHead;

/* BLAKE2b over the heads (first 8 bytes of each hash), in the order of their origins and streams; @heads is sorted. */
void mc_heads_digest (GArray *heads, guint8 digest[MC_DIGEST_SIZE]); /* (element-type McHead) */

typedef struct
{
  gint64 version;
  guint8 origin[MC_ORIGIN_SIZE]; /* who writes in this store now */
  guint8 digest[MC_DIGEST_SIZE]; /* of the heads of all work streams the province has, as far as is known, after this request */
  gint64 cursor;                 /* the office's stream: all up to here is known */
  gint64 common;                 /* the common origin's chain: all up to here is known */
  gint64 answer_max;             /* bytes the answer should have at most */
  gboolean small_only;           /* ask for no files now */
  /* Origins that wrote in this store before, and of which the other side has nothing yet: it could not know whose they are. */
  guint8 former[MC_HELLO_FORMER][MC_ORIGIN_SIZE];
  guint n_former;
} McHello;

typedef struct
{
  guint8 origin[MC_ORIGIN_SIZE];
  McStream stream;
  gint64 seq;            /* durable up to here; 0: nothing */
  guint8 hash_start[8];  /* of that entry */
  gboolean is_signed;
  guint8 signature[64];  /* the province's, over the head (mc_head_sign()) */
} McAck;

typedef struct
{
  guint8 hash[MC_HASH_SIZE];
  gint64 from; /* bytes [from, to) are lacking */
  gint64 to;
} McWant;

typedef struct
{
  guint8 hash[MC_HASH_SIZE];
  gint64 total;
  gint64 offset;
  const guint8 *data; /* (not owned) */
  gsize size;
} McBlobPiece;

typedef struct
{
  gint64 cursor;
  gint64 common;
  gboolean more; /* ask again at once */
  gint64 time;   /* the province's clock, seconds */
} McCursor;

typedef enum
{
  MC_REFUSED_FORK = 1,       /* this number is known with other bytes: begin a new origin */
  MC_REFUSED_GAP = 2,        /* numbers before it are missing: send from the acknowledged one */
  MC_REFUSED_ORIGIN = 3,     /* not a desk of this office */
  MC_REFUSED_SIGNATURE = 4,
  MC_REFUSED_CONTENT = 5,    /* kept, but it cannot be read as what it says it is */
  MC_REFUSED_BLOB_HASH = 6,  /* the bytes are not what the name says: sent again from 0 */
  MC_REFUSED_BLOB_SIZE = 7,  /* larger than the province takes */
} McRefusedReason;

typedef struct
{
  McRefusedReason reason;
  guint8 origin[MC_ORIGIN_SIZE]; /* zeros for a file */
  McStream stream;
  gint64 seq;
  guint8 hash[MC_HASH_SIZE]; /* of a file; else zeros */
} McRefused;

void mc_put_hello (GByteArray *out, const McHello *hello);
void mc_put_order (GByteArray *out, GArray *runs); /* (element-type McRun); nothing for none */
void mc_put_ack (GByteArray *out, const McAck *ack);
void mc_put_want (GByteArray *out, const McWant *want);
void mc_put_blob (GByteArray *out, const McBlobPiece *piece);
void mc_put_cursor (GByteArray *out, const McCursor *cursor);
void mc_put_have (GByteArray *out, const guint8 hash[MC_HASH_SIZE]);
void mc_put_refused (GByteArray *out, const McRefused *refused);

gboolean mc_read_hello (const McFrame *frame, McHello *hello, GError **error);
gboolean mc_read_order (const McFrame *frame, GArray *runs, GError **error); /* appends */
gboolean mc_read_ack (const McFrame *frame, McAck *ack, GError **error);
gboolean mc_read_want (const McFrame *frame, McWant *want, GError **error);
gboolean mc_read_blob (const McFrame *frame, McBlobPiece *piece, GError **error);
gboolean mc_read_cursor (const McFrame *frame, McCursor *cursor, GError **error);
gboolean mc_read_have (const McFrame *frame, guint8 hash[MC_HASH_SIZE], GError **error);
gboolean mc_read_refused (const McFrame *frame, McRefused *refused, GError **error);

G_END_DECLS
