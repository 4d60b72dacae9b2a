/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the token of this desk is kept, with a keyring and without. */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "mc-credentials.h"
#include "mc-error.h"
#include "mc-keyring.h"

#define TOKEN "aN2kVb0cJmW0y3Jt0mU5h1o9xqYc4Zr7eS8dF6gHk1A"
#define STORE "0123456789abcdef0123456789abcdef"
#define MOST_SECONDS 4 /* the promise is 3 */

typedef struct
{
  char *folder;
  char *token_file;
  char *keyring_file;
} Place;

static void
use_keyring (Place *self)
{
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", self->keyring_file, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
}

static void
set_up (Place *self, gconstpointer with_keyring)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("motcua-credentials-XXXXXX", &error);
  g_assert_no_error (error);
  self->token_file = g_build_filename (self->folder, "province.token", NULL);
  self->keyring_file = g_build_filename (self->folder, "keyring", NULL);
  if (with_keyring != NULL)
    use_keyring (self);
}

static void
tear_down (Place *self, gconstpointer data)
{
  g_autofree char *backup = g_strconcat (self->keyring_file, "~", NULL);

  g_unlink (backup);
  g_unlink (self->token_file);
  g_unlink (self->keyring_file);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->token_file);
  g_free (self->keyring_file);
  g_free (self->folder);
}

static void
assert_token (Place *self, const char *store, const char *wanted)
{
  g_autoptr (McCredentials) credentials = mc_credentials_new (self->folder, store);
  g_autoptr (GError) error = NULL;
  g_autofree char *token = mc_credentials_load (credentials, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, wanted);
}

static void
assert_none (Place *self, const char *store, McError code)
{
  g_autoptr (McCredentials) credentials = mc_credentials_new (self->folder, store);
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_credentials_load (credentials, &error));
  g_assert_error (error, MC_ERROR, (gint) code);
}

static void
save (Place *self, const char *token)
{
  g_autoptr (McCredentials) credentials = mc_credentials_new (self->folder, STORE);
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  mc_credentials_save (credentials, token, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - start, <, MOST_SECONDS * G_USEC_PER_SEC);
}

/* Some of the tests ask for what only libsecret gives. */
static gboolean
has_keyring (void)
{
#ifdef HAVE_LIBSECRET
  return TRUE;
#else
  g_test_skip ("built without libsecret");
  return FALSE;
#endif
}

