/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated disk keeps what a real one promises and breaks what a real one may break. */
#include "power-disk.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define SECTOR 512
#define ROUNDS 200

typedef struct
{
  char *folder;
  char *path;
  PowerDisk *disk;
  PowerNode *node;
  int fd;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("power-disk-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "file", NULL);
  self->disk = power_disk_new ();
  self->fd = -1;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  power_disk_free (self->disk);
  g_unlink (self->path);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->path);
  g_free (self->folder);
}

static void
open_file (Fixture *self)
{
  gboolean created = !g_file_test (self->path, G_FILE_TEST_EXISTS);

  self->fd = g_open (self->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (self->fd, >=, 0);
  self->node = power_disk_open (self->disk, self->path, created);
  g_assert_nonnull (self->node);
}

static void
write_letters (Fixture *self, gint64 offset, char letter, int n)
{
  g_autofree char *text = g_strnfill ((gsize) n, letter);

  power_disk_will_write (self->disk, self->node, offset, n);
  g_assert_cmpint (pwrite (self->fd, text, (gsize) n, offset), ==, n);
  power_disk_did_change (self->disk, self->node);
}

static void
truncate_file (Fixture *self, gint64 size)
{
  power_disk_will_truncate (self->disk, self->node, size);
  g_assert_cmpint (ftruncate (self->fd, size), ==, 0);
  power_disk_did_change (self->disk, self->node);
}

/* (transfer full) (nullable): the content after the crash */
static char *
crash (Fixture *self, guint32 seed, gsize *length)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  char *content = NULL;

  power_disk_crash (self->disk, rand);
  close (self->fd);
  g_file_get_contents (self->path, &content, length, NULL);
  return content;
}

static void
test_synced_stays (Fixture *self, gconstpointer data)
{
  for (guint32 seed = 0; seed < ROUNDS; seed++)
    {
      g_autofree char *content = NULL;
      gsize length;

      open_file (self);
      truncate_file (self, 0);
      write_letters (self, 0, 'a', 3 * SECTOR);
      power_disk_synced (self->disk, self->node, NULL);
      content = crash (self, seed, &length);
      g_assert_nonnull (content);
      g_assert_cmpuint (length, ==, 3 * SECTOR);
      g_assert_cmpint (content[0], ==, 'a');
      g_assert_cmpint (content[3 * SECTOR - 1], ==, 'a');
    }
}

/* Three writes over a synced sector: each of the four contents may be the one that is found, and no other. */
static void
test_unsynced_comes_in_any_order (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint32 seed = 0; seed < ROUNDS; seed++)
    {
      g_autofree char *content = NULL;
      gsize length;

      open_file (self);
      write_letters (self, 0, 'a', SECTOR);
      power_disk_synced (self->disk, self->node, NULL);
      for (char letter = 'b'; letter <= 'd'; letter++)
        write_letters (self, 0, letter, SECTOR);
      content = crash (self, seed, &length);
      g_assert_cmpuint (length, ==, SECTOR);
      for (int i = 1; i < SECTOR; i++)
        g_assert_cmpint (content[i], ==, content[0]); /* a sector is never torn */
      g_assert_cmpint (content[0], >=, 'a');
      g_assert_cmpint (content[0], <=, 'd');
      g_hash_table_add (seen, GINT_TO_POINTER (content[0]));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 4);
}

/* Of two sectors in one write each may be lost alone; what was synced beside them in the sector is never harmed. */
static void
test_write_is_torn_between_sectors (Fixture *self, gconstpointer data)
{
  guint torn = 0;

  for (guint32 seed = 0; seed < ROUNDS; seed++)
    {
      g_autofree char *content = NULL;
      gsize length;

      open_file (self);
      write_letters (self, 0, 'a', 2 * SECTOR);
      power_disk_synced (self->disk, self->node, NULL);
      write_letters (self, SECTOR - 100, 'b', 200);
      content = crash (self, seed, &length);
      g_assert_cmpuint (length, ==, 2 * SECTOR);
      g_assert_cmpint (content[SECTOR - 101], ==, 'a');
      g_assert_cmpint (content[SECTOR + 100], ==, 'a');
      torn += content[SECTOR - 1] != content[SECTOR];
    }
  g_assert_cmpuint (torn, >, 0);
  g_assert_cmpuint (torn, <, ROUNDS);
}

