/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk-worker.h"

G_BEGIN_DECLS

/**
 * McFileOpener:
 * Files of dossiers for programs that show them: copies in the clear that only this user can read, taken away again when the
 * opener goes.
 */
typedef struct _McFileOpener McFileOpener;

McFileOpener *mc_file_opener_new (void);
void mc_file_opener_free (McFileOpener *self); /* NULL-safe */

/* Writes the copy on @worker, then the callback; @source as in mc_desk_worker_run(). */
void mc_file_opener_copy (McFileOpener *self, McDeskWorker *worker, gpointer source, const McFile *file,
                          GAsyncReadyCallback callback, gpointer user_data);
/* The copy's address for gtk_show_uri(). (transfer full) */
char *mc_file_opener_copy_finish (McFileOpener *self, GAsyncResult *result, GError **error);

G_END_DECLS
