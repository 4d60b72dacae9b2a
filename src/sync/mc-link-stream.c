/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-link-stream.h"

struct _McLinkStream
{
  GInputStream parent;
  McFrameSource source;
  McFrameBeside beside; /* (nullable) */
  gpointer data;
  McThrottle *throttle;
  McLinkWatch *watch;
  GBytes *frame; /* (nullable) the one that is being sent */
  gsize used;    /* of it */
  gboolean ended;
  GError *error;
};

G_DEFINE_FINAL_TYPE (McLinkStream, mc_link_stream, G_TYPE_INPUT_STREAM)

/* ---- limit ---- */

/* A quarter of a second's worth goes at once: smooth enough for what else uses the line. */
gsize
mc_throttle_share (McThrottle *self, gsize size)
{
  gint limit = g_atomic_int_get (&self->limit);

  return limit > 0 ? MIN (size, (gsize) MAX (256, limit / 4)) : size;
}

gboolean
mc_throttle_wait (McThrottle *self, McLinkWatch *watch, GError **error)
{
  gint64 now = g_get_monotonic_time ();
  GCancellable *cancellable = mc_link_watch_cancellable (watch);
  GPollFD fd;

  if (g_atomic_int_get (&self->limit) > 0 && self->ready > now && g_cancellable_make_pollfd (cancellable, &fd))
    {
      mc_link_watch_touch (watch);
      g_poll (&fd, 1, (gint) MIN ((self->ready - now) / 1000 + 1, G_MAXINT));
      g_cancellable_release_fd (cancellable);
      mc_link_watch_touch (watch);
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

void
mc_throttle_count (McThrottle *self, gsize size)
{
  gint limit = g_atomic_int_get (&self->limit);

  if (limit > 0)
    self->ready = MAX (self->ready, g_get_monotonic_time ()) + (gint64) size * G_USEC_PER_SEC / limit;
}

/* ---- stream ---- */

static gboolean
next_frame (McLinkStream *self, GError **error)
{
  g_clear_pointer (&self->frame, g_bytes_unref);
  self->used = 0;
  mc_link_watch_touch (self->watch);
  self->frame = self->source (self->data, &self->error);
  mc_link_watch_touch (self->watch);
  self->ended = self->frame == NULL;
  if (self->error != NULL && error != NULL)
    *error = g_error_copy (self->error);
  return self->error == NULL;
}

static gssize
mc_link_stream_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  McLinkStream *self = MC_LINK_STREAM (stream);
  gsize n, room;

  /* What is written without room is waited for where nothing else can go on; how much there is changes with each frame. */
  for (;;)
    {
      if (self->ended)
        return 0;
      room = mc_link_watch_wait_room (self->watch, self->beside, self->data, error);
      if (room == 0)
        return -1;
      if (self->frame != NULL && self->used < g_bytes_get_size (self->frame))
        break;
      if (!next_frame (self, error))
        return -1;
    }
  n = mc_throttle_share (self->throttle, MIN (MIN (count, room), g_bytes_get_size (self->frame) - self->used));
  if (!mc_throttle_wait (self->throttle, self->watch, error))
    return -1;
  mc_throttle_count (self->throttle, n);
  memcpy (buffer, (const guint8 *) g_bytes_get_data (self->frame, NULL) + self->used, n);
  self->used += n;
  return (gssize) n;
}

static void
mc_link_stream_finalize (GObject *object)
{
  McLinkStream *self = MC_LINK_STREAM (object);

  g_clear_pointer (&self->frame, g_bytes_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (mc_link_stream_parent_class)->finalize (object);
}

static void
mc_link_stream_class_init (McLinkStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_link_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = mc_link_stream_read;
}

static void
mc_link_stream_init (McLinkStream *self)
{
}

GInputStream *
mc_link_stream_new (McFrameSource source, McFrameBeside beside, gpointer data, McThrottle *throttle, McLinkWatch *watch)
{
  McLinkStream *self = g_object_new (MC_TYPE_LINK_STREAM, NULL);

  self->source = source;
  self->beside = beside;
  self->data = data;
  self->throttle = throttle;
  self->watch = watch;
  return G_INPUT_STREAM (self);
}

const GError *
mc_link_stream_error (McLinkStream *self)
{
  return self->error;
}
