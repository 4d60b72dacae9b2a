/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "mc-entry.h"

G_BEGIN_DECLS

/* A province's service that keeps nothing but what it was asked, on a thread of its own. */
typedef struct _HttpFixture HttpFixture;

#define HTTP_FIXTURE_TOKEN "aN2kVb0cJmW0y3Jt0mU5h1o9xqYc4Zr7eS8dF6gHk1A" /* 43 characters: 32 bytes */

HttpFixture *http_fixture_new (GTlsCertificate *certificate); /* NULL: without TLS */
void http_fixture_free (HttpFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpFixture, http_fixture_free)
guint16 http_fixture_port (HttpFixture *self);

/* From now on every request is answered so; status 0: properly again. @header: (nullable) one more */
void http_fixture_answer (HttpFixture *self, guint status, const char *content_type, const char *body, const char *header,
                          const char *value);
/* Answers nothing at all. */
void http_fixture_be_silent (HttpFixture *self, gboolean silent);
/* Reads no more of uploads, or goes on with them. */
void http_fixture_hold_uploads (HttpFixture *self, gboolean holding);
void http_fixture_set_blob (HttpFixture *self, GBytes *blob);

typedef struct
{
  char *path;
  char *token;          /* (nullable) as it came */
  char *range;          /* (nullable) */
  guint connection;     /* the port it came from: the same for the same connection */
  gboolean is_http_1_1;
  guint n_headers;
} HttpSeen;

/* The request number @n from 0, as soon as it is there. (transfer none) */
const HttpSeen *http_fixture_seen (HttpFixture *self, guint n);
guint http_fixture_n_seen (HttpFixture *self);

/* Payloads of BLOB frames as they became whole, in the order they came. (element-type GBytes) (transfer full) */
GPtrArray *http_fixture_frames (HttpFixture *self);
/* Waits until nothing is being received any more, and says how many frames there are. */
guint http_fixture_settle (HttpFixture *self);

/* ---- a service that is none ---- */

/* Accepts one connection after the other, reads until an empty line, says @answer, and reads on until the other side ends. */
typedef struct _RawService RawService;
RawService *raw_service_new (const char *answer);
void raw_service_free (RawService *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawService, raw_service_free)
guint16 raw_service_port (RawService *self);
gint64 raw_service_read (RawService *self); /* bytes so far */

G_END_DECLS
