/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-blobs.h"

#include <sodium.h>

G_BEGIN_DECLS

/* How a file of a dossier lies on the disk. A head: "mcblob1\n" ‖ 16 random bytes (the file's id) ‖ sealed (size of the content ‖
 * its SHA-256). Then pieces of MC_BLOB_PIECE bytes of content, each sealed, and always a last shorter one, which may be
 * empty. The nonce is id ‖ number of the piece, and id, number and whether it is the last are authenticated, so pieces cannot
 * change places or files, and none can be left out. */

#define MC_BLOB_ID_SIZE 16
#define MC_BLOB_TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define MC_BLOB_SEALED (MC_BLOB_PIECE + MC_BLOB_TAG)
#define MC_BLOB_HEAD_SIZE (8 + MC_BLOB_ID_SIZE + 8 + MC_HASH_SIZE + MC_BLOB_TAG)

struct _McBlobs
{
  char *root;  /* .../blobs */
  char *tmp;   /* .../blobs/tmp: what is being written */
  char *parts; /* .../blobs/parts: what is coming down */
  guint8 key[MC_BLOB_KEY_SIZE];
};

typedef struct
{
  guint8 id[MC_BLOB_ID_SIZE];
  guint8 hash[MC_HASH_SIZE];
  gint64 size;
} McBlobHead;

/* Where piece @number begins in the file. */
static inline gint64
_mc_blob_piece_offset (gint64 number)
{
  return (gint64) MC_BLOB_HEAD_SIZE + number * (gint64) MC_BLOB_SEALED;
}

/* Size on the disk of a content of @size bytes. */
static inline gint64
_mc_blob_stored_size (gint64 size)
{
  return _mc_blob_piece_offset (size / MC_BLOB_PIECE) + size % MC_BLOB_PIECE + (gint64) MC_BLOB_TAG;
}

/* Sets an error from errno: NO_SPACE, READ_ONLY, FAILED. Always FALSE. */
gboolean _mc_blob_failed (int error_number, GError **error);
gboolean _mc_blob_damaged (const char *message, GError **error); /* STORE_CORRUPT; always FALSE */

gboolean _mc_blob_write_at (int fd, gint64 offset, const guint8 *data, gsize size, GError **error);
gssize _mc_blob_read_at (int fd, gint64 offset, guint8 *data, gsize size); /* fewer only at the end; -1 with errno */
gboolean _mc_blob_sync (int fd, GError **error);
gboolean _mc_blob_sync_folder (const char *path, GError **error);

gboolean _mc_blob_write_piece (int fd, const guint8 *key, const guint8 *id, gint64 number, gboolean is_last,
                               const guint8 *plain, gsize size, GError **error);
/* FALSE when it is not there, or not what was written; no error. @plain has room for @size bytes, the size of the content. */
gboolean _mc_blob_read_piece (int fd, const guint8 *key, const guint8 *id, gint64 number, gboolean is_last, guint8 *plain,
                              gsize size);

/* A head whose content is not known yet has only the id. */
gboolean _mc_blob_begin (int fd, guint8 id[MC_BLOB_ID_SIZE], GError **error);
gboolean _mc_blob_read_id (int fd, guint8 id[MC_BLOB_ID_SIZE]);
gboolean _mc_blob_write_head (int fd, const guint8 *key, const McBlobHead *head, GError **error);

/* An open file whose head fits its name and its length. */
typedef struct
{
  int fd;
  guint8 key[MC_BLOB_KEY_SIZE];
  McBlobHead head;
  gint64 piece;  /* what is in @plain, -1: none */
  guint8 *plain; /* MC_BLOB_PIECE bytes */
} McBlobReader;

gboolean _mc_blob_reader_open (McBlobReader *self, McBlobs *blobs, const guint8 hash[MC_HASH_SIZE], GError **error);
void _mc_blob_reader_close (McBlobReader *self);
gboolean _mc_blob_reader_read (McBlobReader *self, gint64 offset, guint8 *buffer, gsize size, gsize *n_read, GError **error);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McBlobReader, _mc_blob_reader_close)

char *_mc_blobs_path (McBlobs *self, const guint8 hash[MC_HASH_SIZE]);
/* A new file in tmp/. -1 with an error */
int _mc_blobs_new_file (McBlobs *self, char **path, GError **error);
/* Gives a whole and synced file its name; it is there for good when this returns TRUE. Else it stays where it is. */
gboolean _mc_blobs_put_in_place (McBlobs *self, const char *path, const guint8 hash[MC_HASH_SIZE], GError **error);

G_END_DECLS
