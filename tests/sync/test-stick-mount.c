/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real file systems as sticks, mounted in a namespace of the test's own: a small one that is full, a read-only one, and FAT32 in an image. */
#include "carry-office.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "mc-desk-carry.h"

#define INSIDE "MC_STICK_MOUNT_INSIDE"
#define PART (64 * 1024)

typedef struct
{
  CarryOffice office;
  CarryDesk *one, *two;
  char *image;           /* (nullable) of FAT32 */
  GSubprocess *fusefat;  /* (nullable) */
} Stick;

/* A program that must end well. */
static void
run (const char *program, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  const char *argument;
  va_list args;

  g_ptr_array_add (argv, (gpointer) program);
  va_start (args, program);
  do
    g_ptr_array_add (argv, (gpointer) (argument = va_arg (args, const char *)));
  while (argument != NULL);
  va_end (args);
  process = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
is_mounted (const char *path)
{
  g_autofree char *mounts = NULL, *place = g_strdup_printf (" %s ", path);

  g_assert_true (g_file_get_contents ("/proc/self/mounts", &mounts, NULL, NULL));
  return strstr (mounts, place) != NULL;
}

static void
set_up (Stick *self, gconstpointer data)
{
  carry_office_init (&self->office, 2, TRUE);
  self->one = carry_desk (&self->office, 0);
  self->two = carry_desk (&self->office, 1);
  for (int i = 0; i < 3; i++)
    g_free (carry_receive (self->one, "Trần Thị Lan", 1));
}

static void
tear_down (Stick *self, gconstpointer data)
{
  while (is_mounted (self->office.stick))
    run ("umount", "-l", self->office.stick, NULL);
  if (self->fusefat != NULL)
    g_subprocess_wait (self->fusefat, NULL, NULL);
  g_clear_object (&self->fusefat);
  if (self->image != NULL)
    g_unlink (self->image);
  g_free (self->image);
  carry_office_clear (&self->office);
}

static gboolean
export (Stick *self, McSyncProgressFunc progress, gpointer data, McBundleWritten *written, GError **error)
{
  return mc_bundle_export (carry_store (self->one), self->one->blobs, self->office.stick, MC_CARRY_PROVINCE | MC_CARRY_OFFICE, PART,
                           progress, data, NULL, written, error);
}

/* All that is on it is taken in by the other desk, which then has everything. */
static void
assert_taken (Stick *self)
{
  g_autoptr (GPtrArray) paths = mc_desk_find_bundles (self->office.stick);
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  int named, here;

  g_assert_cmpuint (paths->len, >, 0);
  g_ptr_array_add (paths, NULL);
  items = mc_desk_import_bundles (self->two->sync.fixture.desk, (const char *const *) paths->pdata, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++)
    g_assert_no_error (((McCarryItem *) g_ptr_array_index (items, i))->error);
  g_assert_cmpint (fixture_int (self->two->sync.fixture.folder, "SELECT count (*) FROM dossier"), ==, 3);
  carry_count_files (self->two, &named, &here);
  g_assert_cmpint (named, ==, 3);
  g_assert_cmpint (here, ==, 3);
  fixture_assert_sound (&self->two->sync.fixture);
}

/* ---- full -------------------------------------------------------------------------------------------------------------- */

static void
test_too_small (Stick *self, gconstpointer data)
{
  g_auto (McBundleWritten) nothing = { 0 }, written = { 0 };
  g_autoptr (GError) error = NULL, again = NULL;

  run ("mount", "-t", "tmpfs", "-o", "size=100k", "stick", self->office.stick, NULL);
  g_assert_false (export (self, NULL, NULL, &nothing, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "needed"));
  g_assert_cmpint (carry_n_files_in (self->office.stick), ==, 0);
  run ("mount", "-o", "remount,size=4m", self->office.stick, NULL);
  export (self, NULL, NULL, &written, &again);
  g_assert_no_error (again);
  assert_taken (self);
}

/* Somebody else fills the stick while it is written: all but what is written first. */
static void
fill (gint64 done, gint64 total, gpointer data)
{
  Stick *self = data;
  g_autofree char *path = g_build_filename (self->office.stick, "phim.mp4", NULL), *zeros = g_malloc0 (4096);
  FILE *file;

  if (done < total / 2 || g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  file = fopen (path, "w");
  g_assert_nonnull (file);
  setvbuf (file, NULL, _IONBF, 0);
  while (fwrite (zeros, 4096, 1, file) == 1)
    ;
  fclose (file);
}

static void
test_fills_up (Stick *self, gconstpointer data)
{
  g_auto (McBundleWritten) some = { 0 }, written = { 0 };
  g_autofree char *film = g_build_filename (self->office.stick, "phim.mp4", NULL);
  g_autoptr (GError) error = NULL, again = NULL;

  run ("mount", "-t", "tmpfs", "-o", "size=4m", "stick", self->office.stick, NULL);
  g_assert_false (export (self, fill, self, &some, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NO_SPACE);
  g_assert_cmpuint (some.paths->len, >, 0);
  /* The whole parts and the film: nothing half. */
  g_assert_cmpint (carry_n_files_in (self->office.stick), ==, (int) some.paths->len + 1);
  g_assert_cmpint (g_unlink (film), ==, 0);
  export (self, NULL, NULL, &written, &again);
  g_assert_no_error (again);
  g_assert_cmpuint (written.paths->len, >, some.paths->len);
  assert_taken (self);
}

/* ---- write-protected ------------------------------------------------------------------------------------------------------ */

static void
test_read_only (Stick *self, gconstpointer data)
{
  g_auto (McBundleWritten) written = { 0 }, nothing = { 0 };
  g_autoptr (GError) error = NULL, refused = NULL;
  int before;

  run ("mount", "-t", "tmpfs", "-o", "size=4m", "stick", self->office.stick, NULL);
  export (self, NULL, NULL, &written, &error);
  g_assert_no_error (error);
  run ("mount", "-o", "remount,ro", self->office.stick, NULL);
  before = carry_n_files_in (self->office.stick);
  g_assert_false (export (self, NULL, NULL, &nothing, &refused));
  g_assert_error (refused, MC_ERROR, MC_ERROR_READ_ONLY);
  /* It is taken in all the same; only the receipts cannot be written beside it. */
  assert_taken (self);
  g_assert_cmpint (carry_n_files_in (self->office.stick), ==, before);
}

/* ---- FAT32 ------------------------------------------------------------------------------------------------------------------ */

static void
plug_fat (Stick *self)
{
  g_autoptr (GError) error = NULL;

  if (self->image == NULL)
    {
      self->image = g_strconcat (self->office.stick, ".img", NULL);
      run ("truncate", "-s", "64M", self->image, NULL);
      run ("mkfs.vfat", "-F", "32", "-n", "KINGSTON", self->image, NULL);
    }
  self->fusefat = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "fusefat", "-f", "-o",
                                    "rw+", self->image, self->office.stick, NULL);
  g_assert_no_error (error);
  while (!is_mounted (self->office.stick))
    {
      g_assert_cmpstr (g_subprocess_get_identifier (self->fusefat), !=, NULL);
      g_usleep (1000);
    }
}

static void
unplug_fat (Stick *self)
{
  run ("umount", self->office.stick, NULL);
  g_subprocess_wait (self->fusefat, NULL, NULL);
  g_clear_object (&self->fusefat);
}

static void
test_fat (Stick *self, gconstpointer data)
{
  g_auto (McBundleWritten) written = { 0 };
  g_autoptr (GError) error = NULL;
  McFolderResult sum;

  plug_fat (self);
  export (self, NULL, NULL, &written, &error);
  g_assert_no_error (error);
  unplug_fat (self);
  run ("fsck.vfat", "-n", self->image, NULL);
  plug_fat (self);
  assert_taken (self);

  /* The office's folder on it. */
  g_free (carry_receive (self->one, "LÒ VĂN PÁO", 0));
  carry_folder (self->one, self->office.stick, &sum);
  g_assert_cmpuint (sum.segments_written, >, 0);
  unplug_fat (self);
  plug_fat (self);
  carry_folder (self->two, self->office.stick, &sum);
  g_assert_cmpuint (sum.segments_read, >, 0);
  g_assert_cmpint (fixture_int (self->two->sync.fixture.folder, "SELECT count (*) FROM dossier"), ==, 4);
  unplug_fat (self);
  run ("fsck.vfat", "-n", self->image, NULL);
}

/* Out of the machine in the middle: what serves the file system is gone. */
static void
pull_out (gint64 done, gint64 total, gpointer data)
{
  Stick *self = data;

  if (done >= total / 2 && self->fusefat != NULL)
    {
      g_subprocess_send_signal (self->fusefat, SIGKILL);
      g_subprocess_wait (self->fusefat, NULL, NULL);
      g_clear_object (&self->fusefat);
    }
}

static void
test_fat_pulled (Stick *self, gconstpointer data)
{
  g_auto (McBundleWritten) some = { 0 }, written = { 0 };
  g_autoptr (GError) error = NULL, again = NULL;

  plug_fat (self);
  g_assert_false (export (self, pull_out, self, &some, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_DEVICE_GONE);
  g_assert_cmpstr (error->message, !=, "");
  run ("umount", "-l", self->office.stick, NULL);
  /* As the desktop does when it comes back; what it repairs is its own. */
  {
    g_autoptr (GSubprocess) repair = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, "fsck.vfat", "-a", self->image, NULL);

    g_subprocess_wait (repair, NULL, NULL);
  }
  plug_fat (self);
  export (self, NULL, NULL, &written, &again);
  g_assert_no_error (again);
  assert_taken (self);
  unplug_fat (self);
}

/* ---- where it can be ---------------------------------------------------------------------------------------------------------- */

static gboolean
can (const char *const *argv)
{
  g_autoptr (GSubprocess) process
      = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);

  return process != NULL && g_subprocess_wait_check (process, NULL, NULL);
}

/* NULL where FAT32 can be mounted, else why not. */
static const char *
no_fat (void)
{
  g_autofree char *fusefat = g_find_program_in_path ("fusefat"), *mkfs = g_find_program_in_path ("mkfs.vfat");

  if (fusefat == NULL || mkfs == NULL)
    return "fusefat or dosfstools is not installed";
  return g_access ("/dev/fuse", R_OK | W_OK) != 0 ? "/dev/fuse cannot be used here" : NULL;
}

static void
test_skipped (gconstpointer data)
{
  g_test_skip (data);
}

#define mount_test(path, func) g_test_add (path, Stick, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  static const char *const probe[] = { "unshare", "-rm", "mount", "-t", "tmpfs", "probe", "/mnt", NULL };
  const char *why;

  g_setenv ("PATH", "/usr/sbin:/sbin:/usr/bin:/bin", TRUE);
  if (g_getenv (INSIDE) == NULL && can (probe))
    {
      g_autoptr (GPtrArray) inside = g_ptr_array_new ();

      g_ptr_array_add (inside, (gpointer) "unshare");
      g_ptr_array_add (inside, (gpointer) "-rm");
      for (int i = 0; i < argc; i++)
        g_ptr_array_add (inside, argv[i]);
      g_ptr_array_add (inside, NULL);
      g_setenv (INSIDE, "1", TRUE);
      execvp ("unshare", (char **) inside->pdata);
    }
  sync_use_memory ();
  g_test_init (&argc, &argv, NULL);
  if (g_getenv (INSIDE) == NULL)
    {
      g_test_add_data_func ("/stick-mount", "no file system may be mounted here, not in a namespace either", test_skipped);
      return g_test_run ();
    }
  mount_test ("/stick-mount/too-small-from-the-beginning", test_too_small);
  mount_test ("/stick-mount/fills-up-meanwhile", test_fills_up);
  mount_test ("/stick-mount/write-protected", test_read_only);
  if ((why = no_fat ()) != NULL)
    g_test_add_data_func ("/stick-mount/fat32", why, test_skipped);
  else
    {
      mount_test ("/stick-mount/fat32", test_fat);
      mount_test ("/stick-mount/fat32-pulled-out", test_fat_pulled);
    }
  return g_test_run ();
}
