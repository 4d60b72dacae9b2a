/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The exchange for third parties: the same frames said in JSON, so that one code decides.
 * data/openapi/motcua-exchange.yaml describes it. */

/* HELLO and ENTRIES. MC_ERROR_INVALID. (transfer full) */
GBytes *mc_province_json_to_frames (const char *text, GError **error);
/* An answer. (transfer full) */
char *mc_province_frames_to_json (GBytes *frames, GError **error);

G_END_DECLS
