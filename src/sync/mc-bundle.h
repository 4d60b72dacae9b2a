/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "mc-entry.h"
#include "mc-frame.h"
#include "mc-seal.h"

G_BEGIN_DECLS

/* A bundle's part, a folder's segment or a receipt: a sealed file (mc-seal.h) of frames. Inside the seal stand a HEADER, the frames, and END with
 * its writer's signature over all before it, the seal's header among it. What stands here knows no store: the province's side reads and writes
 * with it too. */

#define MC_BUNDLE_SUFFIX ".motcua"
#define MC_BUNDLE_RECEIPT_SUFFIX "-bien-nhan.motcua"
#define MC_BUNDLE_SEGMENT_SUFFIX ".motcua-seg"
#define MC_BUNDLE_ID_SIZE 16

typedef enum
{
  MC_BUNDLE_DATA = 1,
  MC_BUNDLE_SEGMENT = 2,
  MC_BUNDLE_RECEIPT = 3,
} McBundleKind;

typedef struct
{
  McBundleKind kind;
  guint8 id[MC_BUNDLE_ID_SIZE];     /* the same in all parts of a bundle */
  gint64 part, n_parts;             /* from 1 */
  guint8 origin[MC_ORIGIN_SIZE];    /* who wrote it */
  guint8 public_key[32];            /* his; whether he is known is for the reader to say */
  gint64 desk;                      /* 0: the province */
  char *office;                     /* (owned) code */
  gint64 created;                   /* writer's clock */
} McBundleInfo;

void mc_bundle_info_copy (McBundleInfo *to, const McBundleInfo *from);
void mc_bundle_info_clear (McBundleInfo *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McBundleInfo, mc_bundle_info_clear)

/* Which part of which bundle somebody has taken in. ACK and HAVE frames follow it. */
typedef struct
{
  guint8 id[MC_BUNDLE_ID_SIZE];
  gint64 part;
  gint64 at;
} McReceipt;

/* Where the receipt of a bundle's part stands beside it. (transfer full) */
char *mc_bundle_receipt_path (const char *bundle);

void mc_put_receipt (GByteArray *out, const McReceipt *receipt);
gboolean mc_read_receipt (const McFrame *frame, McReceipt *receipt, GError **error);

/* ---- writing ---- */

typedef struct _McBundleWriter McBundleWriter;

/* @recipients: (element-type McPublicKey). @secret_key: of @info's writer. */
McBundleWriter *mc_bundle_writer_new (const char *path, const McBundleInfo *info, GArray *recipients, const guint8 secret_key[64],
                                      GError **error);
/* Without mc_bundle_writer_finish() nothing is left of it. */
void mc_bundle_writer_free (McBundleWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McBundleWriter, mc_bundle_writer_free)

/* Whole frames. NO_SPACE, DEVICE_GONE, READ_ONLY. */
gboolean mc_bundle_writer_put (McBundleWriter *self, const GByteArray *frames, GError **error);
/* Signed, on the disk and under its name when this returns TRUE. */
gboolean mc_bundle_writer_finish (McBundleWriter *self, GError **error);

/* ---- reading ---- */

typedef struct _McBundleReader McBundleReader;
typedef void (*McBundleProgress) (gint64 done, gint64 total, gpointer data); /* bytes */
typedef gboolean (*McBundleFrameFunc) (const McFrame *frame, gpointer data, GError **error);

/* @secret_key: of somebody it may be for. INVALID for what is no bundle or is damaged, REJECTED when it is not for him, STORE_TOO_NEW. */
McBundleReader *mc_bundle_reader_open (const char *path, const guint8 secret_key[64], GError **error);
McBundleReader *mc_bundle_reader_open_fd (int fd, const guint8 secret_key[64], GError **error); /* @fd: (transfer full) */
void mc_bundle_reader_free (McBundleReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McBundleReader, mc_bundle_reader_free)

const McBundleInfo *mc_bundle_reader_info (McBundleReader *self); /* (transfer none) */

/* Reads all of it and checks the signature. INVALID when it is damaged, REJECTED when the signature is not that of the key it names. CANCELLED. */
gboolean mc_bundle_reader_check (McBundleReader *self, McBundleProgress progress, gpointer data, GCancellable *cancellable,
                                 GError **error);
/* The frames between HEADER and END; only after mc_bundle_reader_check(). */
gboolean mc_bundle_reader_each (McBundleReader *self, McBundleFrameFunc func, gpointer data, GCancellable *cancellable, GError **error);
void mc_bundle_reader_progress (McBundleReader *self, gint64 *done, gint64 *total);

G_END_DECLS
