/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was taken down wrong is put right: the same dossier, the same code; and what should never have been taken down is voided. */
#include "store-fixture.h"

#include <string.h>

#include "mc-error.h"

#define THIN "TRẦN VĂN TIN"
#define THINH "TRẦN VĂN THÌN"
#define MARRIAGE "1.000894" /* kết hôn: the same day, or five working days when it has to be verified */

/* The code of what @text finds; NULL for none. */
static char *
found (Fixture *self, const char *text)
{
  McListFilter filter = { .kind = MC_LIST_SEARCH, .text = text };
  g_autofree char *cursor = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = mc_desk_rows (self->desk, &filter, MC_DAY_NONE, MC_DAY_NONE, NULL, 10, &cursor, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, <=, 1);
  return rows->len == 1 ? g_strdup (((McDossier *) g_ptr_array_index (rows, 0))->code) : NULL;
}

static gint64
n_entries (Fixture *self)
{
  return fixture_int (self->folder, "SELECT count (*) FROM entry WHERE stream = 0");
}

static McDossier *
correct (Fixture *self, const char *code, const char *changes)
{
  g_autoptr (GError) error = NULL;
  McDossier *dossier = mc_desk_correct (self->desk, code, changes, "nhập sai", &error);

  g_assert_no_error (error);
  return dossier;
}

static void
assert_refused (Fixture *self, const char *code, const char *changes, const char *note, const char *sentence)
{
  gint64 before = n_entries (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_correct (self->desk, code, changes, note, &error);

  if (dossier != NULL)
    g_error ("%s was taken", changes);
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, sentence));
  g_assert_cmpint (n_entries (self), ==, before);
}

/* "Tên tôi là Thìn, không phải Tin": found by the right name and no more by the wrong one, which the history keeps. */
static void
test_name (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, THIN);
  g_autoptr (McIntake) right = mc_intake_copy (dossier->intake);
  g_autofree char *changes = NULL, *by_new = NULL, *text = NULL;
  g_autoptr (McDossier) corrected = NULL;
  const McEvent *event;

  g_free (right->applicant->name);
  right->applicant->name = g_strdup (THINH);
  changes = mc_desk_changes_between (dossier->intake, right);
  corrected = correct (self, dossier->code, changes);
  g_assert_cmpstr (corrected->code, ==, dossier->code);
  g_assert_cmpstr (corrected->intake->applicant->name, ==, THINH);
  g_assert_cmpint (corrected->state, ==, dossier->state);
  g_assert_cmpint (corrected->due, ==, dossier->due);
  g_assert_cmpstr (corrected->pin, ==, dossier->pin);
  g_assert_cmpint (corrected->received_at, ==, dossier->received_at);
  by_new = found (self, "trần văn thìn");
  g_assert_cmpstr (by_new, ==, dossier->code);
  g_assert_null (found (self, "trần văn tin"));
  event = g_ptr_array_index (corrected->events, corrected->events->len - 1);
  text = mc_desk_event_text (event);
  g_assert_nonnull (strstr (text, "Họ và tên: " THIN " → " THINH));
  g_assert_cmpstr (event->note, ==, "nhập sai");
  fixture_assert_sound (self);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, THIN);

  assert_refused (self, dossier->code, "{\"note\":\"x\"}", NULL, "reason");
  assert_refused (self, dossier->code, "{\"note\":\"x\"}", "  ", "reason");
  assert_refused (self, dossier->code, NULL, "nhập sai", "Nothing was changed");
  assert_refused (self, dossier->code, "{}", "nhập sai", "Nothing was changed");
  assert_refused (self, dossier->code, "{\"applicant\":{\"name\":\"\"}}", "nhập sai", "applicant");
  assert_refused (self, dossier->code, "{\"applicant\":null}", "nhập sai", "applicant");
  assert_refused (self, dossier->code, "{\"applicant\":7}", "nhập sai", "applicant");
  assert_refused (self, dossier->code, "{\"applicant\":{\"name\":\"AN\",\"id\":\"01514400123\",\"id_kind\":\"personal\"}}", "nhập sai", "12");
  assert_refused (self, dossier->code, "{\"procedure\":\"" MARRIAGE "\"}", "nhập sai", "procedure");
  assert_refused (self, dossier->code, "{\"received_at\":\"2026-11-20T08:00\"}", "nhập sai", "received_at");
  assert_refused (self, dossier->code, "{\"code\":\"X\"}", "nhập sai", "code");
  assert_refused (self, dossier->code, "[]", "nhập sai", "JSON");
  assert_refused (self, dossier->code, "{\"note\":", "nhập sai", "JSON");
  fixture_assert_sound (self);
}

