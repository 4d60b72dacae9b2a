/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-journal.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"
#include "mc-origin.h"
#include "mc-store-private.h"

void
mc_entry_clear (McEntry *self)
{
  mc_envelope_clear (&self->envelope);
  g_clear_pointer (&self->envelope_bytes, g_bytes_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
}

static gboolean
unreadable (GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT, _ ("A journal entry cannot be read"));
  return FALSE;
}

gboolean
mc_journal_head (McDb *db, int origin, McStream stream, gint64 *seq, guint8 hash[MC_HASH_SIZE], GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (
      db, "SELECT seq, hash FROM entry WHERE origin = ? AND stream = ? ORDER BY seq DESC LIMIT 1", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int (stmt, 2, stream);
  if (!mc_db_step (db, stmt, &row, error))
    return FALSE;
  *seq = row ? sqlite3_column_int64 (stmt, 0) : 0;
  memset (hash, 0, MC_HASH_SIZE);
  row = !row || mc_db_column_bytes (stmt, 1, hash, MC_HASH_SIZE);
  sqlite3_reset (stmt);
  return row || unreadable (error);
}

gboolean
mc_journal_own_head (McDb *db, gint64 *seq, GError **error)
{
  guint8 hash[MC_HASH_SIZE];
  gint64 origin;

  return mc_local_count (db, "origin", &origin, error) && mc_journal_head (db, (int) origin, MC_STREAM_WORK, seq, hash, error);
}

gboolean
mc_journal_last_time (McDb *db, int origin, McStream stream, gint64 *time, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT json_extract (CAST (envelope AS TEXT), '$.t') FROM entry"
                                      " WHERE origin = ? AND stream = ? ORDER BY seq DESC LIMIT 1",
                                      error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int (stmt, 2, stream);
  return mc_db_int (db, stmt, 0, time, error);
}

gint64
mc_journal_last_row (McTx *tx)
{
  return sqlite3_last_insert_rowid (mc_db_handle (tx->db));
}

static gboolean
insert_entry (McDb *db, int origin, McStream stream, gint64 seq, gint64 dossier_id, gconstpointer envelope, gsize envelope_size,
              gconstpointer body, gsize body_size, const guint8 *body_hash, const guint8 *hash, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "INSERT INTO entry (origin, stream, seq, dossier, envelope, body, body_hash, hash)"
                                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                                      error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int (stmt, 2, stream);
  sqlite3_bind_int64 (stmt, 3, seq);
  if (dossier_id != 0)
    sqlite3_bind_int64 (stmt, 4, dossier_id);
  sqlite3_bind_blob64 (stmt, 5, envelope, envelope_size, SQLITE_STATIC);
  if (body != NULL)
    sqlite3_bind_blob64 (stmt, 6, body, body_size, SQLITE_STATIC);
  else
    sqlite3_bind_blob (stmt, 7, body_hash, MC_HASH_SIZE, SQLITE_STATIC);
  sqlite3_bind_blob (stmt, 8, hash, MC_HASH_SIZE, SQLITE_STATIC);
  gboolean ok = mc_db_run (db, stmt, error);
  /* What was bound without a copy must not be looked at again. */
  sqlite3_clear_bindings (stmt);
  return ok;
}

gboolean
mc_journal_append (McTx *tx, McStream stream, const char *kind, const McEntryRef *dossier, const McEntryRef *parent,
                   gint64 dossier_id, const char *body, McEntryRef *ref, GError **error)
{
  McEnvelope envelope = { .stream = stream, .time = tx->now, .actor = (char *) tx->actor, .kind = (char *) kind,
                          .real_time = tx->real_now, .real_actor = (char *) tx->caller };
  guint8 prev[MC_HASH_SIZE], body_hash[MC_HASH_SIZE], hash[MC_HASH_SIZE];
  g_autofree char *text = NULL;
  gsize text_size, body_size = strlen (body);

  if (body_size > MC_ENTRY_BODY_MAX)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("Too much for one piece"));
      return FALSE;
    }
  if (!mc_journal_head (tx->db, tx->origin, stream, &envelope.seq, prev, error))
    return FALSE;
  envelope.seq++;
  memcpy (envelope.origin, tx->origin_id, MC_ORIGIN_SIZE);
  if (dossier != NULL)
    envelope.dossier = *dossier;
  if (parent != NULL)
    envelope.parent = *parent;

  text = mc_envelope_encode (&envelope);
  text_size = strlen (text);
  mc_hash_bytes (body, body_size, body_hash);
  mc_entry_hash (prev, text, text_size, body_hash, hash);

  if (!insert_entry (tx->db, tx->origin, stream, envelope.seq, dossier_id, text, text_size, body, body_size, NULL, hash, error))
    return FALSE;
  if (ref != NULL)
    {
      memcpy (ref->origin, tx->origin_id, MC_ORIGIN_SIZE);
      ref->seq = envelope.seq;
    }
  return TRUE;
}

