/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "mc-procedure.h"
#include "mc-store.h"

G_BEGIN_DECLS

/* The catalogue of procedures (danh mục thủ tục), versioned by date. A dossier pins what it was received under; a newer
 * version closes the older one the day before. */

/* What an import changed. */
typedef struct
{
  guint added, changed, unchanged;
} McCatalogueResult;

/* One procedure of our JSON (data/catalogue/README.md); MC_ERROR_INVALID naming code and key. (transfer full) */
McProcedure *mc_catalogue_read_procedure (JsonObject *object, GError **error);

/* All of a catalogue that was parsed. (transfer full) (element-type McProcedure) */
GPtrArray *mc_catalogue_read (JsonObject *body, GError **error);

/* All of a catalogue file, nothing stored. (transfer full) (element-type McProcedure) */
GPtrArray *mc_catalogue_parse (const char *text, gssize size, GError **error);

/* The whole file or nothing; journalled when it changes anything. */
gboolean mc_catalogue_import (McTx *tx, const char *text, gssize size, McCatalogueResult *result, GError **error);
gboolean mc_catalogue_apply (McDb *db, JsonObject *body, GError **error);

/* Every version known at @now, by code and date: the office's own, and what the province published when its time has come; of two
 * versions of one day the province's last stands. Each ends before the next begins, and where one is abolished. (transfer full)
 * (element-type McProcedure) */
GPtrArray *mc_catalogue_load (McDb *db, gint64 now, GError **error);
/* The office's own alone, as it said them, abolished ones too. (transfer full) (element-type McProcedure) */
GPtrArray *mc_catalogue_load_own (McDb *db, GError **error);
/* The same from versions in the order they were said, which is changed. (transfer full) (element-type McProcedure) */
GPtrArray *mc_catalogue_merge (GPtrArray *versions);

/* A number that grows with everything that changes the catalogue, whichever process does it: an import, another desk's
 * import that arrives, a rebuild. Who keeps what mc_catalogue_load() gave reads it in the same McReadFunc, and loads again
 * when it is another one. One row by its key. Means nothing outside of this store. */
gboolean mc_catalogue_read_version (McDb *db, gint64 *version, GError **error);

/* The procedures every office begins with, as shipped. (transfer full) */
GBytes *mc_catalogue_starter (void);

G_END_DECLS
