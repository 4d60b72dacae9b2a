/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists as the window shows them: they load what is looked at, stand still under the hand, and are as long as Home says. */
#include "store-fixture.h"

#include "mc-error.h"

#define N 150 /* more than two pages */

static void
many_set_up (Fixture *self, gconstpointer data)
{
  fixture_set_up (self, NULL);
  for (int i = 0; i < N; i++)
    {
      g_autofree char *name = g_strdup_printf ("NGUYỄN THỊ HƯƠNG %d", i);

      mc_clock_set (self->clock, FIXTURE_NOW + i * 60);
      mc_dossier_free (fixture_receive (self, name));
    }
}

static McDossierList *
list_of (Fixture *self, McListKind kind, const char *text)
{
  McListFilter filter = { .kind = kind, .text = text, .state = MC_STATE_RECEIVED, .day = mc_desk_today (self->desk) };

  return mc_desk_list (self->desk, &filter);
}

static void
wait_complete (McDossierList *list)
{
  while (!mc_dossier_list_is_complete (list))
    g_main_context_iteration (NULL, TRUE);
}

static guint
length (McDossierList *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

/* The dossier at a position, once it has come. */
static const McDossier *
look_at (McDossierList *list, guint position)
{
  g_autoptr (McDossierRow) row = g_list_model_get_item (G_LIST_MODEL (list), position);

  g_assert_nonnull (row);
  while (!mc_dossier_row_is_loaded (row))
    g_main_context_iteration (NULL, TRUE);
  return mc_dossier_row_get_dossier (row);
}

static void
assert_code (McDossierList *list, guint position, guint number)
{
  g_autofree char *code = g_strdup_printf ("H15.50.05.13-261123-%04u", number);

  g_assert_cmpstr (look_at (list, position)->code, ==, code);
}

/* The number of the i-th dossier of the day: blocks of 100 (mc-code.h). */
static guint
number_of (guint i)
{
  return i < 100 ? 101 + i : 2101 + i - 100;
}

typedef struct
{
  guint position, removed, added, times;
} Change;

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Change *change = user_data;

  *change = (Change) { position, removed, added, change->times + 1 };
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(int *) user_data)++;
}

/* ---- lists by position ----------------------------------------------------------------------------------------- */

static void
test_loads_as_looked_at (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossierList) list = list_of (self, MC_LIST_ALL, NULL);
  g_autoptr (McDossierRow) first = NULL;
  g_autoptr (McDossierRow) last = NULL;
  Change change = { 0 };
  int loaded = 0;

  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), &change);
  g_assert_cmpuint (length (list), ==, 0);
  g_assert_false (mc_dossier_list_is_complete (list));
  wait_complete (list);
  g_assert_cmpuint (length (list), ==, N);
  g_assert_cmpuint (change.added, ==, N);
  g_assert_cmpuint (change.removed, ==, 0);

  /* A row is there before its content is. */
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_false (mc_dossier_row_is_loaded (first));
  g_assert_null (mc_dossier_row_get_dossier (first));
  g_signal_connect (first, "notify::loaded", G_CALLBACK (count_cb), &loaded);
  assert_code (list, 0, number_of (N - 1));
  g_assert_true (mc_dossier_row_is_loaded (first));
  g_assert_cmpint (loaded, ==, 1);
  g_assert_cmpstr (mc_dossier_row_get_dossier (first)->procedure_short, ==, "Xác nhận tình trạng hôn nhân");

  /* What lies on the same page came with it, other pages did not. */
  {
    g_autoptr (McDossierRow) same_page = g_list_model_get_item (G_LIST_MODEL (list), 10);

    g_assert_true (mc_dossier_row_is_loaded (same_page));
  }
  last = g_list_model_get_item (G_LIST_MODEL (list), N - 1);
  g_assert_false (mc_dossier_row_is_loaded (last));
  assert_code (list, N - 1, number_of (0));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), N));
  g_assert_cmpuint (change.times, ==, 1);
}

static void
test_every_row (Fixture *self, gconstpointer data)
{
  static const McListKind kinds[] = { MC_LIST_ALL, MC_LIST_STATE, MC_LIST_OPEN };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (McDossierList) list = list_of (self, kinds[i], NULL);

      wait_complete (list);
      g_assert_cmpuint (length (list), ==, N);
      /* All are due on one day: then in the order they came. */
      for (guint j = 0; j < N; j++)
        assert_code (list, j, kinds[i] == MC_LIST_OPEN ? number_of (j) : number_of (N - 1 - j));
    }
}

