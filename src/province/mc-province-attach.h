/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "mc-file-store.h"
#include "mc-province-storage.h"
#include "mc-province-author.h"

G_BEGIN_DECLS

/**
 * mc_province_attach:
 * @files: (nullable): where files of this machine are taken in; NULL: only what was sent before is named, as callers over HTTP do
 * @intake: the dossier's papers
 * @list: (nullable): {"component", "path" | "blob", "name", "type"} each
 *
 * Says of each file, in an entry of its own, that it belongs to a dossier, so that the desks fetch it. INVALID for a file that is
 * none of its papers or of no kind that is kept, NOT_FOUND for one that is not here whole.
 */
gboolean mc_province_attach (McProvinceTx *tx, const McProvinceKey *key, McFileStore *files, const char *actor,
                             const McIntake *intake, const McEntryRef *dossier, JsonArray *list, GError **error);

G_END_DECLS
