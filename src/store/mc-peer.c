/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-peer.h"

#include "mc-importer-private.h"
#include "mc-json.h"
#include "mc-receipt.h"
#include "mc-retype.h"
#include "mc-store-private.h"

#define KEY "peer"

/* ---- the province ------------------------------------------------------------------------------------------- */

void
mc_peer_clear (McPeer *self)
{
  g_clear_pointer (&self->url, g_free);
}

static void
add_hex (JsonBuilder *builder, const char *key, const guint8 *data, gsize size)
{
  g_autofree char *hex = mc_hex_encode (data, size);

  mc_json_add_text (builder, key, hex);
}

gboolean
mc_peer_save (McTx *tx, const McPeer *peer, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "url", peer->url);
  add_hex (builder, "public_key", peer->public_key, sizeof peer->public_key);
  add_hex (builder, "common", peer->common, MC_ORIGIN_SIZE);
  add_hex (builder, "office", peer->office, MC_ORIGIN_SIZE);
  mc_json_add_int (builder, "cursor", peer->cursor);
  mc_json_add_int (builder, "last_receipt", peer->last_receipt);
  mc_json_add_int (builder, "last_contact", peer->last_contact);
  mc_json_add_int (builder, "clock_ahead", peer->clock_ahead);
  json_builder_end_object (builder);
  text = mc_json_builder_text (builder);
  return mc_local_set (tx->db, KEY, text, error);
}

gboolean
mc_peer_doubt (McTx *tx, GError **error)
{
  return mc_db_exec (tx->db, "DELETE FROM ack; DELETE FROM numbered;", error) && _mc_refold_shared (tx->db, error);
}

gboolean
mc_peer_forget (McTx *tx, GError **error)
{
  return mc_db_exec (tx->db, "DELETE FROM ack; DELETE FROM numbered; DELETE FROM sent_file; DELETE FROM fetch;", error) &&
         mc_receipt_forget (tx, error) && mc_retype_renew_all (tx->db, error);
}

static gboolean
read_hex (JsonObject *object, const char *key, guint8 *data, gsize size)
{
  g_autofree char *hex = NULL;

  return mc_json_read_text (object, key, &hex, NULL) && mc_hex_decode (hex, data, size);
}

gboolean
mc_peer_load (McDb *db, McPeer *peer, gboolean *enrolled, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *text = NULL;
  JsonObject *object;

  memset (peer, 0, sizeof *peer);
  *enrolled = FALSE;
  if (!mc_local_get (db, KEY, &text, error))
    return FALSE;
  object = text != NULL ? mc_json_parse_object (parser, text, -1, NULL) : NULL;
  /* Local state that cannot be read is as good as lost: the desk is to be enrolled again. */
  if (object == NULL || !read_hex (object, "public_key", peer->public_key, sizeof peer->public_key) ||
      !read_hex (object, "common", peer->common, MC_ORIGIN_SIZE) || !read_hex (object, "office", peer->office, MC_ORIGIN_SIZE) ||
      !mc_json_read_text (object, "url", &peer->url, NULL) || !mc_json_read_int (object, "cursor", &peer->cursor, NULL) ||
      !mc_json_read_int (object, "last_receipt", &peer->last_receipt, NULL) ||
      !mc_json_read_int (object, "last_contact", &peer->last_contact, NULL) ||
      !mc_json_read_int (object, "clock_ahead", &peer->clock_ahead, NULL))
    {
      mc_peer_clear (peer);
      memset (peer, 0, sizeof *peer);
      return TRUE;
    }
  return *enrolled = TRUE;
}

/* ---- chains ------------------------------------------------------------------------------------------------- */

gboolean
mc_peer_acked (McDb *db, int origin, McStream stream, gint64 *seq, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT seq FROM ack WHERE origin = ? AND stream = ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int (stmt, 2, stream);
  return mc_db_int (db, stmt, 0, seq, error);
}

