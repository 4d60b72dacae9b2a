/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-folder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-folder-state.h"
#include "mc-sync-lock.h"

#define MARKER "motcua-folder" /* holds a random name of the folder: it may be mounted anywhere */
#define NAME_DIGITS 10

typedef struct
{
  McStore *store;
  McBlobs *blobs;
  const char *path;
  char *id;
  McCarrySelf self;
  McFolderState state;
  GCancellable *cancellable;
  McCarryProgress progress;
  McFolderResult *result;
} Folder;

static void
folder_clear (Folder *self)
{
  g_free (self->id);
  _mc_carry_self_clear (&self->self);
  _mc_folder_state_clear (&self->state);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folder, folder_clear)

/* ---- which folder ------------------------------------------------------------------------------------------------ */

static char *
read_marker (const char *path)
{
  g_autofree char *text = NULL;
  guint8 id[MC_BUNDLE_ID_SIZE];

  return g_file_get_contents (path, &text, NULL, NULL) && mc_hex_decode (g_strstrip (text), id, sizeof id) ? g_steal_pointer (&text) : NULL;
}

static gboolean
write_marker (const char *path, GError **error)
{
  g_auto (McCarryFile) file = { .fd = -1 };
  g_autofree char *hex = NULL;
  guint8 id[MC_BUNDLE_ID_SIZE];

  randombytes_buf (id, sizeof id);
  hex = mc_hex_encode (id, sizeof id);
  return mc_carry_file_open (&file, path, error) && mc_carry_file_write (&file, hex, strlen (hex), error) &&
         mc_carry_file_finish (&file, error);
}

/* When two desks make it at once the later one's counts, and one of them reads once more what it knows. */
static gboolean
identify (Folder *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, MARKER, NULL);

  if (!g_file_test (self->path, G_FILE_TEST_IS_DIR))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_DEVICE_GONE, _ ("The shared folder cannot be reached"));
      return FALSE;
    }
  if ((self->id = read_marker (path)) == NULL && write_marker (path, error))
    self->id = read_marker (path);
  if (self->id != NULL)
    return TRUE;
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_DEVICE_GONE, _ ("The shared folder cannot be reached"));
  return FALSE;
}

/* ---- segments in it ------------------------------------------------------------------------------------------------ */

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

static gint64
segment_number (const char *name)
{
  char *end;
  gint64 number;

  if (!g_ascii_isdigit (*name))
    return 0;
  number = g_ascii_strtoll (name, &end, 10);
  return strcmp (end, MC_BUNDLE_SEGMENT_SUFFIX) == 0 && number > 0 && number < G_MAXINT64 / 2 ? number : 0;
}

static char *
segment_path (Folder *self, const guint8 origin[MC_ORIGIN_SIZE], gint64 number)
{
  g_autofree char *hex = mc_hex_encode (origin, MC_ORIGIN_SIZE);
  g_autofree char *name = g_strdup_printf ("%0*" G_GINT64_FORMAT MC_BUNDLE_SEGMENT_SUFFIX, NAME_DIGITS, number);

  return g_build_filename (self->path, hex, name, NULL);
}

/* The numbers an origin has here, in their order. (element-type gint64) */
static GArray *
list_segments (Folder *self, const guint8 origin[MC_ORIGIN_SIZE])
{
  g_autofree char *hex = mc_hex_encode (origin, MC_ORIGIN_SIZE);
  g_autofree char *path = g_build_filename (self->path, hex, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      gint64 number = segment_number (name);

      if (number > 0)
        g_array_append_val (numbers, number);
    }
  g_array_sort (numbers, compare_numbers);
  return numbers;
}

/* ---- reading --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const guint8 *origin;
  char *subject;
  gboolean put;
  gboolean known;
} Quarantine;

static gboolean
write_quarantine (McTx *tx, gpointer data, GError **error)
{
  Quarantine *self = data;

  return self->put ? mc_quarantine_put (tx, self->subject, MC_REFUSED_ORIGIN, 0, error) : mc_quarantine_drop (tx, self->subject, error);
}

static gboolean
read_known (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Quarantine *self = data;
  guint8 key[32];

  return mc_journal_key (db, self->origin, key, &self->known, error);
}

/* One line for each stranger, whatever he writes. */
static gboolean
quarantine (Folder *self, const guint8 origin[MC_ORIGIN_SIZE], gboolean put, GError **error)
{
  g_autofree char *hex = mc_hex_encode (origin, MC_ORIGIN_SIZE);
  g_autofree char *subject = g_strconcat ("segment ", hex, NULL);
  Quarantine quarantine = { origin, subject, put, FALSE };

  self->result->refused += put ? 1 : 0;
  return mc_store_write (self->store, write_quarantine, &quarantine, error);
}

