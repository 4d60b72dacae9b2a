/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "power-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define SECTOR 512
#define MAX_BETWEEN 3
#define MAX_SIZES 8

/* A sector with unsynced content. Its newest content is in the file. */
typedef struct
{
  gint64 number;
  guint8 synced[SECTOR];
  gboolean past_end; /* it began past the synced end of the file: lost, it may hold anything */
  guint8 between[MAX_BETWEEN][SECTOR]; /* unsynced contents that were written over; the oldest are forgotten */
  guint n_between;
} Sector;

struct _PowerNode
{
  int fd; /* read-only; stays with the file when its name is gone */
  dev_t device;
  ino_t inode;
  GTree *sectors; /* (element-type gint64 Sector) sorted, so that a seed always gives the same crash */
  GArray *sizes;  /* of gint64: the synced size, unsynced ones, the size now */
};

/* A name: the file that it means now and the one that it means after a power cut, if its folder is never synced. */
typedef struct
{
  PowerNode *now;    /* (nullable) */
  PowerNode *synced; /* (nullable) */
} Name;

struct _PowerDisk
{
  GTree *names;     /* (element-type filename Name) sorted */
  GPtrArray *nodes; /* (element-type PowerNode) owned */
};

static int
compare_numbers (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static int
compare_paths (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (a, b);
}

static void
power_node_free (gpointer data)
{
  PowerNode *node = data;

  close (node->fd);
  g_tree_unref (node->sectors);
  g_array_unref (node->sizes);
  g_free (node);
}

static PowerNode *
power_node_new (PowerDisk *self, const char *path, gboolean created)
{
  PowerNode *node;
  struct stat st;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gint64 synced_size;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &st) != 0)
    {
      close (fd);
      return NULL;
    }
  node = g_new0 (PowerNode, 1);
  node->fd = fd;
  node->device = st.st_dev;
  node->inode = st.st_ino;
  node->sectors = g_tree_new_full (compare_numbers, NULL, NULL, g_free);
  node->sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  synced_size = created ? 0 : st.st_size;
  g_array_append_val (node->sizes, synced_size);
  g_ptr_array_add (self->nodes, node);
  return node;
}

gint64
power_node_size (PowerNode *node)
{
  struct stat st;

  return fstat (node->fd, &st) == 0 ? (gint64) st.st_size : 0;
}

