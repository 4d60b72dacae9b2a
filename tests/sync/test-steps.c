/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One scenario, interrupted at every single step of it: each transaction and each passage of the link. Whoever resumes comes to
 * the same end, and another exchange changes nothing. */
#include "sync-office.h"

#define OFFICE "H15.50.05.13"

/* Where one exchange can be stopped, in the order of its steps. */
static const LinkFault steps[] = {
  LINK_DESK_DIES_ASKING, LINK_REQUEST_LOST, LINK_HUB_DIES_BEFORE_COMMIT, LINK_HUB_DIES_AFTER_COMMIT,
  LINK_ANSWER_EATEN,     LINK_ANSWER_CUT,   LINK_DESK_DIES_TAKING,       LINK_DESK_CLOSES,
};

typedef struct
{
  MemoryHub *hub;
  GPtrArray *desks;
  SyncDesk *a, *b;
  GRand *rand;
  int stop_at;   /* a step; -1 for none */
  int n_steps;   /* passed */
  char *result;  /* (owned) */
} Scene;

static void
free_desk (gpointer data)
{
  sync_desk_clear (data);
  g_free (data);
}

static SyncDesk *
add_desk (Scene *self, int number)
{
  SyncDesk *desk = g_new0 (SyncDesk, 1);

  sync_desk_init (desk, self->hub, number, number);
  g_ptr_array_add (self->desks, desk);
  return desk;
}

/* Exchanges until the desk is done; one of its steps may be the one at which it is stopped, and it resumes. */
static void
exchange (Scene *self, SyncDesk *desk)
{
  SyncResult result = { .more = TRUE };
  int rounds = 0;

  while (result.more || !result.done)
    {
      int step = self->stop_at - self->n_steps;
      gboolean stops = step >= 0 && step < (int) G_N_ELEMENTS (steps);

      sync_exchange (desk, self->hub, stops ? steps[step] : LINK_GOOD, self->rand, &result);
      /* What was stopped begins again; it has passed those steps. */
      self->n_steps += (int) G_N_ELEMENTS (steps);
      g_assert_cmpint (rounds++, <, 100);
    }
}

static char *
receive (SyncDesk *desk)
{
  g_autoptr (McDossier) dossier = fixture_receive (&desk->fixture, "GIÀNG A PÁO");

  return g_strdup (dossier->code);
}

static void
act (SyncDesk *desk, const char *code, McAction action)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_act (desk->fixture.desk, code, action, "lý do", NULL, &error);

  g_assert_no_error (error);
}

/* What does not depend on random names: the order by desk and number, the dossiers, the conflicts. */
static char *
result_of (SyncDesk *desk)
{
  return fixture_text (
      desk->fixture.folder,
      "SELECT (SELECT group_concat (text, ' ') FROM (SELECT (r.first_n + e.seq - r.first_seq) || ':' || coalesce (d.number, 0) || '.' ||"
      "   e.seq AS text FROM numbered r JOIN entry e ON e.origin = r.origin AND e.stream = 0 AND e.seq >= r.first_seq"
      "   AND e.seq < r.first_seq + r.n_entries LEFT JOIN desk d ON d.origin = r.origin ORDER BY r.first_n + e.seq - r.first_seq))"
      " || char (10) || (SELECT group_concat (code || ' ' || state || ' ' || paid || ' ' || printed || ' ' || coalesce (holder, ''),"
      "   char (10)) FROM (SELECT * FROM dossier ORDER BY code)) || char (10) || (SELECT count (*) FROM conflict)");
}

/* Two desks, the folder, a conflict, the province's own entries, more than fits into one request. */
static void
play (Scene *self)
{
  g_autofree char *one = receive (self->a), *two = NULL, *three = NULL;

  exchange (self, self->a);
  exchange (self, self->b);
  two = receive (self->b);
  act (self->a, one, MC_ACTION_FORWARD);
  act (self->b, one, MC_ACTION_WITHDRAW);
  sync_by_folder (self->b, self->a);
  exchange (self, self->b);
  memory_hub_write (self->hub, FALSE, "notice", NULL, NULL, "{}", NULL);
  self->a->limits.entries_max = 100;
  three = receive (self->a);
  g_free (receive (self->a));
  exchange (self, self->a);
  act (self->a, two, MC_ACTION_FORWARD);
  memory_hub_write (self->hub, TRUE, "notice", NULL, NULL, "{}", NULL);
  exchange (self, self->a);
  act (self->b, two, MC_ACTION_PAID);
  self->b->limits.answer_max = 1;
  exchange (self, self->b);
  exchange (self, self->a);
}

static void
run (Scene *self, int stop_at)
{
  *self = (Scene) { .hub = memory_hub_new (OFFICE, FIXTURE_NOW), .stop_at = stop_at, .rand = g_rand_new_with_seed (1) };
  self->desks = g_ptr_array_new_with_free_func (free_desk);
  self->a = add_desk (self, 2);
  self->b = add_desk (self, 3);
  play (self);
  sync_settle (self->desks, self->hub);
  sync_assert_equal (self->desks, self->hub);
  self->result = result_of (self->a);
  g_ptr_array_unref (self->desks);
  memory_hub_free (self->hub);
  g_rand_free (self->rand);
}

static void
test_every_step (void)
{
  Scene whole, stopped;

  run (&whole, -1);
  g_test_message ("%d steps", whole.n_steps);
  g_test_message ("%s", whole.result);
  for (int step = 0; step < whole.n_steps; step++)
    {
      run (&stopped, step);
      if (g_strcmp0 (stopped.result, whole.result) != 0)
        g_error ("stopped at step %d:\n%s\ninstead of\n%s", step, stopped.result, whole.result);
      g_free (stopped.result);
    }
  g_free (whole.result);
}

int
main (int argc, char *argv[])
{
  sync_use_memory ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/steps/interrupted-at-any-step-it-comes-to-the-same-end", test_every_step);
  return g_test_run ();
}
