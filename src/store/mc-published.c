/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-published.h"

#include <string.h>

#include "mc-catalogue.h"
#include "mc-error.h"
#include "mc-journal.h"
#include "mc-json.h"
#include "mc-store-private.h"

#define VERSION_KEY "published-version"
#define NOT_NOTED (-1)

/* The province's common origin began for no office; the one for what concerns this office began as no desk of it. */
#define WHO_IS_PROVINCE "CASE WHEN office = '' THEN 1 WHEN number = 0 THEN 2 ELSE 0 END"
enum { COMMON = 1, OF_THE_OFFICE = 2 };

void
mc_published_free (McPublished *self)
{
  g_free (self->kind);
  g_free (self->key);
  g_free (self->json);
  g_free (self);
}

gint64
mc_published_release (const McPublished *self)
{
  return self->arrived_at == NOT_NOTED ? G_MAXINT64 : mc_effect_release (self->arrived_at);
}

gint64
mc_published_effect (const McPublished *self)
{
  return self->arrived_at == NOT_NOTED ? G_MAXINT64 : mc_effect_time (self->arrived_at, self->from);
}

/* ---- the projection ----------------------------------------------------------------------------------------- */

gboolean
mc_published_is (McDb *db, const McEntry *entry, gboolean *is, GError **error)
{
  static const char *const kinds[] = { MC_PUBLISHED_CATALOGUE, MC_PUBLISHED_HOLIDAYS, MC_PUBLISHED_SETTINGS,
                                       MC_PUBLISHED_TEMPLATE,  MC_PUBLISHED_SIGNERS,  NULL };
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT " WHO_IS_PROVINCE " FROM desk WHERE origin = ?", error);
  gint64 who;

  *is = FALSE;
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, entry->origin);
  if (!mc_db_int (db, stmt, 0, &who, error))
    return FALSE;
  if (entry->envelope.dossier.seq != 0 || entry->envelope.stream != MC_STREAM_WORK)
    return TRUE;
  *is = who == COMMON ? strcmp (entry->envelope.kind, "begin") != 0 : who == OF_THE_OFFICE && g_strv_contains (kinds, entry->envelope.kind);
  return TRUE;
}

static gboolean
put_piece (McDb *db, const McEntry *entry, int part, const char *key, McDay from, const char *json, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "INSERT OR REPLACE INTO published VALUES (?, ?, ?, ?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, entry->id);
  sqlite3_bind_int (stmt, 2, part);
  mc_db_bind_text (stmt, 3, entry->envelope.kind);
  mc_db_bind_text (stmt, 4, key != NULL ? key : "");
  if (from != MC_DAY_NONE)
    sqlite3_bind_int (stmt, 5, from);
  sqlite3_bind_int64 (stmt, 6, entry->envelope.time);
  mc_db_bind_text (stmt, 7, json);
  return mc_db_run (db, stmt, error);
}

/* What of the piece cannot be read is left out: whoever uses it reads it whole, and shows what is wrong with it. */
static gboolean
put_node (McDb *db, const McEntry *entry, int part, JsonNode *node, const char *key, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autofree char *json = json_to_string (node, FALSE), *code = NULL;
  McDay from = MC_DAY_NONE;

  if (object != NULL)
    {
      mc_json_read_day (object, "from", &from, NULL);
      if (key != NULL)
        mc_json_read_text (object, key, &code, NULL);
    }
  return put_piece (db, entry, part, code, from, json, error);
}

gboolean
mc_published_apply (McDb *db, const McEntry *entry, JsonObject *body, GError **error)
{
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), body);
  JsonArray *procedures = NULL;

  if (strcmp (entry->envelope.kind, MC_PUBLISHED_CATALOGUE) == 0)
    mc_json_read_array (body, "procedures", &procedures, NULL);
  if (procedures == NULL && !put_node (db, entry, 0, root, NULL, error))
    return FALSE;
  for (guint i = 0; procedures != NULL && i < json_array_get_length (procedures); i++)
    if (!put_node (db, entry, (int) i, json_array_get_element (procedures, i), "code", error))
      return FALSE;
  return mc_local_raise (db, VERSION_KEY, error);
}

/* ---- reading ------------------------------------------------------------------------------------------------ */

static McPublished *
read_piece (sqlite3_stmt *stmt)
{
  McPublished *piece = g_new0 (McPublished, 1);

  piece->entry = sqlite3_column_int64 (stmt, 0);
  piece->part = sqlite3_column_int (stmt, 1);
  piece->kind = mc_db_column_text (stmt, 2);
  piece->key = mc_db_column_text (stmt, 3);
  piece->from = sqlite3_column_type (stmt, 4) == SQLITE_NULL ? MC_DAY_NONE : sqlite3_column_int (stmt, 4);
  piece->published_at = sqlite3_column_int64 (stmt, 5);
  piece->arrived_at = sqlite3_column_type (stmt, 6) == SQLITE_NULL ? NOT_NOTED : sqlite3_column_int64 (stmt, 6);
  piece->json = mc_db_column_text (stmt, 7);
  return piece;
}

static GPtrArray *
read_pieces (McDb *db, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_published_free);
  gboolean row = TRUE;

  while (mc_db_step (db, stmt, &row, error))
    {
      if (!row)
        return g_steal_pointer (&pieces);
      g_ptr_array_add (pieces, read_piece (stmt));
    }
  return NULL;
}

