/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-province-author.h"

G_BEGIN_DECLS

/* Offices, their desks and what lets them in. Of every secret only the hash is stored; it is shown once. Each
 * function is a transaction of its own. */

#define MC_ENROLMENT_HOURS 72

/* A number of each office that is the province's: online dossiers that bring no code get one of its numbers. */
#define MC_PROVINCE_DESK 20

/* A one-time code for one desk of @office, which is made when it is new. INVALID for what is no agency identifier.
 * (transfer full) */
char *mc_enrolment_new (McPg *pg, const McProvinceKey *key, const char *office, const char *name, GError **error);

typedef struct
{
  const char *code;
  const char *office;
  int desk;
  const char *name; /* (nullable) */
  guint8 public_key[MC_PUBLIC_KEY_SIZE];
} McEnrolment;

typedef struct
{
  char *token;
  char office[64];
  char *office_name; /* (nullable) */
  guint8 common[MC_ORIGIN_SIZE];
  guint8 province[MC_ORIGIN_SIZE]; /* the province's origin for this office */
} McEnrolled;

void mc_enrolled_clear (McEnrolled *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McEnrolled, mc_enrolled_clear)

/* AUTH_REQUIRED when the code is unknown, used, too old or for another office. A desk that had this number before is
 * let in no more. */
gboolean mc_enrolment_use (McPg *pg, const McProvinceKey *key, const McEnrolment *enrolment, McEnrolled *enrolled, GError **error);

/* NOT_FOUND when no such desk may come in. */
gboolean mc_desk_revoke (McPg *pg, const char *office, int number, GError **error);
/* All desks of all offices, by office. (transfer full): rows of code and number */
McPgRows *mc_desk_revoke_all (McPg *pg, GError **error);

/* A token for the authenticated API; an older one of that name ends. (transfer full) */
char *mc_account_new (McPg *pg, const char *name, GError **error);
/* AUTH_REQUIRED. (transfer full): the account's name */
char *mc_account_of_token (McPg *pg, const char *token, GError **error);

G_END_DECLS
