/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-preference.h"

#include "mc-store-private.h"

/* Apart from what the store itself remembers under short names. */
static char *
key_of (const char *name)
{
  return g_strconcat ("preference-", name, NULL);
}

gboolean
mc_preference_get (McDb *db, const char *name, char **value, GError **error)
{
  g_autofree char *key = key_of (name);

  return mc_local_get (db, key, value, error);
}

gboolean
mc_preference_set (McTx *tx, const char *name, const char *value, GError **error)
{
  g_autofree char *key = key_of (name);

  return mc_local_set (tx->db, key, value, error);
}

gboolean
mc_preference_get_int (McDb *db, const char *name, gint64 fallback, gint64 *value, GError **error)
{
  g_autofree char *text = NULL;

  if (!mc_preference_get (db, name, &text, error))
    return FALSE;
  if (text == NULL || !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, value, NULL))
    *value = fallback;
  return TRUE;
}

gboolean
mc_preference_set_int (McTx *tx, const char *name, gint64 value, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  return mc_preference_set (tx, name, text, error);
}
