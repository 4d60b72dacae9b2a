/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several desks of one office and their province over links, sticks and a shared folder where everything happens: whatever order things come
 * in, in the end nothing is lost, nothing is doubled, all have the same (src/sync/README.md). A run follows from its seed: MC_SEED=n
 * makes that one again and says what it does. MC_SOAK gives more of them; MC_FIRST_SEED and MC_SEEDS say which. */
#include "sim.h"

#include <string.h>

#define SEEDS 40
#define DEEDS 90
#define FIRST_DESKS 3

/* ---- the run ---------------------------------------------------------------------------------------------------------- */

void
sim_say (Sim *self, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  if (!self->aloud)
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("%s", text);
}

int
sim_pick (Sim *self, int n)
{
  return g_rand_int_range (self->rand, 0, n);
}

SimDesk *
sim_desk (Sim *self, guint i)
{
  return g_ptr_array_index (self->desks, i);
}

guint
sim_index_of (Sim *self, SimDesk *desk)
{
  guint i = 0;

  g_ptr_array_find (self->desks, desk, &i);
  return i;
}

SimDesk *
sim_any_desk (Sim *self)
{
  return sim_desk (self, (guint) sim_pick (self, (int) self->desks->len));
}

void
sim_desk_free (gpointer data)
{
  SimDesk *desk = data;

  sync_desk_clear (&desk->sync);
  g_clear_pointer (&desk->backup, fixture_folder_remove);
  g_ptr_array_unref (desk->late);
  g_free (desk);
}

void
sim_add_desk (Sim *self, int number)
{
  SimDesk *desk = g_new0 (SimDesk, 1);

  desk->number = number;
  desk->last_slip.day = MC_DAY_NONE;
  desk->late = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (self->desks, desk);
}

void
sim_pass_time (Sim *self, gint64 seconds)
{
  for (guint i = 0; i < self->desks->len; i++)
    {
      McClock *clock = sim_desk (self, i)->sync.fixture.clock;

      mc_clock_set (clock, mc_clock_now (clock) + seconds);
    }
  self->hub->now += seconds;
}

static void
do_something (Sim *self)
{
  SimDesk *desk = sim_any_desk (self);
  int odds = sim_pick (self, 1000);

  sim_pass_time (self, 1 + sim_pick (self, 300));
  if (odds < 190)
    sim_receive (self, desk);
  else if (odds < 390)
    sim_act (self, desk);
  else if (odds < 440)
    sim_print_or_view (self, desk);
  else if (odds < 490)
    sim_attach (self, desk);
  else if (odds < 510)
    sim_ask_for_file (self, desk);
  else if (odds < 545)
    sim_settle_conflict (self, desk);
  else if (odds < 755)
    sim_exchange (self, desk);
  else if (odds < 775)
    sync_deliver_late (&desk->sync, self->rand);
  else if (odds < 795)
    sim_request_late (self, desk);
  else if (odds < 815)
    sim_deliver_request (self, desk);
  else if (odds < 850)
    sim_by_folder (self, desk);
  else if (odds < 853)
    sim_folder_is_lost (self);
  else if (odds < 873)
    sim_export (self, desk);
  else if (odds < 898)
    sim_import (self, desk);
  else if (odds < 908)
    sim_province_imports (self);
  else if (odds < 918)
    sim_province_writes (self);
  else if (odds < 928)
    sim_province_decides (self);
  else if (odds < 933)
    sim_province_submits (self);
  else if (odds < 940)
    sim_pass_time (self, g_rand_int_range (self->rand, 1, 100000));
  else if (odds < 942)
    sim_clock_jumps (self, desk);
  else if (odds < 950)
    fixture_reopen (&desk->sync.fixture);
  else if (odds < 962)
    sim_back_up (self, desk);
  else if (odds < 978)
    sim_restore (self, desk);
  else if (odds < 980)
    sim_clone (self, desk);
  else if (odds < 987)
    sim_set_back (self, desk);
  else if (odds < 990)
    sim_enrol_again (self, desk);
  else if (odds < 996)
    sim_quarrel (self);
  else
    sim_settle_twice (self);
}

static void
sim_init (Sim *self, guint32 seed, gboolean aloud)
{
  *self = (Sim) { .seed = seed, .rand = g_rand_new_with_seed (seed), .aloud = aloud };
  sync_use_seed (seed);
  self->hub = memory_hub_new (SIM_OFFICE, FIXTURE_NOW);
  self->desks = g_ptr_array_new_with_free_func (sim_desk_free);
  self->codes = g_ptr_array_new_with_free_func (g_free);
  self->stick = g_ptr_array_new_with_free_func (g_free);
  self->stick_folder = fixture_folder_new ();
  self->shared = fixture_folder_new ();
  self->papers = fixture_folder_new ();
  self->done = g_hash_table_new (NULL, NULL);
  self->on = g_hash_table_new (NULL, NULL);
  self->at_risk = g_hash_table_new (NULL, NULL);
  for (int i = 1; i <= FIRST_DESKS; i++)
    {
      sim_add_desk (self, i);
      sync_desk_init (&sim_desk (self, (guint) i - 1)->sync, self->hub, i, i);
    }
}

