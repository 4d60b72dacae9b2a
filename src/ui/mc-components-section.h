/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once


#include "mc-receive-section.h"

G_BEGIN_DECLS

/**
 * McComponentsSection:
 * Section 4, thành phần hồ sơ: the table of papers and a field to add one that the procedure does not name.
 */
#define MC_TYPE_COMPONENTS_SECTION (mc_components_section_get_type ())
G_DECLARE_FINAL_TYPE (McComponentsSection, mc_components_section, MC, COMPONENTS_SECTION, McReceiveSection)

/* (nullable): tells the conditions of papers (nếu có) beside their names, from the next load on. */
void mc_components_section_set_procedure (McComponentsSection *self, McProcedure *procedure);

G_END_DECLS
