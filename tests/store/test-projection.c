/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a desk does, in whatever order: the tables are what the journal says, the counters are what counting says, and
 * every position of every list is what sorting says. MC_SOAK gives more of it. */
#include "store-fixture.h"

#include "mc-desk-retype.h"
#include "mc-error.h"
#include "mc-lists.h"
#include "mc-verify.h"

#define SEEDS 4
#define DEEDS 120

/* ---- a desk's life ----------------------------------------------------------------------------------------- */

static void
receive_one (Fixture *self, GRand *rand, GPtrArray *codes)
{
  g_autoptr (McIntake) intake = fixture_random_intake (rand);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;

  /* Sometimes the caller's own id, now and then one that was used. */
  if (g_rand_int_range (rand, 0, 4) == 0)
    {
      g_free (intake->ref);
      intake->ref = g_strdup_printf ("ref-%d", g_rand_int_range (rand, 0, 40));
    }
  dossier = mc_desk_receive (self->desk, intake, &error);
  if (dossier == NULL)
    /* A register older than the catalogue. */
    g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  else
    g_ptr_array_add (codes, g_strdup (dossier->code));
}

/* Given, given again, taken back, refused because another dossier has it. */
static void
official_code (Fixture *self, GRand *rand, const char *code)
{
  g_autofree char *official = g_strdup_printf ("H15.50.05.13-261101-%04d", g_rand_int_range (rand, 1, 40));
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier
      = mc_desk_set_official_code (self->desk, code, g_rand_int_range (rand, 0, 4) > 0 ? official : NULL, NULL, &error);

  if (dossier == NULL)
    g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
}

static void
do_something (Fixture *self, GRand *rand, GPtrArray *codes)
{
  int odds = g_rand_int_range (rand, 0, 100);
  const char *code = codes->len > 0 ? g_ptr_array_index (codes, g_rand_int_range (rand, 0, (gint32) codes->len)) : NULL;

  if (code == NULL || odds < 35)
    receive_one (self, rand, codes);
  else if (odds < 75)
    fixture_random_act (self, rand, code);
  else if (odds < 85)
    official_code (self, rand, code);
  else if (odds < 92)
    g_assert_true (mc_desk_note_print (self->desk, code, "01", g_rand_boolean (rand), NULL));
  else if (odds < 95)
    {
      g_autoptr (McDossier) dossier = mc_desk_load (self->desk, code, NULL);

      g_assert_nonnull (dossier);
    }
  else if (odds < 99)
    mc_clock_set (self->clock, mc_clock_now (self->clock) + g_rand_int_range (rand, 1, 200000));
  else
    fixture_reopen (self);
}

static void
live (Fixture *self, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);

  g_test_message ("seed %u", seed);
  for (int i = 0; i < DEEDS; i++)
    do_something (self, rand, codes);
}

static void
for_each_seed (void (*check) (Fixture *self, guint32 seed))
{
  for (guint32 seed = 1; seed <= SEEDS * (guint32) fixture_soak (); seed++)
    {
      Fixture fixture = { 0 };

      fixture_set_up (&fixture, NULL);
      live (&fixture, seed);
      check (&fixture, seed);
      fixture_tear_down (&fixture, NULL);
    }
}

/* ---- rebuilt equals lived -------------------------------------------------------------------------------------- */

static gboolean
write_rebuild (McTx *tx, gpointer data, GError **error)
{
  g_autoptr (McCheck) check = mc_check_new ();

  return mc_rebuild (tx, check, error);
}

static void
check_rebuilt (Fixture *self, guint32 seed)
{
  g_autoptr (GError) error = NULL;

  fixture_assert_sound (self);
  g_assert_true (fixture_write (self, write_rebuild, NULL, &error));
  g_assert_no_error (error);
  fixture_assert_sound (self);
}

static void
test_rebuilt (void)
{
  for_each_seed (check_rebuilt);
}

/* ---- counters are counts --------------------------------------------------------------------------------------- */

#define DAY_OF(column) "(" column " + 25200) / 86400"
#define BLOCKS "1000"
G_STATIC_ASSERT (MC_COUNTER_BLOCKS == 1000);
#define BITS G_STRINGIFY (MC_COUNTER_BLOCK_BITS)

/* To be typed into the province's system: no province is known here. */
#define WAITING "official_code IS NULL AND state NOT IN (0, 1)"

