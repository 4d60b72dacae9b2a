/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Somebody else's client and server (peer.mjs, on node) that carry the same dossiers: "pouchdb" or "tus". */
typedef struct
{
  char *kind;
  char *address; /* host:port of the server */
  GSubprocess *server;
  GSubprocess *client;
  GDataInputStream *said; /* by the client */
} BenchPeer;

/* FALSE when node or the packages of package.json are not there: .ci/bench-exchange installs them. */
gboolean bench_peer_is_there (void);

/* Its server, on a free port of @host in the network namespace @ns (0: this one). */
void bench_peer_serve (BenchPeer *self, const char *kind, int ns, const char *host);
/* Its client, with dossiers (one JSON object a line) and their scans (CODE.jpg in the folder @scans) loaded. @address: (nullable): what
 * stands before the server. */
void bench_peer_load (BenchPeer *self, const char *address, const char *dossiers, const char *scans);
/* Seconds: "push" sends all, "idle" has nothing to send. -1 when it has failed, or was ended after @most seconds. */
double bench_peer_do (BenchPeer *self, const char *what, guint most);
/* How many dossiers or files the server has: asked past what stands before it. */
gint64 bench_peer_count (BenchPeer *self);
void bench_peer_clear (BenchPeer *self);

G_END_DECLS