static void
sim_clear (Sim *self)
{
  g_ptr_array_unref (self->desks);
  g_ptr_array_unref (self->codes);
  g_ptr_array_unref (self->stick);
  g_hash_table_unref (self->done);
  g_hash_table_unref (self->on);
  g_hash_table_unref (self->at_risk);
  fixture_folder_remove (self->stick_folder);
  fixture_folder_remove (self->shared);
  fixture_folder_remove (self->papers);
  memory_hub_free (self->hub);
  g_rand_free (self->rand);
}

static void
live (guint32 seed, gboolean aloud, SimTally *sum)
{
  gint64 *to = (gint64 *) sum;
  const gint64 *from;
  Sim self;

  g_test_message ("MC_SEED=%u", seed);
  sim_init (&self, seed, aloud);
  for (int i = 0; i < DEEDS; i++)
    do_something (&self);
  sim_say (&self, "settling");
  sim_settle (&self);
  sim_assert_end (&self);
  from = (const gint64 *) &self.tally;
  for (gsize i = 0; i < sizeof *sum / sizeof *to; i++)
    to[i] += from[i];
  sim_clear (&self);
}

static void
say_sum (guint32 first, guint32 n, const SimTally *sum)
{
  g_test_message ("seeds %u to %u: %" G_GINT64_FORMAT " entries, %" G_GINT64_FORMAT " settled and %" G_GINT64_FORMAT
                  " open conflicts, %" G_GINT64_FORMAT " files, %" G_GINT64_FORMAT " of them lost with their disk",
                  first, first + n - 1, sum->entries, sum->settled, sum->conflicts, sum->files, sum->lost_files);
  g_test_message ("%" G_GINT64_FORMAT " faults of the link, %" G_GINT64_FORMAT " machines stopped, %" G_GINT64_FORMAT " restored, %" G_GINT64_FORMAT
                  " set back, %" G_GINT64_FORMAT " copied, %" G_GINT64_FORMAT " registered again",
                  sum->faults, sum->deaths, sum->restores, sum->set_back, sum->copies, sum->enrolled);
  g_test_message ("%" G_GINT64_FORMAT " parts of bundles, %" G_GINT64_FORMAT " damaged, %" G_GINT64_FORMAT " segments, %" G_GINT64_FORMAT
                  " results, %" G_GINT64_FORMAT " submitted, %" G_GINT64_FORMAT " desks with another number",
                  sum->bundles, sum->damaged, sum->segments, sum->results, sum->submitted, sum->moved);
}

static guint32
number_from (const char *name, guint32 usual)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint32) g_ascii_strtoull (text, NULL, 10) : usual;
}

/* Runs that found something: files that nobody was asked for, because their machine had been copied before it first spoke, or had lost its disk; a
 * late request with an audit entry that a store which was set back has not got; a dossier that a desk and its copy both said again, where the
 * copy's came before the own. */
static void
test_found (void)
{
  static const guint32 seeds[] = { 103, 109, 1090, 1305, 1456, 8064, 10688, 20238, 21825 };
  SimTally sum = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    live (seeds[i], FALSE, &sum);
}

static void
test_runs (void)
{
  guint32 first = number_from ("MC_FIRST_SEED", 1), n = number_from ("MC_SEEDS", SEEDS * (guint32) fixture_soak ());
  SimTally sum = { 0 };

  if (g_getenv ("MC_SEED") != NULL)
    {
      live (number_from ("MC_SEED", 1), TRUE, &sum);
      return;
    }
  for (guint32 seed = first; seed < first + n; seed++)
    live (seed, FALSE, &sum);
  say_sum (first, n, &sum);
  if (n >= SEEDS)
    g_assert_true (sum.settled > 0 && sum.faults > 0 && sum.deaths > 0 && sum.restores > 0 && sum.set_back > 0 && sum.copies > 0 &&
                   sum.enrolled > 0 && sum.bundles > 0 && sum.segments > 0 && sum.results > 0 && sum.files > 0);
}

int
main (int argc, char *argv[])
{
  sync_use_memory ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulation/in-the-end-all-have-everything-once-and-in-one-order", test_runs);
  if (g_getenv ("MC_SEED") == NULL)
    g_test_add_func ("/simulation/what-runs-have-found", test_found);
  return g_test_run ();
}
