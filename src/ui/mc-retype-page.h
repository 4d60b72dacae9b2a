/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk-worker.h"
#include "mc-page.h"

G_BEGIN_DECLS

/**
 * McRetypePage:
 * Nhập bù lên hệ thống tỉnh: dossiers that are still to be typed into the province's own system, one by one, their fields in the order
 * of that system's form. Enter copies one field after the other, or each paste there brings the next; the official code comes
 * back by a reader, by paste or typed, and the next dossier is there.
 */
#define MC_TYPE_RETYPE_PAGE (mc_retype_page_get_type ())
G_DECLARE_FINAL_TYPE (McRetypePage, mc_retype_page, MC, RETYPE_PAGE, McPage)

McRetypePage *mc_retype_page_new (McDesk *desk, McDeskWorker *worker);

/* Writes what waits to nhap-bu-DAY.xlsx in @folder, in the columns of the form chosen; the strip tells how far and where. */
void mc_retype_page_export (McRetypePage *self, const char *folder);

/* What is shown, for tests: the code of the dossier (NULL: none, or not read yet), the label of the field at hand. */
const char *mc_retype_page_get_code (McRetypePage *self);
const char *mc_retype_page_get_field (McRetypePage *self);

G_END_DECLS
