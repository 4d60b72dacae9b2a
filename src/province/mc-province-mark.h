/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-origin.h"

G_BEGIN_DECLS

/* What the service has given out, noted where the database's backups do not reach: a file "mark" in the folder of the files, with the
 * next number of each office's stream. It only grows. A database that knows less was set back. README.md says when it is written.
 * Thread-safe, and safe between processes. */

typedef struct _McProvinceMark McProvinceMark;

/**
 * mc_province_mark_open:
 * @key: the service's public key: a mark under another one is of another database
 * @made: (out) (nullable): whether there was none and a new one begins; NULL: then it is an error
 */
McProvinceMark *mc_province_mark_open (const char *folder,
                                       const guint8 key[MC_PUBLIC_KEY_SIZE],
                                       gboolean *made,
                                       GError **error);
void mc_province_mark_free (McProvinceMark *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McProvinceMark, mc_province_mark_free)

/* The next number of an office; 0: none is noted. */
gint64 mc_province_mark_of (McProvinceMark *self, int office);
/* All of them; the index is the office. *ours FALSE: of another database, or damaged. (transfer full) */
GArray *mc_province_mark_read (McProvinceMark *self, gboolean *ours, GError **error);

/* @next is committed. Whether it is on disk is another matter: mc_province_mark_sync(). That it cannot be written is logged and no error: who was
 * told of the numbers is right to believe them. */
void mc_province_mark_raise (McProvinceMark *self, int office, gint64 next);
gboolean mc_province_mark_sync (McProvinceMark *self, GError **error);

/* Begins anew with @marks (element-type gint64), synced: the one thing that lowers it. */
gboolean mc_province_mark_renew (McProvinceMark *self, GArray *marks, GError **error);

/* Why the database is not to be used, as last found; NULL: it may be. (transfer full) (nullable) */
char *mc_province_mark_why (McProvinceMark *self);
void mc_province_mark_set_why (McProvinceMark *self, const char *why);

G_END_DECLS
