/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several desks of one office and their province over links where everything happens: whatever order things come in, in the end
 * nothing is lost, nothing is doubled, all have the same (src/sync/README.md). A run follows from its seed: MC_SEED=n makes that one
 * again and says what it does; MC_SOAK gives more of them. */
#include "sync-office.h"

#include <string.h>

#include "mc-code.h"
#include "mc-error.h"

#define OFFICE "H15.50.05.13"
#define SEEDS 60
#define DEEDS 90
#define FIRST_DESKS 3
#define MOST_DESKS 5

typedef struct
{
  SyncDesk sync;
  char *backup;      /* (nullable) a copy of the folder */
  int number;        /* of the desk */
  McCode last_slip;  /* day MC_DAY_NONE: none */
  GPtrArray *late;   /* (element-type GBytes) requests that are still on their way to the province */
} Desk;

typedef struct
{
  GRand *rand;
  MemoryHub *hub;
  GPtrArray *desks; /* (element-type Desk) */
  GPtrArray *codes;
  gboolean aloud;
  gboolean codes_may_double; /* a store was set back and cannot know which numbers it gave */
} Sim;

/* What happened in all runs, to see that something did. */
static gint64 n_entries, n_conflicts, n_faults, n_restores, n_copies, n_set_back;


static void G_GNUC_PRINTF (2, 3)
say (Sim *self, const char *format, ...)
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

static int
pick (Sim *self, int n)
{
  return g_rand_int_range (self->rand, 0, n);
}

static guint
index_of (Sim *self, Desk *desk)
{
  guint i = 0;

  g_ptr_array_find (self->desks, desk, &i);
  return i;
}

static Desk *
any_desk (Sim *self)
{
  return g_ptr_array_index (self->desks, pick (self, (int) self->desks->len));
}

/* ---- desks ------------------------------------------------------------------------------------------------------------- */

static void
desk_free (gpointer data)
{
  Desk *desk = data;

  sync_desk_clear (&desk->sync);
  g_clear_pointer (&desk->backup, fixture_folder_remove);
  g_ptr_array_unref (desk->late);
  g_free (desk);
}

static Desk *
desk_new (Sim *self, int number)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->number = number;
  desk->last_slip.day = MC_DAY_NONE;
  desk->late = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (self->desks, desk);
  return desk;
}

static void
add_first_desk (Sim *self, int number)
{
  Desk *desk = desk_new (self, number);

  sync_desk_init (&desk->sync, self->hub, number, number);
  /* Slow links take and give little at a time. */
  desk->sync.limits.entries_max = (gsize) (pick (self, 3) == 0 ? 400 : 0);
  desk->sync.limits.answer_max = pick (self, 3) == 0 ? 1 : 0;
}

static void
set_clock (Sim *self, gint64 seconds)
{
  for (guint i = 0; i < self->desks->len; i++)
    {
      Desk *desk = g_ptr_array_index (self->desks, i);

      mc_clock_set (desk->sync.fixture.clock, mc_clock_now (desk->sync.fixture.clock) + seconds);
    }
  self->hub->now += seconds;
}

/* ---- what officers do ----------------------------------------------------------------------------------------------------- */

/* After a restore the officer says which slip was printed last; a second machine takes another number. */
static void
answer_question (Sim *self, Desk *desk)
{
  g_autofree char *code
      = desk->last_slip.day != MC_DAY_NONE ? mc_code_format (OFFICE, desk->last_slip.day, desk->last_slip.number) : NULL;
  g_autoptr (GError) error = NULL;

  mc_desk_answer_last_slip (desk->sync.fixture.desk, code, 0, &error);
  g_assert_no_error (error);
  say (self, "  desk %u: last slip was %s", index_of (self, desk), code != NULL ? code : "none");
}

static void
receive (Sim *self, Desk *desk)
{
  g_autoptr (McIntake) intake = fixture_random_intake (self->rand);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_receive (desk->sync.fixture.desk, intake, &error);
  McCode code;

  if (dossier == NULL)
    {
      if (g_error_matches (error, MC_ERROR, MC_ERROR_NEEDS_ANSWER))
        answer_question (self, desk);
      else if (!g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED))
        g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      return;
    }
  say (self, "desk %u receives %s", index_of (self, desk), dossier->code);
  g_assert_true (mc_code_parse (dossier->code, &code, NULL));
  if (desk->last_slip.day == MC_DAY_NONE || code.day > desk->last_slip.day ||
      (code.day == desk->last_slip.day && code.number > desk->last_slip.number))
    desk->last_slip = code;
  g_ptr_array_add (self->codes, g_strdup (dossier->code));
}

/* Mostly one of the last few, so that several desks work on one dossier. */
static const char *
any_code (Sim *self)
{
  int n = (int) self->codes->len, back = pick (self, 4) == 0 ? n : MIN (n, 4);

  return n > 0 ? g_ptr_array_index (self->codes, n - 1 - pick (self, back)) : NULL;
}

static void
assert_refused (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED) || g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) ||
                 g_error_matches (error, MC_ERROR, MC_ERROR_NOT_FOUND));
}

