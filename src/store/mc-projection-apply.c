/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an entry of the journal to all projections: the way of rebuilding, and of entries that came from other desks. */
#include "config.h"

#include <string.h>

#include "mc-again.h"
#include "mc-catalogue.h"
#include "mc-code.h"
#include "mc-importer-private.h"
#include "mc-json.h"
#include "mc-projection.h"
#include "mc-published.h"
#include "mc-retype-json.h"
#include "mc-setting.h"
#include "mc-store-private.h"

/* The journal's own column: which dossier of this store an entry belongs to. */
static gboolean
tie_to_dossier (McDb *db, gint64 entry, gint64 dossier, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "UPDATE entry SET dossier = ?2 WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, entry);
  sqlite3_bind_int64 (stmt, 2, dossier);
  return mc_db_run (db, stmt, error);
}

/* ---- entries that come before the first one of their dossier: another desk's work on it arrived by a shorter way ---- */

static gboolean
wait_for_first (McDb *db, const McEntry *entry, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "INSERT OR IGNORE INTO waiting VALUES (?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, entry->envelope.dossier.origin, MC_ORIGIN_SIZE);
  sqlite3_bind_int64 (stmt, 2, entry->envelope.dossier.seq);
  sqlite3_bind_int64 (stmt, 3, entry->id);
  return mc_db_run (db, stmt, error);
}

/* Entries that wait for a first entry of this name. (element-type gint64) */
static GArray *
list_waiting (McDb *db, const McEntryRef *name, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT entry FROM waiting WHERE origin = ? AND seq = ?", error);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean row = stmt != NULL;

  if (stmt == NULL)
    return NULL;
  mc_db_bind_blob (stmt, 1, name->origin, MC_ORIGIN_SIZE);
  sqlite3_bind_int64 (stmt, 2, name->seq);
  while (row)
    {
      gint64 id;

      if (!mc_db_step (db, stmt, &row, error))
        return NULL;
      id = row ? sqlite3_column_int64 (stmt, 0) : 0;
      if (row)
        g_array_append_val (entries, id);
    }
  return g_steal_pointer (&entries);
}

/* An entry of this store; *body NULL: it says nothing. What SQLite and json-glib call JSON differs, so it is read as when the entry came.
 * (transfer none) of @parser. */
static gboolean
read_body (McDb *db, gint64 entry, JsonParser *parser, JsonObject **body, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT CAST (body AS TEXT) FROM entry WHERE id = ?", error);
  g_autofree char *text = NULL;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, entry);
  if (!mc_db_text (db, stmt, &text, error))
    return FALSE;
  *body = text != NULL ? mc_json_parse_object (parser, text, -1, NULL) : NULL;
  return TRUE;
}

static gboolean
stop_waiting (McDb *db, gint64 entry, gint64 dossier, JsonObject *body, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "DELETE FROM waiting WHERE entry = ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, entry);
  return mc_db_run (db, stmt, error) && tie_to_dossier (db, entry, dossier, error) &&
         (body == NULL || mc_projection_note_files (db, entry, dossier, body, error));
}

typedef gboolean (*Means) (const char *hex, gconstpointer data);

/* Ties those that wait for a first entry @name to @dossier if the bytes they mean by it (NULL: they do not say) are those of @data. */
static gboolean
tie_those (McDb *db, const McEntryRef *name, gint64 dossier, Means means, gconstpointer data, GError **error)
{
  g_autoptr (GArray) entries = list_waiting (db, name, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      gint64 entry = g_array_index (entries, gint64, i);
      g_autoptr (JsonParser) parser = json_parser_new_immutable ();
      g_autofree char *hex = NULL;
      JsonObject *body;

      if (!read_body (db, entry, parser, &body, error))
        return FALSE;
      if (body != NULL && !mc_json_read_text (body, "first_hash", &hex, NULL))
        g_clear_pointer (&hex, g_free);
      if (means (hex, data) && !stop_waiting (db, entry, dossier, body, error))
        return FALSE;
    }
  return entries != NULL;
}

static gboolean
means_hash (const char *hex, gconstpointer hash)
{
  return mc_again_hash_fits (hex, hash);
}

static gboolean
means_hex (const char *hex, gconstpointer text)
{
  return g_strcmp0 (hex, text) == 0;
}

