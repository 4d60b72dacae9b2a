/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-seal.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mc-error.h"
#include "mc-frame.h"
#include "mc-wire.h"

#define MAGIC "MOTCUA"
#define MAGIC_SIZE 6
#define KEY_SIZE crypto_secretstream_xchacha20poly1305_KEYBYTES
#define STREAM_HEADER crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define TAG_SIZE crypto_secretstream_xchacha20poly1305_ABYTES
#define SEALED_KEY (KEY_SIZE + crypto_box_SEALBYTES)
#define CHUNK_HEAD 4 /* size of what follows, big endian */
#define HEAD_MAX (MC_FRAME_OVERHEAD + 64 + MC_SEAL_MAX_RECIPIENTS * SEALED_KEY)

static gboolean
damaged (GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The data package is damaged, or was not copied to its end"));
  return FALSE;
}

/* Every chunk is bound to the header, and with it to all recipients. */
static void
make_binding (const GByteArray *header, guint8 binding[32])
{
  crypto_generichash (binding, 32, header->data, header->len, NULL, 0);
}

/* ---- writing ----------------------------------------------------------------------------------------------- */

struct _McSealWriter
{
  McCarryFile *file; /* (not owned) */
  GByteArray *header;
  guint8 binding[32];
  crypto_secretstream_xchacha20poly1305_state state;
  guint8 *out;
};

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (McPublicKey));
}

/* A key that is no point of the curve can open nothing: it gets nothing. */
static guint
put_sealed_keys (GByteArray *payload, GArray *recipients, const guint8 key[KEY_SIZE])
{
  g_autoptr (GArray) sorted = g_array_copy (recipients);
  guint n = 0;

  g_array_sort (sorted, compare_keys);
  for (guint i = 0; i < sorted->len && n < MC_SEAL_MAX_RECIPIENTS; i++)
    {
      const McPublicKey *recipient = &g_array_index (sorted, McPublicKey, i);
      guint8 curve[crypto_box_PUBLICKEYBYTES], sealed[SEALED_KEY];

      if ((i > 0 && compare_keys (recipient, recipient - 1) == 0) ||
          crypto_sign_ed25519_pk_to_curve25519 (curve, recipient->bytes) != 0 ||
          crypto_box_seal (sealed, key, KEY_SIZE, curve) != 0)
        continue;
      mc_put_bytes (payload, sealed, sizeof sealed);
      n++;
    }
  return n;
}

McSealWriter *
mc_seal_writer_new (McCarryFile *file, GArray *recipients, GError **error)
{
  g_autoptr (McSealWriter) self = g_new0 (McSealWriter, 1);
  g_autoptr (GByteArray) payload = g_byte_array_new (), keys = g_byte_array_new ();
  guint8 key[KEY_SIZE], stream_header[STREAM_HEADER];
  guint n;

  self->file = file;
  self->header = g_byte_array_new ();
  self->out = g_malloc (CHUNK_HEAD + MC_SEAL_CHUNK + TAG_SIZE);
  crypto_secretstream_xchacha20poly1305_keygen (key);
  crypto_secretstream_xchacha20poly1305_init_push (&self->state, stream_header, key);
  n = put_sealed_keys (keys, recipients, key);
  sodium_memzero (key, sizeof key);
  if (n == 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ ("There is nobody this data package could be for"));
      return NULL;
    }
  mc_put_bytes (payload, MAGIC, MAGIC_SIZE);
  mc_put_varint (payload, MC_SEAL_VERSION);
  mc_put_bytes (payload, stream_header, sizeof stream_header);
  mc_put_varint (payload, n);
  mc_put_bytes (payload, keys->data, keys->len);
  mc_frame_append (self->header, MC_FRAME_HEADER, payload->data, payload->len);
  make_binding (self->header, self->binding);
  return mc_carry_file_write (file, self->header->data, self->header->len, error) ? g_steal_pointer (&self) : NULL;
}

void
mc_seal_writer_free (McSealWriter *self)
{
  g_byte_array_unref (self->header);
  sodium_memzero (&self->state, sizeof self->state);
  g_free (self->out);
  g_free (self);
}

