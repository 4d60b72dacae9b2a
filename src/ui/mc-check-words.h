/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-dossier.h"
#include "mc-office.h"

G_BEGIN_DECLS

/* What a citizen is asked to check before his slip is printed (mời người dân kiểm tra), without widgets. Of an identity number he sees the
 * last three digits only, for the queue looks on too, and nothing of other dossiers. */

typedef struct
{
  char *label;
  char *value;
  gboolean important; /* what is got wrong most, and what he comes back by */
} McCheckLine;

/* @dossier: as mc_desk_preview() makes it. What nobody said has no line. (transfer full) (element-type McCheckLine) */
GPtrArray *mc_check_words (const McDossier *dossier, const McOffice *office);

G_END_DECLS
