/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who writes and reads bundles here, and whom they may be for. */
#include "config.h"

#include "mc-carry-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-origin.h"

gboolean
_mc_carry_is_cancelled (GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, _ ("Cancelled"));
  return TRUE;
}

char *
_mc_carry_folder (McStore *store)
{
  return g_build_filename (mc_store_folder (store), "carry", NULL);
}

/* In a transaction: a store that was restored begins its new origin there. */
static gboolean
load_self (McTx *tx, gpointer data, GError **error)
{
  McCarrySelf *self = data;
  g_auto (McPeer) peer = { 0 };
  gboolean found;

  if (!mc_journal_key (tx->db, tx->origin_id, self->public_key, &found, error) || !mc_peer_load (tx->db, &peer, &self->enrolled, error) ||
      !mc_origin_key_load (mc_store_folder (tx->store), self->secret_key, error))
    return FALSE;
  memcpy (self->origin, tx->origin_id, MC_ORIGIN_SIZE);
  memcpy (self->province, peer.public_key, sizeof self->province);
  self->now = tx->now;
  if (!found)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT, _ ("A journal entry names a desk that is not known"));
  return found;
}

gboolean
_mc_carry_self_load (McCarrySelf *self, McStore *store, GError **error)
{
  g_autoptr (McOffice) office = NULL;

  memset (self, 0, sizeof *self);
  if (!mc_store_write (store, load_self, self, error) || (office = mc_store_office (store, error)) == NULL)
    return FALSE;
  self->office = g_strdup (office->code);
  self->desk = office->desk;
  return TRUE;
}

void
_mc_carry_self_clear (McCarrySelf *self)
{
  sodium_memzero (self->secret_key, sizeof self->secret_key);
  g_clear_pointer (&self->office, g_free);
}

void
_mc_carry_self_info (const McCarrySelf *self, McBundleKind kind, McBundleInfo *info)
{
  memset (info, 0, sizeof *info);
  info->kind = kind;
  info->part = info->n_parts = 1;
  randombytes_buf (info->id, sizeof info->id);
  memcpy (info->origin, self->origin, MC_ORIGIN_SIZE);
  memcpy (info->public_key, self->public_key, sizeof info->public_key);
  info->desk = self->desk;
  info->office = g_strdup (self->office);
  info->created = self->now;
}

typedef struct
{
  guint whom;
  GArray *keys;
} Recipients;

static gboolean
read_recipients (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Recipients *recipients = data;
  g_auto (McPeer) peer = { 0 };
  sqlite3_stmt *stmt;
  gboolean enrolled, row;
  McPublicKey key;

  if (!mc_peer_load (db, &peer, &enrolled, error) ||
      (stmt = mc_db_prepare (db, "SELECT public_key FROM origin WHERE public_key IS NOT NULL ORDER BY public_key", error)) == NULL)
    return FALSE;
  if (enrolled && (recipients->whom & MC_CARRY_PROVINCE) != 0)
    {
      memcpy (key.bytes, peer.public_key, sizeof key.bytes);
      g_array_append_val (recipients->keys, key);
    }
  row = (recipients->whom & MC_CARRY_OFFICE) != 0;
  while (row)
    {
      if (!mc_db_step (db, stmt, &row, error))
        return FALSE;
      if (row && mc_db_column_bytes (stmt, 0, key.bytes, sizeof key.bytes) &&
          (!enrolled || memcmp (key.bytes, peer.public_key, sizeof key.bytes) != 0))
        g_array_append_val (recipients->keys, key);
    }
  sqlite3_reset (stmt);
  return TRUE;
}

GArray *
_mc_carry_recipients (McStore *store, guint whom, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (McPublicKey));
  Recipients recipients = { whom, keys };

  return mc_store_read (store, read_recipients, &recipients, error) ? g_steal_pointer (&keys) : NULL;
}
