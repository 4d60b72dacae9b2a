/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk allows, refuses and decides. */
#include "store-fixture.h"

#include "mc-code.h"
#include "mc-error.h"

static McDossier *
act (Fixture *self, const char *code, McAction action, const char *note, const char *to)
{
  g_autoptr (GError) error = NULL;
  McDossier *dossier = mc_desk_act (self->desk, code, action, note, to, &error);

  g_assert_no_error (error);
  return dossier;
}

static void
assert_refused (Fixture *self, const char *code, McAction action, const char *note, const char *to, McError expected)
{
  gint64 before = fixture_int (self->folder, "SELECT count (*) FROM entry");
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_desk_act (self->desk, code, action, note, to, &error));
  g_assert_error (error, MC_ERROR, (int) expected);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM entry"), ==, before);
}

static void
assert_time (gint64 time, const char *expected)
{
  g_autofree char *iso = mc_time_to_iso (time);

  g_assert_cmpstr (iso, ==, expected);
}

/* ---- receiving ------------------------------------------------------------------------------------------------- */

static void
assert_not_received (Fixture *self, McIntake *intake, McError code)
{
  gint64 before = fixture_int (self->folder, "SELECT count (*) FROM entry");
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_desk_receive (self->desk, intake, &error));
  g_assert_error (error, MC_ERROR, (int) code);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM entry"), ==, before);
}

/* 3 working days from Monday morning (NĐ 61/2018 Đ.19): Thursday, when results are given out. */
static void
test_received (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, "  nguyễn   thị hương ");

  g_assert_cmpstr (dossier->code, ==, "H15.50.05.13-261123-0101");
  g_assert_cmpstr (dossier->intake->applicant->name, ==, "NGUYỄN THỊ HƯƠNG");
  g_assert_cmpint (dossier->state, ==, MC_STATE_RECEIVED);
  g_assert_cmpint (dossier->desk, ==, 2);
  g_assert_cmpstr (dossier->received_by, ==, "lan");
  g_assert_cmpuint (strlen (dossier->pin), ==, 4);
  assert_time (dossier->received_at, "2026-11-23T08:41:00+07:00");
  assert_time (dossier->due, "2026-11-26T16:30:00+07:00");
  fixture_assert_sound (self);
}

/* The caller's own id: the same answer, and nothing written. */
static void
test_same_ref (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");
  g_autoptr (McDossier) first = NULL;
  g_autoptr (McDossier) second = NULL;
  gint64 before;

  intake->ref = g_strdup ("giấy số 7");
  first = mc_desk_receive (self->desk, intake, NULL);
  before = fixture_int (self->folder, "SELECT count (*) FROM entry");
  second = mc_desk_receive (self->desk, intake, NULL);
  g_assert_cmpstr (second->code, ==, first->code);
  g_assert_cmpstr (second->uid, ==, first->uid);
  g_assert_cmpint (second->due, ==, first->due);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM entry"), ==, before);
}

/* An empty one is none: two people are two dossiers. */
static void
test_empty_ref (Fixture *self, gconstpointer data)
{
  for (int i = 1; i <= 2; i++)
    {
      g_autoptr (McIntake) intake = fixture_intake (i == 1 ? "NGUYỄN VĂN AN" : "LÒ THỊ HOA");
      g_autoptr (McDossier) dossier = NULL;

      intake->ref = g_strdup (i == 1 ? "" : " ");
      dossier = mc_desk_receive (self->desk, intake, NULL);
      g_assert_cmpstr (dossier->intake->applicant->name, ==, i == 1 ? "NGUYỄN VĂN AN" : "LÒ THỊ HOA");
    }
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM dossier"), ==, 2);
  fixture_assert_sound (self);
}

static void
test_time_of_receipt (Fixture *self, gconstpointer data)
{
  const gint64 wrong[] = { -1, -86400, G_GINT64_CONSTANT (-62135596800), FIXTURE_NOW + 86400 };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");

      intake->received_at = wrong[i];
      assert_not_received (self, intake, MC_ERROR_INVALID);
    }
}

