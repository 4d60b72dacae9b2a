/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of files: key, taking in, reading. */
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

#define KEY_FILE "blobs.key"
#define TMP_AGE (24 * 60 * 60)

/* ---- opening ---- */

static gboolean
load_key (const char *path, guint8 key[MC_BLOB_KEY_SIZE])
{
  g_autofree char *text = NULL;
  gboolean ok = g_file_get_contents (path, &text, NULL, NULL) && mc_hex_decode (g_strstrip (text), key, MC_BLOB_KEY_SIZE);

  if (text != NULL)
    sodium_memzero (text, strlen (text));
  return ok;
}

/* Whether a file was ever put here: folders of two hex digits are made for the first one of each. */
static gboolean
has_files (McBlobs *self)
{
  g_autoptr (GDir) root = g_dir_open (self->root, 0, NULL);
  g_autoptr (GDir) parts = g_dir_open (self->parts, 0, NULL);
  const char *name;

  if (parts != NULL && g_dir_read_name (parts) != NULL)
    return TRUE;
  while (root != NULL && (name = g_dir_read_name (root)) != NULL)
    if (strlen (name) == 2)
      return TRUE;
  return FALSE;
}

/* Written beside and linked, so that of two programs that start at once one wins and both have the same key. */
static gboolean
create_key (McBlobs *self, const char *folder, const char *path, GError **error)
{
  g_autofree char *beside = NULL, *hex = NULL;
  guint8 key[MC_BLOB_KEY_SIZE];
  int fd = _mc_blobs_new_file (self, &beside, error);
  gboolean ok;

  if (fd < 0)
    return FALSE;
  randombytes_buf (key, sizeof key);
  hex = mc_hex_encode (key, sizeof key);
  sodium_memzero (key, sizeof key);
  ok = _mc_blob_write_at (fd, 0, (const guint8 *) hex, strlen (hex), error) && _mc_blob_sync (fd, error);
  close (fd);
  sodium_memzero (hex, strlen (hex));
  if (ok && link (beside, path) != 0 && errno != EEXIST)
    /* FAT has no links. */
    ok = g_rename (beside, path) == 0 || _mc_blob_failed (errno, error);
  g_unlink (beside);
  return ok && _mc_blob_sync_folder (folder, error);
}

static gboolean
find_key (McBlobs *self, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, KEY_FILE, NULL);

  if (load_key (path, self->key))
    return TRUE;
  /* A new key would make what is there unreadable and hide that it is. */
  if (g_file_test (path, G_FILE_TEST_EXISTS) || has_files (self))
    return _mc_blob_damaged (_ ("The key of the scanned files is missing. They are kept as they are; open Restore"), error);
  if (!create_key (self, folder, path, error))
    return FALSE;
  return load_key (path, self->key) ||
         _mc_blob_damaged (_ ("The key of the scanned files is missing. They are kept as they are; open Restore"), error);
}

static gboolean
make_folder (const char *path, gboolean *made, GError **error)
{
  if (g_mkdir (path, 0700) == 0)
    *made = TRUE;
  else if (errno != EEXIST)
    return _mc_blob_failed (errno, error);
  return TRUE;
}

