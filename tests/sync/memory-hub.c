/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "memory-hub-private.h"

#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"
#include "mc-origin.h"

static void
free_file (gpointer data)
{
  MemoryFile *file = data;

  g_byte_array_unref (file->bytes);
  g_free (file);
}

/* ---- transactions ---------------------------------------------------------------------------------------------------- */

static void
begin (MemoryHub *self, int token)
{
  self->speaker = token;
  self->locked = FALSE;
  g_ptr_array_set_size (self->undo, 0);
  self->undo_origins = self->origins->len;
}

static void
roll_back (MemoryHub *self)
{
  for (guint i = self->undo->len; i > 0; i--)
    {
      MemoryEntry *entry = g_ptr_array_index (self->undo, i - 1);
      MemoryOrigin *origin = memory_hub_origin (self, entry->entry.envelope.origin);
      GPtrArray *entries = origin->entries[entry->entry.envelope.stream];

      g_hash_table_remove (origin->signatures[entry->entry.envelope.stream], &entry->entry.envelope.seq);
      if (entry->n != 0)
        g_ptr_array_set_size (self->stream, (gint) self->stream->len - 1);
      g_ptr_array_set_size (entries, (gint) entries->len - 1);
    }
  g_ptr_array_set_size (self->undo, 0);
  g_ptr_array_set_size (self->origins, (gint) self->undo_origins);
}

GByteArray *
memory_hub_exchange (MemoryHub *self, int token, gconstpointer request, gsize size, MemoryHubFault fault, GError **error)
{
  McHub hub = { _memory_hub_storage (), self, self->office, self->secret_key };
  g_autoptr (GByteArray) answer = NULL;

  begin (self, token);
  answer = mc_hub_exchange (&hub, request, size, error);
  if (answer == NULL || fault == MEMORY_HUB_DIES_BEFORE_COMMIT)
    {
      roll_back (self);
      return NULL;
    }
  return fault == MEMORY_HUB_LIVES ? g_steal_pointer (&answer) : NULL;
}

/* ---- whose a key is ---------------------------------------------------------------------------------------------------- */

static int
token_of_key (MemoryHub *self, const guint8 public_key[32])
{
  int token = _memory_hub_token_of (self, public_key);

  for (guint i = MEMORY_HUB_N_PROVINCE; i < self->origins->len && token == 0; i++)
    {
      MemoryOrigin *origin = g_ptr_array_index (self->origins, i);

      token = memcmp (origin->public_key, public_key, 32) == 0 ? origin->token : 0;
    }
  return token;
}

/* ---- files ------------------------------------------------------------------------------------------------------------ */

MemoryFile *
memory_hub_file (MemoryHub *self, const guint8 hash[MC_HASH_SIZE])
{
  MemoryFile *file = _memory_hub_file_of (self, hash);

  return file != NULL && file->bytes->len == file->total ? file : NULL;
}

void
memory_hub_put_file (MemoryHub *self, gconstpointer bytes, gsize size, guint8 hash[MC_HASH_SIZE])
{
  MemoryFile *file = g_new0 (MemoryFile, 1);

  mc_hash_bytes (bytes, size, hash);
  file->total = (gint64) size;
  file->bytes = g_byte_array_append (g_byte_array_new (), bytes, (guint) size);
  g_hash_table_replace (self->files, g_bytes_new (hash, MC_HASH_SIZE), file);
}

static void
put_piece (MemoryHub *self, const McBlobPiece *piece, GByteArray *answer)
{
  MemoryFile *file = _memory_hub_file_of (self, piece->hash);
  guint8 hash[MC_HASH_SIZE];

  if (file == NULL)
    {
      file = g_new0 (MemoryFile, 1);
      file->bytes = g_byte_array_new ();
      file->total = piece->total;
      g_hash_table_insert (self->files, g_bytes_new (piece->hash, MC_HASH_SIZE), file);
    }
  if (file->total == piece->total && piece->offset <= file->bytes->len && piece->offset + (gint64) piece->size > file->bytes->len)
    {
      guint known = file->bytes->len - (guint) piece->offset;

      g_byte_array_append (file->bytes, piece->data + known, (guint) piece->size - known);
    }
  if (file->bytes->len < file->total)
    return;
  mc_hash_bytes (file->bytes->data, file->bytes->len, hash);
  g_assert_cmpmem (hash, MC_HASH_SIZE, piece->hash, MC_HASH_SIZE);
  mc_put_have (answer, piece->hash);
}

