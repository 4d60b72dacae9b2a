/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A template (data/forms) that the province put in the place of a shipped one. */
typedef struct
{
  char *form;  /* "01" */
  char *paper; /* a5 a4 80mm */
  int set;     /* 2018 or 2025; 0: both */
  char *xml;
} McPaperTemplate;

McPaperTemplate *mc_paper_template_new (void);
void mc_paper_template_free (McPaperTemplate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPaperTemplate, mc_paper_template_free)

G_END_DECLS
