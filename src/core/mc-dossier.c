/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-dossier.h"

#include <glib/gi18n-lib.h>

#include "mc-appointment.h"
#include "mc-text.h"

/* ---- records ---- */

McEvent *
mc_event_new (void)
{
  return g_new0 (McEvent, 1);
}

void
mc_event_free (McEvent *self)
{
  if (self == NULL)
    return;
  g_free (self->actor);
  g_free (self->kind);
  g_free (self->action);
  g_free (self->what);
  g_free (self->note);
  g_free (self);
}

McFile *
mc_file_new (void)
{
  return g_new0 (McFile, 1);
}

void
mc_file_free (McFile *self)
{
  if (self == NULL)
    return;
  g_free (self->hash);
  g_free (self->component);
  g_free (self->name);
  g_free (self->type);
  g_free (self->actor);
  g_free (self);
}

McDossier *
mc_dossier_new (void)
{
  McDossier *self = g_new0 (McDossier, 1);

  self->state = MC_STATE_RECEIVED;
  self->fee = MC_FEE_BY_COUNCIL;
  return self;
}

void
mc_dossier_free (McDossier *self)
{
  if (self == NULL)
    return;
  g_free (self->uid);
  g_free (self->code);
  g_free (self->official_code);
  mc_intake_free (self->intake);
  g_free (self->procedure_name);
  g_free (self->procedure_short);
  g_free (self->field_name);
  g_free (self->duration_text);
  g_free (self->due_reason);
  g_free (self->received_by);
  g_free (self->holder);
  g_free (self->pin);
  g_free (self->result_number);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_free (self);
}

const McPerson *
mc_dossier_owner (const McDossier *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->intake == NULL)
    return NULL;
  return self->intake->owner != NULL ? self->intake->owner : self->intake->applicant;
}

/* ---- the answer ---- */

static const char *const weekdays[] = {
  NULL,
  NC_ ("in a sentence", "Monday"),
  NC_ ("in a sentence", "Tuesday"),
  NC_ ("in a sentence", "Wednesday"),
  NC_ ("in a sentence", "Thursday"),
  NC_ ("in a sentence", "Friday"),
  NC_ ("in a sentence", "Saturday"),
  NC_ ("in a sentence", "Sunday"),
};

/* "Thursday 26/11", with the year when it is not the one we are in. */
static char *
spoken_day (McDay day, McDay today)
{
  const char *weekday = g_dpgettext2 (GETTEXT_PACKAGE, "in a sentence", weekdays[mc_day_weekday (day)]);
  int year, month, mday, this_year, unused;

  mc_day_to_ymd (day, &year, &month, &mday);
  mc_day_to_ymd (today, &this_year, &unused, &unused);
  if (year != this_year)
    /* TRANSLATORS: weekday, day, month, year, spoken within a sentence */
    return g_strdup_printf (_ ("%1$s %2$d/%3$d/%4$d"), weekday, mday, month, year);
  /* TRANSLATORS: weekday, day, month, spoken within a sentence */
  return g_strdup_printf (_ ("%1$s %2$d/%3$d"), weekday, mday, month);
}

static char *
spoken_due (const McDossier *self, McDay today)
{
  g_autofree char *day = NULL;
  int left;

  if (self->due == 0)
    /* TRANSLATORS: end of a sentence such as "In process with Mr Tú, no due date set" */
    return g_strdup (_ ("no due date set"));
  left = mc_due_days_left (self->due, today);
  if (left == 0)
    {
      g_autofree char *clock = mc_time_to_clock_text (self->due);

      /* TRANSLATORS: end of a sentence; %s is a time of day such as 16:30 */
      return g_strdup_printf (_ ("due today at %s"), clock);
    }
  day = spoken_day (mc_day_of_time (self->due), today);
  if (left > 0)
    /* TRANSLATORS: end of a sentence; %s is a day such as "Thursday 26/11" */
    return g_strdup_printf (_ ("due %s"), day);
  /* TRANSLATORS: end of a sentence; %1$s is a day such as "Thursday 26/11", %2$d how many days ago that was */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "was due %1$s, %2$d day late",
                                       "was due %1$s, %2$d days late", (gulong) -left),
                          day, -left);
}

