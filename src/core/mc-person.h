/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-time.h"

G_BEGIN_DECLS

typedef enum { MC_SEX_UNKNOWN, MC_SEX_MALE, MC_SEX_FEMALE } McSex;

/* "male", "female", "" in JSON; "Nam", "Nữ", "" on papers. */
const char *mc_sex_to_key (McSex sex);
McSex mc_sex_from_key (const char *key); /* also takes Nam, Nữ, nu */
const char *mc_sex_to_vietnamese (McSex sex);

/* Identity papers (giấy tờ tùy thân). */
typedef enum
{
  MC_ID_KIND_NONE,     /* none, or not shown */
  MC_ID_KIND_PERSONAL, /* căn cước, CCCD, VNeID: the 12-digit personal number */
  MC_ID_KIND_CMND,     /* 9 digits; ended 31/12/2024 (Luật Căn cước Đ.46), still accepted, marked to verify */
  MC_ID_KIND_PASSPORT,
  MC_ID_KIND_OTHER,
} McIdKind;

const char *mc_id_kind_to_key (McIdKind kind); /* none personal cmnd passport other */
McIdKind mc_id_kind_from_key (const char *key);

/**
 * McPerson:
 * A person as the slip and the journal carry one. Only @name is required of citizens.
 */
typedef struct
{
  char *name; /* in capitals, as shown; see mc_text_name() */
  McIdKind id_kind;
  char *id_number; /* (nullable) */
  McPartialDate birth;
  McSex sex;
  char *ethnicity; /* (nullable) */
  char *address;   /* (nullable) as on the card or typed */
  char *phone;     /* (nullable) digits */
  char *phone_of;  /* (nullable) whose: "con trai", "cháu" */
  gboolean no_phone; /* stated: has no phone */
  char *email;     /* (nullable) */
} McPerson;

McPerson *mc_person_new (void);
McPerson *mc_person_copy (const McPerson *self); /* NULL-safe */
void mc_person_free (McPerson *self);            /* NULL-safe */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPerson, mc_person_free)

G_END_DECLS
