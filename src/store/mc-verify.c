/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-verify.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-journal.h"
#include "mc-origin.h"
#include "mc-projection.h"
#include "mc-tokens.h"
#include "mc-verify-private.h"

#define MAX_FAULTS 100
#define PROGRESS_EVERY 4096

McCheck *
mc_check_new (void)
{
  McCheck *self = g_new0 (McCheck, 1);

  self->faults = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
mc_check_free (McCheck *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->faults);
  g_free (self);
}

void
_mc_check_fault (McCheck *check, const char *format, ...)
{
  va_list args;

  if (check->faults->len > MAX_FAULTS)
    return;
  if (check->faults->len == MAX_FAULTS)
    {
      g_ptr_array_add (check->faults, g_strdup (_ ("… and more")));
      return;
    }
  va_start (args, format);
  g_ptr_array_add (check->faults, g_strdup_vprintf (format, args));
  va_end (args);
}

gboolean
_mc_check_progress (McCheck *check, gint64 done, gint64 total, GError **error)
{
  if (check->progress == NULL || done % PROGRESS_EVERY != 0 || check->progress (done, total, check->progress_data))
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, _ ("Cancelled"));
  return FALSE;
}

gboolean
_mc_count (McDb *db, const char *sql, gint64 *n, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, sql, error);

  return stmt != NULL && mc_db_int (db, stmt, 0, n, error);
}

/* ---- chains --------------------------------------------------------------------------------------------- */

typedef struct
{
  McCheck *check;
  gint64 total;
  GHashTable *heads; /* (element-type gsize Head) by origin * 2 + stream */
} ChainWalk;

typedef struct
{
  gint64 seq;
  guint8 hash[MC_HASH_SIZE];
} Head;

static void
check_one (ChainWalk *walk, sqlite3_stmt *stmt)
{
  int origin = sqlite3_column_int (stmt, 1), stream = sqlite3_column_int (stmt, 2);
  gint64 id = sqlite3_column_int64 (stmt, 0), seq = sqlite3_column_int64 (stmt, 3);
  gsize envelope_size = (gsize) sqlite3_column_bytes (stmt, 4);
  const char *envelope_text = sqlite3_column_blob (stmt, 4);
  gpointer key = GSIZE_TO_POINTER ((gsize) origin * 2 + (gsize) stream);
  Head *head = g_hash_table_lookup (walk->heads, key);
  g_auto (McEnvelope) envelope = { 0 };
  guint8 body_hash[MC_HASH_SIZE], hash[MC_HASH_SIZE], stored[MC_HASH_SIZE], id_of_origin[MC_ORIGIN_SIZE];

  if (head == NULL)
    {
      head = g_new0 (Head, 1);
      g_hash_table_insert (walk->heads, key, head);
    }
  if (seq != head->seq + 1)
    _mc_check_fault (walk->check, _ ("Entry %lld: number %lld follows %lld"), (long long) id,
                     (long long) seq, (long long) head->seq);
  if (!mc_envelope_decode (envelope_text, envelope_size, &envelope, NULL))
    _mc_check_fault (walk->check, _ ("Entry %lld: the envelope cannot be read"), (long long) id);
  else if (envelope.seq != seq || envelope.stream != (McStream) stream ||
           !mc_db_column_bytes (stmt, 8, id_of_origin, sizeof id_of_origin) ||
           memcmp (envelope.origin, id_of_origin, sizeof id_of_origin) != 0)
    _mc_check_fault (walk->check, _ ("Entry %lld: the columns are not what the envelope says"), (long long) id);

  if (sqlite3_column_type (stmt, 5) != SQLITE_NULL)
    mc_hash_bytes (sqlite3_column_blob (stmt, 5), (gsize) sqlite3_column_bytes (stmt, 5), body_hash);
  else
    mc_db_column_bytes (stmt, 6, body_hash, MC_HASH_SIZE);
  mc_entry_hash (head->hash, envelope_text, envelope_size, body_hash, hash);
  if (!mc_db_column_bytes (stmt, 7, stored, MC_HASH_SIZE) || memcmp (hash, stored, MC_HASH_SIZE) != 0)
    _mc_check_fault (walk->check, _ ("Entry %lld: the chain does not hold, something was altered"), (long long) id);
  head->seq = seq;
  memcpy (head->hash, stored, MC_HASH_SIZE);
}

