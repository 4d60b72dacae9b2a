/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conflict lane: what stands aside, and what was there first, for the officer who settles it. */
#include "config.h"

#include "mc-json.h"
#include "mc-peer.h"
#include "mc-projection.h"

void
mc_conflict_free (McConflict *self)
{
  g_free (self->code);
  g_free (self->actor);
  g_free (self->action);
  g_free (self->note);
  g_free (self->to);
  g_free (self->changes);
  g_free (self->instead_actor);
  g_free (self->instead_action);
  g_free (self);
}

/* The exclusive entry of the dossier that stands where @conflict wanted to stand: the one with the same parent, or the head. */
typedef struct
{
  McConflict *conflict;
  McEntryRef parent;
  gint64 entry;        /* row of the one that stands aside */
  gboolean found_same; /* @conflict->instead has the same parent */
} Lane;

static gboolean
read_changes (JsonObject *body, char **changes)
{
  if (json_object_has_member (body, "changes"))
    *changes = json_to_string (json_object_get_member (body, "changes"), FALSE);
  return TRUE;
}

/* What an exclusive entry does; FALSE for another one. @wish: (nullable): gets what else it said. */
static gboolean
read_act (const McEntry *entry, char **action, McConflict *wish)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *body;
  gsize size;
  const char *text;

  if (entry->body == NULL)
    return FALSE;
  text = g_bytes_get_data (entry->body, &size);
  body = mc_json_parse_object (parser, text, (gssize) size, NULL);
  return body != NULL && mc_fold_is_exclusive (&entry->envelope, body) && mc_json_read_text (body, "action", action, NULL) &&
         (wish == NULL || (mc_json_read_text (body, "note", &wish->note, NULL) &&
                           mc_json_read_text (body, strcmp (*action, "extend") == 0 ? "due" : "to", &wish->to, NULL) &&
                           read_changes (body, &wish->changes)));
}

static gboolean
look_at_aside (const McEntry *entry, gpointer data, GError **error)
{
  Lane *lane = data;
  McConflict *conflict = lane->conflict;

  if (entry->id != lane->entry)
    return TRUE;
  memcpy (conflict->entry.origin, entry->envelope.origin, MC_ORIGIN_SIZE);
  conflict->entry.seq = entry->envelope.seq;
  conflict->actor = g_strdup (entry->envelope.actor);
  conflict->time = entry->envelope.time;
  lane->parent = entry->envelope.parent;
  read_act (entry, &conflict->action, conflict);
  return TRUE;
}

static gboolean
look_at_other (const McEntry *entry, gpointer data, GError **error)
{
  Lane *lane = data;
  McConflict *conflict = lane->conflict;
  g_autofree char *action = NULL;
  gboolean same;

  if (entry->envelope.stream != MC_STREAM_WORK || entry->id == lane->entry || lane->found_same || !read_act (entry, &action, NULL))
    return TRUE;
  same = mc_entry_ref_equal (&entry->envelope.parent, &lane->parent);
  memcpy (conflict->instead.origin, entry->envelope.origin, MC_ORIGIN_SIZE);
  conflict->instead.seq = entry->envelope.seq;
  conflict->instead_time = entry->envelope.time;
  g_free (conflict->instead_actor);
  conflict->instead_actor = g_strdup (entry->envelope.actor);
  g_free (conflict->instead_action);
  conflict->instead_action = g_steal_pointer (&action);
  lane->found_same = same;
  return TRUE;
}

GPtrArray *
mc_conflict_list (McDb *db, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_conflict_free);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = mc_db_prepare (
      db, "SELECT c.entry, c.dossier, d.code FROM conflict c JOIN dossier d ON d.id = c.dossier ORDER BY c.entry", error);
  gboolean row = stmt != NULL;

  if (stmt == NULL)
    return NULL;
  while (row)
    {
      McConflict *conflict;
      gint64 entry;

      if (!mc_db_step (db, stmt, &row, error))
        return NULL;
      if (!row)
        break;
      conflict = g_new0 (McConflict, 1);
      entry = sqlite3_column_int64 (stmt, 0);
      conflict->dossier = sqlite3_column_int64 (stmt, 1);
      conflict->code = mc_db_column_text (stmt, 2);
      g_array_append_val (rows, entry);
      g_ptr_array_add (list, conflict);
    }
  for (guint i = 0; i < list->len; i++)
    {
      McConflict *conflict = g_ptr_array_index (list, i);
      Lane lane = { conflict, .entry = g_array_index (rows, gint64, i) };

      if (!mc_journal_foreach (db, 0, conflict->dossier, look_at_aside, &lane, error) ||
          !mc_journal_foreach (db, 0, conflict->dossier, look_at_other, &lane, error))
        return NULL;
    }
  return g_steal_pointer (&list);
}