/* libsecret opens its keyring once in a process, and leaves threads behind that waited: so in one of its own. */
static gboolean
is_own_process (void)
{
  if (g_test_subprocess ())
    return TRUE;
  /* GIO 2.74 loses a name each time libsecret writes over its file. */
  g_setenv ("ASAN_OPTIONS", "detect_leaks=0:halt_on_error=1", TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  return FALSE;
}

static void
test_keyring (Place *self, gconstpointer data)
{
  if (!has_keyring () || !is_own_process ())
    return;
  assert_none (self, STORE, MC_ERROR_AUTH_REQUIRED);
  save (self, TOKEN);
  g_assert_false (g_file_test (self->token_file, G_FILE_TEST_EXISTS));
  assert_token (self, STORE, TOKEN);
  /* Another store of the same person has another one, or none. */
  assert_none (self, "ffffffffffffffffffffffffffffffff", MC_ERROR_AUTH_REQUIRED);
  save (self, "another");
  assert_token (self, STORE, "another");
  {
    g_autoptr (McCredentials) credentials = mc_credentials_new (self->folder, STORE);

    g_assert_true (mc_credentials_clear (credentials, NULL));
  }
  assert_none (self, STORE, MC_ERROR_AUTH_REQUIRED);
}

static void
test_file (Place *self, gconstpointer data)
{
  g_autofree char *stored = NULL;
  gsize size;
  GStatBuf st;

#ifdef HAVE_LIBSECRET
  assert_none (self, STORE, MC_ERROR_BUSY);
#else
  assert_none (self, STORE, MC_ERROR_AUTH_REQUIRED);
#endif
  save (self, TOKEN);
  g_assert_cmpint (g_stat (self->token_file, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (self->token_file, &stored, &size, NULL));
  g_assert_null (g_strstr_len (stored, (gssize) size, "aN2k"));
  assert_token (self, STORE, TOKEN);
}

/* The folder put beside another store: the token stays with the one it was given to. */
static void
test_bound (Place *self, gconstpointer data)
{
  g_autofree char *stored = NULL;
  gsize size;

  save (self, TOKEN);
  g_assert_true (g_file_get_contents (self->token_file, &stored, &size, NULL));
  {
    g_autoptr (McCredentials) other = mc_credentials_new (self->folder, "ffffffffffffffffffffffffffffffff");
    g_autoptr (GError) error = NULL;

    g_assert_null (mc_credentials_load (other, &error));
    g_assert_nonnull (error);
  }
  for (gsize i = 0; i < size; i++)
    {
      g_autoptr (McCredentials) credentials = mc_credentials_new (self->folder, STORE);

      stored[i] ^= 4;
      g_assert_true (g_file_set_contents (self->token_file, stored, (gssize) (i % 2 == 0 ? size : i), NULL));
      g_assert_null (mc_credentials_load (credentials, NULL));
      stored[i] ^= 4;
    }
}

/* Saved into the file while the keyring was closed: what is in the keyring is older from then on. */
static void
test_file_is_newer (Place *self, gconstpointer data)
{
  if (!has_keyring () || !is_own_process ())
    return;
  use_keyring (self);
  save (self, "old");
  g_unsetenv ("SECRET_BACKEND");
  save (self, "new");
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  assert_token (self, STORE, "new");
  save (self, "newest");
  g_assert_false (g_file_test (self->token_file, G_FILE_TEST_EXISTS));
  assert_token (self, STORE, "newest");
}

static void
test_read_only (Place *self, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (self->folder, "missing", NULL);
  g_autoptr (McCredentials) credentials = mc_credentials_new (nowhere, STORE);
  g_autoptr (GError) error = NULL;

  g_assert_false (mc_credentials_save (credentials, TOKEN, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_READ_ONLY);
}

/* A session bus that takes a connection and never says a word, as one that waits for a person does. */
static void
test_silent_keyring (Place *self, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autofree char *path = g_build_filename (self->folder, "bus", NULL);
  g_autofree char *address = g_strconcat ("unix:path=", path, NULL);
  g_autoptr (GSocketAddress) socket_address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  gint64 start;

  if (!has_keyring () || !is_own_process ())
    return;
  g_socket_listener_add_address (listener, socket_address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  start = g_get_monotonic_time ();
  g_assert_cmpint (mc_keyring_lookup (STORE, &token), ==, MC_KEYRING_UNAVAILABLE);
  g_assert_cmpint (g_get_monotonic_time () - start, <, MOST_SECONDS * G_USEC_PER_SEC);
  save (self, TOKEN);
  assert_token (self, STORE, TOKEN);
  g_unlink (path);
}

int
main (int argc, char *argv[])
{
  /* Neither the keyring of who runs this nor one started for it. */
  g_unsetenv ("SECRET_BACKEND");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_init (&argc, &argv, NULL);
#define add(path, keyring, func) \
  g_test_add ("/credentials/" path, Place, keyring ? "keyring" : NULL, set_up, func, tear_down)
  add ("no-keyring-gives-a-private-sealed-file", FALSE, test_file);
  add ("the-file-is-bound-to-machine-and-store", FALSE, test_bound);
  add ("nowhere-to-keep-it-is-said", FALSE, test_read_only);
  add ("a-keyring-that-never-answers-is-not-waited-for", FALSE, test_silent_keyring);
  add ("what-was-saved-last-is-what-counts", FALSE, test_file_is_newer);
  add ("the-keyring-keeps-one-for-each-store", TRUE, test_keyring);
  return g_test_run ();
}
