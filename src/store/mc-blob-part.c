/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that comes down in pieces. parts/NAME has the form of the whole file, but for the head, which says nothing yet: what is
 * whole of it are pieces already, synced one after the other. What does not fill a piece lies in parts/NAME.tail, written anew
 * each time under a fresh nonce and bound to the part and to the number of its piece; a tail left over from before does
 * not fit and counts for nothing. So all that part_size() ever said is still there after kill -9 and power cuts. */
#include "config.h"

#include "mc-blob-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mc-error.h"

#define UNSYNCED_MAX 4 /* pieces that a power cut may harm */
#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAIL_AAD (MC_BLOB_ID_SIZE + 8)

typedef struct
{
  McBlobs *blobs;
  char *path;
  char *tail_path;
  int fd; /* locked; -1: there is no such part */
  guint8 id[MC_BLOB_ID_SIZE];
  gint64 n_pieces; /* whole ones */
  guint8 *tail;    /* MC_BLOB_PIECE bytes */
  gsize tail_size;
} Part;

static void
part_close (Part *self)
{
  if (self->fd >= 0)
    close (self->fd); /* and unlocks */
  g_free (self->path);
  g_free (self->tail_path);
  if (self->tail != NULL)
    sodium_memzero (self->tail, MC_BLOB_PIECE);
  g_free (self->tail);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Part, part_close)

static gint64
part_size (const Part *self)
{
  return self->n_pieces * MC_BLOB_PIECE + (gint64) self->tail_size;
}

static gboolean
is_still_named (int fd, const char *path)
{
  struct stat a;
  GStatBuf b;

  return fstat (fd, &a) == 0 && g_stat (path, &b) == 0 && a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

/* Another process may finish or drop the part while we wait for its lock: then what we hold has lost its name. */
static gboolean
open_locked (Part *self, gboolean create, GError **error)
{
  for (;;)
    {
      self->fd = g_open (self->path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
      if (self->fd < 0)
        return (errno == ENOENT && !create) || _mc_blob_failed (errno, error);
      while (flock (self->fd, LOCK_EX) != 0)
        if (errno != EINTR)
          return _mc_blob_failed (errno, error);
      if (is_still_named (self->fd, self->path))
        return TRUE;
      close (self->fd);
    }
}

static void
tail_aad (const Part *self, guint8 aad[TAIL_AAD])
{
  guint64 big = GUINT64_TO_BE ((guint64) self->n_pieces);

  memcpy (aad, self->id, MC_BLOB_ID_SIZE);
  memcpy (aad + MC_BLOB_ID_SIZE, &big, 8);
}

static void
load_tail (Part *self)
{
  g_autofree char *text = NULL;
  guint8 aad[TAIL_AAD];
  gsize size;
  unsigned long long n = 0;

  if (!g_file_get_contents (self->tail_path, &text, &size, NULL) || size < NONCE_SIZE + MC_BLOB_TAG ||
      size >= NONCE_SIZE + MC_BLOB_TAG + MC_BLOB_PIECE)
    return;
  tail_aad (self, aad);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt (self->tail, &n, NULL, (const guint8 *) text + NONCE_SIZE, size - NONCE_SIZE,
                                                  aad, sizeof aad, (const guint8 *) text, self->blobs->key) == 0)
    self->tail_size = (gsize) n;
}

/* Reads how far it came. A part whose head never got to the disk begins anew. */
static gboolean
load (Part *self, GError **error)
{
  struct stat st;

  if (fstat (self->fd, &st) != 0)
    return _mc_blob_failed (errno, error);
  if (!_mc_blob_read_id (self->fd, self->id))
    return ftruncate (self->fd, 0) == 0 ? _mc_blob_begin (self->fd, self->id, error) : _mc_blob_failed (errno, error);
  self->n_pieces = MAX (0, st.st_size - (gint64) MC_BLOB_HEAD_SIZE) / (gint64) MC_BLOB_SEALED;
  /* Only the last few can have been under way when the power went: those before them were synced. */
  for (gint64 i = MAX (0, self->n_pieces - UNSYNCED_MAX); i < self->n_pieces; i++)
    if (!_mc_blob_read_piece (self->fd, self->blobs->key, self->id, i, FALSE, self->tail, MC_BLOB_PIECE))
      self->n_pieces = i;
  load_tail (self);
  return TRUE;
}

/* TRUE with fd -1 when there is none and it was not to be created. */
static gboolean
part_open (Part *self, McBlobs *blobs, const guint8 hash[MC_HASH_SIZE], gboolean create, GError **error)
{
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE);

  self->blobs = blobs;
  self->path = g_build_filename (blobs->parts, hex, NULL);
  self->tail_path = g_strconcat (self->path, ".tail", NULL);
  self->tail = g_malloc (MC_BLOB_PIECE);
  if (!open_locked (self, create, error))
    return FALSE;
  return self->fd < 0 || load (self, error);
}

static void
drop (Part *self)
{
  g_unlink (self->path);
  g_unlink (self->tail_path);
}

