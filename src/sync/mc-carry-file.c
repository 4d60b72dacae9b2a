/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-carry-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "mc-error.h"

static gboolean
fail (McError code, const char *message, GError **error)
{
  g_set_error_literal (error, MC_ERROR, (int) code, message);
  return FALSE;
}

gboolean
mc_carry_fail_write (int number, GError **error)
{
  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return fail (MC_ERROR_NO_SPACE, _ ("There is no room left on the USB stick or in the folder"), error);
    case EROFS:
    case EACCES:
    case EPERM:
      return fail (MC_ERROR_READ_ONLY, _ ("The USB stick or the folder is write-protected"), error);
    case EIO:
    case ENODEV:
    case ENXIO:
    case ENOENT:
    case ENOTDIR:
    case ESTALE:
    case ENOTCONN:
    case EHOSTDOWN:
      return fail (MC_ERROR_DEVICE_GONE, _ ("The USB stick or the folder is gone; nothing half written was left as a package"), error);
    default:
      g_set_error (error, MC_ERROR, MC_ERROR_FAILED, _ ("The data package cannot be written: %s"), g_strerror (number));
      return FALSE;
    }
}

gboolean
mc_carry_fail_read (int number, GError **error)
{
  switch (number)
    {
    case EIO:
    case ENODEV:
    case ENXIO:
    case ESTALE:
    case ENOTCONN:
    case EHOSTDOWN:
      return fail (MC_ERROR_DEVICE_GONE, _ ("The USB stick or the folder cannot be read any more; is it still plugged in?"), error);
    case ENOENT:
    case ENOTDIR:
      return fail (MC_ERROR_NOT_FOUND, _ ("There is no such file or folder"), error);
    default:
      g_set_error (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("The data package cannot be read: %s"), g_strerror (number));
      return FALSE;
    }
}

gboolean
mc_carry_file_open (McCarryFile *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);
  g_autofree char *hidden = g_strdup_printf (".%s" MC_CARRY_FILE_PART, name);

  self->path = g_strdup (path);
  self->beside = g_build_filename (folder, hidden, NULL);
  self->size = 0;
  /* What an earlier try left is of no use to anybody. It is for other accounts to read, on this machine and on others: what is in it
   * is sealed. */
  self->fd = g_open (self->beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
  return self->fd >= 0 || mc_carry_fail_write (errno, error);
}

gboolean
mc_carry_file_write (McCarryFile *self, gconstpointer data, gsize size, GError **error)
{
  const guint8 *bytes = data;

  while (size > 0)
    {
      ssize_t n = write (self->fd, bytes, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return mc_carry_fail_write (n < 0 ? errno : ENOSPC, error);
      bytes += n;
      size -= (gsize) n;
      self->size += n;
    }
  return TRUE;
}

/* Some file systems cannot sync a folder, and say so. */
static gboolean
sync_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  int number = 0;

  if (fd < 0)
    return mc_carry_fail_write (errno, error);
  if (fsync (fd) != 0)
    number = errno;
  close (fd);
  return number == 0 || number == EINVAL || number == ENOTSUP || number == ENOSYS || mc_carry_fail_write (number, error);
}

gboolean
mc_carry_file_finish (McCarryFile *self, GError **error)
{
  int fd = self->fd;

  self->fd = -1;
  if (fsync (fd) != 0)
    {
      int number = errno;

      close (fd);
      return mc_carry_fail_write (number, error);
    }
  /* Network folders tell of a full disk here. */
  if (close (fd) != 0 || g_rename (self->beside, self->path) != 0)
    return mc_carry_fail_write (errno, error);
  g_clear_pointer (&self->beside, g_free);
  return sync_folder (self->path, error);
}

void
mc_carry_file_clear (McCarryFile *self)
{
  if (self->path != NULL && self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  if (self->beside != NULL)
    g_unlink (self->beside);
  g_clear_pointer (&self->beside, g_free);
  g_clear_pointer (&self->path, g_free);
}
