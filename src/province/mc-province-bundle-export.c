/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the province has for an office without a link, for a stick. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-province-bundle.h"
#include "mc-province-storage-private.h"

#define PAGE_BYTES (1024 * 1024)
#define PIECE (512 * 1024)  /* of a file in one frame */
#define FILE_ROOM 256       /* around a piece */
#define PART_MAX (256 * 1024 * 1024)

void
mc_province_written_clear (McProvinceWritten *self)
{
  g_clear_pointer (&self->paths, g_ptr_array_unref);
}

typedef struct
{
  McPg *pg;
  const McProvinceKey *key;
  McFileStore *files;
  const char *office;
  McProvinceTx tx;
  GArray *recipients;  /* (element-type McPublicKey) */
  McHello hello;       /* how far the pages go */
  GByteArray *page;    /* (nullable) the last one */
  GPtrArray *pages;    /* (element-type GByteArray) frames, as an answer has them */
  GArray *named;       /* (element-type McNamedFile) files that are here whole */
  GHashTable *seen;    /* (element-type GBytes) */
  McProvinceWritten *written;
} Export;

/* ---- for whom ---------------------------------------------------------------------------------------------------- */

static gboolean
read_recipients (Export *self, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_int (&args, self->tx.office);
  rows = mc_pg_query (self->pg,
                      "SELECT public_key FROM desk WHERE office = $1 AND revoked IS NULL UNION"
                      " SELECT g.public_key FROM origin g JOIN desk d ON d.id = g.desk WHERE g.office = $1 AND (d.revoked IS NULL OR"
                      " EXISTS (SELECT FROM desk e WHERE e.office = $1 AND e.revoked IS NULL AND e.public_key = d.public_key))",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  g_array_set_size (self->recipients, 0);
  for (int i = 0; i < mc_pg_n (rows); i++)
    {
      McPublicKey key;

      if (mc_pg_copy_bytes (rows, i, 0, key.bytes, sizeof key.bytes))
        g_array_append_val (self->recipients, key);
    }
  if (self->recipients->len > 0)
    return TRUE;
  g_set_error (error, MC_ERROR, MC_ERROR_REJECTED, _ ("No desk of %s is enrolled: nobody could open the data package"), self->office);
  return FALSE;
}

/* ---- what ---------------------------------------------------------------------------------------------------------- */

/* Files that the province's own entries name. Papers that desks sent each other they have, or carry themselves. */
static gboolean
note_files (Export *self, const McBatch *batch, GError **error)
{
  g_autoptr (GArray) named = g_array_new (FALSE, FALSE, sizeof (McNamedFile));

  self->written->entries += batch->entries->len;
  for (guint i = 0; memcmp (batch->origin, self->tx.province, MC_ORIGIN_SIZE) == 0 && i < batch->entries->len; i++)
    if (g_array_index (batch->entries, McEntry, i).body != NULL)
      _mc_province_named_files (g_array_index (batch->entries, McEntry, i).body, 0, named);
  for (guint i = 0; i < named->len; i++)
    {
      const McNamedFile *file = &g_array_index (named, McNamedFile, i);
      gint64 durable;
      gboolean whole;

      if (!mc_file_store_state (self->pg, self->tx.office, file->hash, &durable, &whole, error))
        return FALSE;
      if (whole && g_hash_table_add (self->seen, g_bytes_new (file->hash, MC_HASH_SIZE)))
        g_array_append_vals (self->named, file, 1);
    }
  return TRUE;
}

static gboolean
take_page (Export *self, const GByteArray *page, gboolean *more, GError **error)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  McCursor cursor = { 0 };
  gboolean got = TRUE;
  McFrame frame;

  mc_frame_parser_push (parser, page->data, page->len);
  while (got)
    {
      g_auto (McBatch) batch = { 0 };

      if (!mc_frame_parser_next (parser, &frame, &got, error))
        return FALSE;
      if (got && frame.type == MC_FRAME_ENTRIES &&
          (!mc_batch_decode (&batch, frame.payload, frame.size, error) || !note_files (self, &batch, error)))
        return FALSE;
      if (got && frame.type == MC_FRAME_CURSOR && !mc_read_cursor (&frame, &cursor, error))
        return FALSE;
    }
  *more = cursor.more && (cursor.cursor > self->hello.cursor || cursor.common > self->hello.common);
  self->hello.cursor = cursor.cursor;
  self->hello.common = cursor.common;
  return TRUE;
}

