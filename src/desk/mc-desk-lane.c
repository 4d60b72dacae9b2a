/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the province would not take, and what two desks did at once. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-desk-sync-private.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-message.h"
#include "mc-outbox.h"
#include "mc-peer.h"

/* ---- quarantine ---------------------------------------------------------------------------------------------- */

void
mc_quarantine_item_free (McQuarantineItem *self)
{
  g_free (self->subject);
  g_free (self->reason);
  g_free (self->code);
  g_free (self);
}

static const char *
reason_text (int reason)
{
  if (reason == MC_QUARANTINE_GONE)
    return _ ("The file is not on this machine any more, or is damaged: scan it again");
  switch ((McRefusedReason) reason)
    {
    case MC_REFUSED_FORK:
      return _ ("The province has other work under the same numbers: this data folder was copied or restored. The desk goes on under new "
                "numbers by itself");
    case MC_REFUSED_GAP:
      return _ ("Entries before it have not arrived. They are sent again by themselves");
    case MC_REFUSED_ORIGIN:
      return _ ("It comes from a desk that the province does not know. Register that desk");
    case MC_REFUSED_SIGNATURE:
      return _ ("It is not signed by the desk it names. Ask that desk to export it again");
    case MC_REFUSED_CONTENT:
      return _ ("It cannot be read as what it says it is. It is kept; tell the administrator");
    case MC_REFUSED_BLOB_HASH:
      return _ ("The file is damaged on this machine, or on its way. Digitise it again");
    case MC_REFUSED_BLOB_SIZE:
      return _ ("The file is larger than the province takes. Digitise it with a smaller profile");
    default:
      return _ ("The other side did not take it");
    }
}

typedef struct
{
  GPtrArray *items;
} List;

/* A file is spoken of by its dossier: its own name is a hash. (nullable) */
static char *
code_of_subject (McDb *db, const McQuarantine *row)
{
  guint8 hash[MC_HASH_SIZE];
  gint64 dossier = row->dossier;

  if (dossier == 0 && g_str_has_prefix (row->subject, "blob ") && mc_hex_decode (row->subject + strlen ("blob "), hash, sizeof hash) &&
      !mc_outbox_dossier_of_file (db, hash, &dossier, NULL))
    return NULL;
  return _mc_desk_code_of (db, dossier);
}

static gboolean
read_quarantine (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  List *list = data;
  g_autoptr (GPtrArray) rows = mc_quarantine_list (db, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const McQuarantine *row = g_ptr_array_index (rows, i);
      McQuarantineItem *item = g_new0 (McQuarantineItem, 1);

      item->subject = g_strdup (row->subject);
      item->reason = g_strdup (reason_text (row->reason));
      item->code = code_of_subject (db, row);
      item->since = row->since;
      item->tries = row->tries;
      g_ptr_array_add (list->items, item);
    }
  return rows != NULL;
}

GPtrArray *
mc_desk_quarantine (McDesk *self, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_quarantine_item_free);
  List list = { items };

  return mc_store_read (self->store, read_quarantine, &list, error) ? g_steal_pointer (&items) : NULL;
}

static gboolean
drop_quarantine (McTx *tx, gpointer data, GError **error)
{
  return mc_quarantine_drop (tx, data, error);
}

gboolean
mc_desk_quarantine_retry (McDesk *self, const char *subject, GError **error)
{
  return mc_store_write (self->store, drop_quarantine, (gpointer) subject, error);
}

/* ---- conflict lane --------------------------------------------------------------------------------------------- */

void
mc_conflict_item_free (McConflictItem *self)
{
  g_free (self->entry);
  g_free (self->code);
  g_free (self->aside_actor);
  g_free (self->aside_text);
  g_free (self->aside_note);
  g_free (self->stands_actor);
  g_free (self->stands_text);
  g_free (self);
}

static char *
action_text (const char *key)
{
  McAction action;

  if (key == NULL)
    return NULL;
  return g_strdup (mc_action_from_key (key, &action) ? mc_action_to_text (action) : key);
}

typedef struct
{
  GPtrArray *rows; /* (element-type McConflict) */
  guint8 own[MC_ORIGIN_SIZE];
} Conflicts;

static gboolean
read_conflicts (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Conflicts *conflicts = data;
  g_autoptr (GArray) chains = mc_peer_chains (db, error);

  for (guint i = 0; chains != NULL && i < chains->len; i++)
    if (g_array_index (chains, McChain, i).is_own)
      memcpy (conflicts->own, g_array_index (chains, McChain, i).id, MC_ORIGIN_SIZE);
  return chains != NULL && (conflicts->rows = mc_conflict_list (db, error)) != NULL;
}

GPtrArray *
mc_desk_conflicts (McDesk *self, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_conflict_item_free);
  g_autoptr (GPtrArray) rows = NULL;
  Conflicts list = { NULL };

  if (!mc_store_read (self->store, read_conflicts, &list, error))
    return NULL;
  rows = list.rows;
  for (guint i = 0; i < rows->len; i++)
    {
      const McConflict *row = g_ptr_array_index (rows, i);
      McConflictItem *item = g_new0 (McConflictItem, 1);

      item->entry = mc_entry_ref_to_text (&row->entry);
      item->code = g_strdup (row->code);
      item->aside_actor = g_strdup (row->actor);
      item->aside_text = action_text (row->action);
      item->aside_note = g_strdup (row->note);
      item->aside_time = row->time;
      item->stands_actor = g_strdup (row->instead_actor);
      item->stands_text = action_text (row->instead_action);
      item->stands_time = row->instead_time;
      item->aside_own = memcmp (row->entry.origin, list.own, MC_ORIGIN_SIZE) == 0;
      item->stands_own = memcmp (row->instead.origin, list.own, MC_ORIGIN_SIZE) == 0;
      g_ptr_array_add (items, item);
    }
  return g_steal_pointer (&items);
}

static const McConflict *
find_conflict (GPtrArray *rows, const char *entry)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const McConflict *row = g_ptr_array_index (rows, i);
      g_autofree char *name = mc_entry_ref_to_text (&row->entry);

      if (strcmp (name, entry) == 0)
        return row;
    }
  return NULL;
}

static char *
write_settle (const char *entry, const char *note)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "settles", entry);
  mc_json_add_text (builder, "note", note);
  json_builder_end_object (builder);
  return mc_json_builder_text (builder);
}

gboolean
mc_desk_settle (McDesk *self, const char *entry, gboolean take, const char *note, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (McDossier) dossier = NULL;
  const McConflict *row;
  Conflicts list = { NULL };
  McAction action;

  if (!mc_store_read (self->store, read_conflicts, &list, error))
    return FALSE;
  rows = list.rows;
  row = find_conflict (rows, entry);
  if (row == NULL)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("This has been settled already"));
      return FALSE;
    }
  if (take && (row->action == NULL || !mc_action_from_key (row->action, &action)))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ ("This version of the program does not know what was to be done"));
      return FALSE;
    }
  dossier = take ? _mc_desk_act_again (self, row, action, entry, error)
                 : _mc_desk_add (self, row->code, "settle", write_settle (entry, note), error);
  return dossier != NULL;
}
