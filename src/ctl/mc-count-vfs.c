/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts the syncs that reach the disk, so that a benchmark can say "one fsync" and mean it. */
#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "mc-ctl-bench.h"

typedef struct
{
  sqlite3_file base;
  const sqlite3_io_methods *real;
} CountedFile;

/* The file of the real VFS lies behind ours; its methods are called with it. */
#define REAL(file) ((sqlite3_file *) ((CountedFile *) (file) + 1))

static gint64 n_syncs;

static int
counted_sync (sqlite3_file *file, int flags)
{
  __atomic_add_fetch (&n_syncs, 1, __ATOMIC_RELAXED);
  return REAL (file)->pMethods->xSync (REAL (file), flags);
}

#define FORWARD(name, parameters, arguments)                                                                                    \
  static int counted_##name parameters { return REAL (file)->pMethods->name arguments; }

FORWARD (xClose, (sqlite3_file * file), (REAL (file)))
FORWARD (xRead, (sqlite3_file * file, void *data, int n, sqlite3_int64 at), (REAL (file), data, n, at))
FORWARD (xWrite, (sqlite3_file * file, const void *data, int n, sqlite3_int64 at), (REAL (file), data, n, at))
FORWARD (xTruncate, (sqlite3_file * file, sqlite3_int64 size), (REAL (file), size))
FORWARD (xFileSize, (sqlite3_file * file, sqlite3_int64 *size), (REAL (file), size))
FORWARD (xLock, (sqlite3_file * file, int lock), (REAL (file), lock))
FORWARD (xUnlock, (sqlite3_file * file, int lock), (REAL (file), lock))
FORWARD (xCheckReservedLock, (sqlite3_file * file, int *out), (REAL (file), out))
FORWARD (xFileControl, (sqlite3_file * file, int op, void *arg), (REAL (file), op, arg))
FORWARD (xSectorSize, (sqlite3_file * file), (REAL (file)))
FORWARD (xDeviceCharacteristics, (sqlite3_file * file), (REAL (file)))
FORWARD (xShmMap, (sqlite3_file * file, int page, int size, int extend, void volatile **out),
         (REAL (file), page, size, extend, out))
FORWARD (xShmLock, (sqlite3_file * file, int offset, int n, int flags), (REAL (file), offset, n, flags))
FORWARD (xShmUnmap, (sqlite3_file * file, int remove), (REAL (file), remove))

static void
counted_xShmBarrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = counted_xClose,
  .xRead = counted_xRead,
  .xWrite = counted_xWrite,
  .xTruncate = counted_xTruncate,
  .xSync = counted_sync,
  .xFileSize = counted_xFileSize,
  .xLock = counted_xLock,
  .xUnlock = counted_xUnlock,
  .xCheckReservedLock = counted_xCheckReservedLock,
  .xFileControl = counted_xFileControl,
  .xSectorSize = counted_xSectorSize,
  .xDeviceCharacteristics = counted_xDeviceCharacteristics,
  .xShmMap = counted_xShmMap,
  .xShmLock = counted_xShmLock,
  .xShmBarrier = counted_xShmBarrier,
  .xShmUnmap = counted_xShmUnmap,
};

static int
counted_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  sqlite3_vfs *real = vfs->pAppData;
  int rc;

  memset (REAL (file), 0, (size_t) real->szOsFile);
  rc = real->xOpen (real, name, REAL (file), flags, out_flags);
  /* The library closes a file exactly when it has methods. */
  file->pMethods = REAL (file)->pMethods != NULL ? &methods : NULL;
  return rc;
}

void
mc_count_vfs_register (void)
{
  static sqlite3_vfs counted;
  sqlite3_vfs *real = sqlite3_vfs_find (NULL);

  if (real->xOpen == counted_open)
    return;
  counted = *real;
  counted.zName = "counted";
  counted.pAppData = real;
  counted.pNext = NULL;
  counted.szOsFile = (int) sizeof (CountedFile) + real->szOsFile;
  counted.xOpen = counted_open;
  sqlite3_vfs_register (&counted, TRUE);
}

gint64
mc_count_vfs_syncs (void)
{
  return __atomic_load_n (&n_syncs, __ATOMIC_RELAXED);
}