/* An owner who had been forgotten, and one who had been put in by mistake. */
static void
test_owner (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, "LÒ THỊ HOA"), with = NULL, without = NULL;
  g_autofree char *code = NULL;

  with = correct (self, dossier->code, "{\"owner\":{\"name\":\"GIÀNG THỊ MỶ\",\"birth\":\"1944\"},\"authorisation\":{\"relation\":\"con\"}}");
  g_assert_cmpstr (with->intake->owner->name, ==, "GIÀNG THỊ MỶ");
  g_assert_cmpint (with->intake->owner->birth.year, ==, 1944);
  g_assert_cmpstr (with->intake->authorisation->relation, ==, "con");
  g_assert_cmpstr (with->intake->applicant->name, ==, "LÒ THỊ HOA");
  code = found (self, "giang thi my");
  g_assert_cmpstr (code, ==, dossier->code);
  fixture_assert_sound (self);
  without = correct (self, dossier->code, "{\"owner\":null,\"authorisation\":null}");
  g_assert_null (without->intake->owner);
  g_assert_null (without->intake->authorisation);
  g_assert_null (found (self, "giang thi my"));
  fixture_reopen (self);
  fixture_assert_sound (self);
}

/* The number is not told whole where the history is read. */
static void
test_number (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, THIN), first = NULL, second = NULL;
  const McEvent *event;

  first = correct (self, dossier->code, "{\"applicant\":{\"name\":\"" THIN "\",\"id\":\"015144001234\"}}");
  second = correct (self, dossier->code, "{\"applicant\":{\"name\":\"" THIN "\",\"id\":\"015144001235\"}}");
  event = g_ptr_array_index (second->events, second->events->len - 1);
  g_assert_nonnull (strstr (event->what, "Số giấy tờ: …234 → …235"));
  g_assert_null (strstr (event->what, "1234"));
  g_assert_cmpstr (second->intake->applicant->id_number, ==, "015144001235");
}

static void
note_print (Fixture *self, const char *code)
{
  g_autoptr (GError) error = NULL;

  mc_clock_set (self->clock, mc_clock_now (self->clock) + 60);
  mc_desk_note_print (self->desk, code, "01", TRUE, &error);
  g_assert_no_error (error);
}

static void
assert_marks (Fixture *self, const char *code, int expected_reprint, gint64 expected_replaces)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_load (self->desk, code, &error);
  gint64 replaces;
  int reprint;

  g_assert_no_error (error);
  mc_dossier_print_marks (dossier, &reprint, &replaces);
  g_assert_cmpint (reprint, ==, expected_reprint);
  g_assert_cmpint (replaces, ==, expected_replaces);
}

/* forms.md: "bản in lại lần n" of the same paper; "bản thay thế bản in lúc ..." of one that a correction made wrong. */
static void
test_marks (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, THIN), corrected = NULL, again = NULL;
  gint64 wrong;

  assert_marks (self, dossier->code, 0, 0);
  again = correct (self, dossier->code, "{\"note\":\"chưa in\"}"); /* before anything was on paper: nothing is replaced */
  assert_marks (self, dossier->code, 0, 0);
  note_print (self, dossier->code);
  assert_marks (self, dossier->code, 1, 0);
  note_print (self, dossier->code);
  wrong = mc_clock_now (self->clock);
  assert_marks (self, dossier->code, 2, 0);
  corrected = correct (self, dossier->code, "{\"applicant\":{\"name\":\"" THINH "\"}}");
  assert_marks (self, dossier->code, 0, wrong);
  note_print (self, dossier->code);
  assert_marks (self, dossier->code, 1, 0);
}

