/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file of a dossier on the disk: head and sealed pieces. */
#include "config.h"

#include "mc-blob-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mc-error.h"

#define MAGIC "mcblob1\n"
#define MAGIC_SIZE 8
#define HEAD_PLAIN (8 + MC_HASH_SIZE)
#define HEAD_NUMBER G_MAXINT64 /* the head's place in the row of nonces */
#define AAD_SIZE (MC_BLOB_ID_SIZE + 8 + 1)

G_STATIC_ASSERT (MC_BLOB_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
G_STATIC_ASSERT (MC_BLOB_ID_SIZE + 8 == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);

gboolean
_mc_blob_failed (int error_number, GError **error)
{
  switch (error_number)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      g_set_error_literal (error, MC_ERROR, MC_ERROR_NO_SPACE, _ ("There is no room left on the disk; the file was not saved"));
      break;
    case EROFS:
    case EACCES:
    case EPERM:
      g_set_error (error, MC_ERROR, MC_ERROR_READ_ONLY, _ ("The data folder cannot be written (%s)"),
                   g_strerror (error_number));
      break;
    default:
      g_set_error (error, MC_ERROR, MC_ERROR_FAILED, _ ("The file could not be saved or read (%s)"),
                   g_strerror (error_number));
    }
  return FALSE;
}

gboolean
_mc_blob_damaged (const char *message, GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT, message);
  return FALSE;
}

gboolean
_mc_blob_write_at (int fd, gint64 offset, const guint8 *data, gsize size, GError **error)
{
  while (size > 0)
    {
      gssize n = pwrite (fd, data, size, offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return _mc_blob_failed (n == 0 ? ENOSPC : errno, error);
      data += n;
      size -= (gsize) n;
      offset += n;
    }
  return TRUE;
}

gssize
_mc_blob_read_at (int fd, gint64 offset, guint8 *data, gsize size)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = pread (fd, data + done, size - done, offset + (gint64) done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      done += (gsize) n;
    }
  return (gssize) done;
}

gboolean
_mc_blob_sync (int fd, GError **error)
{
  return fsync (fd) == 0 || _mc_blob_failed (errno, error);
}

gboolean
_mc_blob_sync_folder (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean ok;

  if (fd < 0)
    return _mc_blob_failed (errno, error);
  /* Some file systems have nothing to sync in a folder and say so. */
  ok = fsync (fd) == 0 || errno == EINVAL || _mc_blob_failed (errno, error);
  close (fd);
  return ok;
}

static void
make_nonce (guint8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES], guint8 aad[AAD_SIZE], const guint8 *id, gint64 number,
            gboolean is_last)
{
  guint64 big = GUINT64_TO_BE ((guint64) number);

  memcpy (nonce, id, MC_BLOB_ID_SIZE);
  memcpy (nonce + MC_BLOB_ID_SIZE, &big, 8);
  memcpy (aad, nonce, MC_BLOB_ID_SIZE + 8);
  aad[AAD_SIZE - 1] = is_last != FALSE;
}

static void
seal (const guint8 *key, const guint8 *id, gint64 number, gboolean is_last, const guint8 *plain, gsize size, guint8 *sealed)
{
  guint8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES], aad[AAD_SIZE];

  make_nonce (nonce, aad, id, number, is_last);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed, NULL, plain, size, aad, sizeof aad, NULL, nonce, key);
}

static gboolean
unseal (const guint8 *key, const guint8 *id, gint64 number, gboolean is_last, const guint8 *sealed, gsize size, guint8 *plain)
{
  guint8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES], aad[AAD_SIZE];

  make_nonce (nonce, aad, id, number, is_last);
  return crypto_aead_xchacha20poly1305_ietf_decrypt (plain, NULL, NULL, sealed, size, aad, sizeof aad, nonce, key) == 0;
}

gboolean
_mc_blob_write_piece (int fd, const guint8 *key, const guint8 *id, gint64 number, gboolean is_last, const guint8 *plain,
                      gsize size, GError **error)
{
  g_autofree guint8 *sealed = g_malloc (size + MC_BLOB_TAG);

  seal (key, id, number, is_last, plain, size, sealed);
  return _mc_blob_write_at (fd, _mc_blob_piece_offset (number), sealed, size + MC_BLOB_TAG, error);
}

gboolean
_mc_blob_read_piece (int fd, const guint8 *key, const guint8 *id, gint64 number, gboolean is_last, guint8 *plain, gsize size)
{
  g_autofree guint8 *sealed = g_malloc (size + MC_BLOB_TAG);
  gssize n = _mc_blob_read_at (fd, _mc_blob_piece_offset (number), sealed, size + MC_BLOB_TAG);

  return n == (gssize) (size + MC_BLOB_TAG) && unseal (key, id, number, is_last, sealed, (gsize) n, plain);
}

gboolean
_mc_blob_begin (int fd, guint8 id[MC_BLOB_ID_SIZE], GError **error)
{
  guint8 bytes[MC_BLOB_HEAD_SIZE] = { 0 };

  randombytes_buf (id, MC_BLOB_ID_SIZE);
  memcpy (bytes, MAGIC, MAGIC_SIZE);
  memcpy (bytes + MAGIC_SIZE, id, MC_BLOB_ID_SIZE);
  return _mc_blob_write_at (fd, 0, bytes, sizeof bytes, error);
}

