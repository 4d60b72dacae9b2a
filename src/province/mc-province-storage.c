/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-storage.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-province-guard.h"
#include "mc-province-problem.h"
#include "mc-province-storage-private.h"

#define PAGE 512 /* rows of the stream in one reading */

void
mc_secret_hash (const char *secret, guint8 hash[MC_HASH_SIZE])
{
  mc_hash_bytes (secret, strlen (secret), hash);
}

/* ---- whose transaction it is ----------------------------------------------------------------------------- */

static void
set_office (McProvinceTx *self, McPg *pg, const McPgRows *rows)
{
  memset (self, 0, sizeof *self);
  self->pg = pg;
  self->now = g_get_real_time () / G_USEC_PER_SEC;
  self->office = (int) mc_pg_get_int (rows, 0, 0);
  g_strlcpy (self->code, mc_pg_get_text (rows, 0, 1), sizeof self->code);
  mc_pg_copy_bytes (rows, 0, 2, self->province, MC_ORIGIN_SIZE);
  mc_pg_copy_bytes (rows, 0, 3, self->common, MC_ORIGIN_SIZE);
}

gboolean
mc_province_tx_for_token (McProvinceTx *self, McPg *pg, const char *token, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;
  guint8 hash[MC_HASH_SIZE];

  mc_secret_hash (token, hash);
  mc_pg_bytes (&args, hash, sizeof hash);
  rows = mc_pg_query (pg,
                      "SELECT o.id, o.code, p.id, c.id, d.id, d.number, d.revoked IS NOT NULL"
                      " FROM desk d JOIN office o ON o.id = d.office"
                      " LEFT JOIN origin p ON p.office = o.id AND p.desk IS NULL"
                      " LEFT JOIN origin c ON c.office = 0 AND c.desk IS NULL"
                      " WHERE d.token_hash = $1",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  if (mc_pg_n (rows) == 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_AUTH_REQUIRED, _ ("This desk is not enrolled here"));
      return FALSE;
    }
  if (mc_pg_get_int (rows, 0, 6))
    {
      mc_problem_set_revoked (error);
      return FALSE;
    }
  set_office (self, pg, rows);
  self->desk = mc_pg_get_int (rows, 0, 4);
  self->desk_number = (int) mc_pg_get_int (rows, 0, 5);
  return TRUE;
}

gboolean
mc_province_tx_for_office (McProvinceTx *self, McPg *pg, const char *code, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_text (&args, code);
  rows = mc_pg_query (pg,
                      "SELECT o.id, o.code, p.id, c.id FROM office o"
                      " LEFT JOIN origin p ON p.office = o.id AND p.desk IS NULL"
                      " LEFT JOIN origin c ON c.office = 0 AND c.desk IS NULL WHERE o.code = $1",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  if (mc_pg_n (rows) == 0)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("There is no office %s here"), code);
      return FALSE;
    }
  set_office (self, pg, rows);
  return TRUE;
}

gboolean
mc_province_tx_for_writer (McProvinceTx *self, McPg *pg, const char *office, const guint8 origin[MC_ORIGIN_SIZE],
                           const guint8 public_key[32], const McEntryRef *previous, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_text (&args, office);
  mc_pg_bytes (&args, origin, MC_ORIGIN_SIZE);
  mc_pg_bytes (&args, public_key, 32);
  mc_pg_bytes (&args, previous != NULL ? previous->origin : NULL, MC_ORIGIN_SIZE);
  /* A machine that was enrolled anew has an older row that is revoked. */
  rows = mc_pg_query (pg,
                      "SELECT o.id, o.code, p.id, c.id, d.id, d.number, d.revoked IS NOT NULL AS gone"
                      " FROM office o JOIN desk d ON d.office = o.id"
                      " LEFT JOIN origin p ON p.office = o.id AND p.desk IS NULL"
                      " LEFT JOIN origin c ON c.office = 0 AND c.desk IS NULL"
                      " WHERE o.code = $1 AND (d.public_key = $3 OR d.id IN"
                      " (SELECT desk FROM origin WHERE office = o.id AND (public_key = $3 OR id = $4)))"
                      " AND NOT EXISTS (SELECT FROM origin WHERE id = $2 AND (office <> o.id OR public_key <> $3))"
                      " ORDER BY gone, d.id DESC LIMIT 1",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  if (mc_pg_n (rows) == 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("The desk that wrote this data package is not enrolled here"));
      return FALSE;
    }
  if (mc_pg_get_int (rows, 0, 6))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_AUTH_REQUIRED,
                           _ ("The desk that wrote this data package was let in once, and is no longer"));
      return FALSE;
    }
  set_office (self, pg, rows);
  self->desk = mc_pg_get_int (rows, 0, 4);
  self->desk_number = (int) mc_pg_get_int (rows, 0, 5);
  return TRUE;
}

