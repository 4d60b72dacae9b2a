/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stick and folder as the window uses them: without waiting, and closed in the middle. */
#include "carry-office.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mc-desk-carry.h"
#include "mc-desk-files.h"
#include "mc-desk-folder.h"
#include "mc-desk-sync.h"

typedef struct
{
  CarryOffice office;
  CarryDesk *one, *two;
} Carry;

static void
set_up (Carry *self, gconstpointer data)
{
  carry_office_init (&self->office, 2, TRUE);
  self->one = carry_desk (&self->office, 0);
  self->two = carry_desk (&self->office, 1);
}

static void
tear_down (Carry *self, gconstpointer data)
{
  carry_office_clear (&self->office);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
count_steps (gint64 done, gint64 total, gpointer data)
{
  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  g_assert_cmpint (done, <=, total);
  ++*(int *) data;
}

static void
test_stick (Carry *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 3);
  McDesk *from = self->one->sync.fixture.desk, *to = self->two->sync.fixture.desk;
  g_autoptr (GAsyncResult) written = NULL, read = NULL, back = NULL;
  g_autoptr (McCarryExport) export = NULL;
  g_autoptr (GPtrArray) items = NULL, receipts = NULL, found = NULL;
  g_autoptr (GError) error = NULL;
  const McCarryItem *item;
  int steps = 0;

  mc_desk_export_bundle_async (from, self->office.stick, MC_CARRY_FOR_ALL, count_steps, &steps, NULL, keep_result, &written);
  export = mc_desk_export_bundle_finish (from, wait_for (&written), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (export->paths->len, ==, 1);
  g_assert_cmpint (export->bytes, >, 100000);
  g_assert_cmpint (steps, >, 0);

  found = mc_desk_find_bundles (self->office.stick);
  g_assert_cmpuint (found->len, ==, 1);
  g_ptr_array_add (found, g_build_filename (self->office.stick, "khong-co.motcua", NULL));
  g_ptr_array_add (found, NULL);
  mc_desk_import_bundles_async (to, (const char *const *) found->pdata, TRUE, count_steps, &steps, NULL, keep_result, &read);
  items = mc_desk_import_bundles_finish (to, wait_for (&read), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 2);
  item = g_ptr_array_index (items, 0);
  g_assert_no_error (item->error);
  g_assert_cmpint (item->files_new, ==, 3);
  g_assert_nonnull (item->receipt);
  g_assert_true (carry_has (self->two, code));
  g_assert_error (((const McCarryItem *) g_ptr_array_index (items, 1))->error, MC_ERROR, MC_ERROR_NOT_FOUND);
  {
    const char *paths[] = { item->receipt, NULL };

    mc_desk_import_bundles_async (from, paths, TRUE, NULL, NULL, NULL, keep_result, &back);
    receipts = mc_desk_import_bundles_finish (from, wait_for (&back), &error);
    g_assert_no_error (error);
    item = g_ptr_array_index (receipts, 0);
    g_assert_true (item->is_receipt && !item->from_province && item->receipt == NULL);
    g_assert_cmpint (item->desk, ==, 2);
  }
}

static void
test_folder (Carry *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 1);
  McDesk *desks[] = { self->one->sync.fixture.desk, self->two->sync.fixture.desk };
  g_autoptr (GError) gone = NULL;
  McCarryFolder sum;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      mc_desk_sync_folder_async (desks[i], self->office.shared, NULL, NULL, NULL, keep_result, &result);
      mc_desk_sync_folder_finish (desks[i], wait_for (&result), &sum, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpint (sum.files_new, ==, 1);
  g_assert_true (carry_has (self->two, code));
  g_assert_false (mc_desk_sync_folder (desks[0], self->office.stick + strlen (self->office.stick), NULL, NULL, NULL, &sum, &gone));
  g_assert_error (gone, MC_ERROR, MC_ERROR_DEVICE_GONE);
}

/* ---- what went away on a stick ---- */

static void
export_for (Carry *self, McCarryFor whom, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McCarryExport) export = mc_desk_export_bundle (self->one->sync.fixture.desk, path, whom, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_no_error (export->stopped);
}

/* How many lines of the queue are where. */
static void
assert_queue (Carry *self, guint n_waiting, guint n_carried)
{
  McDesk *desk = self->one->sync.fixture.desk;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = mc_desk_outbox (desk, 100, &error);
  guint found[MC_ITEM_RECEIVED + 1] = { 0 };

  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++)
    {
      const McOutboxItem *item = g_ptr_array_index (items, i);
      int percent;
      McItemState state = mc_desk_sync_item_state (desk, item, &percent);

      found[state]++;
      if (state == MC_ITEM_CARRIED)
        g_assert_cmpint (item->carried_at, ==, FIXTURE_NOW);
    }
  g_assert_cmpuint (found[MC_ITEM_WAITING], ==, n_waiting);
  g_assert_cmpuint (found[MC_ITEM_CARRIED], ==, n_carried);
  g_assert_cmpuint (n_waiting + n_carried, ==, items->len);
}

