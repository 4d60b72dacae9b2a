/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-keyring.h"

#ifdef HAVE_LIBSECRET

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#define PATIENCE (3 * G_USEC_PER_SEC)

static const SecretSchema schema = {
  "org.motcua.MotCua", SECRET_SCHEMA_NONE, { { "store", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

/* ---- waiting, but not for long ---- */

typedef enum { ASK_STORE, ASK_LOOKUP, ASK_CLEAR } Ask;

/* Shared by who waits and the thread that works: a service that never answers keeps its thread, not us. */
typedef struct
{
  gatomicrefcount refs;
  Ask ask;
  char *store;
  char *token;
  GCancellable *cancellable;
  McKeyringResult result;
  GMutex lock;
  GCond changed;
  gboolean ended;
} Work;

static void
work_unref (Work *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->store);
  secret_password_free (self->token);
  g_object_unref (self->cancellable);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_unref)

static Work *
work_new (Ask ask, const char *store, const char *token)
{
  Work *self = g_new0 (Work, 1);

  g_atomic_ref_count_init (&self->refs);
  self->ask = ask;
  self->store = g_strdup (store);
  self->token = g_strdup (token);
  self->cancellable = g_cancellable_new ();
  self->result = MC_KEYRING_UNAVAILABLE;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

/* ---- what is asked ---- */

/* Whether writing would bring up a question. libsecret's file backend has no collections and asks nothing. */
static gboolean
can_write (GCancellable *cancellable)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (SecretCollection) collection = NULL;

  if (g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0)
    return TRUE;
  service = secret_service_get_sync (SECRET_SERVICE_NONE, cancellable, NULL);
  if (service == NULL)
    return FALSE;
  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, cancellable, NULL);
  return collection != NULL && !secret_collection_get_locked (collection);
}

static McKeyringResult
store_token (Work *self, GHashTable *attributes)
{
  if (can_write (self->cancellable) &&
      secret_password_storev_sync (&schema, attributes, SECRET_COLLECTION_DEFAULT, _ ("Một Cửa: exchange with the province"),
                                   self->token, self->cancellable, NULL))
    return MC_KEYRING_DONE;
  return MC_KEYRING_UNAVAILABLE;
}

/* Without unlocking: a plain lookup would ask for the password of a locked keyring. */
static McKeyringResult
look_up (Work *self, GHashTable *attributes)
{
  g_autoptr (GError) error = NULL;
  GList *found = secret_password_searchv_sync (&schema, attributes, SECRET_SEARCH_NONE, self->cancellable, &error);
  g_autoptr (SecretValue) value = NULL;
  McKeyringResult result = error != NULL ? MC_KEYRING_UNAVAILABLE : MC_KEYRING_EMPTY;

  if (found != NULL)
    {
      gboolean locked = SECRET_IS_ITEM (found->data) && secret_item_get_locked (found->data);

      if (!locked)
        value = secret_retrievable_retrieve_secret_sync (found->data, self->cancellable, NULL);
      if (value != NULL)
        self->token = g_strdup (secret_value_get_text (value));
      result = self->token != NULL ? MC_KEYRING_DONE : MC_KEYRING_UNAVAILABLE;
    }
  g_list_free_full (found, g_object_unref);
  return result;
}

static McKeyringResult
clear_token (Work *self, GHashTable *attributes)
{
  g_autoptr (GError) error = NULL;

  if (!can_write (self->cancellable))
    return MC_KEYRING_UNAVAILABLE;
  if (secret_password_clearv_sync (&schema, attributes, self->cancellable, &error))
    return MC_KEYRING_DONE;
  return error == NULL ? MC_KEYRING_EMPTY : MC_KEYRING_UNAVAILABLE;
}

static gpointer
run (gpointer data)
{
  g_autoptr (Work) self = data;
  g_autoptr (GHashTable) attributes = secret_attributes_build (&schema, "store", self->store, NULL);
  /* What libsecret's waiting functions hang on a context must not run in another thread's loop. */
  g_autoptr (GMainContext) context = g_main_context_new ();
  McKeyringResult result;

  g_main_context_push_thread_default (context);
  result = self->ask == ASK_STORE    ? store_token (self, attributes)
           : self->ask == ASK_LOOKUP ? look_up (self, attributes)
                                     : clear_token (self, attributes);
  g_main_context_pop_thread_default (context);
  g_mutex_lock (&self->lock);
  self->result = result;
  self->ended = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  return NULL;
}

static McKeyringResult
ask (Ask what, const char *store, const char *token, char **found)
{
  g_autoptr (Work) work = work_new (what, store, token);
  gint64 until = g_get_monotonic_time () + PATIENCE;
  McKeyringResult result = MC_KEYRING_UNAVAILABLE;
  gboolean waiting = TRUE;

  g_atomic_ref_count_inc (&work->refs);
  g_thread_unref (g_thread_new ("mc-keyring", run, work));
  g_mutex_lock (&work->lock);
  while (!work->ended && waiting)
    waiting = g_cond_wait_until (&work->changed, &work->lock, until);
  if (work->ended)
    {
      result = work->result;
      if (found != NULL)
        *found = g_strdup (work->token);
    }
  g_mutex_unlock (&work->lock);
  if (!waiting)
    g_cancellable_cancel (work->cancellable);
  return result;
}

McKeyringResult
mc_keyring_store (const char *store, const char *token)
{
  return ask (ASK_STORE, store, token, NULL);
}

McKeyringResult
mc_keyring_lookup (const char *store, char **token)
{
  return ask (ASK_LOOKUP, store, NULL, token);
}

McKeyringResult
mc_keyring_clear (const char *store)
{
  return ask (ASK_CLEAR, store, NULL, NULL);
}

#else

McKeyringResult
mc_keyring_store (const char *store, const char *token)
{
  return MC_KEYRING_UNAVAILABLE;
}

McKeyringResult
mc_keyring_lookup (const char *store, char **token)
{
  *token = NULL;
  return MC_KEYRING_EMPTY;
}

McKeyringResult
mc_keyring_clear (const char *store)
{
  return MC_KEYRING_EMPTY;
}

#endif
