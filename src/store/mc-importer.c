/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-importer.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "mc-error.h"
#include "mc-importer-private.h"
#include "mc-json.h"
#include "mc-origin.h"
#include "mc-peer.h"
#include "mc-projection.h"
#include "mc-published.h"
#include "mc-retype.h"
#include "mc-setting.h"

#define REFUSED_CONTENT 5 /* MC_REFUSED_CONTENT of src/sync/mc-message.h */

struct _McImporter
{
  McTx *tx;
  McDb *db;
  GHashTable *touched; /* (element-type gint64) rows of dossiers */
  char *office;        /* (owned) (nullable) code; read when first needed */
  McPeer peer;
  gboolean peer_loaded;
  gboolean enrolled;
};

McImporter *
mc_importer_new (McTx *tx)
{
  McImporter *self = g_new0 (McImporter, 1);

  self->tx = tx;
  self->db = tx->db;
  self->touched = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
mc_importer_free (McImporter *self)
{
  g_hash_table_unref (self->touched);
  g_free (self->office);
  mc_peer_clear (&self->peer);
  g_free (self);
}

static void
touch (McImporter *self, gint64 dossier)
{
  if (dossier != 0)
    g_hash_table_add (self->touched, g_memdup2 (&dossier, sizeof dossier));
}

/* ---- whose entry it is ------------------------------------------------------------------------------------- */

static gboolean
rejected (GError **error, const char *message)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, message);
  return FALSE;
}

static gboolean
load_key (McDb *db, const guint8 id[MC_ORIGIN_SIZE], guint8 key[MC_PUBLIC_KEY_SIZE], int *n, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT n, public_key FROM origin WHERE id = ? AND public_key IS NOT NULL", error);
  gboolean row;

  *n = 0;
  if (stmt == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, id, MC_ORIGIN_SIZE);
  if (!mc_db_step (db, stmt, &row, error))
    return FALSE;
  if (row && mc_db_column_bytes (stmt, 1, key, MC_PUBLIC_KEY_SIZE))
    *n = sqlite3_column_int (stmt, 0);
  sqlite3_reset (stmt);
  return TRUE;
}

static gboolean
is_our_office (McImporter *self, const char *office, gboolean *ours, GError **error)
{
  if (self->office == NULL)
    {
      g_autoptr (McOffice) mine = mc_setting_office (self->db, 0, error);

      if (mine == NULL)
        return FALSE;
      self->office = g_strdup (mine->code);
    }
  *ours = g_strcmp0 (office, self->office) == 0;
  return TRUE;
}

static gboolean
load_peer (McImporter *self, GError **error)
{
  return self->peer_loaded || (self->peer_loaded = mc_peer_load (self->db, &self->peer, &self->enrolled, error));
}

/* The province's origins are known by name from the enrolment. */
static gboolean
is_province (const McImporter *self, const guint8 origin[MC_ORIGIN_SIZE])
{
  return self->enrolled && (memcmp (origin, self->peer.common, MC_ORIGIN_SIZE) == 0 ||
                            memcmp (origin, self->peer.office, MC_ORIGIN_SIZE) == 0);
}

/* And so is their key. */
static gboolean
check_province (McImporter *self, const McEnvelope *envelope, const guint8 *key, gboolean *province, GError **error)
{
  if (!load_peer (self, error))
    return FALSE;
  *province = is_province (self, envelope->origin);
  return !*province || memcmp (key, self->peer.public_key, MC_PUBLIC_KEY_SIZE) == 0 ||
         rejected (error, _ ("The province's key is another one"));
}

/* The first entry of an origin says whose it is and brings its key. */
static gboolean
read_begin (McImporter *self, const McEnvelope *envelope, GBytes *bytes, guint8 key[MC_PUBLIC_KEY_SIZE], GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *office = NULL, *hex = NULL;
  JsonObject *body = NULL;
  gboolean ours = FALSE, province = FALSE;
  gsize size;

  if (envelope->seq == 1 && envelope->stream == MC_STREAM_WORK && strcmp (envelope->kind, "begin") == 0 && bytes != NULL)
    {
      const char *text = g_bytes_get_data (bytes, &size);

      body = mc_json_parse_object (parser, text, (gssize) size, NULL);
    }
  if (body == NULL || !mc_json_read_text (body, "office", &office, NULL) ||
      !mc_json_read_text (body, "public_key", &hex, NULL) || !mc_hex_decode (hex, key, MC_PUBLIC_KEY_SIZE))
    return rejected (error, _ ("The entries do not begin where a desk begins"));
  if (!check_province (self, envelope, key, &province, error) || !is_our_office (self, office, &ours, error))
    return FALSE;
  return ours || province || rejected (error, _ ("The entries are of another office"));
}

