/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-sync-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>

#include "mc-error.h"

struct _McSyncLock
{
  int fd;
};

McSyncLock *
mc_sync_lock_take (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "sync.lock", NULL);
  McSyncLock *self;
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_READ_ONLY, _ ("The folder of the store cannot be written"));
      return NULL;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      gboolean busy = errno == EWOULDBLOCK;

      g_close (fd, NULL);
      g_set_error_literal (error, MC_ERROR, busy ? MC_ERROR_BUSY : MC_ERROR_FAILED,
                           busy ? _ ("Another program is exchanging with the province at this moment")
                                : _ ("The folder of the store cannot be locked"));
      return NULL;
    }
  self = g_new0 (McSyncLock, 1);
  self->fd = fd;
  return self;
}

void
mc_sync_lock_free (McSyncLock *self)
{
  /* The file stays: removing it would let two processes lock two files of one name. */
  g_close (self->fd, NULL);
  g_free (self);
}