/* Another case is another time and another fee, counted from the receipt. */
static void
test_case (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("LÒ THỊ HOA");
  g_autoptr (McDossier) dossier = NULL, changed = NULL;
  g_autoptr (GError) error = NULL;

  g_free (intake->procedure_code);
  intake->procedure_code = g_strdup (MARRIAGE);
  dossier = mc_desk_receive (self->desk, intake, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mc_day_of_time (dossier->due), ==, FIXTURE_DAY);

  g_assert_null (mc_desk_act (self->desk, dossier->code, MC_ACTION_CHANGE_CASE, "phải xác minh", "khong-co", &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (mc_desk_act (self->desk, dossier->code, MC_ACTION_CHANGE_CASE, "phải xác minh", "thuong", &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (mc_desk_act (self->desk, dossier->code, MC_ACTION_CHANGE_CASE, NULL, "xac-minh", &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_clear_error (&error);

  mc_clock_set (self->clock, mc_clock_now (self->clock) + 3 * 86400);
  changed = mc_desk_act (self->desk, dossier->code, MC_ACTION_CHANGE_CASE, "phải xác minh", "xac-minh", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (changed->intake->case_key, ==, "xac-minh");
  g_assert_cmpint (mc_day_of_time (changed->due), ==, FIXTURE_DAY + 7); /* Monday and five working days */
  g_assert_cmpstr (changed->duration_text, ==, "5 ngày làm việc");
  fixture_assert_sound (self);
}

/* Before the transfer only, with a reason; the number is spent and stays in the book. */
static void
test_void (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, THIN), other = fixture_receive (self, "LÒ THỊ HOA"), voided = NULL, next = NULL, moved = NULL;
  McHomeCounts counts;
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_desk_act (self->desk, dossier->code, MC_ACTION_VOID, NULL, NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_clear_error (&error);
  voided = mc_desk_act (self->desk, dossier->code, MC_ACTION_VOID, "nhầm thủ tục", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (voided->state, ==, MC_STATE_VOID);
  code = found (self, "tran van tin");
  g_assert_cmpstr (code, ==, dossier->code);
  g_assert_true (mc_desk_home_counts (self->desk, &counts, &error));
  g_assert_cmpint (counts.not_forwarded_today, ==, 1); /* the other one */

  assert_refused (self, other->code, "{\"note\":\"x\"}", NULL, "reason");
  g_assert_null (mc_desk_correct (self->desk, dossier->code, "{\"note\":\"x\"}", "nhập sai", &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
  g_clear_error (&error);
  next = fixture_receive (self, THIN);
  g_assert_cmpstr (next->code, ==, "H15.50.05.13-261123-0103");

  moved = mc_desk_act (self->desk, next->code, MC_ACTION_FORWARD, NULL, "anh Tú", &error);
  g_assert_no_error (error);
  g_assert_null (mc_desk_act (self->desk, next->code, MC_ACTION_VOID, "nhầm", NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
  fixture_assert_sound (self);
}

/* Search, lists and counters follow, whatever else happens to the dossiers between. */
static void
test_many (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);

  for (int i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("NGƯỜI SỐ %d", i);
      g_autoptr (McDossier) dossier = fixture_receive (self, name);

      for (int j = 0; j < 6; j++)
        {
          g_autofree char *changes = g_strdup_printf ("{\"applicant\":{\"name\":\"NGƯỜI SỐ %d\"},\"owner\":%s}", g_rand_int_range (rand, 0, 40),
                                                      g_rand_boolean (rand) ? "{\"name\":\"CHỦ HỒ SƠ\",\"id\":\"015144001234\"}" : "null");
          g_autoptr (McDossier) corrected = mc_desk_correct (self->desk, dossier->code, changes, "nhập sai", NULL);

          fixture_random_act (self, rand, dossier->code);
        }
    }
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM entry WHERE CAST (body AS TEXT) ->> '$.action' = 'correct'"), >, 100);
  fixture_assert_sound (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/correct/the-right-name-is-found-and-the-wrong-one-is-told", test_name);
  fixture_test ("/correct/what-is-no-correction-is-refused-and-nothing-written", test_refused);
  fixture_test ("/correct/an-owner-comes-and-goes", test_owner);
  fixture_test ("/correct/of-a-number-three-digits-are-told", test_number);
  fixture_test ("/correct/a-slip-says-what-it-replaces", test_marks);
  fixture_test ("/correct/another-case-is-another-day", test_case);
  fixture_test ("/correct/voided-is-spent-and-found", test_void);
  fixture_test ("/correct/many-at-random-rebuilt-as-lived", test_many);
  return g_test_run ();
}
