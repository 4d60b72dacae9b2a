/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once


#include "mc-receive-section.h"

G_BEGIN_DECLS

/**
 * McApplicantSection:
 * Section 1, người nộp: who stands at the desk, and whether he hands in for himself or for the owner. On behalf of the
 * owner the intake gets an owner, empty at first.
 */
#define MC_TYPE_APPLICANT_SECTION (mc_applicant_section_get_type ())
G_DECLARE_FINAL_TYPE (McApplicantSection, mc_applicant_section, MC, APPLICANT_SECTION, McReceiveSection)

/* Fills the person from a card or from what is known of him; what is typed already and not known there stays. Emits
 * "changed". */
void mc_applicant_section_fill (McApplicantSection *self, const McPerson *person);
gboolean mc_applicant_section_is_proxy (McApplicantSection *self);
void mc_applicant_section_set_proxy (McApplicantSection *self, gboolean proxy); /* emits "changed" */
void mc_applicant_section_set_today (McApplicantSection *self, McDay today);

G_END_DECLS
