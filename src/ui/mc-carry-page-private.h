/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-carry-page.h"
#include "mc-choice-field.h"
#include "mc-entry-field.h"

G_BEGIN_DECLS

struct _McCarryPage
{
  McPage parent_instance;

  McDesk *desk;       /* (owned) */
  McCarryWork *work;  /* (owned) */
  McSticks *sticks;   /* (owned) */
  McStickFound *found; /* (owned) (nullable) what lies in the place that is chosen */
  char *looked_at;    /* (nullable) the place "found" is of */
  GtkFileChooserNative *chooser; /* (owned) (nullable) while it is open */
  gboolean removing;
  char *folder_shown; /* (nullable) the shared folder as the field was last filled */

  McChoiceField *stick;
  McEntryField *path;
  GtkWidget *path_row;
  McChoiceField *whom;
  GtkLabel *waiting;
  GtkLabel *room;
  GtkWidget *offer_row;
  GtkLabel *offer;
  GtkButton *offer_button;
  McEntryField *folder;
  GtkLabel *folder_state;
  GtkStack *result;
  GtkLabel *sentence;
  GtkProgressBar *progress;
  GtkLabel *title;
  GtkBox *lines;
};

/* Where is written to and read from: the stick's folder, or what was typed; (nullable) (transfer none) until the fields change. */
const char *_mc_carry_page_place (McCarryPage *self);
const char *_mc_carry_page_place_name (McCarryPage *self);

/* mc-carry-page-show.c */
void _mc_carry_page_show_sticks (McCarryPage *self);
/* What is to be known of the place: the room on it. @text: (nullable) */
void _mc_carry_page_show_room (McCarryPage *self, const char *text);
void _mc_carry_page_show_work (McCarryPage *self);
void _mc_carry_page_show_waiting (McCarryPage *self);
void _mc_carry_page_show_folder (McCarryPage *self);
/* Looks what lies in the place, and offers it. */
void _mc_carry_page_look (McCarryPage *self);

G_END_DECLS
