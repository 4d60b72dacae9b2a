/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registering this desk with the province. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-desk-sync-private.h"
#include "mc-enrol.h"
#include "mc-error.h"
#include "mc-journal.h"
#include "mc-peer.h"

static gboolean
read_public_key (McTx *tx, gpointer data, GError **error)
{
  McEnrol *enrol = data;
  gboolean found;

  if (!mc_journal_key (tx->db, tx->origin_id, enrol->public_key, &found, error))
    return FALSE;
  if (!found)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_CORRUPT, _ ("A journal entry names a desk that is not known"));
  return found;
}

/* The same province may have been set back to a backup, which is a reason to register again (src/sync/README.md): it is asked anew what it has. */
static gboolean
save_peer (McTx *tx, gpointer data, GError **error)
{
  const McPeer *peer = data;
  g_auto (McPeer) old = { 0 };
  gboolean enrolled, same, ok;

  if (!mc_peer_load (tx->db, &old, &enrolled, error))
    return FALSE;
  same = !enrolled || memcmp (old.public_key, peer->public_key, sizeof old.public_key) == 0;
  ok = same ? mc_peer_doubt (tx, error) : mc_peer_forget (tx, error);
  return ok && mc_peer_save (tx, peer, error);
}

static gboolean
enrol_as (McDesk *self, const McDeskRules *rules, const char *url, const char *code, GError **error)
{
  g_autoptr (McCredentials) credentials = _mc_desk_credentials (self);
  g_autofree char *token = NULL, *address = g_strstrip (g_strdup (url)), *clean = g_strstrip (g_strdup (code));
  McEnrol enrol = { .url = address, .code = clean, .office = rules->office->code, .desk = rules->office->desk };
  g_auto (McPeer) peer = { 0 };

  /* The key is read in a transaction: a store that was restored begins its new origin there. */
  return mc_store_write (self->store, read_public_key, &enrol, error) &&
         (token = mc_enrol (&enrol, NULL, &peer, NULL, error)) != NULL && mc_credentials_save (credentials, token, error) &&
         mc_store_write (self->store, save_peer, &peer, error);
}

gboolean
mc_desk_enrol (McDesk *self, const char *url, const char *code, GError **error)
{
  g_autoptr (McDeskRules) rules = _mc_desk_rules_ref (self->rules);

  return enrol_as (self, rules, url, code, error);
}

/* ---- without waiting ------------------------------------------------------------------------------------------------- */

typedef struct
{
  McDeskRules *rules; /* (owned) as they are when it is asked for: the desk's own are the main thread's */
  char *url;
  char *code;
} Enrol;

static void
enrol_free (gpointer data)
{
  Enrol *enrol = data;

  _mc_desk_rules_unref (enrol->rules);
  g_free (enrol->url);
  g_free (enrol->code);
  g_free (enrol);
}

static void
enrol_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  McDesk *desk = source;
  Enrol *enrol = data;
  g_autoptr (GRWLockReaderLocker) busy = g_rw_lock_reader_locker_new (&desk->jobs);
  GError *error = NULL;

  if (desk->store == NULL)
    g_task_return_new_error (task, MC_ERROR, MC_ERROR_CANCELLED, "%s", "");
  else if (enrol_as (desk, enrol->rules, enrol->url, enrol->code, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
mc_desk_enrol_async (McDesk *self, const char *url, const char *code, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Enrol *enrol = g_new0 (Enrol, 1);

  enrol->rules = _mc_desk_rules_ref (self->rules);
  enrol->url = g_strdup (url);
  enrol->code = g_strdup (code);
  g_task_set_source_tag (task, mc_desk_enrol_async);
  g_task_set_task_data (task, enrol, enrol_free);
  g_task_run_in_thread (task, enrol_thread);
}

gboolean
mc_desk_enrol_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  gboolean ok = g_task_propagate_boolean (G_TASK (result), error);

  if (ok)
    mc_desk_sync_now (self);
  return ok;
}
