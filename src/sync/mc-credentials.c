/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-credentials.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-keyring.h"
#include "mc-origin.h"

#define TOKEN_FILE "province.token"
#define TOKEN_MAX 4096
#define KEY_SIZE crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES

struct _McCredentials
{
  char *path;
  char *store;
};

McCredentials *
mc_credentials_new (const char *folder, const char *store)
{
  McCredentials *self = g_new0 (McCredentials, 1);

  self->path = g_build_filename (folder, TOKEN_FILE, NULL);
  self->store = g_strdup (store);
  return self;
}

void
mc_credentials_free (McCredentials *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->store);
  g_free (self);
}

/* ---- file ---- */

static void
make_key (McCredentials *self, guint8 key[KEY_SIZE])
{
  static const char purpose[] = "motcua1 token file";
  g_autofree char *machine = mc_machine_name ();
  crypto_generichash_state state;

  crypto_generichash_init (&state, NULL, 0, KEY_SIZE);
  /* With their ends, so that one text cannot run into the next. */
  crypto_generichash_update (&state, (const guint8 *) purpose, sizeof purpose);
  crypto_generichash_update (&state, (const guint8 *) machine, strlen (machine) + 1);
  crypto_generichash_update (&state, (const guint8 *) self->store, strlen (self->store) + 1);
  crypto_generichash_final (&state, key, KEY_SIZE);
}

static gboolean
save_file (McCredentials *self, const char *token, GError **error)
{
  gsize size = strlen (token);
  g_autofree guint8 *sealed = g_malloc (NONCE_SIZE + size + TAG_SIZE);
  g_autoptr (GError) local = NULL;
  guint8 key[KEY_SIZE];

  make_key (self, key);
  randombytes_buf (sealed, NONCE_SIZE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed + NONCE_SIZE, NULL, (const guint8 *) token, size, NULL, 0, NULL, sealed, key);
  sodium_memzero (key, sizeof key);
  if (g_file_set_contents_full (self->path, (const char *) sealed, (gssize) (NONCE_SIZE + size + TAG_SIZE),
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local))
    return TRUE;
  g_set_error (error, MC_ERROR,
               g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? MC_ERROR_NO_SPACE : MC_ERROR_READ_ONLY,
               _ ("The data folder cannot be written (%s)"), local->message);
  return FALSE;
}

/* (transfer full): NULL when there is none, or it was written for another machine or store */
static char *
load_file (McCredentials *self)
{
  g_autofree char *sealed = NULL, *token = NULL;
  guint8 key[KEY_SIZE];
  gsize size;
  int failed;

  if (!g_file_get_contents (self->path, &sealed, &size, NULL) || size < NONCE_SIZE + TAG_SIZE ||
      size > NONCE_SIZE + TAG_SIZE + TOKEN_MAX)
    return NULL;
  token = g_malloc0 (size - NONCE_SIZE - TAG_SIZE + 1);
  make_key (self, key);
  failed = crypto_aead_xchacha20poly1305_ietf_decrypt ((guint8 *) token, NULL, NULL, (const guint8 *) sealed + NONCE_SIZE,
                                                       size - NONCE_SIZE, NULL, 0, (const guint8 *) sealed, key);
  sodium_memzero (key, sizeof key);
  return failed != 0 ? NULL : g_steal_pointer (&token);
}

/* ---- both ---- */

gboolean
mc_credentials_save (McCredentials *self, const char *token, GError **error)
{
  g_return_val_if_fail (token != NULL && strlen (token) <= TOKEN_MAX, FALSE);
  if (mc_keyring_store (self->store, token) != MC_KEYRING_DONE)
    return save_file (self, token, error);
  /* The file is looked at first: an older token must not stay in it. */
  g_unlink (self->path);
  return TRUE;
}

char *
mc_credentials_load (McCredentials *self, GError **error)
{
  /* When there is a file, it was written after what the keyring may have. */
  g_autofree char *token = load_file (self);
  McKeyringResult result = MC_KEYRING_DONE;

  if (token == NULL)
    result = mc_keyring_lookup (self->store, &token);
  if (result == MC_KEYRING_UNAVAILABLE)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_BUSY,
                         _ ("The keyring with this machine's registration is closed. Log in to the computer to open it"));
  else if (token == NULL)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_AUTH_REQUIRED, _ ("This machine is not registered with the province"));
  return g_steal_pointer (&token);
}

gboolean
mc_credentials_clear (McCredentials *self, GError **error)
{
  if (g_unlink (self->path) != 0 && errno != ENOENT)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_READ_ONLY, _ ("The data folder cannot be written (%s)"), g_strerror (errno));
      return FALSE;
    }
  if (mc_keyring_clear (self->store) != MC_KEYRING_UNAVAILABLE)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_BUSY,
                       _ ("The keyring with this machine's registration is closed. Log in to the computer to open it"));
  return FALSE;
}
