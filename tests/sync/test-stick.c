/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sticks that are pulled out at any step of writing and reading, full, or of a poor file system: what is whole is taken, a second try completes,
 * nothing is lost and nothing comes twice. */
#include "carry-office.h"

#include <glib/gstdio.h>
#include <string.h>

#include "mc-desk-carry.h"
#include "stick-faults.h"

#define PART (64 * 1024)

typedef struct
{
  CarryOffice office;
  CarryDesk *one, *two;
} Stick;

static void
set_up (Stick *self, gconstpointer data)
{
  carry_office_init (&self->office, 2, TRUE);
  self->one = carry_desk (&self->office, 0);
  self->two = carry_desk (&self->office, 1);
}

static void
tear_down (Stick *self, gconstpointer data)
{
  stick_faults_end ();
  carry_office_clear (&self->office);
}

/* Everything under its own name. */
static GPtrArray *
named (const char *folder)
{
  return mc_desk_find_bundles (folder);
}

static void
wipe (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

static gboolean
try_export (CarryDesk *desk, const char *stick, guint n_expected, GError **error)
{
  g_auto (McBundleWritten) written = { 0 };
  gboolean ok = mc_bundle_export (carry_store (desk), desk->blobs, stick, MC_CARRY_PROVINCE | MC_CARRY_OFFICE, PART, NULL, NULL, NULL,
                                  &written, error);

  if (ok)
    g_assert_cmpuint (written.paths->len, ==, n_expected);
  return ok;
}

/* What is there under its name is whole, whoever takes it in. */
static void
take_all (CarryDesk *desk, const char *stick)
{
  g_autoptr (GPtrArray) paths = named (stick);

  for (guint i = 0; i < paths->len; i++)
    {
      g_auto (McBundleTaken) taken = { 0 };

      carry_import (desk, g_ptr_array_index (paths, i), &taken);
      g_assert_cmpuint (taken.refused, ==, 0);
    }
}

static void
assert_all_here (Stick *self, int n_dossiers)
{
  int named_files, here;

  g_assert_cmpint (fixture_int (self->two->sync.fixture.folder, "SELECT count (*) FROM dossier"), ==, n_dossiers);
  carry_count_files (self->two, &named_files, &here);
  g_assert_cmpint (named_files, ==, here);
}

/* ---- writing --------------------------------------------------------------------------------------------------------- */

/* The parts and the calls of a try that goes well. */
static gint64
count_export (Stick *self, guint *n_parts)
{
  g_auto (McBundleWritten) written = { 0 };
  gint64 calls;

  stick_faults_begin (self->office.stick, STICK_SOUND, 0);
  carry_export (self->one, self->office.stick, MC_CARRY_PROVINCE | MC_CARRY_OFFICE, PART, &written);
  calls = stick_faults_end ();
  *n_parts = written.paths->len;
  wipe (self->office.stick);
  return calls;
}

static void
test_writing (Stick *self, gconstpointer data)
{
  StickFault fault = (StickFault) GPOINTER_TO_INT (data);
  int n = fault == STICK_PULLED || fault == STICK_FLAKY ? MC_ERROR_DEVICE_GONE : MC_ERROR_NO_SPACE;
  guint n_parts, failed = 0, stayed = 0;
  gint64 calls;

  for (int i = 0; i < 3; i++)
    g_free (carry_receive (self->one, "Trần Thị Lan", 1));
  calls = count_export (self, &n_parts);
  g_assert_cmpuint (n_parts, >=, 3);
  for (gint64 step = 1; step <= calls; step++)
    {
      g_autoptr (GPtrArray) whole = NULL;
      g_autoptr (GError) error = NULL, again = NULL;
      gboolean ok;

      stick_faults_begin (self->office.stick, fault, step);
      ok = try_export (self->one, self->office.stick, n_parts, &error);
      stick_faults_end ();
      if (!ok)
        {
          g_assert_error (error, MC_ERROR, n);
          g_assert_cmpstr (error->message, !=, "");
          failed++;
        }
      whole = named (self->office.stick);
      stayed += whole->len;
      take_all (self->two, self->office.stick);
      /* In again, or room made: it goes through. */
      g_assert_true (try_export (self->one, self->office.stick, n_parts, &again));
      g_assert_no_error (again);
      take_all (self->two, self->office.stick);
      /* Nothing half written is left over from the first try to fill the stick. */
      g_clear_pointer (&whole, g_ptr_array_unref);
      whole = named (self->office.stick);
      g_assert_cmpint (carry_n_files_in (self->office.stick), ==, whole->len);
      wipe (self->office.stick);
    }
  g_test_message ("%d calls, %u tries failed, %u parts were whole all the same", (int) calls, failed, stayed);
  g_assert_cmpuint (failed, >, 0);
  g_assert_cmpuint (stayed, >, 0);
  assert_all_here (self, 3);
  fixture_assert_sound (&self->one->sync.fixture);
  fixture_assert_sound (&self->two->sync.fixture);
}

/* ---- reading --------------------------------------------------------------------------------------------------------- */

static void
test_reading (Stick *self, gconstpointer data)
{
  StickFault fault = (StickFault) GPOINTER_TO_INT (data);
  guint failed = 0;
  int n_dossiers = 0;
  gint64 step = 0;
  gboolean happened = TRUE;

  /* Each time something new is on it, and the stick fails one call later, until it does not fail any more. */
  while (happened)
    {
      g_auto (McBundleWritten) written = { 0 };
      g_auto (McBundleTaken) taken = { 0 }, again = { 0 }, back = { 0 };
      g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 1), *receipt = NULL;
      g_autoptr (GError) error = NULL;
      gboolean ok;

      n_dossiers++;
      carry_export (self->one, self->office.stick, MC_CARRY_PROVINCE | MC_CARRY_OFFICE, 0, &written);
      g_assert_cmpuint (written.paths->len, ==, 1);
      stick_faults_begin (self->office.stick, fault, ++step);
      ok = mc_bundle_import (carry_store (self->two), self->two->blobs, g_ptr_array_index (written.paths, 0), NULL, NULL, NULL, &taken,
                             &error);
      stick_faults_end ();
      happened = stick_faults_happened ();
      g_assert_true (ok != happened);
      if (!ok)
        {
          g_assert_true (g_error_matches (error, MC_ERROR, MC_ERROR_DEVICE_GONE) ||
                         g_error_matches (error, MC_ERROR, MC_ERROR_NOT_FOUND));
          failed++;
        }
      carry_import (self->two, g_ptr_array_index (written.paths, 0), &again);
      g_assert_true (carry_has (self->two, code));
      /* The province takes it, so the next one is small again. */
      receipt = carry_province_import (&self->office, g_ptr_array_index (written.paths, 0));
      carry_import (self->one, receipt, &back);
      wipe (self->office.stick);
    }
  g_test_message ("%u tries failed", failed);
  g_assert_cmpuint (failed, >=, 5);
  assert_all_here (self, n_dossiers);
  fixture_assert_sound (&self->two->sync.fixture);
}

