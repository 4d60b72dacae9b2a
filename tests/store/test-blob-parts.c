/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that come in pieces, and what kill -9 leaves of all of them: whole or not there. MC_SOAK gives more kills. */
#include "blob-place.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mc-error.h"

/* ---- parts ---- */

static void
test_part_in_any_pieces (BlobPlace *self, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE, 5 * PIECE + 3333 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) content = blob_content (100 + i, sizes[i]);
      const guint8 *plain = g_bytes_get_data (content, NULL);
      guint8 hash[MC_HASH_SIZE];
      gsize done = 0;

      blob_content_hash (content, hash);
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
      blob_assert_content (self->blobs, content, hash);
      g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, 0);
      /* The answer to it was lost: once more. */
      mc_blobs_part_finish (self->blobs, hash, &error);
      g_assert_no_error (error);
    }
}

static void
test_part_with_a_gap (BlobPlace *self, gconstpointer data)
{
  guint8 hash[MC_HASH_SIZE] = { 9 };
  g_autoptr (GError) error = NULL;

  g_assert_false (mc_blobs_part_append (self->blobs, hash, 10, "abc", 3, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, 0);
}

static void
test_wrong_content (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GBytes) content = blob_content (1, PIECE + 10);
  guint8 hash[MC_HASH_SIZE] = { 9 };
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_blobs_part_append (self->blobs, hash, 0, g_bytes_get_data (content, NULL), PIECE + 10, &error));
  g_assert_false (mc_blobs_part_finish (self->blobs, hash, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_cmpint (mc_blobs_part_size (self->blobs, hash), ==, 0);
  g_assert_cmpint (mc_blobs_size (self->blobs, hash), ==, -1);
  files = blob_place_files (self);
  g_assert_cmpuint (files->len, ==, 0);
  g_assert_false (mc_blobs_part_finish (self->blobs, hash, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NOT_FOUND);
}

/* A power cut leaves the end of a part as zeros, or half of it, or the tail of an earlier part of the same name. */
static void
test_part_after_a_power_cut (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GBytes) content = blob_content (1, 3 * PIECE + 10);
  const guint8 *plain = g_bytes_get_data (content, NULL);
  g_autofree char *hex = NULL, *path = NULL;
  guint8 hash[MC_HASH_SIZE], zeros[1000] = { 0 };
  g_autoptr (GError) error = NULL;
  int fd;

  blob_content_hash (content, hash);
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
  blob_assert_content (self->blobs, content, hash);
}

static gpointer
append_all (gpointer data)
{
  BlobPlace *self = data;
  g_autoptr (GBytes) content = blob_content (1, 40 * 1000);
  guint8 hash[MC_HASH_SIZE];

  blob_content_hash (content, hash);
  for (gint64 at = 0; at < 40 * 1000; at += 1000)
    g_assert_true (mc_blobs_part_append (self->blobs, hash, at, (const guint8 *) g_bytes_get_data (content, NULL) + at, 1000,
                                         NULL));
  return NULL;
}

/* Two connections bring the same file at once; it is appended to once. */
static void
test_two_at_once (BlobPlace *self, gconstpointer data)
{
  GThread *threads[4];
  g_autoptr (GBytes) content = blob_content (1, 40 * 1000);
  g_autoptr (GError) error = NULL;
  guint8 hash[MC_HASH_SIZE];

  blob_content_hash (content, hash);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("appends", append_all, self);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  mc_blobs_part_finish (self->blobs, hash, &error);
  g_assert_no_error (error);
  blob_assert_content (self->blobs, content, hash);
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
write_until_killed (BlobPlace *self, gpointer data)
{
  Killed *killed = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (killed->seed);
  g_autoptr (GBytes) part = blob_content (4711, PART_SIZE);
  guint8 part_hash[MC_HASH_SIZE];

  blob_content_hash (part, part_hash);
  for (guint32 i = 0; i < 100000; i++)
    {
      g_autoptr (GBytes) content = blob_content (killed->seed * 1000 + i, (gsize) g_rand_int_range (rand, 0, 4 * PIECE));
      gint64 from = mc_blobs_part_size (self->blobs, part_hash), now;
      gsize n = random_piece (rand);
      guint8 hash[MC_HASH_SIZE];

      if (!blob_take (self->blobs, content, hash, NULL))
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
check_after_kill (BlobPlace *self, int fd, const guint8 *part_hash, gint64 *part_size)
{
  guint8 message[1 + MC_HASH_SIZE];
  BlobFound found;

  while (read (fd, message, sizeof message) == sizeof message)
    if (message[0] == 'f')
      g_assert_cmpint (mc_blobs_size (self->blobs, message + 1), >=, 0);
    else
      memcpy (part_size, message + 1, sizeof *part_size);
  blob_verify (self->blobs, &found);
  g_assert_cmpuint (found.n, ==, 0);
  if (mc_blobs_size (self->blobs, part_hash) < 0)
    g_assert_cmpint (mc_blobs_part_size (self->blobs, part_hash), >=, *part_size);
}

static void
test_kill (BlobPlace *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  g_autoptr (GBytes) part = blob_content (4711, PART_SIZE);
  const char *soak = g_getenv ("MC_SOAK");
  guint32 kills = KILLS * (guint32) MAX (1, soak != NULL ? atoi (soak) : 1);
  guint8 part_hash[MC_HASH_SIZE];
  gint64 part_size = 0;
  g_autoptr (GError) error = NULL;

  blob_content_hash (part, part_hash);
  for (guint32 i = 0; i < kills; i++)
    {
      Killed killed = { .seed = i };
      int fds[2], status;
      pid_t pid;

      g_assert_cmpint (pipe (fds), ==, 0);
      killed.fd = fds[1];
      pid = blob_child (write_until_killed, self, &killed);
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
  blob_assert_content (self->blobs, part, part_hash);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  blob_test ("/blobs/a-part-comes-in-pieces-of-any-size", test_part_in_any_pieces);
  blob_test ("/blobs/a-part-with-a-gap-is-refused", test_part_with_a_gap);
  blob_test ("/blobs/other-content-than-the-name-says-is-dropped", test_wrong_content);
  blob_test ("/blobs/a-part-goes-on-after-a-power-cut", test_part_after_a_power_cut);
  blob_test ("/blobs/kill-at-any-moment-leaves-whole-files-and-what-was-said", test_kill);
  blob_test ("/blobs/the-same-part-from-several-threads", test_two_at_once);
  return g_test_run ();
}
