/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-batch.h"
#include "mc-error.h"
#include "mc-frame.h"
#include "mc-json.h"
#include "mc-message.h"

static gboolean
invalid (const char *key, GError **error)
{
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is missing or cannot be read"), key);
  return FALSE;
}

static gboolean
read_hex (JsonObject *object, const char *key, guint8 *out, gsize size, gboolean *given, GError **error)
{
  g_autofree char *text = NULL;

  if (!mc_json_read_text (object, key, &text, error))
    return FALSE;
  *given = text != NULL;
  return text == NULL || mc_hex_decode (text, out, size) || invalid (key, error);
}

static gboolean
read_ref (JsonObject *object, const char *key, McEntryRef *ref, GError **error)
{
  g_autofree char *text = NULL;

  if (!mc_json_read_text (object, key, &text, error))
    return FALSE;
  return text == NULL || mc_entry_ref_from_text (text, ref) || invalid (key, error);
}

/* ---- up -------------------------------------------------------------------------------------------------- */

static gboolean
read_entry (JsonNode *node, McBatch *batch, GError **error)
{
  McEntry *entry;
  JsonObject *object;
  McEnvelope *envelope;
  g_autofree char *body = NULL;
  gboolean erased;

  g_array_set_size (batch->entries, batch->entries->len + 1);
  entry = &g_array_index (batch->entries, McEntry, batch->entries->len - 1);
  envelope = &entry->envelope;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return invalid ("entries", error);
  object = json_node_get_object (node);
  memcpy (envelope->origin, batch->origin, MC_ORIGIN_SIZE);
  envelope->stream = batch->stream;
  envelope->seq = batch->first_seq + batch->entries->len - 1;
  if (!mc_json_read_int (object, "time", &envelope->time, error) || !mc_json_read_text (object, "actor", &envelope->actor, error) ||
      !mc_json_read_text (object, "kind", &envelope->kind, error) || !read_ref (object, "dossier", &envelope->dossier, error) ||
      !read_ref (object, "parent", &envelope->parent, error) ||
      !mc_json_read_int (object, "real_time", &envelope->real_time, error) ||
      !mc_json_read_text (object, "real_actor", &envelope->real_actor, error) ||
      !mc_json_read_text (object, "body", &body, error) ||
      !read_hex (object, "body_hash", entry->body_hash, MC_HASH_SIZE, &erased, error))
    return FALSE;
  if (envelope->actor == NULL || envelope->kind == NULL || (body == NULL) == !erased)
    return invalid ("entries", error);
  if (body != NULL)
    {
      entry->body = g_bytes_new (body, strlen (body));
      mc_hash_bytes (body, strlen (body), entry->body_hash);
    }
  return TRUE;
}

static gboolean
read_batch (JsonNode *node, McBatch *batch, GError **error)
{
  g_autofree char *stream = NULL;
  gboolean has_origin, has_previous;
  JsonArray *entries;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return invalid ("batches", error);
  object = json_node_get_object (node);
  if (!mc_json_read_text (object, "stream", &stream, error) || !mc_json_read_int (object, "first", &batch->first_seq, error) ||
      !read_hex (object, "origin", batch->origin, MC_ORIGIN_SIZE, &has_origin, error) ||
      !read_hex (object, "previous", batch->prev_hash, MC_HASH_SIZE, &has_previous, error) ||
      !read_hex (object, "signature", batch->signature, sizeof batch->signature, &batch->is_signed, error) ||
      !mc_json_read_array (object, "entries", &entries, error))
    return FALSE;
  if (!has_origin || entries == NULL || batch->first_seq < 1 || json_array_get_length (entries) == 0 ||
      json_array_get_length (entries) > MC_BATCH_MAX_ENTRIES)
    return invalid ("batches", error);
  batch->stream = g_strcmp0 (stream, "audit") == 0 ? MC_STREAM_AUDIT : MC_STREAM_WORK;
  for (guint i = 0; i < json_array_get_length (entries); i++)
    if (!read_entry (json_array_get_element (entries, i), batch, error))
      return FALSE;
  return TRUE;
}

static gboolean
put_batches (JsonObject *object, GByteArray *frames, GError **error)
{
  JsonArray *batches;

  if (!mc_json_read_array (object, "batches", &batches, error))
    return FALSE;
  for (guint i = 0; batches != NULL && i < json_array_get_length (batches); i++)
    {
      g_auto (McBatch) batch = { 0 };
      g_autoptr (GByteArray) payload = NULL;

      mc_batch_init (&batch);
      if (!read_batch (json_array_get_element (batches, i), &batch, error) ||
          (payload = mc_batch_encode (&batch, 1, error)) == NULL)
        return FALSE;
      mc_frame_append (frames, MC_FRAME_ENTRIES, payload->data, payload->len);
    }
  return TRUE;
}

