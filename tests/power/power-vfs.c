/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "power-vfs.h"

#include <sqlite3.h>

#include "power-disk.h"

#define TEMPORARY \
  (SQLITE_OPEN_DELETEONCLOSE | SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TRANSIENT_DB | SQLITE_OPEN_TEMP_JOURNAL \
   | SQLITE_OPEN_SUBJOURNAL)
#define JOURNAL (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL)

typedef struct
{
  sqlite3_file base;
  PowerNode *node; /* (nullable) NULL for temporary files, of which nothing survives; not valid after a cut */
  const char *path;
  guint boots;                  /* the value of power.boots when it was opened */
  gboolean first_sync_of_entry; /* SQLite syncs the folder with the first sync of a new journal */
  sqlite3_file *real;
} PowerFile;

/* SQLite's list of VFSs belongs to the process, so this does too. Everything below @lock is guarded by it. */
static struct
{
  sqlite3_vfs vfs;
  sqlite3_vfs *real;
  GMutex lock;
  PowerDisk *disk;
  gboolean off;
  guint boots;
  guint steps;
  guint steps_left; /* to the armed cut, 0 when none is */
  guint32 seed;
  gint64 quota;
  int writes_left; /* -1: for ever */
} power;

static void
cut_locked (guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  power.off = TRUE;
  power.boots++;
  power.steps_left = 0;
  power_disk_crash (power.disk, rand);
}

/* Counts one step that changes the disk; FALSE when the power is (now) off for whoever asks. */
static gboolean
step_locked (guint boots)
{
  if (power.off || boots != power.boots)
    return FALSE;
  power.steps++;
  if (power.steps_left > 0 && --power.steps_left == 0)
    cut_locked (power.seed);
  return !power.off;
}

static gboolean
is_dead (PowerFile *self)
{
  gboolean dead;

  g_mutex_lock (&power.lock);
  dead = power.off || self->boots != power.boots;
  g_mutex_unlock (&power.lock);
  return dead;
}

static int
power_close (sqlite3_file *file)
{
  PowerFile *self = (PowerFile *) file;

  return self->real->pMethods->xClose (self->real);
}

static int
power_read (sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset)
{
  PowerFile *self = (PowerFile *) file;

  return is_dead (self) ? SQLITE_IOERR_READ : self->real->pMethods->xRead (self->real, buffer, amount, offset);
}

static int
check_write_locked (PowerFile *self, int amount, sqlite3_int64 offset)
{
  gint64 growth = offset + amount - power_node_size (self->node);

  if (power.writes_left == 0)
    return SQLITE_IOERR_WRITE;
  if (power.writes_left > 0)
    power.writes_left--;
  if (power.quota >= 0 && growth > 0 && power_disk_total (power.disk) + growth > power.quota)
    return SQLITE_FULL;
  return SQLITE_OK;
}

static int
power_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset)
{
  PowerFile *self = (PowerFile *) file;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&power.lock);
  int rc;

  if (!step_locked (self->boots))
    return SQLITE_IOERR_WRITE;
  if (self->node == NULL)
    return self->real->pMethods->xWrite (self->real, buffer, amount, offset);

  rc = check_write_locked (self, amount, offset);
  if (rc != SQLITE_OK)
    return rc;
  power_disk_will_write (power.disk, self->node, offset, amount);
  rc = self->real->pMethods->xWrite (self->real, buffer, amount, offset);
  power_disk_did_change (power.disk, self->node);
  return rc;
}

static int
power_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  PowerFile *self = (PowerFile *) file;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&power.lock);
  int rc;

  if (!step_locked (self->boots))
    return SQLITE_IOERR_TRUNCATE;
  if (self->node == NULL)
    return self->real->pMethods->xTruncate (self->real, size);

  power_disk_will_truncate (power.disk, self->node, size);
  rc = self->real->pMethods->xTruncate (self->real, size);
  power_disk_did_change (power.disk, self->node);
  return rc;
}

