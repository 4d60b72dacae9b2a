/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault-proxy.h"
#include "http-fixture.h"
#include "mc-error.h"
#include "mc-http-transport.h"

G_BEGIN_DECLS

/* A service, a bad link before it, and the transport; what a test of them says and sends. */
typedef struct
{
  HttpFixture *service;
  FaultProxy *proxy;
  McTransport *transport;
} HttpLine;

#define HTTP_LINE_STALL 2 /* seconds, where a test waits for it */

/* For g_test_add(). */
void http_line_set_up (HttpLine *self, gconstpointer data);
void http_line_tear_down (HttpLine *self, gconstpointer data);
#define http_line_test(path, func) g_test_add (path, HttpLine, NULL, http_line_set_up, func, http_line_tear_down)

/* A transport with the right token to a port of this machine. */
McTransport *http_line_transport (const char *scheme, guint16 port, GTlsDatabase *database);
char *http_line_token (gpointer data, GError **error);

/* ---- exchanges ---- */

GBytes *http_line_hello (void); /* what an idle exchange says */
gboolean http_line_exchange (McTransport *transport, GError **error);
void http_line_exchange_well (HttpLine *self);
#define http_line_assert_fails(transport, code) \
  G_STMT_START \
  { \
    g_autoptr (GError) failed = NULL; \
    g_assert_false (http_line_exchange ((transport), &failed)); \
    g_assert_error (failed, MC_ERROR, (code)); \
  } \
  G_STMT_END

/* ---- uploads ---- */

/* Frames @next .. @end - 1, each told apart from the others. */
typedef struct
{
  guint next;
  guint end;
  gsize size;    /* of what is in a frame */
  guint fail_at; /* 0: never */
  void (*on_frame) (guint n, gpointer data); /* (nullable) */
  gpointer data;
} HttpFeed;

GBytes *http_line_frame (guint n, gsize size);
GBytes *http_line_feed (gpointer feed, GError **error); /* a McFrameSource */
gboolean http_line_upload (McTransport *transport, guint from, guint to, gsize size, GError **error);
void http_line_upload_well (HttpLine *self, guint from, guint to, gsize size);
/* The service has exactly frames 0 .. @n - 1, each once and in order. */
void http_line_assert_frames (HttpLine *self, guint n, gsize size);

G_END_DECLS
