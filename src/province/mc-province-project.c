/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dossiers as folds over their entries in the office's order: the same entries, the same order, the same fold as on
 * every desk. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-again.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-province-storage-private.h"

typedef struct
{
  McEntryRef ref;
  McAgain again;      /* with the last exclusive entry */
  guint8 first_hash[MC_HASH_SIZE];
  gboolean begun;
  McDossier *dossier; /* (owned) */
} Fold;

static void
fold_clear (gpointer data)
{
  Fold *fold = data;

  g_clear_pointer (&fold->dossier, mc_dossier_free);
  mc_again_clear (&fold->again);
}

/* Whether it means this dossier: work on what was numbered twice says which bytes it means. */
static gboolean
means_this (const Fold *fold, const McEnvelope *envelope, JsonObject *body)
{
  g_autofree char *hex = NULL, *name = NULL;

  if (!mc_json_read_text (body, "first_hash", &hex, NULL) || hex == NULL)
    return TRUE;
  name = mc_again_name (&envelope->dossier, hex);
  return (fold->again.names != NULL && g_hash_table_contains (fold->again.names, name)) || mc_again_hash_fits (hex, fold->first_hash);
}

static gboolean
fold_body (Fold *fold, const McEnvelope *envelope, const guint8 hash[MC_HASH_SIZE], JsonObject *body, GError **error)
{
  gboolean first = mc_fold_is_first (envelope);
  gboolean exclusive = mc_fold_is_exclusive (envelope, body);

  /* A dossier begins once, and what stands aside in the conflict lane does nothing. */
  if (!mc_again_take (&fold->again, envelope, body) || first == fold->begun || (!first && !means_this (fold, envelope, body)) ||
      (exclusive && !mc_again_is_on_head (&fold->again, envelope, body)))
    return TRUE;
  if (!mc_fold_entry (fold->dossier, envelope, body, error))
    return FALSE;
  if (first)
    memcpy (fold->first_hash, hash, MC_HASH_SIZE);
  if (first || exclusive)
    mc_again_set_head (&fold->again, envelope, hash);
  fold->begun = TRUE;
  return TRUE;
}

/* @text: (nullable): the body; NULL after a redaction */
static gboolean
fold_text (Fold *fold, const McEnvelope *envelope, const guint8 hash[MC_HASH_SIZE], const char *text, gsize size, gboolean *readable,
           GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local = NULL;
  JsonObject *body;

  *readable = TRUE;
  if (text == NULL)
    return TRUE;
  body = mc_json_parse_object (parser, text, (gssize) size, &local);
  if (body != NULL && fold_body (fold, envelope, hash, body, &local))
    return TRUE;
  *readable = FALSE;
  if (local->code == MC_ERROR_INVALID)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
fold_row (Fold *fold, const McPgRows *rows, int row, gboolean *readable, GError **error)
{
  g_auto (McEnvelope) envelope = { 0 };
  guint8 hash[MC_HASH_SIZE] = { 0 };
  gsize size;
  const char *text = (const char *) mc_pg_get_bytes (rows, row, 2, &size);

  if (!mc_envelope_decode (text, size, &envelope, error))
    return FALSE;
  mc_pg_copy_bytes (rows, row, 6, hash, sizeof hash);
  text = (const char *) mc_pg_get_bytes (rows, row, 3, &size);
  return fold_text (fold, &envelope, hash, text, size, readable, error);
}

static McPgRows *
load_entries (McProvinceTx *tx, GArray *dossiers, GError **error)
{
  g_autoptr (McPgArray) origins = mc_pg_array_new (MC_PG_BYTES), seqs = mc_pg_array_new (MC_PG_INT);
  g_auto (McPgArgs) args = { 0 };

  for (guint i = 0; i < dossiers->len; i++)
    {
      const McEntryRef *ref = &g_array_index (dossiers, McEntryRef, i);

      mc_pg_array_add_bytes (origins, ref->origin, MC_ORIGIN_SIZE);
      mc_pg_array_add_int (seqs, ref->seq);
    }
  mc_pg_int (&args, tx->office);
  mc_pg_array (&args, origins);
  mc_pg_array (&args, seqs);
  /* The first entry comes first, whatever number it got. */
  return mc_pg_query (tx->pg,
                      "SELECT e.d_origin, e.d_seq, e.envelope, e.body, o.id, e.seq, e.hash"
                      " FROM unnest ($2::bytea[], $3::bigint[]) AS k (d_origin, d_seq)"
                      " JOIN entry e ON e.office = $1 AND e.d_origin = k.d_origin AND e.d_seq = k.d_seq AND e.n IS NOT NULL"
                      " JOIN origin o ON o.n = e.origin"
                      " ORDER BY e.d_origin, e.d_seq, o.id = e.d_origin AND e.seq = e.d_seq DESC, e.n",
                      &args, error);
}

static void
note_unreadable (const McPgRows *rows, int row, const McBatch *batch, GArray *unreadable)
{
  guint8 origin[MC_ORIGIN_SIZE];
  gint64 seq = mc_pg_get_int (rows, row, 5);

  if (batch == NULL || unreadable == NULL || !mc_pg_copy_bytes (rows, row, 4, origin, MC_ORIGIN_SIZE) ||
      memcmp (origin, batch->origin, MC_ORIGIN_SIZE) != 0 || seq < batch->first_seq || seq > mc_batch_last_seq (batch))
    return;
  g_array_append_val (unreadable, seq);
}

/* (element-type Fold) */
static GArray *
fold_all (McProvinceTx *tx, GArray *dossiers, gboolean events, const McBatch *batch, GArray *unreadable, GError **error)
{
  g_autoptr (GArray) folds = g_array_new (FALSE, TRUE, sizeof (Fold));
  g_autoptr (McPgRows) rows = load_entries (tx, dossiers, error);
  Fold *fold = NULL;

  g_array_set_clear_func (folds, fold_clear);
  if (rows == NULL)
    return NULL;
  for (int i = 0; i < mc_pg_n (rows); i++)
    {
      McEntryRef ref = { .seq = mc_pg_get_int (rows, i, 1) };
      gboolean readable;

      mc_pg_copy_bytes (rows, i, 0, ref.origin, MC_ORIGIN_SIZE);
      if (fold == NULL || !mc_entry_ref_equal (&fold->ref, &ref))
        {
          Fold next = { .ref = ref, .dossier = mc_dossier_new () };

          if (events)
            {
              next.dossier->events = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_event_free);
              next.dossier->files = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_file_free);
            }
          g_array_append_val (folds, next);
          fold = &g_array_index (folds, Fold, folds->len - 1);
        }
      if (!fold_row (fold, rows, i, &readable, error))
        return NULL;
      if (!readable)
        note_unreadable (rows, i, batch, unreadable);
    }
  return g_steal_pointer (&folds);
}

