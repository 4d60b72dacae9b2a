/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Stands on a socket of its own before a test's PostgreSQL, counts the statements that go through and breaks off at a chosen one. */
typedef struct _PgProxy PgProxy;

typedef enum
{
  PG_NEVER,
  PG_BEFORE,      /* the connection is gone before PostgreSQL hears of the statement */
  PG_AFTER,       /* PostgreSQL has done it, and nobody hears the answer */
  PG_KILL_BEFORE, /* the same two with the program that asked: SIGKILL */
  PG_KILL_AFTER,
  PG_N_POINTS,
} PgPoint;

/* @folder: where the socket is made. @server: the folder of PostgreSQL's own. */
PgProxy *pg_proxy_new (const char *folder, const char *server);
void pg_proxy_free (PgProxy *self);
/* Counts from now on, and breaks off at statement number @n, once. */
void pg_proxy_break_at (PgProxy *self, guint n, PgPoint point);
/* Connecting counts as one too. */
guint pg_proxy_count (PgProxy *self);
gboolean pg_proxy_has_broken (PgProxy *self);

G_END_DECLS