/* 500 numbers a day; the next day begins anew. */
static void
test_numbers_used_up (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");
  g_autoptr (McDossier) last = NULL;
  g_autoptr (McDossier) next = NULL;

  mc_dossier_free (fixture_receive (self, "NGUYỄN VĂN AN"));
  fixture_exec (self->folder, "UPDATE code_counter SET last = 8199");
  last = fixture_receive (self, "NGUYỄN VĂN AN");
  g_assert_cmpstr (last->code, ==, "H15.50.05.13-261123-8200");
  assert_not_received (self, intake, MC_ERROR_REJECTED);
  mc_clock_set (self->clock, FIXTURE_NOW + 86400);
  next = fixture_receive (self, "NGUYỄN VĂN AN");
  g_assert_cmpstr (next->code, ==, "H15.50.05.13-261124-0101");
}

static void
test_invalid (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) nameless = fixture_intake ("  ");
  g_autoptr (McIntake) unknown = fixture_intake ("NGUYỄN VĂN AN");

  assert_not_received (self, nameless, MC_ERROR_INVALID);
  g_free (unknown->procedure_code);
  unknown->procedure_code = g_strdup ("9.9");
  assert_not_received (self, unknown, MC_ERROR_INVALID);
}

/* ---- the clock ------------------------------------------------------------------------------------------------------ */

/* A procedure that is in force whatever the machine's date is. */
#define ALWAYS \
  "{\"format\":\"motcua-catalogue-1\",\"procedures\":[{\"code\":\"9.1\",\"name\":\"Một\",\"from\":\"2000-01-01\"," \
  "\"cases\":[{\"key\":\"k\",\"name\":\"n\"}]}]}"

/* The battery is empty, the clock stands behind the last entry: nobody is received under a wrong date before the officer has
 * looked at it. */
static void
test_clock_behind (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");
  g_autoptr (McDossier) before = NULL;
  g_autoptr (McDossier) after = NULL;
  g_autoptr (GError) error = NULL;
  McImportCounts counts;

  g_free (intake->procedure_code);
  intake->procedure_code = g_strdup ("9.1");
  g_assert_true (mc_desk_import_catalogue (self->desk, ALWAYS, -1, &counts, NULL));
  mc_clock_set (self->clock, g_get_real_time () / G_USEC_PER_SEC + 10 * 86400);
  before = mc_desk_receive (self->desk, intake, &error);
  g_assert_no_error (error);
  fixture_close (self);
  g_clear_object (&self->clock);
  self->clock = mc_clock_new ();
  fixture_open (self);

  assert_not_received (self, intake, MC_ERROR_CLOCK);
  g_assert_false (mc_desk_confirm_date (self->desk, mc_desk_today (self->desk) - 1, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_CLOCK);
  g_clear_error (&error);
  assert_not_received (self, intake, MC_ERROR_CLOCK);
  g_assert_true (mc_desk_confirm_date (self->desk, mc_desk_today (self->desk), &error));
  g_assert_no_error (error);
  after = mc_desk_receive (self->desk, intake, &error);
  g_assert_no_error (error);
  fixture_assert_sound (self);
}

/* Stated time and account are journalled as such, the real ones beside them (ctl.md). */
static void
test_caller (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;
  g_autofree char *caller = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  fixture_close (self);
  self->desk = mc_desk_open_as (self->folder, self->clock, "lan", "root", &error);
  g_assert_no_error (error);
  dossier = fixture_receive (self, "NGUYỄN VĂN AN");
  g_assert_cmpstr (dossier->received_by, ==, "lan");
  caller = fixture_text (self->folder, "SELECT CAST (envelope AS TEXT) ->> '$.ra' FROM entry ORDER BY id DESC LIMIT 1");
  g_assert_cmpstr (caller, ==, "root");
  g_assert_cmpint (
      ABS (fixture_int (self->folder, "SELECT CAST (envelope AS TEXT) ->> '$.rt' FROM entry ORDER BY id DESC LIMIT 1") - now), <, 600);
}

/* ---- acting ------------------------------------------------------------------------------------------------------------ */

static void
test_life (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) received = fixture_receive (self, "NGUYỄN VĂN AN");
  g_autoptr (McDossier) forwarded = act (self, received->code, MC_ACTION_FORWARD, NULL, "anh Tú");
  g_autoptr (McDossier) done = act (self, received->code, MC_ACTION_COMPLETE, NULL, "125/TP");
  g_autoptr (McDossier) returned = act (self, received->code, MC_ACTION_RETURN, NULL, NULL);

  g_assert_cmpstr (forwarded->holder, ==, "anh Tú");
  g_assert_cmpstr (done->result_number, ==, "125/TP");
  g_assert_cmpint (returned->state, ==, MC_STATE_RETURNED);
  g_assert_cmpint (returned->returned_at, ==, FIXTURE_NOW);
  g_assert_cmpuint (returned->events->len, ==, 4);
  assert_refused (self, received->code, MC_ACTION_FORWARD, NULL, "anh Tú", MC_ERROR_REJECTED);
  fixture_assert_sound (self);
}

