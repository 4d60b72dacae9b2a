/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill -9 at any moment: what was acknowledged is there once, what was not can be sent again and is not doubled. MC_SOAK gives
 * more rounds. */
#include "store-fixture.h"

#include <signal.h>

#include "mc-error.h"

#define ROUNDS 25
#define LINES 12 /* sent in a round */
#define ROUNDS_PER_DAY 40 /* a desk has 500 numbers a day */

typedef struct
{
  Fixture *fixture;
  GRand *rand;
  GHashTable *acknowledged; /* code by ref */
  GPtrArray *open;          /* refs that were sent and not acknowledged */
  int n_refs;
} Killing;

/* The refs of this round: those that are open, sent again, and new ones. (transfer full) what to send */
static char *
lines_of_round (Killing *self)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  while (self->open->len < LINES)
    g_ptr_array_add (self->open, g_strdup_printf ("ref-%d", self->n_refs++));
  for (guint i = 0; i < self->open->len; i++)
    {
      g_autofree char *line = fixture_receiver_line (g_ptr_array_index (self->open, i));

      g_string_append (lines, line);
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static void
acknowledge (Killing *self, const char *answer)
{
  g_autofree char *ref = NULL, *code = NULL;
  guint index;

  /* The last one may be cut off in the middle: then nobody has read a code. */
  if (!fixture_receiver_answer (answer, &ref, &code))
    return;
  g_assert_true (g_ptr_array_find_with_equal_func (self->open, ref, g_str_equal, &index));
  g_ptr_array_remove_index (self->open, index);
  g_assert_true (g_hash_table_insert (self->acknowledged, g_steal_pointer (&ref), g_steal_pointer (&code)));
}

/* Feeds a child and kills it after some of its answers, at whatever it does then. */
static void
run_round (Killing *self)
{
  g_autofree char *lines = lines_of_round (self);
  g_autoptr (GSubprocess) child = fixture_receiver_new (self->fixture->folder, G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GDataInputStream) answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  int before_kill = g_rand_int_range (self->rand, 0, LINES);

  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (child), lines, strlen (lines), NULL, NULL, NULL));
  for (int i = 0;; i++)
    {
      g_autofree char *answer = NULL;

      if (i == before_kill)
        {
          /* Not always at the same place behind an answer. */
          g_usleep ((gulong) g_rand_int_range (self->rand, 0, 1500));
          g_subprocess_send_signal (child, SIGKILL);
        }
      answer = g_data_input_stream_read_line (answers, NULL, NULL, NULL);
      if (answer == NULL)
        break;
      acknowledge (self, answer);
    }
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
}

static void
assert_round (Killing *self)
{
  GHashTableIter iter;
  gpointer ref, code;

  fixture_open (self->fixture);
  fixture_assert_sound (self->fixture);
  g_hash_table_iter_init (&iter, self->acknowledged);
  while (g_hash_table_iter_next (&iter, &ref, &code))
    {
      g_autofree char *sql = g_strdup_printf (
          "SELECT group_concat (d.code) FROM entry e JOIN dossier d ON d.id = e.dossier WHERE CAST (e.body AS TEXT) ->> '$.ref' = '%s'",
          (const char *) ref);
      g_autofree char *stored = fixture_text (self->fixture->folder, sql);

      g_assert_cmpstr (stored, ==, code);
    }
  g_assert_cmpint (fixture_int (self->fixture->folder, "SELECT count (*) FROM dossier"), ==,
                   fixture_int (self->fixture->folder, "SELECT count (DISTINCT CAST (body AS TEXT) ->> '$.ref') FROM entry"));
  g_assert_cmpint (fixture_int (self->fixture->folder, "SELECT count (*) - count (DISTINCT code) FROM dossier"), ==, 0);
  g_assert_cmpint (fixture_int (self->fixture->folder, "SELECT count (*) FROM origin"), ==, 1);
  fixture_close (self->fixture);
}

/* One store, as long as its numbers of the day last. */
static void
kill_for_a_day (guint32 seed, int rounds)
{
  Fixture fixture = { 0 };
  Killing self = { .fixture = &fixture, .rand = g_rand_new_with_seed (seed) };

  g_test_message ("seed %u", seed);
  self.acknowledged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self.open = g_ptr_array_new_with_free_func (g_free);
  fixture_set_up (&fixture, NULL);
  fixture_close (&fixture);
  for (int i = 0; i < rounds; i++)
    {
      run_round (&self);
      if (i % 8 == 7 || i == rounds - 1)
        assert_round (&self);
    }
  g_assert_cmpuint (g_hash_table_size (self.acknowledged), >, (guint) rounds);
  fixture_tear_down (&fixture, NULL);
  g_hash_table_unref (self.acknowledged);
  g_ptr_array_unref (self.open);
  g_rand_free (self.rand);
}

static void
test_killed (void)
{
  int soak = fixture_soak (), rounds = soak > 1 ? ROUNDS * soak * 2 : ROUNDS;
  guint32 seed = g_test_rand_int ();

  for (; rounds > 0; rounds -= ROUNDS_PER_DAY)
    kill_for_a_day (seed++, MIN (rounds, ROUNDS_PER_DAY));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kill/what-was-acknowledged-is-there-once", test_killed);
  return g_test_run ();
}