/* Reads @length bytes at @offset, zeros past the end. */
static void
power_node_read (PowerNode *node, guint8 *buffer, gint64 offset, gint64 length)
{
  gint64 done = 0;

  while (done < length)
    {
      gssize n = pread (node->fd, buffer + done, (gsize) (length - done), offset + done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      done += n;
    }
  memset (buffer + done, 0, (gsize) (length - done));
}

PowerDisk *
power_disk_new (void)
{
  PowerDisk *self = g_new0 (PowerDisk, 1);

  self->names = g_tree_new_full (compare_paths, NULL, g_free, g_free);
  self->nodes = g_ptr_array_new_with_free_func (power_node_free);
  return self;
}

void
power_disk_free (PowerDisk *self)
{
  if (self == NULL)
    return;
  g_tree_unref (self->names);
  g_ptr_array_unref (self->nodes);
  g_free (self);
}

static gboolean
is_same_file (PowerNode *node, const char *path)
{
  GStatBuf st;

  return g_stat (path, &st) == 0 && st.st_dev == node->device && st.st_ino == node->inode;
}

/* The entry of @path; what others did to the path in the meantime (a copy, a rename) counts as synced. */
static Name *
look_up_name (PowerDisk *self, const char *path, gboolean created)
{
  Name *name = g_tree_lookup (self->names, path);

  if (name == NULL)
    {
      name = g_new0 (Name, 1);
      g_tree_insert (self->names, g_strdup (path), name);
    }
  if (name->now == NULL || !is_same_file (name->now, path))
    {
      name->now = power_node_new (self, path, created);
      if (!created && name->now != NULL)
        name->synced = name->now;
    }
  return name;
}

PowerNode *
power_disk_open (PowerDisk *self, const char *path, gboolean created)
{
  return look_up_name (self, path, created)->now;
}

/* Remembers what is in the sectors that touch the range, before they change. */
static void
remember (PowerNode *node, gint64 offset, gint64 end)
{
  gint64 first = offset / SECTOR;
  gint64 count = (end + SECTOR - 1) / SECTOR - first;
  g_autofree guint8 *content = NULL;

  if (end <= offset)
    return;
  content = g_malloc ((gsize) (count * SECTOR));
  power_node_read (node, content, first * SECTOR, count * SECTOR);

  for (gint64 i = 0; i < count; i++)
    {
      gint64 number = first + i;
      Sector *sector = g_tree_lookup (node->sectors, &number);

      if (sector == NULL)
        {
          sector = g_new0 (Sector, 1);
          sector->number = number;
          sector->past_end = number * SECTOR >= g_array_index (node->sizes, gint64, 0);
          memcpy (sector->synced, content + i * SECTOR, SECTOR);
          g_tree_insert (node->sectors, &sector->number, sector);
          continue;
        }
      if (sector->n_between == MAX_BETWEEN)
        memmove (sector->between[0], sector->between[1], (MAX_BETWEEN - 1) * SECTOR);
      else
        sector->n_between++;
      memcpy (sector->between[sector->n_between - 1], content + i * SECTOR, SECTOR);
    }
}

void
power_disk_will_write (PowerDisk *self, PowerNode *node, gint64 offset, gint64 length)
{
  remember (node, offset, offset + length);
}

void
power_disk_will_truncate (PowerDisk *self, PowerNode *node, gint64 size)
{
  remember (node, size, power_node_size (node));
}

void
power_disk_did_change (PowerDisk *self, PowerNode *node)
{
  gint64 size = power_node_size (node);

  if (size == g_array_index (node->sizes, gint64, node->sizes->len - 1))
    return;
  g_array_append_val (node->sizes, size);
  if (node->sizes->len > MAX_SIZES)
    g_array_remove_index (node->sizes, 1);
}

static gboolean
sync_name_of (gpointer key, gpointer value, gpointer node)
{
  Name *name = value;

  if (name->now == node)
    name->synced = name->now;
  return FALSE;
}

static gboolean
sync_name_in (gpointer key, gpointer value, gpointer folder)
{
  Name *name = value;
  g_autofree char *its_folder = g_path_get_dirname (key);

  if (strcmp (its_folder, folder) == 0)
    name->synced = name->now;
  return FALSE;
}

static void
sync_folder_of (PowerDisk *self, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_tree_foreach (self->names, sync_name_in, folder);
}

void
power_disk_synced (PowerDisk *self, PowerNode *node, const char *directory_of)
{
  gint64 size = power_node_size (node);

  g_tree_remove_all (node->sectors);
  g_array_set_size (node->sizes, 0);
  g_array_append_val (node->sizes, size);

  /* The common file systems keep a new file's name when the file is synced. */
  g_tree_foreach (self->names, sync_name_of, node);
  if (directory_of != NULL)
    sync_folder_of (self, directory_of);
}

void
power_disk_will_delete (PowerDisk *self, const char *path)
{
  look_up_name (self, path, FALSE);
}

void
power_disk_did_delete (PowerDisk *self, const char *path, gboolean directory)
{
  Name *name = g_tree_lookup (self->names, path);

  if (name != NULL)
    name->now = NULL;
  if (directory)
    sync_folder_of (self, path);
}

static gboolean
add_size (gpointer key, gpointer value, gpointer user_data)
{
  const Name *name = value;
  gint64 *total = user_data;

  if (name->now != NULL)
    *total += power_node_size (name->now);
  return FALSE;
}

gint64
power_disk_total (PowerDisk *self)
{
  gint64 total = 0;

  g_tree_foreach (self->names, add_size, &total);
  return total;
}

/* One file on its way through a crash. */
typedef struct
{
  GRand *rand;
  int lost_percent; /* of the sectors; drawn per file, so that all-or-nothing is seen as often as a mixture */
  guint8 *content;
  gint64 size;
  gint64 size_before;
} Crash;

static gboolean
crash_sector (gpointer key, gpointer value, gpointer user_data)
{
  const Sector *sector = value;
  Crash *crash = user_data;
  gint64 offset = sector->number * SECTOR;
  gsize length = (gsize) CLAMP (crash->size - offset, 0, SECTOR);
  gsize in_file = (gsize) CLAMP (crash->size_before - offset, 0, SECTOR);
  const guint8 *before = sector->n_between > 0 ? sector->between[sector->n_between - 1] : sector->synced;
  int pick;

  if (length == 0)
    return FALSE;
  /* A truncation is undone: what it cut off is not in the file any more. */
  if (in_file < length)
    memcpy (crash->content + offset + in_file, before + in_file, length - in_file);
  if (g_rand_int_range (crash->rand, 0, 100) >= crash->lost_percent)
    return FALSE;

  pick = g_rand_int_range (crash->rand, 0, (int) sector->n_between + 1);
  if (pick > 0)
    memcpy (crash->content + offset, sector->between[pick - 1], length);
  else if (sector->past_end && g_rand_int_range (crash->rand, 0, 4) == 0)
    for (gsize i = 0; i < length; i++)
      crash->content[offset + (gint64) i] = (guint8) g_rand_int (crash->rand);
  else
    memcpy (crash->content + offset, sector->synced, length);
  return FALSE;
}

static gint64
choose_size (PowerNode *node, GRand *rand)
{
  const gint64 *sizes = (const gint64 *) (gpointer) node->sizes->data;
  int dice = g_rand_int_range (rand, 0, 10);

  if (dice < 5)
    return power_node_size (node);
  return sizes[dice < 8 ? 0 : g_rand_int_range (rand, 0, (int) node->sizes->len)];
}

/* Writes the state of @node after the crash to @path, as a new file. */
static void
crash_node (PowerNode *node, const char *path, GRand *rand)
{
  static const int lost_percents[] = { 0, 10, 50, 90, 100 };
  g_autofree char *temporary = g_strconcat (path, ".power", NULL);
  g_autofree guint8 *content = NULL;
  g_autoptr (GError) error = NULL;
  Crash crash = { .rand = rand };

  crash.lost_percent = lost_percents[g_rand_int_range (rand, 0, G_N_ELEMENTS (lost_percents))];
  crash.size_before = power_node_size (node);
  crash.size = choose_size (node, rand);
  crash.content = content = g_malloc0 ((gsize) MAX (crash.size, 1));
  power_node_read (node, content, 0, MIN (crash.size, crash.size_before));
  g_tree_foreach (node->sectors, crash_sector, &crash);

  g_file_set_contents_full (temporary, (const char *) content, crash.size, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_rename (temporary, path), ==, 0);
}

static gboolean
crash_name (gpointer key, gpointer value, gpointer user_data)
{
  const Name *name = value;
  const char *path = key;
  GRand *rand = user_data;
  g_autofree char *wal_index = g_strconcat (path, "-shm", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  PowerNode *stays = g_rand_boolean (rand) ? name->now : name->synced;

  g_unlink (wal_index); /* it never reaches a disk */

  /* Replaced or removed behind our back, alone or with its folder: theirs is the truth. */
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return FALSE;
  if (name->now != NULL ? !is_same_file (name->now, path) : g_file_test (path, G_FILE_TEST_EXISTS))
    return FALSE;
  if (stays != NULL)
    crash_node (stays, path, rand);
  else
    g_unlink (path);
  return FALSE;
}

void
power_disk_crash (PowerDisk *self, GRand *rand)
{
  g_tree_foreach (self->names, crash_name, rand);
  g_tree_remove_all (self->names);
  g_ptr_array_set_size (self->nodes, 0);
}
