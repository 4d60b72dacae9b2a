/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-action-panel.h"
#include "mc-dossier-page.h"

G_BEGIN_DECLS

struct _McDossierPage
{
  McPage parent_instance;

  McDesk *desk;           /* (owned) */
  McSlipPrinter *printer; /* (owned) */
  char *code;             /* (nullable) the dossier that was asked for */
  McDossier *dossier;     /* (owned) (nullable) as loaded */
  GCancellable *cancellable; /* (owned) (nullable) of the loading under way */
  GListModel *list;       /* (owned) (nullable) where it was opened from */
  guint position;
  McDossierRow *awaited;  /* (owned) (nullable) a neighbour whose content has not come yet */
  gulong awaited_handler;
  gboolean show_id;       /* identity numbers in full */
  gboolean acting;

  GtkStack *stack;
  GtkLabel *trouble;
  GtkLabel *code_label;
  GtkLabel *procedure;
  GtkLabel *state;
  GtkLabel *due;
  GtkLabel *answer;
  GtkBox *next;
  GtkWidget *others;
  GtkBox *person;
  GtkBox *papers;
  GtkStack *right;
  GtkBox *history;
  McActionPanel *panel;
};

/* mc-dossier-page-show.c: puts what was loaded on the screen. */
void _mc_dossier_page_show (McDossierPage *self);
void _mc_dossier_page_show_person (McDossierPage *self);
/* The first thing to do next; FALSE when nothing is left to do. */
gboolean _mc_dossier_page_first_action (McDossierPage *self, McAction *action);

/* mc-dossier-page-actions.c */
void _mc_dossier_page_class_install_actions (GtkWidgetClass *klass);

/* Loads the dossier again. */
void _mc_dossier_page_load (McDossierPage *self);
void _mc_dossier_page_step (McDossierPage *self, int step);
/* The form of an action is open. */
gboolean _mc_dossier_page_is_filling (McDossierPage *self);
/* Closes the panel, if one is open; FALSE when none was. What was typed into it is there when it opens again. */
gboolean _mc_dossier_page_close_panel (McDossierPage *self);

G_END_DECLS
