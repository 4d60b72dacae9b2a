/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stick (src/sync/README.md, "Bundle"): whatever is done to it, nothing is lost, doubled or believed that nobody signed. */
#include "carry-office.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/resource.h>

#include "mc-origin.h"

#define BOTH 0

typedef struct
{
  CarryOffice office;
  CarryDesk *one, *two;
} Bundle;

static void
set_up (Bundle *self, gconstpointer data)
{
  carry_office_init (&self->office, 2, TRUE);
  self->one = carry_desk (&self->office, 0);
  self->two = carry_desk (&self->office, 1);
}

static void
tear_down (Bundle *self, gconstpointer data)
{
  carry_office_clear (&self->office);
}

static const char *
path_of (const McBundleWritten *written, guint i)
{
  return g_ptr_array_index (written->paths, i);
}

static gint64
n_acked (CarryDesk *desk)
{
  return fixture_int (desk->sync.fixture.folder, "SELECT coalesce (sum (a.seq), 0) FROM ack a WHERE stream = 0 AND"
                                                 " origin = (SELECT CAST (value AS INTEGER) FROM local WHERE key = 'origin')");
}

/* A village without a link: what was received there is on the other desk when the stick has been carried over. */
static void
test_reaches (Bundle *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 3);
  g_auto (McBundleWritten) written = { 0 };
  g_auto (McBundleTaken) taken = { 0 };
  int named, here;

  carry_export (self->one, self->office.stick, BOTH, 0, &written);
  g_assert_cmpuint (written.paths->len, ==, 1);
  g_assert_cmpint (written.files, ==, 3);
  g_assert_true (g_str_has_suffix (path_of (&written, 0), MC_BUNDLE_SUFFIX));
  carry_import (self->two, path_of (&written, 0), &taken);
  g_assert_true (carry_has (self->two, code));
  g_assert_cmpuint (taken.entries_new, ==, written.entries);
  g_assert_cmpuint (taken.files_new, ==, 3);
  g_assert_false (taken.from_province);
  g_assert_cmpint (taken.info.desk, ==, 1);
  carry_count_files (self->two, &named, &here);
  g_assert_cmpint (named, ==, 3);
  g_assert_cmpint (here, ==, 3);
  fixture_assert_sound (&self->two->sync.fixture);
}

/* UNIQUE (origin, stream, number) and its hash: no way and no number of times doubles anything. */
static void
test_twice (Bundle *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 1), *before = NULL, *after = NULL;
  g_auto (McBundleWritten) written = { 0 };
  g_auto (McBundleTaken) first = { 0 }, again = { 0 }, own = { 0 };

  carry_export (self->one, self->office.stick, BOTH, 0, &written);
  carry_meet (&self->office);
  g_assert_true (carry_has (self->two, code));
  before = carry_entries (self->two);
  carry_import (self->two, path_of (&written, 0), &first);
  carry_import (self->two, path_of (&written, 0), &again);
  carry_import (self->one, path_of (&written, 0), &own);
  g_assert_cmpuint (first.entries_new + again.entries_new + own.entries_new, ==, 0);
  g_assert_cmpuint (first.files_new, ==, 1);
  g_assert_cmpuint (again.files_new + own.files_new, ==, 0);
  g_assert_cmpuint (first.refused + again.refused + own.refused, ==, 0);
  after = carry_entries (self->two);
  g_assert_cmpstr (before, ==, after);
}

static void
shuffle (GPtrArray *paths, GRand *rand)
{
  for (guint i = paths->len; i > 1; i--)
    {
      guint j = (guint) g_rand_int_range (rand, 0, (gint32) i);
      gpointer swap = paths->pdata[i - 1];

      paths->pdata[i - 1] = paths->pdata[j];
      paths->pdata[j] = swap;
    }
}

