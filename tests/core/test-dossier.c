/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "mc-dossier.h"

#define TODAY (mc_day_from_ymd (2026, 11, 23))

static gint64
at (const char *iso)
{
  gint64 time;

  g_assert_true (mc_time_from_iso (iso, &time));
  return time;
}

static McDossier *
a_dossier (McState state)
{
  McDossier *dossier = mc_dossier_new ();

  dossier->state = state;
  dossier->intake = mc_intake_new ();
  dossier->intake->applicant->name = g_strdup ("GIÀNG THỊ MỶ");
  dossier->due = at ("2026-11-26T16:30");
  return dossier;
}

static void
assert_answer (const McDossier *dossier, McDay today, const char *expected)
{
  g_autofree char *answer = mc_dossier_answer (dossier, today);

  g_assert_cmpstr (answer, ==, expected);
}

/* desk.md, 15:40: "Đang ở công chức tư pháp, hẹn thứ Năm 26/11". */
static void
test_telephone (void)
{
  g_autoptr (McDossier) dossier = a_dossier (MC_STATE_PROCESSING);

  assert_answer (dossier, TODAY, "In process, due Thursday 26/11");
  dossier->holder = g_strdup ("công chức tư pháp");
  assert_answer (dossier, TODAY, "In process with công chức tư pháp, due Thursday 26/11");
  assert_answer (dossier, mc_day_from_ymd (2026, 11, 26), "In process with công chức tư pháp, due today at 16:30");
  assert_answer (dossier, mc_day_from_ymd (2026, 11, 27),
                 "In process with công chức tư pháp, was due Thursday 26/11, 1 day late");
  assert_answer (dossier, mc_day_from_ymd (2026, 11, 28),
                 "In process with công chức tư pháp, was due Thursday 26/11, 2 days late");
  assert_answer (dossier, mc_day_from_ymd (2027, 1, 4),
                 "In process with công chức tư pháp, was due Thursday 26/11/2026, 39 days late");
  dossier->due = 0;
  assert_answer (dossier, TODAY, "In process with công chức tư pháp, no due date set");
  dossier->state = MC_STATE_RECEIVED;
  g_clear_pointer (&dossier->holder, g_free);
  assert_answer (dossier, TODAY, "Received, still at the desk, no due date set");
}

static void
test_result (void)
{
  g_autoptr (McDossier) dossier = a_dossier (MC_STATE_DONE);

  assert_answer (dossier, TODAY, "The result is ready: come and collect it, and bring the slip");
  dossier->intake->result_by = MC_RESULT_BY_POST;
  assert_answer (dossier, TODAY, "The result is ready and goes out by post");
  dossier->state = MC_STATE_RETURNED;
  dossier->returned_at = at ("2026-11-25T09:00");
  assert_answer (dossier, TODAY, "The result was returned on Wednesday 25/11");
}

/* NĐ 61/2018 Đ.19.4: the time starts anew after the supplement; a due date said now would be a promise. */
static void
test_waiting_for_the_citizen_names_no_day (void)
{
  static const McState states[] = { MC_STATE_SUPPLEMENT, MC_STATE_FINANCIAL, MC_STATE_NOT_RECEIVED,
                                    MC_STATE_WITHDRAWN, MC_STATE_STOPPED,   MC_STATE_VOID,
                                    MC_STATE_REGISTERED };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (McDossier) dossier = a_dossier (states[i]);
      g_autofree char *answer = mc_dossier_answer (dossier, TODAY);

      g_assert_cmpuint (strlen (answer), >, 5);
      g_assert_null (strstr (answer, "26/11"));
    }
}

/* Rows of lists and previews come half filled. */
static void
test_half_filled (void)
{
  for (int state = 0; state < MC_N_STATES; state++)
    {
      g_autoptr (McDossier) dossier = mc_dossier_new ();
      g_autofree char *answer = NULL;

      g_assert_cmpint (dossier->state, ==, MC_STATE_RECEIVED);
      g_assert_null (mc_dossier_owner (dossier));
      dossier->state = state;
      answer = mc_dossier_answer (dossier, TODAY);
      g_assert_nonnull (answer);
    }
}

static void
test_owner (void)
{
  g_autoptr (McDossier) dossier = a_dossier (MC_STATE_RECEIVED);

  g_assert_true (mc_dossier_owner (dossier) == dossier->intake->applicant);
  dossier->intake->owner = mc_person_new ();
  g_assert_true (mc_dossier_owner (dossier) == dossier->intake->owner);
}

static void
test_events (void)
{
  g_autoptr (McDossier) dossier = a_dossier (MC_STATE_RECEIVED);
  McEvent *event = mc_event_new ();

  event->actor = g_strdup ("L.T.Hoa");
  event->kind = g_strdup ("receive");
  event->action = g_strdup ("forward");
  event->note = g_strdup ("ghi chú");
  dossier->events = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_event_free);
  g_ptr_array_add (dossier->events, event);
  mc_event_free (NULL);
  mc_dossier_free (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dossier/the-sentence-for-the-telephone", test_telephone);
  g_test_add_func ("/dossier/a-result-that-is-ready-or-gone", test_result);
  g_test_add_func ("/dossier/waiting-for-the-citizen-names-no-day", test_waiting_for_the_citizen_names_no_day);
  g_test_add_func ("/dossier/half-filled-rows-have-an-answer", test_half_filled);
  g_test_add_func ("/dossier/the-applicant-owns-unless-somebody-else-does", test_owner);
  g_test_add_func ("/dossier/events-are-freed-with-it", test_events);
  return g_test_run ();
}
