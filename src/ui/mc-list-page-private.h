/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-choice-field.h"
#include "mc-list-page.h"
#include "mc-live-text.h"

G_BEGIN_DECLS

struct _McListPage
{
  McPage parent_instance;

  McDesk *desk; /* (owned) */
  McSlipPrinter *printer; /* (owned) */
  McDossierList *list; /* (owned) (nullable) */
  GtkSingleSelection *selection; /* (owned) (nullable) over list; a fresh one for every list */
  McLiveText *live; /* (owned) */
  gboolean stale; /* the store has changed since the list was made */
  gboolean printing;

  GtkEntry *entry;
  McChoiceField *filter;
  GtkLabel *found;
  GtkWidget *news;
  GtkBox *header;
  GtkStack *stack;
  GtkListView *view;
  GtkLabel *empty;
};

/* The list anew, with the line in the same place chosen. */
void _mc_list_page_renew_here (McListPage *self);
gboolean _mc_list_page_shows_unprinted (McListPage *self);

/* mc-list-page-print.c */
void _mc_list_page_class_install_print_actions (GtkWidgetClass *klass);

G_END_DECLS