static gboolean
put_key (McDb *db, const guint8 id[MC_ORIGIN_SIZE], const guint8 key[MC_PUBLIC_KEY_SIZE], GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "UPDATE origin SET public_key = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, key, MC_PUBLIC_KEY_SIZE);
  mc_db_bind_blob (stmt, 2, id, MC_ORIGIN_SIZE);
  return mc_db_run (db, stmt, error);
}

/* ---- entries ------------------------------------------------------------------------------------------------ */

/* What cannot be read as what it says it is stands in the journal, changes nothing and is listed. */
static gboolean
apply (McImporter *self, McEntry *entry, GError **error)
{
  g_autoptr (GError) unreadable = NULL;
  g_autofree char *ref = NULL, *subject = NULL;
  McEntryRef name = { .seq = entry->envelope.seq };

  if (!mc_db_exec (self->db, "SAVEPOINT apply", error))
    return FALSE;
  if (mc_projection_apply (self->db, entry, &unreadable))
    return mc_db_exec (self->db, "RELEASE apply", error);
  if (!g_error_matches (unreadable, MC_ERROR, MC_ERROR_INVALID))
    {
      g_propagate_error (error, g_steal_pointer (&unreadable));
      return FALSE;
    }
  memcpy (name.origin, entry->envelope.origin, MC_ORIGIN_SIZE);
  ref = mc_entry_ref_to_text (&name);
  subject = g_strconcat ("entry ", ref, NULL);
  return mc_db_exec (self->db, "ROLLBACK TO apply; RELEASE apply", error) &&
         mc_quarantine_put (self->tx, subject, REFUSED_CONTENT, entry->dossier, error);
}

/* A result that a department decided is to come down. */
static gboolean
fetch_its_file (McImporter *self, const McEntry *entry, GError **error)
{
  guint8 hash[MC_HASH_SIZE];
  sqlite3_stmt *stmt;
  gboolean row;
  gint64 size;

  if (!load_peer (self, error))
    return FALSE;
  if (!is_province (self, entry->envelope.origin))
    return TRUE;
  stmt = mc_db_prepare (self->db, "SELECT hash, size FROM file WHERE entry = ?", error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, entry->id);
  if (!mc_db_step (self->db, stmt, &row, error))
    return FALSE;
  size = row && mc_db_column_bytes (stmt, 0, hash, MC_HASH_SIZE) ? sqlite3_column_int64 (stmt, 1) : -1;
  sqlite3_reset (stmt);
  return size < 0 || mc_peer_want_file (self->tx, hash, size, error);
}

static gboolean
import (McImporter *self, McEntry *entry, gboolean *is_new, GError **error)
{
  guint8 key[MC_PUBLIC_KEY_SIZE];
  g_auto (McEnvelope) envelope = { 0 };
  gboolean begins;
  gsize size;
  const char *text = g_bytes_get_data (entry->envelope_bytes, &size);
  int origin;

  if (!mc_envelope_decode (text, size, &envelope, NULL))
    return rejected (error, _ ("A journal entry cannot be read"));
  if (!load_key (self->db, envelope.origin, key, &origin, error))
    return FALSE;
  begins = origin == 0;
  if (begins && !read_begin (self, &envelope, entry->body, key, error))
    return FALSE;
  return mc_journal_import (self->tx, entry, is_new, error) && (!begins || put_key (self->db, envelope.origin, key, error));
}

