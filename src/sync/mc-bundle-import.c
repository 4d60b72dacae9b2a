/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "mc-branch.h"
#include "mc-carry-private.h"
#include "mc-error.h"
#include "mc-exchange-private.h"
#include "mc-vouch.h"

/* Frames that are taken in one transaction: an officer who saves meanwhile does not wait for all of a stick. */
#define SLICE (512 * 1024)

void
mc_bundle_taken_clear (McBundleTaken *self)
{
  mc_bundle_info_clear (&self->info);
  g_clear_pointer (&self->haves, g_byte_array_unref);
}

/* ---- whose it is ------------------------------------------------------------------------------------------------ */

typedef struct
{
  const guint8 *origin;
  guint8 key[32];
  gboolean found;
} Key;

static gboolean
read_key (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Key *key = data;

  return mc_journal_key (db, key->origin, key->key, &key->found, error);
}

/* A desk that was restored writes under an origin nobody here has heard of. Its old key has vouched for the new one, in the entry the new
 * chain begins with. */
typedef struct
{
  const McBundleInfo *info;
  McStore *store;
  gboolean vouched;
} Voucher;

static gboolean
look_for_voucher (const McFrame *frame, gpointer data, GError **error)
{
  Voucher *self = data;
  g_auto (McBatch) batch = { 0 };
  McVouch vouch;
  Key old = { vouch.previous.origin, { 0 }, FALSE };

  if (self->vouched || frame->type != MC_FRAME_ENTRIES || !mc_batch_decode (&batch, frame->payload, frame->size, NULL) ||
      memcmp (batch.origin, self->info->origin, MC_ORIGIN_SIZE) != 0 || !mc_vouch_read (&batch, &vouch) ||
      memcmp (vouch.public_key, self->info->public_key, sizeof vouch.public_key) != 0)
    return TRUE;
  if (!mc_store_read (self->store, read_key, &old, error))
    return FALSE;
  self->vouched = old.found && mc_vouch_holds (&vouch, self->info->origin, old.key);
  return TRUE;
}

static gboolean
rejected (const char *message, GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, message);
  return FALSE;
}

gboolean
_mc_carry_check_writer (McBundleReader *reader, const McCarrySelf *self, McStore *store, gboolean *is_province, GError **error)
{
  const McBundleInfo *info = mc_bundle_reader_info (reader);
  Key key = { info->origin, { 0 }, FALSE };
  Voucher voucher = { info, store, FALSE };

  *is_province = self->enrolled && memcmp (info->public_key, self->province, sizeof self->province) == 0;
  if (g_strcmp0 (info->office, self->office) != 0)
    return rejected (_ ("This data package is not for this office"), error);
  if (*is_province)
    return TRUE;
  if (!mc_store_read (store, read_key, &key, error))
    return FALSE;
  if (key.found)
    return memcmp (key.key, info->public_key, sizeof key.key) == 0 ||
           rejected (_ ("The signature of the data package is not that of its writer"), error);
  if (!mc_bundle_reader_each (reader, look_for_voucher, &voucher, NULL, error))
    return FALSE;
  return voucher.vouched || rejected (_ ("The desk that wrote this data package is not known here yet"), error);
}

/* ---- entries ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  McFrom from;
  gconstpointer frames;
  gsize size;
  McTaken *taken;
  gboolean heal;
} TakeFrames;

/* A stick was written some time ago: it says nothing of this machine's clock, nor that the province was heard now. */
static gboolean
keep_contact (McTx *tx, const McPeer *before, gboolean enrolled, GError **error)
{
  g_auto (McPeer) after = { 0 };
  gboolean still;

  if (!enrolled || !mc_peer_load (tx->db, &after, &still, error))
    return !enrolled;
  after.last_contact = before->last_contact;
  after.clock_ahead = before->clock_ahead;
  return mc_peer_save (tx, &after, error);
}

static gboolean
take_frames (McTx *tx, gpointer data, GError **error)
{
  TakeFrames *take = data;
  g_auto (McPeer) before = { 0 };
  gboolean enrolled;

  if (!mc_peer_load (tx->db, &before, &enrolled, error) ||
      !mc_exchange_take (tx, take->from, take->frames, take->size, take->taken, error) ||
      (take->from == MC_FROM_PROVINCE && !keep_contact (tx, &before, enrolled, error)))
    return FALSE;
  /* What the province says of this desk's chain shows that the store was set back: as in an exchange. */
  take->heal = take->from == MC_FROM_PROVINCE && (take->taken->behind || (take->taken->fork && take->taken->fork_from != 0));
  return !take->heal || mc_branch_leave (tx, take->taken->fork_from, error);
}

