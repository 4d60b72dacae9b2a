/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-entry.h"

G_BEGIN_DECLS

/* What ties a store to one place: the mark file in its folder, the machine, and the signing key. None of them is in the
 * database, so that a copy of the database alone, or of the folder on another machine, shows. */

#define MC_SECRET_KEY_SIZE 64
#define MC_PUBLIC_KEY_SIZE 32
#define MC_SIGNATURE_SIZE 64

/* The mark: 16 random bytes, and the sequence numbers last committed here. It is written without a sync after each commit: the
 * database is never behind it unless an older file was put in its place. The place is not written in it: it is the number the
 * file system gave the file and when it made it, which a copy cannot have, and which stay when the folder is renamed. */
typedef struct
{
  char mark[33];  /* hex; "" when the file is missing or not ours */
  gint64 seq[2];  /* by McStream */
  char place[48]; /* "" where the file system does not keep such numbers */
} McMark;

void mc_mark_read (const char *folder, McMark *mark);
gboolean mc_mark_create (const char *folder, McMark *mark, GError **error); /* a new random one, durable */
int mc_mark_open (const char *folder);                  /* a file descriptor for mc_mark_write(), -1 when it cannot be */
void mc_mark_write (int fd, const McMark *mark);        /* best effort */

/* A name for this machine that tells nothing about it. (transfer full) never NULL */
char *mc_machine_name (void);

/* The Ed25519 key of the origin in @folder, readable by its user alone. */
gboolean mc_origin_key_create (const char *folder, guint8 public_key[MC_PUBLIC_KEY_SIZE],
                               guint8 secret_key[MC_SECRET_KEY_SIZE], GError **error);
gboolean mc_origin_key_load (const char *folder, guint8 secret_key[MC_SECRET_KEY_SIZE], GError **error);
/* While a new origin begins the key of the old one stays beside, for a machine that stops before it has begun. */
gboolean mc_origin_key_keep (const char *folder, GError **error);
gboolean mc_origin_key_load_kept (const char *folder, guint8 secret_key[MC_SECRET_KEY_SIZE]);
void mc_origin_key_drop_kept (const char *folder);

/* A head is signed as "motcua1 head" ‖ origin ‖ stream (1 byte) ‖ seq (8 bytes, big endian) ‖ hash. */
void mc_head_sign (const guint8 secret_key[MC_SECRET_KEY_SIZE], const guint8 origin[MC_ORIGIN_SIZE], McStream stream,
                   gint64 seq, const guint8 hash[MC_HASH_SIZE], guint8 signature[MC_SIGNATURE_SIZE]);
gboolean mc_head_verify (const guint8 public_key[MC_PUBLIC_KEY_SIZE], const guint8 origin[MC_ORIGIN_SIZE], McStream stream,
                         gint64 seq, const guint8 hash[MC_HASH_SIZE], const guint8 signature[MC_SIGNATURE_SIZE]);

G_END_DECLS
