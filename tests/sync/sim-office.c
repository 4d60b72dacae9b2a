/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "mc-desk-files.h"
#include "mc-desk-sync.h"
#include "mc-error.h"

/* Every deed has a mark of its own, which stands in its entry: in the end it must be found once. */
static char *
new_mark (Sim *self)
{
  return g_strdup_printf ("#%d", ++self->n_marks);
}

static void
note_done (Sim *self)
{
  g_hash_table_add (self->done, GINT_TO_POINTER (self->n_marks));
}

/* To which dossier, as this desk sees it. */
static void
note_done_to (Sim *self, SimDesk *desk)
{
  static const char sql[]
      = "SELECT substr (CAST (f.body AS TEXT) ->> '$.note', 2) FROM (SELECT dossier FROM entry WHERE dossier IS NOT NULL"
                         " AND stream = 0 ORDER BY id DESC LIMIT 1) e JOIN dossier d ON d.id = e.dossier"
                         " JOIN entry f ON f.origin = d.origin AND f.stream = 0 AND f.seq = d.seq";

  note_done (self);
  g_hash_table_insert (self->on, GINT_TO_POINTER (self->n_marks), GINT_TO_POINTER ((int) fixture_int (desk->sync.fixture.folder, sql)));
}

static void
assert_refused (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED) || g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) ||
                 g_error_matches (error, MC_ERROR, MC_ERROR_NOT_FOUND));
}

/* Mostly one of the last few, so that several desks work on one dossier. */
static const char *
any_code (Sim *self)
{
  int n = (int) self->codes->len, back = sim_pick (self, 4) == 0 ? n : MIN (n, 4);

  return n > 0 ? g_ptr_array_index (self->codes, n - 1 - sim_pick (self, back)) : NULL;
}

void
sim_receive (Sim *self, SimDesk *desk)
{
  g_autoptr (McIntake) intake = fixture_random_intake (self->rand);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;
  McCode code;

  g_free (intake->note);
  intake->note = new_mark (self);
  dossier = mc_desk_receive (desk->sync.fixture.desk, intake, &error);
  if (dossier == NULL)
    {
      if (g_error_matches (error, MC_ERROR, MC_ERROR_NEEDS_ANSWER))
        sim_answer_question (self, desk);
      else if (!g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED))
        g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      return;
    }
  note_done (self);
  sim_say (self, "desk %u receives %s #%d", sim_index_of (self, desk), dossier->code, self->n_marks);
  g_assert_true (mc_code_parse (dossier->code, &code, NULL));
  if (desk->last_slip.day == MC_DAY_NONE || code.day > desk->last_slip.day ||
      (code.day == desk->last_slip.day && code.number > desk->last_slip.number))
    desk->last_slip = code;
  g_ptr_array_add (self->codes, g_strdup (dossier->code));
}

/* The first action that may be done, of some. */
static void
act_on (Sim *self, SimDesk *desk, const char *code)
{
  gboolean done = FALSE;

  for (int i = 0; code != NULL && i < 8 && !done; i++)
    {
      McAction action = (McAction) sim_pick (self, MC_N_ACTIONS);
      g_autofree char *later = mc_time_to_iso (self->hub->now + g_rand_int_range (self->rand, 1, 40) * 86400);
      g_autofree char *mark = new_mark (self);
      g_autoptr (GError) error = NULL;
      g_autofree char *changes = g_strdup_printf ("{\"applicant\":{\"name\":\"NGƯỜI %s\"}}", mark);
      g_autoptr (McDossier) dossier = NULL;

      if (action == MC_ACTION_CORRECT)
        dossier = mc_desk_correct (desk->sync.fixture.desk, code, changes, mark, &error);
      else
        dossier = mc_desk_act (desk->sync.fixture.desk, code, action, mark, action == MC_ACTION_EXTEND ? later : NULL, &error);

      done = dossier != NULL;
      if (done)
        {
          note_done_to (self, desk);
          sim_say (self, "desk %u: %s of %s %s", sim_index_of (self, desk), mc_action_to_key (action), code, mark);
        }
      else
        assert_refused (error);
    }
}

void
sim_act (Sim *self, SimDesk *desk)
{
  act_on (self, desk, any_code (self));
}

