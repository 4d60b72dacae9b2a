/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for the province, item by item, and what it has received. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-desk-files.h"
#include "mc-desk-sync-private.h"
#include "mc-json.h"
#include "mc-local.h"
#include "mc-outbox.h"
#include "mc-peer.h"
#include "mc-projection.h"
#include "mc-receipt.h"

#define MAX_ENTRY_BYTES (256 * 1024)

char *
_mc_desk_code_of (McDb *db, gint64 dossier)
{
  g_auto (McRow) row = { 0 };
  gboolean found = FALSE;

  return dossier != 0 && mc_projection_load (db, dossier, &row, &found, NULL) && found ? g_strdup (row.dossier->code) : NULL;
}

/* ---- what waits -------------------------------------------------------------------------------------------- */

void
mc_outbox_item_free (McOutboxItem *self)
{
  g_free (self->hash);
  g_free (self->code);
  g_free (self->what);
  g_free (self);
}

/* What was written to a stick last: when, by whom, and up to which number. What a stick before it had is in the last one again until the province's
 * receipt is back. */
typedef struct
{
  gint64 at; /* 0: nothing */
  gint64 origin;
  gint64 to;
} Carried;

#define CARRIED "carry.written"

static gboolean
write_carried (McTx *tx, gpointer data, GError **error)
{
  const gint64 *own_to = data;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %d %" G_GINT64_FORMAT, tx->now, tx->origin, *own_to);

  return mc_local_set (tx->db, CARRIED, text, error);
}

void
_mc_desk_note_carried (McDesk *self, gint64 own_to)
{
  g_autoptr (GError) error = NULL;

  if (own_to != 0 && !mc_store_write (self->store, write_carried, &own_to, &error))
    g_debug ("what was carried away: %s", error->message);
}

static gboolean
read_carried (McDb *db, Carried *carried, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  *carried = (Carried){ 0 };
  if (!mc_local_get (db, CARRIED, &text, error))
    return FALSE;
  parts = g_strsplit (text != NULL ? text : "", " ", -1);
  if (g_strv_length (parts) != 3)
    return TRUE;
  carried->at = g_ascii_strtoll (parts[0], NULL, 10);
  carried->origin = g_ascii_strtoll (parts[1], NULL, 10);
  carried->to = g_ascii_strtoll (parts[2], NULL, 10);
  return TRUE;
}

typedef struct
{
  GPtrArray *items;
  guint limit;
  Carried carried; /* by the origin that writes now, else nothing */
} Outbox;

/* The same words as in a dossier's history. */
static char *
text_of_entry (const McEntry *entry)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  McEvent event = { .kind = entry->envelope.kind };
  g_autofree char *action = NULL;
  JsonObject *body = NULL;
  gsize size;

  if (entry->body != NULL)
    {
      const char *text = g_bytes_get_data (entry->body, &size);

      body = mc_json_parse_object (parser, text, (gssize) size, NULL);
    }
  if (body != NULL && mc_json_read_text (body, "action", &action, NULL) && mc_json_read_text (body, "form", &action, NULL))
    event.action = action;
  return mc_desk_event_text (&event);
}

static void
add_entry (McDb *db, Outbox *outbox, const McChain *chain, const McEntry *entry, gint64 received_at)
{
  McOutboxItem *item = g_new0 (McOutboxItem, 1);

  item->code = _mc_desk_code_of (db, entry->dossier);
  item->what = text_of_entry (entry);
  item->time = entry->envelope.time;
  item->seq = chain->is_own ? entry->envelope.seq : 0;
  item->received_at = received_at;
  item->carried_at = item->seq != 0 && item->seq <= outbox->carried.to ? outbox->carried.at : 0;
  g_ptr_array_add (outbox->items, item);
}

/* Entries @from to @to of a chain. (element-type McEntry) */
static GArray *
read_entries (McDb *db, const McChain *chain, gint64 from, guint most, GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (McEntry));

  g_array_set_clear_func (entries, (GDestroyNotify) mc_entry_clear);
  return mc_journal_read (db, chain->origin, chain->stream, from, most, MAX_ENTRY_BYTES, entries, error) ? g_steal_pointer (&entries)
                                                                                                         : NULL;
}

