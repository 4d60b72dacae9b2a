/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-wire.h"

#define FORMAT 1
#define MAX_OFFICE 64
#define SIGNED_TAG "motcua1 bundle"
#define HASH_SIZE 32
#define SIGNATURE_SIZE 64
#define MAX_PARTS 1000000

static gboolean
damaged (GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The data package is damaged, or was not copied to its end"));
  return FALSE;
}

/* ---- header and receipt -------------------------------------------------------------------------------------- */

void
mc_bundle_info_copy (McBundleInfo *to, const McBundleInfo *from)
{
  *to = *from;
  to->office = g_strdup (from->office);
}

void
mc_bundle_info_clear (McBundleInfo *self)
{
  g_clear_pointer (&self->office, g_free);
}

static void
put_header (GByteArray *out, const McBundleInfo *info)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();

  mc_put_varint (payload, FORMAT);
  mc_put_byte (payload, (guint8) info->kind);
  mc_put_bytes (payload, info->id, MC_BUNDLE_ID_SIZE);
  mc_put_varint (payload, info->part);
  mc_put_varint (payload, info->n_parts);
  mc_put_bytes (payload, info->origin, MC_ORIGIN_SIZE);
  mc_put_bytes (payload, info->public_key, sizeof info->public_key);
  mc_put_varint (payload, info->desk);
  mc_put_text (payload, info->office);
  mc_put_varint (payload, info->created);
  mc_frame_append (out, MC_FRAME_HEADER, payload->data, payload->len);
}

static gboolean
read_header (const McFrame *frame, McBundleInfo *info, GError **error)
{
  McReader reader;
  gint64 format;

  mc_reader_init (&reader, frame->payload, frame->size);
  format = mc_reader_varint (&reader);
  if (frame->type == MC_FRAME_HEADER && !reader.bad && format > FORMAT)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_TOO_NEW,
                           _ ("The data package was made by a newer version of the program"));
      return FALSE;
    }
  info->kind = (McBundleKind) mc_reader_byte (&reader);
  mc_reader_copy (&reader, info->id, MC_BUNDLE_ID_SIZE);
  info->part = mc_reader_varint (&reader);
  info->n_parts = mc_reader_varint (&reader);
  mc_reader_copy (&reader, info->origin, MC_ORIGIN_SIZE);
  mc_reader_copy (&reader, info->public_key, sizeof info->public_key);
  info->desk = mc_reader_varint (&reader);
  info->office = mc_reader_text (&reader, MAX_OFFICE);
  info->created = mc_reader_varint (&reader);
  return (frame->type == MC_FRAME_HEADER && mc_reader_ended (&reader) && format == FORMAT && info->office != NULL &&
          info->kind >= MC_BUNDLE_DATA && info->kind <= MC_BUNDLE_RECEIPT && info->part >= 1 && info->part <= info->n_parts &&
          info->n_parts <= MAX_PARTS) ||
         damaged (error);
}

char *
mc_bundle_receipt_path (const char *bundle)
{
  g_autofree char *stem = g_str_has_suffix (bundle, MC_BUNDLE_SUFFIX) ? g_strndup (bundle, strlen (bundle) - strlen (MC_BUNDLE_SUFFIX))
                                                                      : g_strdup (bundle);

  return g_strconcat (stem, MC_BUNDLE_RECEIPT_SUFFIX, NULL);
}

void
mc_put_receipt (GByteArray *out, const McReceipt *receipt)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();

  mc_put_bytes (payload, receipt->id, MC_BUNDLE_ID_SIZE);
  mc_put_varint (payload, receipt->part);
  mc_put_varint (payload, receipt->at);
  mc_frame_append (out, MC_FRAME_RECEIPT, payload->data, payload->len);
}

gboolean
mc_read_receipt (const McFrame *frame, McReceipt *receipt, GError **error)
{
  McReader reader;

  mc_reader_init (&reader, frame->payload, frame->size);
  mc_reader_copy (&reader, receipt->id, MC_BUNDLE_ID_SIZE);
  receipt->part = mc_reader_varint (&reader);
  receipt->at = mc_reader_varint (&reader);
  return mc_reader_ended (&reader) || damaged (error);
}

/* ---- what is signed ------------------------------------------------------------------------------------------ */

