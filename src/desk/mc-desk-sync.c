/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exchange from beginning to end, and where things stand. */
#include "config.h"

#include "mc-desk-sync.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-credentials.h"
#include "mc-desk-sync-private.h"
#include "mc-error.h"
#include "mc-http-transport.h"
#include "mc-local.h"
#include "mc-origin.h"
#include "mc-outbox.h"
#include "mc-peer.h"

/* ---- the way to the province --------------------------------------------------------------------------------------------- */

McCredentials *
_mc_desk_credentials (McDesk *self)
{
  McMark mark;

  mc_mark_read (mc_store_folder (self->store), &mark);
  return mc_credentials_new (mc_store_folder (self->store), mark.mark);
}

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

/* ---- one exchange --------------------------------------------------------------------------------------------- */

gboolean
mc_desk_sync (McDesk *self, const char *url, gboolean small_only, GCancellable *cancellable, McSyncSummary *summary, GError **error)
{
  g_autoptr (McHttpTransport) transport = _mc_desk_transport (self, url, error);
  McBlobs *blobs = transport != NULL ? _mc_desk_blobs (self, error) : NULL;
  g_autoptr (McSyncRun) run = NULL;
  g_auto (McSyncStatus) status = { 0 };
  McSyncPreferences preferences;
  McSyncResult result;
  gboolean ok;

  memset (summary, 0, sizeof *summary);
  if (blobs == NULL || !mc_desk_read_sync_preferences (self, &preferences, error))
    return FALSE;
  g_object_set (transport, "bandwidth-limit", preferences.limit, NULL);
  run = mc_sync_run_new (self->store, blobs, MC_TRANSPORT (transport));
  mc_sync_run_set_small_only (run, small_only || preferences.small_only);
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

/* ---- what was chosen --------------------------------------------------------------------------------------------- */

#define LIMIT "preference-sync-limit"
#define SMALL_ONLY "preference-sync-small-only"
#define FILES_ON_METERED "preference-sync-files-on-metered"

gboolean
mc_sync_preferences_hold_files (const McSyncPreferences *self, gboolean metered)
{
  return self->small_only || (metered && !self->files_on_metered);
}

static gboolean
read_preferences (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  McSyncPreferences *preferences = data;
  gint64 limit, small_only, on_metered;

  if (!mc_local_count (db, LIMIT, &limit, error) || !mc_local_count (db, SMALL_ONLY, &small_only, error) ||
      !mc_local_count (db, FILES_ON_METERED, &on_metered, error))
    return FALSE;
  preferences->limit = (guint) CLAMP (limit, 0, G_MAXUINT);
  preferences->small_only = small_only != 0;
  preferences->files_on_metered = on_metered != 0;
  return TRUE;
}

gboolean
mc_desk_read_sync_preferences (McDesk *self, McSyncPreferences *preferences, GError **error)
{
  return mc_store_read (self->store, read_preferences, preferences, error);
}

gboolean
_mc_desk_write_sync_preferences (McTx *tx, gpointer data, GError **error)
{
  const McSyncPreferences *preferences = data;

  return mc_local_set_count (tx->db, LIMIT, preferences->limit, error) &&
         mc_local_set_count (tx->db, SMALL_ONLY, preferences->small_only, error) &&
         mc_local_set_count (tx->db, FILES_ON_METERED, preferences->files_on_metered, error);
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
read_status (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  McSyncStatus *status = data;
  g_auto (McPeer) peer = { 0 };
  gboolean enrolled;

  if (!mc_peer_load (db, &peer, &enrolled, error) || !mc_peer_unsent (db, &status->waiting, &status->oldest, error) ||
      !mc_outbox_count_files (db, &status->files, &status->file_bytes, error) ||
      !mc_outbox_count_open (db, &status->quarantine, &status->conflicts, error) ||
      !read_preferences (db, &status->preferences, NULL, error))
    return FALSE;
  status->state = enrolled ? MC_LINK_GOOD : MC_LINK_NONE;
  status->url = g_steal_pointer (&peer.url);
  status->last_receipt = peer.last_receipt;
  status->last_contact = peer.last_contact;
  status->clock_ahead = peer.clock_ahead;
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

static const struct
{
  const char *key;
  const char *text;
} states[] = {
  [MC_LINK_UNKNOWN] = { "unknown", "–" },
  [MC_LINK_NONE] = { "none", N_ ("Not registered with the province") },
  [MC_LINK_GOOD] = { "good", N_ ("In order") },
  [MC_LINK_WORKING] = { "working", N_ ("Exchanging") },
  [MC_LINK_OFFLINE] = { "offline", N_ ("No network") },
  [MC_LINK_BUSY] = { "busy", N_ ("Waits, is tried again soon") },
  [MC_LINK_REVOKED] = { "revoked", N_ ("Disconnected by the province") },
  [MC_LINK_STRANGER] = { "stranger", N_ ("Not the province's server") },
  [MC_LINK_CLOCK] = { "clock", N_ ("The machine's clock is wrong") },
  [MC_LINK_VERSION] = { "version", N_ ("The program must be updated") },
  [MC_LINK_FAILED] = { "failed", N_ ("Not sent yet") },
};

const char *
mc_link_state_to_key (McLinkState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);
  return states[state].key;
}

const char *
mc_link_state_to_text (McLinkState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);
  return _ (states[state].text);
}