/* Ties those that wait for @first, which is new here, to its dossier. */
static gboolean
tie_waiting (McDb *db, const McEntry *first, GError **error)
{
  McEntryRef name = { .seq = first->envelope.seq };

  memcpy (name.origin, first->envelope.origin, MC_ORIGIN_SIZE);
  return tie_those (db, &name, first->dossier, means_hash, first->hash, error);
}

/* Ties those that wait for a first entry by a name it had before it was said again, and remembers the name. */
static gboolean
tie_old_name (McDb *db, const char *old, gint64 dossier, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (old, "/", 2);
  McEntryRef name;

  if (g_strv_length (parts) != 2 || !mc_entry_ref_from_text (parts[0], &name))
    return TRUE;
  return mc_projection_put_old_name (db, old, dossier, error) && tie_those (db, &name, dossier, means_hex, parts[1], error);
}

static gboolean
tie_old_names (McDb *db, gint64 dossier, JsonObject *body, GError **error)
{
  g_auto (GStrv) names = mc_again_names (body);

  for (char **name = names; name != NULL && *name != NULL; name++)
    if (!tie_old_name (db, *name, dossier, error))
      return FALSE;
  return TRUE;
}

typedef struct
{
  McDb *db;
  gint64 before;
} Waiting;

static gboolean
apply_one_waiting (const McEntry *entry, gpointer data, GError **error)
{
  Waiting *waiting = data;
  McEntry copy = *entry; /* borrowed pointers; its dossier is known */

  return entry->id >= waiting->before || mc_projection_apply (waiting->db, &copy, error);
}

/* Entries of the dossier that stand before its first one. There are none unless it came from another desk. */
static gboolean
apply_waiting (McDb *db, const McEntry *first, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT min (id) FROM entry WHERE dossier = ?", error);
  Waiting waiting = { db, first->id };
  gint64 earliest;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, first->dossier);
  if (!mc_db_int (db, stmt, first->id, &earliest, error))
    return FALSE;
  return earliest >= first->id || mc_journal_foreach (db, 0, first->dossier, apply_one_waiting, &waiting, error);
}

/* A first entry that says again what another one says again already: it belongs to that one's dossier and makes none. */
static gboolean
find_same (McDb *db, JsonObject *body, gint64 *dossier, GError **error)
{
  g_auto (GStrv) names = mc_again_names (body);

  *dossier = 0;
  return names == NULL || mc_projection_find_old_name (db, names[g_strv_length (names) - 1], dossier, error);
}

static gboolean
begin_dossier (McDb *db, McEntry *entry, JsonObject *body, McRow *row, GError **error)
{
  if (entry->dossier == 0 &&
      (!mc_projection_new_id (db, row->dossier->received_at, &entry->dossier, error) ||
       !tie_to_dossier (db, entry->id, entry->dossier, error) || !tie_waiting (db, entry, error)))
    return FALSE;
  if (!tie_old_names (db, entry->dossier, body, error))
    return FALSE;
  row->dossier->id = entry->dossier;
  return mc_projection_insert (db, row, error) && apply_waiting (db, entry, error);
}