/* Many parts, and nobody looks at their numbers. */
static void
test_any_order (Bundle *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_auto (McBundleWritten) written = { 0 };
  g_autofree char *ours = NULL, *theirs = NULL;
  int named, here;
  McBundleTaken last = { 0 };
  guint n_waiting = 0;

  for (int i = 0; i < 12; i++)
    {
      g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", i % 3 == 0 ? 2 : 0);
      g_autoptr (GError) error = NULL;

      mc_store_sign_heads (carry_store (self->one), &error);
      g_assert_no_error (error);
    }
  carry_export (self->one, self->office.stick, MC_CARRY_OFFICE, 2000, &written);
  g_assert_cmpuint (written.paths->len, >, 8);
  shuffle (written.paths, rand);
  for (guint i = 0; i < written.paths->len; i++)
    {
      mc_bundle_taken_clear (&last);
      carry_import (self->two, path_of (&written, i), &last);
      n_waiting += last.waiting;
    }
  g_assert_cmpuint (n_waiting, >, 0);
  g_assert_cmpuint (last.waiting, ==, 0);
  g_assert_cmpint (last.info.n_parts, ==, written.paths->len);
  mc_bundle_taken_clear (&last);
  carry_count_files (self->two, &named, &here);
  g_assert_cmpint (named, ==, 8);
  g_assert_cmpint (here, ==, 8);
  ours = fixture_text (self->one->sync.fixture.folder, "SELECT group_concat (code || state) FROM (SELECT * FROM dossier ORDER BY code)");
  theirs = fixture_text (self->two->sync.fixture.folder, "SELECT group_concat (code || state) FROM (SELECT * FROM dossier ORDER BY code)");
  g_assert_cmpstr (ours, ==, theirs);
  fixture_assert_sound (&self->two->sync.fixture);
}

static void
write_file (const char *path, const char *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) size, &error);
  g_assert_no_error (error);
}

/* A stick that was pulled out, one that has gone bad: it is refused with a word about it, and the whole part still counts. */
static void
test_damaged (Bundle *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 1), *bytes = NULL;
  g_autofree char *bad = g_build_filename (self->office.stick, "bad.motcua", NULL);
  g_autofree char *before = carry_entries (self->two);
  g_auto (McBundleWritten) written = { 0 };
  g_auto (McBundleTaken) whole = { 0 };
  gsize size;

  carry_export (self->one, self->office.stick, BOTH, 0, &written);
  g_assert_true (g_file_get_contents (path_of (&written, 0), &bytes, &size, NULL));
  for (gsize at = 0; at < size; at += 101)
    for (int way = 0; way < 2; way++)
      {
        g_auto (McBundleTaken) taken = { 0 };
        g_autoptr (GError) error = NULL;

        bytes[at] ^= (char) (way == 1 ? 0x10 : 0);
        write_file (bad, bytes, way == 0 ? at : size);
        bytes[at] ^= (char) (way == 1 ? 0x10 : 0);
        g_assert_false (mc_bundle_import (carry_store (self->two), self->two->blobs, bad, NULL, NULL, NULL, &taken, &error));
        g_assert_true (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) || g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED) ||
                       g_error_matches (error, MC_ERROR, MC_ERROR_STORE_TOO_NEW));
      }
  {
    g_autofree char *after = carry_entries (self->two), *longer = g_malloc (size + 1);

    g_assert_cmpstr (before, ==, after);
    memcpy (longer, bytes, size);
    longer[size] = 'x';
    write_file (bad, longer, size + 1);
    carry_import_refused (self->two, bad, MC_ERROR_INVALID);
    write_file (bad, "Kính gửi bà Lan, mời bà đến nhận", 30);
    carry_import_refused (self->two, bad, MC_ERROR_INVALID);
  }
  carry_import (self->two, path_of (&written, 0), &whole);
  g_assert_true (carry_has (self->two, code));
}

