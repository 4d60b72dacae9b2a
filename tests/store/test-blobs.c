/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of dossiers at rest: whole or not there, readable by nobody without the key, and what was altered is found. MC_SOAK
 * gives more kills. */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mc-blobs.h"
#include "mc-error.h"

#define PIECE MC_BLOB_PIECE
#define HEAD 80 /* bytes on the disk before the first piece */
#define SEALED (PIECE + 16)

/* ---- a folder ---- */

typedef struct
{
  char *folder;
  McBlobs *blobs;
} Place;

static void
set_up (Place *self, gconstpointer data)
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

static void
tear_down (Place *self, gconstpointer data)
{
  mc_blobs_free (self->blobs);
  remove_tree (self->folder);
  g_free (self->folder);
}

/* Every regular file below @path. (transfer full) (element-type filename) */
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

static GPtrArray *
files_of (Place *self)
{
  g_autofree char *path = g_build_filename (self->folder, "blobs", NULL);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  add_files (path, files);
  return files;
}

static char *
path_of (Place *self, const guint8 *hash)
{
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE);
  g_autofree char *first = g_strndup (hex, 2);

  return g_build_filename (self->folder, "blobs", first, hex, NULL);
}

/* ---- contents ---- */

/* Bytes that no compression or chance repeats, the same for the same seed. */
static GBytes *
content_new (guint32 seed, gsize size)
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

static void
hash_of (GBytes *content, guint8 hash[MC_HASH_SIZE])
{
  mc_hash_bytes (g_bytes_get_data (content, NULL), g_bytes_get_size (content), hash);
}

static gboolean
take (McBlobs *blobs, GBytes *content, guint8 hash[MC_HASH_SIZE], GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (content);

  return mc_blobs_take (blobs, stream, 0, NULL, NULL, NULL, hash, NULL, error);
}

static void
take_well (Place *self, GBytes *content, guint8 hash[MC_HASH_SIZE])
{
  g_autoptr (GError) error = NULL;

  take (self->blobs, content, hash, &error);
  g_assert_no_error (error);
}

static void
assert_content (McBlobs *blobs, GBytes *content, const guint8 *hash)
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

typedef struct
{
  guint n;
  guint8 hash[MC_HASH_SIZE];
  char fault[200];
} Found;

static void
note_fault (const guint8 hash[MC_HASH_SIZE], const char *fault, gpointer data)
{
  Found *found = data;

  found->n++;
  memcpy (found->hash, hash, MC_HASH_SIZE);
  g_strlcpy (found->fault, fault, sizeof found->fault);
}

static gint64
verify (McBlobs *blobs, Found *found)
{
  g_autoptr (GError) error = NULL;
  gint64 n;

  memset (found, 0, sizeof *found);
  mc_blobs_verify (blobs, note_fault, found, &n, NULL, NULL, &error);
  g_assert_no_error (error);
  return n;
}

static void
assert_found (Place *self, const guint8 *hash, const char *fault)
{
  guint8 *buffer = g_malloc (1024 * 1024);
  g_autoptr (GError) error = NULL;
  Found found;
  gsize n;

  verify (self->blobs, &found);
  g_assert_cmpuint (found.n, ==, 1);
  g_assert_cmpmem (found.hash, MC_HASH_SIZE, hash, MC_HASH_SIZE);
  if (fault != NULL)
    g_assert_cmpstr (found.fault, ==, fault);
  /* Nor is it given out. */
  g_assert_false (mc_blobs_read (self->blobs, hash, 0, buffer, 1024 * 1024, &n, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_STORE_CORRUPT);
  g_free (buffer);
}

static void
flip (int fd, goffset offset)
{
  guint8 byte;

  g_assert_cmpint (pread (fd, &byte, 1, offset), ==, 1);
  byte ^= 0x10;
  g_assert_cmpint (pwrite (fd, &byte, 1, offset), ==, 1);
}

/* ---- tests ---- */

static void
test_any_size (Place *self, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 17, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 4321 };
  Found found;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) content = content_new (i, sizes[i]);
      guint8 hash[MC_HASH_SIZE], wanted[MC_HASH_SIZE];

      take_well (self, content, hash);
      hash_of (content, wanted);
      g_assert_cmpmem (hash, MC_HASH_SIZE, wanted, MC_HASH_SIZE);
      assert_content (self->blobs, content, hash);
    }
  g_assert_cmpint (verify (self->blobs, &found), ==, G_N_ELEMENTS (sizes));
  g_assert_cmpuint (found.n, ==, 0);
}