/* The origins that are no province's, by id. */
static gboolean
list_origins (McDb *db, GArray *origins, GError **error)
{
  g_auto (McPeer) peer = { 0 };
  gboolean enrolled, row = TRUE;
  sqlite3_stmt *stmt;

  if (!mc_peer_load (db, &peer, &enrolled, error) || (stmt = mc_db_prepare (db, "SELECT n, id FROM origin ORDER BY id", error)) == NULL)
    return FALSE;
  while (row)
    {
      McChain chain = { 0 };

      if (!mc_db_step (db, stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      chain.origin = sqlite3_column_int (stmt, 0);
      mc_db_column_bytes (stmt, 1, chain.id, MC_ORIGIN_SIZE);
      if (!enrolled || (memcmp (chain.id, peer.common, MC_ORIGIN_SIZE) != 0 && memcmp (chain.id, peer.office, MC_ORIGIN_SIZE) != 0))
        g_array_append_val (origins, chain);
    }
  return TRUE;
}

GArray *
mc_peer_chains (McDb *db, GError **error)
{
  g_autoptr (GArray) origins = g_array_new (FALSE, FALSE, sizeof (McChain));
  g_autoptr (GArray) chains = g_array_new (FALSE, FALSE, sizeof (McChain));
  g_autofree char *own = NULL;

  if (!list_origins (db, origins, error) || !mc_local_get (db, "origin", &own, error))
    return NULL;
  for (guint i = 0; i < origins->len; i++)
    for (int stream = MC_STREAM_WORK; stream <= MC_STREAM_AUDIT; stream++)
      {
        McChain chain = g_array_index (origins, McChain, i);

        chain.stream = (McStream) stream;
        chain.is_own = own != NULL && g_ascii_strtoll (own, NULL, 10) == chain.origin;
        if (!mc_journal_head (db, chain.origin, chain.stream, &chain.head, chain.hash, error) ||
            !mc_peer_acked (db, chain.origin, chain.stream, &chain.acked, error))
          return NULL;
        /* Only own audit entries are ever here. */
        if (chain.head > 0)
          g_array_append_val (chains, chain);
      }
  return g_steal_pointer (&chains);
}

gboolean
mc_peer_unsent (McDb *db, gint64 *n, gint64 *oldest, GError **error)
{
  g_autoptr (GArray) chains = mc_peer_chains (db, error);
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (McEntry));

  *n = *oldest = 0;
  if (chains == NULL)
    return FALSE;
  g_array_set_clear_func (entries, (GDestroyNotify) mc_entry_clear);
  for (guint i = 0; i < chains->len; i++)
    {
      const McChain *chain = &g_array_index (chains, McChain, i);

      if (chain->stream != MC_STREAM_WORK || chain->head <= chain->acked)
        continue;
      *n += chain->head - chain->acked;
      g_array_set_size (entries, 0);
      if (!mc_journal_read (db, chain->origin, chain->stream, chain->acked + 1, 1, 0, entries, error))
        return FALSE;
      if (entries->len > 0)
        {
          gint64 time = g_array_index (entries, McEntry, 0).envelope.time;

          *oldest = *oldest == 0 ? time : MIN (*oldest, time);
        }
    }
  return TRUE;
}

gboolean
mc_peer_signature (McDb *db, int origin, McStream stream, gint64 from, gint64 to, gboolean last, gint64 *seq,
                   guint8 signature[64], GError **error)
{
#define SIGNED "SELECT seq, signature FROM signature WHERE origin = ? AND stream = ? AND seq BETWEEN ? AND ? ORDER BY seq"
  sqlite3_stmt *stmt = last ? mc_db_prepare (db, SIGNED " DESC LIMIT 1", error) : mc_db_prepare (db, SIGNED " LIMIT 1", error);
#undef SIGNED
  gboolean row;

  *seq = 0;
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int (stmt, 2, stream);
  sqlite3_bind_int64 (stmt, 3, from);
  sqlite3_bind_int64 (stmt, 4, to);
  if (!mc_db_step (db, stmt, &row, error))
    return FALSE;
  if (row && mc_db_column_bytes (stmt, 1, signature, 64))
    *seq = sqlite3_column_int64 (stmt, 0);
  sqlite3_reset (stmt);
  return TRUE;
}

gboolean
mc_peer_put_ack (McTx *tx, int origin, McStream stream, gint64 seq, gint64 at, const guint8 *signature, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (tx->db,
                                      "INSERT INTO ack (origin, stream, seq, at, signature) VALUES (?, ?, ?, ?, ?)"
                                      " ON CONFLICT (origin, stream) DO UPDATE SET seq = excluded.seq, at = excluded.at,"
                                      " signature = excluded.signature WHERE excluded.seq > seq",
                                      error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int (stmt, 2, stream);
  sqlite3_bind_int64 (stmt, 3, seq);
  sqlite3_bind_int64 (stmt, 4, at);
  if (signature != NULL)
    mc_db_bind_blob (stmt, 5, signature, MC_SIGNATURE_SIZE);
  return mc_db_run (tx->db, stmt, error) && (stream != MC_STREAM_WORK || mc_receipt_put (tx, origin, seq, at, error));
}

/* ---- files --------------------------------------------------------------------------------------------------- */

gboolean
mc_peer_put_have (McTx *tx, const guint8 hash[MC_HASH_SIZE], gint64 at, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (tx->db, "INSERT OR IGNORE INTO sent_file (hash, at) VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, hash, MC_HASH_SIZE);
  sqlite3_bind_int64 (stmt, 2, at);
  return mc_db_run (tx->db, stmt, error);
}

gboolean
mc_peer_has_file (McDb *db, const guint8 hash[MC_HASH_SIZE], gboolean *has, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT count (*) FROM sent_file WHERE hash = ?", error);
  gint64 n;

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, hash, MC_HASH_SIZE);
  if (!mc_db_int (db, stmt, 0, &n, error))
    return FALSE;
  *has = n > 0;
  return TRUE;
}

gboolean
mc_peer_want_file (McTx *tx, const guint8 hash[MC_HASH_SIZE], gint64 size, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (tx->db, "INSERT OR IGNORE INTO fetch (hash, size) VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, hash, MC_HASH_SIZE);
  sqlite3_bind_int64 (stmt, 2, size);
  return mc_db_run (tx->db, stmt, error) && mc_peer_put_have (tx, hash, tx->now, error);
}

gboolean
mc_peer_drop_file (McTx *tx, const guint8 hash[MC_HASH_SIZE], GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (tx->db, "DELETE FROM fetch WHERE hash = ?", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, hash, MC_HASH_SIZE);
  return mc_db_run (tx->db, stmt, error);
}

GArray *
mc_peer_read_files (McDb *db, sqlite3_stmt *stmt, guint max, GError **error)
{
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (McFetch));
  gboolean row = stmt != NULL;

  if (row)
    sqlite3_bind_int64 (stmt, 1, max);
  while (row)
    {
      McFetch file;

      if (!mc_db_step (db, stmt, &row, error))
        return NULL;
      if (row && mc_db_column_bytes (stmt, 0, file.hash, MC_HASH_SIZE))
        {
          file.size = sqlite3_column_int64 (stmt, 1);
          g_array_append_val (files, file);
        }
    }
  return stmt != NULL ? g_steal_pointer (&files) : NULL;
}

GArray *
mc_peer_wanted_files (McDb *db, guint max, GError **error)
{
  return mc_peer_read_files (db, mc_db_prepare (db, "SELECT hash, size FROM fetch ORDER BY size LIMIT ?", error), max, error);
}

/* ---- quarantine ---------------------------------------------------------------------------------------------- */

void
mc_quarantine_free (McQuarantine *self)
{
  g_free (self->subject);
  g_free (self);
}

gboolean
mc_quarantine_put (McTx *tx, const char *subject, int reason, gint64 dossier, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (tx->db,
                                      "INSERT INTO quarantine (subject, reason, since, tries, dossier) VALUES (?, ?, ?, 1, ?)"
                                      " ON CONFLICT (subject) DO UPDATE SET tries = tries + 1, reason = excluded.reason",
                                      error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, subject);
  sqlite3_bind_int (stmt, 2, reason);
  sqlite3_bind_int64 (stmt, 3, tx->now);
  sqlite3_bind_int64 (stmt, 4, dossier);
  return mc_db_run (tx->db, stmt, error);
}

gboolean
mc_quarantine_drop (McTx *tx, const char *subject, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (tx->db, "DELETE FROM quarantine WHERE subject = ?", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, subject);
  return mc_db_run (tx->db, stmt, error);
}

GPtrArray *
mc_quarantine_list (McDb *db, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_quarantine_free);
  sqlite3_stmt *stmt
      = mc_db_prepare (db, "SELECT id, subject, reason, since, tries, dossier FROM quarantine ORDER BY since, id", error);
  gboolean row = stmt != NULL;

  if (stmt == NULL)
    return NULL;
  while (row)
    {
      McQuarantine *item;

      if (!mc_db_step (db, stmt, &row, error))
        return NULL;
      if (!row)
        break;
      item = g_new0 (McQuarantine, 1);
      item->id = sqlite3_column_int64 (stmt, 0);
      item->subject = mc_db_column_text (stmt, 1);
      item->reason = sqlite3_column_int (stmt, 2);
      item->since = sqlite3_column_int64 (stmt, 3);
      item->tries = sqlite3_column_int64 (stmt, 4);
      item->dossier = sqlite3_column_int64 (stmt, 5);
      g_ptr_array_add (list, item);
    }
  return g_steal_pointer (&list);
}
