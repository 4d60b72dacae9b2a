/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-store-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "mc-catalogue.h"
#include "mc-error.h"
#include "mc-journal.h"
#include "mc-office-json.h"
#include "mc-projection.h"
#include "mc-setting.h"

#define STORE_FILE "store.db"
#define IDLE_MS 400
#define MERGE_PAGES 400
/* Every write that touches the search index leaves a segment of it, and every search looks into each of them. */
#define MERGE_AFTER_WRITES 128
#define WAL_LIMIT (16 * 1024 * 1024)

G_DEFINE_FINAL_TYPE (McStore, mc_store, G_TYPE_OBJECT)

static void
mc_store_finalize (GObject *object)
{
  McStore *self = MC_STORE (object);

  mc_store_close (self);
  g_clear_object (&self->clock);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->actor);
  g_free (self->caller);
  g_free (self->vfs);
  g_free (self->machine);
  g_free (self->must_begin);
  g_free (self->origin_text);
  g_rw_lock_clear (&self->use);
  G_OBJECT_CLASS (mc_store_parent_class)->finalize (object);
}

static void
mc_store_class_init (McStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_store_finalize;
}

static void
mc_store_init (McStore *self)
{
  self->mark_fd = -1;
  g_rw_lock_init (&self->use);
}

/* ---- running work on the two threads -------------------------------------------------------------- */

typedef struct
{
  McStore *store;
  gpointer func; /* McWriteFunc or McReadFunc */
  gpointer data;
  gboolean (*run) (McStore *self, gpointer func, gpointer data, GCancellable *cancellable, GError **error);
  GMutex lock;
  GCond cond;
  gboolean done;
  gboolean ok;
  GError *error;
} Call;

/* Another process may have begun a new origin, or moved the desk, since we looked. */
static gboolean
refresh_origin (McStore *self, McTx *tx, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (tx->db, "PRAGMA data_version", error);
  gint64 version;

  if (stmt == NULL || !mc_db_int (tx->db, stmt, 0, &version, error))
    return FALSE;
  if (version != self->data_version)
    {
      if (!_mc_store_load_origin (self, tx->db, error))
        return FALSE;
      self->data_version = version;
    }
  tx->origin = self->origin;
  memcpy (tx->origin_id, self->origin_id, MC_ORIGIN_SIZE);
  return TRUE;
}

/* After the commit: the mark follows the database, never leads it. */
static void
follow_mark (McStore *self)
{
  guint8 hash[MC_HASH_SIZE];
  gboolean ok = TRUE;

  for (int stream = 0; stream < 2 && ok; stream++)
    ok = mc_journal_head (self->write_db, self->origin, (McStream) stream, &self->mark.seq[stream], hash, NULL);
  if (ok)
    mc_mark_write (self->mark_fd, &self->mark);
}

static gboolean
undo_write (McStore *self)
{
  mc_db_rollback (self->write_db);
  /* What was remembered may be undone too: look again before the next write. */
  self->data_version = -1;
  return FALSE;
}

static gboolean
commit_write (McStore *self, GError **error)
{
  if (!mc_db_commit (self->write_db, error))
    return undo_write (self);
  self->dirty = TRUE;
  self->unmerged++;
  follow_mark (self);
  return TRUE;
}

/* The origin that is due begins in a transaction of its own: whatever becomes of the write that brought it up, it is
 * begun, and the question about the last slip is open for all to see. */
static gboolean
begin_due_origin (McStore *self, McTx *tx, GError **error)
{
  g_autoptr (McOffice) office = mc_setting_office (tx->db, tx->origin, error);

  if (office == NULL || !_mc_store_begin_origin (self, tx, self->must_begin, office->code, office->desk, error))
    return undo_write (self);
  return commit_write (self, error) && mc_db_begin (self->write_db, error);
}