/* One of the files that this desk has attached, taken from the disk. */
static void
lose_file (Carry *self)
{
  g_autofree char *hash = fixture_text (self->one->sync.fixture.folder, "SELECT lower (hex (hash)) FROM file ORDER BY entry DESC LIMIT 1");
  g_autofree char *start = g_strndup (hash, 2);
  g_autofree char *path = g_build_filename (self->one->sync.fixture.folder, "blobs", start, hash, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
test_carried (Carry *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 2), *later = NULL, *receipt = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_auto (McBundleTaken) taken = { 0 };
  McDesk *desk = self->one->sync.fixture.desk;
  g_autoptr (GPtrArray) items = mc_desk_outbox (desk, 100, NULL);
  guint n = items->len;

  assert_queue (self, n, 0);
  /* The office's own desks are not the province. */
  export_for (self, MC_CARRY_FOR_OFFICE, self->office.shared);
  assert_queue (self, n, 0);
  export_for (self, MC_CARRY_FOR_PROVINCE, self->office.stick);
  assert_queue (self, 0, n);
  /* What came later is not on the stick: an entry for the dossier, and two for each of its files with that itself. */
  later = carry_receive (self->one, "Giàng A Páo", 1);
  assert_queue (self, 3, n);
  /* What is not on the disk did not go either. */
  lose_file (self);
  export_for (self, MC_CARRY_FOR_PROVINCE, self->office.stick);
  assert_queue (self, 1, n + 2);
  /* Closed and opened again, it is known. */
  fixture_reopen (&self->one->sync.fixture);
  assert_queue (self, 1, n + 2);
  /* Only the province's word ends it. */
  found = mc_desk_find_bundles (self->office.stick);
  for (guint i = 0; i < found->len; i++)
    {
      receipt = carry_province_import (&self->office, g_ptr_array_index (found, i));
      carry_import (self->one, receipt, &taken);
      mc_bundle_taken_clear (&taken);
      g_clear_pointer (&receipt, g_free);
    }
  assert_queue (self, 1, 0);
}

/* A store that writes under another origin has numbers that no stick has. */
static void
test_carried_by_another (Carry *self, gconstpointer data)
{
  Fixture *fixture = &self->one->sync.fixture;
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 0), *later = NULL;
  g_autoptr (GError) error = NULL;

  export_for (self, MC_CARRY_FOR_PROVINCE, self->office.stick);
  fixture_close (fixture);
  fixture_exec (fixture->folder, "UPDATE local SET value = '00' WHERE key = 'mark'");
  fixture_open (fixture);
  mc_desk_answer_last_slip (fixture->desk, NULL, 0, &error);
  g_assert_no_error (error);
  {
    g_autoptr (GPtrArray) items = mc_desk_outbox (fixture->desk, 100, &error);

    assert_queue (self, items->len, 0);
  }
}

/* ---- the folder in the background ---- */

static gboolean
folder_is (McDesk *desk, McFolderLink state, gboolean seen)
{
  g_auto (McFolderStatus) status = { 0 };

  mc_desk_folder_status (desk, &status);
  return status.state == state && (status.last_seen != 0) == seen;
}

static void
wait_for_folder (McDesk *desk, McFolderLink state, gboolean seen)
{
  while (!folder_is (desk, state, seen))
    g_main_context_iteration (NULL, TRUE);
}

