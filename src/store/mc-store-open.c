/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a store is brought to its newest form and tied to its place: migrations, origin, mark, signed heads. */
#include "config.h"

#include "mc-store-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-journal.h"
#include "mc-projection.h"
#include "mc-published.h"
#include "mc-retype.h"

#define SCHEMA_VERSION 5

/* The one that brought official codes: which dossiers wait for theirs is worked out once. */
#define VERSION_RETYPE 2
/* The one from which what a province publishes waits for its evening. */
#define VERSION_PUBLISHED 3

static gboolean
schema_version (McDb *db, gint64 *version, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "PRAGMA user_version", error);

  return stmt != NULL && mc_db_int (db, stmt, 0, version, error);
}

/* Whether nothing was ever written here: a file that creating a store left behind unfinished. */
static gboolean
is_empty (McDb *db, gboolean *empty, GError **error)
{
  gint64 version, any;
  sqlite3_stmt *stmt;

  if (!schema_version (db, &version, error))
    return FALSE;
  stmt = version == 0 ? mc_db_prepare (db, "SELECT EXISTS (SELECT 1 FROM sqlite_master)", error)
                      : mc_db_prepare (db, "SELECT EXISTS (SELECT 1 FROM entry)", error);
  if (stmt == NULL || !mc_db_int (db, stmt, 0, &any, error))
    return FALSE;
  *empty = any == 0;
  return TRUE;
}

static gboolean
too_new (GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_TOO_NEW,
                       _ ("The data were written by a newer version. The program must be updated"));
  return FALSE;
}

/* Nothing is changed before this has said yes. */
gboolean
_mc_store_look (McStore *self, McDb *db, gboolean *empty, GError **error)
{
  gint64 version;
  McMark mark;

  if (!schema_version (db, &version, error))
    return FALSE;
  if (version > SCHEMA_VERSION)
    return too_new (error);
  if (!is_empty (db, empty, error))
    return FALSE;
  mc_mark_read (self->folder, &mark);
  if (*empty ? mark.seq[MC_STREAM_WORK] == 0 : version > 0)
    return TRUE;
  /* Emptied since it was written to, or a database of something else. */
  g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT,
                       _ ("The data are damaged. The file is kept as it is; open Restore"));
  return FALSE;
}

static gboolean
migrate_one (McDb *db, int version, GError **error)
{
  g_autofree char *name = g_strdup_printf ("/org/motcua/sql/%03d.sql", version);
  g_autofree char *pragma = g_strdup_printf ("PRAGMA user_version = %d", version);
  g_autoptr (GBytes) sql = g_resources_lookup_data (name, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  return sql != NULL && mc_db_exec (db, g_bytes_get_data (sql, NULL), error) &&
         (version != VERSION_RETYPE || mc_retype_renew_all (db, error)) &&
         (version != VERSION_PUBLISHED || mc_published_migrate (db, error)) && mc_db_exec (db, pragma, error);
}

/* One consistent copy beside the store before anything is changed. */
static gboolean
backup_before (McStore *self, McDb *db, gint64 version, GError **error)
{
  g_autofree char *target = g_strdup_printf ("%s/before-version-%d.db", self->folder, SCHEMA_VERSION);
  sqlite3_stmt *stmt;

  if (version == 0)
    return TRUE;
  stmt = mc_db_prepare (db, "VACUUM INTO ?", error);
  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, target);
  return mc_db_run (db, stmt, error);
}

gboolean
_mc_store_migrate (McStore *self, McDb *db, GError **error)
{
  gint64 version;

  if (!schema_version (db, &version, error))
    return FALSE;
  if (version == SCHEMA_VERSION)
    return TRUE;
  if (version > SCHEMA_VERSION)
    return too_new (error);
  if (!backup_before (self, db, version, error))
    return FALSE;
  /* Another process may do the same at this moment: who gets the lock second finds the work done. */
  if (!mc_db_begin (db, error))
    return FALSE;
  if (!schema_version (db, &version, error))
    {
      mc_db_rollback (db);
      return FALSE;
    }
  for (int next = (int) version + 1; next <= SCHEMA_VERSION; next++)
    if (!migrate_one (db, next, error))
      {
        mc_db_rollback (db);
        return FALSE;
      }
  return mc_db_commit (db, error);
}

/* @secret_key is the one this origin began with. */
static gboolean
is_key_of_origin (McStore *self, McDb *db, const guint8 secret_key[MC_SECRET_KEY_SIZE])
{
  guint8 public_key[MC_PUBLIC_KEY_SIZE], known[MC_PUBLIC_KEY_SIZE];
  sqlite3_stmt *stmt;
  gboolean row, ours = FALSE;

  crypto_sign_ed25519_sk_to_pk (public_key, secret_key);
  stmt = mc_db_prepare (db, "SELECT public_key FROM origin WHERE n = ?", NULL);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, self->origin);
  if (mc_db_step (db, stmt, &row, NULL) && row)
    ours = mc_db_column_bytes (stmt, 0, known, sizeof known) && memcmp (known, public_key, sizeof known) == 0;
  sqlite3_reset (stmt);
  return ours;
}

