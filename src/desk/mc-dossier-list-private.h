/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-dossier-list.h"

G_BEGIN_DECLS

McDossierRow *_mc_dossier_row_new (void);
/* (transfer full) dossier */
void _mc_dossier_row_take (McDossierRow *self, McDossier *dossier);

G_END_DECLS
