/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk of nothing but its chain: what it sends is what a desk sends, and the test sees every frame. */
#include "province-fixture.h"

#include <json-glib/json-glib.h>
#include <sodium.h>
#include <string.h>

static void
clear_entry (gpointer data)
{
  mc_entry_clear (data);
}

void
desk_enrol (Desk *self, Province *province, Service *service, const char *office, int number)
{
  memset (self, 0, sizeof *self);
  self->office = g_strdup (office);
  self->number = number;
  self->entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
  g_array_set_clear_func (self->entries, clear_entry);
  randombytes_buf (self->origin, sizeof self->origin);
  crypto_sign_keypair (self->public_key, self->secret_key);
  desk_enrol_again (self, province, service);
}

void
desk_enrol_again (Desk *self, Province *province, Service *service)
{
  g_autofree char *code = NULL, *key = NULL, *text = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (Answer) answer = { 0 };
  JsonObject *object;
  int status;

  code = province_ctl (province, &status, NULL, "enrol", "--office", self->office, NULL);
  g_assert_cmpint (status, ==, 0);
  g_strstrip (code);
  key = mc_hex_encode (self->public_key, sizeof self->public_key);
  text = g_strdup_printf ("{\"code\":\"%s\",\"office\":\"%s\",\"desk\":%d,\"public_key\":\"%s\"}", code, self->office, self->number,
                          key);
  http_text (service, "POST", "/v1/enrol", NULL, text, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_true (json_parser_load_from_data (parser, answer_text (&answer), -1, NULL));
  object = json_node_get_object (json_parser_get_root (parser));
  g_free (self->token);
  self->token = g_strdup (json_object_get_string_member (object, "token"));
  g_assert_true (mc_hex_decode (json_object_get_string_member (object, "public_key"), self->province_key, MC_PUBLIC_KEY_SIZE));
}

void
desk_clear (Desk *self)
{
  g_clear_pointer (&self->office, g_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->entries, g_array_unref);
}

static void
append (Desk *self, const char *kind, const McEntryRef *dossier, const McEntryRef *parent, const char *body)
{
  static const guint8 zeros[MC_HASH_SIZE];
  McEntry entry = { 0 };
  McEnvelope *envelope = &entry.envelope;
  char *text;

  memcpy (envelope->origin, self->origin, MC_ORIGIN_SIZE);
  envelope->seq = self->entries->len + 1;
  envelope->time = 1795000000 + self->entries->len;
  envelope->actor = g_strdup ("canbo");
  envelope->kind = g_strdup (kind);
  envelope->dossier = *dossier;
  envelope->parent = *parent;
  text = mc_envelope_encode (envelope);
  entry.envelope_bytes = g_bytes_new_take (text, strlen (text));
  entry.body = g_bytes_new (body, strlen (body));
  mc_hash_bytes (body, strlen (body), entry.body_hash);
  mc_entry_hash (self->entries->len == 0 ? zeros : g_array_index (self->entries, McEntry, self->entries->len - 1).hash, text,
                 strlen (text), entry.body_hash, entry.hash);
  g_array_append_val (self->entries, entry);
}

static const McEntryRef none;

gint64
desk_write_on (Desk *self, const char *kind, const McEntryRef *dossier, const McEntryRef *parent, const char *body)
{
  if (self->entries->len == 0)
    {
      g_autofree char *key = mc_hex_encode (self->public_key, sizeof self->public_key);
      g_autofree char *begin = g_strdup_printf ("{\"reason\":\"init\",\"office\":\"%s\",\"desk\":%d,\"public_key\":\"%s\"}",
                                                self->office, self->number, key);

      append (self, "begin", &none, &none, begin);
    }
  append (self, kind, dossier, parent, body);
  return self->entries->len;
}

McEntryRef
desk_ref (const Desk *self, gint64 number)
{
  McEntryRef ref = { .seq = number };

  memcpy (ref.origin, self->origin, number != 0 ? MC_ORIGIN_SIZE : 0);
  return ref;
}

gint64
desk_write (Desk *self, const char *kind, gint64 dossier, gint64 parent, const char *body)
{
  McEntryRef first = desk_ref (self, dossier), before = desk_ref (self, parent);

  return desk_write_on (self, kind, &first, &before, body);
}

char *
desk_code (const Desk *self, guint number)
{
  return g_strdup_printf ("%s-261122-%04u", self->office, number);
}

void
desk_receive (Desk *self, guint n, guint first)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *code = desk_code (self, first + i);
      g_autofree char *body = g_strdup_printf (
          "{\"code\":\"%s\",\"procedure\":\"1.004873\",\"channel\":\"direct\",\"received_at\":\"2026-11-22T08:%02u:00+07:00\","
          "\"applicant\":{\"name\":\"NGUYỄN THỊ HƯƠNG\",\"id\":\"001190%06u\",\"phone\":\"0987654321\"},"
          "\"procedure_name\":\"Cấp Giấy xác nhận tình trạng hôn nhân\",\"due\":\"2026-11-25T17:00:00+07:00\",\"desk\":%d,"
          "\"pin\":\"BCDG\"}",
          code, i % 60, first + i, self->number);

      desk_write (self, "receive", 0, 0, body);
    }
}