/* ---- rows of dossiers ------------------------------------------------------------------------------------ */

enum { D_ORIGIN, D_SEQ, CODE, PIN, STATE, PROCEDURE, NAME, RECEIVED, DUE, RETURNED, H_ORIGIN, H_SEQ, N_COLUMNS };

static const McPgType column_types[N_COLUMNS] = {
  [D_ORIGIN] = MC_PG_BYTES, [D_SEQ] = MC_PG_INT,     [CODE] = MC_PG_TEXT, [PIN] = MC_PG_TEXT,
  [STATE] = MC_PG_INT,      [PROCEDURE] = MC_PG_TEXT, [NAME] = MC_PG_TEXT, [RECEIVED] = MC_PG_INT,
  [DUE] = MC_PG_INT,        [RETURNED] = MC_PG_INT,  [H_ORIGIN] = MC_PG_BYTES, [H_SEQ] = MC_PG_INT,
};

static void
add_row (McPgArray **columns, const Fold *fold)
{
  const McDossier *dossier = fold->dossier;

  mc_pg_array_add_bytes (columns[D_ORIGIN], fold->ref.origin, MC_ORIGIN_SIZE);
  mc_pg_array_add_int (columns[D_SEQ], fold->ref.seq);
  mc_pg_array_add_text (columns[CODE], dossier->code);
  mc_pg_array_add_text (columns[PIN], dossier->pin);
  mc_pg_array_add_int (columns[STATE], dossier->state);
  mc_pg_array_add_text (columns[PROCEDURE], dossier->intake->procedure_code);
  mc_pg_array_add_text (columns[NAME], dossier->procedure_short != NULL ? dossier->procedure_short : dossier->procedure_name);
  mc_pg_array_add_int (columns[RECEIVED], dossier->received_at);
  mc_pg_array_add_int (columns[DUE], dossier->due);
  mc_pg_array_add_int (columns[RETURNED], dossier->returned_at);
  mc_pg_array_add_bytes (columns[H_ORIGIN], fold->again.head.origin, MC_ORIGIN_SIZE);
  mc_pg_array_add_int (columns[H_SEQ], fold->again.head.seq);
}

