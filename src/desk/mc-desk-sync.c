/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registering with the province, one exchange from beginning to end, and where things stand. */
#include "config.h"

#include "mc-desk-sync.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-credentials.h"
#include "mc-desk-sync-private.h"
#include "mc-enrol.h"
#include "mc-error.h"
#include "mc-http-transport.h"
#include "mc-origin.h"
#include "mc-peer.h"

/* ---- registering ------------------------------------------------------------------------------------------- */

McCredentials *
_mc_desk_credentials (McDesk *self)
{
  McMark mark;

  mc_mark_read (mc_store_folder (self->store), &mark);
  return mc_credentials_new (mc_store_folder (self->store), mark.mark);
}

typedef struct
{
  McEnrol *enrol;
} Key;

static gboolean
read_public_key (McTx *tx, gpointer data, GError **error)
{
  Key *key = data;
  sqlite3_stmt *stmt = mc_db_prepare (tx->db, "SELECT public_key FROM origin WHERE n = ?", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, tx->origin);
  if (!mc_db_step (tx->db, stmt, &row, error))
    return FALSE;
  row = row && mc_db_column_bytes (stmt, 0, key->enrol->public_key, sizeof key->enrol->public_key);
  sqlite3_reset (stmt);
  if (!row)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT, _ ("A journal entry names a desk that is not known"));
  return row;
}

static gboolean
save_peer (McTx *tx, gpointer data, GError **error)
{
  const McPeer *peer = data;
  g_auto (McPeer) old = { 0 };
  gboolean enrolled;

  return mc_peer_load (tx->db, &old, &enrolled, error) &&
         (!enrolled || memcmp (old.public_key, peer->public_key, sizeof old.public_key) == 0 || mc_peer_forget (tx, error)) &&
         mc_peer_save (tx, peer, error);
}

gboolean
mc_desk_enrol (McDesk *self, const char *url, const char *code, GError **error)
{
  g_autoptr (McDeskRules) rules = _mc_desk_rules_ref (self->rules);
  g_autoptr (McCredentials) credentials = _mc_desk_credentials (self);
  g_autofree char *token = NULL, *address = g_strstrip (g_strdup (url)), *clean = g_strstrip (g_strdup (code));
  McEnrol enrol = { .url = address, .code = clean, .office = rules->office->code, .desk = rules->office->desk };
  g_auto (McPeer) peer = { 0 };
  Key key = { &enrol };

  /* The key is read in a transaction: a store that was restored begins its new origin there. */
  return mc_store_write (self->store, read_public_key, &key, error) &&
         (token = mc_enrol (&enrol, NULL, &peer, NULL, error)) != NULL && mc_credentials_save (credentials, token, error) &&
         mc_store_write (self->store, save_peer, &peer, error);
}

/* ---- one exchange --------------------------------------------------------------------------------------------- */

static char *
load_token (gpointer data, GError **error)
{
  return mc_credentials_load (data, error);
}

static void
free_credentials (gpointer data)
{
  mc_credentials_free (data);
}

typedef struct
{
  McPeer peer;
  gboolean enrolled;
} Peer;

static gboolean
read_peer (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Peer *peer = data;

  return mc_peer_load (db, &peer->peer, &peer->enrolled, error);
}

McHttpTransport *
_mc_desk_transport (McDesk *self, const char *url, GError **error)
{
  Peer peer = { 0 };
  McHttpTransport *transport = NULL;

  if (!mc_store_read (self->store, read_peer, &peer, error))
    return NULL;
  if (peer.enrolled)
    transport = mc_http_transport_new (url != NULL ? url : peer.peer.url, load_token, _mc_desk_credentials (self), free_credentials);
  else
    g_set_error_literal (error, MC_ERROR, MC_ERROR_AUTH_REQUIRED, _ ("This desk is not registered with the province yet"));
  mc_peer_clear (&peer.peer);
  return transport;
}

gboolean
mc_desk_sync (McDesk *self, const char *url, gboolean small_only, GCancellable *cancellable, McSyncSummary *summary, GError **error)
{
  g_autoptr (McHttpTransport) transport = _mc_desk_transport (self, url, error);
  McBlobs *blobs = transport != NULL ? _mc_desk_blobs (self, error) : NULL;
  g_autoptr (McSyncRun) run = NULL;
  g_auto (McSyncStatus) status = { 0 };
  McSyncResult result;
  gboolean ok;

  memset (summary, 0, sizeof *summary);
  if (blobs == NULL)
    return FALSE;
  run = mc_sync_run_new (self->store, blobs, MC_TRANSPORT (transport));
  mc_sync_run_set_small_only (run, small_only);
  ok = mc_sync_run (run, cancellable, &result, error);
  summary->sent = result.sent;
  summary->received = result.received;
  summary->refused = result.refused;
  summary->requests = result.requests;
  summary->bytes_up = result.bytes_up;
  summary->bytes_down = result.bytes_down;
  summary->file_bytes = result.file_bytes;
  if (mc_desk_read_sync_status (self, &status, ok ? error : NULL))
    {
      summary->waiting = status.waiting;
      summary->oldest_unsent = status.oldest;
    }
  return ok;
}

/* ---- where things stand ------------------------------------------------------------------------------------------ */

void
mc_sync_status_clear (McSyncStatus *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->support_code, g_free);
}

static gboolean
count_rows (McDb *db, sqlite3_stmt *stmt, guint *n, GError **error)
{
  gint64 value;

  if (stmt == NULL || !mc_db_int (db, stmt, 0, &value, error))
    return FALSE;
  *n = (guint) value;
  return TRUE;
}

static gboolean
read_status (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  McSyncStatus *status = data;
  g_auto (McPeer) peer = { 0 };
  gboolean enrolled;

  if (!mc_peer_load (db, &peer, &enrolled, error) || !mc_peer_unsent (db, &status->waiting, &status->oldest, error) ||
      !_mc_desk_waiting_files (db, &status->files, &status->file_bytes, error) ||
      !count_rows (db, mc_db_prepare (db, "SELECT count (*) FROM quarantine", error), &status->quarantine, error) ||
      !count_rows (db, mc_db_prepare (db, "SELECT count (*) FROM conflict", error), &status->conflicts, error))
    return FALSE;
  status->state = enrolled ? MC_LINK_GOOD : MC_LINK_NONE;
  status->url = g_steal_pointer (&peer.url);
  status->last_receipt = peer.last_receipt;
  status->last_contact = peer.last_contact;
  return TRUE;
}

gboolean
mc_desk_read_sync_status (McDesk *self, McSyncStatus *status, GError **error)
{
  memset (status, 0, sizeof *status);
  return mc_store_read (self->store, read_status, status, error);
}

McLinkState
_mc_desk_link_state (const GError *error)
{
  if (error == NULL)
    return MC_LINK_GOOD;
  if (error->domain != MC_ERROR)
    return MC_LINK_FAILED;
  switch ((McError) error->code)
    {
    case MC_ERROR_OFFLINE:
    case MC_ERROR_TIMED_OUT:
      return MC_LINK_OFFLINE;
    case MC_ERROR_BUSY:
      return MC_LINK_BUSY;
    case MC_ERROR_AUTH_REQUIRED:
      return MC_LINK_REVOKED;
    case MC_ERROR_REJECTED:
      return MC_LINK_STRANGER;
    case MC_ERROR_CLOCK:
      return MC_LINK_CLOCK;
    case MC_ERROR_STORE_TOO_NEW:
      return MC_LINK_VERSION;
    default:
      return MC_LINK_FAILED;
    }
}
