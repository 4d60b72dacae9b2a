/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The province's number is the final order of a dossier's entries, on every store alike (architecture.md, "Order and
 * conflict"): whatever came first to a desk, the same order makes the same dossier. */
#include "two-desks.h"

#include "mc-error.h"
#include "mc-importer.h"

typedef struct
{
  McRun run;
  gboolean first_half; /* say only the first half of it */
} Numbers;

static gboolean
take_run (McTx *tx, gpointer data, GError **error)
{
  g_autoptr (McImporter) importer = mc_importer_new (tx);

  return mc_importer_run (importer, data, error) && mc_importer_finish (importer, NULL, error);
}

/* Numbers @first_n.. for entries @first_seq.. that @author wrote, said to @desk. */
static gboolean
number (Fixture *desk, Fixture *author, gint64 first_n, gint64 first_seq, gint64 count, GError **error)
{
  McRun run = { .first_n = first_n, .first_seq = first_seq, .count = count };

  g_assert_true (mc_hex_decode (mc_desk_origin (author->desk), run.origin, MC_ORIGIN_SIZE));
  return fixture_write (desk, take_run, &run, error);
}

static gint64
head_of (Fixture *self)
{
  g_autofree char *sql = g_strdup_printf ("SELECT max (seq) FROM entry e JOIN origin o ON o.n = e.origin"
                                          " WHERE stream = 0 AND hex (o.id) = upper ('%s')",
                                          mc_desk_origin (self->desk));

  return fixture_int (self->folder, sql);
}

static void
number_both (Two *two, Fixture *author, gint64 first_n, gint64 first_seq, gint64 count)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (number (&two->a, author, first_n, first_seq, count, &error));
  g_assert_true (number (&two->b, author, first_n, first_seq, count, &error));
}

/* Both acted; each believes it was first; the province says who was. */
static void
test_the_order_decides (Two *two, gconstpointer data)
{
  gboolean b_first = GPOINTER_TO_INT (data) != 0;
  McState state = b_first ? MC_STATE_WITHDRAWN : MC_STATE_PROCESSING;
  g_autofree char *code = two_receive (&two->a);
  gint64 received = head_of (&two->a), begun = head_of (&two->b);

  two_carry (&two->a, &two->b);
  two_act (&two->a, code, MC_ACTION_FORWARD);
  two_act (&two->b, code, MC_ACTION_WITHDRAW);
  two_exchange (two);
  two_assert_state (&two->a, code, MC_STATE_PROCESSING);
  two_assert_state (&two->b, code, MC_STATE_WITHDRAWN);

  number_both (two, &two->a, 1, 1, received);
  number_both (two, &two->b, b_first ? received + 1 : received + 2, begun + 1, 1);
  number_both (two, &two->a, b_first ? received + 2 : received + 1, received + 1, 1);
  two_assert_state (&two->a, code, state);
  two_assert_state (&two->b, code, state);
  g_assert_cmpint (two_n_conflicts (&two->a), ==, 1);
  g_assert_cmpint (two_n_conflicts (&two->b), ==, 1);
  two_assert_sound (two);
}

/* A print between two acts has its place too, and changes nothing of what conflicts. */
static void
test_no_number_stands_last (Two *two, gconstpointer data)
{
  g_autofree char *code = two_receive (&two->a);
  gint64 received = head_of (&two->a);

  two_carry (&two->a, &two->b);
  two_act (&two->a, code, MC_ACTION_FORWARD);
  two_act (&two->b, code, MC_ACTION_WITHDRAW);
  two_exchange (two);
  number_both (two, &two->a, 1, 1, received);
  /* B's has a number, A's has none yet: it stands behind, also where it was written. */
  number_both (two, &two->b, received + 1, head_of (&two->b), 1);
  two_assert_state (&two->a, code, MC_STATE_WITHDRAWN);
  two_assert_state (&two->b, code, MC_STATE_WITHDRAWN);
  two_assert_sound (two);
}

