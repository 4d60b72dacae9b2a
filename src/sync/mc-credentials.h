/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * McCredentials:
 *
 * The token with which this desk speaks to the province. It is kept in the keyring of the person logged in (schema org.motcua.MotCua,
 * attribute "store"). Where there is no keyring, or it is locked, or it would ask something that nobody is there to answer (a timer
 * with the window closed), it goes into the file "province.token" of the store's folder, readable by its user alone and sealed with a
 * key made of the machine's id and the store's mark.
 *
 * What the file's seal protects against: a copy of the folder, of a backup or of a stick being used on another machine by who does not
 * also know that machine's id, and an older token file put beside another store. What it does not protect against: anyone who can
 * read this user's files on this machine, its administrator, or who holds its whole disk. All that is needed to open it lies there.
 * The token can be revoked by the province at any time.
 *
 * Functions wait, at most about 3 seconds; never call them on the thread of a window. Thread-safe.
 */
typedef struct _McCredentials McCredentials;

/* @store: names the store for the keyring and binds the file; its mark (mc_mark_read()) */
McCredentials *mc_credentials_new (const char *folder, const char *store);
void mc_credentials_free (McCredentials *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McCredentials, mc_credentials_free)

/* NO_SPACE, READ_ONLY when it could be kept nowhere. */
gboolean mc_credentials_save (McCredentials *self, const char *token, GError **error);

/* (transfer full): NULL with AUTH_REQUIRED when there is none, and BUSY when the keyring that may have it cannot be read now. */
char *mc_credentials_load (McCredentials *self, GError **error);

/* Forgets it, wherever it is. BUSY when the keyring could not be reached. */
gboolean mc_credentials_clear (McCredentials *self, GError **error);

G_END_DECLS
