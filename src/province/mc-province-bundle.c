/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk's data package into the province, and the receipt. */
#include "config.h"

#include "mc-province-bundle.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-province-storage.h"
#include "mc-vouch.h"

#define ANSWER_MAX (1024 * 1024)           /* of one page of the answer in the receipt */
#define RECEIPT_MAX (16 * 1024 * 1024)     /* of all pages; the rest goes with the next one, or by export */

void
mc_province_bundle_clear (McProvinceBundle *self)
{
  mc_bundle_info_clear (&self->info);
  g_clear_pointer (&self->receipt, g_free);
}

typedef struct
{
  McPg *pg;
  const McProvinceKey *key;
  McFileStore *files;
  McBundleReader *reader;
  McProvinceBundle *taken;
  McEntryRef previous;   /* the origin that vouched for the writer's key; seq 0: none */
  gboolean vouched;
  McProvinceTx who;      /* as last read: the writer's desk */
  McHello hello;         /* the desk's */
  gboolean has_hello;
  GByteArray *frames;    /* of the receipt */
  guint8 dropped[MC_HASH_SIZE]; /* the file that is refused, or is here already: its other pieces are passed over */
  gboolean drops;
} Import;

static gboolean
rejected (const char *message, GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, message);
  return FALSE;
}

/* ---- whose it is ------------------------------------------------------------------------------------------------ */

static gboolean
find_writer (McPg *pg, gpointer data, GError **error)
{
  Import *self = data;
  const McBundleInfo *info = mc_bundle_reader_info (self->reader);

  return mc_province_tx_for_writer (&self->who, pg, info->office, info->origin, info->public_key,
                                    self->vouched ? &self->previous : NULL, error);
}

/* A desk that was restored writes under a new key. The old one has vouched for it in the entry the new chain begins with; that the old one is
 * known, and its desk still may speak, is looked up with it. */
static gboolean
look_for_voucher (const McFrame *frame, gpointer data, GError **error)
{
  Import *self = data;
  const McBundleInfo *info = mc_bundle_reader_info (self->reader);
  g_auto (McBatch) batch = { 0 };
  McVouch vouch;
  McProvinceTx tx = { 0 };
  McHubChain chain;
  gboolean known;

  if (self->vouched || frame->type != MC_FRAME_ENTRIES || !mc_batch_decode (&batch, frame->payload, frame->size, NULL) ||
      memcmp (batch.origin, info->origin, MC_ORIGIN_SIZE) != 0 || !mc_vouch_read (&batch, &vouch) ||
      memcmp (vouch.public_key, info->public_key, sizeof vouch.public_key) != 0)
    return TRUE;
  if (!mc_province_tx_for_office (&tx, self->pg, info->office, error) ||
      !mc_province_storage ()->chain (&tx, vouch.previous.origin, MC_STREAM_WORK, &chain, &known, error))
    return FALSE;
  self->vouched = known && mc_vouch_holds (&vouch, info->origin, chain.public_key);
  self->previous = vouch.previous;
  return TRUE;
}

