/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-province-author.h"
#include "mc-published-read.h"

G_BEGIN_DECLS

/* What the province says to all offices. Each piece is an entry of the common chain, signed like every other; desks show it when it comes
 * and use it at its time, never between 7:00 and 17:00 (src/store/README.md). */

typedef struct
{
  const char *kind; /* of the entries: catalogue holidays settings template signers. static */
  guint n;          /* how many were published: procedures, or 1; 0 when all of it was already */
} McPublishResult;

/**
 * mc_province_publish:
 * @text: a file (data/catalogue/README.md): JSON with a "format", a table of holidays as in data/calendars, or the XML of a paper
 * @size: its length in bytes, or -1
 * @from: MC_DAY_NONE: as the file says; else the day from which all of it counts
 *
 * The file is checked whole and strictly first. The same again publishes nothing. INVALID says what is wrong and where.
 */
gboolean mc_province_publish (McPg *pg, const McProvinceKey *key, const char *actor, const char *text, gssize size, McDay from,
                              McPublishResult *result, GError **error);

G_END_DECLS