static void
test_twice_is_one_file (Place *self, gconstpointer data)
{
  g_autoptr (GBytes) content = content_new (1, 100000);
  guint8 first[MC_HASH_SIZE], second[MC_HASH_SIZE];

  take_well (self, content, first);
  take_well (self, content, second);
  g_assert_cmpmem (first, MC_HASH_SIZE, second, MC_HASH_SIZE);
  {
    g_autoptr (GPtrArray) files = files_of (self);

    g_assert_cmpuint (files->len, ==, 1);
  }
  assert_content (self->blobs, content, first);
}

static void
test_taking_again_heals (Place *self, gconstpointer data)
{
  g_autoptr (GBytes) content = content_new (1, 100000);
  g_autofree char *path = NULL;
  guint8 hash[MC_HASH_SIZE];
  int fd;

  take_well (self, content, hash);
  path = path_of (self, hash);
  fd = g_open (path, O_RDWR, 0);
  flip (fd, 70000);
  close (fd);
  take_well (self, content, hash);
  assert_content (self->blobs, content, hash);
}

static void
test_ranges (Place *self, gconstpointer data)
{
  gsize size = 3 * PIECE + 999;
  g_autoptr (GBytes) content = content_new (7, size);
  const guint8 *plain = g_bytes_get_data (content, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autofree guint8 *buffer = g_malloc (size);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  guint8 hash[MC_HASH_SIZE];

  take_well (self, content, hash);
  stream = mc_blobs_stream (self->blobs, hash, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 200; i++)
    {
      gint64 offset = g_rand_int_range (rand, 0, (gint32) size + 10);
      gsize length = (gsize) g_rand_int_range (rand, 0, 2 * PIECE), n;
      gsize wanted = offset >= (gint64) size ? 0 : MIN (length, size - (gsize) offset);

      mc_blobs_read (self->blobs, hash, offset, buffer, length, &n, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (buffer, n, plain + MIN ((gsize) offset, size), wanted);
      if (offset > (gint64) size)
        continue;
      g_assert_true (g_seekable_seek (G_SEEKABLE (stream), offset, G_SEEK_SET, NULL, NULL));
      g_assert_true (g_input_stream_read_all (stream, buffer, length, &n, NULL, NULL));
      g_assert_cmpmem (buffer, n, plain + offset, wanted);
    }
  g_assert_false (g_seekable_seek (G_SEEKABLE (stream), 1, G_SEEK_END, NULL, NULL));
}

/* A range is given although another piece of the same file is damaged. */
static void
test_range_without_the_rest (Place *self, gconstpointer data)
{
  g_autoptr (GBytes) content = content_new (7, 3 * PIECE);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  guint8 hash[MC_HASH_SIZE], buffer[100];
  gsize n;
  int fd;

  take_well (self, content, hash);
  path = path_of (self, hash);
  fd = g_open (path, O_RDWR, 0);
  flip (fd, HEAD + 5);
  close (fd);
  g_assert_true (mc_blobs_read (self->blobs, hash, PIECE + 50, buffer, sizeof buffer, &n, &error));
  g_assert_cmpmem (buffer, n, (const guint8 *) g_bytes_get_data (content, NULL) + PIECE + 50, sizeof buffer);
  g_assert_false (mc_blobs_read (self->blobs, hash, 50, buffer, sizeof buffer, &n, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_STORE_CORRUPT);
  assert_found (self, hash, "Piece 1 of 4 of the file was altered or damaged");
}

static void
test_flipped_byte (Place *self, gconstpointer data)
{
  g_autoptr (GBytes) other = content_new (2, 500);
  g_autoptr (GBytes) content = content_new (1, PIECE + 100);
  goffset size = HEAD + SEALED + 100 + 16;
  g_autofree char *path = NULL;
  guint8 hash[MC_HASH_SIZE], other_hash[MC_HASH_SIZE];
  Found found;
  int fd;

  take_well (self, other, other_hash);
  take_well (self, content, hash);
  path = path_of (self, hash);
  fd = g_open (path, O_RDWR, 0);
  g_assert_cmpint (lseek (fd, 0, SEEK_END), ==, size);
  /* All of the head, the border between two pieces and the end; every 173rd byte between. */
  for (goffset i = 0; i < size; i += i < HEAD + 20 || i > HEAD + SEALED - 20 ? 1 : 173)
    {
      flip (fd, i);
      verify (self->blobs, &found);
      g_assert_cmpuint (found.n, ==, 1);
      g_assert_cmpmem (found.hash, MC_HASH_SIZE, hash, MC_HASH_SIZE);
      flip (fd, i);
    }
  close (fd);
  verify (self->blobs, &found);
  g_assert_cmpuint (found.n, ==, 0);
}

static void
test_wrong_length (Place *self, gconstpointer data)
{
  g_autoptr (GBytes) content = content_new (1, 2 * PIECE + 100);
  g_autofree char *path = NULL, *stored = NULL;
  guint8 hash[MC_HASH_SIZE];
  gsize size;

  take_well (self, content, hash);
  path = path_of (self, hash);
  g_assert_true (g_file_get_contents (path, &stored, &size, NULL));
  for (gsize shorter = 0; shorter < size; shorter += shorter < 200 ? 7 : 20011)
    {
      g_assert_true (g_file_set_contents (path, stored, (gssize) shorter, NULL));
      g_assert_cmpint (mc_blobs_size (self->blobs, hash), ==, -1);
      assert_found (self, hash, "The file is shorter than it should be");
    }
  stored = g_realloc (stored, size + 1);
  g_assert_true (g_file_set_contents (path, stored, (gssize) size + 1, NULL));
  assert_found (self, hash, "The file is longer than it should be");
}

static void
test_swapped_pieces (Place *self, gconstpointer data)
{
  g_autoptr (GBytes) content = content_new (1, 2 * PIECE + 100);
  g_autofree char *path = NULL, *stored = NULL, *kept = g_malloc (SEALED);
  guint8 hash[MC_HASH_SIZE];
  gsize size;

  take_well (self, content, hash);
  path = path_of (self, hash);
  g_assert_true (g_file_get_contents (path, &stored, &size, NULL));
  memcpy (kept, stored + HEAD, SEALED);
  memmove (stored + HEAD, stored + HEAD + SEALED, SEALED);
  memcpy (stored + HEAD + SEALED, kept, SEALED);
  g_assert_true (g_file_set_contents (path, stored, (gssize) size, NULL));
  assert_found (self, hash, "Piece 1 of 3 of the file was altered or damaged");
}

/* Another person's paper under this name, though sealed with the same key. */
static void
test_swapped_files (Place *self, gconstpointer data)
{
  g_autoptr (GBytes) one = content_new (1, PIECE + 5);
  g_autoptr (GBytes) two = content_new (2, PIECE + 5);
  g_autofree char *path_one = NULL, *path_two = NULL, *stored = NULL, *other = NULL;
  guint8 hash_one[MC_HASH_SIZE], hash_two[MC_HASH_SIZE];
  gsize size;

  take_well (self, one, hash_one);
  take_well (self, two, hash_two);
  path_one = path_of (self, hash_one);
  path_two = path_of (self, hash_two);
  g_assert_true (g_file_get_contents (path_one, &stored, &size, NULL));
  g_assert_true (g_file_get_contents (path_two, &other, &size, NULL));
  g_assert_true (g_file_set_contents (path_one, other, (gssize) size, NULL));
  assert_found (self, hash_one, "Another file lies in this place");
  /* One piece of it. */
  memcpy (stored + HEAD, other + HEAD, SEALED);
  g_assert_true (g_file_set_contents (path_one, stored, (gssize) size, NULL));
  assert_found (self, hash_one, "Piece 1 of 2 of the file was altered or damaged");
}

static void
test_no_plain_text (Place *self, gconstpointer data)
{
  static const char secret[] = "Nguyễn Thị Hương 031190000123";
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  guint8 hash[MC_HASH_SIZE], part[MC_HASH_SIZE] = { 5 };

  while (text->len < 3 * PIECE)
    g_byte_array_append (text, (const guint8 *) secret, sizeof secret);
  content = g_byte_array_free_to_bytes (g_steal_pointer (&text));
  take_well (self, content, hash);
  mc_blobs_part_append (self->blobs, part, 0, g_bytes_get_data (content, NULL), 2 * PIECE + 500, &error);
  g_assert_no_error (error);
  {
    g_autoptr (GPtrArray) files = files_of (self);
    guint n = 0;

    for (guint i = 0; i < files->len; i++)
      {
        g_autofree char *stored = NULL;
        gsize size;

        if (!g_file_get_contents (g_ptr_array_index (files, i), &stored, &size, NULL))
          continue;
        n++;
        g_assert_null (memmem (stored, size, "031190000123", 12));
        g_assert_null (memmem (stored, size, "Hương", strlen ("Hương")));
      }
    g_assert_cmpuint (n, ==, 3); /* the file, the part and its tail */
  }
}

static void
test_key (Place *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "blobs.key", NULL);
  g_autoptr (GBytes) content = content_new (1, 100);
  g_autoptr (GError) error = NULL;
  g_autoptr (McBlobs) again = NULL;
  guint8 hash[MC_HASH_SIZE];
  GStatBuf st;

  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  take_well (self, content, hash);
  again = mc_blobs_open (self->folder, &error);
  g_assert_no_error (error);
  assert_content (again, content, hash);
  /* A new key would make unreadable what is there. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (mc_blobs_open (self->folder, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_STORE_CORRUPT);
}

static void
count_progress (goffset current, goffset total, gpointer data)
{
  goffset *last = data;

  g_assert_cmpint (current, >=, *last);
  *last = current;
}

static void
test_too_large_and_cancelled (Place *self, gconstpointer data)
{
  g_autoptr (GBytes) content = content_new (1, 2 * PIECE);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (content);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;
  goffset last = 0;

  g_assert_false (mc_blobs_take (self->blobs, stream, 2 * PIECE - 1, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_clear_error (&error);
  g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, NULL);
  g_cancellable_cancel (cancellable);
  g_assert_false (mc_blobs_take (self->blobs, stream, 0, NULL, NULL, cancellable, NULL, NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_CANCELLED);
  g_clear_error (&error);
  files = files_of (self);
  g_assert_cmpuint (files->len, ==, 0);
  g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, NULL);
  g_assert_true (mc_blobs_take (self->blobs, stream, 2 * PIECE, count_progress, &last, NULL, NULL, NULL, &error));
  g_assert_cmpint (last, ==, 2 * PIECE);
}

/* Runs in a process of its own, that may be killed and limited. */
static pid_t
child_start (void (*func) (Place *self, gpointer data), Place *self, gpointer data)
{
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid > 0)
    return pid;
  func (self, data);
  _exit (0);
}

static void
take_on_full_disk (Place *self, gpointer data)
{
  struct rlimit limit = { 3 * PIECE, 3 * PIECE };
  g_autoptr (GBytes) content = content_new (1, 10 * PIECE);
  g_autoptr (GError) error = NULL;
  guint8 hash[MC_HASH_SIZE], part[MC_HASH_SIZE] = { 1 };

  signal (SIGXFSZ, SIG_IGN);
  if (setrlimit (RLIMIT_FSIZE, &limit) != 0)
    _exit (1);
  if (take (self->blobs, content, hash, &error) || !g_error_matches (error, MC_ERROR, MC_ERROR_NO_SPACE))
    _exit (2);
  g_clear_error (&error);
  /* A part keeps what was durable before. */
  if (!mc_blobs_part_append (self->blobs, part, 0, g_bytes_get_data (content, NULL), PIECE + 77, &error))
    _exit (3);
  if (mc_blobs_part_append (self->blobs, part, PIECE + 77, (const guint8 *) g_bytes_get_data (content, NULL) + PIECE + 77,
                            5 * PIECE, &error) ||
      !g_error_matches (error, MC_ERROR, MC_ERROR_NO_SPACE))
    _exit (4);
  if (mc_blobs_part_size (self->blobs, part) < PIECE + 77)
    _exit (5);
}

static void
test_full_disk (Place *self, gconstpointer data)
{
  g_autoptr (GPtrArray) files = NULL;
  guint8 part[MC_HASH_SIZE] = { 1 };
  int status;

  g_assert_cmpint (waitpid (child_start (take_on_full_disk, self, NULL), &status, 0), >, 0);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  files = files_of (self);
  for (guint i = 0; i < files->len; i++)
    g_assert_nonnull (strstr (g_ptr_array_index (files, i), "/parts/"));
  g_assert_cmpint (mc_blobs_part_size (self->blobs, part), >=, PIECE + 77);
}

static void
test_part_in_any_pieces (Place *self, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE, 5 * PIECE + 3333 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) content = content_new (100 + i, sizes[i]);
      const guint8 *plain = g_bytes_get_data (content, NULL);
      guint8 hash[MC_HASH_SIZE];
      gsize done = 0;

      hash_of (content, hash);
      g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, 0);
      do
        {
          gsize wanted = (gsize) g_rand_int_range (rand, 1, 2 * PIECE);
          gsize n = MIN (wanted, sizes[i] - done);
          /* Some of it comes a second time, as after an answer that was lost. */
          gsize again = (gsize) g_rand_int_range (rand, 0, (gint32) MIN (done, 1000) + 1);

          mc_blobs_part_append (self->blobs, hash, (gint64) (done - again), plain + done - again, n + again, &error);
          g_assert_no_error (error);
          done += n;
          g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, (gint64) done);
        }
      while (done < sizes[i]);
      g_assert_cmpint (mc_blobs_size (self->blobs, hash), ==, -1);
      mc_blobs_part_finish (self->blobs, hash, &error);
      g_assert_no_error (error);
      assert_content (self->blobs, content, hash);
      g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, 0);
      /* The answer to it was lost: once more. */
      mc_blobs_part_finish (self->blobs, hash, &error);
      g_assert_no_error (error);
    }
}

