/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

#include "mc-code.h"
#include "mc-desk-private.h"
#include "mc-error.h"
#include "mc-journal.h"
#include "mc-json.h"
#include "mc-projection.h"
#include "mc-setting.h"
#include "mc-text.h"

/* Between two entries another desk's clock, or a user who sets it by hand, may go back a little. */
#define CLOCK_TOLERANCE 120

typedef struct
{
  McDesk *desk;       /* (owned) */
  McDeskRules *rules; /* (owned) as the officer saw them */
  McIntake *intake;   /* (owned) */
  McDossier *result;  /* (owned) */
} Receipt;

static Receipt *
receipt_new (McDesk *desk, const McIntake *intake)
{
  Receipt *receipt = g_new0 (Receipt, 1);

  receipt->desk = g_object_ref (desk);
  receipt->rules = _mc_desk_rules_ref (desk->rules);
  receipt->intake = mc_intake_copy (intake);
  /* A field nobody filled is no name for a dossier: all such would be one. */
  if (mc_text_is_empty (receipt->intake->ref))
    g_clear_pointer (&receipt->intake->ref, g_free);
  return receipt;
}

static void
receipt_free (gpointer data)
{
  Receipt *receipt = data;

  g_object_unref (receipt->desk);
  _mc_desk_rules_unref (receipt->rules);
  mc_intake_free (receipt->intake);
  g_clear_pointer (&receipt->result, mc_dossier_free);
  g_free (receipt);
}

/* Letters that cannot be mistaken for one another, read aloud or written by hand. */
static char *
new_pin (void)
{
  static const char letters[] = "BCDGHKLMNPQRTVXZ23456789";
  char pin[5] = { 0 };

  for (int i = 0; i < 4; i++)
    pin[i] = letters[randombytes_uniform (sizeof letters - 1)];
  return g_strdup (pin);
}

static gboolean
check_clock (McTx *tx, McClock *clock, GError **error)
{
  g_autofree char *now = NULL;
  gint64 last;

  /* A stated time is the caller's word (a paper register typed in later), not a battery's. */
  if (mc_clock_is_fixed (clock))
    return TRUE;
  if (!mc_journal_last_time (tx->db, tx->origin, MC_STREAM_WORK, &last, error))
    return FALSE;
  if (tx->now >= last - CLOCK_TOLERANCE)
    return TRUE;
  now = mc_day_to_text (mc_day_of_time (tx->now));
  g_set_error (error, MC_ERROR, MC_ERROR_CLOCK, _ ("The clock is wrong (it says %s). Enter today's date to go on"), now);
  return FALSE;
}

/* For whichever day: a paper register of last week may have been typed in on what was lost, too. */
static gboolean
check_question (McTx *tx, GError **error)
{
  McDay since;

  if (!mc_store_pending_question (tx->db, &since, error))
    return FALSE;
  if (since == MC_DAY_NONE)
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_NEEDS_ANSWER,
                       _ ("These data were restored or copied. Which is the last slip this desk printed?"));
  return FALSE;
}

/* The next number of this desk on that day. */
static gboolean
give_code (McTx *tx, McDossier *dossier, const McOffice *office, GError **error)
{
  McDay day = mc_day_of_time (dossier->received_at);
  gint64 desk;
  int last, number;

  if (!mc_setting_desk_number (tx->db, tx->origin, &desk, error) ||
      !mc_projection_last_code (tx->db, (int) desk, day, &last, error))
    return FALSE;
  number = mc_code_next ((int) desk, last);
  if (number == 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ ("The numbers of this desk for the day are used up"));
      return FALSE;
    }
  dossier->code = mc_code_format (office->code, day, number);
  dossier->desk = (int) desk;
  return TRUE;
}

static gboolean
known_ref (McTx *tx, Receipt *receipt, gboolean *known, GError **error)
{
  gint64 id = 0;

  *known = FALSE;
  if (receipt->intake->ref == NULL)
    return TRUE;
  if (!mc_projection_find_ref (tx->db, receipt->intake->ref, &id, error))
    return FALSE;
  if (id == 0)
    return TRUE;
  *known = TRUE;
  receipt->result = mc_projection_fold (tx->db, id, error);
  return receipt->result != NULL;
}

/* A register typed in later is one of days that were; a day to come is a slip of the hand. */
static gboolean
check_time (McTx *tx, gint64 received_at, GError **error)
{
  g_autofree char *day = NULL;

  if (received_at >= 0 && mc_day_of_time (received_at) <= mc_day_of_time (tx->now))
    return TRUE;
  day = mc_day_to_text (mc_day_of_time (received_at));
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("A dossier cannot have been received on %s"), day);
  return FALSE;
}

