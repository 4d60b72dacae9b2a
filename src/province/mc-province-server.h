/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "mc-file-store.h"

G_BEGIN_DECLS

/* The provincial service over HTTP. No state but the database and the folder of files: several instances may serve
 * one of each. */

typedef struct
{
  const char *database;    /* URI */
  const char *blobs;       /* folder */
  const char *address;     /* "127.0.0.1:0", "[::1]:8080" */
  GTlsCertificate *tls;    /* (nullable) */
  guint threads;           /* 0: 8 */
  gint64 max_file;         /* bytes; 0: 256 MiB */
} McProvinceOptions;

typedef struct _McProvinceServer McProvinceServer;

/* Migrates the database if it must, listens. The main context of the calling thread answers. */
McProvinceServer *mc_province_server_new (const McProvinceOptions *options, GError **error);
const char *mc_province_server_address (McProvinceServer *self); /* "127.0.0.1:41233" */

/* Listens no more, finishes what runs (at most @seconds), then calls @done. */
void mc_province_server_stop (McProvinceServer *self, guint seconds, void (*done) (gpointer data), gpointer data);
void mc_province_server_free (McProvinceServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McProvinceServer, mc_province_server_free)

G_END_DECLS