static gboolean
holds (const char *bytes, gsize size, const char *text)
{
  gsize n = strlen (text);

  for (gsize i = 0; i + n <= size; i++)
    if (memcmp (bytes + i, text, n) == 0)
      return TRUE;
  return FALSE;
}

/* Found on the street it tells nobody anything: only those it is for can read it. */
static void
test_not_for_us (Bundle *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 0), *bytes = NULL;
  g_auto (McBundleWritten) province = { 0 };
  CarryOffice others = { 0 };
  gsize size;

  carry_export (self->one, self->office.stick, MC_CARRY_PROVINCE, 0, &province);
  carry_import_refused (self->two, path_of (&province, 0), MC_ERROR_REJECTED);
  carry_office_init (&others, 1, TRUE);
  carry_import_refused (carry_desk (&others, 0), path_of (&province, 0), MC_ERROR_REJECTED);
  carry_office_clear (&others);
  g_assert_true (g_file_get_contents (path_of (&province, 0), &bytes, &size, NULL));
  g_assert_false (holds (bytes, size, "H15.50"));
  g_assert_false (holds (bytes, size, code));
}

/* The same frames under another name. */
static void
forge (Bundle *self, const char *path, const char *office, gboolean own_key, gboolean known_origin)
{
  g_autoptr (GArray) recipients = g_array_new (FALSE, FALSE, sizeof (McPublicKey));
  g_autoptr (McBundleWriter) writer = NULL;
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint8 secret[64], public[32];
  McBundleInfo info = { .kind = MC_BUNDLE_DATA, .part = 1, .n_parts = 1, .desk = 1, .office = (char *) office };
  McReceipt receipt = { .part = 1 };

  crypto_sign_keypair (public, secret);
  mc_hex_decode (mc_desk_origin (self->one->sync.fixture.desk), info.origin, MC_ORIGIN_SIZE);
  if (!known_origin)
    info.origin[0] ^= 1;
  memcpy (info.public_key, public, sizeof public);
  if (!own_key)
    {
      g_autofree char *hex = fixture_text (self->one->sync.fixture.folder,
                                           "SELECT hex (public_key) FROM origin WHERE n ="
                                           " (SELECT CAST (value AS INTEGER) FROM local WHERE key = 'origin')");

      g_assert_true (mc_hex_decode (hex, info.public_key, sizeof info.public_key));
    }
  {
    McPublicKey key;
    g_autofree char *hex = fixture_text (self->two->sync.fixture.folder,
                                         "SELECT hex (public_key) FROM origin WHERE n ="
                                         " (SELECT CAST (value AS INTEGER) FROM local WHERE key = 'origin')");

    g_assert_true (mc_hex_decode (hex, key.bytes, sizeof key.bytes));
    g_array_append_val (recipients, key);
  }
  mc_put_receipt (frames, &receipt);
  writer = mc_bundle_writer_new (path, &info, recipients, secret, &error);
  g_assert_no_error (error);
  g_assert_true (mc_bundle_writer_put (writer, frames, NULL) && mc_bundle_writer_finish (writer, NULL));
}

/* Whoever knows our public key can seal something for us; it must be signed by somebody we know. */
static void
test_forged (Bundle *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->office.stick, "forged.motcua", NULL);

  forge (self, path, "H15.50.05.13", FALSE, TRUE);
  carry_import_refused (self->two, path, MC_ERROR_REJECTED);
  forge (self, path, "H15.50.05.13", TRUE, TRUE);
  carry_import_refused (self->two, path, MC_ERROR_REJECTED);
  forge (self, path, "H15.50.05.13", TRUE, FALSE);
  carry_import_refused (self->two, path, MC_ERROR_REJECTED);
  forge (self, path, "H15.50.05.99", TRUE, FALSE);
  carry_import_refused (self->two, path, MC_ERROR_REJECTED);
}