static gboolean
list_entries (McDb *db, Outbox *outbox, GError **error)
{
  g_autoptr (GArray) chains = mc_peer_chains (db, error);

  for (guint i = 0; chains != NULL && i < chains->len && outbox->items->len < outbox->limit; i++)
    {
      const McChain *chain = &g_array_index (chains, McChain, i);
      g_autoptr (GArray) entries = NULL;

      if (chain->stream != MC_STREAM_WORK || chain->head <= chain->acked)
        continue;
      if ((entries = read_entries (db, chain, chain->acked + 1, outbox->limit - outbox->items->len, error)) == NULL)
        return FALSE;
      for (guint n = 0; n < entries->len; n++)
        add_entry (db, outbox, chain, &g_array_index (entries, McEntry, n), 0);
    }
  return chains != NULL;
}

static gboolean
list_files (McDb *db, Outbox *outbox, GError **error)
{
  g_autoptr (GPtrArray) files = mc_outbox_list_files (db, outbox->limit - outbox->items->len, error);

  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      const McUnsentFile *file = g_ptr_array_index (files, i);
      McOutboxItem *item = g_new0 (McOutboxItem, 1);

      item->code = _mc_desk_code_of (db, file->dossier);
      item->what = g_strdup_printf (_ ("File: %s"), file->name != NULL ? file->name : "");
      item->time = file->time;
      item->bytes = file->size;
      item->hash = mc_hex_encode (file->hash, MC_HASH_SIZE);
      item->carried_at = file->seq <= outbox->carried.to ? outbox->carried.at : 0;
      item->aside = file->aside;
      g_ptr_array_add (outbox->items, item);
    }
  return files != NULL;
}

static gboolean
read_outbox (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Outbox *outbox = data;
  gint64 origin;

  if (!read_carried (db, &outbox->carried, error) || !mc_local_count (db, "origin", &origin, error))
    return FALSE;
  /* Another origin's numbers mean other entries. */
  if (outbox->carried.origin != origin)
    outbox->carried = (Carried){ 0 };
  return list_entries (db, outbox, error) && list_files (db, outbox, error);
}

GPtrArray *
mc_desk_outbox (McDesk *self, guint limit, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_outbox_item_free);
  Outbox outbox = { items, limit };

  if (!mc_store_read (self->store, read_outbox, &outbox, error))
    return NULL;
  /* A file that is not here was in no package. */
  for (guint i = 0; i < items->len; i++)
    {
      McOutboxItem *item = g_ptr_array_index (items, i);

      if (item->hash != NULL && item->carried_at != 0 && !mc_desk_has_file (self, item->hash))
        item->carried_at = 0;
    }
  return g_steal_pointer (&items);
}

/* ---- what was received ------------------------------------------------------------------------------------------- */

static gboolean
read_received (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Outbox *outbox = data;
  g_autoptr (GArray) chains = mc_peer_chains (db, error);

  for (guint i = 0; chains != NULL && i < chains->len; i++)
    {
      const McChain *chain = &g_array_index (chains, McChain, i);
      gint64 last = MIN (chain->acked, chain->head), from = MAX (last - (gint64) outbox->limit + 1, 1);
      g_autoptr (GArray) entries = NULL;

      if (!chain->is_own || chain->stream != MC_STREAM_WORK || last == 0)
        continue;
      if ((entries = read_entries (db, chain, from, (guint) (last - from + 1), error)) == NULL)
        return FALSE;
      for (guint n = entries->len; n > 0; n--)
        {
          const McEntry *entry = &g_array_index (entries, McEntry, n - 1);
          gint64 at;

          if (!mc_receipt_at (db, chain->origin, entry->envelope.seq, &at, error))
            return FALSE;
          add_entry (db, outbox, chain, entry, at);
        }
    }
  return chains != NULL;
}

GPtrArray *
mc_desk_received (McDesk *self, guint limit, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_outbox_item_free);
  Outbox outbox = { items, limit };

  return mc_store_read (self->store, read_received, &outbox, error) ? g_steal_pointer (&items) : NULL;
}

typedef struct
{
  const char *code;
  McReceipt receipt;
} Standing;

static gboolean
read_standing (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Standing *standing = data;
  gint64 dossier;

  return _mc_desk_find_code (db, standing->code, &dossier, error) && mc_receipt_of_dossier (db, dossier, &standing->receipt, error);
}

gboolean
mc_desk_receipt (McDesk *self, const char *code, McDossierReceipt *receipt, GError **error)
{
  g_autofree char *clean = _mc_desk_clean_code (code);
  Standing standing = { .code = clean };

  if (!mc_store_read (self->store, read_standing, &standing, error))
    return FALSE;
  *receipt = (McDossierReceipt) { standing.receipt.enrolled, standing.receipt.waiting, standing.receipt.files, standing.receipt.at };
  return TRUE;
}
