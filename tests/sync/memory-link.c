/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "memory-link.h"

#include <string.h>

#include "mc-error.h"

#define BYTES_PER_SECOND 8000
#define DOWN_PIECE 3000

struct _MemoryLink
{
  GObject parent_instance;

  MemoryHub *hub; /* (not owned) */
  int token;
  GRand *rand;      /* (not owned) */
  GPtrArray *late;  /* (owned) (nullable) */
  int odds;
  guint stop_at;    /* G_MAXUINT: never */
  LinkFault stop_with;
  guint n_calls, n_faults;
  gint64 now;
};

static void memory_link_iface_init (McTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MemoryLink, memory_link, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (MC_TYPE_TRANSPORT, memory_link_iface_init))

void
link_garble (GByteArray *bytes, GRand *rand)
{
  guint at = (guint) g_rand_int_range (rand, 0, (gint32) bytes->len);

  bytes->data[at] ^= (guint8) (1 << g_rand_int_range (rand, 0, 8));
}

static void
pass (MemoryLink *self, gsize bytes)
{
  self->now += (gint64) bytes * G_USEC_PER_SEC / BYTES_PER_SECOND;
}

static LinkFault
next_fault (MemoryLink *self)
{
  LinkFault fault = LINK_GOOD;

  if (self->n_calls++ == self->stop_at)
    fault = self->stop_with;
  else if (self->odds > 0 && g_rand_int_range (self->rand, 0, 1000) < self->odds)
    fault = (LinkFault) g_rand_int_range (self->rand, 1, LINK_N_LINK_FAULTS);
  self->n_faults += fault != LINK_GOOD ? 1 : 0;
  return fault;
}

static gboolean
offline (GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_OFFLINE, "The link broke");
  return FALSE;
}

static gboolean
check_token (MemoryLink *self, GError **error)
{
  if (memory_hub_knows_token (self->hub, self->token))
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_AUTH_REQUIRED, "The token is not known");
  return FALSE;
}

/* What becomes of an answer on its way. */
static GBytes *
carry_answer (MemoryLink *self, GByteArray *answer, LinkFault fault, GError **error)
{
  pass (self, answer->len);
  if (fault == LINK_ANSWER_LATE || fault == LINK_ANSWER_TWICE)
    if (self->late != NULL)
      g_ptr_array_add (self->late, g_bytes_new (answer->data, answer->len));
  if (fault == LINK_ANSWER_EATEN || fault == LINK_ANSWER_LATE)
    return offline (error), NULL;
  if (fault == LINK_ANSWER_CUT && answer->len > 0)
    g_byte_array_set_size (answer, (guint) g_rand_int_range (self->rand, 0, (gint32) answer->len));
  if (fault == LINK_ANSWER_GARBLED && answer->len > 0)
    link_garble (answer, self->rand);
  return g_bytes_new (answer->data, answer->len);
}

