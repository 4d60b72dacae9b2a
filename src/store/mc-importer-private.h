/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-importer.h"

G_BEGIN_DECLS

/* Keeps a run; *is_new FALSE when all of it was known. CONFLICT when a number names two entries or an entry has two numbers. */
gboolean _mc_order_put (McDb *db, int origin, const McRun *run, gboolean *is_new, GError **error);

/* Whether more than one origin has written to a dossier: only then can its order be another than its author's chain. */
gboolean _mc_dossier_is_shared (McDb *db, gint64 dossier, gboolean *shared, GError **error);

/* Folds every shared dossier of the store again: the end of a rebuild. */
gboolean _mc_refold_shared (McDb *db, GError **error);

G_END_DECLS