/* ---- chains ---------------------------------------------------------------------------------------------- */

static gboolean
storage_lock (gpointer data, GError **error)
{
  McProvinceTx *tx = data;
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  if (tx->locked)
    return TRUE;
  mc_pg_int (&args, tx->office);
  rows = mc_pg_query (tx->pg, "SELECT next_n FROM office WHERE id = $1 FOR NO KEY UPDATE", &args, error);
  if (rows == NULL)
    return FALSE;
  tx->next_n = mc_pg_get_int (rows, 0, 0);
  tx->locked = TRUE;
  return mc_province_guard_office (tx->pg, tx->office, tx->code, tx->next_n, error);
}

static gboolean
storage_chain (gpointer data, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, McHubChain *chain, gboolean *known,
               GError **error)
{
  McProvinceTx *tx = data;
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;
  int column = stream == MC_STREAM_WORK ? 2 : 4;

  memset (chain, 0, sizeof *chain);
  mc_pg_int (&args, tx->office);
  mc_pg_bytes (&args, origin, MC_ORIGIN_SIZE);
  rows = mc_pg_query (tx->pg,
                      "SELECT desk, public_key, work_seq, work_hash, audit_seq, audit_hash, n FROM origin"
                      " WHERE id = $2 AND office = $1",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  *known = mc_pg_n (rows) > 0;
  if (!*known)
    return TRUE;
  memcpy (tx->chain, origin, MC_ORIGIN_SIZE);
  tx->chain_n = mc_pg_get_int (rows, 0, 6);
  chain->is_speakers = mc_pg_get_int (rows, 0, 0) == tx->desk;
  mc_pg_copy_bytes (rows, 0, 1, chain->public_key, sizeof chain->public_key);
  chain->seq = mc_pg_get_int (rows, 0, column);
  mc_pg_copy_bytes (rows, 0, column + 1, chain->hash, MC_HASH_SIZE);
  return TRUE;
}

gboolean
_mc_province_origin (McProvinceTx *tx, const guint8 origin[MC_ORIGIN_SIZE], gint64 *n, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  *n = tx->chain_n;
  if (tx->chain_n != 0 && memcmp (tx->chain, origin, MC_ORIGIN_SIZE) == 0)
    return TRUE;
  mc_pg_int (&args, tx->office);
  mc_pg_bytes (&args, origin, MC_ORIGIN_SIZE);
  rows = mc_pg_query (tx->pg, "SELECT n FROM origin WHERE id = $2 AND office = $1", &args, error);
  *n = rows != NULL && mc_pg_n (rows) > 0 ? mc_pg_get_int (rows, 0, 0) : 0;
  return rows != NULL;
}

/* Of the desk that registered with that key, whoever names the origin first (the copy of a machine that had not spoken yet names it too), else of
 * the one that speaks. A row of another office under this id stays what it is. */
static gboolean
storage_add_origin (gpointer data, const guint8 origin[MC_ORIGIN_SIZE], const guint8 public_key[32], int desk,
                    gboolean is_speaker, gboolean *added, GError **error)
{
  McProvinceTx *tx = data;
  g_auto (McPgArgs) args = { 0 };
  gint64 n;

  mc_pg_int (&args, tx->office);
  mc_pg_bytes (&args, origin, MC_ORIGIN_SIZE);
  mc_pg_bytes (&args, public_key, 32);
  mc_pg_int (&args, is_speaker ? tx->desk : 0);
  if (!mc_pg_change (tx->pg,
                     "INSERT INTO origin (id, office, desk, public_key)"
                     " SELECT $2, $1, d.id, $3 FROM desk d WHERE d.office = $1 AND (d.id = $4 OR d.public_key = $3 OR"
                     " ($4 = 0 AND d.id IN (SELECT desk FROM origin WHERE office = $1 AND public_key = $3)))"
                     " ORDER BY d.public_key = $3 DESC, d.id DESC LIMIT 1 ON CONFLICT (id) DO NOTHING",
                     &args, &n, error))
    return FALSE;
  *added = n > 0;
  return TRUE;
}

/* Of the same desk as the origin that vouched for it. */
static gboolean
storage_add_successor (gpointer data, const guint8 origin[MC_ORIGIN_SIZE], const guint8 public_key[32], int desk,
                       const guint8 previous[MC_ORIGIN_SIZE], gboolean *added, GError **error)
{
  McProvinceTx *tx = data;
  g_auto (McPgArgs) args = { 0 };
  gint64 n;

  mc_pg_int (&args, tx->office);
  mc_pg_bytes (&args, origin, MC_ORIGIN_SIZE);
  mc_pg_bytes (&args, public_key, 32);
  mc_pg_bytes (&args, previous, MC_ORIGIN_SIZE);
  if (!mc_pg_change (tx->pg,
                     "INSERT INTO origin (id, office, desk, public_key) SELECT $2, $1, desk, $3 FROM origin"
                     " WHERE office = $1 AND id = $4 AND desk IS NOT NULL ON CONFLICT (id) DO NOTHING",
                     &args, &n, error))
    return FALSE;
  *added = n > 0;
  return TRUE;
}

static gboolean
storage_hash_of (gpointer data, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq, guint8 hash[MC_HASH_SIZE],
                 GError **error)
{
  McProvinceTx *tx = data;
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_bytes (&args, origin, MC_ORIGIN_SIZE);
  mc_pg_int (&args, stream);
  mc_pg_int (&args, seq);
  rows = mc_pg_query (tx->pg,
                      "SELECT e.hash FROM origin o JOIN entry e ON e.office = o.office AND e.origin = o.n"
                      " WHERE o.id = $1 AND e.stream = $2::smallint AND e.seq = $3",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  if (mc_pg_n (rows) > 0 && mc_pg_copy_bytes (rows, 0, 0, hash, MC_HASH_SIZE))
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT, _ ("The database of the province is damaged"));
  return FALSE;
}

static void
add_head (GArray *heads, const McPgRows *rows, int row, McStream stream)
{
  int column = stream == MC_STREAM_WORK ? 1 : 3;
  McHead head = { .stream = stream, .seq = mc_pg_get_int (rows, row, column) };

  if (head.seq == 0)
    return;
  mc_pg_copy_bytes (rows, row, 0, head.origin, MC_ORIGIN_SIZE);
  mc_pg_copy_bytes (rows, row, column + 1, head.hash, MC_HASH_SIZE);
  g_array_append_val (heads, head);
}

static gboolean
storage_heads (gpointer data, GArray *heads, GError **error)
{
  McProvinceTx *tx = data;
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_int (&args, tx->office);
  rows = mc_pg_query (tx->pg,
                      "SELECT id, work_seq, work_hash, audit_seq, audit_hash, desk FROM origin"
                      " WHERE office = $1 AND desk IS NOT NULL ORDER BY id",
                      &args, error);
  for (int i = 0; rows != NULL && i < mc_pg_n (rows); i++)
    {
      add_head (heads, rows, i, MC_STREAM_WORK);
      if (mc_pg_get_int (rows, i, 5) == tx->desk)
        add_head (heads, rows, i, MC_STREAM_AUDIT);
    }
  return rows != NULL;
}

/* ---- the streams ----------------------------------------------------------------------------------------- */

static gboolean
give_entry (const McPgRows *rows, int row, McHubEntryFunc func, gpointer func_data, GError **error)
{
  g_auto (McEntry) entry = { 0 };
  gsize size;
  const guint8 *text = mc_pg_get_bytes (rows, row, 1, &size), *body;

  if (!mc_envelope_decode ((const char *) text, size, &entry.envelope, error))
    return FALSE;
  entry.envelope_bytes = g_bytes_new (text, size);
  body = mc_pg_get_bytes (rows, row, 2, &size);
  entry.body = body != NULL ? g_bytes_new (body, size) : NULL;
  mc_pg_copy_bytes (rows, row, 3, entry.body_hash, MC_HASH_SIZE);
  mc_pg_copy_bytes (rows, row, 4, entry.hash, MC_HASH_SIZE);
  return func (mc_pg_get_int (rows, row, 0), &entry, func_data, error);
}

/* The rows up to @max_bytes are picked by their sizes, which PostgreSQL knows without reading them; the first is
 * always among them. */
static gboolean
read_office (McProvinceTx *tx, int office, gint64 after, gsize max_bytes, McHubEntryFunc func, gpointer func_data,
             gboolean *more, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_int (&args, office);
  mc_pg_int (&args, after);
  mc_pg_int (&args, (gint64) MIN (max_bytes, G_MAXINT32));
  mc_pg_int (&args, PAGE);
  rows = mc_pg_query (tx->pg,
                      "WITH page AS (SELECT n, envelope, body, body_hash, hash,"
                      " octet_length (envelope) + coalesce (octet_length (body), 0) AS size"
                      " FROM entry WHERE office = $1 AND n > $2 ORDER BY n LIMIT $4)"
                      " SELECT n, envelope, body, body_hash, hash, last FROM (SELECT *, sum (size) OVER (ORDER BY n) AS upto,"
                      " (SELECT next_n - 1 FROM office WHERE id = $1) AS last FROM page) AS s"
                      " WHERE upto - size < $3 ORDER BY n",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  for (int i = 0; i < mc_pg_n (rows); i++)
    if (!give_entry (rows, i, func, func_data, error))
      return FALSE;
  *more = mc_pg_n (rows) > 0 && mc_pg_get_int (rows, mc_pg_n (rows) - 1, 0) < mc_pg_get_int (rows, 0, 5);
  return TRUE;
}

static gboolean
storage_read_stream (gpointer data, gint64 after, gsize max_bytes, McHubEntryFunc func, gpointer func_data, gboolean *more,
                     GError **error)
{
  McProvinceTx *tx = data;

  return read_office (tx, tx->office, after, max_bytes, func, func_data, more, error);
}

static gboolean
storage_read_common (gpointer data, gint64 after, gsize max_bytes, McHubEntryFunc func, gpointer func_data, gboolean *more,
                     GError **error)
{
  return read_office (data, MC_OFFICE_COMMON, after, max_bytes, func, func_data, more, error);
}

/* Islands of numbers that run along with their chain's. */
static gboolean
storage_read_order (gpointer data, gint64 after, gint64 max, GArray *runs, gboolean *more, GError **error)
{
  McProvinceTx *tx = data;
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;
  gint64 count = 0;

  max = CLAMP (max, 1, 100000);
  mc_pg_int (&args, tx->office);
  mc_pg_int (&args, after);
  mc_pg_int (&args, max);
  rows = mc_pg_query (tx->pg,
                      "SELECT min (e.n) AS first, o.id, min (e.seq), count (*) FROM"
                      " (SELECT n, origin, seq FROM entry WHERE office = $1 AND n > $2 ORDER BY n LIMIT $3) AS e"
                      " JOIN origin o ON o.n = e.origin GROUP BY o.id, e.n - e.seq ORDER BY first",
                      &args, error);
  for (int i = 0; rows != NULL && i < mc_pg_n (rows); i++)
    {
      McRun run = { .first_n = mc_pg_get_int (rows, i, 0),
                    .first_seq = mc_pg_get_int (rows, i, 2),
                    .count = mc_pg_get_int (rows, i, 3) };

      mc_pg_copy_bytes (rows, i, 1, run.origin, MC_ORIGIN_SIZE);
      g_array_append_val (runs, run);
      count += run.count;
    }
  *more = count == max;
  return rows != NULL;
}

static gboolean
storage_signature_at (gpointer data, const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq, guint8 signature[64],
                      gboolean *found, GError **error)
{
  McProvinceTx *tx = data;
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_bytes (&args, origin, MC_ORIGIN_SIZE);
  mc_pg_int (&args, stream);
  mc_pg_int (&args, seq);
  rows = mc_pg_query (tx->pg,
                      "SELECT s.signature FROM origin o JOIN signature s ON s.origin = o.n"
                      " WHERE o.id = $1 AND s.stream = $2::smallint AND s.seq = $3",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  *found = mc_pg_n (rows) > 0 && mc_pg_copy_bytes (rows, 0, 0, signature, 64);
  return TRUE;
}

/* ---- the rest -------------------------------------------------------------------------------------------- */

static gboolean
storage_wants (gpointer data, guint max, GArray *wants, GError **error)
{
  McProvinceTx *tx = data;
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_int (&args, tx->office);
  mc_pg_int (&args, tx->desk);
  mc_pg_int (&args, max);
  /* Asked of all is what was attached by a desk whose token is revoked: it was registered again itself, or another has the file by the folder.
   * So is what does not come for a week: its disk may be another one. */
  rows = mc_pg_query (tx->pg,
                      "SELECT l.hash, coalesce (p.size, l.size), coalesce (p.durable, 0) FROM file_lacking l"
                      " JOIN origin o ON o.n = l.origin JOIN desk d ON d.id = o.desk AND (d.id = $2 OR d.revoked IS NOT NULL"
                      "  OR l.since < now() - interval '7 days')"
                      " LEFT JOIN file_part p ON p.office = l.office AND p.hash = l.hash"
                      " WHERE l.office = $1 AND NOT EXISTS (SELECT FROM file f WHERE f.hash = l.hash) ORDER BY l.n LIMIT $3",
                      &args, error);
  for (int i = 0; rows != NULL && i < mc_pg_n (rows); i++)
    {
      McWant want = { .from = mc_pg_get_int (rows, i, 2), .to = mc_pg_get_int (rows, i, 1) };

      if (mc_pg_copy_bytes (rows, i, 0, want.hash, MC_HASH_SIZE) && want.from < want.to)
        g_array_append_val (wants, want);
    }
  return rows != NULL;
}

static gboolean
storage_is_of_province (gpointer data, const guint8 origin[MC_ORIGIN_SIZE])
{
  const McProvinceTx *tx = data;

  return memcmp (origin, tx->province, MC_ORIGIN_SIZE) == 0 || memcmp (origin, tx->common, MC_ORIGIN_SIZE) == 0;
}

static gint64
storage_now (gpointer data)
{
  const McProvinceTx *tx = data;

  return tx->now;
}

const McHubStorage *
mc_province_storage (void)
{
  static const McHubStorage storage = {
    .lock = storage_lock,
    .chain = storage_chain,
    .add_origin = storage_add_origin,
    .hash_of = storage_hash_of,
    .append = _mc_province_append,
    .heads = storage_heads,
    .read_stream = storage_read_stream,
    .read_common = storage_read_common,
    .signature_at = storage_signature_at,
    .wants = storage_wants,
    .is_of_province = storage_is_of_province,
    .now = storage_now,
    .read_order = storage_read_order,
    .add_successor = storage_add_successor,
    .keep_frame = _mc_province_keep_frame,
    .frame_at = _mc_province_frame_at,
  };

  return &storage;
}