/* Borrows the entries. */
void
desk_put_entries (Desk *self, gint64 from, GByteArray *out)
{
  McBatch batch = { .stream = MC_STREAM_WORK, .first_seq = from };
  g_autoptr (GArray) piece = g_array_new (FALSE, TRUE, sizeof (McEntry));
  g_autoptr (GError) error = NULL;
  const McEntry *last = &g_array_index (self->entries, McEntry, self->entries->len - 1);

  memcpy (batch.origin, self->origin, MC_ORIGIN_SIZE);
  if (from > 1)
    memcpy (batch.prev_hash, g_array_index (self->entries, McEntry, from - 2).hash, MC_HASH_SIZE);
  g_array_append_vals (piece, &g_array_index (self->entries, McEntry, from - 1), (guint) (self->entries->len - (guint) from + 1));
  batch.entries = piece;
  batch.is_signed = TRUE;
  mc_head_sign (self->secret_key, self->origin, MC_STREAM_WORK, last->envelope.seq, last->hash, batch.signature);
  g_assert_true (mc_batch_append_frames (&batch, 0, out, &error));
  g_assert_no_error (error);
}

GByteArray *
desk_request (Desk *self, gint64 from)
{
  GByteArray *out = g_byte_array_new ();
  McHello hello = { .version = MC_FRAME_VERSION, .cursor = self->cursor, .common = self->common, .answer_max = 1024 * 1024 };

  memcpy (hello.origin, self->origin, MC_ORIGIN_SIZE);
  mc_put_hello (out, &hello);
  if (from > 0 && from <= (gint64) self->entries->len)
    desk_put_entries (self, from, out);
  return out;
}

/* ---- answers --------------------------------------------------------------------------------------------- */

static void
free_batch (gpointer data)
{
  mc_batch_clear (data);
  g_free (data);
}

void
frames_init (Frames *self)
{
  memset (self, 0, sizeof *self);
  self->order = g_array_new (FALSE, FALSE, sizeof (McRun));
  self->acks = g_array_new (FALSE, FALSE, sizeof (McAck));
  self->wants = g_array_new (FALSE, FALSE, sizeof (McWant));
  self->refused = g_array_new (FALSE, FALSE, sizeof (McRefused));
  self->haves = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->batches = g_ptr_array_new_with_free_func (free_batch);
}

void
frames_clear (Frames *self)
{
  g_clear_pointer (&self->order, g_array_unref);
  g_clear_pointer (&self->acks, g_array_unref);
  g_clear_pointer (&self->wants, g_array_unref);
  g_clear_pointer (&self->refused, g_array_unref);
  g_clear_pointer (&self->haves, g_ptr_array_unref);
  g_clear_pointer (&self->batches, g_ptr_array_unref);
}

static void
take_frame (Frames *self, const McFrame *frame)
{
  g_autoptr (GError) error = NULL;
  McBatch *batch;
  McRefused refused;
  McWant want;
  McAck ack;

  switch (frame->type)
    {
    case MC_FRAME_ENTRIES:
      batch = g_new0 (McBatch, 1);
      g_ptr_array_add (self->batches, batch);
      mc_batch_decode (batch, frame->payload, frame->size, &error);
      break;
    case MC_FRAME_ORDER:
      mc_read_order (frame, self->order, &error);
      break;
    case MC_FRAME_ACK:
      mc_read_ack (frame, &ack, &error);
      g_array_append_val (self->acks, ack);
      break;
    case MC_FRAME_WANT:
      mc_read_want (frame, &want, &error);
      g_array_append_val (self->wants, want);
      break;
    case MC_FRAME_REFUSED:
      mc_read_refused (frame, &refused, &error);
      g_array_append_val (self->refused, refused);
      break;
    case MC_FRAME_HAVE:
      g_ptr_array_add (self->haves, g_bytes_new (frame->payload, frame->size));
      break;
    case MC_FRAME_CURSOR:
      self->has_cursor = mc_read_cursor (frame, &self->cursor, &error);
      break;
    default:
      break;
    }
  g_assert_no_error (error);
}

void
frames_parse (Frames *self, GBytes *bytes)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  g_autoptr (GError) error = NULL;
  gboolean got = TRUE;
  McFrame frame;

  mc_frame_parser_push (parser, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  while (got)
    {
      mc_frame_parser_next (parser, &frame, &got, &error);
      g_assert_no_error (error);
      if (got)
        take_frame (self, &frame);
    }
  g_assert_cmpuint (mc_frame_parser_left (parser), ==, 0);
}

gint64
frames_acked (Frames *self, Desk *desk)
{
  gint64 acked = 0;

  for (guint i = 0; i < self->acks->len; i++)
    {
      const McAck *ack = &g_array_index (self->acks, McAck, i);

      if (memcmp (ack->origin, desk->origin, MC_ORIGIN_SIZE) == 0 && ack->stream == MC_STREAM_WORK)
        acked = MAX (acked, ack->seq);
    }
  return acked;
}

void
desk_exchange (Desk *self, Service *service, gint64 from, Frames *frames)
{
  g_autoptr (GByteArray) request = desk_request (self, from);
  g_auto (Answer) answer = { 0 };

  http (service, "POST", "/v1/exchange", self->token, MC_FRAME_CONTENT_TYPE, request->data, request->len, NULL, &answer);
  if (answer.status != 200)
    g_test_message ("%u: %s", answer.status, answer.status != 0 ? answer_text (&answer) : "no answer");
  g_assert_cmpuint (answer.status, ==, 200);
  frames_parse (frames, answer.body);
  g_assert_true (frames->has_cursor);
  self->cursor = frames->cursor.cursor;
  self->common = frames->cursor.common;
}

GBytes *
random_file (GRand *rand, gsize size, guint8 hash[MC_HASH_SIZE])
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) g_rand_int (rand);
  mc_hash_bytes (data, size, hash);
  return g_bytes_new_take (data, size);
}