#define COLUMNS "p.entry, p.part, p.kind, p.key, p.valid_from, p.published_at, a.at"
#define TABLES " FROM published p LEFT JOIN arrival a ON a.entry = p.entry"

GPtrArray *
mc_published_load (McDb *db, const char *kind, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (
      db, "SELECT " COLUMNS ", p.json" TABLES " WHERE ?1 IS NULL OR p.kind = ?1 ORDER BY p.entry, p.part", error);

  if (stmt == NULL)
    return NULL;
  mc_db_bind_text (stmt, 1, kind);
  return read_pieces (db, stmt, error);
}

/* Its arrival is to be noted anew: there is none, or it lies ahead although the clock now is not before the publication. */
static gboolean
is_unsettled (const McPublished *piece, gint64 now)
{
  return piece->arrived_at == NOT_NOTED || (piece->arrived_at > now && piece->published_at <= now);
}

static void
add_moment (gint64 moment, gint64 now, gint64 *next)
{
  if (moment > now)
    *next = MIN (*next, moment);
}

gboolean
mc_published_stamp (McDb *db, const char *const *kinds, gint64 now, char **stamp, gint64 *next, gboolean *unsettled, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT " COLUMNS ", NULL" TABLES " ORDER BY p.entry, p.part", error);
  g_autoptr (GPtrArray) pieces = stmt != NULL ? read_pieces (db, stmt, error) : NULL;
  GString *text = g_string_new (NULL);

  *next = G_MAXINT64;
  *unsettled = FALSE;
  for (guint i = 0; pieces != NULL && i < pieces->len; i++)
    {
      const McPublished *piece = g_ptr_array_index (pieces, i);
      gint64 release = mc_published_release (piece), effect = mc_published_effect (piece);

      if (!g_strv_contains (kinds, piece->kind))
        continue;
      *unsettled |= is_unsettled (piece, now);
      add_moment (release, now, next);
      add_moment (effect, now, next);
      if (release <= now)
        g_string_append_printf (text, "%" G_GINT64_FORMAT ".%d%s ", piece->entry, piece->part, effect <= now ? "!" : "");
    }
  *stamp = g_string_free (text, FALSE);
  if (pieces == NULL)
    g_clear_pointer (stamp, g_free);
  return pieces != NULL;
}

gboolean
mc_published_read_version (McDb *db, gint64 *version, GError **error)
{
  return mc_local_count (db, VERSION_KEY, version, error);
}

/* ---- arrival ------------------------------------------------------------------------------------------------ */

static gboolean
put_arrival (McDb *db, gint64 entry, gint64 at, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "INSERT OR REPLACE INTO arrival VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, entry);
  sqlite3_bind_int64 (stmt, 2, at);
  return mc_db_run (db, stmt, error) && mc_local_raise (db, VERSION_KEY, error);
}

gboolean
mc_published_arrive (McTx *tx, gint64 entry, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (tx->db, "SELECT EXISTS (SELECT 1 FROM published WHERE entry = ?)", error);
  gint64 published;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, entry);
  if (!mc_db_int (tx->db, stmt, 0, &published, error))
    return FALSE;
  return published == 0 || put_arrival (tx->db, entry, tx->now, error);
}

gboolean
mc_published_settle (McTx *tx, GError **error)
{
  g_autoptr (GPtrArray) pieces = mc_published_load (tx->db, NULL, error);

  for (guint i = 0; pieces != NULL && i < pieces->len; i++)
    {
      const McPublished *piece = g_ptr_array_index (pieces, i);

      if (is_unsettled (piece, tx->now) && !put_arrival (tx->db, piece->entry, tx->now, error))
        return FALSE;
    }
  return pieces != NULL;
}

/* ---- from version 1 ----------------------------------------------------------------------------------------- */

static gboolean
move_entry (const McEntry *entry, gpointer data, GError **error)
{
  McDb *db = data;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) unreadable = NULL;
  JsonObject *body;
  gboolean published;

  if (entry->envelope.stream != MC_STREAM_WORK || entry->body == NULL || entry->envelope.dossier.seq != 0)
    return TRUE;
  if (!mc_published_is (db, entry, &published, error))
    return FALSE;
  if (!published && strcmp (entry->envelope.kind, MC_PUBLISHED_CATALOGUE) != 0)
    return TRUE;
  body = mc_json_parse_object (parser, g_bytes_get_data (entry->body, NULL), (gssize) g_bytes_get_size (entry->body), NULL);
  if (body == NULL)
    return TRUE; /* it did nothing when it came */
  if (published)
    return mc_published_apply (db, entry, body, error) && put_arrival (db, entry->id, 0, error);
  if (mc_catalogue_apply (db, body, &unreadable) || g_error_matches (unreadable, MC_ERROR, MC_ERROR_INVALID))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&unreadable));
  return FALSE;
}

gboolean
mc_published_migrate (McDb *db, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT EXISTS (SELECT 1 FROM desk WHERE " WHO_IS_PROVINCE " > 0)", error);
  gint64 any;

  if (stmt == NULL || !mc_db_int (db, stmt, 0, &any, error))
    return FALSE;
  /* Only a province's catalogue stands elsewhere now. */
  return any == 0 || (mc_db_exec (db, "DELETE FROM procedure", error) && mc_journal_foreach (db, 0, 0, move_entry, db, error));
}