static gboolean
put_rows (McProvinceTx *tx, GArray *folds, GError **error)
{
  McPgArray *columns[N_COLUMNS];
  g_auto (McPgArgs) args = { 0 };
  gboolean good = TRUE;

  for (int i = 0; i < N_COLUMNS; i++)
    columns[i] = mc_pg_array_new (column_types[i]);
  for (guint i = 0; i < folds->len; i++)
    if (g_array_index (folds, Fold, i).begun && g_array_index (folds, Fold, i).dossier->intake != NULL)
      add_row (columns, &g_array_index (folds, Fold, i));
  mc_pg_int (&args, tx->office);
  for (int i = 0; i < N_COLUMNS; i++)
    mc_pg_array (&args, columns[i]);
  if (mc_pg_array_size (columns[D_SEQ]) > 0)
    good = mc_pg_run (tx->pg,
                      "INSERT INTO dossier (office, d_origin, d_seq, code, pin, state, procedure, procedure_name, received_at, due,"
                      " returned_at, head_origin, head_seq) SELECT $1, * FROM unnest ($2::bytea[], $3::bigint[], $4::text[],"
                      " $5::text[], $6::bigint[], $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[],"
                      " $12::bytea[], $13::bigint[]) ON CONFLICT (office, d_origin, d_seq) DO UPDATE SET code = excluded.code,"
                      " pin = excluded.pin, state = excluded.state, procedure = excluded.procedure,"
                      " procedure_name = excluded.procedure_name, received_at = excluded.received_at, due = excluded.due,"
                      " returned_at = excluded.returned_at, head_origin = excluded.head_origin, head_seq = excluded.head_seq,"
                      " changed = now()",
                      &args, error);
  for (int i = 0; i < N_COLUMNS; i++)
    mc_pg_array_free (columns[i]);
  return good;
}

/* ---- dossiers that begin in a batch ---------------------------------------------------------------------- */

/* Most of what comes: everything there is of them is at hand. */
typedef struct
{
  const McBatch *batch;
  guint skip;
  GArray *folds; /* Fold */
  guint *fold_of; /* by entry of the batch: 1 + place of the dossier that begins with it; 0: none */
} Fresh;

/* Another desk may have had a dossier by the office's folder, and its work on it may have come here first: such ones are read
 * like old ones. */
static gboolean
leave_known (McProvinceTx *tx, Fresh *fresh, gint64 first_n, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_int (&args, tx->office);
  mc_pg_bytes (&args, fresh->batch->origin, MC_ORIGIN_SIZE);
  mc_pg_int (&args, fresh->batch->first_seq + fresh->skip);
  mc_pg_int (&args, mc_batch_last_seq (fresh->batch));
  mc_pg_int (&args, first_n);
  rows = mc_pg_query (tx->pg,
                      "SELECT d_seq FROM entry WHERE office = $1 AND d_origin = $2 AND d_seq BETWEEN $3 AND $4 AND n < $5", &args,
                      error);
  for (int i = 0; rows != NULL && i < mc_pg_n (rows); i++)
    fresh->fold_of[mc_pg_get_int (rows, i, 0) - fresh->batch->first_seq] = 0;
  return rows != NULL;
}

/* Its own dossier is the one that it begins. */
static gboolean
begins (const McEnvelope *envelope)
{
  McEntryRef ref;

  return _mc_province_dossier_of (envelope, &ref) && ref.seq == envelope->seq &&
         memcmp (ref.origin, envelope->origin, MC_ORIGIN_SIZE) == 0;
}

static void
begin_folds (Fresh *fresh)
{
  for (guint i = fresh->skip; i < fresh->batch->entries->len; i++)
    {
      const McEnvelope *envelope = &g_array_index (fresh->batch->entries, McEntry, i).envelope;
      Fold fold = { 0 };

      if (fresh->fold_of[i] == 0)
        continue;
      memcpy (fold.ref.origin, envelope->origin, MC_ORIGIN_SIZE);
      fold.ref.seq = envelope->seq;
      fold.dossier = mc_dossier_new ();
      g_array_append_val (fresh->folds, fold);
      fresh->fold_of[i] = fresh->folds->len;
    }
}

/* (nullable) the dossier of an entry, if it begins in the batch */
static Fold *
find_fold (const Fresh *fresh, const McEnvelope *envelope)
{
  McEntryRef ref;
  gint64 at;

  if (!_mc_province_dossier_of (envelope, &ref) || memcmp (ref.origin, fresh->batch->origin, MC_ORIGIN_SIZE) != 0)
    return NULL;
  at = ref.seq - fresh->batch->first_seq;
  if (at < fresh->skip || at >= fresh->batch->entries->len || fresh->fold_of[at] == 0)
    return NULL;
  return &g_array_index (fresh->folds, Fold, fresh->fold_of[at] - 1);
}

