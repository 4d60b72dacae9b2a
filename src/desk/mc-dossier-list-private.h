/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-dossier-list.h"
#include "mc-lists.h"

G_BEGIN_DECLS

/* What of the store a filter shows; not for searches. */
McView _mc_list_view (const McListFilter *filter);

McDossierRow *_mc_dossier_row_new (void);
/* (transfer full) dossier */
void _mc_dossier_row_take (McDossierRow *self, McDossier *dossier);

G_END_DECLS
