/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-province-request.h"

G_BEGIN_DECLS

/* A request, for its two halves: mc-province-request.c takes it in, mc-province-answer.c answers. */

struct _McRequest
{
  gatomicrefcount refs;
  McService *service;
  const McRoute *route;     /* (nullable) */
  SoupServerMessage *message; /* (owned) */
  char id[17];
  gint64 begun;             /* monotonic */
  char *token;
  char *rest;
  char *caller;
  GHashTable *query;        /* (nullable) */

  /* main thread */
  GByteArray *pending;      /* of the body, not given to the pool yet */
  gint64 bytes_in, bytes_out, discarded;
  gint64 kept;              /* of service.body_bytes */
  gboolean working;         /* the pool has something of this request */
  gboolean held;            /* the connection is not read */
  gboolean ended;           /* the whole body came */
  gboolean answered;
  gboolean gone;            /* the connection is closed, or all was sent */
  GError *refusal;          /* why nothing more of it is worked on */

  /* whoever works on it */
  GBytes *piece;            /* of the body */
  gboolean finishing;
  gpointer state;
  GError *error;            /* of the last piece of work */
  guint status;
  char *content_type;
  GBytes *body;
  SoupMessageHeaders *headers;
  gboolean is_file;
  guint8 file[MC_HASH_SIZE];
  gint64 offset, left;
  int office, desk;
};

McRequest *_mc_request_ref (McRequest *self);
void _mc_request_unref (gpointer self);

/* Sends what the route function said, or the refusal. Once; the connection goes on by itself then. Main thread. */
void _mc_request_send (McRequest *self);
/* What was sent is on its way: the next piece of a file follows. */
void _mc_request_sent_piece (McRequest *self);

G_END_DECLS
