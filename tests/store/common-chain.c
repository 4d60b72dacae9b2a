/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common-chain.h"

#include "mc-peer.h"

void
common_init (Common *self, gint64 time)
{
  memset (self, 0, sizeof *self);
  memset (self->origin, 0xc0, sizeof self->origin);
  memset (self->public_key, 0xc1, sizeof self->public_key);
  self->entries = g_ptr_array_new_with_free_func (two_entry_free);
  self->time = time;
}

void
common_init_for_office (Common *self, gint64 time, const char *office)
{
  common_init (self, time);
  memset (self->origin, 0xc2, sizeof self->origin);
  self->office = office;
}

void
common_clear (Common *self)
{
  g_clear_pointer (&self->entries, g_ptr_array_unref);
}

static gboolean
save_peer (McTx *tx, gpointer data, GError **error)
{
  Common *self = data;
  McPeer peer = { .url = (char *) "http://province.invalid" };

  memcpy (peer.public_key, self->public_key, sizeof peer.public_key);
  memcpy (peer.common, self->origin, sizeof peer.common);
  memset (peer.office, 0xc2, sizeof peer.office);
  return mc_peer_save (tx, &peer, error);
}

void
common_enrol (Common *self, Fixture *desk)
{
  g_autoptr (GError) error = NULL;

  fixture_write (desk, save_peer, self, &error);
  g_assert_no_error (error);
}

static void
append (Common *self, const char *kind, const char *body)
{
  static const guint8 zeros[MC_HASH_SIZE];
  McEntry *entry = g_new0 (McEntry, 1);
  char *text;

  memcpy (entry->envelope.origin, self->origin, MC_ORIGIN_SIZE);
  entry->envelope.seq = self->entries->len + 1;
  entry->envelope.time = self->time++;
  entry->envelope.actor = g_strdup ("province");
  entry->envelope.kind = g_strdup (kind);
  text = mc_envelope_encode (&entry->envelope);
  entry->envelope_bytes = g_bytes_new_take (text, strlen (text));
  entry->body = g_bytes_new (body, strlen (body));
  mc_hash_bytes (body, strlen (body), entry->body_hash);
  mc_entry_hash (self->entries->len == 0 ? zeros : ((McEntry *) g_ptr_array_index (self->entries, self->entries->len - 1))->hash,
                 text, strlen (text), entry->body_hash, entry->hash);
  g_ptr_array_add (self->entries, entry);
}

void
common_publish (Common *self, const char *kind, const char *body)
{
  if (self->entries->len == 0)
    {
      g_autofree char *key = mc_hex_encode (self->public_key, sizeof self->public_key);
      g_autofree char *begin = g_strdup_printf ("{\"reason\":\"province\",\"office\":\"%s\",\"public_key\":\"%s\"}",
                                                self->office != NULL ? self->office : "", key);

      append (self, "begin", begin);
    }
  append (self, kind, body);
}

void
common_publish_procedures (Common *self, const char *procedures)
{
  g_autofree char *body = g_strdup_printf ("{\"format\":\"motcua-catalogue-1\",\"procedures\":[%s]}", procedures);

  common_publish (self, "catalogue", body);
}

guint
common_deliver (Common *self, Fixture *desk)
{
  guint n = 0;

  for (guint i = 0; i < self->entries->len; i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean is_new;

      two_import (desk, g_ptr_array_index (self->entries, i), &is_new, &error);
      g_assert_no_error (error);
      n += is_new ? 1 : 0;
    }
  return n;
}

char *
common_procedure (const char *code, const char *name, const char *from, int days, int fee)
{
  return g_strdup_printf ("{\"code\":\"%s\",\"name\":\"%s\",\"from\":\"%s\",\"cases\":[{\"key\":\"thuong\",\"name\":\"Thường\","
                          "\"time\":{\"direct\":{\"n\":%d,\"unit\":\"working-days\"}},\"fee\":{\"direct\":%d}}]}",
                          code, name, from, days, fee);
}

void
common_set_clock (Fixture *desk, const char *text)
{
  gint64 time = 0;

  g_assert_true (mc_time_from_iso (text, &time));
  mc_clock_set (desk->clock, time);
}