/* Chosen once at each desk, with the line to the province down: what one receives the other has. Then the folder is away for a while. */
static void
test_background (Carry *self, gconstpointer data)
{
  g_autofree char *before = carry_receive (self->one, "Trần Thị Lan", 1), *after = NULL, *path = NULL;
  McDesk *one = self->one->sync.fixture.desk, *two = self->two->sync.fixture.desk;
  g_autofree char *elsewhere = g_strconcat (self->office.shared, "-off", NULL);
  g_autoptr (GError) error = NULL;

  mc_desk_folder_start (one);
  wait_for_folder (one, MC_FOLDER_NONE, FALSE);
  mc_desk_folder_choose (one, self->office.shared);
  wait_for_folder (one, MC_FOLDER_GOOD, TRUE);
  mc_desk_folder_start (two);
  mc_desk_folder_choose (two, self->office.shared);
  while (!carry_has (self->two, before))
    g_main_context_iteration (NULL, TRUE);

  /* A change here is a reason of its own: nobody asks. */
  after = carry_receive (self->one, "LÒ VĂN PÁO", 0);
  while (!carry_has (self->two, after))
    {
      g_main_context_iteration (NULL, FALSE);
      if (folder_is (two, MC_FOLDER_GOOD, TRUE))
        mc_desk_folder_choose (two, self->office.shared);
      g_usleep (1000);
    }

  g_assert_cmpint (g_rename (self->office.shared, elsewhere), ==, 0);
  mc_desk_folder_choose (one, self->office.shared);
  wait_for_folder (one, MC_FOLDER_AWAY, TRUE);
  g_assert_cmpint (g_rename (elsewhere, self->office.shared), ==, 0);
  mc_desk_folder_choose (one, self->office.shared);
  wait_for_folder (one, MC_FOLDER_GOOD, TRUE);

  /* Kept on this machine. */
  fixture_reopen (&self->one->sync.fixture);
  one = self->one->sync.fixture.desk;
  g_assert_true (mc_desk_read_folder (one, &path, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, self->office.shared);
  mc_desk_folder_start (one);
  g_assert_true (folder_is (one, MC_FOLDER_GOOD, TRUE) || folder_is (one, MC_FOLDER_WORKING, TRUE));
  mc_desk_folder_choose (one, NULL);
  wait_for_folder (one, MC_FOLDER_NONE, FALSE);
}

/* The window is closed at once, and again. */
static void
test_background_closes (Carry *self, gconstpointer data)
{
  for (int i = 0; i < 5; i++)
    g_free (carry_receive (self->one, "Trần Thị Lan", 2));
  mc_desk_folder_start (self->one->sync.fixture.desk);
  mc_desk_folder_choose (self->one->sync.fixture.desk, self->office.shared);
  fixture_reopen (&self->one->sync.fixture);
  mc_desk_folder_start (self->one->sync.fixture.desk);
  fixture_reopen (&self->one->sync.fixture);
  fixture_assert_sound (&self->one->sync.fixture);
}

/* A server that answers no more in the middle of a pass, as a pipe in the place of a file does until somebody writes: the desk closes all the same. */
static void
test_background_hangs (Carry *self, gconstpointer data)
{
  Fixture *fixture = &self->one->sync.fixture;
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 2), *marker = NULL;
  g_autoptr (GDir) dir = NULL;
  McFolderResult result;
  const char *name;
  int fd;

  carry_folder (self->two, self->office.shared, &result);
  dir = g_dir_open (self->office.shared, 0, NULL);
  while (marker == NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      marker = g_build_filename (self->office.shared, name, NULL);
      if (!g_file_test (marker, G_FILE_TEST_IS_REGULAR))
        g_clear_pointer (&marker, g_free);
    }
  g_assert_nonnull (marker);
  g_assert_cmpint (g_unlink (marker), ==, 0);
  g_assert_cmpint (mkfifo (marker, 0600), ==, 0);

  mc_desk_folder_start (fixture->desk);
  mc_desk_folder_choose (fixture->desk, self->office.shared);
  /* There is somebody to write to only when the pass has opened it, and then it waits for what is written. */
  while ((fd = g_open (marker, O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0)) < 0)
    g_main_context_iteration (NULL, TRUE);
  fixture_reopen (fixture);
  fixture_assert_sound (fixture);
  /* The one that is left keeps others away, and finds its store closed when it comes to itself. */
  g_assert_cmpint (fixture_int (fixture->folder, "SELECT count (*) FROM dossier"), ==, 1);
  close (fd);
  mc_desk_folder_start (fixture->desk);
  while (!carry_has (self->two, code))
    {
      mc_desk_folder_choose (fixture->desk, NULL);
      mc_desk_folder_choose (fixture->desk, self->office.shared);
      g_main_context_iteration (NULL, TRUE);
      if (folder_is (fixture->desk, MC_FOLDER_GOOD, TRUE))
        carry_folder (self->two, self->office.shared, &result);
    }
  fixture_reopen (fixture);
  fixture_assert_sound (fixture);
}

/* The window is closed while a stick is written: it ends whole or with a word, and nothing is used after it is gone. */
static void
test_closes (Carry *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 3);
  g_autoptr (GAsyncResult) written = NULL;
  g_autoptr (McCarryExport) export = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDesk) desk = g_object_ref (self->one->sync.fixture.desk);

  mc_desk_export_bundle_async (desk, self->office.stick, MC_CARRY_FOR_ALL, NULL, NULL, NULL, keep_result, &written);
  fixture_reopen (&self->one->sync.fixture);
  export = mc_desk_export_bundle_finish (desk, wait_for (&written), &error);
  g_assert_true ((export != NULL) == (error == NULL));
  if (error != NULL)
    g_assert_error (error, MC_ERROR, MC_ERROR_CANCELLED);
  g_assert_cmpint (carry_n_files_in (self->office.stick), ==, export != NULL ? 1 : 0);
}

#define carry_test(path, func) g_test_add (path, Carry, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  sync_use_memory ();
  g_test_init (&argc, &argv, NULL);
  carry_test ("/carry/a-stick-is-written-and-read-without-waiting", test_stick);
  carry_test ("/carry/what-went-away-on-a-stick-is-known-until-the-receipt", test_carried);
  carry_test ("/carry/what-another-origin-carried-away-is-not-ours", test_carried_by_another);
  carry_test ("/carry/the-folder-is-used-without-waiting", test_folder);
  carry_test ("/carry/the-desk-closes-while-a-stick-is-written", test_closes);
  carry_test ("/carry/the-folder-is-met-in-the-background", test_background);
  carry_test ("/carry/the-desk-closes-while-the-folder-is-met", test_background_closes);
  carry_test ("/carry/the-desk-closes-while-the-folder-hangs", test_background_hangs);
  return g_test_run ();
}
