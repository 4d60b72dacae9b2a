/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Đính chính: the form with what was taken down, for what was taken down wrong. Procedure, case, channel and fee stand grey: the appointment and
 * the fee hang on them. */
#include "config.h"

#include "mc-receive-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-text.h"
#include "mc-words.h"

#define DRAFT "correct:" /* and the code: the name of the draft of a correction */

/* Ctrl+Z after saving leads back into the dossier for so long; later it opens its page. */
#define RIGHT_AFTER 120 /* seconds */

static void
show_mode (McReceivePage *self)
{
  gboolean correcting = self->wrong != NULL;
  g_autofree char *code = correcting ? mc_words_short_code (self->wrong->code) : NULL;
  g_autofree char *title = correcting ? g_strdup_printf (_("CORRECT %s"), code) : g_strdup (_("RECEIVE A DOSSIER"));

  gtk_label_set_label (self->title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->reason), correcting);
  gtk_widget_set_visible (GTK_WIDGET (self->appointment), !correcting);
  mc_procedure_section_set_fixed (self->procedure, correcting);
  mc_result_section_set_fixed (self->result, correcting);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "receive.check", !correcting);
}

/* @dossier: (transfer full) @typed: (nullable) (transfer full): what was typed before the power went; NULL: as it was taken down */
static void
begin (McReceivePage *self, McDossier *dossier, McIntake *typed)
{
  g_autofree char *draft = g_strconcat (DRAFT, dossier->code, NULL);
  McProcedure *procedure = mc_desk_procedure (self->desk, dossier->intake->procedure_code, mc_day_of_time (dossier->received_at));
  McIntake *shown = typed != NULL ? typed : mc_intake_copy (dossier->intake);

  if (self->wrong == NULL)
    self->had_preview = mc_side_by_side_get_show_side (self->split);
  g_clear_pointer (&self->wrong, mc_dossier_free);
  self->wrong = dossier;
  mc_draft_keeper_turn_to (self->keeper, draft);
  mc_entry_field_set_text (self->reason, _("Taken down wrong"));
  show_mode (self);
  /* It shows a slip as of now, with another day on it. */
  mc_side_by_side_set_show_side (self->split, FALSE);
  if (procedure != NULL)
    mc_intake_add_missing_components (shown, procedure);
  _mc_receive_page_load (self, shown);
  _mc_receive_page_focus_field (self, "name");
}

typedef struct
{
  McReceivePage *page; /* (owned) */
  McIntake *typed;     /* (owned) (nullable) */
  gint64 typed_at;
} Opening;

/* What was typed before somebody else put the same dossier right would undo that. */
static void
warn_of_others (McReceivePage *self, gint64 typed_at)
{
  for (guint i = 0; i < self->wrong->events->len; i++)
    {
      const McEvent *event = g_ptr_array_index (self->wrong->events, i);

      if (event->time > typed_at && g_strcmp0 (event->action, mc_action_to_key (MC_ACTION_CORRECT)) == 0)
        {
          g_autofree char *when = mc_words_moment (event->time, mc_desk_today (self->desk));
          g_autofree char *text = g_strdup_printf (_("%s corrected this dossier at %s, after this was typed. Look at each field before saving"),
                                                   event->actor != NULL ? event->actor : "", when);

          mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_WARNING, text));
        }
    }
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  g_autoptr (McReceivePage) self = opening->page;
  g_autoptr (McIntake) typed = opening->typed;
  g_autoptr (GError) error = NULL;
  McDossier *dossier = mc_desk_load_finish (MC_DESK (source), result, &error);
  gint64 typed_at = opening->typed_at;

  g_free (opening);
  /* What is being saved in this moment stands in the form. */
  if (mc_page_is_gone (MC_PAGE (self)) || self->saving)
    {
      mc_dossier_free (dossier);
      return;
    }
  /* Of one that is voided the reason is told, and the form stays as it is. */
  if (dossier == NULL || !mc_status_next (dossier->state, MC_ACTION_CORRECT, 0, NULL, &error))
    {
      mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
      mc_dossier_free (dossier);
      return;
    }
  mc_draft_keeper_flush (self->keeper);
  begin (self, dossier, g_steal_pointer (&typed));
  if (typed_at != 0)
    warn_of_others (self, typed_at);
}

