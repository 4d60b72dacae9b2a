/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of dossiers at rest: readable by nobody without the key, and what was altered is found. */
#include "blob-place.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mc-error.h"

static void
assert_found (BlobPlace *self, const guint8 *hash, const char *fault)
{
  guint8 *buffer = g_malloc (1024 * 1024);
  g_autoptr (GError) error = NULL;
  BlobFound found;
  gsize n;

  blob_verify (self->blobs, &found);
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
test_any_size (BlobPlace *self, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 17, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 4321 };
  BlobFound found;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) content = blob_content (i, sizes[i]);
      guint8 hash[MC_HASH_SIZE], wanted[MC_HASH_SIZE];

      blob_place_take (self, content, hash);
      blob_content_hash (content, wanted);
      g_assert_cmpmem (hash, MC_HASH_SIZE, wanted, MC_HASH_SIZE);
      blob_assert_content (self->blobs, content, hash);
    }
  g_assert_cmpint (blob_verify (self->blobs, &found), ==, G_N_ELEMENTS (sizes));
  g_assert_cmpuint (found.n, ==, 0);
}

static void
test_twice_is_one_file (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GBytes) content = blob_content (1, 100000);
  guint8 first[MC_HASH_SIZE], second[MC_HASH_SIZE];

  blob_place_take (self, content, first);
  blob_place_take (self, content, second);
  g_assert_cmpmem (first, MC_HASH_SIZE, second, MC_HASH_SIZE);
  {
    g_autoptr (GPtrArray) files = blob_place_files (self);

    g_assert_cmpuint (files->len, ==, 1);
  }
  blob_assert_content (self->blobs, content, first);
}

static void
test_taking_again_heals (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GBytes) content = blob_content (1, 100000);
  g_autofree char *path = NULL;
  guint8 hash[MC_HASH_SIZE];
  int fd;

  blob_place_take (self, content, hash);
  path = blob_place_path (self, hash);
  fd = g_open (path, O_RDWR, 0);
  flip (fd, 70000);
  close (fd);
  blob_place_take (self, content, hash);
  blob_assert_content (self->blobs, content, hash);
}

static void
test_ranges (BlobPlace *self, gconstpointer data)
{
  gsize size = 3 * PIECE + 999;
  g_autoptr (GBytes) content = blob_content (7, size);
  const guint8 *plain = g_bytes_get_data (content, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autofree guint8 *buffer = g_malloc (size);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  guint8 hash[MC_HASH_SIZE];

  blob_place_take (self, content, hash);
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
test_range_without_the_rest (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GBytes) content = blob_content (7, 3 * PIECE);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  guint8 hash[MC_HASH_SIZE], buffer[100];
  gsize n;
  int fd;

  blob_place_take (self, content, hash);
  path = blob_place_path (self, hash);
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
test_flipped_byte (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GBytes) other = blob_content (2, 500);
  g_autoptr (GBytes) content = blob_content (1, PIECE + 100);
  goffset size = HEAD + SEALED + 100 + 16;
  g_autofree char *path = NULL;
  guint8 hash[MC_HASH_SIZE], other_hash[MC_HASH_SIZE];
  BlobFound found;
  int fd;

  blob_place_take (self, other, other_hash);
  blob_place_take (self, content, hash);
  path = blob_place_path (self, hash);
  fd = g_open (path, O_RDWR, 0);
  g_assert_cmpint (lseek (fd, 0, SEEK_END), ==, size);
  /* All of the head, the border between two pieces and the end; every 173rd byte between. */
  for (goffset i = 0; i < size; i += i < HEAD + 20 || i > HEAD + SEALED - 20 ? 1 : 173)
    {
      flip (fd, i);
      blob_verify (self->blobs, &found);
      g_assert_cmpuint (found.n, ==, 1);
      g_assert_cmpmem (found.hash, MC_HASH_SIZE, hash, MC_HASH_SIZE);
      flip (fd, i);
    }
  close (fd);
  blob_verify (self->blobs, &found);
  g_assert_cmpuint (found.n, ==, 0);
}

static void
test_wrong_length (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GBytes) content = blob_content (1, 2 * PIECE + 100);
  g_autofree char *path = NULL, *stored = NULL;
  guint8 hash[MC_HASH_SIZE];
  gsize size;

  blob_place_take (self, content, hash);
  path = blob_place_path (self, hash);
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
test_swapped_pieces (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GBytes) content = blob_content (1, 2 * PIECE + 100);
  g_autofree char *path = NULL, *stored = NULL, *kept = g_malloc (SEALED);
  guint8 hash[MC_HASH_SIZE];
  gsize size;

  blob_place_take (self, content, hash);
  path = blob_place_path (self, hash);
  g_assert_true (g_file_get_contents (path, &stored, &size, NULL));
  memcpy (kept, stored + HEAD, SEALED);
  memmove (stored + HEAD, stored + HEAD + SEALED, SEALED);
  memcpy (stored + HEAD + SEALED, kept, SEALED);
  g_assert_true (g_file_set_contents (path, stored, (gssize) size, NULL));
  assert_found (self, hash, "Piece 1 of 3 of the file was altered or damaged");
}

