/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-origin.h"
#include "mc-province-storage.h"

G_BEGIN_DECLS

/* The province as an author: its entries are chained, hashed and signed like a desk's. */

typedef struct
{
  guint8 public_key[MC_PUBLIC_KEY_SIZE];
  guint8 secret_key[MC_SECRET_KEY_SIZE];
  guint8 salt[32];
} McProvinceKey;

gboolean mc_province_key_load (McPg *pg, McProvinceKey *key, GError **error);

/* The province's origin for the office of @tx, with its "begin" entry; made when there is none yet. Takes the
 * office's lock then. */
gboolean mc_province_author_ensure (McProvinceTx *tx, const McProvinceKey *key, GError **error);

/**
 * mc_province_author_append:
 * @dossier: (nullable): first entry of the dossier concerned
 * @parent: (nullable): its last exclusive entry
 * @body: JSON, kept as it is
 * @ref: (out) (optional): the new entry's name
 *
 * Appends an entry of the province to the office's stream, or to the common one, and signs the head. Takes the lock:
 * read what the entry rests on after mc_province_author_ensure() or the storage's lock().
 */
gboolean mc_province_author_append (McProvinceTx *tx, const McProvinceKey *key, const char *actor, const char *kind,
                                    const McEntryRef *dossier, const McEntryRef *parent, const char *body, McEntryRef *ref,
                                    GError **error);

G_END_DECLS
