/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch into the tables, in a handful of statements however many entries it has. */
#include "config.h"

#include <string.h>

#include "mc-json.h"
#include "mc-province-storage-private.h"

#define MAX_FILES 64       /* that one entry may name */
#define MAX_FILE_SIZE (G_GINT64_CONSTANT (1) << 40)

gboolean
_mc_province_dossier_of (const McEnvelope *envelope, McEntryRef *dossier)
{
  *dossier = envelope->dossier;
  if (dossier->seq != 0)
    return TRUE;
  if (!mc_fold_is_first (envelope))
    return FALSE;
  memcpy (dossier->origin, envelope->origin, MC_ORIGIN_SIZE);
  dossier->seq = envelope->seq;
  return TRUE;
}

/* ---- files that entries name ----------------------------------------------------------------------------- */

typedef struct
{
  GArray *files;
  guint at;
  guint n;
} Finder;

static void find_in (JsonNode *node, Finder *finder);

static void
find_in_member (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  find_in (node, data);
}

static void
find_in_element (JsonArray *array, guint i, JsonNode *node, gpointer data)
{
  find_in (node, data);
}

static void
find_in (JsonNode *node, Finder *finder)
{
  g_autofree char *hex = NULL;
  McNamedFile file = { .at = finder->at };
  JsonObject *object;

  if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), find_in_element, finder);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  object = json_node_get_object (node);
  json_object_foreach_member (object, find_in_member, finder);
  if (finder->n < MAX_FILES && mc_json_read_text (object, "blob", &hex, NULL) && hex != NULL &&
      mc_hex_decode (hex, file.hash, MC_HASH_SIZE) && mc_json_read_int (object, "bytes", &file.size, NULL) && file.size > 0 &&
      file.size < MAX_FILE_SIZE)
    {
      g_array_append_val (finder->files, file);
      finder->n++;
    }
}

void
_mc_province_named_files (GBytes *body, guint at, GArray *files)
{
  g_autoptr (JsonParser) parser = NULL;
  Finder finder = { files, at, 0 };
  gsize size;
  const char *text = g_bytes_get_data (body, &size);

  /* Most entries name none, and looking is cheaper than reading. */
  if (size == 0 || g_strstr_len (text, (gssize) size, "\"blob\"") == NULL)
    return;
  parser = json_parser_new_immutable ();
  if (mc_json_parse_object (parser, text, (gssize) size, NULL) != NULL)
    find_in (json_parser_get_root (parser), &finder);
}

static gboolean
note_files (McProvinceTx *tx, const McBatch *batch, guint skip, gint64 origin, gint64 first_n, GError **error)
{
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (McNamedFile));
  g_autoptr (McPgArray) hashes = mc_pg_array_new (MC_PG_BYTES), sizes = mc_pg_array_new (MC_PG_INT),
                        numbers = mc_pg_array_new (MC_PG_INT);
  g_auto (McPgArgs) args = { 0 };

  for (guint i = skip; i < batch->entries->len; i++)
    if (g_array_index (batch->entries, McEntry, i).body != NULL)
      _mc_province_named_files (g_array_index (batch->entries, McEntry, i).body, i - skip, files);
  if (files->len == 0)
    return TRUE;
  for (guint i = 0; i < files->len; i++)
    {
      const McNamedFile *file = &g_array_index (files, McNamedFile, i);

      mc_pg_array_add_bytes (hashes, file->hash, MC_HASH_SIZE);
      mc_pg_array_add_int (sizes, file->size);
      mc_pg_array_add_int (numbers, first_n + file->at);
    }
  mc_pg_int (&args, tx->office);
  mc_pg_int (&args, origin);
  mc_pg_array (&args, hashes);
  mc_pg_array (&args, sizes);
  mc_pg_array (&args, numbers);
  return mc_pg_run (tx->pg,
                    "WITH named AS (SELECT * FROM unnest ($3::bytea[], $4::bigint[], $5::bigint[]) AS x (hash, size, n)),"
                    " seen AS (INSERT INTO file_sight (office, hash) SELECT DISTINCT $1, hash FROM named JOIN file USING (hash)"
                    " ON CONFLICT DO NOTHING)"
                    " INSERT INTO file_lacking (office, hash, size, origin, n) SELECT $1, hash, size, $2, n FROM named"
                    " WHERE NOT EXISTS (SELECT FROM file f WHERE f.hash = named.hash) ON CONFLICT DO NOTHING",
                    &args, error);
}

