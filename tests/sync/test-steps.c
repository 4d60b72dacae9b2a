/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One scenario of an office, interrupted at every single step of it: each passage of the link in each way it can fail, and each transaction. Whoever
 * resumes comes to the same end, and another synchronisation changes nothing. */
#include "mc-bundle-carry.h"
#include "mc-desk-files.h"
#include "mc-desk-sync.h"
#include "mc-error.h"
#include "mc-folder.h"
#include "sync-office.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define OFFICE "H15.50.05.13"
#define NEVER G_MAXUINT

typedef struct
{
  MemoryHub *hub;
  GPtrArray *desks;
  SyncDesk *a, *b;
  GRand *rand;
  char *shared, *stick, *papers; /* (owned) folders */
  guint stop_call;   /* which passage of the link fails, NEVER */
  LinkFault fault;   /* how */
  guint stop_commit; /* at which transaction the machine stops, from 0; NEVER */
  guint n_calls, n_commits; /* passed */
  char *result;      /* (owned) */
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

/* ---- steps ---------------------------------------------------------------------------------------------------------------- */

/* What is left until the machine stops, 0: it does not, or did already. */
static guint
dies_at (const Scene *self)
{
  return self->stop_commit != NEVER && self->stop_commit >= self->n_commits ? self->stop_commit - self->n_commits + 1 : 0;
}

/* Synchronises until there is nothing more to say; one of its steps may be the one at which it is stopped, and it resumes. */
static void
synchronise (Scene *self, SyncDesk *desk)
{
  gboolean quiet = FALSE;

  for (int round = 0; !quiet; round++)
    {
      g_autoptr (MemoryLink) link = memory_link_new (self->hub, desk->token, self->rand, desk->late);
      McSyncResult result;
      gboolean done;

      if (self->stop_call != NEVER && self->stop_call >= self->n_calls)
        memory_link_set_fault (link, self->stop_call - self->n_calls, self->fault);
      done = sync_run (desk, link, dies_at (self), &result);
      self->n_commits += sync_n_commits ();
      self->n_calls += memory_link_n_calls (link);
      quiet = done && result.sent == 0 && result.received == 0 && result.file_bytes == 0 && !result.new_origin;
      g_assert_cmpint (round, <, 20);
    }
}

typedef gboolean (*Deed) (Scene *self, SyncDesk *desk, const char *what, GError **error);

/* Done, or done again by the officer whose machine stopped before it said that it was. */
static void
perform (Scene *self, SyncDesk *desk, Deed deed, const char *what)
{
  gboolean done = FALSE;

  for (int round = 0; !done; round++)
    {
      g_autoptr (GError) error = NULL;
      gboolean stopped;

      sync_machine_runs (desk, dies_at (self));
      done = deed (self, desk, what, &error);
      self->n_commits += sync_n_commits ();
      stopped = sync_machine_stopped (desk);
      if (!done && !stopped)
        g_error ("%s: %s", what, error->message);
      g_assert_cmpint (round, <, 3);
    }
}

static gboolean
receive (Scene *self, SyncDesk *desk, const char *what, GError **error)
{
  g_autoptr (McIntake) intake = fixture_intake (what);
  g_autoptr (McDossier) dossier = NULL;

  /* The officer's own id: what was received before the machine stopped is not received twice. */
  intake->ref = g_strdup (what);
  dossier = mc_desk_receive (desk->fixture.desk, intake, error);
  return dossier != NULL;
}

static gboolean
answer (Scene *self, SyncDesk *desk, const char *what, GError **error)
{
  return mc_desk_answer_last_slip (desk->fixture.desk, NULL, 0, error);
}

static char *
code_of (SyncDesk *desk, const char *name)
{
  g_autofree char *sql = g_strdup_printf ("SELECT code FROM dossier WHERE applicant = '%s'", name);

  return fixture_text (desk->fixture.folder, sql);
}

/* "action of name" */
static gboolean
act (Scene *self, SyncDesk *desk, const char *what, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (what, " of ", 2);
  g_autofree char *code = code_of (desk, parts[1]);
  g_autoptr (McDossier) dossier = NULL;
  McAction action;

  g_assert_true (mc_action_from_key (parts[0], &action));
  dossier = mc_desk_act (desk->fixture.desk, code, action, "lý do", NULL, error);
  return dossier != NULL;
}

static gboolean
attach (Scene *self, SyncDesk *desk, const char *what, GError **error)
{
  g_autofree char *code = code_of (desk, what), *path = g_build_filename (self->papers, "don.pdf", NULL);
  g_autoptr (GString) text = g_string_new ("%PDF-1.7\n");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (McDossier) dossier = NULL;

  for (int i = 0; i < 900; i++)
    g_string_append_printf (text, "%d\n", i * 7919);
  g_file_set_contents (path, text->str, (gssize) text->len, NULL);
  dossier = mc_desk_attach (desk->fixture.desk, code, MC_COMPONENT_RESULT, file, NULL, NULL, NULL, error);
  return dossier != NULL;
}

/* Every conflict there is: "done" or "aside" */
static gboolean
settle (Scene *self, SyncDesk *desk, const char *what, GError **error)
{
  g_autoptr (GPtrArray) conflicts = mc_desk_conflicts (desk->fixture.desk, error);
  gboolean ok = conflicts != NULL;

  if (ok)
    g_ptr_array_set_free_func (conflicts, (GDestroyNotify) mc_conflict_item_free);
  for (guint i = 0; ok && i < conflicts->len; i++)
    ok = mc_desk_settle (desk->fixture.desk, ((McConflictItem *) g_ptr_array_index (conflicts, i))->entry, strcmp (what, "done") == 0, "đã hỏi",
                         error);
  return ok;
}

static gboolean
by_folder (Scene *self, SyncDesk *desk, const char *what, GError **error)
{
  g_autoptr (McBlobs) blobs = mc_blobs_open (desk->fixture.folder, error);
  McFolderResult result;

  return mc_folder_sync (fixture_store (&desk->fixture), blobs, self->shared, 0, NULL, NULL, NULL, &result, error);
}

static gboolean
export (Scene *self, SyncDesk *desk, const char *what, GError **error)
{
  g_autoptr (McBlobs) blobs = mc_blobs_open (desk->fixture.folder, error);
  g_autofree char *path = g_build_filename (self->stick, what, NULL);
  g_auto (McBundleWritten) written = { 0 };

  return mc_bundle_export (fixture_store (&desk->fixture), blobs, path, MC_CARRY_OFFICE, 0, NULL, NULL, NULL, &written, error);
}

static gboolean
import (Scene *self, SyncDesk *desk, const char *what, GError **error)
{
  g_autoptr (McBlobs) blobs = mc_blobs_open (desk->fixture.folder, error);
  g_autofree char *path = g_build_filename (self->stick, what, NULL);
  g_auto (McBundleTaken) taken = { 0 };

  return mc_bundle_import (fixture_store (&desk->fixture), blobs, path, NULL, NULL, NULL, &taken, error);
}

/* A department's result comes down as a file. */
static void
decide (Scene *self, SyncDesk *desk, const char *name)
{
  static const char paper[] = "%PDF-1.7\nkết quả";
  g_autofree char *hex = NULL, *body = NULL;
  g_autofree char *sql = g_strdup_printf ("SELECT lower (hex (o.id)) || '.' || d.seq || ' ' || lower (hex (h.id)) || '.' || d.head_seq FROM dossier d"
                                          " JOIN origin o ON o.n = d.origin JOIN origin h ON h.n = d.head_origin WHERE applicant = '%s'",
                                          name);
  g_autofree char *text = fixture_text (desk->fixture.folder, sql);
  g_auto (GStrv) parts = g_strsplit (text, " ", 2);
  guint8 hash[MC_HASH_SIZE];
  McEntryRef first, head;

  g_assert_true (mc_entry_ref_from_text (parts[0], &first) && mc_entry_ref_from_text (parts[1], &head));
  memory_hub_put_file (self->hub, paper, strlen (paper), hash);
  hex = mc_hex_encode (hash, sizeof hash);
  body = g_strdup_printf ("{\"action\":\"%s\",\"state\":\"%s\",\"to\":\"12/QĐ\",\"result\":{\"blob\":\"%s\",\"bytes\":%u,\"name\":\"kq.pdf\","
                          "\"type\":\"application/pdf\"}}",
                          mc_action_to_key (MC_ACTION_COMPLETE), mc_state_to_key (MC_STATE_DONE), hex, (guint) strlen (paper));
  memory_hub_write (self->hub, FALSE, "act", &first, &head, body, NULL);
}

/* The mark beside the database is another one, as after a restore: the next write begins a new origin. */
static void
restore (SyncDesk *desk)
{
  fixture_close (&desk->fixture);
  fixture_exec (desk->fixture.folder, "UPDATE local SET value = '00' WHERE key = 'mark'");
  fixture_open (&desk->fixture);
}

/* ---- the scenario --------------------------------------------------------------------------------------------------------- */

/* Two desks, the folder, a stick, a conflict and its settling, files up and down, the province's own entries, a new origin. */
static void
play (Scene *self)
{
  SyncDesk *a = self->a, *b = self->b;

  perform (self, a, receive, "MOT");
  synchronise (self, a);
  synchronise (self, b);
  perform (self, b, receive, "HAI");
  perform (self, a, attach, "MOT");
  perform (self, a, act, "forward of MOT");
  perform (self, b, act, "withdraw of MOT");
  perform (self, b, by_folder, "folder");
  perform (self, a, by_folder, "folder");
  synchronise (self, b);
  synchronise (self, a);
  synchronise (self, b);
  perform (self, b, settle, "aside");
  synchronise (self, b);
  decide (self, b, "HAI");
  memory_hub_write (self->hub, TRUE, "notice", NULL, NULL, "{}", NULL);
  synchronise (self, a);
  restore (a);
  perform (self, a, answer, "answer");
  perform (self, a, receive, "BA");
  perform (self, a, attach, "BA");
  perform (self, a, export, "a.motcua");
  perform (self, b, import, "a.motcua");
  perform (self, b, act, "paid of BA");
  synchronise (self, b);
  synchronise (self, a);
  synchronise (self, b);
}

/* What does not depend on random names: the order by desk and number, the dossiers, the conflicts, the files. */
static char *
result_of (SyncDesk *desk)
{
  return fixture_text (
      desk->fixture.folder,
      "SELECT (SELECT group_concat (text, ' ') FROM (SELECT (r.first_n + e.seq - r.first_seq) || ':' || coalesce (d.number, 0) || '.' ||"
      "   e.seq AS text FROM numbered r JOIN entry e ON e.origin = r.origin AND e.stream = 0 AND e.seq >= r.first_seq"
      "   AND e.seq < r.first_seq + r.n_entries LEFT JOIN desk d ON d.origin = r.origin ORDER BY r.first_n + e.seq - r.first_seq))"
      " || char (10) || (SELECT group_concat (code || ' ' || state || ' ' || paid || ' ' || printed || ' ' || coalesce (holder, ''),"
      "   char (10)) FROM (SELECT * FROM dossier ORDER BY code)) || char (10) || (SELECT count (*) FROM conflict) || ' ' ||"
      " (SELECT count (*) FROM file) || ' ' || (SELECT count (*) FROM fetch)");
}

static gboolean
begin_scene (Scene *self, guint stop_call, LinkFault fault, guint stop_commit)
{
  sync_use_seed (1);
  *self = (Scene) { .hub = memory_hub_new (OFFICE, FIXTURE_NOW), .stop_call = stop_call, .fault = fault, .stop_commit = stop_commit,
                    .rand = g_rand_new_with_seed (1) };
  self->shared = fixture_folder_new ();
  self->stick = fixture_folder_new ();
  self->papers = fixture_folder_new ();
  self->desks = g_ptr_array_new_with_free_func (free_desk);
  self->a = add_desk (self, 2);
  self->b = add_desk (self, 3);
  return TRUE;
}

static void
end_scene (Scene *self)
{
  g_ptr_array_unref (self->desks);
  memory_hub_free (self->hub);
  g_rand_free (self->rand);
  fixture_folder_remove (self->shared);
  fixture_folder_remove (self->stick);
  fixture_folder_remove (self->papers);
}

static void
run (Scene *self, guint stop_call, LinkFault fault, guint stop_commit)
{
  begin_scene (self, stop_call, fault, stop_commit);
  play (self);
  for (guint i = 0; i < self->desks->len; i++)
    while (((SyncDesk *) g_ptr_array_index (self->desks, i))->late->len > 0)
      sync_deliver_late (g_ptr_array_index (self->desks, i), self->rand);
  sync_settle (self->desks, self->hub);
  sync_assert_equal (self->desks, self->hub);
  self->result = result_of (self->a);
  end_scene (self);
}

static void
assert_same (Scene *stopped, const Scene *whole)
{
  if (g_strcmp0 (stopped->result, whole->result) != 0)
    g_error ("stopped at passage %u (fault %d), transaction %u:\n%s\ninstead of\n%s", stopped->stop_call, (int) stopped->fault,
             stopped->stop_commit, stopped->result, whole->result);
  g_free (stopped->result);
}

static void
test_every_passage (void)
{
  Scene whole, stopped;
  guint n = 0;

  run (&whole, NEVER, LINK_GOOD, NEVER);
  g_test_message ("%s", whole.result);
  for (guint call = 0; call < whole.n_calls; call++)
    for (int fault = 1; fault < (int) LINK_N_LINK_FAULTS; fault++, n++)
      {
        run (&stopped, call, (LinkFault) fault, NEVER);
        assert_same (&stopped, &whole);
      }
  g_test_message ("%u passages of the link, each in %d ways: %u runs", whole.n_calls, (int) LINK_N_LINK_FAULTS - 1, n);
  g_free (whole.result);
}

static void
test_every_transaction (void)
{
  Scene whole, stopped;

  run (&whole, NEVER, LINK_GOOD, NEVER);
  for (guint commit = 0; commit < whole.n_commits; commit++)
    {
      run (&stopped, NEVER, LINK_GOOD, commit);
      assert_same (&stopped, &whole);
    }
  g_test_message ("%u transactions", whole.n_commits);
  g_free (whole.result);
}

/* ---- killed -------------------------------------------------------------------------------------------------------------------- */

/* The deed in a process of its own that is killed at its @commit-th transaction; FALSE when it has not so many. */
static gboolean
kill_at (Scene *self, SyncDesk *desk, Deed deed, const char *what, guint commit)
{
  pid_t child;
  int status;

  fixture_close (&desk->fixture);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      fixture_open (&desk->fixture);
      sync_machine_is_killed (desk, commit);
      _exit (deed (self, desk, what, NULL) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  fixture_open (&desk->fixture);
  fixture_assert_sound (&desk->fixture);
  g_assert_true (WIFSIGNALED (status) || (WIFEXITED (status) && WEXITSTATUS (status) == 0));
  return WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL;
}

static guint
kill_at_each (Scene *self, SyncDesk *desk, Deed deed, const char *what)
{
  guint commit = 1;

  while (kill_at (self, desk, deed, what, commit))
    commit++;
  return commit - 1;
}

/* Not an error that is returned but a process that is gone, with its locks, temporary files and what it had not signed. */
static void
test_killed (void)
{
  Scene scene;
  guint n = 0;

  begin_scene (&scene, NEVER, LINK_GOOD, NEVER);
  perform (&scene, scene.b, receive, "HAI");
  synchronise (&scene, scene.b);
  synchronise (&scene, scene.a);
  synchronise (&scene, scene.b);
  perform (&scene, scene.b, attach, "HAI");
  perform (&scene, scene.b, export, "b.motcua");
  perform (&scene, scene.b, by_folder, "folder");
  n += kill_at_each (&scene, scene.a, receive, "MOT");
  n += kill_at_each (&scene, scene.a, attach, "MOT");
  n += kill_at_each (&scene, scene.a, act, "forward of MOT");
  n += kill_at_each (&scene, scene.a, import, "b.motcua");
  n += kill_at_each (&scene, scene.a, by_folder, "folder");
  restore (scene.a);
  n += kill_at_each (&scene, scene.a, answer, "answer");
  n += kill_at_each (&scene, scene.a, receive, "BA");
  g_test_message ("killed %u times", n);
  g_assert_cmpuint (n, >, 8);
  synchronise (&scene, scene.a);
  synchronise (&scene, scene.b);
  synchronise (&scene, scene.a);
  sync_assert_equal (scene.desks, scene.hub);
  for (guint i = 0; i < scene.desks->len; i++)
    {
      const char *folder = ((SyncDesk *) g_ptr_array_index (scene.desks, i))->fixture.folder;

      g_assert_cmpint (fixture_int (folder, "SELECT count (*) FROM dossier"), ==, 3);
      g_assert_cmpint (fixture_int (folder, "SELECT count (*) FROM file"), ==, 2);
      g_assert_cmpint (fixture_int (folder, "SELECT count (*) FROM dossier WHERE state = 4"), ==, 1);
    }
  end_scene (&scene);
}

int
main (int argc, char *argv[])
{
  sync_use_memory ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/steps/interrupted-at-any-passage-it-comes-to-the-same-end", test_every_passage);
  g_test_add_func ("/steps/interrupted-at-any-transaction-it-comes-to-the-same-end", test_every_transaction);
  g_test_add_func ("/steps/killed-at-any-transaction", test_killed);
  return g_test_run ();
}