/* The answer to a desk that has nothing, page by page: with no entry its own. */
static gboolean
read_page (McPg *pg, gpointer data, GError **error)
{
  Export *self = data;
  g_autoptr (GByteArray) request = g_byte_array_new ();
  McHub hub = { mc_province_storage (), &self->tx, self->office, self->key->secret_key };

  g_clear_pointer (&self->page, g_byte_array_unref);
  if (!mc_province_tx_for_office (&self->tx, pg, self->office, error))
    return FALSE;
  mc_put_hello (request, &self->hello);
  self->page = mc_hub_exchange (&hub, request->data, request->len, error);
  return self->page != NULL;
}

static gboolean
read_pages (Export *self, GError **error)
{
  gboolean more = TRUE;

  while (more)
    {
      if (!mc_pg_transaction (self->pg, read_page, self, error) || !take_page (self, self->page, &more, error))
        return FALSE;
      g_ptr_array_add (self->pages, g_steal_pointer (&self->page));
    }
  return TRUE;
}

/* Which files are here, so that they need not come again by the next stick. */
static gboolean
put_haves (Export *self, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;
  GByteArray *page = NULL;

  mc_pg_int (&args, self->tx.office);
  rows = mc_pg_query (self->pg, "SELECT s.hash FROM file_sight s JOIN file f ON f.hash = s.hash WHERE s.office = $1 ORDER BY s.hash", &args,
                      error);
  for (int i = 0; rows != NULL && i < mc_pg_n (rows); i++)
    {
      guint8 hash[MC_HASH_SIZE];

      if (page == NULL || page->len > PAGE_BYTES)
        g_ptr_array_add (self->pages, page = g_byte_array_new ());
      if (mc_pg_copy_bytes (rows, i, 0, hash, sizeof hash))
        mc_put_have (page, hash);
    }
  return rows != NULL;
}

/* ---- parts ---------------------------------------------------------------------------------------------------------- */

static gint64
file_room (gint64 size)
{
  return size + FILE_ROOM * (1 + size / PIECE);
}

/* Part of each page, then of each file: a page or file is never in two. The number of parts. */
static guint
share_out (Export *self, gint64 part_max, GArray *parts)
{
  gint64 used = 0;
  guint part = 1, n = self->pages->len + self->named->len;

  for (guint i = 0; i < n; i++)
    {
      gint64 room = i < self->pages->len
                        ? (gint64) ((GByteArray *) g_ptr_array_index (self->pages, i))->len
                        : file_room (g_array_index (self->named, McNamedFile, i - self->pages->len).size);

      if (used > 0 && used + room > part_max)
        {
          part++;
          used = 0;
        }
      used += room;
      g_array_append_val (parts, part);
    }
  return part;
}

static gboolean
write_file (Export *self, const McNamedFile *file, McBundleWriter *writer, GError **error)
{
  McBlobPiece piece = { .total = file->size };

  memcpy (piece.hash, file->hash, MC_HASH_SIZE);
  while (piece.offset < piece.total)
    {
      g_autoptr (GByteArray) frame = g_byte_array_new ();
      g_autoptr (GBytes) bytes = mc_file_store_read (self->files, file->hash, piece.offset, PIECE, error);

      if (bytes == NULL)
        return FALSE;
      piece.data = g_bytes_get_data (bytes, &piece.size);
      piece.size = MIN (piece.size, (gsize) (piece.total - piece.offset));
      if (piece.size == 0)
        {
          g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT, _ ("A file in the folder of the files is shorter than it was"));
          return FALSE;
        }
      mc_put_blob (frame, &piece);
      piece.offset += (gint64) piece.size;
      if (!mc_bundle_writer_put (writer, frame, error))
        return FALSE;
    }
  self->written->files++;
  return TRUE;
}