static gboolean
read_entry (McDb *db, sqlite3_stmt *stmt, McEntry *entry, GError **error)
{
  const char *envelope = sqlite3_column_blob (stmt, 2);
  gsize envelope_size = (gsize) sqlite3_column_bytes (stmt, 2);

  entry->id = sqlite3_column_int64 (stmt, 0);
  entry->origin = sqlite3_column_int (stmt, 1);
  if (!mc_envelope_decode (envelope, envelope_size, &entry->envelope, error))
    {
      g_prefix_error (error, "%" G_GINT64_FORMAT ": ", entry->id);
      return FALSE;
    }
  entry->envelope_bytes = g_bytes_new (envelope, envelope_size);
  if (sqlite3_column_type (stmt, 3) != SQLITE_NULL)
    {
      entry->body = g_bytes_new (sqlite3_column_blob (stmt, 3), (gsize) sqlite3_column_bytes (stmt, 3));
      mc_hash_bytes (g_bytes_get_data (entry->body, NULL), g_bytes_get_size (entry->body), entry->body_hash);
    }
  else
    mc_db_column_bytes (stmt, 4, entry->body_hash, MC_HASH_SIZE);
  mc_db_column_bytes (stmt, 5, entry->hash, MC_HASH_SIZE);
  entry->dossier = sqlite3_column_int64 (stmt, 6);
  return TRUE;
}

#define ENTRY_COLUMNS "id, origin, envelope, body, body_hash, hash, dossier"

gboolean
mc_journal_foreach (McDb *db, gint64 after, gint64 dossier_id, McEntryFunc func, gpointer data, GError **error)
{
  sqlite3_stmt *stmt
      = dossier_id != 0
            ? mc_db_prepare (
                db,
                "SELECT " ENTRY_COLUMNS " FROM entry e WHERE dossier = ?2 AND id > ?1"
                " ORDER BY stream, (origin, seq) = (SELECT origin, seq FROM dossier WHERE id = ?2) DESC,"
                " coalesce ((SELECT iif (e.seq < r.first_seq + r.n_entries, r.first_n + e.seq - r.first_seq, NULL)"
                "   FROM numbered r WHERE e.stream = 0 AND r.origin = e.origin AND r.first_seq <= e.seq"
                "   ORDER BY r.first_seq DESC LIMIT 1), 9223372036854775807), id",
                error)
            : mc_db_prepare (db, "SELECT " ENTRY_COLUMNS " FROM entry WHERE id > ?1 ORDER BY id", error);
  gboolean row, ok = TRUE;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, after);
  if (dossier_id != 0)
    sqlite3_bind_int64 (stmt, 2, dossier_id);
  while (ok && (ok = mc_db_step (db, stmt, &row, error)) && row)
    {
      g_auto (McEntry) entry = { 0 };

      ok = read_entry (db, stmt, &entry, error) && func (&entry, data, error);
    }
  sqlite3_reset (stmt);
  return ok;
}