/* The key in the folder is that of this origin. */
static gboolean
key_is_ours (McStore *self, McDb *db)
{
  guint8 secret_key[MC_SECRET_KEY_SIZE];
  gboolean ours = mc_origin_key_load (self->folder, secret_key, NULL) && is_key_of_origin (self, db, secret_key);

  sodium_memzero (secret_key, sizeof secret_key);
  return ours;
}

/* Why what lies here is not, or not only, what this origin last wrote here; NULL when all is as it was left. */
static const char *
foreign_reason (McStore *self, McDb *db, const char *mark, const char *place, const char *machine)
{
  guint8 hash[MC_HASH_SIZE];

  if (g_strcmp0 (machine, self->machine) != 0)
    return "copy";
  if (!key_is_ours (self, db) || g_strcmp0 (mark, self->mark.mark) != 0)
    return "restore";
  for (int stream = 0; stream < 2; stream++)
    {
      gint64 head;

      if (mc_journal_head (db, self->origin, (McStream) stream, &head, hash, NULL) && head < self->mark.seq[stream])
        return "restore";
    }
  /* Last, because a restored folder lies in another place too. */
  return place != NULL && strcmp (place, self->mark.place) != 0 ? "copy" : NULL;
}

/* The file is replaced, not rewritten, when a new origin begins. */
static void
reopen_mark (McStore *self)
{
  if (self->mark_fd >= 0)
    g_close (self->mark_fd, NULL);
  self->mark_fd = mc_mark_open (self->folder);
}

gboolean
_mc_store_load_origin (McStore *self, McDb *db, GError **error)
{
  g_autofree char *mark = NULL, *place = NULL, *machine = NULL;
  gint64 origin;
  gboolean empty;

  /* The mark first: read after the heads it could look ahead of them while another process commits. */
  mc_mark_read (self->folder, &self->mark);
  reopen_mark (self);
  if (!mc_local_count (db, "origin", &origin, error) || !mc_local_get (db, "mark", &mark, error) ||
      !mc_local_get (db, "place", &place, error) || !mc_local_get (db, "machine", &machine, error))
    return FALSE;
  self->origin = (int) origin;
  g_clear_pointer (&self->must_begin, g_free);
  if (self->origin != 0)
    {
      if (!mc_journal_origin_id (db, self->origin, self->origin_id, error))
        return FALSE;
      self->must_begin = g_strdup (foreign_reason (self, db, mark, place, machine));
      return TRUE;
    }
  /* Local state may be lost: who wrote the journal that is here is not known any more. */
  if (!is_empty (db, &empty, error))
    return FALSE;
  self->must_begin = g_strdup (empty ? NULL : "restore");
  return TRUE;
}

/* From the day of the last entry to today numbers may have been given that this store does not know of. */
static gboolean
open_question (McTx *tx, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (tx->db, "SELECT received_at FROM dossier ORDER BY id DESC LIMIT 1", error);
  gint64 last;
  g_autofree char *since = NULL;

  if (stmt == NULL || !mc_db_int (tx->db, stmt, tx->now, &last, error))
    return FALSE;
  since = mc_day_to_iso (mc_day_of_time (MIN (last, tx->now)));
  return mc_local_set (tx->db, "numbers-unknown-since", since, error);
}

gboolean
mc_store_pending_question (McDb *db, McDay *since, GError **error)
{
  g_autofree char *text = NULL;

  *since = MC_DAY_NONE;
  if (!mc_local_get (db, "numbers-unknown-since", &text, error))
    return FALSE;
  /* What cannot be read is a question all the same. */
  if (text != NULL && !mc_day_from_iso (text, since))
    *since = 0;
  return TRUE;
}

/* The key of the origin that ends: in its place, or beside it when the machine stopped the last time it was to end. */
static gboolean
find_old_key (McStore *self, McTx *tx, guint8 old_key[MC_SECRET_KEY_SIZE], gboolean *found, GError **error)
{
  *found = self->origin != 0 && mc_origin_key_load (self->folder, old_key, NULL) && is_key_of_origin (self, tx->db, old_key);
  if (*found)
    return mc_origin_key_keep (self->folder, error);
  *found = self->origin != 0 && mc_origin_key_load_kept (self->folder, old_key) && is_key_of_origin (self, tx->db, old_key);
  return TRUE;
}

/* The key goes with the origin. What it wrote and nobody has yet must be signed while that can be done: another desk, or this one with
 * another token, is believed only so. */
