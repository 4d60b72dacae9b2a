/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-person.h"

G_BEGIN_DECLS

/* Invented people for demo stores and benchmarks: names as they are met in the mountains, the delta and the highlands, sound
 * personal numbers that belong to nobody, odd cases in the share they have at a real desk. */
McPerson *mc_demo_person (GRand *random, const char *commune_name);

G_END_DECLS