gboolean
mc_journal_read (McDb *db, int origin, McStream stream, gint64 from, guint max_entries, gsize max_bytes, GArray *entries,
                 GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (
      db, "SELECT " ENTRY_COLUMNS " FROM entry WHERE origin = ? AND stream = ? AND seq >= ? ORDER BY seq LIMIT ?", error);
  gboolean row, ok = TRUE;
  gsize bytes = 0;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int (stmt, 2, stream);
  sqlite3_bind_int64 (stmt, 3, from);
  sqlite3_bind_int64 (stmt, 4, max_entries);
  while ((ok = mc_db_step (db, stmt, &row, error)) && row)
    {
      McEntry entry = { 0 };
      gsize size = (gsize) sqlite3_column_bytes (stmt, 2) + (gsize) sqlite3_column_bytes (stmt, 3);

      if (bytes > 0 && bytes + size > max_bytes)
        break;
      if (!(ok = read_entry (db, stmt, &entry, error)))
        {
          mc_entry_clear (&entry);
          break;
        }
      g_array_append_val (entries, entry);
      bytes += size;
    }
  sqlite3_reset (stmt);
  return ok;
}

gboolean
mc_journal_find_origin (McDb *db, const guint8 id[MC_ORIGIN_SIZE], int *n, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT n FROM origin WHERE id = ?", error);
  gint64 found;

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, id, MC_ORIGIN_SIZE);
  if (!mc_db_int (db, stmt, 0, &found, error))
    return FALSE;
  *n = (int) found;
  return TRUE;
}

gboolean
mc_journal_origin (McDb *db, const guint8 id[MC_ORIGIN_SIZE], const guint8 *public_key, int *n, GError **error)
{
  sqlite3_stmt *stmt;
  gint64 made;

  if (!mc_journal_find_origin (db, id, n, error))
    return FALSE;
  if (*n != 0)
    return TRUE;
  stmt = mc_db_prepare (db, "INSERT INTO origin (id, public_key) VALUES (?, ?) RETURNING n", error);
  if (stmt == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, id, MC_ORIGIN_SIZE);
  if (public_key != NULL)
    mc_db_bind_blob (stmt, 2, public_key, MC_PUBLIC_KEY_SIZE);
  if (!mc_db_int (db, stmt, 0, &made, error))
    return FALSE;
  *n = (int) made;
  return TRUE;
}

gboolean
mc_journal_key (McDb *db, const guint8 id[MC_ORIGIN_SIZE], guint8 key[MC_PUBLIC_KEY_SIZE], gboolean *found, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT public_key FROM origin WHERE id = ? AND public_key IS NOT NULL", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, id, MC_ORIGIN_SIZE);
  if (!mc_db_step (db, stmt, found, error))
    return FALSE;
  *found = *found && mc_db_column_bytes (stmt, 0, key, MC_PUBLIC_KEY_SIZE);
  sqlite3_reset (stmt);
  return TRUE;
}

gboolean
mc_journal_origin_id (McDb *db, int n, guint8 id[MC_ORIGIN_SIZE], GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT id FROM origin WHERE n = ?", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, n);
  if (!mc_db_step (db, stmt, &row, error))
    return FALSE;
  if (!row)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT, _ ("A journal entry names a desk that is not known"));
      return FALSE;
    }
  row = mc_db_column_bytes (stmt, 0, id, MC_ORIGIN_SIZE);
  sqlite3_reset (stmt);
  return row || unreadable (error);
}

/* An entry with that number is here already: the same one, or another desk has used the number twice. */
static gboolean
check_known (McDb *db, const McEntry *entry, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT hash FROM entry WHERE origin = ? AND stream = ? AND seq = ?", error);
  guint8 hash[MC_HASH_SIZE];
  gboolean row, same;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, entry->origin);
  sqlite3_bind_int (stmt, 2, entry->envelope.stream);
  sqlite3_bind_int64 (stmt, 3, entry->envelope.seq);
  if (!mc_db_step (db, stmt, &row, error))
    return FALSE;
  same = row && mc_db_column_bytes (stmt, 0, hash, MC_HASH_SIZE) && memcmp (hash, entry->hash, MC_HASH_SIZE) == 0;
  sqlite3_reset (stmt);
  if (!same)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_CONFLICT, _ ("The same number was used twice by one desk"));
  return same;
}