static gboolean
run_write (McStore *self, gpointer func, gpointer data, GCancellable *cancellable, GError **error)
{
  McTx tx = { .store = self, .db = self->write_db, .now = mc_clock_now (self->clock), .actor = self->actor,
              .caller = self->caller };
  McWriteFunc write = (McWriteFunc) func;
  int changes;

  if (mc_clock_is_fixed (self->clock))
    tx.real_now = g_get_real_time () / G_USEC_PER_SEC;
  if (!mc_db_begin (self->write_db, error))
    return FALSE;
  if (!refresh_origin (self, &tx, error))
    return undo_write (self);
  if (self->must_begin != NULL && (!begin_due_origin (self, &tx, error) || !refresh_origin (self, &tx, error)))
    return undo_write (self);
  changes = sqlite3_total_changes (mc_db_handle (self->write_db));
  if (!write (&tx, data, error))
    return undo_write (self);
  if (sqlite3_total_changes (mc_db_handle (self->write_db)) == changes)
    mc_db_rollback (self->write_db);
  else if (!commit_write (self, error))
    return FALSE;
  return TRUE;
}

static gboolean
run_read (McStore *self, gpointer func, gpointer data, GCancellable *cancellable, GError **error)
{
  McReadFunc read = (McReadFunc) func;

  return read (self->read_db, data, cancellable, error);
}

static void
run_call (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Call *call = data;

  call->ok = call->run (call->store, call->func, call->data, NULL, &call->error);
  g_mutex_lock (&call->lock);
  call->done = TRUE;
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->lock);
}

static gboolean
is_closed_error (GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, _ ("The data are closed already"));
  return FALSE;
}

/* @place: which of the two threads; what is asked for after the closing, by a thread that did not know of it, is refused. */
static gboolean
run_and_wait (McStore *self, McWorker *const *place, gpointer func, gpointer data, gpointer run, GError **error)
{
  Call call = { .store = self, .func = func, .data = data, .run = run };
  g_autoptr (GRWLockReaderLocker) open = g_rw_lock_reader_locker_new (&self->use);
  g_autoptr (GTask) task = NULL;

  if (*place == NULL)
    return is_closed_error (error);
  g_return_val_if_fail (!mc_worker_is_current (*place), FALSE);
  task = g_task_new (NULL, NULL, NULL, NULL);

  g_mutex_init (&call.lock);
  g_cond_init (&call.cond);
  g_task_set_task_data (task, &call, NULL);
  mc_worker_push (*place, task, run_call);
  g_mutex_lock (&call.lock);
  while (!call.done)
    g_cond_wait (&call.cond, &call.lock);
  g_mutex_unlock (&call.lock);
  g_mutex_clear (&call.lock);
  g_cond_clear (&call.cond);
  if (!call.ok)
    g_propagate_error (error, call.error);
  return call.ok;
}

gboolean
mc_store_write (McStore *self, McWriteFunc func, gpointer data, GError **error)
{
  g_return_val_if_fail (MC_IS_STORE (self), FALSE);
  return run_and_wait (self, &self->writer, (gpointer) func, data, run_write, error);
}

gboolean
mc_store_read (McStore *self, McReadFunc func, gpointer data, GError **error)
{
  g_return_val_if_fail (MC_IS_STORE (self), FALSE);
  return run_and_wait (self, &self->reader, (gpointer) func, data, run_read, error);
}

/* A GTask already carries the caller's data; the function to run and the store travel beside it. */
typedef struct
{
  McStore *store; /* (owned) */
  gpointer func;
} Lane;

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  g_object_unref (lane->store);
  g_free (lane);
}