gboolean
mc_importer_entry (McImporter *self, McEntry *entry, gboolean *is_new, GError **error)
{
  *is_new = FALSE;
  if (!mc_db_exec (self->db, "SAVEPOINT entry", error))
    return FALSE;
  if (!import (self, entry, is_new, error))
    {
      mc_db_exec (self->db, "ROLLBACK TO entry; RELEASE entry", NULL);
      return FALSE;
    }
  if (!mc_db_exec (self->db, "RELEASE entry", error))
    return FALSE;
  if (!*is_new)
    return TRUE;
  if (!apply (self, entry, error) || !mc_published_arrive (self->tx, entry->id, error) || !fetch_its_file (self, entry, error))
    return FALSE;
  touch (self, entry->dossier);
  return TRUE;
}

gboolean
mc_importer_signature (McImporter *self, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq,
                       const guint8 signature[64], GError **error)
{
  guint8 key[MC_PUBLIC_KEY_SIZE], hash[MC_HASH_SIZE];
  sqlite3_stmt *stmt;
  gboolean row;
  int n;

  if (!load_key (self->db, origin, key, &n, error))
    return FALSE;
  stmt = mc_db_prepare (self->db, "SELECT hash FROM entry WHERE origin = ? AND stream = ? AND seq = ?", error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, n);
  sqlite3_bind_int (stmt, 2, stream);
  sqlite3_bind_int64 (stmt, 3, seq);
  if (!mc_db_step (self->db, stmt, &row, error))
    return FALSE;
  row = row && mc_db_column_bytes (stmt, 0, hash, MC_HASH_SIZE);
  sqlite3_reset (stmt);
  if (!row || !mc_head_verify (key, origin, stream, seq, hash, signature))
    return rejected (error, _ ("The signature is not that of the desk that wrote the entries"));

  stmt = mc_db_prepare (self->db, "INSERT OR IGNORE INTO signature VALUES (?, ?, ?, ?, ?, ?)", error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, n);
  sqlite3_bind_int (stmt, 2, stream);
  sqlite3_bind_int64 (stmt, 3, seq);
  mc_db_bind_blob (stmt, 4, hash, MC_HASH_SIZE);
  mc_db_bind_blob (stmt, 5, signature, MC_SIGNATURE_SIZE);
  sqlite3_bind_int64 (stmt, 6, self->tx->now);
  return mc_db_run (self->db, stmt, error);
}

/* ---- order -------------------------------------------------------------------------------------------------- */

gboolean
mc_importer_run (McImporter *self, const McRun *run, GError **error)
{
  guint8 key[MC_PUBLIC_KEY_SIZE];
  sqlite3_stmt *stmt;
  gboolean is_new, row = TRUE;
  int origin;

  if (!load_key (self->db, run->origin, key, &origin, error))
    return FALSE;
  if (origin == 0)
    return rejected (error, _ ("The order names a desk that is not known"));
  if (!_mc_order_put (self->db, origin, run, &is_new, error))
    return FALSE;
  if (!is_new)
    return TRUE;
  stmt = mc_db_prepare (self->db,
                        "SELECT DISTINCT dossier FROM entry WHERE origin = ?1 AND stream = 0"
                        " AND seq BETWEEN ?2 AND ?2 + ?3 - 1 AND dossier IS NOT NULL",
                        error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  sqlite3_bind_int64 (stmt, 2, run->first_seq);
  sqlite3_bind_int64 (stmt, 3, run->count);
  while (row)
    {
      if (!mc_db_step (self->db, stmt, &row, error))
        return FALSE;
      if (row)
        touch (self, sqlite3_column_int64 (stmt, 0));
    }
  return TRUE;
}

gboolean
mc_importer_finish (McImporter *self, guint *dossiers, GError **error)
{
  GHashTableIter iter;
  gpointer key;

  if (dossiers != NULL)
    *dossiers = g_hash_table_size (self->touched);
  g_hash_table_iter_init (&iter, self->touched);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gint64 dossier = *(gint64 *) key;
      gboolean shared;

      /* What the province has numbered is not to be typed into its system. */
      if (!_mc_dossier_is_shared (self->db, dossier, &shared, error) ||
          !(shared ? mc_projection_refold (self->db, dossier, error) : mc_retype_renew (self->db, dossier, error)))
        return FALSE;
    }
  g_hash_table_remove_all (self->touched);
  return TRUE;
}
