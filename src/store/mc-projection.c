/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of dossiers. What follows from entries of other kinds stands in mc-projection-apply.c. */
#include "config.h"

#include "mc-projection.h"

#include <glib/gi18n-lib.h>

#include "mc-again.h"
#include "mc-code.h"
#include "mc-counters.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-retype.h"
#include "mc-tokens.h"

void
mc_row_clear (McRow *self)
{
  g_clear_pointer (&self->dossier, mc_dossier_free);
}

static void
read_person (sqlite3_stmt *stmt, int column, McPerson *person)
{
  g_free (person->name);
  person->name = mc_db_column_text (stmt, column);
  person->id_number = mc_db_column_text (stmt, column + 1);
  person->phone = mc_db_column_text (stmt, column + 2);
}

void
mc_row_read (sqlite3_stmt *stmt, McRow *row)
{
  McDossier *dossier = row->dossier = mc_dossier_new ();

  if (dossier->intake == NULL)
    dossier->intake = mc_intake_new ();
  dossier->id = sqlite3_column_int64 (stmt, 0);
  row->origin = sqlite3_column_int (stmt, 1);
  row->seq = sqlite3_column_int64 (stmt, 2);
  dossier->code = mc_db_column_text (stmt, 3);
  dossier->state = (McState) sqlite3_column_int (stmt, 4);
  dossier->received_at = dossier->intake->received_at = sqlite3_column_int64 (stmt, 5);
  dossier->due = sqlite3_column_int64 (stmt, 6);
  dossier->intake->procedure_code = mc_db_column_text (stmt, 7);
  read_person (stmt, 8, dossier->intake->applicant);
  if (sqlite3_column_type (stmt, 11) != SQLITE_NULL)
    {
      dossier->intake->owner = mc_person_new ();
      read_person (stmt, 11, dossier->intake->owner);
    }
  dossier->fee = sqlite3_column_int64 (stmt, 14);
  dossier->paid_at = sqlite3_column_int64 (stmt, 15);
  dossier->holder = mc_db_column_text (stmt, 16);
  dossier->desk = sqlite3_column_int (stmt, 17);
  dossier->times_extended = sqlite3_column_int (stmt, 18);
  dossier->returned_at = sqlite3_column_int64 (stmt, 19);
  dossier->n_printed = (guint) sqlite3_column_int (stmt, 20);
  row->head_origin = sqlite3_column_int (stmt, 21);
  row->head_seq = sqlite3_column_int64 (stmt, 22);
  dossier->official_code = mc_db_column_text (stmt, 23);
  dossier->to_retype = sqlite3_column_type (stmt, 24) != SQLITE_NULL;
  /* A slip that went to paper, or that none waits for any more, is not wanted anew: whether it was need not be known. */
  dossier->intake->slip = sqlite3_column_type (stmt, 25) != SQLITE_NULL;
}

gboolean
mc_projection_load (McDb *db, gint64 id, McRow *row, gboolean *found, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT " MC_ROW_COLUMNS " FROM dossier WHERE id = ?", error);

  *found = FALSE;
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, id);
  if (!mc_db_step (db, stmt, found, error))
    return FALSE;
  if (*found)
    mc_row_read (stmt, row);
  sqlite3_reset (stmt);
  return TRUE;
}

static gboolean
find_id (McDb *db, sqlite3_stmt *stmt, const char *text, gint64 *id, GError **error)
{
  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, text);
  return mc_db_int (db, stmt, 0, id, error);
}

gboolean
mc_projection_find_code (McDb *db, const char *code, gint64 *id, GError **error)
{
  if (!find_id (db, mc_db_prepare (db, "SELECT id FROM dossier WHERE code = ?", error), code, id, error))
    return FALSE;
  return *id != 0 ||
         find_id (db, mc_db_prepare (db, "SELECT id FROM dossier WHERE official_code = ? ORDER BY id DESC LIMIT 1", error), code, id,
                  error);
}

gboolean
mc_projection_find_ref (McDb *db, const char *ref, gint64 *id, GError **error)
{
  return find_id (db, mc_db_prepare (db, "SELECT dossier FROM ref WHERE ref = ?", error), ref, id, error);
}

/* Old names of first entries stand among the callers' ids, which have no blank at their beginning. */
static char *
old_name_ref (const char *name)
{
  return g_strconcat (" again ", name, NULL);
}

gboolean
mc_projection_find_old_name (McDb *db, const char *name, gint64 *id, GError **error)
{
  g_autofree char *ref = old_name_ref (name);

  return mc_projection_find_ref (db, ref, id, error);
}

gboolean
mc_projection_put_old_name (McDb *db, const char *name, gint64 id, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "INSERT OR REPLACE INTO ref VALUES (?, ?)", error);
  g_autofree char *ref = old_name_ref (name);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, ref);
  sqlite3_bind_int64 (stmt, 2, id);
  return mc_db_run (db, stmt, error);
}