/* One batch in a transaction of its own. */
static gboolean
put_entries (MemoryHub *self, int token, const McFrame *frame, const guint8 speaker[MC_ORIGIN_SIZE], GByteArray *answer, GError **error)
{
  McHub hub = { _memory_hub_storage (), self, self->office, self->secret_key };

  begin (self, token);
  if (mc_hub_take_entries (&hub, frame, speaker, answer, error))
    return TRUE;
  roll_back (self);
  return FALSE;
}

/* What is cut at the end is passed over; damage before it is an error. */
static gboolean
take_frames (MemoryHub *self, int token, gconstpointer frames, gsize size, const guint8 speaker[MC_ORIGIN_SIZE], GByteArray *answer,
             GError **error)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  gboolean got = TRUE;
  McBlobPiece piece;
  McFrame frame;

  mc_frame_parser_push (parser, frames, size);
  while (got)
    {
      if (!mc_frame_parser_next (parser, &frame, &got, error))
        return FALSE;
      if (got && frame.type == MC_FRAME_ENTRIES && !put_entries (self, token, &frame, speaker, answer, error))
        return FALSE;
      if (got && frame.type == MC_FRAME_BLOB && !mc_read_blob (&frame, &piece, error))
        return FALSE;
      if (got && frame.type == MC_FRAME_BLOB)
        put_piece (self, &piece, answer);
    }
  return TRUE;
}

GByteArray *
memory_hub_frames (MemoryHub *self, int token, gconstpointer frames, gsize size, GError **error)
{
  static const guint8 nobody[MC_ORIGIN_SIZE];
  g_autoptr (GByteArray) answer = g_byte_array_new ();

  return take_frames (self, token, frames, size, nobody, answer, error) ? g_steal_pointer (&answer) : NULL;
}

/* ---- sticks ----------------------------------------------------------------------------------------------------------- */

static gboolean
gather (const McFrame *frame, gpointer data, GError **error)
{
  mc_frame_append (data, frame->type, frame->payload, frame->size);
  return TRUE;
}

static gboolean
write_receipt (MemoryHub *self, const McBundleInfo *of, const char *path, const GByteArray *frames, GError **error)
{
  g_autoptr (GArray) recipients = g_array_new (FALSE, FALSE, sizeof (McPublicKey));
  g_autoptr (GByteArray) receipt = g_byte_array_new ();
  g_autoptr (McBundleWriter) writer = NULL;
  McBundleInfo info = { .kind = MC_BUNDLE_RECEIPT, .part = 1, .n_parts = 1, .office = of->office, .created = self->now };
  McReceipt note = { .part = of->part, .at = self->now };

  memcpy (note.id, of->id, sizeof note.id);
  memcpy (info.id, of->id, sizeof info.id);
  memcpy (info.public_key, self->public_key, sizeof info.public_key);
  memcpy (info.origin, self->of_office, MC_ORIGIN_SIZE);
  g_array_append_vals (recipients, of->public_key, 1);
  mc_put_receipt (receipt, &note);
  g_byte_array_append (receipt, frames->data, frames->len);
  writer = mc_bundle_writer_new (path, &info, recipients, self->secret_key, error);
  return writer != NULL && mc_bundle_writer_put (writer, receipt, error) && mc_bundle_writer_finish (writer, error);
}

