/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"

G_BEGIN_DECLS

/* Files of a dossier: papers that came as files already, and results. Scanning and cleaning end here too. */

#define MC_DESK_FILE_MAX (100 * 1024 * 1024) /* bytes of one file */

/**
 * mc_desk_attach:
 * @code: the dossier's
 * @component: key of the component the file is, or MC_COMPONENT_RESULT
 * @file: a PDF, JPEG, PNG or TIFF
 * @progress: (nullable): bytes read so far, on the calling thread
 *
 * Keeps a copy of the file, encrypted, and says in the journal that it belongs to the dossier. Both are durable when this returns;
 * the file is there before anything says so. The same file for the same component again changes nothing. Waits.
 *
 * Returns: (transfer full): the dossier, or NULL: INVALID (another kind of file, too large, no such component), NO_SPACE,
 *   NOT_FOUND, CANCELLED
 */
McDossier *mc_desk_attach (McDesk *self, const char *code, const char *component, GFile *file, GFileProgressCallback progress,
                           gpointer progress_data, GCancellable *cancellable, GError **error);

/* The same without waiting. @progress is called in the main context. */
void mc_desk_attach_async (McDesk *self, const char *code, const char *component, GFile *file, GFileProgressCallback progress,
                           gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
McDossier *mc_desk_attach_finish (McDesk *self, GAsyncResult *result, GError **error);

/* The content of a file by its hash (64 hex digits), decrypted as it is read. NOT_FOUND when it is not on this machine. */
GInputStream *mc_desk_open_file (McDesk *self, const char *hash, GError **error);
/* Asks for a file that is not on this machine: it comes down with the next exchange ("sync-changed" tells when). Without waiting. */
void mc_desk_fetch_file (McDesk *self, const McFile *file);
gboolean mc_desk_has_file (McDesk *self, const char *hash);

G_END_DECLS
