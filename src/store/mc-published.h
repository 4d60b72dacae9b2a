/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "mc-effect.h"
#include "mc-journal.h"

G_BEGIN_DECLS

/* What the province says to all offices: procedures, holidays, settings, templates of papers, signers. Each arrives as an entry of the
 * common chain and is kept, shown, and taken into use at its time (mc-effect.h), never on arrival. What is published is a projection;
 * when it arrived here is local state. Why so: README.md. */

/* Kinds of entries, and of pieces. Others are of a newer province: kept, shown as such, used for nothing. */
#define MC_PUBLISHED_CATALOGUE "catalogue"
#define MC_PUBLISHED_HOLIDAYS "holidays"
#define MC_PUBLISHED_SETTINGS "settings"
#define MC_PUBLISHED_TEMPLATE "template"
#define MC_PUBLISHED_SIGNERS "signers"

/* A piece: one procedure of a catalogue, or the whole of anything else. */
typedef struct
{
  gint64 entry;
  int part;
  char *kind;
  char *key;          /* the procedure's code; "" of the others */
  McDay from;         /* MC_DAY_NONE: at once */
  gint64 published_at;
  gint64 arrived_at;  /* 0: before this store knew such moments; -1: not noted, so not in use yet */
  char *json;         /* the procedure, or the body */
} McPublished;

void mc_published_free (McPublished *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPublished, mc_published_free)

/* When it may be used: G_MAXINT64 while its arrival is not noted. A procedure is known to the desk from its release on, and in force from
 * its day; everything else is used from its effect. */
gint64 mc_published_release (const McPublished *self);
gint64 mc_published_effect (const McPublished *self);

/* Every piece, in the order of the chain; of one @kind unless it is NULL. (transfer full) (element-type McPublished) */
GPtrArray *mc_published_load (McDb *db, const char *kind, GError **error);

/* What of all that is in use at @now: *stamp (transfer full) is another text when that is different, *next the next moment (seconds) at which
 * it will be, G_MAXINT64 when nothing waits; *unsettled when mc_published_settle() has something to do. Reads no bodies.
 * @kinds: (array zero-terminated): which kinds */
gboolean mc_published_stamp (McDb *db, const char *const *kinds, gint64 now, char **stamp, gint64 *next, gboolean *unsettled,
                             GError **error);

/* Notes the arrival of what has none (local state was lost: it waits for the next evening), and of what arrived later than now by a clock
 * that was wrong. */
gboolean mc_published_settle (McTx *tx, GError **error);

/* A number that grows with everything that is published or noted. */
gboolean mc_published_read_version (McDb *db, gint64 *version, GError **error);

/* ---- for the journal ---- */

/* Whether it is something that the province publishes: whatever it says to all offices, or one of the kinds above to this office alone. */
gboolean mc_published_is (McDb *db, const McEntry *entry, gboolean *is, GError **error);
/* Its pieces into the projection. */
gboolean mc_published_apply (McDb *db, const McEntry *entry, JsonObject *body, GError **error);
/* It is here since now, when it was published at all. */
gboolean mc_published_arrive (McTx *tx, gint64 entry, GError **error);
/* After the migration to version 2: what version 1 took over at once is published, and in use as it was. */
gboolean mc_published_migrate (McDb *db, GError **error);

G_END_DECLS
