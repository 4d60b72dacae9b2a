/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-choice-field.h"
#include "mc-desk-sync.h"
#include "mc-enrol-form.h"
#include "mc-exchange-page.h"

G_BEGIN_DECLS

struct _McExchangePage
{
  McPage parent_instance;

  McDesk *desk;         /* (owned) */
  McDeskWorker *worker; /* (owned) the window's */
  gboolean reading;     /* the lists are on their way */
  gboolean read_again;  /* the store has changed meanwhile */
  gboolean is_read;
  gboolean enrolled;
  gboolean showing;     /* what was chosen is being shown, not chosen */
  guint n_waiting;      /* lines of what waits; what was received follows them */
  gint64 seen_waiting;  /* counts the lists were read for: progress alone reads nothing */
  guint seen_open;
  char *open_key;       /* (nullable) what the right column shows: a note being typed stays while that is the same */

  GtkLabel *sentence;
  GtkLabel *waiting;
  GtkStack *link;
  McEnrolForm *enrol;
  GtkProgressBar *progress;
  GtkWidget *small_only;
  GtkWidget *on_metered;
  McChoiceField *limit;
  GtkLabel *waiting_title;
  GtkStack *waiting_stack;
  GtkListView *outbox;
  GtkLabel *open_title;
  GtkBox *open;
};

/* mc-exchange-lists.c: the lists, read on the worker and shown. */
void _mc_exchange_page_read (McExchangePage *self);
/* Where each item is at this moment. */
void _mc_exchange_page_look (McExchangePage *self);
void _mc_exchange_page_init_lists (McExchangePage *self);
/* Puts "exchange.retry" and what settles a conflict to work. */
void _mc_exchange_page_retry (McExchangePage *self, const char *subject);
void _mc_exchange_page_settle (McExchangePage *self, const char *entry, gboolean take, const char *note);

/* mc-exchange-open.c: the right column. */
void _mc_exchange_page_show_open (McExchangePage *self, GPtrArray *quarantine, GPtrArray *conflicts);

G_END_DECLS
