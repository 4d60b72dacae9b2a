/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Desks and their numbers: who claims which, and which of those are alive. */
#include "config.h"

#include "mc-setting.h"

#include <glib/gi18n-lib.h>

#include "mc-code.h"
#include "mc-error.h"
#include "mc-journal.h"
#include "mc-json.h"
#include "mc-projection.h"

/* An origin that wrote in this store, and when it began. */
typedef struct
{
  int origin;
  gint64 begun_at;
  gint64 left; /* the last number it had here when the one after it began; 0 for the one that writes now */
} Reign;

static void
clear_entry (gpointer entry)
{
  mc_entry_clear (entry);
}

/* When number @seq of an origin's work was written, 0 when it is not here. @body (out) (optional) (nullable): what it says. */
static gboolean
read_time (McDb *db, int origin, gint64 seq, gint64 *time, char **body, GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
  const McEntry *entry;

  *time = 0;
  g_array_set_clear_func (entries, clear_entry);
  if (!mc_journal_read (db, origin, MC_STREAM_WORK, seq, 1, 0, entries, error))
    return FALSE;
  entry = entries->len > 0 ? &g_array_index (entries, McEntry, 0) : NULL;
  if (entry == NULL || entry->envelope.seq != seq)
    return TRUE;
  *time = entry->envelope.time;
  if (body != NULL && entry->body != NULL)
    *body = g_strndup (g_bytes_get_data (entry->body, NULL), g_bytes_get_size (entry->body));
  return TRUE;
}

/* When @origin began, the origin before it in its store and how far that one had come; 0 when it was the first. */
static gboolean
predecessor (McDb *db, int origin, gint64 *begun_at, int *previous, gint64 *seq, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *body = NULL, *text = NULL;
  JsonObject *object;
  McEntryRef ref;

  *previous = 0;
  *seq = 0;
  if (!read_time (db, origin, 1, begun_at, &body, error))
    return FALSE;
  object = body != NULL ? mc_json_parse_object (parser, body, -1, NULL) : NULL;
  if (object == NULL || !mc_json_read_text (object, "previous", &text, NULL) || !mc_entry_ref_from_text (text, &ref))
    return TRUE;
  *seq = ref.seq;
  return mc_journal_find_origin (db, ref.origin, previous, error);
}

/* The origins that wrote in this very store, the present one first. */
static gboolean
read_line (McDb *db, int origin, GArray *line, GError **error)
{
  gint64 left = 0;

  while (origin != 0)
    {
      Reign reign = { .origin = origin, .left = left };
      int previous;

      if (!predecessor (db, origin, &reign.begun_at, &previous, &left, error))
        return FALSE;
      g_array_append_val (line, reign);
      /* Numbers are given in order of appearance, so this ends. */
      origin = previous < origin ? previous : 0;
    }
  return TRUE;
}

static gint
find_in_line (const GArray *line, int origin)
{
  for (guint i = 0; i < line->len; i++)
    if (g_array_index (line, Reign, i).origin == origin)
      return (gint) i;
  return -1;
}

/* The place in the line that @origin goes back to, -1 for another desk's. */
static gboolean
find_root (McDb *db, const GArray *line, int origin, gint *root, GError **error)
{
  *root = find_in_line (line, origin);
  while (*root < 0 && origin != 0)
    {
      gint64 begun_at, seq;
      int previous;

      if (!predecessor (db, origin, &begun_at, &previous, &seq, error))
        return FALSE;
      origin = previous < origin ? previous : 0;
      *root = find_in_line (line, origin);
    }
  return TRUE;
}

/* What this store wrote before, and what it wrote between the backup and the restore under whichever origin, comes back from the province and is
 * no other desk: all of it was written before the present origin, or the one that came after it here, began. What was written later under
 * such a name is another machine's, which lives from a copy. */
static gboolean
is_alive (McDb *db, const GArray *line, int origin, gboolean *alive, GError **error)
{
  guint8 hash[MC_HASH_SIZE];
  gint64 head, time;
  const Reign *after;
  gint root;

  *alive = TRUE;
  if (!find_root (db, line, origin, &root, error))
    return FALSE;
  if (root <= 0)
    return TRUE;
  after = &g_array_index (line, Reign, (guint) root - 1);
  if (!mc_journal_head (db, origin, MC_STREAM_WORK, &head, hash, error) || !read_time (db, origin, head, &time, NULL, error))
    return FALSE;
  *alive = time >= after->begun_at && (g_array_index (line, Reign, (guint) root).origin != origin ||
                                       head > g_array_index (line, Reign, (guint) root).left);
  return TRUE;
}

typedef struct
{
  int origin;
  McDeskClaim claim;
} Row;

/* All that is said of desks of the office of @origin. (element-type Row) */
static GArray *
read_rows (McDb *db, int origin, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db,
                                      "SELECT d.origin, d.number, d.begun_at, o.id FROM desk d JOIN origin o ON o.n = d.origin"
                                      " WHERE d.office = (SELECT office FROM desk WHERE origin = ?)",
                                      error);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  gboolean found = TRUE;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int (stmt, 1, origin);
  while (found)
    {
      Row row = { 0 };

      if (!mc_db_step (db, stmt, &found, error))
        return NULL;
      if (!found)
        break;
      mc_db_column_bytes (stmt, 3, row.claim.origin, sizeof row.claim.origin);
      row.origin = sqlite3_column_int (stmt, 0);
      row.claim.desk = sqlite3_column_int (stmt, 1);
      row.claim.begun_at = sqlite3_column_int64 (stmt, 2);
      g_array_append_val (rows, row);
    }
  return g_steal_pointer (&rows);
}

/* What @origin claims, and what all others of the office that are alive claim. (element-type McDeskClaim) */
static GArray *
read_claims (McDb *db, int origin, McDeskClaim *mine, GError **error)
{
  g_autoptr (GArray) rows = read_rows (db, origin, error);
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (Reign));
  g_autoptr (GArray) claims = g_array_new (FALSE, FALSE, sizeof (McDeskClaim));

  *mine = (McDeskClaim) { .desk = 0 };
  if (rows == NULL || !read_line (db, origin, line, error))
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);
      gboolean alive;

      if (row->origin == origin)
        *mine = row->claim;
      else if (!is_alive (db, line, row->origin, &alive, error))
        return NULL;
      else if (alive)
        g_array_append_val (claims, row->claim);
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
