/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two stores of one office exchange entries: nothing twice, nothing out of its chain, and what two desks did to one dossier at
 * once is neither lost nor silently overwritten (architecture.md, "Order and conflict"). */
#include "store-fixture.h"

#include "mc-code.h"
#include "mc-error.h"
#include "mc-projection.h"
#include "mc-setting.h"

/* ---- carrying entries ------------------------------------------------------------------------------------- */

static void
entry_free (gpointer data)
{
  mc_entry_clear (data);
  g_free (data);
}

/* An entry as it travels: nothing of it belongs to one store. */
static McEntry *
travelling (const McEntry *entry)
{
  McEntry *copy = g_new0 (McEntry, 1);
  gsize size;
  const char *text = g_bytes_get_data (entry->envelope_bytes, &size);

  g_assert_true (mc_envelope_decode (text, size, &copy->envelope, NULL));
  copy->envelope_bytes = g_bytes_ref (entry->envelope_bytes);
  copy->body = entry->body != NULL ? g_bytes_ref (entry->body) : NULL;
  memcpy (copy->body_hash, entry->body_hash, MC_HASH_SIZE);
  memcpy (copy->hash, entry->hash, MC_HASH_SIZE);
  return copy;
}

static gboolean
collect_one (const McEntry *entry, gpointer data, GError **error)
{
  g_ptr_array_add (data, travelling (entry));
  return TRUE;
}

static gboolean
collect (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return mc_journal_foreach (db, 0, 0, collect_one, data, error);
}

static GPtrArray *
entries_of (Fixture *self)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GError) error = NULL;

  mc_store_read (fixture_store (self), collect, entries, &error);
  g_assert_no_error (error);
  return entries;
}

typedef struct
{
  McEntry *entry;
  gboolean is_new;
} Parcel;

static gboolean
take_in (McTx *tx, gpointer data, GError **error)
{
  Parcel *parcel = data;

  return mc_journal_import (tx, parcel->entry, &parcel->is_new, error) &&
         (!parcel->is_new || mc_projection_apply (tx->db, parcel->entry, error));
}

static gboolean
import_one (Fixture *to, const McEntry *entry, gboolean *is_new, GError **error)
{
  Parcel parcel = { travelling (entry), FALSE };
  gboolean ok = fixture_write (to, take_in, &parcel, error);

  if (is_new != NULL)
    *is_new = parcel.is_new;
  entry_free (parcel.entry);
  return ok;
}

/* All that @from has, to @to. Returns how many were new there. */
static guint
carry (Fixture *from, Fixture *to)
{
  g_autoptr (GPtrArray) entries = entries_of (from);
  guint n_new = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean is_new;

      import_one (to, g_ptr_array_index (entries, i), &is_new, &error);
      g_assert_no_error (error);
      n_new += is_new ? 1 : 0;
    }
  return n_new;
}

/* ---- two desks ------------------------------------------------------------------------------------------------ */

typedef struct
{
  Fixture a, b; /* desks 2 and 3 */
} Two;

static void
two_set_up (Two *two, gconstpointer data)
{
  fixture_set_up (&two->a, GINT_TO_POINTER (2));
  fixture_set_up (&two->b, data != NULL ? data : GINT_TO_POINTER (3));
}

static void
two_tear_down (Two *two, gconstpointer data)
{
  fixture_tear_down (&two->a, NULL);
  fixture_tear_down (&two->b, NULL);
}

static void
exchange (Two *two)
{
  carry (&two->a, &two->b);
  carry (&two->b, &two->a);
}

static void
assert_sound (Two *two)
{
  fixture_assert_sound (&two->a);
  fixture_assert_sound (&two->b);
}

static McDossier *
act (Fixture *self, const char *code, McAction action)
{
  g_autoptr (GError) error = NULL;
  McDossier *dossier = mc_desk_act (self->desk, code, action, "lý do", NULL, &error);

  g_assert_no_error (error);
  return dossier;
}

static void
do_act (Fixture *self, const char *code, McAction action)
{
  g_autoptr (McDossier) dossier = act (self, code, action);
}

