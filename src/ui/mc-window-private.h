/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-carry-page.h"
#include "mc-changes-page.h"
#include "mc-desk-worker.h"
#include "mc-diagnosis-page.h"
#include "mc-dossier-page.h"
#include "mc-exchange-page.h"
#include "mc-home-page.h"
#include "mc-last-slip-page.h"
#include "mc-list-page.h"
#include "mc-preedit-guard.h"
#include "mc-reader-keys.h"
#include "mc-receive-page.h"
#include "mc-retype-page.h"
#include "mc-window.h"

G_BEGIN_DECLS

struct _McWindow
{
  AdwApplicationWindow parent_instance;

  McDesk *desk; /* (owned) */
  McSlipPrinter *printer; /* (owned) */
  McPreeditGuard *guard; /* (owned) */
  McReaderKeys *reader;  /* (owned) */
  McDeskWorker *worker;  /* (owned) */
  McCarryWork *carry_work; /* (owned) */
  McSticks *sticks;      /* (owned) */
  char *stick;           /* (nullable) path of the one that the USB page is to show */

  GtkStack *stack;
  GtkLabel *place;
  GtkLabel *clock;
  GtkLabel *sync;
  GtkWidget *sync_button;
  GtkWidget *menu_button;

  McHomePage *home;
  McReceivePage *receive; /* (nullable) until first needed, as the ones below */
  McListPage *list;
  McDossierPage *dossier;
  McLastSlipPage *last_slip;
  McExchangePage *exchange;
  McCarryPage *carry;
  McRetypePage *retype;
  McDiagnosisPage *diagnosis;
  McChangesPage *changes;
  GPtrArray *trail; /* (element-type McPage) (unowned) the way back; the page that is shown is last */
  guint clock_timer;
  McDay reminded_on; /* of what must be transferred; MC_DAY_NONE: not yet */
  gboolean reminding;
  GHashTable *told_changes; /* (nullable) until they were read first: ids of what the province changes that were told */
  char *changes_text;       /* (nullable) what is to be told of them when the strip is free */
};

/* mc-window-actions.c */
void _mc_window_class_install_actions (GtkWidgetClass *klass);

McReceivePage *_mc_window_get_receive (McWindow *self);
McListPage *_mc_window_get_list (McWindow *self);
McLastSlipPage *_mc_window_get_last_slip (McWindow *self);
McExchangePage *_mc_window_get_exchange (McWindow *self);
void _mc_window_add_page (McWindow *self, McPage *page);
McRetypePage *_mc_window_get_retype (McWindow *self);
McDiagnosisPage *_mc_window_get_diagnosis (McWindow *self);
McChangesPage *_mc_window_get_changes (McWindow *self);
/* Shows @page; when it lies on the way back already, the way is cut there. */
void _mc_window_go (McWindow *self, McPage *page);
void _mc_window_back (McWindow *self);
void _mc_window_open_dossier (McWindow *self, const char *code, GListModel *list, guint position);

/* mc-window-sticks.c: USB sticks that appear, and what is done with them. */
void _mc_window_init_carry (McWindow *self);
void _mc_window_end_carry (McWindow *self);
McCarryPage *_mc_window_get_carry (McWindow *self);

/* mc-window-news.c: the header's word about the exchange, and the reminder before the hour of transfer. */
void _mc_window_watch_exchange (McWindow *self);
void _mc_window_remind (McWindow *self);

/* mc-window-changes.c: what the province changes, told when it comes. */
void _mc_window_watch_changes (McWindow *self);
void _mc_window_tell_changes (McWindow *self);

G_END_DECLS
