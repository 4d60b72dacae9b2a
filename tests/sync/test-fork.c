/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store that was set back without its noticing, by an image of its disk: the province knows more of its chain than it does, or knows
 * its numbers with other bytes (architecture.md, "Restore, copy, fork"). Nothing of either branch is lost. */
#include <string.h>

#include "mc-error.h"
#include "sync-office.h"

#define OFFICE "H15.50.05.13"

typedef struct
{
  MemoryHub *hub;
  GPtrArray *desks;
  SyncDesk *a, *b;
  char *backup; /* (owned) of a */
} Office;

static void
free_desk (gpointer data)
{
  sync_desk_clear (data);
  g_free (data);
}

static SyncDesk *
add_desk (Office *office, int number)
{
  SyncDesk *desk = g_new0 (SyncDesk, 1);

  sync_desk_init (desk, office->hub, number, number);
  g_ptr_array_add (office->desks, desk);
  return desk;
}

static void
receive (SyncDesk *desk, int n)
{
  for (int i = 0; i < n; i++)
    mc_dossier_free (fixture_receive (&desk->fixture, "SÙNG A CHU"));
}

static char *
newest (SyncDesk *desk)
{
  return fixture_text (desk->fixture.folder, "SELECT code FROM dossier ORDER BY id DESC LIMIT 1");
}

static void
act (SyncDesk *desk, const char *code, McAction action)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_act (desk->fixture.desk, code, action, "lý do", NULL, &error);

  g_assert_no_error (error);
}

static void
view (SyncDesk *desk, const char *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_load (desk->fixture.desk, code, &error);

  g_assert_no_error (error);
}

/* One dossier, known to all; an image of A's disk; two more, known to all. */
static void
set_up (Office *office, gconstpointer data)
{
  office->hub = memory_hub_new (OFFICE, FIXTURE_NOW);
  office->desks = g_ptr_array_new_with_free_func (free_desk);
  office->a = add_desk (office, 2);
  office->b = add_desk (office, 3);
  receive (office->a, 1);
  sync_settle (office->desks, office->hub);
  fixture_close (&office->a->fixture);
  office->backup = fixture_folder_new ();
  fixture_copy_folder (office->a->fixture.folder, office->backup);
  fixture_open (&office->a->fixture);
  receive (office->a, 2);
  sync_settle (office->desks, office->hub);
  sync_set_back (office->a, office->backup);
}

static void
tear_down (Office *office, gconstpointer data)
{
  g_ptr_array_unref (office->desks);
  memory_hub_free (office->hub);
  fixture_folder_remove (office->backup);
}

static gint64
n_dossiers (SyncDesk *desk)
{
  return fixture_int (desk->fixture.folder, "SELECT count (*) FROM dossier");
}

static void
settle (Office *office, gint64 dossiers, gint64 again)
{
  sync_settle (office->desks, office->hub);
  sync_assert_equal (office->desks, office->hub);
  for (guint i = 0; i < office->desks->len; i++)
    {
      SyncDesk *desk = g_ptr_array_index (office->desks, i);

      g_assert_cmpint (n_dossiers (desk), ==, dossiers);
      g_assert_cmpint (fixture_int (desk->fixture.folder,
                                    "SELECT count (*) FROM entry WHERE stream = 0 AND CAST (body AS TEXT) ->> '$.again' IS NOT NULL"),
                       ==, again);
    }
}

/* The image does not show by itself, or these would be tests of something else. */
static void
assert_did_not_show (Office *office)
{
  g_assert_cmpint (fixture_int (office->a->fixture.folder, "SELECT count (*) FROM entry WHERE CAST (body AS TEXT) LIKE"
                                                           " '{\"reason\":\"restore\"%'"),
                   ==, 0);
  g_assert_cmpint (n_dossiers (office->a), ==, 1);
}

static void
test_behind (Office *office, gconstpointer data)
{
  SyncResult result;

  assert_did_not_show (office);
  sync_exchange (office->a, office->hub, LINK_GOOD, NULL, &result);
  g_assert_true (result.behind && !result.fork);
  settle (office, 3, 0);
}

