/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two stores of one office exchange entries: nothing twice, nothing out of its chain. */
#include "two-desks.h"

#include "mc-error.h"

static void
test_exchange (Two *two, gconstpointer data)
{
  g_autofree char *of_a = two_receive (&two->a), *of_b = two_receive (&two->b);
  gint64 before;

  two_act (&two->a, of_a, MC_ACTION_FORWARD);
  two_exchange (two);
  two_assert_state (&two->a, of_a, MC_STATE_PROCESSING);
  two_assert_state (&two->b, of_a, MC_STATE_PROCESSING);
  two_assert_state (&two->a, of_b, MC_STATE_RECEIVED);
  g_assert_cmpint (mc_desk_office (two->b.desk)->desk, ==, 3);
  two_assert_sound (two);

  /* Once more brings nothing. */
  two_exchange (two);
  before = two_n_entries (&two->a);
  g_assert_cmpuint (two_carry (&two->b, &two->a), ==, 0);
  g_assert_cmpint (two_n_entries (&two->a), ==, before);
  two_assert_sound (two);

  /* And the work goes on, each on what the other received. */
  two_act (&two->b, of_a, MC_ACTION_COMPLETE);
  two_act (&two->a, of_b, MC_ACTION_FORWARD);
  two_exchange (two);
  two_assert_state (&two->a, of_a, MC_STATE_DONE);
  two_assert_state (&two->b, of_b, MC_STATE_PROCESSING);
  g_assert_cmpint (two_n_conflicts (&two->a) + two_n_conflicts (&two->b), ==, 0);
  two_assert_sound (two);
}

/* Another desk's dossiers are found, counted and listed like one's own. */
static void
test_projections (Two *two, gconstpointer data)
{
  g_autofree char *code = two_receive (&two->a), *mine = two_receive (&two->b), *cursor = NULL;
  McListFilter filter = { .kind = MC_LIST_SEARCH, .text = "lo thi h" };
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  McHomeCounts counts;

  two_carry (&two->a, &two->b);
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
    g_assert_true (two_import (&two->b, g_ptr_array_index (entries, i), NULL, NULL));
  return g_ptr_array_index (entries, entries->len - 1);
}

static void
assert_import_fails (Two *two, const McEntry *entry, McError code)
{
  gint64 before = two_n_entries (&two->b);
  g_autoptr (GError) error = NULL;

  g_assert_false (two_import (&two->b, entry, NULL, &error));
  g_assert_error (error, MC_ERROR, (int) code);
  g_assert_cmpint (two_n_entries (&two->b), ==, before);
}

static void
test_gap (Two *two, gconstpointer data)
{
  g_autofree char *first = two_receive (&two->a), *second = two_receive (&two->a);
  g_autoptr (GPtrArray) entries = two_entries (&two->a);

  for (guint i = 1; i < entries->len; i++)
    assert_import_fails (two, g_ptr_array_index (entries, i), MC_ERROR_REJECTED);
  g_assert_true (two_import (&two->b, g_ptr_array_index (entries, 0), NULL, NULL));
  assert_import_fails (two, g_ptr_array_index (entries, 2), MC_ERROR_REJECTED);
  two_carry (&two->a, &two->b);
  two_assert_sound (two);
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
  g_autofree char *code = two_receive (&two->a);
  g_autoptr (GPtrArray) entries = two_entries (&two->a);
  McEntry *last = all_but_last (two, entries);
  McEntry altered = *last;

  altered.body = with_byte_changed (last->body);
  assert_import_fails (two, &altered, MC_ERROR_REJECTED);
  g_bytes_unref (altered.body);
  altered = *last;
  altered.hash[0] ^= 1;
  assert_import_fails (two, &altered, MC_ERROR_REJECTED);
  g_assert_true (two_import (&two->b, last, NULL, NULL));
  two_assert_sound (two);
}

/* The bytes count, whatever is said beside them. */
static void
test_envelope_is_its_bytes (Two *two, gconstpointer data)
{
  g_autofree char *code = two_receive (&two->a);
  g_autoptr (GPtrArray) entries = two_entries (&two->a);
  McEntry *entry = two_entry_copy (all_but_last (two, entries));
  g_autoptr (GError) error = NULL;

  entry->envelope.seq += 7;
  entry->envelope.origin[0] ^= 1;
  g_assert_true (two_take_in (&two->b, entry, NULL, &error));
  g_assert_no_error (error);
  two_entry_free (entry);
  two_assert_sound (two);
}

static void
test_no_envelope (Two *two, gconstpointer data)
{
  g_autofree char *code = two_receive (&two->a);
  g_autoptr (GPtrArray) entries = two_entries (&two->a);
  McEntry *entry = two_entry_copy (all_but_last (two, entries));
  g_autoptr (GError) error = NULL;

  g_bytes_unref (entry->envelope_bytes);
  entry->envelope_bytes = g_bytes_new_static ("{}", 2);
  g_assert_false (two_take_in (&two->b, entry, NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
  two_entry_free (entry);
}

/* One desk, two histories: its folder was copied and both went on as one. */
static void
test_fork (Two *two, gconstpointer data)
{
  Fixture copy = { .folder = fixture_folder_new (), .clock = g_object_ref (two->a.clock) };
  g_autofree char *first = two_receive (&two->a), *second = NULL, *lost = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  two_carry (&two->a, &two->b);
  fixture_close (&two->a);
  fixture_copy_folder (two->a.folder, copy.folder);
  fixture_exec (copy.folder, "DELETE FROM local WHERE key = 'place'");
  fixture_open (&two->a);
  fixture_open (&copy);
  second = two_receive (&two->a);
  lost = two_receive (&copy);
  two_carry (&two->a, &two->b);

  entries = two_entries (&copy);
  g_assert_false (two_import (&two->b, g_ptr_array_index (entries, entries->len - 1), NULL, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_CONFLICT);
  fixture_assert_sound (&two->b);
  fixture_tear_down (&copy, NULL);
}

/* A body that the law had erased before it came here: its hash is enough. */
static void
test_redacted (Two *two, gconstpointer data)
{
  g_autofree char *code = two_receive (&two->a), *faults = NULL;
  g_autoptr (GPtrArray) entries = two_entries (&two->a);
  McEntry *last = all_but_last (two, entries);
  McEntry redacted = *last;
  g_autoptr (GError) error = NULL;

  redacted.body = NULL;
  g_assert_true (two_import (&two->b, &redacted, NULL, &error));
  g_assert_no_error (error);
  faults = fixture_verify (&two->b);
  g_assert_cmpstr (faults, ==, "");
  /* The chain goes on behind it. */
  g_free (code);
  code = two_receive (&two->a);
  two_carry (&two->a, &two->b);
  fixture_assert_sound (&two->b);
}

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
  return g_test_run ();
}
