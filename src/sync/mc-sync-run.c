/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-sync-run.h"

#include <glib/gi18n-lib.h>

#include "mc-branch.h"
#include "mc-error.h"
#include "mc-journal.h"
#include "mc-outbox.h"
#include "mc-sync-lock.h"
#include "mc-sync-upload.h"

/* The other side that says "more" and gives nothing is asked so many times, then left for the next run. */
#define MAX_FRUITLESS 3
#define MAX_DOWNLOADS 1000 /* files in one run */
#define MAX_ASKED 128      /* files whose receipt was lost, in one request */
#define LONG_UPLOAD (64 * 1024) /* one worth a connection of its own */
#define LOOK_EVERY (G_USEC_PER_SEC / 2)

struct _McSyncRun
{
  McStore *store;         /* (not owned) */
  McBlobs *blobs;         /* (not owned) */
  McTransport *transport; /* (not owned) */
  McSyncProgressFunc progress;
  gpointer progress_data;
  gint64 (*now) (gpointer data); /* (nullable) */
  gpointer now_data;
  const McSyncWatch *watch; /* (nullable) */
  gpointer watch_data;
  gint small_only; /* (atomic) */
  gint urgent;     /* (atomic) */
  gint64 asked_head; /* how far this desk's own work went when the last request was made */
  gint64 looked_at;  /* when the store was asked last for more of it */
  GHashTable *tried; /* (element-type GBytes McWant) files that were sent in this run, and from where */
};

McSyncRun *
mc_sync_run_new (McStore *store, McBlobs *blobs, McTransport *transport)
{
  McSyncRun *self = g_new0 (McSyncRun, 1);

  self->store = store;
  self->blobs = blobs;
  self->transport = transport;
  self->tried = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, g_free);
  return self;
}

void
mc_sync_run_free (McSyncRun *self)
{
  g_hash_table_unref (self->tried);
  g_free (self);
}

void
mc_sync_run_set_progress (McSyncRun *self, McSyncProgressFunc func, gpointer data)
{
  self->progress = func;
  self->progress_data = data;
}

void
mc_sync_run_set_clock (McSyncRun *self, gint64 (*now) (gpointer data), gpointer data)
{
  self->now = now;
  self->now_data = data;
}

void
mc_sync_run_set_watch (McSyncRun *self, const McSyncWatch *watch, gpointer data)
{
  self->watch = watch;
  self->watch_data = data;
}

static void
tell_entries (McSyncRun *self, gint64 own_to)
{
  if (self->watch != NULL)
    self->watch->entries (own_to, self->watch_data);
}

void
mc_sync_run_set_small_only (McSyncRun *self, gboolean small_only)
{
  g_atomic_int_set (&self->small_only, small_only);
}

void
mc_sync_run_poke (McSyncRun *self)
{
  g_atomic_int_set (&self->urgent, TRUE);
}

/* ---- one exchange ------------------------------------------------------------------------------------------ */

typedef struct
{
  McExchangeLimits limits;
  GByteArray *request; /* (owned) */
  gboolean more;
  gint64 head;
} Ask;

static gboolean
make_request (McTx *tx, gpointer data, GError **error)
{
  Ask *ask = data;

  /* Once more where the store began a new origin first. */
  g_clear_pointer (&ask->request, g_byte_array_unref);
  return mc_journal_own_head (tx->db, &ask->head, error) && (ask->request = mc_exchange_request (tx, &ask->limits, &ask->more, error)) != NULL;
}

typedef struct
{
  GBytes *answer;
  McTaken taken;
} Take;

static gboolean
take_answer (McTx *tx, gpointer data, GError **error)
{
  Take *take = data;
  gsize size;
  const guint8 *frames = g_bytes_get_data (take->answer, &size);

  return mc_exchange_take (tx, MC_FROM_PROVINCE, frames, size, &take->taken, error);
}

/* Takes an answer in and counts what it brought. */
static gboolean
take_in (McSyncRun *self, GBytes *answer, McTaken *taken, McSyncResult *result, GError **error)
{
  Take take = { answer };
  gboolean ok;

  mc_taken_init (&take.taken);
  ok = mc_store_write (self->store, take_answer, &take, error);
  *taken = take.taken;
  result->bytes_down += (gint64) g_bytes_get_size (answer);
  if (!ok)
    return FALSE;
  result->sent += taken->entries_acked;
  result->received += taken->entries_new;
  result->refused += taken->refused;
  result->catalogue_changed |= taken->catalogue_changed;
  return TRUE;
}

