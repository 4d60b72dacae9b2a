/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-action-panel.h"
#include "mc-attach-panel.h"
#include "mc-dossier-page.h"
#include "mc-file-opener.h"

G_BEGIN_DECLS

/* The style class of a line of the files: Enter is its own there. */
#define MC_FILE_ROW "file-row"

struct _McDossierPage
{
  McPage parent_instance;

  McDesk *desk;           /* (owned) */
  McSlipPrinter *printer; /* (owned) */
  McDeskWorker *worker;   /* (owned) the window's */
  McFileOpener *opener;   /* (owned) */
  GHashTable *here;       /* (owned) (element-type char char) hashes of files that are on this machine */
  GtkFileChooserNative *chooser; /* (owned) (nullable) while open */
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
  GtkLabel *files_title;
  GtkBox *files;
  GtkWidget *no_files;
  GtkStack *right;
  GtkBox *history;
  GtkLabel *receipt;     /* how it stands with the province; empty until that is known */
  gboolean looking;      /* that is being read */
  gboolean look_again;
  McActionPanel *panel;
  McAttachPanel *attach;
};

/* mc-dossier-page-files.c */
void _mc_dossier_page_init_files (McDossierPage *self);
void _mc_dossier_page_class_install_file_actions (GtkWidgetClass *klass);
void _mc_dossier_page_show_files (McDossierPage *self);
/* Whether what was not on this machine has come. */
void _mc_dossier_page_look_for_files (McDossierPage *self);
/* mc-dossier-page-receipt.c: how it stands with the province. */
void _mc_dossier_page_look_for_receipt (McDossierPage *self);

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
/* A form is open, of an action or of what is attached. */
gboolean _mc_dossier_page_is_filling (McDossierPage *self);
/* Which paper chosen files are is being asked, or they are being taken in. */
gboolean _mc_dossier_page_is_attaching (McDossierPage *self);
/* Closes the panel, if one is open; FALSE when none was. What was typed into it is there when it opens again. */
gboolean _mc_dossier_page_close_panel (McDossierPage *self);

G_END_DECLS
