/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "mc-desk.h"

G_BEGIN_DECLS

/* What administrators, timers and the shell do beside the daily work. Everything here waits. */

/* A new store in @folder for the office of @office_json, with the starter catalogue. (transfer full) opened */
McDesk *mc_desk_create (const char *folder, const char *office_json, McClock *clock, const char *actor, GError **error);

/* The 32 hex digits of the origin that writes here. (transfer none) */
const char *mc_desk_origin (McDesk *self);

typedef struct
{
  guint added, changed, unchanged;
} McImportCounts;

/* A catalogue file (data/catalogue): all of it or nothing. INVALID names what is wrong. */
gboolean mc_desk_import_catalogue (McDesk *self, const char *text, gssize size, McImportCounts *counts, GError **error);

/* All procedures, every version. Valid as mc_desk_office() is. (transfer none) (element-type McProcedure) */
GPtrArray *mc_desk_catalogue (McDesk *self);

/* FALSE cancels. */
typedef gboolean (*McDeskProgress) (gint64 done, gint64 total, gpointer data);

typedef struct
{
  gint64 entries;
  gint64 dossiers;
  gint64 files;       /* verify: whole ones on this machine */
  gint64 differences; /* rebuild: rows that differ */
  char **faults;      /* (owned) sentences; empty when all is well */
} McDeskReport;

void mc_desk_report_clear (McDeskReport *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McDeskReport, mc_desk_report_clear)

gboolean mc_desk_verify (McDesk *self, McDeskProgress progress, gpointer data, McDeskReport *report, GError **error);
/* @check_only: compare and change nothing */
gboolean mc_desk_rebuild (McDesk *self, gboolean check_only, McDeskProgress progress, gpointer data, McDeskReport *report,
                          GError **error);

/**
 * mc_desk_answer_last_slip:
 * @code: (nullable): code of the last slip this desk printed before the restore; NULL when none was since
 * @new_desk: another desk number, when this is a second machine beside the first; 0 otherwise
 */
gboolean mc_desk_answer_last_slip (McDesk *self, const char *code, int new_desk, GError **error);
/* Without waiting; what mc_desk_office() says follows with "office-changed". */
void mc_desk_answer_last_slip_async (McDesk *self, const char *code, int new_desk, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_desk_answer_last_slip_finish (McDesk *self, GAsyncResult *result, GError **error);

/**
 * mc_desk_rows:
 * @filter: which list
 * @from: first day of receipt, MC_DAY_NONE for all; not for lists by due day
 * @to: last day of receipt, likewise
 * @after: (nullable): cursor of the page before
 * @limit: at most so many
 * @cursor: (out): cursor after these, NULL when there are no more
 *
 * A page of a list for the shell. (transfer full) (element-type McDossier)
 */
GPtrArray *mc_desk_rows (McDesk *self, const McListFilter *filter, McDay from, McDay to, const char *after, guint limit,
                         char **cursor, GError **error);

/* The JSON of a receive line. Keys the shell adds itself ("card", "reserve_code") are passed over. (transfer full) */
McIntake *mc_desk_intake_from_json (JsonObject *object, GError **error);
/* A dossier as motcuactl prints it. */
void mc_desk_dossier_to_json (JsonBuilder *builder, const McDossier *dossier);

/* An invented person, as demo stores hold them. (transfer full) */
McPerson *mc_desk_demo_person (GRand *random);

/* Fills the store with @n plausible dossiers in all states, received up to now. Invented people. */
gboolean mc_desk_fill_demo (McDesk *self, gint64 n, guint32 seed, McDeskProgress progress, gpointer data, gint64 *entries,
                            GError **error);

G_END_DECLS
