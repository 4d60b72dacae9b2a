/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-setting.h"

#include <glib/gi18n-lib.h>

#include "mc-code.h"
#include "mc-error.h"
#include "mc-journal.h"
#include "mc-json.h"
#include "mc-office-json.h"
#include "mc-projection.h"
#include "mc-store-private.h"

/* 0 when the table does not say a number there is. */
static gboolean
read_desk_number (McDb *db, int origin, gint64 *number, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT number FROM desk WHERE origin = ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  if (!mc_db_int (db, stmt, 0, number, error))
    return FALSE;
  if (*number < 1 || *number > MC_CODE_DESKS)
    *number = 0;
  return TRUE;
}

gboolean
mc_setting_desk_number (McDb *db, int origin, gint64 *number, GError **error)
{
  if (!read_desk_number (db, origin, number, error))
    return FALSE;
  if (*number != 0)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT,
                       _ ("The data do not say which number this desk has. “motcuactl rebuild” makes them anew from the journal"));
  return FALSE;
}

/* The table is lost or damaged; what it was made from is in the journal. Walks the whole of it: until the table is made
 * anew, the data can be opened and no more is asked of this. */
static McOffice *
office_of_journal (McDb *db, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT CAST (body AS TEXT) FROM entry"
                                      " WHERE dossier IS NULL AND stream = 0 AND body IS NOT NULL"
                                      " AND CASE WHEN json_valid (CAST (envelope AS TEXT))"
                                      " THEN json_extract (CAST (envelope AS TEXT), '$.k') END = 'office'"
                                      " ORDER BY id DESC LIMIT 1",
                                      error);
  g_autofree char *json = NULL;

  if (stmt == NULL || !mc_db_text (db, stmt, &json, error))
    return NULL;
  if (json != NULL)
    return mc_office_from_json (json, error);
  g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT,
                       _ ("Neither the data nor their journal say which office they belong to. Restore the last backup"));
  return NULL;
}

McOffice *
mc_setting_office (McDb *db, int origin, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT value FROM setting WHERE key = 'office'", error);
  g_autofree char *json = NULL;
  g_autoptr (McOffice) office = NULL;
  gint64 number;

  if (stmt == NULL || !mc_db_text (db, stmt, &json, error))
    return NULL;
  office = json != NULL ? mc_office_from_json (json, NULL) : NULL;
  if (office == NULL)
    office = office_of_journal (db, error);
  if (office == NULL || !read_desk_number (db, origin, &number, error))
    return NULL;
  if (number != 0)
    office->desk = (int) number;
  return g_steal_pointer (&office);
}

gboolean
mc_setting_apply_office (McDb *db, const char *json, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "INSERT OR REPLACE INTO setting VALUES ('office', ?)", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, json);
  return mc_db_run (db, stmt, error) && mc_local_raise (db, MC_LOCAL_OFFICE_VERSION, error);
}

gboolean
mc_setting_put_office (McTx *tx, const char *json, GError **error)
{
  return mc_journal_append (tx, MC_STREAM_WORK, "office", NULL, NULL, 0, json, NULL, error) &&
         mc_setting_apply_office (tx->db, json, error);
}

static gboolean
put_last_slip (McTx *tx, int desk, McDay day, int last, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *iso = mc_day_to_iso (day);
  g_autofree char *body = NULL;

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "day", iso);
  mc_json_add_int (builder, "desk", desk);
  mc_json_add_int (builder, "last", last);
  json_builder_end_object (builder);
  body = mc_json_builder_text (builder);
  return mc_journal_append (tx, MC_STREAM_WORK, "last-slip", NULL, NULL, 0, body, NULL, error) &&
         mc_projection_put_last_slip (tx->db, desk, day, last, error);
}

/* ---- desks and their numbers --------------------------------------------------------------------------- */

/* The origin before @origin on this store, and how far it had come; 0 when @origin was the first. */
static gboolean
predecessor (McDb *db, int origin, int *previous, gint64 *seq, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT body FROM entry WHERE origin = ? AND stream = 0 AND seq = 1", error);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *body = NULL, *text = NULL;
  JsonObject *object;
  McEntryRef ref;
  gint64 n;

  *previous = 0;
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, origin);
  if (!mc_db_text (db, stmt, &body, error))
    return FALSE;
  object = body != NULL ? mc_json_parse_object (parser, body, -1, NULL) : NULL;
  if (object == NULL || !mc_json_read_text (object, "previous", &text, NULL) || !mc_entry_ref_from_text (text, &ref))
    return TRUE;
  if ((stmt = mc_db_prepare (db, "SELECT n FROM origin WHERE id = ?", error)) == NULL)
    return FALSE;
  mc_db_bind_blob (stmt, 1, ref.origin, MC_ORIGIN_SIZE);
  if (!mc_db_int (db, stmt, 0, &n, error))
    return FALSE;
  *previous = (int) n;
  *seq = ref.seq;
  return TRUE;
}

/* Origins of this very store that have ended: what one of them claims, its successor claims. One that went on after its
 * successor had begun is another machine's. */