static gboolean
check_chains (McDb *db, McCheck *check, GError **error)
{
  g_autoptr (GHashTable) heads = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  ChainWalk walk = { check, 0, heads };
  sqlite3_stmt *stmt;
  gboolean row;

  if (!_mc_count (db, "SELECT count (*) FROM entry", &walk.total, error))
    return FALSE;
  stmt = mc_db_prepare (db,
                        "SELECT e.id, e.origin, e.stream, e.seq, e.envelope, e.body, e.body_hash, e.hash, o.id"
                        " FROM entry e JOIN origin o ON o.n = e.origin ORDER BY e.origin, e.stream, e.seq",
                        error);
  if (stmt == NULL)
    return FALSE;
  while (mc_db_step (db, stmt, &row, error))
    {
      if (!row)
        {
          if (check->entries != walk.total)
            _mc_check_fault (check, _ ("%lld entries belong to no known desk"), (long long) (walk.total - check->entries));
          return TRUE;
        }
      check_one (&walk, stmt);
      if (!_mc_check_progress (check, ++check->entries, walk.total, error))
        {
          sqlite3_reset (stmt);
          return FALSE;
        }
    }
  return FALSE;
}

static void
check_signature (McCheck *check, sqlite3_stmt *stmt)
{
  gint64 seq = sqlite3_column_int64 (stmt, 1);
  guint8 signature[MC_SIGNATURE_SIZE], origin[MC_ORIGIN_SIZE], key[MC_PUBLIC_KEY_SIZE];
  guint8 hash[MC_HASH_SIZE], signed_hash[MC_HASH_SIZE];

  if (!mc_db_column_bytes (stmt, 5, hash, sizeof hash) || !mc_db_column_bytes (stmt, 6, signed_hash, sizeof signed_hash) ||
      memcmp (hash, signed_hash, sizeof hash) != 0)
    _mc_check_fault (check, _ ("A signed entry, number %lld, is gone or altered"), (long long) seq);
  else if (sqlite3_column_type (stmt, 4) != SQLITE_NULL &&
           (!mc_db_column_bytes (stmt, 4, key, sizeof key) || !mc_db_column_bytes (stmt, 3, origin, sizeof origin) ||
            !mc_db_column_bytes (stmt, 2, signature, sizeof signature) ||
            !mc_head_verify (key, origin, (McStream) sqlite3_column_int (stmt, 0), seq, hash, signature)))
    _mc_check_fault (check, _ ("The signature of entry number %lld is not valid"), (long long) seq);
}

static gboolean
check_signatures (McDb *db, McCheck *check, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT s.stream, s.seq, s.signature, o.id, o.public_key, e.hash, s.hash FROM signature s"
                                      " JOIN origin o ON o.n = s.origin"
                                      " LEFT JOIN entry e ON e.origin = s.origin AND e.stream = s.stream AND e.seq = s.seq",
                                      error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  while (mc_db_step (db, stmt, &row, error))
    {
      if (!row)
        return TRUE;
      check_signature (check, stmt);
    }
  return FALSE;
}

/* ---- SQLite's own checks ------------------------------------------------------------------------------ */

/* A connection of its own: what is checked is the file, not what a connection that has long been open remembers of it. FTS5 of SQLite
 * 3.46 remembers the index as it was before another connection made it anew, and calls it malformed. */
static McDb *
open_again (McDb *db, GError **error)
{
  sqlite3_vfs *vfs = NULL;

  sqlite3_file_control (mc_db_handle (db), "main", SQLITE_FCNTL_VFS_POINTER, &vfs);
  return mc_db_open (sqlite3_db_filename (mc_db_handle (db), "main"), MC_DB_READ_ONLY, vfs != NULL ? vfs->zName : NULL, error);
}

static gboolean
check_file (McDb *open, McCheck *check, GError **error)
{
  g_autoptr (McDb) db = open_again (open, error);
  sqlite3_stmt *stmt = db != NULL ? mc_db_prepare (db, "PRAGMA integrity_check (20)", error) : NULL;
  gboolean row = stmt != NULL;

  while (row)
    {
      const char *text;

      if (!mc_db_step (db, stmt, &row, error))
        return FALSE;
      text = row ? (const char *) sqlite3_column_text (stmt, 0) : "ok";
      if (g_strcmp0 (text, "ok") != 0)
        _mc_check_fault (check, _ ("The file is damaged: %s"), text);
    }
  return stmt != NULL;
}

static gboolean
check_references (McDb *db, McCheck *check, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "PRAGMA foreign_key_check", error);
  gboolean row = stmt != NULL;

  while (row)
    {
      if (!mc_db_step (db, stmt, &row, error))
        return FALSE;
      if (row)
        _mc_check_fault (check, _ ("A row of %s refers to nothing"), (const char *) sqlite3_column_text (stmt, 0));
    }
  return stmt != NULL;
}

gboolean
mc_verify (McDb *db, McCheck *check, GError **error)
{
  return check_file (db, check, error) && check_references (db, check, error) && check_chains (db, check, error) &&
         check_signatures (db, check, error) && _mc_verify_search (db, check, error);
}
