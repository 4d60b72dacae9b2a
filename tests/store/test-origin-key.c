/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key, mark or local state lost, garbled or of another store: a new origin begins, once, and it can sign. */
#include <glib/gstdio.h>

#include "origin-checks.h"

static void
remove_file (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
assert_new_origin (Fixture *self, GHashTable *given)
{
  gint64 before = origin_count (self);

  fixture_open (self);
  origin_assert_asks (self);
  g_assert_cmpint (origin_count (self), ==, before + 1);
  origin_assert_reason (self, "restore");
  origin_answer (self, "H15.50.05.13-261123-0101", 0);
  g_assert_true (g_hash_table_add (given, origin_receive (self)));
  fixture_assert_sound (self);
  /* And it is signed with a key that is there. */
  fixture_reopen (self);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM signature WHERE origin = " OWN_ORIGIN), >, 0);
  fixture_assert_sound (self);
  g_assert_cmpint (origin_count (self), ==, before + 1);
}

static void
test_lost_key (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = origin_codes_new ();

  g_hash_table_add (given, origin_receive (self));
  fixture_close (self);
  remove_file (self, "origin.key");
  assert_new_origin (self, given);
}

static void
test_key_of_another (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = origin_codes_new ();
  Fixture other = { 0 };

  fixture_set_up (&other, GINT_TO_POINTER (4));
  g_hash_table_add (given, origin_receive (self));
  fixture_close (self);
  fixture_copy_file (other.folder, self->folder, "origin.key");
  assert_new_origin (self, given);
  fixture_tear_down (&other, NULL);
}

static void
test_lost_mark (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = origin_codes_new ();

  g_hash_table_add (given, origin_receive (self));
  fixture_close (self);
  remove_file (self, "store.mark");
  assert_new_origin (self, given);
}

static void
test_garbled_mark (Fixture *self, gconstpointer data)
{
  static const char *const texts[] = { "", "x", "00112233445566778899aabbccddeeff", "zz112233445566778899aabbccddeeff 1 2\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, "store.mark", NULL);

      fixture_close (self);
      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      fixture_open (self);
      origin_assert_asks (self);
      g_assert_cmpint (origin_count (self), ==, i + 2);
      origin_answer (self, NULL, 0);
    }
  fixture_assert_sound (self);
}

/* A crash while a new origin began: mark and key are new, the database knows nothing of them. */
static void
test_crash_while_beginning (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = origin_codes_new ();
  Fixture other = { 0 };

  fixture_set_up (&other, GINT_TO_POINTER (4));
  g_hash_table_add (given, origin_receive (self));
  fixture_close (self);
  fixture_copy_file (other.folder, self->folder, "store.mark");
  assert_new_origin (self, given);

  g_hash_table_remove_all (given);
  fixture_close (self);
  fixture_copy_file (other.folder, self->folder, "store.mark");
  fixture_copy_file (other.folder, self->folder, "origin.key");
  assert_new_origin (self, given);
  fixture_tear_down (&other, NULL);
}

/* src/store/README.md: the loss of local state costs time and no data. */
static void
test_lost_local_state (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = origin_codes_new ();

  g_hash_table_add (given, origin_receive (self));
  fixture_close (self);
  fixture_exec (self->folder, "DELETE FROM local; DELETE FROM draft");
  assert_new_origin (self, given);
}

/* A new origin is begun once, by whoever writes first; who opened before takes it over. */
static void
test_two_connections (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = origin_codes_new ();
  Fixture second = { .folder = self->folder, .clock = self->clock };

  g_hash_table_add (given, origin_receive (self));
  fixture_close (self);
  remove_file (self, "origin.key");
  fixture_open (self);
  fixture_open (&second);
  origin_assert_asks (self);
  origin_assert_asks (&second);
  g_assert_cmpint (origin_count (self), ==, 2);
  origin_answer (&second, "H15.50.05.13-261123-0101", 0);
  g_assert_true (g_hash_table_add (given, origin_receive (self)));
  g_assert_true (g_hash_table_add (given, origin_receive (&second)));
  g_assert_cmpint (origin_count (self), ==, 2);
  g_assert_cmpstr (mc_desk_origin (self->desk), ==, mc_desk_origin (second.desk));
  fixture_close (&second);
  fixture_assert_sound (self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/origin/lost-key", test_lost_key);
  fixture_test ("/origin/key-of-another-origin", test_key_of_another);
  fixture_test ("/origin/lost-mark", test_lost_mark);
  fixture_test ("/origin/garbled-mark", test_garbled_mark);
  fixture_test ("/origin/crash-while-a-new-origin-begins", test_crash_while_beginning);
  fixture_test ("/origin/lost-local-state-costs-no-data", test_lost_local_state);
  fixture_test ("/origin/begun-once-whoever-writes-first", test_two_connections);
  return g_test_run ();
}