const GByteArray *
mc_seal_writer_header (McSealWriter *self)
{
  return self->header;
}

gboolean
mc_seal_writer_put (McSealWriter *self, gconstpointer data, gsize size, gboolean last, GError **error)
{
  guint32 big = GUINT32_TO_BE ((guint32) (size + TAG_SIZE));

  g_return_val_if_fail (size <= MC_SEAL_CHUNK, FALSE);
  memcpy (self->out, &big, CHUNK_HEAD);
  crypto_secretstream_xchacha20poly1305_push (&self->state, self->out + CHUNK_HEAD, NULL, data, size, self->binding,
                                              sizeof self->binding,
                                              last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                                   : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
  return mc_carry_file_write (self->file, self->out, CHUNK_HEAD + size + TAG_SIZE, error);
}

/* ---- reading ----------------------------------------------------------------------------------------------- */

struct _McSealReader
{
  int fd;
  gint64 total;
  gint64 done;
  GByteArray *header;
  guint8 binding[32];
  guint8 key[KEY_SIZE];
  guint8 stream_header[STREAM_HEADER];
  crypto_secretstream_xchacha20poly1305_state state;
  guint8 *sealed;
  guint8 *plain;
};

/* As many bytes as there are, up to @size. */
static gboolean
read_bytes (int fd, guint8 *data, gsize size, gsize *n_read, GError **error)
{
  *n_read = 0;
  while (*n_read < size)
    {
      ssize_t n = read (fd, data + *n_read, size - *n_read);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return mc_carry_fail_read (errno, error);
      if (n == 0)
        break;
      *n_read += (gsize) n;
    }
  return TRUE;
}

/* The key is sealed for one of us, or for none; which one is tried out. */
static gboolean
open_key (McSealReader *self, const guint8 *keys, gsize n, const guint8 secret_key[64], GError **error)
{
  guint8 public[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES];
  gboolean found = FALSE;

  if (crypto_sign_ed25519_pk_to_curve25519 (public, secret_key + 32) == 0 &&
      crypto_sign_ed25519_sk_to_curve25519 (secret, secret_key) == 0)
    for (gsize i = 0; i < n && !found; i++)
      found = crypto_box_seal_open (self->key, keys + i * SEALED_KEY, SEALED_KEY, public, secret) == 0;
  sodium_memzero (secret, sizeof secret);
  if (!found)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ ("This data package is not for this office"));
  return found;
}

static gboolean
read_header (McSealReader *self, const McFrame *frame, const guint8 secret_key[64], GError **error)
{
  const guint8 *magic, *keys;
  McReader reader;
  gint64 version, n;

  mc_reader_init (&reader, frame->payload, frame->size);
  magic = mc_reader_bytes (&reader, MAGIC_SIZE);
  if (frame->type != MC_FRAME_HEADER || magic == NULL || memcmp (magic, MAGIC, MAGIC_SIZE) != 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("This file is no data package"));
      return FALSE;
    }
  version = mc_reader_varint (&reader);
  if (!reader.bad && version > MC_SEAL_VERSION)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_TOO_NEW,
                           _ ("The data package was made by a newer version of the program"));
      return FALSE;
    }
  mc_reader_copy (&reader, self->stream_header, STREAM_HEADER);
  n = mc_reader_varint (&reader);
  if (reader.bad || version < 1 || n < 1 || n > MC_SEAL_MAX_RECIPIENTS ||
      (keys = mc_reader_bytes (&reader, (gsize) n * SEALED_KEY)) == NULL || !mc_reader_ended (&reader))
    return damaged (error);
  return open_key (self, keys, (gsize) n, secret_key, error);
}

/* What begins otherwise is something else; what begins so and then is wrong is damaged. */
static gboolean
begins_right (const guint8 *data, gsize size)
{
  McReader reader;
  const guint8 *magic;

  mc_reader_init (&reader, data, size);
  if (mc_reader_byte (&reader) != MC_FRAME_HEADER)
    return FALSE;
  mc_reader_varint (&reader);
  magic = mc_reader_bytes (&reader, MAGIC_SIZE);
  return magic != NULL && memcmp (magic, MAGIC, MAGIC_SIZE) == 0;
}

