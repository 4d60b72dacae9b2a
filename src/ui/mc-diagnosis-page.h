/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk-worker.h"
#include "mc-page.h"
#include "mc-printer.h"

G_BEGIN_DECLS

/**
 * McDiagnosisPage:
 * What somebody who helps by telephone asks for, to be read out, copied or scanned (mc_desk_diagnose()).
 */
#define MC_TYPE_DIAGNOSIS_PAGE (mc_diagnosis_page_get_type ())
G_DECLARE_FINAL_TYPE (McDiagnosisPage, mc_diagnosis_page, MC, DIAGNOSIS_PAGE, McPage)

McDiagnosisPage *mc_diagnosis_page_new (McDesk *desk, McDeskWorker *worker, McPrinter *printer);

/* What is copied; NULL until it has been found out. (transfer none) */
const char *mc_diagnosis_page_get_text (McDiagnosisPage *self);

G_END_DECLS
