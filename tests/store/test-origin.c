/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Restore, copy, lost key: a new origin begins before the next write, and no number comes twice (architecture.md,
 * "Restore, copy, fork"). */
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "mc-code.h"
#include "mc-error.h"

#define OWN_ORIGIN "(SELECT value FROM local WHERE key = 'origin')"
#define REASON "SELECT CAST (body AS TEXT) ->> '$.reason' FROM entry WHERE seq = 1 AND stream = 0 AND origin = " OWN_ORIGIN

static void
assert_reason (Fixture *self, const char *reason)
{
  g_autofree char *found = fixture_text (self->folder, REASON);

  g_assert_cmpstr (found, ==, reason);
}

static gint64
n_origins (Fixture *self)
{
  return fixture_int (self->folder, "SELECT count (*) FROM origin");
}

/* Receiving must be refused until the question is answered. */
static void
assert_asks (Fixture *self)
{
  g_autoptr (McIntake) intake = fixture_intake ("LÒ VĂN HỎI");
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_desk_receive (self->desk, intake, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NEEDS_ANSWER);
}

static void
answer (Fixture *self, const char *code, int new_desk)
{
  g_autoptr (GError) error = NULL;

  mc_desk_answer_last_slip (self->desk, code, new_desk, &error);
  g_assert_no_error (error);
}

static char *
receive_code (Fixture *self)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, "NGUYỄN VĂN AN");

  return g_strdup (dossier->code);
}

static gboolean
read_question (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return mc_store_pending_question (db, data, error);
}

static McDay
pending_since (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  McDay since = MC_DAY_NONE;

  mc_store_read (fixture_store (self), read_question, &since, &error);
  g_assert_no_error (error);
  return since;
}

/* ---- nothing happened -------------------------------------------------------------------------------------- */

static void
test_reopened (Fixture *self, gconstpointer data)
{
  g_autofree char *origin = g_strdup (mc_desk_origin (self->desk));

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *code = receive_code (self);

      fixture_reopen (self);
      g_assert_cmpstr (mc_desk_origin (self->desk), ==, origin);
    }
  g_assert_cmpint (n_origins (self), ==, 1);
  g_assert_cmpint (pending_since (self), ==, MC_DAY_NONE);
  fixture_assert_sound (self);
}

/* The folder may be called otherwise, and the whole path above it. */
static void
test_renamed_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *code = receive_code (self), *next = NULL, *other = g_strconcat (self->folder, "-renamed", NULL);

  fixture_close (self);
  g_assert_cmpint (g_rename (self->folder, other), ==, 0);
  g_free (self->folder);
  self->folder = g_steal_pointer (&other);
  fixture_open (self);
  next = receive_code (self);
  g_assert_cmpint (n_origins (self), ==, 1);
}

/* The mark is a convenience that may stay behind: the power went between the commit and its write. */
static void
test_mark_behind (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "store.mark", NULL), *old = NULL, *code = NULL, *next = NULL;
  FILE *file;

  g_assert_true (g_file_get_contents (path, &old, NULL, NULL));
  code = receive_code (self);
  fixture_close (self);
  /* In place, as the program writes it. */
  file = g_fopen (path, "r+");
  g_assert_cmpuint (fwrite (old, 1, strlen (old), file), ==, strlen (old));
  g_assert_cmpint (fclose (file), ==, 0);
  fixture_open (self);
  next = receive_code (self);
  g_assert_cmpint (n_origins (self), ==, 1);
}

/* ---- a restored database ------------------------------------------------------------------------------------ */

/* An older database over the newer one: what was given since the backup is not known. */
static void
restore_older (Fixture *self, int n_lost, GHashTable *given)
{
  g_autofree char *backup = fixture_folder_new ();

  g_hash_table_add (given, receive_code (self));
  fixture_close (self);
  fixture_copy_file (self->folder, backup, "store.db");
  fixture_open (self);
  for (int i = 0; i < n_lost; i++)
    g_hash_table_add (given, receive_code (self));
  fixture_close (self);
  fixture_copy_file (backup, self->folder, "store.db");
  fixture_folder_remove (g_steal_pointer (&backup));
  fixture_open (self);
}