GBytes *
mc_province_json_to_frames (const char *text, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  JsonObject *object = mc_json_parse_object (parser, text, -1, error);
  McHello hello = { .version = MC_FRAME_VERSION, .answer_max = 256 * 1024 };
  gboolean has_origin, has_digest;

  if (object == NULL || !mc_json_read_int (object, "version", &hello.version, error) ||
      !read_hex (object, "origin", hello.origin, MC_ORIGIN_SIZE, &has_origin, error) ||
      !read_hex (object, "digest", hello.digest, MC_DIGEST_SIZE, &has_digest, error) ||
      !mc_json_read_int (object, "cursor", &hello.cursor, error) || !mc_json_read_int (object, "common", &hello.common, error) ||
      !mc_json_read_int (object, "answer_max", &hello.answer_max, error) ||
      !mc_json_read_bool (object, "small_only", &hello.small_only, error))
    return NULL;
  if (hello.version < 1 || hello.cursor < 0 || hello.common < 0 || hello.answer_max < 0)
    {
      invalid ("cursor", error);
      return NULL;
    }
  mc_put_hello (frames, &hello);
  if (!put_batches (object, frames, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&frames));
}

/* ---- down ------------------------------------------------------------------------------------------------ */

/* One array for each kind of frame, filled as they come. */
typedef struct
{
  JsonArray *entries, *order, *acknowledged, *wanted, *refused;
  McCursor cursor;
} Answer;

static void
set_hex (JsonObject *object, const char *key, const guint8 *data, gsize size)
{
  g_autofree char *hex = mc_hex_encode (data, size);

  json_object_set_string_member (object, key, hex);
}

static void
set_ref (JsonObject *object, const char *key, const McEntryRef *ref)
{
  g_autofree char *text = ref->seq != 0 ? mc_entry_ref_to_text (ref) : NULL;

  if (text != NULL)
    json_object_set_string_member (object, key, text);
}

static const char *
stream_name (McStream stream)
{
  return stream == MC_STREAM_AUDIT ? "audit" : "work";
}

static JsonObject *
entry_object (const McEntry *entry)
{
  const McEnvelope *envelope = &entry->envelope;
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "time", envelope->time);
  json_object_set_string_member (object, "actor", envelope->actor);
  json_object_set_string_member (object, "kind", envelope->kind);
  set_ref (object, "dossier", &envelope->dossier);
  set_ref (object, "parent", &envelope->parent);
  if (envelope->real_time != 0)
    json_object_set_int_member (object, "real_time", envelope->real_time);
  if (envelope->real_actor != NULL)
    json_object_set_string_member (object, "real_actor", envelope->real_actor);
  if (entry->body != NULL)
    {
      gsize size;
      const char *data = g_bytes_get_data (entry->body, &size);
      g_autofree char *text = g_utf8_make_valid (data != NULL ? data : "", (gssize) size);

      json_object_set_string_member (object, "body", text);
    }
  else
    set_hex (object, "body_hash", entry->body_hash, MC_HASH_SIZE);
  set_hex (object, "hash", entry->hash, MC_HASH_SIZE);
  return object;
}

static gboolean
add_entries (Answer *answer, const McFrame *frame, GError **error)
{
  g_auto (McBatch) batch = { 0 };
  JsonObject *object;
  JsonArray *entries;

  if (!mc_batch_decode (&batch, frame->payload, frame->size, error))
    return FALSE;
  object = json_object_new ();
  entries = json_array_new ();
  set_hex (object, "origin", batch.origin, MC_ORIGIN_SIZE);
  json_object_set_string_member (object, "stream", stream_name (batch.stream));
  json_object_set_int_member (object, "first", batch.first_seq);
  set_hex (object, "previous", batch.prev_hash, MC_HASH_SIZE);
  if (batch.is_signed)
    set_hex (object, "signature", batch.signature, sizeof batch.signature);
  for (guint i = 0; i < batch.entries->len; i++)
    json_array_add_object_element (entries, entry_object (&g_array_index (batch.entries, McEntry, i)));
  json_object_set_array_member (object, "entries", entries);
  json_array_add_object_element (answer->entries, object);
  return TRUE;
}