/* Outside of a transaction: this only asks. */
static gboolean
check_writer (Import *self, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (find_writer (self->pg, self, &reason))
    return TRUE;
  if (g_error_matches (reason, MC_ERROR, MC_ERROR_NOT_FOUND))
    {
      if (!mc_bundle_reader_each (self->reader, look_for_voucher, self, NULL, error))
        return FALSE;
      if (self->vouched)
        return find_writer (self->pg, self, error);
      reason->code = MC_ERROR_AUTH_REQUIRED;
    }
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* Everything in it can be read: told before anything is stored. */
static gboolean
read_frame (const McFrame *frame, gpointer data, GError **error)
{
  Import *self = data;
  g_auto (McBatch) batch = { 0 };
  McBlobPiece piece;

  switch (frame->type)
    {
    case MC_FRAME_ENTRIES:
      return mc_batch_decode (&batch, frame->payload, frame->size, error);
    case MC_FRAME_BLOB:
      return mc_read_blob (frame, &piece, error);
    case MC_FRAME_HELLO:
      self->has_hello = mc_read_hello (frame, &self->hello, error);
      return self->has_hello;
    default:
      return TRUE;
    }
}

static gboolean
check (Import *self, GError **error)
{
  const McBundleInfo *info;

  if (!mc_bundle_reader_check (self->reader, NULL, NULL, NULL, error))
    return FALSE;
  info = mc_bundle_reader_info (self->reader);
  if (info->kind == MC_BUNDLE_RECEIPT)
    return rejected (_ ("This is a receipt: there is nothing in it for the province"), error);
  if (!check_writer (self, error) || !mc_bundle_reader_each (self->reader, read_frame, self, NULL, error))
    return FALSE;
  mc_bundle_info_copy (&self->taken->info, info);
  /* Who speaks is who signed, whatever the greeting says; without one nothing is known of what the desk has. */
  memcpy (self->hello.origin, info->origin, MC_ORIGIN_SIZE);
  self->hello.version = MC_FRAME_VERSION;
  self->hello.answer_max = ANSWER_MAX;
  self->hello.small_only = TRUE;
  return TRUE;
}

/* ---- entries ------------------------------------------------------------------------------------------------------ */

/* A request of the desk, and what is answered to it. */
typedef struct
{
  Import *import;
  const GByteArray *request;
  GByteArray *answer; /* (nullable) (owned) */
  guint n_appended;
} Ask;

static gboolean
run_ask (McPg *pg, gpointer data, GError **error)
{
  Ask *self = data;
  Import *import = self->import;
  McHub hub = { mc_province_storage (), &import->who, NULL, import->key->secret_key };

  g_clear_pointer (&self->answer, g_byte_array_unref);
  if (!find_writer (pg, import, error))
    return FALSE;
  hub.office = import->who.code;
  self->answer = mc_hub_exchange (&hub, self->request->data, self->request->len, error);
  self->n_appended = import->who.n_appended;
  return self->answer != NULL;
}

/* What goes into the receipt of an answer: to entries their acknowledgements alone, whose pages would come anew with each. */
typedef struct
{
  Import *import;
  gboolean page;
  gboolean more;
} Keep;

static gboolean
keep_answer (const McFrame *frame, Keep *keep, GError **error)
{
  Import *self = keep->import;
  McCursor cursor;
  gboolean wanted = keep->page;
  McRefused refused;
  McAck ack;

  switch (frame->type)
    {
    case MC_FRAME_ACK:
      if (!mc_read_ack (frame, &ack, error))
        return FALSE;
      wanted = keep->page || ack.is_signed;
      break;
    case MC_FRAME_REFUSED:
      if (!mc_read_refused (frame, &refused, error))
        return FALSE;
      wanted = TRUE;
      self->taken->refused++;
      /* Of a chain whose first entry has not come, nobody knows yet whose it is. */
      self->taken->gaps += refused.reason == MC_REFUSED_GAP || refused.reason == MC_REFUSED_ORIGIN ? 1 : 0;
      break;
    case MC_FRAME_CURSOR:
      if (!mc_read_cursor (frame, &cursor, error))
        return FALSE;
      keep->more = cursor.more && (cursor.cursor > self->hello.cursor || cursor.common > self->hello.common);
      if (keep->page)
        {
          self->hello.cursor = cursor.cursor;
          self->hello.common = cursor.common;
        }
      break;
    default:
      break;
    }
  if (wanted)
    mc_frame_append (self->frames, frame->type, frame->payload, frame->size);
  return TRUE;
}

static gboolean
ask (Import *self, const McFrame *entries, Keep *keep, GError **error)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  g_autoptr (GByteArray) request = g_byte_array_new (), answer = NULL;
  McHello hello = self->hello;
  Ask asked = { self, request, NULL, 0 };
  gboolean got = TRUE;
  McFrame frame;

  if (entries != NULL)
    hello.answer_max = 1;
  mc_put_hello (request, &hello);
  if (entries != NULL)
    mc_frame_append (request, entries->type, entries->payload, entries->size);
  if (!mc_pg_transaction (self->pg, run_ask, &asked, error))
    {
      g_clear_pointer (&asked.answer, g_byte_array_unref);
      return FALSE;
    }
  answer = asked.answer;
  self->taken->entries += asked.n_appended;
  mc_frame_parser_push (parser, answer->data, answer->len);
  while (got)
    {
      if (!mc_frame_parser_next (parser, &frame, &got, error) || (got && !keep_answer (&frame, keep, error)))
        return FALSE;
    }
  return TRUE;
}

