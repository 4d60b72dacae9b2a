/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-time.h"

G_BEGIN_DECLS

/* The dossier code (mã số hồ sơ), TT 01/2018/TT-VPCP art. 19 with the agency identifiers of
 * QĐ 20/2020/QĐ-TTg: {office}-{YYMMDD}-{nnnn}, e.g. H15.50.05.13-261123-0214.
 *
 * Desks that never talk must not hand out one number twice, so the day's 0001-9999 are cut into blocks
 * of MC_CODE_BLOCK numbers dealt round to MC_CODE_DESKS desks: desk d owns block d-1, then d-1+20, ...
 * The next block opens when one is full. */

#define MC_CODE_DESKS 20
#define MC_CODE_BLOCK 100
#define MC_CODE_LAST 9999

typedef struct
{
  char office[64];
  McDay day;
  int number;
} McCode;

/* @text may carry white space anywhere and lower-case letters. FALSE with MC_ERROR_INVALID. */
gboolean mc_code_parse (const char *text, McCode *code, GError **error);
char *mc_code_format (const char *office, McDay day, int number);

/* TRUE when @text is an agency identifier as of QĐ 20/2020: H and two digits, then dotted groups of two
 * digits (also the old form 000.00.53.H48). */
gboolean mc_code_office_is_valid (const char *text);

int mc_code_desk_of_number (int number); /* the desk that owns it, 1..MC_CODE_DESKS */

/**
 * mc_code_next:
 * @desk: 1..MC_CODE_DESKS
 * @last: the last number this desk gave today, 0 for none
 *
 * Returns: the smallest number above @last that the desk owns, or 0 when its numbers of the day are used up.
 *   @last may be another desk's: one that was moved during the day goes on above what it gave
 */
int mc_code_next (int desk, int last);

/**
 * McDeskClaim:
 * One installed desk as others see it: who began first decides when two claim one number.
 */
typedef struct
{
  guint8 origin[16];
  int desk;
  gint64 begun_at;
} McDeskClaim;

/**
 * mc_desk_claim_must_move:
 * Two desks found to have one number: the one that began later moves; at one second the larger origin
 * id moves, so that both sides come to the same answer alone.
 *
 * Returns: TRUE when @mine has the same desk number as @other and is the one to move
 */
gboolean mc_desk_claim_must_move (const McDeskClaim *mine, const McDeskClaim *other);

/* The lowest desk number that none of @claims holds, preferring those listed for the office in @listed
 * (0-terminated, nullable); 0 when all are taken. */
int mc_desk_claim_free_number (const McDeskClaim *claims, gsize n_claims, const int *listed);

G_END_DECLS