/* Nothing is done before the province's receipt (domain.md, 2): another desk's is good to know. */
static void
test_receipt (Bundle *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 2), *desks = NULL, *provinces = NULL;
  g_auto (McBundleWritten) written = { 0 }, nothing = { 0 };
  g_auto (McBundleTaken) at_two = { 0 }, from_two = { 0 }, from_province = { 0 }, again = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 before = n_acked (self->one);

  carry_export (self->one, self->office.stick, BOTH, 0, &written);
  g_assert_cmpint (n_acked (self->one), ==, before);
  carry_import (self->two, path_of (&written, 0), &at_two);
  desks = mc_bundle_write_receipt (carry_store (self->two), path_of (&written, 0), &at_two, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (desks, MC_BUNDLE_RECEIPT_SUFFIX));
  carry_import (self->one, desks, &from_two);
  g_assert_true (from_two.has_receipt);
  g_assert_false (from_two.from_province);
  g_assert_cmpmem (from_two.receipt.id, MC_BUNDLE_ID_SIZE, at_two.info.id, MC_BUNDLE_ID_SIZE);
  g_assert_cmpuint (from_two.entries_acked, ==, 0);
  g_assert_cmpint (n_acked (self->one), ==, before);
  g_assert_cmpint (fixture_int (self->one->sync.fixture.folder, "SELECT count (*) FROM sent_file"), ==, 0);

  provinces = carry_province_import (&self->office, path_of (&written, 0));
  carry_import (self->one, provinces, &from_province);
  g_assert_true (from_province.from_province);
  g_assert_cmpuint (from_province.entries_acked, ==, written.entries);
  g_assert_cmpint (n_acked (self->one), ==, before + written.entries);
  g_assert_cmpint (fixture_int (self->one->sync.fixture.folder, "SELECT count (*) FROM sent_file"), ==, 2);
  carry_import (self->one, provinces, &again);
  g_assert_cmpuint (again.entries_acked, ==, 0);
  g_assert_cmpint (n_acked (self->one), ==, before + written.entries);

  /* And now there is nothing more to carry. */
  carry_export (self->one, self->office.stick, BOTH, 0, &nothing);
  g_assert_cmpuint (nothing.paths->len, ==, 0);
  carry_meet (&self->office);
  sync_assert_equal (self->office.desks, self->office.hub);
}

/* Who viewed what is between a desk and the province (README, "The order"). */
static void
test_audit (Bundle *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 0), *receipt = NULL;
  g_auto (McBundleWritten) all = { 0 }, province = { 0 };
  g_auto (McBundleTaken) taken = { 0 }, acked = { 0 };
  g_autoptr (McDossier) viewed = mc_desk_load (self->one->sync.fixture.desk, code, NULL);

  g_assert_cmpint (fixture_int (self->one->sync.fixture.folder, "SELECT count (*) FROM entry WHERE stream = 1"), >, 0);
  carry_export (self->one, self->office.stick, BOTH, 0, &all);
  carry_import (self->two, path_of (&all, 0), &taken);
  g_assert_cmpint (fixture_int (self->two->sync.fixture.folder, "SELECT count (*) FROM entry WHERE stream = 1"), ==, 0);
  carry_export (self->one, self->office.stick, MC_CARRY_PROVINCE, 0, &province);
  g_assert_cmpint (province.entries, >, all.entries);
  receipt = carry_province_import (&self->office, path_of (&province, 0));
  carry_import (self->one, receipt, &acked);
  g_assert_cmpint (fixture_int (self->one->sync.fixture.folder, "SELECT count (*) FROM ack WHERE stream = 1"), ==, 1);
}

/* The store has written what it must by then; what is written now is the stick's. */
static void
fill_stick (gint64 done, gint64 total, gpointer data)
{
  struct rlimit *small = data;

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, small), ==, 0);
}