static GBytes *
link_exchange (McTransport *transport, GBytes *request, GCancellable *cancellable, GError **error)
{
  MemoryLink *self = MEMORY_LINK (transport);
  LinkFault fault = next_fault (self);
  MemoryHubFault hub_fault = fault == LINK_HUB_DIES_BEFORE_COMMIT  ? MEMORY_HUB_DIES_BEFORE_COMMIT
                             : fault == LINK_HUB_DIES_AFTER_COMMIT ? MEMORY_HUB_DIES_AFTER_COMMIT
                                                                   : MEMORY_HUB_LIVES;
  g_autoptr (GByteArray) up = g_bytes_unref_to_array (g_bytes_ref (request)), down = NULL;
  g_autoptr (GError) local = NULL;

  pass (self, up->len);
  if (fault == LINK_REQUEST_LOST)
    return offline (error), NULL;
  if (!check_token (self, error))
    return NULL;
  if (fault == LINK_REQUEST_GARBLED)
    link_garble (up, self->rand);
  down = memory_hub_exchange (self->hub, self->token, up->data, up->len, hub_fault, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return down != NULL ? carry_answer (self, down, fault, error) : (offline (error), NULL);
}

/* The bytes go one after the other; where they are cut, what had come before is there. */
static GBytes *
link_frames (McTransport *transport, McFrameSource source, McFrameBeside beside, gpointer data, GCancellable *cancellable,
             GError **error)
{
  MemoryLink *self = MEMORY_LINK (transport);
  LinkFault fault = next_fault (self);
  gboolean cut = fault == LINK_REQUEST_LOST || fault == LINK_REQUEST_GARBLED || fault == LINK_HUB_DIES_BEFORE_COMMIT ||
                 fault == LINK_HUB_DIES_AFTER_COMMIT;
  guint most = cut ? (guint) g_rand_int_range (self->rand, 0, 12000) : G_MAXUINT;
  g_autoptr (GByteArray) up = g_byte_array_new (), down = NULL;
  g_autoptr (GError) local = NULL;
  GBytes *piece;

  while (up->len <= most && (piece = source (data, &local)) != NULL)
    {
      pass (self, g_bytes_get_size (piece));
      g_byte_array_append (up, g_bytes_get_data (piece, NULL), (guint) g_bytes_get_size (piece));
      g_bytes_unref (piece);
    }
  if (local == NULL && check_token (self, &local))
    down = memory_hub_frames (self->hub, self->token, up->data, MIN (most, up->len), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return cut ? (offline (error), NULL) : carry_answer (self, down, fault, error);
}

static gboolean
give_bytes (MemoryLink *self, GByteArray *bytes, gint64 offset, McBytesFunc func, gpointer data, GError **error)
{
  for (gint64 at = offset; at < (gint64) bytes->len; at += DOWN_PIECE)
    {
      gsize size = MIN (DOWN_PIECE, (gsize) (bytes->len - at));

      pass (self, size);
      if (!func (bytes->data + at, size, data, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
link_fetch (McTransport *transport, const guint8 hash[MC_HASH_SIZE], gint64 offset, McBytesFunc func, gpointer data,
            GCancellable *cancellable, GError **error)
{
  MemoryLink *self = MEMORY_LINK (transport);
  MemoryFile *file = memory_hub_file (self->hub, hash);
  LinkFault fault = next_fault (self);
  g_autoptr (GByteArray) bytes = NULL;
  gboolean whole = fault == LINK_GOOD || fault == LINK_ANSWER_TWICE;

  if (!check_token (self, error))
    return FALSE;
  if (file == NULL)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND, "It is not here whole");
      return FALSE;
    }
  bytes = g_byte_array_append (g_byte_array_new (), file->bytes->data, file->bytes->len);
  if (fault == LINK_ANSWER_GARBLED)
    link_garble (bytes, self->rand);
  else if (!whole && (gint64) bytes->len > offset)
    g_byte_array_set_size (bytes, (guint) (offset + g_rand_int_range (self->rand, 0, (gint32) (bytes->len - offset))));
  return give_bytes (self, bytes, offset, func, data, error) && (whole || fault == LINK_ANSWER_GARBLED || offline (error));
}

static guint
link_retry_after (McTransport *transport)
{
  return 0;
}

static void
memory_link_iface_init (McTransportInterface *iface)
{
  iface->exchange = link_exchange;
  iface->frames = link_frames;
  iface->fetch = link_fetch;
  iface->retry_after = link_retry_after;
}

static void
memory_link_finalize (GObject *object)
{
  MemoryLink *self = MEMORY_LINK (object);

  g_clear_pointer (&self->late, g_ptr_array_unref);
  G_OBJECT_CLASS (memory_link_parent_class)->finalize (object);
}

static void
memory_link_class_init (MemoryLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = memory_link_finalize;
}

static void
memory_link_init (MemoryLink *self)
{
  self->stop_at = G_MAXUINT;
}

MemoryLink *
memory_link_new (MemoryHub *hub, int token, GRand *rand, GPtrArray *late)
{
  MemoryLink *self = g_object_new (MEMORY_TYPE_LINK, NULL);

  self->hub = hub;
  self->token = token;
  self->rand = rand;
  self->late = late != NULL ? g_ptr_array_ref (late) : NULL;
  return self;
}

void
memory_link_set_odds (MemoryLink *self, int odds)
{
  self->odds = odds;
}

void
memory_link_set_fault (MemoryLink *self, guint call, LinkFault fault)
{
  self->stop_at = self->n_calls + call;
  self->stop_with = fault;
}

guint
memory_link_n_calls (MemoryLink *self)
{
  return self->n_calls;
}

guint
memory_link_n_faults (MemoryLink *self)
{
  return self->n_faults;
}

gint64
memory_link_now (gpointer self)
{
  return ((MemoryLink *) self)->now;
}
