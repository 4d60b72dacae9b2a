/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-preedit-guard.h"

G_BEGIN_DECLS

/**
 * McReaderKeys:
 * Listens to all keys of a window before anybody else and tells a reader's text, with "scanned" (text), whose handler
 * returns TRUE when it took it. The field that had the caret then holds what it held before the reader typed; the Enter
 * is swallowed.
 */
#define MC_TYPE_READER_KEYS (mc_reader_keys_get_type ())
G_DECLARE_FINAL_TYPE (McReaderKeys, mc_reader_keys, MC, READER_KEYS, GObject)

/* The window owns the object. */
McReaderKeys *mc_reader_keys_new (GtkWindow *window, McPreeditGuard *guard);

G_END_DECLS
