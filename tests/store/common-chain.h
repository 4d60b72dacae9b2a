/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "two-desks.h"

G_BEGIN_DECLS

/* The province's chain to all offices, as it comes to a desk by whatever way. */
typedef struct
{
  guint8 origin[MC_ORIGIN_SIZE];
  guint8 public_key[32];
  GPtrArray *entries; /* (element-type McEntry) */
  gint64 time;        /* of the next entry, by the province's clock */
  const char *office; /* (nullable) code, when it is the chain to that office alone */
} Common;

void common_init (Common *self, gint64 time);
/* The chain to the office alone, of a province that common_enrol() made known. */
void common_init_for_office (Common *self, gint64 time, const char *office);
void common_clear (Common *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Common, common_clear)

/* Registers the desk with this province; must come before the first delivery. */
void common_enrol (Common *self, Fixture *desk);
/* One entry more. @body: JSON */
void common_publish (Common *self, const char *kind, const char *body);
/* Procedures, each {"code", "name", ...} of a catalogue, with commas between. */
void common_publish_procedures (Common *self, const char *procedures);
/* All of it arrives now, by the desk's clock. How many were new there. */
guint common_deliver (Common *self, Fixture *desk);

/* A procedure of one case for common_publish_procedures(): so many working days, such a fee. (transfer full) */
char *common_procedure (const char *code, const char *name, const char *from, int days, int fee);

/* The clock of the fixture on @text, "2026-11-23T16:59". */
void common_set_clock (Fixture *desk, const char *text);

G_END_DECLS