/* Another person's paper under this name, though sealed with the same key. */
static void
test_swapped_files (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GBytes) one = blob_content (1, PIECE + 5);
  g_autoptr (GBytes) two = blob_content (2, PIECE + 5);
  g_autofree char *path_one = NULL, *path_two = NULL, *stored = NULL, *other = NULL;
  guint8 hash_one[MC_HASH_SIZE], hash_two[MC_HASH_SIZE];
  gsize size;

  blob_place_take (self, one, hash_one);
  blob_place_take (self, two, hash_two);
  path_one = blob_place_path (self, hash_one);
  path_two = blob_place_path (self, hash_two);
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
test_no_plain_text (BlobPlace *self, gconstpointer data)
{
  static const char secret[] = "Nguyễn Thị Hương 031190000123";
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  guint8 hash[MC_HASH_SIZE], part[MC_HASH_SIZE] = { 5 };

  while (text->len < 3 * PIECE)
    g_byte_array_append (text, (const guint8 *) secret, sizeof secret);
  content = g_byte_array_free_to_bytes (g_steal_pointer (&text));
  blob_place_take (self, content, hash);
  mc_blobs_part_append (self->blobs, part, 0, g_bytes_get_data (content, NULL), 2 * PIECE + 500, &error);
  g_assert_no_error (error);
  {
    g_autoptr (GPtrArray) files = blob_place_files (self);
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
test_key (BlobPlace *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "blobs.key", NULL);
  g_autoptr (GBytes) content = blob_content (1, 100);
  g_autoptr (GError) error = NULL;
  g_autoptr (McBlobs) again = NULL;
  guint8 hash[MC_HASH_SIZE];
  GStatBuf st;

  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  blob_place_take (self, content, hash);
  again = mc_blobs_open (self->folder, &error);
  g_assert_no_error (error);
  blob_assert_content (again, content, hash);
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
test_too_large_and_cancelled (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GBytes) content = blob_content (1, 2 * PIECE);
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
  files = blob_place_files (self);
  g_assert_cmpuint (files->len, ==, 0);
  g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, NULL);
  g_assert_true (mc_blobs_take (self->blobs, stream, 2 * PIECE, count_progress, &last, NULL, NULL, NULL, &error));
  g_assert_cmpint (last, ==, 2 * PIECE);
}

static void
take_on_full_disk (BlobPlace *self, gpointer data)
{
  struct rlimit limit = { 3 * PIECE, 3 * PIECE };
  g_autoptr (GBytes) content = blob_content (1, 10 * PIECE);
  g_autoptr (GError) error = NULL;
  guint8 hash[MC_HASH_SIZE], part[MC_HASH_SIZE] = { 1 };

  signal (SIGXFSZ, SIG_IGN);
  if (setrlimit (RLIMIT_FSIZE, &limit) != 0)
    _exit (1);
  if (blob_take (self->blobs, content, hash, &error) || !g_error_matches (error, MC_ERROR, MC_ERROR_NO_SPACE))
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
test_full_disk (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GPtrArray) files = NULL;
  guint8 part[MC_HASH_SIZE] = { 1 };
  int status;

  g_assert_cmpint (waitpid (blob_child (take_on_full_disk, self, NULL), &status, 0), >, 0);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  files = blob_place_files (self);
  for (guint i = 0; i < files->len; i++)
    g_assert_nonnull (strstr (g_ptr_array_index (files, i), "/parts/"));
  g_assert_cmpint (mc_blobs_part_size (self->blobs, part), >=, PIECE + 77);
}

static void
test_tidy (BlobPlace *self, gconstpointer data)
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

/* ---- memory ---- */

#define LARGE (300 * 1024 * 1024)

static void
take_large (BlobPlace *self, gpointer data)
{
  struct rusage before, after;
  g_autoptr (GFile) file = g_file_new_for_path (data);
  g_autoptr (GInputStream) stream = G_INPUT_STREAM (g_file_read (file, NULL, NULL));
  gint64 size;
  BlobFound found;

  getrusage (RUSAGE_SELF, &before);
  if (!mc_blobs_take (self->blobs, stream, 0, NULL, NULL, NULL, NULL, &size, NULL) || size != LARGE)
    _exit (1);
  blob_verify (self->blobs, &found);
  getrusage (RUSAGE_SELF, &after);
  if (after.ru_maxrss - before.ru_maxrss > 4 * 1024)
    _exit (2);
}

static void
test_large (BlobPlace *self, gconstpointer data)
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
  g_assert_cmpint (waitpid (blob_child (take_large, self, path), &status, 0), >, 0);
  g_test_minimized_result (g_test_timer_elapsed (), "seconds to take in and verify 300 MB");
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  blob_test ("/blobs/content-of-any-size-comes-back", test_any_size);
  blob_test ("/blobs/the-same-content-twice-is-one-file", test_twice_is_one_file);
  blob_test ("/blobs/taking-in-again-heals-a-damaged-file", test_taking_again_heals);
  blob_test ("/blobs/any-range-can-be-read-and-sought", test_ranges);
  blob_test ("/blobs/a-range-needs-only-its-own-pieces", test_range_without_the_rest);
  blob_test ("/blobs/a-flipped-byte-anywhere-is-found-and-named", test_flipped_byte);
  blob_test ("/blobs/a-shorter-or-longer-file-is-found", test_wrong_length);
  blob_test ("/blobs/pieces-cannot-change-places", test_swapped_pieces);
  blob_test ("/blobs/files-cannot-change-names", test_swapped_files);
  blob_test ("/blobs/plain-text-never-lies-in-the-folder", test_no_plain_text);
  blob_test ("/blobs/the-key-is-private-and-never-made-anew-over-files", test_key);
  blob_test ("/blobs/too-large-or-cancelled-leaves-nothing", test_too_large_and_cancelled);
  blob_test ("/blobs/a-full-disk-leaves-nothing-and-says-so", test_full_disk);
  blob_test ("/blobs/tidy-removes-old-temporary-files-and-no-parts", test_tidy);
  blob_test ("/blobs/300-megabytes-pass-in-flat-memory", test_large);
  return g_test_run ();
}