static GHashTable *
codes_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
test_restored (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = codes_new ();
  g_autofree char *origin = g_strdup (mc_desk_origin (self->desk));

  restore_older (self, 7, given);
  assert_asks (self);
  assert_asks (self);
  assert_reason (self, "restore");
  g_assert_cmpint (n_origins (self), ==, 2);
  g_assert_cmpint (pending_since (self), ==, FIXTURE_DAY);
  g_assert_cmpstr (mc_desk_origin (self->desk), !=, origin);

  /* The last slip she holds in her hand is the 8th of the day. */
  answer (self, "H15.50.05.13-261123-0108", 0);
  g_assert_cmpint (pending_since (self), ==, MC_DAY_NONE);
  for (int i = 0; i < 5; i++)
    g_assert_true (g_hash_table_add (given, receive_code (self)));
  g_assert_true (g_hash_table_contains (given, "H15.50.05.13-261123-0109"));
  fixture_reopen (self);
  g_assert_true (g_hash_table_add (given, receive_code (self)));
  g_assert_cmpint (n_origins (self), ==, 2);
  fixture_assert_sound (self);
}

/* No slip was printed since the backup: numbering goes on where the backup stands. */
static void
test_restored_none_printed (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = codes_new ();
  g_autofree char *code = NULL;

  restore_older (self, 1, given);
  assert_asks (self);
  answer (self, NULL, 0);
  code = receive_code (self);
  g_assert_cmpstr (code, ==, "H15.50.05.13-261123-0102");
  fixture_assert_sound (self);
}

/* A backup of days ago. The days between gave numbers nobody knows: they give none any more, and neither do the days
 * before them, for which a paper register may have been typed in meanwhile. */
