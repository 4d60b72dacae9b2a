/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Things that have their place and key already but are not there yet: their buttons stand grey and say why, so that no
 * button moves when they come. */

/* The reason why @action does nothing yet, NULL for those that do. */
const char *mc_later_reason (const char *action);

/* Installs all of them, disabled, on @window. */
void mc_later_install (GActionMap *window);

G_END_DECLS