/* The dossier as the journal says it, not as it was handed over: lists, search and figures are made from the same words now
 * as when they are made anew. */
static gboolean
read_back (McTx *tx, McRow *row, const McEntryRef *ref, const char *body, GError **error)
{
  McEnvelope envelope = { .time = tx->now, .actor = (char *) tx->actor, .kind = (char *) "receive", .seq = ref->seq };
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *object = mc_json_parse_object (parser, body, -1, error);

  memcpy (envelope.origin, ref->origin, MC_ORIGIN_SIZE);
  row->origin = row->head_origin = tx->origin;
  row->seq = row->head_seq = ref->seq;
  return object != NULL && mc_fold_entry (row->dossier, &envelope, object, error);
}

static gboolean
write_receipt (McTx *tx, gpointer data, GError **error)
{
  Receipt *receipt = data;
  McDesk *desk = receipt->desk;
  gint64 received_at = receipt->intake->received_at != 0 ? receipt->intake->received_at : tx->now;
  McProcedure *procedure
      = _mc_desk_rules_procedure (receipt->rules, receipt->intake->procedure_code, mc_day_of_time (received_at));
  g_autoptr (McDossier) decided = NULL;
  g_autofree char *body = NULL;
  gboolean known;
  McRow row = { 0 };
  McEntryRef ref;

  if (!known_ref (tx, receipt, &known, error) || known)
    return known;
  if (!check_clock (tx, desk->clock, error) || !check_question (tx, error) || !check_time (tx, received_at, error))
    return FALSE;

  decided = _mc_desk_decide (desk, receipt->rules, receipt->intake, procedure, received_at);
  decided->pin = new_pin ();
  row.dossier = receipt->result = mc_dossier_new ();
  if (!give_code (tx, decided, receipt->rules->office, error) ||
      !mc_projection_new_id (tx->db, received_at, &row.dossier->id, error))
    return FALSE;
  body = mc_dossier_write_body (decided);
  return mc_journal_append (tx, MC_STREAM_WORK, "receive", NULL, NULL, row.dossier->id, body, &ref, error) &&
         read_back (tx, &row, &ref, body, error) && mc_projection_insert (tx->db, &row, error);
}

static gboolean
check_intake (McDesk *self, const McIntake *intake, GError **error)
{
  McDay day = mc_day_of_time (intake->received_at != 0 ? intake->received_at : mc_clock_now (self->clock));

  return mc_intake_check (intake, mc_desk_procedure (self, intake->procedure_code, day), day, NULL, error);
}

McDossier *
mc_desk_receive (McDesk *self, const McIntake *intake, GError **error)
{
  Receipt *receipt;
  McDossier *result = NULL;

  g_return_val_if_fail (MC_IS_DESK (self) && intake != NULL, NULL);

  if (!check_intake (self, intake, error))
    return NULL;
  receipt = receipt_new (self, intake);
  if (mc_store_write (self->store, write_receipt, receipt, error))
    result = g_steal_pointer (&receipt->result);
  receipt_free (receipt);
  return result;
}

void
mc_desk_receive_async (McDesk *self, const McIntake *intake, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_return_if_fail (MC_IS_DESK (self) && intake != NULL);

  g_task_set_source_tag (task, mc_desk_receive_async);
  if (!check_intake (self, intake, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, receipt_new (self, intake), receipt_free);
  mc_store_write_task (self->store, task, write_receipt);
}

McDossier *
mc_desk_receive_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  Receipt *receipt = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  _mc_desk_touch (self);
  return g_steal_pointer (&receipt->result);
}

/* ---- the officer's word on the date ------------------------------------------------------------------------ */

static gboolean
write_date (McTx *tx, gpointer data, GError **error)
{
  const McDay *stated = data;
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *day = mc_day_to_iso (*stated), *body = NULL;

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "stated", day);
  mc_json_add_time (builder, "clock", tx->now);
  json_builder_end_object (builder);
  body = mc_json_builder_text (builder);
  return mc_journal_append (tx, MC_STREAM_WORK, "confirm-date", NULL, NULL, 0, body, NULL, error);
}

gboolean
mc_desk_confirm_date (McDesk *self, McDay stated, GError **error)
{
  g_return_val_if_fail (MC_IS_DESK (self), FALSE);

  if (stated != mc_desk_today (self))
    {
      g_autofree char *clock = mc_day_to_text (mc_desk_today (self));

      g_set_error (error, MC_ERROR, MC_ERROR_CLOCK, _ ("The machine says %s. Set its clock, then confirm the date again"), clock);
      return FALSE;
    }
  return mc_store_write (self->store, write_date, &stated, error);
}