/* ---- entries --------------------------------------------------------------------------------------------- */

/* One array for each column of table entry that differs between the entries of a batch. */
typedef struct
{
  McPgArray *seq, *n, *d_origin, *d_seq, *kind, *envelope, *body, *body_hash, *hash;
} Columns;

static void
columns_init (Columns *self)
{
  self->seq = mc_pg_array_new (MC_PG_INT);
  self->n = mc_pg_array_new (MC_PG_INT);
  self->d_origin = mc_pg_array_new (MC_PG_BYTES);
  self->d_seq = mc_pg_array_new (MC_PG_INT);
  self->kind = mc_pg_array_new (MC_PG_TEXT);
  self->envelope = mc_pg_array_new (MC_PG_BYTES);
  self->body = mc_pg_array_new (MC_PG_BYTES);
  self->body_hash = mc_pg_array_new (MC_PG_BYTES);
  self->hash = mc_pg_array_new (MC_PG_BYTES);
}

static void
columns_clear (Columns *self)
{
  mc_pg_array_free (self->seq);
  mc_pg_array_free (self->n);
  mc_pg_array_free (self->d_origin);
  mc_pg_array_free (self->d_seq);
  mc_pg_array_free (self->kind);
  mc_pg_array_free (self->envelope);
  mc_pg_array_free (self->body);
  mc_pg_array_free (self->body_hash);
  mc_pg_array_free (self->hash);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Columns, columns_clear)

static void
add_bytes (McPgArray *array, GBytes *bytes)
{
  gsize size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (bytes == NULL)
    mc_pg_array_add_null (array);
  else
    mc_pg_array_add_bytes (array, data != NULL ? data : "", size);
}

/* @n: 0: no number in the stream */
static void
columns_add (Columns *self, const McEntry *entry, gint64 n)
{
  McEntryRef dossier;

  mc_pg_array_add_int (self->seq, entry->envelope.seq);
  if (n > 0)
    mc_pg_array_add_int (self->n, n);
  else
    mc_pg_array_add_null (self->n);
  if (_mc_province_dossier_of (&entry->envelope, &dossier))
    {
      mc_pg_array_add_bytes (self->d_origin, dossier.origin, MC_ORIGIN_SIZE);
      mc_pg_array_add_int (self->d_seq, dossier.seq);
    }
  else
    {
      mc_pg_array_add_null (self->d_origin);
      mc_pg_array_add_null (self->d_seq);
    }
  mc_pg_array_add_text (self->kind, entry->envelope.kind);
  add_bytes (self->envelope, entry->envelope_bytes);
  add_bytes (self->body, entry->body);
  mc_pg_array_add_bytes (self->body_hash, entry->body_hash, MC_HASH_SIZE);
  mc_pg_array_add_bytes (self->hash, entry->hash, MC_HASH_SIZE);
}

static gboolean
insert_entries (McProvinceTx *tx, const McBatch *batch, guint skip, gint64 origin, GError **error)
{
  g_auto (Columns) columns = { 0 };
  g_auto (McPgArgs) args = { 0 };

  columns_init (&columns);
  for (guint i = skip; i < batch->entries->len; i++)
    columns_add (&columns, &g_array_index (batch->entries, McEntry, i),
                 batch->stream == MC_STREAM_WORK ? tx->next_n + (i - skip) : 0);
  mc_pg_int (&args, tx->office);
  mc_pg_int (&args, origin);
  mc_pg_int (&args, batch->stream);
  mc_pg_array (&args, columns.seq);
  mc_pg_array (&args, columns.n);
  mc_pg_array (&args, columns.d_origin);
  mc_pg_array (&args, columns.d_seq);
  mc_pg_array (&args, columns.kind);
  mc_pg_array (&args, columns.envelope);
  mc_pg_array (&args, columns.body);
  mc_pg_array (&args, columns.body_hash);
  mc_pg_array (&args, columns.hash);
  return mc_pg_run (tx->pg,
                    "INSERT INTO entry (office, origin, stream, seq, n, d_origin, d_seq, kind, envelope, body, body_hash, hash)"
                    " SELECT $1, $2, $3::smallint, * FROM unnest ($4::bigint[], $5::bigint[], $6::bytea[], $7::bigint[],"
                    " $8::text[], $9::bytea[], $10::bytea[], $11::bytea[], $12::bytea[])",
                    &args, error);
}