static int
power_sync (sqlite3_file *file, int flags)
{
  PowerFile *self = (PowerFile *) file;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&power.lock);

  if (!step_locked (self->boots))
    return SQLITE_IOERR_FSYNC;
  if (self->node == NULL)
    return SQLITE_OK;
  power_disk_synced (power.disk, self->node, self->first_sync_of_entry ? self->path : NULL);
  self->first_sync_of_entry = FALSE;
  return SQLITE_OK;
}

static int
power_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  PowerFile *self = (PowerFile *) file;

  return is_dead (self) ? SQLITE_IOERR_FSTAT : self->real->pMethods->xFileSize (self->real, size);
}

static int
power_lock (sqlite3_file *file, int level)
{
  PowerFile *self = (PowerFile *) file;

  return is_dead (self) ? SQLITE_IOERR_LOCK : self->real->pMethods->xLock (self->real, level);
}

static int
power_unlock (sqlite3_file *file, int level)
{
  PowerFile *self = (PowerFile *) file;

  return self->real->pMethods->xUnlock (self->real, level);
}

static int
power_check_reserved_lock (sqlite3_file *file, int *result)
{
  PowerFile *self = (PowerFile *) file;

  return is_dead (self) ? SQLITE_IOERR_CHECKRESERVEDLOCK : self->real->pMethods->xCheckReservedLock (self->real, result);
}

static int
power_file_control (sqlite3_file *file, int op, void *argument)
{
  PowerFile *self = (PowerFile *) file;

  if (is_dead (self))
    return SQLITE_IOERR;
  /* Each of these changes a file, or reads it, past the methods above. */
  if (op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE || op == SQLITE_FCNTL_MMAP_SIZE)
    return SQLITE_NOTFOUND;
  return self->real->pMethods->xFileControl (self->real, op, argument);
}

static int
power_sector_size (sqlite3_file *file)
{
  PowerFile *self = (PowerFile *) file;

  return self->real->pMethods->xSectorSize (self->real);
}

static int
power_device_characteristics (sqlite3_file *file)
{
  PowerFile *self = (PowerFile *) file;

  /* Promise no more than the simulated disk keeps. */
  return self->real->pMethods->xDeviceCharacteristics (self->real)
         & (SQLITE_IOCAP_POWERSAFE_OVERWRITE | SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN);
}

static int
power_shm_map (sqlite3_file *file, int region, int size, int extend, void volatile **result)
{
  PowerFile *self = (PowerFile *) file;

  return is_dead (self) ? SQLITE_IOERR_SHMMAP
                        : self->real->pMethods->xShmMap (self->real, region, size, extend, result);
}

static int
power_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  PowerFile *self = (PowerFile *) file;

  if ((flags & SQLITE_SHM_UNLOCK) == 0 && is_dead (self))
    return SQLITE_IOERR_SHMLOCK;
  return self->real->pMethods->xShmLock (self->real, offset, n, flags);
}

static void
power_shm_barrier (sqlite3_file *file)
{
  PowerFile *self = (PowerFile *) file;

  self->real->pMethods->xShmBarrier (self->real);
}

static int
power_shm_unmap (sqlite3_file *file, int delete_it)
{
  PowerFile *self = (PowerFile *) file;

  /* By now the name may belong to those who opened the file after the boot. */
  return self->real->pMethods->xShmUnmap (self->real, delete_it && !is_dead (self));
}

static const sqlite3_io_methods power_methods = {
  .iVersion = 2, /* with shared memory, without memory mapped reading */
  .xClose = power_close,
  .xRead = power_read,
  .xWrite = power_write,
  .xTruncate = power_truncate,
  .xSync = power_sync,
  .xFileSize = power_file_size,
  .xLock = power_lock,
  .xUnlock = power_unlock,
  .xCheckReservedLock = power_check_reserved_lock,
  .xFileControl = power_file_control,
  .xSectorSize = power_sector_size,
  .xDeviceCharacteristics = power_device_characteristics,
  .xShmMap = power_shm_map,
  .xShmLock = power_shm_lock,
  .xShmBarrier = power_shm_barrier,
  .xShmUnmap = power_shm_unmap,
};

