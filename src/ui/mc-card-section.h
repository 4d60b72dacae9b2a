/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"
#include "mc-receive-section.h"

G_BEGIN_DECLS

/**
 * McCardSection:
 * The line on top: a card is scanned here, or a number, a name or a phone typed; people known from earlier dossiers are
 * offered. Also the queue number.
 *
 * Signals: "scanned" (text): the text of a card was read into the field. "person" (McPerson pointer): a known person was
 * taken, or one was begun by what was typed (a number, a name or a phone).
 */
#define MC_TYPE_CARD_SECTION (mc_card_section_get_type ())
G_DECLARE_FINAL_TYPE (McCardSection, mc_card_section, MC, CARD_SECTION, McReceiveSection)

void mc_card_section_set_desk (McCardSection *self, McDesk *desk);
void mc_card_section_clear (McCardSection *self); /* empties the field for scanning */

G_END_DECLS
