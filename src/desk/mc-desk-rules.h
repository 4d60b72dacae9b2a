/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-calendar.h"
#include "mc-db.h"
#include "mc-office.h"
#include "mc-procedure.h"
#include "mc-published-read.h"

G_BEGIN_DECLS

/**
 * McDeskRules:
 * What a desk decides by, as the store had it at one moment: the office, its calendar, the procedures. Never changed once
 * read, so that the writing thread may use one while the main thread takes a newer.
 */
typedef struct
{
  gatomicrefcount ref_count;
  McOffice *office;
  McCalendar *calendar;
  GPtrArray *catalogue; /* (element-type McProcedure) every version, by code and date */
  GPtrArray *templates; /* (element-type McPaperTemplate) what the province put in the place of shipped papers */
  gint64 office_version;
  gint64 catalogue_version;
  gint64 published_version;
  /* What of all that was published is in use: other texts when it is not the same (mc_published_stamp()). */
  char *catalogue_stamp, *office_stamp, *template_stamp;
  gint64 read_at; /* by the desk's clock */
  gint64 next;    /* the moment from which they must be read anew although nothing was written; G_MAXINT64: none */
  gboolean unsettled;
} McDeskRules;

/* In a McReadFunc: the rules as they are at @now; @known itself when they are the same still. (transfer full)
 * @known: (nullable): those read last */
McDeskRules *_mc_desk_rules_read (McDb *db, McDeskRules *known, gint64 now, GError **error);
/* A moment has come at which something that was published takes effect, or the clock went back. */
gboolean _mc_desk_rules_are_due (const McDeskRules *self, gint64 now);

McDeskRules *_mc_desk_rules_ref (McDeskRules *self);
void _mc_desk_rules_unref (McDeskRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McDeskRules, _mc_desk_rules_unref)

/* The version of @code (nullable) in force on @day. (transfer none) (nullable) */
McProcedure *_mc_desk_rules_procedure (const McDeskRules *self, const char *code, McDay day);

G_END_DECLS