static void
test_part_with_a_gap (Place *self, gconstpointer data)
{
  guint8 hash[MC_HASH_SIZE] = { 9 };
  g_autoptr (GError) error = NULL;

  g_assert_false (mc_blobs_part_append (self->blobs, hash, 10, "abc", 3, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, 0);
}

static void
test_wrong_content (Place *self, gconstpointer data)
{
  g_autoptr (GBytes) content = content_new (1, PIECE + 10);
  guint8 hash[MC_HASH_SIZE] = { 9 };
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_blobs_part_append (self->blobs, hash, 0, g_bytes_get_data (content, NULL), PIECE + 10, &error));
  g_assert_false (mc_blobs_part_finish (self->blobs, hash, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, 0);
  g_assert_cmpint (mc_blobs_size (self->blobs, hash), ==, -1);
  files = files_of (self);
  g_assert_cmpuint (files->len, ==, 0);
  g_assert_false (mc_blobs_part_finish (self->blobs, hash, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NOT_FOUND);
}

/* A power cut leaves the end of a part as zeros, or half of it, or the tail of an earlier part of the same name. */
static void
test_part_after_a_power_cut (Place *self, gconstpointer data)
{
  g_autoptr (GBytes) content = content_new (1, 3 * PIECE + 10);
  const guint8 *plain = g_bytes_get_data (content, NULL);
  g_autofree char *hex = NULL, *path = NULL;
  guint8 hash[MC_HASH_SIZE], zeros[1000] = { 0 };
  g_autoptr (GError) error = NULL;
  int fd;

  hash_of (content, hash);
  hex = mc_hex_encode (hash, sizeof hash);
  path = g_build_filename (self->folder, "blobs", "parts", hex, NULL);
  g_assert_true (mc_blobs_part_append (self->blobs, hash, 0, plain, 2 * PIECE, &error));
  fd = g_open (path, O_RDWR, 0);
  g_assert_cmpint (pwrite (fd, zeros, sizeof zeros, HEAD + SEALED + 30000), ==, sizeof zeros);
  g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, PIECE);
  g_assert_cmpint (ftruncate (fd, HEAD + SEALED + 100), ==, 0);
  g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, PIECE);
  close (fd);
  g_assert_true (mc_blobs_part_append (self->blobs, hash, PIECE, plain + PIECE, PIECE + 500, &error));
  g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, 2 * PIECE + 500);
  /* Only the tail is left. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, 0);
  g_assert_true (mc_blobs_part_append (self->blobs, hash, 0, plain, 2 * PIECE, &error));
  g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, 2 * PIECE);
  g_assert_true (mc_blobs_part_append (self->blobs, hash, 2 * PIECE, plain + 2 * PIECE, PIECE + 10, &error));
  mc_blobs_part_finish (self->blobs, hash, &error);
  g_assert_no_error (error);
  assert_content (self->blobs, content, hash);
}

/* ---- kill -9 ---- */

