/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-faults.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Sources are built with 64-bit offsets: what they call open() is open64(). */
#define MAX_FD 1024

int __real_open64 (const char *path, int flags, ...);
int __real_close (int fd);
ssize_t __real_read (int fd, void *data, size_t size);
ssize_t __real_write (int fd, const void *data, size_t size);
int __real_fsync (int fd);
int __real_rename (const char *from, const char *to);
int __real_unlink (const char *path);
int __real_mkdir (const char *path, mode_t mode);
int __real_stat64 (const char *path, struct stat *st);
GDir *__real_g_dir_open (const char *path, guint flags, GError **error);
gboolean __real_g_file_test (const char *path, GFileTest test);

int __wrap_open64 (const char *path, int flags, ...);
int __wrap_close (int fd);
ssize_t __wrap_read (int fd, void *data, size_t size);
ssize_t __wrap_write (int fd, const void *data, size_t size);
int __wrap_fsync (int fd);
int __wrap_rename (const char *from, const char *to);
int __wrap_unlink (const char *path);
int __wrap_mkdir (const char *path, mode_t mode);
int __wrap_stat64 (const char *path, struct stat *st);
GDir *__wrap_g_dir_open (const char *path, guint flags, GError **error);
gboolean __wrap_g_file_test (const char *path, GFileTest test);

/* One test at a time, one thread at a stick. */
static struct
{
  char *folder; /* (nullable) while nothing is watched */
  StickFault fault;
  gint64 step;
  gint64 calls;
  gboolean happened;
  gboolean on_stick[MAX_FD];
  gint64 size[MAX_FD];
} stick;

void
stick_faults_begin (const char *folder, StickFault fault, gint64 step)
{
  g_assert_null (stick.folder);
  memset (&stick, 0, sizeof stick);
  stick.folder = g_strdup (folder);
  stick.fault = fault;
  stick.step = step;
}

gint64
stick_faults_end (void)
{
  g_clear_pointer (&stick.folder, g_free);
  return stick.calls;
}

gboolean
stick_faults_happened (void)
{
  return stick.happened;
}

static gboolean
is_on_stick (const char *path)
{
  return stick.folder != NULL && g_str_has_prefix (path, stick.folder);
}

static gboolean
is_open_there (int fd)
{
  return stick.folder != NULL && fd >= 0 && fd < MAX_FD && stick.on_stick[fd];
}

/* One call more. @writes: it needs room. TRUE: it fails, with errno set. */
static gboolean
fails (int number, gboolean writes)
{
  gboolean here = ++stick.calls == stick.step, since = stick.step > 0 && stick.calls >= stick.step;

  switch (stick.fault)
    {
    case STICK_PULLED:
      stick.happened |= since;
      errno = number;
      return since;
    case STICK_FLAKY:
      stick.happened |= here;
      errno = EIO;
      return here;
    case STICK_FULL:
      stick.happened |= since && writes;
      errno = ENOSPC;
      return since && writes;
    case STICK_SOUND:
    case STICK_LATE:
    case STICK_FAT:
    default:
      return FALSE;
    }
}

static gboolean
has_bad_name (const char *path)
{
  const char *name = strrchr (path, '/') + 1;
  gsize size = strlen (name);

  for (const char *p = name; *p != '\0'; p++)
    if ((guchar) *p < 32 || strchr ("\"*:<>?|\\", *p) != NULL)
      return TRUE;
  return size == 0 || size > 255 || name[size - 1] == '.' || name[size - 1] == ' ';
}

int
__wrap_open64 (const char *path, int flags, ...)
{
  int mode = 0, fd;
  va_list args;

  if ((flags & O_CREAT) != 0)
    {
      va_start (args, flags);
      mode = va_arg (args, int);
      va_end (args);
    }
  if (!is_on_stick (path))
    return __real_open64 (path, flags, mode);
  if (fails (ENOENT, (flags & O_CREAT) != 0))
    return -1;
  if (stick.fault == STICK_FAT && has_bad_name (path))
    {
      errno = EINVAL;
      return -1;
    }
  fd = __real_open64 (path, flags, mode);
  if (fd >= 0 && fd < MAX_FD)
    {
      stick.on_stick[fd] = TRUE;
      stick.size[fd] = 0;
    }
  return fd;
}

int
__wrap_close (int fd)
{
  if (fd >= 0 && fd < MAX_FD)
    stick.on_stick[fd] = FALSE;
  return __real_close (fd);
}

ssize_t
__wrap_read (int fd, void *data, size_t size)
{
  return is_open_there (fd) && fails (EIO, FALSE) ? -1 : __real_read (fd, data, size);
}

ssize_t
__wrap_write (int fd, const void *data, size_t size)
{
  if (!is_open_there (fd))
    return __real_write (fd, data, size);
  if (fails (EIO, TRUE))
    {
      if (stick.fault != STICK_FULL || stick.calls != stick.step || size < 2)
        return -1;
      return __real_write (fd, data, size / 2);
    }
  if (stick.fault == STICK_FAT && stick.step > 0 && stick.size[fd] + (gint64) size > stick.step)
    {
      stick.happened = TRUE;
      errno = EFBIG;
      return -1;
    }
  stick.size[fd] += (gint64) size;
  return __real_write (fd, data, size);
}

int
__wrap_fsync (int fd)
{
  struct stat st;

  if (!is_open_there (fd))
    return __real_fsync (fd);
  if (fails (EIO, TRUE))
    return -1;
  if (stick.fault == STICK_LATE && stick.step > 0 && stick.calls >= stick.step)
    {
      stick.happened = TRUE;
      errno = ENOSPC;
      return -1;
    }
  if (stick.fault == STICK_FAT && fstat (fd, &st) == 0 && S_ISDIR (st.st_mode))
    {
      errno = EINVAL;
      return -1;
    }
  return __real_fsync (fd);
}

int
__wrap_rename (const char *from, const char *to)
{
  if (is_on_stick (to) && fails (ENOENT, TRUE))
    return -1;
  if (is_on_stick (to) && stick.fault == STICK_FAT && has_bad_name (to))
    {
      errno = EINVAL;
      return -1;
    }
  return __real_rename (from, to);
}

int
__wrap_unlink (const char *path)
{
  return is_on_stick (path) && fails (ENOENT, FALSE) ? -1 : __real_unlink (path);
}

int
__wrap_mkdir (const char *path, mode_t mode)
{
  return is_on_stick (path) && fails (ENOENT, TRUE) ? -1 : __real_mkdir (path, mode);
}

int
__wrap_stat64 (const char *path, struct stat *st)
{
  return is_on_stick (path) && fails (ENOENT, FALSE) ? -1 : __real_stat64 (path, st);
}

GDir *
__wrap_g_dir_open (const char *path, guint flags, GError **error)
{
  if (!is_on_stick (path) || !fails (ENOENT, FALSE))
    return __real_g_dir_open (path, flags, error);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "%s", g_strerror (ENOENT));
  return NULL;
}

gboolean
__wrap_g_file_test (const char *path, GFileTest test)
{
  return is_on_stick (path) && fails (ENOENT, FALSE) ? FALSE : __real_g_file_test (path, test);
}