static void
test_fork (Office *office, gconstpointer data)
{
  g_autofree char *first = newest (office->a), *code = NULL;
  SyncResult result;

  assert_did_not_show (office);
  receive (office->a, 3);
  code = newest (office->a);
  act (office->a, code, MC_ACTION_FORWARD);
  act (office->a, first, MC_ACTION_FORWARD);
  view (office->a, code);
  sync_exchange (office->a, office->hub, LINK_GOOD, NULL, &result);
  g_assert_true (result.fork);
  g_assert_cmpint (result.fork_from, >, 1);
  settle (office, 6, 5);
  g_assert_cmpint (fixture_int (office->b->fixture.folder, "SELECT count (*) FROM dossier WHERE state = 4"), ==, 2);
}

/* As many as the lost branch has: the heads have one number and not one hash. */
static void
test_fork_of_equal_length (Office *office, gconstpointer data)
{
  receive (office->a, 2);
  settle (office, 5, 2);
}

/* B has the branch that goes, from the folder. */
static void
test_fork_by_folder (Office *office, gconstpointer data)
{
  SyncDesk *c = add_desk (office, 1);

  receive (office->a, 3);
  sync_by_folder (office->a, c);
  g_assert_cmpint (n_dossiers (c), ==, 0);
  sync_until_quiet (c, office->hub);
  receive (office->a, 1);
  sync_by_folder (office->a, c);
  settle (office, 7, 4);
}

/* B passes it on before A speaks. */
static void
test_passed_on (Office *office, gconstpointer data)
{
  SyncDesk *c = add_desk (office, 1);

  receive (office->a, 2);
  /* Knows nothing but the branch that goes. */
  fixture_exec (office->a->fixture.folder, "DELETE FROM ack");
  sync_by_folder (office->a, c);
  g_assert_cmpint (n_dossiers (c), ==, 3);
  settle (office, 5, 2);
}

/* It noticed something else before it spoke: the branch is of an origin that it was before. */
static void
test_former (Office *office, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  receive (office->a, 2);
  fixture_close (&office->a->fixture);
  fixture_exec (office->a->fixture.folder, "UPDATE local SET value = '00' WHERE key = 'mark'");
  fixture_open (&office->a->fixture);
  g_assert_true (mc_desk_answer_last_slip (office->a->fixture.desk, NULL, 0, &error));
  settle (office, 5, 2);
}

/* Set back once more, behind the origin it began the first time: that does show. */
static void
test_twice (Office *office, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  receive (office->a, 1);
  sync_until_quiet (office->a, office->hub);
  sync_set_back (office->a, office->backup);
  g_assert_true (mc_desk_answer_last_slip (office->a->fixture.desk, NULL, 0, &error));
  receive (office->a, 1);
  settle (office, 5, 1);
}

/* Nothing was received meanwhile: only who viewed what was written twice under one number. */
static void
test_audit_alone (Office *office, gconstpointer data)
{
  g_autofree char *code = NULL, *image = fixture_folder_new ();
  SyncResult result;
  gint64 n;

  settle (office, 3, 0);
  code = newest (office->a);
  fixture_close (&office->a->fixture);
  fixture_copy_folder (office->a->fixture.folder, image);
  fixture_open (&office->a->fixture);
  view (office->a, code);
  sync_until_quiet (office->a, office->hub);
  sync_set_back (office->a, image);
  mc_clock_set (office->a->fixture.clock, mc_clock_now (office->a->fixture.clock) + 60);
  view (office->a, code);
  sync_exchange (office->a, office->hub, LINK_GOOD, NULL, &result);
  g_assert_true (result.fork && result.behind);
  g_assert_cmpint (result.fork_from, ==, 0);
  sync_heal (office->a, &result);
  settle (office, 3, 0);
  n = fixture_int (office->a->fixture.folder,
                   "SELECT count (*) FROM entry WHERE stream = 1 AND CAST (body AS TEXT) ->> '$.again' IS NOT NULL");
  g_assert_cmpint (n, ==, 1);
  fixture_folder_remove (g_steal_pointer (&image));
}