static void
open_correction (McReceivePage *self, const char *code, const McIntake *typed, gint64 typed_at)
{
  Opening *opening = g_new0 (Opening, 1);

  mc_draft_keeper_flush (self->keeper);
  opening->page = g_object_ref (self);
  opening->typed = typed != NULL ? mc_intake_copy (typed) : NULL;
  opening->typed_at = typed_at;
  mc_desk_load_async (self->desk, code, NULL, on_loaded, opening);
}

void
mc_receive_page_correct (McReceivePage *self, const char *code)
{
  g_return_if_fail (MC_IS_RECEIVE_PAGE (self));
  g_return_if_fail (code != NULL);
  open_correction (self, code, NULL, 0);
}

gboolean
_mc_receive_page_restore_correction (McReceivePage *self, const McDraft *draft)
{
  if (!g_str_has_prefix (draft->id, DRAFT))
    return FALSE;
  open_correction (self, draft->id + strlen (DRAFT), draft->intake, draft->saved_at);
  return TRUE;
}

void
_mc_receive_page_end_correction (McReceivePage *self)
{
  gboolean was = self->wrong != NULL;

  g_clear_pointer (&self->wrong, mc_dossier_free);
  mc_draft_keeper_turn_to (self->keeper, NULL);
  show_mode (self);
  if (was)
    mc_side_by_side_set_show_side (self->split, self->had_preview);
  _mc_receive_page_load (self, mc_intake_new ());
}

static char *
changes (McReceivePage *self)
{
  g_autoptr (McIntake) intake = _mc_receive_page_make_intake (self);

  mc_intake_drop_missing_components (intake, self->wrong->intake);
  return mc_desk_changes_between (self->wrong->intake, intake);
}

void
_mc_receive_page_leave_correction (McReceivePage *self)
{
  g_autofree char *text = NULL;

  if (self->wrong == NULL || self->saving)
    return;
  _mc_receive_page_store (self);
  text = changes (self);
  /* What was changed and not saved is put aside like any draft. */
  if (text == NULL)
    mc_draft_keeper_drop (self->keeper);
  else
    mc_draft_keeper_flush (self->keeper);
  _mc_receive_page_end_correction (self);
}

static void
on_corrected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McReceivePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_correct_finish (MC_DESK (source), result, &error);
  g_autofree char *text = NULL;

  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  _mc_receive_page_set_saving (self, FALSE);
  if (dossier == NULL)
    {
      mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
      return;
    }
  mc_draft_keeper_drop (self->keeper);
  _mc_receive_page_end_correction (self);
  _mc_receive_page_focus_field (self, "card");
  text = g_strdup_printf (dossier->n_printed > 0 ? _("Corrected: %s. Take the old slips back") : _("Corrected: %s"), dossier->code);
  _mc_receive_page_offer_print (self, MC_NOTICE_DONE, text, dossier->code);
  if (self->print_after)
    gtk_widget_activate_action (GTK_WIDGET (self), "receive.print", "s", dossier->code);
}

void
_mc_receive_page_save_correction (McReceivePage *self)
{
  const char *reason = mc_entry_field_get_text (self->reason);
  g_autofree char *text = changes (self);

  if (mc_text_is_empty (reason))
    {
      mc_field_set_error (MC_FIELD (self->reason), _("The reason of the correction is missing"));
      mc_field_focus (MC_FIELD (self->reason));
      return;
    }
  if (text == NULL)
    {
      mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_WARNING, _("Nothing was changed")));
      return;
    }
  _mc_receive_page_set_saving (self, TRUE);
  mc_desk_correct_async (self->desk, self->wrong->code, text, reason, NULL, on_corrected, g_object_ref (self));
}

void
_mc_receive_page_correct_last (McReceivePage *self)
{
  if (self->last_code == NULL || self->saving || self->wrong != NULL)
    return;
  if (mc_clock_now (mc_desk_clock (self->desk)) - self->last_at <= RIGHT_AFTER)
    mc_receive_page_correct (self, self->last_code);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-dossier", "s", self->last_code);
}
