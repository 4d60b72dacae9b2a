/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One line of a list of suggestions. */
#define MC_TYPE_SUGGESTION (mc_suggestion_get_type ())
G_DECLARE_FINAL_TYPE (McSuggestion, mc_suggestion, MC, SUGGESTION, GObject)

/* @payload: what it stands for, freed by @destroy with the suggestion. */
McSuggestion *mc_suggestion_new (const char *title, const char *detail, gpointer payload, GDestroyNotify destroy);
gpointer mc_suggestion_payload (McSuggestion *self); /* (transfer none) */

/**
 * McSuggest:
 * A list under an entry that follows what is typed, the word under composition included. ↑↓ choose, Enter takes, Esc
 * closes; the caret never leaves the entry.
 *
 * Signals: "query" (text): what to suggest for it is asked; answered by mc_suggest_offer(), now or later.
 * "chosen" (McSuggestion): one was taken.
 */
#define MC_TYPE_SUGGEST (mc_suggest_get_type ())
G_DECLARE_FINAL_TYPE (McSuggest, mc_suggest, MC, SUGGEST, GObject)

/* @select_first: Enter takes the first line without ↓. The suggest lives with the caller, not with the entry. */
McSuggest *mc_suggest_new (GtkEntry *entry, gboolean select_first);

/* (transfer full) (element-type McSuggestion) (nullable): shows them; none closes the list. */
void mc_suggest_offer (McSuggest *self, GListStore *suggestions);
void mc_suggest_close (McSuggest *self);
gboolean mc_suggest_is_open (McSuggest *self);
/* Takes the selected line. FALSE when none is. */
gboolean mc_suggest_take (McSuggest *self);

/* Sets the entry's text without asking for suggestions. */
void mc_suggest_set_text (McSuggest *self, const char *text);

G_END_DECLS