McBlobs *
mc_blobs_open (const char *folder, GError **error)
{
  g_autoptr (McBlobs) self = g_new0 (McBlobs, 1);
  gboolean made = FALSE;

  if (sodium_init () < 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_FAILED, "libsodium");
      return NULL;
    }
  self->root = g_build_filename (folder, "blobs", NULL);
  self->tmp = g_build_filename (self->root, "tmp", NULL);
  self->parts = g_build_filename (self->root, "parts", NULL);
  if (!make_folder (self->root, &made, error) || !make_folder (self->tmp, &made, error) ||
      !make_folder (self->parts, &made, error))
    return NULL;
  if (made && (!_mc_blob_sync_folder (self->root, error) || !_mc_blob_sync_folder (folder, error)))
    return NULL;
  if (!find_key (self, folder, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
mc_blobs_free (McBlobs *self)
{
  if (self == NULL)
    return;
  sodium_memzero (self->key, sizeof self->key);
  g_free (self->root);
  g_free (self->tmp);
  g_free (self->parts);
  g_free (self);
}

/* ---- places ---- */

static char *
subfolder_of (McBlobs *self, guint8 first)
{
  g_autofree char *hex = mc_hex_encode (&first, 1);

  return g_build_filename (self->root, hex, NULL);
}

char *
_mc_blobs_path (McBlobs *self, const guint8 hash[MC_HASH_SIZE])
{
  g_autofree char *folder = subfolder_of (self, hash[0]);
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE);

  return g_build_filename (folder, hex, NULL);
}

int
_mc_blobs_new_file (McBlobs *self, char **path, GError **error)
{
  g_autofree char *name = g_build_filename (self->tmp, "XXXXXX", NULL);
  int fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    _mc_blob_failed (errno, error);
  else
    *path = g_steal_pointer (&name);
  return fd;
}

gboolean
_mc_blobs_put_in_place (McBlobs *self, const char *path, const guint8 hash[MC_HASH_SIZE], GError **error)
{
  g_autofree char *folder = subfolder_of (self, hash[0]);
  g_autofree char *target = _mc_blobs_path (self, hash);
  gboolean made = FALSE;

  if (!make_folder (folder, &made, error) || (made && !_mc_blob_sync_folder (self->root, error)))
    return FALSE;
  /* Over the one that may be there: it has the same content, unless it was damaged since. */
  if (g_rename (path, target) != 0)
    return _mc_blob_failed (errno, error);
  return _mc_blob_sync_folder (folder, error);
}

/* ---- taking in ---- */

typedef struct
{
  McBlobs *blobs;
  int fd;
  McBlobHead head;
  crypto_hash_sha256_state state;
  guint8 *plain; /* MC_BLOB_PIECE bytes */
} Taking;

static gboolean
read_failed (const GError *reason, GError **error)
{
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, _ ("Cancelled"));
  else if (reason->domain == MC_ERROR)
    g_propagate_error (error, g_error_copy (reason));
  else
    g_set_error (error, MC_ERROR, MC_ERROR_FAILED, _ ("The file could not be saved or read (%s)"), reason->message);
  return FALSE;
}

static gboolean
take_pieces (Taking *self, GInputStream *stream, gint64 max_size, GFileProgressCallback progress, gpointer progress_data,
             GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  gsize n;

  for (gint64 number = 0;; number++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, &local) ||
          !g_input_stream_read_all (stream, self->plain, MC_BLOB_PIECE, &n, cancellable, &local))
        return read_failed (local, error);
      self->head.size += (gint64) n;
      if (max_size > 0 && self->head.size > max_size)
        {
          g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The file is too large"));
          return FALSE;
        }
      crypto_hash_sha256_update (&self->state, self->plain, n);
      if (!_mc_blob_write_piece (self->fd, self->blobs->key, self->head.id, number, n < MC_BLOB_PIECE, self->plain, n, error))
        return FALSE;
      if (progress != NULL)
        progress (self->head.size, -1, progress_data);
      if (n < MC_BLOB_PIECE)
        return TRUE;
    }
}

gboolean
mc_blobs_take (McBlobs *self, GInputStream *stream, gint64 max_size, GFileProgressCallback progress, gpointer progress_data,
               GCancellable *cancellable, guint8 hash[MC_HASH_SIZE], gint64 *size, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree guint8 *plain = g_malloc (MC_BLOB_PIECE);
  Taking taking = { .blobs = self, .plain = plain };
  gboolean ok;

  taking.fd = _mc_blobs_new_file (self, &path, error);
  if (taking.fd < 0)
    return FALSE;
  crypto_hash_sha256_init (&taking.state);
  ok = _mc_blob_begin (taking.fd, taking.head.id, error) &&
       take_pieces (&taking, stream, max_size, progress, progress_data, cancellable, error);
  if (ok)
    {
      crypto_hash_sha256_final (&taking.state, taking.head.hash);
      ok = _mc_blob_write_head (taking.fd, self->key, &taking.head, error) && _mc_blob_sync (taking.fd, error);
    }
  close (taking.fd);
  ok = ok && _mc_blobs_put_in_place (self, path, taking.head.hash, error);
  if (!ok)
    g_unlink (path);
  sodium_memzero (plain, MC_BLOB_PIECE);
  if (ok && hash != NULL)
    memcpy (hash, taking.head.hash, MC_HASH_SIZE);
  if (ok && size != NULL)
    *size = taking.head.size;
  return ok;
}

