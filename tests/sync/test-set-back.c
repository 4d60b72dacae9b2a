/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The province itself is set back to an older backup. It knows less than it has acknowledged and would give numbers a second time; desks that are
 * registered again tell it all that it lost (src/sync/README.md, "Set back"). */
#include "sync-office.h"

#define OFFICE "H15.50.05.13"
#define N_DESKS 3

typedef struct
{
  MemoryHub *hub;
  GPtrArray *desks;
} Office;

static SyncDesk *
desk_of (Office *office, guint i)
{
  return g_ptr_array_index (office->desks, i);
}

static void
free_desk (gpointer data)
{
  sync_desk_clear (data);
  g_free (data);
}

static void
work (Office *office, const char *name)
{
  for (guint i = 0; i < N_DESKS; i++)
    mc_dossier_free (fixture_receive (&desk_of (office, i)->fixture, name));
}

static void
set_up (Office *office, gconstpointer data)
{
  office->hub = memory_hub_new (OFFICE, FIXTURE_NOW);
  office->desks = g_ptr_array_new_with_free_func (free_desk);
  for (int i = 1; i <= N_DESKS; i++)
    {
      SyncDesk *desk = g_new0 (SyncDesk, 1);

      sync_desk_init (desk, office->hub, i, i);
      g_ptr_array_add (office->desks, desk);
    }
  work (office, "TRƯỚC SAO LƯU");
  sync_settle (office->desks, office->hub);
}

static void
tear_down (Office *office, gconstpointer data)
{
  g_ptr_array_unref (office->desks);
  memory_hub_free (office->hub);
}

static void
register_again (Office *office, guint i)
{
  SyncDesk *desk = desk_of (office, i);

  desk->token += 10;
  sync_desk_enrol (desk, office->hub);
}

static void
quarrel (Office *office)
{
  g_autofree char *code = fixture_text (desk_of (office, 0)->fixture.folder, "SELECT code FROM dossier ORDER BY id LIMIT 1");
  static const McAction actions[] = { MC_ACTION_FORWARD, MC_ACTION_WITHDRAW };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (McDossier) dossier = mc_desk_act (desk_of (office, i)->fixture.desk, code, actions[i], "lý do", NULL, &error);

      g_assert_no_error (error);
    }
}

static void
settle (Office *office, gint64 dossiers, gint64 conflicts)
{
  sync_settle (office->desks, office->hub);
  sync_assert_equal (office->desks, office->hub);
  for (guint i = 0; i < N_DESKS; i++)
    {
      g_assert_cmpint (fixture_int (desk_of (office, i)->fixture.folder, "SELECT count (*) FROM dossier"), ==, dossiers);
      g_assert_cmpint (fixture_int (desk_of (office, i)->fixture.folder, "SELECT count (*) FROM conflict"), ==, conflicts);
    }
}

static void
test_all_come_again (Office *office, gconstpointer data)
{
  gint64 backup = office->hub->stream->len;

  quarrel (office);
  work (office, "SAU SAO LƯU");
  sync_settle (office->desks, office->hub);
  memory_hub_set_back (office->hub, backup);
  for (guint i = 0; i < N_DESKS; i++)
    register_again (office, i);
  settle (office, 6, 1);
}

/* Two machines are lost with the province's disk: what the third one has heard from them is not. */
static void
test_one_tells_for_all (Office *office, gconstpointer data)
{
  gint64 backup = office->hub->stream->len;

  work (office, "SAU SAO LƯU");
  sync_settle (office->desks, office->hub);
  memory_hub_set_back (office->hub, backup);
  register_again (office, 2);
  sync_until_quiet (desk_of (office, 2), office->hub);
  g_assert_cmpint (fixture_int (desk_of (office, 2)->fixture.folder, "SELECT count (*) FROM dossier"), ==, 6);
  g_assert_cmpuint (office->hub->stream->len, ==,
                    (guint) fixture_int (desk_of (office, 2)->fixture.folder, "SELECT sum (n_entries) FROM numbered"));
  register_again (office, 0);
  register_again (office, 1);
  settle (office, 6, 0);
}

/* One is registered again and goes on before the others are: what they lost their numbers for gets others. Until then nobody lets them in, for what
 * they know of the order is not so any more. */
static void
test_numbers_are_others (Office *office, gconstpointer data)
{
  gint64 backup = office->hub->stream->len;
  g_autofree char *before = NULL, *after = NULL;
  static const char order[] = "SELECT group_concat (first_n || ' ' || origin || ' ' || first_seq, ',') FROM numbered";

  work (office, "SAU SAO LƯU");
  sync_settle (office->desks, office->hub);
  before = fixture_text (desk_of (office, 1)->fixture.folder, order);
  memory_hub_set_back (office->hub, backup);
  g_assert_false (memory_hub_knows_token (office->hub, desk_of (office, 1)->token));
  memory_hub_write (office->hub, FALSE, "notice", NULL, NULL, "{}", NULL);
  register_again (office, 0);
  for (int i = 0; i < 5; i++)
    mc_dossier_free (fixture_receive (&desk_of (office, 0)->fixture, "LÒ THỊ HOA"));
  sync_until_quiet (desk_of (office, 0), office->hub);
  register_again (office, 1);
  register_again (office, 2);
  settle (office, 11, 0);
  after = fixture_text (desk_of (office, 1)->fixture.folder, order);
  g_assert_cmpstr (before, !=, after);
}

#define office_test(path, func) g_test_add (path, Office, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  sync_use_memory ();
  g_test_init (&argc, &argv, NULL);
  office_test ("/set-back/desks-that-register-again-tell-all-that-was-lost", test_all_come_again);
  office_test ("/set-back/one-desk-tells-for-all", test_one_tells_for_all);
  office_test ("/set-back/numbers-are-others-afterwards", test_numbers_are_others);
  return g_test_run ();
}