static gboolean
exchange_once (McSyncRun *self, McTaken *taken, gboolean *more, McSyncResult *result, GCancellable *cancellable, GError **error)
{
  gint64 own_to = 0;
  Ask ask = { .limits = { .small_only = g_atomic_int_get (&self->small_only) != 0, .own_to = &own_to } };
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) answer = NULL;
  gboolean ok;

  g_atomic_int_set (&self->urgent, FALSE);
  if (!mc_store_write (self->store, make_request, &ask, error))
    {
      g_clear_pointer (&ask.request, g_byte_array_unref);
      return FALSE;
    }
  self->asked_head = result->asked_head = ask.head;
  request = g_byte_array_free_to_bytes (ask.request);
  result->requests++;
  result->bytes_up += (gint64) g_bytes_get_size (request);
  tell_entries (self, own_to);
  answer = mc_transport_exchange (self->transport, request, cancellable, error);
  ok = answer != NULL && take_in (self, answer, taken, result, error);
  tell_entries (self, 0);
  if (!ok)
    return FALSE;
  *more = ask.more || taken->more;
  return TRUE;
}

static gboolean
leave_branch (McTx *tx, gpointer data, GError **error)
{
  const McTaken *taken = data;

  return mc_branch_leave (tx, taken->fork_from, error);
}

/* A store that was set back without noticing goes on under a new origin, once in a run. Where a fork begins may come only with the next
 * answer. */
static gboolean
heal (McSyncRun *self, McTaken *taken, McSyncResult *result, GError **error)
{
  if (!taken->behind && (!taken->fork || taken->fork_from == 0))
    return TRUE;
  if (result->new_origin)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_CONFLICT, _ ("The province knows these entries otherwise"));
      return FALSE;
    }
  result->new_origin = TRUE;
  return mc_store_write (self->store, leave_branch, taken, error);
}

/* Until both sides know the same. @wants: what the last answer asked for. */
static gboolean
exchange (McSyncRun *self, GArray *wants, McSyncResult *result, GCancellable *cancellable, GError **error)
{
  guint fruitless = 0;
  gboolean more = TRUE;

  while (more && fruitless < MAX_FRUITLESS)
    {
      g_auto (McTaken) taken = { 0 };

      if (!exchange_once (self, &taken, &more, result, cancellable, error))
        return FALSE;
      if (!heal (self, &taken, result, error))
        return FALSE;
      more |= taken.behind || taken.fork;
      fruitless = taken.entries_acked + taken.entries_new > 0 ? 0 : fruitless + 1;
      g_array_set_size (wants, 0);
      g_array_append_vals (wants, taken.wants->data, taken.wants->len);
    }
  return TRUE;
}

/* ---- files --------------------------------------------------------------------------------------------------- */

static gboolean
read_own_head (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return mc_journal_own_head (db, data, error);
}

/* Asked before each piece. What was written meanwhile, by whichever program, shows in the store. */
static gboolean
is_urgent (gpointer data)
{
  McSyncRun *self = data;
  gint64 now = self->now != NULL ? self->now (self->now_data) : g_get_monotonic_time (), head;

  if (g_atomic_int_get (&self->urgent) != 0)
    return TRUE;
  if (now - self->looked_at < LOOK_EVERY)
    return FALSE;
  self->looked_at = now;
  if (mc_store_read (self->store, read_own_head, &head, NULL) && head != self->asked_head)
    mc_sync_run_poke (self);
  return g_atomic_int_get (&self->urgent) != 0;
}

typedef struct
{
  GArray *files;
} Unanswered;

static gboolean
read_unanswered (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Unanswered *unanswered = data;

  return (unanswered->files = mc_outbox_unanswered_files (db, MAX_ASKED, error)) != NULL;
}

/* The province wants nothing, and of some files it never said that it has them: the answer to an upload was lost with its connection. It
 * says so when it is given a file's last byte once more. */
static gboolean
ask_for_word (McSyncRun *self, GArray *wants, GError **error)
{
  g_autoptr (GArray) files = NULL;
  Unanswered unanswered;

  if (!mc_store_read (self->store, read_unanswered, &unanswered, error))
    return FALSE;
  files = unanswered.files;
  for (guint i = 0; i < files->len; i++)
    {
      const McFetch *file = &g_array_index (files, McFetch, i);
      McWant want = { .from = file->size - 1, .to = file->size };

      memcpy (want.hash, file->hash, MC_HASH_SIZE);
      g_array_append_val (wants, want);
    }
  return TRUE;
}

