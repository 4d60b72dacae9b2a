/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "mc-carry-private.h"
#include "mc-error.h"
#include "mc-time.h"

void
mc_bundle_written_clear (McBundleWritten *self)
{
  g_clear_pointer (&self->paths, g_ptr_array_unref);
}

/* ---- what ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  gboolean under_way; /* files of dossiers that are under way too */
  McBlobs *blobs;
  GArray *files;
} Files;

static gboolean
read_files (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Files *files = data;
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT DISTINCT f.hash FROM file f JOIN dossier d ON d.id = f.dossier"
                                      " LEFT JOIN sent_file s ON s.hash = f.hash"
                                      " WHERE s.hash IS NULL OR (? AND d.due_key IS NOT NULL) ORDER BY f.size, f.hash",
                                      error);
  gboolean row = stmt != NULL;

  if (stmt != NULL)
    sqlite3_bind_int (stmt, 1, files->under_way);
  while (row)
    {
      McCarryFileRef file;

      if (!mc_db_step (db, stmt, &row, error))
        return FALSE;
      if (row && mc_db_column_bytes (stmt, 0, file.hash, MC_HASH_SIZE) && (file.size = mc_blobs_size (files->blobs, file.hash)) > 0)
        g_array_append_val (files->files, file);
    }
  return stmt != NULL;
}

static gboolean
make_plan (McCarryPlan *plan, McStore *store, McBlobs *blobs, guint whom, gint64 *own_to, GError **error)
{
  gboolean province = (whom & MC_CARRY_PROVINCE) != 0, office = (whom & MC_CARRY_OFFICE) != 0;
  Files files = { !province, blobs, plan->files };
  g_autoptr (GArray) chains = NULL;

  /* Who viewed what concerns no other desk. */
  if ((chains = _mc_carry_chains (store, !office, !province, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < chains->len; i++)
    {
      const McChain *chain = &g_array_index (chains, McChain, i);

      if (!_mc_carry_plan_chain (plan, store, chain, province ? chain->acked : 0, error))
        return FALSE;
      if (chain->is_own && chain->stream == MC_STREAM_WORK)
        *own_to = chain->head;
    }
  return mc_store_read (store, read_files, &files, error) && (!office || _mc_carry_plan_acks (plan, store, error));
}

/* ---- where ------------------------------------------------------------------------------------------------------ */

/* What all packages of a desk begin with. (transfer full) */
static char *
name_start (gint64 desk)
{
  return g_strdup_printf ("motcua-%" G_GINT64_FORMAT "-", desk);
}

/* What this desk had half written when a stick was pulled out: it is of no use to anybody, and takes the room of the next try. */
static void
remove_leftovers (const char *folder, gint64 desk)
{
  g_autofree char *start = name_start (desk), *hidden = g_strconcat (".", start, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, hidden) && g_str_has_suffix (name, MC_BUNDLE_SUFFIX MC_CARRY_FILE_PART))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_unlink (path);
      }
}

/* Names that a stick of any file system takes, and that say to whom holds it what it is. */
static char *
base_name (const McBundleInfo *info)
{
  g_autofree char *iso = mc_time_to_iso (info->created), *start = name_start (info->desk);
  GString *name = g_string_new (start);

  for (const char *p = iso; *p != '\0' && *p != '+' && name->len < 32; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (name, *p);
  g_string_append_printf (name, "-%02x%02x", info->id[0], info->id[1]);
  return g_string_free (name, FALSE);
}

static char *
part_path (const char *path, gboolean is_folder, const McBundleInfo *info)
{
  g_autofree char *base = NULL, *stem = NULL, *name = NULL;

  if (is_folder)
    {
      base = base_name (info);
      stem = g_build_filename (path, base, NULL);
    }
  else
    stem = g_str_has_suffix (path, MC_BUNDLE_SUFFIX) ? g_strndup (path, strlen (path) - strlen (MC_BUNDLE_SUFFIX)) : g_strdup (path);
  if (info->n_parts > 1)
    return g_strdup_printf ("%s-%" G_GINT64_FORMAT MC_BUNDLE_SUFFIX, stem, info->part);
  return g_strconcat (stem, MC_BUNDLE_SUFFIX, NULL);
}

/* Told before an hour is spent on it, where the file system can say. */
static gboolean
check_room (const char *path, gboolean is_folder, gint64 bytes, GError **error)
{
  g_autofree char *folder = is_folder ? g_strdup (path) : g_path_get_dirname (path);
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (file, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);
  g_autofree char *size = NULL;

  if (info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) ||
      g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) >= (guint64) bytes)
    return TRUE;
  size = g_format_size ((guint64) bytes);
  g_set_error (error, MC_ERROR, MC_ERROR_NO_SPACE, _ ("There is not enough room on the USB stick or in the folder: %s are needed"), size);
  return FALSE;
}