static int
power_open (sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *flags_out)
{
  PowerFile *self = (PowerFile *) file;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&power.lock);
  gboolean tracked = path != NULL && (flags & TEMPORARY) == 0;
  int existed = TRUE;
  int rc;

  *self = (PowerFile){ .path = path, .boots = power.boots };
  self->real = (sqlite3_file *) (gpointer) (self + 1);
  self->real->pMethods = NULL;
  if (power.off)
    return SQLITE_CANTOPEN;
  if (tracked)
    {
      rc = power.real->xAccess (power.real, path, SQLITE_ACCESS_EXISTS, &existed);
      if (rc != SQLITE_OK)
        return rc;
    }

  rc = power.real->xOpen (power.real, path, self->real, flags, flags_out);
  if (rc != SQLITE_OK)
    {
      if (self->real->pMethods != NULL)
        self->real->pMethods->xClose (self->real);
      return rc;
    }
  if (tracked)
    self->node = power_disk_open (power.disk, path, !existed);
  self->first_sync_of_entry = !existed && (flags & JOURNAL) != 0;
  self->base.pMethods = &power_methods;
  return SQLITE_OK;
}

static int
power_delete (sqlite3_vfs *vfs, const char *path, int sync_directory)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&power.lock);
  int rc;

  if (!step_locked (power.boots))
    return SQLITE_IOERR_DELETE;
  power_disk_will_delete (power.disk, path);
  rc = power.real->xDelete (power.real, path, FALSE);
  if (rc == SQLITE_OK)
    power_disk_did_delete (power.disk, path, sync_directory);
  return rc;
}

void
power_vfs_register (void)
{
  if (power.real != NULL)
    return;
  power.real = sqlite3_vfs_find (NULL);
  g_assert_nonnull (power.real);
  power.disk = power_disk_new ();
  power.quota = -1;
  power.writes_left = -1;

  power.vfs = *power.real; /* the system's time, paths, randomness */
  power.vfs.pNext = NULL;
  power.vfs.zName = POWER_VFS_NAME;
  power.vfs.szOsFile = (int) sizeof (PowerFile) + power.real->szOsFile;
  power.vfs.xOpen = power_open;
  power.vfs.xDelete = power_delete;
  g_assert_cmpint (sqlite3_vfs_register (&power.vfs, FALSE), ==, SQLITE_OK);
}

void
power_vfs_cut (guint32 seed)
{
  g_mutex_lock (&power.lock);
  if (!power.off)
    cut_locked (seed);
  g_mutex_unlock (&power.lock);
}

void
power_vfs_cut_after (guint n, guint32 seed)
{
  g_mutex_lock (&power.lock);
  power.steps_left = n;
  power.seed = seed;
  g_mutex_unlock (&power.lock);
}

guint
power_vfs_steps (void)
{
  guint steps;

  g_mutex_lock (&power.lock);
  steps = power.steps;
  g_mutex_unlock (&power.lock);
  return steps;
}

gboolean
power_vfs_is_cut (void)
{
  gboolean off;

  g_mutex_lock (&power.lock);
  off = power.off;
  g_mutex_unlock (&power.lock);
  return off;
}

void
power_vfs_boot (void)
{
  g_mutex_lock (&power.lock);
  power.off = FALSE;
  power.steps_left = 0;
  power.quota = -1;
  power.writes_left = -1;
  g_mutex_unlock (&power.lock);
}

void
power_vfs_set_quota (gint64 bytes)
{
  g_mutex_lock (&power.lock);
  power.quota = bytes;
  g_mutex_unlock (&power.lock);
}

void
power_vfs_fail_writes (int n)
{
  g_mutex_lock (&power.lock);
  power.writes_left = n;
  g_mutex_unlock (&power.lock);
}