/* All that a row here had is of the dossier that says the same. */
static gboolean
move_entries (McDb *db, gint64 from, gint64 to, GError **error)
{
  static const char *const updates[] = { "UPDATE entry SET dossier = ?2 WHERE dossier = ?1", "UPDATE file SET dossier = ?2 WHERE dossier = ?1" };

  for (guint i = 0; i < G_N_ELEMENTS (updates); i++)
    {
      sqlite3_stmt *stmt = mc_db_prepare (db, updates[i], error);

      if (stmt == NULL)
        return FALSE;
      sqlite3_bind_int64 (stmt, 1, from);
      sqlite3_bind_int64 (stmt, 2, to);
      if (!mc_db_run (db, stmt, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
apply_receive (McDb *db, McEntry *entry, JsonObject *body, GError **error)
{
  g_auto (McRow) row = { mc_dossier_new (), entry->origin, entry->envelope.seq, entry->origin, entry->envelope.seq };
  gint64 same;

  if (!mc_fold_entry (row.dossier, &entry->envelope, body, error) || !find_same (db, body, &same, error))
    return FALSE;
  if (same == 0)
    return begin_dossier (db, entry, body, &row, error);
  /* What waits for it by its own name is of that dossier too; it is folded anew when all has come. An own entry said again had a row
   * before another desk's came to stand first. */
  if (entry->dossier != same)
    {
      if (entry->dossier != 0 && !move_entries (db, entry->dossier, same, error))
        return FALSE;
      entry->dossier = same;
      if (!tie_to_dossier (db, entry->id, same, error) || !tie_waiting (db, entry, error))
        return FALSE;
    }
  return tie_old_names (db, same, body, error);
}

static gboolean
add_conflict (McDb *db, const McEntry *entry, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "INSERT OR IGNORE INTO conflict VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, entry->id);
  sqlite3_bind_int64 (stmt, 2, entry->dossier);
  return mc_db_run (db, stmt, error);
}

static gboolean
parent_is_current (McDb *db, const McRow *row, const McEnvelope *envelope, gboolean *current, GError **error)
{
  McEntryRef head = { .seq = row->head_seq };

  if (!mc_journal_origin_id (db, row->head_origin, head.origin, error))
    return FALSE;
  *current = mc_entry_ref_equal (&head, &envelope->parent);
  return TRUE;
}

static gboolean
find_first (McDb *db, const McEntryRef *first, gint64 *id, guint8 hash[MC_HASH_SIZE], GError **error)
{
  /* Only a first entry names a dossier: after a fork the number may be that of an entry about another one. */
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT e.dossier, e.hash FROM entry e JOIN origin o ON o.n = e.origin"
                                      " WHERE o.id = ? AND e.stream = 0 AND e.seq = ? AND CAST (e.envelope AS TEXT) ->> '$.d' IS NULL",
                                      error);
  gboolean row;

  *id = 0;
  if (stmt == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, first->origin, MC_ORIGIN_SIZE);
  sqlite3_bind_int64 (stmt, 2, first->seq);
  if (!mc_db_step (db, stmt, &row, error))
    return FALSE;
  if (row && mc_db_column_bytes (stmt, 1, hash, MC_HASH_SIZE))
    *id = sqlite3_column_int64 (stmt, 0);
  sqlite3_reset (stmt);
  return TRUE;
}

/* The dossier an entry is about: the one whose first entry has that name and those bytes, or had them before it was said again. */
static gboolean
find_dossier (McDb *db, const McEntryRef *first, JsonObject *body, gint64 *id, GError **error)
{
  g_autofree char *hex = NULL, *old = NULL;
  guint8 hash[MC_HASH_SIZE];

  if (!mc_json_read_text (body, "first_hash", &hex, NULL))
    g_clear_pointer (&hex, g_free);
  if (!find_first (db, first, id, hash, error))
    return FALSE;
  if (hex == NULL || (*id != 0 && mc_again_hash_fits (hex, hash)))
    return TRUE;
  old = mc_again_name (first, hex);
  return mc_projection_find_old_name (db, old, id, error);
}

/* An entry of a dossier after its first. */
static gboolean
apply_later (McDb *db, McEntry *entry, JsonObject *body, GError **error)
{
  g_auto (McRow) old = { 0 };
  g_auto (McRow) row = { 0 };
  gboolean found, exclusive, current = TRUE;

  if (entry->dossier == 0)
    {
      if (!find_dossier (db, &entry->envelope.dossier, body, &entry->dossier, error))
        return FALSE;
      if (entry->dossier == 0)
        return wait_for_first (db, entry, error);
      if (!tie_to_dossier (db, entry->id, entry->dossier, error))
        return FALSE;
    }
  if (!mc_projection_load (db, entry->dossier, &old, &found, error))
    return FALSE;
  /* Its first entry came after it, and applies it. */
  if (!found)
    return TRUE;
  exclusive = mc_fold_is_exclusive (&entry->envelope, body);
  if (exclusive && !parent_is_current (db, &old, &entry->envelope, &current, error))
    return FALSE;
  if (!current)
    return add_conflict (db, entry, error);

  if (!mc_projection_load (db, entry->dossier, &row, &found, error) ||
      !mc_fold_entry (row.dossier, &entry->envelope, body, error))
    return FALSE;
  if (exclusive)
    {
      row.head_origin = entry->origin;
      row.head_seq = entry->envelope.seq;
    }
  return mc_projection_update (db, &old, &row, error) && mc_projection_settle (db, body, error);
}

static gboolean
apply_begin (McDb *db, const McEntry *entry, JsonObject *body, GError **error)
{
  g_autofree char *office = NULL;
  int desk = 0;

  if (!mc_json_read_text (body, "office", &office, error) ||
      !mc_json_read_count (body, "desk", 0, MC_CODE_DESKS, &desk, error))
    return FALSE;
  return mc_projection_put_desk (db, entry->origin, office != NULL ? office : "", desk, entry->envelope.time, error);
}

static gboolean
apply_last_slip (McDb *db, JsonObject *body, GError **error)
{
  McDay day = MC_DAY_NONE;
  int desk = 0, last = 0;

  if (!mc_json_read_day (body, "day", &day, error) || !mc_json_read_count (body, "desk", 0, MC_CODE_DESKS, &desk, error) ||
      !mc_json_read_count (body, "last", 0, MC_CODE_LAST, &last, error))
    return FALSE;
  /* Without a day it says nothing; the row of no day is one of ours. */
  return day == MC_DAY_NONE || mc_projection_put_last_slip (db, desk, day, last, error);
}

static gboolean
apply_office (McDb *db, const McEntry *entry, GError **error)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (entry->body, NULL), g_bytes_get_size (entry->body));

  return mc_setting_apply_office (db, text, error);
}

/* ---- files -------------------------------------------------------------------------------------------------- */

static gboolean
note_file (McDb *db, gint64 entry, gint64 dossier, JsonObject *object, GError **error)
{
  g_autofree char *hex = NULL;
  guint8 hash[MC_HASH_SIZE];
  gint64 size = 0;
  sqlite3_stmt *stmt;

  if (!mc_json_read_text (object, "blob", &hex, error) || !mc_json_read_int (object, "bytes", &size, error))
    return FALSE;
  if (!mc_hex_decode (hex, hash, MC_HASH_SIZE) || size < 0)
    return TRUE;
  stmt = mc_db_prepare (db, "INSERT OR IGNORE INTO file (entry, dossier, hash, size) VALUES (?, ?, ?, ?)", error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, entry);
  sqlite3_bind_int64 (stmt, 2, dossier);
  mc_db_bind_blob (stmt, 3, hash, MC_HASH_SIZE);
  sqlite3_bind_int64 (stmt, 4, size);
  return mc_db_run (db, stmt, error);
}

gboolean
mc_projection_note_files (McDb *db, gint64 entry, gint64 dossier, JsonObject *body, GError **error)
{
  JsonObject *result = NULL;

  if (dossier == 0)
    return TRUE;
  return mc_json_read_object (body, "result", &result, NULL) && result != NULL
             ? note_file (db, entry, dossier, result, error)
             : note_file (db, entry, dossier, body, error);
}

static gboolean
apply_body (McDb *db, McEntry *entry, JsonObject *body, GError **error)
{
  const char *kind = entry->envelope.kind;
  gboolean published;

  if (!mc_published_is (db, entry, &published, error))
    return FALSE;
  if (published)
    return mc_published_apply (db, entry, body, error);
  if (mc_fold_is_first (&entry->envelope))
    return apply_receive (db, entry, body, error) && mc_projection_note_files (db, entry->id, entry->dossier, body, error);
  if (entry->envelope.dossier.seq != 0)
    return apply_later (db, entry, body, error) && mc_projection_note_files (db, entry->id, entry->dossier, body, error);
  if (strcmp (kind, "begin") == 0 || strcmp (kind, "desk") == 0)
    return apply_begin (db, entry, body, error);
  if (strcmp (kind, "office") == 0)
    return apply_office (db, entry, error);
  if (strcmp (kind, "last-slip") == 0)
    return apply_last_slip (db, body, error);
  if (strcmp (kind, "retype-layout") == 0)
    return mc_retype_apply_layout (db, g_bytes_get_data (entry->body, NULL), (gssize) g_bytes_get_size (entry->body), error);
  if (strcmp (kind, "catalogue") == 0)
    return mc_catalogue_apply (db, body, error);
  return TRUE;
}

gboolean
mc_projection_apply (McDb *db, McEntry *entry, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *body;
  const char *text;
  gsize size;

  if (entry->envelope.stream != MC_STREAM_WORK || entry->body == NULL)
    return TRUE;
  text = g_bytes_get_data (entry->body, &size);
  body = mc_json_parse_object (parser, text, (gssize) size, error);
  return body != NULL && apply_body (db, entry, body, error);
}

gboolean
mc_projection_put_desk (McDb *db, int origin, const char *office, int number, gint64 begun_at, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "INSERT OR REPLACE INTO desk VALUES (?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  mc_db_bind_text (stmt, 2, office);
  sqlite3_bind_int (stmt, 3, number);
  sqlite3_bind_int64 (stmt, 4, begun_at);
  return mc_db_run (db, stmt, error) && mc_local_raise (db, MC_LOCAL_OFFICE_VERSION, error);
}
