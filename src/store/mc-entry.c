/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-entry.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"

G_STATIC_ASSERT (crypto_hash_sha256_BYTES == MC_HASH_SIZE);

char *
mc_hex_encode (const guint8 *data, gsize size)
{
  char *text = g_malloc (size * 2 + 1);

  return sodium_bin2hex (text, size * 2 + 1, data, size);
}

gboolean
mc_hex_decode (const char *text, guint8 *data, gsize size)
{
  gsize length;

  return text != NULL && strlen (text) == size * 2 &&
         sodium_hex2bin (data, size, text, size * 2, NULL, &length, NULL) == 0 && length == size;
}

char *
mc_entry_ref_to_text (const McEntryRef *ref)
{
  g_autofree char *origin = mc_hex_encode (ref->origin, MC_ORIGIN_SIZE);

  return g_strdup_printf ("%s.%" G_GINT64_FORMAT, origin, ref->seq);
}

gboolean
mc_entry_ref_from_text (const char *text, McEntryRef *ref)
{
  char hex[MC_ORIGIN_SIZE * 2 + 1] = { 0 };
  guint64 seq;

  if (text == NULL || strlen (text) < MC_ORIGIN_SIZE * 2 + 2 || text[MC_ORIGIN_SIZE * 2] != '.')
    return FALSE;
  memcpy (hex, text, MC_ORIGIN_SIZE * 2);
  if (!mc_hex_decode (hex, ref->origin, MC_ORIGIN_SIZE) ||
      !g_ascii_string_to_unsigned (text + MC_ORIGIN_SIZE * 2 + 1, 10, 1, G_MAXINT64, &seq, NULL))
    return FALSE;
  ref->seq = (gint64) seq;
  return TRUE;
}

gboolean
mc_entry_ref_equal (const McEntryRef *a, const McEntryRef *b)
{
  return a->seq == b->seq && (a->seq == 0 || memcmp (a->origin, b->origin, MC_ORIGIN_SIZE) == 0);
}

/* Refs into the writer's own stream, which most are, leave the origin out: ".12". */
static void
append_ref (GString *out, const char *key, const McEntryRef *ref, const guint8 *own)
{
  if (ref->seq == 0)
    return;
  g_string_append_printf (out, ",\"%s\":\"", key);
  if (memcmp (ref->origin, own, MC_ORIGIN_SIZE) != 0)
    {
      g_autofree char *hex = mc_hex_encode (ref->origin, MC_ORIGIN_SIZE);
      g_string_append (out, hex);
    }
  g_string_append_printf (out, ".%" G_GINT64_FORMAT "\"", ref->seq);
}

static gboolean
read_ref (JsonObject *object, const char *key, const guint8 *own, McEntryRef *ref)
{
  g_autofree char *text = NULL;
  guint64 seq;

  memset (ref, 0, sizeof *ref);
  if (!mc_json_read_text (object, key, &text, NULL))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (*text != '.')
    return mc_entry_ref_from_text (text, ref);
  if (!g_ascii_string_to_unsigned (text + 1, 10, 1, G_MAXINT64, &seq, NULL))
    return FALSE;
  memcpy (ref->origin, own, MC_ORIGIN_SIZE);
  ref->seq = (gint64) seq;
  return TRUE;
}

static void
append_json_string (GString *out, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (out, '\\');
      if ((guchar) *p < 0x20)
        g_string_append_printf (out, "\\u%04x", (guchar) *p);
      else
        g_string_append_c (out, *p);
    }
}

char *
mc_envelope_encode (const McEnvelope *self)
{
  g_autoptr (GString) out = g_string_sized_new (160);
  g_autofree char *origin = mc_hex_encode (self->origin, MC_ORIGIN_SIZE);

  g_string_append_printf (out, "{\"o\":\"%s\",\"s\":%d,\"n\":%" G_GINT64_FORMAT ",\"t\":%" G_GINT64_FORMAT ",\"a\":\"", origin,
                          (int) self->stream, self->seq, self->time);
  append_json_string (out, self->actor);
  g_string_append_c (out, '"');
  append_ref (out, "d", &self->dossier, self->origin);
  append_ref (out, "p", &self->parent, self->origin);
  g_string_append (out, ",\"k\":\"");
  append_json_string (out, self->kind);
  g_string_append_c (out, '"');
  if (self->real_time != 0)
    g_string_append_printf (out, ",\"rt\":%" G_GINT64_FORMAT, self->real_time);
  if (self->real_actor != NULL)
    {
      g_string_append (out, ",\"ra\":\"");
      append_json_string (out, self->real_actor);
      g_string_append_c (out, '"');
    }
  g_string_append_c (out, '}');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
read_envelope (JsonObject *object, McEnvelope *self)
{
  g_autofree char *origin = NULL, *actor = NULL, *kind = NULL, *real_actor = NULL;
  gint64 stream = -1;

  if (!mc_json_read_text (object, "o", &origin, NULL) || !mc_json_read_int (object, "s", &stream, NULL) ||
      !mc_json_read_int (object, "n", &self->seq, NULL) || !mc_json_read_int (object, "t", &self->time, NULL) ||
      !mc_json_read_text (object, "a", &actor, NULL) || !mc_json_read_text (object, "k", &kind, NULL) ||
      !mc_json_read_int (object, "rt", &self->real_time, NULL) || !mc_json_read_text (object, "ra", &real_actor, NULL))
    return FALSE;
  if (!mc_hex_decode (origin, self->origin, MC_ORIGIN_SIZE) || !read_ref (object, "d", self->origin, &self->dossier) ||
      !read_ref (object, "p", self->origin, &self->parent) || actor == NULL || kind == NULL || self->seq <= 0 ||
      (stream != MC_STREAM_WORK && stream != MC_STREAM_AUDIT))
    return FALSE;
  self->stream = (McStream) stream;
  self->actor = g_steal_pointer (&actor);
  self->kind = g_steal_pointer (&kind);
  self->real_actor = g_steal_pointer (&real_actor);
  return TRUE;
}

gboolean
mc_envelope_decode (const char *text, gsize size, McEnvelope *self, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *object = mc_json_parse_object (parser, text, (gssize) size, NULL);

  memset (self, 0, sizeof *self);
  if (object != NULL && read_envelope (object, self))
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT, _ ("A journal entry cannot be read"));
  return FALSE;
}

void
mc_envelope_clear (McEnvelope *self)
{
  g_clear_pointer (&self->actor, g_free);
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->real_actor, g_free);
}

void
mc_hash_bytes (gconstpointer data, gsize size, guint8 hash[MC_HASH_SIZE])
{
  crypto_hash_sha256 (hash, data, size);
}

void
mc_entry_hash (const guint8 prev[MC_HASH_SIZE], const char *envelope, gsize envelope_size,
               const guint8 body_hash[MC_HASH_SIZE], guint8 hash[MC_HASH_SIZE])
{
  static const char tag[] = "motcua1";
  guint8 buffer[sizeof tag - 1 + 3 * MC_HASH_SIZE];
  guint8 *p = buffer;

  memcpy (p, tag, sizeof tag - 1);
  p += sizeof tag - 1;
  memcpy (p, prev, MC_HASH_SIZE);
  p += MC_HASH_SIZE;
  mc_hash_bytes (envelope, envelope_size, p);
  p += MC_HASH_SIZE;
  memcpy (p, body_hash, MC_HASH_SIZE);
  mc_hash_bytes (buffer, sizeof buffer, hash);
}