static void
answer (SyncDesk *desk)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_desk_answer_last_slip (desk->fixture.desk, NULL, 0, &error));
  g_assert_no_error (error);
}

/* ---- work on the branch that goes --------------------------------------------------------------------------------------- */

static gint64
n_waiting (SyncDesk *desk)
{
  return fixture_int (desk->fixture.folder, "SELECT count (*) FROM waiting");
}

/* C has A's lost branch by the folder and works on it. In the province's branch those numbers are other dossiers. */
static SyncDesk *
work_on_lost_branch (Office *office, char **code)
{
  SyncDesk *c = add_desk (office, 1);

  receive (office->a, 2);
  *code = newest (office->a);
  fixture_exec (office->a->fixture.folder, "DELETE FROM ack");
  sync_by_folder (office->a, c);
  g_assert_cmpint (n_dossiers (c), ==, 3);
  act (c, *code, MC_ACTION_FORWARD);
  return c;
}

static void
assert_state (Office *office, const char *code, McState state)
{
  for (guint i = 0; i < office->desks->len; i++)
    {
      SyncDesk *desk = g_ptr_array_index (office->desks, i);
      g_autofree char *sql = g_strdup_printf ("SELECT group_concat (state) FROM dossier WHERE code = '%s' AND (origin, seq) IN"
                                              " (SELECT origin, seq FROM entry WHERE CAST (body AS TEXT) ->> '$.again' IS NOT NULL)",
                                              code);
      g_autofree char *states = fixture_text (desk->fixture.folder, sql), *wanted = g_strdup_printf ("%d", (int) state);

      g_assert_cmpstr (states, ==, wanted);
      g_assert_cmpint (n_waiting (desk), ==, 0);
      g_assert_cmpint (fixture_int (desk->fixture.folder, "SELECT count (*) FROM conflict"), ==, 0);
      g_assert_cmpint (fixture_int (desk->fixture.folder, "SELECT count (*) FROM dossier WHERE state <> 2"), ==, 1);
    }
}

static void
test_work_follows (Office *office, gconstpointer data)
{
  g_autofree char *code = NULL;

  work_on_lost_branch (office, &code);
  settle (office, 5, 2);
  assert_state (office, code, MC_STATE_PROCESSING);
}

/* C's work is at the province before A has spoken, and waits there and everywhere for the dossier it means. */
static void
test_work_comes_first (Office *office, gconstpointer data)
{
  g_autofree char *code = NULL;
  SyncDesk *c = work_on_lost_branch (office, &code);

  sync_until_quiet (c, office->hub);
  sync_until_quiet (office->b, office->hub);
  g_assert_cmpint (n_waiting (office->b), ==, 1);
  settle (office, 5, 2);
  assert_state (office, code, MC_STATE_PROCESSING);
}

/* What it stands on was said again too: it is no conflict. */
static void
test_work_on_work (Office *office, gconstpointer data)
{
  g_autofree char *code = NULL;
  SyncDesk *c = add_desk (office, 1);

  receive (office->a, 2);
  code = newest (office->a);
  act (office->a, code, MC_ACTION_FORWARD);
  fixture_exec (office->a->fixture.folder, "DELETE FROM ack");
  sync_by_folder (office->a, c);
  act (c, code, MC_ACTION_COMPLETE);
  sync_until_quiet (office->a, office->hub);
  settle (office, 5, 3);
  assert_state (office, code, MC_STATE_DONE);
}

/* What was said again is lost with its disk once more, after the province had it: it comes back, and what is said a third time does nothing. */
static void
test_said_again_once (Office *office, gconstpointer data)
{
  g_autofree char *code = NULL, *image = fixture_folder_new ();

  work_on_lost_branch (office, &code);
  fixture_close (&office->a->fixture);
  fixture_copy_folder (office->a->fixture.folder, image);
  fixture_open (&office->a->fixture);
  sync_until_quiet (office->a, office->hub);
  sync_set_back (office->a, image);
  answer (office->a);
  settle (office, 5, 4);
  assert_state (office, code, MC_STATE_PROCESSING);
  fixture_folder_remove (g_steal_pointer (&image));
}

