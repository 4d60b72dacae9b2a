/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carry-office.h"

#include <string.h>

#include "mc-desk-files.h"
#include "mc-origin.h"

#define OFFICE "H15.50.05.13"

static void
free_desk (gpointer data)
{
  CarryDesk *desk = data;

  mc_blobs_free (desk->blobs);
  sync_desk_clear (&desk->sync);
  g_free (desk);
}

CarryDesk *
carry_desk (CarryOffice *self, guint i)
{
  return g_ptr_array_index (self->desks, i);
}

McStore *
carry_store (CarryDesk *self)
{
  return fixture_store (&self->sync.fixture);
}

void
carry_meet (CarryOffice *self)
{
  for (int round = 0; round < 2; round++)
    for (guint i = 0; i < self->desks->len; i++)
      sync_until_quiet (&carry_desk (self, i)->sync, self->hub);
}

void
carry_office_init (CarryOffice *self, int n_desks, gboolean met)
{
  self->hub = memory_hub_new (OFFICE, FIXTURE_NOW);
  self->desks = g_ptr_array_new_with_free_func (free_desk);
  self->stick = fixture_folder_new ();
  self->shared = fixture_folder_new ();
  for (int i = 1; i <= n_desks; i++)
    {
      CarryDesk *desk = g_new0 (CarryDesk, 1);
      g_autoptr (GError) error = NULL;

      sync_desk_init (&desk->sync, self->hub, i, i);
      desk->blobs = mc_blobs_open (desk->sync.fixture.folder, &error);
      g_assert_no_error (error);
      g_ptr_array_add (self->desks, desk);
    }
  if (met)
    carry_meet (self);
}

void
carry_office_clear (CarryOffice *self)
{
  g_ptr_array_unref (self->desks);
  memory_hub_free (self->hub);
  fixture_folder_remove (self->stick);
  fixture_folder_remove (self->shared);
}

static void
attach (CarryDesk *self, const char *code, int n)
{
  g_autofree char *folder = fixture_folder_new (), *path = g_build_filename (folder, "don.pdf", NULL);
  GString *text = g_string_new ("%PDF-1.7\n");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 3000 * (n + 1); i++)
    g_string_append_printf (text, "%s %d %d\n", code, n, i * 7919);
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  dossier = mc_desk_attach (self->sync.fixture.desk, code, MC_COMPONENT_RESULT, file, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_string_free (text, TRUE);
  fixture_folder_remove (g_steal_pointer (&folder));
}

char *
carry_receive (CarryDesk *self, const char *name, int n_files)
{
  g_autoptr (McDossier) dossier = fixture_receive (&self->sync.fixture, name);

  for (int i = 0; i < n_files; i++)
    attach (self, dossier->code, i);
  return g_strdup (dossier->code);
}

gboolean
carry_has (CarryDesk *self, const char *code)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM dossier WHERE code = '%s'", code);

  return fixture_int (self->sync.fixture.folder, sql) == 1;
}

typedef struct
{
  McBlobs *blobs;
  int named, here;
} Count;

static gboolean
count_files (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Count *count = data;
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT DISTINCT hash FROM file", error);
  gboolean row = stmt != NULL;

  while (row && mc_db_step (db, stmt, &row, error) && row)
    {
      guint8 hash[MC_HASH_SIZE];

      mc_db_column_bytes (stmt, 0, hash, sizeof hash);
      count->named++;
      count->here += mc_blobs_size (count->blobs, hash) >= 0 ? 1 : 0;
    }
  return stmt != NULL;
}

void
carry_count_files (CarryDesk *self, int *named, int *here)
{
  Count count = { self->blobs, 0, 0 };
  g_autoptr (GError) error = NULL;

  mc_store_read (carry_store (self), count_files, &count, &error);
  g_assert_no_error (error);
  *named = count.named;
  *here = count.here;
}

char *
carry_entries (CarryDesk *self)
{
  return fixture_text (self->sync.fixture.folder,
                       "SELECT group_concat (text, char (10)) FROM (SELECT lower (hex (o.id)) || '.' || e.stream || '.' || e.seq || ' ' ||"
                       " lower (hex (e.hash)) AS text FROM entry e JOIN origin o ON o.n = e.origin ORDER BY o.id, e.stream, e.seq)");
}

/* ---- sticks ------------------------------------------------------------------------------------------------------------ */

void
carry_export (CarryDesk *self, const char *path, guint whom, gint64 part_max, McBundleWritten *written)
{
  g_autoptr (GError) error = NULL;

  mc_bundle_export (carry_store (self), self->blobs, path, whom, part_max, NULL, NULL, NULL, written, &error);
  g_assert_no_error (error);
}

void
carry_import (CarryDesk *self, const char *path, McBundleTaken *taken)
{
  g_autoptr (GError) error = NULL;

  mc_bundle_import (carry_store (self), self->blobs, path, NULL, NULL, NULL, taken, &error);
  g_assert_no_error (error);
}

void
carry_import_refused (CarryDesk *self, const char *path, McError code)
{
  g_autofree char *before = carry_entries (self), *after = NULL;
  g_auto (McBundleTaken) taken = { 0 };
  g_autoptr (GError) error = NULL;
  int named, here, still;

  carry_count_files (self, &named, &here);
  g_assert_false (mc_bundle_import (carry_store (self), self->blobs, path, NULL, NULL, NULL, &taken, &error));
  g_assert_error (error, MC_ERROR, (int) code);
  g_assert_cmpstr (error->message, !=, "");
  after = carry_entries (self);
  carry_count_files (self, &named, &still);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (here, ==, still);
}

void
carry_folder (CarryDesk *self, const char *folder, McFolderResult *result)
{
  g_autoptr (GError) error = NULL;

  mc_folder_sync (carry_store (self), self->blobs, folder, 0, NULL, NULL, NULL, result, &error);
  g_assert_no_error (error);
}

int
carry_n_files_in (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  int n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* ---- the province ------------------------------------------------------------------------------------------------------- */

char *
carry_province_import (CarryOffice *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  char *receipt = memory_hub_take_bundle (self->hub, path, &error);

  g_assert_no_error (error);
  return receipt;
}
