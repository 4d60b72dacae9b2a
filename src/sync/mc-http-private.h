/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "mc-http-transport.h"
#include "mc-link-stream.h"
#include "mc-link-watch.h"

G_BEGIN_DECLS

/* One request and its answer, which what the transport offers is made of. All of it runs with the transport's context pushed. */

#define MC_HTTP_SILENT 60 /* seconds */
#define MC_HTTP_MAY_BE_GONE (MC_HTTP_SILENT * G_USEC_PER_SEC) /* what stands between may have forgotten a connection unused for so long */

/* One of the two connections. */
typedef struct
{
  SoupSession *session; /* (nullable) one for each: libsoup does not say which of its connections it takes */
  GSocket *socket;      /* (nullable) of the connection that is open */
  gint64 last_used;     /* monotonic */
} McHttpLane;

struct _McHttpTransport
{
  GObject parent;
  char *base_url;
  GTlsDatabase *tls_database; /* (nullable) */
  guint stall_seconds;
  gboolean allow_plain;
  McThrottle throttle;

  McTokenFunc token;
  gpointer token_data;
  GDestroyNotify token_destroy;

  /* The calls' thread has no loop of its own; what libsoup hangs on a context must not run in another thread's. */
  GMainContext *context;
  McHttpLane small; /* exchanges, and all but long uploads */
  McHttpLane bulk;  /* long uploads */
  McLinkWatch *uploading; /* (nullable) of the long upload under way on the bulky one */
  guint retry_after;
};

typedef struct
{
  McHttpTransport *transport;
  McHttpLane *lane;
  GCancellable *caller; /* (nullable) */
  McLinkWatch *watch;
  SoupMessage *message;
  GInputStream *stream; /* (nullable) the body of the answer */
  gboolean is_new;      /* on a connection made for it */
  gboolean was_idle;    /* on one that had long been unused */
  gboolean was_restarted;
  GTlsCertificateFlags certificate_errors;
} McHttpCall;

/* Drops one connection. */
void _mc_http_disconnect (McHttpTransport *self, McHttpLane *lane);

/* An error of call_init() leaves nothing to end; after each other call_clear() is due. */
gboolean _mc_http_call_init (McHttpCall *self, McHttpTransport *transport, McHttpLane *lane, const char *method, const char *path,
                             GCancellable *caller, GError **error);
void _mc_http_call_clear (McHttpCall *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McHttpCall, _mc_http_call_clear)

/* Sends it and reads the head of the answer. */
gboolean _mc_http_call_send (McHttpCall *self, GError **error);
/* TRUE when the answer has one of @types and can be gone on with; else the error is what it says. */
gboolean _mc_http_call_check (McHttpCall *self, const char *const *types, GError **error);
/* What has come of the body, 0 at its end, -1 with an error. */
gssize _mc_http_call_read (McHttpCall *self, guint8 *buffer, gsize size, GError **error);
/* (transfer full): NULL with an error, also when there is more than @max */
GBytes *_mc_http_call_read_all (McHttpCall *self, gsize max, GError **error);
/* All of the answer was read: the connection is free for the next request. */
void _mc_http_call_end (McHttpCall *self);

/* A connection that was open before may have been closed at the other end in the moment of its use, or forgotten by what stands
 * between: then one more try is ours, and harmless. */
gboolean _mc_http_call_worth_another_try (const McHttpCall *self, const GError *error);

G_END_DECLS