/* The heads of the chain and of the office's stream, and the author's signature. */
static gboolean
move_heads (McProvinceTx *tx, const McBatch *batch, gint64 origin, GError **error)
{
  g_auto (McPgArgs) args = { 0 };

  mc_pg_int (&args, tx->office);
  mc_pg_int (&args, tx->next_n);
  mc_pg_int (&args, origin);
  mc_pg_int (&args, mc_batch_last_seq (batch));
  mc_pg_bytes (&args, mc_batch_head (batch), MC_HASH_SIZE);
  mc_pg_bytes (&args, batch->is_signed ? batch->signature : NULL, sizeof batch->signature);
  mc_pg_int (&args, batch->stream);
  mc_pg_given (tx->pg, tx->office, tx->next_n);
  return mc_pg_run (tx->pg,
                    batch->stream == MC_STREAM_WORK
                        ? "WITH o AS (UPDATE office SET next_n = $2 WHERE id = $1), s AS (INSERT INTO signature (origin, stream,"
                          " seq, signature) SELECT $3, $7::smallint, $4, $6 WHERE $6 IS NOT NULL ON CONFLICT DO NOTHING)"
                          " UPDATE origin SET work_seq = $4, work_hash = $5 WHERE n = $3"
                        : "WITH o AS (UPDATE office SET next_n = $2 WHERE id = $1), s AS (INSERT INTO signature (origin, stream,"
                          " seq, signature) SELECT $3, $7::smallint, $4, $6 WHERE $6 IS NOT NULL ON CONFLICT DO NOTHING)"
                          " UPDATE origin SET audit_seq = $4, audit_hash = $5 WHERE n = $3",
                    &args, error);
}

static GArray *
dossiers_of (const McBatch *batch, guint skip)
{
  GArray *dossiers = g_array_new (FALSE, FALSE, sizeof (McEntryRef));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = skip; i < batch->entries->len; i++)
    {
      McEntryRef dossier;

      if (_mc_province_dossier_of (&g_array_index (batch->entries, McEntry, i).envelope, &dossier) &&
          g_hash_table_add (seen, mc_entry_ref_to_text (&dossier)))
        g_array_append_val (dossiers, dossier);
    }
  return dossiers;
}

gboolean
_mc_province_append (gpointer data, const McBatch *batch, guint skip, GArray *unreadable, GError **error)
{
  McProvinceTx *tx = data;
  g_autoptr (GArray) dossiers = NULL;
  gint64 origin, first_n = tx->next_n;
  guint count = batch->entries->len - skip;
  gboolean followed;

  g_return_val_if_fail (tx->locked && skip < batch->entries->len, FALSE);

  if (!_mc_province_origin (tx, batch->origin, &origin, error) || !insert_entries (tx, batch, skip, origin, error))
    return FALSE;
  if (batch->stream == MC_STREAM_WORK)
    tx->next_n += count;
  if (!move_heads (tx, batch, origin, error))
    return FALSE;
  tx->n_appended += count;
  if (batch->stream != MC_STREAM_WORK)
    return TRUE;
  dossiers = dossiers_of (batch, skip);
  return note_files (tx, batch, skip, origin, first_n, error) && _mc_province_follow_again (tx, batch, skip, dossiers, &followed, error) &&
         mc_province_project (tx, dossiers, batch, skip, first_n, followed, unreadable, error);
}
