/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once


#include "mc-receive-section.h"

G_BEGIN_DECLS

/**
 * McResultSection:
 * Section 5: where the result is collected, the fee, the signature, a note.
 */
#define MC_TYPE_RESULT_SECTION (mc_result_section_get_type ())
G_DECLARE_FINAL_TYPE (McResultSection, mc_result_section, MC, RESULT_SECTION, McReceiveSection)

/* The fee by the rules, shown while the officer has entered none. */
void mc_result_section_set_usual_fee (McResultSection *self, gint64 fee);

/* The fee was taken down with the receipt: it stands there and is not typed. */
void mc_result_section_set_fixed (McResultSection *self, gboolean fixed);

G_END_DECLS