/* What cannot be opened: by a desk of the office it was written before it knew this one, and it will write all again when it does. By
 * anybody else it is none of our business. */
static gboolean
pass_over (Folder *self, McFolderAuthor *author, gint64 number, GError **error)
{
  Quarantine known = { author->origin, NULL, FALSE, FALSE };

  if (!mc_store_read (self->store, read_known, &known, error))
    return FALSE;
  _mc_folder_author_done (author, number);
  if (!known.known)
    return quarantine (self, author->origin, TRUE, error);
  self->result->unknown++;
  return TRUE;
}

static gboolean
take_segment (Folder *self, McBundleReader *reader, GError **error)
{
  McFolderResult *result = self->result;
  g_auto (McBundleTaken) taken = { 0 };
  gint64 done, total;

  taken.haves = g_byte_array_new ();
  if (!_mc_carry_take (reader, MC_FROM_FOLDER, self->store, self->blobs, NULL, NULL, self->cancellable, &taken, error))
    return FALSE;
  mc_bundle_reader_progress (reader, &done, &total);
  result->bytes_read += total;
  result->segments_read++;
  result->entries_new += taken.entries_new;
  result->files_new += taken.files_new;
  result->refused += taken.refused;
  result->waiting = taken.waiting;
  result->catalogue_changed |= taken.catalogue_changed;
  return TRUE;
}

/* A segment that is open. One of another office that is sealed for us all the same is refused for good; of a desk not heard of yet it is
 * tried again. */
