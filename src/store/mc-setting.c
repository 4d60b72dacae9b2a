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

gboolean
mc_setting_office_text (McDb *db, char **json, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT value FROM setting WHERE key = 'office'", error);

  return stmt != NULL && mc_db_text (db, stmt, json, error);
}

McOffice *
mc_setting_office (McDb *db, int origin, GError **error)
{
  g_autofree char *json = NULL;
  g_autoptr (McOffice) office = NULL;
  gint64 number;

  if (!mc_setting_office_text (db, &json, error))
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

McOffice *
mc_setting_own_office (McDb *db, GError **error)
{
  gint64 origin;

  return mc_local_count (db, "origin", &origin, error) ? mc_setting_office (db, (int) origin, error) : NULL;
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
