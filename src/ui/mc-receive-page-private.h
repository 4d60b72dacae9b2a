/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-applicant-section.h"
#include "mc-appointment-bar.h"
#include "mc-card-section.h"
#include "mc-check-window.h"
#include "mc-components-section.h"
#include "mc-draft-keeper.h"
#include "mc-entry-field.h"
#include "mc-owner-section.h"
#include "mc-procedure-section.h"
#include "mc-receive-page.h"
#include "mc-result-section.h"
#include "mc-side-by-side.h"
#include "mc-slip-preview.h"

G_BEGIN_DECLS

#define MC_RECEIVE_N_SECTIONS 6

struct _McReceivePage
{
  McPage parent_instance;

  McDesk *desk;            /* (owned) */
  McSlipPrinter *printer;  /* (owned) */
  McDraftKeeper *keeper;   /* (owned) */
  McIntake *intake;        /* (owned) what is being typed */
  McDossier *wrong;        /* (owned) (nullable) what is being corrected, as it stands */
  gboolean had_preview;    /* before that */
  McPerson *asked_about;   /* (owned) (nullable) whose card the question is about */
  gboolean saving;
  gboolean print_after;    /* the dossier being saved is to be printed */
  gboolean checked;        /* the citizen has read what is being saved */
  McCheckWindow *checking; /* (unowned) (nullable) what the citizen reads */
  char *last_code;         /* (nullable) of the dossier that was saved last */
  gint64 last_at;          /* when */
  guint refresh;           /* an idle refresh is due */
  guint timer;
  GtkWidget *last_focus;   /* (weak) (nullable) what had the caret last in the form */

  McSideBySide *split;
  GtkLabel *title;
  McEntryField *reason;    /* of the correction */
  GtkWidget *form;
  GtkLabel *kept;
  McCardSection *card;
  GtkWidget *question;
  GtkLabel *question_label;
  GtkWidget *question_first;
  McApplicantSection *applicant;
  McOwnerSection *owner;
  McProcedureSection *procedure;
  McComponentsSection *components;
  McResultSection *result;
  McSlipPreview *preview;
  GtkLabel *preview_warning;
  McAppointmentBar *appointment;
};

/* Every section, in the order of the page. */
void _mc_receive_page_sections (McReceivePage *self, McReceiveSection *sections[MC_RECEIVE_N_SECTIONS]);

/* Takes what stands in the fields into the intake. */
void _mc_receive_page_store (McReceivePage *self);
/* Shows @intake (transfer full) as a whole. */
void _mc_receive_page_load (McReceivePage *self, McIntake *intake);
/* What hinders saving: the name of a field and a sentence. FALSE: nothing. */
gboolean _mc_receive_page_find_hindrance (McReceivePage *self, const char **field, char **message);
/* The field with the caret as drafts name it; NULL for none. */
const char *_mc_receive_page_focus_name (McReceivePage *self);
void _mc_receive_page_focus_field (McReceivePage *self, const char *name);
/* A person stands at the desk: whose place does he take? */
void _mc_receive_page_take_person (McReceivePage *self, const McPerson *person);

/* mc-receive-page-actions.c */
void _mc_receive_page_class_install_actions (GtkWidgetClass *klass);
/* What is typed, as it is saved. (transfer full) */
McIntake *_mc_receive_page_make_intake (McReceivePage *self);
void _mc_receive_page_set_saving (McReceivePage *self, gboolean saving);
/* News about a dossier, with the way to its paper and its page. */
void _mc_receive_page_offer_print (McReceivePage *self, McNoticeKind kind, const char *text, const char *code);

/* mc-receive-page-correct.c */
/* Goes on with the draft of a correction; FALSE when it is none. */
gboolean _mc_receive_page_restore_correction (McReceivePage *self, const McDraft *draft);
void _mc_receive_page_save_correction (McReceivePage *self);
/* The form is empty and receives again; what was typed stays a draft unless it was dropped. */
void _mc_receive_page_end_correction (McReceivePage *self);
/* Before the page is left: what was changed is put aside. */
void _mc_receive_page_leave_correction (McReceivePage *self);
/* Back into the dossier that was saved last. */
void _mc_receive_page_correct_last (McReceivePage *self);

G_END_DECLS