static gboolean
read_open (Folder *self, McFolderAuthor *author, gint64 number, McBundleReader *reader, GError **error)
{
  const McBundleInfo *info = mc_bundle_reader_info (reader);
  g_autoptr (GError) reason = NULL;
  gboolean province;

  if (g_strcmp0 (info->office, self->self.office) != 0)
    {
      _mc_folder_author_done (author, number);
      return quarantine (self, author->origin, TRUE, error);
    }
  if (mc_bundle_reader_check (reader, NULL, NULL, self->cancellable, &reason) &&
      _mc_carry_check_writer (reader, &self->self, self->store, &province, &reason) && take_segment (self, reader, &reason))
    {
      _mc_folder_author_done (author, number);
      return quarantine (self, author->origin, FALSE, error);
    }
  if (g_error_matches (reason, MC_ERROR, MC_ERROR_INVALID))
    self->result->damaged++;
  else if (g_error_matches (reason, MC_ERROR, MC_ERROR_REJECTED))
    self->result->unknown++;
  else
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_segment (Folder *self, McFolderAuthor *author, gint64 number, GError **error)
{
  g_autofree char *path = segment_path (self, author->origin, number);
  g_autoptr (McBundleReader) reader = NULL;
  g_autoptr (GError) reason = NULL;

  reader = mc_bundle_reader_open (path, self->self.secret_key, &reason);
  if (reader != NULL)
    return read_open (self, author, number, reader, error);
  if (g_error_matches (reason, MC_ERROR, MC_ERROR_REJECTED))
    return pass_over (self, author, number, error);
  if (g_error_matches (reason, MC_ERROR, MC_ERROR_DEVICE_GONE))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  self->result->damaged++;
  return TRUE;
}

static gboolean
read_author (Folder *self, const guint8 origin[MC_ORIGIN_SIZE], GError **error)
{
  McFolderAuthor *author = _mc_folder_state_author (&self->state, origin);
  g_autoptr (GArray) numbers = list_segments (self, origin);
  gboolean moved = FALSE;

  for (guint i = 0; i < numbers->len; i++)
    {
      gint64 number = g_array_index (numbers, gint64, i);

      if (_mc_folder_author_is_done (author, number))
        continue;
      if (_mc_carry_is_cancelled (self->cancellable, error) || !read_segment (self, author, number, error))
        return FALSE;
      moved = TRUE;
    }
  return !moved || _mc_folder_state_save (&self->state, self->store, self->id, error);
}

/* Own segments too: those this store knows nothing of hold what it wrote before it was set back. */
static gboolean
read_all (Folder *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = g_dir_open (self->path, 0, &local);
  const char *name;

  if (dir == NULL)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_DEVICE_GONE, _ ("The shared folder cannot be reached"));
      return FALSE;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      guint8 origin[MC_ORIGIN_SIZE];

      if (mc_hex_decode (name, origin, sizeof origin) && !read_author (self, origin, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- writing ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_among (GArray *keys, const McPublicKey *key)
{
  for (guint i = 0; i < keys->len; i++)
    if (memcmp (&g_array_index (keys, McPublicKey, i), key, sizeof *key) == 0)
      return TRUE;
  return FALSE;
}

/* Somebody new could open nothing of what was written until now, and he needs all of it. The same when the folder is empty again, or this store
 * writes under another name. */
static void
look_who_reads (Folder *self, GArray *recipients, GArray *own)
{
  gboolean again = memcmp (self->state.origin, self->self.origin, MC_ORIGIN_SIZE) != 0, there = self->state.segment == 0;

  for (guint i = 0; i < recipients->len; i++)
    again |= !is_among (self->state.recipients, &g_array_index (recipients, McPublicKey, i));
  for (guint i = 0; i < own->len; i++)
    there |= g_array_index (own, gint64, i) == self->state.segment;
  if (memcmp (self->state.origin, self->self.origin, MC_ORIGIN_SIZE) != 0)
    self->state.segment = 0;
  memcpy (self->state.origin, self->self.origin, MC_ORIGIN_SIZE);
  if (again || !there)
    _mc_folder_state_forget_written (&self->state);
  g_array_set_size (self->state.recipients, 0);
  g_array_append_vals (self->state.recipients, recipients->data, recipients->len);
}

typedef struct
{
  Folder *folder;
  McCarryPlan *plan;
  GArray *entries; /* (element-type gint64) rows of the entries of the plan's files */
} Files;

static gboolean
read_files (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Files *files = data;
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT f.entry, f.hash FROM file f JOIN entry e ON e.id = f.entry JOIN origin o ON o.n = e.origin"
                                      " WHERE f.entry > ? AND o.id = ? ORDER BY f.entry",
                                      error);
  gboolean row = stmt != NULL;

  if (stmt != NULL)
    {
      sqlite3_bind_int64 (stmt, 1, files->folder->state.file);
      mc_db_bind_blob (stmt, 2, files->folder->self.origin, MC_ORIGIN_SIZE);
    }
  while (row)
    {
      McCarryFileRef file;
      gint64 entry;

      if (!mc_db_step (db, stmt, &row, error))
        return FALSE;
      if (!row || !mc_db_column_bytes (stmt, 1, file.hash, MC_HASH_SIZE) ||
          (file.size = mc_blobs_size (files->folder->blobs, file.hash)) <= 0)
        continue;
      entry = sqlite3_column_int64 (stmt, 0);
      g_array_append_val (files->plan->files, file);
      g_array_append_val (files->entries, entry);
    }
  return stmt != NULL;
}

static gboolean
make_plan (Folder *self, McCarryPlan *plan, GArray *entries, GError **error)
{
  g_autoptr (GArray) chains = _mc_carry_chains (self->store, FALSE, TRUE, error);
  Files files = { self, plan, entries };

  for (guint i = 0; chains != NULL && i < chains->len; i++)
    {
      const McChain *chain = &g_array_index (chains, McChain, i);
      McHead *head = _mc_folder_state_head (&self->state, chain->id);

      if (!_mc_carry_plan_chain (plan, self->store, chain, MIN (head->seq, chain->head), error))
        return FALSE;
    }
  return chains != NULL && mc_store_read (self->store, read_files, &files, error) &&
         (plan->batches->len == 0 || _mc_carry_plan_acks (plan, self->store, error));
}

static void
note_written (Folder *self, const McCarryPlan *plan, const McCarryPart *part, GArray *entries, gint64 number)
{
  for (guint i = 0; i < part->n_batches; i++)
    {
      const McCarryBatch *batch = &g_array_index (plan->batches, McCarryBatch, part->first_batch + i);

      _mc_folder_state_head (&self->state, batch->id)->seq = batch->first_seq + batch->count - 1;
      self->result->entries_written += batch->count;
    }
  for (guint i = 0; i < part->n_files; i++)
    self->state.file = g_array_index (entries, gint64, part->first_file + i);
  self->result->files_written += part->n_files;
  self->result->segments_written++;
  self->state.segment = number;
  _mc_folder_author_done (_mc_folder_state_author (&self->state, self->self.origin), number);
}

static gboolean
write_segment (Folder *self, const McCarryPlan *plan, const McCarryPart *part, GArray *entries, gint64 number, GError **error)
{
  g_autofree char *path = segment_path (self, self->self.origin, number), *folder = g_path_get_dirname (path);
  g_autoptr (McBundleWriter) writer = NULL;
  g_auto (McBundleInfo) info = { 0 };
  GStatBuf st;

  _mc_carry_self_info (&self->self, MC_BUNDLE_SEGMENT, &info);
  if (g_mkdir (folder, 0777) != 0 && errno != EEXIST)
    return mc_carry_fail_write (errno, error);
  writer = mc_bundle_writer_new (path, &info, self->state.recipients, self->self.secret_key, error);
  if (writer == NULL ||
      !_mc_carry_write_part (plan, part, self->store, self->blobs, writer, &self->progress, self->cancellable, error) ||
      !mc_bundle_writer_finish (writer, error))
    return FALSE;
  if (g_stat (path, &st) == 0)
    self->result->bytes_written += st.st_size;
  note_written (self, plan, part, entries, number);
  return _mc_folder_state_save (&self->state, self->store, self->id, error);
}

static gboolean
write_all (Folder *self, gint64 segment_max, GError **error)
{
  g_autoptr (GArray) recipients = _mc_carry_recipients (self->store, MC_CARRY_OFFICE, error);
  g_autoptr (GArray) own = list_segments (self, self->self.origin), entries = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) parts = NULL;
  g_auto (McCarryPlan) plan = { 0 };
  gint64 number;

  if (recipients == NULL)
    return FALSE;
  /* Nobody else is known: nobody could read it. */
  if (recipients->len < 2)
    return TRUE;
  look_who_reads (self, recipients, own);
  number = MAX (self->state.segment, own->len > 0 ? g_array_index (own, gint64, own->len - 1) : 0);
  _mc_carry_plan_init (&plan, segment_max);
  if (!make_plan (self, &plan, entries, error))
    return FALSE;
  parts = _mc_carry_plan_parts (&plan);
  self->progress.total = _mc_carry_plan_bytes (&plan);
  for (guint i = 0; i < parts->len; i++)
    if (!write_segment (self, &plan, &g_array_index (parts, McCarryPart, i), entries, ++number, error))
      return FALSE;
  return TRUE;
}

/* ---- both --------------------------------------------------------------------------------------------------------------- */

static McSyncLock *
lock (McStore *store, GError **error)
{
  g_autofree char *folder = _mc_carry_folder (store);
  g_autoptr (GError) local = NULL;
  McSyncLock *lock;

  g_mkdir_with_parents (folder, 0700);
  lock = mc_sync_lock_take (folder, &local);
  if (lock == NULL)
    g_set_error_literal (error, MC_ERROR, local->code,
                         g_error_matches (local, MC_ERROR, MC_ERROR_BUSY)
                             ? _ ("Another program is using the shared folder at this moment")
                             : local->message);
  return lock;
}

gboolean
mc_folder_sync (McStore *store, McBlobs *blobs, const char *folder, gint64 segment_max, McSyncProgressFunc progress, gpointer data,
                GCancellable *cancellable, McFolderResult *result, GError **error)
{
  g_autoptr (McSyncLock) held = NULL;
  g_auto (Folder) self = { .store = store, .blobs = blobs, .path = folder, .cancellable = cancellable,
                           .progress = { progress, data, 0, 0 }, .result = result };

  memset (result, 0, sizeof *result);
  _mc_folder_state_init (&self.state);
  return (held = lock (store, error)) != NULL && _mc_carry_self_load (&self.self, store, error) && identify (&self, error) &&
         _mc_folder_state_load (&self.state, store, self.id, error) && read_all (&self, error) &&
         write_all (&self, segment_max, error);
}