static gboolean
save_tail (Part *self, GError **error)
{
  g_autofree guint8 *sealed = g_malloc (NONCE_SIZE + self->tail_size + MC_BLOB_TAG);
  g_autofree char *beside = NULL;
  guint8 aad[TAIL_AAD];
  gboolean ok;
  int fd;

  if (self->tail_size == 0)
    return TRUE;
  tail_aad (self, aad);
  randombytes_buf (sealed, NONCE_SIZE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed + NONCE_SIZE, NULL, self->tail, self->tail_size, aad, sizeof aad, NULL,
                                              sealed, self->blobs->key);
  fd = _mc_blobs_new_file (self->blobs, &beside, error);
  if (fd < 0)
    return FALSE;
  ok = _mc_blob_write_at (fd, 0, sealed, NONCE_SIZE + self->tail_size + MC_BLOB_TAG, error) && _mc_blob_sync (fd, error);
  close (fd);
  if (ok && g_rename (beside, self->tail_path) != 0)
    ok = _mc_blob_failed (errno, error);
  if (!ok)
    g_unlink (beside);
  return ok && _mc_blob_sync_folder (self->blobs->parts, error);
}

gint64
mc_blobs_part_size (McBlobs *self, const guint8 hash[MC_HASH_SIZE])
{
  g_auto (Part) part = { .fd = -1 };

  return part_open (&part, self, hash, FALSE, NULL) && part.fd >= 0 ? part_size (&part) : 0;
}

static gboolean
append (Part *self, const guint8 *data, gsize size, GError **error)
{
  gint64 before = self->n_pieces, synced = self->n_pieces;

  while (size > 0)
    {
      gsize n = MIN (size, MC_BLOB_PIECE - self->tail_size);

      memcpy (self->tail + self->tail_size, data, n);
      self->tail_size += n;
      data += n;
      size -= n;
      if (self->tail_size < MC_BLOB_PIECE)
        break;
      if (!_mc_blob_write_piece (self->fd, self->blobs->key, self->id, self->n_pieces, FALSE, self->tail, MC_BLOB_PIECE, error))
        return FALSE;
      self->n_pieces++;
      self->tail_size = 0;
      if (self->n_pieces - synced < UNSYNCED_MAX)
        continue;
      if (!_mc_blob_sync (self->fd, error))
        return FALSE;
      synced = self->n_pieces;
    }
  /* The head must be there before a tail that is bound to it, too. */
  if ((self->n_pieces > synced || before == 0) && !_mc_blob_sync (self->fd, error))
    return FALSE;
  if (before == 0 && !_mc_blob_sync_folder (self->blobs->parts, error))
    return FALSE;
  return save_tail (self, error);
}

gboolean
mc_blobs_part_append (McBlobs *self, const guint8 hash[MC_HASH_SIZE], gint64 offset, gconstpointer data, gsize size,
                      GError **error)
{
  g_auto (Part) part = { .fd = -1 };
  gint64 known;

  if (!part_open (&part, self, hash, TRUE, error))
    return FALSE;
  known = part_size (&part) - offset;
  if (offset < 0 || known < 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("A piece of the file is missing before this one"));
      return FALSE;
    }
  /* What comes twice is the same. */
  if (known >= (gint64) size)
    return TRUE;
  return append (&part, (const guint8 *) data + known, size - (gsize) known, error);
}

static gboolean
has_content (Part *self, const guint8 hash[MC_HASH_SIZE])
{
  g_autofree guint8 *plain = g_malloc (MC_BLOB_PIECE);
  crypto_hash_sha256_state state;
  guint8 found[MC_HASH_SIZE];

  crypto_hash_sha256_init (&state);
  for (gint64 i = 0; i < self->n_pieces; i++)
    {
      if (!_mc_blob_read_piece (self->fd, self->blobs->key, self->id, i, FALSE, plain, MC_BLOB_PIECE))
        return FALSE;
      crypto_hash_sha256_update (&state, plain, MC_BLOB_PIECE);
    }
  crypto_hash_sha256_update (&state, self->tail, self->tail_size);
  crypto_hash_sha256_final (&state, found);
  return memcmp (found, hash, MC_HASH_SIZE) == 0;
}

/* Stopped anywhere in here, the part is as it was: doing it again writes the same bytes. */
static gboolean
make_whole (Part *self, const guint8 hash[MC_HASH_SIZE], GError **error)
{
  McBlobHead head = { .size = part_size (self) };

  memcpy (head.id, self->id, sizeof head.id);
  memcpy (head.hash, hash, MC_HASH_SIZE);
  return (ftruncate (self->fd, _mc_blob_piece_offset (self->n_pieces)) == 0 || _mc_blob_failed (errno, error)) &&
         _mc_blob_write_piece (self->fd, self->blobs->key, self->id, self->n_pieces, TRUE, self->tail, self->tail_size, error) &&
         _mc_blob_write_head (self->fd, self->blobs->key, &head, error) && _mc_blob_sync (self->fd, error) &&
         _mc_blobs_put_in_place (self->blobs, self->path, hash, error);
}

gboolean
mc_blobs_part_finish (McBlobs *self, const guint8 hash[MC_HASH_SIZE], GError **error)
{
  g_auto (Part) part = { .fd = -1 };

  if (!part_open (&part, self, hash, FALSE, error))
    return FALSE;
  if (part.fd < 0)
    {
      g_auto (McBlobReader) reader = { .fd = -1 };

      return _mc_blob_reader_open (&reader, self, hash, error);
    }
  if (!has_content (&part, hash))
    {
      drop (&part);
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The file that came is not the one its name says"));
      return FALSE;
    }
  if (!make_whole (&part, hash, error))
    return FALSE;
  g_unlink (part.tail_path);
  return TRUE;
}