/* ---- poor file systems ------------------------------------------------------------------------------------------------- */

/* What FAT32 has not: some letters, folders that can be synced, large files. A part is far below 4 GiB; where one is not, it is said and nothing is left. */
static void
test_fat (Stick *self, gconstpointer data)
{
  g_auto (McBundleWritten) written = { 0 };
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;
  McFolderResult sum;

  for (int i = 0; i < 3; i++)
    g_free (carry_receive (self->one, "Trần Thị Lan", 1));
  stick_faults_begin (self->office.stick, STICK_FAT, 0);
  carry_export (self->one, self->office.stick, MC_CARRY_PROVINCE | MC_CARRY_OFFICE, PART, &written);
  take_all (self->two, self->office.stick);
  stick_faults_end ();
  assert_all_here (self, 3);
  wipe (self->office.stick);

  stick_faults_begin (self->office.stick, STICK_FAT, 20000);
  g_assert_false (try_export (self->one, self->office.stick, 0, &error));
  g_assert_true (stick_faults_happened ());
  stick_faults_end ();
  g_assert_error (error, MC_ERROR, MC_ERROR_NO_SPACE);
  left = named (self->office.stick);
  g_assert_cmpint (carry_n_files_in (self->office.stick), ==, (int) left->len);

  /* The office's folder on such a stick. */
  g_free (carry_receive (self->one, "LÒ VĂN PÁO", 1));
  stick_faults_begin (self->office.shared, STICK_FAT, 0);
  carry_folder (self->one, self->office.shared, &sum);
  carry_folder (self->two, self->office.shared, &sum);
  stick_faults_end ();
  assert_all_here (self, 4);
}

/* ---- the folder ---------------------------------------------------------------------------------------------------------- */

/* The machine with the folder goes off in the middle of writing or reading, at any step. */
static void
test_folder (Stick *self, gconstpointer data)
{
  StickFault fault = (StickFault) GPOINTER_TO_INT (data);
  guint failed = 0;
  gint64 step = 0;
  int n_dossiers = 0;
  gboolean happened = TRUE;
  McFolderResult sum;

  while (happened)
    {
      g_autofree char *code = carry_receive (self->one, "LÒ VĂN PÁO", 1);

      n_dossiers++;
      step++;
      happened = FALSE;
      for (int side = 0; side < 2; side++)
        {
          CarryDesk *desk = side == 0 ? self->one : self->two;
          g_autoptr (GError) error = NULL;

          stick_faults_begin (self->office.shared, fault, step);
          if (!mc_folder_sync (carry_store (desk), desk->blobs, self->office.shared, 0, NULL, NULL, NULL, &sum, &error))
            failed++;
          stick_faults_end ();
          happened |= stick_faults_happened ();
          carry_folder (desk, self->office.shared, &sum);
          g_assert_cmpuint (sum.damaged, ==, 0);
        }
      carry_folder (self->two, self->office.shared, &sum);
      g_assert_true (carry_has (self->two, code));
    }
  g_test_message ("%u passes failed in %d steps", failed, (int) step);
  g_assert_cmpuint (failed, >, 0);
  assert_all_here (self, n_dossiers);
  fixture_assert_sound (&self->two->sync.fixture);
}

#define stick_test(path, fault, func) g_test_add (path, Stick, GINT_TO_POINTER (fault), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  sync_use_memory ();
  g_test_init (&argc, &argv, NULL);
  stick_test ("/stick/writing/pulled-out-at-any-step", STICK_PULLED, test_writing);
  stick_test ("/stick/writing/full-at-any-step", STICK_FULL, test_writing);
  stick_test ("/stick/writing/full-and-told-late", STICK_LATE, test_writing);
  stick_test ("/stick/writing/one-call-fails", STICK_FLAKY, test_writing);
  stick_test ("/stick/reading/pulled-out-at-any-step", STICK_PULLED, test_reading);
  stick_test ("/stick/reading/one-call-fails", STICK_FLAKY, test_reading);
  stick_test ("/stick/folder/away-at-any-step", STICK_PULLED, test_folder);
  stick_test ("/stick/folder/one-call-fails", STICK_FLAKY, test_folder);
  stick_test ("/stick/fat32", STICK_FAT, test_fat);
  return g_test_run ();
}