#define KILLS 50
#define PART_SIZE (12 * PIECE + 321)

typedef struct
{
  guint32 seed;
  int fd; /* says what was acknowledged: 'f' and a hash, 'p' and an offset */
} Killed;

static void
tell (int fd, char what, gconstpointer data, gsize size)
{
  guint8 message[1 + MC_HASH_SIZE] = { (guint8) what };

  memcpy (message + 1, data, size);
  if (write (fd, message, sizeof message) != sizeof message)
    _exit (1);
}

static gsize
random_piece (GRand *rand)
{
  return (gsize) g_rand_int_range (rand, 1, g_rand_boolean (rand) ? 3000 : 2 * PIECE);
}

static void
write_until_killed (Place *self, gpointer data)
{
  Killed *killed = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (killed->seed);
  g_autoptr (GBytes) part = content_new (4711, PART_SIZE);
  guint8 part_hash[MC_HASH_SIZE];

  hash_of (part, part_hash);
  for (guint32 i = 0; i < 100000; i++)
    {
      g_autoptr (GBytes) content = content_new (killed->seed * 1000 + i, (gsize) g_rand_int_range (rand, 0, 4 * PIECE));
      gint64 from = mc_blobs_part_size (self->blobs, part_hash), now;
      gsize n = random_piece (rand);
      guint8 hash[MC_HASH_SIZE];

      if (!take (self->blobs, content, hash, NULL))
        _exit (1);
      tell (killed->fd, 'f', hash, sizeof hash);
      if (from == PART_SIZE || mc_blobs_size (self->blobs, part_hash) >= 0)
        {
          if (!mc_blobs_part_finish (self->blobs, part_hash, NULL))
            _exit (1);
          tell (killed->fd, 'f', part_hash, sizeof part_hash);
          continue;
        }
      n = MIN (n, (gsize) (PART_SIZE - from));
      now = from + (gint64) n;
      if (!mc_blobs_part_append (self->blobs, part_hash, from, (const guint8 *) g_bytes_get_data (part, NULL) + from, n, NULL))
        _exit (1);
      tell (killed->fd, 'p', &now, sizeof now);
    }
}