/* Without what was sent in this run already and is wanted from the same place again: the other side did not take it, and would not the
 * next time. */
static void
drop_fruitless (McSyncRun *self, GArray *wants)
{
  for (guint i = wants->len; i > 0; i--)
    {
      const McWant *want = &g_array_index (wants, McWant, i - 1);
      g_autoptr (GBytes) key = g_bytes_new (want->hash, MC_HASH_SIZE);
      const McWant *before = g_hash_table_lookup (self->tried, key);

      if (before != NULL && want->from <= before->from)
        g_array_remove_index (wants, i - 1);
    }
}

static void
note_tried (McSyncRun *self, McUpload *job, GArray *wants)
{
  for (guint i = 0; i < wants->len; i++)
    {
      const McWant *want = &g_array_index (wants, McWant, i);

      if (mc_upload_gave (job, want->hash))
        g_hash_table_replace (self->tried, g_bytes_new (want->hash, MC_HASH_SIZE), g_memdup2 (want, sizeof *want));
    }
}

typedef struct
{
  GArray *files; /* (element-type McWant) */
  gboolean damaged;
} Gone;

static gboolean
write_gone (McTx *tx, gpointer data, GError **error)
{
  const Gone *gone = data;

  for (guint i = 0; i < gone->files->len; i++)
    if (!mc_outbox_put_gone (tx, g_array_index (gone->files, McWant, i).hash, gone->damaged, error))
      return FALSE;
  return TRUE;
}

/* Takes out of @wants what is not on this machine; of what this desk attached itself somebody is told. */
static gboolean
drop_gone (McSyncRun *self, GArray *wants, GError **error)
{
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (McWant));
  Gone gone = { files, FALSE };

  for (guint i = wants->len; i > 0; i--)
    {
      const McWant *want = &g_array_index (wants, McWant, i - 1);

      if (mc_blobs_size (self->blobs, want->hash) >= 0)
        continue;
      g_array_append_vals (files, want, 1);
      g_array_remove_index (wants, i - 1);
    }
  return files->len == 0 || mc_store_write (self->store, write_gone, &gone, error);
}

typedef struct
{
  McSyncRun *run;
  McUpload *job;
  McSyncResult *result;
  GCancellable *cancellable; /* (nullable) */
  gboolean ends;
} Upload;

static GBytes *
next_of_upload (gpointer data, GError **error)
{
  Upload *self = data;

  return mc_upload_next (self->job, error);
}

/* Something urgent goes at once, and the upload after it. Where that fails, or brings files that would stand behind this upload, it ends
 * early and the run goes on with an exchange, as without a second connection. */
static void
beside_upload (gpointer data)
{
  Upload *self = data;
  g_autoptr (GArray) wants = g_array_new (FALSE, FALSE, sizeof (McWant));
  g_autoptr (GError) error = NULL;

  /* Whoever wants no files any more pokes too, and wants the upload ended. */
  if (self->ends || g_atomic_int_get (&self->run->small_only) != 0 || !is_urgent (self->run))
    return;
  self->ends = !exchange (self->run, wants, self->result, self->cancellable, &error);
  for (guint i = 0; i < wants->len; i++)
    {
      const guint8 *hash = g_array_index (wants, McWant, i).hash;

      self->ends |= !mc_upload_has (self->job, hash) && mc_blobs_size (self->run->blobs, hash) >= 0;
    }
  if (self->ends)
    mc_sync_run_poke (self->run);
}

/* Sends what is wanted and here, until it is all sent or something urgent ends it. *sent: whether anything was. */
static gboolean
upload (McSyncRun *self, GArray *wants, gboolean *sent, McSyncResult *result, GCancellable *cancellable, GError **error)
{
  g_autoptr (McUpload) job = mc_upload_new (self->blobs, wants);
  g_autoptr (GBytes) answer = NULL;
  g_auto (McTaken) taken = { 0 };
  Gone lost = { mc_upload_lost (job), TRUE };
  Upload data = { self, job, result, cancellable, FALSE };

  *sent = FALSE;
  if (mc_upload_total (job) == 0)
    return TRUE;
  mc_upload_set_urgent (job, is_urgent, self);
  mc_upload_set_clock (job, self->now, self->now_data);
  mc_upload_set_progress (job, self->progress, self->progress_data);
  if (self->watch != NULL)
    mc_upload_set_watch (job, self->watch->file, self->watch_data);
  result->requests++;
  answer = mc_transport_frames (self->transport, next_of_upload, mc_upload_total (job) >= LONG_UPLOAD ? beside_upload : NULL, &data,
                                cancellable, error);
  result->file_bytes += mc_upload_sent (job);
  result->bytes_up += mc_upload_sent (job);
  *sent = mc_upload_sent (job) > 0;
  note_tried (self, job, wants);
  if (lost.files->len > 0 && !mc_store_write (self->store, write_gone, &lost, answer != NULL ? error : NULL))
    return FALSE;
  return answer != NULL && take_in (self, answer, &taken, result, error);
}