char *
memory_hub_take_bundle (MemoryHub *self, const char *path, GError **error)
{
  g_autoptr (McBundleReader) reader = mc_bundle_reader_open (path, self->secret_key, error);
  g_autoptr (GByteArray) frames = g_byte_array_new (), answer = g_byte_array_new (), request = g_byte_array_new (), rest = NULL;
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (MC_BUNDLE_SUFFIX));
  g_autofree char *receipt = g_strconcat (stem, MC_BUNDLE_RECEIPT_SUFFIX, NULL);
  McHello hello = { .version = MC_FRAME_VERSION, .answer_max = 1 };
  const McBundleInfo *info;
  int token;

  if (reader == NULL || !mc_bundle_reader_check (reader, NULL, NULL, NULL, error))
    return NULL;
  info = mc_bundle_reader_info (reader);
  token = token_of_key (self, info->public_key);
  if (token == 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, "of nobody the province knows");
      return NULL;
    }
  memcpy (hello.origin, info->origin, MC_ORIGIN_SIZE);
  mc_put_hello (request, &hello);
  if (!mc_bundle_reader_each (reader, gather, frames, NULL, error) ||
      !take_frames (self, token, frames->data, frames->len, info->origin, answer, error) ||
      (rest = memory_hub_exchange (self, token, request->data, request->len, MEMORY_HUB_LIVES, error)) == NULL)
    return NULL;
  g_byte_array_append (answer, rest->data, rest->len);
  return write_receipt (self, info, receipt, answer, error) ? g_steal_pointer (&receipt) : NULL;
}

/* ---- the province itself --------------------------------------------------------------------------------------------- */

void
memory_hub_write (MemoryHub *self, gboolean common, const char *kind, const McEntryRef *dossier, const McEntryRef *parent,
                  const char *body, McEntryRef *ref)
{
  static const guint8 zeros[MC_HASH_SIZE];
  MemoryOrigin *origin = memory_hub_origin (self, common ? self->common : self->of_office);
  MemoryEntry *head = _memory_hub_head (origin, MC_STREAM_WORK);
  McEnvelope envelope = { .time = self->now, .actor = (char *) "so-nv", .kind = (char *) kind };
  g_auto (McEntry) entry = { 0 };
  guint8 signature[64];
  char *text;

  memcpy (envelope.origin, origin->id, MC_ORIGIN_SIZE);
  envelope.seq = head != NULL ? head->entry.envelope.seq + 1 : 1;
  if (dossier != NULL)
    envelope.dossier = *dossier;
  if (parent != NULL)
    envelope.parent = *parent;
  text = mc_envelope_encode (&envelope);
  entry.envelope.stream = MC_STREAM_WORK;
  entry.envelope_bytes = g_bytes_new_take (text, strlen (text));
  entry.body = g_bytes_new (body, strlen (body));
  mc_hash_bytes (body, strlen (body), entry.body_hash);
  mc_entry_hash (head != NULL ? head->entry.hash : zeros, text, strlen (text), entry.body_hash, entry.hash);
  _memory_hub_keep (self, origin, &entry);
  mc_head_sign (self->secret_key, origin->id, MC_STREAM_WORK, envelope.seq, entry.hash, signature);
  g_hash_table_insert (origin->signatures[MC_STREAM_WORK], g_memdup2 (&envelope.seq, sizeof envelope.seq),
                       g_bytes_new (signature, sizeof signature));
  if (ref != NULL)
    {
      memcpy (ref->origin, origin->id, MC_ORIGIN_SIZE);
      ref->seq = envelope.seq;
    }
}

static void
begin_province (MemoryHub *self, gboolean common)
{
  g_autofree char *key = mc_hex_encode (self->public_key, sizeof self->public_key);
  g_autofree char *body = g_strdup_printf ("{\"reason\":\"province\",\"office\":\"%s\",\"public_key\":\"%s\"}",
                                           common ? "" : self->office, key);

  memory_hub_write (self, common, "begin", NULL, NULL, body, NULL);
}

MemoryHub *
memory_hub_new (const char *office, gint64 now)
{
  MemoryHub *self = g_new0 (MemoryHub, 1);

  g_assert_cmpint (sodium_init (), >=, 0);
  self->office = g_strdup (office);
  self->now = now;
  self->origins = g_ptr_array_new_with_free_func (_memory_hub_free_origin);
  self->stream = g_ptr_array_new ();
  self->undo = g_ptr_array_new ();
  self->files = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, free_file);
  self->keys = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_bytes_unref);
  crypto_sign_ed25519_keypair (self->public_key, self->secret_key);
  randombytes_buf (self->common, MC_ORIGIN_SIZE);
  randombytes_buf (self->of_office, MC_ORIGIN_SIZE);
  _memory_hub_add_origin (self, self->common, self->public_key, 0, 0);
  _memory_hub_add_origin (self, self->of_office, self->public_key, 0, 0);
  begin_province (self, TRUE);
  begin_province (self, FALSE);
  return self;
}

