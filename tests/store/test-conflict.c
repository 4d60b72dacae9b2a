/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two desks did to one dossier, or with one number, at once is neither lost nor silently overwritten (architecture.md,
 * "Order and conflict"). */
#include "two-desks.h"

#include "mc-code.h"
#include "mc-desk-sync.h"
#include "mc-error.h"
#include "mc-setting.h"

/* ---- two desks, one dossier ------------------------------------------------------------------------------------ */

static void
test_conflict (Two *two, gconstpointer data)
{
  g_autofree char *code = two_receive (&two->a);

  two_carry (&two->a, &two->b);
  two_act (&two->a, code, MC_ACTION_FORWARD);
  two_act (&two->b, code, MC_ACTION_WITHDRAW);
  two_exchange (two);
  /* Each keeps what it did first and puts the other's aside, for somebody to settle: nothing is dropped. */
  g_assert_cmpint (two_n_conflicts (&two->a), ==, 1);
  g_assert_cmpint (two_n_conflicts (&two->b), ==, 1);
  two_assert_state (&two->a, code, MC_STATE_PROCESSING);
  two_assert_state (&two->b, code, MC_STATE_WITHDRAWN);
  two_assert_sound (two);

  /* What stands on the conflict stands aside with it. */
  two_act (&two->a, code, MC_ACTION_COMPLETE);
  two_exchange (two);
  g_assert_cmpint (two_n_conflicts (&two->b), ==, 2);
  two_assert_state (&two->b, code, MC_STATE_WITHDRAWN);
  two_assert_sound (two);
}

