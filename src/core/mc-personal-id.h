/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-person.h"

G_BEGIN_DECLS

/* The 12-digit personal identification number (số định danh cá nhân), NĐ 137/2015 art. 13 and its
 * successors: 3 digits place of birth registration (the 63 provinces before 1/7/2025, or a country),
 * 1 digit century and sex, 2 digits year of birth, 6 random. */

typedef struct
{
  int place;  /* 1..96 for provinces of before 1/7/2025, others for countries */
  McSex sex;
  int birth_year;
} McPersonalId;

gboolean mc_personal_id_parse (const char *text, McPersonalId *id, GError **error); /* spaces allowed */

/* FALSE with MC_ERROR_INVALID and the sentence for the officer when the number contradicts what is known
 * of the person (unknown values contradict nothing). */
gboolean mc_personal_id_check (const char *text, McPartialDate birth, McSex sex, GError **error);

/* The province of birth registration by its code of before 1/7/2025, or NULL. */
const char *mc_personal_id_place_name (int place);

G_END_DECLS