/* ---- files that come down ------------------------------------------------------------------------------------------ */

typedef struct
{
  McSyncRun *self;
  const McFetch *file;
  gint64 offset;
  McSyncResult *result;
} Down;

static gboolean
take_bytes (gconstpointer bytes, gsize size, gpointer data, GError **error)
{
  Down *down = data;

  if (!mc_blobs_part_append (down->self->blobs, down->file->hash, down->offset, bytes, size, error))
    return FALSE;
  down->offset += (gint64) size;
  down->result->file_bytes += (gint64) size;
  down->result->bytes_down += (gint64) size;
  return TRUE;
}

static gboolean
drop_wanted (McTx *tx, gpointer data, GError **error)
{
  const McFetch *file = data;

  return mc_peer_drop_file (tx, file->hash, error);
}

/* One file from where it was left. What the other side does not have (any more, or yet), or what is not what it should be, is asked for again
 * another time and keeps no other file. */
static gboolean
download_one (McSyncRun *self, McFetch *file, McSyncResult *result, GCancellable *cancellable, GError **error)
{
  Down down = { self, file, mc_blobs_part_size (self->blobs, file->hash), result };
  g_autoptr (GError) failed = NULL;

  if (mc_blobs_size (self->blobs, file->hash) < 0)
    {
      result->requests++;
      if ((down.offset < file->size &&
           !mc_transport_fetch (self->transport, file->hash, down.offset, take_bytes, &down, cancellable, &failed)) ||
          !mc_blobs_part_finish (self->blobs, file->hash, &failed))
        {
          if (g_error_matches (failed, MC_ERROR, MC_ERROR_NOT_FOUND) || g_error_matches (failed, MC_ERROR, MC_ERROR_INVALID))
            return TRUE;
          g_propagate_error (error, g_steal_pointer (&failed));
          return FALSE;
        }
    }
  return mc_store_write (self->store, drop_wanted, file, error);
}

typedef struct
{
  GArray *files;
} Wanted;

static gboolean
read_wanted (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Wanted *wanted = data;

  return (wanted->files = mc_peer_wanted_files (db, MAX_DOWNLOADS, error)) != NULL;
}

static gboolean
download (McSyncRun *self, McSyncResult *result, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) files = NULL;
  Wanted wanted;

  if (!mc_store_read (self->store, read_wanted, &wanted, error))
    return FALSE;
  files = wanted.files;
  for (guint i = 0; i < files->len && g_atomic_int_get (&self->small_only) == 0 && !is_urgent (self); i++)
    if (!download_one (self, &g_array_index (files, McFetch, i), result, cancellable, error))
      return FALSE;
  return TRUE;
}

gboolean
mc_sync_run (McSyncRun *self, GCancellable *cancellable, McSyncResult *result, GError **error)
{
  g_autoptr (McSyncLock) lock = mc_sync_lock_take (mc_store_folder (self->store), error);
  g_autoptr (GArray) wants = g_array_new (FALSE, FALSE, sizeof (McWant));
  gboolean sent = TRUE;

  memset (result, 0, sizeof *result);
  if (lock == NULL)
    return FALSE;
  g_hash_table_remove_all (self->tried);
  while (sent)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !exchange (self, wants, result, cancellable, error))
        return FALSE;
      if (!drop_gone (self, wants, error))
        return FALSE;
      if (wants->len == 0 && !ask_for_word (self, wants, error))
        return FALSE;
      drop_fruitless (self, wants);
      sent = FALSE;
      if (wants->len > 0 && g_atomic_int_get (&self->small_only) == 0 &&
          !upload (self, wants, &sent, result, cancellable, error))
        return FALSE;
      if (!sent && !download (self, result, cancellable, error))
        return FALSE;
      /* Something urgent came up, if only before the first byte of a file. */
      sent |= g_atomic_int_get (&self->urgent) != 0;
    }
  return TRUE;
}
