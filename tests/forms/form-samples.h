/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <poppler.h>

#include "mc-form.h"

G_BEGIN_DECLS

/* Dossiers as they come over the counter, and PDFs read back. */

#define SAMPLE_CODE "H15.50.05.13-261123-0214"

McOffice *sample_office (void);   /* xã Yên Bình, with a phone, a look-up page and two service points */
McBankAccount *sample_bank_account (void); /* invented */
McDossier *sample_dossier (void); /* GIÀNG THỊ MỶ, three papers, due Thursday 26/11/2026 16:30 */
McDossier *sample_long_dossier (void); /* everything at its longest: 25 papers, long names and addresses */
McDossier *sample_odd_dossier (
    void); /* proxy, other owner, post, another competent body, letters of the Central Highlands */
McDossier *sample_preview (void); /* nothing but a name typed so far */

McComponent *
sample_add_component (McDossier *dossier, const char *name, int originals, int certified, int copies);
McFormOptions sample_options (McPaper paper); /* set 2025, two copies, printed at 08:41 on 23/11/2026 */

/* g_test_run() with an engine and sample_office() for all tests; both are gone afterwards. */
int sample_run (McFormEngine **engine, McOffice **office);

/* Form 01; fails the test when it cannot be made. (transfer full) */
McForm *sample_slip (McFormEngine *engine, const McDossier *dossier, const McOffice *office, McFormOptions options);
/* The form as a PDF, opened by poppler. */
PopplerDocument *sample_pdf (McForm *form);
/* The text of a page in reading order, white space collapsed; page -1 for all. (transfer full) */
char *sample_page_text (PopplerDocument *pdf, int page);

G_END_DECLS