static void
do_print (Fixture *self, const char *code)
{
  g_autoptr (GError) error = NULL;

  mc_desk_note_print (self->desk, code, "01", TRUE, &error);
  g_assert_no_error (error);
}

static char *
receive (Fixture *self)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, "LÒ THỊ HOA");

  return g_strdup (dossier->code);
}

/* The same in the row that lists show and in the dossier folded from its entries. */
static void
assert_state (Fixture *self, const char *code, McState state)
{
  g_autofree char *sql = g_strdup_printf ("SELECT state FROM dossier WHERE code = '%s'", code);
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (fixture_int (self->folder, sql), ==, state);
  dossier = mc_desk_load (self->desk, code, &error);
  g_assert_no_error (error);
  g_assert_cmpint (dossier->state, ==, state);
}

static gint64
n_conflicts (Fixture *self)
{
  return fixture_int (self->folder, "SELECT count (*) FROM conflict");
}

static gint64
n_entries (Fixture *self)
{
  return fixture_int (self->folder, "SELECT count (*) FROM entry");
}

static void
test_exchange (Two *two, gconstpointer data)
{
  g_autofree char *of_a = receive (&two->a), *of_b = receive (&two->b);
  gint64 before;

  do_act (&two->a, of_a, MC_ACTION_FORWARD);
  exchange (two);
  assert_state (&two->a, of_a, MC_STATE_PROCESSING);
  assert_state (&two->b, of_a, MC_STATE_PROCESSING);
  assert_state (&two->a, of_b, MC_STATE_RECEIVED);
  g_assert_cmpint (mc_desk_office (two->b.desk)->desk, ==, 3);
  assert_sound (two);

  /* Once more brings nothing. */
  exchange (two);
  before = n_entries (&two->a);
  g_assert_cmpuint (carry (&two->b, &two->a), ==, 0);
  g_assert_cmpint (n_entries (&two->a), ==, before);
  assert_sound (two);

  /* And the work goes on, each on what the other received. */
  do_act (&two->b, of_a, MC_ACTION_COMPLETE);
  do_act (&two->a, of_b, MC_ACTION_FORWARD);
  exchange (two);
  assert_state (&two->a, of_a, MC_STATE_DONE);
  assert_state (&two->b, of_b, MC_STATE_PROCESSING);
  g_assert_cmpint (n_conflicts (&two->a) + n_conflicts (&two->b), ==, 0);
  assert_sound (two);
}