static gboolean
take_slice (McStore *store, McFrom from, gconstpointer frames, gsize size, McBundleTaken *sum, guint *gaps, GError **error)
{
  g_auto (McTaken) taken = { 0 };
  TakeFrames take = { from, frames, size, &taken, FALSE };

  mc_taken_init (&taken);
  if (!mc_store_write (store, take_frames, &take, error))
    return FALSE;
  sum->entries_new += taken.entries_new;
  sum->entries_acked += taken.entries_acked;
  sum->refused += taken.refused;
  sum->catalogue_changed |= taken.catalogue_changed;
  sum->new_origin |= take.heal;
  *gaps = taken.gaps;
  return TRUE;
}

/* ---- what came too early ------------------------------------------------------------------------------------------- */

#define WAITING_SUFFIX ".frames"
#define PROVINCE_PREFIX "p-"
#define WAITING_MAX 4096                          /* files; what is beyond must come again */
#define WAITING_DAYS 90

static gboolean
make_folder (McStore *store, char **path, GError **error)
{
  *path = _mc_carry_folder (store);
  if (g_mkdir_with_parents (*path, 0700) == 0)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_READ_ONLY, _ ("The folder of the store cannot be written"));
  return FALSE;
}

/* Named by its content: the same twice is kept once. */
static gboolean
keep_waiting (McStore *store, McFrom from, const GByteArray *frames, GError **error)
{
  g_autofree char *folder = NULL, *hex = NULL, *name = NULL, *path = NULL;
  g_autoptr (GError) local = NULL;
  guint8 hash[MC_HASH_SIZE];

  if (!make_folder (store, &folder, error))
    return FALSE;
  mc_hash_bytes (frames->data, frames->len, hash);
  hex = mc_hex_encode (hash, MC_HASH_SIZE / 2);
  name = g_strconcat (from == MC_FROM_PROVINCE ? PROVINCE_PREFIX : "", hex, WAITING_SUFFIX, NULL);
  path = g_build_filename (folder, name, NULL);
  if (g_file_set_contents_full (path, (const char *) frames->data, frames->len,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local))
    return TRUE;
  g_set_error_literal (error, MC_ERROR,
                       g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? MC_ERROR_NO_SPACE : MC_ERROR_READ_ONLY,
                       _ ("The folder of the store cannot be written"));
  return FALSE;
}

static gboolean
is_old (const char *path, gint64 now)
{
  GStatBuf st;

  return g_stat (path, &st) == 0 && st.st_mtime < now - WAITING_DAYS * G_GINT64_CONSTANT (86400);
}

/* *moved: it brought something, or is done with. */
static gboolean
try_waiting (McStore *store, const char *folder, const char *name, McBundleTaken *sum, gboolean *moved, gboolean *left, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL), *frames = NULL;
  McFrom from = g_str_has_prefix (name, PROVINCE_PREFIX) ? MC_FROM_PROVINCE : MC_FROM_BUNDLE;
  g_autoptr (GError) local = NULL;
  guint before = sum->entries_new, gaps = 0;
  gsize size;

  *left = FALSE;
  if (!g_file_get_contents (path, &frames, &size, NULL))
    return TRUE;
  if (!take_slice (store, from, frames, size, sum, &gaps, &local))
    {
      if (!g_error_matches (local, MC_ERROR, MC_ERROR_INVALID))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      gaps = 0;
    }
  *moved |= sum->entries_new > before;
  *left = gaps > 0 && !is_old (path, g_get_real_time () / G_USEC_PER_SEC);
  if (!*left)
    g_unlink (path);
  return TRUE;
}

gboolean
_mc_carry_take_waiting (McStore *store, McBundleTaken *taken, GError **error)
{
  g_autofree char *folder = _mc_carry_folder (store);
  gboolean moved = TRUE;

  while (moved)
    {
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;
      guint n = 0;

      moved = FALSE;
      taken->waiting = 0;
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          gboolean left;

          if (!g_str_has_suffix (name, WAITING_SUFFIX) || n++ > WAITING_MAX)
            continue;
          if (!try_waiting (store, folder, name, taken, &moved, &left, error))
            return FALSE;
          taken->waiting += left ? 1 : 0;
        }
    }
  return TRUE;
}

/* ---- files -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  McStore *store;
  McBlobs *blobs;
  McFrom from;
  McBundleTaken *taken;
  GByteArray *slice;
  McBundleReader *reader;
  McSyncProgressFunc progress; /* (nullable) */
  gpointer progress_data;
} Import;

