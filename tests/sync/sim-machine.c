/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "mc-error.h"

#define MOST_DESKS 5

/* After a restore the officer says which slip was printed last; a second machine takes another number. */
void
sim_answer_question (Sim *self, SimDesk *desk)
{
  gboolean by_this_desk = desk->last_slip.day != MC_DAY_NONE && mc_code_desk_of_number (desk->last_slip.number) == desk->number;
  g_autofree char *code = by_this_desk ? mc_code_format (SIM_OFFICE, desk->last_slip.day, desk->last_slip.number) : NULL;
  g_autoptr (GError) error = NULL;

  mc_desk_answer_last_slip (desk->sync.fixture.desk, code, 0, &error);
  /* It has moved to another number since. */
  if (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID))
    {
      g_clear_error (&error);
      mc_desk_answer_last_slip (desk->sync.fixture.desk, NULL, 0, &error);
    }
  g_assert_no_error (error);
  sim_say (self, "  desk %u: last slip was %s", sim_index_of (self, desk), code != NULL ? code : "none");
}

void
sim_back_up (Sim *self, SimDesk *desk)
{
  sim_say (self, "desk %u is backed up", sim_index_of (self, desk));
  fixture_close (&desk->sync.fixture);
  g_clear_pointer (&desk->backup, fixture_folder_remove);
  desk->backup = fixture_folder_new ();
  fixture_copy_folder (desk->sync.fixture.folder, desk->backup);
  fixture_open (&desk->sync.fixture);
}

/* What was done since the backup may be gone for good, unless it had left the store. */
static void
note_lost (Sim *self, SimDesk *desk, GHashTable *before)
{
  g_autoptr (GHashTable) after = sim_marks_of (desk);
  GHashTableIter iter;
  gpointer mark;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &mark, NULL))
    if (!g_hash_table_contains (after, mark))
      g_hash_table_add (self->at_risk, mark);
}

void
sim_restore (Sim *self, SimDesk *desk)
{
  g_autoptr (GHashTable) before = NULL;

  if (desk->backup == NULL)
    {
      sim_back_up (self, desk);
      return;
    }
  sim_say (self, "desk %u is restored", sim_index_of (self, desk));
  self->tally.restores++;
  before = sim_marks_of (desk);
  fixture_close (&desk->sync.fixture);
  fixture_copy_folder (desk->backup, desk->sync.fixture.folder);
  fixture_open (&desk->sync.fixture);
  note_lost (self, desk, before);
}

/* An image of the disk is put back, which does not show unless a new origin began since. */
void
sim_set_back (Sim *self, SimDesk *desk)
{
  g_autoptr (GHashTable) before = NULL;

  if (desk->backup == NULL)
    {
      sim_back_up (self, desk);
      return;
    }
  sim_say (self, "desk %u is set back", sim_index_of (self, desk));
  self->codes_may_double = TRUE;
  self->tally.set_back++;
  before = sim_marks_of (desk);
  sync_set_back (&desk->sync, desk->backup);
  note_lost (self, desk, before);
}

/* The folder on another machine: it becomes a desk of its own, registers and takes another number. */
void
sim_clone (Sim *self, SimDesk *desk)
{
  guint n = self->desks->len;
  g_autoptr (GError) error = NULL;
  SimDesk *copy;

  if (n == MOST_DESKS)
    return;
  sim_say (self, "desk %u is copied: desk %u", sim_index_of (self, desk), n);
  self->tally.copies++;
  self->numbers_may_move = TRUE;
  sim_add_desk (self, (int) n + 1);
  copy = sim_desk (self, n);
  copy->sync.token = (int) n + 1;
  copy->sync.late = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  copy->sync.fixture.folder = fixture_folder_new ();
  copy->sync.fixture.clock = mc_clock_new_fixed (mc_clock_now (desk->sync.fixture.clock));
  fixture_close (&desk->sync.fixture);
  fixture_copy_folder (desk->sync.fixture.folder, copy->sync.fixture.folder);
  fixture_open (&desk->sync.fixture);
  fixture_open (&copy->sync.fixture);
  sync_desk_enrol (&copy->sync, self->hub);
  mc_desk_answer_last_slip (copy->sync.fixture.desk, NULL, copy->number, &error);
  g_assert_no_error (error);
}

/* Its token was revoked; it is registered once more. What it says with the old one is not heard. */
void
sim_enrol_again (Sim *self, SimDesk *desk)
{
  sim_say (self, "desk %u is registered again", sim_index_of (self, desk));
  self->tally.enrolled++;
  desk->sync.token += 100;
  sync_desk_enrol (&desk->sync, self->hub);
}

void
sim_clock_jumps (Sim *self, SimDesk *desk)
{
  gint64 by = g_rand_int_range (self->rand, -400000, 400000) * (sim_pick (self, 4) == 0 ? 100 : 1);

  sim_say (self, "the clock of desk %u jumps by %" G_GINT64_FORMAT " s", sim_index_of (self, desk), by);
  self->clocks_jumped = self->numbers_may_move = TRUE;
  mc_clock_set (desk->sync.fixture.clock, mc_clock_now (desk->sync.fixture.clock) + by);
}