static void
begin_hash (crypto_generichash_state *state, const GByteArray *seal)
{
  crypto_generichash_init (state, NULL, 0, HASH_SIZE);
  crypto_generichash_update (state, seal->data, seal->len);
}

static gsize
end_hash (crypto_generichash_state *state, guint8 message[64])
{
  gsize size = sizeof SIGNED_TAG - 1;

  memcpy (message, SIGNED_TAG, size);
  crypto_generichash_final (state, message + size, HASH_SIZE);
  return size + HASH_SIZE;
}

/* ---- writing -------------------------------------------------------------------------------------------------- */

struct _McBundleWriter
{
  McCarryFile file;
  McSealWriter *seal;
  crypto_generichash_state hash;
  guint8 secret_key[64];
  GByteArray *waiting; /* less than a chunk */
};

McBundleWriter *
mc_bundle_writer_new (const char *path, const McBundleInfo *info, GArray *recipients, const guint8 secret_key[64], GError **error)
{
  g_autoptr (McBundleWriter) self = g_new0 (McBundleWriter, 1);
  g_autoptr (GByteArray) header = g_byte_array_new ();

  self->waiting = g_byte_array_new ();
  memcpy (self->secret_key, secret_key, sizeof self->secret_key);
  if (!mc_carry_file_open (&self->file, path, error) ||
      (self->seal = mc_seal_writer_new (&self->file, recipients, error)) == NULL)
    return NULL;
  begin_hash (&self->hash, mc_seal_writer_header (self->seal));
  put_header (header, info);
  return mc_bundle_writer_put (self, header, error) ? g_steal_pointer (&self) : NULL;
}

void
mc_bundle_writer_free (McBundleWriter *self)
{
  mc_carry_file_clear (&self->file);
  g_clear_pointer (&self->seal, mc_seal_writer_free);
  g_byte_array_unref (self->waiting);
  sodium_memzero (self->secret_key, sizeof self->secret_key);
  g_free (self);
}

gboolean
mc_bundle_writer_put (McBundleWriter *self, const GByteArray *frames, GError **error)
{
  gsize at = 0;

  crypto_generichash_update (&self->hash, frames->data, frames->len);
  while (at < frames->len)
    {
      gsize n = MIN (frames->len - at, MC_SEAL_CHUNK - self->waiting->len);

      g_byte_array_append (self->waiting, frames->data + at, (guint) n);
      at += n;
      if (self->waiting->len < MC_SEAL_CHUNK)
        break;
      if (!mc_seal_writer_put (self->seal, self->waiting->data, self->waiting->len, FALSE, error))
        return FALSE;
      g_byte_array_set_size (self->waiting, 0);
    }
  return TRUE;
}

gboolean
mc_bundle_writer_finish (McBundleWriter *self, GError **error)
{
  g_autoptr (GByteArray) end = g_byte_array_new ();
  guint8 message[64], signature[SIGNATURE_SIZE];
  gsize size;

  if (self->waiting->len > 0 && !mc_seal_writer_put (self->seal, self->waiting->data, self->waiting->len, FALSE, error))
    return FALSE;
  size = end_hash (&self->hash, message);
  crypto_sign_detached (signature, NULL, message, size, self->secret_key);
  mc_frame_append (end, MC_FRAME_END, signature, sizeof signature);
  /* Alone in the last chunk: what stands before it is what is signed. */
  return mc_seal_writer_put (self->seal, end->data, end->len, TRUE, error) && mc_carry_file_finish (&self->file, error);
}

/* ---- reading -------------------------------------------------------------------------------------------------- */

struct _McBundleReader
{
  McSealReader *seal;
  McBundleInfo info;
  gboolean checked;
};

static gboolean
read_info (McBundleReader *self, GError **error)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  const guint8 *data;
  McFrame frame;
  gboolean got, last;
  gsize size;

  /* It is in the first chunk, whatever follows. */
  if (!mc_seal_reader_next (self->seal, &data, &size, &last, error))
    return FALSE;
  mc_frame_parser_push (parser, data, size);
  if (last || !mc_frame_parser_next (parser, &frame, &got, NULL) || !got)
    return damaged (error);
  return read_header (&frame, &self->info, error);
}

