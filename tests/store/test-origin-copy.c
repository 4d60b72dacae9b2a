/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder on two machines, or twice on one: each is a desk of its own (architecture.md, "Restore, copy, fork"). */
#include <glib/gstdio.h>
#include <string.h>

#include "mc-error.h"
#include "origin-checks.h"

/* Both go on, each believing to be the first, with one difference: the second says it is another desk. */
static void
assert_apart (Fixture *self, Fixture *copy)
{
  g_autoptr (GHashTable) given = origin_codes_new ();

  origin_assert_asks (copy);
  origin_assert_reason (copy, "copy");
  origin_answer (copy, NULL, 3);
  for (int i = 0; i < 5; i++)
    {
      g_assert_true (g_hash_table_add (given, origin_receive (self)));
      g_assert_true (g_hash_table_add (given, origin_receive (copy)));
    }
  fixture_reopen (self);
  fixture_reopen (copy);
  g_assert_true (g_hash_table_add (given, origin_receive (self)));
  g_assert_true (g_hash_table_add (given, origin_receive (copy)));
  g_assert_cmpint (mc_desk_office (copy->desk)->desk, ==, 3);
  g_assert_cmpint (mc_desk_office (self->desk)->desk, ==, 2);
  g_assert_cmpint (origin_count (self), ==, 1);
  g_assert_cmpint (origin_count (copy), ==, 2);
  fixture_assert_sound (self);
  fixture_assert_sound (copy);
}

/* cp -r on one machine: mark, key and machine are the same, and yet it is a second one. */
static void
test_copied_folder (Fixture *self, gconstpointer data)
{
  Fixture copy = { .folder = fixture_folder_new (), .clock = g_object_ref (self->clock) };
  g_autofree char *code = origin_receive (self);
  gint64 place = fixture_int (self->folder, "SELECT value FROM local WHERE key = 'place'");

  fixture_close (self);
  fixture_copy_folder (self->folder, copy.folder);
  fixture_open (self);
  fixture_open (&copy);
  if (place == 0)
    g_test_skip ("this file system keeps no inode numbers");
  else
    assert_apart (self, &copy);
  fixture_tear_down (&copy, NULL);
}

/* The folder deleted and copied back from a backup, mark and all: the file system may give the mark its old number again. */
static void
test_deleted_and_copied_back (Fixture *self, gconstpointer data)
{
  g_autofree char *backup = NULL, *place = NULL;
  g_autofree char *code = origin_receive (self);

  place = fixture_text (self->folder, "SELECT value FROM local WHERE key = 'place'");
  if (place == NULL || strchr (place, '.') == NULL)
    {
      g_test_skip ("this file system does not say when a file was made");
      return;
    }
  fixture_close (self);
  backup = fixture_folder_new ();
  fixture_copy_folder (self->folder, backup);
  for (int i = 0; i < 5; i++)
    {
      GDir *dir = g_dir_open (self->folder, 0, NULL);
      const char *name;

      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (self->folder, name, NULL);

          g_unlink (path);
        }
      g_dir_close (dir);
      fixture_copy_folder (backup, self->folder);
      fixture_open (self);
      g_assert_cmpint (origin_count (self), ==, 1);
      {
        g_autoptr (McIntake) intake = fixture_intake ("LÒ THỊ HOA");
        g_autoptr (GError) error = NULL;
        g_autoptr (McDossier) dossier = mc_desk_receive (self->desk, intake, &error);

        /* No number is given before the last slip is known. */
        g_assert_null (dossier);
        g_assert_error (error, MC_ERROR, MC_ERROR_NEEDS_ANSWER);
      }
      g_assert_cmpint (origin_count (self), ==, 2);
      fixture_close (self);
    }
  fixture_open (self);
  fixture_folder_remove (g_steal_pointer (&backup));
}

/* The disk of one machine in another one. */
static void
test_other_machine (Fixture *self, gconstpointer data)
{
  Fixture copy = { .folder = fixture_folder_new (), .clock = g_object_ref (self->clock) };
  g_autofree char *code = origin_receive (self);

  fixture_close (self);
  fixture_copy_folder (self->folder, copy.folder);
  fixture_exec (copy.folder, "UPDATE local SET value = 'the other machine' WHERE key = 'machine';"
                             "DELETE FROM local WHERE key = 'place'");
  fixture_open (self);
  fixture_open (&copy);
  assert_apart (self, &copy);
  fixture_tear_down (&copy, NULL);
}

/* The name of the machine as the store is told it. */
static void
test_machine_option (Fixture *self, gconstpointer data)
{
  McStoreOptions options = { .clock = self->clock, .actor = "lan", .machine = "other" };
  g_autoptr (GError) error = NULL;
  g_autoptr (McStore) store = NULL;
  g_autofree char *origin = g_strdup (mc_desk_origin (self->desk));

  fixture_close (self);
  store = mc_store_open (self->folder, &options, &error);
  g_assert_no_error (error);
  g_assert_true (mc_store_sign_heads (store, &error));
  g_assert_cmpstr (mc_store_origin (store), !=, origin);
  origin_assert_reason (self, "copy");
  g_clear_object (&store);
  /* And back on the first: a copy once more. */
  store = mc_store_open (self->folder, &options, &error);
  g_assert_true (mc_store_sign_heads (store, &error));
  g_assert_cmpint (origin_count (self), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/origin/a-copied-folder-is-another-desk", test_copied_folder);
  fixture_test ("/origin/a-folder-deleted-and-copied-back-begins-anew", test_deleted_and_copied_back);
  fixture_test ("/origin/a-folder-on-another-machine-is-another-desk", test_other_machine);
  fixture_test ("/origin/the-machine-is-recognised", test_machine_option);
  return g_test_run ();
}
