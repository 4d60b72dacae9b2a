/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk as the window uses it: answers come later, in the main context, and whatever happens meanwhile does no harm. */
#include "store-fixture.h"

#include "mc-error.h"

/* ---- waiting in the main context ----------------------------------------------------------------------------- */

typedef struct
{
  GAsyncResult *result; /* (nullable) until it came */
  GThread *thread;
} Answer;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = g_object_ref (result);
  answer->thread = g_thread_self ();
}

static void
wait_for (Answer *answer)
{
  /* Nothing answers before it is asked for: the caller has not returned to the main loop yet. */
  g_assert_null (answer->result);
  while (answer->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (answer->thread == g_thread_self ());
}

static void
answer_clear (Answer *answer)
{
  g_clear_object (&answer->result);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
count_cb (McDesk *desk, gpointer user_data)
{
  (*(int *) user_data)++;
}

/* ---- receiving and acting ------------------------------------------------------------------------------------------ */

static McDossier *
receive (Fixture *self, McIntake *intake, GError **error)
{
  g_auto (Answer) answer = { 0 };

  mc_desk_receive_async (self->desk, intake, NULL, answered_cb, &answer);
  wait_for (&answer);
  return mc_desk_receive_finish (self->desk, answer.result, error);
}

static void
test_receive (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;
  int changed = 0;

  g_signal_connect (self->desk, "changed", G_CALLBACK (count_cb), &changed);
  dossier = receive (self, intake, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (dossier->code, ==, "H15.50.05.13-261123-0101");
  while (changed == 0)
    g_main_context_iteration (NULL, TRUE);
  fixture_assert_sound (self);
}

static void
test_receive_unsound (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("");
  g_autoptr (GError) error = NULL;

  g_assert_null (receive (self, intake, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
}

/* What the caller does to his intake afterwards is his matter. */
static void
test_receive_copies (Fixture *self, gconstpointer data)
{
  McIntake *intake = fixture_intake ("NGUYỄN VĂN AN");
  g_auto (Answer) answer = { 0 };
  g_autoptr (McDossier) dossier = NULL;

  mc_desk_receive_async (self->desk, intake, NULL, answered_cb, &answer);
  intake->applicant->name[0] = 'X';
  mc_intake_free (intake);
  wait_for (&answer);
  dossier = mc_desk_receive_finish (self->desk, answer.result, NULL);
  g_assert_cmpstr (dossier->intake->applicant->name, ==, "NGUYỄN VĂN AN");
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  mc_desk_receive_async (self->desk, intake, cancellable, answered_cb, &answer);
  wait_for (&answer);
  g_assert_null (mc_desk_receive_finish (self->desk, answer.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM dossier"), ==, 0);
}

/* First in, first out: the numbers are in the order of the calls. */
static void
test_order (Fixture *self, gconstpointer data)
{
  Answer answers[20] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");

      mc_desk_receive_async (self->desk, intake, NULL, answered_cb, &answers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *code = g_strdup_printf ("H15.50.05.13-261123-%04u", 101 + i);
      g_autoptr (McDossier) dossier = NULL;

      while (answers[i].result == NULL)
        g_main_context_iteration (NULL, TRUE);
      dossier = mc_desk_receive_finish (self->desk, answers[i].result, NULL);
      g_assert_cmpstr (dossier->code, ==, code);
      answer_clear (&answers[i]);
    }
}

/* The window closes behind a receipt under way: it is finished, and its answer finds its way. */
static void
test_close_with_work_queued (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");
  g_auto (Answer) answer = { 0 };
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  mc_desk_receive_async (self->desk, intake, NULL, answered_cb, &answer);
  mc_desk_close (self->desk);
  wait_for (&answer);
  dossier = mc_desk_receive_finish (self->desk, answer.result, &error);
  g_assert_no_error (error);
  answer_clear (&answer);
  g_clear_object (&self->desk);
  fixture_open (self);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM dossier"), ==, 1);
  fixture_assert_sound (self);
}

static void
test_act_print_load (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, "NGUYỄN VĂN AN");
  g_autoptr (McDossier) forwarded = NULL;
  g_autoptr (McDossier) loaded = NULL;
  g_autoptr (GError) error = NULL;

  {
    g_auto (Answer) answer = { 0 };

    mc_desk_act_async (self->desk, dossier->code, MC_ACTION_FORWARD, NULL, "anh Tú", NULL, answered_cb, &answer);
    wait_for (&answer);
    forwarded = mc_desk_act_finish (self->desk, answer.result, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (forwarded->holder, ==, "anh Tú");
  }
  {
    g_auto (Answer) answer = { 0 };

    mc_desk_act_async (self->desk, dossier->code, MC_ACTION_VOID, NULL, NULL, NULL, answered_cb, &answer);
    wait_for (&answer);
    g_assert_null (mc_desk_act_finish (self->desk, answer.result, &error));
    g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
    g_clear_error (&error);
  }
  {
    g_auto (Answer) answer = { 0 };

    mc_desk_note_print_async (self->desk, dossier->code, "01", TRUE, NULL, answered_cb, &answer);
    wait_for (&answer);
    g_assert_true (mc_desk_note_print_finish (self->desk, answer.result, &error));
  }
  {
    g_auto (Answer) answer = { 0 };

    mc_desk_load_async (self->desk, dossier->code, NULL, answered_cb, &answer);
    wait_for (&answer);
    loaded = mc_desk_load_finish (self->desk, answer.result, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (loaded->n_printed, ==, 1);
    g_assert_cmpuint (loaded->events->len, ==, 3);
  }
  /* The page is there at once; that it was looked at is journalled behind it, at the latest on closing. */
  fixture_reopen (self);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM entry WHERE stream = 1"), ==, 1);
}

static gboolean
receive_there_cb (gpointer user_data)
{
  mc_dossier_free (fixture_receive (user_data, "LÒ THỊ HOA"));
  return G_SOURCE_CONTINUE;
}

/* motcuactl or a second window wrote: this one says so. */
static void
test_changed_by_others (Fixture *self, gconstpointer data)
{
  Fixture other = { .folder = self->folder, .clock = self->clock };
  int changed = 0;
  guint source;

  g_signal_connect (self->desk, "changed", G_CALLBACK (count_cb), &changed);
  fixture_open (&other);
  /* Receipts go on until one of them is noticed, whenever this desk looked first. */
  source = g_timeout_add (200, receive_there_cb, &other);
  while (changed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  fixture_close (&other);
}

/* ---- drafts ---------------------------------------------------------------------------------------------------------- */

static void
save (Fixture *self, const char *id, const McIntake *intake, const char *focus)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  mc_desk_save_draft_async (self->desk, id, intake, focus, answered_cb, &answer);
  wait_for (&answer);
  g_assert_true (mc_desk_save_draft_finish (self->desk, answer.result, &error));
  g_assert_no_error (error);
}

static GPtrArray *
load_drafts (Fixture *self)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  GPtrArray *drafts;

  mc_desk_load_drafts_async (self->desk, answered_cb, &answer);
  wait_for (&answer);
  drafts = mc_desk_load_drafts_finish (self->desk, answer.result, &error);
  g_assert_no_error (error);
  return drafts;
}

/* A form left half filled, as it was: nothing that was typed is lost, be it ever so odd. */
static void
test_drafts (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) half = mc_intake_new ();
  g_autoptr (McIntake) other = fixture_intake ("LÒ THỊ HOA");
  g_autoptr (GPtrArray) drafts = NULL;
  McDraft *draft;

  half->applicant->name = g_strdup ("GIÀNG");
  half->applicant->birth = (McPartialDate) { 1944, 5, 0 };
  half->applicant->id_kind = MC_ID_KIND_PERSONAL;
  half->applicant->id_number = g_strdup ("0151");
  half->applicant->phone = g_strdup ("09");
  half->owner = mc_person_new ();
  half->sets = 3;
  half->note = g_strdup ("chờ giấy ly hôn");
  save (self, "a", half, "phone");
  mc_clock_set (self->clock, FIXTURE_NOW + 60);
  save (self, "b", other, NULL);
  fixture_reopen (self);

  drafts = load_drafts (self);
  g_assert_cmpuint (drafts->len, ==, 2);
  draft = g_ptr_array_index (drafts, 0);
  g_assert_cmpstr (draft->id, ==, "b");
  g_assert_cmpstr (draft->focus, ==, NULL);
  draft = g_ptr_array_index (drafts, 1);
  g_assert_cmpstr (draft->id, ==, "a");
  g_assert_cmpint (draft->saved_at, ==, FIXTURE_NOW);
  g_assert_cmpstr (draft->focus, ==, "phone");
  g_assert_cmpstr (draft->intake->applicant->name, ==, "GIÀNG");
  g_assert_cmpint (draft->intake->applicant->birth.year, ==, 1944);
  g_assert_cmpint (draft->intake->applicant->birth.month, ==, 5);
  g_assert_cmpint (draft->intake->applicant->id_kind, ==, MC_ID_KIND_PERSONAL);
  g_assert_cmpstr (draft->intake->applicant->id_number, ==, "0151");
  g_assert_cmpstr (draft->intake->applicant->phone, ==, "09");
  g_assert_nonnull (draft->intake->owner);
  g_assert_cmpint (draft->intake->sets, ==, 3);
  g_assert_cmpstr (draft->intake->note, ==, "chờ giấy ly hôn");
}

/* Emptied or dropped, it is gone; saved again, it is one. And none of it is journalled. */
static void
test_drafts_go (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("LÒ THỊ HOA");
  g_autoptr (McIntake) empty = mc_intake_new ();
  g_autoptr (GPtrArray) drafts = NULL;
  gint64 before = fixture_int (self->folder, "SELECT count (*) FROM entry");

  save (self, "a", intake, NULL);
  save (self, "a", intake, "name");
  save (self, "b", intake, NULL);
  save (self, "c", intake, NULL);
  save (self, "b", empty, NULL);
  mc_desk_drop_draft (self->desk, "c");
  mc_desk_drop_draft (self->desk, "never was");
  fixture_reopen (self);
  drafts = load_drafts (self);
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpstr (((McDraft *) g_ptr_array_index (drafts, 0))->focus, ==, "name");
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM entry"), ==, before);
}

/* One that cannot be read (a newer version wrote it) hides no other one. */
static void
test_draft_unreadable (Fixture *self, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("LÒ THỊ HOA");
  g_autoptr (GPtrArray) drafts = NULL;

  save (self, "a", intake, NULL);
  fixture_exec (self->folder, "INSERT INTO draft VALUES ('x', 1, '{\"channel\":\"drone\"}', NULL)");
  g_test_expect_message ("mc-store", G_LOG_LEVEL_WARNING, "*draft*");
  drafts = load_drafts (self);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM draft"), ==, 2);
}

/* ---- people ----------------------------------------------------------------------------------------------------------- */

static void
receive_person (Fixture *self, const char *name, const char *id, const char *phone, const char *address, const char *owner)
{
  g_autoptr (McIntake) intake = fixture_intake (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;

  intake->applicant->id_kind = id != NULL ? MC_ID_KIND_CMND : MC_ID_KIND_NONE;
  intake->applicant->id_number = g_strdup (id);
  intake->applicant->phone = g_strdup (phone);
  intake->applicant->address = g_strdup (address);
  if (owner != NULL)
    {
      intake->owner = mc_person_new ();
      intake->owner->name = g_strdup (owner);
    }
  mc_clock_set (self->clock, mc_clock_now (self->clock) + 60);
  dossier = mc_desk_receive (self->desk, intake, &error);
  g_assert_no_error (error);
}

/* Names and addresses of those found, in order. */
static void
assert_people (Fixture *self, const char *text, guint limit, const char *expected)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GString) found = g_string_new (NULL);

  mc_desk_find_people_async (self->desk, text, limit, NULL, answered_cb, &answer);
  wait_for (&answer);
  people = mc_desk_find_people_finish (self->desk, answer.result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < people->len; i++)
    {
      const McPerson *person = g_ptr_array_index (people, i);

      g_string_append_printf (found, "%s%s (%s)", i > 0 ? ", " : "", person->name, person->address != NULL ? person->address : "");
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_people (Fixture *self, gconstpointer data)
{
  receive_person (self, "NGUYỄN THỊ HƯƠNG", "012345678", "0987654321", "thôn cũ", NULL);
  receive_person (self, "NGUYỄN THỊ HƯƠNG", "012345678", "0987654321", "thôn mới", NULL);
  receive_person (self, "NGUYỄN THỊ HƯỜNG", "112345678", NULL, "Nà Lốc", NULL);
  receive_person (self, "LÒ VĂN HẢI", NULL, NULL, "Bản Mới", "NGUYỄN THỊ HÀ");

  /* Once, with the newest details, whoever has the same number. */
  assert_people (self, "012345678", 10, "NGUYỄN THỊ HƯƠNG (thôn mới)");
  assert_people (self, "4321", 10, "NGUYỄN THỊ HƯƠNG (thôn mới)");
  assert_people (self, "0987 654 321", 10, "NGUYỄN THỊ HƯƠNG (thôn mới)");
  assert_people (self, "nguyen thi h", 10, "NGUYỄN THỊ HÀ (), NGUYỄN THỊ HƯỜNG (Nà Lốc), NGUYỄN THỊ HƯƠNG (thôn mới)");
  assert_people (self, "nguyen thi h", 2, "NGUYỄN THỊ HÀ (), NGUYỄN THỊ HƯỜNG (Nà Lốc)");
  assert_people (self, "nguyễn thị hương", 10, "NGUYỄN THỊ HƯƠNG (thôn mới), NGUYỄN THỊ HƯỜNG (Nà Lốc)");
  /* Half a syllable on the way, as Telex leaves it. */
  assert_people (self, "nguyê", 1, "NGUYỄN THỊ HÀ ()");
  assert_people (self, "lo van", 10, "LÒ VĂN HẢI (Bản Mới)");
  assert_people (self, "khong ai", 10, "");
  assert_people (self, "", 10, "");
}

/* ---- slips that are still to be printed ---------------------------------------------------------------------------- */

static char *
receive_at_window (Fixture *self, const char *name)
{
  g_autoptr (McIntake) intake = fixture_intake (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;

  intake->slip = TRUE;
  dossier = mc_desk_receive (self->desk, intake, &error);
  g_assert_no_error (error);
  return g_strdup (dossier->code);
}

static void
assert_unprinted (Fixture *self, const char *first, guint n)
{
  McListFilter filter = { .kind = MC_LIST_UNPRINTED, .desk = 2 };
  g_autofree char *cursor = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = mc_desk_rows (self->desk, &filter, MC_DAY_NONE, MC_DAY_NONE, NULL, 10, &cursor, &error);
  McHomeCounts counts;

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, n);
  if (n > 0)
    g_assert_cmpstr (((McDossier *) g_ptr_array_index (rows, 0))->code, ==, first);
  g_assert_true (mc_desk_home_counts (self->desk, &counts, &error));
  g_assert_cmpint (counts.unprinted, ==, n);
}

/* Saved and not printed: in the list, oldest first, until paper came out. A file is no paper, and what is closed waits for none; what came by
 * another way than the window never wanted a slip. */
static void
test_unprinted (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) by_shell = fixture_receive (self, "QUA DÒNG LỆNH"), acted = NULL;
  g_autofree char *first = receive_at_window (self, "NGƯỜI THỨ NHẤT"), *second = receive_at_window (self, "NGƯỜI THỨ HAI");
  g_autoptr (GError) error = NULL;

  assert_unprinted (self, first, 2);
  g_assert_true (mc_desk_note_print (self->desk, first, "01", FALSE, &error));
  assert_unprinted (self, first, 2);
  g_assert_true (mc_desk_note_print (self->desk, first, "01", TRUE, &error));
  assert_unprinted (self, second, 1);
  fixture_assert_sound (self);

  /* Something else happens to it first: it waits all the same, by the row alone. */
  acted = mc_desk_act (self->desk, second, MC_ACTION_FORWARD, NULL, "anh Tú", &error);
  g_assert_no_error (error);
  fixture_reopen (self);
  assert_unprinted (self, second, 1);
  fixture_assert_sound (self);
  mc_dossier_free (acted);
  acted = mc_desk_act (self->desk, second, MC_ACTION_STOP, "người dân rút", NULL, &error);
  g_assert_no_error (error);
  assert_unprinted (self, NULL, 0);
  fixture_assert_sound (self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/desk/a-receipt-answers-later-and-is-announced", test_receive);
  fixture_test ("/desk/an-unsound-receipt-answers-later-too", test_receive_unsound);
  fixture_test ("/desk/a-receipt-keeps-what-was-given", test_receive_copies);
  fixture_test ("/desk/a-cancelled-receipt-writes-nothing", test_cancelled);
  fixture_test ("/desk/receipts-keep-their-order", test_order);
  fixture_test ("/desk/closing-finishes-what-is-under-way", test_close_with_work_queued);
  fixture_test ("/desk/acts-prints-and-looks", test_act_print_load);
  fixture_test ("/desk/what-others-wrote-is-announced", test_changed_by_others);
  fixture_test ("/desk/drafts-survive-closing", test_drafts);
  fixture_test ("/desk/drafts-go-when-emptied-or-dropped", test_drafts_go);
  fixture_test ("/desk/an-unreadable-draft-hides-no-other", test_draft_unreadable);
  fixture_test ("/desk/people-of-earlier-dossiers", test_people);
  fixture_test ("/desk/slips-wait-until-they-are-on-paper", test_unprinted);
  return g_test_run ();
}
