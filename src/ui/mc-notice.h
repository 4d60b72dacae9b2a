/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  MC_NOTICE_DONE,    /* a thing is done; goes by itself */
  MC_NOTICE_WARNING, /* stands until something else happens */
  MC_NOTICE_ERROR,
  MC_NOTICE_NEWS, /* nothing to do at once; stands, and takes the place of nothing else (mc_page_get_notice()) */
} McNoticeKind;

typedef struct
{
  char *label;
  char *action;
  GVariant *target; /* (nullable) */
} McNoticeButton;

/* What a page's strip tells: one sentence and at most a few things to do about it. */
typedef struct
{
  McNoticeKind kind;
  char *text;
  GPtrArray *buttons; /* (element-type McNoticeButton) */
} McNotice;

McNotice *mc_notice_new (McNoticeKind kind, const char *text);
/* Title, advice and support code of @error, as mc_advice_sentence() words them. */
McNotice *mc_notice_new_for_error (const GError *error);
void mc_notice_free (McNotice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McNotice, mc_notice_free)

/* @action is looked up from the page; @target is sunk. */
void mc_notice_add_button (McNotice *self, const char *label, const char *action, GVariant *target);

G_END_DECLS
