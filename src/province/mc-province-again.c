/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries that were said again under another name, and work that knew them by the old one (src/store/mc-again.h): table entry says of each to
 * which dossier it belongs, and here that is put right. */
#include "config.h"

#include <string.h>

#include "mc-again.h"
#include "mc-json.h"
#include "mc-province-storage-private.h"

typedef struct
{
  McProvinceTx *tx;
  GHashTable *known;  /* (element-type char* McEntryRef) name to dossier */
  GArray *dossiers;   /* (element-type McEntryRef) (not owned) those that are to be folded */
} Again;

static void
again_clear (Again *self)
{
  g_clear_pointer (&self->known, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Again, again_clear)

static void
to_fold (Again *self, const McEntryRef *dossier)
{
  for (guint i = 0; i < self->dossiers->len; i++)
    if (mc_entry_ref_equal (&g_array_index (self->dossiers, McEntryRef, i), dossier))
      return;
  g_array_append_vals (self->dossiers, dossier, 1);
}

static gboolean
load_known (Again *self, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  mc_pg_int (&args, self->tx->office);
  rows = mc_pg_query (self->tx->pg, "SELECT name, d_origin, d_seq FROM again WHERE office = $1", &args, error);
  for (int i = 0; rows != NULL && i < mc_pg_n (rows); i++)
    {
      McEntryRef ref = { .seq = mc_pg_get_int (rows, i, 2) };

      if (mc_pg_copy_bytes (rows, i, 1, ref.origin, MC_ORIGIN_SIZE))
        g_hash_table_replace (self->known, g_strdup (mc_pg_get_text (rows, i, 0)), g_memdup2 (&ref, sizeof ref));
    }
  return rows != NULL;
}

static gboolean
add_name (Again *self, const char *name, const McEntryRef *dossier, GError **error)
{
  g_auto (McPgArgs) args = { 0 };

  g_hash_table_replace (self->known, g_strdup (name), g_memdup2 (dossier, sizeof *dossier));
  mc_pg_int (&args, self->tx->office);
  mc_pg_text (&args, name);
  mc_pg_bytes (&args, dossier->origin, MC_ORIGIN_SIZE);
  mc_pg_int (&args, dossier->seq);
  return mc_pg_run (self->tx->pg, "INSERT INTO again (office, name, d_origin, d_seq) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", &args,
                    error);
}

/* Entries that were put to @from belong to @to: all, or those that say they mean the bytes @hex. */
static gboolean
move_entries (Again *self, const McEntryRef *from, const char *hex, const McEntryRef *to, GError **error)
{
  g_autofree char *member = hex != NULL ? g_strdup_printf ("\"first_hash\":\"%s\"", hex) : NULL;
  g_auto (McPgArgs) args = { 0 };
  gint64 n;

  mc_pg_int (&args, self->tx->office);
  mc_pg_bytes (&args, from->origin, MC_ORIGIN_SIZE);
  mc_pg_int (&args, from->seq);
  mc_pg_bytes (&args, to->origin, MC_ORIGIN_SIZE);
  mc_pg_int (&args, to->seq);
  mc_pg_bytes (&args, (const guint8 *) member, member != NULL ? strlen (member) : 0);
  if (!mc_pg_change (self->tx->pg,
                     "UPDATE entry SET d_origin = $4, d_seq = $5 WHERE office = $1 AND d_origin = $2 AND d_seq = $3"
                     " AND ($6::bytea IS NULL OR position ($6::bytea in body) > 0)",
                     &args, &n, error))
    return FALSE;
  if (n > 0)
    {
      to_fold (self, from);
      to_fold (self, to);
    }
  return TRUE;
}

/* "<origin>.<number>/<hash>" */
static gboolean
take_name (Again *self, const char *name, const McEntryRef *dossier, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", 2);
  McEntryRef old;

  if (g_strv_length (parts) != 2 || !mc_entry_ref_from_text (parts[0], &old))
    return TRUE;
  return add_name (self, name, dossier, error) && move_entries (self, &old, parts[1], dossier, error);
}

/* A first entry that was said again: under its own name, or of the dossier that says the same already. */
static gboolean
take_first (Again *self, const McEntryRef *own, char **names, GError **error)
{
  const McEntryRef *known = g_hash_table_lookup (self->known, names[g_strv_length (names) - 1]);
  McEntryRef dossier = known != NULL ? *known : *own;
  g_autofree char *text = mc_entry_ref_to_text (own);

  for (char **name = names; *name != NULL; name++)
    if (!take_name (self, *name, &dossier, error))
      return FALSE;
  to_fold (self, &dossier);
  return mc_entry_ref_equal (&dossier, own) || (add_name (self, text, &dossier, error) && move_entries (self, own, NULL, &dossier, error));
}

/* Work on a dossier that has another name by now. */
static gboolean
take_later (Again *self, const McEntry *entry, JsonObject *body, GError **error)
{
  g_autofree char *hex = NULL, *plain = mc_entry_ref_to_text (&entry->envelope.dossier), *name = NULL;
  const McEntryRef *now;

  if (mc_json_read_text (body, "first_hash", &hex, NULL) && hex != NULL)
    {
      name = mc_again_name (&entry->envelope.dossier, hex);
      now = g_hash_table_lookup (self->known, name);
      if (now != NULL)
        return move_entries (self, &entry->envelope.dossier, hex, now, error);
    }
  now = g_hash_table_lookup (self->known, plain);
  return now == NULL || move_entries (self, &entry->envelope.dossier, NULL, now, error);
}

static gboolean
take_entry (Again *self, const McEntry *entry, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_auto (GStrv) names = NULL;
  JsonObject *body = NULL;
  McEntryRef own = { .seq = entry->envelope.seq };
  gsize size;
  const char *text;

  if (entry->body == NULL)
    return TRUE;
  text = g_bytes_get_data (entry->body, &size);
  if (size == 0 || (body = mc_json_parse_object (parser, text, (gssize) size, NULL)) == NULL)
    return TRUE;
  memcpy (own.origin, entry->envelope.origin, MC_ORIGIN_SIZE);
  if (!mc_fold_is_first (&entry->envelope))
    return entry->envelope.dossier.seq == 0 || take_later (self, entry, body, error);
  names = mc_again_names (body);
  return names == NULL || take_first (self, &own, names, error);
}

static gboolean
says_again (const McBatch *batch, guint skip)
{
  for (guint i = skip; i < batch->entries->len; i++)
    {
      GBytes *body = g_array_index (batch->entries, McEntry, i).body;
      gsize size = 0;
      const char *text = body != NULL ? g_bytes_get_data (body, &size) : NULL;

      if (size > 0 && (g_strstr_len (text, (gssize) size, "\"names\":\"") != NULL || g_strstr_len (text, (gssize) size, "\"first_hash\":\"") != NULL))
        return TRUE;
    }
  return FALSE;
}

gboolean
_mc_province_follow_again (McProvinceTx *tx, const McBatch *batch, guint skip, GArray *dossiers, gboolean *followed, GError **error)
{
  g_auto (Again) self = { tx, .dossiers = dossiers };

  *followed = FALSE;
  if (!load_known (&self, error))
    return FALSE;
  if (g_hash_table_size (self.known) == 0 && !says_again (batch, skip))
    return TRUE;
  *followed = TRUE;
  for (guint i = skip; i < batch->entries->len; i++)
    if (!take_entry (&self, &g_array_index (batch->entries, McEntry, i), error))
      return FALSE;
  return TRUE;
}
