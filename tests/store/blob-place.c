/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-place.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* ---- a folder ---- */

void
blob_place_set_up (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("motcua-blobs-XXXXXX", &error);
  g_assert_no_error (error);
  self->blobs = mc_blobs_open (self->folder, &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
blob_place_tear_down (BlobPlace *self, gconstpointer data)
{
  mc_blobs_free (self->blobs);
  remove_tree (self->folder);
  g_free (self->folder);
}

static void
add_files (const char *path, GPtrArray *files)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (dir == NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    g_ptr_array_add (files, g_strdup (path));
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      add_files (child, files);
    }
}

GPtrArray *
blob_place_files (BlobPlace *self)
{
  g_autofree char *path = g_build_filename (self->folder, "blobs", NULL);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  add_files (path, files);
  return files;
}

char *
blob_place_path (BlobPlace *self, const guint8 *hash)
{
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE);
  g_autofree char *first = g_strndup (hex, 2);

  return g_build_filename (self->folder, "blobs", first, hex, NULL);
}

/* ---- contents ---- */

GBytes *
blob_content (guint32 seed, gsize size)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint8 *data = g_malloc (size + 4);

  for (gsize i = 0; i < size; i += 4)
    {
      guint32 word = g_rand_int (rand);

      memcpy (data + i, &word, 4);
    }
  return g_bytes_new_take (data, size);
}

void
blob_content_hash (GBytes *content, guint8 hash[MC_HASH_SIZE])
{
  mc_hash_bytes (g_bytes_get_data (content, NULL), g_bytes_get_size (content), hash);
}

gboolean
blob_take (McBlobs *blobs, GBytes *content, guint8 hash[MC_HASH_SIZE], GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (content);

  return mc_blobs_take (blobs, stream, 0, NULL, NULL, NULL, hash, NULL, error);
}

void
blob_place_take (BlobPlace *self, GBytes *content, guint8 hash[MC_HASH_SIZE])
{
  g_autoptr (GError) error = NULL;

  blob_take (self->blobs, content, hash, &error);
  g_assert_no_error (error);
}

void
blob_assert_content (McBlobs *blobs, GBytes *content, const guint8 *hash)
{
  gsize size = g_bytes_get_size (content), n;
  g_autofree guint8 *buffer = g_malloc (size + 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mc_blobs_size (blobs, hash), ==, (gint64) size);
  mc_blobs_read (blobs, hash, 0, buffer, size + 1, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (buffer, n, g_bytes_get_data (content, NULL), size);
}

/* ---- what verify finds ---- */

static void
note_fault (const guint8 hash[MC_HASH_SIZE], const char *fault, gpointer data)
{
  BlobFound *found = data;

  found->n++;
  memcpy (found->hash, hash, MC_HASH_SIZE);
  g_strlcpy (found->fault, fault, sizeof found->fault);
}

gint64
blob_verify (McBlobs *blobs, BlobFound *found)
{
  g_autoptr (GError) error = NULL;
  gint64 n;

  memset (found, 0, sizeof *found);
  mc_blobs_verify (blobs, note_fault, found, &n, NULL, NULL, &error);
  g_assert_no_error (error);
  return n;
}

pid_t
blob_child (void (*func) (BlobPlace *self, gpointer data), BlobPlace *self, gpointer data)
{
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid > 0)
    return pid;
  func (self, data);
  _exit (0);
}