static gboolean
add_order (Answer *answer, const McFrame *frame, GError **error)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (McRun));

  if (!mc_read_order (frame, runs, error))
    return FALSE;
  for (guint i = 0; i < runs->len; i++)
    {
      const McRun *run = &g_array_index (runs, McRun, i);
      JsonObject *object = json_object_new ();

      json_object_set_int_member (object, "number", run->first_n);
      set_hex (object, "origin", run->origin, MC_ORIGIN_SIZE);
      json_object_set_int_member (object, "first", run->first_seq);
      json_object_set_int_member (object, "count", run->count);
      json_array_add_object_element (answer->order, object);
    }
  return TRUE;
}

static gboolean
add_ack (Answer *answer, const McFrame *frame, GError **error)
{
  JsonObject *object;
  McAck ack;

  if (!mc_read_ack (frame, &ack, error))
    return FALSE;
  object = json_object_new ();
  set_hex (object, "origin", ack.origin, MC_ORIGIN_SIZE);
  json_object_set_string_member (object, "stream", stream_name (ack.stream));
  json_object_set_int_member (object, "number", ack.seq);
  set_hex (object, "hash_start", ack.hash_start, sizeof ack.hash_start);
  if (ack.is_signed)
    set_hex (object, "signature", ack.signature, sizeof ack.signature);
  json_array_add_object_element (answer->acknowledged, object);
  return TRUE;
}

static gboolean
add_want (Answer *answer, const McFrame *frame, GError **error)
{
  JsonObject *object;
  McWant want;

  if (!mc_read_want (frame, &want, error))
    return FALSE;
  object = json_object_new ();
  set_hex (object, "blob", want.hash, MC_HASH_SIZE);
  json_object_set_int_member (object, "from", want.from);
  json_object_set_int_member (object, "to", want.to);
  json_array_add_object_element (answer->wanted, object);
  return TRUE;
}

static gboolean
add_refused (Answer *answer, const McFrame *frame, GError **error)
{
  static const char *const reasons[] = { "unknown",   "fork",    "gap",       "origin",
                                         "signature", "content", "blob-hash", "blob-size" };
  JsonObject *object;
  McRefused refused;

  if (!mc_read_refused (frame, &refused, error))
    return FALSE;
  object = json_object_new ();
  json_object_set_string_member (object, "reason", reasons[(guint) refused.reason < G_N_ELEMENTS (reasons) ? refused.reason : 0]);
  set_hex (object, "origin", refused.origin, MC_ORIGIN_SIZE);
  json_object_set_string_member (object, "stream", stream_name (refused.stream));
  json_object_set_int_member (object, "number", refused.seq);
  json_array_add_object_element (answer->refused, object);
  return TRUE;
}

static gboolean
add_frame (Answer *answer, const McFrame *frame, GError **error)
{
  switch (frame->type)
    {
    case MC_FRAME_ENTRIES:
      return add_entries (answer, frame, error);
    case MC_FRAME_ORDER:
      return add_order (answer, frame, error);
    case MC_FRAME_ACK:
      return add_ack (answer, frame, error);
    case MC_FRAME_WANT:
      return add_want (answer, frame, error);
    case MC_FRAME_REFUSED:
      return add_refused (answer, frame, error);
    case MC_FRAME_CURSOR:
      return mc_read_cursor (frame, &answer->cursor, error);
    default:
      return TRUE;
    }
}

static char *
answer_text (Answer *answer)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_array_member (object, "acknowledged", answer->acknowledged);
  json_object_set_array_member (object, "refused", answer->refused);
  json_object_set_array_member (object, "order", answer->order);
  json_object_set_array_member (object, "batches", answer->entries);
  json_object_set_array_member (object, "wanted", answer->wanted);
  json_object_set_int_member (object, "cursor", answer->cursor.cursor);
  json_object_set_int_member (object, "common", answer->cursor.common);
  json_object_set_boolean_member (object, "more", answer->cursor.more);
  json_object_set_int_member (object, "time", answer->cursor.time);
  json_node_take_object (root, object);
  return json_to_string (root, FALSE);
}

char *
mc_province_frames_to_json (GBytes *frames, GError **error)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  Answer answer = { json_array_new (), json_array_new (), json_array_new (), json_array_new (), json_array_new (), { 0 } };
  g_autofree char *text = NULL;
  gboolean good = TRUE, got = TRUE;
  McFrame frame;
  gsize size;
  gconstpointer data = g_bytes_get_data (frames, &size);

  mc_frame_parser_push (parser, data, size);
  while (good && got)
    good = mc_frame_parser_next (parser, &frame, &got, error) && (!got || add_frame (&answer, &frame, error));
  text = answer_text (&answer);
  return good ? g_steal_pointer (&text) : NULL;
}
