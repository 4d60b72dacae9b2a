/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/types.h>

#include "mc-blobs.h"

G_BEGIN_DECLS

#define PIECE MC_BLOB_PIECE
#define HEAD 80 /* bytes on the disk before the first piece */
#define SEALED (PIECE + 16)

/* A folder of its own with a store of files in it. */
typedef struct
{
  char *folder;
  McBlobs *blobs;
} BlobPlace;

/* For g_test_add(). */
void blob_place_set_up (BlobPlace *self, gconstpointer data);
void blob_place_tear_down (BlobPlace *self, gconstpointer data);
#define blob_test(path, func) g_test_add (path, BlobPlace, NULL, blob_place_set_up, func, blob_place_tear_down)

/* Every regular file in it. (transfer full) (element-type filename) */
GPtrArray *blob_place_files (BlobPlace *self);
char *blob_place_path (BlobPlace *self, const guint8 *hash);

/* Bytes that no compression or chance repeats, the same for the same seed. */
GBytes *blob_content (guint32 seed, gsize size);
void blob_content_hash (GBytes *content, guint8 hash[MC_HASH_SIZE]);

gboolean blob_take (McBlobs *blobs, GBytes *content, guint8 hash[MC_HASH_SIZE], GError **error);
void blob_place_take (BlobPlace *self, GBytes *content, guint8 hash[MC_HASH_SIZE]);
void blob_assert_content (McBlobs *blobs, GBytes *content, const guint8 *hash);

/* What verify finds: how many faults, and the last of them. */
typedef struct
{
  guint n;
  guint8 hash[MC_HASH_SIZE];
  char fault[200];
} BlobFound;

/* Returns how many files it read. */
gint64 blob_verify (McBlobs *blobs, BlobFound *found);

/* Runs in a process of its own, that may be killed and limited. */
pid_t blob_child (void (*func) (BlobPlace *self, gpointer data), BlobPlace *self, gpointer data);

G_END_DECLS
