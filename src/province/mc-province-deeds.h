/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-file-store.h"
#include "mc-province-author.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the province does for one office: it brings online dossiers and says what departments decided (what it publishes to all:
 * mc-province-publish.h). Each is an entry of the province that desks apply by the same fold as their own. Each function is a
 * transaction of its own. */

/**
 * mc_province_submit:
 * @files: (nullable): where files of this machine are taken in; NULL: "files" of the line are named by their hash
 * @line: as a line of "motcuactl receive", and "office"; "code" when the portal gave one, "ref" of the caller, "files"
 *
 * One online dossier. The same ref never acts twice. (transfer full): its code
 */
char *mc_province_submit (McPg *pg, const McProvinceKey *key, McFileStore *files, const char *actor, JsonObject *line,
                          GError **error);

typedef struct
{
  const char *code;        /* of the dossier */
  const char *state;       /* name or number of the state it comes to; its own: the note alone */
  const char *note;        /* (nullable) */
  const char *number;      /* (nullable) of the result */
  const char *result_path; /* (nullable) a file that is taken in */
  const guint8 *result;    /* (nullable) hash of a file that is here already */
} McDecision;

/* REJECTED when the dossier cannot come to that state from where it stands. What the province said last of it, said again, changes
 * nothing: so who got no answer may ask again. */
gboolean mc_province_decide (McPg *pg, const McProvinceKey *key, McFileStore *files, const char *actor, const McDecision *decision,
                             McState *state, GError **error);

/* A dossier with its events. (transfer full) */
McDossier *mc_province_show (McPg *pg, const char *code, GError **error);

G_END_DECLS
