/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In the end all have everything once, in one order, and another synchronisation says nothing. */
#include "sim.h"

#include <string.h>

#include "mc-desk-files.h"

/* The entry an officer's deed made, not what was said of it when a conflict was settled; one of those that say the same again. */
#define LAST_NAME "replace (names, rtrim (names, replace (names, ' ', '')), '')"
#define MARKS                                                                                                                      \
  "SELECT group_concat (mark, ' ') FROM (SELECT DISTINCT mark, coalesce (" LAST_NAME ", id) FROM (SELECT id, body ->> '$.names' AS names,"  \
  " coalesce (body ->> '$.note', body ->> '$.name') AS mark FROM (SELECT id, CAST (body AS TEXT) AS body FROM entry"                        \
  " WHERE stream = 0 AND body IS NOT NULL) WHERE mark GLOB '#[0-9]*' AND (body ->> '$.settles' IS NULL OR body ->> '$.action' IS NULL)))"
/* What was done, and the receipt or submission of the dossier to which it was done; 0: it waits. */
#define DEEDS                                                                                                                      \
  "SELECT group_concat (coalesce (b.body ->> '$.note', b.body ->> '$.name') || coalesce (CAST (f.body AS TEXT) ->> '$.note', '#0'), ' ') FROM" \
  " (SELECT dossier, CAST (body AS TEXT) AS body FROM entry WHERE stream = 0 AND body IS NOT NULL) b LEFT JOIN dossier d ON d.id = b.dossier"   \
  " LEFT JOIN entry f ON f.origin = d.origin AND f.stream = 0 AND f.seq = d.seq WHERE coalesce (b.body ->> '$.note', b.body ->> '$.name') GLOB '#[0-9]*'"
#define DOSSIERS                                                                                                                   \
  "SELECT count (*) - count (DISTINCT CAST (f.body AS TEXT) ->> '$.note') FROM dossier d JOIN entry f ON f.origin = d.origin AND f.stream = 0 AND f.seq = d.seq"

static char **
list_marks (SimDesk *desk)
{
  g_autofree char *text = fixture_text (desk->sync.fixture.folder, MARKS);

  return g_strsplit (text != NULL ? text : "", " ", -1);
}

GHashTable *
sim_marks_of (SimDesk *desk)
{
  g_auto (GStrv) marks = list_marks (desk);
  GHashTable *set = g_hash_table_new (NULL, NULL);

  for (char **mark = marks; *mark != NULL; mark++)
    g_hash_table_add (set, GINT_TO_POINTER (atoi (*mark + 1)));
  return set;
}

/* Nothing lost but what a store lost with its disk before it told anybody, and nothing twice. */
static void
assert_each_once (Sim *self)
{
  g_auto (GStrv) marks = list_marks (sim_desk (self, 0));
  g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer mark;

  for (char **text = marks; *text != NULL; text++)
    if (!g_hash_table_add (found, GINT_TO_POINTER (atoi (*text + 1))))
      g_error ("seed %u: %s is there twice", self->seed, *text);
  g_hash_table_iter_init (&iter, self->done);
  while (g_hash_table_iter_next (&iter, &mark, NULL))
    if (!g_hash_table_contains (found, mark) && !g_hash_table_contains (self->at_risk, mark))
      g_error ("seed %u: #%d is lost", self->seed, GPOINTER_TO_INT (mark));
}

/* Work is on the dossier on which it was done, whatever that is called now. What is on one that is lost waits. */
static void
assert_each_in_its_place (Sim *self)
{
  const char *folder = sim_desk (self, 0)->sync.fixture.folder;
  g_autofree char *text = fixture_text (folder, DEEDS);
  g_auto (GStrv) deeds = g_strsplit (text != NULL ? text : "", " ", -1);

  g_assert_cmpint (fixture_int (folder, DOSSIERS), ==, 0);
  for (char **deed = deeds; *deed != NULL; deed++)
    {
      int mark = atoi (*deed + 1), on = atoi (strrchr (*deed, '#') + 1), wanted = GPOINTER_TO_INT (g_hash_table_lookup (self->on, GINT_TO_POINTER (mark)));

      if (on != wanted && wanted != 0 && !(on == 0 && g_hash_table_contains (self->at_risk, GINT_TO_POINTER (wanted))))
        g_error ("seed %u: #%d was done to #%d and is on #%d", self->seed, mark, wanted, on);
    }
}

/* ---- files ---------------------------------------------------------------------------------------------------------------- */

static gboolean
somebody_has (Sim *self, const char *hex)
{
  gboolean has = FALSE;

  for (guint i = 0; i < self->desks->len && !has; i++)
    has = mc_desk_has_file (sim_desk (self, i)->sync.fixture.desk, hex);
  return has;
}