static gboolean
read_ended (McDb *db, int origin, GArray *ended, GError **error)
{
  g_array_append_val (ended, origin);
  while (origin != 0)
    {
      guint8 hash[MC_HASH_SIZE];
      gint64 seq = 0, head;
      int previous;

      if (!predecessor (db, origin, &previous, &seq, error) ||
          (previous != 0 && !mc_journal_head (db, previous, MC_STREAM_WORK, &head, hash, error)))
        return FALSE;
      /* Numbers are given in order of appearance, so this ends. */
      origin = previous < origin && previous != 0 && head <= seq ? previous : 0;
      if (origin != 0)
        g_array_append_val (ended, origin);
    }
  return TRUE;
}

static gboolean
is_among (const GArray *origins, int origin)
{
  for (guint i = 0; i < origins->len; i++)
    if (g_array_index (origins, int, i) == origin)
      return TRUE;
  return FALSE;
}

/* What @origin claims, and what all others of the office claim. (element-type McDeskClaim) */
static GArray *
read_claims (McDb *db, int origin, McDeskClaim *mine, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT d.origin, d.number, d.begun_at, o.id FROM desk d JOIN origin o ON o.n = d.origin"
                                      " WHERE d.office = (SELECT office FROM desk WHERE origin = ?)",
                                      error);
  g_autoptr (GArray) ended = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GArray) claims = g_array_new (FALSE, FALSE, sizeof (McDeskClaim));
  gboolean row = TRUE;

  *mine = (McDeskClaim) { .desk = 0 };
  if (stmt == NULL || !read_ended (db, origin, ended, error))
    return NULL;
  sqlite3_bind_int (stmt, 1, origin);
  while (row)
    {
      McDeskClaim claim = { .desk = 0 };

      if (!mc_db_step (db, stmt, &row, error))
        return NULL;
      if (!row)
        break;
      mc_db_column_bytes (stmt, 3, claim.origin, sizeof claim.origin);
      claim.desk = sqlite3_column_int (stmt, 1);
      claim.begun_at = sqlite3_column_int64 (stmt, 2);
      if (sqlite3_column_int (stmt, 0) == origin)
        *mine = claim;
      else if (!is_among (ended, sqlite3_column_int (stmt, 0)))
        g_array_append_val (claims, claim);
    }
  return g_steal_pointer (&claims);
}

gboolean
mc_setting_desk_to_take (McDb *db, int origin, int *number, GError **error)
{
  McDeskClaim mine;
  g_autoptr (GArray) claims = read_claims (db, origin, &mine, error);
  g_autoptr (McOffice) office = NULL;
  gboolean must_move = FALSE;

  *number = 0;
  if (claims == NULL || (office = mc_setting_office (db, origin, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < claims->len && !must_move; i++)
    must_move = mc_desk_claim_must_move (&mine, &g_array_index (claims, McDeskClaim, i));
  if (!must_move)
    return TRUE;
  *number = mc_desk_claim_free_number ((McDeskClaim *) claims->data, claims->len, office->desks);
  if (*number != 0)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ ("All desk numbers of this office are taken"));
  return FALSE;
}

gboolean
mc_setting_move_desk (McTx *tx, int number, GError **error)
{
  McDeskClaim mine;
  g_autoptr (McOffice) office = mc_setting_office (tx->db, tx->origin, error);
  g_autoptr (GArray) claims = office != NULL ? read_claims (tx->db, tx->origin, &mine, error) : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *body = NULL;

  if (claims == NULL)
    return FALSE;
  if (number < 1 || number > MC_CODE_DESKS)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("Desks are numbered 1 to %d"), MC_CODE_DESKS);
      return FALSE;
    }
  for (guint i = 0; i < claims->len; i++)
    if (g_array_index (claims, McDeskClaim, i).desk == number)
      {
        g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("Another machine is desk %d already"), number);
        return FALSE;
      }
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "office", office->code);
  mc_json_add_int (builder, "desk", number);
  json_builder_end_object (builder);
  body = mc_json_builder_text (builder);
  return mc_journal_append (tx, MC_STREAM_WORK, "desk", NULL, NULL, 0, body, NULL, error) &&
         mc_projection_put_desk (tx->db, tx->origin, office->code, number, tx->now, error);
}

gboolean
mc_setting_answer_last_slip (McTx *tx, McDay day, int number, int new_desk, GError **error)
{
  g_autoptr (McOffice) office = mc_setting_office (tx->db, tx->origin, error);
  McDay since;

  if (office == NULL || !mc_store_pending_question (tx->db, &since, error))
    return FALSE;
  if (since == MC_DAY_NONE)
    return TRUE;
  if (new_desk != 0 && new_desk != office->desk)
    return mc_setting_move_desk (tx, new_desk, error) && mc_local_set (tx->db, "numbers-unknown-since", NULL, error);

  if (day != MC_DAY_NONE)
    {
      if (mc_code_desk_of_number (number) != office->desk)
        {
          g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("Number %04d was not given by desk %d"), number, office->desk);
          return FALSE;
        }
      if (!put_last_slip (tx, office->desk, day, number, error))
        return FALSE;
    }
  return mc_local_set (tx->db, "numbers-unknown-since", NULL, error);
}