/* What an exchange would bring the desk: the order of its entries, what others and the province wrote. Files go by export. */
static gboolean
ask_pages (Import *self, GError **error)
{
  Keep keep = { self, TRUE, TRUE };

  while (self->has_hello && keep.more && self->frames->len < RECEIPT_MAX)
    {
      keep.more = FALSE;
      if (!ask (self, NULL, &keep, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- files -------------------------------------------------------------------------------------------------------- */

static void
refuse_file (Import *self, const guint8 hash[MC_HASH_SIZE], McRefusedReason reason)
{
  McRefused refused = { .reason = reason };

  memcpy (refused.hash, hash, MC_HASH_SIZE);
  mc_put_refused (self->frames, &refused);
  self->taken->refused++;
}

static void
drop (Import *self, const guint8 hash[MC_HASH_SIZE])
{
  memcpy (self->dropped, hash, MC_HASH_SIZE);
  self->drops = TRUE;
}

static gboolean
take_piece (Import *self, const McBlobPiece *from, GError **error)
{
  McPiece piece = { .office = self->who.office, .total = from->total, .offset = from->offset, .data = from->data, .size = from->size };
  McPieceOutcome outcome;
  gint64 durable;
  gboolean whole;

  if (self->drops && memcmp (self->dropped, from->hash, MC_HASH_SIZE) == 0)
    return TRUE;
  memcpy (piece.hash, from->hash, MC_HASH_SIZE);
  if (from->offset == 0 && !mc_file_store_state (self->pg, piece.office, piece.hash, &durable, &whole, error))
    return FALSE;
  if (from->offset == 0 && whole)
    {
      mc_put_have (self->frames, piece.hash);
      drop (self, piece.hash);
      return TRUE;
    }
  if (!mc_file_store_put (self->files, self->pg, &piece, &outcome, &durable, error))
    return FALSE;
  switch (outcome)
    {
    case MC_PIECE_WHOLE:
      mc_put_have (self->frames, piece.hash);
      self->taken->files++;
      drop (self, piece.hash);
      break;
    case MC_PIECE_WRONG:
      refuse_file (self, piece.hash, MC_REFUSED_BLOB_HASH);
      drop (self, piece.hash);
      break;
    case MC_PIECE_TOO_LARGE:
      refuse_file (self, piece.hash, MC_REFUSED_BLOB_SIZE);
      drop (self, piece.hash);
      break;
    case MC_PIECE_TAKEN:
    case MC_PIECE_GAP:
    default:
      break;
    }
  return TRUE;
}

/* ---- all of it ------------------------------------------------------------------------------------------------------ */

static gboolean
take_frame (const McFrame *frame, gpointer data, GError **error)
{
  Import *self = data;
  Keep keep = { self, FALSE, FALSE };
  McBlobPiece piece;

  if (frame->type == MC_FRAME_ENTRIES)
    return ask (self, frame, &keep, error);
  return frame->type != MC_FRAME_BLOB || (mc_read_blob (frame, &piece, error) && take_piece (self, &piece, error));
}

static gboolean
write_receipt (Import *self, const char *path, const char *folder, GError **error)
{
  const McBundleInfo *from = &self->taken->info;
  g_autofree char *beside = mc_bundle_receipt_path (path), *base = g_path_get_basename (beside);
  g_autofree char *name = folder != NULL ? g_strdup_printf ("%s-%s", from->office, base) : NULL;
  g_autofree char *target = folder != NULL ? g_build_filename (folder, name, NULL) : g_strdup (beside);
  g_autoptr (GArray) recipients = g_array_new (FALSE, FALSE, sizeof (McPublicKey));
  g_autoptr (McBundleWriter) writer = NULL;
  g_autoptr (GByteArray) receipt = g_byte_array_new ();
  McBundleInfo info = { .kind = MC_BUNDLE_RECEIPT, .part = 1, .n_parts = 1, .office = from->office, .created = self->who.now };
  McReceipt note = { .part = from->part, .at = self->who.now };

  memcpy (info.id, from->id, sizeof info.id);
  memcpy (info.origin, self->who.province, sizeof info.origin);
  memcpy (info.public_key, self->key->public_key, sizeof info.public_key);
  memcpy (note.id, from->id, sizeof note.id);
  g_array_append_vals (recipients, from->public_key, 1);
  mc_put_receipt (receipt, &note);
  writer = mc_bundle_writer_new (target, &info, recipients, self->key->secret_key, error);
  if (writer == NULL || !mc_bundle_writer_put (writer, receipt, error) || !mc_bundle_writer_put (writer, self->frames, error) ||
      !mc_bundle_writer_finish (writer, error))
    return FALSE;
  self->taken->receipt = g_steal_pointer (&target);
  return TRUE;
}

gboolean
mc_province_bundle_import (McPg *pg, const McProvinceKey *key, McFileStore *files, const char *path, const char *receipts,
                           McProvinceBundle *taken, GError **error)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  g_autoptr (McBundleReader) reader = NULL;
  g_autoptr (GError) reason = NULL;
  Import self = { .pg = pg, .key = key, .files = files, .taken = taken, .frames = frames };

  memset (taken, 0, sizeof *taken);
  self.reader = reader = mc_bundle_reader_open (path, key->secret_key, &reason);
  if (g_error_matches (reason, MC_ERROR, MC_ERROR_REJECTED))
    return rejected (_ ("This data package is not for this province"), error);
  if (reader == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  return check (&self, error) && mc_bundle_reader_each (reader, take_frame, &self, NULL, error) && ask_pages (&self, error) &&
         write_receipt (&self, path, receipts, error);
}