/* By day, as counting gives them. */
#define COUNTED                                                                                                                 \
  "counted AS ("                                                                                                              \
  "SELECT state AS list, " DAY_OF ("received_at") " AS day, count (*) AS n FROM dossier GROUP BY 1, 2 "                       \
  "UNION ALL SELECT 16, " DAY_OF ("received_at") ", count (*) FROM dossier GROUP BY 2 "                                       \
  "UNION ALL SELECT 17, CASE due WHEN 0 THEN 2147483647 ELSE " DAY_OF ("due") " END, count (*) FROM dossier"                  \
  " WHERE state IN (2, 4) GROUP BY 2 "                                                                                  \
  "UNION ALL SELECT 18, " DAY_OF ("returned_at") ", count (*) FROM dossier WHERE returned_at <> 0 GROUP BY 2 "                \
  "UNION ALL SELECT 20, " DAY_OF ("received_at") ", count (*) FROM dossier WHERE " WAITING " GROUP BY 2 "                     \
  "UNION ALL SELECT 100 + desk, " DAY_OF ("received_at") ", count (*) FROM dossier WHERE " WAITING " GROUP BY 1, 2 "          \
  "UNION ALL SELECT 19, " DAY_OF ("paid") ", sum (fee) FROM dossier WHERE paid <> 0 AND fee > 0 GROUP BY 2)"

static void
check_counters (Fixture *self, guint32 seed)
{
  static const char by_day[] = "WITH " COUNTED ", kept AS (SELECT list, day, n FROM counter WHERE n <> 0 AND list < " BLOCKS ")"
                               " SELECT (SELECT count (*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept))"
                               " + (SELECT count (*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted))";
  static const char by_block[]
      = "WITH " COUNTED ", blocks AS (SELECT list + " BLOCKS ", day >> " BITS ", sum (n) FROM counted GROUP BY 1, 2),"
        " kept AS (SELECT list, day, n FROM counter WHERE n <> 0 AND list >= " BLOCKS ")"
        " SELECT (SELECT count (*) FROM (SELECT * FROM blocks EXCEPT SELECT * FROM kept))"
        " + (SELECT count (*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM blocks))";

  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM dossier"), >, 10);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM counter WHERE list >= " BLOCKS), >, 0);
  g_assert_cmpint (fixture_int (self->folder, by_day), ==, 0);
  g_assert_cmpint (fixture_int (self->folder, by_block), ==, 0);
}

static void
test_counters (void)
{
  for_each_seed (check_counters);
}

/* ---- positions are what sorting says ------------------------------------------------------------------------------ */

typedef struct
{
  McView view;
  const char *folder;
  guint32 seed;
} Walk;

/* Ids in the order of the view, by sorting all of it. */
static GArray *
sorted (const Walk *walk)
{
  const McView *view = &walk->view;
  g_autofree char *where
      = view->kind == MC_VIEW_OPEN
            ? g_strdup_printf ("due_key BETWEEN %" G_GINT64_FORMAT " AND %" G_GINT64_FORMAT, view->from, view->to)
        : view->kind == MC_VIEW_RETYPE
            ? g_strdup_printf (WAITING " AND " DAY_OF ("received_at") " BETWEEN %" G_GINT64_FORMAT " AND %" G_GINT64_FORMAT
                               " AND %d IN (desk, 0)", view->from, view->to, view->desk)
            : g_strdup_printf (DAY_OF ("received_at") " BETWEEN %" G_GINT64_FORMAT " AND %" G_GINT64_FORMAT " AND %d IN (state, -1)",
                               view->from, view->to, view->kind == MC_VIEW_STATE ? (int) view->state : -1);
  g_autofree char *sql = g_strdup_printf ("SELECT group_concat (id) FROM (SELECT id FROM dossier WHERE %s ORDER BY %s)", where,
                                          view->kind == MC_VIEW_OPEN     ? "due_key, id"
                                          : view->kind == MC_VIEW_RETYPE ? "id"
                                                                         : "id DESC");
  g_autofree char *text = fixture_text (walk->folder, sql);
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ",", -1);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gint64 id = g_ascii_strtoll (parts[i], NULL, 10);

      g_array_append_val (ids, id);
    }
  return ids;
}

static void
assert_rows (GPtrArray *rows, const GArray *ids, guint first, guint n)
{
  g_assert_nonnull (rows);
  g_assert_cmpuint (rows->len, ==, first < ids->len ? MIN (n, ids->len - first) : 0);
  for (guint i = 0; i < rows->len; i++)
    {
      const McRow *row = g_ptr_array_index (rows, i);

      g_assert_cmpint (row->dossier->id, ==, g_array_index (ids, gint64, first + i));
    }
}

static gboolean
walk_view (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Walk *walk = data;
  g_autoptr (GArray) ids = sorted (walk);
  g_autoptr (McViewIndex) index = mc_view_index_new (db, &walk->view, error);
  gint64 after = 0;

  g_assert_nonnull (index);
  g_assert_cmpint (index->n, ==, ids->len);
  for (guint first = 0; first <= ids->len; first++)
    for (guint n = 1; n <= 5; n += 4)
      {
        g_autoptr (GPtrArray) rows = mc_view_rows (db, index, first, n, error);

        assert_rows (rows, ids, first, n);
      }
  /* By cursor, in pages of 3. */
  for (guint first = 0; first < ids->len; first += 3)
    {
      g_autoptr (GPtrArray) rows = mc_view_rows_after (db, &walk->view, after, 3, error);

      assert_rows (rows, ids, first, 3);
      after = ((McRow *) g_ptr_array_index (rows, rows->len - 1))->dossier->id;
    }
  return TRUE;
}

