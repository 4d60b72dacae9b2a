/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-mark.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mc-file-disk.h"

/* The file: MAGIC, the service's public key, then 8 bytes (big endian) for each office from 0 on. */
#define MAGIC "MCMARK1"
#define HEADER ((gint64) sizeof MAGIC + MC_PUBLIC_KEY_SIZE)

struct _McProvinceMark
{
  char *folder;
  char *path;
  int fd;
  guint8 header[sizeof MAGIC + MC_PUBLIC_KEY_SIZE];
  GMutex mutex; /* between threads; between processes flock(), which threads of one descriptor share */
  char *why;
};

static void
lock (McProvinceMark *self)
{
  g_mutex_lock (&self->mutex);
  while (flock (self->fd, LOCK_EX) != 0 && errno == EINTR)
    ;
}

static void
unlock (McProvinceMark *self)
{
  flock (self->fd, LOCK_UN);
  g_mutex_unlock (&self->mutex);
}

/* Two that start at once: the second one finds the header. */
static gboolean
begin (McProvinceMark *self, gboolean *made, GError **error)
{
  struct stat info;
  gboolean good;

  lock (self);
  good = fstat (self->fd, &info) == 0 || mc_disk_fail (self->path, error);
  *made = good && info.st_size == 0;
  if (*made)
    good = mc_disk_write_at (self->fd, self->path, self->header, sizeof self->header, 0, error) &&
           mc_disk_sync_folder (self->folder, error);
  unlock (self);
  return good;
}

McProvinceMark *
mc_province_mark_open (const char *folder,
                       const guint8 key[MC_PUBLIC_KEY_SIZE],
                       gboolean *made,
                       GError **error)
{
  g_autoptr (McProvinceMark) self = g_new0 (McProvinceMark, 1);

  g_mutex_init (&self->mutex);
  self->folder = g_strdup (folder);
  self->path = g_build_filename (folder, "mark", NULL);
  memcpy (self->header, MAGIC, sizeof MAGIC);
  memcpy (self->header + sizeof MAGIC, key, MC_PUBLIC_KEY_SIZE);
  self->fd = open (self->path, O_RDWR | O_CLOEXEC | (made != NULL ? O_CREAT : 0), 0600);
  if (self->fd < 0)
    mc_disk_fail (self->path, error);
  return self->fd >= 0 && (made == NULL || begin (self, made, error)) ? g_steal_pointer (&self) : NULL;
}

void
mc_province_mark_free (McProvinceMark *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_mutex_clear (&self->mutex);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->why);
  g_free (self);
}

/* ---- numbers --------------------------------------------------------------------------------------------- */

static gint64
place_of (int office)
{
  return HEADER + (gint64) office * (gint64) sizeof (gint64);
}

static gint64
read_one (McProvinceMark *self, int office)
{
  gint64 wire = 0;

  return pread (self->fd, &wire, sizeof wire, (off_t) place_of (office)) == sizeof wire
             ? GINT64_FROM_BE (wire)
             : 0;
}

gint64
mc_province_mark_of (McProvinceMark *self, int office)
{
  gint64 next;

  lock (self);
  next = read_one (self, office);
  unlock (self);
  return next;
}

void
mc_province_mark_raise (McProvinceMark *self, int office, gint64 next)
{
  gint64 wire = GINT64_TO_BE (next);

  lock (self);
  if (read_one (self, office) < next &&
      pwrite (self->fd, &wire, sizeof wire, (off_t) place_of (office)) != sizeof wire)
    g_warning ("%s: %s", self->path, g_strerror (errno));
  unlock (self);
}

gboolean
mc_province_mark_sync (McProvinceMark *self, GError **error)
{
  return fdatasync (self->fd) == 0 || mc_disk_fail (self->path, error);
}

static gboolean
read_file (McProvinceMark *self, GByteArray *bytes, GError **error)
{
  struct stat info;
  ssize_t n;

  if (fstat (self->fd, &info) != 0)
    return mc_disk_fail (self->path, error);
  g_byte_array_set_size (bytes, (guint) info.st_size);
  n = pread (self->fd, bytes->data, bytes->len, 0);
  if (n < 0)
    return mc_disk_fail (self->path, error);
  g_byte_array_set_size (bytes, (guint) n);
  return TRUE;
}

GArray *
mc_province_mark_read (McProvinceMark *self, gboolean *ours, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean good;

  lock (self);
  good = read_file (self, bytes, error);
  unlock (self);
  if (!good)
    {
      g_array_unref (marks);
      return NULL;
    }
  *ours = bytes->len >= HEADER && memcmp (bytes->data, self->header, sizeof self->header) == 0;
  for (gint64 at = HEADER; *ours && at + (gint64) sizeof (gint64) <= bytes->len;
       at += (gint64) sizeof (gint64))
    {
      gint64 wire, next;

      memcpy (&wire, bytes->data + at, sizeof wire);
      next = GINT64_FROM_BE (wire);
      g_array_append_val (marks, next);
    }
  return marks;
}

/* In place: other instances have the file open. */
gboolean
mc_province_mark_renew (McProvinceMark *self, GArray *marks, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean good;

  g_byte_array_append (bytes, self->header, sizeof self->header);
  for (guint i = 0; i < marks->len; i++)
    {
      gint64 wire = GINT64_TO_BE (g_array_index (marks, gint64, i));

      g_byte_array_append (bytes, (const guint8 *) &wire, sizeof wire);
    }
  lock (self);
  good = ftruncate (self->fd, (off_t) bytes->len) == 0 || mc_disk_fail (self->path, error);
  good = good && mc_disk_write_at (self->fd, self->path, bytes->data, bytes->len, 0, error);
  unlock (self);
  return good;
}

/* ---- what was found -------------------------------------------------------------------------------------- */

char *
mc_province_mark_why (McProvinceMark *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_strdup (self->why);
}

void
mc_province_mark_set_why (McProvinceMark *self, const char *why)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_free (self->why);
  self->why = g_strdup (why);
}