static void
receive_async_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_receive_finish (MC_DESK (source), result, &error);

  g_assert_no_error (error);
  (*(int *) user_data)++;
}

/* New ones are counted, and no row moves, seen or not. */
static void
test_stands_still (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossierList) list = list_of (self, MC_LIST_ALL, NULL);
  Change change = { 0 };
  int received = 0, notified = 0;

  wait_complete (list);
  assert_code (list, 0, number_of (N - 1));
  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), &change);
  g_signal_connect (list, "notify::n-new", G_CALLBACK (count_cb), &notified);
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (McIntake) intake = fixture_intake ("LÒ THỊ HOA");

      mc_desk_receive_async (self->desk, intake, NULL, receive_async_cb, &received);
    }
  while (received < 3 || mc_dossier_list_n_new (list) < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (mc_dossier_list_n_new (list), ==, 3);
  g_assert_cmpint (notified, >, 0);
  g_assert_cmpuint (change.times, ==, 0);
  g_assert_cmpuint (length (list), ==, N);
  for (guint i = 0; i < N; i++)
    assert_code (list, i, number_of (N - 1 - i));
}

/* A list outlives its rows' coming, and its desk. */
static void
test_dropped_early (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossierList) kept = list_of (self, MC_LIST_ALL, NULL);
  g_autoptr (McDossierRow) row = NULL;
  g_autoptr (McDossierRow) never = NULL;

  for (int i = 0; i < 5; i++)
    {
      McDossierList *list = list_of (self, i % 2 == 0 ? MC_LIST_ALL : MC_LIST_SEARCH, "nguyen");

      if (i > 1)
        {
          g_autoptr (McDossierRow) asked = NULL;

          while (length (list) == 0)
            g_main_context_iteration (NULL, TRUE);
          asked = g_list_model_get_item (G_LIST_MODEL (list), 0);
        }
      g_object_unref (list);
    }
  wait_complete (kept);
  row = g_list_model_get_item (G_LIST_MODEL (kept), 0);
  fixture_close (self);
  never = g_list_model_get_item (G_LIST_MODEL (kept), N - 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (mc_dossier_row_is_loaded (never));
  g_clear_object (&kept);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* ---- searches --------------------------------------------------------------------------------------------------------- */

/* It grows at its end as it is walked. */
static void
test_search_grows (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossierList) list = list_of (self, MC_LIST_SEARCH, "nguyen thi h");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint first_page;

  while (length (list) == 0)
    g_main_context_iteration (NULL, TRUE);
  first_page = length (list);
  g_assert_cmpuint (first_page, <, N);
  g_assert_false (mc_dossier_list_is_complete (list));
  for (guint i = 0; i < length (list) || !mc_dossier_list_is_complete (list); i++)
    {
      while (i >= length (list) && !mc_dossier_list_is_complete (list))
        g_main_context_iteration (NULL, TRUE);
      if (i >= length (list))
        break;
      assert_code (list, i, number_of (N - 1 - i));
      g_assert_true (g_hash_table_add (seen, g_strdup (look_at (list, i)->code)));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, N);
}

/* The marks typed first, then those without them; each dossier once. */
static void
test_search_marked (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossierList) list = NULL;

  for (int i = 0; i < 3; i++)
    {
      mc_clock_set (self->clock, mc_clock_now (self->clock) + 60);
      mc_dossier_free (fixture_receive (self, i == 1 ? "VỪ A HƯƠNG" : "VỪ A HƯỜNG"));
    }
  list = list_of (self, MC_LIST_SEARCH, "vừ a hương");
  wait_complete (list);
  g_assert_cmpuint (length (list), ==, 3);
  g_assert_cmpstr (look_at (list, 0)->intake->applicant->name, ==, "VỪ A HƯƠNG");
  assert_code (list, 1, number_of (N + 2));
  assert_code (list, 2, number_of (N));
}

static void
test_search_nothing (Fixture *self, gconstpointer data)
{
  static const char *const texts[] = { "", "  ", "không ai", "*", "\"" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (McDossierList) list = list_of (self, MC_LIST_SEARCH, texts[i]);

      wait_complete (list);
      g_assert_cmpuint (length (list), ==, 0);
    }
}

/* ---- Home --------------------------------------------------------------------------------------------------------------- */

