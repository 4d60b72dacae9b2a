/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The text of a VietQR: a transfer that any bank's application in Viet Nam fills in from a QR code (EMVCo merchant-presented mode, NAPAS
 * 247). It needs no network to be made. */

#define MC_VIETQR_MAX_PURPOSE 25 /* bytes: what banks show of it */

typedef struct
{
  const char *bank;    /* BIN, six digits: 970403 */
  const char *account; /* number of an account, or of a card */
  gboolean is_card;
  gint64 amount;       /* đồng; 0: the payer types it, and the code may be used again */
  const char *bill;    /* (nullable) number of the bill, which comes back on the bank's statement */
  const char *purpose; /* (nullable) in any writing: marks are left out, as banks do */
} McVietQr;

/* Whether a transfer to it can be written: digits in the bank's number, letters and digits in the account's, 1 to 19. MC_ERROR_INVALID and
 * a sentence. Both (nullable). */
gboolean mc_vietqr_check_account (const char *bank, const char *account, GError **error);

/**
 * mc_vietqr_text:
 *
 * The payload with its checksum. @purpose is folded to ASCII and cut to MC_VIETQR_MAX_PURPOSE, @bill likewise.
 *
 * Returns: (transfer full) (nullable): NULL with MC_ERROR_INVALID and a sentence when bank or account make no sense, or the amount is below 0
 * or has more than 13 digits
 */
char *mc_vietqr_text (const McVietQr *transfer, GError **error);

/* CRC-16/CCITT-FALSE, as ISO/IEC 13239 with the start value FFFF: the checksum of EMVCo codes. "123456789" is 29B1. */
guint16 mc_vietqr_crc (const char *text);

G_END_DECLS
