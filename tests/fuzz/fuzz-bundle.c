/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies on a stick: any file is refused, or is one that its writer signed. The first byte says how the rest is met: as it is; as
 * the end of a file whose seal opens; as content somebody sealed for us without a signature; as content that is signed, so that the frames behind
 * the signature are seen. */
#include "mc-bundle.h"
#include "mc-error.h"
#include "mc-message.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

enum
{
  RAW,
  SEAL_ONLY,
  UNSIGNED,
  SIGNED,
  N_WAYS,
};

typedef struct
{
  guint8 public_key[32];
  guint8 secret_key[64];
} Key;

static void
check (gboolean holds)
{
  if (!holds)
    __builtin_trap ();
}

static void
check_error (const GError *error)
{
  check (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) || g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED) ||
         g_error_matches (error, MC_ERROR, MC_ERROR_STORE_TOO_NEW));
  check (*error->message != '\0');
}

static void
make_key (Key *key)
{
  static const guint8 seed[crypto_sign_SEEDBYTES] = { 7 };

  crypto_sign_seed_keypair (key->public_key, key->secret_key, seed);
}

/* Without a name: nothing is left behind. */
static void
open_file (McCarryFile *file)
{
  g_autofree char *path = NULL;

  file->fd = g_file_open_tmp ("fuzz-bundle-XXXXXX", &path, NULL);
  check (file->fd >= 0);
  unlink (path);
}

/* A file whose seal opens, with @data as its chunks; the last chunk is an END frame of no meaning. */
static int
seal (const Key *key, const uint8_t *data, size_t size)
{
  g_autoptr (GArray) recipients = g_array_new (FALSE, FALSE, sizeof (McPublicKey));
  g_autoptr (McSealWriter) writer = NULL;
  g_autoptr (GByteArray) end = g_byte_array_new ();
  McCarryFile file = { .fd = -1 };
  guint8 signature[64] = { 0 };

  open_file (&file);
  g_array_append_vals (recipients, key->public_key, 1);
  writer = mc_seal_writer_new (&file, recipients, NULL);
  check (writer != NULL);
  for (size_t at = 0; at < size; at += MC_SEAL_CHUNK)
    check (mc_seal_writer_put (writer, data + at, MIN (MC_SEAL_CHUNK, size - at), FALSE, NULL));
  mc_frame_append (end, MC_FRAME_END, signature, sizeof signature);
  check (mc_seal_writer_put (writer, end->data, end->len, TRUE, NULL));
  return file.fd;
}

/* The seal opens, what follows it is @data. */
static int
seal_only (const Key *key, const uint8_t *data, size_t size)
{
  g_autoptr (GArray) recipients = g_array_new (FALSE, FALSE, sizeof (McPublicKey));
  g_autoptr (McSealWriter) writer = NULL;
  McCarryFile file = { .fd = -1 };

  open_file (&file);
  g_array_append_vals (recipients, key->public_key, 1);
  writer = mc_seal_writer_new (&file, recipients, NULL);
  check (writer != NULL && mc_carry_file_write (&file, data, size, NULL));
  return file.fd;
}

static int
raw (const uint8_t *data, size_t size)
{
  McCarryFile file = { .fd = -1 };

  open_file (&file);
  check (mc_carry_file_write (&file, data, size, NULL));
  return file.fd;
}

/* A whole bundle on a disk, with @data between its HEADER and its END. */
static int
signed_bundle (const Key *key, const uint8_t *data, size_t size)
{
  g_autofree char *path = g_strdup_printf ("%s/fuzz-bundle-%d.motcua", g_get_tmp_dir (), (int) getpid ());
  g_autoptr (GArray) recipients = g_array_new (FALSE, FALSE, sizeof (McPublicKey));
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  g_autoptr (McBundleWriter) writer = NULL;
  McBundleInfo info = { .kind = MC_BUNDLE_DATA, .part = 1, .n_parts = 1, .office = (char *) "H15.50.05.13" };
  g_autofree char *bytes = NULL;
  gsize n;
  int fd;

  memcpy (info.public_key, key->public_key, sizeof info.public_key);
  g_array_append_vals (recipients, key->public_key, 1);
  g_byte_array_append (frames, data, (guint) size);
  writer = mc_bundle_writer_new (path, &info, recipients, key->secret_key, NULL);
  check (writer != NULL && mc_bundle_writer_put (writer, frames, NULL) && mc_bundle_writer_finish (writer, NULL));
  check (g_file_get_contents (path, &bytes, &n, NULL));
  unlink (path);
  fd = raw ((const uint8_t *) bytes, n);
  return fd;
}

static gboolean
take_frame (const McFrame *frame, gpointer data, GError **error)
{
  McReceipt receipt;
  McBlobPiece piece;

  check (frame->type != MC_FRAME_HEADER && frame->type != MC_FRAME_END && frame->size <= MC_FRAME_MAX);
  if (frame->type == MC_FRAME_RECEIPT)
    return mc_read_receipt (frame, &receipt, error);
  if (frame->type == MC_FRAME_BLOB)
    return mc_read_blob (frame, &piece, error);
  return TRUE;
}

static void
read_bundle (int fd, const Key *key, int way)
{
  g_autoptr (McBundleReader) reader = NULL;
  g_autoptr (GError) error = NULL;

  reader = mc_bundle_reader_open_fd (fd, key->secret_key, &error);
  check (reader != NULL || way != SIGNED);
  if (reader == NULL || !mc_bundle_reader_check (reader, NULL, NULL, NULL, &error))
    {
      check_error (error);
      return;
    }
  check (way == SIGNED);
  if (!mc_bundle_reader_each (reader, take_frame, NULL, NULL, &error))
    check_error (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Key key;

  if (size == 0 || sodium_init () < 0)
    return 0;
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  make_key (&key);
  switch (data[0] % N_WAYS)
    {
    case RAW:
      read_bundle (raw (data + 1, size - 1), &key, data[0] % N_WAYS);
      break;
    case SEAL_ONLY:
      read_bundle (seal_only (&key, data + 1, size - 1), &key, data[0] % N_WAYS);
      break;
    case UNSIGNED:
      read_bundle (seal (&key, data + 1, size - 1), &key, data[0] % N_WAYS);
      break;
    case SIGNED:
    default:
      read_bundle (signed_bundle (&key, data + 1, size - 1), &key, SIGNED);
      break;
    }
  return 0;
}
