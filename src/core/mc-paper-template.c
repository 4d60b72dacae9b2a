/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-paper-template.h"

McPaperTemplate *
mc_paper_template_new (void)
{
  return g_new0 (McPaperTemplate, 1);
}

void
mc_paper_template_free (McPaperTemplate *self)
{
  g_free (self->form);
  g_free (self->paper);
  g_free (self->xml);
  g_free (self);
}
