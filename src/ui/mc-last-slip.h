/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-code.h"
#include "mc-office.h"

G_BEGIN_DECLS

/* What an officer says about the last slip after a restore or a copy: read, checked, and what follows from it. No
 * widgets. */

/**
 * mc_last_slip_read:
 * @typed: the code as it is on the slip; without the office, 261123-0108; or the number alone of a slip of today, 108
 * @office: this office, with this desk's number
 * @today: the day on this machine
 * @code: (out):
 *
 * Returns: FALSE with MC_ERROR_INVALID: no code, another office's, another desk's, of a day that is still to come
 */
gboolean mc_last_slip_read (const char *typed, const McOffice *office, McDay today, McCode *code, GError **error);

/* Nothing more is to come: a number of four digits, or a code with all its parts, right or wrong. What is wrong with it
 * can be said while it is typed. */
gboolean mc_last_slip_is_whole (const char *typed, const McOffice *office, McDay today);

/* A sentence each: where numbers go on behind @code, without any slip since the backup, as another desk.
 * (transfer full) */
char *mc_last_slip_follows_code (const McCode *code, McDay today);
char *mc_last_slip_follows_none (void);
char *mc_last_slip_follows_desk (int desk);

/* The desk numbers to choose another one from: those of the office's list first, then those that are not in it; never this
 * desk's own. 0-terminated. @n_listed: (out): how many are of the list. (transfer full) */
int *mc_last_slip_other_desks (const McOffice *office, guint *n_listed);

G_END_DECLS
