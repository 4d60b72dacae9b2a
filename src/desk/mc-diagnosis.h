/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk-sync.h"

G_BEGIN_DECLS

/* What somebody who helps by telephone asks for: versions, sizes, clock, disk, exchange. No personal data: no name, no number of a person, no path. */

typedef struct
{
  const char *key; /* for JSON; stays */
  char *name;      /* in the user's language */
  char *value;     /* in the user's language; "–" when there is none */
  char *brief;     /* (nullable) what a scanned code says of it */
  gboolean is_number;
  gboolean is_time;
  gint64 number;   /* in plain units: bytes, seconds, Unix time; 0 also when there is none */
} McFact;

void mc_fact_free (McFact *self);
/* For facts that only the caller knows, such as of the printer. @value: (transfer full) (nullable) */
McFact *mc_fact_new (const char *key, const char *name, char *value);

/**
 * mc_desk_diagnose:
 * @office: as the main thread knows it
 * @status: (nullable): as the background exchange knows it; NULL: what the store says
 *
 * The facts, in the order in which they are read out. Waits; from any thread. What cannot be found out is left out or says so: this is asked for when
 * something is wrong. (transfer full) (element-type McFact)
 */
GPtrArray *mc_desk_diagnose (McDesk *self, const McOffice *office, const McSyncStatus *status);

/* "name: value", a line each. (transfer full) */
char *mc_diagnosis_text (GPtrArray *facts);
/* The same for a code that a telephone scans: ASCII, "key=value", a line each, as few as it can be. (transfer full) */
char *mc_diagnosis_brief (GPtrArray *facts);

G_END_DECLS