/* ---- which number the desk has afterwards ------------------------------------------------------------------------------- */

static gint64
number_of (SyncDesk *desk)
{
  return fixture_int (desk->fixture.folder, "SELECT number FROM desk WHERE origin = (SELECT value FROM local WHERE key = 'origin')");
}

static void
wait_a_minute (Office *office)
{
  for (guint i = 0; i < office->desks->len; i++)
    {
      McClock *clock = ((SyncDesk *) g_ptr_array_index (office->desks, i))->fixture.clock;

      mc_clock_set (clock, mc_clock_now (clock) + 60);
    }
}

/* What comes back is the desk's own lost work, and no other desk that has its number; neither is what it lost the time before. */
static void
test_number_stays (Office *office, gconstpointer data)
{
  wait_a_minute (office);
  settle (office, 3, 0);
  answer (office->a);
  receive (office->a, 1);
  settle (office, 4, 0);
  g_assert_cmpint (number_of (office->a), ==, 2);

  sync_set_back (office->a, office->backup);
  wait_a_minute (office);
  answer (office->a);
  settle (office, 4, 0);
  receive (office->a, 1);
  settle (office, 5, 0);
  g_assert_cmpint (number_of (office->a), ==, 2);
  g_assert_cmpint (number_of (office->b), ==, 3);
}

/* A second machine goes on from a copy under the same number, and the first one lives: the second moves when it hears of that. */
static void
test_copy_moves (Office *office, gconstpointer data)
{
  SyncDesk *copy = g_new0 (SyncDesk, 1);

  settle (office, 3, 0);
  copy->token = 4;
  copy->late = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  copy->fixture = (Fixture) { .folder = fixture_folder_new (), .clock = mc_clock_new_fixed (mc_clock_now (office->b->fixture.clock) + 30) };
  fixture_close (&office->b->fixture);
  fixture_copy_folder (office->b->fixture.folder, copy->fixture.folder);
  fixture_open (&office->b->fixture);
  fixture_open (&copy->fixture);
  sync_desk_enrol (copy, office->hub);
  g_ptr_array_add (office->desks, copy);
  answer (copy);
  settle (office, 3, 0);
  g_assert_cmpint (number_of (copy), ==, 3);
  wait_a_minute (office);
  receive (office->b, 1);
  settle (office, 4, 0);
  g_assert_cmpint (number_of (office->b), ==, 3);
  g_assert_cmpint (number_of (copy), ==, 1);
}

#define office_test(path, func) g_test_add (path, Office, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  sync_use_memory ();
  g_test_init (&argc, &argv, NULL);
  office_test ("/fork/a-store-that-was-set-back-gets-its-own-work-again", test_behind);
  office_test ("/fork/what-it-wrote-meanwhile-is-said-again", test_fork);
  office_test ("/fork/of-equal-length", test_fork_of_equal_length);
  office_test ("/fork/another-desk-has-the-branch-that-goes", test_fork_by_folder);
  office_test ("/fork/another-desk-passes-it-on", test_passed_on);
  office_test ("/fork/of-an-origin-it-was-before", test_former);
  office_test ("/fork/twice", test_twice);
  office_test ("/fork/of-the-audit-stream-alone", test_audit_alone);
  office_test ("/fork/work-on-the-branch-that-goes-follows-it", test_work_follows);
  office_test ("/fork/work-on-the-branch-that-goes-comes-first", test_work_comes_first);
  office_test ("/fork/work-on-work-that-goes-is-no-conflict", test_work_on_work);
  office_test ("/fork/what-is-said-again-twice-is-there-once", test_said_again_once);
  office_test ("/fork/the-number-of-the-desk-stays", test_number_stays);
  office_test ("/fork/a-copy-takes-another-number-when-the-first-machine-lives", test_copy_moves);
  return g_test_run ();
}
