/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-fold.h"
#include "mc-journal.h"

G_BEGIN_DECLS

/**
 * McRow:
 * A dossier's row: what lists and operations need of it, without reading its entries. The intake of @dossier holds only
 * names, numbers and phones.
 */
typedef struct
{
  McDossier *dossier; /* (owned) */
  int origin;         /* first entry */
  gint64 seq;
  int head_origin;    /* last exclusive entry, or the first: the parent of what comes next */
  gint64 head_seq;
} McRow;

void mc_row_clear (McRow *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McRow, mc_row_clear)

/* The columns mc_row_read() wants, in order, for SELECTs elsewhere in the store. */
#define MC_ROW_COLUMNS                                                                                                          \
  "id, origin, seq, code, state, received_at, due, procedure, applicant, applicant_id, applicant_phone, owner, owner_id, "   \
  "owner_phone, fee, paid, holder, desk, extended, returned_at, printed, head_origin, head_seq, "  \
  "official_code, to_retype, unprinted"
void mc_row_read (sqlite3_stmt *stmt, McRow *row);

/* *found FALSE when there is no such dossier. */
gboolean mc_projection_load (McDb *db, gint64 id, McRow *row, gboolean *found, GError **error);
/* By the code of its slip, or else by its official one: of two dossiers that one code names, the one whose slip says it. 0: unknown */
gboolean mc_projection_find_code (McDb *db, const char *code, gint64 *id, GError **error);
gboolean mc_projection_find_ref (McDb *db, const char *ref, gint64 *id, GError **error);   /* 0: unknown */
/* By what its first entry was called before it was said again (mc_again_name()); 0: unknown. */
gboolean mc_projection_find_old_name (McDb *db, const char *name, gint64 *id, GError **error);
gboolean mc_projection_put_old_name (McDb *db, const char *name, gint64 id, GError **error);

/* The whole dossier with its history, folded from its entries. (transfer full) */
McDossier *mc_projection_fold (McDb *db, gint64 id, GError **error);

/* A row number for a dossier received then: the minute << 20 and the next free place. */
gboolean mc_projection_new_id (McDb *db, gint64 received_at, gint64 *id, GError **error);

/* The row of a dossier just received: inserted with its counters, search tokens, ref and code. */
gboolean mc_projection_insert (McDb *db, const McRow *row, GError **error);
/* The same dossier after an entry: @old is what the row holds now. */
gboolean mc_projection_update (McDb *db, const McRow *old, const McRow *row, GError **error);

/**
 * mc_projection_apply:
 * @entry: (inout): an entry that is in the journal; its dossier column is filled when it was not
 *
 * Applies one entry to all projections: for rebuilding, and for entries of other desks.
 */
gboolean mc_projection_apply (McDb *db, McEntry *entry, GError **error);

/* Takes out of the conflict lane what @body says it settles ("settles": the name of an entry), if it says so. */
gboolean mc_projection_settle (McDb *db, JsonObject *body, GError **error);

/* Which files an entry names: {"blob", "bytes"} of an attachment, or of an act's result. Whether the act stands or stands
 * aside, its file is somebody's. */
gboolean mc_projection_note_files (McDb *db, gint64 entry, gint64 dossier, JsonObject *body, GError **error);

gboolean mc_projection_put_desk (McDb *db, int origin, const char *office, int number, gint64 begun_at, GError **error);
/* At least @last for that desk and day. */
gboolean mc_projection_raise_code (McDb *db, int desk, McDay day, int last, GError **error);
/* The last slip known of a desk: its numbers go on behind it, and no day before gives numbers any more. */
gboolean mc_projection_put_last_slip (McDb *db, int desk, McDay day, int last, GError **error);
/* The last number a desk gave on a day, 0 for none, MC_CODE_LAST for a day that is closed. */
gboolean mc_projection_last_code (McDb *db, int desk, McDay day, int *last, GError **error);

G_END_DECLS