gboolean
_mc_blob_read_id (int fd, guint8 id[MC_BLOB_ID_SIZE])
{
  guint8 bytes[MC_BLOB_HEAD_SIZE];

  if (_mc_blob_read_at (fd, 0, bytes, sizeof bytes) != sizeof bytes || memcmp (bytes, MAGIC, MAGIC_SIZE) != 0)
    return FALSE;
  memcpy (id, bytes + MAGIC_SIZE, MC_BLOB_ID_SIZE);
  return TRUE;
}

gboolean
_mc_blob_write_head (int fd, const guint8 *key, const McBlobHead *head, GError **error)
{
  guint8 plain[HEAD_PLAIN], sealed[HEAD_PLAIN + MC_BLOB_TAG];
  guint64 big = GUINT64_TO_BE ((guint64) head->size);

  memcpy (plain, &big, 8);
  memcpy (plain + 8, head->hash, MC_HASH_SIZE);
  seal (key, head->id, HEAD_NUMBER, FALSE, plain, sizeof plain, sealed);
  return _mc_blob_write_at (fd, MAGIC_SIZE + MC_BLOB_ID_SIZE, sealed, sizeof sealed, error);
}

static gboolean
read_head (int fd, const guint8 *key, McBlobHead *head, GError **error)
{
  guint8 bytes[MC_BLOB_HEAD_SIZE], plain[HEAD_PLAIN];
  gssize n = _mc_blob_read_at (fd, 0, bytes, sizeof bytes);
  guint64 big;

  if (n < 0)
    return _mc_blob_failed (errno, error);
  if (n < (gssize) sizeof bytes)
    return _mc_blob_damaged (_ ("The file is shorter than it should be"), error);
  memcpy (head->id, bytes + MAGIC_SIZE, MC_BLOB_ID_SIZE);
  if (memcmp (bytes, MAGIC, MAGIC_SIZE) != 0 ||
      !unseal (key, head->id, HEAD_NUMBER, FALSE, bytes + MAGIC_SIZE + MC_BLOB_ID_SIZE, HEAD_PLAIN + MC_BLOB_TAG, plain))
    return _mc_blob_damaged (_ ("The beginning of the file was altered or damaged"), error);
  memcpy (&big, plain, 8);
  head->size = (gint64) GUINT64_FROM_BE (big);
  memcpy (head->hash, plain + 8, MC_HASH_SIZE);
  return TRUE;
}

static gboolean
check_head (McBlobReader *self, const guint8 hash[MC_HASH_SIZE], GError **error)
{
  struct stat st;

  if (!read_head (self->fd, self->key, &self->head, error))
    return FALSE;
  if (memcmp (self->head.hash, hash, MC_HASH_SIZE) != 0)
    return _mc_blob_damaged (_ ("Another file lies in this place"), error);
  if (fstat (self->fd, &st) != 0)
    return _mc_blob_failed (errno, error);
  if (st.st_size < _mc_blob_stored_size (self->head.size))
    return _mc_blob_damaged (_ ("The file is shorter than it should be"), error);
  if (st.st_size > _mc_blob_stored_size (self->head.size))
    return _mc_blob_damaged (_ ("The file is longer than it should be"), error);
  return TRUE;
}

gboolean
_mc_blob_reader_open (McBlobReader *self, McBlobs *blobs, const guint8 hash[MC_HASH_SIZE], GError **error)
{
  g_autofree char *path = _mc_blobs_path (blobs, hash);

  memset (self, 0, sizeof *self);
  self->piece = -1;
  self->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (self->fd < 0 && errno == ENOENT)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("This file is not on this machine"));
      return FALSE;
    }
  if (self->fd < 0)
    return _mc_blob_failed (errno, error);
  memcpy (self->key, blobs->key, sizeof self->key);
  return check_head (self, hash, error);
}

void
_mc_blob_reader_close (McBlobReader *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_clear_pointer (&self->plain, g_free);
  sodium_memzero (self->key, sizeof self->key);
}

static gboolean
load_piece (McBlobReader *self, gint64 number, GError **error)
{
  gint64 n_full = self->head.size / MC_BLOB_PIECE;
  gsize size = number == n_full ? (gsize) (self->head.size % MC_BLOB_PIECE) : MC_BLOB_PIECE;

  if (number == self->piece)
    return TRUE;
  if (self->plain == NULL)
    self->plain = g_malloc (MC_BLOB_PIECE);
  self->piece = -1;
  if (!_mc_blob_read_piece (self->fd, self->key, self->head.id, number, number == n_full, self->plain, size))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_STORE_CORRUPT,
                   _ ("Piece %lld of %lld of the file was altered or damaged"), (long long) (number + 1),
                   (long long) (n_full + 1));
      return FALSE;
    }
  self->piece = number;
  return TRUE;
}

gboolean
_mc_blob_reader_read (McBlobReader *self, gint64 offset, guint8 *buffer, gsize size, gsize *n_read, GError **error)
{
  *n_read = 0;
  if (offset < 0)
    return TRUE;
  /* The last piece is looked at even when it is empty: that nothing is missing at the end is said there. */
  if (offset >= self->head.size)
    return load_piece (self, self->head.size / MC_BLOB_PIECE, error);
  size = (gsize) MIN ((gint64) MIN (size, (gsize) G_MAXSSIZE), self->head.size - offset);
  while (*n_read < size)
    {
      gint64 at = offset + (gint64) *n_read;
      gsize within = (gsize) (at % MC_BLOB_PIECE);
      gsize n = MIN (size - *n_read, MC_BLOB_PIECE - within);

      if (!load_piece (self, at / MC_BLOB_PIECE, error))
        return FALSE;
      memcpy (buffer + *n_read, self->plain + within, n);
      *n_read += n;
    }
  return TRUE;
}
