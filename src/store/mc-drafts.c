/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-drafts.h"

#include "mc-json.h"
#include "mc-lists.h"
#include "mc-text.h"

void
mc_stored_draft_free (McStoredDraft *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_clear_pointer (&self->intake, mc_intake_free);
  g_free (self->focus);
  g_free (self);
}

gboolean
mc_drafts_save (McTx *tx, const char *id, const McIntake *intake, const char *focus, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *json = NULL;
  sqlite3_stmt *stmt = mc_db_prepare (tx->db, "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  mc_intake_write_json (builder, intake);
  json_builder_end_object (builder);
  json = mc_json_builder_text (builder);
  mc_db_bind_text (stmt, 1, id);
  sqlite3_bind_int64 (stmt, 2, tx->now);
  mc_db_bind_text (stmt, 3, json);
  mc_db_bind_text (stmt, 4, focus);
  return mc_db_run (tx->db, stmt, error);
}

gboolean
mc_drafts_drop (McTx *tx, const char *id, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (tx->db, "DELETE FROM draft WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, id);
  return mc_db_run (tx->db, stmt, error);
}

static McStoredDraft *
read_draft (sqlite3_stmt *stmt)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  JsonObject *object = mc_json_parse_object (parser, (const char *) sqlite3_column_text (stmt, 2), -1, &error);
  McIntake *intake = object != NULL ? mc_intake_read_json (object, &error) : NULL;
  McStoredDraft *draft;

  if (intake == NULL)
    {
      g_warning ("a draft cannot be read: %s", error->message);
      return NULL;
    }
  draft = g_new0 (McStoredDraft, 1);
  draft->id = mc_db_column_text (stmt, 0);
  draft->saved_at = sqlite3_column_int64 (stmt, 1);
  draft->intake = intake;
  draft->focus = mc_db_column_text (stmt, 3);
  return draft;
}

GPtrArray *
mc_drafts_load (McDb *db, GError **error)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_stored_draft_free);
  sqlite3_stmt *stmt
      = mc_db_prepare (db, "SELECT id, saved_at, json, focus FROM draft ORDER BY saved_at DESC, id", error);
  gboolean row;

  if (stmt == NULL)
    return NULL;
  while (mc_db_step (db, stmt, &row, error))
    {
      McStoredDraft *draft;

      if (!row)
        return g_steal_pointer (&drafts);
      if ((draft = read_draft (stmt)) != NULL)
        g_ptr_array_add (drafts, draft);
    }
  return NULL;
}

/* ---- people ------------------------------------------------------------------------------------------- */

static gboolean
same_person (const McPerson *a, const McPerson *b)
{
  if (!mc_text_is_empty (a->id_number) && !mc_text_is_empty (b->id_number))
    return strcmp (a->id_number, b->id_number) == 0;
  return g_strcmp0 (a->name, b->name) == 0 && memcmp (&a->birth, &b->birth, sizeof a->birth) == 0;
}

/* The search named the dossier; does it name this one of its people? */
static gboolean
person_matches (const McPerson *person, const char *folded)
{
  g_autofree char *name = mc_text_fold (person->name);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (name, words[i]) == NULL && (person->id_number == NULL || strstr (person->id_number, words[i]) == NULL) &&
        (person->phone == NULL || strstr (person->phone, words[i]) == NULL))
      return FALSE;
  return TRUE;
}

static void
add_person (GPtrArray *people, const McPerson *person, const char *folded, guint limit)
{
  if (person == NULL || mc_text_is_empty (person->name) || people->len >= limit || !person_matches (person, folded))
    return;
  for (guint i = 0; i < people->len; i++)
    if (same_person (g_ptr_array_index (people, i), person))
      return;
  g_ptr_array_add (people, mc_person_copy (person));
}

GPtrArray *
mc_people_find (McDb *db, const char *text, guint limit, GError **error)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_person_free);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *folded = mc_text_fold (text);

  /* One person's newest dossier carries the newest details; a few more rows than asked for, for those who come often. */
  if (mc_text_has_marks (text) && !mc_search_ids (db, text, TRUE, 0, limit * 4, ids, error))
    return NULL;
  if (ids->len < limit * 4 && !mc_search_ids (db, text, FALSE, 0, limit * 4 - ids->len, ids, error))
    return NULL;
  for (guint i = 0; i < ids->len && people->len < limit; i++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (McDossier) dossier = mc_projection_fold (db, g_array_index (ids, gint64, i), &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (dossier == NULL)
        continue;
      add_person (people, dossier->intake->owner, folded, limit);
      add_person (people, dossier->intake->applicant, folded, limit);
    }
  return g_steal_pointer (&people);
}