static gboolean
drop_wanted (McTx *tx, gpointer data, GError **error)
{
  return mc_peer_drop_file (tx, data, error);
}

static void
note_have (Import *self, const guint8 hash[MC_HASH_SIZE])
{
  g_byte_array_append (self->taken->haves, hash, MC_HASH_SIZE);
}

/* What is not what its name says, or is being fetched by another way at this moment, is left; everything else goes on. */
static gboolean
take_piece (Import *self, const McBlobPiece *piece, GError **error)
{
  gboolean is_last = piece->offset + (gint64) piece->size == piece->total;
  guint8 hash[MC_HASH_SIZE];
  g_autoptr (GError) local = NULL;

  memcpy (hash, piece->hash, MC_HASH_SIZE);
  if (mc_blobs_size (self->blobs, hash) >= 0)
    {
      if (is_last)
        note_have (self, hash);
      return TRUE;
    }
  if (mc_blobs_part_append (self->blobs, hash, piece->offset, piece->data, piece->size, &local) &&
      (!is_last || mc_blobs_part_finish (self->blobs, hash, &local)))
    {
      if (!is_last)
        return TRUE;
      self->taken->files_new++;
      note_have (self, hash);
      return mc_store_write (self->store, drop_wanted, hash, error);
    }
  if (g_error_matches (local, MC_ERROR, MC_ERROR_INVALID))
    {
      self->taken->refused += is_last ? 1 : 0;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* ---- all of it ------------------------------------------------------------------------------------------------------- */

static gboolean
flush (Import *self, GError **error)
{
  guint gaps = 0;

  if (self->slice->len == 0)
    return TRUE;
  if (!take_slice (self->store, self->from, self->slice->data, self->slice->len, self->taken, &gaps, error) ||
      (gaps > 0 && !keep_waiting (self->store, self->from, self->slice, error)))
    return FALSE;
  g_byte_array_set_size (self->slice, 0);
  return TRUE;
}

/* The second half: in the first all was checked. */
static void
tell_taken (Import *self)
{
  gint64 done, total;

  mc_bundle_reader_progress (self->reader, &done, &total);
  if (self->progress != NULL)
    self->progress (total + done, 2 * total, self->progress_data);
}

static gboolean
take_frame (const McFrame *frame, gpointer data, GError **error)
{
  Import *self = data;
  McBlobPiece piece;

  tell_taken (self);
  switch (frame->type)
    {
    case MC_FRAME_BLOB:
      return flush (self, error) && mc_read_blob (frame, &piece, error) && take_piece (self, &piece, error);
    case MC_FRAME_RECEIPT:
      self->taken->has_receipt = TRUE;
      return mc_read_receipt (frame, &self->taken->receipt, error);
    case MC_FRAME_ENTRIES:
    case MC_FRAME_ORDER:
    case MC_FRAME_ACK:
    case MC_FRAME_HAVE:
    case MC_FRAME_REFUSED:
    case MC_FRAME_CURSOR:
      mc_frame_append (self->slice, frame->type, frame->payload, frame->size);
      return self->slice->len < SLICE || flush (self, error);
    case MC_FRAME_HELLO:
    case MC_FRAME_WANT:
    case MC_FRAME_HEADER:
    case MC_FRAME_END:
    default:
      return TRUE;
    }
}

/* The frames of a checked part that can be read at all: told before anything of it is taken. */
static gboolean
read_frame (const McFrame *frame, gpointer data, GError **error)
{
  g_autoptr (GByteArray) small = g_byte_array_new ();
  g_auto (McBatch) batch = { 0 };
  McAnswer answer;
  McBlobPiece piece;
  McReceipt receipt;

  switch (frame->type)
    {
    case MC_FRAME_ENTRIES:
      return mc_batch_decode (&batch, frame->payload, frame->size, error);
    case MC_FRAME_BLOB:
      return mc_read_blob (frame, &piece, error);
    case MC_FRAME_RECEIPT:
      return mc_read_receipt (frame, &receipt, error);
    default:
      mc_frame_append (small, frame->type, frame->payload, frame->size);
      if (!mc_answer_read (&answer, small->data, small->len, error))
        return FALSE;
      mc_answer_clear (&answer);
      return TRUE;
    }
}

gboolean
_mc_carry_take (McBundleReader *reader, McFrom from, McStore *store, McBlobs *blobs, McSyncProgressFunc progress, gpointer data,
                GCancellable *cancellable, McBundleTaken *taken, GError **error)
{
  g_autoptr (GByteArray) slice = g_byte_array_new ();
  Import import = { store, blobs, from, taken, slice, reader, progress, data };

  return mc_bundle_reader_each (reader, read_frame, NULL, cancellable, error) &&
         mc_bundle_reader_each (reader, take_frame, &import, cancellable, error) && flush (&import, error) &&
         _mc_carry_take_waiting (store, taken, error);
}

typedef struct
{
  McSyncProgressFunc func;
  gpointer data;
} Progress;

static void
tell (gint64 done, gint64 total, gpointer data)
{
  Progress *progress = data;

  progress->func (done, 2 * total, progress->data);
}

gboolean
mc_bundle_import (McStore *store, McBlobs *blobs, const char *path, McSyncProgressFunc progress, gpointer data,
                  GCancellable *cancellable, McBundleTaken *taken, GError **error)
{
  g_auto (McCarrySelf) self = { 0 };
  g_autoptr (McBundleReader) reader = NULL;
  Progress how = { progress, data };

  memset (taken, 0, sizeof *taken);
  taken->haves = g_byte_array_new ();
  if (!_mc_carry_self_load (&self, store, error) || (reader = mc_bundle_reader_open (path, self.secret_key, error)) == NULL ||
      !mc_bundle_reader_check (reader, progress != NULL ? tell : NULL, &how, cancellable, error) ||
      !_mc_carry_check_writer (reader, &self, store, &taken->from_province, error))
    return FALSE;
  mc_bundle_info_copy (&taken->info, mc_bundle_reader_info (reader));
  return _mc_carry_take (reader, taken->from_province ? MC_FROM_PROVINCE : MC_FROM_BUNDLE, store, blobs, progress, data, cancellable,
                         taken, error);
}

gboolean
mc_bundle_peek (McStore *store, const char *path, McBundleInfo *info, gboolean *own, gboolean *from_province, GError **error)
{
  g_auto (McCarrySelf) self = { 0 };
  g_autoptr (McBundleReader) reader = NULL;

  memset (info, 0, sizeof *info);
  if (!_mc_carry_self_load (&self, store, error) || (reader = mc_bundle_reader_open (path, self.secret_key, error)) == NULL)
    return FALSE;
  mc_bundle_info_copy (info, mc_bundle_reader_info (reader));
  *own = memcmp (info->origin, self.origin, MC_ORIGIN_SIZE) == 0;
  *from_province = self.enrolled && memcmp (info->public_key, self.province, sizeof self.province) == 0;
  return g_strcmp0 (info->office, self.office) == 0 || rejected (_ ("This data package is not for this office"), error);
}

/* ---- receipt ---------------------------------------------------------------------------------------------------------- */

/* How far every desk's work goes here. */
static void
put_heads (GByteArray *frames, GArray *chains)
{
  for (guint i = 0; i < chains->len; i++)
    {
      const McChain *chain = &g_array_index (chains, McChain, i);
      McAck ack = { .stream = chain->stream, .seq = chain->head };

      memcpy (ack.origin, chain->id, MC_ORIGIN_SIZE);
      memcpy (ack.hash_start, chain->hash, sizeof ack.hash_start);
      mc_put_ack (frames, &ack);
    }
}

char *
mc_bundle_write_receipt (McStore *store, const char *bundle, const McBundleTaken *taken, GError **error)
{
  McReceipt receipt = { .part = taken->info.part };
  g_autofree char *path = mc_bundle_receipt_path (bundle);
  g_autoptr (GArray) recipients = g_array_new (FALSE, FALSE, sizeof (McPublicKey)), chains = NULL;
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  g_autoptr (McBundleWriter) writer = NULL;
  g_auto (McBundleInfo) info = { 0 };
  g_auto (McCarrySelf) self = { 0 };

  if (!_mc_carry_self_load (&self, store, error) || (chains = _mc_carry_chains (store, FALSE, FALSE, error)) == NULL)
    return NULL;
  _mc_carry_self_info (&self, MC_BUNDLE_RECEIPT, &info);
  memcpy (receipt.id, taken->info.id, sizeof receipt.id);
  receipt.at = self.now;
  mc_put_receipt (frames, &receipt);
  put_heads (frames, chains);
  for (guint i = 0; i < taken->haves->len; i += MC_HASH_SIZE)
    mc_put_have (frames, taken->haves->data + i);
  g_array_append_vals (recipients, taken->info.public_key, 1);
  writer = mc_bundle_writer_new (path, &info, recipients, self.secret_key, error);
  return writer != NULL && mc_bundle_writer_put (writer, frames, error) && mc_bundle_writer_finish (writer, error)
             ? g_steal_pointer (&path)
             : NULL;
}
