/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-carry-file.h"

G_BEGIN_DECLS

/* A sealed file: a HEADER frame in the clear, then chunks of ciphertext. One random key encrypts the chunks (secretstream, XChaCha20-Poly1305); the
 * header holds it once for each recipient, sealed with his key (crypto_box_seal), in no order that says who they are. Nobody but them can
 * read anything, not even whose file it is; a file that was cut anywhere is known as such. */

#define MC_SEAL_VERSION 1
#define MC_SEAL_CHUNK (64 * 1024)       /* bytes of content in one chunk, at most */
#define MC_SEAL_MAX_RECIPIENTS 1024

/* An Ed25519 public key: an origin's, or the province's. */
typedef struct
{
  guint8 bytes[32];
} McPublicKey;

typedef struct _McSealWriter McSealWriter;

/* @recipients: (element-type McPublicKey) each may be in it several times. @file is not owned and stays the caller's to finish. */
McSealWriter *mc_seal_writer_new (McCarryFile *file, GArray *recipients, GError **error);
void mc_seal_writer_free (McSealWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSealWriter, mc_seal_writer_free)

/* The HEADER frame, for a signature that binds the content to its recipients. (transfer none) */
const GByteArray *mc_seal_writer_header (McSealWriter *self);
/* One chunk; @last ends the file. */
gboolean mc_seal_writer_put (McSealWriter *self, gconstpointer data, gsize size, gboolean last, GError **error);

typedef struct _McSealReader McSealReader;

/* @fd: (transfer full): a file that can be sought. @secret_key: the reader's Ed25519 key. INVALID for what is no such file or is damaged,
 * REJECTED when it is not sealed for this key, STORE_TOO_NEW. */
McSealReader *mc_seal_reader_new (int fd, const guint8 secret_key[64], GError **error);
void mc_seal_reader_free (McSealReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSealReader, mc_seal_reader_free)

const GByteArray *mc_seal_reader_header (McSealReader *self);
/* To the first chunk again. */
gboolean mc_seal_reader_rewind (McSealReader *self, GError **error);
/* *data is valid until the next call. *last: nothing comes after it. */
gboolean mc_seal_reader_next (McSealReader *self, const guint8 **data, gsize *size, gboolean *last, GError **error);
void mc_seal_reader_progress (McSealReader *self, gint64 *done, gint64 *total);

G_END_DECLS