static void
test_unknown (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_refused (self, "H15.50.05.13-261123-0999", MC_ACTION_FORWARD, NULL, NULL, MC_ERROR_NOT_FOUND);
  assert_refused (self, "", MC_ACTION_FORWARD, NULL, NULL, MC_ERROR_NOT_FOUND);
  g_assert_null (mc_desk_load (self->desk, "0999", &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NOT_FOUND);
}

/* In any case, with spaces anywhere: as it is read out, written by hand, or comes from a reader. */
static void
test_code_as_written (Fixture *self, gconstpointer data)
{
  static const char *const written[] = { "h15.50.05.13-261123-0101", "  H15.50.05.13 - 261123 - 0101 ", "H15.50.05.13-261123-0101\n" };
  g_autoptr (McDossier) dossier = fixture_receive (self, "NGUYỄN VĂN AN");

  for (guint i = 0; i < G_N_ELEMENTS (written); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (McDossier) loaded = mc_desk_load (self->desk, written[i], &error);
      g_autoptr (McDossier) acted = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (loaded->code, ==, dossier->code);
      acted = act (self, written[i], MC_ACTION_INFORM, "đã gọi", NULL);
      g_assert_true (mc_desk_note_print (self->desk, written[i], "01", TRUE, NULL));
    }
}

/* Once at most (NĐ 61/2018 Đ.19.9), to a later day, with a reason. */
static void
test_extension (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, "NGUYỄN VĂN AN");
  g_autoptr (McDossier) extended = NULL;
  const char *code = dossier->code, *reason = "chờ xác minh";

  assert_refused (self, code, MC_ACTION_EXTEND, reason, NULL, MC_ERROR_INVALID);
  assert_refused (self, code, MC_ACTION_EXTEND, reason, "tuần sau", MC_ERROR_INVALID);
  assert_refused (self, code, MC_ACTION_EXTEND, reason, "2026-11-26T16:30", MC_ERROR_INVALID);
  assert_refused (self, code, MC_ACTION_EXTEND, NULL, "2026-11-30T16:30", MC_ERROR_INVALID);
  extended = act (self, code, MC_ACTION_EXTEND, reason, "2026-11-30T16:30");
  assert_time (extended->due, "2026-11-30T16:30:00+07:00");
  assert_time (extended->due_first, "2026-11-26T16:30:00+07:00");
  g_assert_cmpint (extended->times_extended, ==, 1);
  assert_refused (self, code, MC_ACTION_EXTEND, reason, "2026-12-07T16:30", MC_ERROR_REJECTED);
  fixture_assert_sound (self);
}

