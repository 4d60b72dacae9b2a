/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-sync-upload.h"

#define FIRST_PIECE (8 * 1024)
#define LEAST_PIECE (4 * 1024)
#define MOST_PIECE (256 * 1024)

struct _McUpload
{
  McBlobs *blobs; /* (not owned) */
  GArray *wants;  /* (element-type McWant) smallest first */
  guint next;     /* which want */
  GArray *given;  /* (element-type McWant) as they were when their first piece went */
  GArray *lost;      /* (element-type McWant) */
  gint64 total;
  gint64 sent;
  gsize piece;       /* bytes that take the link about a second */
  gint64 asked_at;   /* when the last piece was handed out; 0: not yet */
  gsize last_piece;
  guint8 *buffer;
  gboolean (*is_urgent) (gpointer data);
  gpointer urgent_data;
  gint64 (*now) (gpointer data); /* (nullable) */
  gpointer now_data;
  McSyncProgressFunc progress;
  gpointer progress_data;
  void (*watch) (const guint8 *hash, gint64 done, gint64 size, gpointer data); /* (nullable) */
  gpointer watch_data;
};

static int
compare_wants (gconstpointer a, gconstpointer b)
{
  const McWant *left = a, *right = b;
  gint64 size_left = left->to - left->from, size_right = right->to - right->from;

  return size_left < size_right ? -1 : size_left > size_right;
}

McUpload *
mc_upload_new (McBlobs *blobs, GArray *wants)
{
  McUpload *self = g_new0 (McUpload, 1);

  self->blobs = blobs;
  self->wants = g_array_new (FALSE, FALSE, sizeof (McWant));
  self->given = g_array_new (FALSE, FALSE, sizeof (McWant));
  self->lost = g_array_new (FALSE, FALSE, sizeof (McWant));
  self->piece = FIRST_PIECE;
  for (guint i = 0; i < wants->len; i++)
    {
      McWant want = g_array_index (wants, McWant, i);

      want.to = MIN (want.to, mc_blobs_size (blobs, want.hash));
      if (want.from >= want.to)
        continue;
      g_array_append_val (self->wants, want);
      self->total += want.to - want.from;
    }
  g_array_sort (self->wants, compare_wants);
  return self;
}

void
mc_upload_free (McUpload *self)
{
  g_array_unref (self->wants);
  g_array_unref (self->given);
  g_array_unref (self->lost);
  g_free (self->buffer);
  g_free (self);
}

void
mc_upload_set_urgent (McUpload *self, gboolean (*is_urgent) (gpointer data), gpointer data)
{
  self->is_urgent = is_urgent;
  self->urgent_data = data;
}

void
mc_upload_set_clock (McUpload *self, gint64 (*now) (gpointer data), gpointer data)
{
  self->now = now;
  self->now_data = data;
}

void
mc_upload_set_progress (McUpload *self, McSyncProgressFunc progress, gpointer data)
{
  self->progress = progress;
  self->progress_data = data;
}

void
mc_upload_set_watch (McUpload *self, void (*watch) (const guint8 *hash, gint64 done, gint64 size, gpointer data), gpointer data)
{
  self->watch = watch;
  self->watch_data = data;
}

/* The transport asks for the next piece when the link has taken the last one, so the time between is the link's. */
static void
follow_link (McUpload *self)
{
  gint64 now = self->now != NULL ? self->now (self->now_data) : g_get_monotonic_time ();

  if (self->asked_at != 0)
    {
      gint64 took = MAX (now - self->asked_at, 1000);
      gsize second = (gsize) ((gint64) self->last_piece * G_USEC_PER_SEC / took);

      /* At most twice as much or half of it: one lost packet says little. */
      self->piece = CLAMP (second, self->piece / 2, self->piece * 2);
      self->piece = CLAMP (self->piece, LEAST_PIECE, MOST_PIECE);
    }
  self->asked_at = now;
}

static void
give_up (McUpload *self, McWant *want)
{
  g_array_append_vals (self->lost, want, 1);
  self->total -= want->to - want->from;
  self->next++;
}

static GBytes *
next_piece (McUpload *self, McWant *want)
{
  McBlobPiece piece = { .offset = want->from, .data = self->buffer };
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  memcpy (piece.hash, want->hash, MC_HASH_SIZE);
  piece.total = mc_blobs_size (self->blobs, want->hash);
  if (!mc_blobs_read (self->blobs, want->hash, want->from, self->buffer,
                      MIN (self->piece, (gsize) (want->to - want->from)), &piece.size, &error) || piece.size == 0)
    {
      give_up (self, want);
      return NULL;
    }
  if (!mc_upload_gave (self, want->hash))
    g_array_append_val (self->given, *want);
  mc_put_blob (frame, &piece);
  want->from += (gint64) piece.size;
  self->sent += (gint64) piece.size;
  self->last_piece = piece.size;
  if (self->watch != NULL)
    self->watch (want->hash, want->from, piece.total, self->watch_data);
  if (want->from == want->to)
    self->next++;
  return g_byte_array_free_to_bytes (g_steal_pointer (&frame));
}

GBytes *
mc_upload_next (gpointer data, GError **error)
{
  McUpload *self = data;
  GBytes *bytes = NULL;

  if (self->buffer == NULL)
    self->buffer = g_malloc (MOST_PIECE);
  follow_link (self);
  while (bytes == NULL && self->next < self->wants->len)
    {
      if (self->is_urgent != NULL && self->is_urgent (self->urgent_data))
        return NULL;
      bytes = next_piece (self, &g_array_index (self->wants, McWant, self->next));
    }
  if (self->progress != NULL)
    self->progress (self->sent, self->total, self->progress_data);
  return bytes;
}

gint64
mc_upload_total (McUpload *self)
{
  return self->total;
}

gint64
mc_upload_sent (McUpload *self)
{
  return self->sent;
}

static gboolean
has_want (GArray *wants, const guint8 hash[MC_HASH_SIZE])
{
  for (guint i = 0; i < wants->len; i++)
    if (memcmp (&g_array_index (wants, McWant, i).hash, hash, MC_HASH_SIZE) == 0)
      return TRUE;
  return FALSE;
}

gboolean
mc_upload_has (McUpload *self, const guint8 hash[MC_HASH_SIZE])
{
  return has_want (self->wants, hash);
}

gboolean
mc_upload_gave (McUpload *self, const guint8 hash[MC_HASH_SIZE])
{
  return has_want (self->given, hash);
}

GArray *
mc_upload_lost (McUpload *self)
{
  return self->lost;
}