/* A stick without room: a word about it, the parts that are whole stay, no half one has a name. */
static void
test_full (Bundle *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 4);
  g_auto (McBundleWritten) written = { 0 };
  struct rlimit before, small;
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 150 * 1024;
  g_assert_false (mc_bundle_export (carry_store (self->one), self->one->blobs, self->office.stick, BOTH, 1000, fill_stick, &small, NULL,
                                    &written, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (error, MC_ERROR, MC_ERROR_NO_SPACE);
  g_assert_cmpint (carry_n_files_in (self->office.stick), ==, (int) written.paths->len);
  g_assert_cmpuint (written.paths->len, >, 0);
  for (guint i = 0; i < written.paths->len; i++)
    {
      g_auto (McBundleTaken) taken = { 0 };

      carry_import (self->two, path_of (&written, i), &taken);
    }
  g_assert_true (carry_has (self->two, code));
}

static void
test_gone (Bundle *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 0);
  g_autofree char *nowhere = g_build_filename (self->office.stick, "usb", "a.motcua", NULL);
  g_auto (McBundleWritten) written = { 0 };
  g_autoptr (GError) error = NULL, read_only = NULL, gone = NULL, full = NULL;

  g_assert_false (mc_bundle_export (carry_store (self->one), self->one->blobs, nowhere, BOTH, 0, NULL, NULL, NULL, &written, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_DEVICE_GONE);
  g_assert_false (mc_carry_fail_write (EROFS, &read_only));
  g_assert_error (read_only, MC_ERROR, MC_ERROR_READ_ONLY);
  g_assert_false (mc_carry_fail_write (EIO, &gone));
  g_assert_error (gone, MC_ERROR, MC_ERROR_DEVICE_GONE);
  g_assert_false (mc_carry_fail_write (ENOSPC, &full));
  g_assert_error (full, MC_ERROR, MC_ERROR_NO_SPACE);
  carry_import_refused (self->two, nowhere, MC_ERROR_NOT_FOUND);
}

static void
cancel_soon (gint64 done, gint64 total, gpointer data)
{
  g_assert_cmpint (done, <=, total);
  if (done > total / 3)
    g_cancellable_cancel (data);
}

static void
test_cancel (Bundle *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 4);
  g_autoptr (GCancellable) stop = g_cancellable_new (), stop_reading = g_cancellable_new ();
  g_auto (McBundleWritten) written = { 0 }, whole = { 0 };
  g_auto (McBundleTaken) taken = { 0 }, again = { 0 };
  g_autoptr (GError) error = NULL, reading = NULL;

  g_assert_false (mc_bundle_export (carry_store (self->one), self->one->blobs, self->office.stick, BOTH, 0, cancel_soon, stop, stop,
                                    &written, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_CANCELLED);
  g_assert_cmpint (carry_n_files_in (self->office.stick), ==, 0);
  carry_export (self->one, self->office.stick, BOTH, 0, &whole);
  g_assert_false (mc_bundle_import (carry_store (self->two), self->two->blobs, path_of (&whole, 0), cancel_soon, stop_reading,
                                    stop_reading, &taken, &reading));
  g_assert_error (reading, MC_ERROR, MC_ERROR_CANCELLED);
  carry_import (self->two, path_of (&whole, 0), &again);
  g_assert_true (carry_has (self->two, code));
}

/* A machine put back from a backup writes under a new name; its old key has vouched for it, so its stick is believed. */
static void
test_restored (Bundle *self, gconstpointer data)
{
  g_autofree char *backup = fixture_folder_new (), *code = NULL, *receipt = NULL;
  g_auto (McBundleWritten) written = { 0 };
  g_auto (McBundleTaken) taken = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_close (&self->one->sync.fixture);
  fixture_copy_file (self->one->sync.fixture.folder, backup, "store.db");
  fixture_open (&self->one->sync.fixture);
  g_free (carry_receive (self->one, "Lê Văn Mất", 0));
  fixture_close (&self->one->sync.fixture);
  fixture_copy_file (backup, self->one->sync.fixture.folder, "store.db");
  fixture_open (&self->one->sync.fixture);
  mc_desk_answer_last_slip (self->one->sync.fixture.desk, NULL, 7, &error);
  g_assert_no_error (error);
  code = carry_receive (self->one, "Trần Thị Lan", 0);
  carry_export (self->one, self->office.stick, MC_CARRY_OFFICE, 0, &written);
  carry_import (self->two, path_of (&written, 0), &taken);
  g_assert_true (carry_has (self->two, code));
  fixture_folder_remove (g_steal_pointer (&backup));
}

/* A desk that has met nobody knows no key to seal anything with. */
static void
test_nobody (Bundle *self, gconstpointer data)
{
  g_auto (McBundleWritten) office = { 0 }, province = { 0 };
  g_autoptr (GError) error = NULL, unknown = NULL;
  SyncDesk alone;
  g_autoptr (McBlobs) blobs = NULL;

  sync_desk_init (&alone, NULL, 9, 9);
  blobs = mc_blobs_open (alone.fixture.folder, NULL);
  g_assert_false (mc_bundle_export (fixture_store (&alone.fixture), blobs, self->office.stick, BOTH, 0, NULL, NULL, NULL, &office, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
  g_assert_false (mc_bundle_export (fixture_store (&alone.fixture), blobs, self->office.stick, MC_CARRY_PROVINCE, 0, NULL, NULL, NULL,
                                    &province, &unknown));
  g_assert_error (unknown, MC_ERROR, MC_ERROR_AUTH_REQUIRED);
  g_assert_cmpint (carry_n_files_in (self->office.stick), ==, 0);
  sync_desk_clear (&alone);
}

/* Names that FAT takes; several parts of one file name. */
static void
test_names (Bundle *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 2);
  g_autofree char *file = g_build_filename (self->office.stick, "xa.motcua", NULL), *second = NULL;
  g_auto (McBundleWritten) parts = { 0 }, named = { 0 };

  carry_export (self->one, file, BOTH, 1000, &parts);
  second = g_build_filename (self->office.stick, "xa-2.motcua", NULL);
  g_assert_cmpstr (path_of (&parts, 1), ==, second);
  carry_export (self->one, self->office.stick, BOTH, 0, &named);
  {
    g_autofree char *name = g_path_get_basename (path_of (&named, 0));

    g_assert_cmpuint (strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-."), ==, strlen (name));
    g_assert_true (g_str_has_prefix (name, "motcua-1-20261123084100-"));
  }
}

#define bundle_test(path, func) g_test_add (path, Bundle, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  sync_use_memory ();
  g_test_init (&argc, &argv, NULL);
  bundle_test ("/bundle/dossiers-and-files-reach-another-desk", test_reaches);
  bundle_test ("/bundle/twice-and-after-the-network-changes-nothing", test_twice);
  bundle_test ("/bundle/parts-may-come-in-any-order", test_any_order);
  bundle_test ("/bundle/cut-or-garbled-anywhere-it-is-refused", test_damaged);
  bundle_test ("/bundle/nobody-else-can-read-it", test_not_for_us);
  bundle_test ("/bundle/what-nobody-known-signed-is-refused", test_forged);
  bundle_test ("/bundle/only-the-provinces-receipt-counts", test_receipt);
  bundle_test ("/bundle/who-viewed-what-goes-to-the-province-alone", test_audit);
  bundle_test ("/bundle/a-full-stick-holds-no-half-part", test_full);
  bundle_test ("/bundle/a-stick-that-is-gone-or-write-protected-says-so", test_gone);
  bundle_test ("/bundle/cancelled-leaves-nothing-behind", test_cancel);
  bundle_test ("/bundle/a-restored-desk-is-believed-by-its-old-key", test_restored);
  bundle_test ("/bundle/nobody-known-nothing-sealed", test_nobody);
  bundle_test ("/bundle/names-are-for-any-stick", test_names);
  return g_test_run ();
}
