/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "mc-dossier.h"

G_BEGIN_DECLS

/* JSON of dossiers: the journal's bodies, the lines of `motcuactl receive`, drafts. The keys are the public ones of
 * design/ctl.md and stay. */

/* Small readers: absent or null leaves the value alone; another type is MC_ERROR_INVALID naming the key. */
gboolean mc_json_read_text (JsonObject *object, const char *key, char **value, GError **error);
gboolean mc_json_read_int (JsonObject *object, const char *key, gint64 *value, GError **error);
gboolean mc_json_read_bool (JsonObject *object, const char *key, gboolean *value, GError **error);
gboolean mc_json_read_time (JsonObject *object, const char *key, gint64 *value, GError **error); /* ISO 8601 */
gboolean mc_json_read_day (JsonObject *object, const char *key, McDay *value, GError **error);
/* *value NULL when absent. (transfer none) */
gboolean mc_json_read_object (JsonObject *object, const char *key, JsonObject **value, GError **error);
gboolean mc_json_read_array (JsonObject *object, const char *key, JsonArray **value, GError **error);

/* MC_ERROR_INVALID naming @key, for values that are of their kind and make no sense. Returns FALSE. */
gboolean mc_json_invalid (GError **error, const char *key);

/* Writers leave out what is empty. */
void mc_json_add_text (JsonBuilder *builder, const char *key, const char *value);
void mc_json_add_int (JsonBuilder *builder, const char *key, gint64 value);
void mc_json_add_bool (JsonBuilder *builder, const char *key, gboolean value);
void mc_json_add_time (JsonBuilder *builder, const char *key, gint64 value);

/* How a member of a record stands in JSON. */
typedef enum
{
  MC_JSON_TEXT,  /* char* */
  MC_JSON_BOOL,  /* gboolean */
  MC_JSON_TIME,  /* gint64, seconds; 0 is empty */
  MC_JSON_DAY,   /* McDay */
  MC_JSON_COUNT, /* int from 0 to MC_JSON_MOST; 0 is empty */
} McJsonKind;

#define MC_JSON_MOST 100000

/* One member of a record: said once, for reading and for writing. */
typedef struct
{
  const char *key;
  McJsonKind kind;
  gsize offset; /* G_STRUCT_OFFSET() in the record */
} McJsonField;

/* The members of @record in the order of @fields; empty ones are left out. */
void mc_json_add_fields (JsonBuilder *builder, const McJsonField *fields, gsize n_fields, gconstpointer record);
/* Each as the small readers do: what is absent keeps its value. MC_ERROR_INVALID naming the key. */
gboolean mc_json_read_fields (JsonObject *object, const McJsonField *fields, gsize n_fields, gpointer record, GError **error);
/* A whole number between @min and @max. */
gboolean mc_json_read_count (JsonObject *object, const char *key, int min, int max, int *value, GError **error);

/* The one-line text of what was built; frees nothing. (transfer full) */
char *mc_json_builder_text (JsonBuilder *builder);
/* What stands in a text, or the object that stands in it; MC_ERROR_INVALID, also when it is nested so deeply that it would use up the stack. The
 * parser owns it. (transfer none) */
JsonNode *mc_json_parse (JsonParser *parser, const char *text, gssize size, GError **error);
JsonObject *mc_json_parse_object (JsonParser *parser, const char *text, gssize size, GError **error);

/* The members of a receive line, into the object that is open. */
void mc_intake_write_json (JsonBuilder *builder, const McIntake *intake);
/* (transfer full): an intake; missing members keep the defaults of mc_intake_new(). "card" is the caller's. */
McIntake *mc_intake_read_json (JsonObject *object, GError **error);

/* The body of a "receive" entry: the intake and all that was decided on receipt. (transfer full) */
char *mc_dossier_write_body (const McDossier *dossier);
gboolean mc_dossier_read_body (McDossier *dossier, JsonObject *body, GError **error);

/* A dossier as motcuactl prints it, into the builder as one object. */
void mc_dossier_write_json (JsonBuilder *builder, const McDossier *dossier);

G_END_DECLS