/* What it said before it died holds. */
static void
check_after_kill (Place *self, int fd, const guint8 *part_hash, gint64 *part_size)
{
  guint8 message[1 + MC_HASH_SIZE];
  Found found;

  while (read (fd, message, sizeof message) == sizeof message)
    if (message[0] == 'f')
      g_assert_cmpint (mc_blobs_size (self->blobs, message + 1), >=, 0);
    else
      memcpy (part_size, message + 1, sizeof *part_size);
  verify (self->blobs, &found);
  g_assert_cmpuint (found.n, ==, 0);
  if (mc_blobs_size (self->blobs, part_hash) < 0)
    g_assert_cmpint (mc_blobs_part_size (self->blobs, part_hash), >=, *part_size);
}

static void
test_kill (Place *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  g_autoptr (GBytes) part = content_new (4711, PART_SIZE);
  const char *soak = g_getenv ("MC_SOAK");
  guint32 kills = KILLS * (guint32) MAX (1, soak != NULL ? atoi (soak) : 1);
  guint8 part_hash[MC_HASH_SIZE];
  gint64 part_size = 0;
  g_autoptr (GError) error = NULL;

  hash_of (part, part_hash);
  for (guint32 i = 0; i < kills; i++)
    {
      Killed killed = { .seed = i };
      int fds[2], status;
      pid_t pid;

      g_assert_cmpint (pipe (fds), ==, 0);
      killed.fd = fds[1];
      pid = child_start (write_until_killed, self, &killed);
      close (fds[1]);
      /* Any moment: that is what is tested here. */
      g_usleep ((gulong) g_rand_int_range (rand, 500, 12000));
      kill (pid, SIGKILL);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      g_assert_true (WIFSIGNALED (status));
      check_after_kill (self, fds[0], part_hash, &part_size);
      close (fds[0]);
    }
  g_test_message ("the part came to %" G_GINT64_FORMAT " of %d bytes", part_size, PART_SIZE);
  /* Goes on where it was. */
  if (mc_blobs_size (self->blobs, part_hash) < 0)
    {
      gint64 from = mc_blobs_part_size (self->blobs, part_hash);

      mc_blobs_part_append (self->blobs, part_hash, from, (const guint8 *) g_bytes_get_data (part, NULL) + from,
                            (gsize) (PART_SIZE - from), &error);
      g_assert_no_error (error);
      mc_blobs_part_finish (self->blobs, part_hash, &error);
      g_assert_no_error (error);
    }
  assert_content (self->blobs, part, part_hash);
}

