/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-author.h"

#include <sodium.h>
#include <string.h>

#include "mc-json.h"
#include "mc-province-storage-private.h"

gboolean
mc_province_key_load (McPg *pg, McProvinceKey *key, GError **error)
{
  g_autoptr (McPgRows) rows = mc_pg_query (pg, "SELECT public_key, secret_key, salt FROM service", NULL, error);

  if (rows == NULL)
    return FALSE;
  mc_pg_copy_bytes (rows, 0, 0, key->public_key, sizeof key->public_key);
  mc_pg_copy_bytes (rows, 0, 1, key->secret_key, sizeof key->secret_key);
  mc_pg_copy_bytes (rows, 0, 2, key->salt, sizeof key->salt);
  return TRUE;
}

static guint8 *
origin_of (McProvinceTx *tx)
{
  return tx->office == MC_OFFICE_COMMON ? tx->common : tx->province;
}

static gboolean
insert_origin (McProvinceTx *tx, const McProvinceKey *key, gboolean *added, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  guint8 id[MC_ORIGIN_SIZE];
  gint64 n;

  randombytes_buf (id, sizeof id);
  mc_pg_int (&args, tx->office);
  mc_pg_bytes (&args, id, sizeof id);
  mc_pg_bytes (&args, key->public_key, sizeof key->public_key);
  if (!mc_pg_change (tx->pg, "INSERT INTO origin (id, office, public_key) VALUES ($2, $1, $3) ON CONFLICT DO NOTHING", &args, &n,
                     error))
    return FALSE;
  *added = n > 0;
  if (*added)
    memcpy (origin_of (tx), id, sizeof id);
  return TRUE;
}

/* Another instance was quicker. */
static gboolean
read_origin (McProvinceTx *tx, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_int (&args, tx->office);
  rows = mc_pg_query (tx->pg, "SELECT id FROM origin WHERE office = $1 AND desk IS NULL", &args, error);
  return rows != NULL && mc_pg_n (rows) > 0 && mc_pg_copy_bytes (rows, 0, 0, origin_of (tx), MC_ORIGIN_SIZE);
}

static gboolean
append_begin (McProvinceTx *tx, const McProvinceKey *key, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *hex = mc_hex_encode (key->public_key, MC_PUBLIC_KEY_SIZE), *body = NULL;

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "reason", "province");
  mc_json_add_text (builder, "office", tx->code);
  mc_json_add_text (builder, "public_key", hex);
  json_builder_end_object (builder);
  body = mc_json_builder_text (builder);
  return mc_province_author_append (tx, key, "province", "begin", NULL, NULL, body, NULL, error);
}

gboolean
mc_province_author_ensure (McProvinceTx *tx, const McProvinceKey *key, GError **error)
{
  static const guint8 zeros[MC_ORIGIN_SIZE];
  gboolean added;

  if (memcmp (origin_of (tx), zeros, MC_ORIGIN_SIZE) != 0)
    return TRUE;
  if (!mc_province_storage ()->lock (tx, error) || !insert_origin (tx, key, &added, error))
    return FALSE;
  return added ? append_begin (tx, key, error) : read_origin (tx, error);
}

static void
fill_entry (McEntry *entry, const McBatch *batch, const char *actor, const char *kind, const McEntryRef *dossier,
            const McEntryRef *parent, gint64 now, const char *body)
{
  McEnvelope *envelope = &entry->envelope;
  char *text;

  memcpy (envelope->origin, batch->origin, MC_ORIGIN_SIZE);
  envelope->stream = MC_STREAM_WORK;
  envelope->seq = batch->first_seq;
  envelope->time = now;
  envelope->actor = g_strdup (actor);
  envelope->kind = g_strdup (kind);
  if (dossier != NULL)
    envelope->dossier = *dossier;
  if (parent != NULL)
    envelope->parent = *parent;
  text = mc_envelope_encode (envelope);
  entry->envelope_bytes = g_bytes_new_take (text, strlen (text));
  entry->body = g_bytes_new (body, strlen (body));
  mc_hash_bytes (body, strlen (body), entry->body_hash);
  mc_entry_hash (batch->prev_hash, text, strlen (text), entry->body_hash, entry->hash);
}

gboolean
mc_province_author_append (McProvinceTx *tx, const McProvinceKey *key, const char *actor, const char *kind,
                           const McEntryRef *dossier, const McEntryRef *parent, const char *body, McEntryRef *ref, GError **error)
{
  g_auto (McBatch) batch = { 0 };
  g_autoptr (GArray) unreadable = g_array_new (FALSE, FALSE, sizeof (gint64));
  McHubChain chain;
  McEntry entry = { 0 };
  gboolean known;

  mc_batch_init (&batch);
  memcpy (batch.origin, origin_of (tx), MC_ORIGIN_SIZE);
  if (!mc_province_storage ()->lock (tx, error) ||
      !mc_province_storage ()->chain (tx, batch.origin, MC_STREAM_WORK, &chain, &known, error))
    return FALSE;
  batch.first_seq = chain.seq + 1;
  memcpy (batch.prev_hash, chain.hash, MC_HASH_SIZE);
  fill_entry (&entry, &batch, actor, kind, dossier, parent, tx->now, body);
  g_array_append_val (batch.entries, entry);
  batch.is_signed = TRUE;
  mc_head_sign (key->secret_key, batch.origin, MC_STREAM_WORK, batch.first_seq, entry.hash, batch.signature);
  if (ref != NULL)
    {
      memcpy (ref->origin, batch.origin, MC_ORIGIN_SIZE);
      ref->seq = batch.first_seq;
    }
  return _mc_province_append (tx, &batch, 0, unreadable, error);
}
