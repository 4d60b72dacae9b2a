/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that the province asks for and that is gone from the disk, or damaged there: somebody is told once, until it is here again. */
#include <glib/gstdio.h>

#include "mc-blobs.h"
#include "mc-desk-files.h"
#include "mc-desk-sync.h"
#include "sync-office.h"

#define OFFICE "H15.50.05.13"

typedef struct
{
  MemoryHub *hub;
  SyncDesk desk, other;
  GRand *rand;
  char *papers;    /* (owned) folder */
  char *code;      /* of the dossier */
  char *hash;      /* of its file */
  char *blob;      /* (owned) where it lies */
} Scene;

static void
synchronise (Scene *self, SyncDesk *desk)
{
  g_autoptr (MemoryLink) link = memory_link_new (self->hub, desk->token, self->rand, desk->late);
  McSyncResult result;

  g_assert_true (sync_run (desk, link, 0, &result));
}

/* The same paper each time. */
static void
attach (Scene *self)
{
  g_autofree char *path = g_build_filename (self->papers, "don.pdf", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "%PDF-1.7\nĐơn", -1, &error);
  g_assert_no_error (error);
  dossier = mc_desk_attach (self->desk.fixture.desk, self->code, MC_COMPONENT_RESULT, file, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dossier->files->len, ==, 1);
  g_free (self->hash);
  self->hash = g_strdup (((McFile *) g_ptr_array_index (dossier->files, 0))->hash);
}

static void
set_up (Scene *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = NULL;
  g_autofree char *start = NULL;

  self->hub = memory_hub_new (OFFICE, FIXTURE_NOW);
  self->rand = g_rand_new_with_seed (1);
  self->papers = fixture_folder_new ();
  sync_desk_init (&self->desk, self->hub, 1, 2);
  sync_desk_init (&self->other, self->hub, 2, 3);
  dossier = fixture_receive (&self->desk.fixture, "LÒ THỊ HOA");
  self->code = g_strdup (dossier->code);
  attach (self);
  start = g_strndup (self->hash, 2);
  self->blob = g_build_filename (self->desk.fixture.folder, "blobs", start, self->hash, NULL);
  g_assert_true (g_file_test (self->blob, G_FILE_TEST_IS_REGULAR));
}

static void
tear_down (Scene *self, gconstpointer data)
{
  sync_desk_clear (&self->desk);
  sync_desk_clear (&self->other);
  memory_hub_free (self->hub);
  g_rand_free (self->rand);
  fixture_folder_remove (self->papers);
  g_free (self->code);
  g_free (self->hash);
  g_free (self->blob);
}

/* One line, of this file and its dossier, which came once and stays as it is however often the province asks. */
static void
assert_told_once (Scene *self)
{
  for (int pass = 0; pass < 3; pass++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) items = NULL;
      g_autofree char *subject = g_strconcat ("blob ", self->hash, NULL);
      const McQuarantineItem *item;

      synchronise (self, &self->desk);
      items = mc_desk_quarantine (self->desk.fixture.desk, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (items->len, ==, 1);
      item = g_ptr_array_index (items, 0);
      g_assert_cmpstr (item->subject, ==, subject);
      g_assert_cmpstr (item->code, ==, self->code);
      g_assert_cmpstr (item->reason, ==, "The file is not on this machine any more, or is damaged: scan it again");
      g_assert_cmpint (item->since, ==, FIXTURE_NOW);
      g_assert_cmpint (item->tries, ==, 1);
    }
}

static guint
n_aside (SyncDesk *desk)
{
  return (guint) fixture_int (desk->fixture.folder, "SELECT count (*) FROM quarantine");
}

static guint
n_sent (Scene *self)
{
  return (guint) fixture_int (self->desk.fixture.folder, "SELECT count (*) FROM sent_file");
}

/* Scanned again, it is the same paper: no second entry, the line goes at once and the file with the next exchange. */
static void
assert_mended (Scene *self)
{
  attach (self);
  g_assert_cmpuint (n_aside (&self->desk), ==, 0);
  g_assert_cmpint (fixture_int (self->desk.fixture.folder, "SELECT count (*) FROM file"), ==, 1);
  synchronise (self, &self->desk);
  g_assert_cmpuint (n_aside (&self->desk), ==, 0);
  g_assert_cmpuint (n_sent (self), ==, 1);
}

static void
test_gone (Scene *self, gconstpointer data)
{
  g_autoptr (McDossier) later = NULL;

  g_unlink (self->blob);
  assert_told_once (self);
  /* The rest goes on. */
  later = fixture_receive (&self->desk.fixture, "GIÀNG A PÁO");
  assert_told_once (self);
  g_assert_cmpint (fixture_int (self->desk.fixture.folder, "SELECT max (e.seq) - a.seq FROM entry e JOIN ack a USING (origin, stream)"
                                                           " WHERE stream = 0 AND origin = (SELECT value FROM local WHERE key = 'origin')"),
                   ==, 0);
  assert_mended (self);
}

static void
test_damaged (Scene *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize size;

  g_file_get_contents (self->blob, &contents, &size, &error);
  g_assert_no_error (error);
  contents[size - 1] ^= 1;
  g_file_set_contents (self->blob, contents, (gssize) size, &error);
  g_assert_no_error (error);
  assert_told_once (self);
  assert_mended (self);
}

/* Put back by hand: the line goes when the province has it. */
static void
test_put_back (Scene *self, gconstpointer data)
{
  g_autofree char *beside = g_build_filename (self->papers, "beside", NULL);

  g_assert_cmpint (g_rename (self->blob, beside), ==, 0);
  assert_told_once (self);
  g_assert_cmpint (g_rename (beside, self->blob), ==, 0);
  synchronise (self, &self->desk);
  g_assert_cmpuint (n_aside (&self->desk), ==, 0);
  g_assert_cmpuint (n_sent (self), ==, 1);
}

/* Another desk is asked for it too, and never had it. */
static void
test_of_another (Scene *self, gconstpointer data)
{
  g_unlink (self->blob);
  synchronise (self, &self->desk);
  synchronise (self, &self->other);
  g_assert_cmpint (fixture_int (self->other.fixture.folder, "SELECT count (*) FROM file"), ==, 1);
  synchronise (self, &self->other);
  g_assert_cmpuint (n_aside (&self->other), ==, 0);
}

static void
gone_test (const char *path, void (*func) (Scene *self, gconstpointer data))
{
  g_test_add (path, Scene, NULL, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  sync_use_memory ();
  g_test_init (&argc, &argv, NULL);
  gone_test ("/gone-file/is-told-once-and-until-it-is-scanned-again", test_gone);
  gone_test ("/gone-file/a-damaged-one-too", test_damaged);
  gone_test ("/gone-file/put-back-by-hand", test_put_back);
  gone_test ("/gone-file/another-desk's-is-not-ours-to-tell", test_of_another);
  return g_test_run ();
}