/* The first action that may be done, of some. */
static void
act (Sim *self, Desk *desk)
{
  const char *code = any_code (self);
  gboolean done = FALSE;

  for (int i = 0; code != NULL && i < 8 && !done; i++)
    {
      McAction action = (McAction) pick (self, MC_N_ACTIONS);
      g_autofree char *later = mc_time_to_iso (self->hub->now + g_rand_int_range (self->rand, 1, 40) * 86400);
      g_autoptr (GError) error = NULL;
      g_autoptr (McDossier) dossier
          = mc_desk_act (desk->sync.fixture.desk, code, action, "lý do", action == MC_ACTION_EXTEND ? later : NULL, &error);

      done = dossier != NULL;
      if (done)
        say (self, "desk %u: %s of %s", index_of (self, desk), mc_action_to_key (action), code);
      else
        assert_refused (error);
    }
}

static void
print_or_view (Sim *self, Desk *desk)
{
  const char *code = any_code (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;

  if (code == NULL)
    return;
  if (pick (self, 2) == 0)
    dossier = mc_desk_load (desk->sync.fixture.desk, code, &error);
  else
    mc_desk_note_print (desk->sync.fixture.desk, code, "01", TRUE, &error);
  if (error != NULL)
    assert_refused (error);
}

/* ---- what happens to machines ----------------------------------------------------------------------------------------------- */

static void
back_up (Sim *self, Desk *desk)
{
  say (self, "desk %u is backed up", index_of (self, desk));
  fixture_close (&desk->sync.fixture);
  g_clear_pointer (&desk->backup, fixture_folder_remove);
  desk->backup = fixture_folder_new ();
  fixture_copy_folder (desk->sync.fixture.folder, desk->backup);
  fixture_open (&desk->sync.fixture);
}

static void
restore (Sim *self, Desk *desk)
{
  if (desk->backup == NULL)
    {
      back_up (self, desk);
      return;
    }
  say (self, "desk %u is restored", index_of (self, desk));
  n_restores++;
  fixture_close (&desk->sync.fixture);
  fixture_copy_folder (desk->backup, desk->sync.fixture.folder);
  fixture_open (&desk->sync.fixture);
}

/* An image of the disk is put back, which does not show unless a new origin began since. */
static void
set_back (Sim *self, Desk *desk)
{
  if (desk->backup == NULL)
    {
      back_up (self, desk);
      return;
    }
  say (self, "desk %u is set back", index_of (self, desk));
  self->codes_may_double = TRUE;
  n_set_back++;
  sync_set_back (&desk->sync, desk->backup);
}

/* The folder on another machine: it becomes a desk of its own, registers and takes another number. */
static void
clone (Sim *self, Desk *desk)
{
  guint n = self->desks->len;
  g_autoptr (GError) error = NULL;
  Desk *copy;

  if (n == MOST_DESKS)
    return;
  say (self, "desk %u is copied: desk %u", index_of (self, desk), n);
  n_copies++;
  copy = desk_new (self, (int) n + 1);
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

/* ---- what happens to what they say -------------------------------------------------------------------------------------------- */

static void
exchange (Sim *self, Desk *desk)
{
  LinkFault fault = pick (self, 2) == 0 ? LINK_GOOD : (LinkFault) pick (self, LINK_N_FAULTS);
  SyncResult result;

  n_faults += fault != LINK_GOOD ? 1 : 0;
  sync_exchange (&desk->sync, self->hub, fault, self->rand, &result);
  say (self, "desk %u exchanges, link %d: up %u down %u, new %u, acknowledged %u, refused %u%s%s%s", index_of (self, desk),
       (int) fault, result.sent, result.received, result.entries_new, result.entries_acked, result.refused,
       result.more ? ", more" : "", result.behind ? ", behind" : "", result.fork ? ", fork" : "");
  sync_heal (&desk->sync, &result);
}

/* A request that somebody between keeps for a while. */
static void
request_late (Sim *self, Desk *desk)
{
  g_autoptr (GError) error = NULL;
  gboolean more;
  GByteArray *request = sync_request (&desk->sync, &more, &error);

  g_assert_no_error (error);
  say (self, "desk %u says something that comes later", index_of (self, desk));
  g_ptr_array_add (desk->late, g_byte_array_free_to_bytes (request));
}

static void
deliver_request (Sim *self, Desk *desk)
{
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GByteArray) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (desk->late->len == 0)
    return;
  request = g_ptr_array_steal_index (desk->late, (guint) pick (self, (int) desk->late->len));
  answer = memory_hub_exchange (self->hub, desk->sync.token, g_bytes_get_data (request, NULL), g_bytes_get_size (request),
                                MEMORY_HUB_LIVES, &error);
  g_assert_no_error (error);
  say (self, "what desk %u said arrives", index_of (self, desk));
  if (pick (self, 2) == 0)
    g_ptr_array_add (desk->sync.late, g_bytes_new (answer->data, answer->len));
}

static void
by_folder (Sim *self, Desk *from, Desk *to)
{
  if (from == to)
    return;
  say (self, "from desk %u to desk %u by the folder", index_of (self, from), index_of (self, to));
  sync_by_folder (&from->sync, &to->sync);
}

static void
province_writes (Sim *self)
{
  g_autofree char *body = g_strdup_printf ("{\"text\":\"%d\"}", pick (self, 1000000));
  gboolean common = pick (self, 2) == 0;

  say (self, "the province writes");
  memory_hub_write (self->hub, common, "notice", NULL, NULL, body, NULL);
}

/* All hear of all, and then several do something with one dossier at once. */
static void
quarrel (Sim *self)
{
  SyncResult result;

  say (self, "all hear of all");
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < self->desks->len; i++)
      sync_exchange (&((Desk *) g_ptr_array_index (self->desks, i))->sync, self->hub, LINK_GOOD, NULL, &result);
  for (guint i = 0; i < self->desks->len; i++)
    act (self, g_ptr_array_index (self->desks, i));
}

