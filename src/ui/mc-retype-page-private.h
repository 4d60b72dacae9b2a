/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-choice-field.h"
#include "mc-desk-retype.h"
#include "mc-entry-field.h"
#include "mc-paste-text.h"
#include "mc-retype-page.h"

G_BEGIN_DECLS

struct _McRetypePage
{
  McPage parent_instance;

  McDesk *desk;          /* (owned) */
  McDeskWorker *worker;  /* (owned) the window's */
  GPtrArray *layouts;    /* (owned) (nullable) (element-type McRetypeLayout) until it was read */
  McRetypeLayout *layout; /* (owned) (nullable) the one that is used */
  McRetypeItem *item;    /* (owned) (nullable) the dossier shown */
  GPtrArray *texts;      /* (owned) (element-type utf8) what belongs into each field */
  McRetypePlace place;   /* as it is kept */
  McPasteText *paste;    /* (owned) (nullable) what we put on the clipboard */
  guint at;              /* the field at hand */
  gboolean copied;       /* it is on the clipboard */
  gboolean started;      /* something of this dossier was copied by hand: a code that is scanned now is its official one */
  guint n_done;          /* dossiers that got their code since the page was opened */
  char *given_to;        /* (owned) (nullable) code of the dossier that got one last, for taking it back */
  gboolean busy;         /* an answer of the store is awaited that changes the dossier */
  gboolean shrunk;       /* the window is the narrow one now */
  int full_width, full_height; /* of the window before */
  guint keep_id;
  GCancellable *export_stop; /* (owned) (nullable) while a list is written */
  char *export_path;         /* (owned) (nullable) */

  GtkWidget *top;
  McChoiceField *layout_choice;
  GtkWidget *chain_check;
  GtkWidget *office_check;
  GtkLabel *progress;
  GtkLabel *dossier;
  GtkStack *body;
  GtkLabel *empty;
  GtkListBox *fields;
  GtkWidget *list_side;
  GtkWidget *now;
  GtkLabel *now_state;
  GtkLabel *now_label;
  GtkLabel *now_value;
  GtkLabel *now_note;
  GtkLabel *now_next;
  McEntryField *official;
};

/* mc-retype-page.c */
void _mc_retype_page_show_item (McRetypePage *self, McRetypeItem *item); /* (transfer full) */
void _mc_retype_page_show_progress (McRetypePage *self);
void _mc_retype_page_keep_soon (McRetypePage *self);

/* mc-retype-page-fields.c: the fields of one dossier, and the clipboard. */
void _mc_retype_page_fill_fields (McRetypePage *self);
void _mc_retype_page_go_to (McRetypePage *self, guint at, gboolean copy);
void _mc_retype_page_copy_next (McRetypePage *self);
void _mc_retype_page_copy_back (McRetypePage *self);
void _mc_retype_page_copy_whole (McRetypePage *self);
void _mc_retype_page_tell_field (McRetypePage *self);

/* mc-retype-page-codes.c: which dossier, and its official code. */
void _mc_retype_page_read (McRetypePage *self, gboolean anew);
void _mc_retype_page_step (McRetypePage *self, const char *code, McDeskRetypeStep step);
void _mc_retype_page_give (McRetypePage *self, const char *text);
void _mc_retype_page_scan (McRetypePage *self, const char *code);
void _mc_retype_page_take_back (McRetypePage *self);
void _mc_retype_page_check (McRetypePage *self);

/* mc-retype-page-export.c */
void _mc_retype_page_export_here (McRetypePage *self);
gboolean _mc_retype_page_stop_export (McRetypePage *self); /* FALSE when none is written */

G_END_DECLS
