/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs every seed of a fuzz target once, as a test of its own: what was found stays found. */
#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
replay_file (gconstpointer path)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpint (LLVMFuzzerTestOneInput ((const uint8_t *) contents, size), ==, 0);
}

static void
replay_nothing (void)
{
  g_assert_cmpint (LLVMFuzzerTestOneInput ((const uint8_t *) "", 0), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GDir) folder = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;
  int n_seeds = 0;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);

  folder = g_dir_open (argv[1], 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *test = g_strconcat ("/seed/", name, NULL);

      g_test_add_data_func_full (test, g_build_filename (argv[1], name, NULL), replay_file, g_free);
      n_seeds++;
    }
  g_assert_cmpint (n_seeds, >, 0);
  g_test_add_func ("/no-input-at-all", replay_nothing);
  return g_test_run ();
}