/* The time begins anew once the dossier is complete (NĐ 61/2018 Đ.19.4). */
static void
test_supplement (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, "NGUYỄN VĂN AN");
  g_autoptr (McDossier) asked = NULL;
  g_autoptr (McDossier) complete = NULL;
  McHomeCounts counts;

  mc_clock_set (self->clock, FIXTURE_NOW + 86400);
  asked = act (self, dossier->code, MC_ACTION_REQUEST_SUPPLEMENT, "thiếu giấy ly hôn", NULL);
  g_assert_cmpint (asked->state, ==, MC_STATE_SUPPLEMENT);
  /* While the citizen is asked, the office's time stands: it is not overdue. */
  mc_clock_set (self->clock, FIXTURE_NOW + 7 * 86400);
  g_assert_true (mc_desk_home_counts (self->desk, &counts, NULL));
  g_assert_cmpint (counts.overdue, ==, 0);
  complete = act (self, dossier->code, MC_ACTION_SUPPLEMENT_RECEIVED, NULL, NULL);
  g_assert_cmpint (complete->state, ==, MC_STATE_PROCESSING);
  /* Received on Monday 30/11 in the morning, 3 working days: Thursday 3/12. */
  assert_time (complete->due, "2026-12-03T16:30:00+07:00");
  assert_time (complete->due_first, "2026-11-26T16:30:00+07:00");
  fixture_assert_sound (self);
}

static void
test_money (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");
  g_autoptr (McDossier) dossier = NULL;
  McHomeCounts counts;

  intake->fee = 8000;
  dossier = mc_desk_receive (self->desk, intake, NULL);
  mc_dossier_free (act (self, dossier->code, MC_ACTION_PAID, NULL, NULL));
  g_assert_true (mc_desk_home_counts (self->desk, &counts, NULL));
  g_assert_cmpint (counts.fees_today, ==, 8000);
  mc_dossier_free (act (self, dossier->code, MC_ACTION_REFUND, "thu nhầm", NULL));
  g_assert_true (mc_desk_home_counts (self->desk, &counts, NULL));
  g_assert_cmpint (counts.fees_today, ==, 0);
  fixture_assert_sound (self);
}

/* Only paper counts as printed; a rendered file shows in the history. */
static void
test_prints (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, "NGUYỄN VĂN AN");
  g_autoptr (McDossier) loaded = NULL;

  g_assert_true (mc_desk_note_print (self->desk, dossier->code, "01", TRUE, NULL));
  g_assert_true (mc_desk_note_print (self->desk, dossier->code, "01", FALSE, NULL));
  g_assert_true (mc_desk_note_print (self->desk, dossier->code, "01", TRUE, NULL));
  loaded = mc_desk_load (self->desk, dossier->code, NULL);
  g_assert_cmpuint (loaded->n_printed, ==, 2);
  g_assert_cmpuint (loaded->events->len, ==, 4);
  fixture_assert_sound (self);
}

/* Who looked at whose papers is in the audit stream (Luật 91/2025). */
static void
test_views (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, "NGUYỄN VĂN AN");

  for (int i = 1; i <= 2; i++)
    {
      mc_dossier_free (mc_desk_load (self->desk, dossier->code, NULL));
      g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM entry WHERE stream = 1"), ==, i);
    }
  fixture_assert_sound (self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/rules/a-receipt-decides-code-and-appointment", test_received);
  fixture_test ("/rules/one-ref-acts-once", test_same_ref);
  fixture_test ("/rules/an-empty-ref-is-none", test_empty_ref);
  fixture_test ("/rules/nothing-is-received-in-days-to-come", test_time_of_receipt);
  fixture_test ("/rules/a-desk-has-500-numbers-a-day", test_numbers_used_up);
  fixture_test ("/rules/what-is-unsound-is-not-received", test_invalid);
  fixture_test ("/rules/a-clock-behind-the-last-entry-is-confirmed-first", test_clock_behind);
  fixture_test ("/rules/the-real-caller-is-journalled", test_caller);
  fixture_test ("/rules/from-receipt-to-return", test_life);
  fixture_test ("/rules/an-unknown-code", test_unknown);
  fixture_test ("/rules/codes-as-people-write-them", test_code_as_written);
  fixture_test ("/rules/extended-once-to-a-later-day-with-a-reason", test_extension);
  fixture_test ("/rules/the-time-begins-anew-with-the-supplement", test_supplement);
  fixture_test ("/rules/money-taken-and-given-back", test_money);
  fixture_test ("/rules/paper-counts-as-printed", test_prints);
  fixture_test ("/rules/views-are-journalled", test_views);
  return g_test_run ();
}