McBundleReader *
mc_bundle_reader_open_fd (int fd, const guint8 secret_key[64], GError **error)
{
  g_autoptr (McBundleReader) self = g_new0 (McBundleReader, 1);

  self->seal = mc_seal_reader_new (fd, secret_key, error);
  return self->seal != NULL && read_info (self, error) ? g_steal_pointer (&self) : NULL;
}

McBundleReader *
mc_bundle_reader_open (const char *path, const guint8 secret_key[64], GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);

  if (fd >= 0)
    return mc_bundle_reader_open_fd (fd, secret_key, error);
  mc_carry_fail_read (errno, error);
  return NULL;
}

void
mc_bundle_reader_free (McBundleReader *self)
{
  g_clear_pointer (&self->seal, mc_seal_reader_free);
  mc_bundle_info_clear (&self->info);
  g_free (self);
}

const McBundleInfo *
mc_bundle_reader_info (McBundleReader *self)
{
  return &self->info;
}

void
mc_bundle_reader_progress (McBundleReader *self, gint64 *done, gint64 *total)
{
  mc_seal_reader_progress (self->seal, done, total);
}

/* END says who wrote all before it. */
static gboolean
check_end (McBundleReader *self, crypto_generichash_state *hash, const guint8 *data, gsize size, GError **error)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  guint8 message[64];
  gsize signed_size = end_hash (hash, message);
  McFrame frame;
  gboolean got;

  mc_frame_parser_push (parser, data, size);
  if (!mc_frame_parser_next (parser, &frame, &got, NULL) || !got || frame.type != MC_FRAME_END || frame.size != SIGNATURE_SIZE ||
      mc_frame_parser_left (parser) != 0)
    return damaged (error);
  if (crypto_sign_verify_detached (frame.payload, message, signed_size, self->info.public_key) == 0)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ ("The signature of the data package is not that of its writer"));
  return FALSE;
}

/* The frames that are whole by now. The first is the HEADER, known already. */
static gboolean
give_frames (McFrameParser *parser, gboolean *header, McBundleFrameFunc func, gpointer data, GError **error)
{
  gboolean got = TRUE;
  McFrame frame;

  while (got)
    {
      if (!mc_frame_parser_next (parser, &frame, &got, NULL))
        return damaged (error);
      if (!got)
        break;
      if (frame.type == MC_FRAME_END || (frame.type == MC_FRAME_HEADER) != *header)
        return damaged (error);
      if (!*header && func != NULL && !func (&frame, data, error))
        return FALSE;
      *header = FALSE;
    }
  return TRUE;
}

static gboolean
is_cancelled (GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, _ ("Cancelled"));
  return TRUE;
}

typedef struct
{
  McBundleFrameFunc func; /* (nullable) */
  gpointer data;
  McBundleProgress progress; /* (nullable) */
  gpointer progress_data;
} Walk;

static gboolean
walk (McBundleReader *self, const Walk *how, GCancellable *cancellable, GError **error)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  crypto_generichash_state hash;
  gboolean last = FALSE, header = TRUE;
  gint64 done, total;

  if (!mc_seal_reader_rewind (self->seal, error))
    return FALSE;
  begin_hash (&hash, mc_seal_reader_header (self->seal));
  while (!last)
    {
      const guint8 *bytes;
      gsize size;

      if (is_cancelled (cancellable, error) || !mc_seal_reader_next (self->seal, &bytes, &size, &last, error))
        return FALSE;
      if (last)
        return mc_frame_parser_left (parser) == 0 && !header ? check_end (self, &hash, bytes, size, error) : damaged (error);
      crypto_generichash_update (&hash, bytes, size);
      mc_frame_parser_push (parser, bytes, size);
      if (!give_frames (parser, &header, how->func, how->data, error))
        return FALSE;
      mc_seal_reader_progress (self->seal, &done, &total);
      if (how->progress != NULL)
        how->progress (done, total, how->progress_data);
    }
  return TRUE;
}

gboolean
mc_bundle_reader_check (McBundleReader *self, McBundleProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  Walk how = { .progress = progress, .progress_data = data };

  return self->checked = walk (self, &how, cancellable, error);
}

gboolean
mc_bundle_reader_each (McBundleReader *self, McBundleFrameFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  Walk how = { .func = func, .data = data };

  g_return_val_if_fail (self->checked, FALSE);
  return walk (self, &how, cancellable, error);
}