static void
test_tidy (Place *self, gconstpointer data)
{
  g_autofree char *old = g_build_filename (self->folder, "blobs", "tmp", "ABCDEF", NULL);
  g_autofree char *fresh = g_build_filename (self->folder, "blobs", "tmp", "GHIJKL", NULL);
  guint8 part[MC_HASH_SIZE] = { 3 };
  g_autoptr (GFile) file = g_file_new_for_path (old);
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_blobs_part_append (self->blobs, part, 0, "abc", 3, &error));
  g_assert_true (g_file_set_contents (old, "x", 1, NULL));
  g_assert_true (g_file_set_contents (fresh, "x", 1, NULL));
  g_assert_true (g_file_set_attribute_uint64 (file, G_FILE_ATTRIBUTE_TIME_MODIFIED, 1000000000, 0, NULL, &error));
  mc_blobs_tidy (self->blobs);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (fresh, G_FILE_TEST_EXISTS));
  g_assert_cmpint (mc_blobs_part_size (self->blobs, part), ==, 3);
}

static gpointer
append_all (gpointer data)
{
  Place *self = data;
  g_autoptr (GBytes) content = content_new (1, 40 * 1000);
  guint8 hash[MC_HASH_SIZE];

  hash_of (content, hash);
  for (gint64 at = 0; at < 40 * 1000; at += 1000)
    g_assert_true (mc_blobs_part_append (self->blobs, hash, at, (const guint8 *) g_bytes_get_data (content, NULL) + at, 1000,
                                         NULL));
  return NULL;
}