/* @first: the entries that begin dossiers, which come first whatever their numbers; or all others */
static gboolean
fold_batch (const Fresh *fresh, gboolean first, GArray *unreadable, GError **error)
{
  for (guint i = fresh->skip; i < fresh->batch->entries->len; i++)
    {
      const McEntry *entry = &g_array_index (fresh->batch->entries, McEntry, i);
      Fold *fold = (fresh->fold_of[i] != 0) == first ? find_fold (fresh, &entry->envelope) : NULL;
      gsize size = 0;
      const char *text = fold != NULL && entry->body != NULL ? g_bytes_get_data (entry->body, &size) : NULL;
      gboolean readable;

      if (fold == NULL)
        continue;
      if (!fold_text (fold, &entry->envelope, entry->hash, entry->body != NULL && text == NULL ? "" : text, size, &readable, error))
        return FALSE;
      if (!readable && unreadable != NULL)
        g_array_append_val (unreadable, entry->envelope.seq);
    }
  return TRUE;
}

static gboolean
project_fresh (McProvinceTx *tx, Fresh *fresh, gint64 first_n, GArray *unreadable, GError **error)
{
  gboolean any = FALSE;

  for (guint i = fresh->skip; i < fresh->batch->entries->len; i++)
    {
      fresh->fold_of[i] = begins (&g_array_index (fresh->batch->entries, McEntry, i).envelope);
      any |= fresh->fold_of[i] != 0;
    }
  if (!any)
    return TRUE;
  if (!leave_known (tx, fresh, first_n, error))
    return FALSE;
  begin_folds (fresh);
  return fold_batch (fresh, TRUE, unreadable, error) && fold_batch (fresh, FALSE, unreadable, error) &&
         put_rows (tx, fresh->folds, error);
}

static gboolean
project_old (McProvinceTx *tx, const Fresh *fresh, GArray *dossiers, GArray *unreadable, GError **error)
{
  g_autoptr (GArray) old = g_array_new (FALSE, FALSE, sizeof (McEntryRef)), folds = NULL;

  for (guint i = 0; i < dossiers->len; i++)
    {
      const McEntryRef *ref = &g_array_index (dossiers, McEntryRef, i);
      gint64 at = ref->seq - fresh->batch->first_seq;
      gboolean here = memcmp (ref->origin, fresh->batch->origin, MC_ORIGIN_SIZE) == 0 && at >= fresh->skip &&
                      at < fresh->batch->entries->len && fresh->fold_of[at] != 0;

      if (!here)
        g_array_append_vals (old, ref, 1);
    }
  if (old->len == 0)
    return TRUE;
  folds = fold_all (tx, old, FALSE, fresh->batch, unreadable, error);
  return folds != NULL && put_rows (tx, folds, error);
}

gboolean
mc_province_project (McProvinceTx *tx, GArray *dossiers, const McBatch *batch, guint skip, gint64 first_n, gboolean read_all,
                     GArray *unreadable, GError **error)
{
  g_autofree guint *fold_of = g_new0 (guint, batch->entries->len);
  g_autoptr (GArray) folds = g_array_new (FALSE, TRUE, sizeof (Fold));
  Fresh fresh = { batch, skip, folds, fold_of };

  g_array_set_clear_func (folds, fold_clear);
  return (read_all || project_fresh (tx, &fresh, first_n, unreadable, error)) &&
         project_old (tx, &fresh, dossiers, unreadable, error);
}

/* ---- one dossier ----------------------------------------------------------------------------------------- */

McDossier *
mc_province_fold (McProvinceTx *tx, const McEntryRef *dossier, McEntryRef *head, GError **error)
{
  g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (McEntryRef)), folds = NULL;
  Fold *fold;

  g_array_append_vals (one, dossier, 1);
  if ((folds = fold_all (tx, one, TRUE, NULL, NULL, error)) == NULL)
    return NULL;
  fold = folds->len > 0 ? &g_array_index (folds, Fold, 0) : NULL;
  if (fold == NULL || !fold->begun)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("There is no such dossier here"));
      return NULL;
    }
  *head = fold->again.head;
  return g_steal_pointer (&fold->dossier);
}

gboolean
mc_province_find (McProvinceTx *tx, const char *code, McEntryRef *dossier, gboolean *found, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_int (&args, tx->office);
  mc_pg_text (&args, code);
  rows = mc_pg_query (tx->pg,
                      "SELECT d_origin, d_seq FROM dossier WHERE office = $1 AND code = $2 ORDER BY received_at, d_origin LIMIT 1",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  *found = mc_pg_n (rows) > 0 && mc_pg_copy_bytes (rows, 0, 0, dossier->origin, MC_ORIGIN_SIZE);
  dossier->seq = *found ? mc_pg_get_int (rows, 0, 1) : 0;
  return TRUE;
}
