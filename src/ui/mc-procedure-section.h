/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"
#include "mc-receive-section.h"

G_BEGIN_DECLS

/**
 * McProcedureSection:
 * Section 3, thủ tục: found by a few letters or an abbreviation, with its case, the channel and the number of sets.
 *
 * Signal "chosen" (McProcedure): another procedure was taken.
 */
#define MC_TYPE_PROCEDURE_SECTION (mc_procedure_section_get_type ())
G_DECLARE_FINAL_TYPE (McProcedureSection, mc_procedure_section, MC, PROCEDURE_SECTION, McReceiveSection)

void mc_procedure_section_set_desk (McProcedureSection *self, McDesk *desk);
McProcedure *mc_procedure_section_get (McProcedureSection *self); /* (transfer none) (nullable) in force */
/* There is a new catalogue: the chosen procedure and case are looked up in it again; what is being typed stays. Emits
 * nothing. */
void mc_procedure_section_renew (McProcedureSection *self);

/* Procedure, case and channel stand as they were taken down; the sets and what is asked for are typed. */
void mc_procedure_section_set_fixed (McProcedureSection *self, gboolean fixed);

G_END_DECLS
