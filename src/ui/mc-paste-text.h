/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McPasteText:
 * A text on the clipboard that may change while it lies there: whoever pastes gets the one that is set at that moment. So a paste in
 * another program can be followed by the next text without this window having the focus, which no program may take the clipboard without on
 * Wayland.
 *
 * Signal "pasted": somebody has asked for the text. Emitted some time after the last question in a row, because one paste may ask
 * several times; within that time everybody gets the same text.
 */
#define MC_TYPE_PASTE_TEXT (mc_paste_text_get_type ())
G_DECLARE_FINAL_TYPE (McPasteText, mc_paste_text, MC, PASTE_TEXT, GdkContentProvider)

McPasteText *mc_paste_text_new (const char *text);
void mc_paste_text_set (McPasteText *self, const char *text);
const char *mc_paste_text_get (McPasteText *self);

G_END_DECLS