static gboolean
sign_last_heads (McTx *tx, const guint8 old_key[MC_SECRET_KEY_SIZE], GError **error)
{
  gboolean ok = TRUE;

  for (int stream = 0; ok && stream < 2; stream++)
    {
      guint8 hash[MC_HASH_SIZE], signature[MC_SIGNATURE_SIZE];
      gint64 seq;

      ok = mc_journal_head (tx->db, tx->origin, (McStream) stream, &seq, hash, error) &&
           (seq == 0 || _mc_store_sign_head_with (tx, old_key, (McStream) stream, seq, hash, signature, error));
    }
  return ok;
}

static gboolean
begin_with_key (McStore *self, McTx *tx, const char *reason, const char *office, int desk, McMark *mark, GError **error)
{
  guint8 public_key[MC_PUBLIC_KEY_SIZE], secret_key[MC_SECRET_KEY_SIZE], old_key[MC_SECRET_KEY_SIZE];
  gboolean is_ours, ok;

  /* The mark before the key, both before the commit: stopped anywhere between, the next start sees a mark that is not the
   * database's and begins once more. */
  ok = find_old_key (self, tx, old_key, &is_ours, error) && (!is_ours || sign_last_heads (tx, old_key, error)) && mc_mark_create (self->folder, mark, error) &&
       mc_origin_key_create (self->folder, public_key, secret_key, error) &&
       (strcmp (reason, "init") == 0 || open_question (tx, error)) &&
       mc_journal_begin_origin (tx, reason, office, desk, public_key, is_ours ? old_key : NULL, error);
  sodium_memzero (secret_key, sizeof secret_key);
  sodium_memzero (old_key, sizeof old_key);
  return ok;
}

gboolean
_mc_store_begin_origin (McStore *self, McTx *tx, const char *reason, const char *office, int desk, GError **error)
{
  g_autofree char *n = NULL;
  McMark mark = { 0 };

  if (!begin_with_key (self, tx, reason, office, desk, &mark, error) ||
      !mc_projection_put_desk (tx->db, tx->origin, office, desk, tx->now, error))
    return FALSE;
  n = g_strdup_printf ("%d", tx->origin);
  if (!mc_local_set (tx->db, "origin", n, error) || !mc_local_set (tx->db, "mark", mark.mark, error) ||
      !mc_local_set (tx->db, "place", *mark.place != '\0' ? mark.place : NULL, error) ||
      !mc_local_set (tx->db, "machine", self->machine, error))
    return FALSE;

  self->origin = tx->origin;
  memcpy (self->origin_id, tx->origin_id, MC_ORIGIN_SIZE);
  self->mark = mark;
  g_clear_pointer (&self->must_begin, g_free);
  reopen_mark (self);
  return TRUE;
}

/* ---- signing ---- */

gboolean
mc_store_sign_head (McTx *tx, McStream stream, gint64 seq, const guint8 hash[MC_HASH_SIZE],
                    guint8 signature[MC_SIGNATURE_SIZE], GError **error)
{
  guint8 secret_key[MC_SECRET_KEY_SIZE];
  gboolean ok;

  if (!mc_origin_key_load (tx->store->folder, secret_key, error))
    return FALSE;
  ok = _mc_store_sign_head_with (tx, secret_key, stream, seq, hash, signature, error);
  sodium_memzero (secret_key, sizeof secret_key);
  return ok;
}

gboolean
_mc_store_sign_head_with (McTx *tx, const guint8 secret_key[MC_SECRET_KEY_SIZE], McStream stream, gint64 seq,
                          const guint8 hash[MC_HASH_SIZE], guint8 signature[MC_SIGNATURE_SIZE], GError **error)
{
  sqlite3_stmt *stmt;

  mc_head_sign (secret_key, tx->origin_id, stream, seq, hash, signature);
  stmt = mc_db_prepare (tx->db, "INSERT OR IGNORE INTO signature VALUES (?, ?, ?, ?, ?, ?)", error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, tx->origin);
  sqlite3_bind_int (stmt, 2, stream);
  sqlite3_bind_int64 (stmt, 3, seq);
  mc_db_bind_blob (stmt, 4, hash, MC_HASH_SIZE);
  mc_db_bind_blob (stmt, 5, signature, MC_SIGNATURE_SIZE);
  sqlite3_bind_int64 (stmt, 6, tx->now);
  return mc_db_run (tx->db, stmt, error);
}

static gboolean
write_signatures (McTx *tx, gpointer data, GError **error)
{
  gboolean ok = TRUE;

  /* What writes here has begun: the key of what wrote before is needed no more. */
  mc_origin_key_drop_kept (tx->store->folder);

  for (int stream = 0; ok && stream < 2; stream++)
    {
      guint8 hash[MC_HASH_SIZE], signature[MC_SIGNATURE_SIZE];
      gint64 seq;

      ok = mc_journal_head (tx->db, tx->origin, (McStream) stream, &seq, hash, error) &&
           (seq == 0 || mc_store_sign_head (tx, (McStream) stream, seq, hash, signature, error));
    }
  return ok;
}

gboolean
mc_store_sign_heads (McStore *self, GError **error)
{
  return mc_store_write (self, write_signatures, NULL, error);
}
