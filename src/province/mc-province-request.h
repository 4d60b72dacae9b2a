/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "mc-file-store.h"
#include "mc-frame-cache.h"
#include "mc-province-author.h"
#include "mc-province-metrics.h"
#include "mc-province-pool.h"

G_BEGIN_DECLS

/* What all requests share. Immutable while the service runs, or with locks of its own. */
typedef struct
{
  SoupServer *soup;  /* main thread */
  McPool *pool;
  McFileStore *files;
  McProvinceMark *mark;
  McProvinceKey key;
  McMetrics *metrics;
  McFrameCache *recent;
  gint64 max_file;
  gboolean stopping; /* main thread */
  guint n_requests;  /* main thread */
  gint64 body_bytes; /* main thread; of bodies that are kept whole */
} McService;

typedef struct _McRequest McRequest;

/* Work on a request, on a thread of the pool: answers by the mc_request_answer_*() or returns FALSE with *error, which
 * becomes a problem document. May run twice when the database was lost between; the last answer counts. */
typedef gboolean (*McRouteFunc) (McRequest *request, McPg *pg, GError **error);
/* The same for bytes of the body as they come; pieces of any size, in order, one at a time. */
typedef gboolean (*McTakeFunc) (McRequest *request, McPg *pg, GBytes *bytes, GError **error);

typedef struct
{
  const char *name;      /* for logs and metrics: "POST /v1/exchange" */
  const char *method;
  const char *path;      /* or its beginning, when it ends with '/' */
  gint64 max_body;       /* bytes; -1: any */
  McTakeFunc take;       /* (nullable) NULL: the body is kept whole */
  McRouteFunc finish;    /* after the whole body */
  GDestroyNotify state_free; /* (nullable) of mc_request_state() */
  gboolean public;       /* needs no token */
} McRoute;

/* Begins a request; the rest follows by itself. Main thread. @route: (nullable): nothing is there under that path. */
void mc_request_begin (McService *service, SoupServerMessage *message, const McRoute *route, gboolean wrong_method);
/* The body is here: an answer may follow. Main thread. */
void mc_request_body_ended (SoupServerMessage *message);

/* ---- for route functions ---- */

McService *mc_request_service (McRequest *self);
const char *mc_request_token (McRequest *self);      /* "" without one */
GBytes *mc_request_body (McRequest *self);           /* (transfer none) of routes without take */
const char *mc_request_path_rest (McRequest *self);  /* what follows McRoute.path; as sent, decoded */
const char *mc_request_header (McRequest *self, const char *name); /* (nullable) */
char *mc_request_query (McRequest *self, const char *name); /* (nullable) (transfer full) */
const char *mc_request_caller (McRequest *self);     /* address of who asks */
/* State of a route between its calls, freed by state_free. */
gpointer mc_request_state (McRequest *self);
void mc_request_set_state (McRequest *self, gpointer state);
/* For the log: number of the desk, never a name. */
void mc_request_set_desk (McRequest *self, int office, int desk);

void mc_request_answer (McRequest *self, guint status, const char *content_type, GBytes *body);
void mc_request_answer_text (McRequest *self, guint status, const char *content_type, const char *text);
void mc_request_answer_header (McRequest *self, const char *name, const char *value);
/* A file from @offset on, read and sent piece by piece. */
void mc_request_answer_file (McRequest *self, guint status, const guint8 hash[MC_HASH_SIZE], gint64 offset, gint64 length);

G_END_DECLS
