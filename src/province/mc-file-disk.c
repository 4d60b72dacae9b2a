/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-file-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <unistd.h>

#include "mc-error.h"

#define BUFFER (256 * 1024)

gboolean
mc_disk_fail (const char *path, GError **error)
{
  int code = errno;
  McError kind = code == ENOSPC || code == EDQUOT   ? MC_ERROR_NO_SPACE
                 : code == EROFS || code == EACCES || code == EPERM ? MC_ERROR_READ_ONLY
                 : code == ENOENT                   ? MC_ERROR_NOT_FOUND
                                                    : MC_ERROR_FAILED;

  g_debug ("%s: %s", path, g_strerror (code));
  g_set_error (error, MC_ERROR, kind, _ ("The folder of the files cannot be used: %s"), g_strerror (code));
  return FALSE;
}

gboolean
mc_disk_make_folder (const char *path, GError **error)
{
  return g_mkdir_with_parents (path, 0700) == 0 || mc_disk_fail (path, error);
}

gboolean
mc_disk_sync_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean good = fd >= 0 && fsync (fd) == 0;

  if (!good)
    mc_disk_fail (path, error);
  if (fd >= 0)
    close (fd);
  return good;
}

gboolean
mc_disk_write_at (int fd, const char *path, gconstpointer data, gsize size, gint64 offset, GError **error)
{
  const guint8 *at = data;

  while (size > 0)
    {
      ssize_t n = pwrite (fd, at, size, (off_t) offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return mc_disk_fail (path, error);
      at += n;
      offset += n;
      size -= (gsize) n;
    }
  return fdatasync (fd) == 0 || mc_disk_fail (path, error);
}

gboolean
mc_disk_hash (int fd, const char *path, guint8 hash[MC_HASH_SIZE], gint64 *size, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER);
  crypto_hash_sha256_state state;
  ssize_t n;

  *size = 0;
  crypto_hash_sha256_init (&state);
  while ((n = pread (fd, buffer, BUFFER, (off_t) *size)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return mc_disk_fail (path, error);
      crypto_hash_sha256_update (&state, buffer, (gsize) n);
      *size += n;
    }
  crypto_hash_sha256_final (&state, hash);
  return TRUE;
}

static gboolean
copy_fds (int in, int out, const char *path, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER);
  gint64 offset = 0;
  ssize_t n;

  while ((n = read (in, buffer, BUFFER)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return mc_disk_fail (path, error);
      if (!mc_disk_write_at (out, path, buffer, (gsize) n, offset, error))
        return FALSE;
      offset += n;
    }
  return TRUE;
}

gboolean
mc_disk_copy (const char *from, const char *to, GError **error)
{
  int in = open (from, O_RDONLY | O_CLOEXEC), out;
  gboolean good;

  if (in < 0)
    return mc_disk_fail (from, error);
  out = open (to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  good = out >= 0 ? copy_fds (in, out, to, error) : mc_disk_fail (to, error);
  if (out >= 0)
    close (out);
  close (in);
  return good;
}

gboolean
mc_disk_link (const char *from, const char *to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (to), *parent = g_path_get_dirname (folder);

  if (!mc_disk_make_folder (folder, error))
    return FALSE;
  if (link (from, to) != 0 && errno != EEXIST)
    return mc_disk_fail (to, error);
  return mc_disk_sync_folder (folder, error) && mc_disk_sync_folder (parent, error);
}