/* Two connections bring the same file at once; it is appended to once. */
static void
test_two_at_once (Place *self, gconstpointer data)
{
  GThread *threads[4];
  g_autoptr (GBytes) content = content_new (1, 40 * 1000);
  g_autoptr (GError) error = NULL;
  guint8 hash[MC_HASH_SIZE];

  hash_of (content, hash);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("appends", append_all, self);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  mc_blobs_part_finish (self->blobs, hash, &error);
  g_assert_no_error (error);
  assert_content (self->blobs, content, hash);
}

/* ---- memory ---- */

#define LARGE (300 * 1024 * 1024)

static void
take_large (Place *self, gpointer data)
{
  struct rusage before, after;
  g_autoptr (GFile) file = g_file_new_for_path (data);
  g_autoptr (GInputStream) stream = G_INPUT_STREAM (g_file_read (file, NULL, NULL));
  gint64 size;
  Found found;

  getrusage (RUSAGE_SELF, &before);
  if (!mc_blobs_take (self->blobs, stream, 0, NULL, NULL, NULL, NULL, &size, NULL) || size != LARGE)
    _exit (1);
  verify (self->blobs, &found);
  getrusage (RUSAGE_SELF, &after);
  if (after.ru_maxrss - before.ru_maxrss > 4 * 1024)
    _exit (2);
}