/* ---- a run --------------------------------------------------------------------------------------------------------------------- */

static void
do_something (Sim *self)
{
  Desk *desk = any_desk (self);
  int odds = pick (self, 1000);

  if (odds < 220)
    receive (self, desk);
  else if (odds < 450)
    act (self, desk);
  else if (odds < 510)
    print_or_view (self, desk);
  else if (odds < 770)
    exchange (self, desk);
  else if (odds < 800)
    sync_deliver_late (&desk->sync, self->rand);
  else if (odds < 830)
    request_late (self, desk);
  else if (odds < 860)
    deliver_request (self, desk);
  else if (odds < 910)
    by_folder (self, desk, any_desk (self));
  else if (odds < 930)
    province_writes (self);
  else if (odds < 945)
    set_clock (self, g_rand_int_range (self->rand, 1, 100000));
  else if (odds < 955)
    fixture_reopen (&desk->sync.fixture);
  else if (odds < 968)
    back_up (self, desk);
  else if (odds < 986)
    restore (self, desk);
  else if (odds < 988)
    clone (self, desk);
  else if (odds < 995)
    set_back (self, desk);
  else
    quarrel (self);
}

static void
deliver_all (Sim *self)
{
  for (guint i = 0; i < self->desks->len; i++)
    {
      Desk *desk = g_ptr_array_index (self->desks, i);

      while (desk->late->len > 0)
        deliver_request (self, desk);
      while (desk->sync.late->len > 0)
        sync_deliver_late (&desk->sync, self->rand);
    }
}

static void
assert_no_code_twice (Desk *desk)
{
  g_assert_cmpint (fixture_int (desk->sync.fixture.folder, "SELECT count (*) - count (DISTINCT code) FROM dossier"), ==, 0);
}

static void
count (Sim *self)
{
  Desk *desk = g_ptr_array_index (self->desks, 0);

  n_entries += self->hub->stream->len;
  n_conflicts += fixture_int (desk->sync.fixture.folder, "SELECT count (*) FROM conflict");
}

static void
live (guint32 seed, gboolean aloud)
{
  Sim self = { .rand = g_rand_new_with_seed (seed), .aloud = aloud };

  g_test_message ("MC_SEED=%u", seed);
  sync_use_seed (seed);
  self.hub = memory_hub_new (OFFICE, FIXTURE_NOW);
  self.desks = g_ptr_array_new_with_free_func (desk_free);
  self.codes = g_ptr_array_new_with_free_func (g_free);
  for (int i = 1; i <= FIRST_DESKS; i++)
    add_first_desk (&self, i);
  for (int i = 0; i < DEEDS; i++)
    do_something (&self);
  deliver_all (&self);
  say (&self, "settling");
  sync_settle (self.desks, self.hub);
  sync_assert_equal (self.desks, self.hub);
  for (guint i = 0; i < self.desks->len && !self.codes_may_double; i++)
    assert_no_code_twice (g_ptr_array_index (self.desks, i));
  count (&self);

  g_ptr_array_unref (self.desks);
  g_ptr_array_unref (self.codes);
  memory_hub_free (self.hub);
  g_rand_free (self.rand);
}

static void
test_runs (void)
{
  const char *one = g_getenv ("MC_SEED");

  if (one != NULL)
    {
      live ((guint32) g_ascii_strtoull (one, NULL, 10), TRUE);
      return;
    }
  for (guint32 seed = 1; seed <= SEEDS * (guint32) fixture_soak (); seed++)
    live (seed, FALSE);
  g_test_message ("%" G_GINT64_FORMAT " entries, %" G_GINT64_FORMAT " conflicts, %" G_GINT64_FORMAT " faults of the link, %"
                  G_GINT64_FORMAT " restores, %" G_GINT64_FORMAT " copies, %" G_GINT64_FORMAT " set back", n_entries, n_conflicts, n_faults, n_restores, n_copies,
                  n_set_back);
  g_assert_true (n_conflicts > 0 && n_faults > 0 && n_restores > 0 && n_copies > 0);
}

int
main (int argc, char *argv[])
{
  sync_use_memory ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulation/in-the-end-all-have-everything-once-and-in-one-order", test_runs);
  return g_test_run ();
}