static void
walk (Fixture *self, McViewKind kind, int which, gint64 from, gint64 to)
{
  gboolean retype = kind == MC_VIEW_RETYPE;
  Walk data = { { kind, retype ? MC_STATE_VOID : (McState) which, from, to, retype ? which : 0 }, self->folder, 0 };
  g_autoptr (GError) error = NULL;

  mc_store_read (fixture_store (self), walk_view, &data, &error);
  g_assert_no_error (error);
}

static void
check_positions (Fixture *self, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gint64 last = mc_day_of_time (mc_clock_now (self->clock));

  walk (self, MC_VIEW_ALL, 0, 0, G_MAXINT32 / 4);
  walk (self, MC_VIEW_OPEN, 0, 0, MC_DUE_KEY_NONE);
  for (int state = 0; state < MC_N_STATES; state++)
    walk (self, MC_VIEW_STATE, state, 0, G_MAXINT32 / 4);
  for (int desk = 0; desk < 4; desk++)
    walk (self, MC_VIEW_RETYPE, desk, 0, G_MAXINT32 / 4);
  /* Ranges that begin and end anywhere, and where nothing is. */
  for (int i = 0; i < 6; i++)
    {
      gint64 from = last - g_rand_int_range (rand, 0, 60), to = from + g_rand_int_range (rand, 0, 40);

      walk (self, MC_VIEW_ALL, 0, from, to);
      walk (self, MC_VIEW_OPEN, 0, from, to);
      walk (self, MC_VIEW_STATE, MC_STATE_RECEIVED, from, to);
      walk (self, MC_VIEW_RETYPE, i % 3, from, to);
    }
}

static void
test_positions (void)
{
  for_each_seed (check_positions);
}

/* ---- a list that was opened stands still ------------------------------------------------------------------------- */

typedef struct
{
  McView view;
  McViewIndex *index; /* (nullable) opened by the first reading */
  GArray *ids;        /* (element-type gint64) read one by one */
} Standing;

static gboolean
read_standing (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Standing *standing = data;

  if (standing->index == NULL && (standing->index = mc_view_index_new (db, &standing->view, error)) == NULL)
    return FALSE;
  g_array_set_size (standing->ids, 0);
  for (gint64 i = 0; i < standing->index->n; i++)
    {
      g_autoptr (GPtrArray) rows = mc_view_rows (db, standing->index, i, 1, error);

      g_assert_true (rows != NULL && rows->len == 1);
      g_array_append_val (standing->ids, ((McRow *) g_ptr_array_index (rows, 0))->dossier->id);
    }
  return TRUE;
}

static void
receive_some (Fixture *self, int n)
{
  for (int i = 0; i < n; i++)
    mc_dossier_free (fixture_receive (self, "SÙNG A CHU"));
}

/* Dossiers that come after a list was opened, the same day and the next, move no row of it, loaded or not. */
static void
test_stands_still (Fixture *self, gconstpointer data)
{
  static const McViewKind kinds[] = { MC_VIEW_ALL, MC_VIEW_STATE, MC_VIEW_OPEN, MC_VIEW_RETYPE };
  g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) after = g_array_new (FALSE, FALSE, sizeof (gint64));

  receive_some (self, 5);
  mc_clock_set (self->clock, FIXTURE_NOW + 86400);
  receive_some (self, 5);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Standing standing = { { kinds[i], MC_STATE_RECEIVED, 0, kinds[i] == MC_VIEW_OPEN ? MC_DUE_KEY_NONE : G_MAXINT32 / 4 }, NULL, before };

      g_assert_true (mc_store_read (fixture_store (self), read_standing, &standing, NULL));
      receive_some (self, 3);
      mc_clock_set (self->clock, mc_clock_now (self->clock) + 3600);
      receive_some (self, 3);
      mc_clock_set (self->clock, mc_clock_now (self->clock) + 86400);
      receive_some (self, 3);
      standing.ids = after;
      g_assert_true (mc_store_read (fixture_store (self), read_standing, &standing, NULL));
      g_assert_cmpmem (before->data, before->len * sizeof (gint64), after->data, after->len * sizeof (gint64));
      mc_view_index_free (standing.index);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/projection/rebuilt-equals-lived", test_rebuilt);
  g_test_add_func ("/projection/counters-equal-counting", test_counters);
  g_test_add_func ("/projection/every-position-is-what-sorting-says", test_positions);
  fixture_test ("/projection/an-opened-list-stands-still", test_stands_still);
  return g_test_run ();
}