gboolean
mc_journal_import (McTx *tx, McEntry *entry, gboolean *is_new, GError **error)
{
  guint8 prev[MC_HASH_SIZE], hash[MC_HASH_SIZE];
  gsize size;
  const char *text = g_bytes_get_data (entry->envelope_bytes, &size);
  McEnvelope envelope;
  gint64 head;

  *is_new = FALSE;
  if (!mc_envelope_decode (text, size, &envelope, NULL))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ ("A journal entry cannot be read"));
      return FALSE;
    }
  mc_envelope_clear (&entry->envelope);
  entry->envelope = envelope;
  if (!mc_journal_origin (tx->db, entry->envelope.origin, NULL, &entry->origin, error) ||
      !mc_journal_head (tx->db, entry->origin, entry->envelope.stream, &head, prev, error))
    return FALSE;
  if (entry->envelope.seq <= head)
    return check_known (tx->db, entry, error);

  if (entry->body != NULL)
    mc_hash_bytes (g_bytes_get_data (entry->body, NULL), g_bytes_get_size (entry->body), entry->body_hash);
  mc_entry_hash (prev, text, size, entry->body_hash, hash);
  if (entry->envelope.seq != head + 1 || memcmp (hash, entry->hash, MC_HASH_SIZE) != 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ ("The entries do not continue what is here"));
      return FALSE;
    }
  *is_new = TRUE;
  if (!insert_entry (tx->db, entry->origin, entry->envelope.stream, entry->envelope.seq, entry->dossier, text, size,
                     entry->body != NULL ? g_bytes_get_data (entry->body, NULL) : NULL,
                     entry->body != NULL ? g_bytes_get_size (entry->body) : 0, entry->body_hash, hash, error))
    return FALSE;
  entry->id = sqlite3_last_insert_rowid (mc_db_handle (tx->db));
  return TRUE;
}

/* The new key is signed like a head with number 0, which no entry has. */
static void
add_vouching (JsonBuilder *builder, const guint8 *old_key, const guint8 id[MC_ORIGIN_SIZE], const guint8 public_key[32])
{
  guint8 signature[MC_SIGNATURE_SIZE];
  g_autofree char *text = NULL;

  mc_head_sign (old_key, id, MC_STREAM_WORK, 0, public_key, signature);
  text = mc_hex_encode (signature, sizeof signature);
  mc_json_add_text (builder, "vouched", text);
}

gboolean
mc_journal_begin_origin (McTx *tx, const char *reason, const char *office, int desk, const guint8 public_key[32],
                         const guint8 *old_key, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *key = mc_hex_encode (public_key, MC_PUBLIC_KEY_SIZE);
  g_autofree char *body = NULL;
  guint8 id[MC_ORIGIN_SIZE];

  randombytes_buf (id, MC_ORIGIN_SIZE);
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "reason", reason);
  mc_json_add_text (builder, "office", office);
  mc_json_add_int (builder, "desk", desk);
  mc_json_add_text (builder, "public_key", key);
  if (tx->origin != 0)
    {
      McEntryRef previous;
      guint8 hash[MC_HASH_SIZE];
      g_autofree char *text = NULL;

      memcpy (previous.origin, tx->origin_id, MC_ORIGIN_SIZE);
      if (!mc_journal_head (tx->db, tx->origin, MC_STREAM_WORK, &previous.seq, hash, error))
        return FALSE;
      text = mc_entry_ref_to_text (&previous);
      mc_json_add_text (builder, "previous", text);
    }
  if (old_key != NULL)
    add_vouching (builder, old_key, id, public_key);
  json_builder_end_object (builder);
  body = mc_json_builder_text (builder);

  memcpy (tx->origin_id, id, MC_ORIGIN_SIZE);
  return mc_journal_origin (tx->db, tx->origin_id, public_key, &tx->origin, error) &&
         mc_journal_append (tx, MC_STREAM_WORK, "begin", NULL, NULL, 0, body, NULL, error);
}
