/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the dossier stands with the province: one line, kept up to date while the exchange goes on. */
#include "config.h"

#include "mc-dossier-page-private.h"

#include "mc-exchange-words.h"

typedef struct
{
  char *code;
  McDossierReceipt receipt;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->code);
  g_free (question);
}

static gpointer
ask (McDesk *desk, gpointer data, GError **error)
{
  const Question *asked = data;
  Question *answer = g_new0 (Question, 1);

  answer->code = g_strdup (asked->code);
  if (!mc_desk_receipt (desk, answer->code, &answer->receipt, error))
    g_clear_pointer (&answer, question_free);
  return answer;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  McDossierPage *self = MC_DOSSIER_PAGE (source);
  Question *answer = g_task_propagate_pointer (G_TASK (result), NULL);

  self->looking = FALSE;
  if (answer != NULL && !mc_page_is_gone (MC_PAGE (self)) && self->dossier != NULL &&
      g_strcmp0 (answer->code, self->dossier->code) == 0)
    {
      g_autofree char *text = mc_exchange_receipt (&answer->receipt, mc_desk_today (self->desk));

      gtk_label_set_label (self->receipt, text != NULL ? text : "");
    }
  g_clear_pointer (&answer, question_free);
  if (self->look_again && !mc_page_is_gone (MC_PAGE (self)))
    _mc_dossier_page_look_for_receipt (self);
}

void
_mc_dossier_page_look_for_receipt (McDossierPage *self)
{
  Question *question;

  self->look_again = self->looking;
  if (self->looking || self->dossier == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->looking = TRUE;
  question = g_new0 (Question, 1);
  question->code = g_strdup (self->dossier->code);
  mc_desk_worker_run (self->worker, self, ask, question, question_free, question_free, on_answer, NULL);
}
