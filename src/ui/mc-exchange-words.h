/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk-sync.h"

G_BEGIN_DECLS

/* What is said about the exchange with the province. Nothing is called done before the province's receipt. All (transfer
 * full). */

/* The header's one quiet line: "Province has everything until 09:12 · 12 to send". */
char *mc_exchange_word (const McSyncStatus *status, McDay today);

/* State and advice in one or two sentences, with the support code where somebody will have to be called. */
char *mc_exchange_sentence (const McSyncStatus *status, McDay today);

/* What waits, and since when: "12 entries, 3 files (4.2 MB) · the oldest since 23/11 08:41"; NULL when nothing does. */
char *mc_exchange_waiting (const McSyncStatus *status, gint64 now);

/* How a dossier stands with the province: "PROVINCE: received 23/11 15:02, 3 files missing"; NULL for a machine that works alone. */
char *mc_exchange_receipt (const McDossierReceipt *receipt, McDay today);

/* NULL when @url can be the province's address, else the sentence under the field. Without TLS only a province on this very machine
 * is let pass. */
const char *mc_exchange_check_address (const char *url);

/* "940 bytes", "12 KB", "4.2 MB" as the user's language writes it. */
char *mc_exchange_bytes (gint64 bytes);

G_END_DECLS
