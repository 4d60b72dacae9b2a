/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"
#include "mc-page.h"
#include "mc-slip-printer.h"

G_BEGIN_DECLS

/**
 * McListPage:
 * Lists and search in one page. The caret stays in the search field: letters search as they are typed, the word under
 * composition included, ↑↓ choose a line, Enter opens it.
 *
 * Actions: "dossiers.open", "dossiers.renew" (makes the list anew, with what has come since), "dossiers.print" (F9, the slip of the chosen line),
 * "dossiers.printed" (of the list of slips that are not printed: this one came out).
 */
#define MC_TYPE_LIST_PAGE (mc_list_page_get_type ())
G_DECLARE_FINAL_TYPE (McListPage, mc_list_page, MC, LIST_PAGE, McPage)

McListPage *mc_list_page_new (McDesk *desk, McSlipPrinter *printer);

/* Searches for @text; "": an empty field over the list of all. */
void mc_list_page_search (McListPage *self, const char *text);

/* Shows one of the fixed lists: all open overdue due-today, unprinted, or a state's key (received, processing, ...). */
void mc_list_page_show_list (McListPage *self, const char *key);

G_END_DECLS