static char *
part_path (const char *path, guint part, guint n_parts)
{
  g_autofree char *stem
      = g_str_has_suffix (path, MC_BUNDLE_SUFFIX) ? g_strndup (path, strlen (path) - strlen (MC_BUNDLE_SUFFIX)) : g_strdup (path);

  return n_parts > 1 ? g_strdup_printf ("%s-%u" MC_BUNDLE_SUFFIX, stem, part) : g_strconcat (stem, MC_BUNDLE_SUFFIX, NULL);
}

static gboolean
write_part (Export *self, const McBundleInfo *info, const char *path, GArray *parts, GError **error)
{
  g_autofree char *target = part_path (path, (guint) info->part, (guint) info->n_parts);
  g_autoptr (McBundleWriter) writer = mc_bundle_writer_new (target, info, self->recipients, self->key->secret_key, error);
  GStatBuf st;

  for (guint i = 0; writer != NULL && i < parts->len; i++)
    {
      if (g_array_index (parts, guint, i) != (guint) info->part)
        continue;
      if (i < self->pages->len ? !mc_bundle_writer_put (writer, g_ptr_array_index (self->pages, i), error)
                               : !write_file (self, &g_array_index (self->named, McNamedFile, i - self->pages->len), writer, error))
        return FALSE;
    }
  if (writer == NULL || !mc_bundle_writer_finish (writer, error))
    return FALSE;
  if (g_stat (target, &st) == 0)
    self->written->bytes += st.st_size;
  g_ptr_array_add (self->written->paths, g_steal_pointer (&target));
  return TRUE;
}

static gboolean
write_parts (Export *self, const char *path, gint64 part_max, GError **error)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (guint));
  McBundleInfo info = { .kind = MC_BUNDLE_DATA, .office = self->tx.code, .created = self->tx.now };

  memcpy (info.origin, self->tx.province, sizeof info.origin);
  memcpy (info.public_key, self->key->public_key, sizeof info.public_key);
  randombytes_buf (info.id, sizeof info.id);
  info.n_parts = share_out (self, part_max, parts);
  for (info.part = 1; info.part <= info.n_parts; info.part++)
    if (!write_part (self, &info, path, parts, error))
      return FALSE;
  return TRUE;
}

static gboolean
export_all (Export *self, const char *path, gint64 part_max, GError **error)
{
  return mc_province_tx_for_office (&self->tx, self->pg, self->office, error) && read_recipients (self, error) &&
         read_pages (self, error) && put_haves (self, error) && write_parts (self, path, part_max, error);
}

gboolean
mc_province_bundle_export (McPg *pg, const McProvinceKey *key, McFileStore *files, const char *office, const char *path,
                           gint64 part_max, McProvinceWritten *written, GError **error)
{
  Export self = { .pg = pg, .key = key, .files = files, .office = office, .written = written };
  gboolean ok;

  memset (written, 0, sizeof *written);
  written->paths = g_ptr_array_new_with_free_func (g_free);
  self.hello = (McHello) { .version = MC_FRAME_VERSION, .answer_max = PAGE_BYTES, .small_only = TRUE };
  self.recipients = g_array_new (FALSE, FALSE, sizeof (McPublicKey));
  self.named = g_array_new (FALSE, FALSE, sizeof (McNamedFile));
  self.pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  self.seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  ok = export_all (&self, path, part_max > 0 ? part_max : PART_MAX, error);
  g_array_unref (self.recipients);
  g_array_unref (self.named);
  g_ptr_array_unref (self.pages);
  g_hash_table_unref (self.seen);
  g_clear_pointer (&self.page, g_byte_array_unref);
  return ok;
}