void
sim_print_or_view (Sim *self, SimDesk *desk)
{
  const char *code = any_code (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;

  if (code == NULL)
    return;
  if (sim_pick (self, 2) == 0)
    dossier = mc_desk_load (desk->sync.fixture.desk, code, &error);
  else
    mc_desk_note_print (desk->sync.fixture.desk, code, "01", TRUE, &error);
  if (error != NULL)
    assert_refused (error);
}

/* ---- files -------------------------------------------------------------------------------------------------------------- */

void
sim_attach (Sim *self, SimDesk *desk)
{
  const char *code = any_code (self);
  g_autofree char *mark = new_mark (self), *path = g_build_filename (self->papers, mark, NULL);
  g_autoptr (GString) text = g_string_new ("%PDF-1.7\n");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;
  int lines = sim_pick (self, 3) == 0 ? sim_pick (self, 1200) : sim_pick (self, 100);

  if (code == NULL)
    return;
  for (int i = 0; i < lines; i++)
    g_string_append_printf (text, "%s %s %d\n", code, mark, i * 7919);
  g_string_append (text, mark);
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  dossier = mc_desk_attach (desk->sync.fixture.desk, code, MC_COMPONENT_RESULT, file, NULL, NULL, NULL, &error);
  if (dossier == NULL)
    {
      assert_refused (error);
      return;
    }
  note_done_to (self, desk);
  sim_say (self, "desk %u attaches %s to %s", sim_index_of (self, desk), mark, code);
}

static gboolean
want_file (McTx *tx, gpointer data, GError **error)
{
  const McFetch *file = data;

  return mc_peer_want_file (tx, file->hash, file->size, error);
}

/* An officer wants to see a paper that another desk has digitised. */
void
sim_ask_for_file (Sim *self, SimDesk *desk)
{
  g_autofree char *sql = g_strdup_printf ("SELECT lower (hex (hash)) || size FROM file ORDER BY hash LIMIT 1 OFFSET %d", sim_pick (self, 4));
  g_autofree char *text = fixture_text (desk->sync.fixture.folder, sql), *hex = NULL;
  g_autoptr (GError) error = NULL;
  McFetch file;

  if (text == NULL)
    return;
  hex = g_strndup (text, 2 * MC_HASH_SIZE);
  file.size = g_ascii_strtoll (text + 2 * MC_HASH_SIZE, NULL, 10);
  g_assert_true (mc_hex_decode (hex, file.hash, MC_HASH_SIZE));
  if (mc_desk_has_file (desk->sync.fixture.desk, hex))
    return;
  sim_say (self, "desk %u asks for the file %.8s", sim_index_of (self, desk), hex);
  fixture_write (&desk->sync.fixture, want_file, &file, &error);
  g_assert_no_error (error);
}

/* ---- conflicts ----------------------------------------------------------------------------------------------------------- */

static void
settle (Sim *self, SimDesk *desk, const char *entry, gboolean take)
{
  g_autofree char *mark = new_mark (self);
  g_autoptr (GError) error = NULL;

  if (!mc_desk_settle (desk->sync.fixture.desk, entry, take, mark, &error))
    {
      assert_refused (error);
      return;
    }
  /* What is done after all carries the note it had. */
  if (!take)
    note_done_to (self, desk);
  self->tally.settled++;
  sim_say (self, "desk %u settles %.4s%s: %s", sim_index_of (self, desk), entry, strchr (entry, '.'), take ? "done after all" : "set aside");
}

/* (transfer full) (nullable) */
static char *
any_conflict (Sim *self, SimDesk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts = mc_desk_conflicts (desk->sync.fixture.desk, &error);

  g_assert_no_error (error);
  g_ptr_array_set_free_func (conflicts, (GDestroyNotify) mc_conflict_item_free);
  if (conflicts->len == 0)
    return NULL;
  return g_strdup (((McConflictItem *) g_ptr_array_index (conflicts, sim_pick (self, (int) conflicts->len)))->entry);
}

void
sim_settle_conflict (Sim *self, SimDesk *desk)
{
  g_autofree char *entry = any_conflict (self, desk);

  if (entry != NULL)
    settle (self, desk, entry, sim_pick (self, 2) == 0);
}

static void
all_meet (Sim *self)
{
  McSyncResult result;

  sim_say (self, "all hear of all");
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < self->desks->len; i++)
      sim_sync (self, sim_desk (self, i), &result);
}

void
sim_quarrel (Sim *self)
{
  const char *code;

  all_meet (self);
  code = any_code (self);
  for (guint i = 0; i < self->desks->len; i++)
    act_on (self, sim_desk (self, i), code);
}

void
sim_settle_twice (Sim *self)
{
  g_autofree char *entry = NULL;

  sim_quarrel (self);
  all_meet (self);
  entry = any_conflict (self, sim_any_desk (self));
  for (guint i = 0; entry != NULL && i < self->desks->len; i++)
    if (sim_pick (self, 3) != 0)
      settle (self, sim_desk (self, i), entry, sim_pick (self, 2) == 0);
}