/* Every file that entries name is at the province, unless the disk went on which alone it was. */
static void
assert_files (Sim *self)
{
  g_autofree char *text
      = fixture_text (sim_desk (self, 0)->sync.fixture.folder, "SELECT group_concat (lower (hex (hash)), ' ') FROM (SELECT DISTINCT hash FROM file)");
  g_auto (GStrv) hashes = g_strsplit (text != NULL ? text : "", " ", -1);

  for (char **hex = hashes; *hex != NULL; hex++)
    {
      guint8 hash[MC_HASH_SIZE];

      g_assert_true (mc_hex_decode (*hex, hash, sizeof hash));
      self->tally.files++;
      if (memory_hub_file (self->hub, hash) != NULL)
        continue;
      if (self->tally.set_back == 0 || somebody_has (self, *hex))
        g_error ("seed %u: the province lacks the file %s", self->seed, *hex);
      self->tally.lost_files++;
    }
}

/* What a desk asked for, and what a department decided, has come down. */
static void
assert_fetched (Sim *self)
{
  for (guint i = 0; i < self->desks->len; i++)
    {
      const char *folder = sim_desk (self, i)->sync.fixture.folder;
      g_autofree char *left = fixture_text (folder, "SELECT group_concat (lower (hex (hash)), ' ') FROM fetch");
      g_auto (GStrv) hashes = g_strsplit (left != NULL ? left : "", " ", -1);

      for (char **hex = hashes; *hex != NULL; hex++)
        {
          guint8 hash[MC_HASH_SIZE];

          g_assert_true (mc_hex_decode (*hex, hash, sizeof hash));
          if (memory_hub_file (self->hub, hash) != NULL)
            g_error ("seed %u: desk %u has not got the file %s", self->seed, i, *hex);
        }
    }
}

/* ---- numbers -------------------------------------------------------------------------------------------------------------- */

static void
assert_numbers (Sim *self)
{
  for (guint i = 0; i < self->desks->len; i++)
    {
      SimDesk *desk = sim_desk (self, i);
      const char *folder = desk->sync.fixture.folder;
      gint64 number = fixture_int (folder, "SELECT number FROM desk WHERE origin = (SELECT value FROM local WHERE key = 'origin')");

      self->tally.moved += number != desk->number ? 1 : 0;
      if (!self->numbers_may_move && number != desk->number)
        g_error ("seed %u: desk %u has number %d now", self->seed, i, (int) number);
      if (!self->codes_may_double && !self->numbers_may_move)
        g_assert_cmpint (fixture_int (folder, "SELECT count (*) - count (DISTINCT code) FROM dossier"), ==, 0);
    }
}

/* ---- all ------------------------------------------------------------------------------------------------------------------ */

static void
deliver_all (Sim *self)
{
  for (guint i = 0; i < self->desks->len; i++)
    {
      SimDesk *desk = sim_desk (self, i);

      while (desk->late->len > 0)
        sim_deliver_request (self, desk);
      while (desk->sync.late->len > 0)
        sync_deliver_late (&desk->sync, self->rand);
    }
}

/* What was refused is tried again after days, by the clock that is furthest. */
static void
let_days_pass (Sim *self)
{
  gint64 latest = self->hub->now;

  for (guint i = 0; i < self->desks->len; i++)
    latest = MAX (latest, mc_clock_now (sim_desk (self, i)->sync.fixture.clock));
  self->hub->now = latest + 20 * 86400;
  for (guint i = 0; i < self->desks->len; i++)
    mc_clock_set (sim_desk (self, i)->sync.fixture.clock, self->hub->now);
}

void
sim_settle (Sim *self)
{
  gboolean quiet = FALSE;

  deliver_all (self);
  for (int round = 0; round < 4 || !quiet; round++)
    {
      McSyncResult result;

      quiet = TRUE;
      if (round == 2)
        let_days_pass (self);
      for (guint i = 0; i < self->desks->len; i++)
        quiet &= sim_sync (self, sim_desk (self, i), &result);
      g_assert_cmpint (round, <, 20);
    }
}

static void
assert_second_says_nothing (Sim *self)
{
  for (guint i = 0; i < self->desks->len; i++)
    {
      McSyncResult result;

      g_assert_true (sim_sync (self, sim_desk (self, i), &result));
      g_assert_cmpint (result.bytes_up, <, 60);
      /* A file that is nowhere any more is asked for at each exchange. */
      g_assert_cmpint (result.bytes_down, <, 40 + 50 * self->tally.lost_files);
    }
}

void
sim_assert_end (Sim *self)
{
  g_autoptr (GPtrArray) desks = g_ptr_array_new ();

  for (guint i = 0; i < self->desks->len; i++)
    g_ptr_array_add (desks, &sim_desk (self, i)->sync);
  sync_assert_equal (desks, self->hub);
  assert_each_once (self);
  assert_each_in_its_place (self);
  assert_files (self);
  assert_fetched (self);
  assert_numbers (self);
  assert_second_says_nothing (self);
  self->tally.entries = self->hub->stream->len;
  self->tally.conflicts = fixture_int (sim_desk (self, 0)->sync.fixture.folder, "SELECT count (*) FROM conflict");
}