static void
test_runs_grow_together (Two *two, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 6; i++)
    g_free (two_receive (&two->a));
  two_carry (&two->a, &two->b);
  g_assert_true (number (&two->b, &two->a, 1, 1, 2, &error));
  g_assert_true (number (&two->b, &two->a, 5, 5, 2, &error));
  g_assert_cmpint (fixture_int (two->b.folder, "SELECT count (*) FROM numbered"), ==, 2);
  /* What lies over them and between them, once and again. */
  for (int i = 0; i < 2; i++)
    g_assert_true (number (&two->b, &two->a, 1, 1, 7, &error));
  g_assert_cmpint (fixture_int (two->b.folder, "SELECT sum (n_entries) FROM numbered"), ==, 7);
  g_assert_cmpint (fixture_int (two->b.folder, "SELECT max (first_n + n_entries) FROM numbered"), ==, 8);
  two_assert_sound (two);
}

static void
test_one_number_for_two (Two *two, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_free (two_receive (&two->a));
  g_free (two_receive (&two->b));
  two_exchange (two);
  g_assert_true (number (&two->b, &two->a, 1, 1, 2, &error));
  g_assert_false (number (&two->b, &two->b, 2, 1, 1, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (number (&two->b, &two->a, 9, 2, 1, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_CONFLICT);
  /* Nothing of it stayed. */
  g_assert_cmpint (fixture_int (two->b.folder, "SELECT sum (n_entries) FROM numbered"), ==, 2);
}

/* ---- taking in, with whose it is and whether it can be read -------------------------------------------------- */

static gboolean
take_all (McTx *tx, gpointer data, GError **error)
{
  GPtrArray *entries = data;
  g_autoptr (McImporter) importer = mc_importer_new (tx);

  for (guint i = 0; i < entries->len; i++)
    {
      gboolean is_new;

      if (!mc_importer_entry (importer, g_ptr_array_index (entries, i), &is_new, error))
        return FALSE;
    }
  return mc_importer_finish (importer, NULL, error);
}

static void
test_another_office (Two *two, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  gint64 before = fixture_int (two->b.folder, "SELECT count (*) FROM entry");

  g_free (two_receive (&two->a));
  entries = two_entries (&two->a);
  fixture_exec (two->b.folder, "UPDATE setting SET value = replace (value, 'H15.50.05.13', 'H15.50.05.14') WHERE key = 'office'");
  g_assert_false (fixture_write (&two->b, take_all, entries, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
  g_assert_cmpint (fixture_int (two->b.folder, "SELECT count (*) FROM entry"), ==, before);
  g_assert_cmpint (fixture_int (two->b.folder, "SELECT count (*) FROM origin"), ==, 1);
}

static void
test_taken_twice (Two *two, gconstpointer data)
{
  g_autofree char *code = two_receive (&two->a);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  two_act (&two->a, code, MC_ACTION_FORWARD);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) again = two_entries (&two->a);

      g_assert_true (fixture_write (&two->b, take_all, again, &error));
      g_assert_no_error (error);
    }
  two_assert_state (&two->b, code, MC_STATE_PROCESSING);
  g_assert_cmpint (fixture_int (two->b.folder, "SELECT count (*) FROM origin WHERE public_key IS NULL"), ==, 0);
  two_assert_sound (two);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  two_test ("/order/no-number-stands-last", test_no_number_stands_last);
  g_test_add ("/order/who-the-province-had-first-stands", Two, GINT_TO_POINTER (0), two_set_up, test_the_order_decides, two_tear_down);
  g_test_add ("/order/and-the-other-way-round", Two, GINT_TO_POINTER (1), two_set_up, test_the_order_decides, two_tear_down);
  two_test ("/order/runs-said-again-and-over-each-other-stay-one-order", test_runs_grow_together);
  two_test ("/order/one-number-for-two-entries-is-refused", test_one_number_for_two);
  two_test ("/order/entries-of-another-office-are-refused-and-leave-nothing", test_another_office);
  two_test ("/order/taking-in-twice-changes-nothing", test_taken_twice);
  return g_test_run ();
}
