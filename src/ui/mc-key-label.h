/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A key as officers say it: "Ctrl+Enter", "F2", "Esc", "Alt+0". @accelerator as GTK writes it. (transfer full) */
char *mc_key_label (const char *accelerator);

/* The first of several, separated by spaces. */
char *mc_key_label_first (const char *accelerators);

G_END_DECLS
