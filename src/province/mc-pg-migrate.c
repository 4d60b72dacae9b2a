/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <sodium.h>

#include "mc-error.h"
#include "mc-origin.h"
#include "mc-pg.h"

#define LATEST 2
#define LOCK G_GINT64_CONSTANT (0x6d6f74637561) /* any number that nobody else takes */

static gboolean
read_version (McPg *pg, gint64 *version, GError **error)
{
  g_autoptr (McPgRows) table = mc_pg_query (pg, "SELECT to_regclass ('schema_version') IS NOT NULL", NULL, error);
  g_autoptr (McPgRows) rows = NULL;

  *version = 0;
  if (table == NULL)
    return FALSE;
  if (!mc_pg_get_int (table, 0, 0))
    return TRUE;
  if ((rows = mc_pg_query (pg, "SELECT max (version) FROM schema_version", NULL, error)) == NULL)
    return FALSE;
  *version = mc_pg_get_int (rows, 0, 0);
  return TRUE;
}

/* The key and the origin of what concerns all offices, which office 0 stands for, are made with the tables. */
static gboolean
make_service (McPg *pg, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  guint8 public_key[MC_PUBLIC_KEY_SIZE], secret_key[MC_SECRET_KEY_SIZE], salt[32];
  gboolean good;

  crypto_sign_keypair (public_key, secret_key);
  randombytes_buf (salt, sizeof salt);
  mc_pg_bytes (&args, public_key, sizeof public_key);
  mc_pg_bytes (&args, secret_key, sizeof secret_key);
  mc_pg_bytes (&args, salt, sizeof salt);
  good = mc_pg_run (pg, "INSERT INTO service (public_key, secret_key, salt) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", &args,
                    error);
  sodium_memzero (secret_key, sizeof secret_key);
  return good;
}

static gboolean
step (McPg *pg, gint64 version, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/org/motcua/province/sql/province-%03" G_GINT64_FORMAT ".sql", version);
  g_autoptr (GBytes) sql = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_auto (McPgArgs) args = { 0 };

  mc_pg_int (&args, version);
  return sql != NULL && mc_pg_script (pg, g_bytes_get_data (sql, NULL), error) &&
         mc_pg_run (pg, "INSERT INTO schema_version (version) VALUES ($1)", &args, error);
}

static gboolean
migrate (McPg *pg, gpointer data, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  gint64 version;

  mc_pg_int (&args, LOCK);
  /* Who comes second waits here and then finds nothing left to do. */
  if (!mc_pg_script (pg, "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0", error) ||
      !mc_pg_run (pg, "SELECT pg_advisory_xact_lock ($1)", &args, error) || !read_version (pg, &version, error))
    return FALSE;
  if (version > LATEST)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_STORE_TOO_NEW, _ ("A newer version of the service made this database"));
      return FALSE;
    }
  while (version < LATEST)
    if (!step (pg, ++version, error))
      return FALSE;
  return make_service (pg, error);
}

gboolean
mc_pg_migrate (McPg *self, GError **error)
{
  return mc_pg_transaction (self, migrate, NULL, error);
}
