/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * McError:
 * What went wrong, in terms a user can act on. Lower domains (SQLite, SANE, libsoup, libpq) are
 * translated at their folder's border, so nobody above meets them. The message of an error is
 * already in the user's language.
 */
typedef enum
{
  MC_ERROR_FAILED,        /* unexpected; the support code helps, not the message */
  MC_ERROR_OFFLINE,       /* no link; nothing is lost */
  MC_ERROR_AUTH_REQUIRED, /* log in, or register the machine */
  MC_ERROR_REJECTED,      /* the rules forbid it (status machine, role) */
  MC_ERROR_CONFLICT,      /* two places changed it */
  MC_ERROR_NOT_FOUND,
  MC_ERROR_INVALID,       /* the data given are wrong; the message says which */
  MC_ERROR_NO_SPACE,
  MC_ERROR_STORE_CORRUPT,
  MC_ERROR_STORE_TOO_NEW,
  MC_ERROR_READ_ONLY,     /* the store or its folder cannot be written */
  MC_ERROR_BUSY,          /* another process holds it; try again */
  MC_ERROR_CLOCK,         /* the machine's clock cannot be right; the officer states the date */
  MC_ERROR_NEEDS_ANSWER,  /* after a restore or copy: the last slip printed, or a new desk number */
  MC_ERROR_DEVICE_GONE,
  MC_ERROR_PAPER_JAM,
  MC_ERROR_TIMED_OUT,
  MC_ERROR_CANCELLED,
} McError;

#define MC_ERROR (mc_error_quark ())
GQuark mc_error_quark (void);

/**
 * mc_error_support_code:
 * @error: an error
 *
 * A short code to read out on the telephone, "MH-" and four digits, the same for the same kind of
 * error on every machine: a hash of domain and code. What the message says of names and places is not in it.
 *
 * Returns: (transfer full): the code
 */
char *mc_error_support_code (const GError *error);

G_END_DECLS
