/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Restore: a new origin begins before the next write, and no number comes twice (architecture.md, "Restore, copy, fork"). Copies stand in
 * test-origin-copy.c, keys and marks in test-origin-key.c. */
#include <glib/gstdio.h>
#include <string.h>

#include "mc-code.h"
#include "mc-error.h"
#include "origin-checks.h"

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
      g_autofree char *code = origin_receive (self);

      fixture_reopen (self);
      g_assert_cmpstr (mc_desk_origin (self->desk), ==, origin);
    }
  g_assert_cmpint (origin_count (self), ==, 1);
  g_assert_cmpint (pending_since (self), ==, MC_DAY_NONE);
  fixture_assert_sound (self);
}

/* The folder may be called otherwise, and the whole path above it. */
static void
test_renamed_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *code = origin_receive (self), *next = NULL, *other = g_strconcat (self->folder, "-renamed", NULL);

  fixture_close (self);
  g_assert_cmpint (g_rename (self->folder, other), ==, 0);
  g_free (self->folder);
  self->folder = g_steal_pointer (&other);
  fixture_open (self);
  next = origin_receive (self);
  g_assert_cmpint (origin_count (self), ==, 1);
}

/* The mark is a convenience that may stay behind: the power went between the commit and its write. */
static void
test_mark_behind (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "store.mark", NULL), *old = NULL, *code = NULL, *next = NULL;
  FILE *file;

  g_assert_true (g_file_get_contents (path, &old, NULL, NULL));
  code = origin_receive (self);
  fixture_close (self);
  /* In place, as the program writes it. */
  file = g_fopen (path, "r+");
  g_assert_cmpuint (fwrite (old, 1, strlen (old), file), ==, strlen (old));
  g_assert_cmpint (fclose (file), ==, 0);
  fixture_open (self);
  next = origin_receive (self);
  g_assert_cmpint (origin_count (self), ==, 1);
}

/* ---- a restored database ------------------------------------------------------------------------------------ */

/* An older database over the newer one: what was given since the backup is not known. */
static void
restore_older (Fixture *self, int n_lost, GHashTable *given)
{
  g_autofree char *backup = fixture_folder_new ();

  g_hash_table_add (given, origin_receive (self));
  fixture_close (self);
  fixture_copy_file (self->folder, backup, "store.db");
  fixture_open (self);
  for (int i = 0; i < n_lost; i++)
    g_hash_table_add (given, origin_receive (self));
  fixture_close (self);
  fixture_copy_file (backup, self->folder, "store.db");
  fixture_folder_remove (g_steal_pointer (&backup));
  fixture_open (self);
}

static void
test_restored (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = origin_codes_new ();
  g_autofree char *origin = g_strdup (mc_desk_origin (self->desk));

  restore_older (self, 7, given);
  origin_assert_asks (self);
  origin_assert_asks (self);
  origin_assert_reason (self, "restore");
  g_assert_cmpint (origin_count (self), ==, 2);
  g_assert_cmpint (pending_since (self), ==, FIXTURE_DAY);
  g_assert_cmpstr (mc_desk_origin (self->desk), !=, origin);

  /* The last slip she holds in her hand is the 8th of the day. */
  origin_answer (self, "H15.50.05.13-261123-0108", 0);
  g_assert_cmpint (pending_since (self), ==, MC_DAY_NONE);
  for (int i = 0; i < 5; i++)
    g_assert_true (g_hash_table_add (given, origin_receive (self)));
  g_assert_true (g_hash_table_contains (given, "H15.50.05.13-261123-0109"));
  fixture_reopen (self);
  g_assert_true (g_hash_table_add (given, origin_receive (self)));
  g_assert_cmpint (origin_count (self), ==, 2);
  fixture_assert_sound (self);
}

/* No slip was printed since the backup: numbering goes on where the backup stands. */
static void
test_restored_none_printed (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = origin_codes_new ();
  g_autofree char *code = NULL;

  restore_older (self, 1, given);
  origin_assert_asks (self);
  origin_answer (self, NULL, 0);
  code = origin_receive (self);
  g_assert_cmpstr (code, ==, "H15.50.05.13-261123-0102");
  fixture_assert_sound (self);
}

/* A backup of days ago. The days between gave numbers nobody knows: they give none any more, and neither do the days
 * before them, for which a paper register may have been typed in meanwhile. */
static void
test_restored_after_days (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = origin_codes_new ();
  static const int days_ago[] = { 3, 2, 1, 40 };
  g_autoptr (GError) wrong = NULL;
  g_autofree char *code = NULL;

  restore_older (self, 0, given);
  fixture_close (self);
  fixture_exec (self->folder, "UPDATE local SET value = '00' WHERE key = 'mark'");
  mc_clock_set (self->clock, FIXTURE_NOW + 3 * 86400);
  fixture_open (self);
  origin_assert_asks (self);
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
  origin_assert_asks (self);

  origin_answer (self, "H15.50.05.13-261126-0105", 0);
  code = origin_receive (self);
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
  g_autoptr (GHashTable) given = origin_codes_new ();
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
  g_autoptr (GHashTable) given = origin_codes_new ();

  for (int i = 0; i < 4; i++)
    {
      g_autofree char *last = NULL;

      restore_older (self, 3, given);
      origin_assert_asks (self);
      last = g_strdup_printf ("H15.50.05.13-261123-%04d", 100 + (int) g_hash_table_size (given));
      g_assert_true (g_hash_table_contains (given, last));
      origin_answer (self, last, 0);
      g_assert_cmpint (origin_count (self), ==, i + 2);
    }
  fixture_assert_sound (self);
}

/* Reading needs no answer, and looks at a dossier are journalled under the new origin. */
static void
test_reading_goes_on (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = origin_codes_new ();
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  restore_older (self, 1, given);
  dossier = mc_desk_load (self->desk, "H15.50.05.13-261123-0101", &error);
  g_assert_no_error (error);
  g_assert_cmpint (origin_count (self), ==, 2);
  origin_assert_asks (self);
}

/* What was done on the restored store is done: an action is no receipt and asks nothing. */
static void
test_acting_goes_on (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) given = origin_codes_new ();
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  restore_older (self, 1, given);
  dossier = mc_desk_act (self->desk, "H15.50.05.13-261123-0101", MC_ACTION_FORWARD, NULL, "anh Tú", &error);
  g_assert_no_error (error);
  g_assert_cmpint (dossier->state, ==, MC_STATE_PROCESSING);
  fixture_assert_sound (self);
}

/* Every new desk number is one that desks can have, and that no other desk here has. */
static void
test_new_desk_number (Fixture *self, gconstpointer data)
{
  static const int wrong[] = { -1, 21, 1000 };
  g_autoptr (GHashTable) given = origin_codes_new ();

  restore_older (self, 1, given);
  origin_assert_asks (self);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mc_desk_answer_last_slip (self->desk, NULL, wrong[i], &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
    }
  origin_assert_asks (self);
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
  fixture_test ("/origin/a-new-desk-number-must-be-one", test_new_desk_number);
  return g_test_run ();
}