static void
run_task (GTask *task, gboolean (*run) (McStore *, gpointer, gpointer, GCancellable *, GError **))
{
  Lane *lane = g_object_get_data (G_OBJECT (task), "mc-store-lane");
  g_autoptr (GError) error = NULL;

  if (run (lane->store, lane->func, g_task_get_task_data (task), g_task_get_cancellable (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
run_write_task (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  run_task (task, run_write);
}

static void
run_read_task (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  run_task (task, run_read);
}

static void
push_task (McStore *self, McWorker *worker, GTask *task, gpointer func, McWorkerFunc run)
{
  Lane *lane;

  if (worker == NULL)
    {
      g_task_return_new_error (task, MC_ERROR, MC_ERROR_CANCELLED, "%s", _ ("The data are closed already"));
      return;
    }
  lane = g_new0 (Lane, 1);
  lane->store = g_object_ref (self);
  lane->func = func;
  g_object_set_data_full (G_OBJECT (task), "mc-store-lane", lane, lane_free);
  mc_worker_push (worker, task, run);
}

void
mc_store_write_task (McStore *self, GTask *task, McWriteFunc func)
{
  g_return_if_fail (MC_IS_STORE (self));
  push_task (self, self->writer, task, (gpointer) func, run_write_task);
}

void
mc_store_read_task (McStore *self, GTask *task, McReadFunc func)
{
  g_return_if_fail (MC_IS_STORE (self));
  push_task (self, self->reader, task, (gpointer) func, run_read_task);
}

/* ---- opening and closing --------------------------------------------------------------------------- */

/* Merges about @pages pages of the search index. FTS5 does nothing, and changes no row, when nothing is left to merge. */
static gboolean
merge_step (McDb *db, int pages, gboolean *more, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "INSERT INTO search (search, rank) VALUES ('merge', ?)", error);
  int before = sqlite3_total_changes (mc_db_handle (db));

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, pages);
  if (!mc_db_run (db, stmt, error))
    return FALSE;
  *more = sqlite3_total_changes (mc_db_handle (db)) - before >= 2;
  return TRUE;
}

/* Moves the write-ahead log into the database as far as readers allow; nobody waits for anybody. */
static void
checkpoint (McDb *db)
{
  sqlite3_wal_checkpoint_v2 (mc_db_handle (db), NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

/* A step of a search index that is kept quick. Returns whether there is more to merge. */
static gboolean
merge_some (McStore *self)
{
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;

  self->unmerged = 0;
  if (!merge_step (self->write_db, MERGE_PAGES, &more, &error))
    g_debug ("the search index was not merged: %s", error->message);
  return more;
}

/* Nobody has asked for anything for a while: the time for housekeeping. */
static gboolean
store_idle (gpointer data)
{
  McStore *self = data;
  gboolean more = merge_some (self);

  checkpoint (self->write_db);
  return more;
}

/* A burst without a pause must not let the log grow for ever, nor the segments of the search index. */
static void
store_after (gpointer data)
{
  McStore *self = data;

  if (mc_db_wal_size (self->write_db) <= WAL_LIMIT)
    return;
  checkpoint (self->write_db);
  /* In the same pause. While a reader holds the log it stays long: not after every write then. */
  if (self->unmerged >= MERGE_AFTER_WRITES)
    merge_some (self);
}

static McStore *
store_new (const char *folder, const McStoreOptions *options)
{
  McStore *self = g_object_new (MC_TYPE_STORE, NULL);

  self->folder = g_strdup (folder);
  self->path = g_build_filename (folder, STORE_FILE, NULL);
  self->clock = g_object_ref (options->clock);
  self->actor = g_strdup (options->actor != NULL ? options->actor : g_get_user_name ());
  self->caller = g_strdup (options->caller);
  self->vfs = g_strdup (options->vfs);
  self->machine = options->machine != NULL ? g_strdup (options->machine) : mc_machine_name ();
  return self;
}

static void
start_threads (McStore *self)
{
  self->writer = mc_worker_new ("mc-store-write", store_after, store_idle, self, IDLE_MS);
  self->reader = mc_worker_new ("mc-store-read", NULL, NULL, NULL, 0);
}

static gboolean
start_library (GError **error)
{
  if (sodium_init () >= 0)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_FAILED, _ ("The cryptographic library cannot be used"));
  return FALSE;
}

static gboolean
no_data (McStore *self, GError **error)
{
  g_set_error (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("There are no data in %s yet"), self->folder);
  return FALSE;
}

/* A folder that cannot be entered is another matter than one without data. */
static gboolean
find_file (McStore *self, GError **error)
{
  GStatBuf st;

  if (g_stat (self->path, &st) == 0)
    return TRUE;
  return errno == ENOENT || errno == ENOTDIR ? no_data (self, error) : mc_db_fail_folder (self->folder, error);
}

static gboolean
open_databases (McStore *self, McDbMode mode, GError **error)
{
  gboolean empty;

  if ((self->write_db = mc_db_open (self->path, mode, self->vfs, error)) == NULL ||
      !_mc_store_look (self, self->write_db, &empty, error))
    return FALSE;
  if (mode == MC_DB_READ_WRITE && empty)
    return no_data (self, error);
  if (mode == MC_DB_CREATE && !empty)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_REJECTED, _ ("There are data in %s already"), self->folder);
      return FALSE;
    }
  return mc_db_use_wal (self->write_db, error) && _mc_store_migrate (self, self->write_db, error) &&
         _mc_store_load_origin (self, self->write_db, error) &&
         (self->read_db = mc_db_open (self->path, MC_DB_READ_ONLY, self->vfs, error)) != NULL;
}

McStore *
mc_store_open (const char *folder, const McStoreOptions *options, GError **error)
{
  g_autoptr (McStore) self = store_new (folder, options);

  if (!start_library (error) || !find_file (self, error) || !open_databases (self, MC_DB_READ_WRITE, error))
    return NULL;
  start_threads (self);
  return g_steal_pointer (&self);
}

typedef struct
{
  const char *json;
  McOffice *office;
} Creation;

static gboolean
write_creation (McTx *tx, gpointer data, GError **error)
{
  Creation *creation = data;

  g_autoptr (GBytes) starter = mc_catalogue_starter ();
  McCatalogueResult result;

  return _mc_store_begin_origin (tx->store, tx, "init", creation->office->code, creation->office->desk, error) &&
         mc_setting_put_office (tx, creation->json, error) &&
         mc_catalogue_import (tx, g_bytes_get_data (starter, NULL), (gssize) g_bytes_get_size (starter), &result, error);
}

McStore *
mc_store_create (const char *folder, const char *office_json, const McStoreOptions *options, GError **error)
{
  g_autoptr (McStore) self = store_new (folder, options);
  g_autoptr (McOffice) office = mc_office_from_json (office_json, error);
  Creation creation = { office_json, office };

  if (office == NULL || !start_library (error))
    return NULL;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_READ_ONLY, _ ("The folder %s cannot be made"), folder);
      return NULL;
    }
  /* What an attempt that was cut short left behind is gone on with. */
  if (!open_databases (self, MC_DB_CREATE, error))
    return NULL;
  start_threads (self);
  if (!mc_store_write (self, write_creation, &creation, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
mc_store_close (McStore *self)
{
  McWorker *reader, *writer;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (MC_IS_STORE (self));

  if (self->writer != NULL && self->dirty && !mc_store_sign_heads (self, &error))
    g_warning ("the journal's heads were not signed: %s", error->message);
  self->dirty = FALSE;
  g_rw_lock_writer_lock (&self->use);
  reader = g_steal_pointer (&self->reader);
  writer = g_steal_pointer (&self->writer);
  g_rw_lock_writer_unlock (&self->use);
  g_clear_pointer (&reader, mc_worker_free);
  g_clear_pointer (&self->read_db, mc_db_close);
  /* A store that could not be opened is left as it is. */
  if (writer != NULL)
    {
      mc_worker_free (writer);
      /* A program that ends at once, as the shell's do, never comes to rest. */
      if (self->unmerged > 0)
        merge_some (self);
      checkpoint (self->write_db);
    }
  g_clear_pointer (&self->write_db, mc_db_close);
  if (self->mark_fd >= 0)
    close (self->mark_fd);
  self->mark_fd = -1;
}

/* ---- small things ------------------------------------------------------------------------------------- */

static gboolean
read_office (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  McOffice **office = data;
  gint64 origin;

  return mc_local_count (db, "origin", &origin, error) && (*office = mc_setting_office (db, (int) origin, error)) != NULL;
}

McOffice *
mc_store_office (McStore *self, GError **error)
{
  McOffice *office = NULL;

  return mc_store_read (self, read_office, &office, error) ? office : NULL;
}

gboolean
mc_office_read_version (McDb *db, gint64 *version, GError **error)
{
  return mc_local_count (db, MC_LOCAL_OFFICE_VERSION, version, error);
}

const char *
mc_store_folder (McStore *self)
{
  return self->folder;
}

const char *
mc_store_origin (McStore *self)
{
  g_free (self->origin_text);
  self->origin_text = mc_hex_encode (self->origin_id, MC_ORIGIN_SIZE);
  return self->origin_text;
}

gboolean
mc_store_data_version (McDb *db, gint64 *version, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "PRAGMA data_version", error);

  return stmt != NULL && mc_db_int (db, stmt, 0, version, error);
}

typedef struct
{
  gboolean more;
} Merge;

static gboolean
write_merge (McTx *tx, gpointer data, GError **error)
{
  Merge *merge = data;

  return merge_step (tx->db, 4000, &merge->more, error);
}

gboolean
mc_store_settle (McStore *self, GError **error)
{
  Merge merge = { TRUE };

  while (merge.more)
    if (!mc_store_write (self, write_merge, &merge, error))
      return FALSE;
  return TRUE;
}
