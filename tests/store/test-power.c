/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The power is cut at any moment, on a disk that loses whatever was not synced: what was acknowledged is there, the store is
 * sound, and it is the same desk as before. MC_SOAK gives more seeds. */
#include "store-fixture.h"

#include "mc-error.h"
#include "power-vfs.h"

#define SEEDS 20
#define CUTS 4 /* of each seed */

typedef struct
{
  Fixture fixture;
  GRand *rand;
  GHashTable *receipts; /* code by ref, acknowledged */
  GHashTable *states;   /* McState by code, as last acknowledged; none while in doubt */
  GPtrArray *codes;
  GPtrArray *doubtful;  /* refs whose receipt failed: it may be there all the same */
  int n_refs;
} Life;

static void
life_init (Life *self, guint32 seed)
{
  *self = (Life) { .rand = g_rand_new_with_seed (seed) };
  self->receipts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->codes = g_ptr_array_new_with_free_func (g_free);
  self->doubtful = g_ptr_array_new_with_free_func (g_free);
}

static void
life_clear (Life *self)
{
  g_rand_free (self->rand);
  g_hash_table_unref (self->receipts);
  g_hash_table_unref (self->states);
  g_ptr_array_unref (self->codes);
  g_ptr_array_unref (self->doubtful);
}

static void
acknowledge (Life *self, const char *ref, const McDossier *dossier)
{
  g_assert_true (g_hash_table_insert (self->receipts, g_strdup (ref), g_strdup (dossier->code)));
  g_ptr_array_add (self->codes, g_strdup (dossier->code));
  g_hash_table_insert (self->states, g_strdup (dossier->code), GINT_TO_POINTER (dossier->state));
}

/* After a cut anything may fail, and says so in our own terms; before it nothing does. */
static void
assert_failure (const GError *error)
{
  g_assert_nonnull (error);
  if (!power_vfs_is_cut ())
    g_error ("failed with power on: %s", error->message);
  g_assert_true (error->domain == MC_ERROR);
}

static void
receive_one (Life *self, const char *ref)
{
  g_autoptr (McIntake) intake = fixture_random_intake (self->rand);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;

  g_free (intake->ref);
  intake->ref = g_strdup (ref);
  dossier = mc_desk_receive (self->fixture.desk, intake, &error);
  if (dossier != NULL)
    acknowledge (self, ref, dossier);
  else
    {
      assert_failure (error);
      g_ptr_array_add (self->doubtful, g_strdup (ref));
    }
}

static void
act_on_one (Life *self)
{
  const char *code = g_ptr_array_index (self->codes, g_rand_int_range (self->rand, 0, (gint32) self->codes->len));
  McAction action = (McAction) g_rand_int_range (self->rand, 0, MC_N_ACTIONS);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_act (self->fixture.desk, code, action, "lý do", NULL, &error);

  if (dossier != NULL)
    g_hash_table_insert (self->states, g_strdup (code), GINT_TO_POINTER (dossier->state));
  else if (!g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED) && !g_error_matches (error, MC_ERROR, MC_ERROR_INVALID))
    {
      assert_failure (error);
      g_hash_table_remove (self->states, code);
    }
}

/* Until the power is gone: receipts, work, looks, and opening again, which moves the log into the database. */
static void
work (Life *self)
{
  for (int i = 0; i < 40 && !power_vfs_is_cut (); i++)
    {
      int odds = g_rand_int_range (self->rand, 0, 100);

      if (self->codes->len == 0 || odds < 50)
        {
          g_autofree char *ref = g_strdup_printf ("ref-%d", self->n_refs++);

          receive_one (self, ref);
        }
      else if (odds < 85)
        act_on_one (self);
      else if (odds < 95)
        mc_dossier_free (mc_desk_load (self->fixture.desk, g_ptr_array_index (self->codes, 0), NULL));
      else
        {
          g_autoptr (GError) error = NULL;

          fixture_close (&self->fixture);
          self->fixture.desk = mc_desk_open (self->fixture.folder, self->fixture.clock, "lan", &error);
          if (self->fixture.desk == NULL)
            {
              assert_failure (error);
              return;
            }
        }
    }
  if (!power_vfs_is_cut ())
    power_vfs_cut (g_rand_int (self->rand));
}

