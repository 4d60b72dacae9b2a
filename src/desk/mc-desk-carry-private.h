/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-bundle.h"
#include "mc-desk.h"

G_BEGIN_DECLS

/* A package's name among what was taken in. (transfer full) */
char *_mc_desk_package_name (const McBundleInfo *info);
/* These were taken in. (element-type char*). Waits. */
gboolean _mc_desk_note_packages (McDesk *self, GPtrArray *names, GError **error);

G_END_DECLS