/* ---- reading ---- */

gint64
mc_blobs_size (McBlobs *self, const guint8 hash[MC_HASH_SIZE])
{
  g_auto (McBlobReader) reader = { .fd = -1 };

  return _mc_blob_reader_open (&reader, self, hash, NULL) ? reader.head.size : -1;
}

gboolean
mc_blobs_read (McBlobs *self, const guint8 hash[MC_HASH_SIZE], gint64 offset, guint8 *buffer, gsize size, gsize *n_read,
               GError **error)
{
  g_auto (McBlobReader) reader = { .fd = -1 };

  return _mc_blob_reader_open (&reader, self, hash, error) &&
         _mc_blob_reader_read (&reader, offset, buffer, size, n_read, error);
}

/* ---- looking after ---- */

static gboolean
check_content (McBlobReader *reader, GCancellable *cancellable, gint64 *bytes, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (MC_BLOB_PIECE);
  crypto_hash_sha256_state state;
  guint8 found[MC_HASH_SIZE];
  gsize n;

  crypto_hash_sha256_init (&state);
  for (gint64 offset = 0;; offset += (gint64) n)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!_mc_blob_reader_read (reader, offset, buffer, MC_BLOB_PIECE, &n, error))
        return FALSE;
      if (n == 0)
        break;
      crypto_hash_sha256_update (&state, buffer, n);
      *bytes += (gint64) n;
    }
  crypto_hash_sha256_final (&state, found);
  return memcmp (found, reader->head.hash, MC_HASH_SIZE) == 0 ||
         _mc_blob_damaged (_ ("The content is not what it was when it was saved"), error);
}

typedef struct
{
  McBlobFaultFunc func;
  gpointer data;
  gint64 n_files;
  gint64 bytes;
  GCancellable *cancellable;
} Verify;

/* FALSE only when cancelled. */
static gboolean
verify_one (McBlobs *self, Verify *verify, const char *name, GError **error)
{
  g_auto (McBlobReader) reader = { .fd = -1 };
  g_autoptr (GError) fault = NULL;
  guint8 hash[MC_HASH_SIZE];

  if (strlen (name) != 2 * MC_HASH_SIZE || !mc_hex_decode (name, hash, sizeof hash))
    return TRUE;
  verify->n_files++;
  if (_mc_blob_reader_open (&reader, self, hash, &fault) &&
      check_content (&reader, verify->cancellable, &verify->bytes, &fault))
    return TRUE;
  if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return read_failed (fault, error);
  if (verify->func != NULL)
    verify->func (hash, fault->message, verify->data);
  return TRUE;
}

gboolean
mc_blobs_verify (McBlobs *self, McBlobFaultFunc func, gpointer data, gint64 *n_files, gint64 *bytes, GCancellable *cancellable,
                 GError **error)
{
  Verify verify = { func, data, 0, 0, cancellable };

  for (int i = 0; i < 256; i++)
    {
      g_autofree char *folder = subfolder_of (self, (guint8) i);
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        if (!verify_one (self, &verify, name, error))
          return FALSE;
    }
  if (n_files != NULL)
    *n_files = verify.n_files;
  if (bytes != NULL)
    *bytes = verify.bytes;
  return TRUE;
}

void
mc_blobs_tidy (McBlobs *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->tmp, 0, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->tmp, name, NULL);
      GStatBuf st;

      if (g_stat (path, &st) == 0 && (gint64) st.st_mtime < now - TMP_AGE)
        g_unlink (path);
    }
}
