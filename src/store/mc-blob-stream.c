/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file as a stream that can be sought. */
#include "config.h"

#include "mc-blob-private.h"

#include <glib/gi18n-lib.h>

#define MC_TYPE_BLOB_STREAM (mc_blob_stream_get_type ())
G_DECLARE_FINAL_TYPE (McBlobStream, mc_blob_stream, MC, BLOB_STREAM, GInputStream)

struct _McBlobStream
{
  GInputStream parent;
  McBlobReader reader;
  gint64 position;
};

static void mc_blob_stream_seekable_init (GSeekableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (McBlobStream, mc_blob_stream, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE, mc_blob_stream_seekable_init))

static gssize
mc_blob_stream_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  McBlobStream *self = MC_BLOB_STREAM (stream);
  gsize n;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (!_mc_blob_reader_read (&self->reader, self->position, buffer, count, &n, error))
    return -1;
  self->position += (gint64) n;
  return (gssize) n;
}

static goffset
mc_blob_stream_tell (GSeekable *seekable)
{
  return MC_BLOB_STREAM (seekable)->position;
}

static gboolean
mc_blob_stream_can_seek (GSeekable *seekable)
{
  return TRUE;
}

static gboolean
mc_blob_stream_seek (GSeekable *seekable, goffset offset, GSeekType type, GCancellable *cancellable, GError **error)
{
  McBlobStream *self = MC_BLOB_STREAM (seekable);
  gint64 base = type == G_SEEK_SET ? 0 : type == G_SEEK_CUR ? self->position : self->reader.head.size;

  if (offset < -base || offset > self->reader.head.size - base)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Beyond the file");
      return FALSE;
    }
  self->position = base + offset;
  return TRUE;
}

static gboolean
mc_blob_stream_can_truncate (GSeekable *seekable)
{
  return FALSE;
}

static gboolean
mc_blob_stream_truncate (GSeekable *seekable, goffset offset, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Only for reading");
  return FALSE;
}

static void
mc_blob_stream_finalize (GObject *object)
{
  _mc_blob_reader_close (&MC_BLOB_STREAM (object)->reader);
  G_OBJECT_CLASS (mc_blob_stream_parent_class)->finalize (object);
}

static void
mc_blob_stream_seekable_init (GSeekableIface *iface)
{
  iface->tell = mc_blob_stream_tell;
  iface->can_seek = mc_blob_stream_can_seek;
  iface->seek = mc_blob_stream_seek;
  iface->can_truncate = mc_blob_stream_can_truncate;
  iface->truncate_fn = mc_blob_stream_truncate;
}

static void
mc_blob_stream_class_init (McBlobStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_blob_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = mc_blob_stream_read;
}

static void
mc_blob_stream_init (McBlobStream *self)
{
  self->reader.fd = -1;
}

GInputStream *
mc_blobs_stream (McBlobs *self, const guint8 hash[MC_HASH_SIZE], GError **error)
{
  g_autoptr (McBlobStream) stream = g_object_new (MC_TYPE_BLOB_STREAM, NULL);

  if (!_mc_blob_reader_open (&stream->reader, self, hash, error))
    return NULL;
  return G_INPUT_STREAM (g_steal_pointer (&stream));
}
