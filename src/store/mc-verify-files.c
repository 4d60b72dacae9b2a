/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every file that lies here is what its name says. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-entry.h"
#include "mc-verify-private.h"

static void
on_fault (const guint8 hash[MC_HASH_SIZE], const char *fault, gpointer data)
{
  g_autofree char *hex = mc_hex_encode (hash, MC_HASH_SIZE);

  _mc_check_fault (data, _ ("File %s: %s"), hex, fault);
}

gboolean
mc_verify_files (McCheck *check, McBlobs *blobs, gint64 *n_files, GError **error)
{
  gint64 bytes;

  return mc_blobs_verify (blobs, on_fault, check, n_files, &bytes, NULL, error);
}