/* Settled either way, a dossier that is read whole is what its row says: what was set aside for good does nothing, on no machine. */
static void
test_settled (Two *two, gconstpointer data)
{
  for (int take = 0; take < 2; take++)
    {
      McState wanted = take ? MC_STATE_SUPPLEMENT : MC_STATE_PROCESSING;
      g_autofree char *code = two_receive (&two->a);
      g_autoptr (GPtrArray) conflicts = NULL;
      g_autoptr (GError) error = NULL;

      two_carry (&two->a, &two->b);
      two_act (&two->a, code, MC_ACTION_FORWARD);
      two_act (&two->b, code, MC_ACTION_REQUEST_SUPPLEMENT);
      two_carry (&two->b, &two->a);
      conflicts = mc_desk_conflicts (two->a.desk, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (conflicts->len, ==, 1);
      g_assert_true (mc_desk_settle (two->a.desk, ((McConflictItem *) g_ptr_array_index (conflicts, 0))->entry, take, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (two_n_conflicts (&two->a), ==, 0);
      for (int again = 0; again < 2; again++)
        {
          g_autoptr (McDossier) whole = mc_desk_load (two->a.desk, code, &error);

          g_assert_no_error (error);
          g_assert_cmpint (whole->state, ==, wanted);
          two_assert_state (&two->a, code, wanted);
          fixture_reopen (&two->a);
        }
      fixture_assert_sound (&two->a);
    }
}

/* A print, a payment, a note never conflict, whatever came between. */
static void
test_additive (Two *two, gconstpointer data)
{
  static const McAction additive[] = { MC_ACTION_PAID, MC_ACTION_INFORM, MC_ACTION_LOST_SLIP };
  g_autofree char *code = two_receive (&two->a);

  two_carry (&two->a, &two->b);
  for (guint i = 0; i < G_N_ELEMENTS (additive); i++)
    {
      two_act (&two->a, code, additive[i]);
      two_act (&two->b, code, additive[G_N_ELEMENTS (additive) - 1 - i]);
      two_print (&two->a, code);
    }
  two_act (&two->b, code, MC_ACTION_FORWARD);
  two_print (&two->b, code);
  two_exchange (two);
  g_assert_cmpint (two_n_conflicts (&two->a) + two_n_conflicts (&two->b), ==, 0);
  two_assert_state (&two->a, code, MC_STATE_PROCESSING);
  two_assert_state (&two->b, code, MC_STATE_PROCESSING);
  g_assert_cmpint (fixture_int (two->a.folder, "SELECT printed FROM dossier"), ==, 4);
  g_assert_cmpint (fixture_int (two->b.folder, "SELECT printed FROM dossier"), ==, 4);
  two_assert_sound (two);

  /* And the next exclusive one, after all that, is in nobody's way. */
  two_act (&two->a, code, MC_ACTION_COMPLETE);
  two_print (&two->b, code);
  two_exchange (two);
  g_assert_cmpint (two_n_conflicts (&two->b), ==, 0);
  two_assert_state (&two->b, code, MC_STATE_DONE);
  two_assert_sound (two);
}

/* B worked on A's dossier, and C hears of B first. */
static void
test_work_before_its_dossier (Two *two, gconstpointer data)
{
  Fixture c = { 0 };
  g_autofree char *code = two_receive (&two->a), *another = two_receive (&two->a);
  g_autoptr (GPtrArray) entries = NULL;

  fixture_set_up (&c, GINT_TO_POINTER (4));
  two_carry (&two->a, &two->b);
  two_act (&two->b, code, MC_ACTION_FORWARD);
  two_print (&two->b, code);
  two_act (&two->b, another, MC_ACTION_WITHDRAW);
  entries = two_entries (&two->b);
  for (guint i = 0; i < entries->len; i++)
    {
      McEntry *entry = g_ptr_array_index (entries, i);
      McEntryRef own = { .seq = 1 };

      g_assert_true (mc_hex_decode (mc_desk_origin (two->b.desk), own.origin, MC_ORIGIN_SIZE));
      if (memcmp (entry->envelope.origin, own.origin, MC_ORIGIN_SIZE) == 0)
        g_assert_true (two_import (&c, entry, NULL, NULL));
    }
  g_assert_cmpint (fixture_int (c.folder, "SELECT count (*) FROM waiting"), ==, 3);
  fixture_assert_sound (&c);
  two_carry (&two->a, &c);
  g_assert_cmpint (fixture_int (c.folder, "SELECT count (*) FROM waiting"), ==, 0);
  two_assert_state (&c, code, MC_STATE_PROCESSING);
  two_assert_state (&c, another, MC_STATE_WITHDRAWN);
  g_assert_cmpint (fixture_int (c.folder, "SELECT sum (printed) FROM dossier"), ==, 1);
  g_assert_cmpint (two_n_conflicts (&c), ==, 0);
  fixture_assert_sound (&c);

  two_act (&c, code, MC_ACTION_COMPLETE);
  two_carry (&c, &two->a);
  g_assert_cmpint (two_n_conflicts (&two->a), ==, 0);
  fixture_tear_down (&c, NULL);
}

/* ---- two desks, one number --------------------------------------------------------------------------------------- */

typedef struct
{
  int number;
  gboolean take;
} Move;

static gboolean
look_for_double (McTx *tx, gpointer data, GError **error)
{
  Move *move = data;

  if (!mc_setting_desk_to_take (tx->db, tx->origin, &move->number, error))
    return FALSE;
  return move->number == 0 || !move->take || mc_setting_move_desk (tx, move->number, error);
}

static int
number_to_take (Fixture *self, gboolean take)
{
  Move move = { 0, take };
  g_autoptr (GError) error = NULL;

  fixture_write (self, look_for_double, &move, &error);
  g_assert_no_error (error);
  return move.number;
}

static void
test_one_number (Two *two, gconstpointer data)
{
  g_autoptr (GHashTable) given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int of_a, of_b;
  Fixture *mover;

  g_assert_cmpint (number_to_take (&two->a, FALSE), ==, 0);
  two_exchange (two);
  of_a = number_to_take (&two->a, FALSE);
  of_b = number_to_take (&two->b, FALSE);
  /* One of them, whoever asks; the office lists 1, 2 and 3. */
  g_assert_cmpint (MIN (of_a, of_b), ==, 0);
  g_assert_cmpint (MAX (of_a, of_b), ==, 1);
  mover = of_a != 0 ? &two->a : &two->b;
  g_assert_cmpint (number_to_take (mover, TRUE), ==, 1);
  two_exchange (two);
  g_assert_cmpint (number_to_take (&two->a, FALSE) + number_to_take (&two->b, FALSE), ==, 0);
  for (int i = 0; i < 3; i++)
    {
      g_assert_true (g_hash_table_add (given, two_receive (&two->a)));
      g_assert_true (g_hash_table_add (given, two_receive (&two->b)));
    }
  two_exchange (two);
  two_assert_sound (two);
  g_assert_cmpint (fixture_int (two->a.folder, "SELECT count (DISTINCT code) FROM dossier"), ==, 6);
}

static gboolean
take_number (McTx *tx, gpointer data, GError **error)
{
  return mc_setting_move_desk (tx, GPOINTER_TO_INT (data), error);
}

/* Nobody takes a number that another desk has. */
static void
test_number_taken (Two *two, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  two_exchange (two);
  g_assert_false (fixture_write (&two->a, take_number, GINT_TO_POINTER (3), &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (fixture_write (&two->a, take_number, GINT_TO_POINTER (5), &error));
  g_assert_no_error (error);
  two_assert_sound (two);
}

/* After a restore the desk keeps its number: what it was before is no other desk. */
static void
test_own_past_is_no_other_desk (Two *two, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  fixture_close (&two->a);
  mc_clock_set (two->a.clock, FIXTURE_NOW + 3600);
  fixture_exec (two->a.folder, "UPDATE local SET value = '00' WHERE key = 'mark'");
  fixture_open (&two->a);
  g_assert_cmpint (number_to_take (&two->a, FALSE), ==, 0);
  g_assert_cmpint (fixture_int (two->a.folder, "SELECT count (*) FROM origin"), ==, 2);
  g_assert_true (mc_desk_answer_last_slip (two->a.desk, NULL, 0, &error));
  two_exchange (two);
  g_assert_cmpint (number_to_take (&two->a, FALSE), ==, 0);
  code = two_receive (&two->a);
  two_exchange (two);
  two_assert_sound (two);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  two_test ("/conflict/exclusive-acts-of-two-desks-conflict", test_conflict);
  two_test ("/conflict/settled-the-dossier-is-what-its-row-says", test_settled);
  two_test ("/conflict/additive-acts-never-conflict", test_additive);
  two_test ("/conflict/work-may-come-before-its-dossier", test_work_before_its_dossier);
  g_test_add ("/conflict/of-two-desks-with-one-number-one-moves", Two, GINT_TO_POINTER (2), two_set_up, test_one_number,
              two_tear_down);
  two_test ("/conflict/nobody-takes-another-desk's-number", test_number_taken);
  two_test ("/conflict/a-desk's-own-past-is-no-other-desk", test_own_past_is_no_other_desk);
  return g_test_run ();
}
