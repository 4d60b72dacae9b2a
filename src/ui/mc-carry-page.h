/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-carry-work.h"
#include "mc-page.h"
#include "mc-sticks.h"

G_BEGIN_DECLS

/**
 * McCarryPage:
 * Mang bằng USB: writing what waits to a stick, taking in what is on one, pulling it out safely; and the folder that the office's desks share. It shows
 * the window's McCarryWork; leaving it ends nothing.
 *
 * Actions: "carry.write" (Ctrl+Enter), "carry.read" (Alt+N), "carry.remove" (Alt+R), "carry.stop" (Alt+D), "carry.choose" (Ctrl+O),
 * "carry.use-folder" (Alt+T), "carry.choose-folder". Fields: "stick", "carry-path", "carry-for", "shared-folder".
 */
#define MC_TYPE_CARRY_PAGE (mc_carry_page_get_type ())
G_DECLARE_FINAL_TYPE (McCarryPage, mc_carry_page, MC, CARRY_PAGE, McPage)

McCarryPage *mc_carry_page_new (McDesk *desk, McCarryWork *work, McSticks *sticks);

/* The stick that was plugged in last, or is asked for; shown when the page is next. */
void mc_carry_page_choose_stick (McCarryPage *self, const char *path);

/* The folder in which @path, a bundle that somebody opened, lies; a stick when it is one. Nothing is read before a key. */
void mc_carry_page_choose_folder_of (McCarryPage *self, const char *path);

G_END_DECLS
