/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McLiveText:
 * The text of an entry as the user sees it: what is written plus what the input method still holds back at the caret.
 * A search that waits for the input method lags a word behind.
 *
 * Property "text", notified when it changes.
 */
#define MC_TYPE_LIVE_TEXT (mc_live_text_get_type ())
G_DECLARE_FINAL_TYPE (McLiveText, mc_live_text, MC, LIVE_TEXT, GObject)

McLiveText *mc_live_text_new (GtkEntry *entry); /* does not keep the entry */
const char *mc_live_text_get (McLiveText *self);

G_END_DECLS
