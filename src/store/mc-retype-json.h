/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-retype-layout.h"
#include "mc-store.h"

G_BEGIN_DECLS

/* Layouts of province systems as files (data/province-forms/README.md): those that ship with the program, and those an office
 * imported, which stand in the journal and so come to every desk of the office. */

#define MC_RETYPE_MAX_BYTES (256 * 1024)

/**
 * mc_retype_layout_from_json:
 * @text: a file of format "motcua-retype-1"
 *
 * MC_ERROR_INVALID with the place and what is wrong there: "fields, line 3: …". Nothing unknown is passed over: a key that is misspelt
 * would leave a field empty in each dossier. (transfer full)
 */
McRetypeLayout *mc_retype_layout_from_json (const char *text, gssize size, GError **error);

/* Those that ship, by key, and those of the office; one of the office takes the place of a shipped one with its key.
 * (element-type McRetypeLayout) */
GPtrArray *mc_retype_layouts (McDb *db, GError **error);

/* Into the journal and the table; the same content again writes nothing. @key: (out): the layout's. INVALID as above. */
gboolean mc_retype_import_layout (McTx *tx, const char *text, gssize size, char **key, GError **error);
/* The table alone, from an entry that is in the journal. */
gboolean mc_retype_apply_layout (McDb *db, const char *text, gssize size, GError **error);

G_END_DECLS
