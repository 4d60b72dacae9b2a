/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Window, shell and timer share one store: what several processes write at once is all there, and no number comes twice. */
#include "store-fixture.h"

#include "mc-error.h"

typedef struct
{
  GSubprocess *process;
  char *answers; /* what it printed */
  int *running;
} Child;

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Child *child = user_data;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8_finish (child->process, result, &child->answers, NULL, &error);
  g_assert_no_error (error);
  (*child->running)--;
}

/* Each of @n children gets @n_lines lines; with @shared they all get the same ones. */
static void
run_children (Fixture *self, Child *children, int n, int n_lines, gboolean shared)
{
  int running = n;

  for (int i = 0; i < n; i++)
    {
      g_autoptr (GString) input = g_string_new (NULL);

      for (int j = 0; j < n_lines; j++)
        {
          g_autofree char *ref = g_strdup_printf ("%d/%d", shared ? 0 : i, j);
          g_autofree char *line = fixture_receiver_line (ref);

          g_string_append (input, line);
        }
      children[i].process = fixture_receiver_new (self->folder, G_SUBPROCESS_FLAGS_NONE);
      children[i].running = &running;
      g_subprocess_communicate_utf8_async (children[i].process, input->str, NULL, finished_cb, &children[i]);
    }
  while (running > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Every line acknowledged; the codes by ref. @codes: new ones are added, known ones must be the same. */
static void
take_answers (Child *child, int n_lines, GHashTable *codes)
{
  g_auto (GStrv) lines = g_strsplit (child->answers, "\n", -1);

  g_assert_true (g_subprocess_get_successful (child->process));
  g_assert_cmpint ((int) g_strv_length (lines) - 1, ==, n_lines);
  for (int i = 0; i < n_lines; i++)
    {
      char *ref = NULL, *code = NULL;

      g_assert_true (fixture_receiver_answer (lines[i], &ref, &code));
      if (g_hash_table_contains (codes, ref))
        g_assert_cmpstr (g_hash_table_lookup (codes, ref), ==, code);
      g_hash_table_replace (codes, ref, code);
    }
  g_clear_object (&child->process);
  g_clear_pointer (&child->answers, g_free);
}

static void
assert_store (Fixture *self, GHashTable *codes)
{
  GHashTableIter iter;
  gpointer ref, code;

  fixture_reopen (self);
  fixture_assert_sound (self);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM dossier"), ==, g_hash_table_size (codes));
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (DISTINCT code) FROM dossier"), ==, g_hash_table_size (codes));
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM origin"), ==, 1);
  g_hash_table_iter_init (&iter, codes);
  while (g_hash_table_iter_next (&iter, &ref, &code))
    {
      g_autofree char *sql
          = g_strdup_printf ("SELECT code FROM ref JOIN dossier ON id = dossier WHERE ref = '%s'", (const char *) ref);
      g_autofree char *stored = fixture_text (self->folder, sql);

      g_assert_cmpstr (stored, ==, code);
    }
}

static GHashTable *
codes_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
test_at_once (Fixture *self, gconstpointer data)
{
  /* A desk has 500 numbers a day. */
  int n = GPOINTER_TO_INT (data), n_lines = 160 / n * MIN (fixture_soak (), 3);
  g_autoptr (GHashTable) codes = codes_new ();
  Child children[4] = { 0 };

  fixture_close (self);
  run_children (self, children, n, n_lines, FALSE);
  for (int i = 0; i < n; i++)
    take_answers (&children[i], n_lines, codes);
  g_assert_cmpuint (g_hash_table_size (codes), ==, (guint) (n * n_lines));
  fixture_open (self);
  assert_store (self, codes);
}

/* The same papers sent by two at once, and once more after: received once, and everybody hears the same code. */
static void
test_same_refs (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) codes = codes_new ();
  Child children[2] = { 0 };

  fixture_close (self);
  for (int round = 0; round < 2; round++)
    {
      run_children (self, children, 2, 60, TRUE);
      for (int i = 0; i < 2; i++)
        take_answers (&children[i], 60, codes);
    }
  g_assert_cmpuint (g_hash_table_size (codes), ==, 60);
  fixture_open (self);
  assert_store (self, codes);
}

/* The window stays open, receives and works while others write. */
static void
test_beside_a_window (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) codes = codes_new ();
  Child children[2] = { 0 };
  int running = 2;

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GString) input = g_string_new (NULL);

      for (int j = 0; j < 40; j++)
        {
          g_autofree char *ref = g_strdup_printf ("%d/%d", i, j);
          g_autofree char *line = fixture_receiver_line (ref);

          g_string_append (input, line);
        }
      children[i].process = fixture_receiver_new (self->folder, G_SUBPROCESS_FLAGS_NONE);
      children[i].running = &running;
      g_subprocess_communicate_utf8_async (children[i].process, input->str, NULL, finished_cb, &children[i]);
    }
  for (int i = 0; i < 40; i++)
    {
      g_autofree char *ref = g_strdup_printf ("window/%d", i);
      g_autoptr (McIntake) intake = fixture_intake ("LÒ THỊ HOA");
      g_autoptr (GError) error = NULL;
      g_autoptr (McDossier) dossier = NULL;
      g_autoptr (McDossier) forwarded = NULL;

      intake->ref = g_strdup (ref);
      dossier = mc_desk_receive (self->desk, intake, &error);
      g_assert_no_error (error);
      forwarded = mc_desk_act (self->desk, dossier->code, MC_ACTION_FORWARD, NULL, "anh Tú", &error);
      g_assert_no_error (error);
      g_hash_table_replace (codes, g_strdup (ref), g_strdup (dossier->code));
    }
  while (running > 0)
    g_main_context_iteration (NULL, TRUE);
  for (int i = 0; i < 2; i++)
    take_answers (&children[i], 40, codes);
  assert_store (self, codes);
}

/* @data is how many children there are, not a desk. */
static void
children_set_up (Fixture *self, gconstpointer data)
{
  fixture_set_up (self, NULL);
}

#define children_test(path, n) g_test_add (path, Fixture, GINT_TO_POINTER (n), children_set_up, test_at_once, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  children_test ("/processes/two-at-once-lose-nothing-and-give-no-number-twice", 2);
  children_test ("/processes/four-at-once-lose-nothing-and-give-no-number-twice", 4);
  fixture_test ("/processes/one-ref-acts-once-whoever-sends-it", test_same_refs);
  fixture_test ("/processes/a-window-stays-open-beside-them", test_beside_a_window);
  return g_test_run ();
}