/* A truncation may be undone, and then the old end is there again. */
static void
test_truncation_is_undone (Fixture *self, gconstpointer data)
{
  guint undone = 0;

  for (guint32 seed = 0; seed < ROUNDS; seed++)
    {
      g_autofree char *content = NULL;
      gsize length;

      open_file (self);
      truncate_file (self, 0);
      write_letters (self, 0, 'a', 2 * SECTOR);
      power_disk_synced (self->disk, self->node, NULL);
      truncate_file (self, 100);
      content = crash (self, seed, &length);
      g_assert_true (length == 100 || length == 2 * SECTOR);
      for (gsize i = 0; i < length; i++)
        g_assert_cmpint (content[i], ==, 'a');
      undone += length == 2 * SECTOR;
    }
  g_assert_cmpuint (undone, >, 0);
  g_assert_cmpuint (undone, <, ROUNDS);
}

/* A new size may arrive without the data: zeros or garbage stand there. */
static void
test_extension_without_data (Fixture *self, gconstpointer data)
{
  guint kept = 0, empty = 0, lost = 0, garbage = 0;

  for (guint32 seed = 0; seed < 2 * ROUNDS; seed++)
    {
      g_autofree char *content = NULL;
      gsize length;

      open_file (self);
      truncate_file (self, 0);
      power_disk_synced (self->disk, self->node, NULL);
      write_letters (self, 0, 'a', SECTOR);
      content = crash (self, seed, &length);
      if (length == 0)
        empty++;
      else if (content[0] == 'a' && content[1] == 'a')
        kept++;
      else if (content[0] == 0 && content[1] == 0)
        lost++;
      else
        garbage++;
    }
  g_assert_cmpuint (kept, >, 0);
  g_assert_cmpuint (empty, >, 0);
  g_assert_cmpuint (lost, >, 0);
  g_assert_cmpuint (garbage, >, 0);
}

/* @data: non-NULL when the folder is synced */
static void
test_deletion_is_undone (Fixture *self, gconstpointer data)
{
  guint back = 0;

  for (guint32 seed = 0; seed < ROUNDS; seed++)
    {
      g_autofree char *content = NULL;
      gsize length;

      open_file (self);
      write_letters (self, 0, 'a', SECTOR);
      power_disk_synced (self->disk, self->node, NULL);
      power_disk_will_delete (self->disk, self->path);
      g_assert_cmpint (g_unlink (self->path), ==, 0);
      power_disk_did_delete (self->disk, self->path, data != NULL);
      content = crash (self, seed, &length);
      if (content == NULL)
        continue;
      g_assert_cmpuint (length, ==, SECTOR);
      g_assert_cmpint (content[0], ==, 'a');
      back++;
    }
  if (data == NULL)
    g_assert_cmpuint (back, >, 0);
  else
    g_assert_cmpuint (back, ==, 0);
  g_assert_cmpuint (back, <, ROUNDS);
}

static void
test_creation_is_undone (Fixture *self, gconstpointer data)
{
  guint gone = 0;

  for (guint32 seed = 0; seed < ROUNDS; seed++)
    {
      g_autofree char *content = NULL;
      gsize length;

      g_unlink (self->path);
      open_file (self);
      content = crash (self, seed, &length);
      gone += content == NULL;
    }
  g_assert_cmpuint (gone, >, 0);
  g_assert_cmpuint (gone, <, ROUNDS);
}

static void
test_same_seed_same_crash (Fixture *self, gconstpointer data)
{
  for (guint32 seed = 0; seed < 20; seed++)
    {
      char *contents[2];
      gsize lengths[2];

      for (int i = 0; i < 2; i++)
        {
          open_file (self);
          truncate_file (self, 0);
          power_disk_synced (self->disk, self->node, NULL);
          write_letters (self, 0, 'a', 40 * SECTOR);
          write_letters (self, 5 * SECTOR + 7, 'b', 10 * SECTOR);
          contents[i] = crash (self, seed, &lengths[i]);
        }
      g_assert_cmpmem (contents[0], lengths[0], contents[1], lengths[1]);
      g_free (contents[0]);
      g_free (contents[1]);
    }
}

#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/power-disk/synced-stays", NULL, test_synced_stays);
  ADD ("/power-disk/unsynced-comes-in-any-order", NULL, test_unsynced_comes_in_any_order);
  ADD ("/power-disk/write-is-torn-between-sectors", NULL, test_write_is_torn_between_sectors);
  ADD ("/power-disk/truncation-is-undone", NULL, test_truncation_is_undone);
  ADD ("/power-disk/extension-without-data", NULL, test_extension_without_data);
  ADD ("/power-disk/deletion-is-undone", NULL, test_deletion_is_undone);
  ADD ("/power-disk/deletion-with-synced-folder-stays", "synced", test_deletion_is_undone);
  ADD ("/power-disk/creation-is-undone", NULL, test_creation_is_undone);
  ADD ("/power-disk/same-seed-same-crash", NULL, test_same_seed_same_crash);
  return g_test_run ();
}