void
memory_hub_free (MemoryHub *self)
{
  g_ptr_array_unref (self->stream);
  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->origins);
  g_hash_table_unref (self->files);
  g_hash_table_unref (self->keys);
  g_free (self->office);
  g_free (self);
}

void
memory_hub_enrol (MemoryHub *self, int token, const guint8 public_key[32])
{
  int before = _memory_hub_token_of (self, public_key);

  g_assert_cmpint (token, >, 0);
  if (before != 0)
    g_hash_table_remove (self->keys, GINT_TO_POINTER (before));
  g_hash_table_insert (self->keys, GINT_TO_POINTER (token), g_bytes_new (public_key, 32));
}

gboolean
memory_hub_knows_token (MemoryHub *self, int token)
{
  return g_hash_table_contains (self->keys, GINT_TO_POINTER (token));
}

void
memory_hub_peer (MemoryHub *self, McPeer *peer)
{
  memset (peer, 0, sizeof *peer);
  peer->url = g_strdup ("memory:");
  memcpy (peer->public_key, self->public_key, sizeof peer->public_key);
  memcpy (peer->common, self->common, MC_ORIGIN_SIZE);
  memcpy (peer->office, self->of_office, MC_ORIGIN_SIZE);
}

/* ---- a backup ------------------------------------------------------------------------------------------------------------ */

void
memory_hub_set_back (MemoryHub *self, gint64 n)
{
  while ((gint64) self->stream->len > n)
    {
      const MemoryEntry *entry = g_ptr_array_index (self->stream, self->stream->len - 1);
      MemoryOrigin *origin = memory_hub_origin (self, entry->entry.envelope.origin);

      g_hash_table_remove (origin->signatures[MC_STREAM_WORK], &entry->entry.envelope.seq);
      g_ptr_array_set_size (self->stream, (gint) self->stream->len - 1);
      g_ptr_array_set_size (origin->entries[MC_STREAM_WORK], (gint) origin->entries[MC_STREAM_WORK]->len - 1);
    }
  for (guint i = self->origins->len; i > MEMORY_HUB_N_PROVINCE; i--)
    {
      MemoryOrigin *origin = g_ptr_array_index (self->origins, i - 1);

      g_ptr_array_set_size (origin->entries[MC_STREAM_AUDIT], 0);
      g_hash_table_remove_all (origin->signatures[MC_STREAM_AUDIT]);
      if (origin->entries[MC_STREAM_WORK]->len == 0)
        g_ptr_array_remove_index (self->origins, i - 1);
    }
  g_hash_table_remove_all (self->keys);
}

/* ---- soundness --------------------------------------------------------------------------------------------------------- */

static guint
assert_chain (GPtrArray *entries)
{
  guint8 prev[MC_HASH_SIZE] = { 0 };

  for (guint i = 0; i < entries->len; i++)
    {
      const McEntry *entry = &((MemoryEntry *) g_ptr_array_index (entries, i))->entry;
      guint8 hash[MC_HASH_SIZE];
      gsize size;
      const char *text = g_bytes_get_data (entry->envelope_bytes, &size);

      g_assert_cmpint (entry->envelope.seq, ==, i + 1);
      mc_entry_hash (prev, text, size, entry->body_hash, hash);
      g_assert_cmpmem (hash, MC_HASH_SIZE, entry->hash, MC_HASH_SIZE);
      memcpy (prev, hash, MC_HASH_SIZE);
    }
  return entries->len;
}

void
memory_hub_assert_sound (MemoryHub *self)
{
  guint work = 0;

  for (guint i = 0; i < self->origins->len; i++)
    {
      MemoryOrigin *origin = g_ptr_array_index (self->origins, i);
      guint n = assert_chain (origin->entries[MC_STREAM_WORK]);

      work += memcmp (origin->id, self->common, MC_ORIGIN_SIZE) == 0 ? 0 : n;
      assert_chain (origin->entries[MC_STREAM_AUDIT]);
    }
  g_assert_cmpuint (work, ==, self->stream->len);
  for (guint i = 0; i < self->stream->len; i++)
    g_assert_cmpint (((MemoryEntry *) g_ptr_array_index (self->stream, i))->n, ==, i + 1);
}
