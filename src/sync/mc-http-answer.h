/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What an answer, or the lack of one, means to an officer. A text of the other side is never shown as it is: who answers may be
 * anybody. */

#define MC_PROBLEM_CONTENT_TYPE "application/problem+json" /* RFC 9457 */

/* Whether a link failed so that another try may go well: no link, cut, refused connection, no such name. */
gboolean mc_http_is_link_error (const GError *error);

/* Sets an error for what libsoup or GIO said: OFFLINE, CANCELLED, or FAILED. */
void mc_http_set_link_error (const GError *reason, GError **error);

/* Sets REJECTED, or CLOCK, for a certificate that was not accepted. @province_time: what the other side says the time is, 0: unknown */
void mc_http_set_certificate_error (GTlsCertificateFlags flags, gint64 province_time, gint64 now, GError **error);

/**
 * mc_http_check:
 * @content_types: (array zero-terminated=1): what a right answer may have
 * @body: the beginning of the body, for a problem document
 *
 * Whether this is an answer to go on with. AUTH_REQUIRED, NOT_FOUND, CONFLICT, INVALID, REJECTED, STORE_TOO_NEW, BUSY, CLOCK,
 * OFFLINE.
 */
gboolean mc_http_check (SoupMessage *message, const char *const *content_types, GBytes *body, GError **error);
gboolean mc_http_is_good (SoupMessage *message, const char *const *content_types);

/* Seconds the other side asks to wait, 0: does not; at most a day. */
guint mc_http_retry_after (SoupMessage *message);

G_END_DECLS
