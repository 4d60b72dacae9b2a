/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-time.h"

G_BEGIN_DECLS

/* The official code of a dossier (mã hồ sơ chính thức): the one that the province's or a ministry's system gave when the dossier was
 * typed in there. The code given at the desk (mã cấp tại quầy, mc-code.h) stays what the citizen's slip says; the two are kept side by side, as
 * MaHoSo and MaHoSoKhac of the national message. */

#define MC_OFFICIAL_CODE_SIZE 64 /* bytes, with the end */

typedef struct
{
  char text[MC_OFFICIAL_CODE_SIZE]; /* in capitals, without white space */
  McDay day;                        /* of receipt in that system */
  gint64 number;
} McOfficialCode;

/**
 * mc_official_code_parse:
 * @text: as scanned, pasted or typed: white space anywhere, small letters, the dashes that web pages put for hyphens
 *
 * {agency}-{YYMMDD}-{number}: of a province as mc_code_parse() takes it (TT 01/2018/TT-VPCP Đ.19, QĐ 20/2020), four digits; of a
 * ministry's system the agency is "15", "G15" with groups of digits behind it, or "000.00.15.G15", and the number has four to seven digits.
 *
 * FALSE with MC_ERROR_INVALID and the sentence for the officer.
 */
gboolean mc_official_code_parse (const char *text, McOfficialCode *code, GError **error);

/* The one code that stands in a longer text: an address of the look-up page, the data of a slip's QR. In the form of
 * mc_official_code_parse(). (transfer full) (nullable): NULL when there is none, or several that differ */
char *mc_official_code_find (const char *text);

/* Whether the journal may hold it as a code: capitals, digits, dots and hyphens, not longer than any code. A form that this version does
 * not know passes: what another desk's newer program took is not for this one to refuse. */
gboolean mc_official_code_is_sound (const char *text);

G_END_DECLS
