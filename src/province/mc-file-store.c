/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-file-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mc-error.h"
#include "mc-file-disk.h"

struct _McFileStore
{
  char *folder;
  char *parts;
  gint64 max_size;
};

McFileStore *
mc_file_store_open (const char *folder, gint64 max_size, GError **error)
{
  g_autoptr (McFileStore) self = g_new0 (McFileStore, 1);

  self->folder = g_canonicalize_filename (folder, NULL);
  self->parts = g_build_filename (self->folder, "parts", NULL);
  self->max_size = max_size;
  if (!mc_disk_make_folder (self->parts, error) || !mc_disk_sync_folder (self->folder, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
mc_file_store_free (McFileStore *self)
{
  g_free (self->folder);
  g_free (self->parts);
  g_free (self);
}

const char *
mc_file_store_folder (McFileStore *self)
{
  return self->folder;
}

static char *
path_of (McFileStore *self, const guint8 hash[MC_HASH_SIZE])
{
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE);
  char start[3] = { hex[0], hex[1], '\0' };

  return g_build_filename (self->folder, start, hex, NULL);
}

static char *
part_of (McFileStore *self, int office, const guint8 hash[MC_HASH_SIZE])
{
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE), *name = g_strdup_printf ("%d-%s", office, hex);

  return g_build_filename (self->parts, name, NULL);
}

/* ---- state in the database ------------------------------------------------------------------------------- */

typedef struct
{
  gboolean seen;      /* whole, and the office may see it */
  gint64 size;        /* of the part as first said, -1: no part */
  gint64 durable;
} State;

static gboolean
load_state (McPg *pg, int office, const guint8 *hash, State *state, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_int (&args, office);
  mc_pg_bytes (&args, hash, MC_HASH_SIZE);
  rows = mc_pg_query (pg,
                      "SELECT f.size, p.size, p.durable FROM (SELECT 1) AS one"
                      " LEFT JOIN file f ON f.hash = $2 AND"
                      " (EXISTS (SELECT FROM file_sight WHERE office = $1 AND hash = $2) OR"
                      " EXISTS (SELECT FROM file_lacking WHERE office = $1 AND hash = $2))"
                      " LEFT JOIN file_part p ON p.office = $1 AND p.hash = $2",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  state->seen = !mc_pg_is_null (rows, 0, 0);
  state->size = mc_pg_is_null (rows, 0, 1) ? -1 : mc_pg_get_int (rows, 0, 1);
  state->durable = mc_pg_get_int (rows, 0, 2);
  if (state->seen)
    state->durable = state->size = mc_pg_get_int (rows, 0, 0);
  return TRUE;
}

gboolean
mc_file_store_state (McPg *pg, int office, const guint8 hash[MC_HASH_SIZE], gint64 *durable, gboolean *whole, GError **error)
{
  State state;

  if (!load_state (pg, office, hash, &state, error))
    return FALSE;
  *durable = state.durable;
  *whole = state.seen;
  return TRUE;
}

static gboolean
run_for (McPg *pg, const char *sql, int office, const guint8 *hash, GError **error)
{
  g_auto (McPgArgs) args = { 0 };

  mc_pg_int (&args, office);
  mc_pg_bytes (&args, hash, MC_HASH_SIZE);
  return mc_pg_run (pg, sql, &args, error);
}

static gboolean
lock_part (McPg *pg, int office, const guint8 *hash, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  gint64 key;

  memcpy (&key, hash, sizeof key);
  mc_pg_int (&args, key ^ office);
  return mc_pg_run (pg, "SELECT pg_advisory_xact_lock ($1)", &args, error);
}

static gboolean
save_part (McPg *pg, const McPiece *piece, gint64 durable, GError **error)
{
  g_auto (McPgArgs) args = { 0 };

  mc_pg_int (&args, piece->office);
  mc_pg_bytes (&args, piece->hash, MC_HASH_SIZE);
  mc_pg_int (&args, piece->total);
  mc_pg_int (&args, durable);
  return mc_pg_run (pg,
                    "INSERT INTO file_part (office, hash, size, durable) VALUES ($1, $2, $3, $4)"
                    " ON CONFLICT (office, hash) DO UPDATE SET size = $3, durable = $4, changed = now()",
                    &args, error);
}

/* Everyone whose entries name it may see it now, and who sent it. */
static gboolean
save_whole (McPg *pg, int office, const guint8 *hash, gint64 size, GError **error)
{
  g_auto (McPgArgs) args = { 0 };

  mc_pg_int (&args, office);
  mc_pg_bytes (&args, hash, MC_HASH_SIZE);
  mc_pg_int (&args, size);
  return mc_pg_run (pg,
                    "WITH f AS (INSERT INTO file (hash, size) VALUES ($2, $3) ON CONFLICT DO NOTHING),"
                    " p AS (DELETE FROM file_part WHERE office = $1 AND hash = $2),"
                    " l AS (DELETE FROM file_lacking WHERE hash = $2 RETURNING office)"
                    " INSERT INTO file_sight (office, hash) SELECT office, $2 FROM l UNION SELECT $1, $2"
                    " ON CONFLICT DO NOTHING",
                    &args, error);
}

/* ---- a piece --------------------------------------------------------------------------------------------- */

typedef struct
{
  McFileStore *self;
  const McPiece *piece;
  char *path;             /* of the part */
  McPieceOutcome outcome;
  gint64 durable;
} Put;

static gboolean
drop_part (McPg *pg, Put *put, GError **error)
{
  if (g_unlink (put->path) != 0 && errno != ENOENT)
    return mc_disk_fail (put->path, error);
  put->durable = 0;
  return run_for (pg, "DELETE FROM file_part WHERE office = $1 AND hash = $2", put->piece->office, put->piece->hash, error);
}

/* All bytes are there. The second name comes before the commit and the first goes after it: whatever stops us
 * between, either the part is still a part or the file is a file. */
static gboolean
finish (McPg *pg, Put *put, int fd, GError **error)
{
  g_autofree char *path = path_of (put->self, put->piece->hash);
  guint8 hash[MC_HASH_SIZE];
  gint64 size;

  if (ftruncate (fd, (off_t) put->piece->total) != 0)
    return mc_disk_fail (put->path, error);
  if (!mc_disk_hash (fd, put->path, hash, &size, error))
    return FALSE;
  if (memcmp (hash, put->piece->hash, MC_HASH_SIZE) != 0)
    {
      put->outcome = MC_PIECE_WRONG;
      return drop_part (pg, put, error);
    }
  put->outcome = MC_PIECE_WHOLE;
  put->durable = size;
  return fdatasync (fd) == 0 ? mc_disk_link (put->path, path, error) &&
                                   save_whole (pg, put->piece->office, put->piece->hash, size, error)
                             : mc_disk_fail (put->path, error);
}

static gboolean
write_piece (McPg *pg, Put *put, int fd, const State *state, GError **error)
{
  const McPiece *piece = put->piece;
  gsize skip;
  struct stat st;

  if (fstat (fd, &st) != 0)
    return mc_disk_fail (put->path, error);
  /* The folder may be older than the database after a restore: what is not there is not durable. A part that began
   * with another size begins anew. */
  put->durable = state->size == piece->total ? MIN (state->durable, (gint64) st.st_size) : 0;
  put->outcome = piece->offset > put->durable ? MC_PIECE_GAP : MC_PIECE_TAKEN;
  if (put->outcome == MC_PIECE_GAP || piece->offset + (gint64) piece->size <= put->durable)
    return TRUE;

  skip = (gsize) (put->durable - piece->offset);
  if (!mc_disk_write_at (fd, put->path, (const guint8 *) piece->data + skip, piece->size - skip, put->durable, error))
    return FALSE;
  put->durable = piece->offset + (gint64) piece->size;
  if (put->durable == piece->total)
    return finish (pg, put, fd, error);
  if (st.st_size == 0 && !mc_disk_sync_folder (put->self->parts, error))
    return FALSE;
  return save_part (pg, piece, put->durable, error);
}

static gboolean
put_piece (McPg *pg, gpointer data, GError **error)
{
  Put *put = data;
  const McPiece *piece = put->piece;
  State state;
  gboolean good;
  int fd;

  if (!lock_part (pg, piece->office, piece->hash, error) ||
      !load_state (pg, piece->office, piece->hash, &state, error))
    return FALSE;
  put->durable = state.durable;
  put->outcome = MC_PIECE_WHOLE;
  if (state.seen)
    return TRUE;
  put->outcome = MC_PIECE_TOO_LARGE;
  if (piece->total > put->self->max_size)
    return run_for (pg, "DELETE FROM file_lacking WHERE office = $1 AND hash = $2", piece->office, piece->hash, error);

  fd = open (put->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return mc_disk_fail (put->path, error);
  good = write_piece (pg, put, fd, &state, error);
  close (fd);
  return good;
}

gboolean
mc_file_store_put (McFileStore *self, McPg *pg, const McPiece *piece, McPieceOutcome *outcome, gint64 *durable, GError **error)
{
  g_autofree char *path = part_of (self, piece->office, piece->hash);
  Put put = { .self = self, .piece = piece, .path = path };

  g_return_val_if_fail (piece->offset >= 0 && piece->total > 0 && (gint64) piece->size <= piece->total - piece->offset, FALSE);
  if (!mc_pg_transaction (pg, put_piece, &put, error))
    return FALSE;
  if (put.outcome == MC_PIECE_WHOLE)
    g_unlink (path);
  *outcome = put.outcome;
  *durable = put.durable;
  return TRUE;
}

/* ---- whole files ----------------------------------------------------------------------------------------- */

GBytes *
mc_file_store_read (McFileStore *self, const guint8 hash[MC_HASH_SIZE], gint64 offset, gsize size, GError **error)
{
  g_autofree char *path = path_of (self, hash);
  g_autofree guint8 *buffer = NULL;
  gsize done = 0;
  ssize_t n = 1;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

  if (fd < 0)
    {
      mc_disk_fail (path, error);
      return NULL;
    }
  buffer = g_malloc (MAX (size, 1));
  while (done < size && n != 0)
    {
      n = pread (fd, buffer + done, size - done, (off_t) (offset + (gint64) done));
      if (n < 0 && errno != EINTR)
        {
          mc_disk_fail (path, error);
          close (fd);
          return NULL;
        }
      done += n > 0 ? (gsize) n : 0;
    }
  close (fd);
  return g_bytes_new_take (g_steal_pointer (&buffer), done);
}

static gboolean
hash_file (const char *path, guint8 hash[MC_HASH_SIZE], gint64 *size, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean good;

  if (fd < 0)
    return mc_disk_fail (path, error);
  good = mc_disk_hash (fd, path, hash, size, error);
  close (fd);
  return good;
}

gboolean
mc_file_store_take (McFileStore *self, McPg *pg, int office, const char *path, guint8 hash[MC_HASH_SIZE], gint64 *size,
                    GError **error)
{
  g_autofree char *random = g_uuid_string_random (), *name = g_strdup_printf ("own-%s", random);
  g_autofree char *copy = g_build_filename (self->parts, name, NULL), *target = NULL;
  gboolean good;

  /* The copy is hashed, not the original: that one may change meanwhile. */
  good = mc_disk_copy (path, copy, error) && hash_file (copy, hash, size, error);
  if (good && *size > self->max_size)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The file is too large"));
      good = FALSE;
    }
  target = path_of (self, hash);
  good = good && mc_disk_link (copy, target, error) && save_whole (pg, office, hash, *size, error);
  g_unlink (copy);
  return good;
}

gboolean
mc_file_store_tidy (McFileStore *self, McPg *pg, int days, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_int (&args, days);
  rows = mc_pg_query (pg,
                      "DELETE FROM file_part WHERE changed < now() - make_interval (days => $1::int) RETURNING office, hash",
                      &args, error);
  for (int i = 0; rows != NULL && i < mc_pg_n (rows); i++)
    {
      guint8 hash[MC_HASH_SIZE];

      if (mc_pg_copy_bytes (rows, i, 1, hash, sizeof hash))
        {
          g_autofree char *path = part_of (self, (int) mc_pg_get_int (rows, i, 0), hash);

          g_unlink (path);
        }
    }
  return rows != NULL;
}