/* ---- writing ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  McStore *store;
  McBlobs *blobs;
  const char *path;
  gboolean is_folder; /* asked once: a stick that is pulled out is no file of that name beside it */
  const McCarrySelf *self;
  GArray *recipients;
  GByteArray *hello; /* nothing when the province is no recipient */
  McCarryPlan *plan;
  McCarryProgress progress;
  GCancellable *cancellable;
} Export;

static gboolean
write_part (Export *self, const McCarryPart *part, const McBundleInfo *info, McBundleWritten *written, GError **error)
{
  g_autofree char *path = part_path (self->path, self->is_folder, info);
  g_autoptr (McBundleWriter) writer = mc_bundle_writer_new (path, info, self->recipients, self->self->secret_key, error);
  GStatBuf st;

  if (writer == NULL || !mc_bundle_writer_put (writer, self->hello, error) ||
      !_mc_carry_write_part (self->plan, part, self->store, self->blobs, writer, &self->progress, self->cancellable, error) ||
      !mc_bundle_writer_finish (writer, error))
    return FALSE;
  for (guint i = 0; i < part->n_batches; i++)
    written->entries += g_array_index (self->plan->batches, McCarryBatch, part->first_batch + i).count;
  written->files += part->n_files;
  if (g_stat (path, &st) == 0)
    written->bytes += st.st_size;
  g_ptr_array_add (written->paths, g_steal_pointer (&path));
  return TRUE;
}

static gboolean
write_parts (Export *self, McBundleWritten *written, GError **error)
{
  g_autoptr (GArray) parts = _mc_carry_plan_parts (self->plan);
  g_auto (McBundleInfo) info = { 0 };

  _mc_carry_self_info (self->self, MC_BUNDLE_DATA, &info);
  info.n_parts = MAX (parts->len, 1);
  self->progress.total = _mc_carry_plan_bytes (self->plan);
  if (self->is_folder)
    remove_leftovers (self->path, info.desk);
  if (parts->len > 0 && !check_room (self->path, self->is_folder, _mc_carry_plan_room (self->plan), error))
    return FALSE;
  for (guint i = 0; i < parts->len; i++)
    {
      info.part = i + 1;
      if (!write_part (self, &g_array_index (parts, McCarryPart, i), &info, written, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_hello (McTx *tx, gpointer data, GError **error)
{
  return mc_exchange_hello (tx, data, error);
}

gboolean
mc_bundle_export (McStore *store, McBlobs *blobs, const char *path, guint whom, gint64 part_max, McSyncProgressFunc progress,
                  gpointer data, GCancellable *cancellable, McBundleWritten *written, GError **error)
{
  g_auto (McCarrySelf) self = { 0 };
  g_auto (McCarryPlan) plan = { 0 };
  g_autoptr (GArray) recipients = NULL;
  g_autoptr (GByteArray) hello = g_byte_array_new ();
  gint64 own_to = 0;
  Export export = { .store = store,
                    .blobs = blobs,
                    .path = path,
                    .is_folder = g_str_has_suffix (path, G_DIR_SEPARATOR_S) || g_file_test (path, G_FILE_TEST_IS_DIR),
                    .self = &self,
                    .hello = hello,
                    .plan = &plan,
                    .progress = { progress, data, 0, 0 },
                    .cancellable = cancellable };

  memset (written, 0, sizeof *written);
  written->paths = g_ptr_array_new_with_free_func (g_free);
  if (!_mc_carry_self_load (&self, store, error))
    return FALSE;
  if (whom == 0)
    whom = MC_CARRY_OFFICE | (self.enrolled ? (guint) MC_CARRY_PROVINCE : 0);
  if ((whom & MC_CARRY_PROVINCE) != 0 && !self.enrolled)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_AUTH_REQUIRED, _ ("This desk is not registered with the province yet"));
      return FALSE;
    }
  _mc_carry_plan_init (&plan, part_max);
  if (_mc_carry_is_cancelled (cancellable, error) ||
      ((whom & MC_CARRY_PROVINCE) != 0 && !mc_store_write (store, put_hello, hello, error)) || (recipients = _mc_carry_recipients (store, whom, error)) == NULL ||
      !make_plan (&plan, store, blobs, whom, &own_to, error))
    return FALSE;
  /* Own keys are among them. */
  if ((whom & MC_CARRY_PROVINCE) == 0 && recipients->len < 2)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED,
                           _ ("No other desk of this office is known here yet: nobody could open the data package"));
      return FALSE;
    }
  written->left = plan.unsigned_entries;
  export.recipients = recipients;
  if (!write_parts (&export, written, error))
    return FALSE;
  if ((whom & MC_CARRY_PROVINCE) != 0 && written->paths->len > 0)
    written->own_to = own_to;
  return TRUE;
}
