/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The keyring of the person logged in, never asked longer than 3 seconds and never so that it asks back. */

typedef enum
{
  MC_KEYRING_DONE,        /* and found, when it was looked for */
  MC_KEYRING_EMPTY,       /* open, and nothing in it */
  MC_KEYRING_UNAVAILABLE, /* absent, locked, silent, or left out of this program */
} McKeyringResult;

McKeyringResult mc_keyring_store (const char *store, const char *token);
McKeyringResult mc_keyring_lookup (const char *store, char **token); /* (transfer full) */
McKeyringResult mc_keyring_clear (const char *store);

G_END_DECLS