/* Another desk's dossiers are found, counted and listed like one's own. */
static void
test_projections (Two *two, gconstpointer data)
{
  g_autofree char *code = receive (&two->a), *mine = receive (&two->b), *cursor = NULL;
  McListFilter filter = { .kind = MC_LIST_SEARCH, .text = "lo thi h" };
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  McHomeCounts counts;

  carry (&two->a, &two->b);
  found = mc_desk_rows (two->b.desk, &filter, MC_DAY_NONE, MC_DAY_NONE, NULL, 10, &cursor, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_true (mc_desk_home_counts (two->b.desk, &counts, &error));
  g_assert_cmpint (counts.received_today, ==, 2);
  g_assert_cmpint (counts.by_state[MC_STATE_RECEIVED], ==, 2);
}

/* ---- what is refused ---------------------------------------------------------------------------------------- */

/* Brings all before the last entry over; returns the last. */
static McEntry *
all_but_last (Two *two, GPtrArray *entries)
{
  for (guint i = 0; i + 1 < entries->len; i++)
    g_assert_true (import_one (&two->b, g_ptr_array_index (entries, i), NULL, NULL));
  return g_ptr_array_index (entries, entries->len - 1);
}

static void
assert_import_fails (Two *two, const McEntry *entry, McError code)
{
  gint64 before = n_entries (&two->b);
  g_autoptr (GError) error = NULL;

  g_assert_false (import_one (&two->b, entry, NULL, &error));
  g_assert_error (error, MC_ERROR, (int) code);
  g_assert_cmpint (n_entries (&two->b), ==, before);
}

static void
test_gap (Two *two, gconstpointer data)
{
  g_autofree char *first = receive (&two->a), *second = receive (&two->a);
  g_autoptr (GPtrArray) entries = entries_of (&two->a);

  for (guint i = 1; i < entries->len; i++)
    assert_import_fails (two, g_ptr_array_index (entries, i), MC_ERROR_REJECTED);
  g_assert_true (import_one (&two->b, g_ptr_array_index (entries, 0), NULL, NULL));
  assert_import_fails (two, g_ptr_array_index (entries, 2), MC_ERROR_REJECTED);
  carry (&two->a, &two->b);
  assert_sound (two);
}

static GBytes *
with_byte_changed (GBytes *bytes)
{
  gsize size;
  const guint8 *old = g_bytes_get_data (bytes, &size);
  guint8 *changed = g_memdup2 (old, size);

  changed[size / 2] ^= 1;
  return g_bytes_new_take (changed, size);
}

static void
test_altered (Two *two, gconstpointer data)
{
  g_autofree char *code = receive (&two->a);
  g_autoptr (GPtrArray) entries = entries_of (&two->a);
  McEntry *last = all_but_last (two, entries);
  McEntry altered = *last;

  altered.body = with_byte_changed (last->body);
  assert_import_fails (two, &altered, MC_ERROR_REJECTED);
  g_bytes_unref (altered.body);
  altered = *last;
  altered.hash[0] ^= 1;
  assert_import_fails (two, &altered, MC_ERROR_REJECTED);
  g_assert_true (import_one (&two->b, last, NULL, NULL));
  assert_sound (two);
}

/* The bytes count, whatever is said beside them. */
static void
test_envelope_is_its_bytes (Two *two, gconstpointer data)
{
  g_autofree char *code = receive (&two->a);
  g_autoptr (GPtrArray) entries = entries_of (&two->a);
  Parcel parcel = { travelling (all_but_last (two, entries)), FALSE };
  g_autoptr (GError) error = NULL;

  parcel.entry->envelope.seq += 7;
  parcel.entry->envelope.origin[0] ^= 1;
  g_assert_true (fixture_write (&two->b, take_in, &parcel, &error));
  g_assert_no_error (error);
  entry_free (parcel.entry);
  assert_sound (two);
}

static void
test_no_envelope (Two *two, gconstpointer data)
{
  g_autofree char *code = receive (&two->a);
  g_autoptr (GPtrArray) entries = entries_of (&two->a);
  Parcel parcel = { travelling (all_but_last (two, entries)), FALSE };
  g_autoptr (GError) error = NULL;

  g_bytes_unref (parcel.entry->envelope_bytes);
  parcel.entry->envelope_bytes = g_bytes_new_static ("{}", 2);
  g_assert_false (fixture_write (&two->b, take_in, &parcel, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
  entry_free (parcel.entry);
}

/* One desk, two histories: its folder was copied and both went on as one. */
static void
test_fork (Two *two, gconstpointer data)
{
  Fixture copy = { .folder = fixture_folder_new (), .clock = g_object_ref (two->a.clock) };
  g_autofree char *first = receive (&two->a), *second = NULL, *lost = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  carry (&two->a, &two->b);
  fixture_close (&two->a);
  fixture_copy_folder (two->a.folder, copy.folder);
  fixture_exec (copy.folder, "DELETE FROM local WHERE key = 'place'");
  fixture_open (&two->a);
  fixture_open (&copy);
  second = receive (&two->a);
  lost = receive (&copy);
  carry (&two->a, &two->b);

  entries = entries_of (&copy);
  g_assert_false (import_one (&two->b, g_ptr_array_index (entries, entries->len - 1), NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_CONFLICT);
  fixture_assert_sound (&two->b);
  fixture_tear_down (&copy, NULL);
}

/* A body that the law had erased before it came here: its hash is enough. */
static void
test_redacted (Two *two, gconstpointer data)
{
  g_autofree char *code = receive (&two->a), *faults = NULL;
  g_autoptr (GPtrArray) entries = entries_of (&two->a);
  McEntry *last = all_but_last (two, entries);
  McEntry redacted = *last;
  g_autoptr (GError) error = NULL;

  redacted.body = NULL;
  g_assert_true (import_one (&two->b, &redacted, NULL, &error));
  g_assert_no_error (error);
  faults = fixture_verify (&two->b);
  g_assert_cmpstr (faults, ==, "");
  /* The chain goes on behind it. */
  g_free (code);
  code = receive (&two->a);
  carry (&two->a, &two->b);
  fixture_assert_sound (&two->b);
}

/* ---- two desks, one dossier ------------------------------------------------------------------------------------ */

static void
test_conflict (Two *two, gconstpointer data)
{
  g_autofree char *code = receive (&two->a);

  carry (&two->a, &two->b);
  do_act (&two->a, code, MC_ACTION_FORWARD);
  do_act (&two->b, code, MC_ACTION_WITHDRAW);
  exchange (two);
  /* Each keeps what it did first and puts the other's aside, for somebody to settle: nothing is dropped. */
  g_assert_cmpint (n_conflicts (&two->a), ==, 1);
  g_assert_cmpint (n_conflicts (&two->b), ==, 1);
  assert_state (&two->a, code, MC_STATE_PROCESSING);
  assert_state (&two->b, code, MC_STATE_WITHDRAWN);
  assert_sound (two);

  /* What stands on the conflict stands aside with it. */
  do_act (&two->a, code, MC_ACTION_COMPLETE);
  exchange (two);
  g_assert_cmpint (n_conflicts (&two->b), ==, 2);
  assert_state (&two->b, code, MC_STATE_WITHDRAWN);
  assert_sound (two);
}

/* A print, a payment, a note never conflict, whatever came between. */
static void
test_additive (Two *two, gconstpointer data)
{
  static const McAction additive[] = { MC_ACTION_PAID, MC_ACTION_INFORM, MC_ACTION_LOST_SLIP };
  g_autofree char *code = receive (&two->a);

  carry (&two->a, &two->b);
  for (guint i = 0; i < G_N_ELEMENTS (additive); i++)
    {
      do_act (&two->a, code, additive[i]);
      do_act (&two->b, code, additive[G_N_ELEMENTS (additive) - 1 - i]);
      do_print (&two->a, code);
    }
  do_act (&two->b, code, MC_ACTION_FORWARD);
  do_print (&two->b, code);
  exchange (two);
  g_assert_cmpint (n_conflicts (&two->a) + n_conflicts (&two->b), ==, 0);
  assert_state (&two->a, code, MC_STATE_PROCESSING);
  assert_state (&two->b, code, MC_STATE_PROCESSING);
  g_assert_cmpint (fixture_int (two->a.folder, "SELECT printed FROM dossier"), ==, 4);
  g_assert_cmpint (fixture_int (two->b.folder, "SELECT printed FROM dossier"), ==, 4);
  assert_sound (two);

  /* And the next exclusive one, after all that, is in nobody's way. */
  do_act (&two->a, code, MC_ACTION_COMPLETE);
  do_print (&two->b, code);
  exchange (two);
  g_assert_cmpint (n_conflicts (&two->b), ==, 0);
  assert_state (&two->b, code, MC_STATE_DONE);
  assert_sound (two);
}

/* B worked on A's dossier, and C hears of B first. */
static void
test_work_before_its_dossier (Two *two, gconstpointer data)
{
  Fixture c = { 0 };
  g_autofree char *code = receive (&two->a), *another = receive (&two->a);
  g_autoptr (GPtrArray) entries = NULL;

  fixture_set_up (&c, GINT_TO_POINTER (4));
  carry (&two->a, &two->b);
  do_act (&two->b, code, MC_ACTION_FORWARD);
  do_print (&two->b, code);
  do_act (&two->b, another, MC_ACTION_WITHDRAW);
  entries = entries_of (&two->b);
  for (guint i = 0; i < entries->len; i++)
    {
      McEntry *entry = g_ptr_array_index (entries, i);
      McEntryRef own = { .seq = 1 };

      g_assert_true (mc_hex_decode (mc_desk_origin (two->b.desk), own.origin, MC_ORIGIN_SIZE));
      if (memcmp (entry->envelope.origin, own.origin, MC_ORIGIN_SIZE) == 0)
        g_assert_true (import_one (&c, entry, NULL, NULL));
    }
  g_assert_cmpint (fixture_int (c.folder, "SELECT count (*) FROM waiting"), ==, 3);
  fixture_assert_sound (&c);
  carry (&two->a, &c);
  g_assert_cmpint (fixture_int (c.folder, "SELECT count (*) FROM waiting"), ==, 0);
  assert_state (&c, code, MC_STATE_PROCESSING);
  assert_state (&c, another, MC_STATE_WITHDRAWN);
  g_assert_cmpint (fixture_int (c.folder, "SELECT sum (printed) FROM dossier"), ==, 1);
  g_assert_cmpint (n_conflicts (&c), ==, 0);
  fixture_assert_sound (&c);

  do_act (&c, code, MC_ACTION_COMPLETE);
  carry (&c, &two->a);
  g_assert_cmpint (n_conflicts (&two->a), ==, 0);
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
  exchange (two);
  of_a = number_to_take (&two->a, FALSE);
  of_b = number_to_take (&two->b, FALSE);
  /* One of them, whoever asks; the office lists 1, 2 and 3. */
  g_assert_cmpint (MIN (of_a, of_b), ==, 0);
  g_assert_cmpint (MAX (of_a, of_b), ==, 1);
  mover = of_a != 0 ? &two->a : &two->b;
  g_assert_cmpint (number_to_take (mover, TRUE), ==, 1);
  exchange (two);
  g_assert_cmpint (number_to_take (&two->a, FALSE) + number_to_take (&two->b, FALSE), ==, 0);
  for (int i = 0; i < 3; i++)
    {
      g_assert_true (g_hash_table_add (given, receive (&two->a)));
      g_assert_true (g_hash_table_add (given, receive (&two->b)));
    }
  exchange (two);
  assert_sound (two);
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

  exchange (two);
  g_assert_false (fixture_write (&two->a, take_number, GINT_TO_POINTER (3), &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (fixture_write (&two->a, take_number, GINT_TO_POINTER (5), &error));
  g_assert_no_error (error);
  assert_sound (two);
}

/* After a restore the desk keeps its number: what it was before is no other desk. */
static void
test_own_past_is_no_other_desk (Two *two, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  fixture_close (&two->a);
  fixture_exec (two->a.folder, "UPDATE local SET value = '00' WHERE key = 'mark'");
  fixture_open (&two->a);
  g_assert_cmpint (number_to_take (&two->a, FALSE), ==, 0);
  g_assert_cmpint (fixture_int (two->a.folder, "SELECT count (*) FROM origin"), ==, 2);
  g_assert_true (mc_desk_answer_last_slip (two->a.desk, NULL, 0, &error));
  exchange (two);
  g_assert_cmpint (number_to_take (&two->a, FALSE), ==, 0);
  code = receive (&two->a);
  exchange (two);
  assert_sound (two);
}

#define two_test(path, func) g_test_add (path, Two, NULL, two_set_up, func, two_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  two_test ("/import/both-have-everything-and-once", test_exchange);
  two_test ("/import/what-came-is-found-and-counted", test_projections);
  two_test ("/import/a-gap-is-refused", test_gap);
  two_test ("/import/altered-entries-are-refused", test_altered);
  two_test ("/import/the-bytes-count-not-what-is-said-beside-them", test_envelope_is_its_bytes);
  two_test ("/import/what-is-no-entry-is-refused", test_no_envelope);
  two_test ("/import/a-fork-is-seen", test_fork);
  two_test ("/import/an-erased-body-is-taken-by-its-hash", test_redacted);
  two_test ("/import/exclusive-acts-of-two-desks-conflict", test_conflict);
  two_test ("/import/additive-acts-never-conflict", test_additive);
  two_test ("/import/work-may-come-before-its-dossier", test_work_before_its_dossier);
  g_test_add ("/import/of-two-desks-with-one-number-one-moves", Two, GINT_TO_POINTER (2), two_set_up, test_one_number,
              two_tear_down);
  two_test ("/import/nobody-takes-another-desk's-number", test_number_taken);
  two_test ("/import/a-desk's-own-past-is-no-other-desk", test_own_past_is_no_other_desk);
  return g_test_run ();
}
