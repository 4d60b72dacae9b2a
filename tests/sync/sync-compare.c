/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all desks and the province must have in the end. */
#include "sync-office.h"

#include <string.h>

#include "mc-json.h"
#include "mc-projection.h"

/* The office's order as the province has it, a line each: number, author, his number, hash. */
static char *
order_of_hub (MemoryHub *hub)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < hub->stream->len; i++)
    {
      const MemoryEntry *entry = g_ptr_array_index (hub->stream, i);
      g_autofree char *origin = mc_hex_encode (entry->entry.envelope.origin, MC_ORIGIN_SIZE);
      g_autofree char *hash = mc_hex_encode (entry->entry.hash, MC_HASH_SIZE);

      g_string_append_printf (text, "%u %s %" G_GINT64_FORMAT " %s\n", i + 1, origin, entry->entry.envelope.seq, hash);
    }
  return g_string_free (text, FALSE);
}

static char *
order_of_desk (SyncDesk *self)
{
  return fixture_text (self->fixture.folder,
                       "WITH line (n, text) AS (SELECT r.first_n + e.seq - r.first_seq,"
                       "  (r.first_n + e.seq - r.first_seq) || ' ' || lower (hex (o.id)) || ' ' || e.seq || ' ' ||"
                       "  lower (hex (e.hash)) || char (10)"
                       " FROM numbered r JOIN origin o ON o.n = r.origin JOIN entry e ON e.origin = r.origin AND e.stream = 0"
                       "  AND e.seq >= r.first_seq AND e.seq < r.first_seq + r.n_entries)"
                       " SELECT group_concat (text, '') FROM (SELECT text FROM line ORDER BY n)");
}

/* Work entries that the province has not numbered, but for those of its own for all offices. */
static gint64
n_without_number (SyncDesk *self, MemoryHub *hub)
{
  g_autofree char *common = mc_hex_encode (hub->common, MC_ORIGIN_SIZE);
  g_autofree char *sql = g_strdup_printf (
      "SELECT count (*) FROM entry e JOIN origin o ON o.n = e.origin WHERE stream = 0 AND lower (hex (o.id)) <> '%s'"
      " AND NOT EXISTS (SELECT 1 FROM numbered r WHERE r.origin = e.origin AND e.seq >= r.first_seq"
      " AND e.seq < r.first_seq + r.n_entries)",
      common);

  return fixture_int (self->fixture.folder, sql);
}

static char *
rows_of (SyncDesk *self)
{
  return fixture_text (
      self->fixture.folder,
      "SELECT group_concat (text, char (10)) FROM (SELECT lower (hex (o.id)) || ' ' || d.seq || ' ' || code || ' ' || state || ' ' ||"
      " received_at || ' ' || due || ' ' || coalesce (due_key, '-') || ' ' || procedure || ' ' || applicant || ' ' || fee || ' ' || paid"
      " || ' ' || coalesce (holder, '-') || ' ' || desk || ' ' || extended || ' ' || returned_at || ' ' || printed || ' ' ||"
      " lower (hex (h.id)) || ' ' || head_seq AS text FROM dossier d JOIN origin o ON o.n = d.origin"
      " JOIN origin h ON h.n = d.head_origin ORDER BY o.id, d.seq)");
}

static char *
conflicts_of (SyncDesk *self)
{
  return fixture_text (self->fixture.folder,
                       "SELECT group_concat (text, char (10)) FROM (SELECT lower (hex (o.id)) || '.' || e.seq AS text"
                       " FROM conflict c JOIN entry e ON e.id = c.entry JOIN origin o ON o.n = e.origin ORDER BY text)");
}

/* Every dossier folded from its entries, as motcuactl prints it. */
static gboolean
read_folds (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  GString *text = data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT d.id FROM dossier d JOIN origin o ON o.n = d.origin ORDER BY o.id, d.seq", error);
  gboolean row = stmt != NULL;

  while (row && mc_db_step (db, stmt, &row, error) && row)
    {
      gint64 id = sqlite3_column_int64 (stmt, 0);

      g_array_append_val (ids, id);
    }
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (McDossier) dossier = mc_projection_fold (db, g_array_index (ids, gint64, i), error);
      g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
      g_autofree char *json = NULL;

      if (dossier == NULL)
        return FALSE;
      mc_dossier_write_json (builder, dossier);
      json = mc_json_builder_text (builder);
      g_string_append_printf (text, "%s\n", json);
    }
  return TRUE;
}

static char *
folds_of (SyncDesk *self)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  mc_store_read (fixture_store (&self->fixture), read_folds, text, &error);
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

static void
assert_idle (SyncDesk *self, MemoryHub *hub)
{
  guint entries = (guint) fixture_int (self->fixture.folder, "SELECT count (*) FROM entry"), locks = hub->n_locks;
  SyncResult result;

  sync_exchange (self, hub, LINK_GOOD, NULL, &result);
  g_assert_true (result.done);
  g_assert_false (result.more || result.behind || result.fork);
  g_assert_cmpuint (result.entries_new + result.entries_acked + result.refused, ==, 0);
  g_assert_cmpuint (result.sent, <, 60);
  g_assert_cmpuint (result.received, <, 40 + 50 * result.wants);
  g_assert_cmpuint (hub->n_locks, ==, locks);
  g_assert_cmpint (fixture_int (self->fixture.folder, "SELECT count (*) FROM entry"), ==, entries);
}

/* What own origins say of who viewed what is at the province too. The province may have more of a store that was set back: audit goes one way, and
 * the desk hears of it when it has more of that to say. */
static void
assert_audit (SyncDesk *self, MemoryHub *hub)
{
  guint8 id[MC_ORIGIN_SIZE];
  MemoryOrigin *origin;
  g_autofree char *sql = NULL;

  g_assert_true (mc_hex_decode (mc_desk_origin (self->fixture.desk), id, sizeof id));
  origin = memory_hub_origin (hub, id);
  g_assert_nonnull (origin);
  sql = g_strdup_printf ("SELECT count (*) FROM entry e JOIN origin o ON o.n = e.origin WHERE stream = 1 AND lower (hex (o.id)) = '%s'",
                         mc_desk_origin (self->fixture.desk));
  g_assert_cmpint (fixture_int (self->fixture.folder, sql), <=, origin->entries[MC_STREAM_AUDIT]->len);
}

void
sync_assert_equal (GPtrArray *desks, MemoryHub *hub)
{
  g_autofree char *order = order_of_hub (hub), *rows = NULL, *conflicts = NULL, *folds = NULL;

  memory_hub_assert_sound (hub);
  for (guint i = 0; i < desks->len; i++)
    {
      SyncDesk *desk = g_ptr_array_index (desks, i);
      g_autofree char *its_order = order_of_desk (desk), *its_rows = rows_of (desk), *its_conflicts = conflicts_of (desk);
      g_autofree char *its_folds = folds_of (desk);

      g_assert_cmpstr (its_order, ==, order);
      g_assert_cmpint (n_without_number (desk, hub), ==, 0);
      if (i > 0)
        {
          g_assert_cmpstr (its_rows, ==, rows);
          g_assert_cmpstr (its_conflicts, ==, conflicts);
          g_assert_cmpstr (its_folds, ==, folds);
        }
      else
        {
          rows = g_steal_pointer (&its_rows);
          conflicts = g_steal_pointer (&its_conflicts);
          folds = g_steal_pointer (&its_folds);
        }
      assert_audit (desk, hub);
      assert_idle (desk, hub);
      fixture_assert_sound (&desk->fixture);
    }
}