static void
test_large (Place *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "large", NULL);
  int fd, status;

  if (!g_test_perf ())
    {
      g_test_skip ("only with -m perf");
      return;
    }
  fd = g_creat (path, 0600);
  g_assert_cmpint (ftruncate (fd, LARGE), ==, 0);
  close (fd);
  g_test_timer_start ();
  g_assert_cmpint (waitpid (child_start (take_large, self, path), &status, 0), >, 0);
  g_test_minimized_result (g_test_timer_elapsed (), "seconds to take in and verify 300 MB");
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(path, func) g_test_add ("/blobs/" path, Place, NULL, set_up, func, tear_down)
  add ("content-of-any-size-comes-back", test_any_size);
  add ("the-same-content-twice-is-one-file", test_twice_is_one_file);
  add ("taking-in-again-heals-a-damaged-file", test_taking_again_heals);
  add ("any-range-can-be-read-and-sought", test_ranges);
  add ("a-range-needs-only-its-own-pieces", test_range_without_the_rest);
  add ("a-flipped-byte-anywhere-is-found-and-named", test_flipped_byte);
  add ("a-shorter-or-longer-file-is-found", test_wrong_length);
  add ("pieces-cannot-change-places", test_swapped_pieces);
  add ("files-cannot-change-names", test_swapped_files);
  add ("plain-text-never-lies-in-the-folder", test_no_plain_text);
  add ("the-key-is-private-and-never-made-anew-over-files", test_key);
  add ("too-large-or-cancelled-leaves-nothing", test_too_large_and_cancelled);
  add ("a-full-disk-leaves-nothing-and-says-so", test_full_disk);
  add ("a-part-comes-in-pieces-of-any-size", test_part_in_any_pieces);
  add ("a-part-with-a-gap-is-refused", test_part_with_a_gap);
  add ("other-content-than-the-name-says-is-dropped", test_wrong_content);
  add ("a-part-goes-on-after-a-power-cut", test_part_after_a_power_cut);
  add ("kill-at-any-moment-leaves-whole-files-and-what-was-said", test_kill);
  add ("tidy-removes-old-temporary-files-and-no-parts", test_tidy);
  add ("the-same-part-from-several-threads", test_two_at_once);
  add ("300-megabytes-pass-in-flat-memory", test_large);
  return g_test_run ();
}
