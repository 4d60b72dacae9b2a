/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk-worker.h"
#include "mc-page.h"
#include "mc-slip-printer.h"

G_BEGIN_DECLS

/**
 * McDossierPage:
 * One dossier: the answer for the telephone, the person, the papers, what has happened, what can be done next.
 *
 * Actions: "dossier.print" (F9), "dossier.begin('forward')", "dossier.begin-first" (Enter), "dossier.others" (K),
 * "dossier.do" (Ctrl+Enter in an action's form), "dossier.cancel", "dossier.step(1)" (↑↓), "dossier.show-id" (Alt+H),
 * "dossier.attach" (Ctrl+O, or files dropped), "dossier.to-files" (Alt+T), "dossier.open-file(0)" (Enter on a line).
 */
#define MC_TYPE_DOSSIER_PAGE (mc_dossier_page_get_type ())
G_DECLARE_FINAL_TYPE (McDossierPage, mc_dossier_page, MC, DOSSIER_PAGE, McPage)

McDossierPage *mc_dossier_page_new (McDesk *desk, McSlipPrinter *printer, McDeskWorker *worker);

/* Shows dossier @code. @list: (nullable): the list of McDossierRow it stands in at @position, for ↑↓. */
void mc_dossier_page_open (McDossierPage *self, const char *code, GListModel *list, guint position);

/* Asks which paper of the dossier @files (of GFile) are. FALSE while no dossier is shown. */
gboolean mc_dossier_page_attach (McDossierPage *self, GListModel *files);

G_END_DECLS