typedef struct
{
  McDossier *dossier;
  GArray *conflicts; /* (element-type gint64) entries that nobody has settled */
  McAgain again;
} Folding;

static gboolean
read_conflicts (McDb *db, gint64 id, GArray *conflicts, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT entry FROM conflict WHERE dossier = ?", error);
  gboolean row = stmt != NULL;

  if (row)
    sqlite3_bind_int64 (stmt, 1, id);
  while (row)
    {
      gint64 entry;

      if (!mc_db_step (db, stmt, &row, error))
        return FALSE;
      entry = row ? sqlite3_column_int64 (stmt, 0) : 0;
      if (row)
        g_array_append_val (conflicts, entry);
    }
  return stmt != NULL;
}

/* As the row is made (mc-refold.c): what stood aside does nothing, settled or not. */
static gboolean
stands_aside (Folding *folding, const McEntry *entry, JsonObject *body)
{
  gboolean exclusive = mc_fold_is_exclusive (&entry->envelope, body);

  if (exclusive && !mc_again_is_on_head (&folding->again, &entry->envelope, body))
    return TRUE;
  if (exclusive || mc_fold_is_first (&entry->envelope))
    mc_again_set_head (&folding->again, &entry->envelope, entry->hash);
  return FALSE;
}

static gboolean
fold_one (const McEntry *entry, gpointer data, GError **error)
{
  Folding *folding = data;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *body = NULL;

  for (guint i = 0; i < folding->conflicts->len; i++)
    if (g_array_index (folding->conflicts, gint64, i) == entry->id)
      return TRUE;
  if (entry->body != NULL)
    {
      gsize size;
      const char *text = g_bytes_get_data (entry->body, &size);

      if ((body = mc_json_parse_object (parser, text, (gssize) size, error)) == NULL)
        return FALSE;
    }
  return (body != NULL && entry->envelope.stream == MC_STREAM_WORK &&
          (!mc_again_take (&folding->again, &entry->envelope, body) || stands_aside (folding, entry, body))) ||
         mc_fold_entry (folding->dossier, &entry->envelope, body, error);
}

McDossier *
mc_projection_fold (McDb *db, gint64 id, GError **error)
{
  g_autoptr (McDossier) dossier = mc_dossier_new ();
  g_autoptr (GArray) conflicts = g_array_new (FALSE, FALSE, sizeof (gint64));
  Folding folding = { dossier, conflicts, { 0 } };
  gboolean ok;

  dossier->events = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_event_free);
  dossier->files = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_file_free);
  ok = read_conflicts (db, id, conflicts, error) && mc_journal_foreach (db, 0, id, fold_one, &folding, error);
  mc_again_clear (&folding.again);
  if (!ok)
    return NULL;
  if (dossier->uid == NULL)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT, _ ("The journal does not say how a dossier was received"));
      return NULL;
    }
  dossier->id = id;
  return g_steal_pointer (&dossier);
}

