/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-calendar.h"
#include "mc-db.h"
#include "mc-office.h"
#include "mc-procedure.h"

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
  gint64 office_version;
  gint64 catalogue_version;
} McDeskRules;

/* In a McReadFunc: the rules as they are now; @known itself when they are the same still. (transfer full)
 * @known: (nullable): those read last */
McDeskRules *_mc_desk_rules_read (McDb *db, McDeskRules *known, GError **error);

McDeskRules *_mc_desk_rules_ref (McDeskRules *self);
void _mc_desk_rules_unref (McDeskRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McDeskRules, _mc_desk_rules_unref)

/* The version of @code (nullable) in force on @day. (transfer none) (nullable) */
McProcedure *_mc_desk_rules_procedure (const McDeskRules *self, const char *code, McDay day);

G_END_DECLS