static void
assert_nothing_lost (Life *self)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->receipts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_autofree char *sql
          = g_strdup_printf ("SELECT code FROM ref JOIN dossier ON id = dossier WHERE ref = '%s'", (const char *) key);
      g_autofree char *code = fixture_text (self->fixture.folder, sql);

      g_assert_cmpstr (code, ==, value);
    }
  g_hash_table_iter_init (&iter, self->states);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_autofree char *sql = g_strdup_printf ("SELECT state FROM dossier WHERE code = '%s'", (const char *) key);

      g_assert_cmpint (fixture_int (self->fixture.folder, sql), ==, GPOINTER_TO_INT (value));
    }
}

/* Power is back. */
static void
look (Life *self)
{
  fixture_close (&self->fixture);
  power_vfs_boot ();
  fixture_open (&self->fixture);
  fixture_assert_sound (&self->fixture);
  assert_nothing_lost (self);

  /* Who got no answer sends again, and is received once. */
  while (self->doubtful->len > 0)
    {
      g_autofree char *ref = g_ptr_array_steal_index (self->doubtful, 0);

      receive_one (self, ref);
    }
  g_assert_cmpint (fixture_int (self->fixture.folder, "SELECT count (*) FROM dossier"), ==, g_hash_table_size (self->receipts));
  g_assert_cmpint (fixture_int (self->fixture.folder, "SELECT count (*) - count (DISTINCT code) FROM dossier"), ==, 0);
  g_assert_cmpint (fixture_int (self->fixture.folder, "SELECT count (*) FROM origin"), ==, 1);
}

static void
live (guint32 seed)
{
  Life life;

  g_test_message ("seed %u", seed);
  life_init (&life, seed);
  fixture_set_up (&life.fixture, NULL);
  for (int i = 0; i < CUTS; i++)
    {
      if (g_rand_int_range (life.rand, 0, 5) > 0)
        power_vfs_cut_after ((guint) g_rand_int_range (life.rand, 1, 250), g_rand_int (life.rand));
      work (&life);
      look (&life);
    }
  fixture_tear_down (&life.fixture, NULL);
  life_clear (&life);
}

/* A seed says all but how the threads came to meet: POWER_SEED=N runs one of them. */
static void
test_cuts (void)
{
  const char *one = g_getenv ("POWER_SEED");

  if (one != NULL)
    {
      live ((guint32) atoi (one));
      return;
    }
  for (guint32 seed = 1; seed <= SEEDS * (guint32) fixture_soak (); seed++)
    live (seed);
}

/* The starter catalogue alone is hundreds of pages, each like the one before: of those, every STRIDE-th, from another one on in each run. */
#define EACH_STEP 100
#define STRIDE 5

/* `init` is cut at one step after the other: there is a store then, or none and a new try makes one. */
static void
test_creation (void)
{
  g_autofree char *office = fixture_office (2);
  guint first = EACH_STEP + (guint) g_test_rand_int_range (0, STRIDE);
  gboolean done = FALSE;

  for (guint step = 1; !done; step += step < first ? 1 : STRIDE)
    {
      Fixture fixture = { .folder = fixture_folder_new (), .clock = mc_clock_new_fixed (FIXTURE_NOW) };
      g_autoptr (GError) error = NULL;

      power_vfs_cut_after (step, step);
      fixture.desk = mc_desk_create (fixture.folder, office, fixture.clock, "lan", &error);
      done = !power_vfs_is_cut ();
      fixture_close (&fixture);
      power_vfs_boot ();
      g_clear_error (&error);
      fixture.desk = mc_desk_open (fixture.folder, fixture.clock, "lan", &error);
      if (fixture.desk == NULL)
        {
          g_assert_error (error, MC_ERROR, MC_ERROR_NOT_FOUND);
          g_clear_error (&error);
          fixture.desk = mc_desk_create (fixture.folder, office, fixture.clock, "lan", &error);
          g_assert_no_error (error);
        }
      fixture_assert_sound (&fixture);
      mc_dossier_free (fixture_receive (&fixture, "NGUYỄN VĂN AN"));
      fixture_tear_down (&fixture, NULL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* Closing a store without power warns of what could not be done any more. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  power_vfs_register ();
  sqlite3_vfs_register (sqlite3_vfs_find (POWER_VFS_NAME), TRUE);
  g_test_add_func ("/power/what-was-acknowledged-survives-every-cut", test_cuts);
  g_test_add_func ("/power/a-new-store-survives-every-cut", test_creation);
  return g_test_run ();
}
