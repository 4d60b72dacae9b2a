/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-notice.h"

G_BEGIN_DECLS

typedef enum
{
  MC_PAGE_ENTRY_NONE = 0,
  MC_PAGE_ENTRY_END = 1 << 0,     /* stands at the right end of the bar */
  MC_PAGE_ENTRY_PRIMARY = 1 << 1, /* what the page is for */
  MC_PAGE_ENTRY_KEY_ONLY = 1 << 2, /* no button; listed with the shortcuts */
  MC_PAGE_ENTRY_OWN_KEY = 1 << 3,  /* the page handles the key itself, where it means this */
} McPageEntryFlags;

/* One thing to do on a page: the bar's button, its key and the line in the list of shortcuts come from here. Actions of
 * the window and the application have their keys there; the page only writes them on the button. */
typedef struct
{
  const char *action; /* "receive.save-print" */
  const char *target; /* (nullable) GVariant text */
  const char *label;  /* NC_("action", ...) */
  const char *keys;   /* (nullable) accelerators, separated by a space; the first is written on the button */
  McPageEntryFlags flags;
} McPageEntry;

/**
 * McPage:
 * One page of the window: content, a strip for news, and the action bar at the bottom that never scrolls. The window
 * knows pages by this type only.
 *
 * Properties: "title"; "hindrance": (nullable) one sentence, what stands in the way of the page's main action; "content".
 */
#define MC_TYPE_PAGE (mc_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (McPage, mc_page, MC, PAGE, GtkWidget)

struct _McPageClass
{
  GtkWidgetClass parent_class;

  /* What the bar shows and which keys act; static, set in class_init. */
  const McPageEntry *entries;
  gsize n_entries;
  const char *help; /* id of the help page about it, see help/ */

  /* Shown, for the first time or again. */
  void (*reload) (McPage *self);
  /* The store has changed while the page is shown. Nothing may move under the officer's hand. */
  void (*store_changed) (McPage *self);
  /* Puts the caret where work begins. */
  void (*take_focus) (McPage *self);
  /* Takes the text of an identity card from a reader; FALSE when the page has no use for it. */
  gboolean (*take_card) (McPage *self, const char *text);
  /* Takes the code of a dossier that was scanned off a paper; FALSE when the page has no use for it and the window opens it. */
  gboolean (*take_code) (McPage *self, const char *code);
  /* One step back within the page (closes an inline form); FALSE when there is none and the window leaves the page. */
  gboolean (*step_back) (McPage *self);
};

const char *mc_page_get_title (McPage *self);
void mc_page_set_title (McPage *self, const char *title);
const char *mc_page_get_hindrance (McPage *self);
void mc_page_set_hindrance (McPage *self, const char *hindrance);

void mc_page_reload (McPage *self);
void mc_page_store_changed (McPage *self);
void mc_page_take_focus (McPage *self);
gboolean mc_page_take_card (McPage *self, const char *text);
gboolean mc_page_take_code (McPage *self, const char *code);
gboolean mc_page_step_back (McPage *self);

/* The window was closed while an answer was awaited: nothing of the page is left that could show it. To be asked first in
 * every callback that holds a reference to a page. */
gboolean mc_page_is_gone (McPage *self);

/* The action bar goes for a while: a window that is made narrow. Its keys act all the same. */
void mc_page_set_bar_visible (McPage *self, gboolean visible);

/* Shows @notice in the page's strip. @notice: (transfer full) */
void mc_page_notify (McPage *self, McNotice *notice);
void mc_page_clear_notice (McPage *self);
/* What stands in the strip. (transfer none) (nullable): nothing */
const char *mc_page_get_notice (McPage *self);

/* Asks the window for the page of a dossier; @list and @position let that page step on to its neighbours. */
void mc_page_open_dossier (McPage *self, const char *code, GListModel *list, guint position);

G_END_DECLS