gboolean
mc_projection_new_id (McDb *db, gint64 received_at, gint64 *id, GError **error)
{
  gint64 first = received_at / 60 * (1 << 20);
  sqlite3_stmt *stmt
      = mc_db_prepare (db, "SELECT id + 1 FROM dossier WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, first);
  sqlite3_bind_int64 (stmt, 2, first + (1 << 20) - 1);
  return mc_db_int (db, stmt, first, id, error);
}

static void
bind_person (sqlite3_stmt *stmt, int index, const McPerson *person)
{
  if (person == NULL)
    return;
  mc_db_bind_text (stmt, index, person->name != NULL ? person->name : "");
  mc_db_bind_text (stmt, index + 1, person->id_number);
  mc_db_bind_text (stmt, index + 2, person->phone);
}

static gboolean
put_row (McDb *db, const McRow *row, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (
      db,
      "INSERT OR REPLACE INTO dossier (" MC_ROW_COLUMNS ", due_key)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  const McDossier *dossier = row->dossier;
  gboolean running;
  gint64 due_key = mc_counters_due_key (dossier, &running);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, dossier->id);
  sqlite3_bind_int (stmt, 2, row->origin);
  sqlite3_bind_int64 (stmt, 3, row->seq);
  mc_db_bind_text (stmt, 4, dossier->code);
  sqlite3_bind_int (stmt, 5, dossier->state);
  sqlite3_bind_int64 (stmt, 6, dossier->received_at);
  sqlite3_bind_int64 (stmt, 7, dossier->due);
  mc_db_bind_text (stmt, 8, dossier->intake->procedure_code);
  bind_person (stmt, 9, dossier->intake->applicant);
  bind_person (stmt, 12, dossier->intake->owner);
  sqlite3_bind_int64 (stmt, 15, dossier->fee);
  sqlite3_bind_int64 (stmt, 16, dossier->paid_at);
  mc_db_bind_text (stmt, 17, dossier->holder);
  sqlite3_bind_int (stmt, 18, dossier->desk);
  sqlite3_bind_int (stmt, 19, dossier->times_extended);
  sqlite3_bind_int64 (stmt, 20, dossier->returned_at);
  sqlite3_bind_int (stmt, 21, (int) dossier->n_printed);
  sqlite3_bind_int (stmt, 22, row->head_origin);
  sqlite3_bind_int64 (stmt, 23, row->head_seq);
  mc_db_bind_text (stmt, 24, dossier->official_code);
  if (dossier->to_retype)
    sqlite3_bind_int (stmt, 25, MIN (dossier->desk, MC_CODE_DESKS));
  if (mc_dossier_is_unprinted (dossier))
    sqlite3_bind_int (stmt, 26, MIN (dossier->desk, MC_CODE_DESKS));
  if (running)
    sqlite3_bind_int64 (stmt, 27, due_key);
  return mc_db_run (db, stmt, error);
}

static gboolean
put_tokens (McDb *db, gint64 id, const char *tokens, gboolean remove, GError **error)
{
  sqlite3_stmt *stmt
      = remove ? mc_db_prepare (db, "INSERT INTO search (search, rowid, tokens) VALUES ('delete', ?, ?)", error)
               : mc_db_prepare (db, "INSERT INTO search (rowid, tokens) VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, id);
  mc_db_bind_text (stmt, 2, tokens);
  return mc_db_run (db, stmt, error);
}

static gboolean
put_ref (McDb *db, const McDossier *dossier, GError **error)
{
  sqlite3_stmt *stmt;

  if (dossier->intake->ref == NULL)
    return TRUE;
  stmt = mc_db_prepare (db, "INSERT OR IGNORE INTO ref VALUES (?, ?)", error);
  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, dossier->intake->ref);
  sqlite3_bind_int64 (stmt, 2, dossier->id);
  return mc_db_run (db, stmt, error);
}

gboolean
mc_projection_insert (McDb *db, const McRow *row, GError **error)
{
  const McDossier *dossier = row->dossier;
  g_autofree char *tokens = mc_tokens_of_dossier (dossier);
  McCode code;

  if (!mc_retype_decide (db, row, error) || !put_row (db, row, error) || !put_tokens (db, dossier->id, tokens, FALSE, error) || !put_ref (db, dossier, error) ||
      !mc_counters_move (db, NULL, dossier, error))
    return FALSE;
  return !mc_code_parse (dossier->code, &code, NULL) ||
         mc_projection_raise_code (db, mc_code_desk_of_number (code.number), code.day, code.number, error);
}

gboolean
mc_projection_update (McDb *db, const McRow *old, const McRow *row, GError **error)
{
  g_autofree char *before = mc_tokens_of_dossier (old->dossier);
  g_autofree char *after = mc_tokens_of_dossier (row->dossier);

  if (!mc_retype_decide (db, row, error) || !put_row (db, row, error) ||
      !mc_counters_move (db, old->dossier, row->dossier, error))
    return FALSE;
  if (strcmp (before, after) == 0)
    return TRUE;
  /* FTS5 must be told exactly what it was given. */
  return put_tokens (db, row->dossier->id, before, TRUE, error) &&
         put_tokens (db, row->dossier->id, after, FALSE, error);
}

gboolean
mc_projection_raise_code (McDb *db, int desk, McDay day, int last, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "INSERT INTO code_counter VALUES (?, ?, ?)"
                                      " ON CONFLICT (desk, day) DO UPDATE SET last = max (last, excluded.last)",
                                      error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, desk);
  sqlite3_bind_int (stmt, 2, day);
  sqlite3_bind_int (stmt, 3, last);
  return mc_db_run (db, stmt, error);
}

/* The row of no day says up to which day, in `last`, the desk is closed. */
gboolean
mc_projection_put_last_slip (McDb *db, int desk, McDay day, int last, GError **error)
{
  return mc_projection_raise_code (db, desk, day, last, error) &&
         mc_projection_raise_code (db, desk, MC_DAY_NONE, day - 1, error);
}

gboolean
mc_projection_last_code (McDb *db, int desk, McDay day, int *last, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT CASE WHEN day = ?2 THEN last ELSE ?4 END FROM code_counter"
                                      " WHERE desk = ?1 AND day IN (?2, ?3) AND (day = ?2 OR last >= ?2) ORDER BY day LIMIT 1",
                                      error);
  gint64 value;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, desk);
  sqlite3_bind_int (stmt, 2, day);
  sqlite3_bind_int (stmt, 3, MC_DAY_NONE);
  sqlite3_bind_int (stmt, 4, MC_CODE_LAST);
  if (!mc_db_int (db, stmt, 0, &value, error))
    return FALSE;
  *last = (int) CLAMP (value, 0, MC_CODE_LAST);
  return TRUE;
}