static gboolean
read_head (McSealReader *self, const guint8 secret_key[64], GError **error)
{
  g_autofree guint8 *start = g_malloc (HEAD_MAX);
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  McFrame frame;
  gboolean got;
  gsize size;

  if (lseek (self->fd, 0, SEEK_SET) < 0)
    return mc_carry_fail_read (errno, error);
  if (!read_bytes (self->fd, start, HEAD_MAX, &size, error))
    return FALSE;
  if (size > MAGIC_SIZE + 4 && !begins_right (start, size))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("This file is no data package"));
      return FALSE;
    }
  mc_frame_parser_push (parser, start, size);
  if (!mc_frame_parser_next (parser, &frame, &got, NULL) || !got)
    return damaged (error);
  g_byte_array_append (self->header, start, (guint) (size - mc_frame_parser_left (parser)));
  make_binding (self->header, self->binding);
  return read_header (self, &frame, secret_key, error);
}

McSealReader *
mc_seal_reader_new (int fd, const guint8 secret_key[64], GError **error)
{
  g_autoptr (McSealReader) self = g_new0 (McSealReader, 1);
  struct stat st;

  self->fd = fd;
  self->header = g_byte_array_new ();
  self->sealed = g_malloc (MC_SEAL_CHUNK + TAG_SIZE);
  self->plain = g_malloc (MC_SEAL_CHUNK);
  if (fstat (fd, &st) != 0)
    {
      mc_carry_fail_read (errno, error);
      return NULL;
    }
  self->total = st.st_size;
  return read_head (self, secret_key, error) && mc_seal_reader_rewind (self, error) ? g_steal_pointer (&self) : NULL;
}

void
mc_seal_reader_free (McSealReader *self)
{
  close (self->fd);
  g_byte_array_unref (self->header);
  sodium_memzero (self->key, sizeof self->key);
  sodium_memzero (&self->state, sizeof self->state);
  g_free (self->sealed);
  g_free (self->plain);
  g_free (self);
}

const GByteArray *
mc_seal_reader_header (McSealReader *self)
{
  return self->header;
}

gboolean
mc_seal_reader_rewind (McSealReader *self, GError **error)
{
  if (lseek (self->fd, (off_t) self->header->len, SEEK_SET) < 0)
    return mc_carry_fail_read (errno, error);
  self->done = self->header->len;
  return crypto_secretstream_xchacha20poly1305_init_pull (&self->state, self->stream_header, self->key) == 0 || damaged (error);
}

/* Whether the file ends here. */
static gboolean
is_at_end (McSealReader *self, gboolean *end, GError **error)
{
  guint8 byte;
  gsize n;

  if (!read_bytes (self->fd, &byte, 1, &n, error))
    return FALSE;
  *end = n == 0;
  return TRUE;
}

gboolean
mc_seal_reader_next (McSealReader *self, const guint8 **data, gsize *size, gboolean *last, GError **error)
{
  unsigned long long plain;
  unsigned char tag;
  gboolean end;
  guint32 big;
  gsize n, sealed;

  if (!read_bytes (self->fd, (guint8 *) &big, CHUNK_HEAD, &n, error))
    return FALSE;
  sealed = GUINT32_FROM_BE (big);
  if (n != CHUNK_HEAD || sealed < TAG_SIZE || sealed > MC_SEAL_CHUNK + TAG_SIZE)
    return damaged (error);
  if (!read_bytes (self->fd, self->sealed, sealed, &n, error))
    return FALSE;
  if (n != sealed || crypto_secretstream_xchacha20poly1305_pull (&self->state, self->plain, &plain, &tag, self->sealed, sealed,
                                                                 self->binding, sizeof self->binding) != 0)
    return damaged (error);
  self->done += CHUNK_HEAD + (gint64) sealed;
  *data = self->plain;
  *size = (gsize) plain;
  *last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  if (!*last)
    return TRUE;
  return is_at_end (self, &end, error) && (end || damaged (error));
}

void
mc_seal_reader_progress (McSealReader *self, gint64 *done, gint64 *total)
{
  *done = self->done;
  *total = self->total;
}
