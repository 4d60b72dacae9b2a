/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-local.h"

#include "mc-store-private.h"

typedef struct
{
  const char *key;
  const char *text;
  char *found;
} Local;

static gboolean
load (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Local *local = data;

  return mc_local_get (db, local->key, &local->found, error);
}

static gboolean
save (McTx *tx, gpointer data, GError **error)
{
  Local *local = data;

  return mc_local_set (tx->db, local->key, local->text, error);
}

gboolean
mc_local_load (McStore *store, const char *key, char **text, GError **error)
{
  Local local = { .key = key };
  gboolean ok = mc_store_read (store, load, &local, error);

  *text = local.found;
  return ok;
}

gboolean
mc_local_save (McStore *store, const char *key, const char *text, GError **error)
{
  Local local = { .key = key, .text = text };

  return mc_store_write (store, save, &local, error);
}