static guint
length_of (Fixture *self, McListKind kind, McState state, McDay day)
{
  McListFilter filter = { .kind = kind, .state = state, .day = day };
  g_autoptr (McDossierList) list = mc_desk_list (self->desk, &filter);

  wait_complete (list);
  return length (list);
}

static void
home_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (mc_desk_home_counts_finish (MC_DESK (source), result, user_data, NULL));
}

/* A figure on Home is the length of the list behind it. */
static void
assert_home (Fixture *self)
{
  McDay today = mc_desk_today (self->desk);
  McHomeCounts counts = { .unsent = -1 }, plain;

  mc_desk_home_counts_async (self->desk, NULL, home_cb, &counts);
  while (counts.unsent == -1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (mc_desk_home_counts (self->desk, &plain, NULL));
  g_assert_cmpmem (&counts, sizeof counts, &plain, sizeof plain);
  for (int state = 0; state < MC_N_STATES; state++)
    g_assert_cmpint (counts.by_state[state], ==, length_of (self, MC_LIST_STATE, (McState) state, 0));
  g_assert_cmpint (counts.overdue, ==, length_of (self, MC_LIST_OVERDUE, 0, today));
  g_assert_cmpint (counts.due_today, ==, length_of (self, MC_LIST_DUE_ON, 0, today));
  g_assert_cmpint (counts.unsent, ==, fixture_int (self->folder, "SELECT count (*) FROM entry WHERE stream = 0"));
}

static void
test_home (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);

  assert_home (self);
  for (int i = 0; i < 60; i++)
    {
      g_autoptr (McIntake) intake = fixture_random_intake (rand);
      g_autoptr (McDossier) dossier = mc_desk_receive (self->desk, intake, NULL);

      g_ptr_array_add (codes, g_strdup (dossier->code));
      for (int j = 0; j < 2; j++)
        fixture_random_act (self, rand, g_ptr_array_index (codes, g_rand_int_range (rand, 0, (gint32) codes->len)));
      mc_clock_set (self->clock, mc_clock_now (self->clock) + g_rand_int_range (rand, 0, 30000));
      if (i % 15 == 14)
        assert_home (self);
    }
  fixture_assert_sound (self);
}

/* Two working days from a Friday are Monday and Tuesday. */
static void
test_due_soon (Fixture *self, gconstpointer data)
{
  McHomeCounts counts;

  /* Received on Monday, due on Thursday. */
  mc_dossier_free (fixture_receive (self, "LÒ THỊ HOA"));
  static const int soon[] = { 0, 1, 1, 0, 0 }, today[] = { 0, 0, 0, 1, 0 }, overdue[] = { 0, 0, 0, 0, 1 };

  for (int i = 0; i < 5; i++)
    {
      mc_clock_set (self->clock, FIXTURE_NOW + i * 86400);
      g_assert_true (mc_desk_home_counts (self->desk, &counts, NULL));
      g_assert_cmpint (counts.due_soon, ==, soon[i]);
      g_assert_cmpint (counts.due_today, ==, today[i]);
      g_assert_cmpint (counts.overdue, ==, overdue[i]);
    }
  /* Received on Friday, due on Wednesday: soon from Monday on. */
  mc_clock_set (self->clock, FIXTURE_NOW + 4 * 86400);
  mc_dossier_free (fixture_receive (self, "LÒ THỊ HOA"));
  for (int i = 4; i < 8; i++)
    {
      mc_clock_set (self->clock, FIXTURE_NOW + i * 86400);
      g_assert_true (mc_desk_home_counts (self->desk, &counts, NULL));
      g_assert_cmpint (counts.due_soon, ==, i == 7 ? 1 : 0);
    }
}

#define many_test(path, func) g_test_add (path, Fixture, NULL, many_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  many_test ("/list/loads-what-is-looked-at", test_loads_as_looked_at);
  many_test ("/list/every-row-is-in-its-place", test_every_row);
  many_test ("/list/stands-still-while-others-arrive", test_stands_still);
  many_test ("/list/dropped-while-it-loads", test_dropped_early);
  many_test ("/list/a-search-grows-as-it-is-walked", test_search_grows);
  many_test ("/list/a-search-brings-the-marks-typed-first", test_search_marked);
  many_test ("/list/a-search-for-nothing-finds-nothing", test_search_nothing);
  fixture_test ("/list/home-counts-are-the-lengths-of-the-lists", test_home);
  fixture_test ("/list/due-soon-counts-working-days", test_due_soon);
  return g_test_run ();
}