/* Where an open dossier is. */
static char *
spoken_place (const McDossier *self)
{
  gboolean held = !mc_text_is_empty (self->holder);

  switch (self->state)
    {
    case MC_STATE_RECEIVED:
      if (held)
        /* TRANSLATORS: beginning of a sentence; %s is the officer who received the dossier and still has it */
        return g_strdup_printf (_ ("Received, still at the desk with %s"), self->holder);
      /* TRANSLATORS: beginning of a sentence about a dossier */
      return g_strdup (_ ("Received, still at the desk"));
    case MC_STATE_SUPPLEMENT:
      /* TRANSLATORS: beginning of a sentence about a dossier */
      return g_strdup (_ ("Waiting for you to bring the papers that were asked for"));
    case MC_STATE_FINANCIAL:
      /* TRANSLATORS: beginning of a sentence about a dossier */
      return g_strdup (_ ("Waiting for you to fulfil the financial obligation"));
    default:
      if (held)
        /* TRANSLATORS: beginning of a sentence; %s is the officer or department that has the dossier now */
        return g_strdup_printf (_ ("In process with %s"), self->holder);
      /* TRANSLATORS: beginning of a sentence about a dossier */
      return g_strdup (_ ("In process"));
    }
}

static const char *
spoken_result (const McDossier *self)
{
  switch (self->intake != NULL ? self->intake->result_by : MC_RESULT_BY_DESK)
    {
    case MC_RESULT_BY_POST:
      return _ ("The result is ready and goes out by post");
    case MC_RESULT_BY_ONLINE:
      return _ ("The result is ready and is sent online");
    case MC_RESULT_BY_DESK:
    default:
      return _ ("The result is ready: come and collect it, and bring the slip");
    }
}

gboolean
mc_dossier_is_unprinted (const McDossier *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->intake->slip && self->n_printed == 0 && !mc_state_is_final (self->state);
}

void
mc_dossier_print_marks (const McDossier *self, int *reprint, gint64 *replaces)
{
  gint64 printed_at = 0;

  g_return_if_fail (self != NULL);

  *reprint = 0;
  *replaces = 0;
  for (guint i = 0; self->events != NULL && i < self->events->len; i++)
    {
      const McEvent *event = g_ptr_array_index (self->events, i);

      if (g_strcmp0 (event->kind, "print") == 0 && g_strcmp0 (event->action, "01") == 0)
        {
          printed_at = event->time;
          *reprint += 1;
          *replaces = 0;
        }
      else if (g_strcmp0 (event->action, mc_action_to_key (MC_ACTION_CORRECT)) == 0 && printed_at != 0)
        {
          *replaces = printed_at;
          *reprint = 0;
        }
    }
  /* The replacement itself is no reprint. */
  if (*replaces != 0)
    *reprint = 0;
}

char *
mc_dossier_answer (const McDossier *self, McDay today)
{
  g_autofree char *place = NULL;
  g_autofree char *due = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  switch (self->state)
    {
    case MC_STATE_VOID:
      return g_strdup (_ ("Entered by mistake and voided"));
    case MC_STATE_REGISTERED:
      return g_strdup (_ ("Registered, not received yet"));
    case MC_STATE_NOT_RECEIVED:
      return g_strdup (_ ("Not received: the reason stands on the refusal"));
    case MC_STATE_WITHDRAWN:
      return g_strdup (_ ("Withdrawn at the citizen's request"));
    case MC_STATE_STOPPED:
      return g_strdup (_ ("Stopped: the reason stands on the notice"));
    case MC_STATE_DONE:
      return g_strdup (spoken_result (self));
    case MC_STATE_RETURNED:
      if (self->returned_at == 0)
        return g_strdup (_ ("The result has been returned"));
      due = spoken_day (mc_day_of_time (self->returned_at), today);
      /* TRANSLATORS: %s is a day such as "Thursday 26/11" */
      return g_strdup_printf (_ ("The result was returned on %s"), due);
    case MC_STATE_SUPPLEMENT:
    case MC_STATE_FINANCIAL:
      /* No due date here: it stands still, and naming one would be a promise. */
      return spoken_place (self);
    case MC_STATE_RECEIVED:
    case MC_STATE_PROCESSING:
    default:
      place = spoken_place (self);
      due = spoken_due (self, today);
      /* TRANSLATORS: the one sentence that answers the telephone: where the dossier is, when it is due */
      return g_strdup_printf (_ ("%1$s, %2$s"), place, due);
    }
}