static void
test_restored_after_days (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = codes_new ();
  static const int days_ago[] = { 3, 2, 1, 40 };
  g_autoptr (GError) wrong = NULL;
  g_autofree char *code = NULL;

  restore_older (self, 0, given);
  fixture_close (self);
  fixture_exec (self->folder, "UPDATE local SET value = '00' WHERE key = 'mark'");
  mc_clock_set (self->clock, FIXTURE_NOW + 3 * 86400);
  fixture_open (self);
  assert_asks (self);
  g_assert_cmpint (pending_since (self), ==, FIXTURE_DAY);

  /* The number of another desk cannot be the answer. */
  g_assert_false (mc_desk_answer_last_slip (self->desk, "H15.50.05.13-261126-0042", 0, &wrong));
  g_assert_error (wrong, MC_ERROR, MC_ERROR_INVALID);
  g_clear_error (&wrong);
  g_assert_false (mc_desk_answer_last_slip (self->desk, "H15.50.05.14-261126-0105", 0, &wrong));
  g_assert_error (wrong, MC_ERROR, MC_ERROR_INVALID);
  g_clear_error (&wrong);
  g_assert_false (mc_desk_answer_last_slip (self->desk, "261126", 0, &wrong));
  g_assert_error (wrong, MC_ERROR, MC_ERROR_INVALID);
  assert_asks (self);

  answer (self, "H15.50.05.13-261126-0105", 0);
  code = receive_code (self);
  g_assert_cmpstr (code, ==, "H15.50.05.13-261126-0106");
  for (guint i = 0; i < G_N_ELEMENTS (days_ago); i++)
    {
      g_autoptr (McIntake) intake = fixture_intake ("LÒ VĂN GHI SỔ");
      g_autoptr (GError) error = NULL;

      intake->received_at = mc_clock_now (self->clock) - days_ago[i] * 86400;
      g_assert_null (mc_desk_receive (self->desk, intake, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
    }
  fixture_assert_sound (self);
}

/* What the lost branch typed in for an earlier day is in doubt as well: nothing is received before the answer. */
static void
test_asks_for_earlier_days_too (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = codes_new ();
  g_autoptr (McIntake) intake = fixture_intake ("LÒ VĂN GHI SỔ");
  g_autoptr (GError) error = NULL;

  restore_older (self, 1, given);
  intake->received_at = FIXTURE_NOW - 10 * 86400;
  g_assert_null (mc_desk_receive (self->desk, intake, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NEEDS_ANSWER);
}

/* Again and again: every restore begins an origin of its own, and all of them verify. */
static void
test_restored_often (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = codes_new ();

  for (int i = 0; i < 4; i++)
    {
      g_autofree char *last = NULL;

      restore_older (self, 3, given);
      assert_asks (self);
      last = g_strdup_printf ("H15.50.05.13-261123-%04d", 100 + (int) g_hash_table_size (given));
      g_assert_true (g_hash_table_contains (given, last));
      answer (self, last, 0);
      g_assert_cmpint (n_origins (self), ==, i + 2);
    }
  fixture_assert_sound (self);
}

/* Reading needs no answer, and looks at a dossier are journalled under the new origin. */
static void
test_reading_goes_on (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = codes_new ();
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  restore_older (self, 1, given);
  dossier = mc_desk_load (self->desk, "H15.50.05.13-261123-0101", &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_origins (self), ==, 2);
  assert_asks (self);
}

/* What was done on the restored store is done: an action is no receipt and asks nothing. */
static void
test_acting_goes_on (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = codes_new ();
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  restore_older (self, 1, given);
  dossier = mc_desk_act (self->desk, "H15.50.05.13-261123-0101", MC_ACTION_FORWARD, NULL, "anh Tú", &error);
  g_assert_no_error (error);
  g_assert_cmpint (dossier->state, ==, MC_STATE_PROCESSING);
  fixture_assert_sound (self);
}

/* ---- a copied folder -------------------------------------------------------------------------------------------- */

/* Both go on, each believing to be the first, with one difference: the second says it is another desk. */
static void
assert_apart (Fixture *self, Fixture *copy)
{
  g_autoptr (GHashTable) given = codes_new ();

  assert_asks (copy);
  assert_reason (copy, "copy");
  answer (copy, NULL, 3);
  for (int i = 0; i < 5; i++)
    {
      g_assert_true (g_hash_table_add (given, receive_code (self)));
      g_assert_true (g_hash_table_add (given, receive_code (copy)));
    }
  fixture_reopen (self);
  fixture_reopen (copy);
  g_assert_true (g_hash_table_add (given, receive_code (self)));
  g_assert_true (g_hash_table_add (given, receive_code (copy)));
  g_assert_cmpint (mc_desk_office (copy->desk)->desk, ==, 3);
  g_assert_cmpint (mc_desk_office (self->desk)->desk, ==, 2);
  g_assert_cmpint (n_origins (self), ==, 1);
  g_assert_cmpint (n_origins (copy), ==, 2);
  fixture_assert_sound (self);
  fixture_assert_sound (copy);
}

/* cp -r on one machine: mark, key and machine are the same, and yet it is a second one. */
static void
test_copied_folder (Fixture *self, gconstpointer data)
{
  Fixture copy = { .folder = fixture_folder_new (), .clock = g_object_ref (self->clock) };
  g_autofree char *code = receive_code (self);
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
  g_autofree char *code = receive_code (self);

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
      g_assert_cmpint (n_origins (self), ==, 1);
      {
        g_autoptr (McIntake) intake = fixture_intake ("LÒ THỊ HOA");
        g_autoptr (GError) error = NULL;
        g_autoptr (McDossier) dossier = mc_desk_receive (self->desk, intake, &error);

        /* No number is given before the last slip is known. */
        g_assert_null (dossier);
        g_assert_error (error, MC_ERROR, MC_ERROR_NEEDS_ANSWER);
      }
      g_assert_cmpint (n_origins (self), ==, 2);
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
  g_autofree char *code = receive_code (self);

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
  assert_reason (self, "copy");
  g_clear_object (&store);
  /* And back on the first: a copy once more. */
  store = mc_store_open (self->folder, &options, &error);
  g_assert_true (mc_store_sign_heads (store, &error));
  g_assert_cmpint (n_origins (self), ==, 2);
}

/* Every new desk number is one that desks can have, and that no other desk here has. */
static void
test_new_desk_number (Fixture *self, gconstpointer data)
{
  static const int wrong[] = { -1, 21, 1000 };
  g_autoptr (GHashTable) given = codes_new ();

  restore_older (self, 1, given);
  assert_asks (self);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mc_desk_answer_last_slip (self->desk, NULL, wrong[i], &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
    }
  assert_asks (self);
}

/* ---- keys, marks and local state ------------------------------------------------------------------------------- */

static void
remove_file (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
assert_new_origin (Fixture *self, GHashTable *given)
{
  gint64 before = n_origins (self);

  fixture_open (self);
  assert_asks (self);
  g_assert_cmpint (n_origins (self), ==, before + 1);
  assert_reason (self, "restore");
  answer (self, "H15.50.05.13-261123-0101", 0);
  g_assert_true (g_hash_table_add (given, receive_code (self)));
  fixture_assert_sound (self);
  /* And it is signed with a key that is there. */
  fixture_reopen (self);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM signature WHERE origin = " OWN_ORIGIN), >, 0);
  fixture_assert_sound (self);
  g_assert_cmpint (n_origins (self), ==, before + 1);
}

static void
test_lost_key (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = codes_new ();

  g_hash_table_add (given, receive_code (self));
  fixture_close (self);
  remove_file (self, "origin.key");
  assert_new_origin (self, given);
}

static void
test_key_of_another (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = codes_new ();
  Fixture other = { 0 };

  fixture_set_up (&other, GINT_TO_POINTER (4));
  g_hash_table_add (given, receive_code (self));
  fixture_close (self);
  fixture_copy_file (other.folder, self->folder, "origin.key");
  assert_new_origin (self, given);
  fixture_tear_down (&other, NULL);
}

static void
test_lost_mark (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = codes_new ();

  g_hash_table_add (given, receive_code (self));
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
      assert_asks (self);
      g_assert_cmpint (n_origins (self), ==, i + 2);
      answer (self, NULL, 0);
    }
  fixture_assert_sound (self);
}

/* A crash while a new origin began: mark and key are new, the database knows nothing of them. */
static void
test_crash_while_beginning (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = codes_new ();
  Fixture other = { 0 };

  fixture_set_up (&other, GINT_TO_POINTER (4));
  g_hash_table_add (given, receive_code (self));
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
  g_autoptr (GHashTable) given = codes_new ();

  g_hash_table_add (given, receive_code (self));
  fixture_close (self);
  fixture_exec (self->folder, "DELETE FROM local; DELETE FROM draft");
  assert_new_origin (self, given);
}

/* A new origin is begun once, by whoever writes first; who opened before takes it over. */
static void
test_two_connections (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = codes_new ();
  Fixture second = { .folder = self->folder, .clock = self->clock };

  g_hash_table_add (given, receive_code (self));
  fixture_close (self);
  remove_file (self, "origin.key");
  fixture_open (self);
  fixture_open (&second);
  assert_asks (self);
  assert_asks (&second);
  g_assert_cmpint (n_origins (self), ==, 2);
  answer (&second, "H15.50.05.13-261123-0101", 0);
  g_assert_true (g_hash_table_add (given, receive_code (self)));
  g_assert_true (g_hash_table_add (given, receive_code (&second)));
  g_assert_cmpint (n_origins (self), ==, 2);
  g_assert_cmpstr (mc_desk_origin (self->desk), ==, mc_desk_origin (second.desk));
  fixture_close (&second);
  fixture_assert_sound (self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/origin/opening-again-is-the-same-origin", test_reopened);
  fixture_test ("/origin/renaming-the-folder-is-the-same-origin", test_renamed_folder);
  fixture_test ("/origin/a-mark-left-behind-is-harmless", test_mark_behind);
  fixture_test ("/origin/restored-asks-for-the-last-slip-and-goes-on-behind-it", test_restored);
  fixture_test ("/origin/restored-and-nothing-printed-goes-on-where-it-stands", test_restored_none_printed);
  fixture_test ("/origin/days-in-doubt-give-no-numbers", test_restored_after_days);
  fixture_test ("/origin/earlier-days-wait-for-the-answer-too", test_asks_for_earlier_days_too);
  fixture_test ("/origin/restored-again-and-again", test_restored_often);
  fixture_test ("/origin/restored-can-be-read-before-the-answer", test_reading_goes_on);
  fixture_test ("/origin/restored-can-be-worked-on-before-the-answer", test_acting_goes_on);
  fixture_test ("/origin/a-copied-folder-is-another-desk", test_copied_folder);
  fixture_test ("/origin/a-folder-deleted-and-copied-back-begins-anew", test_deleted_and_copied_back);
  fixture_test ("/origin/a-folder-on-another-machine-is-another-desk", test_other_machine);
  fixture_test ("/origin/the-machine-is-recognised", test_machine_option);
  fixture_test ("/origin/a-new-desk-number-must-be-one", test_new_desk_number);
  fixture_test ("/origin/lost-key", test_lost_key);
  fixture_test ("/origin/key-of-another-origin", test_key_of_another);
  fixture_test ("/origin/lost-mark", test_lost_mark);
  fixture_test ("/origin/garbled-mark", test_garbled_mark);
  fixture_test ("/origin/crash-while-a-new-origin-begins", test_crash_while_beginning);
  fixture_test ("/origin/lost-local-state-costs-no-data", test_lost_local_state);
  fixture_test ("/origin/begun-once-whoever-writes-first", test_two_connections);
  return g_test_run ();
}
