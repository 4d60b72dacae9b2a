/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once


#include "mc-receive-section.h"

G_BEGIN_DECLS

/**
 * McOwnerSection:
 * Section 2, chủ hồ sơ: one line while the applicant is the owner himself; the owner's own fields and the authorisation
 * paper when somebody hands in for him.
 */
#define MC_TYPE_OWNER_SECTION (mc_owner_section_get_type ())
G_DECLARE_FINAL_TYPE (McOwnerSection, mc_owner_section, MC, OWNER_SECTION, McReceiveSection)

/* Whether the owner is somebody else: shows or hides the fields, which keep their text. */
void mc_owner_section_set_active (McOwnerSection *self, gboolean active);
void mc_owner_section_fill (McOwnerSection *self, const McPerson *person); /* emits "changed" */
void mc_owner_section_set_today (McOwnerSection *self, McDay today);

G_END_DECLS
