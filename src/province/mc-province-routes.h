/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "mc-province-request.h"

G_BEGIN_DECLS

/* What is under which address; cut by concern. README.md has the table. */

gboolean mc_route_enrol (McRequest *request, McPg *pg, GError **error);
gboolean mc_route_exchange (McRequest *request, McPg *pg, GError **error);

gboolean mc_route_frames_take (McRequest *request, McPg *pg, GBytes *bytes, GError **error);
gboolean mc_route_frames (McRequest *request, McPg *pg, GError **error);
void mc_route_frames_free (gpointer state);

gboolean mc_route_blob_get (McRequest *request, McPg *pg, GError **error);
gboolean mc_route_blob_take (McRequest *request, McPg *pg, GBytes *bytes, GError **error);
gboolean mc_route_blob_put (McRequest *request, McPg *pg, GError **error);
void mc_route_blob_free (gpointer state);

gboolean mc_route_submit (McRequest *request, McPg *pg, GError **error);
gboolean mc_route_decide (McRequest *request, McPg *pg, GError **error);

gboolean mc_route_status_form (McRequest *request, McPg *pg, GError **error);
gboolean mc_route_status_answer (McRequest *request, McPg *pg, GError **error);

gboolean mc_route_health (McRequest *request, McPg *pg, GError **error);
gboolean mc_route_metrics (McRequest *request, McPg *pg, GError **error);

/* A JSON object that is the body of the request, owned by @parser. */
JsonObject *mc_route_json (McRequest *request, JsonParser *parser, GError **error);

/* Parses "?..<64 hex>" of the address: INVALID when it is something else. */
gboolean mc_route_read_hash (McRequest *request, guint8 hash[MC_HASH_SIZE], GError **error);

G_END_DECLS
